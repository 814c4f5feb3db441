"""What happens to a measure in its plan: added, completed, evaluated, ended, merged, split, suspended, carried over.

Each event holds from a half-year on, and reports are expected by them (db/reads/expected.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from db.book import Book
from db.door import Door
from db.errors import UnknownName
from db.permissions import check_measure, check_task, municipality_of_plan
from db.writes.departments import lead_named
from db.writes.events import add_event, expect_reports
from db.writes.reports import NoteMissing
from db.writes.schedule import When, first_schedule
from domain.errors import Refusal
from domain.lifecycle import SILENT_EVENTS, MeasureAction, MeasureState, life_step
from domain.names import clean, natural_key, plain_number
from domain.periods import Half, slot
from domain.reporting import FUTURE_DIRECTIONS
from domain.roles import Task


class OtherMeasures(Refusal):
    msgid: ClassVar[str] = "“{action}” names {least} to {most} other measures; {given} were given."


class WrongOther(Refusal):
    msgid: ClassVar[str] = "“{title}” cannot be the other measure here: {why}"


class TooEarly(Refusal):
    msgid: ClassVar[str] = (
        "“{title}” already has the event “{event}” from {period} on; what comes after cannot hold from {given}."
    )


class EffectAndCost(Refusal):
    msgid: ClassVar[str] = "An evaluation says both: what the measure brought about, and what it cost."


class UnknownDirection(Refusal):
    msgid: ClassVar[str] = "“{text}” is no direction. Known: {known}"


class MeasureExists(Refusal):
    msgid: ClassVar[str] = "The plan already has a measure “{key}”: {title}. Give the new one another key."


class MeasureNeeds(Refusal):
    msgid: ClassVar[str] = "A new measure needs a number or a key, a title and a lead department."


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """A measure that comes in during the plan; goals that are not named are marked no, none named leaves all open.

    `stages` are the planned cells of its one row; none make no schedule.
    """

    number: str | None
    title: str
    leads: tuple[str, ...]
    related: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    policy_field: str | None = None
    content: str | None = None
    key: str | None = None
    stages: Mapping[When, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """効果・費用: what a completed measure brought about, what it cost, and how it goes on, where that is said."""

    effect: str
    cost: str
    direction: str | None = None


def change_measure(
    book: Book,
    measure_id: int,
    action: MeasureAction,
    half: Half,
    *,
    note: str | None = None,
    others: Sequence[int] = (),
    evaluation: Evaluation | None = None,
) -> MeasureState:
    """Take one step of a measure's life and leave its events, dated with the half-year it holds from.

    Raises IllegalLifeStep, NoteMissing, EffectAndCost, UnknownDirection, OtherMeasures, WrongOther or TooEarly.
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
        _check_time(door, measure, half)
        if action is MeasureAction.evaluate:
            _evaluate(door, measure_id, evaluation, note)
        named: list[int | None] = [*others]
        for named_id in named or [None]:
            add_event(door, measure_id, taken.event, half, note, named_id, action=str(action))
        door.update("measure", measure_id, {"state": str(taken.target)}, action=str(action), note=note)
        expect_reports(door, measure_id)
        return taken.target


def add_measure(
    book: Book, plan_id: int, half: Half, new: NewMeasure, *, note: str | None = None, day: str | None = None
) -> int:
    """Add a measure from a half-year on, with the reason; its id. `day` tells which names departments bear.

    Raises NotYours, NoteMissing, MeasureNeeds, MeasureExists, UnknownStage or UnknownName.
    """
    if not (note or "").strip():
        raise NoteMissing()
    title = clean(new.title, lines=False).strip()
    key = clean(new.key or "", lines=False).strip() or plain_number(new.number or "")
    if not title or not key or not new.leads:
        raise MeasureNeeds()
    with book.writing() as door:
        check_task(door, Task.schedule, municipality_of_plan(door.db, plan_id))
        there = door.find("measure", plan_id=plan_id, measure_key=key)
        if there is not None:
            raise MeasureExists(key=key, title=there["title"])
        last = door.db.conn.execute(
            "SELECT max(position) FROM measure WHERE plan_id = ?", (plan_id,)
        ).fetchone()
        row = {
            "plan_id": plan_id,
            "measure_key": key,
            "number": new.number,
            "title": title,
            "sort_key": natural_key(key),
            "position": None if last[0] is None else last[0] + 1,
            "policy_field": new.policy_field,
            "content": new.content,
            "added_fy": half.fy,
        }
        measure_id = door.insert("measure", row, action="add", note=note)
        for role, names in (("lead", new.leads), ("related", new.related)):
            for ordinal, name in enumerate(names, 1):
                department = lead_named(door, plan_id, name, day or half.last_day.isoformat())
                told = {"measure_id": measure_id, "role": role, "ordinal": ordinal, "name": name}
                door.insert("measure_department", {**told, "department_id": department}, action="add")
        _mark_goals(door, plan_id, measure_id, new.goals)
        first_schedule(door, measure_id, new.stages)
        add_event(door, measure_id, "added", half, note, action="add")
        expect_reports(door, measure_id)
        return measure_id


def _mark_goals(door: Door, plan_id: int, measure_id: int, named: Sequence[str]) -> None:
    goals = door.db.conn.execute(
        "SELECT id, name FROM goal WHERE plan_id = ? ORDER BY ordinal, id", (plan_id,)
    ).fetchall()
    known = [goal["name"] for goal in goals]
    for name in named:
        if name not in known:
            raise UnknownName(what="goal", name=name, known="、".join(known))
    for goal in goals if named else ():
        mark = {"measure_id": measure_id, "goal_id": goal["id"], "mark": int(goal["name"] in named)}
        door.insert("measure_goal", mark, action="add")


def _evaluate(door: Door, measure_id: int, said: Evaluation | None, note: str | None) -> None:
    if said is None or not said.effect.strip() or not said.cost.strip():
        raise EffectAndCost()
    if said.direction is not None and said.direction not in _DIRECTIONS:
        raise UnknownDirection(text=said.direction, known="、".join(_DIRECTIONS))
    values = {"effect": said.effect.strip(), "cost_note": said.cost.strip()}
    if said.direction is not None:
        values["future_direction"] = said.direction
    found = door.find("evaluation", measure_id=measure_id)
    if found is None:
        door.insert("evaluation", {"measure_id": measure_id, **values}, action="evaluate", note=note)
    else:
        door.update("evaluation", found["id"], values, action="evaluate", note=note)


_DIRECTIONS: Final = tuple(direction.name for direction in FUTURE_DIRECTIONS)


def _check_time(door: Door, measure: dict[str, Any], half: Half) -> None:
    """Events stand in order of time: what ended from 2021H1 on cannot be taken up again from 2020H2."""
    rows = door.db.conn.execute(
        "SELECT event, fy, half FROM measure_event WHERE measure_id = ? ORDER BY id", (measure["id"],)
    ).fetchall()
    for row in rows:
        if row["event"] not in SILENT_EVENTS and slot(row["fy"], row["half"]) > half.index:
            period = Half.at(slot(row["fy"], row["half"]))
            raise TooEarly(title=measure["title"], event=row["event"], period=period, given=half)


def _unfit(measure: dict[str, object], other: dict[str, object], action: MeasureAction) -> str | None:
    if other["id"] == measure["id"]:
        return "it is the same measure"
    same_plan = other["plan_id"] == measure["plan_id"]
    if action is MeasureAction.carry_over:
        return "it is in the same plan" if same_plan else None
    if not same_plan:
        return "it is in another plan"
    return None if other["state"] == "active" else "it is no longer active"
