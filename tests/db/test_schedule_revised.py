"""A revised schedule: a whole second version beside the first plan, the slip still counted from the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from db.reads.answers import Answer
from db.reads.insights import slips
from db.reads.measures import work_items
from db.reads.queue import detail
from db.reads.stage_map import stage_map
from db.reads.timeline import timeline
from db.writes.reports import NoteMissing, save_draft, submit
from db.writes.schedule import (
    BeforeRevision,
    NoSuchRow,
    NothingRevised,
    RevisedMeanwhile,
    UnknownStage,
    revise_schedule,
    times_revised,
)
from domain.periods import Half
from domain.slip import SlipAnswer

if TYPE_CHECKING:
    from tests.db.conftest import Cycle

NOW = Half(2020, 1)
LATER = Half(2020, 2)


@pytest.fixture
def planned(cycle: Cycle) -> Cycle:
    """Row 1 of the first measure: 検討, then 構築, then 運用 for the whole of 2021."""
    with cycle.book.writing() as door:
        item = door.find("work_item", measure_id=cycle.measures[0], row=1)
        assert item is not None
        for fy, half, stage in ((2020, 1, "構築"), (2020, 2, "構築"), (2021, None, "運用")):
            cell = {"work_item_id": item["id"], "kind": "planned", "fy": fy, "half": half}
            door.insert("schedule_cell", {**cell, "stages": f'["{stage}"]', "raw": stage})
    return cycle


def told(cycle: Cycle, kind: str) -> list[tuple[int, int | None, tuple[str, ...]]]:
    item = work_items(cycle.book.db, cycle.measures[0])[0]
    return [(cell.fy, cell.half, cell.stages) for cell in item.cells if cell.kind == kind]


FIRST = [(2020, 1, ("構築",)), (2020, 2, ("構築",)), (2021, None, ("運用",))]


def test_the_cells_that_are_not_named_are_copied_and_the_first_plan_stays(planned: Cycle) -> None:
    measure = planned.measures[0]
    done = revise_schedule(
        planned.book,
        measure,
        1,
        LATER,
        {(2020, 2): "検討", (2021, 1): "調達・構築", (2022, None): "運用"},
        note="予算の都合",
    )
    assert told(planned, "planned") == FIRST
    assert told(planned, "revised") == [
        (2020, 1, ("構築",)),
        (2020, 2, ("検討",)),
        (2021, 1, ("調達・構築",)),
        (2021, 2, ("運用",)),
        (2022, None, ("運用",)),
    ]
    assert done.changed == 5  # the year that fell into its halves counts as three cells
    row = stage_map(planned.book.db, planned.plan)[0]
    assert row.planned[LATER.index] == ("構築",) and row.revised[LATER.index] == ("検討",)
    assert timeline(planned.book.db, measure)[0].note == "予算の都合"
    assert detail(planned.book.db, measure, planned.period).stages[0].planned == ("構築",)


def test_a_second_revision_changes_the_revised_row_and_history_keeps_the_first_one(planned: Cycle) -> None:
    measure = planned.measures[0]
    revise_schedule(planned.book, measure, 1, LATER, {(2020, 2): "検討"}, note="一度目")
    revise_schedule(planned.book, measure, 1, LATER, {(2020, 2): "", (2021, None): "構築"}, note="二度目")
    assert told(planned, "planned") == FIRST
    assert told(planned, "revised") == [(2020, 1, ("構築",)), (2021, None, ("構築",))]
    assert times_revised(planned.book, measure) == 2
    kept = planned.book.db.conn.execute(
        "SELECT before FROM history WHERE table_name = 'schedule_cell' AND action = 'revise' AND note = '二度目'"
        " AND after IS NULL"
    ).fetchone()
    assert "検討" in kept[0]


def test_slip_is_counted_from_the_first_plan_however_it_was_revised(planned: Cycle) -> None:
    measure = planned.measures[0]
    revise_schedule(planned.book, measure, 1, NOW, {(2020, 1): "検討", (2020, 2): "構築"}, note="延期")
    answer = Answer("計画どおりに実行できた", "実施中", "検討した。", {1: ("検討",)})
    version = save_draft(planned.book, measure, planned.period, answer, 0).version
    submit(planned.book, measure, planned.period, version)
    with planned.book.writing() as door:
        item = door.find("work_item", measure_id=measure, row=1)
        assert item is not None
        later = {"work_item_id": item["id"], "kind": "actual", "fy": 2020, "half": 2}
        door.insert("schedule_cell", {**later, "stages": '["構築"]', "raw": "構築"})
    found = {row.slip.stage: row.slip for row in slips(planned.book.db, planned.plan, LATER).rows}
    assert (found["構築"].answer, found["構築"].half_years) == (SlipAnswer.late, 1)
    viewed = planned.book.db.conn.execute(
        "SELECT answer, half_years, planned FROM insight_slip WHERE measure_id = ? AND stage = '構築'",
        (measure,),
    ).fetchone()
    assert tuple(viewed) == ("late", 1, "2020H1")


@pytest.mark.parametrize(
    ("row", "cells", "note", "refusal"),
    [
        (1, {(2020, 2): "構築に似たもの"}, "理由", UnknownStage),
        (1, {(2020, 1): "検討"}, "理由", BeforeRevision),
        (1, {(2020, None): "検討"}, "理由", BeforeRevision),
        (9, {(2020, 2): "検討"}, "理由", NoSuchRow),
        (1, {(2020, 2): "構築"}, "理由", NothingRevised),
        (1, {}, "理由", NothingRevised),
        (1, {(2020, 2): "検討"}, "  ", NoteMissing),
    ],
)
def test_what_cannot_be_revised_is_refused_and_nothing_is_written(
    planned: Cycle, row: int, cells: dict[tuple[int, int | None], str], note: str, refusal: type[Exception]
) -> None:
    before = planned.book.db.conn.execute("SELECT count(*) FROM history").fetchone()[0]
    with pytest.raises(refusal):
        revise_schedule(planned.book, planned.measures[0], row, LATER, cells, note=note)
    assert planned.book.db.conn.execute("SELECT count(*) FROM history").fetchone()[0] == before
    assert told(planned, "revised") == []


def test_who_saw_an_older_schedule_is_told_and_writes_nothing_over_it(planned: Cycle) -> None:
    measure = planned.measures[0]
    seen = times_revised(planned.book, measure)
    revise_schedule(planned.book, measure, 1, LATER, {(2020, 2): "検討"}, note="先に", seen=seen)
    with pytest.raises(RevisedMeanwhile):
        revise_schedule(planned.book, measure, 1, LATER, {(2020, 2): "運用"}, note="後から", seen=seen)
    assert (2020, 2, ("検討",)) in told(planned, "revised")


def test_a_cell_that_only_goes_on_takes_the_stage_before_it(planned: Cycle) -> None:
    revise_schedule(planned.book, planned.measures[0], 1, LATER, {(2020, 2): "⇒"}, note="継続")
    item = work_items(planned.book.db, planned.measures[0])[0]
    cell = next(one for one in item.cells if one.kind == "revised" and one.half == 2)
    assert (cell.stages, cell.continued) == (("構築",), True)
