"""What may serve as the last answer: what stands; not what the council denied, what was sent back or taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from db.reads.queue import detail, queue
from db.reads.reports import form, previous
from db.writes.periods import decide_period, freeze_period, open_period, reopen_period, submit_period
from db.writes.reports import (
    amend,
    carry_forward,
    confirm,
    return_report,
    save_draft,
    undo_carry,
    withdraw,
)
from domain.periods import Half
from domain.reporting import State
from domain.telling import LastFell

if TYPE_CHECKING:
    from db.reads.answers import Answer
    from tests.db.conftest import Cycle

LATER = Half(2020, 2)


def at_council(cycle: Cycle, said: Answer) -> int:
    """All three before the council; the half-year after them takes reports. Its id."""
    for measure in cycle.measures:
        cycle.hand_in(measure, said)
        confirm(cycle.book, measure, cycle.period)
    freeze_period(cycle.book, cycle.period)
    submit_period(cycle.book, cycle.period)
    return open_period(cycle.book, cycle.plan, LATER).period_id


def decide(cycle: Cycle, *denied: int) -> None:
    reasons = dict.fromkeys(denied, "費用の根拠がない")
    decide_period(cycle.book, cycle.period, meeting="第1回", held_on="2020-11-20", denied_measures=reasons)


def test_a_denied_answer_is_shown_as_denied_and_not_handed_in_again(cycle: Cycle, said: Answer) -> None:
    first, second, _ = cycle.measures
    later = at_council(cycle, said)
    decide(cycle, first)
    last = previous(cycle.book.db, first, later)
    assert last is not None
    assert (last.half, last.state, last.stands) == (cycle.half, State.denied, False)
    with pytest.raises(LastFell) as refused:
        carry_forward(cycle.book, first, later)
    assert refused.value.params == {"title": "施策1", "period": "2020H1", "why": "denied"}
    assert form(cycle.book.db, first, later).state is State.not_started
    assert carry_forward(cycle.book, second, later).state is State.submitted


def test_written_anew_it_may_be_carried_again(cycle: Cycle, said: Answer) -> None:
    first = cycle.measures[0]
    later = at_council(cycle, said)
    decide(cycle, first)
    reopen_period(cycle.book, cycle.period, reason="再報告", scope="1")
    return_report(cycle.book, first, cycle.period, "根拠を")
    save_draft(cycle.book, first, cycle.period, said._replace(text="根拠を書いた。"), 0)
    last = previous(cycle.book.db, first, later)
    assert last is not None
    assert last.state == State.denied
    cycle.hand_in(first, said._replace(text="根拠を書いた。"))
    last = previous(cycle.book.db, first, later)
    assert last is not None
    assert (last.state, last.answer.text) == (State.submitted, "根拠を書いた。")
    assert carry_forward(cycle.book, first, later).state is State.submitted


@pytest.mark.parametrize("writing", [False, True])
def test_a_returned_answer_is_not_handed_in_again(cycle: Cycle, said: Answer, writing: bool) -> None:
    first = cycle.measures[0]
    cycle.hand_in(first, said)
    return_report(cycle.book, first, cycle.period, "件数を")
    if writing:
        save_draft(cycle.book, first, cycle.period, said._replace(text="件数は"), 0)
    later = open_period(cycle.book, cycle.plan, LATER).period_id
    with pytest.raises(LastFell, match="returned"):
        carry_forward(cycle.book, first, later)


def test_a_withdrawn_answer_is_a_draft_and_one_undone_was_never_said(cycle: Cycle, said: Answer) -> None:
    first, second, _ = cycle.measures
    cycle.hand_in(first, said)
    withdraw(cycle.book, first, cycle.period)
    cycle.hand_in(second, said)
    later = open_period(cycle.book, cycle.plan, LATER).period_id
    with pytest.raises(LastFell, match="draft"):
        carry_forward(cycle.book, first, later)
    carry_forward(cycle.book, second, later)
    undo_carry(cycle.book, second, later)
    save_draft(cycle.book, second, later, said._replace(text="書きかけ"), 0)
    after = open_period(cycle.book, cycle.plan, LATER.next()).period_id
    last = previous(cycle.book.db, second, after)
    assert last is not None
    assert last.half == cycle.half


def test_an_approved_answer_serves_also_while_it_is_being_amended(cycle: Cycle, said: Answer) -> None:
    first = cycle.measures[0]
    later = at_council(cycle, said)
    decide(cycle)
    reopen_period(cycle.book, cycle.period, reason="件数の誤り", scope="1")
    amend(cycle.book, first, cycle.period, "件数の誤り")
    last = previous(cycle.book.db, first, later)
    assert last is not None
    assert last.state == State.approved
    assert carry_forward(cycle.book, first, later).state is State.submitted


def test_a_report_is_not_held_against_a_denied_one_and_unchanged_of_it_is_told_apart(
    cycle: Cycle, said: Answer
) -> None:
    """Handed in as unchanged while the council still had the answer; then the council denied it."""
    first, second, _ = cycle.measures
    later = at_council(cycle, said)
    for measure in (first, second):
        carry_forward(cycle.book, measure, later)
    before = detail(cycle.book.db, first, later)
    assert before.last is not None
    assert (before.last.state, before.fallen) == (State.compiled, None)
    decide(cycle, first)
    found = detail(cycle.book.db, first, later)
    assert found.last is None
    assert found.fallen is not None
    assert (found.fallen.half, found.fallen.state) == (cycle.half, State.denied)
    rows = {row.measure_id: row for row in queue(cycle.book.db, cycle.plan, later)}
    assert (rows[first].carried, rows[first].repeats_fallen) == (True, True)
    assert (rows[second].carried, rows[second].repeats_fallen) == (True, False)
    # Rewritten and confirmed, the last half-year's answer stands again; what repeats the denied one still does.
    reopen_period(cycle.book, cycle.period, reason="再報告", scope="1")
    return_report(cycle.book, first, cycle.period, "根拠を")
    cycle.hand_in(first, said._replace(text="根拠を書いた。"))
    confirm(cycle.book, first, cycle.period)
    found = detail(cycle.book.db, first, later)
    assert found.last is not None
    assert (found.last.revision, found.fallen) == (2, None)
    assert next(
        row for row in queue(cycle.book.db, cycle.plan, later) if row.measure_id == first
    ).repeats_fallen
