"""The marks of a plan's schedules as rows of slots, read in three questions whatever the number of measures."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from db.database import Database
from db.reads.conditions import NEWEST_STANDS
from db.reads.departments import LED_BY, eyes
from domain.slip import Row


@dataclass(frozen=True, slots=True)
class MeasureName:
    """Which measure a finding is about."""

    id: int
    measure_key: str
    number: str | None
    title: str
    leads: str


@dataclass(frozen=True, slots=True)
class ItemMarks:
    """A work item with its rows of slots (domain.periods.slot).

    `planned` is the schedule in force, the revised one where there is one; `first` the plan's first version, which slip
    is counted from (`against` says which kind that is). `actual` is what the document prints and, over it, what
    standing reports say was reached, up to the half-year asked for.
    """

    measure_id: int
    row: int
    label: str | None
    planned: Row
    actual: Row
    whole_planned: frozenset[int]
    whole_actual: frozenset[int]
    against: str
    first: Row
    whole_first: frozenset[int]

    @property
    def whole(self) -> frozenset[int]:
        """Slots of whole years on either side."""
        return self.whole_planned | self.whole_actual


_EMPTY: Final = ""
_SEPARATOR: Final = "\x1f"
_MARK: Final = re.compile(r"([0-9]+)([yh])(.*)", re.DOTALL)


def measure_names(
    database: Database, plan_id: int, department_id: int | None = None
) -> dict[int, MeasureName]:
    """The plan's measures (or those one department leads) by id, in printed order."""
    rows = database.conn.execute(
        "SELECT measure.id, measure_key, number, title, ifnull(leads, '') AS leads FROM measure"
        " LEFT JOIN measure_leads ON measure_leads.measure_id = measure.id"
        f" WHERE plan_id = :plan AND {LED_BY} ORDER BY ifnull(position, 1e9), sort_key",
        {"plan": plan_id, "departments": eyes(database, department_id)},
    )
    return {row[0]: MeasureName(*row) for row in rows}


def item_marks(
    database: Database, plan_id: int, department_id: int | None = None, until: int | None = None
) -> list[ItemMarks]:
    """Every work item of the plan's measures with its marks, in printed order; reports up to the slot `until`."""
    asked = {
        "plan": plan_id,
        "until": 10**6 if until is None else until,
        "departments": eyes(database, department_id),
    }
    printed: dict[int, dict[str, str]] = defaultdict(dict)
    for item, kind, marks in database.conn.execute(
        "SELECT work_item_id, kind, group_concat("
        "(fy * 2 + ifnull(half, 1) - 1) || CASE WHEN half IS NULL THEN 'y' ELSE 'h' END || stages, char(31))"
        " FROM schedule_cell JOIN work_item ON work_item.id = work_item_id"
        " JOIN measure ON measure.id = work_item.measure_id WHERE measure.plan_id = :plan GROUP BY 1, 2",
        asked,
    ):
        printed[item][kind] = marks
    reported: dict[int, str] = dict(
        database.conn.execute(
            "SELECT work_item_id, group_concat((period.fy * 2 + period.half - 1) || 'h' || stages, char(31))"
            " FROM period JOIN report ON report.period_id = period.id"
            " JOIN report_revision ON report_revision.report_id = report.id"
            " AND report_revision.revision = report.revision"
            " JOIN report_stage ON report_stage.report_revision_id = report_revision.id"
            " WHERE period.plan_id = :plan AND period.fy * 2 + period.half - 1 <= :until"
            f" AND {NEWEST_STANDS} GROUP BY 1",
            asked,
        ).fetchall()
    )
    rows = database.conn.execute(
        "SELECT work_item.id, work_item.measure_id, work_item.row, work_item.label FROM work_item"
        " JOIN measure ON measure.id = work_item.measure_id"
        f" WHERE measure.plan_id = :plan AND {LED_BY}"
        " ORDER BY ifnull(measure.position, 1e9), measure.sort_key, work_item.row",
        asked,
    )
    return [
        ItemMarks(row[1], row[2], row[3], *_sides(printed.get(row[0], {}), reported.get(row[0], _EMPTY)))
        for row in rows
    ]


_Sides = tuple[Row, Row, frozenset[int], frozenset[int], str, Row, frozenset[int]]


def _sides(printed: Mapping[str, str], reported: str) -> _Sides:
    in_force = "revised" if "revised" in printed else "planned"
    against = "planned" if "planned" in printed else in_force
    planned, whole_planned = _read(printed.get(in_force, _EMPTY))
    first, whole_first = _read(printed.get(against, _EMPTY))
    actual, whole_actual = _read(printed.get("actual", _EMPTY))
    if reported:
        told = _read(reported)[0]
        actual, whole_actual = {**actual, **told}, frozenset(whole_actual - told.keys())
    return planned, actual, whole_planned, whole_actual, against, first, whole_first


# Thousands of work items share a few hundred rows of marks.
@lru_cache(maxsize=20_000)
def _read(marks: str) -> tuple[Row, frozenset[int]]:
    """A row of slots from what the question above joined, and which of the slots are whole years."""
    found: dict[int, tuple[str, ...]] = {}
    whole = set()
    for mark in marks.split(_SEPARATOR) if marks else ():
        told = _MARK.fullmatch(mark)
        assert told is not None, mark
        place = int(told[1])
        if told[2] == "y":
            whole.add(place)
            found.setdefault(place, _stages(told[3]))
        else:
            found[place] = _stages(told[3])
    return found, frozenset(whole)


@lru_cache(maxsize=4_000)
def _stages(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))
