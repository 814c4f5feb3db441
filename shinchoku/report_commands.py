"""report show, set, submit, return, confirm, amend."""

import json
from dataclasses import dataclass, replace
from typing import ClassVar

import click

from db.book import Book
from db.reads.plans import PlanRow, measure_id, period_of, plan_by_key
from db.reads.reports import Answer, Form, form
from db.writes import reports as steps
from db.writes.reports import Saved
from domain.errors import Refusal
from domain.periods import Half
from domain.reporting import IMPLEMENTATION_STATES, PROGRESS_EVALUATIONS, read_progress_evaluation
from domain.stages import read_cell
from i18n import _
from shinchoku.context import Function, Session, json_option, period_option, plan_option
from shinchoku.speaking import say


class NotAnEvaluation(Refusal):
    msgid: ClassVar[str] = "“{text}” is not a progress evaluation. Known: {known}"


class NotAState(Refusal):
    msgid: ClassVar[str] = "“{text}” is not an implementation state. Known: {known}"


class NotAStage(Refusal):
    msgid: ClassVar[str] = (
        "“{text}” does not name a stage of a work item. Write ROW=STAGE, for example 1=検討."
    )


class NothingGiven(Refusal):
    msgid: ClassVar[str] = "Say what to record: --evaluation, --state, --text, --stage or --unchanged."


@dataclass(frozen=True, slots=True)
class Place:
    """One measure's report for one half-year."""

    plan: PlanRow
    measure_id: int
    period_id: int
    half: Half


def _place(book: Book, plan_key: str | None, measure: str, half: Half) -> Place:
    plan = plan_by_key(book.db, plan_key)
    return Place(plan, measure_id(book.db, plan, measure), period_of(book.db, plan.id, half).id, half)


def measure_option(function: Function) -> Function:
    """--measure KEY."""
    return click.option(
        "--measure", metavar="KEY", required=True, help=_("The measure's key or printed number.")
    )(function)


@click.group("report", help=_("A measure's report for a half-year."))
def report_group() -> None:
    pass


def _as_json(place: Place, now: Form) -> dict[str, object]:
    answer = now.answer
    return {
        "plan": place.plan.key,
        "measure": place.measure_id,
        "period": str(place.half),
        "state": str(now.state),
        "revision": now.revision,
        "late": now.late,
        "progress_evaluation": answer.progress_evaluation,
        "implementation_state": answer.implementation_state,
        "text": answer.text,
        "stages": [{"row": row, "stages": list(stages)} for row, stages in sorted(answer.stages.items())],
        "saved_at": now.saved_at,
        "saved_by": now.saved_by,
        "note": now.note,
    }


@report_group.command("show", help=_("Show the report as it stands."))
@plan_option
@measure_option
@period_option
@json_option
@click.pass_obj
def show(session: Session, plan_key: str | None, measure: str, half: Half, as_json: bool) -> int:
    with session.book() as book:
        place = _place(book, plan_key, measure, half)
        now = form(book.db, place.measure_id, place.period_id)
    if as_json:
        click.echo(json.dumps(_as_json(place, now), ensure_ascii=False, indent=1))
        return 0
    lines = [
        (_("State"), _(str(now.state))),
        (_("Progress evaluation"), now.answer.progress_evaluation),
        (_("Implementation state"), now.answer.implementation_state),
        (_("Text"), now.answer.text),
        *(
            (_("Work item {row}").format(row=row), "・".join(stages))
            for row, stages in sorted(now.answer.stages.items())
        ),
        (_("Saved"), " ".join(part for part in (now.saved_at, now.saved_by) if part)),
        (_("Note"), now.note),
    ]
    for name, value in lines:
        if value:
            click.echo(f"{name}: {value}")
    return 0


def _evaluation(text: str) -> str:
    by_code = {str(item.code): item.phrase for item in PROGRESS_EVALUATIONS}
    found = by_code.get(text)
    if found is None:
        read = read_progress_evaluation(text)
        found = read.phrase if read is not None else None
    if found is None:
        known = "、".join(f"{code} {phrase}" for code, phrase in by_code.items())
        raise NotAnEvaluation(text=text, known=known)
    return found


def _stages(pairs: tuple[str, ...]) -> dict[int, tuple[str, ...]]:
    stages = {}
    for pair in pairs:
        row, equals, printed = pair.partition("=")
        cell = read_cell(printed) if equals and row.strip().isdigit() else None
        if cell is None or not cell.known:
            raise NotAStage(text=pair)
        stages[int(row)] = cell.stages
    return stages


@report_group.command("set", help=_("Record or change the draft, or hand in “unchanged”."))
@plan_option
@measure_option
@period_option
@click.option("--evaluation", metavar="1-5", help=_("The progress evaluation, as a number or in words."))
@click.option("--state", "implementation_state", metavar="STATE", help=_("The implementation state."))
@click.option("--text", help=_("What was done."))
@click.option(
    "--stage", "stages", metavar="ROW=STAGE", multiple=True, help=_("The stage a work item has reached.")
)
@click.option("--unchanged", is_flag=True, help=_("Hand in the last half-year's answer again."))
@click.pass_obj
def set_(
    session: Session,
    plan_key: str | None,
    measure: str,
    half: Half,
    evaluation: str | None,
    implementation_state: str | None,
    text: str | None,
    stages: tuple[str, ...],
    unchanged: bool,
) -> int:
    if not unchanged and not any((evaluation, implementation_state, text is not None, stages)):
        raise NothingGiven()
    if implementation_state and implementation_state not in IMPLEMENTATION_STATES:
        raise NotAState(text=implementation_state, known="、".join(IMPLEMENTATION_STATES))
    with session.book(write=True) as book:
        place = _place(book, plan_key, measure, half)
        if unchanged:
            return _said(steps.carry_forward(book, place.measure_id, place.period_id, text=text))
        now = form(book.db, place.measure_id, place.period_id)
        answer = _changed(now.answer, evaluation, implementation_state, text, stages)
        return _said(steps.save_draft(book, place.measure_id, place.period_id, answer, now.version))


def _changed(
    answer: Answer,
    evaluation: str | None,
    implementation_state: str | None,
    text: str | None,
    stages: tuple[str, ...],
) -> Answer:
    if evaluation:
        answer = replace(answer, progress_evaluation=_evaluation(evaluation))
    if implementation_state:
        answer = replace(answer, implementation_state=implementation_state)
    if text is not None:
        answer = replace(answer, text=text)
    if stages:
        answer = replace(answer, stages={**answer.stages, **_stages(stages)})
    return answer


def _said(saved: Saved) -> int:
    say(_("The report is now: {state}").format(state=_(str(saved.state))))
    if saved.late:
        say(_("It is late; the late flag stays."))
    return 0


@report_group.command("submit", help=_("Hand in the draft."))
@plan_option
@measure_option
@period_option
@click.pass_obj
def submit(session: Session, plan_key: str | None, measure: str, half: Half) -> int:
    with session.book(write=True) as book:
        place = _place(book, plan_key, measure, half)
        now = form(book.db, place.measure_id, place.period_id)
        return _said(steps.submit(book, place.measure_id, place.period_id, now.version))


@report_group.command("return", help=_("Send a submitted report back with a note."))
@plan_option
@measure_option
@period_option
@click.option("--note", required=True, help=_("What has to be mended."))
@click.pass_obj
def return_(session: Session, plan_key: str | None, measure: str, half: Half, note: str) -> int:
    with session.book(write=True) as book:
        place = _place(book, plan_key, measure, half)
        return _said(steps.return_report(book, place.measure_id, place.period_id, note))


@report_group.command("confirm", help=_("Confirm a submitted report."))
@plan_option
@measure_option
@period_option
@click.pass_obj
def confirm(session: Session, plan_key: str | None, measure: str, half: Half) -> int:
    with session.book(write=True) as book:
        place = _place(book, plan_key, measure, half)
        return _said(steps.confirm(book, place.measure_id, place.period_id))


@report_group.command("amend", help=_("Open an approved report for a new revision; the approved one stays."))
@plan_option
@measure_option
@period_option
@click.option("--reason", required=True, help=_("Why it has to change."))
@click.pass_obj
def amend(session: Session, plan_key: str | None, measure: str, half: Half, reason: str) -> int:
    with session.book(write=True) as book:
        place = _place(book, plan_key, measure, half)
        return _said(steps.amend(book, place.measure_id, place.period_id, reason))
