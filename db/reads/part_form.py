"""One department's part of a report as a form: what it says now, and what it said last time."""

from typing import Any

from db.database import Database
from db.reads.answers import Answer
from db.reads.parts import Part
from db.reads.reports import Form, Previous, form
from domain.reporting import State


def part_form(database: Database, measure_id: int, period_id: int, part: Part) -> Form:
    """One department's part as a form: not started, draft, or submitted when it is done; sealed with its report.

    What was said last time is the department's own part of then, under the whole report's half-year.
    """
    whole = form(database, measure_id, period_id)
    state = State.not_started if part.done is None else State.submitted if part.done else State.draft
    if whole.state not in (State.not_started, State.draft, State.returned):
        state = whole.state
    values: dict[str, Any] = {
        "state": state,
        "late": False,
        "version": part.version,
        "answer": Answer(text=part.text),
        "saved_at": part.saved_at,
        "saved_by": part.by_name,
        "previous": _last_part(database, measure_id, period_id, part, whole.previous),
    }
    return whole._replace(**values)


def _last_part(
    database: Database, measure_id: int, period_id: int, part: Part, before: Previous | None
) -> Previous | None:
    """The department's part of the last half-year that was reported; the whole report where it wrote none then."""
    if before is None:
        return None
    row = database.conn.execute(
        "SELECT report_part.text, report_part.saved_at FROM report_part"
        " JOIN report ON report.id = report_part.report_id JOIN period ON period.id = report.period_id"
        " JOIN period AS this ON this.id = :period WHERE report.measure_id = :measure"
        " AND report_part.department_id = :department AND report_part.done = 1"
        " AND period.fy = :fy AND period.half = :half",
        {
            "period": period_id,
            "measure": measure_id,
            "department": part.department_id,
            "fy": before.half.fy,
            "half": before.half.half,
        },
    ).fetchone()
    if row is None:
        return before
    return Previous(before.half, Answer(text=row["text"]), before.state, not row["text"], row["saved_at"])
