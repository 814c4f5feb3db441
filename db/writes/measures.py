"""What happens to a measure in its plan: completed, evaluated, discontinued, merged, split, suspended, carried over."""

from collections.abc import Sequence
from typing import ClassVar

from db.book import Book
from db.permissions import check_measure
from db.writes.reports import NoteMissing
from domain.errors import Refusal
from domain.lifecycle import MeasureAction, MeasureState, life_step
from domain.periods import Half


class OtherMeasures(Refusal):
    msgid: ClassVar[str] = "“{action}” names {least} to {most} other measures; {given} were given."


class WrongOther(Refusal):
    msgid: ClassVar[str] = "“{title}” cannot be the other measure here: {why}"


def change_measure(
    book: Book,
    measure_id: int,
    action: MeasureAction,
    half: Half,
    *,
    note: str | None = None,
    others: Sequence[int] = (),
) -> MeasureState:
    """Take one step of a measure's life and leave its events, dated with the half-year it holds from.

    Raises IllegalLifeStep, NoteMissing, OtherMeasures or WrongOther.
    """
    with book.writing() as door:
        measure = door.row("measure", measure_id)
        taken = life_step(MeasureState(measure["state"]), action)
        check_measure(door, measure_id)
        if taken.needs_note and not (note or "").strip():
            raise NoteMissing()
        if not taken.least_others <= len(others) <= taken.most_others or len(set(others)) < len(others):
            raise OtherMeasures(
                action=str(action), least=taken.least_others, most=taken.most_others, given=len(set(others))
            )
        for other_id in others:
            other = door.row("measure", other_id)
            why = _unfit(measure, other, action)
            if why:
                raise WrongOther(title=other["title"], why=why)
        named: list[int | None] = [*others]
        for named_id in named or [None]:
            door.insert(
                "measure_event",
                {
                    "measure_id": measure_id,
                    "event": taken.event,
                    "fy": half.fy,
                    "half": half.half,
                    "other_measure_id": named_id,
                    "note": note,
                },
                action=str(action),
                note=note,
            )
        door.update("measure", measure_id, {"state": str(taken.target)}, action=str(action), note=note)
        return taken.target


def _unfit(measure: dict[str, object], other: dict[str, object], action: MeasureAction) -> str | None:
    if other["id"] == measure["id"]:
        return "it is the same measure"
    same_plan = other["plan_id"] == measure["plan_id"]
    if action is MeasureAction.carry_over:
        return "it is in the same plan" if same_plan else None
    if not same_plan:
        return "it is in another plan"
    return None if other["state"] == "active" else "it is no longer active"
