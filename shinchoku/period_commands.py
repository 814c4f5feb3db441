"""period list, open, freeze, submit, decide, publish, reopen."""

import json
from typing import Any

import click

from db.book import Book
from db.reads.counts import counts
from db.reads.left_out import left_out
from db.reads.plans import PeriodRow, measure_id, period_of, periods, plan_by_key
from db.reads.waiting import in_parts
from db.writes import periods as steps
from domain.periods import Half
from i18n import _
from i18n.left_out import left_out_words
from i18n.states import PERIOD_STATES
from shinchoku.context import Session, json_option, period_option, plan_option
from shinchoku.speaking import say, tell


@click.group("period", help=_("The half-years that are reported on."))
def period_group() -> None:
    pass


@period_group.command(
    "list", help=_("The plan's half-years with state, due date and how many reports are in.")
)
@plan_option
@json_option
@click.pass_obj
def list_periods(session: Session, plan_key: str | None, as_json: bool) -> int:
    with session.book() as book:
        plan = plan_by_key(book.db, plan_key)
        rows: list[dict[str, Any]] = [
            {
                "period": str(period.half),
                "name": period.half.label(session.lang),
                "state": period.state,
                "opens_on": period.opens_on,
                "due_on": period.due_on,
                "reported": count.reported,
                "measures": count.measures,
                "left_out": dict(left_out(book.db, plan.id, period.id)),
                "in_parts": shared.reports,
                "waiting_for_parts": shared.waiting,
            }
            for period in periods(book.db, plan.id)
            for count, shared in [(counts(book.db, plan.id, period.id), in_parts(book.db, period))]
        ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    for row in () if as_json else rows:
        due = row["due_on"] or _("no due date")
        reported = f"{row['reported']}/{row['measures']}"
        waiting = row["waiting_for_parts"]
        awaited = _("{count} wait for a department's part").format(count=waiting) if waiting else ""
        kinds = left_out_words(row["left_out"])
        beside = _("no report asked of: {kinds}").format(kinds=kinds) if kinds else ""
        told = (row["period"], row["name"], _(PERIOD_STATES[row["state"]]), due, reported, awaited, beside)
        tell("  ".join(str(part) for part in told if part))
    return 0


def _period(book: Book, plan_key: str | None, half: Half) -> PeriodRow:
    return period_of(book.db, plan_by_key(book.db, plan_key).id, half)


def _said(half: Half, state: str) -> None:
    say(_("{period} is now: {state}").format(period=half, state=_(PERIOD_STATES[state])))


@period_group.command("open", help=_("Start taking reports for a half-year, setting it up if need be."))
@plan_option
@period_option
@click.option(
    "--due", "due_on", metavar="YYYY-MM-DD", type=click.DateTime(["%Y-%m-%d"]), help=_("The due date.")
)
@click.pass_obj
def open_(session: Session, plan_key: str | None, half: Half, due_on: object) -> int:
    due = None if due_on is None else str(due_on)[:10]
    with session.book(write=True) as book:
        plan = plan_by_key(book.db, plan_key)
        moved = steps.open_period(book, plan.id, half, due_on=due)
    _said(half, moved.state)
    say(_("{count} reports are now expected.").format(count=moved.reports))
    return 0


@period_group.command("freeze", help=_("Stop taking reports for a half-year."))
@plan_option
@period_option
@click.pass_obj
def freeze(session: Session, plan_key: str | None, half: Half) -> int:
    with session.book(write=True) as book:
        _said(half, steps.freeze_period(book, _period(book, plan_key, half).id).state)
    return 0


@period_group.command(
    "submit", help=_("Compile the confirmed reports of a frozen half-year for the council.")
)
@plan_option
@period_option
@click.pass_obj
def submit(session: Session, plan_key: str | None, half: Half) -> int:
    with session.book(write=True) as book:
        moved = steps.submit_period(book, _period(book, plan_key, half).id)
    _said(half, moved.state)
    say(_("{count} reports were compiled.").format(count=moved.reports))
    return 0


@period_group.command("decide", help=_("Record the council's decision on a half-year."))
@plan_option
@period_option
@click.option("--meeting", required=True, help=_("The meeting that decided."))
@click.option(
    "--on",
    "held_on",
    required=True,
    metavar="YYYY-MM-DD",
    type=click.DateTime(["%Y-%m-%d"]),
    help=_("The day of the meeting."),
)
@click.option(
    "--deny",
    "denials",
    metavar="MEASURE=REASON",
    multiple=True,
    help=_("A measure whose report was denied, with the council's reason; may be given several times."),
)
@click.pass_obj
def decide(
    session: Session,
    plan_key: str | None,
    half: Half,
    meeting: str,
    held_on: object,
    denials: tuple[str, ...],
) -> int:
    with session.book(write=True) as book:
        plan = plan_by_key(book.db, plan_key)
        period = period_of(book.db, plan.id, half)
        denied = {}
        for given in denials:
            key, _sign, reason = given.partition("=")
            denied[measure_id(book.db, plan, key)] = reason
        moved = steps.decide_period(
            book, period.id, meeting=meeting, held_on=str(held_on)[:10], denied_measures=denied
        )
    _said(half, moved.state)
    say(_("{count} reports were approved.").format(count=moved.reports - len(denied)))
    if denied:
        say(_("{count} reports were denied.").format(count=len(denied)))
    return 0


@period_group.command("publish", help=_("Mark a decided half-year as published."))
@plan_option
@period_option
@click.pass_obj
def publish(session: Session, plan_key: str | None, half: Half) -> int:
    with session.book(write=True) as book:
        _said(half, steps.publish_period(book, _period(book, plan_key, half).id).state)
    return 0


@period_group.command("reopen", help=_("Take reports again, with a reason and what it is for."))
@plan_option
@period_option
@click.option("--reason", required=True, help=_("Why."))
@click.option(
    "--scope", required=True, help=_("The measures that may be reported again, by number (3、5), or すべて.")
)
@click.pass_obj
def reopen(session: Session, plan_key: str | None, half: Half, reason: str, scope: str) -> int:
    with session.book(write=True) as book:
        period = _period(book, plan_key, half)
        _said(half, steps.reopen_period(book, period.id, reason=reason, scope=scope).state)
    return 0
