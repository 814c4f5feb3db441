"""The issues of one import, as they are read by a person."""

from dataclasses import dataclass

from db.database import Database


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One issue: its sentence as it was said then, where it stands in the file, and what was answered."""

    id: int
    code: str
    level: str
    ref: str
    raw: str
    message: str
    params: str
    state: str
    answer: str | None


def issues_of(database: Database, batch: int) -> list[IssueRow]:
    """The issues of a batch: errors, warnings, notes; in the file's order."""
    rows = database.conn.execute(
        "SELECT id, code, level, ref, raw, message, params, state, answer FROM import_issue WHERE batch_id = ?"
        " ORDER BY CASE level WHEN 'error' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END, id",
        (batch,),
    )
    return [IssueRow(**dict(row)) for row in rows]
