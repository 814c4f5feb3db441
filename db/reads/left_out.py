"""The measures of which a half-year asks no report, by the reason: what a base that leaves them out has to say."""

from collections.abc import Mapping
from typing import Final

from db.database import Database
from db.reads.departments import LED_BY, eyes

# Reasons in the order in which they are said; `later`: a measure that the plan takes up after the half-year.
REASONS: Final = (
    "merged_into",
    "split_into",
    "discontinued",
    "suspended",
    "completed",
    "carried_over",
    "later",
)
_SQL: Final = (
    "SELECT ifnull((SELECT event FROM measure_event"
    " WHERE measure_id = measure.id AND event NOT IN ('evaluated', 'revised')"
    " AND (:period IS NULL OR measure_event.fy * 2 + ifnull(measure_event.half, 1)"
    " <= (SELECT period.fy * 2 + period.half FROM period WHERE period.id = :period))"
    " ORDER BY measure_event.fy * 2 + ifnull(measure_event.half, 1) DESC, measure_event.id DESC LIMIT 1),"
    # Nothing happened to it up to then: what happens first, later on, is that it comes into the plan.
    " CASE WHEN measure.state = 'active' OR EXISTS (SELECT 1 FROM measure_event WHERE measure_id = measure.id)"
    " THEN 'later' WHEN measure.state = 'evaluated' THEN 'completed' ELSE measure.state END)"
    " AS reason, count(*) FROM measure WHERE plan_id = :plan AND CASE WHEN :period IS NULL THEN"
    " measure.state NOT IN ('active', 'completed', 'evaluated') ELSE measure.id NOT IN"
    " (SELECT measure_id FROM expected_report WHERE expected_report.period_id = :period) END"
)


def left_out(
    database: Database, plan_id: int, period_id: int | None, department_id: int | None = None
) -> Mapping[str, int]:
    """Reason to the number of a plan's measures (or one lead department's) that owe the half-year no report."""
    asked = {"plan": plan_id, "period": period_id, "departments": eyes(database, department_id)}
    found = dict(database.conn.execute(f"{_SQL} AND {LED_BY} GROUP BY 1", asked).fetchall())
    return {reason: found[reason] for reason in REASONS if reason in found}
