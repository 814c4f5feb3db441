"""When words of one's own are asked for: 変わりなし in a row, and reports that need explaining."""

import pytest

from db.reads.answers import Answer
from db.reads.reports import form, previous
from db.writes.periods import open_period
from db.writes.reports import CarryStays, carry_forward, confirm, save_draft, submit, undo_carry
from domain.reporting import PROGRESS_EVALUATIONS, IllegalStep, State
from domain.telling import SentenceNeeded, TextNeeded, Told, Why, reasons_for_text
from tests.db.conftest import Cycle

AS_PLANNED, NEARLY, _, NOT_DONE, _ = (item.phrase for item in PROGRESS_EVALUATIONS)


def _unchanged_twice(cycle: Cycle) -> int:
    """Reports one half-year, carries it over the next two and returns the fourth, open period."""
    measure = cycle.measures[0]
    saved = save_draft(cycle.book, measure, cycle.period, Answer(AS_PLANNED, text="進めた"), 0)
    submit(cycle.book, measure, cycle.period, saved.version)
    half = cycle.half
    for _time in range(2):
        half = half.next()
        carry_forward(cycle.book, measure, open_period(cycle.book, cycle.plan, half).period_id)
    return open_period(cycle.book, cycle.plan, half.next()).period_id


def test_the_third_no_change_in_a_row_asks_for_a_sentence_and_leaves_the_report_alone(cycle: Cycle) -> None:
    period = _unchanged_twice(cycle)
    with pytest.raises(SentenceNeeded, match="2 times"):
        carry_forward(cycle.book, cycle.measures[0], period)
    assert form(cycle.book.db, cycle.measures[0], period).state is State.not_started


def test_the_third_no_change_goes_with_a_sentence_and_the_count_begins_anew(cycle: Cycle) -> None:
    measure, period = cycle.measures[0], _unchanged_twice(cycle)
    carry_forward(cycle.book, measure, period, text="入札を待っている")
    assert form(cycle.book.db, measure, period).answer.text == "入札を待っている"
    half = cycle.half.next().next().next()
    later = open_period(cycle.book, cycle.plan, half.next()).period_id
    assert carry_forward(cycle.book, measure, later).state is State.submitted


def test_the_last_text_again_is_no_sentence_but_one_in_the_draft_is(cycle: Cycle) -> None:
    measure, period = cycle.measures[0], _unchanged_twice(cycle)
    with pytest.raises(SentenceNeeded):
        carry_forward(cycle.book, measure, period, text="進めた")
    save_draft(cycle.book, measure, period, Answer(AS_PLANNED, text="仕様を詰めている"), 0)
    carry_forward(cycle.book, measure, period)
    assert form(cycle.book.db, measure, period).answer.text == "仕様を詰めている"


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (Told(AS_PLANNED, "実施中", None, "active"), ()),
        (Told(AS_PLANNED, "実施中", AS_PLANNED, "active"), ()),
        (Told(NOT_DONE, "未実施", NOT_DONE, "active"), (Why.late,)),
        (Told(NEARLY, "実施中", AS_PLANNED, "active"), (Why.changed,)),
        (Told(AS_PLANNED, None, AS_PLANNED, "discontinued"), (Why.discontinued,)),
        (Told(AS_PLANNED, "未実施", AS_PLANNED, "active"), (Why.contradictory,)),
    ],
)
def test_a_text_is_asked_for_only_where_something_needs_explaining(told: Told, why: tuple[Why, ...]) -> None:
    assert reasons_for_text(told) == why


def test_a_report_that_needs_a_text_is_refused_with_the_reason_and_goes_with_one(cycle: Cycle) -> None:
    measure = cycle.measures[0]
    saved = save_draft(cycle.book, measure, cycle.period, Answer(NOT_DONE), 0)
    with pytest.raises(TextNeeded, match="not carried out as planned"):
        submit(cycle.book, measure, cycle.period, saved.version)
    saved = save_draft(cycle.book, measure, cycle.period, Answer(NOT_DONE, text="入札不調"), saved.version)
    assert submit(cycle.book, measure, cycle.period, saved.version).state is State.submitted


def test_no_change_undone_leaves_the_measure_untouched_and_the_revision_in_the_record(cycle: Cycle) -> None:
    measure = cycle.measures[0]
    saved = save_draft(cycle.book, measure, cycle.period, Answer(AS_PLANNED, text="進めた"), 0)
    submit(cycle.book, measure, cycle.period, saved.version)
    later = open_period(cycle.book, cycle.plan, cycle.half.next()).period_id
    carry_forward(cycle.book, measure, later)
    assert undo_carry(cycle.book, measure, later).state is State.not_started
    assert form(cycle.book.db, measure, later).answer == Answer()
    after = open_period(cycle.book, cycle.plan, cycle.half.next().next()).period_id
    last = previous(cycle.book.db, measure, after)
    assert last is not None and last.half == cycle.half
    with pytest.raises(IllegalStep):
        undo_carry(cycle.book, measure, later)
    assert carry_forward(cycle.book, measure, later).revision == 2


def test_no_change_is_not_undone_once_confirmed_nor_over_a_draft(cycle: Cycle) -> None:
    measure = cycle.measures[0]
    saved = save_draft(cycle.book, measure, cycle.period, Answer(AS_PLANNED, text="進めた"), 0)
    submit(cycle.book, measure, cycle.period, saved.version)
    with pytest.raises(CarryStays):
        undo_carry(cycle.book, measure, cycle.period)
    later = open_period(cycle.book, cycle.plan, cycle.half.next()).period_id
    carry_forward(cycle.book, measure, later)
    confirm(cycle.book, measure, later)
    with pytest.raises(IllegalStep, match="confirmed"):
        undo_carry(cycle.book, measure, later)


def _planned(cycle: Cycle, row: int, cells: dict[tuple[int, int], str]) -> None:
    with cycle.book.writing() as door:
        item = door.find("work_item", measure_id=cycle.measures[0], row=row)
        assert item is not None
        for (fy, half), stage in cells.items():
            door.insert(
                "schedule_cell",
                {
                    "work_item_id": item["id"],
                    "kind": "planned",
                    "fy": fy,
                    "half": half,
                    "stages": f'["{stage}"]',
                    "raw": stage,
                },
            )


def test_a_stage_that_is_overdue_asks_for_a_text(cycle: Cycle) -> None:
    """Planned: 検討 in the first half of 2019, 構築 in the second; in the first of 2020 it is still 検討."""
    _planned(cycle, 1, {(2019, 1): "検討", (2019, 2): "構築"})
    with pytest.raises(TextNeeded, match="behind the plan in this half-year") as refused:
        cycle.hand_in(cycle.measures[0], Answer(NEARLY, "実施中", "", {1: ("検討",)}))
    assert Why.behind in refused.value.params["reasons"]
    cycle.hand_in(cycle.measures[0], Answer(NEARLY, "実施中", "仕様が固まらない", {1: ("検討",)}))
    assert cycle.state(cycle.measures[0]) == State.submitted


def test_what_is_on_time_and_what_nobody_knows_goes_without_a_text(cycle: Cycle) -> None:
    _planned(cycle, 1, {(2020, 1): "検討", (2020, 2): "構築"})
    cycle.hand_in(cycle.measures[0], Answer(NEARLY, "実施中", "", {1: ("検討",)}))
    assert cycle.state(cycle.measures[0]) == State.submitted


def test_a_rating_that_the_reached_stages_contradict_asks_for_a_text(cycle: Cycle) -> None:
    """Nothing was begun, it says, and yet the measure came to 運用."""
    _planned(cycle, 1, {(2020, 1): "運用"})
    with pytest.raises(TextNeeded) as refused:
        cycle.hand_in(cycle.measures[0], Answer(NEARLY, "未実施", "", {1: ("運用",)}))
    assert refused.value.params["reasons"] == (Why.contradictory, Why.against)


def test_lateness_of_earlier_half_years_is_not_asked_about_again(cycle: Cycle) -> None:
    _planned(cycle, 1, {(2019, 1): "構築"})
    with pytest.raises(TextNeeded):
        cycle.hand_in(cycle.measures[0], Answer(NEARLY, "実施中", "", {1: ("構築",)}))
    cycle.hand_in(cycle.measures[0], Answer(NEARLY, "実施中", "半年遅れて構築した", {1: ("構築",)}))
    later = open_period(cycle.book, cycle.plan, cycle.half.next()).period_id
    measure = cycle.measures[0]
    saved = save_draft(cycle.book, measure, later, Answer(NEARLY, "実施中", "", {1: ("構築",)}), 0)
    assert submit(cycle.book, measure, later, saved.version).state is State.submitted
