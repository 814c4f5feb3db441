"""department list, add, rename, merge, split, abolish: departments over time, each change from a day on."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import click

from db.book import Book
from db.reads.departments import dated_names, municipality_of
from db.reads.people import Membership, memberships
from db.reads.plans import measure_id, plan_by_key
from db.writes import departments as steps
from domain.roles import Post
from i18n import _
from shinchoku.context import Function, Session, json_option, plan_option
from shinchoku.speaking import say, tell


@click.group(
    "department", help=_("The departments over time: renamed, merged, split, abolished from a day on.")
)
def department_group() -> None:
    pass


def _day_option(function: Function) -> Function:
    return click.option(
        "--from",
        "since",
        required=True,
        metavar="YYYY-MM-DD",
        type=click.DateTime(["%Y-%m-%d"]),
        help=_("The first day on which this holds."),
    )(function)


def _day(since: datetime) -> date:
    return since.date()


def _tell_roles(book: Book, before: list[Membership], without: tuple[str, ...] = ()) -> None:
    """Which roles went on with a department, which ended with it, and which departments nobody reports for.

    `before` are the roles as they were; `without` departments that begin without people.
    """
    known = {one.id: one for one in before}
    now = memberships(book.db)
    for one in now:
        was = known.get(one.id)
        if was is None or was.department_id != one.department_id:
            line = _("Role that goes on for {department}: {who}")
            say(line.format(department=one.department, who=_who(one)))
    moved = {(one.person_id, one.group, one.post, one.proxy_for_id) for one in now if one.id not in known}
    for one in now:
        was = known.get(one.id)
        ended = was is not None and was.department_id == one.department_id and was.valid_to != one.valid_to
        if (
            ended
            and (one.person_id, one.group, one.post, one.proxy_for_id) not in moved
            and not _elsewhere(one, now)
        ):
            line = _("Role that ends on {day} with {department}, to be given anew where it goes on: {who}")
            say(line.format(day=one.valid_to, department=one.department, who=_who(one)))
    people = {one.department for one in now if one.post is Post.lead}
    empty = [name for name in without if name not in people]
    if empty and now:
        said = _("Nobody has the role to report for {names} yet; give it with “shinchoku people add”.")
        say(said.format(names="、".join(empty)))


def _elsewhere(role: Membership, now: list[Membership]) -> bool:
    """Whether the same person has the role for the department that follows, given before."""
    return any(
        (one.person_id, one.group, one.post) == (role.person_id, role.group, role.post)
        and one.department_id != role.department_id
        and one.holds((date.fromisoformat(role.valid_to) + timedelta(days=1)).isoformat())
        for one in now
        if role.valid_to is not None
    )


def _who(role: Membership) -> str:
    return " ".join(
        part
        for part in (
            role.login or _("group {name}").format(name=role.group),
            role.name if role.name != role.login else "",
            _(str(role.post)),
            f"{role.valid_from or ''}..{role.valid_to or ''}" if role.valid_from or role.valid_to else "",
        )
        if part
    )


_CHANGES = {
    "founded": "founded",
    "renamed": "renamed afterwards",
    "merged": "merged afterwards",
    "split": "split afterwards",
    "abolished": "abolished afterwards",
}


@department_group.command("list", help=_("Every department's names with the days on which they hold."))
@plan_option
@json_option
@click.pass_obj
def list_departments(session: Session, plan_key: str | None, as_json: bool) -> int:
    with session.book() as book:
        found = dated_names(book.db, municipality_of(book.db, plan_by_key(book.db, plan_key).id))
    if as_json:
        rows: list[dict[str, Any]] = [
            {
                "department": one.department_id,
                "name": one.name,
                "from": one.valid_from,
                "to": one.valid_to,
                "change": one.change,
                "successor": one.successor,
            }
            for one in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for one in found:
        days = f"{one.valid_from or '…'} - {one.valid_to or '…'}" if one.valid_from or one.valid_to else ""
        change = _(_CHANGES[one.change]) if one.change else ""
        after = _("then {name}").format(name=one.successor) if one.successor else ""
        tell("  ".join(part for part in (one.name, days, change, after) if part))
    return 0


@department_group.command("add", help=_("A department is founded."))
@click.argument("name")
@plan_option
@_day_option
@click.pass_obj
def add(session: Session, name: str, plan_key: str | None, since: datetime) -> int:
    with session.book(write=True) as book:
        steps.add_department(
            book, municipality_of(book.db, plan_by_key(book.db, plan_key).id), name, _day(since)
        )
    say(_("{name} is a department from {day} on.").format(name=name, day=_day(since)))
    return 0


@department_group.command("rename", help=_("A department bears another name; what was printed stays."))
@click.argument("name")
@click.option("--to", "new", required=True, metavar="NAME", help=_("The new name."))
@plan_option
@_day_option
@click.pass_obj
def rename(session: Session, name: str, new: str, plan_key: str | None, since: datetime) -> int:
    with session.book(write=True) as book:
        city = municipality_of(book.db, plan_by_key(book.db, plan_key).id)
        steps.rename_department(book, steps.department_named(book.db, city, name), new, _day(since))
    say(_("{name} is called {new} from {day} on.").format(name=name, new=new, day=_day(since)))
    return 0


@department_group.command("merge", help=_("Departments go on as one, which sees and reports their measures."))
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option(
    "--into", required=True, metavar="NAME", help=_("The department that goes on; founded if it is new.")
)
@plan_option
@_day_option
@click.pass_obj
def merge(session: Session, names: tuple[str, ...], into: str, plan_key: str | None, since: datetime) -> int:
    with session.book(write=True) as book:
        city = municipality_of(book.db, plan_by_key(book.db, plan_key).id)
        found = [steps.department_named(book.db, city, name) for name in names]
        before = memberships(book.db)
        steps.merge_departments(book, found, into, _day(since))
        said = _("{names} go on as {into} from {day} on.")
        say(said.format(names="、".join(names), into=into, day=_day(since)))
        _tell_roles(book, before, (into,))
    return 0


@department_group.command(
    "split", help=_("A department goes on as several; the first one named takes its measures.")
)
@click.argument("name")
@click.option(
    "--into", "names", required=True, multiple=True, metavar="NAME", help=_("A department that goes on.")
)
@click.option(
    "--hand",
    "handed",
    multiple=True,
    metavar="KEY=NAME",
    help=_("A measure that goes to another one of them, which the split founds."),
)
@plan_option
@_day_option
@click.pass_obj
def split(
    session: Session,
    name: str,
    names: tuple[str, ...],
    handed: tuple[str, ...],
    plan_key: str | None,
    since: datetime,
) -> int:
    with session.book(write=True) as book:
        plan = plan_by_key(book.db, plan_key)
        found = steps.department_named(book.db, municipality_of(book.db, plan.id), name)
        pairs = [one.partition("=") for one in handed]
        over = {measure_id(book.db, plan, key): to for key, _equals, to in pairs}
        before = memberships(book.db)
        steps.split_department(book, found, names, _day(since), over)
        said = _("{name} goes on as {names} from {day} on.")
        say(said.format(name=name, names="、".join(names), day=_day(since)))
        _tell_roles(book, before, names)
    return 0


@department_group.command("abolish", help=_("A department ends; --into names who takes its measures."))
@click.argument("name")
@click.option("--into", metavar="NAME", help=_("The department that takes its measures."))
@plan_option
@_day_option
@click.pass_obj
def abolish(session: Session, name: str, into: str | None, plan_key: str | None, since: datetime) -> int:
    with session.book(write=True) as book:
        city = municipality_of(book.db, plan_by_key(book.db, plan_key).id)
        before = memberships(book.db)
        steps.abolish_department(book, steps.department_named(book.db, city, name), _day(since), into)
        say(_("{name} ends before {day}.").format(name=name, day=_day(since)))
        _tell_roles(book, before, (into,) if into else ())
    return 0
