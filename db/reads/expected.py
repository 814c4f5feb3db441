"""Which measures owe a report for a half-year; the rule itself is the view expected_report."""

from db.database import Database


def expected_measures(database: Database, period_id: int) -> frozenset[int]:
    """The measures that owe a report for a period, or have handed one in."""
    rows = database.conn.execute("SELECT measure_id FROM expected_report WHERE period_id = ?", (period_id,))
    return frozenset(row[0] for row in rows)
