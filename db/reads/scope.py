"""Which measures a reopened half-year takes reports of."""

from db.database import Database


def scope_of(database: Database, period_id: int) -> frozenset[int] | None:
    """The measures that the half-year takes reports of; None: every one."""
    rows = database.conn.execute("SELECT measure_id FROM period_scope WHERE period_id = ?", (period_id,))
    return frozenset(row[0] for row in rows) or None


def in_scope(database: Database, measure_id: int, period_id: int) -> bool:
    """Whether the half-year takes the measure's report, as far as its scope goes."""
    scope = scope_of(database, period_id)
    return scope is None or measure_id in scope


def scope_names(database: Database, period_id: int) -> tuple[str, ...]:
    """How the measures of the scope are called, number and title, in the plan's order; () for every one."""
    rows = database.conn.execute(
        "SELECT trim(ifnull(number, measure_key) || ' ' || title) FROM period_scope"
        " JOIN measure ON measure.id = period_scope.measure_id WHERE period_id = ? ORDER BY sort_key",
        (period_id,),
    )
    return tuple(row[0] for row in rows)
