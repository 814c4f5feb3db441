"""How often a measure was reported 変わりなし just before a half-year."""

from itertools import pairwise

from db.database import Database
from db.reads.conditions import NEWEST_STANDS


def unchanged_in_a_row(database: Database, measure_id: int, period_id: int) -> int:
    """How many reports just before this half-year were 変わりなし without a sentence of their own."""
    rows = database.conn.execute(
        "SELECT report_revision.carried, report_revision.text FROM report"
        " JOIN period ON period.id = report.period_id"
        " JOIN report_revision ON report_revision.report_id = report.id AND report_revision.revision = report.revision"
        " JOIN period AS this ON this.id = ?"
        f" WHERE report.measure_id = ? AND {NEWEST_STANDS}"
        " AND period.fy * 2 + period.half < this.fy * 2 + this.half"
        " ORDER BY period.fy DESC, period.half DESC",
        (period_id, measure_id),
    ).fetchall()
    told = [(bool(row["carried"]), row["text"]) for row in rows]
    number = 0
    for (carried, text), (_, before) in pairwise([*told, (False, None)]):
        if not carried or (before is not None and text != before):
            break
        number += 1
    return number
