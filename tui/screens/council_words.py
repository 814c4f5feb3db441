"""What the council's screen says: the way of a half-year, what its next step will do, reports, amendments, steps."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from rich.text import Text

from db.reads.answers import Answer
from db.reads.council import Amendment, PeriodStepDone, Standing
from db.reads.queue import QueueRow
from domain.reporting import TAKING, PeriodAction, PeriodState, State, possible_for_period
from i18n import _, language
from i18n.states import PERIOD_STATES
from tui.marks import STATE_MARKS
from tui.screens.confirm_queue_words import marked, moment_words
from tui.screens.sheet import measure_name
from tui.words import doer_words, narrow, rating_words, shown, state_words

WAY: Final = (
    (frozenset({PeriodState.scheduled}), "Before the start"),
    (TAKING, "Taking reports"),
    (frozenset({PeriodState.frozen}), "Closed"),
    (frozenset({PeriodState.submitted}), "At the council"),
    (frozenset({PeriodState.decided}), "Decided"),
    (frozenset({PeriodState.published}), "Made public"),
)

# The step onward from each state; expire is the date's own step, reopen is F9.
ONWARD: Final = (
    PeriodAction.open,
    PeriodAction.freeze,
    PeriodAction.submit,
    PeriodAction.decide,
    PeriodAction.publish,
)
STEP_NAMES: Final = {
    PeriodAction.open: "Open for reports",
    PeriodAction.freeze: "Close for reports",
    PeriodAction.submit: "Submit to the council",
    PeriodAction.decide: "Record the decision",
    PeriodAction.publish: "Mark as published",
    PeriodAction.reopen: "Reopen",
}
STEPS_DONE: Final = {
    "open": "opened",
    "expire": "due date passed",
    "freeze": "closed",
    "submit": "submitted to the council",
    "decide": "decision recorded",
    "publish": "published",
    "reopen": "reopened",
}


STEPS_SAID: Final = {
    PeriodAction.open: "{half} takes reports now.",
    PeriodAction.freeze: "{half} is closed for reports.",
    PeriodAction.submit: "{half} was submitted to the council ({n} reports).",
    PeriodAction.decide: "The decision on {half} is recorded ({n} reports).",
    PeriodAction.publish: "{half} is published.",
    PeriodAction.reopen: "{half} is reopened.",
}


def onward(state: PeriodState) -> PeriodAction | None:
    """The step onward that the table allows."""
    return next((action for action in possible_for_period(state) if action in ONWARD), None)


def way_line(state: PeriodState) -> Text:
    """受付中 > [締切済] > 付議中 > 決定済 > 公表済."""
    text = Text(" ")
    for place, (states, name) in enumerate(WAY[1:] if state is not PeriodState.scheduled else WAY):
        text.append(" > " if place else "", style="dim")
        here = state in states
        word = _(PERIOD_STATES["overdue"]) if here and state is PeriodState.overdue else _(name)
        text.append(f"[{word}]" if here else word, style="bold reverse" if here else "dim")
    return text


def count_words(found: Standing, amended: int) -> str:
    """How many go and what is missing, each of the whole."""
    goes = len(found.standing(State.confirmed, State.compiled, State.approved))
    return _(
        "confirmed {c}/{all}  waiting {s}  missing {m}  late {l}  contradictions {x}  amended {a}"
    ).format(
        c=goes,
        all=len(found.reports),
        s=len(found.standing(State.submitted)),
        m=len(found.missing),
        l=len(found.late),
        x=sum(bool(row.findings) for row in found.reports),
        a=amended,
    )


def anchor_words(found: Standing, *, whole: bool = False) -> str:
    """What was submitted, by the hash of the snapshot and the head of the history."""
    if found.anchor is None:
        return ""
    digits = 64 if whole else 12
    words = _("history {count} rows, head {hash}").format(
        count=found.anchor.count, hash=found.anchor.hash[:digits]
    )
    if found.snapshot_hash:
        words = _("snapshot {hash}").format(hash=found.snapshot_hash[:digits]) + "   " + words
    return words


def step_words(found: Standing, action: PeriodAction, denied: Mapping[int, str]) -> str:
    """What a step will do, before it does it."""
    confirmed = len(found.standing(State.confirmed))
    waiting = len(found.standing(State.submitted))
    compiled = len(found.standing(State.compiled))
    missing = len(found.missing)
    if action is PeriodAction.open:
        return _("Departments can report from now on; every active measure gets its report.")
    if action is PeriodAction.freeze:
        return _(
            "No more reports are taken. {s} handed in and not confirmed can still be confirmed; {m} stay missing."
        ).format(s=waiting, m=missing)
    if action is PeriodAction.submit:
        return _(
            "{c} of {all} reports are compiled for the council and fixed with a hash. Not confirmed {s}, missing {m}."
        ).format(c=confirmed, all=len(found.reports), s=waiting, m=missing)
    if action is PeriodAction.decide:
        deny = len([row for row in found.standing(State.compiled) if row.measure_id in denied])
        return _("Of {n} compiled reports {a} are approved and {d} denied.").format(
            n=compiled, a=compiled - deny, d=deny
        )
    if action is PeriodAction.publish:
        return _("The decided reports count as published.")
    return _("Reports are taken again, for what the scope says; approved ones are changed by amendment only.")


def obstacle_words(found: Standing, action: PeriodAction | None, key: Callable[[str], str]) -> str:
    """What stands in the way of the next step, and what can be done about it; nothing where nothing does.

    `key` says how an action's key is written.
    """
    if action is None:
        return _(
            "The way ends here. {reopen} reopens with a reason; {choose} chooses another half-year."
        ).format(reopen=key("reopen"), choose=key("choose_period"))
    waiting, missing = len(found.standing(State.submitted)), len(found.missing)
    if action is PeriodAction.submit and (waiting or missing):
        words = []
        if waiting:
            words.append(_("{n} to confirm: {key}").format(n=waiting, key=key("confirming")))
        if missing:
            words.append(
                _("{n} missing: {key} reopens so that they can be handed in").format(
                    n=missing, key=key("reopen")
                )
            )
        return _("Unfinished: ") + _(", ").join(words)
    return ""


def outcome(row: QueueRow, found: Standing, denied: Mapping[int, str]) -> str:
    """What happens to a report at the next step, or happened."""
    if row.state is State.compiled:
        note = denied.get(row.measure_id)
        return _("to be approved") if note is None else _("to be denied: {note}").format(note=shown(note))
    if row.state is State.denied:
        return _("denied: {note}").format(note=shown(found.denied.get(row.measure_id, "")))
    words = {
        State.confirmed: _("goes to the council"),
        State.submitted: _("not confirmed yet"),
        State.returned: _("sent back"),
        State.approved: _("approved"),
    }
    return words.get(row.state, _("no report yet"))


def amendment_text(item: Amendment, today: date) -> Text:
    """One correction: why, who, and what stood before and after."""
    text = Text()
    name = measure_name(item.number, item.title)
    text.append(f"{name}  {item.half.label(language())}\n", style="bold")
    mark, who = STATE_MARKS[item.state], doer_words(item.by_name, item.proxy_for)
    text.append(f"{mark.kanji} {mark.label}  {_('By')} {who} {moment_words(item.at, today)}\n")
    text.append(_("Reason") + "  ", style="bold").append(shown(item.reason, lines=True) + "\n")
    if item.after is None:
        text.append(_("The new text has not been handed in yet. Before:") + "\n", style="bold")
        return text.append_text(_said(item.before))
    text.append(_("Before and after: [-gone-] [+new+]") + "\n", style="bold")
    for old, new in (
        (rating_words(item.before.progress_evaluation), rating_words(item.after.progress_evaluation)),
        (state_words(item.before.implementation_state), state_words(item.after.implementation_state)),
        (_stages(item.before), _stages(item.after)),
        (shown(item.before.text, lines=True), shown(item.after.text, lines=True)),
    ):
        if old == new:
            text.append((new or "-") + "\n")
        elif "\n" not in new and len(new) < 24:
            text.append(f"[-{old or '-'}-] ", style="dim strike").append(
                f"[+{new or '-'}+]\n", style="bold underline"
            )
        else:
            text.append_text(marked(old, new)).append("\n")
    return text


def _stages(answer: Answer) -> str:
    return "  ".join(
        f"{row} {'、'.join(shown(name) for name in names)}" for row, names in sorted(answer.stages.items())
    )


def _said(answer: Answer) -> Text:
    facts = (rating_words(answer.progress_evaluation), state_words(answer.implementation_state))
    return Text("  ".join(fact for fact in facts if fact) + "\n" + shown(answer.text, lines=True) + "\n")


def step_text(step: PeriodStepDone, found: Standing, today: date) -> Text:
    """One step of the half-year with everything that was said about it."""
    text = Text()
    text.append(_(STEPS_DONE.get(step.action, step.action)) + "\n", style="bold")
    who = doer_words(step.by_name, step.proxy_for)
    text.append(f"{who}  {moment_words(step.at, today)}\n")
    for label, value in (
        (_("Meeting"), f"{shown(step.meeting)}  {step.held_on or ''}" if step.meeting else ""),
        (_("Reason"), shown(step.reason, lines=True)),
        (_("Scope"), shown(step.scope, lines=True)),
    ):
        if value:
            text.append(label + "  ", style="bold").append(value + "\n", style="not bold")
    if step.action == "submit" and found.anchor is not None:
        text.append(anchor_words(found, whole=True) + "\n")
    return text


def refusal_hint(state: PeriodState) -> str:
    """What the table of steps allows from a state, by name."""
    names = [_(STEP_NAMES[action]) for action in possible_for_period(state) if action in STEP_NAMES]
    return narrow(_("Possible now: {actions}").format(actions=_(", ").join(names) or "-"))
