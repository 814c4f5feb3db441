"""評価と工程の食い違い: what is said of a measure and its schedule contradicts. A warning, never a refusal."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from domain.slip import Row, SlipAnswer, StageSlip, headline, overrun, stage_slips
from domain.stages import RANKS


class Rule(NamedTuple):
    """A rating (code of reporting.PROGRESS_EVALUATIONS) and the slips that contradict it.

    With `every`, all stages of the work item must say so; otherwise one is enough.
    """

    code: str
    rating: int
    answers: frozenset[SlipAnswer]
    every: bool


RULES: Final = (
    Rule("rated_as_planned_but_behind", 1, frozenset({SlipAnswer.late, SlipAnswer.never}), every=False),
    Rule(
        "rated_not_as_planned_but_on_time", 4, frozenset({SlipAnswer.on_time, SlipAnswer.early}), every=True
    ),
)


class Contradiction(NamedTuple):
    """A rating that the schedule contradicts: the rule's code, the rating, and the stage that shows it."""

    code: str
    rating: int
    slip: StageSlip


def contradiction(
    rating: int | None, slips: Sequence[StageSlip], *, overrun: int = 0
) -> Contradiction | None:
    """What speaks against a rating of a work item; None where nothing does or nothing is known.

    `overrun` (half-years, see slip.overrun) is a reason for rating 4 that first slots do not show: a study that began
    on time and did not end.
    """
    for rule in RULES:
        if rule.rating != rating:
            continue
        against = tuple(slip for slip in slips if slip.answer in rule.answers)
        if rule.every and (len(against) < len(slips) or overrun > 0):
            continue
        shown = headline(against)
        if shown is not None:
            return Contradiction(rule.code, rule.rating, shown)
    return None


class StateRule(NamedTuple):
    """An 実施状況 that the reached stages contradict.

    `done` True: the state says it is finished, so every row must have come to its last planned stage; False: it says
    nothing was done, so no row may have come to 実施 or beyond.
    """

    code: str
    state: str
    done: bool


STATE_RULES: Final = (
    StateRule("said_not_begun_but_reached", "未実施", done=False),
    StateRule("said_done_but_not_reached", "実施済", done=True),
)


class StateContradiction(NamedTuple):
    """An implementation state that the stages contradict: the rule's code, the state, the stage that shows it.

    `reached` is the furthest stage that was reached; `stage` the one that should not, or should, have been.
    """

    code: str
    state: str
    stage: str
    reached: str


def state_contradiction(state: str | None, planned: Row, actual: Row | None) -> StateContradiction | None:
    """What a row's stages say against an 実施状況; None where nothing does, or where any mark is lost or unknown."""
    rows = (planned, actual or {})
    words = [stage for row in rows for stages in row.values() for stage in stages or ()]
    if any(not stages for row in rows for stages in row.values()) or any(word not in RANKS for word in words):
        return None
    reached = _furthest(actual or {})
    for rule in STATE_RULES:
        if rule.state != state or reached is None:
            continue
        wanted = _furthest(planned)
        if rule.done and wanted is not None and RANKS[reached] < RANKS[wanted]:
            return StateContradiction(rule.code, rule.state, wanted, reached)
        if not rule.done and RANKS[reached] >= RANKS["実施"]:
            return StateContradiction(rule.code, rule.state, reached, reached)
    return None


def _furthest(row: Row) -> str | None:
    return max(
        (stage for stages in row.values() for stage in stages or ()), key=RANKS.__getitem__, default=None
    )


class Item(NamedTuple):
    """A work item as far as it is known: its row, what is planned, what was reached, the slots of whole years."""

    row: int
    planned: Row
    actual: Row | None
    whole_years: frozenset[int] = frozenset()


class ItemFinding(NamedTuple):
    """What speaks against the words about a measure, and the row of the schedule that shows it."""

    row: int
    what: Contradiction | StateContradiction


def of_measure(
    rating: int | None, state: str | None, items: Sequence[Item], now: int | None = None
) -> tuple[ItemFinding, ...]:
    """What a measure's work items say against its rating (code) and its 実施状況, as of `now` (a slot)."""
    slips = [
        (item.row, slip)
        for item in items
        for slip in stage_slips(item.planned, item.actual, now, whole_years=item.whole_years)
    ]
    late = max((overrun(item.planned, item.actual) for item in items), default=0)
    rated = contradiction(rating, [slip for _, slip in slips], overrun=late)
    found = []
    if rated is not None:
        found.append(ItemFinding(next(row for row, slip in slips if slip is rated.slip), rated))
    for item in items:
        said = state_contradiction(state, item.planned, item.actual)
        if said is not None:
            found.append(ItemFinding(item.row, said))
            break
    return tuple(found)
