"""Several lead departments on one report: their parts, the first one that seals, who is missing, and no text lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.actor import Actor
from db.book import Book
from db.errors import StaleVersion
from db.permissions import NotYours
from db.reads.answers import Answer
from db.reads.counts import department_counts
from db.reads.part_form import part_form
from db.reads.parts import Sharing, sharing, sharings
from db.reads.queue import queue
from db.reads.reports import form
from db.writes.departments import merge_departments
from db.writes.parts import NotItsPart, OneDepartment, PartSealed, SealsItself, save_part
from db.writes.periods import freeze_period, open_period
from db.writes.reports import (
    PeriodClosed,
    carry_forward,
    confirm,
    return_report,
    save_draft,
    submit,
    undo_carry,
    withdraw,
)
from domain.errors import Refusal
from domain.parts import Block, join, split
from domain.periods import Half
from domain.reporting import State
from tests.db.conftest import SUZUKI, Clock, Cycle
from tests.db.staff import fill, host_says, staff

RATED = "計画どおりに実行できた"
NAMES = ("情報課", "広報課", "図書館")


@dataclass(frozen=True)
class Shared:
    """A measure that three departments lead, 情報課 first; the other measures have no department."""

    cycle: Cycle
    departments: dict[str, int]

    @property
    def book(self) -> Book:
        return self.cycle.book

    @property
    def measure(self) -> int:
        return self.cycle.measures[0]

    @property
    def place(self) -> tuple[int, int]:
        return self.measure, self.cycle.period

    def now(self, period: int | None = None) -> Sharing:
        found = sharing(self.book.db, self.measure, period or self.cycle.period)
        assert found is not None
        return found

    def write(self, name: str, text: str, *, done: bool = True, period: int | None = None) -> None:
        version = next(part.version for part in self.now(period).parts if part.department == name)
        place = (self.measure, period or self.cycle.period)
        save_part(self.book, *place, self.departments[name], text, done, version)

    def draft(self, text: str, period: int | None = None) -> int:
        place = (self.measure, period or self.cycle.period)
        version = form(self.book.db, *place).version
        return save_draft(self.book, *place, Answer(RATED, "実施中", text), version).version

    def seal(self, text: str, period: int | None = None) -> None:
        submit(self.book, self.measure, period or self.cycle.period, self.draft(text, period))

    def text(self) -> str:
        return str(self.cycle.revisions(self.measure)[-1]["text"])

    def note(self) -> str | None:
        row = self.book.db.conn.execute("SELECT note FROM decision ORDER BY id DESC LIMIT 1").fetchone()
        return None if row[0] is None else str(row[0])


def lead(book: Book, plan: int, measure: int, names: tuple[str, ...] = NAMES) -> dict[str, int]:
    made = {}
    with book.writing() as door:
        city = door.row("plan", plan)["municipality_id"]
        for ordinal, name in enumerate(names, 1):
            made[name] = door.insert("department", {"municipality_id": city, "name": name})
            row = {"measure_id": measure, "role": "lead", "ordinal": ordinal, "name": name}
            door.insert("measure_department", {**row, "department_id": made[name]})
    return made


@pytest.fixture
def shared(cycle: Cycle) -> Shared:
    return Shared(cycle, lead(cycle.book, cycle.plan, cycle.measures[0]))


def test_a_part_begins_nothing_and_is_kept_with_its_history(shared: Shared) -> None:
    shared.write("広報課", "号外を刷り始めた。", done=False)
    assert shared.cycle.state(shared.measure) == "not_started"
    assert [(part.department, part.done, part.text) for part in shared.now().others] == [
        ("広報課", False, "号外を刷り始めた。"),
        ("図書館", None, ""),
    ]
    shared.write("広報課", "号外を出した。")
    rows = shared.book.db.conn.execute(
        "SELECT action, before, after FROM history WHERE table_name = 'report_part' ORDER BY seq"
    ).fetchall()
    assert [row["action"] for row in rows] == ["part", "part done"]
    assert "号外を刷り始めた。" in rows[1]["before"] and "号外を出した。" in rows[1]["after"]


def test_the_first_department_seals_every_finished_part_under_its_own_text(shared: Shared) -> None:
    shared.write("図書館", "棚を電子化した。")
    shared.write("広報課", "")
    shared.seal("全体の調整をした。")
    assert shared.text() == "全体の調整をした。\n広報課：変わりなし\n図書館：棚を電子化した。"
    assert shared.note() is None
    assert (shared.now().done, shared.now().missing) == (3, ())


def test_who_is_missing_when_it_is_sealed_stands_in_the_record_and_not_in_the_text(shared: Shared) -> None:
    shared.write("広報課", "号外を出した。")
    shared.write("図書館", "書きかけ", done=False)
    shared.seal("全体の調整をした。")
    assert shared.text() == "全体の調整をした。\n広報課：号外を出した。"
    assert shared.note() == "分担未提出：図書館"
    row = next(
        one
        for one in queue(shared.book.db, shared.cycle.plan, shared.cycle.period)
        if one.measure_id == shared.measure
    )
    assert row.parts_missing == ("図書館",)
    confirm(shared.book, *shared.place)
    assert shared.now().missing == ("図書館",)


def test_a_part_alone_is_text_enough_for_a_report_that_needs_one(shared: Shared) -> None:
    version = save_draft(
        shared.book, *shared.place, Answer("計画どおりに実行できなかった", "未実施"), 0
    ).version
    with pytest.raises(Refusal):
        submit(shared.book, *shared.place, version)
    shared.write("広報課", "")
    with pytest.raises(Refusal):
        submit(shared.book, *shared.place, version)
    shared.write("図書館", "入札が不調だった。")
    submit(shared.book, *shared.place, version)
    assert shared.text() == "広報課：変わりなし\n図書館：入札が不調だった。"


def test_sealed_parts_are_closed_until_the_report_comes_back(shared: Shared) -> None:
    shared.write("広報課", "号外を出した。")
    shared.seal("全体。")
    with pytest.raises(PartSealed, match="情報課"):
        shared.write("広報課", "あとから")
    return_report(shared.book, *shared.place, "部数を書いてください")
    shared.write("広報課", "号外を三百部出した。")
    # The sealing department has changed nothing and hands in again what it finds.
    now = form(shared.book.db, *shared.place)
    assert (now.state, now.answer.text) == (State.returned, "全体。")
    submit(shared.book, *shared.place, now.version)
    assert [revision["text"] for revision in shared.cycle.revisions(shared.measure)] == [
        "全体。\n広報課：号外を出した。",
        "全体。\n広報課：号外を三百部出した。",
    ]


def test_a_withdrawn_report_gives_the_sealing_department_its_own_text_back(shared: Shared) -> None:
    shared.write("広報課", "一行目\n二行目")
    shared.seal("全体。")
    withdraw(shared.book, *shared.place)
    assert form(shared.book.db, *shared.place).answer.text == "全体。"
    shared.seal("全体。続き。")
    assert shared.text() == "全体。続き。\n広報課：一行目\n二行目"


def test_a_part_taken_into_the_own_text_is_not_said_twice_and_other_words_are_noted(shared: Shared) -> None:
    shared.write("広報課", "号外を出した。")
    shared.seal("全体。\n広報課：号外を出した。")
    assert shared.text() == "全体。\n広報課：号外を出した。"
    assert shared.note() == "分担未提出：図書館"
    withdraw(shared.book, *shared.place)
    shared.seal("全体。\n広報課：号外を春に出した。")
    assert shared.text() == "全体。\n広報課：号外を春に出した。"
    assert shared.note() == "分担未提出：図書館\n分担の文を整理：広報課"
    assert next(part.text for part in shared.now().others) == "号外を出した。"


def test_unchanged_hands_in_the_last_text_with_new_parts_in_the_place_of_the_old(shared: Shared) -> None:
    shared.write("広報課", "号外を出した。")
    shared.write("図書館", "棚を電子化した。")
    shared.seal("全体。")
    later = open_period(shared.book, shared.cycle.plan, Half(2020, 2)).period_id
    shared.write("広報課", "", period=later)
    carry_forward(shared.book, shared.measure, later)
    assert form(shared.book.db, shared.measure, later).answer.text == shared.text()
    undo_carry(shared.book, shared.measure, later)
    shared.write("図書館", "貸出も電子化した。", period=later)
    carry_forward(shared.book, shared.measure, later)
    now = form(shared.book.db, shared.measure, later).answer.text
    assert now == "全体。\n広報課：号外を出した。\n図書館：貸出も電子化した。"


def test_a_department_sees_its_own_part_of_last_time(shared: Shared) -> None:
    shared.write("広報課", "号外を出した。")
    shared.seal("全体。")
    later = open_period(shared.book, shared.cycle.plan, Half(2020, 2)).period_id
    told = {part.department: part for part in shared.now(later).others}
    mine = part_form(shared.book.db, shared.measure, later, told["広報課"])
    assert mine.previous is not None
    assert (mine.previous.answer.text, mine.state, mine.version) == ("号外を出した。", State.not_started, 0)
    other = part_form(shared.book.db, shared.measure, later, told["図書館"])
    assert other.previous is not None
    assert other.previous.answer.text == "全体。\n広報課：号外を出した。"


def test_two_people_on_one_part_see_both_texts(shared: Shared, second_person: Actor) -> None:
    shared.write("広報課", "鈴木の文", done=False)
    with Book.open(shared.book.path, actor=second_person, clock=shared.book.clock) as other:
        save_part(other, *shared.place, shared.departments["広報課"], "田中の文", False, 1)
    with pytest.raises(StaleVersion) as refused:
        save_part(shared.book, *shared.place, shared.departments["広報課"], "鈴木の続き", True, 1)
    assert refused.value.params["now"]["text"] == "田中の文"  # type: ignore[index]
    assert refused.value.params["name"] == "田中"
    assert shared.now().others[0].text == "田中の文"


def test_who_writes_no_part_is_told_who_does(shared: Shared) -> None:
    with pytest.raises(SealsItself, match="広報課、図書館"):
        shared.write("情報課", "文")
    with shared.book.writing() as door:
        city = door.row("plan", shared.cycle.plan)["municipality_id"]
        stranger = door.insert("department", {"municipality_id": city, "name": "税務課"})
    with pytest.raises(NotItsPart, match="税務課"):
        save_part(shared.book, *shared.place, stranger, "文", True, 0)
    with pytest.raises(OneDepartment, match="施策2"):
        save_part(shared.book, shared.cycle.measures[1], shared.cycle.period, stranger, "文", True, 0)
    assert shared.book.db["report_part"].count == 0


def test_a_closed_half_year_takes_no_parts(shared: Shared) -> None:
    freeze_period(shared.book, shared.cycle.period)
    with pytest.raises(PeriodClosed):
        shared.write("広報課", "文")


def test_collective_departments_write_no_part(cycle: Cycle) -> None:
    made = lead(cycle.book, cycle.plan, cycle.measures[0], ("情報課", "各課"))
    with cycle.book.writing() as door:
        door.update("department", made["各課"], {"is_collective": 1})
    assert sharing(cycle.book.db, cycle.measures[0], cycle.period) is None
    assert sharings(cycle.book.db, cycle.plan, cycle.period) == {}


def test_departments_that_one_department_follows_report_together(shared: Shared) -> None:
    merging = [shared.departments[name] for name in ("情報課", "広報課")]
    merged = merge_departments(shared.book, merging, "情報広報課", date(2020, 10, 1))
    assert [part.department for part in shared.now().parts] == ["情報課", "図書館"]
    assert shared.now().of(merged) is None
    later = open_period(shared.book, shared.cycle.plan, Half(2020, 2)).period_id
    assert [part.department for part in shared.now(later).parts] == ["情報広報課", "図書館"]


def test_a_department_whose_part_is_in_has_nothing_left_to_do(shared: Shared) -> None:
    def parts_in() -> dict[str, int]:
        found = department_counts(shared.book.db, shared.cycle.plan, shared.cycle.period)
        return {one.name: one.parts_in for one in found}

    assert parts_in() == {"情報課": 0, "広報課": 0, "図書館": 0}
    shared.write("広報課", "")
    assert parts_in() == {"情報課": 0, "広報課": 1, "図書館": 0}
    shared.seal("全体。")
    assert parts_in() == {"情報課": 0, "広報課": 0, "図書館": 0}


def test_an_example_made_without_parts_misses_none(shared: Shared) -> None:
    shared.seal("全体。")
    assert shared.now().missing == ("広報課", "図書館")
    assert shared.now()._replace(is_example=True).missing == ()


# -- roles


def test_each_department_writes_its_own_part_and_only_the_first_seals(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = fill(book, measures=1)
    host_says(monkeypatch)
    with book.writing() as door:
        second = {"measure_id": town.measures[0], "role": "lead", "ordinal": 2, "name": "総務課"}
        door.insert("measure_department", {**second, "department_id": town.departments["総務課"]})
    place = (town.measures[0], open_period(book, town.plan, Half(2020, 1)).period_id)
    staff(town.as_("suzuki"))
    part = (*place, town.departments["総務課"])
    with pytest.raises(NotYours, match="総務課"):
        save_part(town.as_("tanaka"), *part, "企画課の人が書いた文", True, 0)
    save_part(town.as_("sato"), *part, "窓口を移した。", True, 0)
    with pytest.raises(NotYours, match="企画課"):
        save_draft(town.as_("sato"), *place, Answer(RATED, "実施中", "総務課の人が書いた文"), 0)
    version = save_draft(town.as_("tanaka"), *place, Answer(RATED, "実施中", "全体。"), 0).version
    with pytest.raises(NotYours, match="企画課"):
        submit(town.as_("sato"), *place, version)
    submit(town.as_("tanaka"), *place, version)
    rows = book.db.conn.execute("SELECT text FROM report_revision").fetchall()
    assert [row[0] for row in rows] == ["全体。\n総務課：窓口を移した。"]


# -- whatever the order, no text is lost

TEXTS = st.text(st.sampled_from("文字。\n：情報課広 "), min_size=0, max_size=12)


@given(own=TEXTS, blocks=st.lists(st.tuples(st.sampled_from(NAMES), TEXTS), max_size=4))
def test_splitting_a_text_leaves_nothing_out(own: str, blocks: list[tuple[str, str]]) -> None:
    whole = join(own, [Block(*block) for block in blocks])
    before, found = split(whole, NAMES)
    assert "".join(join(before, found).split()) == "".join(whole.split())


@contextmanager
def fresh() -> Iterator[Shared]:
    with (
        TemporaryDirectory() as folder,
        Book.create(Path(folder) / "book.db", actor=SUZUKI, clock=Clock()) as book,
    ):
        with book.writing() as door:
            city = door.insert("municipality", {"name": "試験市"})
            plan = door.insert("plan", {"key": "p", "municipality_id": city, "title": "計画"})
            row = {"plan_id": plan, "measure_key": "1", "title": "施策1", "sort_key": "1"}
            measure = door.insert("measure", row)
        half = Half(2020, 1)
        period = open_period(book, plan, half).period_id
        cycle = Cycle(book, plan, (measure, measure, measure), period, half)
        yield Shared(cycle, lead(book, plan, measure))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(NAMES[1:]), st.booleans()),
        st.sampled_from(["draft", "seal", "return", "withdraw", "confirm"]),
    ),
    min_size=3,
    max_size=14,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_any_order_of_parts_seals_and_returns_loses_no_text(steps: list[tuple[str, bool] | str]) -> None:
    with fresh() as shared:
        own = "全体"
        parts: dict[str, tuple[str, bool]] = {}
        for number, action in enumerate(steps):
            try:
                if isinstance(action, tuple):
                    name, done = action
                    shared.write(name, f"{name}の文{number}", done=done)
                    parts[name] = (f"{name}の文{number}", done)
                elif action == "draft":
                    shared.draft(f"全体{number}")
                    own = f"全体{number}"
                elif action == "seal":
                    before = len(shared.cycle.revisions(shared.measure))
                    submit(shared.book, *shared.place, form(shared.book.db, *shared.place).version)
                    assert len(shared.cycle.revisions(shared.measure)) == before + 1
                    finished = [(name, *parts[name]) for name in NAMES[1:] if name in parts]
                    lines = [own, *(f"{name}：{text}" for name, text, done in finished if done)]
                    assert shared.text() == "\n".join(lines)
                elif action == "return":
                    return_report(shared.book, *shared.place, "直してください")
                elif action == "withdraw":
                    withdraw(shared.book, *shared.place)
                else:
                    confirm(shared.book, *shared.place)
            except Refusal:
                continue
            if shared.book.db["report"].count and form(shared.book.db, *shared.place).state in (
                State.draft,
                State.returned,
            ):
                assert form(shared.book.db, *shared.place).answer.text == own
            kept = {part.department: (part.text, part.done) for part in shared.now().others if part.version}
            assert kept == parts
