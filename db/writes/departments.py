"""Departments founded, renamed, merged, split and abolished, each from a day on; what was printed stays as it was."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from db.book import Book
from db.database import Database
from db.door import Door
from db.errors import UnknownName
from db.permissions import check_task
from db.reads.departments import goes_on_as
from domain.errors import Refusal
from domain.names import clean
from domain.roles import Task


class DepartmentExists(Refusal):
    msgid: ClassVar[str] = "There is already a department “{name}”. To go on inside it, merge into it."


class NameStillBorne(Refusal):
    msgid: ClassVar[str] = (
        "“{name}” is the name of another department until {ended}; it can be borne again from the day after only."
    )


class DepartmentEnded(Refusal):
    msgid: ClassVar[str] = "“{name}” ended on {day}; nothing can happen to it after that."


class DatesOverlap(Refusal):
    msgid: ClassVar[str] = "“{name}” holds from {day} only; nothing can happen to it on {given} or before."


class DepartmentLeads(Refusal):
    msgid: ClassVar[str] = (
        "“{name}” leads {count} measures that go on ({keys}). Name the department that takes them with --into."
    )


class NothingToChange(Refusal):
    msgid: ClassVar[str] = "Name at least {least} other departments."


class NotFounded(Refusal):
    msgid: ClassVar[str] = (
        "Measures can be handed to a department that this split founds; “{name}” is none. Hand it with another split."
    )


class NotLed(Refusal):
    msgid: ClassVar[str] = "“{title}” is not led by {name}, which is split; there is nothing to hand over."


def add_department(book: Book, municipality_id: int, name: str, day: date) -> int:
    """Found a department from a day on; its name may be one that ended. Raises DepartmentExists or NameStillBorne."""
    with book.writing() as door:
        check_task(door, Task.departments, (municipality_id,))
        return _found(door, municipality_id, name, day)


def rename_department(book: Book, department_id: int, name: str, day: date) -> None:
    """Give a department another name from a day on, be it one that it or a department that ended bore before.

    A row of `department` bears a name once: who takes a name back goes on as a second row, which follows the first.
    Raises DepartmentExists, NameStillBorne, NothingToChange, DepartmentEnded or DatesOverlap.
    """
    with book.writing() as door:
        department = door.row("department", department_id)
        check_task(door, Task.departments, (department["municipality_id"],))
        new = _plain(name)
        if not new:
            raise NothingToChange(least=1)
        there = door.find("department", municipality_id=department["municipality_id"], name=new)
        if there is not None and _was(door, there, department_id):
            _go_on_as(door, department, there["id"], day)
            return
        _free(door, there, day)
        if door.find("department_version", department_id=department_id, name=new) is not None:
            told = {"municipality_id": department["municipality_id"], "name": new}
            _go_on_as(door, department, door.insert("department", told, action="rename"), day)
            return
        _close(door, department, day, "renamed", None)
        told = {"department_id": department_id, "name": new, "valid_from": day.isoformat()}
        door.insert("department_version", told, action="rename")
        door.update("department", department_id, {"name": new}, action="rename")


def merge_departments(book: Book, department_ids: Sequence[int], into: str, day: date) -> int:
    """Let one department, founded if need be, go on with others' measures and people from a day on; its id.

    Raises NothingToChange, DepartmentEnded or DatesOverlap.
    """
    with book.writing() as door:
        departments = [door.row("department", one) for one in dict.fromkeys(department_ids)]
        if not departments:
            raise NothingToChange(least=1)
        check_task(door, Task.departments, (departments[0]["municipality_id"],))
        target = _open_or_found(door, departments[0]["municipality_id"], into, day)
        others = [one for one in departments if one["id"] != target]
        if not others:
            raise NothingToChange(least=1)
        for one in others:
            _close(door, one, day, "merged", target)
            _move_people(door, one["id"], target, day.isoformat(), "merge")
        return target


def split_department(
    book: Book,
    department_id: int,
    into: Sequence[str],
    day: date,
    handed: Mapping[int, str] | None = None,
) -> list[int]:
    """Split a department from a day on; the first one named goes on with its measures and people.

    But for the measures `handed` over, whose people have to be named.

    `handed` is measure id to the name of a department that the split founds; before the day it stands under the old
    name. Raises NothingToChange, NotFounded, NotLed, DepartmentEnded or DatesOverlap.
    """
    with book.writing() as door:
        department = door.row("department", department_id)
        check_task(door, Task.departments, (department["municipality_id"],))
        names = list(dict.fromkeys(_plain(name) for name in into))
        if len(names) < 2:
            raise NothingToChange(least=2)
        municipality = department["municipality_id"]
        old = {name for name in names if door.find("department", municipality_id=municipality, name=name)}
        ids = {name: _open_or_found(door, municipality, name, day) for name in names}
        for measure_id, name in (handed or {}).items():
            if _plain(name) not in ids or _plain(name) in old:
                raise NotFounded(name=name)
            _hand_over(door, department, measure_id, ids[_plain(name)], day)
        if department_id not in ids.values():
            _close(door, department, day, "split", ids[names[0]])
            _move_people(door, department_id, ids[names[0]], day.isoformat(), "split")
        return [ids[name] for name in names]


def abolish_department(book: Book, department_id: int, day: date, into: str | None = None) -> None:
    """End a department, and the roles of who reported for it; `into` goes on with its measures.

    Raises DepartmentLeads where nobody would, DepartmentEnded or DatesOverlap.
    """
    with book.writing() as door:
        department = door.row("department", department_id)
        check_task(door, Task.departments, (department["municipality_id"],))
        target = _open_or_found(door, department["municipality_id"], into, day) if into is not None else None
        if target == department_id:
            raise NothingToChange(least=1)
        left = door.db.conn.execute(
            "SELECT measure_key FROM measure WHERE state IN ('active', 'suspended') AND EXISTS (SELECT 1"
            " FROM measure_department WHERE measure_id = measure.id AND role = 'lead' AND department_id = ?1"
            " OR measure_id = measure.id AND role = 'lead' AND department_id IN"
            " (SELECT department_id FROM department_successor WHERE successor_id = ?1)) ORDER BY plan_id, sort_key",
            (department_id,),
        ).fetchall()
        if left and target is None:
            keys = "、".join(row[0] for row in left[:6]) + ("…" if len(left) > 6 else "")
            raise DepartmentLeads(name=department["name"], count=len(left), keys=keys)
        _close(door, department, day, "abolished", target)
        _end_people(door, department_id, target, day)


def department_named(database: Database, municipality_id: int, name: str) -> int:
    """A department by its present name, or by one it had; who took an earlier name back is one. Raises UnknownName."""
    conn = database.conn
    plain = _plain(name)
    row = conn.execute(
        "SELECT id FROM department WHERE municipality_id = ?1 AND name = ?2 AND is_collective = 0 UNION ALL"
        " SELECT department.id FROM department_version JOIN department ON department.id = department_id"
        " WHERE municipality_id = ?1 AND department_version.name = ?2 AND change IS NOT 'split'",
        (municipality_id, plain),
    ).fetchone()
    if row is None:
        known = conn.execute(
            "SELECT name FROM department WHERE municipality_id = ? AND is_collective = 0 ORDER BY id LIMIT 12",
            (municipality_id,),
        )
        raise UnknownName(what="department", name=name, known="、".join(one[0] for one in known))
    return goes_on_as(database, row[0])


def lead_named(door: Door, plan_id: int, name: str, day: str) -> int:
    """A department that can lead a measure of a plan on a day. Raises UnknownName or DepartmentEnded."""
    municipality = door.row("plan", plan_id)["municipality_id"]
    found = department_named(door.db, municipality, name)
    ended = _ended(door, found)
    if ended is not None and ended < day:
        raise DepartmentEnded(name=name, day=ended)
    return found


# -- one department


def _plain(name: str) -> str:
    return "".join(clean(name, lines=False).split())


def _found(door: Door, municipality_id: int, name: str, day: date) -> int:
    plain = _plain(name)
    if not plain:
        raise NothingToChange(least=1)
    _free(door, door.find("department", municipality_id=municipality_id, name=plain), day)
    new = door.insert("department", {"municipality_id": municipality_id, "name": plain}, action="found")
    told = {"department_id": new, "name": plain, "valid_from": day.isoformat(), "change": "founded"}
    door.insert("department_version", told, action="found")
    return new


def _open_or_found(door: Door, municipality_id: int, name: str, day: date) -> int:
    """The department of this name, which has to be there on the day, or a new one."""
    there = door.find("department", municipality_id=municipality_id, name=_plain(name))
    if there is None:
        return _found(door, municipality_id, name, day)
    ended, since = _ended(door, there["id"]), _since(door, there["id"])
    if ended is not None:
        raise DepartmentEnded(name=there["name"], day=ended)
    if since is not None and since > day.isoformat():
        raise DatesOverlap(name=there["name"], day=since, given=day)
    return int(there["id"])


def _dated(door: Door, department_id: int) -> dict[str, Any] | None:
    """The newest dated name."""
    row = door.db.conn.execute(
        "SELECT * FROM department_version WHERE department_id = ? AND (valid_from IS NOT NULL OR valid_to IS NOT NULL)"
        " ORDER BY ifnull(valid_from, '') DESC LIMIT 1",
        (department_id,),
    ).fetchone()
    return dict(row) if row else None


def _ended(door: Door, department_id: int) -> str | None:
    """The department's last day, None while it goes on."""
    found = _dated(door, department_id)
    return None if found is None else found["valid_to"]


def _since(door: Door, department_id: int) -> str | None:
    found = _dated(door, department_id)
    return None if found is None else found["valid_from"]


def _close(door: Door, department: dict[str, Any], day: date, change: str, successor_id: int | None) -> None:
    """End the department's present name the day before, saying what happened and who goes on."""
    found = _dated(door, department["id"])
    if found is not None and found["valid_to"] is not None:
        raise DepartmentEnded(name=department["name"], day=found["valid_to"])
    if found is not None and found["valid_from"] >= day.isoformat():
        raise DatesOverlap(name=department["name"], day=found["valid_from"], given=day)
    told = {
        "valid_to": (day - timedelta(days=1)).isoformat(),
        "change": change,
        "successor_id": successor_id,
    }
    # A document that only says 「X（現、Y）」 leaves a name without dates.
    found = found or door.find("department_version", department_id=department["id"], name=department["name"])
    if found is None:
        row = {"department_id": department["id"], "name": department["name"], **told}
        door.insert("department_version", row, action=change)
    else:
        door.update("department_version", found["id"], told, action=change)


def _hand_over(door: Door, department: dict[str, Any], measure_id: int, new: int, day: date) -> None:
    """Give a measure to a department that the split founds, which until the day bears the old one's name."""
    led = door.find("measure_department", measure_id=measure_id, role="lead", department_id=department["id"])
    if led is None:
        raise NotLed(title=door.row("measure", measure_id)["title"], name=department["name"])
    door.update("measure_department", led["id"], {"department_id": new}, action="split")
    if door.find("department_version", department_id=new, name=department["name"]) is None:
        before = {
            "department_id": new,
            "name": department["name"],
            "valid_to": (day - timedelta(days=1)).isoformat(),
            "change": "split",
        }
        door.insert("department_version", before, action="split")


# -- names that come back


def _free(door: Door, there: dict[str, Any] | None, day: date) -> None:
    """Make a name free for another department: the one that bore it ended, and is told apart by its last day.

    What it was called while it was there stays in its dated names. Raises DepartmentExists or NameStillBorne.
    """
    if there is None:
        return
    ended = _ended(door, there["id"])
    if ended is None:
        raise DepartmentExists(name=there["name"])
    if ended >= day.isoformat():
        raise NameStillBorne(name=there["name"], ended=ended)
    door.update("department", there["id"], {"name": f"{there['name']}（～{ended}）"}, action="rename")


def _was(door: Door, there: dict[str, Any], department_id: int) -> bool:
    """Whether a document without dates says that `there` is what the department was called before (X（現、Y）)."""
    row = {"department_id": there["id"], "name": there["name"], "valid_from": None, "valid_to": None}
    return door.find("department_version", **row, change="renamed", successor_id=department_id) is not None


def _go_on_as(door: Door, department: dict[str, Any], new: int, day: date) -> None:
    """Let a department go on as another row, which bears the name that it takes back, with its people."""
    name = door.row("department", new)["name"]
    _close(door, department, day, "renamed", new)
    told = {"valid_from": day.isoformat(), "change": None, "successor_id": None}
    there = door.find("department_version", department_id=new, name=name)
    if there is None:
        door.insert("department_version", {"department_id": new, "name": name, **told}, action="rename")
    else:
        door.update("department_version", there["id"], told, action="rename")
    # A measure that a later document gives to the new row was led under these names then.
    for before in door.db.conn.execute(
        "SELECT name, valid_from, valid_to FROM department_version WHERE department_id = ? AND name <> ?"
        " AND valid_from IS NOT NULL AND valid_to IS NOT NULL",
        (department["id"], name),
    ).fetchall():
        row = {"department_id": new, **dict(before), "change": "renamed"}
        door.insert("department_version", row, action="rename")
    _move_people(door, department["id"], new, day.isoformat(), "rename")


# -- people


def _move_people(door: Door, old: int, new: int, day: str, action: str) -> None:
    """Give whoever reports for a department the same role for the row it goes on as, from the day on."""
    rows = door.db.conn.execute(
        "SELECT * FROM membership WHERE department_id = ? AND (valid_to IS NULL OR valid_to >= ?) ORDER BY id",
        (old, day),
    ).fetchall()
    for found in map(dict, rows):
        if found["role"] != "lead" or (found["valid_from"] or "") >= day:
            door.update("membership", found["id"], {"department_id": new}, action=action)
            continue
        kept = {name: value for name, value in found.items() if name not in ("id", "version")}
        if not _has_role(door, {**kept, "department_id": new}, day):
            door.insert("membership", {**kept, "department_id": new, "valid_from": day}, action=action)
        last = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
        door.update("membership", found["id"], {"valid_to": last}, action=action)


def _has_role(door: Door, role: dict[str, Any], day: str) -> bool:
    """Whether somebody has a role for a department from the day on already, for as long at least."""
    rows = door.db.conn.execute(
        "SELECT 1 FROM membership WHERE department_id = ? AND role = ? AND person_id IS ? AND os_group IS ?"
        " AND proxy_for_id IS ? AND ifnull(valid_from, '') <= ?"
        " AND ifnull(valid_to, '9999-12-31') >= ifnull(?, '9999-12-31')",
        (
            *(role[name] for name in ("department_id", "role", "person_id", "os_group", "proxy_for_id")),
            *(day, role["valid_to"]),
        ),
    )
    return rows.fetchone() is not None


def _end_people(door: Door, old: int, new: int | None, day: date) -> None:
    """End the roles of who reports for a department that ends; a coordinator's go on for who follows."""
    last = (day - timedelta(days=1)).isoformat()
    rows = door.db.conn.execute(
        "SELECT id, role FROM membership WHERE department_id = ? AND ifnull(valid_to, '9999-12-31') > ?"
        " AND ifnull(valid_from, '') <= ? ORDER BY id",
        (old, last, last),
    ).fetchall()
    for found in rows:
        if found["role"] == "lead":
            door.update("membership", found["id"], {"valid_to": last}, action="abolish")
        elif new is not None:
            door.update("membership", found["id"], {"department_id": new}, action="abolish")
