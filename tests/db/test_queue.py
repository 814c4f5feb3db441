"""The coordinator's queue and the council's view, read from a book; steps that name the revision that was read."""

from collections.abc import Callable

import pytest

from db.actor import Actor
from db.book import Book
from db.door import Door
from db.errors import StaleVersion
from db.reads.answers import Answer
from db.reads.council import amendments, standing
from db.reads.queue import detail, queue
from db.writes.parts import save_part
from db.writes.periods import decide_period, freeze_period, open_period, reopen_period, submit_period
from db.writes.queue import Read, confirm_all_read, confirm_read, return_read
from db.writes.reports import NoteMissing, amend, carry_forward, save_draft, submit, withdraw
from domain.periods import Half
from domain.reporting import IllegalStep, State
from tests.db.conftest import Clock, Cycle


def plan_cell(door: Door, measure: int, row: int, half: int, stage: str) -> None:
    item = door.find("work_item", measure_id=measure, row=row)
    assert item is not None
    cell = {"work_item_id": item["id"], "kind": "planned", "fy": 2020, "half": half, "raw": stage}
    door.insert("schedule_cell", {**cell, "stages": f'["{stage}"]'})


def approve(cycle: Cycle) -> None:
    """All three measures through the council."""
    for measure in cycle.measures:
        confirm_read(cycle.book, Read(measure, 1), cycle.period)
    freeze_period(cycle.book, cycle.period)
    submit_period(cycle.book, cycle.period)
    decide_period(cycle.book, cycle.period, meeting="第1回", held_on="2020-11-01")


def test_the_queue_shows_every_measure_also_those_that_nobody_reported(cycle: Cycle, said: Answer) -> None:
    cycle.hand_in(cycle.measures[1], said)
    rows = queue(cycle.book.db, cycle.plan, cycle.period)
    assert {row.measure_id: (row.state, row.revision) for row in rows} == {
        cycle.measures[0]: (State.not_started, 0),
        cycle.measures[1]: (State.submitted, 1),
        cycle.measures[2]: (State.not_started, 0),
    }


def test_late_reports_come_before_others_and_contradictions_before_late_ones(
    cycle: Cycle, said: Answer, clock: Clock
) -> None:
    cycle.hand_in(cycle.measures[0], said)
    clock.to(10, 20)
    cycle.hand_in(cycle.measures[1], said)
    assert [row.measure_id for row in queue(cycle.book.db, cycle.plan, cycle.period)][:2] == [
        cycle.measures[1],
        cycle.measures[0],
    ]
    later = open_period(cycle.book, cycle.plan, Half(2020, 2), due_on="2021-04-15").period_id
    with cycle.book.writing() as door:
        plan_cell(door, cycle.measures[2], 1, 1, "検討")
    # 検討 was planned for the first half and is reached in the second: one half-year late, and rated as planned.
    cycle.hand_in(cycle.measures[2], said, later)
    rows = queue(cycle.book.db, cycle.plan, later)
    assert rows[0].measure_id == cycle.measures[2]
    assert [(finding.row, finding.what.code) for finding in rows[0].findings] == [
        (1, "rated_as_planned_but_behind")
    ]


def test_a_report_stands_beside_the_last_confirmed_one(cycle: Cycle, said: Answer) -> None:
    for measure in cycle.measures:
        cycle.hand_in(measure, said)
    approve(cycle)
    later = open_period(cycle.book, cycle.plan, Half(2020, 2)).period_id
    cycle.hand_in(cycle.measures[0], said._replace(text="点検を終えた。", stages={1: ("調達・構築",)}), later)
    found = detail(cycle.book.db, cycle.measures[0], later)
    assert found.last is not None
    assert (found.last.half, found.last.state, found.last.answer.text) == (
        Half(2020, 1),
        State.approved,
        "点検を始めた。",
    )
    assert [(line.row, line.last, line.now, line.changed) for line in found.stages] == [
        (1, ("検討",), ("調達・構築",), True),
        (2, None, None, False),
    ]


def test_a_report_that_was_never_confirmed_is_not_what_a_new_one_is_held_against(
    cycle: Cycle, said: Answer
) -> None:
    cycle.hand_in(cycle.measures[0], said)
    later = open_period(cycle.book, cycle.plan, Half(2020, 2)).period_id
    carry_forward(cycle.book, cycle.measures[0], later)
    assert detail(cycle.book.db, cycle.measures[0], later).last is None


def test_an_amendment_is_held_against_the_approved_revision_and_listed_with_its_reason(
    cycle: Cycle, said: Answer
) -> None:
    for measure in cycle.measures:
        cycle.hand_in(measure, said)
    approve(cycle)
    reopen_period(cycle.book, cycle.period, reason="件数の誤り", scope="施策1")
    amend(cycle.book, cycle.measures[0], cycle.period, "件数の誤り")
    listed = amendments(cycle.book.db, cycle.plan, cycle.half)
    assert [(item.measure_id, item.reason, item.after) for item in listed] == [
        (cycle.measures[0], "件数の誤り", None)
    ]
    assert amendments(cycle.book.db, cycle.plan, cycle.half.previous()) == []


def test_who_of_several_departments_is_missing_is_known_from_the_start(cycle: Cycle, said: Answer) -> None:
    measure = cycle.measures[0]
    with cycle.book.writing() as door:
        for ordinal, name in enumerate(("情報課", "広報課"), 1):
            city = door.row("plan", cycle.plan)["municipality_id"]
            department = door.insert("department", {"municipality_id": city, "name": name})
            lead = {"role": "lead", "ordinal": ordinal, "name": name, "department_id": department}
            door.insert("measure_department", {"measure_id": measure, **lead})
    cycle.hand_in(measure, said)
    assert queue(cycle.book.db, cycle.plan, cycle.period)[0].parts_missing == ("広報課",)
    sharing = detail(cycle.book.db, measure, cycle.period).sharing
    assert sharing is not None
    assert [part.done for part in sharing.parts] == [True, None]
    withdraw(cycle.book, measure, cycle.period)
    save_part(cycle.book, measure, cycle.period, sharing.others[0].department_id, "号外を出した。", True, 0)
    row = next(one for one in queue(cycle.book.db, cycle.plan, cycle.period) if one.measure_id == measure)
    assert row.parts_missing == ()


@pytest.mark.parametrize(
    "answer",
    [confirm_read, lambda book, read, period: return_read(book, read, period, "古い文への連絡")],
    ids=["confirm", "return"],
)
def test_a_text_that_was_handed_in_anew_is_not_answered_by_who_read_the_old_one(
    cycle: Cycle, said: Answer, answer: Callable[[Book, Read, int], object], second_person: Actor
) -> None:
    measure = cycle.measures[0]
    cycle.hand_in(measure, said)
    read = Read(measure, 1)
    with Book.open(cycle.book.path, actor=second_person, clock=cycle.book.clock) as other:
        withdraw(other, measure, cycle.period)
        save_draft(other, measure, cycle.period, said._replace(text="書き直した。"), 1)
        submit(other, measure, cycle.period, 2)
    with pytest.raises(StaleVersion) as refused:
        answer(cycle.book, read, cycle.period)
    assert refused.value.params["now"]["text"] == "書き直した。"  # type: ignore[index]
    assert refused.value.params["name"] == "田中"
    assert cycle.state(measure) == "submitted"
    confirm_read(cycle.book, Read(measure, 2), cycle.period)
    assert cycle.state(measure) == "confirmed"


def test_many_are_confirmed_at_once_but_for_those_that_changed(cycle: Cycle, said: Answer) -> None:
    for measure in cycle.measures:
        cycle.hand_in(measure, said)
    withdraw(cycle.book, cycle.measures[1], cycle.period)
    done = confirm_all_read(cycle.book, [Read(measure, 1) for measure in cycle.measures], cycle.period)
    assert done.confirmed == (cycle.measures[0], cycle.measures[2])
    assert done.changed == (cycle.measures[1],)
    assert [cycle.state(measure) for measure in cycle.measures] == ["confirmed", "draft", "confirmed"]


def test_a_return_needs_a_note_and_a_step_the_table_has(cycle: Cycle, said: Answer) -> None:
    measure = cycle.measures[0]
    cycle.hand_in(measure, said)
    with pytest.raises(NoteMissing):
        return_read(cycle.book, Read(measure, 1), cycle.period, " ")
    return_read(cycle.book, Read(measure, 1), cycle.period, "数字を確かめてください。")
    with pytest.raises(IllegalStep):
        confirm_read(cycle.book, Read(measure, 1), cycle.period)
    assert detail(cycle.book.db, measure, cycle.period).note == "数字を確かめてください。"


def test_the_council_sees_what_goes_what_is_missing_and_what_anchors_it(cycle: Cycle, said: Answer) -> None:
    cycle.hand_in(cycle.measures[0], said)
    found = standing(cycle.book.db, cycle.plan, cycle.period)
    assert (len(found.reports), len(found.standing(State.submitted)), len(found.missing)) == (3, 1, 2)
    assert found.anchor is None
    for measure in cycle.measures[1:]:
        cycle.hand_in(measure, said)
    approve(cycle)
    found = standing(cycle.book.db, cycle.plan, cycle.period)
    assert found.anchor is not None
    assert found.anchor.count < found.head.count
    assert [step.action for step in found.steps] == ["open", "freeze", "submit", "decide"]
    assert (found.steps[-1].meeting, found.steps[-1].held_on) == ("第1回", "2020-11-01")
