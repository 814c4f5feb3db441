"""The half-yearly cycle: draft, submit, carry, withdraw, return, confirm, compile, decide, amend."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from db.book import Book
from db.reads.answers import Answer
from db.reads.counts import counts
from db.reads.reports import form, previous
from db.writes.periods import (
    PeriodExists,
    ReportsUnfinished,
    decide_period,
    freeze_period,
    mark_overdue,
    open_period,
    publish_period,
    reopen_period,
    schedule_period,
    snapshot_hash,
    submit_period,
)
from db.writes.reports import (
    AmendWhileClosed,
    EvaluationMissing,
    NoteMissing,
    NothingToCarry,
    NothingToSubmit,
    PeriodClosed,
    amend,
    carry_forward,
    confirm,
    return_report,
    save_draft,
    submit,
    withdraw,
)
from domain.reporting import IllegalPeriodStep, IllegalStep, State

if TYPE_CHECKING:
    from tests.db.conftest import Clock, Cycle

OTHER = Answer("評価できない", None, "別の文", {2: ("調達・構築", "運用")})


def decisions(book: Book, measure: int) -> list[tuple[str, str, str, int]]:
    rows = book.db.conn.execute(
        "SELECT action, from_state, to_state, decision.revision FROM decision"
        " JOIN report ON report.id = report_id WHERE measure_id = ? ORDER BY decision.id",
        (measure,),
    )
    return [tuple(row) for row in rows]


def confirm_all(cycle: Cycle, answer: Answer) -> None:
    for measure in cycle.measures:
        cycle.hand_in(measure, answer)
        confirm(cycle.book, measure, cycle.period)


def to_council(cycle: Cycle) -> None:
    freeze_period(cycle.book, cycle.period)
    submit_period(cycle.book, cycle.period)


@pytest.fixture
def approved(cycle: Cycle, said: Answer) -> Cycle:
    confirm_all(cycle, said)
    to_council(cycle)
    decide_period(cycle.book, cycle.period, meeting="第1回ICT戦略会議", held_on="2020-11-10")
    return cycle


# -- writing


def test_opening_a_half_year_makes_a_report_of_every_active_measure(cycle: Cycle) -> None:
    assert [cycle.state(measure) for measure in cycle.measures] == ["not_started"] * 3
    found = counts(cycle.book.db, cycle.plan, cycle.period)
    assert (found.measures, found.reported, found.missing) == (3, 0, 3)


def test_measures_that_ended_or_come_later_get_no_report(cycle: Cycle) -> None:
    first, second, _ = cycle.measures
    with cycle.book.writing() as door:
        door.update("measure", first, {"state": "discontinued"})
        door.update("measure", second, {"added_fy": 2021})
    assert open_period(cycle.book, cycle.plan, cycle.half.next()).reports == 1


def test_a_draft_is_kept_as_written_and_counts_its_versions(cycle: Cycle, said: Answer) -> None:
    place = (cycle.measures[0], cycle.period)
    assert save_draft(cycle.book, *place, said, 0).version == 1
    assert save_draft(cycle.book, *place, OTHER, 1).version == 2
    found = form(cycle.book.db, *place)
    assert (found.answer, found.version, found.state, found.saved_by) == (OTHER, 2, State.draft, "鈴木")
    assert cycle.revisions(cycle.measures[0]) == []


def test_saving_the_same_again_changes_nothing(cycle: Cycle, said: Answer, clock: Clock) -> None:
    place = (cycle.measures[0], cycle.period)
    first = save_draft(cycle.book, *place, said, 0)
    clock.to(10, 6)
    assert save_draft(cycle.book, *place, said, 1) == first


def test_handing_in_makes_a_revision_with_its_stages_and_ends_the_draft(cycle: Cycle, said: Answer) -> None:
    measure = cycle.measures[0]
    place = (measure, cycle.period)
    save_draft(cycle.book, *place, Answer(said.progress_evaluation, None, "文", {1: ("検討",), 2: ()}), 0)
    saved = submit(cycle.book, *place, 1, event_id="client-1")
    assert (saved.state, saved.revision, saved.late, saved.version) == (State.submitted, 1, False, 0)
    (revision,) = cycle.revisions(measure)
    assert (revision["event_id"], revision["by_name"], revision["submitted_at"]) == (
        "client-1",
        "鈴木",
        "2020-10-05T14:03:00+09:00",
    )
    stages = cycle.book.db.conn.execute("SELECT row, stages FROM report_stage JOIN work_item USING (id)")
    assert len(stages.fetchall()) == 1
    assert form(cycle.book.db, *place).answer.stages == {1: ("検討",)}
    assert cycle.book.db["draft"].count == 0
    assert decisions(cycle.book, measure) == [
        ("save", "not_started", "draft", 0),
        ("submit", "draft", "submitted", 1),
    ]


def test_a_report_without_a_rating_or_without_anything_is_not_handed_in(cycle: Cycle) -> None:
    place = (cycle.measures[0], cycle.period)
    with pytest.raises(IllegalStep):
        submit(cycle.book, *place, 0)
    save_draft(cycle.book, *place, Answer(None, "実施中", "評価なし"), 0)
    with pytest.raises(EvaluationMissing, match="施策1"):
        submit(cycle.book, *place, 1)
    with cycle.book.writing() as door:
        draft = door.find("draft", by_name="鈴木")
        assert draft is not None
        door.delete("draft", draft["id"])
    with pytest.raises(NothingToSubmit, match="施策1"):
        submit(cycle.book, *place, 1)


def test_an_event_that_came_twice_is_written_once(cycle: Cycle, said: Answer) -> None:
    """A person who never saw the answer sends the same act again."""
    place = (cycle.measures[0], cycle.period)
    save_draft(cycle.book, *place, said, 0)
    submit(cycle.book, *place, 1, event_id="client-1")
    with pytest.raises(IllegalStep):
        submit(cycle.book, *place, 1, event_id="client-1")
    cycle.hand_in(cycle.measures[1], said)
    assert len(cycle.revisions(cycle.measures[0])) == 1
    events = [row[0] for row in cycle.book.db.conn.execute("SELECT event_id FROM report_revision")]
    assert len(set(events)) == 2


# -- late


@pytest.mark.parametrize(("day", "late"), [(15, False), (16, True)])
def test_a_report_is_late_from_the_day_after_it_was_due(
    cycle: Cycle, said: Answer, clock: Clock, day: int, late: bool
) -> None:
    clock.to(10, day)
    cycle.hand_in(cycle.measures[0], said)
    (revision,) = cycle.revisions(cycle.measures[0])
    assert bool(revision["late"]) is late and bool(cycle.report(cycle.measures[0])["late"]) is late


def test_the_late_flag_stays_when_the_half_year_is_given_more_time(
    cycle: Cycle, said: Answer, clock: Clock
) -> None:
    measure = cycle.measures[0]
    clock.to(10, 20)
    cycle.hand_in(measure, said)
    return_report(cycle.book, measure, cycle.period, "件数を")
    with cycle.book.writing() as door:
        door.update("period", cycle.period, {"due_on": "2020-12-01"})
    cycle.hand_in(measure, OTHER)
    assert [revision["late"] for revision in cycle.revisions(measure)] == [1, 0]
    assert cycle.report(measure)["late"] == 1


def test_a_half_year_whose_day_has_passed_is_overdue_and_still_takes_reports(
    cycle: Cycle, said: Answer, clock: Clock
) -> None:
    assert mark_overdue(cycle.book, cycle.plan) == []
    clock.to(10, 15)
    assert mark_overdue(cycle.book, cycle.plan) == []
    clock.to(10, 16)
    assert mark_overdue(cycle.book, cycle.plan) == [cycle.period]
    assert mark_overdue(cycle.book, cycle.plan) == []
    cycle.hand_in(cycle.measures[0], said)
    assert counts(cycle.book.db, cycle.plan, cycle.period).late == 1


# -- 変わりなし


def test_no_change_hands_in_the_last_answer_again_marked_as_carried(cycle: Cycle, said: Answer) -> None:
    measure = cycle.measures[0]
    cycle.hand_in(measure, said)
    later = open_period(cycle.book, cycle.plan, cycle.half.next()).period_id
    assert carry_forward(cycle.book, measure, later, event_id="carry-1").state is State.submitted
    found = form(cycle.book.db, measure, later)
    assert found.answer == said
    row = cycle.book.db.conn.execute(
        "SELECT carried FROM report_revision WHERE event_id = 'carry-1'"
    ).fetchone()
    assert row["carried"] == 1
    latest = previous(cycle.book.db, measure, later)
    assert latest is not None and latest.half == cycle.half and not latest.carried


def test_no_change_throws_a_begun_draft_away_and_keeps_it_in_history(cycle: Cycle, said: Answer) -> None:
    measure = cycle.measures[0]
    cycle.hand_in(measure, said)
    later = open_period(cycle.book, cycle.plan, cycle.half.next()).period_id
    save_draft(cycle.book, measure, later, OTHER, 0)
    carry_forward(cycle.book, measure, later)
    assert cycle.book.db["draft"].count == 0
    gone = cycle.book.db.conn.execute(
        "SELECT before FROM history WHERE table_name = 'draft' AND action = 'carry'"
    ).fetchone()
    assert json.loads(gone[0])["text"] == "別の文"


def test_where_nothing_was_reported_before_there_is_nothing_to_carry(cycle: Cycle, said: Answer) -> None:
    with pytest.raises(NothingToCarry, match="施策1"):
        carry_forward(cycle.book, cycle.measures[0], cycle.period)
    cycle.hand_in(cycle.measures[0], said)
    with pytest.raises(IllegalStep):
        carry_forward(cycle.book, cycle.measures[0], cycle.period)


# -- back and forth


def test_a_report_can_be_taken_back_until_somebody_confirmed_it(cycle: Cycle, said: Answer) -> None:
    measure = cycle.measures[0]
    cycle.hand_in(measure, said)
    assert withdraw(cycle.book, measure, cycle.period).state is State.draft
    found = form(cycle.book.db, measure, cycle.period)
    assert (found.answer, found.version, found.revision) == (said, 1, 1)
    cycle.hand_in(measure, OTHER)
    confirm(cycle.book, measure, cycle.period)
    with pytest.raises(IllegalStep, match="return"):
        withdraw(cycle.book, measure, cycle.period)
    assert [revision["text"] for revision in cycle.revisions(measure)] == ["点検を始めた。", "別の文"]


@pytest.mark.parametrize("note", ["", "  \n"])
def test_sending_back_needs_a_note(cycle: Cycle, said: Answer, note: str) -> None:
    cycle.hand_in(cycle.measures[0], said)
    with pytest.raises(NoteMissing):
        return_report(cycle.book, cycle.measures[0], cycle.period, note)
    assert cycle.state(cycle.measures[0]) == "submitted"


def test_a_returned_report_shows_the_note_and_starts_from_what_was_said(cycle: Cycle, said: Answer) -> None:
    measure = cycle.measures[0]
    cycle.hand_in(measure, said)
    confirm(cycle.book, measure, cycle.period)
    assert return_report(cycle.book, measure, cycle.period, "件数を足してください").state is State.returned
    found = form(cycle.book.db, measure, cycle.period)
    assert (found.note, found.answer, found.version) == ("件数を足してください", said, 0)
    cycle.hand_in(measure, OTHER)
    assert [revision["revision"] for revision in cycle.revisions(measure)] == [1, 2]
    assert decisions(cycle.book, measure)[1:] == [
        ("submit", "draft", "submitted", 1),
        ("confirm", "submitted", "confirmed", 1),
        ("return", "confirmed", "returned", 1),
        ("save", "returned", "draft", 1),
        ("submit", "draft", "submitted", 2),
    ]


def test_a_step_the_table_does_not_have_is_refused_and_the_possible_ones_are_named(cycle: Cycle) -> None:
    with pytest.raises(IllegalStep, match="save, carry") as refused:
        confirm(cycle.book, cycle.measures[0], cycle.period)
    assert refused.value.params["state"] == "not_started"
    assert decisions(cycle.book, cycle.measures[0]) == []


# -- the council


def test_a_half_year_goes_to_the_council_only_when_every_report_is_confirmed(
    cycle: Cycle, said: Answer
) -> None:
    confirm_all(cycle, said)
    with pytest.raises(IllegalPeriodStep, match="freeze"):
        submit_period(cycle.book, cycle.period)
    freeze_period(cycle.book, cycle.period)
    moved = submit_period(cycle.book, cycle.period)
    assert (moved.state, moved.reports) == ("submitted", 3)
    assert {cycle.state(measure) for measure in cycle.measures} == {"compiled"}


def test_unfinished_reports_are_named_and_nothing_moves(cycle: Cycle, said: Answer) -> None:
    cycle.hand_in(cycle.measures[0], said)
    confirm(cycle.book, cycle.measures[0], cycle.period)
    freeze_period(cycle.book, cycle.period)
    with pytest.raises(ReportsUnfinished, match="施策2、施策3") as refused:
        submit_period(cycle.book, cycle.period)
    assert refused.value.params["count"] == 2
    assert cycle.state(cycle.measures[0]) == "confirmed"
    assert cycle.book.db["period"].get(cycle.period)["state"] == "frozen"


def test_the_council_approves_what_it_does_not_deny_with_a_reason(cycle: Cycle, said: Answer) -> None:
    confirm_all(cycle, said)
    to_council(cycle)
    denied: Any = cycle.report(cycle.measures[1])["id"]
    with pytest.raises(NoteMissing):
        decide_period(cycle.book, cycle.period, meeting="第1回", held_on="2020-11-10", denied={denied: " "})
    assert cycle.state(cycle.measures[0]) == "compiled" and cycle.book.db["meeting"].count == 0
    decide_period(
        cycle.book, cycle.period, meeting="第1回", held_on="2020-11-10", denied={denied: "根拠がない"}
    )
    assert [cycle.state(measure) for measure in cycle.measures] == ["approved", "denied", "approved"]
    row = cycle.book.db.conn.execute(
        "SELECT decision.note, name, held_on FROM decision JOIN meeting ON meeting.id = meeting_id"
        " WHERE to_state = 'denied'"
    ).fetchone()
    assert tuple(row) == ("根拠がない", "第1回", "2020-11-10")
    return_report(cycle.book, cycle.measures[1], cycle.period, "根拠を書いてください")
    assert cycle.state(cycle.measures[1]) == "returned"


def test_a_half_year_that_is_not_open_takes_no_reports(cycle: Cycle, said: Answer) -> None:
    place = (cycle.measures[0], cycle.period)
    cycle.hand_in(cycle.measures[1], said)
    save_draft(cycle.book, *place, said, 0)
    freeze_period(cycle.book, cycle.period)
    for act in (
        lambda: save_draft(cycle.book, *place, OTHER, 1),
        lambda: submit(cycle.book, *place, 1),
        lambda: carry_forward(cycle.book, *place),
        lambda: withdraw(cycle.book, cycle.measures[1], cycle.period),
    ):
        with pytest.raises(PeriodClosed, match="2020H1") as refused:
            act()
        assert refused.value.params["state"] == "frozen"
    assert form(cycle.book.db, *place).answer == said


def test_reopening_needs_a_reason_and_a_scope_and_both_are_kept(approved: Cycle) -> None:
    for reason, scope in (("", "施策1"), ("数の誤り", " ")):
        with pytest.raises(NoteMissing):
            reopen_period(approved.book, approved.period, reason=reason, scope=scope)
    reopen_period(approved.book, approved.period, reason="数の誤り", scope="施策1")
    row = approved.book.db.conn.execute(
        "SELECT reason, scope, from_state, to_state FROM period_decision ORDER BY id DESC LIMIT 1"
    ).fetchone()
    assert tuple(row) == ("数の誤り", "施策1", "decided", "open")


def test_a_half_year_goes_its_way_step_by_step(approved: Cycle) -> None:
    assert publish_period(approved.book, approved.period).state == "published"
    with pytest.raises(IllegalPeriodStep, match="reopen"):
        freeze_period(approved.book, approved.period)
    with pytest.raises(IllegalPeriodStep):
        open_period(approved.book, approved.plan, approved.half)
    with approved.book.writing() as door, pytest.raises(PeriodExists):
        schedule_period(door, approved.plan, approved.half)


# -- after approval


def test_amending_keeps_the_approved_revision_and_needs_a_reason(approved: Cycle, said: Answer) -> None:
    measure = approved.measures[0]
    reopen_period(approved.book, approved.period, reason="数の誤り", scope="施策1")
    with pytest.raises(NoteMissing):
        amend(approved.book, measure, approved.period, " ")
    assert amend(approved.book, measure, approved.period, "件数の誤り").state is State.draft
    found = form(approved.book.db, measure, approved.period)
    assert found.answer == Answer(
        said.progress_evaluation, said.implementation_state, said.text, said.stages, "件数の誤り"
    )
    changed = Answer(said.progress_evaluation, None, "直した文", said.stages, found.answer.reason)
    save_draft(approved.book, measure, approved.period, changed, found.version)
    submit(approved.book, measure, approved.period, found.version + 1)
    first, second = approved.revisions(measure)
    assert (first["text"], first["reason"]) == (said.text, None)
    assert (second["text"], second["reason"]) == ("直した文", "件数の誤り")


def test_the_reason_of_an_amendment_survives_a_draft_that_does_not_name_it(
    approved: Cycle, said: Answer
) -> None:
    measure = approved.measures[0]
    reopen_period(approved.book, approved.period, reason="数の誤り", scope="施策1")
    amend(approved.book, measure, approved.period, "件数の誤り")
    approved.hand_in(measure, OTHER)
    assert approved.revisions(measure)[1]["reason"] == "件数の誤り"


def test_an_amendment_that_is_withdrawn_keeps_its_reason(approved: Cycle) -> None:
    measure = approved.measures[0]
    reopen_period(approved.book, approved.period, reason="数の誤り", scope="施策1")
    amend(approved.book, measure, approved.period, "件数の誤り")
    approved.hand_in(measure, OTHER)
    withdraw(approved.book, measure, approved.period)
    assert form(approved.book.db, measure, approved.period).answer.reason == "件数の誤り"


def test_an_amendment_in_a_closed_half_year_is_refused_with_the_way_out(approved: Cycle) -> None:
    measure = approved.measures[0]
    with pytest.raises(AmendWhileClosed, match="reopen it"):
        amend(approved.book, measure, approved.period, "件数の誤り")
    assert approved.state(measure) == "approved"


def test_the_snapshot_of_a_half_year_is_the_same_until_an_answer_changes(approved: Cycle) -> None:
    period = approved.book.db.conn.execute(
        "SELECT snapshot_hash, history_hash FROM period WHERE id = ?", (approved.period,)
    ).fetchone()
    assert len(period["snapshot_hash"]) == len(period["history_hash"]) == 64
    assert snapshot_hash(approved.book.db, approved.period) == period["snapshot_hash"]
    reopen_period(approved.book, approved.period, reason="数の誤り", scope="施策1")
    amend(approved.book, approved.measures[0], approved.period, "件数の誤り")
    assert snapshot_hash(approved.book.db, approved.period) != period["snapshot_hash"]


def test_only_an_approved_report_is_amended(cycle: Cycle, said: Answer) -> None:
    cycle.hand_in(cycle.measures[0], said)
    with pytest.raises(IllegalStep):
        amend(cycle.book, cycle.measures[0], cycle.period, "誤り")


def test_every_step_of_the_cycle_is_in_the_history(approved: Cycle) -> None:
    actions = {row[0] for row in approved.book.db.conn.execute("SELECT DISTINCT action FROM history")}
    assert {"open", "save", "submit", "confirm", "freeze", "compile", "approve", "decide"} <= actions
