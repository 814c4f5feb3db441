"""A half-year that is reopened takes reports of the measures its scope names, and of no others."""

from collections.abc import Callable

import pytest

from db.reads.answers import Answer
from db.reads.reports import form
from db.reads.scope import scope_names, scope_of
from db.writes.periods import (
    NotCompiled,
    decide_period,
    freeze_period,
    reopen_period,
    submit_period,
)
from db.writes.queue import Read, return_read
from db.writes.reports import (
    amend,
    carry_forward,
    confirm,
    return_report,
    save_draft,
    submit,
)
from db.writes.scope import OutOfScope, ScopeUnknown
from domain.reporting import State
from domain.scope import read_scope
from tests.db.conftest import Clock, Cycle


def _to_council(cycle: Cycle, said: Answer) -> None:
    for measure in cycle.measures:
        saved = save_draft(cycle.book, measure, cycle.period, said, 0)
        submit(cycle.book, measure, cycle.period, saved.version)
        confirm(cycle.book, measure, cycle.period)
    freeze_period(cycle.book, cycle.period)
    submit_period(cycle.book, cycle.period)


def _decided(cycle: Cycle, said: Answer, denied: dict[int, str] | None = None) -> None:
    _to_council(cycle, said)
    decide_period(cycle.book, cycle.period, meeting="第2回会議", held_on="2020-11-20", denied_measures=denied)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("3、5", ("3", "5")),
        ("施策3,施策5", ("3", "5")),
        ("③　⑤ ③", ("3", "5")),
        ("1-2-10；*52", ("1-2-10", "*52")),
        ("すべて", None),
        (" ＡＬＬ ", None),
        (" ", ()),
    ],
)
def test_a_scope_is_read_as_people_write_it(text: str, names: tuple[str, ...] | None) -> None:
    assert read_scope(text) == names


def test_only_the_measures_of_the_scope_are_reported_again(cycle: Cycle, said: Answer) -> None:
    _decided(cycle, said)
    first, second, third = cycle.measures
    reopen_period(cycle.book, cycle.period, reason="数の誤り", scope="施策１、3")
    assert scope_of(cycle.book.db, cycle.period) == {first, third}
    assert amend(cycle.book, first, cycle.period, "誤り").state is State.draft
    refused: tuple[Callable[[], object], ...] = (
        lambda: amend(cycle.book, second, cycle.period, "誤り"),
        lambda: save_draft(cycle.book, second, cycle.period, said, 0),
        lambda: carry_forward(cycle.book, second, cycle.period),
    )
    for act in refused:
        with pytest.raises(OutOfScope, match="reopened: 1 施策1、3 施策3"):
            act()
    assert cycle.state(second) == "approved"
    assert [form(cycle.book.db, one, cycle.period).in_scope for one in cycle.measures] == [True, False, True]


def test_a_scope_that_names_no_measure_of_the_plan_reopens_nothing(cycle: Cycle, said: Answer) -> None:
    _decided(cycle, said)
    for scope in ("1、9", "数の誤り"):
        with pytest.raises(ScopeUnknown, match="1、2、3"):
            reopen_period(cycle.book, cycle.period, reason="数の誤り", scope=scope)
    state = cycle.book.db.conn.execute("SELECT state FROM period WHERE id = ?", (cycle.period,)).fetchone()
    assert state[0] == "decided"


def test_the_next_reopening_has_a_scope_of_its_own(cycle: Cycle, said: Answer) -> None:
    _decided(cycle, said)
    reopen_period(cycle.book, cycle.period, reason="数の誤り", scope="1")
    freeze_period(cycle.book, cycle.period)
    reopen_period(cycle.book, cycle.period, reason="ほかにも", scope="2")
    assert scope_names(cycle.book.db, cycle.period) == ("2 施策2",)
    freeze_period(cycle.book, cycle.period)
    reopen_period(cycle.book, cycle.period, reason="全体を見直す", scope="すべて")
    assert scope_of(cycle.book.db, cycle.period) is None


def test_one_denied_measure_goes_its_way_back_to_the_council_alone(
    cycle: Cycle, said: Answer, clock: Clock
) -> None:
    """Denied in November, after the due date of 15 October: a correction is not late."""
    second = cycle.measures[1]
    _decided(cycle, said, {second: "費用の根拠がない"})
    assert [cycle.state(one) for one in cycle.measures] == ["approved", "denied", "approved"]
    clock.to(11, 24)
    reopen_period(cycle.book, cycle.period, reason="否認された施策の再報告", scope="2")
    return_report(cycle.book, second, cycle.period, "費用の根拠を書いてください")
    saved = save_draft(cycle.book, second, cycle.period, Answer(said.progress_evaluation, text="根拠"), 0)
    assert submit(cycle.book, second, cycle.period, saved.version).late is False
    confirm(cycle.book, second, cycle.period)
    freeze_period(cycle.book, cycle.period)
    assert submit_period(cycle.book, cycle.period).reports == 1
    moved = decide_period(cycle.book, cycle.period, meeting="第3回会議", held_on="2020-12-18")
    assert moved.reports == 1
    assert [cycle.state(one) for one in cycle.measures] == ["approved"] * 3


def test_what_nobody_could_write_is_not_sent_back(cycle: Cycle, said: Answer) -> None:
    """Two denied, the half-year reopened for one of them: the other one stays denied until it is reopened for it."""
    first, second, _ = cycle.measures
    _decided(cycle, said, {first: "費用の根拠がない", second: "件数が合わない"})
    reopen_period(cycle.book, cycle.period, reason="否認された施策の再報告", scope="2、3")
    for act in (
        lambda: return_report(cycle.book, first, cycle.period, "費用の根拠を"),
        lambda: return_read(cycle.book, Read(first, 1), cycle.period, "費用の根拠を"),
    ):
        with pytest.raises(OutOfScope, match=r"“施策1” is not among .* reopened: 2 施策2、3 施策3"):
            act()
    assert cycle.state(first) == "denied"
    assert return_report(cycle.book, second, cycle.period, "件数を").state is State.returned
    # While no reports are taken, sending back waits for the next reopening, whose scope will be another.
    freeze_period(cycle.book, cycle.period)
    assert return_report(cycle.book, first, cycle.period, "費用の根拠を").state is State.returned


def test_what_was_not_compiled_cannot_be_denied_and_nothing_is_decided(cycle: Cycle, said: Answer) -> None:
    second = cycle.measures[1]
    _decided(cycle, said, {second: "費用の根拠がない"})
    reopen_period(cycle.book, cycle.period, reason="否認された施策の再報告", scope="2")
    return_report(cycle.book, second, cycle.period, "根拠を")
    carried = save_draft(cycle.book, second, cycle.period, Answer(said.progress_evaluation, text="根拠"), 0)
    submit(cycle.book, second, cycle.period, carried.version)
    confirm(cycle.book, second, cycle.period)
    freeze_period(cycle.book, cycle.period)
    submit_period(cycle.book, cycle.period)
    with pytest.raises(NotCompiled, match="施策1"):
        decide_period(
            cycle.book,
            cycle.period,
            meeting="第3回会議",
            held_on="2020-12-18",
            denied_measures={cycle.measures[0]: "もう一度"},
        )
    assert cycle.state(second) == "compiled"


def test_a_meeting_that_decides_twice_is_one_meeting(cycle: Cycle, said: Answer) -> None:
    _decided(cycle, said)
    reopen_period(cycle.book, cycle.period, reason="数の誤り", scope="1")
    amend(cycle.book, cycle.measures[0], cycle.period, "誤り")
    saved = save_draft(
        cycle.book, cycle.measures[0], cycle.period, Answer(said.progress_evaluation, text="直した"), 1
    )
    submit(cycle.book, cycle.measures[0], cycle.period, saved.version)
    confirm(cycle.book, cycle.measures[0], cycle.period)
    freeze_period(cycle.book, cycle.period)
    submit_period(cycle.book, cycle.period)
    decide_period(cycle.book, cycle.period, meeting="第2回会議 ", held_on="2020-11-20")
    assert cycle.book.db.conn.execute("SELECT count(*) FROM meeting").fetchone()[0] == 1
