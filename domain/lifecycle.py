"""A measure's life as a table: what can happen to it, from which state, and what has to be said with it."""

from enum import StrEnum
from typing import ClassVar, Final, NamedTuple

from domain.errors import Refusal


class MeasureState(StrEnum):
    """Where a measure stands in its plan; only an active one owes a report."""

    active = "active"
    completed = "completed"
    evaluated = "evaluated"
    discontinued = "discontinued"
    merged_into = "merged_into"
    split_into = "split_into"
    suspended = "suspended"
    carried_over = "carried_over"


class MeasureAction(StrEnum):
    """What can be done to a measure; evaluate says effect and cost of a completed one."""

    complete = "complete"
    evaluate = "evaluate"
    discontinue = "discontinue"
    merge = "merge"
    split_ = "split"
    suspend = "suspend"
    resume = "resume"
    carry_over = "carry-over"


class LifeStep(NamedTuple):
    """One legal step of a measure, the event it leaves, and how many other measures it has to name."""

    source: MeasureState
    action: MeasureAction
    target: MeasureState
    event: str
    needs_note: bool = False
    least_others: int = 0
    most_others: int = 0


_ENDS: Final = (
    (MeasureAction.complete, MeasureState.completed, False, 0, 0),
    (MeasureAction.discontinue, MeasureState.discontinued, True, 0, 0),
    (MeasureAction.merge, MeasureState.merged_into, True, 1, 1),
    (MeasureAction.split_, MeasureState.split_into, True, 2, 99),
    (MeasureAction.carry_over, MeasureState.carried_over, False, 0, 1),
)
LIFE_STEPS: Final = (
    *(
        LifeStep(MeasureState.active, action, target, str(target), note, least, most)
        for action, target, note, least, most in _ENDS
    ),
    LifeStep(MeasureState.active, MeasureAction.suspend, MeasureState.suspended, "suspended", True),
    LifeStep(MeasureState.suspended, MeasureAction.resume, MeasureState.active, "resumed", True),
    LifeStep(
        MeasureState.suspended, MeasureAction.discontinue, MeasureState.discontinued, "discontinued", True
    ),
    LifeStep(
        MeasureState.suspended,
        MeasureAction.carry_over,
        MeasureState.carried_over,
        "carried_over",
        most_others=1,
    ),
    LifeStep(MeasureState.completed, MeasureAction.evaluate, MeasureState.evaluated, "evaluated"),
)
# Events after which a measure owes its reports as before.
SILENT_EVENTS: Final = frozenset({"evaluated", "revised"})
# Events from whose half-year on a measure owes reports; every other one ends that, or rests it.
OWING_EVENTS: Final = frozenset({"added", "resumed"})
_STEPS: Final = {(step.source, step.action): step for step in LIFE_STEPS}


class IllegalLifeStep(Refusal):
    about: ClassVar[str] = "measure"
    msgid: ClassVar[str] = (
        "A measure that is {state} cannot be changed by “{action}”. Possible now: {possible}"
    )


class NotAsked(Refusal):
    """`since`: the half-year from which it holds; `others`: where it went on, in brackets, or nothing."""

    msgid: ClassVar[str] = (
        "No report of “{title}” is asked for in {period}: it is {why}{others} from {since} on."
        " If that is not so, tell the coordinator."
    )


class NotAskedAsPrinted(NotAsked):
    """The plan says it, without a half-year."""

    msgid: ClassVar[str] = (
        "No report of “{title}” is asked for in {period}: it is {why}. If that is not so, tell the coordinator."
    )


class NotAskedYet(NotAsked):
    msgid: ClassVar[str] = "No report of “{title}” is asked for in {period}: it joins the plan in {since}."


def possible_for_measure(state: MeasureState) -> tuple[MeasureAction, ...]:
    """What can be done to a measure in a state, in the table's order."""
    return tuple(step.action for step in LIFE_STEPS if step.source is state)


def life_step(state: MeasureState, action: MeasureAction) -> LifeStep:
    """The step an action takes from a measure's state. Raises IllegalLifeStep."""
    found = _STEPS.get((state, action))
    if found is None:
        names = ", ".join(possible_for_measure(state)) or "-"
        raise IllegalLifeStep(state=str(state), action=str(action), possible=names)
    return found
