"""Measures as lists and as whole sheets."""

import json
from collections import defaultdict
from collections.abc import Mapping
from sqlite3 import Row
from typing import Final, NamedTuple

from db.database import Database
from db.reads.departments import ids_of, last_day, leads, names_of, naming
from db.reads.expected import expected_measures
from db.reads.parts import Sharing, sharings
from domain.periods import Half


class MeasureRow(NamedTuple):
    """A measure in a list for one half-year; `state` is the report's, not_started where no report exists.

    `leads` bear the names of the half-year's last day; `department_ids` are all that see the measure. `expected`: it
    owes a report for the half-year, or has handed one in. `sharing`: the parts, where several departments report it.
    """

    id: int
    measure_key: str
    number: str | None
    title: str
    subtitle: str | None
    is_priority: bool | None
    policy_field: str | None
    leads: str
    department_ids: tuple[int, ...]
    sort_key: str
    state: str
    late: bool
    progress_evaluation: str | None
    expected: bool = True
    sharing: Sharing | None = None


class GoalMark(NamedTuple):
    """A goal and whether the measure serves it: True, False or None for unknown."""

    name: str
    mark: bool | None


class DepartmentName(NamedTuple):
    """A department as printed in the plan, and its later name if the plan tells one."""

    name: str
    renamed_to: str | None
    is_collective: bool


class CellRow(NamedTuple):
    """One cell of the schedule; half is None for a whole year, stages are printed words in order."""

    kind: str
    fy: int
    half: int | None
    stages: tuple[str, ...]
    modifier: str | None
    continued: bool
    note: str | None
    raw: str


class WorkItemRow(NamedTuple):
    """One row of the schedule with its planned, actual and revised cells in order of time."""

    id: int
    row: int
    label: str | None
    cells: tuple[CellRow, ...]


class Sheet(NamedTuple):
    """Everything the book knows about one measure; `texts` holds the named text fields that are filled.

    `since`: the half-year from which its state holds, where an event tells. `effect`, `cost` and `direction` are its
    evaluation after it was done.
    """

    id: int
    plan_key: str
    plan_title: str
    measure_key: str
    number: str | None
    title: str
    subtitle: str | None
    is_priority: bool | None
    policy_field: str | None
    added_fy: int | None
    state: str
    version: int
    texts: Mapping[str, str]
    goals: tuple[GoalMark, ...]
    leads: tuple[DepartmentName, ...]
    related: tuple[DepartmentName, ...]
    work_items: tuple[WorkItemRow, ...]
    predecessors: tuple[str, ...]
    since: Half | None = None
    effect: str | None = None
    cost: str | None = None
    direction: str | None = None


TEXT_FIELDS = (
    "purpose",
    "current_state",
    "content",
    "target",
    "expected_effect",
    "risk",
    "countermeasure",
    "parent_plan_ref",
    "sectoral_plan_ref",
)


def measure_list(database: Database, plan_id: int, period_id: int | None) -> list[MeasureRow]:
    """The plan's measures in printed order with where their reports for a half-year stand."""
    half = database.conn.execute("SELECT fy, half FROM period WHERE id = ?", (period_id,)).fetchone()
    named = naming(database, plan_id, last_day(Half(*half)) if half else None)
    led = leads(database, plan_id, named)
    shared = sharings(database, plan_id, period_id, named)
    owed = expected_measures(database, period_id) if period_id is not None else None
    rows = database.conn.execute(
        "SELECT measure.id, measure_key, number, title, subtitle, is_priority, policy_field, sort_key,"
        " ifnull(report.state, 'not_started') AS state, ifnull(report.late, 0) AS late,"
        " ifnull(draft.progress_evaluation, report_revision.progress_evaluation) AS progress_evaluation"
        " FROM measure LEFT JOIN report ON report.measure_id = measure.id AND report.period_id = ?"
        " LEFT JOIN draft ON draft.report_id = report.id"
        " LEFT JOIN report_revision ON report_revision.report_id = report.id"
        " AND report_revision.revision = report.revision"
        " WHERE measure.plan_id = ? ORDER BY ifnull(position, 1e9), sort_key",
        (period_id, plan_id),
    )
    return [
        MeasureRow(
            row["id"],
            row["measure_key"],
            row["number"],
            row["title"],
            row["subtitle"],
            _mark(row["is_priority"]),
            row["policy_field"],
            names_of(led.get(row["id"], [])),
            ids_of(led.get(row["id"], []), named),
            row["sort_key"],
            row["state"],
            bool(row["late"]),
            row["progress_evaluation"],
            owed is None or row["id"] in owed,
            shared.get(row["id"]),
        )
        for row in rows
    ]


def sheet(database: Database, measure_id: int) -> Sheet:
    """The whole sheet of a measure. Raises LookupError when there is none."""
    row = database.conn.execute(
        "SELECT measure.*, plan.key AS plan_key, plan.title AS plan_title FROM measure"
        " JOIN plan ON plan.id = measure.plan_id WHERE measure.id = ?",
        (measure_id,),
    ).fetchone()
    if row is None:
        raise LookupError(f"measure {measure_id}")
    goals = database.conn.execute(
        "SELECT goal.name, measure_goal.mark FROM measure_goal JOIN goal ON goal.id = measure_goal.goal_id"
        " WHERE measure_goal.measure_id = ? ORDER BY goal.ordinal, goal.id",
        (measure_id,),
    )
    predecessors = database.conn.execute(
        "SELECT lineage.raw, plan.title AS plan_title, measure.number, measure.title FROM lineage"
        " LEFT JOIN measure ON measure.id = lineage.predecessor_measure_id"
        " LEFT JOIN plan ON plan.id = measure.plan_id WHERE lineage.measure_id = ? ORDER BY lineage.ordinal",
        (measure_id,),
    )
    said = database.conn.execute(
        "SELECT effect, cost_note, future_direction FROM evaluation WHERE measure_id = ?", (measure_id,)
    ).fetchone()
    event = database.conn.execute(
        "SELECT fy, ifnull(half, 1) FROM measure_event WHERE measure_id = ?"
        " AND event = CASE ? WHEN 'active' THEN 'resumed' ELSE ? END ORDER BY id DESC LIMIT 1",
        (measure_id, row["state"], row["state"]),
    ).fetchone()
    return Sheet(
        id=measure_id,
        since=Half(*event) if event else None,
        effect=said["effect"] if said else None,
        cost=said["cost_note"] if said else None,
        direction=said["future_direction"] if said and said["effect"] else None,
        plan_key=row["plan_key"],
        plan_title=row["plan_title"],
        measure_key=row["measure_key"],
        number=row["number"],
        title=row["title"],
        subtitle=row["subtitle"],
        is_priority=_mark(row["is_priority"]),
        policy_field=row["policy_field"],
        added_fy=row["added_fy"],
        state=row["state"],
        version=row["version"],
        texts={name: row[name] for name in TEXT_FIELDS if row[name]},
        goals=tuple(GoalMark(goal["name"], _mark(goal["mark"])) for goal in goals),
        leads=_departments(database, measure_id, row["plan_id"], "lead"),
        related=_departments(database, measure_id, row["plan_id"], "related"),
        work_items=work_items(database, measure_id),
        predecessors=tuple(
            f"{item['plan_title']} {item['number'] or ''} {item['title']}" if item["title"] else item["raw"]
            for item in predecessors
        ),
    )


def work_items(database: Database, measure_id: int) -> tuple[WorkItemRow, ...]:
    """The rows of a measure's schedule in printed order."""
    cells: dict[int, list[CellRow]] = defaultdict(list)
    for cell in database.conn.execute(
        "SELECT schedule_cell.* FROM schedule_cell JOIN work_item ON work_item.id = schedule_cell.work_item_id"
        " WHERE work_item.measure_id = ? ORDER BY work_item.row, kind, fy, half",
        (measure_id,),
    ):
        cells[cell["work_item_id"]].append(cell_row(cell))
    rows = database.conn.execute(
        "SELECT id, row, label FROM work_item WHERE measure_id = ? ORDER BY row", (measure_id,)
    )
    return tuple(WorkItemRow(row["id"], row["row"], row["label"], tuple(cells[row["id"]])) for row in rows)


def cell_row(row: Row) -> CellRow:
    """A schedule cell from a row of schedule_cell."""
    return CellRow(
        row["kind"],
        row["fy"],
        row["half"],
        tuple(json.loads(row["stages"])),
        row["modifier"],
        bool(row["continued"]),
        row["note"],
        row["raw"],
    )


def search_texts(database: Database, plan_id: int, period_id: int | None) -> dict[int, str]:
    """Measure id to everything that may be searched for: the sheet's texts and what is reported for a half-year."""
    texts = " || ' ' || ".join(f"ifnull(measure.{name}, '')" for name in ("policy_field", *TEXT_FIELDS))
    rows = database.conn.execute(
        f"SELECT measure.id, {texts} || ' ' || ifnull(draft.text, '') || ' '"
        " || ifnull(report_revision.text, '') FROM measure"
        " LEFT JOIN report ON report.measure_id = measure.id AND report.period_id = ?"
        " LEFT JOIN draft ON draft.report_id = report.id"
        " LEFT JOIN report_revision ON report_revision.report_id = report.id"
        " AND report_revision.revision = report.revision WHERE measure.plan_id = ?",
        (period_id, plan_id),
    )
    return {row[0]: row[1] for row in rows}


def _departments(database: Database, measure_id: int, plan_id: int, role: str) -> tuple[DepartmentName, ...]:
    """As printed, with what the plan or a change with a date says they are called now."""
    named = naming(database, plan_id, _LAST)
    rows = database.conn.execute(
        "SELECT measure_department.name, renamed_to, is_collective, department_id FROM measure_department"
        " JOIN department ON department.id = measure_department.department_id"
        " WHERE measure_id = ? AND role = ? ORDER BY ordinal",
        (measure_id, role),
    )
    found = []
    for row in rows:
        now = named.names.get(named.holder(row["department_id"]))
        # What has a date outdates what a document says, also where the name printed here has come back.
        later = row["renamed_to"] if now is None else now if now != row["name"] else None
        found.append(DepartmentName(row["name"], later, bool(row["is_collective"])))
    return tuple(found)


# After every change that anybody has recorded.
_LAST: Final = "9999-12-31"


def _mark(value: int | None) -> bool | None:
    return None if value is None else bool(value)
