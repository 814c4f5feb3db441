"""Recording, submitting, returning, confirming and amending a measure's report for a half-year."""

import json
from typing import Any, ClassVar, NamedTuple
from uuid import uuid4

from db.book import Book
from db.door import Door
from db.errors import StaleVersion
from db.permissions import check_report
from db.reads.answers import Answer, draft_answer, revision_answer
from db.reads.parts import given, sealing_department
from db.reads.reports import previous
from db.writes.scope import check_asked, check_return, check_scope
from db.writes.stages import keep_stages
from db.writes.telling import Seen, check_text, parts_to_seal, words_for_carry
from domain import parts as shared
from domain.errors import Refusal
from domain.reporting import TAKING, Action, State, step


class PeriodClosed(Refusal):
    about: ClassVar[str] = "period"
    msgid: ClassVar[str] = (
        "Reports for {period} are not being taken: the half-year is {state}. Ask the coordinator to open it."
    )


class AmendWhileClosed(Refusal):
    about: ClassVar[str] = "period"
    msgid: ClassVar[str] = (
        "“{title}” can be amended when {period} takes reports: the half-year is {state}."
        " Ask the coordinator to reopen it, with this measure as the scope."
    )


class EvaluationMissing(Refusal):
    msgid: ClassVar[str] = "Choose a progress evaluation before submitting “{title}”."


class NothingToCarry(Refusal):
    msgid: ClassVar[str] = "“{title}” has no earlier report to carry forward. Record this half-year first."


class NoteMissing(Refusal):
    msgid: ClassVar[str] = "Say why: this step needs a note."


class NothingToSubmit(Refusal):
    msgid: ClassVar[str] = "Nothing is recorded for “{title}” in this half-year yet."


class CarryStays(Refusal):
    msgid: ClassVar[str] = (
        "“Unchanged” for “{title}” cannot be undone: it was not the last step, or not said of an untouched measure,"
        " or by somebody else."
    )


class Saved(NamedTuple):
    """What the book now holds: the draft's version (0 when no draft is left), the report's state, when."""

    state: State
    version: int
    revision: int
    at: str
    late: bool


def save_draft(book: Book, measure_id: int, period_id: int, answer: Answer, version: int) -> Saved:
    """Keep an answer as the draft. `version` is the draft's the person started from (0: none).

    Raises PeriodClosed, IllegalStep, or StaleVersion with the other text in params["now"].
    """
    with book.writing() as door:
        report = report_row(door, measure_id, period_id)
        check_taking(door, period_id, measure_id)
        moved = _move(door, report, Action.save)
        draft = door.find("draft", report_id=report["id"])
        values = _draft_values(door, answer)
        if draft is None:
            if version:
                raise _gone(door, report)
            door.insert("draft", {"report_id": report["id"], **values})
            return Saved(moved, 1, report["revision"], door.at, bool(report["late"]))
        if draft["version"] != version:
            raise StaleVersion(what="draft", name=draft["by_name"], at=draft["saved_at"], now=draft)
        # The reason of an amendment is given once, with the amendment, and not with every save.
        values["reason"] = values["reason"] or draft["reason"]
        if _same(draft, values):
            return Saved(moved, version, report["revision"], draft["saved_at"], bool(report["late"]))
        saved = door.update("draft", draft["id"], values, version=version, action="save")
        return Saved(moved, saved, report["revision"], door.at, bool(report["late"]))


def submit(
    book: Book,
    measure_id: int,
    period_id: int,
    version: int,
    *,
    event_id: str | None = None,
    seen: Seen = None,
) -> Saved:
    """Hand in the draft as a new revision that never changes again. The late flag, once set, stays.

    `seen`: the parts that were read; others are not sealed. Raises NothingToSubmit, EvaluationMissing, TextNeeded,
    PartsMoved, PeriodClosed, IllegalStep or StaleVersion.
    """
    with book.writing() as door:
        report = report_row(door, measure_id, period_id)
        check_taking(door, period_id, measure_id)
        draft = door.find("draft", report_id=report["id"])
        if draft is None:
            step(State(report["state"]), Action.submit)
            raise NothingToSubmit(title=_title(door, measure_id))
        if draft["version"] != version:
            raise StaleVersion(what="draft", name=draft["by_name"], at=draft["saved_at"], now=draft)
        if not draft["progress_evaluation"]:
            raise EvaluationMissing(title=_title(door, measure_id))
        sealed = shared.seal(draft["text"], parts_to_seal(door, report, seen))
        check_text(door, measure_id, period_id, draft | {"text": sealed.text} if sealed.told else draft)
        answer = draft_answer(draft | {"text": sealed.text})
        if report["state"] == State.returned:
            _move(door, report, Action.save)
        door.delete("draft", draft["id"], action="submit")
        return _hand_in(door, report, answer, Action.submit, event_id=event_id, note=sealed.note)


def carry_forward(
    book: Book,
    measure_id: int,
    period_id: int,
    *,
    text: str | None = None,
    event_id: str | None = None,
    seen: Seen = None,
    version: int | None = None,
) -> Saved:
    """変わりなし: hand in the last half-year's answer again, marked as carried; `text` is a sentence that replaces its.

    Where a sentence is due, one written in the draft counts. `seen` as in submit; `version` is that of the known draft.
    Raises SentenceNeeded, NothingToCarry, LastFell, PartsMoved, PeriodClosed, IllegalStep or StaleVersion.
    """
    with book.writing() as door:
        report = report_row(door, measure_id, period_id)
        check_taking(door, period_id, measure_id)
        step(State(report["state"]), Action.carry)
        last = previous(door.db, measure_id, period_id)
        if last is None:
            raise NothingToCarry(title=_title(door, measure_id))
        draft = door.find("draft", report_id=report["id"])
        if draft is not None and version is not None and draft["version"] != version:
            raise StaleVersion(what="draft", name=draft["by_name"], at=draft["saved_at"], now=draft)
        parts = parts_to_seal(door, report, seen)
        words = words_for_carry(door, measure_id, period_id, last, text or "", draft, parts)
        sealed = shared.carry(last.answer.text, words, parts)
        if draft is not None:
            door.delete("draft", draft["id"], action="carry")
        answer = last.answer._replace(reason=draft["reason"] if draft else None, text=sealed.text)
        return _hand_in(door, report, answer, Action.carry, event_id=event_id, note=sealed.note)


def withdraw(book: Book, measure_id: int, period_id: int) -> Saved:
    """Take a submitted report back into a draft, as long as nobody confirmed it. Raises IllegalStep."""
    with book.writing() as door:
        report = report_row(door, measure_id, period_id)
        check_taking(door, period_id, measure_id)
        state = _move(door, report, Action.withdraw)
        _draft_again(door, report)
        return Saved(state, 1, report["revision"], door.at, bool(report["late"]))


def undo_carry(book: Book, measure_id: int, period_id: int) -> Saved:
    """Take back one's own 変わりなし: a measure that nobody had touched before is untouched again.

    Its revision stays in the record. Raises CarryStays, PeriodClosed or IllegalStep.
    """
    with book.writing() as door:
        report = report_row(door, measure_id, period_id)
        check_taking(door, period_id, measure_id)
        step(State(report["state"]), Action.undo_carry)
        last = door.db.conn.execute(
            "SELECT action, from_state, by_uid FROM decision WHERE report_id = ? ORDER BY id DESC LIMIT 1",
            (report["id"],),
        ).fetchone()
        if last is None or tuple(last) != ("carry", "not_started", door.actor.uid):
            raise CarryStays(title=_title(door, measure_id))
        state = _move(door, report, Action.undo_carry)
        return Saved(state, 0, report["revision"], door.at, bool(report["late"]))


def return_report(book: Book, measure_id: int, period_id: int, note: str) -> Saved:
    """差戻し: send a report back with a note. Raises NoteMissing, OutOfScope or IllegalStep."""
    return _decide(book, measure_id, period_id, Action.return_, note)


def confirm(book: Book, measure_id: int, period_id: int, note: str | None = None) -> Saved:
    """確認: the coordinator accepts a report. Raises IllegalStep."""
    return _decide(book, measure_id, period_id, Action.confirm, note)


def amend(book: Book, measure_id: int, period_id: int, reason: str) -> Saved:
    """Open an approved report for a new revision; the approved one stays.

    Raises NoteMissing, IllegalStep, or AmendWhileClosed where the new draft could be neither saved nor handed in.
    """
    with book.writing() as door:
        report = report_row(door, measure_id, period_id)
        step(State(report["state"]), Action.amend)
        period = door.row("period", period_id)
        if period["state"] not in TAKING:
            raise AmendWhileClosed(
                title=_title(door, measure_id),
                period=f"{period['fy']}H{period['half']}",
                state=period["state"],
            )
        check_scope(door, period_id, measure_id)
        state = _move(door, report, Action.amend, reason)
        _draft_again(door, report, reason)
        return Saved(state, 1, report["revision"], door.at, bool(report["late"]))


def _decide(book: Book, measure_id: int, period_id: int, action: Action, note: str | None) -> Saved:
    with book.writing() as door:
        report = report_row(door, measure_id, period_id)
        state = _move(door, report, action, note)
        return Saved(state, 0, report["revision"], door.at, bool(report["late"]))


def decide_report(
    door: Door, report_id: int, action: Action, note: str | None, meeting_id: int | None
) -> State:
    """One step of a report inside a transaction that moves many (compile, approve, deny). Raises IllegalStep."""
    return _move(door, door.row("report", report_id), action, note, meeting_id)


def example_report(
    door: Door, measure_id: int, period_id: int, answer: Answer, steps: tuple[Action, ...], at: str
) -> None:
    """Put an example report of the sample plan through the same states, marked is_example."""
    report = report_row(door, measure_id, period_id)
    if Action.submit not in steps:
        _move(door, report, Action.save)
        door.insert("draft", {"report_id": report["id"], **_draft_values(door, answer)})
        return
    _move(door, report, Action.save)
    _hand_in(door, report, answer, Action.submit, event_id=None, at=at, example=True)
    for action in steps[steps.index(Action.submit) + 1 :]:
        _move(door, report, action, "記入例" if action is Action.return_ else None)


# -- one step


def report_row(door: Door, measure_id: int, period_id: int) -> dict[str, Any]:
    """The report's row, made where there is none yet."""
    found = door.find("report", measure_id=measure_id, period_id=period_id)
    if found is not None:
        return found
    door.row("measure", measure_id)
    row_id = door.insert("report", {"measure_id": measure_id, "period_id": period_id})
    return door.row("report", row_id)


def check_taking(door: Door, period_id: int, measure_id: int) -> None:
    """Raises PeriodClosed, OutOfScope or NotAsked where the measure's reports are not taken."""
    period = door.row("period", period_id)
    if period["state"] not in TAKING:
        raise PeriodClosed(period=f"{period['fy']}H{period['half']}", state=period["state"])
    check_scope(door, period_id, measure_id)
    check_asked(door, period_id, measure_id)


def _move(
    door: Door, report: dict[str, Any], action: Action, note: str | None = None, meeting_id: int | None = None
) -> State:
    """Take one step of the state machine: a decision row, then the state that it allows."""
    source = State(report["state"])
    taken = step(source, action)
    seals = sealing_department(door.db, report["measure_id"], report["period_id"])
    proxy_for = check_report(door, report["measure_id"], taken.role, seals)
    if taken.needs_note and not (note and note.strip()):
        raise NoteMissing()
    if taken.target is source:
        return source
    if action is Action.return_:
        check_return(door, report)
    door.insert(
        "decision",
        {
            "report_id": report["id"],
            "revision": report["revision"],
            "action": str(action),
            "from_state": str(source),
            "to_state": str(taken.target),
            "note": note,
            "meeting_id": meeting_id,
            "proxy_for": proxy_for,
            "by_uid": door.actor.uid,
            "by_name": door.actor.name,
            "at": door.at,
        },
        action=str(action),
        note=note,
    )
    door.update("report", report["id"], {"state": str(taken.target)}, action=str(action))
    report["state"] = str(taken.target)
    if action is Action.return_ and any(part.done for part in _parts(door, report)):
        # The parts are open again, apart from the sealing department's own text.
        _draft_again(door, report)
    return taken.target


def _hand_in(
    door: Door,
    report: dict[str, Any],
    answer: Answer,
    action: Action,
    *,
    event_id: str | None,
    at: str | None = None,
    example: bool = False,
    note: str | None = None,
) -> Saved:
    period = door.row("period", report["period_id"])
    at = at or door.at
    late = bool(period["due_on"]) and at[:10] > period["due_on"] and not _went_to_council(door, report)
    revision = report["revision"] + 1
    revision_id = door.insert(
        "report_revision",
        {
            "report_id": report["id"],
            "revision": revision,
            "progress_evaluation": answer.progress_evaluation,
            "implementation_state": answer.implementation_state,
            "text": answer.text,
            "carried": int(action is Action.carry),
            "late": int(late),
            "reason": answer.reason,
            "is_example": int(example),
            "event_id": event_id or uuid4().hex,
            "by_uid": door.actor.uid,
            "by_name": door.actor.name,
            "submitted_at": at,
        },
        action=str(action),
    )
    keep_stages(door, report, revision_id, answer)
    report["revision"] = revision
    state = _move(door, report, action, note)
    flags = {"revision": revision, "late": int(late or report["late"])}
    door.update("report", report["id"], flags, action=str(action))
    report.update(flags)
    return Saved(state, 0, revision, at, bool(flags["late"]))


def _went_to_council(door: Door, report: dict[str, Any]) -> bool:
    """What is handed in after that is a correction, which no due date was set for."""
    return door.find("decision", report_id=report["id"], action="compile") is not None


def _parts(door: Door, report: dict[str, Any]) -> tuple[shared.Given, ...]:
    return given(door.db, report["measure_id"], report["period_id"])


def _draft_again(door: Door, report: dict[str, Any], reason: str | None = None) -> None:
    said = revision_answer(door.db, report["id"], report["revision"])
    if said.at is None or door.find("draft", report_id=report["id"]) is not None:
        return
    text = shared.unseal(said.answer.text, _parts(door, report))
    answer = said.answer._replace(text=text, reason=reason or said.answer.reason)
    door.insert("draft", {"report_id": report["id"], **_draft_values(door, answer)})


def _draft_values(door: Door, answer: Answer) -> dict[str, Any]:
    return {
        "progress_evaluation": answer.progress_evaluation,
        "implementation_state": answer.implementation_state,
        "text": answer.text,
        "stages": json.dumps(
            {str(row): list(stages) for row, stages in sorted(answer.stages.items()) if stages},
            ensure_ascii=False,
        ),
        "reason": answer.reason,
        "by_uid": door.actor.uid,
        "by_name": door.actor.name,
        "saved_at": door.at,
    }


_SAID = ("progress_evaluation", "implementation_state", "text", "stages", "reason")


def _same(draft: dict[str, Any], values: dict[str, Any]) -> bool:
    return all(draft[name] == values[name] for name in _SAID)


def _gone(door: Door, report: dict[str, Any]) -> StaleVersion:
    last = door.db.conn.execute(
        "SELECT by_name, at FROM decision WHERE report_id = ? ORDER BY id DESC LIMIT 1", (report["id"],)
    ).fetchone()
    return StaleVersion(
        what="draft", name=last["by_name"] if last else "?", at=last["at"] if last else "?", now=report
    )


def _title(door: Door, measure_id: int) -> str:
    return str(door.row("measure", measure_id)["title"])
