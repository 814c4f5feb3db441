"""A small book for the dashboard's tests: a plan of five measures, two departments, two half-years, a frozen clock.

The facts are our own. 2020H1 is decided, with approved reports of 1 and 3; 2020H2 takes reports until 15 April.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

import i18n
from db.actor import Actor
from db.book import Book
from db.door import Door
from db.reads.answers import Answer
from db.writes.periods import decide_period, freeze_period, open_period, submit_period
from db.writes.reports import confirm, save_draft, submit
from domain.periods import Half
from tui.app import ShinchokuApp
from tui.screens.frame import StatusLine

JST = timezone(timedelta(hours=9))
NOW = datetime(2021, 4, 9, 14, 3, tzinfo=JST)
SATO = Actor(1000, "sato", "佐藤")
SUZUKI = Actor(1001, "suzuki", "鈴木")

AS_PLANNED = "計画どおりに実行できた"
NEARLY = "ほぼ計画どおりに実行できた"

# number, title, lead, policy field, content
MEASURES = (
    ("1", "住民向け案内の電子化", "広報課", "行財政", "窓口の案内を電子の掲示に替える。"),
    ("2", "庁内の連絡手段の見直し", "情報課", "行財政", "電話と紙の連絡を一つの道具にまとめる。"),
    ("3", "防災情報の配信", "広報課", "安全", "避難所の混み具合を知らせる。"),
    ("10", "共同利用する基盤の検討", "情報課", "行財政", "近隣市と基盤を分け合う方法を調べる。"),
    ("11", "図書の予約の改善", "広報課", "文化", "予約の待ち人数を見せる。"),
)


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Small:
    """The small book and the ids of what is in it; measures by their printed number."""

    book: Book
    plan: int
    measures: dict[str, int]
    first: int
    second: int

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """What a fresh look into the file finds."""
        return [dict(row) for row in self.book.db.conn.execute(sql, values)]

    def draft(self, number: str) -> dict[str, Any] | None:
        """The draft of a measure for the second half, or None."""
        found = self.rows(
            "SELECT draft.* FROM draft JOIN report ON report.id = draft.report_id"
            " WHERE measure_id = ? AND period_id = ?",
            self.measures[number],
            self.second,
        )
        return found[0] if found else None

    def to_council(self) -> None:
        """Every measure reports as planned, is confirmed, and the second half goes to the council."""
        for number, measure in self.measures.items():
            saved = save_draft(
                self.book, measure, self.second, Answer(AS_PLANNED, "実施中", f"{number} を進めた。"), 0
            )
            submit(self.book, measure, self.second, saved.version)
            confirm(self.book, measure, self.second)
        freeze_period(self.book, self.second)
        submit_period(self.book, self.second)

    def decide(self, *denied: str) -> None:
        """The council decides on the second half and denies the measures with these numbers."""
        reasons = {self.measures[number]: "費用を示すこと。" for number in denied}
        decide_period(
            self.book, self.second, meeting="第2回会議", held_on="2021-04-09", denied_measures=reasons
        )

    def state(self, number: str) -> str:
        """The state of a measure's report for the second half."""
        return str(
            self.rows(
                "SELECT state FROM report WHERE measure_id = ? AND period_id = ?",
                self.measures[number],
                self.second,
            )[0]["state"]
        )


def _measure(door: Door, plan: int, place: int, facts: tuple[str, ...], departments: dict[str, int]) -> int:
    number, title, lead, field, content = facts
    measure = door.insert(
        "measure",
        {
            "plan_id": plan,
            "measure_key": number,
            "number": number,
            "title": title,
            "sort_key": number.zfill(6),
            "position": place,
            "policy_field": field,
            "content": content,
        },
    )
    door.insert(
        "measure_department",
        {
            "measure_id": measure,
            "role": "lead",
            "ordinal": 1,
            "name": lead,
            "department_id": departments[lead],
        },
    )
    return measure


def _schedule(door: Door, measure: int) -> None:
    for row, label, stages in (
        (1, "方式の調査", ("検討", "計画")),
        (2, "基盤の用意", ("検討", "調達・構築")),
    ):
        item = door.insert("work_item", {"measure_id": measure, "row": row, "label": label})
        for half, stage in enumerate(stages, 1):
            door.insert(
                "schedule_cell",
                {
                    "work_item_id": item,
                    "kind": "planned",
                    "fy": 2020,
                    "half": half,
                    "stages": f'["{stage}"]',
                    "raw": stage,
                },
            )


def fill(book: Book) -> Small:
    """Put the plan and its first half-year into an empty book."""
    with book.writing() as door:
        city = door.insert("municipality", {"name": "試験市"})
        plan = door.insert(
            "plan",
            {
                "key": "test-1",
                "municipality_id": city,
                "title": "試験市情報化計画",
                "first_fy": 2020,
                "last_fy": 2021,
            },
        )
        departments = {
            name: door.insert("department", {"municipality_id": city, "name": name})
            for name in ("広報課", "情報課")
        }
        measures = {
            facts[0]: _measure(door, plan, place, facts, departments)
            for place, facts in enumerate(MEASURES, 1)
        }
        for ordinal, (name, mark) in enumerate((("便利", 1), ("安心", None), ("簡素", 0)), 1):
            goal = door.insert("goal", {"plan_id": plan, "name": name, "ordinal": ordinal})
            door.insert("measure_goal", {"measure_id": measures["10"], "goal_id": goal, "mark": mark})
        _schedule(door, measures["10"])
    first = open_period(book, plan, Half(2020, 1), due_on="2021-04-12").period_id
    for number, text in (("1", "掲示の候補を比べた。"), ("3", "配信の試行を始めた。")):
        saved = save_draft(book, measures[number], first, Answer(AS_PLANNED, "実施中", text), 0)
        submit(book, measures[number], first, saved.version)
        confirm(book, measures[number], first)
    with book.writing() as door:
        for number in ("2", "10", "11"):
            row = door.find("report", measure_id=measures[number], period_id=first)
            assert row is not None
            door.delete("report", row["id"])
            # They came into the plan for the second half only.
            event = {"measure_id": measures[number], "event": "added", "fy": 2020, "half": 2}
            door.insert("measure_event", event)
    freeze_period(book, first)
    submit_period(book, first)
    decide_period(book, first, meeting="第1回会議", held_on="2021-04-08")
    second = open_period(book, plan, Half(2020, 2), due_on="2021-04-15").period_id
    return Small(book, plan, measures, first, second)


@pytest.fixture(autouse=True)
def _no_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing looks after the book by itself: on a slow machine that would come in between. Tests look on purpose."""
    for timer in ("tui.watching.LOOK_SECONDS", "tui.trouble.LOOK_SECONDS"):
        monkeypatch.setattr(timer, 3600.0)


@pytest.fixture(autouse=True)
def _japanese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("SHINCHOKU_LANG", raising=False)
    i18n.setup("ja")
    yield
    i18n.setup("ja")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def small(tmp_path: Path, clock: Clock) -> Iterator[Small]:
    with Book.create(tmp_path / "book.db", actor=SATO, clock=clock) as book:
        yield fill(book)


@pytest.fixture
def empty(tmp_path: Path, clock: Clock) -> Iterator[Book]:
    with Book.create(tmp_path / "empty.db", actor=SATO, clock=clock) as book:
        yield book


@pytest.fixture
def app(small: Small) -> ShinchokuApp:
    return ShinchokuApp(small.book)


async def settled(pilot: Pilot[None]) -> None:
    """Everything that was started has happened: drafts written, workers done, screens painted."""
    app = pilot.app
    assert isinstance(app, ShinchokuApp)
    for _ in range(3):
        await pilot.pause()
        app.write_drafts()
        await app.workers.wait_for_complete()
        await pilot.pause()


@pytest.fixture(name="settled")
def _settled() -> Callable[[Pilot[None]], Any]:
    return settled


def lines(app: ShinchokuApp) -> list[str]:
    """The screen as lines of text."""
    height = app.size.height
    strips = app.screen._compositor.render_strips()
    assert len(strips) == height
    return ["".join(segment.text for segment in strip) for strip in strips]


@pytest.fixture(name="lines")
def _lines() -> Callable[[ShinchokuApp], list[str]]:
    return lines


def said(app: ShinchokuApp) -> str:
    """The sentence in the status line."""
    for screen in reversed(app.screen_stack):
        for line in screen.query(StatusLine):
            return line.said
    return ""


@pytest.fixture(name="said")
def _said() -> Callable[[ShinchokuApp], str]:
    return said


def too_wide(app: ShinchokuApp) -> list[str]:
    """Lines that take more cells than the terminal has."""
    return [line for line in lines(app) if cell_len(line) > app.size.width]


@pytest.fixture(name="too_wide")
def _too_wide() -> Callable[[ShinchokuApp], list[str]]:
    return too_wide


def clean_environment() -> dict[str, str]:
    """For programs started by tests: this checkout, a frozen clock, no wish about the language."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SHINCHOKU_")}
    root = str(Path(__file__).resolve().parent.parent.parent)
    return {**kept, "PYTHONPATH": root, "SHINCHOKU_CLOCK": NOW.isoformat(), "TERM": "xterm-256color"}


@pytest.fixture(name="environment")
def _environment() -> dict[str, str]:
    return clean_environment()
