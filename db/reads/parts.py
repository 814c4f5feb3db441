"""Parts of a report that several lead departments write: whose part is there, and who is missing."""

from collections import defaultdict
from sqlite3 import Row
from typing import Final, NamedTuple

from db.database import Database
from db.reads.departments import Naming, last_day, naming
from db.reads.stand_ins import stand_in_sql
from domain.parts import Given
from domain.periods import Half
from domain.reporting import State

# States in which the sealing department still writes; in every other one its report is handed in.
_WRITING: Final = (State.not_started, State.draft, State.returned)


class Part(NamedTuple):
    """One lead department's part; `seals`: the first one, whose part is the report itself.

    done None: nothing is recorded of it. `eyes` are the departments that see it: itself and those that follow it.
    """

    department_id: int
    department: str
    printed: str
    eyes: tuple[int, ...]
    seals: bool
    done: bool | None
    text: str = ""
    by_name: str | None = None
    saved_at: str | None = None
    version: int = 0
    proxy_for: str | None = None

    @property
    def given(self) -> Given:
        """The part as the report's text takes it."""
        return Given(tuple(dict.fromkeys((self.department, self.printed))), bool(self.done), self.text)


class Sharing(NamedTuple):
    """A measure that several departments report: the one that seals first, then the others in printed order."""

    parts: tuple[Part, ...]
    sealed: bool
    is_example: bool = False

    @property
    def sealer(self) -> Part:
        """Whose part is the report itself."""
        return self.parts[0]

    @property
    def others(self) -> tuple[Part, ...]:
        """The departments that write a part for it."""
        return self.parts[1:]

    @property
    def done(self) -> int:
        """How many departments have done their part; the sealing one has when the report is handed in."""
        return sum(bool(part.done) for part in self.parts)

    @property
    def missing(self) -> tuple[str, ...]:
        """The departments whose part is not there. An example's report was made without parts."""
        if self.is_example and all(part.done is None for part in self.others):
            return ()
        return tuple(part.department for part in self.others if not part.done)

    def of(self, department_id: int | None) -> Part | None:
        """The part that these eyes write; None for the sealing department, everybody's eyes and strangers."""
        if department_id is None or department_id in self.sealer.eyes:
            return None
        return next((part for part in self.others if department_id in part.eyes), None)


_LEADS: Final = (
    "SELECT measure_department.measure_id, measure_department.department_id, measure_department.name,"
    " report.state, report_part.id AS part_id, report_part.done, report_part.text, report_part.by_name,"
    " report_part.saved_at, report_part.version, report_revision.is_example,"
    f" {stand_in_sql('report_part', 'last')} AS proxy_for"
    " FROM measure JOIN measure_department ON measure_department.measure_id = measure.id AND role = 'lead'"
    " JOIN department ON department.id = measure_department.department_id AND is_collective = 0"
    " LEFT JOIN report ON report.measure_id = measure.id AND report.period_id = :period"
    " LEFT JOIN report_revision ON report_revision.report_id = report.id"
    " AND report_revision.revision = report.revision"
    " LEFT JOIN report_part ON report_part.report_id = report.id"
    " AND report_part.department_id = measure_department.department_id"
    " WHERE {which} ORDER BY measure.id, ordinal"
)
_OF_PLAN = (
    "measure.plan_id = :plan AND EXISTS (SELECT 1 FROM measure_department AS second"
    " WHERE second.measure_id = measure.id AND second.role = 'lead' AND second.ordinal > 1)"
)


def sharings(
    database: Database, plan_id: int, period_id: int | None, named: Naming | None = None
) -> dict[int, Sharing]:
    """The plan's measures that several departments report, with their parts for a half-year."""
    named = named or naming(database, plan_id, _last_day(database, period_id))
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in database.conn.execute(_LEADS.format(which=_OF_PLAN), {"plan": plan_id, "period": period_id}):
        groups[row["measure_id"]].append(row)
    found = {measure: _sharing(rows, named) for measure, rows in groups.items()}
    return {measure: sharing for measure, sharing in found.items() if sharing is not None}


def sharing(database: Database, measure_id: int, period_id: int) -> Sharing | None:
    """One measure's parts for a half-year; None where one department reports by itself."""
    rows = database.conn.execute(
        _LEADS.format(which="measure.id = :measure"), {"measure": measure_id, "period": period_id}
    ).fetchall()
    if len(rows) < 2:
        return None
    plan = database.conn.execute("SELECT plan_id FROM measure WHERE id = ?", (measure_id,)).fetchone()[0]
    return _sharing(rows, naming(database, plan, _last_day(database, period_id)))


def _sharing(rows: list[Row], named: Naming) -> Sharing | None:
    state = State(rows[0]["state"] or "not_started")
    sealed = state not in _WRITING
    parts: list[Part] = []
    seen: set[int] = set()
    for row in rows:
        department = row["department_id"]
        name = named.name(department, row["name"])
        eyes = named.chain(department)
        # Two that one department follows write together, also for the half-year before it came; what was written
        # under the other name stays in sight.
        if not seen.isdisjoint(eyes) and row["part_id"] is None:
            continue
        seen.update(eyes)
        if not parts:
            begun = None if state is State.not_started else False
            parts.append(Part(department, name, row["name"], eyes, True, True if sealed else begun))
        elif row["part_id"] is None:
            parts.append(Part(department, name, row["name"], eyes, False, None))
        else:
            said = (row["text"], row["by_name"], row["saved_at"], row["version"], row["proxy_for"])
            parts.append(Part(department, name, row["name"], eyes, False, bool(row["done"]), *said))
    return Sharing(tuple(parts), sealed, bool(rows[0]["is_example"])) if len(parts) > 1 else None


def given(database: Database, measure_id: int, period_id: int) -> tuple[Given, ...]:
    """The parts that go under the sealing department's text; () where one department reports by itself."""
    found = sharing(database, measure_id, period_id)
    return tuple(part.given for part in found.others) if found else ()


def sealing_department(database: Database, measure_id: int, period_id: int) -> int | None:
    """Which of several lead departments hands the report in; None where there is only one."""
    found = sharing(database, measure_id, period_id)
    return found.sealer.department_id if found else None


def _last_day(database: Database, period_id: int | None) -> str | None:
    row = database.conn.execute("SELECT fy, half FROM period WHERE id = ?", (period_id,)).fetchone()
    return last_day(Half(row["fy"], row["half"])) if row else None
