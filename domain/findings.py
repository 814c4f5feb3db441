"""評価と工程の食い違い: a progress evaluation that the computed slip contradicts. A warning, never a refusal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.slip import SlipAnswer, StageSlip, headline


@dataclass(frozen=True, slots=True)
class Rule:
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


@dataclass(frozen=True, slots=True)
class Contradiction:
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
