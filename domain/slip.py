"""Slip: how many half-years a stage came later or earlier than planned, per work item."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class SlipAnswer(StrEnum):
    """What can be said of a stage. unknown is not on_time, and never is not late."""

    on_time = "on_time"
    late = "late"
    early = "early"
    never = "never"
    unplanned = "unplanned"
    unknown = "unknown"


@dataclass(frozen=True, slots=True)
class StageSlip:
    """One stage of a work item: first planned and first actual slot, and their distance in half-years (late > 0)."""

    stage: str
    answer: SlipAnswer
    half_years: int | None
    planned: int | None
    actual: int | None


Row = Mapping[int, tuple[str, ...]]


def _firsts(row: Row) -> dict[str, int]:
    firsts: dict[str, int] = {}
    for place in sorted(row):
        for stage in row[place]:
            firsts.setdefault(stage, place)
    return firsts


def stage_slips(planned: Row, actual: Row | None, now: int | None = None) -> tuple[StageSlip, ...]:
    """The slip of every stage of a work item, in order of its planned slot, unplanned ones last.

    Rows map slots (half-years, see periods.slot) to stages. `actual` None or empty means that nothing is known. With
    `now`, a stage whose planned slot is not yet over is left out instead of being called never.
    """
    wanted, reached = _firsts(planned), _firsts(actual or {})
    slips = []
    for stage, place in sorted(wanted.items(), key=lambda item: item[1]):
        if stage in reached:
            distance = reached[stage] - place
            answer = (
                SlipAnswer.late if distance > 0 else SlipAnswer.early if distance < 0 else SlipAnswer.on_time
            )
            slips.append(StageSlip(stage, answer, distance, place, reached[stage]))
        elif not reached:
            slips.append(StageSlip(stage, SlipAnswer.unknown, None, place, None))
        elif now is None or place < now:
            slips.append(StageSlip(stage, SlipAnswer.never, None, place, None))
    if wanted:
        slips.extend(
            StageSlip(stage, SlipAnswer.unplanned, None, None, place)
            for stage, place in sorted(reached.items(), key=lambda item: item[1])
            if stage not in wanted
        )
    return tuple(slips)


_GRAVITY: Final = (
    SlipAnswer.never,
    SlipAnswer.late,
    SlipAnswer.unplanned,
    SlipAnswer.early,
    SlipAnswer.on_time,
    SlipAnswer.unknown,
)


def headline(slips: tuple[StageSlip, ...]) -> StageSlip | None:
    """The one slip that a list shows: the gravest answer, among late ones the latest."""
    return min(slips, key=lambda slip: (_GRAVITY.index(slip.answer), -(slip.half_years or 0)), default=None)
