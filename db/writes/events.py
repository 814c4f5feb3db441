"""What happens to a measure as a whole, written as events, and the reports that then are expected."""

from db.door import Door
from db.reads.conditions import TAKES
from domain.periods import Half


def add_event(
    door: Door,
    measure_id: int,
    event: str,
    half: Half,
    note: str | None,
    other_id: int | None = None,
    *,
    action: str,
) -> int:
    """Write one event of a measure, holding from a half-year on."""
    told = {"measure_id": measure_id, "event": event, "fy": half.fy, "half": half.half}
    return door.insert(
        "measure_event", {**told, "other_measure_id": other_id, "note": note}, action=action, note=note
    )


def expect_reports(door: Door, measure_id: int) -> None:
    """Give a measure its empty reports for the half-years that are open and now expect one."""
    rows = door.db.conn.execute(
        "SELECT period_id FROM expected_report JOIN period ON period.id = period_id WHERE measure_id = ?1"
        f" AND {TAKES}"
        " AND period_id NOT IN (SELECT period_id FROM report WHERE measure_id = ?1) ORDER BY period.fy, period.half",
        (measure_id,),
    ).fetchall()
    for row in rows:
        door.insert("report", {"measure_id": measure_id, "period_id": row[0]}, action="open")
