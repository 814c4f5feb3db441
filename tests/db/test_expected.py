"""Which reports are owed: by what happened to a measure and from when, held against a model over random lives."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.reads.council import standing
from db.reads.counts import counts, department_counts
from db.reads.expected import expected_measures
from db.reads.measures import measure_list
from db.reads.queue import queue
from db.writes.measures import Evaluation, MeasureExists, NewMeasure, TooEarly, add_measure, change_measure
from db.writes.periods import ReportsUnfinished, freeze_period, open_period, schedule_period, submit_period
from db.writes.reports import confirm, save_draft, submit
from db.writes.schedule import NothingRevised, revise_schedule
from domain.lifecycle import IllegalLifeStep, MeasureAction
from domain.periods import Half

if TYPE_CHECKING:
    from db.book import Book
    from db.reads.answers import Answer
    from tests.db.conftest import Cycle

HALVES = [Half.at(Half(2020, 1).index + place) for place in range(8)]
STEPS = (
    MeasureAction.complete,
    MeasureAction.evaluate,
    MeasureAction.discontinue,
    MeasureAction.merge,
    MeasureAction.split_,
    MeasureAction.suspend,
    MeasureAction.resume,
    MeasureAction.carry_over,
)
OWING = {"added", "resumed"}


@pytest.fixture
def years(cycle: Cycle) -> dict[Half, int]:
    """The half-years of four years by their ids; only the first one is open."""
    with cycle.book.writing() as door:
        for half in HALVES[1:]:
            schedule_period(door, cycle.plan, half)
    rows = cycle.book.db.conn.execute("SELECT id, fy, half FROM period WHERE plan_id = ?", (cycle.plan,))
    return {Half(row["fy"], row["half"]): row["id"] for row in rows}


def owed(book: Book, years: dict[Half, int], measure: int) -> list[Half]:
    return [half for half in HALVES if measure in expected_measures(book.db, years[half])]


def planned_cells(book: Book, measure: int) -> list[tuple[object, ...]]:
    rows = book.db.conn.execute(
        "SELECT schedule_cell.* FROM schedule_cell JOIN work_item ON work_item.id = work_item_id"
        " WHERE measure_id = ? AND kind = 'planned' ORDER BY schedule_cell.id",
        (measure,),
    )
    return [tuple(row) for row in rows]


def test_a_measure_that_ends_or_rests_owes_until_then_and_again_when_it_is_resumed(
    cycle: Cycle, years: dict[Half, int]
) -> None:
    first, second, third = cycle.measures
    change_measure(cycle.book, first, MeasureAction.suspend, HALVES[1], note="感染症対応")
    assert owed(cycle.book, years, first) == HALVES[:1]
    change_measure(cycle.book, first, MeasureAction.resume, HALVES[3], note="再開")
    assert owed(cycle.book, years, first) == [HALVES[0], *HALVES[3:]]
    change_measure(cycle.book, second, MeasureAction.complete, HALVES[4])
    said = Evaluation("効果", "費用")
    change_measure(cycle.book, second, MeasureAction.evaluate, HALVES[6], evaluation=said)
    assert owed(cycle.book, years, second) == HALVES[:4]
    assert owed(cycle.book, years, third) == HALVES


def test_what_follows_cannot_be_dated_before_what_it_follows(cycle: Cycle) -> None:
    measure = cycle.measures[0]
    change_measure(cycle.book, measure, MeasureAction.suspend, HALVES[3], note="休止")
    with pytest.raises(TooEarly) as refused:
        change_measure(cycle.book, measure, MeasureAction.resume, HALVES[2], note="再開")
    assert (refused.value.params["event"], str(refused.value.params["period"])) == ("suspended", "2021H2")
    change_measure(cycle.book, measure, MeasureAction.resume, HALVES[3], note="再開")


def test_an_imported_measure_that_had_ended_owes_nothing_and_an_added_year_counts(
    cycle: Cycle, years: dict[Half, int]
) -> None:
    first, second, third = cycle.measures
    with cycle.book.writing() as door:
        door.update("measure", first, {"state": "completed"})
        door.update("measure", second, {"added_fy": 2021})
        door.update("measure", third, {"state": "suspended"})
    assert owed(cycle.book, years, first) == []
    assert owed(cycle.book, years, second) == HALVES[2:]
    change_measure(cycle.book, third, MeasureAction.resume, HALVES[5], note="再開")
    assert owed(cycle.book, years, third) == HALVES[5:]


def test_a_measure_added_during_the_plan_owes_from_then_on_and_stands_in_every_list(
    cycle: Cycle, years: dict[Half, int]
) -> None:
    book = cycle.book
    with book.writing() as door:
        city = door.row("plan", cycle.plan)["municipality_id"]
        door.insert("department", {"municipality_id": city, "name": "総務課"})
        for name in ("効率", "安全"):
            door.insert("goal", {"plan_id": cycle.plan, "name": name})
    new = NewMeasure(
        "④", "電子契約の導入", ("総務課",), goals=("安全",), stages={(2021, 1): "検討", (2022, None): "実施"}
    )
    measure = add_measure(book, cycle.plan, HALVES[1], new, note="国の要請")
    with pytest.raises(MeasureExists):
        add_measure(book, cycle.plan, HALVES[1], new, note="国の要請")
    row = book.db.conn.execute("SELECT * FROM measure WHERE id = ?", (measure,)).fetchone()
    assert (row["measure_key"], row["sort_key"], row["added_fy"], row["state"]) == (
        "4",
        "000004",
        2020,
        "active",
    )
    marks = book.db.conn.execute("SELECT mark FROM measure_goal WHERE measure_id = ?", (measure,)).fetchall()
    assert sorted(mark[0] for mark in marks) == [0, 1]
    assert [(cell[3], cell[4], cell[5]) for cell in planned_cells(book, measure)] == [
        (2021, 1, '["検討"]'),
        (2022, None, '["実施"]'),
    ]
    assert owed(book, years, measure) == HALVES[1:]
    assert open_period(book, cycle.plan, HALVES[1]).reports == 4
    now = years[HALVES[1]]
    assert counts(book.db, cycle.plan, now).measures == 4
    assert counts(book.db, cycle.plan, cycle.period).measures == 3
    assert [(one.name, one.counts.missing) for one in department_counts(book.db, cycle.plan, now)] == [
        ("総務課", 1)
    ]
    assert measure in {row.measure_id for row in queue(book.db, cycle.plan, now)}
    assert measure not in {row.measure_id for row in queue(book.db, cycle.plan, cycle.period)}
    listed = {row.id: row.expected for row in measure_list(book.db, cycle.plan, cycle.period)}
    assert listed == {**dict.fromkeys(cycle.measures, True), measure: False}


def test_a_resumed_measure_gets_its_report_in_the_half_year_that_is_open(cycle: Cycle) -> None:
    measure = cycle.measures[0]
    with cycle.book.writing() as door:
        report = door.find("report", measure_id=measure, period_id=cycle.period)
        assert report is not None
        door.delete("report", report["id"])
        door.update("measure", measure, {"state": "suspended"})
    change_measure(cycle.book, measure, MeasureAction.resume, cycle.half, note="再開")
    assert cycle.state(measure) == "not_started"


def test_the_council_waits_for_what_is_owed_and_for_nothing_else(cycle: Cycle, said: Answer) -> None:
    first, second, third = cycle.measures
    for measure in (first, second):
        submit(
            cycle.book,
            measure,
            cycle.period,
            save_draft(cycle.book, measure, cycle.period, said, 0).version,
        )
        confirm(cycle.book, measure, cycle.period)
    freeze_period(cycle.book, cycle.period)
    with pytest.raises(ReportsUnfinished):
        submit_period(cycle.book, cycle.period)
    change_measure(cycle.book, third, MeasureAction.discontinue, cycle.half, note="予算がない")
    # What was handed in counts, whatever became of the measure.
    change_measure(cycle.book, second, MeasureAction.complete, cycle.half)
    found = standing(cycle.book.db, cycle.plan, cycle.period)
    assert {row.measure_id for row in found.reports} == {first, second}
    assert submit_period(cycle.book, cycle.period).reports == 2
    status = cycle.book.db.conn.execute(
        "SELECT measures, compiled FROM period_status WHERE half = 1"
    ).fetchone()
    assert tuple(status) == (2, 2)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    life=st.lists(
        st.tuples(
            st.sampled_from((*STEPS, "revise")), st.integers(0, 7), st.sampled_from(("構築", "運用", ""))
        ),
        max_size=12,
    ),
    added=st.none() | st.integers(0, 7),
)
def test_any_life_owes_what_the_model_says_and_leaves_the_first_plan_alone(
    cycle: Cycle,
    years: dict[Half, int],
    life: list[tuple[MeasureAction | str, int, str]],
    added: int | None,
) -> None:
    book = cycle.book
    with book.writing() as door:
        number = door.db.conn.execute("SELECT count(*) FROM measure").fetchone()[0] + 1
        row = {"plan_id": cycle.plan, "measure_key": f"x{number}", "title": "施策", "sort_key": f"x{number}"}
        measure = door.insert("measure", row)
        item = door.insert("work_item", {"measure_id": measure, "row": 1})
        for half in HALVES:
            cell = {"work_item_id": item, "kind": "planned", "fy": half.fy, "half": half.half}
            door.insert("schedule_cell", {**cell, "stages": '["検討"]', "raw": "検討"})
        if added is not None:
            event = {"event": "added", "fy": HALVES[added].fy, "half": HALVES[added].half}
            door.insert("measure_event", {"measure_id": measure, **event})
    first_plan = planned_cells(book, measure)
    told: list[tuple[int, str]] = [] if added is None else [(added, "added")]
    others = {MeasureAction.merge: cycle.measures[:1], MeasureAction.split_: cycle.measures[:2]}
    for action, place, stage in life:
        half = HALVES[place]
        if not isinstance(action, MeasureAction):
            with suppress(NothingRevised):
                revise_schedule(book, measure, 1, half, {(half.fy, half.half): stage}, note="見直し")
            continue
        try:
            change_measure(
                book,
                measure,
                action,
                half,
                note="理由",
                others=others.get(action, ()),
                evaluation=Evaluation("効果", "費用"),
            )
        except (IllegalLifeStep, TooEarly):
            continue
        if action is not MeasureAction.evaluate:
            events = book.db.conn.execute(
                "SELECT event FROM measure_event WHERE measure_id = ? AND event <> 'revised' ORDER BY id DESC",
                (measure,),
            )
            told.append((place, events.fetchone()[0]))
    owing, wanted = added is None, []
    for place, half in enumerate(HALVES):
        for when, event in told:
            if when == place:
                owing = event in OWING
        if owing:
            wanted.append(half)
    assert owed(book, years, measure) == wanted
    assert planned_cells(book, measure) == first_plan
