"""report show, set, part, submit, return, confirm, amend."""

import json
from dataclasses import dataclass
from typing import ClassVar

import click

from db.book import Book
from db.reads.answers import Answer
from db.reads.measures import sheet
from db.reads.parts import Sharing, sharing
from db.reads.plans import PlanRow, measure_id, period_of, plan_by_key
from db.reads.reports import Form, form
from db.writes import reports as steps
from db.writes.parts import part_named, save_part
from db.writes.reports import Saved
from domain import parts as shared
from domain.errors import Refusal
from domain.periods import Half
from domain.reporting import IMPLEMENTATION_STATES, PROGRESS_EVALUATIONS, read_progress_evaluation
from domain.stages import read_cell
from i18n import _
from i18n.states import REPORT_STATES
from shinchoku.context import Function, Session, json_option, period_option, plan_option
from shinchoku.report_over import Two, answer_lines, check_part, check_set, check_unchanged
from shinchoku.speaking import WITH_WARNINGS, doer, say, tell


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


class NoPartGiven(Refusal):
    msgid: ClassVar[str] = "Say what the part is: --text, --done (without a text: unchanged) or --reopen."


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


def over_option(function: Function) -> Function:
    """--over VERSION."""
    return click.option(
        "--over",
        type=int,
        metavar="VERSION",
        help=_(
            "Write over the draft of this version, which somebody else wrote or which says something else."
        ),
    )(function)


@click.group("report", help=_("A measure's report for a half-year."))
def report_group() -> None:
    pass


def _as_json(place: Place, now: Form, parts: Sharing | None) -> dict[str, object]:
    answer = now.answer
    told: dict[str, object] = {
        "sealed_by": parts.sealer.department if parts else None,
        "parts": [
            {
                "department": part.department,
                "done": part.done,
                "text": part.text,
                "saved_at": part.saved_at,
                "saved_by": part.by_name,
                "proxy_for": part.proxy_for,
            }
            for part in (parts.others if parts else ())
        ],
        "parts_missing": list(parts.missing) if parts else [],
    }
    return told | {
        "plan": place.plan.key,
        "measure": place.measure_id,
        "period": str(place.half),
        "state": str(now.state),
        "revision": now.revision,
        "version": now.version,
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
        parts = sharing(book.db, place.measure_id, place.period_id)
    if as_json:
        click.echo(json.dumps(_as_json(place, now, parts), ensure_ascii=False, indent=1))
        return 0
    lines = [
        (_("State"), _(REPORT_STATES[now.state])),
        *answer_lines(now.answer),
        (_("Saved"), " ".join(part for part in (now.saved_at, now.saved_by) if part)),
        (_("Note"), now.note),
        *_part_lines(parts),
    ]
    for name, value in lines:
        if value:
            tell(f"{name}: {value}")
    return 0


def _part_lines(parts: Sharing | None) -> list[tuple[str, str]]:
    """Who has written a part, what it says, and who is missing; nothing where one department reports."""
    if parts is None:
        return []
    lines = [(_("Sealed by"), parts.sealer.department)]
    for part in parts.others:
        state = _("no part yet") if part.done is None else _("done") if part.done else _("not finished")
        said = part.text or (shared.UNCHANGED if part.done else "")
        who = " ".join(word for word in (part.saved_at, doer(part.by_name or "", part.proxy_for)) if word)
        words = " ".join(word for word in (state, f"「{said}」" if said else "", who) if word)
        lines.append((_("Part of {name}").format(name=part.department), words))
    if parts.missing:
        lines.append((_("Parts missing"), _(", ").join(parts.missing)))
    return lines


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
@over_option
@json_option
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
    over: int | None,
    as_json: bool,
) -> int:
    if not unchanged and not any((evaluation, implementation_state, text is not None, stages)):
        raise NothingGiven()
    if implementation_state and implementation_state not in IMPLEMENTATION_STATES:
        raise NotAState(text=implementation_state, known="、".join(IMPLEMENTATION_STATES))
    with session.book(write=True) as book:
        place = _place(book, plan_key, measure, half)
        at = (place.measure_id, place.period_id)
        warnings: tuple[str, ...] = ()
        try:
            if unchanged:
                version = check_unchanged(book, *at, text, over)
                saved = steps.carry_forward(book, *at, text=text, version=version)
                warnings = _parts_warning(book, place, "")
            else:
                now = form(book.db, *at)
                given = _changed(Answer(), evaluation, implementation_state, text, stages)
                answer = _changed(now.answer, evaluation, implementation_state, text, stages)
                check_set(book, *at, now.answer, answer, given, over)
                saved = steps.save_draft(book, *at, answer, now.version)
        except Two as two:
            return two.tell(as_json, {"plan": place.plan.key, "measure": at[0], "period": str(half)})
        if as_json:
            told = _as_json(place, form(book.db, *at), sharing(book.db, *at))
            click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return _said(saved, warnings)


def _changed(
    answer: Answer,
    evaluation: str | None,
    implementation_state: str | None,
    text: str | None,
    stages: tuple[str, ...],
) -> Answer:
    if evaluation:
        answer = answer._replace(progress_evaluation=_evaluation(evaluation))
    if implementation_state:
        answer = answer._replace(implementation_state=implementation_state)
    if text is not None:
        answer = answer._replace(text=text)
    if stages:
        answer = answer._replace(stages={**answer.stages, **_stages(stages)})
    return answer


def _said(saved: Saved, warnings: tuple[str, ...] = ()) -> int:
    say(_("The report is now: {state}").format(state=_(REPORT_STATES[saved.state])))
    if saved.late:
        say(_("It is late; the late flag stays."))
    for warning in warnings:
        say(warning)
    return WITH_WARNINGS if warnings else 0


def _parts_warning(book: Book, place: Place, own: str) -> tuple[str, ...]:
    """Which parts are not in a report that was sealed, and which stand there in other words."""
    found = sharing(book.db, place.measure_id, place.period_id)
    if found is None:
        return ()
    sealed = shared.seal(own, tuple(part.given for part in found.others))
    words = (
        (found.missing, _("Handed in without the parts of: {names}. “report show” says who is missing.")),
        (sealed.rewritten, _("The report words these parts otherwise than their departments: {names}")),
    )
    return tuple(word.format(names="、".join(names)) for names, word in words if names)


@report_group.command(
    "part", help=_("Write one department's part of a report that several departments make.")
)
@plan_option
@measure_option
@period_option
@click.option("--department", metavar="NAME", required=True, help=_("The lead department whose part it is."))
@click.option("--text", help=_("What this department did."))
@click.option("--done", is_flag=True, help=_("The part is finished; without a text it says unchanged."))
@click.option("--reopen", is_flag=True, help=_("The part is not finished after all."))
@over_option
@click.pass_obj
def part(
    session: Session,
    plan_key: str | None,
    measure: str,
    half: Half,
    department: str,
    text: str | None,
    done: bool,
    reopen: bool,
    over: int | None,
) -> int:
    if text is None and done is reopen:
        raise NoPartGiven()
    with session.book(write=True) as book:
        place = _place(book, plan_key, measure, half)
        title = sheet(book.db, place.measure_id).title
        now = part_named(sharing(book.db, place.measure_id, place.period_id), department, title)
        finished = done or (bool(now.done) and not reopen)
        words = now.text if text is None else text
        at = (place.measure_id, place.period_id, now.department_id)
        try:
            check_part(book, *at, words, over)
        except Two as two:
            return two.tell(False, {})
        save_part(book, *at, words, finished, now.version)
        found = sharing(book.db, place.measure_id, place.period_id)
    assert found is not None
    say(
        _("{department}'s part is now: {state}. Parts {done}/{all}; {sealer} hands the report in.").format(
            department=now.department,
            state=_("done") if finished else _("not finished"),
            done=found.done,
            all=len(found.parts),
            sealer=found.sealer.department,
        )
    )
    if found.missing:
        say(_("Parts missing: {names}").format(names="、".join(found.missing)))
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
        saved = steps.submit(book, place.measure_id, place.period_id, now.version)
        return _said(saved, _parts_warning(book, place, now.answer.text))


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
