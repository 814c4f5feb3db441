"""Slip: how many half-years a stage came later or earlier than planned, per work item."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from domain.stages import RANKS


class SlipAnswer(StrEnum):
    """What can be said of a stage. unknown is not on_time, and never is not late."""

    on_time = "on_time"
    late = "late"
    early = "early"
    never = "never"
    unplanned = "unplanned"
    unknown = "unknown"


class StageSlip(NamedTuple):
    """One stage of a work item: its first planned and first actual slot and their distance in half-years.

    Late is positive, early negative; None where the two cannot be compared.
    """

    stage: str
    answer: SlipAnswer
    half_years: int | None
    planned: int | None
    actual: int | None


# Slots (half-years, see periods.slot) to stages. None, or no stages, is a mark that was there and cannot be read;
# a slot that is absent was left blank.
Row = Mapping[int, tuple[str, ...] | None]


_LASTING: Final = RANKS["実施"]


def _firsts(row: Row) -> dict[str, int]:
    firsts: dict[str, int] = {}
    for place in sorted(row):
        for stage in row[place] or ():
            firsts.setdefault(stage, place)
    return firsts


def _lasts(row: Row) -> dict[str, int]:
    return {stage: place for place in sorted(row) for stage in row[place] or ()}


def _lost(row: Row) -> int | None:
    """The first slot whose mark is lost: from there on a stage may have begun unseen."""
    return min((place for place, stages in row.items() if not stages), default=None)


def stage_slips(
    planned: Row, actual: Row | None, now: int | None = None, *, whole_years: Collection[int] = ()
) -> tuple[StageSlip, ...]:
    """The slip of every stage of a work item, in order of its planned slot, unplanned ones last.

    A planned stage that is missing from `actual` is never only where `actual` goes on to the plan's end, or, with
    `now`, to the planned slot; otherwise nobody knows. With `now` (the current slot), a stage whose planned slot is
    not yet over is left out: nothing can be said of it. `whole_years` are the planned slots that stand for a whole
    year, which is over two half-years later; a stage reached in the year's second half is then on time.
    """
    reached = _firsts(actual or {})
    hidden_plan, hidden = _lost(planned), _lost(actual or {})
    slips = []
    wanted = _firsts(planned)
    for stage, place in sorted(wanted.items(), key=lambda item: item[1]):
        end = place + (place in whole_years)
        found = reached.get(stage)
        if _hides(hidden_plan, place) or _hides(hidden, found):
            slips.append(StageSlip(stage, SlipAnswer.unknown, None, place, found))
        elif found is not None:
            slips.append(_compared(stage, place, end, found))
        elif now is not None and end >= now:
            continue
        else:
            horizon = max(planned) if now is None else place
            known = bool(reached) and max(reached_slots(actual)) >= horizon
            answer = SlipAnswer.never if known else SlipAnswer.unknown
            slips.append(StageSlip(stage, answer, None, place, None))
    if wanted:
        answer = SlipAnswer.unplanned if hidden_plan is None else SlipAnswer.unknown
        extra = sorted(((place, stage) for stage, place in reached.items() if stage not in wanted))
        slips.extend(StageSlip(stage, answer, None, None, place) for place, stage in extra)
    return tuple(slips)


def behind_now(planned: Row, actual: Row | None, now: int, *, whole_years: Collection[int] = ()) -> bool:
    """Whether a stage is overdue in the slot `now`, or was reached in it later than planned; old lateness is past."""
    slips = stage_slips(planned, actual, now, whole_years=whole_years)
    return any(
        slip.answer is SlipAnswer.never or (slip.answer is SlipAnswer.late and slip.actual == now)
        for slip in slips
    )


def reached_slots(actual: Row | None) -> tuple[int, ...]:
    """The slots of which it is known what was reached, in order."""
    return tuple(sorted(place for place, stages in (actual or {}).items() if stages))


def _hides(lost: int | None, place: int | None) -> bool:
    """Whether a lost mark stands before a stage's first slot, so that this may not be the first; None: anywhere."""
    return lost is not None and (place is None or lost < place)


def _compared(stage: str, place: int, end: int, found: int) -> StageSlip:
    distance = 0 if place <= found <= end else found - place
    answer = SlipAnswer.late if distance > 0 else SlipAnswer.early if distance < 0 else SlipAnswer.on_time
    return StageSlip(stage, answer, distance, place, found)


def overrun(planned: Row, actual: Row | None) -> int:
    """How many half-years preparing went on after its planned end (検討 planned for two years that took five: 6).

    Only stages before 実施 are looked at: that a service goes on is no overrun. 0 when none, or when nothing is known.
    """
    ends, planned_ends = _lasts(actual or {}), _lasts(planned)
    return max(
        (
            ends[stage] - planned_ends[stage]
            for stage in ends.keys() & planned_ends.keys()
            if RANKS.get(stage, _LASTING) < _LASTING and ends[stage] > planned_ends[stage]
        ),
        default=0,
    )


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
