"""A half-year in which no report of a measure is asked for takes none, and says why; what was handed in is finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from db.reads.answers import Answer
from db.reads.counts import counts
from db.reads.not_asked import not_asked
from db.reads.reports import form
from db.writes.measures import change_measure
from db.writes.parts import save_part
from db.writes.periods import open_period
from db.writes.reports import carry_forward, return_report, save_draft, submit, withdraw
from domain.lifecycle import MeasureAction, NotAsked, NotAskedAsPrinted, NotAskedYet
from domain.periods import Half
from domain.reporting import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.db.conftest import Cycle

NOW, NEXT = Half(2020, 1), Half(2020, 2)


def change(cycle: Cycle, measure: int, action: MeasureAction, half: Half, others: Sequence[int] = ()) -> None:
    change_measure(cycle.book, measure, action, half, note="理由", others=others)


def test_the_door_refuses_every_way_of_reporting_and_the_base_does_not_grow(
    cycle: Cycle, said: Answer
) -> None:
    first, second, _ = cycle.measures
    submit(cycle.book, first, cycle.period, save_draft(cycle.book, first, cycle.period, said, 0).version)
    change(cycle, first, MeasureAction.merge, NEXT, [second])
    later = open_period(cycle.book, cycle.plan, NEXT).period_id
    before = counts(cycle.book.db, cycle.plan, later).measures
    for act in (
        lambda: save_draft(cycle.book, first, later, said, 0),
        lambda: carry_forward(cycle.book, first, later),
        lambda: save_part(cycle.book, first, later, 1, "一部", True, 0),
    ):
        with pytest.raises(NotAsked) as refused:
            act()
    assert refused.value.params == {
        "title": "施策1",
        "period": NEXT,
        "why": "merged_into",
        "others": " (施策2)",
        "since": NEXT,
    }
    assert counts(cycle.book.db, cycle.plan, later).measures == before == 2
    assert form(cycle.book.db, first, later).report_id is None
    # The half-year before it happened is still to be reported.
    assert form(cycle.book.db, first, cycle.period).unasked is None
    withdraw(cycle.book, first, cycle.period)


def test_from_the_half_year_in_which_it_happens_none_is_asked_but_what_was_handed_in_is_finished(
    cycle: Cycle, said: Answer
) -> None:
    first, second, third = cycle.measures
    for measure in (first, second):
        saved = save_draft(cycle.book, measure, cycle.period, said, 0)
    submit(cycle.book, first, cycle.period, saved.version)
    for measure in cycle.measures:
        change(cycle, measure, MeasureAction.discontinue, NOW)
    assert [not_asked(cycle.book.db, measure, cycle.period) is None for measure in cycle.measures] == [
        True,
        False,
        False,
    ]
    with pytest.raises(NotAsked, match=r"施策2.* asked for in 2020H1: it is discontinued from 2020H1 on"):
        submit(cycle.book, second, cycle.period, saved.version)
    assert return_report(cycle.book, first, cycle.period, "件数を").state is State.returned
    again = save_draft(cycle.book, first, cycle.period, said._replace(text="件数を直した。"), 0)
    assert submit(cycle.book, first, cycle.period, again.version).state is State.submitted
    with pytest.raises(NotAsked):
        save_draft(cycle.book, third, cycle.period, said, 0)


def test_a_resting_measure_takes_reports_again_from_when_it_is_resumed(cycle: Cycle, said: Answer) -> None:
    first = cycle.measures[0]
    change(cycle, first, MeasureAction.suspend, NOW)
    later = open_period(cycle.book, cycle.plan, NEXT).period_id
    with pytest.raises(NotAsked, match="suspended from 2020H1"):
        save_draft(cycle.book, first, later, said, 0)
    change(cycle, first, MeasureAction.resume, NEXT)
    assert save_draft(cycle.book, first, later, said, 0).state is State.draft
    with pytest.raises(NotAsked, match="suspended from 2020H1"):
        save_draft(cycle.book, first, cycle.period, said, 0)


def test_what_the_plan_prints_and_what_comes_later_is_told_without_an_event(cycle: Cycle) -> None:
    first, second, third = cycle.measures
    with cycle.book.writing() as door:
        for row in door.db.conn.execute("SELECT id FROM report").fetchall():
            door.delete("report", row["id"])
        door.update("measure", first, {"state": "completed"})
        door.update("measure", second, {"added_fy": 2021})
        door.insert("measure_event", {"measure_id": third, "event": "added", "fy": 2020, "half": 2})
    found = [not_asked(cycle.book.db, measure, cycle.period) for measure in cycle.measures]
    assert [type(one) for one in found] == [NotAskedAsPrinted, NotAskedYet, NotAskedYet]
    assert [one.params.get("why", one.params.get("since")) for one in found if one] == [
        "completed",
        Half(2021, 1),
        NEXT,
    ]
