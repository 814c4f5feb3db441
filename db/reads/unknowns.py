"""What is not known about a plan and stands open for a person with the original: marks, stages, issues of imports."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from sqlite3 import Row
from typing import Final, Literal

from db.database import Database
from domain.stages import STAGE_NAMES

Kind = Literal["goal", "priority", "bcp", "stage", "issue"]
TABLES: Final[dict[Kind, str]] = {
    "goal": "measure_goal",
    "priority": "measure",
    "bcp": "renewal_system",
    "stage": "schedule_cell",
    "issue": "import_issue",
}
# Questions that are answered with yes or no, and the column that takes the answer.
MARKS: Final[dict[Kind, str]] = {"goal": "mark", "priority": "is_priority", "bcp": "is_bcp_priority"}

# What history says of a row that was looked at without a new value.
STILL_UNKNOWN: Final = "still_unknown"
AS_PRINTED: Final = "as_printed"
ASK_AGAIN: Final = "ask_again"


@dataclass(frozen=True, slots=True)
class Unknown:
    """One question: which row with which version, of which measure, about what, and where it was printed.

    `about` is the goal's name, the system's, the work item and time ("1 方式の調査 2020H1"), or the issue's code; for a
    measure's priority nothing. `params` and `level` belong to issues. `looked` says when somebody last looked and still
    did not know.
    """

    kind: Kind
    row_id: int
    version: int
    measure: str
    about: str
    raw: str
    ref: str
    file: str | None
    source_file_id: int | None
    looked: str | None = None
    level: str = ""
    params: str = "{}"


def unknowns(database: Database, plan_id: int) -> list[Unknown]:
    """The open questions of a plan: marks, stages, issues; those that somebody looked at in vain stand last."""
    found = [*_marks(database, plan_id), *_priorities(database, plan_id), *_systems(database, plan_id)]
    found += [*_stages(database, plan_id), *_issues(database, plan_id)]
    return sorted(found, key=lambda one: one.looked or "")


def _marks(database: Database, plan_id: int) -> list[Unknown]:
    rows = database.conn.execute(
        "SELECT measure_goal.id, measure_goal.version, coalesce(measure.number || ' ', '') || measure.title AS measure,"
        " goal.name AS about FROM measure_goal JOIN measure ON measure.id = measure_id JOIN goal ON goal.id = goal_id"
        " WHERE measure.plan_id = ? AND mark IS NULL ORDER BY measure.sort_key, goal.ordinal, goal.id",
        (plan_id,),
    ).fetchall()
    places = _places(database, "measure_goal", "mark", [row["id"] for row in rows])
    looked = _looked(database, "measure_goal")
    return [
        Unknown(
            "goal",
            row["id"],
            row["version"],
            row["measure"],
            row["about"],
            *_place(places, row["id"]),
            looked.get(row["id"], ("", None))[1],
        )
        for row in rows
    ]


def _priorities(database: Database, plan_id: int) -> list[Unknown]:
    """Measures in whose document a column of priorities stands with a mark that nobody can read.

    A document without such a column, or with a blank there, says nothing: no import has a place for the value.
    """
    rows = database.conn.execute(
        "SELECT id, version, coalesce(number || ' ', '') || title AS measure, '' AS about FROM measure"
        " WHERE plan_id = ? AND is_priority IS NULL ORDER BY sort_key",
        (plan_id,),
    ).fetchall()
    return _printed_marks(database, "priority", rows)


def _systems(database: Database, plan_id: int) -> list[Unknown]:
    """Systems to renew whose printed mark for the plan of business continuity nobody can read."""
    rows = database.conn.execute(
        "SELECT id, version, '' AS measure, name AS about FROM renewal_system"
        " WHERE plan_id = ? AND is_bcp_priority IS NULL ORDER BY id",
        (plan_id,),
    ).fetchall()
    return _printed_marks(database, "bcp", rows)


def _printed_marks(database: Database, kind: Kind, rows: Sequence[Row]) -> list[Unknown]:
    table = TABLES[kind]
    places = _places(database, table, MARKS[kind], [row["id"] for row in rows])
    looked = _looked(database, table)
    return [
        Unknown(
            *(kind, row["id"], row["version"], row["measure"], row["about"]),
            *places[row["id"]],
            looked=looked.get(row["id"], ("", None))[1],
        )
        for row in rows
        if row["id"] in places
    ]


def _stages(database: Database, plan_id: int) -> list[Unknown]:
    marks = ", ".join("?" * len(STAGE_NAMES))
    rows = database.conn.execute(
        "SELECT cell.id, cell.version, coalesce(measure.number || ' ', '') || measure.title AS measure, cell.raw,"
        " work_item.row || ' ' || coalesce(label || ' ', '') || fy"
        " || CASE WHEN half IS NULL THEN '' ELSE 'H' || half END"
        " || CASE kind WHEN 'planned' THEN '' ELSE ' ' || kind END AS about"
        " FROM schedule_cell AS cell JOIN work_item ON work_item.id = work_item_id"
        " JOIN measure ON measure.id = work_item.measure_id WHERE measure.plan_id = ? AND (stages = '[]' OR EXISTS"
        f" (SELECT 1 FROM json_each(stages) WHERE value NOT IN ({marks})))"
        " ORDER BY measure.sort_key, work_item.row, kind, fy, half",
        (plan_id, *STAGE_NAMES),
    ).fetchall()
    places = _places(database, "schedule_cell", "stages", [row["id"] for row in rows])
    looked = _looked(database, "schedule_cell")
    found = []
    for row in rows:
        action, at = looked.get(row["id"], ("", None))
        if action == AS_PRINTED:
            continue
        raw, ref, file, source = _place(places, row["id"])
        found.append(
            Unknown(
                "stage",
                row["id"],
                row["version"],
                row["measure"],
                row["about"],
                row["raw"] or raw,
                ref,
                file,
                source,
                at,
            )
        )
    return found


def _issues(database: Database, plan_id: int) -> list[Unknown]:
    """Errors and warnings of batches that stand; a file brought in twice asks once, and what was settled stays so."""
    same = (
        "twin.code = issue.code AND twin.ref = issue.ref AND twin.raw = issue.raw AND twin.plan_key IS issue.plan_key"
        " AND twin_batch.source_file_id = batch.source_file_id"
    )
    rows = database.conn.execute(
        "SELECT issue.id, issue.version, issue.code, issue.level, issue.raw, issue.ref, issue.params,"
        " coalesce(coalesce(measure.number || ' ', '') || measure.title, issue.measure_key, '') AS measure,"
        " source_file.name AS file, batch.source_file_id"
        " FROM import_issue AS issue JOIN import_batch AS batch ON batch.id = issue.batch_id"
        " JOIN source_file ON source_file.id = batch.source_file_id JOIN plan ON plan.id = :plan"
        " LEFT JOIN measure ON measure.plan_id = plan.id AND measure.measure_key = issue.measure_key"
        " WHERE issue.state = 'open' AND issue.level <> 'info' AND batch.state <> 'undone'"
        " AND (issue.plan_key = plan.key OR issue.plan_key IS NULL AND EXISTS (SELECT 1 FROM import_row"
        " WHERE import_row.batch_id = batch.id AND import_row.plan_key = plan.key))"
        " AND NOT EXISTS (SELECT 1 FROM import_issue AS twin JOIN import_batch AS twin_batch"
        f" ON twin_batch.id = twin.batch_id WHERE {same} AND (twin.state = 'settled' OR twin.id > issue.id)"
        " AND twin_batch.state <> 'undone')"
        " ORDER BY CASE issue.level WHEN 'error' THEN 0 ELSE 1 END, issue.id",
        {"plan": plan_id},
    ).fetchall()
    looked = _looked(database, "import_issue")
    return [
        Unknown(
            *(
                "issue",
                row["id"],
                row["version"],
                row["measure"],
                row["code"],
                row["raw"],
                row["ref"],
                row["file"],
            ),
            source_file_id=row["source_file_id"],
            looked=looked.get(row["id"], ("", None))[1],
            level=row["level"],
            params=row["params"],
        )
        for row in rows
    ]


_Place = tuple[str, str, str | None, int | None]


def _places(database: Database, table: str, field: str, ids: Iterable[int]) -> dict[int, _Place]:
    """Where the values of rows were printed, by the last import that stands."""
    rows = database.conn.execute(
        "SELECT row_id, raw, ref, source_file.name, provenance.source_file_id FROM provenance"
        " JOIN import_batch ON import_batch.id = provenance.batch_id AND import_batch.state <> 'undone'"
        " JOIN source_file ON source_file.id = provenance.source_file_id"
        " WHERE table_name = ? AND field = ? AND row_id IN (SELECT value FROM json_each(?)) ORDER BY provenance.id",
        (table, field, json.dumps(list(ids))),
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def _place(places: dict[int, _Place], row_id: int) -> _Place:
    return places.get(row_id, ("", "", None, None))


def _looked(database: Database, table: str) -> dict[int, tuple[str, str | None]]:
    """The last look at each row that was looked at without a new value: what was said, and when."""
    rows = database.conn.execute(
        "SELECT row_id, action, at FROM history WHERE action IN (?, ?, ?) AND table_name = ? ORDER BY seq",
        (STILL_UNKNOWN, AS_PRINTED, ASK_AGAIN, table),
    )
    return {row[0]: (row[1], row[2] if row[1] == STILL_UNKNOWN else None) for row in rows}
