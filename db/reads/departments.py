"""Departments over time: what each was called on a day, who goes on with its measures, and the list with its dates."""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from db.database import Database
from domain.periods import Half


class Naming(NamedTuple):
    """A plan's departments on one day, None: as the plan prints them. Whatever has no dates is as it always was.

    `holders` leads from a department to the one that had followed it by then, `names` to what it was called then;
    `chains` lead from a department to itself and all that are known to follow it, whenever that is.
    """

    holders: Mapping[int, int]
    names: Mapping[int, str]
    chains: Mapping[int, tuple[int, ...]]

    def holder(self, department_id: int) -> int:
        """Who led on the day what this department led."""
        return self.holders.get(department_id, department_id)

    def name(self, department_id: int, printed: str) -> str:
        """What the department that led on the day was called then."""
        return self.names.get(self.holder(department_id), printed)

    def chain(self, department_id: int) -> tuple[int, ...]:
        """The department and those that follow it: whose eyes see its measures."""
        return self.chains.get(department_id, (department_id,))


class Lead(NamedTuple):
    """A lead department of a measure: the one printed, and what the one that led on the day was called."""

    department_id: int
    holder_id: int
    name: str


class DatedName(NamedTuple):
    """One name of a department with the days it holds (None: open) and what ended it; `successor` goes on."""

    department_id: int
    name: str
    valid_from: str | None
    valid_to: str | None
    change: str | None
    successor: str | None


_OF_PLAN = "department.municipality_id = (SELECT municipality_id FROM plan WHERE id = ?)"


def naming(database: Database, plan_id: int, day: str | None) -> Naming:
    """The departments of a plan's municipality on a day (YYYY-MM-DD)."""
    chains: dict[int, list[int]] = defaultdict(list)
    holders: dict[int, int] = {}
    for row in database.conn.execute(
        "SELECT department_successor.* FROM department_successor"
        " JOIN department ON department.id = department_successor.department_id"
        f" WHERE {_OF_PLAN} ORDER BY since, step",
        (plan_id,),
    ):
        chains[row["department_id"]].append(row["successor_id"])
        if day is not None and row["since"] <= day:
            holders[row["department_id"]] = row["successor_id"]
    names: dict[int, str] = {}
    if day is not None:
        rows = database.conn.execute(
            "SELECT department.id, department_version.name FROM department JOIN department_version"
            f" ON department_version.department_id = department.id WHERE {_OF_PLAN}"
            " AND (valid_from IS NOT NULL OR valid_to IS NOT NULL)"
            " AND ifnull(valid_from, '') <= ? AND ? <= ifnull(valid_to, '9999-12-31') ORDER BY ifnull(valid_from, '')",
            (plan_id, day, day),
        )
        names = {row[0]: row[1] for row in rows}
        # Who followed, where it has no dated name of its own, is called what it is called now.
        for holder in set(holders.values()) - names.keys():
            names[holder] = database.conn.execute(
                "SELECT name FROM department WHERE id = ?", (holder,)
            ).fetchone()[0]
    found = {one: tuple(dict.fromkeys((one, *those))) for one, those in chains.items()}
    return Naming(holders, names, found)


def last_day(half: Half | None) -> str | None:
    """The day whose names a half-year's reports print."""
    return None if half is None else half.last_day.isoformat()


def leads(database: Database, plan_id: int, named: Naming) -> dict[int, list[Lead]]:
    """Measure to its lead departments in printed order; two that one department has followed stand once."""
    found: dict[int, list[Lead]] = defaultdict(list)
    for row in database.conn.execute(
        "SELECT measure_id, department_id, name FROM measure_department"
        " JOIN measure ON measure.id = measure_department.measure_id"
        " WHERE measure.plan_id = ? AND role = 'lead' ORDER BY measure_id, ordinal",
        (plan_id,),
    ):
        found[row[0]].append(Lead(row[1], named.holder(row[1]), named.name(row[1], row[2])))
    return found


def names_of(told: list[Lead]) -> str:
    """情報課、総務課: the names, each once."""
    return "、".join(dict.fromkeys(lead.name for lead in told))


def ids_of(told: list[Lead], named: Naming) -> tuple[int, ...]:
    """Every department whose eyes see a measure with these leads."""
    return tuple(dict.fromkeys(one for lead in told for one in named.chain(lead.department_id)))


def followed_by(database: Database, department_id: int) -> tuple[int, ...]:
    """The department and every one whose measures it goes on with."""
    rows = database.conn.execute(
        "SELECT DISTINCT department_id FROM department_successor WHERE successor_id = ?", (department_id,)
    )
    return (department_id, *(row[0] for row in rows if row[0] != department_id))


# SQL: whether :departments (see `eyes`) lead a measure; without a department all are meant.
LED_BY: Final = (
    "(:departments IS NULL OR EXISTS (SELECT 1 FROM measure_department WHERE measure_id = measure.id"
    " AND role = 'lead' AND department_id IN (SELECT value FROM json_each(:departments))))"
)


def eyes(database: Database, department_id: int | None) -> str | None:
    """The departments whose measures a department sees, as LED_BY takes them; None: all."""
    return None if department_id is None else json.dumps(followed_by(database, department_id))


def municipality_of(database: Database, plan_id: int) -> int:
    """The municipality whose plan it is."""
    row = database.conn.execute("SELECT municipality_id FROM plan WHERE id = ?", (plan_id,)).fetchone()
    return int(row[0])


def goes_on_as(database: Database, department_id: int) -> int:
    """The row that a department goes on as since it took an earlier name back; else its own."""
    seen: set[int] = set()
    while department_id not in seen:
        seen.add(department_id)
        row = database.conn.execute(
            "SELECT successor_id FROM department_version WHERE department_id = ? AND change = 'renamed'"
            " AND successor_id IS NOT NULL AND valid_to IS NOT NULL",
            (department_id,),
        ).fetchone()
        department_id = int(row[0]) if row else department_id
    return department_id


def bearer(database: Database, municipality_id: int, name: str, day: str) -> int | None:
    """The department that a document of this day means by a name: of several that bore it, the nearest in time."""
    rows = database.conn.execute(
        "SELECT department.id, valid_from, valid_to, 0 AS undated FROM department_version"
        " JOIN department ON department.id = department_id"
        " WHERE municipality_id = ?1 AND department_version.name = ?2 AND is_collective = 0"
        " AND (valid_from IS NOT NULL OR valid_to IS NOT NULL)"
        # The name that a part of a split bears before its day is not its own.
        " AND NOT (ifnull(change, '') = 'split' AND successor_id IS NULL)"
        " UNION ALL SELECT id, NULL, NULL, 1 FROM department"
        " WHERE municipality_id = ?1 AND name = ?2 AND is_collective = 0 AND NOT EXISTS (SELECT 1"
        " FROM department_version WHERE department_id = department.id"
        " AND (valid_from IS NOT NULL OR valid_to IS NOT NULL))",
        (municipality_id, name),
    )
    there = [
        (_days_off(row["valid_from"], row["valid_to"], day), row["undated"], int(row["id"])) for row in rows
    ]
    return min(there)[2] if there else None


def _days_off(first: str | None, last: str | None, day: str) -> int:
    """How far a day lies outside of a time; 0 within it."""
    this = date.fromisoformat(day)
    if first is not None and day < first:
        return (date.fromisoformat(first) - this).days
    return (this - date.fromisoformat(last)).days if last is not None and day > last else 0


def dated_names(database: Database, municipality_id: int) -> list[DatedName]:
    """Every name of every department that is one, in order of department and time."""
    rows = database.conn.execute(
        "SELECT department.id, ifnull(department_version.name, department.name), valid_from, valid_to, change,"
        " successor.name FROM department"
        " LEFT JOIN department_version ON department_version.department_id = department.id"
        " LEFT JOIN department AS successor ON successor.id = department_version.successor_id"
        " WHERE department.municipality_id = ? AND department.is_collective = 0"
        # Who took an earlier name back keeps the names between as its own as well: they are told once.
        " AND NOT EXISTS (SELECT 1 FROM department_version AS came JOIN department_version AS former"
        " ON former.department_id = came.department_id WHERE came.successor_id = department.id"
        " AND came.change = 'renamed' AND former.name = department_version.name"
        " AND former.valid_from IS department_version.valid_from AND former.valid_to IS department_version.valid_to)"
        " ORDER BY department.id, ifnull(valid_from, ''), department_version.id",
        (municipality_id,),
    )
    return [DatedName(*tuple(row)) for row in rows]
