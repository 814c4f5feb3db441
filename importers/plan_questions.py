"""What an import could not say about its plans: the municipality, and the plan before that is not here yet."""

from collections.abc import Iterable, Iterator

from db.database import Database
from importers.application import NO_MUNICIPALITY
from importers.codes import CODES
from importers.staged import Issue, StagedRow


def plan_questions(database: Database, rows: Iterable[StagedRow]) -> Iterator[Issue]:
    """Issues of the plans among the staged rows, seen from inside the import's transaction."""
    for row in rows:
        if row.entity != "plan":
            continue
        found = database.conn.execute(
            "SELECT municipality.name, predecessor_id FROM plan JOIN municipality ON municipality.id = municipality_id"
            " WHERE key = ?",
            (row.plan,),
        ).fetchone()
        if found is None:
            continue
        if found["name"] == NO_MUNICIPALITY:
            yield _issue("municipality_unknown", row, "municipality", row.plan, {"plan": row.plan})
        cell = row.cells.get("predecessor")
        if cell is not None and cell.value and found["predecessor_id"] is None:
            yield _issue("predecessor_missing", row, "predecessor", str(cell.value), {"plan": row.plan})


def _issue(code: str, row: StagedRow, field: str, raw: str, params: dict[str, str]) -> Issue:
    return Issue(code, CODES[code].level, row.ref, field, raw, params, row.plan)
