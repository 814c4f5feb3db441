"""people list, add, remove, import, me: who has which role in the book."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from db.book import Book
from db.reads.people import Membership, has_roles, memberships, standing
from db.writes.people import Given, give_roles, take_role
from domain.names import clean
from domain.roles import Post, Seat
from i18n import _, ngettext
from shinchoku.context import Session, json_option
from shinchoku.people_file import read_people
from shinchoku.speaking import say, tell

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group("people", help=_("Who has which role in the book: lead, coordinator or manager."))
def people_group() -> None:
    pass


@people_group.command("list", help=_("Every role with its number, person or group, department and dates."))
@json_option
@click.pass_obj
def list_(session: Session, as_json: bool) -> int:
    with session.book() as book:
        found, day = memberships(book.db), _today(book)
    if as_json:
        click.echo(json.dumps([_row(one, day) for one in found], ensure_ascii=False, indent=1))
        return 0
    if not found:
        say(_("No role is given yet: everybody may do everything."))
    for one in found:
        tell(_line(one, day))
    return 0


@people_group.command("add", help=_("Give a role; one that is there already gets these dates."))
@click.argument("login", required=False)
@click.option("--group", metavar="GROUP", help=_("A group of the operating system instead of a login."))
@click.option("--name", help=_("The person's name; else the one the host knows."))
@click.option("--role", type=click.Choice([str(post) for post in Post]), help=_("Which role."))
@click.option("--department", metavar="NAME", help=_("For this department; without it, for all of them."))
@click.option("--municipality", metavar="NAME", help=_("Whose department, where two have the name."))
@click.option("--from", "first", metavar="YYYY-MM-DD", type=_DAY, help=_("The first day."))
@click.option("--to", "last", metavar="YYYY-MM-DD", type=_DAY, help=_("The last day."))
@click.option("--proxy-for", metavar="LOGIN", help=_("In this person's place, with the roles they have."))
@click.pass_obj
def add(
    session: Session,
    login: str | None,
    group: str | None,
    name: str | None,
    role: str | None,
    department: str | None,
    municipality: str | None,
    first: datetime | None,
    last: datetime | None,
    proxy_for: str | None,
) -> int:
    given = Given(
        login,
        group,
        Post(role) if role else None,
        name,
        department,
        municipality,
        first.date() if first else None,
        last.date() if last else None,
        proxy_for,
    )
    with session.book(write=True) as book:
        day, found = _today(book), give_roles(book, [given])
    for one in found:
        say(_("Given: {role}").format(role=_line(one, day)))
    return 0


@people_group.command("remove", help=_("Take a role by its number, or every role of a login or group."))
@click.argument("wanted", metavar="NUMBER|LOGIN|GROUP")
@click.option("--id", "by", flag_value="id", help=_("It is a number of the list."))
@click.option("--login", "by", flag_value="login", help=_("It is a login."))
@click.pass_obj
def remove(session: Session, wanted: str, by: str | None) -> int:
    with session.book(write=True) as book:
        day, gone = _today(book), take_role(book, wanted, by=by)
    for one in gone:
        say(_("Taken: {role}").format(role=_line(one, day)))
    return 0


@people_group.command(
    "import",
    help=_(
        "Give every role of a CSV file, all or none. Headings: login or group, name, role, department, municipality,"
        " from, to, proxy-for."
    ),
)
@click.argument("file", metavar="FILE.csv", type=click.Path(path_type=Path, readable=False))
@click.pass_obj
def import_(session: Session, file: Path) -> int:
    given = read_people(file)
    with session.book(write=True) as book:
        found = give_roles(book, given)
    say(ngettext("{n} role was given.", "{n} roles were given.", len(found)).format(n=len(found)))
    return 0


@people_group.command("me", help=_("Who you are in this book, and what you may do."))
@json_option
@click.pass_obj
def me(session: Session, as_json: bool) -> int:
    with session.book() as book:
        here, day = standing(book.db, book.actor, _today(book)), _today(book)
        actor, roles = book.actor, has_roles(book.db)
    if as_json:
        told = {
            "login": actor.login,
            "uid": actor.uid,
            "name": here.name,
            "day": day,
            "everybody_may_everything": not roles,
            "roles": [_seat(seat) for seat in here.seats],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    tell(f"{clean(here.name)} ({actor.login}, uid {actor.uid})")
    if here.is_open:
        tell(_("No role is given yet: everybody may do everything."))
    for seat in here.seats:
        tell(_may(seat))
    if not here.is_open and not here.seats:
        tell(_("Your roles are not valid today.") if here.lapsed else _("You have no role in this book."))
        tell(_("You may look and export. Ask the coordinator for a role."))
    return 0


# What each role may do, said to whoever has it.
_MAY = {
    Post.lead: _("lead of {department}: record, hand in and withdraw its measures' reports"),
    Post.coordinator: _(
        "coordinator of {department}: half-years, confirming, measures, imports, roles; reports as a department's proxy"
    ),
    Post.manager: _("manager: look and export"),
}


def _may(seat: Seat) -> str:
    place = seat.municipality if seat.post is Post.coordinator else seat.department
    words = _MAY[seat.post].format(department=clean(place or _("all departments")))
    return words + (
        _(" (in the place of {name})").format(name=clean(seat.stands_in_for)) if seat.stands_in_for else ""
    )


def _seat(seat: Seat) -> dict[str, Any]:
    return {
        "role": str(seat.post),
        "department": seat.department,
        "municipality": seat.municipality,
        "proxy_for": seat.stands_in_for,
    }


def _today(book: Book) -> str:
    return book.clock().date().isoformat()


def _row(one: Membership, day: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "login": one.login,
        "name": one.name,
        "group": one.group,
        "role": str(one.post),
        "department": one.department,
        "municipality": one.municipality,
        "from": one.valid_from,
        "to": one.valid_to,
        "proxy_for": one.proxy_for,
        "valid": one.holds(day),
    }


def _line(one: Membership, day: str) -> str:
    who = f"{one.login} {one.name}" if one.login else _("group {name}").format(name=one.group)
    parts = [str(one.id), clean(who), _(str(one.post))]
    if one.department or not one.proxy_for:
        parts.append(clean(one.department or _("all departments")))
    if one.valid_from or one.valid_to:
        parts.append(f"{one.valid_from or ''}..{one.valid_to or ''}")
    if one.proxy_for:
        words = (
            _("in the place of {name}")
            if one.department
            else _("in the place of {name}, with the same reach")
        )
        parts.append(words.format(name=clean(f"{one.proxy_for} {one.proxy_for_name}")))
    if not one.holds(day):
        parts.append(_("not valid today"))
    return "  ".join(parts)
