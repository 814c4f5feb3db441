"""Who has which role in a book: the list of roles, who somebody at the keyboard is here, and who coordinates."""

from collections.abc import Collection
from sqlite3 import Row
from typing import Final, NamedTuple

from db.actor import NO_UID, Actor, groups_of, login_of
from db.database import Database
from domain.roles import Post, Seat


class Membership(NamedTuple):
    """One role: of a person (login, name) or of a group; dates are ISO days, both inclusive, None: open."""

    id: int
    person_id: int | None
    login: str | None
    name: str | None
    group: str | None
    post: Post
    department_id: int | None
    department: str | None
    municipality_id: int | None
    municipality: str | None
    proxy_for_id: int | None
    proxy_for: str | None
    proxy_for_name: str | None
    valid_from: str | None
    valid_to: str | None

    def holds(self, day: str) -> bool:
        """Whether the role is valid on a day (YYYY-MM-DD)."""
        return (self.valid_from or "") <= day <= (self.valid_to or "9999-12-31")

    @property
    def who(self) -> str:
        """The person's name, or the group's."""
        return self.name or self.group or "?"

    def seat(self, stands_in_for: str | None = None) -> Seat:
        """The role as it counts today."""
        return Seat(
            self.post,
            self.department_id,
            self.department,
            self.municipality_id,
            self.municipality,
            stands_in_for,
        )


class Standing(NamedTuple):
    """Who somebody is in a book. `is_open`: the book gives no roles yet, so everybody may do everything.

    `lapsed`: there are roles, and none of them is valid today.
    """

    name: str
    is_open: bool
    seats: tuple[Seat, ...] = ()
    lapsed: bool = False

    @property
    def posts(self) -> tuple[Post, ...]:
        """The roles held today, one's own and others', each once."""
        return tuple(post for post in Post if any(seat.post is post for seat in self.seats))

    @property
    def writes(self) -> bool:
        """Whether there is anything at all that this person may write."""
        return self.is_open or bool({Post.lead, Post.coordinator} & set(self.posts))

    @property
    def own_department(self) -> int | None:
        """The department of somebody who leads exactly one, and coordinates nothing."""
        if Post.coordinator in self.posts:
            return None
        ids = {seat.department_id for seat in self.seats if seat.post is Post.lead}
        return ids.pop() if len(ids) == 1 else None


_SELECT: Final = (
    "SELECT membership.id, membership.person_id, person.login, person.name, membership.os_group, membership.role,"
    " membership.department_id, department.name AS department, department.municipality_id,"
    " municipality.name AS municipality, membership.proxy_for_id, principal.login AS proxy_for,"
    " principal.name AS proxy_for_name, membership.valid_from, membership.valid_to"
    " FROM membership LEFT JOIN person ON person.id = membership.person_id"
    " LEFT JOIN department ON department.id = membership.department_id"
    " LEFT JOIN municipality ON municipality.id = department.municipality_id"
    " LEFT JOIN person AS principal ON principal.id = membership.proxy_for_id"
)


def _membership(row: Row) -> Membership:
    return Membership(
        row["id"],
        row["person_id"],
        row["login"],
        row["name"],
        row["os_group"],
        Post(row["role"]),
        row["department_id"],
        row["department"],
        row["municipality_id"],
        row["municipality"],
        row["proxy_for_id"],
        row["proxy_for"],
        row["proxy_for_name"],
        row["valid_from"],
        row["valid_to"],
    )


def memberships(database: Database, condition: str = "true", *values: object) -> list[Membership]:
    """Every role of the book, the coordinator's first, then by department and person."""
    rows = database.conn.execute(
        f"{_SELECT} WHERE {condition} ORDER BY membership.role, department.name IS NOT NULL, department.name,"
        " person.login, membership.os_group, membership.id",
        values,
    )
    return [_membership(row) for row in rows]


def has_roles(database: Database) -> bool:
    """Whether the book gives any role; one that gives none lets everybody do everything."""
    return database.conn.execute("SELECT 1 FROM membership LIMIT 1").fetchone() is not None


def person_of(database: Database, actor: Actor) -> Row | None:
    """The book's person who is at the keyboard: by user id, or by login where the host has none or lost it."""
    if actor.uid != NO_UID:
        # An account that was renamed is still its number; a number given to somebody new is entered anew, by login.
        found: Row | None = database.conn.execute(
            "SELECT id, login, name, uid FROM person WHERE uid = ? ORDER BY login <> ?, id",
            (actor.uid, actor.login),
        ).fetchone()
        if found is not None:
            return found
    rows = database.conn.execute(
        "SELECT id, login, name, uid FROM person WHERE login = ?"
        if actor.uid != NO_UID
        else "SELECT id, login, name, uid FROM person WHERE lower(login) = lower(?)",
        (actor.login,),
    )
    for row in rows:
        # Another account's number that still exists is another person, whatever the login says.
        if row["uid"] is None or actor.uid == NO_UID or login_of(row["uid"]) is None:
            return row  # type: ignore[no-any-return]
    return None


def standing(database: Database, actor: Actor, day: str) -> Standing:
    """Who an actor is in the book on a day: seats of one's own, of one's groups, and those one stands in for."""
    if not has_roles(database):
        return Standing(actor.name, True)
    person = person_of(database, actor)
    name = person["name"] if person is not None else actor.name
    person_id = person["id"] if person is not None else None
    own = _held(database, person_id, actor.login)
    seats = [one.seat() for one in own if one.proxy_for_id is None and one.holds(day)]
    for one in own:
        if one.proxy_for_id is not None and one.holds(day):
            seats += _lent(database, one, day)
    return Standing(name, False, tuple(dict.fromkeys(seats)), bool(own) and not seats)


def _held(database: Database, person_id: int | None, login: str) -> list[Membership]:
    named = _groups_with_roles(database)
    groups = named & groups_of(login) if named else named
    marks = ", ".join("?" * len(groups))
    return memberships(
        database,
        f"membership.person_id IS ? AND ? IS NOT NULL OR os_group IN ({marks})",
        person_id,
        person_id,
        *groups,
    )


def _groups_with_roles(database: Database) -> frozenset[str]:
    rows = database.conn.execute("SELECT DISTINCT os_group FROM membership WHERE os_group IS NOT NULL")
    return frozenset(row[0] for row in rows)


def _lent(database: Database, proxy: Membership, day: str) -> list[Seat]:
    """The other person's own seats of the role (and department) that the proxy names; what was lent is not lent on."""
    assert proxy.proxy_for is not None
    held = _held(database, proxy.proxy_for_id, proxy.proxy_for)
    return [
        one.seat(proxy.proxy_for_name)
        for one in held
        if one.proxy_for_id is None
        and one.holds(day)
        and one.post is proxy.post
        and proxy.department_id in (None, one.department_id)
    ]


def coordinators(
    database: Database, day: str, municipalities: Collection[int] | None = None
) -> tuple[str, ...]:
    """Who coordinates on a day, for these municipalities (None: any), each once: the people to ask."""
    found = [
        one
        for one in memberships(database, "membership.role = 'coordinator' AND proxy_for_id IS NULL")
        if one.holds(day)
        and (municipalities is None or one.municipality_id is None or one.municipality_id in municipalities)
    ]
    return tuple(
        dict.fromkeys(one.who if one.department is None else f"{one.department} {one.who}" for one in found)
    )
