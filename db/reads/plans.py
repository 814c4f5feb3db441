"""Which plans, half-years and departments a book holds, and which half-year is current."""

import json
import unicodedata
from typing import NamedTuple

from db.database import Database
from db.errors import AmbiguousPlan, NoPlan, UnknownName
from db.reads.conditions import TAKES
from db.reads.departments import followed_by, naming
from domain.periods import Half


class PlanRow(NamedTuple):
    """A plan as it is listed; fiscal years are starting years."""

    id: int
    key: str
    municipality: str
    title: str
    first_fy: int | None
    last_fy: int | None
    doc_status: str | None
    measures: int
    coordinator: str | None
    council: str | None


class PeriodRow(NamedTuple):
    """A reporting half-year of a plan; dates are ISO 8601."""

    id: int
    plan_id: int
    half: Half
    state: str
    opens_on: str | None
    due_on: str | None
    version: int


class DepartmentRow(NamedTuple):
    """A lead department of a plan with the number of measures it leads.

    `follows` are the departments whose measures it goes on with, itself first; `former` the names of all of them.
    """

    id: int
    name: str
    measures: int
    follows: tuple[int, ...] = ()
    former: tuple[str, ...] = ()


def plans(database: Database) -> list[PlanRow]:
    """Every plan of the book, the newest generation first."""
    return _plans(database, "true")


def _plans(database: Database, condition: str, *values: object) -> list[PlanRow]:
    """The plans that a condition leaves. A book of the whole country has 1,741: whoever wants one, reads one."""
    rows = database.conn.execute(
        "SELECT plan.id, plan.key, municipality.name AS municipality, plan.title, plan.first_fy, plan.last_fy,"
        " plan.doc_status, (SELECT count(*) FROM measure WHERE measure.plan_id = plan.id) AS measures,"
        " (SELECT name FROM plan_role WHERE plan_id = plan.id AND role = 'coordinator') AS coordinator,"
        " (SELECT name FROM plan_role WHERE plan_id = plan.id AND role = 'council') AS council"
        " FROM plan JOIN municipality ON municipality.id = plan.municipality_id"
        f" WHERE {condition} ORDER BY plan.first_fy DESC, plan.key",
        values,
    )
    return [PlanRow(**dict(row)) for row in rows]


def find_plan(database: Database, key: str) -> PlanRow | None:
    """The plan with this key, if there is one."""
    return next(iter(_plans(database, "plan.key = ?", key)), None)


def plan_count(database: Database) -> int:
    """How many plans the book holds."""
    return int(database.conn.execute("SELECT count(*) FROM plan").fetchone()[0])


def plan_by_key(database: Database, key: str | None) -> PlanRow:
    """The plan with this key, or the book's only plan when no key is given.

    Raises NoPlan, AmbiguousPlan or UnknownName.
    """
    if key is not None and (named := _plans(database, "plan.key = ?", key)):
        return named[0]
    found = plans(database)
    if not found:
        raise NoPlan()
    known = "、".join(plan.key for plan in found)
    if key is None:
        if len(found) > 1:
            raise AmbiguousPlan(known=known)
        return found[0]
    raise UnknownName(what="plan", name=key, known=known)


def default_plan(database: Database) -> PlanRow | None:
    """The plan a dashboard opens on: one with an open half-year, else the newest, else None."""
    row = database.conn.execute(
        "SELECT period.plan_id FROM period JOIN plan ON plan.id = period.plan_id"
        f" WHERE {TAKES} ORDER BY plan.first_fy DESC, period.fy, period.half LIMIT 1"
    ).fetchone()
    if row is None:
        row = database.conn.execute("SELECT id FROM plan ORDER BY first_fy DESC, key LIMIT 1").fetchone()
    return _plans(database, "plan.id = ?", row[0])[0] if row is not None else None


def periods(database: Database, plan_id: int) -> list[PeriodRow]:
    """The plan's reporting half-years in order of time."""
    rows = database.conn.execute(
        "SELECT id, plan_id, fy, half, state, opens_on, due_on, version FROM period WHERE plan_id = ?"
        " ORDER BY fy, half",
        (plan_id,),
    )
    return [
        PeriodRow(
            row["id"],
            row["plan_id"],
            Half(row["fy"], row["half"]),
            row["state"],
            row["opens_on"],
            row["due_on"],
            row["version"],
        )
        for row in rows
    ]


def to_come(database: Database, plan_id: int) -> frozenset[Half]:
    """The plan's half-years that were never opened, whichever one is looked at."""
    return frozenset(one.half for one in periods(database, plan_id) if one.state == "scheduled")


def running_periods(database: Database, most: int) -> list[tuple[str, str, PeriodRow]]:
    """Plan key, plan title and half-year of what is being worked on, from opening to the council, by plan."""
    rows = database.conn.execute(
        "SELECT plan.key, plan.title, period.id, plan_id, fy, half, period.state, opens_on, due_on, period.version"
        " FROM period JOIN plan ON plan.id = period.plan_id"
        " WHERE period.state IN ('open', 'overdue', 'frozen', 'submitted')"
        " ORDER BY plan.key DESC, fy, half LIMIT ?",
        (most,),
    )
    return [(row[0], row[1], PeriodRow(row[2], row[3], Half(row[4], row[5]), *row[6:10])) for row in rows]


def current_period(database: Database, plan_id: int) -> PeriodRow | None:
    """The half-year people report on now: the latest that is open or overdue, else the latest that ever opened.

    Never worked out from today's date: the second half's report is written in April of the next year (DESIGN 5).
    """
    found = periods(database, plan_id)
    for wanted in (("open", "overdue"), ("frozen", "submitted", "decided", "published"), ("scheduled",)):
        matching = [period for period in found if period.state in wanted]
        if matching:
            return matching[0] if wanted == ("scheduled",) else matching[-1]
    return None


def half_of_period(database: Database, period_id: int) -> Half:
    """The half-year of a period. Raises LookupError."""
    row = database.conn.execute("SELECT fy, half FROM period WHERE id = ?", (period_id,)).fetchone()
    if row is None:
        raise LookupError(f"period {period_id}")
    return Half(row["fy"], row["half"])


def plan_of_period(database: Database, period_id: int) -> int:
    """The id of the plan that a period belongs to. Raises LookupError."""
    row = database.conn.execute("SELECT plan_id FROM period WHERE id = ?", (period_id,)).fetchone()
    if row is None:
        raise LookupError(f"period {period_id}")
    return int(row[0])


def period_of(database: Database, plan_id: int, half: Half) -> PeriodRow:
    """The plan's period for a half-year. Raises UnknownName."""
    found = periods(database, plan_id)
    for period in found:
        if period.half == half:
            return period
    raise UnknownName(what="half-year", name=str(half), known="、".join(str(period.half) for period in found))


def departments(database: Database, plan_id: int, day: str | None = None) -> list[DepartmentRow]:
    """The departments that lead at least one measure of the plan, most measures first.

    As they are on `day` (YYYY-MM-DD), None: as the plan prints them: one that followed others stands in their place.
    """
    named = naming(database, plan_id, day)
    rows = database.conn.execute(
        "SELECT department.id, department.name, measure.id AS measure_id, measure.sort_key FROM measure_department"
        " JOIN measure ON measure.id = measure_department.measure_id"
        " JOIN department ON department.id = measure_department.department_id"
        " WHERE measure.plan_id = ? AND measure_department.role = 'lead' ORDER BY measure.sort_key, ordinal",
        (plan_id,),
    )
    names: dict[int, str] = {}
    led: dict[int, set[int]] = {}
    for row in rows:
        holder = named.holder(row["id"])
        names.setdefault(holder, named.name(row["id"], row["name"]))
        led.setdefault(holder, set()).add(row["measure_id"])
    found = []
    for holder in sorted(led, key=lambda one: -len(led[one])):
        follows = followed_by(database, holder) if named.chains else (holder,)
        former = _names_of(database, follows)
        found.append(DepartmentRow(holder, names[holder], len(led[holder]), follows, former))
    return found


def _names_of(database: Database, departments: tuple[int, ...]) -> tuple[str, ...]:
    """Every name these departments have or had."""
    rows = database.conn.execute(
        "SELECT name FROM department WHERE id IN (SELECT value FROM json_each(?1)) UNION"
        " SELECT name FROM department_version WHERE department_id IN (SELECT value FROM json_each(?1))",
        (json.dumps(departments),),
    )
    return tuple(row[0] for row in rows)


def measure_id(database: Database, plan: PlanRow, key: str) -> int:
    """The id of a plan's measure by its key or printed number. Raises UnknownName."""
    plain = unicodedata.normalize("NFKC", key).strip()
    row = database.conn.execute(
        "SELECT id FROM measure WHERE plan_id = ? AND (measure_key = ? OR measure_key = ?)",
        (plan.id, key, plain),
    ).fetchone()
    if row is None:
        known = database.conn.execute(
            "SELECT measure_key FROM measure WHERE plan_id = ? ORDER BY sort_key LIMIT 6", (plan.id,)
        )
        raise UnknownName(what="measure", name=key, known="、".join(item[0] for item in known) + "…")
    return int(row[0])
