"""A report that was sent back or taken back has reached nothing: in the program as on the page for managers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from db.reads.in_a_row import unchanged_in_a_row
from db.reads.insights import contradictions, slips
from db.reads.stage_map import reached_stages, stage_map
from db.writes.periods import open_period
from db.writes.reports import carry_forward, return_report, save_draft, undo_carry, withdraw
from domain.periods import Half
from domain.slip import SlipAnswer
from web.standing import standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.database import Database
    from db.reads.answers import Answer
    from tests.db.conftest import Cycle


@pytest.fixture
def planned(cycle: Cycle) -> Cycle:
    """Measure 1 plans 運用 in its first row for the half-year before the one that takes reports."""
    with cycle.book.writing() as door:
        item = door.find("work_item", measure_id=cycle.measures[0], row=1)
        assert item is not None
        stage = {"kind": "planned", "fy": 2019, "half": 2, "stages": '["運用"]'}
        door.insert("schedule_cell", {"work_item_id": item["id"], "raw": "運用", **stage})
    return cycle


def sent_back(cycle: Cycle, answer: Answer) -> None:
    cycle.hand_in(cycle.measures[0], answer)
    return_report(cycle.book, cycle.measures[0], cycle.period, "段階を確かめてください。")


def taken_back(cycle: Cycle, answer: Answer) -> None:
    cycle.hand_in(cycle.measures[0], answer)
    withdraw(cycle.book, cycle.measures[0], cycle.period)


def sent_back_and_begun_again(cycle: Cycle, answer: Answer) -> None:
    sent_back(cycle, answer)
    save_draft(cycle.book, cycle.measures[0], cycle.period, answer, 0)


def answers(database: Database, cycle: Cycle) -> tuple[bool, bool, dict[str, SlipAnswer], int, int]:
    """Reached in the form, reached on the map; the slip of each stage; ratings held against stages, contradictions."""
    slot = cycle.half.index
    mapped = next(one for one in stage_map(database, cycle.plan) if one.planned)
    found = contradictions(database, cycle.plan, cycle.half)
    return (
        slot in reached_stages(database, cycle.measures[0]).get(1, {}),
        slot in mapped.actual,
        {one.slip.stage: one.slip.answer for one in slips(database, cycle.plan, cycle.half).rows},
        found.base.n,
        len(found.rows),
    )


FALLEN = (False, False, {"運用": SlipAnswer.unknown}, 0, 0)


@pytest.mark.parametrize("falls", [sent_back, taken_back, sent_back_and_begun_again])
def test_what_fell_counts_nowhere_until_it_is_handed_in_again(
    planned: Cycle, said: Answer, falls: Callable[[Cycle, Answer], None]
) -> None:
    """The rating says 計画どおり; the stage that is named, 検討, contradicts it where 運用 is planned."""
    falls(planned, said)
    assert answers(planned.book.db, planned) == FALLEN
    with standing(planned.book.path) as seen:
        assert answers(seen, planned) == FALLEN
    planned.hand_in(planned.measures[0], said)
    again = (True, True, {"運用": SlipAnswer.never, "検討": SlipAnswer.unplanned}, 1, 1)
    assert answers(planned.book.db, planned) == again
    with standing(planned.book.path) as seen:
        assert answers(seen, planned) == again


def test_an_undone_carry_has_reached_nothing(planned: Cycle, said: Answer) -> None:
    planned.hand_in(planned.measures[0], said)
    book, measure = planned.book, planned.measures[0]
    later = open_period(book, planned.plan, Half(2020, 2)).period_id
    carry_forward(book, measure, later)
    assert Half(2020, 2).index in reached_stages(book.db, measure)[1]
    assert contradictions(book.db, planned.plan, Half(2020, 2)).base.n == 1
    undo_carry(book, measure, later)
    with standing(book.path) as seen:
        for database in (book.db, seen):
            assert list(reached_stages(database, measure)[1]) == [planned.half.index]
            assert contradictions(database, planned.plan, Half(2020, 2)).base.n == 0


def test_an_undone_carry_is_none_of_those_in_a_row(cycle: Cycle, said: Answer) -> None:
    """Said in the first half-year, carried in the second, carried and undone and begun by hand in the third."""
    book, measure = cycle.book, cycle.measures[0]
    cycle.hand_in(measure, said)
    second, third, fourth = (
        open_period(book, cycle.plan, half).period_id
        for half in (Half(2020, 2), Half(2021, 1), Half(2021, 2))
    )
    carry_forward(book, measure, second)
    carry_forward(book, measure, third)
    assert unchanged_in_a_row(book.db, measure, fourth) == 2
    undo_carry(book, measure, third)
    save_draft(book, measure, third, said, 0)
    assert unchanged_in_a_row(book.db, measure, fourth) == 1
