"""Where the values of a measure came from: file, place, batch, and who changed them since."""

import json
from dataclasses import dataclass
from typing import Any, Final

from db.database import Database
from db.errors import UnknownName

_TEXTS: Final = (
    *(
        "number",
        "title",
        "subtitle",
        "is_priority",
        "policy_field",
        "purpose",
        "current_state",
        "content",
        "target",
    ),
    *("expected_effect", "risk", "countermeasure", "parent_plan_ref", "sectoral_plan_ref", "added_fy"),
)
_EVALUATION: Final = ("implementation_state", "progress_evaluation", "future_direction")

# Field to table, column with the value, and the rows of a measure: id, name within the field, value.
_ROWS: Final = {
    **{name: ("measure", name, f"SELECT id, '' AS name, {name} AS value FROM measure WHERE id = ?") for name in _TEXTS},
    **{
        name: ("evaluation", name, f"SELECT id, '' AS name, {name} AS value FROM evaluation WHERE measure_id = ?")
        for name in _EVALUATION
    },
    **{
        f"{role}_departments": (
            "measure_department",
            "name",
            "SELECT id, ordinal AS name, name AS value FROM measure_department"
            f" WHERE measure_id = ? AND role = '{role}' ORDER BY ordinal",
        )
        for role in ("lead", "related")
    },
    **{
        kind: (
            "evaluation_item",
            "text",
            "SELECT id, ordinal AS name, text AS value FROM evaluation_item"
            f" WHERE measure_id = ? AND kind = '{kind}' ORDER BY ordinal",
        )
        for kind in ("achievement", "direction_detail")
    },
    "goals": (
        "measure_goal",
        "mark",
        "SELECT measure_goal.id, goal.name, mark AS value FROM measure_goal JOIN goal ON goal.id = goal_id"
        " WHERE measure_id = ? ORDER BY goal.ordinal, goal.id",
    ),
    "predecessors": (
        "lineage",
        "raw",
        "SELECT id, ordinal AS name, raw AS value FROM lineage WHERE measure_id = ? ORDER BY ordinal",
    ),
    "schedule": (
        "schedule_cell",
        "stages",
        "SELECT schedule_cell.id, work_item.row || ':' || fy || CASE WHEN half IS NULL THEN '' ELSE 'H' || half END"
        " || CASE kind WHEN 'planned' THEN '' ELSE ':' || kind END AS name, schedule_cell.raw AS value"
        " FROM schedule_cell JOIN work_item ON work_item.id = work_item_id WHERE measure_id = ?"
        " ORDER BY work_item.row, kind DESC, fy, half",
    ),
    "indicators": (
        "observation",
        "value",
        "SELECT observation.id, label || ':' || fy || CASE WHEN half IS NULL THEN '' ELSE 'H' || half END AS name,"
        " value FROM observation JOIN indicator ON indicator.id = indicator_id WHERE measure_id = ?"
        " ORDER BY label, fy, half",
    ),
}  # fmt: skip

FIELDS: Final = tuple(_ROWS)

# What history says of a value that a person typed in place of the file's while it was brought in.
CORRECTED: Final = "correct_import"


@dataclass(frozen=True, slots=True)
class Origin:
    """One import's word about a value: what was printed, where, and the batch that brought it."""

    raw: str
    ref: str
    file: str
    sha256: str
    source_file_id: int
    batch: int
    at: str
    by_name: str


@dataclass(frozen=True, slots=True)
class Touch:
    """A person's change since."""

    at: str
    by_name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Sourced:
    """A value of a field (`name` tells several apart), its origin if an import brought it, and its last change."""

    field: str
    name: str
    value: Any
    origin: Origin | None
    touched: Touch | None


def sourced(database: Database, measure_id: int, field: str) -> list[Sourced]:
    """The values of a measure's field with where each came from; `schedule:1:2014` asks for one of several.

    Raises UnknownName for a field or part that is not there.
    """
    base, _, part = field.partition(":")
    if base not in _ROWS:
        raise UnknownName(what="field", name=field, known=" ".join(FIELDS))
    table, column, sql = _ROWS[base]
    rows = database.conn.execute(sql, (measure_id,)).fetchall()
    chosen = [row for row in rows if not part or str(row["name"]) == part]
    if part and not chosen:
        known = "、".join(f"{base}:{row['name']}" for row in rows if row["name"] != "") or base
        raise UnknownName(what="field", name=field, known=known)
    found = []
    for row in chosen:
        origin = _origin(database, table, row["id"], column)
        touched = _touched(database, table, row["id"], column)
        found.append(Sourced(base, str(row["name"]), row["value"], origin, touched))
    return found


def source_name(database: Database, source_file_id: int) -> str:
    """The name an imported file came under."""
    row = database.conn.execute("SELECT name FROM source_file WHERE id = ?", (source_file_id,)).fetchone()
    return str(row[0])


def source_content(database: Database, source_file_id: int) -> bytes:
    """The bytes of an imported file as the book keeps them."""
    row = database.conn.execute("SELECT content FROM source_file WHERE id = ?", (source_file_id,)).fetchone()
    return bytes(row[0])


def _origin(database: Database, table: str, row_id: int, column: str) -> Origin | None:
    row = database.conn.execute(
        "SELECT provenance.raw, provenance.ref, source_file.name AS file, source_file.sha256,"
        " provenance.source_file_id, import_batch.id AS batch, import_batch.at, import_batch.by_name FROM provenance"
        " JOIN import_batch ON import_batch.id = provenance.batch_id"
        " JOIN source_file ON source_file.id = provenance.source_file_id"
        " WHERE table_name = :table AND row_id = :row AND field = :column AND import_batch.state <> 'undone'"
        " AND EXISTS (SELECT 1 FROM import_change WHERE import_change.table_name = :table AND"
        " import_change.row_id = :row AND import_change.batch_id = provenance.batch_id AND import_change.undone = 0)"
        " ORDER BY provenance.id DESC LIMIT 1",
        {"table": table, "row": row_id, "column": column},
    ).fetchone()
    return None if row is None else Origin(**dict(row))


def _touched(database: Database, table: str, row_id: int, column: str) -> Touch | None:
    """The last word about the column, when it is a person's and no import's."""
    rows = database.conn.execute(
        "SELECT at, name, action, before, after FROM history WHERE table_name = ? AND row_id = ? ORDER BY seq DESC",
        (table, row_id),
    )
    for row in rows:
        after = json.loads(row["after"] or "{}")
        if column not in after:
            continue
        if row["action"] in ("import", "undo_import"):
            return None
        before = json.loads(row["before"] or "{}")
        return Touch(row["at"], row["name"], before.get(column), after[column])
    return None
