"""A small book that can be counted by hand, with canaries in everything that managers are not to see."""

import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.plugins import pm

from db.actor import Actor
from db.book import Book
from db.door import Door
from db.reads.answers import Answer
from db.writes.periods import open_period
from db.writes.reports import confirm, return_report, save_draft, submit, withdraw
from domain.names import natural_key
from domain.periods import Half
from shinchoku.demo import load_demo
from tests.web.planted_book import Planted, make
from web import plugin
from web.serving import datasette_for

AS_PLANNED = "計画どおりに実行できた"
NEARLY = "ほぼ計画どおりに実行できた"
UID = 987654321
# Nothing that contains one of these may ever be in an answer.
CANARIES = ("CANARY", str(UID))


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2020, 10, 5, 14, 3, tzinfo=timezone(timedelta(hours=9)))

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Town:
    """The book and the ids of what is in it; measures by key."""

    book: Book
    clock: Clock
    plan_id: int
    period_id: int
    measures: dict[str, int] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return self.book.path

    def fingerprint(self) -> str:
        """Digest of the bytes of the file and its write-ahead log."""
        wal = Path(f"{self.path}-wal")
        return hashlib.sha256(
            self.path.read_bytes() + (wal.read_bytes() if wal.exists() else b"")
        ).hexdigest()


def _measure(door: Door, plan_id: int, key: str, title: str, leads: list[int], **fields: Any) -> int:
    row = {
        "plan_id": plan_id,
        "measure_key": key,
        "number": key,
        "title": title,
        "sort_key": natural_key(key),
    }
    measure = door.insert("measure", {**row, **fields})
    for ordinal, department in enumerate(leads, 1):
        name = door.row("department", department)["name"]
        place = {"measure_id": measure, "role": "lead", "ordinal": ordinal}
        door.insert("measure_department", {**place, "name": name, "department_id": department})
    return measure


def _cell(door: Door, item: int, kind: str, fy: int, half: int | None, stages: str, raw: str) -> None:
    place = {"work_item_id": item, "kind": kind, "fy": fy, "half": half}
    door.insert("schedule_cell", {**place, "stages": stages, "raw": raw, "continued": int(raw == "⇒")})


def _plans(door: Door, measures: dict[str, int]) -> int:
    city = door.insert("municipality", {"name": "試験市"})
    former = door.insert("plan", {"key": "machi-1", "municipality_id": city, "title": "第一次計画"})
    plan = {"key": "machi-2", "municipality_id": city, "title": "第二次計画", "predecessor_id": former}
    plan_id = door.insert("plan", {**plan, "first_fy": 2020, "last_fy": 2022, "doc_status": "adopted"})
    systems = door.insert("department", {"municipality_id": city, "name": "情報課"})
    counter = door.insert("department", {"municipality_id": city, "name": "市民課"})
    old = _measure(door, former, "②", "無線の整備", [systems])
    rows: list[tuple[str, str, list[int], dict[str, Any]]] = [
        ("1-2", "防災無線の更新", [systems], {"policy_field": "安全", "is_priority": 1}),
        ("1-10", "窓口のＲＰＡ導入", [counter], {"policy_field": "行政", "content": "申請の入力を減らす"}),
        (
            "2",
            "図書館システム",
            [systems, counter],
            {"policy_field": "教育", "purpose": "防災の備えにも使う"},
        ),
        ("3", "公開データ", [systems], {"policy_field": "行政"}),
        ("4", "ｱﾌﾟﾘの見直し", [counter], {"policy_field": "行政"}),
        ("5", "文書の電子化", [counter], {"policy_field": "行政"}),
    ]
    for key, title, leads, fields in rows:
        measures[key] = _measure(door, plan_id, key, title, leads, **fields)
    goals = [
        door.insert("goal", {"plan_id": plan_id, "name": name, "ordinal": n})
        for n, name in enumerate(("便利", "安心"), 1)
    ]
    for key, marks in (("1-2", (0, 1)), ("1-10", (1, None)), ("2", (1, 1)), ("3", (1, 0)), ("4", (None, 0))):
        for goal, mark in zip(goals, marks, strict=True):
            door.insert("measure_goal", {"measure_id": measures[key], "goal_id": goal, "mark": mark})
    lineage = {"measure_id": measures["1-2"], "ordinal": 1, "raw": "旧②"}
    door.insert("lineage", {**lineage, "predecessor_plan_id": former, "predecessor_measure_id": old})
    door.insert("lineage", {"measure_id": measures["3"], "ordinal": 1, "raw": "旧⑨の一部"})
    item = door.insert("work_item", {"measure_id": measures["1-2"], "row": 1, "label": "機器の更新"})
    _cell(door, item, "planned", 2020, 1, '["検討"]', "検討")
    _cell(door, item, "planned", 2020, 2, '["検討"]', "⇒")
    _cell(door, item, "planned", 2021, None, '["調達・構築", "運用"]', "調達・構築・運用")
    _cell(door, item, "actual", 2020, 1, '["検討"]', "検討")
    event = {"measure_id": measures["1-2"], "event": "added", "fy": 2020, "note": "追加の理由"}
    door.insert("measure_event", event)
    return plan_id


def _internal(door: Door, town: Town) -> None:
    """Canaries in every table and column that is kept back."""
    report = door.find("report", measure_id=town.measures["4"], period_id=town.period_id)
    department = door.find("department", name="市民課")
    assert report is not None and department is not None
    part = {"report_id": report["id"], "department_id": department["id"], "text": "CANARY part"}
    door.insert("report_part", {**part, "by_uid": UID, "by_name": "CANARY", "saved_at": door.at})
    person = door.insert("person", {"login": "CANARY-login", "uid": UID, "name": "CANARY"})
    for role in ("lead", "coordinator"):
        door.insert("membership", {"person_id": person, "role": role})
    door.insert("preference", {"uid": UID, "name": "CANARY", "value": "CANARY"})
    source = {"sha256": "0" * 64, "name": "plan.csv", "size": 6, "content": b"CANARY"}
    file = door.insert("source_file", source)
    batch = {"source_file_id": file, "profile": "house", "state": "committed", "at": door.at}
    counts = dict.fromkeys(("rows_new", "rows_changed", "rows_same", "rows_conflict", "rows_rejected"), 0)
    batch_id = door.insert("import_batch", {**batch, **counts, "by_uid": UID, "by_name": "CANARY"})
    place = {"table_name": "measure", "row_id": 1}
    door.insert("import_change", {**place, "batch_id": batch_id, "action": "insert", "after": '"CANARY"'})
    row = {
        "plan_key": "machi-2",
        "entity": "measure",
        "natural_key": '["CANARY"]',
        "outcome": "new",
        "ref": "A1",
    }
    door.insert("import_row", {**row, "batch_id": batch_id})
    value = {**place, "field": "title", "batch_id": batch_id, "source_file_id": file, "ref": "A1"}
    door.insert("provenance", {**value, "raw": "CANARY"})
    issue = {
        "batch_id": batch_id,
        "code": "misprint",
        "level": "warn",
        "ref": "p.3",
        "raw": "⑩",
        "params": "{}",
    }
    told = {"message": "番号が重なっています", "plan_key": "machi-2", "measure_key": "3"}
    door.insert("import_issue", {**issue, **told})


@pytest.fixture(scope="session", autouse=True)
def _installed() -> None:
    """The plugin as an installation would load it, whichever test comes first."""
    if not pm.is_registered(plugin):
        pm.register(plugin, name="shinchoku")


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """The published plans with a canary in every guarded column; copied by tests that change it."""
    return make(tmp_path_factory.mktemp("planted"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def town(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """machi-2 in 2020H1: 1-2 confirmed, 1-10 late, 2 drafted, 3 sent back, 4 untouched, 5 taken back."""
    folder = tmp_path / "CANARY#folder"
    folder.mkdir()
    path = folder / "shinchoku.db"
    monkeypatch.setenv("SHINCHOKU_CLOCK", "2020-10-20T09:00:00+09:00")
    with Book.create(path, actor=Actor(UID, "CANARY-login", "CANARY-name"), clock=clock) as book:
        town = Town(book, clock, 0, 0)
        with book.writing() as door:
            town.plan_id = _plans(door, town.measures)
        half = Half(2020, 1)
        opened = open_period(book, town.plan_id, half, opens_on="2020-10-01", due_on="2020-10-15")
        town.period_id = opened.period_id
        report(town, "1-2", Answer(AS_PLANNED, "実施中", "方式を比べた。", {1: ("検討",)}))
        confirm(book, town.measures["1-2"], town.period_id, "CANARY note of the coordinator")
        save_draft(book, town.measures["2"], town.period_id, Answer(NEARLY, None, "CANARY draft"), 0)
        report(town, "3", Answer(NEARLY, "実施中", "CANARY returned"))
        return_report(book, town.measures["3"], town.period_id, "CANARY note")
        report(town, "5", Answer(NEARLY, "実施中", "CANARY withdrawn"))
        withdraw(book, town.measures["5"], town.period_id)
        clock.now += timedelta(days=13)
        report(town, "1-10", Answer(NEARLY, "部分実施", "試行した。"))
        with book.writing() as door:
            _internal(door, town)
        yield town


def report(town: Town, key: str, answer: Answer) -> None:
    """Record and hand in a report for the open half-year."""
    saved = save_draft(town.book, town.measures[key], town.period_id, answer, 0)
    submit(town.book, town.measures[key], town.period_id, saved.version, event_id=f"CANARY-{key}")


@pytest.fixture
async def serve_book() -> AsyncIterator[Callable[..., Any]]:
    """Start a Datasette over a book and close it after the test."""
    started: list[Datasette] = []

    async def start(path: Path, **options: Any) -> Datasette:
        datasette = datasette_for(path, **options)
        started.append(datasette)
        await datasette.invoke_startup()
        return datasette

    yield start
    for datasette in started:
        datasette.executor.shutdown()
        for database in datasette.databases.values():
            database.close()


@pytest.fixture
async def datasette(town: Town, serve_book: Callable[..., Any]) -> Datasette:
    """Datasette over the small book as managers get it."""
    return await serve_book(town.path)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with the sample plans, made once; its tests only read."""
    path = tmp_path_factory.mktemp("sample") / "shinchoku.db"
    with Book.create(path) as book:
        load_demo(book)
    return path


@pytest.fixture
async def browser(sample: Path) -> AsyncIterator[Datasette]:
    """The managers' pages over the sample."""
    datasette = datasette_for(sample)
    await datasette.invoke_startup()
    yield datasette
    datasette.executor.shutdown()
    datasette.get_database("shinchoku").close()
