"""Measures in the form shinchoku/1, read a few dozen at a time so that memory does not grow with the book."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from db.database import Database
from db.reads.measures import TEXT_FIELDS
from domain.periods import slot
from exports.json_text import mark, number

Row = sqlite3.Row
Children = Mapping[str, Mapping[int, Sequence[Row]]]

# Measures read together: one query a kind of child for all of them, whatever the size of the plan.
TOGETHER: Final = 64

_THESE: Final = "IN (SELECT value FROM json_each(:ids))"

# What a measure owns: the first column is the measure's id, the order is the order of the form.
_CHILDREN: Final = {
    "marks": "SELECT measure_goal.measure_id, goal.name, measure_goal.mark FROM measure_goal"
    " JOIN goal ON goal.id = measure_goal.goal_id"
    f" WHERE measure_goal.measure_id {_THESE} ORDER BY ifnull(goal.ordinal, 1e9), goal.id",
    "departments": "SELECT measure_id, role, name, renamed_to FROM measure_department"
    f" WHERE measure_id {_THESE} ORDER BY ordinal",
    "schedule": "SELECT work_item.measure_id, work_item.row, work_item.label, schedule_cell.kind, schedule_cell.fy,"
    " schedule_cell.half, schedule_cell.stages, schedule_cell.modifier, schedule_cell.continued, schedule_cell.note,"
    " schedule_cell.raw FROM work_item JOIN schedule_cell ON schedule_cell.work_item_id = work_item.id"
    f" WHERE work_item.measure_id {_THESE} ORDER BY work_item.row,"
    " CASE schedule_cell.kind WHEN 'planned' THEN 1 WHEN 'actual' THEN 2 ELSE 3 END,"
    " schedule_cell.fy, ifnull(schedule_cell.half, 1)",
    "work_items": f"SELECT measure_id, row, label FROM work_item WHERE measure_id {_THESE} ORDER BY row",
    "predecessors": "SELECT lineage.measure_id, lineage.raw, plan.key AS plan, measure.measure_key AS measure"
    " FROM lineage LEFT JOIN plan ON plan.id = lineage.predecessor_plan_id"
    " LEFT JOIN measure ON measure.id = lineage.predecessor_measure_id"
    f" WHERE lineage.measure_id {_THESE} ORDER BY lineage.ordinal",
    "references": "SELECT measure_reference.measure_id, measure_reference.raw, measure.measure_key AS measure"
    " FROM measure_reference LEFT JOIN measure ON measure.id = measure_reference.target_measure_id"
    f" WHERE measure_reference.measure_id {_THESE} ORDER BY measure_reference.ordinal",
    "evaluation": "SELECT measure_id, implementation_state, progress_evaluation, future_direction, effect, cost_note"
    f" FROM evaluation WHERE measure_id {_THESE}",
    "evaluation_items": "SELECT measure_id, kind, text FROM evaluation_item"
    f" WHERE measure_id {_THESE} ORDER BY ordinal",
    "indicators": f"SELECT measure_id, id, label, unit FROM indicator WHERE measure_id {_THESE} ORDER BY id",
    "observations": "SELECT indicator.measure_id, observation.* FROM indicator"
    " JOIN observation ON observation.indicator_id = indicator.id"
    f" WHERE indicator.measure_id {_THESE} ORDER BY observation.fy, ifnull(observation.half, 0)",
    "events": "SELECT measure_event.measure_id, event, fy, half, note, plan.key AS plan, measure.measure_key AS measure"
    " FROM measure_event LEFT JOIN measure ON measure.id = measure_event.other_measure_id"
    " LEFT JOIN plan ON plan.id = measure.plan_id"
    f" WHERE measure_event.measure_id {_THESE} ORDER BY measure_event.id",
    # A revision stands where its own decisions took it; a save or an amendment begins the next one and leaves it there.
    "reports": "SELECT report.measure_id, report_revision.id AS revision_id, period.fy, period.half,"
    " report_revision.revision, report_revision.progress_evaluation, report_revision.implementation_state,"
    " report_revision.text, report_revision.carried, report_revision.late, report_revision.reason,"
    " report_revision.is_example, report_revision.by_name, report_revision.submitted_at,"
    " report.state AS report_state, (SELECT to_state FROM decision WHERE decision.report_id = report.id"
    " AND decision.revision = report_revision.revision AND decision.action NOT IN ('save', 'amend')"
    " ORDER BY decision.id DESC LIMIT 1) AS reached"
    " FROM report JOIN period ON period.id = report.period_id"
    " JOIN report_revision ON report_revision.report_id = report.id"
    f" WHERE report.measure_id {_THESE} ORDER BY period.fy, period.half, report_revision.revision",
    "report_stages": "SELECT report.measure_id, report_stage.report_revision_id, work_item.row, report_stage.stages"
    " FROM report JOIN report_revision ON report_revision.report_id = report.id"
    " JOIN report_stage ON report_stage.report_revision_id = report_revision.id"
    " JOIN work_item ON work_item.id = report_stage.work_item_id"
    f" WHERE report.measure_id {_THESE} ORDER BY work_item.row",
}


def measures(database: Database, plan_id: int) -> Iterator[dict[str, Any]]:
    """The plan's measures in printed order, each in the form's shape and order of keys."""
    ordered = database.conn.execute(
        "SELECT id FROM measure WHERE plan_id = ? ORDER BY ifnull(position, 1e9), sort_key, id", (plan_id,)
    )
    while rows := ordered.fetchmany(TOGETHER):
        ids = [row[0] for row in rows]
        children = {name: grouped(database, sql, ids) for name, sql in _CHILDREN.items()}
        places = sources(database, "measure", ids)
        chosen = database.conn.execute(f"SELECT * FROM measure WHERE id {_THESE}", {"ids": json.dumps(ids)})
        found = {row["id"]: row for row in chosen}
        for measure_id in ids:
            own = {name: items.get(measure_id, ()) for name, items in children.items()}
            yield _measure(found[measure_id], own, places.get(measure_id))


def grouped(database: Database, sql: str, ids: list[int]) -> dict[int, list[Row]]:
    """The rows of a query over `ids`, by the id in their first column."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in database.conn.execute(sql, {"ids": json.dumps(ids)}):
        found[row[0]].append(row)
    return found


def sources(database: Database, table: str, ids: list[int]) -> dict[int, dict[str, str]]:
    """Where rows of a table came from: the file and place of the latest import of each that still stands."""
    rows = database.conn.execute(
        "SELECT provenance.row_id, source_file.name AS file, provenance.ref FROM provenance"
        " JOIN import_batch ON import_batch.id = provenance.batch_id"
        " JOIN source_file ON source_file.id = provenance.source_file_id"
        f" WHERE provenance.table_name = :table AND provenance.row_id {_THESE} AND import_batch.state <> 'undone'"
        " AND EXISTS (SELECT 1 FROM import_change WHERE import_change.table_name = provenance.table_name"
        " AND import_change.row_id = provenance.row_id AND import_change.batch_id = provenance.batch_id"
        " AND import_change.undone = 0)"
        " ORDER BY provenance.batch_id, provenance.field IN ('title', 'name'), provenance.id DESC",
        {"table": table, "ids": json.dumps(ids)},
    )
    return {row["row_id"]: {"file": row["file"], "ref": row["ref"]} for row in rows}


def _measure(row: Row, own: Mapping[str, Sequence[Row]], source: dict[str, str] | None) -> dict[str, Any]:
    departments = own["departments"]
    return {
        "key": row["measure_key"],
        "number": row["number"],
        "title": row["title"],
        "subtitle": row["subtitle"],
        "is_priority": mark(row["is_priority"]),
        "policy_field": row["policy_field"],
        "goals": [item["name"] for item in own["marks"] if item["mark"]],
        "lead_departments": [item["name"] for item in departments if item["role"] == "lead"],
        "related_departments": [item["name"] for item in departments if item["role"] == "related"],
        **{name: row[name] for name in TEXT_FIELDS},
        "added_fy": row["added_fy"],
        "state": row["state"],
        "schedule": _schedule(own["schedule"]),
        "predecessors": [_named(item, "raw", "plan", "measure") for item in own["predecessors"]],
        "evaluation": _evaluation(own["evaluation"], own["evaluation_items"]),
        "indicators": [_indicator(item, own["observations"]) for item in own["indicators"]],
        "reports": _reports(own["reports"], own["report_stages"]),
        "source": source,
        "goal_marks": [{"name": item["name"], "mark": mark(item["mark"])} for item in own["marks"]],
        "department_renames": [
            {"name": item["name"], "renamed_to": item["renamed_to"]}
            for item in departments
            if item["renamed_to"]
        ],
        "work_items": [_named(item, "row", "label") for item in own["work_items"]],
        "references": [_named(item, "raw", "measure") for item in own["references"]],
        "events": [_named(item, "event", "fy", "half", "plan", "measure", "note") for item in own["events"]],
    }


def _named(row: Row, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _schedule(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Schedule cells; one that only continues repeats the stages of the cell right before it."""
    cells: list[dict[str, Any]] = []
    line: tuple[int, str] | None = None
    stages: list[str] = []
    following = 0
    for row in rows:
        start = slot(row["fy"], row["half"])
        here = (row["row"], row["kind"])
        own = json.loads(row["stages"])
        if not own and row["continued"] and here == line and start == following:
            own = stages
        line, stages, following = here, own, slot(row["fy"], row["half"] or 2) + 1
        cells.append(
            {
                **_named(row, "row", "label", "kind", "fy", "half"),
                "stages": own,
                "modifier": row["modifier"],
                "continued": bool(row["continued"]),
                **_named(row, "note", "raw"),
            }
        )
    return cells


def _evaluation(rows: Sequence[Row], items: Sequence[Row]) -> dict[str, Any] | None:
    """The plan's own evaluation, or None when the document has none for this measure."""
    if not rows and not items:
        return None
    found: dict[str, Any] = dict(rows[0]) if rows else {}
    return {
        "implementation_state": found.get("implementation_state"),
        "progress_evaluation": found.get("progress_evaluation"),
        "achievements": [item["text"] for item in items if item["kind"] == "achievement"],
        "future_direction": found.get("future_direction"),
        "future_direction_detail": [item["text"] for item in items if item["kind"] == "direction_detail"],
        "effect": found.get("effect"),
        "cost_note": found.get("cost_note"),
    }


def _indicator(row: Row, observations: Sequence[Row]) -> dict[str, Any]:
    own = [item for item in observations if item["indicator_id"] == row["id"]]
    return {"label": row["label"], "unit": row["unit"], "values": [observation(item) for item in own]}


def observation(row: Row) -> dict[str, Any]:
    """One figure of an indicator; `suspect` when the source itself looks wrong there."""
    return {
        "fy": row["fy"],
        "half": row["half"],
        "value": number(row["value"]),
        "denominator": number(row["denominator"]),
        "partial_until": row["partial_until"],
        "suspect": bool(row["suspect"]),
    }


def _reports(rows: Sequence[Row], stages: Sequence[Row]) -> list[dict[str, Any]]:
    """Every revision that was handed in, in order; the late flag, once set in a half-year, stays."""
    reached: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for item in stages:
        reached[item["report_revision_id"]].append({"row": item["row"], "stages": json.loads(item["stages"])})
    late: dict[tuple[int, int], bool] = {}
    reports = []
    for row in rows:
        period = (row["fy"], row["half"])
        late[period] = late.get(period, False) or bool(row["late"])
        reports.append(
            {
                "fy": row["fy"],
                "half": row["half"],
                "revision": row["revision"],
                "state": row["reached"] or row["report_state"],
                **_named(row, "progress_evaluation", "implementation_state", "text"),
                "carried": bool(row["carried"]),
                "late": late[period],
                "stages": reached[row["revision_id"]],
                "by": row["by_name"],
                "at": row["submitted_at"],
                "reason": row["reason"],
                "example": bool(row["is_example"]),
                "report_state": row["report_state"],
            }
        )
    return reports
