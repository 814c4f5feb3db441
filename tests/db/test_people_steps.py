"""Every step of reports, half-years and measures, tried by everybody: done, done in somebody's place, or refused."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from db.book import Book
from db.door import Door
from db.permissions import NotYours
from db.writes.measures import Evaluation, change_measure
from db.writes.periods import move_period, open_period
from db.writes.reports import decide_report
from domain.lifecycle import LIFE_STEPS, LifeStep, MeasureAction, MeasureState
from domain.periods import Half
from domain.reporting import (
    PERIOD_STEPS,
    STEPS,
    PeriodAction,
    PeriodState,
    PeriodStep,
    Role,
    State,
    Step,
)
from tests.db.staff import EVERYBODY, Expected, Town, fill, host_says, staff

NOTE = "理由"


@pytest.fixture
def town(book: Book, monkeypatch: pytest.MonkeyPatch) -> Town:
    host_says(monkeypatch)
    return fill(book, measures=len(EVERYBODY) + 2)


class _RollBack(Exception):
    pass


def way(steps: Iterable[Any], start: object, goal: object) -> list[Any]:
    """The actions that lead from one state to another, by the fewest steps."""
    known, waiting = {start: list[Any]()}, deque([start])
    while waiting:
        here = waiting.popleft()
        for step in steps:
            if step.source == here and step.target not in known:
                known[step.target] = [*known[here], step.action]
                waiting.append(step.target)
    return known[goal]


def tried(book: Book, act: Callable[[Door], tuple[str, int]]) -> str | None:
    """In whose place the step was taken, or "-" for refused; what was done is rolled back."""
    found: str | None = "-"
    try:
        with book.writing() as door:
            table, row = act(door)
            found = door.db.conn.execute(
                f"SELECT proxy_for FROM {table} ORDER BY id DESC LIMIT 1"
            ).fetchone()[0]
            assert row
            raise _RollBack
    except (NotYours, _RollBack):
        return found


def outcomes(town: Town, act: Callable[[Door], tuple[str, int]]) -> dict[str, str | None]:
    return {name: tried(town.as_(who.login), act) for name, who in EVERYBODY.items()}


def wanted(role: Role) -> dict[str, str | None]:
    return {name: getattr(who, str(role)) for name, who in EVERYBODY.items()}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.source}-{step.action}")
def test_a_reports_step_is_its_roles(town: Town, step: Step) -> None:
    book = town.book
    open_period(book, town.plan, Half(2020, 1))
    with book.writing() as door:
        report = door.find("report", measure_id=town.measures[0])
        assert report is not None
        for action in way(STEPS, State.not_started, step.source):
            decide_report(door, report["id"], action, NOTE, None)

    def act(door: Door) -> tuple[str, int]:
        before = door.row("report", report["id"])["state"]
        after = decide_report(door, report["id"], step.action, NOTE, None)
        # A draft that is saved again leaves no decision, so there is nothing to mark.
        if before == after:
            door.insert(
                "decision", {**_SAVED, "report_id": report["id"], "from_state": before, "to_state": after}
            )
        return "decision", report["id"]

    assert {tried(town.as_(who.login), act) for who in EVERYBODY.values()} == {None}
    staff(town.as_("suzuki"))
    found = outcomes(town, act)
    if step.source is step.target:
        assert {name for name, told in found.items() if told == "-"} == {
            name for name, told in wanted(step.role).items() if told == "-"
        }
    else:
        assert found == wanted(step.role)


_SAVED = {"revision": 0, "action": "save", "by_uid": 0, "by_name": "", "at": ""}


@pytest.mark.parametrize("step", PERIOD_STEPS, ids=lambda step: f"{step.source}-{step.action}")
def test_a_half_years_step_is_the_coordinators_but_the_due_date_passes_for_everybody(
    town: Town, step: PeriodStep
) -> None:
    book = town.book
    with book.writing() as door:
        period = door.insert("period", {"plan_id": town.plan, "fy": 2020, "half": 1})
        for action in way(PERIOD_STEPS, PeriodState.scheduled, step.source):
            move_period(door, door.row("period", period), action, reason=NOTE, scope="すべて")

    def act(door: Door) -> tuple[str, int]:
        move_period(door, door.row("period", period), step.action, reason=NOTE, scope="すべて")
        return "period_decision", period

    assert {tried(town.as_(who.login), act) for who in EVERYBODY.values()} == {None}
    staff(town.as_("suzuki"))
    found = outcomes(town, act)
    if step.action is PeriodAction.expire:
        assert set(found.values()) == {None}
    else:
        assert found == wanted(Role.coordinator)


@pytest.mark.parametrize("step", LIFE_STEPS, ids=lambda step: f"{step.source}-{step.action}")
def test_a_step_of_a_measures_life_is_the_coordinators(town: Town, step: LifeStep) -> None:
    book, others = town.book, town.measures[-2:]
    mine = dict(zip(EVERYBODY, town.measures, strict=False))

    def take(measure: int, action: MeasureAction, year: int) -> None:
        found = next(one for one in LIFE_STEPS if one.action is action)
        change_measure(
            book,
            measure,
            action,
            Half(year, 1),
            note=NOTE,
            others=others[: found.least_others],
            evaluation=Evaluation("早くなった。", "300千円") if action is MeasureAction.evaluate else None,
        )

    for measure in mine.values():
        for place, action in enumerate(way(LIFE_STEPS, MeasureState.active, step.source)):
            take(measure, action, 2020 + place)
    staff(town.as_("suzuki"))
    done = {}
    for name, who in EVERYBODY.items():
        town.as_(who.login)
        try:
            take(mine[name], step.action, 2024)
            done[name] = True
        except NotYours:
            done[name] = False
    assert done == {name: who.coordinator != "-" for name, who in EVERYBODY.items()}
    states = {
        name: book.db.conn.execute("SELECT state FROM measure WHERE id = ?", (measure,)).fetchone()[0]
        for name, measure in mine.items()
    }
    assert states == {name: step.target if done[name] else step.source for name in mine}


def test_everybody_is_in_the_table() -> None:
    assert all(isinstance(who, Expected) for who in EVERYBODY.values())
    assert len({who.login for who in EVERYBODY.values()}) == len(EVERYBODY)
