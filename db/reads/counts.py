"""How many reports stand in each state: of a plan, of each lead department, of each half-year."""

from collections.abc import Mapping
from typing import NamedTuple

from db.database import Database
from db.reads.departments import LED_BY, eyes, last_day, naming
from db.reads.parts import Sharing, sharings
from domain.periods import Half
from domain.reporting import REPORTED, State


class Counts(NamedTuple):
    """How many measures stand in each state; `measures` is the base of every rate."""

    measures: int
    states: Mapping[State, int]
    late: int

    @property
    def reported(self) -> int:
        """Measures whose report was handed in, whatever came after."""
        return sum(self.states[state] for state in REPORTED)

    @property
    def missing(self) -> int:
        """Measures that somebody still has to report."""
        return self.measures - self.reported


class DepartmentCounts(NamedTuple):
    """One lead department's counts for a half-year.

    `parts_in`: measures for which it has nothing left to do, though the department that seals has not reported yet.
    """

    department_id: int
    name: str
    counts: Counts
    parts_in: int = 0


# Without a half-year nothing is owed: the measures that the plan still has, or has brought to an end, are counted.
_EXPECTED = (
    " AND CASE WHEN :period IS NULL THEN measure.state IN ('active', 'completed', 'evaluated') ELSE measure.id IN"
    " (SELECT measure_id FROM expected_report WHERE expected_report.period_id = :period) END"
)
_COUNT = (
    "SELECT ifnull(report.state, 'not_started') AS state, count(*) AS n, sum(ifnull(report.late, 0)) AS late"
    " FROM measure LEFT JOIN report ON report.measure_id = measure.id AND report.period_id = :period"
    f" WHERE measure.plan_id = :plan{_EXPECTED}"
)


def counts(
    database: Database, plan_id: int, period_id: int | None, department_id: int | None = None
) -> Counts:
    """How a plan's measures (or one lead department's) stand in a half-year."""
    rows = database.conn.execute(
        _COUNT + f" AND {LED_BY} GROUP BY 1",
        {"period": period_id, "plan": plan_id, "departments": eyes(database, department_id)},
    ).fetchall()
    return _counts([(row["state"], row["n"], row["late"]) for row in rows])


def _counts(rows: list[tuple[str, int, int]]) -> Counts:
    states = dict.fromkeys(State, 0)
    for state, number, _ in rows:
        states[State(state)] += number
    return Counts(sum(states.values()), states, sum(late for _, _, late in rows))


def department_counts(
    database: Database, plan_id: int, period_id: int | None, *, with_parts: bool = True
) -> list[DepartmentCounts]:
    """Every lead department's counts, most measures first; a measure with two leads counts for both.

    Departments are those of the half-year's last day, under the names they bore then; without one, as printed.
    Parts that are being written are staff's own: a reader who may not see them asks for the counts without.
    """
    named = naming(database, plan_id, _last_day(database, period_id))
    rows = database.conn.execute(
        "SELECT measure.id AS measure_id, department.id,"
        " CASE WHEN :period IS NULL THEN measure_department.name ELSE department.name END AS name,"
        " ifnull(report.state, 'not_started') AS state, ifnull(report.late, 0) AS late FROM measure"
        " JOIN measure_department ON measure_department.measure_id = measure.id AND role = 'lead'"
        " JOIN department ON department.id = measure_department.department_id"
        " LEFT JOIN report ON report.measure_id = measure.id AND report.period_id = :period"
        f" WHERE measure.plan_id = :plan{_EXPECTED} ORDER BY department.id, measure_department.id",
        {"period": period_id, "plan": plan_id},
    ).fetchall()
    ids: dict[str, int] = {}
    names: dict[int, str] = {}
    found: dict[str, dict[int, tuple[str, int, int]]] = {}
    for row in rows:
        holder = named.holder(row["id"])
        name = names.setdefault(holder, named.name(row["id"], row["name"]))
        ids.setdefault(name, holder)
        found.setdefault(name, {})[row["measure_id"]] = (row["state"], 1, row["late"])
    parts = _parts_in(sharings(database, plan_id, period_id, named)) if with_parts else {}
    result = [
        DepartmentCounts(
            ids[name], name, _counts(list(items.values())), len(items.keys() & parts.get(ids[name], set()))
        )
        for name, items in found.items()
    ]
    return sorted(result, key=lambda item: -item.counts.measures)


def _parts_in(shared: Mapping[int, Sharing]) -> dict[int, set[int]]:
    """Department to the measures whose part it has handed in while the report itself is open."""
    found: dict[int, set[int]] = {}
    for measure, one in shared.items():
        for part in one.others if not one.sealed else ():
            for department in part.eyes if part.done else ():
                found.setdefault(department, set()).add(measure)
    return found


def _last_day(database: Database, period_id: int | None) -> str | None:
    row = database.conn.execute("SELECT fy, half FROM period WHERE id = ?", (period_id,)).fetchone()
    return last_day(Half(row["fy"], row["half"])) if row else None


def counts_by_period(
    database: Database, plan_id: int, department_id: int | None = None
) -> list[tuple[Half, Counts]]:
    """Counts for every half-year of the plan in order of time: the stacked chart."""
    rows = database.conn.execute(
        "SELECT id, fy, half FROM period WHERE plan_id = ? ORDER BY fy, half", (plan_id,)
    ).fetchall()
    return [
        (Half(row["fy"], row["half"]), counts(database, plan_id, row["id"], department_id)) for row in rows
    ]
