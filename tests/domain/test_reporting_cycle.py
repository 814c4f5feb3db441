"""The reporting cycle: what may follow what, and that nothing approved is ever overwritten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refusal
from domain.reporting import (
    FUTURE_DIRECTIONS,
    IMPLEMENTATION_STATES,
    PERIOD_STEPS,
    PROGRESS_EVALUATIONS,
    STEPS,
    Action,
    IllegalPeriodStep,
    IllegalStep,
    PeriodAction,
    PeriodState,
    Role,
    State,
    period_step,
    possible,
    possible_for_period,
    read_future_direction,
    read_progress_evaluation,
    step,
)


def path(start: State, *actions: Action) -> State:
    for action in actions:
        start = step(start, action).target
    return start


def test_a_report_goes_from_nothing_to_approved() -> None:
    ways = (Action.save, Action.submit, Action.confirm, Action.compile, Action.approve)
    assert path(State.not_started, *ways) is State.approved


def test_a_returned_report_comes_back_through_a_draft() -> None:
    assert path(State.submitted, Action.return_, Action.save, Action.submit) is State.submitted


def test_a_denied_report_is_returned_to_the_department() -> None:
    assert path(State.compiled, Action.deny, Action.return_) is State.returned


@pytest.mark.parametrize("state", [State.not_started, State.draft, State.returned])
def test_unchanged_goes_straight_to_submitted(state: State) -> None:
    assert step(state, Action.carry).target is State.submitted


def test_a_submitted_report_can_be_withdrawn_until_it_is_confirmed() -> None:
    assert step(State.submitted, Action.withdraw).target is State.draft
    with pytest.raises(IllegalStep):
        step(State.confirmed, Action.withdraw)


def test_an_approved_report_is_only_ever_amended_with_a_reason() -> None:
    assert possible(State.approved) == (Action.amend,)
    assert step(State.approved, Action.amend).target is State.draft


def test_returning_denying_and_amending_need_a_note_and_nothing_else_does() -> None:
    assert {one.action for one in STEPS if one.needs_note} == {Action.return_, Action.deny, Action.amend}
    assert all(one.needs_note == (one.action in (Action.return_, Action.deny, Action.amend)) for one in STEPS)


def test_the_department_reports_and_the_coordinator_decides() -> None:
    lead = {Action.save, Action.submit, Action.carry, Action.withdraw, Action.undo_carry, Action.amend}
    assert {one.action for one in STEPS if one.role is Role.lead} == lead
    assert {one.action for one in STEPS if one.role is Role.coordinator} == set(Action) - lead


@given(st.sampled_from(list(State)), st.sampled_from(list(Action)))
def test_every_illegal_step_is_refused_with_what_is_possible(state: State, action: Action) -> None:
    if action in possible(state):
        assert step(state, action).source is state
        return
    with pytest.raises(IllegalStep) as caught:
        step(state, action)
    assert isinstance(caught.value, Refusal)
    assert caught.value.exit_code == 2
    assert caught.value.params["state"] == str(state)
    for name in possible(state):
        assert str(name) in str(caught.value.params["possible"])
        assert str(name) in str(caught.value)


def test_no_state_is_a_dead_end_and_every_state_is_reached() -> None:
    assert {one.source for one in STEPS} == set(State)
    assert {one.target for one in STEPS} == set(State)
    assert len({(one.source, one.action) for one in STEPS}) == len(STEPS)


@given(st.lists(st.sampled_from(list(Action)), max_size=60))
def test_no_way_through_the_cycle_overwrites_an_approved_revision(actions: list[Action]) -> None:
    state, revision, approved = State.not_started, 0, list[int]()
    for action in actions:
        try:
            taken = step(state, action)
        except IllegalStep:
            continue
        if taken.target is State.submitted:
            revision += 1
        if taken.target is State.approved:
            approved.append(revision)
        if state is State.approved:
            assert taken.needs_note
        state = taken.target
    assert len(set(approved)) == len(approved)
    assert state is not State.approved or approved[-1] == revision


@given(st.lists(st.integers(0, 99), max_size=60))
def test_nothing_is_approved_that_was_not_submitted_confirmed_and_compiled(choices: list[int]) -> None:
    state, seen = State.not_started, [State.not_started]
    for choice in choices:
        ways = possible(state)
        state = step(state, ways[choice % len(ways)]).target
        seen.append(state)
        if state is State.approved:
            assert seen[-3:-1] == [State.confirmed, State.compiled]
            assert seen[-4] is State.submitted


# -- half-years


def test_a_half_year_goes_from_scheduled_to_published() -> None:
    state = PeriodState.scheduled
    for action in ("open", "expire", "freeze", "submit", "decide", "publish"):
        state = period_step(state, PeriodAction(action)).target
    assert state is PeriodState.published
    assert period_step(PeriodState.open, PeriodAction.freeze).target is PeriodState.frozen


@pytest.mark.parametrize("state", [PeriodState.frozen, PeriodState.submitted, PeriodState.decided])
def test_reopening_needs_a_reason_and_a_scope(state: PeriodState) -> None:
    taken = period_step(state, PeriodAction.reopen)
    assert taken.target is PeriodState.open
    assert taken.needs_reason
    assert taken.needs_scope


def test_only_reopening_needs_a_reason() -> None:
    assert {one.action for one in PERIOD_STEPS if one.needs_reason or one.needs_scope} == {
        PeriodAction.reopen
    }


@pytest.mark.parametrize("state", [PeriodState.scheduled, PeriodState.open, PeriodState.overdue])
def test_what_was_never_closed_cannot_be_reopened(state: PeriodState) -> None:
    with pytest.raises(IllegalPeriodStep):
        period_step(state, PeriodAction.reopen)


@given(st.sampled_from(list(PeriodState)), st.sampled_from(list(PeriodAction)))
def test_every_illegal_step_of_a_half_year_names_what_is_possible(
    state: PeriodState, action: PeriodAction
) -> None:
    if action in possible_for_period(state):
        assert period_step(state, action).source is state
        return
    with pytest.raises(IllegalPeriodStep) as caught:
        period_step(state, action)
    for name in possible_for_period(state):
        assert str(name) in str(caught.value)


# -- words


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("計画どおりに実行できた。", 1),
        ("計画どおりに実行できた", 1),
        ("計画通りに実行できた", 1),
        ("ほぼ計画どおり実行できた。", 2),
        ("ほぼ計画どおりに実行できた。", 2),
        ("ほぼ計画どおりに実行できたが、一部未実施事項や検討課題が残っている。", 3),
        ("ほぼ計画どおりに実行できたが一部未実施事項や検討課題が残っている", 3),
        ("計画どおりに実行できなかった。", 4),
        ("計画どおりに\n実行できなかった", 4),
        ("評価できない", 5),
        ("ほぼ", 2),
        ("ほぼ（残あり）", 3),
    ],
)
def test_a_printed_evaluation_is_read_through_its_small_variants(printed: str, code: int) -> None:
    found = read_progress_evaluation(printed)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("printed", ["", "計画", "できた", "概ね計画どおり", "1", "A"])
def test_a_phrase_that_is_no_evaluation_is_not_guessed(printed: str) -> None:
    assert read_progress_evaluation(printed) is None


def test_the_five_evaluations_and_the_four_states_are_those_of_the_sheet() -> None:
    assert [item.code for item in PROGRESS_EVALUATIONS] == [1, 2, 3, 4, 5]
    shorts = ["計画どおり", "ほぼ", "ほぼ(残あり)", "できなかった", "評価できない"]
    assert [item.short for item in PROGRESS_EVALUATIONS] == shorts
    assert IMPLEMENTATION_STATES == ("実施中", "未実施", "部分実施", "実施済")


def test_directions_have_the_marks_of_the_printed_list() -> None:
    marks = {"見直し": "●", "拡充": "◎", "継続": "○", "完了": "—", "中止": "—"}
    assert {item.name: item.mark for item in FUTURE_DIRECTIONS} == marks
    for name in marks:
        found = read_future_direction(f"{name}。")
        assert found is not None
        assert found.name == name


def test_a_dash_alone_is_not_enough_to_say_completed_or_discontinued() -> None:
    assert read_future_direction("—") is None
    found = read_future_direction("◎")
    assert found is not None
    assert found.name == "拡充"
