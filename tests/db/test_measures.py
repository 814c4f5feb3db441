"""A measure's life in the book: every legal and illegal step, the events it leaves, what is owed afterwards."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from db.reads.departments import naming
from db.writes.measures import (
    EffectAndCost,
    Evaluation,
    OtherMeasures,
    UnknownDirection,
    WrongOther,
    change_measure,
)
from db.writes.periods import open_period
from db.writes.reports import NoteMissing
from domain.lifecycle import (
    LIFE_STEPS,
    IllegalLifeStep,
    MeasureAction,
    MeasureState,
    life_step,
    possible_for_measure,
)

if TYPE_CHECKING:
    from tests.db.conftest import Cycle


def events(cycle: Cycle, measure: int) -> list[tuple[object, ...]]:
    rows = cycle.book.db.conn.execute(
        "SELECT event, fy, half, other_measure_id FROM measure_event WHERE measure_id = ? ORDER BY id",
        (measure,),
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize(("state", "action"), itertools.product(MeasureState, MeasureAction))
def test_every_step_is_in_the_table_or_refused_with_what_is_possible(
    state: MeasureState, action: MeasureAction
) -> None:
    if (state, action) in {(step.source, step.action) for step in LIFE_STEPS}:
        assert life_step(state, action).source is state
    else:
        with pytest.raises(IllegalLifeStep) as refused:
            life_step(state, action)
        assert refused.value.params["possible"] == (", ".join(possible_for_measure(state)) or "-")


def test_a_discontinued_measure_owes_no_report_afterwards_and_says_why(cycle: Cycle) -> None:
    measure = cycle.measures[0]
    with pytest.raises(NoteMissing):
        change_measure(cycle.book, measure, MeasureAction.discontinue, cycle.half, note=" ")
    change_measure(cycle.book, measure, MeasureAction.discontinue, cycle.half, note="予算がない")
    assert events(cycle, measure) == [("discontinued", 2020, 1, None)]
    assert open_period(cycle.book, cycle.plan, cycle.half.next()).reports == 2


def test_a_suspended_measure_comes_back_and_a_completed_one_is_evaluated(cycle: Cycle) -> None:
    first, second, _ = cycle.measures
    change_measure(cycle.book, first, MeasureAction.suspend, cycle.half, note="感染症対応")
    change_measure(cycle.book, first, MeasureAction.resume, cycle.half.next(), note="再開")
    assert events(cycle, first) == [("suspended", 2020, 1, None), ("resumed", 2020, 2, None)]
    change_measure(cycle.book, second, MeasureAction.complete, cycle.half)
    said = Evaluation("窓口の待ち時間が半分になった。", "予算内の一千二百万円", "継続")
    with pytest.raises(EffectAndCost):
        change_measure(
            cycle.book, second, MeasureAction.evaluate, cycle.half, evaluation=Evaluation("効果", " ")
        )
    with pytest.raises(UnknownDirection):
        change_measure(
            cycle.book,
            second,
            MeasureAction.evaluate,
            cycle.half,
            evaluation=Evaluation("効果", "費用", "未定"),
        )
    done = change_measure(cycle.book, second, MeasureAction.evaluate, cycle.half, evaluation=said)
    row = cycle.book.db.conn.execute("SELECT * FROM evaluation WHERE measure_id = ?", (second,)).fetchone()
    assert (row["effect"], row["cost_note"], row["future_direction"]) == (
        said.effect,
        said.cost,
        said.direction,
    )
    assert done is MeasureState.evaluated


def test_a_merge_names_one_active_measure_and_a_split_at_least_two(cycle: Cycle) -> None:
    first, second, third = cycle.measures
    with pytest.raises(OtherMeasures):
        change_measure(cycle.book, first, MeasureAction.merge, cycle.half, note="統合")
    with pytest.raises(OtherMeasures):
        change_measure(cycle.book, first, MeasureAction.split_, cycle.half, note="分割", others=[second])
    with pytest.raises(WrongOther):
        change_measure(cycle.book, first, MeasureAction.merge, cycle.half, note="統合", others=[first])
    change_measure(cycle.book, first, MeasureAction.merge, cycle.half, note="統合", others=[second])
    assert events(cycle, first) == [("merged_into", 2020, 1, second)]
    with pytest.raises(WrongOther):
        change_measure(cycle.book, third, MeasureAction.merge, cycle.half, note="統合", others=[first])


def test_a_department_is_named_as_it_was_on_the_day(cycle: Cycle) -> None:
    with cycle.book.writing() as door:
        city = door.find("municipality", name="試験市")
        assert city is not None
        office = door.insert("department", {"municipality_id": city["id"], "name": "デジタル課"})
        for name, start, end in (("情報課", None, "2020-03-31"), ("デジタル課", "2020-04-01", None)):
            dates = {"valid_from": start, "valid_to": end}
            door.insert("department_version", {"department_id": office, "name": name, **dates})
    days = ("2020-03-31", "2020-04-01")
    assert [naming(cycle.book.db, cycle.plan, day).name(office, "?") for day in days] == [
        "情報課",
        "デジタル課",
    ]
