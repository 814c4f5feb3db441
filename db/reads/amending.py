"""Which reports of a half-year were approved before and are being written again."""

from db.database import Database


def being_amended(database: Database, period_id: int) -> frozenset[int]:
    """The measures whose report was approved once and has not been handed in again since it was opened for that."""
    rows = database.conn.execute(
        "SELECT measure_id FROM report WHERE period_id = ? AND state IN ('draft', 'returned')"
        " AND EXISTS (SELECT 1 FROM decision WHERE decision.report_id = report.id AND action = 'approve')",
        (period_id,),
    )
    return frozenset(row[0] for row in rows)
