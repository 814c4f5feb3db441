"""Measures against half-years: what was planned, and what was reached by print and by report."""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from db.database import Database
from db.reads.conditions import NEWEST_STANDS
from db.reads.departments import LED_BY, eyes
from db.reads.measures import CellRow, work_items
from domain.periods import slot


class StageMapRow(NamedTuple):
    """One work item over time: half-year index (domain.periods.slot) to stages, planned and actual.

    A whole-year cell stands at the year's first half; `whole_year` names the slots that cover two halves. `planned` is
    the plan's first version, which slip is counted from; `revised` the one in force, where there is another.
    """

    measure_id: int
    number: str | None
    title: str
    row: int
    label: str | None
    planned: Mapping[int, tuple[str, ...]]
    actual: Mapping[int, tuple[str, ...]]
    continued: frozenset[int]
    whole_year: frozenset[int]
    subtitle: str | None = None
    revised: Mapping[int, tuple[str, ...]] = {}
    revised_continued: frozenset[int] = frozenset()
    revised_whole: frozenset[int] = frozenset()

    def as_revised(self) -> "StageMapRow":
        """The row with the revised schedule in the place of the first one."""
        return self._replace(
            planned=self.revised, continued=self.revised_continued, whole_year=self.revised_whole
        )


def stage_map(database: Database, plan_id: int, department_id: int | None = None) -> list[StageMapRow]:
    """Measures against half-years, planned against actual, in printed order.

    Actual is what the plan's own evaluation prints and, over it, what standing reports say was reached.
    """
    measures = database.conn.execute(
        f"SELECT id, number, title, subtitle FROM measure WHERE plan_id = :plan AND {LED_BY}"
        " ORDER BY ifnull(position, 1e9), sort_key",
        {"plan": plan_id, "departments": eyes(database, department_id)},
    ).fetchall()
    reported = _reported_stages(database, plan_id)
    result = []
    for measure in measures:
        for item in work_items(database, measure["id"]) or ():
            row = stage_row(item.row, item.label, item.cells, reported.get(item.id))
            named = {name: measure[name] for name in ("number", "title", "subtitle")}
            result.append(row._replace(measure_id=measure["id"], **named))
    return result


def stage_row(
    row: int,
    label: str | None,
    cells: Iterable[CellRow],
    reported: Mapping[int, tuple[str, ...]] | None = None,
) -> StageMapRow:
    """One work item's cells as a row over slots, what was reported over what is printed as actual."""
    stages: dict[str, dict[int, tuple[str, ...]]] = {"planned": {}, "actual": {}, "revised": {}}
    whole: dict[str, set[int]] = {kind: set() for kind in stages}
    continued: dict[str, set[int]] = {kind: set() for kind in stages}
    for cell in cells:
        place = slot(cell.fy, cell.half)
        stages[cell.kind][place] = cell.stages
        if cell.half is None:
            whole[cell.kind].add(place)
        if cell.continued:
            continued[cell.kind].add(place)
    first, second = ("planned", "revised") if stages["planned"] else ("revised", "planned")
    return StageMapRow(
        0,
        None,
        label or "",
        row,
        label,
        stages[first],
        stages["actual"] | dict(reported or {}),
        frozenset(continued[first]),
        frozenset(whole[first] | whole["actual"]),
        None,
        stages[second],
        frozenset(continued[second]),
        frozenset(whole[second]),
    )


def reached_stages(database: Database, measure_id: int) -> dict[int, dict[int, tuple[str, ...]]]:
    """Work item row to half-year index to the stages that standing reports of a measure say were reached."""
    rows = database.conn.execute(
        "SELECT work_item.row, period.fy, period.half, report_stage.stages FROM report"
        " JOIN period ON period.id = report.period_id"
        " JOIN report_revision ON report_revision.report_id = report.id AND report_revision.revision = report.revision"
        " JOIN report_stage ON report_stage.report_revision_id = report_revision.id"
        " JOIN work_item ON work_item.id = report_stage.work_item_id"
        f" WHERE report.measure_id = ? AND {NEWEST_STANDS}",
        (measure_id,),
    )
    found: dict[int, dict[int, tuple[str, ...]]] = {}
    for row in rows:
        found.setdefault(row[0], {})[slot(row["fy"], row["half"])] = tuple(json.loads(row["stages"]))
    return found


def _reported_stages(database: Database, plan_id: int) -> dict[int, dict[int, tuple[str, ...]]]:
    rows = database.conn.execute(
        "SELECT report_stage.work_item_id, period.fy, period.half, report_stage.stages FROM report_stage"
        " JOIN report_revision ON report_revision.id = report_stage.report_revision_id"
        " JOIN report ON report.id = report_revision.report_id AND report.revision = report_revision.revision"
        " JOIN period ON period.id = report.period_id"
        f" WHERE period.plan_id = ? AND {NEWEST_STANDS}",
        (plan_id,),
    )
    found: dict[int, dict[int, tuple[str, ...]]] = {}
    for row in rows:
        found.setdefault(row[0], {})[slot(row["fy"], row["half"])] = tuple(json.loads(row["stages"]))
    return found
