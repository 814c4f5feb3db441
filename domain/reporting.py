"""The reporting cycle as tables: states of a report and of a half-year, their steps, and the words of ratings.

Sources: 武蔵野市第四次総合情報化基本計画 図18 (実施状況確認シート → 報告 → 取り纏め → 確認・承認),
第六次 第7章 (半期毎の確認), 武蔵村山市第四次情報化基本計画 第3章2 (the five progress evaluations and the directions).
"""

import unicodedata
from enum import StrEnum
from typing import ClassVar, Final, NamedTuple

from domain.errors import Refusal


class State(StrEnum):
    """Where a measure's report for a half-year stands."""

    not_started = "not_started"
    draft = "draft"
    submitted = "submitted"
    returned = "returned"
    confirmed = "confirmed"
    compiled = "compiled"
    approved = "approved"
    denied = "denied"


# Reports that were handed in, whatever came after; the others somebody still has to write.
REPORTED: Final = (State.submitted, State.confirmed, State.compiled, State.approved)


class Action(StrEnum):
    """What can be done to a report; carry is 変わりなし, undo_carry takes back one said of an untouched measure."""

    save = "save"
    submit = "submit"
    carry = "carry"
    withdraw = "withdraw"
    undo_carry = "undo-carry"
    return_ = "return"
    confirm = "confirm"
    compile = "compile"
    approve = "approve"
    deny = "deny"
    amend = "amend"


class Role(StrEnum):
    """Who takes a step: 主管課, or 情報管理課, which also records the council's decision."""

    lead = "lead"
    coordinator = "coordinator"


class Step(NamedTuple):
    """One legal step of a report."""

    source: State
    action: Action
    target: State
    role: Role
    needs_note: bool = False


STEPS: Final = (
    Step(State.not_started, Action.save, State.draft, Role.lead),
    Step(State.not_started, Action.carry, State.submitted, Role.lead),
    Step(State.draft, Action.save, State.draft, Role.lead),
    Step(State.draft, Action.submit, State.submitted, Role.lead),
    Step(State.draft, Action.carry, State.submitted, Role.lead),
    Step(State.submitted, Action.withdraw, State.draft, Role.lead),
    Step(State.submitted, Action.undo_carry, State.not_started, Role.lead),
    Step(State.submitted, Action.return_, State.returned, Role.coordinator, needs_note=True),
    Step(State.submitted, Action.confirm, State.confirmed, Role.coordinator),
    Step(State.returned, Action.save, State.draft, Role.lead),
    Step(State.returned, Action.carry, State.submitted, Role.lead),
    Step(State.confirmed, Action.return_, State.returned, Role.coordinator, needs_note=True),
    Step(State.confirmed, Action.compile, State.compiled, Role.coordinator),
    Step(State.compiled, Action.approve, State.approved, Role.coordinator),
    Step(State.compiled, Action.deny, State.denied, Role.coordinator, needs_note=True),
    Step(State.denied, Action.return_, State.returned, Role.coordinator, needs_note=True),
    Step(State.approved, Action.amend, State.draft, Role.lead, needs_note=True),
)
_STEPS: Final = {(step.source, step.action): step for step in STEPS}


class IllegalStep(Refusal):
    """A step the table does not have; `possible` in params names what can be done instead."""

    msgid: ClassVar[str] = (
        "A report that is {state} cannot be changed by “{action}”. Possible now: {possible}"
    )


def possible(state: State) -> tuple[Action, ...]:
    """What can be done to a report in a state, in the table's order."""
    return tuple(step.action for step in STEPS if step.source is state)


def step(state: State, action: Action) -> Step:
    """The step an action takes from a state. Raises IllegalStep."""
    found = _STEPS.get((state, action))
    if found is None:
        names = ", ".join(possible(state)) or "-"
        raise IllegalStep(state=str(state), action=str(action), possible=names)
    return found


class PeriodState(StrEnum):
    """Where a reporting half-year of a plan stands."""

    scheduled = "scheduled"
    open = "open"
    overdue = "overdue"
    frozen = "frozen"
    submitted = "submitted"
    decided = "decided"
    published = "published"


# Half-years in which departments can still write.
TAKING: Final = frozenset({PeriodState.open, PeriodState.overdue})


class PeriodAction(StrEnum):
    """What can be done to a half-year; expire is the due date passing."""

    open = "open"
    expire = "expire"
    freeze = "freeze"
    submit = "submit"
    decide = "decide"
    publish = "publish"
    reopen = "reopen"


class PeriodStep(NamedTuple):
    """One legal step of a half-year."""

    source: PeriodState
    action: PeriodAction
    target: PeriodState
    needs_reason: bool = False
    needs_scope: bool = False


PERIOD_STEPS: Final = (
    PeriodStep(PeriodState.scheduled, PeriodAction.open, PeriodState.open),
    PeriodStep(PeriodState.open, PeriodAction.expire, PeriodState.overdue),
    PeriodStep(PeriodState.open, PeriodAction.freeze, PeriodState.frozen),
    PeriodStep(PeriodState.overdue, PeriodAction.freeze, PeriodState.frozen),
    PeriodStep(PeriodState.frozen, PeriodAction.submit, PeriodState.submitted),
    PeriodStep(PeriodState.submitted, PeriodAction.decide, PeriodState.decided),
    PeriodStep(PeriodState.decided, PeriodAction.publish, PeriodState.published),
    PeriodStep(
        PeriodState.frozen, PeriodAction.reopen, PeriodState.open, needs_reason=True, needs_scope=True
    ),
    PeriodStep(
        PeriodState.submitted, PeriodAction.reopen, PeriodState.open, needs_reason=True, needs_scope=True
    ),
    PeriodStep(
        PeriodState.decided, PeriodAction.reopen, PeriodState.open, needs_reason=True, needs_scope=True
    ),
    PeriodStep(
        PeriodState.published, PeriodAction.reopen, PeriodState.open, needs_reason=True, needs_scope=True
    ),
)
_PERIOD_STEPS: Final = {(step.source, step.action): step for step in PERIOD_STEPS}


class IllegalPeriodStep(Refusal):
    about: ClassVar[str] = "period"
    msgid: ClassVar[str] = (
        "A half-year that is {state} cannot be changed by “{action}”. Possible now: {possible}"
    )


def possible_for_period(state: PeriodState) -> tuple[PeriodAction, ...]:
    """What can be done to a half-year in a state."""
    return tuple(step.action for step in PERIOD_STEPS if step.source is state)


def period_step(state: PeriodState, action: PeriodAction) -> PeriodStep:
    """The step an action takes from a half-year's state. Raises IllegalPeriodStep."""
    found = _PERIOD_STEPS.get((state, action))
    if found is None:
        names = ", ".join(possible_for_period(state)) or "-"
        raise IllegalPeriodStep(state=str(state), action=str(action), possible=names)
    return found


# 実施状況
IMPLEMENTATION_STATES: Final = ("実施中", "未実施", "部分実施", "実施済")
IMPLEMENTATION_ENGLISH: Final = {
    "実施中": "Under way",
    "未実施": "Not begun",
    "部分実施": "Partly done",
    "実施済": "Done",
}


class ProgressEvaluation(NamedTuple):
    """進捗評価: the key that chooses it, the phrase that is stored, and a short label (terminal cells are dear)."""

    code: int
    phrase: str
    short: str
    english: str


PROGRESS_EVALUATIONS: Final = (
    ProgressEvaluation(1, "計画どおりに実行できた", "計画どおり", "as planned"),
    ProgressEvaluation(2, "ほぼ計画どおりに実行できた", "ほぼ", "nearly as planned"),
    ProgressEvaluation(
        3,
        "ほぼ計画どおりに実行できたが、一部未実施事項や検討課題が残っている",
        "ほぼ(残あり)",
        "nearly, some left",
    ),
    ProgressEvaluation(4, "計画どおりに実行できなかった", "できなかった", "not as planned"),
    ProgressEvaluation(5, "評価できない", "評価できない", "cannot be rated"),
)
EVALUATION_BY_PHRASE: Final = {item.phrase: item for item in PROGRESS_EVALUATIONS}
EVALUATION_BY_CODE: Final = {item.code: item for item in PROGRESS_EVALUATIONS}


def _rating_key(text: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    plain = plain.rstrip("。.").replace("、", "").replace(",", "")
    return plain.replace("通り", "どおり").replace("どおりに", "どおり")


_RATINGS: Final = {
    _rating_key(word): item for item in PROGRESS_EVALUATIONS for word in (item.phrase, item.short)
}


def read_progress_evaluation(text: str) -> ProgressEvaluation | None:
    """The evaluation a printed phrase means; a final 。 and a dropped に do not matter. None for anything else."""
    return _RATINGS.get(_rating_key(text))


class FutureDirection(NamedTuple):
    """今後の方向性 with the mark that lists print for it."""

    name: str
    mark: str
    english: str


FUTURE_DIRECTIONS: Final = (
    FutureDirection("見直し", "●", "review"),
    FutureDirection("拡充", "◎", "extend"),
    FutureDirection("継続", "○", "continue"),
    FutureDirection("完了", "—", "completed"),
    FutureDirection("中止", "—", "discontinued"),
)


def read_future_direction(text: str) -> FutureDirection | None:
    """The direction a printed word means; a mark alone is not enough for 完了 and 中止, which share theirs."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).rstrip("。")
    for direction in FUTURE_DIRECTIONS:
        if plain == direction.name or (plain == direction.mark and direction.mark != "—"):
            return direction
    return None
