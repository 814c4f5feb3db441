"""Giving and taking roles: of people and groups, for a department or the whole book, for a time, in another's place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from db import actor as host
from db.book import Book
from db.door import Door
from db.errors import UnknownName
from db.permissions import check_task, check_whole_book
from db.reads.departments import goes_on_as
from db.reads.people import Membership, has_roles, memberships
from domain.errors import Refusal
from domain.names import clean
from domain.roles import Post, Task


class FirstCoordinates(Refusal):
    msgid: ClassVar[str] = (
        "The first role of a book is the coordinator's, for all of it and without an end: somebody has to be able to"
        " give the others."
        " Begin with “shinchoku people add LOGIN --role coordinator”."
    )


class FirstUnknown(Refusal):
    msgid: ClassVar[str] = (
        "This host knows no account or group “{name}”, so nobody could go on giving roles."
        " Begin with a coordinator who can sign in here."
    )


class LastCoordinator(Refusal):
    msgid: ClassVar[str] = (
        "“{name}” is the last coordinator without an end: without one nobody could give roles, open a half-year or"
        " confirm. Give the role to somebody else first, as wide and without an end."
    )


class RoleIncomplete(Refusal):
    msgid: ClassVar[str] = "A role is given to a login or to a group, one of the two."


class RoleMissing(Refusal):
    msgid: ClassVar[str] = "Say which role “{name}” has: lead, coordinator or manager."


class DatesReversed(Refusal):
    msgid: ClassVar[str] = "The role of “{name}” would end on {last}, before it begins on {first}."


class NothingToLend(Refusal):
    msgid: ClassVar[str] = "“{name}” has no role of their own that somebody could take over."


class ProxyOfOneself(Refusal):
    msgid: ClassVar[str] = "“{name}” cannot stand in for themselves, and a group stands in for nobody."


class DepartmentTwice(Refusal):
    msgid: ClassVar[str] = "“{name}” is a department of {municipalities}: say whose with --municipality."


class NoSuchRole(Refusal):
    msgid: ClassVar[str] = "Nobody has the role “{name}”. “shinchoku people list” shows their numbers."


class NumberOrLogin(Refusal):
    msgid: ClassVar[str] = (
        "“{name}” is the number of one role and the login of another person: say --login or --id."
    )


@dataclass(frozen=True, slots=True)
class Given:
    """A role as it is given: to a login or a group. With `proxy_for` (a login) the post may be left out: all theirs."""

    login: str | None = None
    group: str | None = None
    post: Post | None = None
    name: str | None = None
    department: str | None = None
    municipality: str | None = None
    first: date | None = None
    last: date | None = None
    proxy_for: str | None = None

    @property
    def who(self) -> str:
        """The login or the group."""
        return self.login or self.group or "?"


def give_roles(book: Book, given: Sequence[Given]) -> list[Membership]:
    """Give roles, all or none; one that is there already gets these dates. Returns them as they now stand.

    Raises NotYours, FirstCoordinates, FirstUnknown, LastCoordinator, UnknownName, DepartmentTwice, RoleIncomplete,
    RoleMissing, DatesReversed, NothingToLend or ProxyOfOneself.
    """
    with book.writing() as door:
        fresh = not has_roles(door.db)
        # Whoever stands in for somebody comes after them.
        in_order = sorted(given, key=lambda item: item.proxy_for is not None)
        ids = [one for item in in_order for one in _give(door, item, fresh=fresh)]
        if ids:
            _check_coordinated(door, FirstCoordinates() if fresh else None)
        return [one for one in memberships(door.db) if one.id in ids]


def take_role(book: Book, wanted: str, *, by: str | None = None) -> list[Membership]:
    """Take one role by its number, or every role of a login or a group; `by` says which ("id", "login") is meant.

    Raises NotYours, NoSuchRole, NumberOrLogin or LastCoordinator.
    """
    with book.writing() as door:
        found = memberships(door.db)
        numbered = [one for one in found if str(one.id) == wanted and by != "login"]
        named = [one for one in found if wanted in (one.login, one.group) and by != "id"]
        if numbered and any(one not in numbered for one in named):
            raise NumberOrLogin(name=wanted)
        gone = named or numbered
        if not gone:
            raise NoSuchRole(name=wanted)
        for one in gone:
            _check_giving(door, one.municipality_id, one.proxy_for_id)
        for one in gone:
            door.delete("membership", one.id, action="take_role")
        _check_coordinated(door, LastCoordinator(name=gone[0].who))
        return gone


def _give(door: Door, given: Given, *, fresh: bool) -> list[int]:
    """The numbers of the memberships that one giving makes or changes."""
    _check_given(given)
    if fresh and given.post is Post.coordinator and given.proxy_for is None:
        _check_known(given)
    department = _department(door, given) if given.department else None
    person = _person(door, given.login, given.name) if given.login else None
    principal = _principal(door, given.proxy_for) if given.proxy_for else None
    if not fresh:
        _check_giving(door, department["municipality_id"] if department else None, principal)
    posts = [given.post] if given.post is not None else _lendable(door, principal, given)
    rows = []
    for post in posts:
        place = {
            "person_id": person,
            "os_group": given.group,
            "department_id": department["id"] if department else None,
            "role": str(post),
            "proxy_for_id": principal,
        }
        dates = {
            "valid_from": given.first.isoformat() if given.first else None,
            "valid_to": given.last.isoformat() if given.last else None,
        }
        there = door.find("membership", **place)
        if there is None:
            rows.append(door.insert("membership", {**place, **dates}, action="give_role"))
            continue
        door.update("membership", there["id"], dates, action="give_role")
        rows.append(int(there["id"]))
    return rows


def _check_given(given: Given) -> None:
    if bool(given.login) == bool(given.group):
        raise RoleIncomplete()
    if given.proxy_for is None and given.post is None:
        raise RoleMissing(name=given.who)
    if given.proxy_for is not None and (given.group or given.proxy_for == given.login):
        raise ProxyOfOneself(name=given.who)
    if given.first and given.last and given.last < given.first:
        raise DatesReversed(name=given.who, first=given.first.isoformat(), last=given.last.isoformat())


def _check_known(given: Given) -> None:
    """A slip of the pen in the first coordinator's login would lock everybody out."""
    known = host.group_exists(given.group) if given.group else host.user(given.login or "") is not None
    if host.knows_users() and not known:
        raise FirstUnknown(name=given.who)


def _check_giving(door: Door, municipality: int | None, principal: int | None) -> None:
    """A coordinator gives roles where they coordinate; a role without a department is one of the whole book."""
    if municipality is not None:
        check_task(door, Task.people, [municipality])
        return
    theirs = {one.municipality_id for one in _own_roles(door, principal)}
    if theirs and None not in theirs:
        check_task(door, Task.people, [one for one in theirs if one is not None])
    else:
        check_whole_book(door, Task.people)


def _own_roles(door: Door, person_id: int | None) -> list[Membership]:
    if person_id is None:
        return []
    return memberships(door.db, "membership.person_id = ? AND membership.proxy_for_id IS NULL", person_id)


def _lendable(door: Door, principal: int | None, given: Given) -> list[Post]:
    posts = list(dict.fromkeys(one.post for one in _own_roles(door, principal)))
    if not posts:
        raise NothingToLend(name=given.proxy_for)
    return posts


def _check_coordinated(door: Door, otherwise: Refusal | None) -> None:
    """Somebody coordinates every municipality today and no date ends it. Raises `otherwise`, or LastCoordinator."""
    day = door.at[:10]
    held = memberships(door.db, "membership.role = 'coordinator' AND membership.proxy_for_id IS NULL")
    reached = {one.municipality_id for one in held if one.holds(day) and one.valid_to is None}
    everywhere = {row[0] for row in door.db.conn.execute("SELECT id FROM municipality")}
    if not reached or (None not in reached and everywhere - reached):
        raise otherwise or LastCoordinator(name=held[0].who if held else "-")


def _department(door: Door, given: Given) -> dict[str, Any]:
    name = "".join(clean(given.department or "", lines=False).split())
    rows = door.db.conn.execute(
        "SELECT department.id, department.municipality_id, municipality.name AS municipality FROM department"
        " JOIN municipality ON municipality.id = municipality_id WHERE department.name = ?1 AND is_collective = 0"
        " AND (?2 IS NULL OR municipality.name = ?2)",
        (name, given.municipality),
    ).fetchall()
    if not rows:
        known = door.db.conn.execute(
            "SELECT DISTINCT name FROM department WHERE is_collective = 0 ORDER BY id LIMIT ?", (_SHOWN,)
        )
        raise UnknownName(what="department", name=name, known="、".join(row[0] for row in known) or "-")
    if len(rows) > 1:
        raise DepartmentTwice(
            name=name, municipalities="、".join(row["municipality"] for row in rows[:_SHOWN])
        )
    named = goes_on_as(door.db, rows[0]["id"])
    # One that was merged, split or abolished by then has nobody: the role is for who goes on with its measures.
    follower = door.db.conn.execute(
        "SELECT successor_id FROM department_successor WHERE department_id = ? AND since <= ?"
        " ORDER BY since DESC, step DESC LIMIT 1",
        (named, given.first.isoformat() if given.first else door.at[:10]),
    ).fetchone()
    return {**dict(rows[0]), "id": follower[0] if follower else named}


_SHOWN: Final = 12


def _person(door: Door, login: str, name: str | None) -> int:
    """The book's person with this login, made where there is none; what the host now says of them is kept."""
    account = host.user(login)
    called = clean(name or "", lines=False).strip()
    there = door.find("person", login=login)
    if there is None:
        row = {
            "login": login,
            "uid": account.uid if account else None,
            "name": called or (account.name if account else login),
        }
        return door.insert("person", row, action="give_role")
    changed = {"uid": account.uid} if account else {}
    door.update(
        "person", there["id"], {**changed, **({"name": called} if called else {})}, action="give_role"
    )
    return int(there["id"])


def _principal(door: Door, login: str) -> int:
    there = door.find("person", login=login)
    if there is None:
        known = door.db.conn.execute("SELECT login FROM person ORDER BY login LIMIT ?", (_SHOWN,))
        raise UnknownName(what="person", name=login, known="、".join(row[0] for row in known) or "-")
    return int(there["id"])
