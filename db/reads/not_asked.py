"""Why a measure's report is not asked for in a half-year; the rule itself is the view expected_report."""

from sqlite3 import Row

from db.database import Database
from db.reads.plans import half_of_period
from domain.lifecycle import (
    OWING_EVENTS,
    SILENT_EVENTS,
    MeasureState,
    NotAsked,
    NotAskedAsPrinted,
    NotAskedYet,
)
from domain.periods import Half, slot


def not_asked(database: Database, measure_id: int, period_id: int) -> NotAsked | None:
    """Why the measure's report is not asked for in a half-year; None where it is.

    What was handed in once may be finished whatever became of the measure: sent back, withdrawn or amended.
    """
    row = database.conn.execute(
        "SELECT 1 FROM expected_report WHERE measure_id = :measure AND period_id = :period UNION ALL"
        " SELECT 1 FROM report WHERE measure_id = :measure AND period_id = :period"
        " AND revision > 0 AND state <> 'not_started' LIMIT 1",
        {"measure": measure_id, "period": period_id},
    ).fetchone()
    return None if row is not None else _why(database, measure_id, half_of_period(database, period_id))


def _why(database: Database, measure_id: int, half: Half) -> NotAsked:
    measure = database.conn.execute("SELECT * FROM measure WHERE id = ?", (measure_id,)).fetchone()
    told = {"title": measure["title"], "period": half}
    events = [row for row in _events(database, measure_id) if row["event"] not in SILENT_EVENTS]
    before = [row for row in events if slot(row["fy"], row["half"]) <= half.index]
    if before and before[-1]["event"] not in OWING_EVENTS:
        last = before[-1]
        here = [row for row in before if (row["event"], row["at"]) == (last["event"], last["at"])]
        names = "、".join(row["other"] for row in here if row["other"])
        since = Half.at(slot(last["fy"], last["half"]))
        return NotAsked(**told, why=last["event"], others=f" ({names})" if names else "", since=since)
    if events and events[0]["event"] == "added":
        return NotAskedYet(**told, since=Half.at(slot(events[0]["fy"], events[0]["half"])))
    if (measure["added_fy"] or 0) > half.fy:
        return NotAskedYet(**told, since=Half(measure["added_fy"], 1))
    # Taken up again later without a word on when it came to rest.
    resumed = bool(events) and events[0]["event"] in OWING_EVENTS
    return NotAskedAsPrinted(**told, why=str(MeasureState.suspended) if resumed else measure["state"])


def _events(database: Database, measure_id: int) -> list[Row]:
    """A measure's events in order of time, each with the measure that it names."""
    return database.conn.execute(
        "SELECT event, fy, half, fy * 2 + ifnull(half, 1) AS at,"
        " trim(ifnull(other.number, '') || ' ' || other.title) AS other"
        " FROM measure_event LEFT JOIN measure AS other ON other.id = other_measure_id"
        " WHERE measure_event.measure_id = ? ORDER BY at, measure_event.id",
        (measure_id,),
    ).fetchall()
