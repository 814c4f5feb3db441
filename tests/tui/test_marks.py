"""Marks are told apart without colour and always take two cells; the terminal is asked without ever hanging."""

import os
import pty
import threading

import pytest
from rich.cells import cell_len
from wcwidth import wcswidth

from domain.reporting import State
from domain.slip import SlipAnswer, StageSlip
from domain.stages import MARKS, STAGES
from tui import terminal
from tui.marks import (
    CONTINUES,
    NONE,
    SETTLED_FIRST,
    SLIP_STYLES,
    SLIP_WIDTH,
    STATE_MARKS,
    UNKNOWN,
    fit,
    slip_mark,
    stage_mark,
    state_label,
    state_mark,
)


def test_the_states_have_the_kanji_people_were_promised() -> None:
    assert "".join(STATE_MARKS[state].kanji for state in State) == "未草提戻確付承否"


def test_every_state_has_a_mark_a_place_in_the_bar_and_differs_without_colour() -> None:
    assert set(STATE_MARKS) == set(State) == set(SETTLED_FIRST)
    for pick in ("kanji", "fill", "ascii_fill", "label", "style", "colour"):
        assert len({getattr(mark, pick) for mark in STATE_MARKS.values()}) == len(State), pick


def test_every_stage_of_the_domain_has_a_kanji_of_its_own() -> None:
    assert set(MARKS) == {stage.name for stage in STAGES}
    assert len(set(MARKS.values())) == len(MARKS)


@pytest.mark.parametrize(
    ("stage", "kanji"),
    [
        ("検討", "検"),
        ("調査・研究", "研"),
        ("調達・構築", "調"),
        ("構築", "構"),
        ("策定", "策"),
        ("導入", "導"),
        ("試行", "試"),
        ("実施", "実"),
        ("運用", "運"),
        ("随時見直し", "見"),
        ("計画", "計"),
    ],
)
def test_a_stage_has_the_kanji_of_the_plans_own_word(stage: str, kanji: str) -> None:
    assert stage_mark((stage,)) == kanji


def test_every_mark_is_exactly_two_cells() -> None:
    marks = [mark.kanji for mark in STATE_MARKS.values()] + list(MARKS.values())
    for mark in [*marks, CONTINUES, NONE, UNKNOWN]:
        assert cell_len(mark) == wcswidth(mark) == 2, mark


def test_fills_for_terminals_with_wide_ambiguous_characters_are_ascii() -> None:
    assert all(mark.ascii_fill.isascii() and len(mark.ascii_fill) == 1 for mark in STATE_MARKS.values())


def test_no_style_relies_on_colour_alone_for_what_needs_doing() -> None:
    assert "underline" in STATE_MARKS[State.returned].style
    assert "reverse" in STATE_MARKS[State.denied].style


def test_a_cell_names_up_to_two_stages_and_counts_the_rest() -> None:
    assert stage_mark(("調達・構築", "運用")) == "調運"
    assert stage_mark(("検討", "構築", "運用")) == "検+2"
    assert cell_len(stage_mark(("検討", "構築", "運用"))) == 4


def test_blank_is_not_continued_and_neither_is_unknown() -> None:
    assert stage_mark(None) == "・"
    assert stage_mark(("実施",), continued=True) == "〃"
    assert stage_mark(()) == "？"
    assert stage_mark(("そのときに決める",)) == "？"


@pytest.mark.parametrize(
    ("answer", "halves", "written"),
    [
        (SlipAnswer.late, 2, "+2"),
        (SlipAnswer.early, -1, "-1"),
        (SlipAnswer.on_time, 0, "0"),
        (SlipAnswer.unknown, None, "？"),
        (SlipAnswer.never, None, "未達"),
        (SlipAnswer.unplanned, None, "予定外"),
    ],
)
def test_a_slip_is_written_with_its_number_of_half_years(
    answer: SlipAnswer, halves: int | None, written: str
) -> None:
    assert slip_mark(StageSlip("検討", answer, halves, None, None)) == written
    assert cell_len(written) <= SLIP_WIDTH
    assert answer in SLIP_STYLES


def test_state_marks_and_labels_speak_japanese() -> None:
    assert state_mark("submitted").plain == "提"
    assert state_label(State.not_started) == "未 未着手"


@pytest.mark.parametrize("width", range(12))
@pytest.mark.parametrize("text", ["", "a", "自治体クラウド", "a自b治c体d", "ｱｲｳｴｵｶｷ"])
def test_fitted_text_takes_exactly_the_cells_asked_for(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


# -- the terminal


@pytest.mark.parametrize(("told", "wide"), [("1", False), ("2", True)])
def test_the_environment_answers_before_the_terminal_is_asked(told: str, wide: bool) -> None:
    def never() -> int:
        raise AssertionError("asked")

    assert terminal.wide_ambiguous({"SHINCHOKU_AMBIGUOUS": told}, never) is wide


def test_without_a_terminal_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "_talks", lambda: False)
    assert terminal.wide_ambiguous({}, lambda: 3) is False


@pytest.mark.parametrize(("column", "wide"), [(2, False), (3, True), (None, False), (80, False)])
def test_a_character_that_moved_the_cursor_two_cells_is_wide(
    monkeypatch: pytest.MonkeyPatch, column: int | None, wide: bool
) -> None:
    monkeypatch.setattr(terminal, "_talks", lambda: True)
    assert terminal.wide_ambiguous({}, lambda: column) is wide


def _asked_on_a_pty(monkeypatch: pytest.MonkeyPatch, answer: bytes | None) -> tuple[int | None, bytes]:
    """Ask through a real pseudo-terminal; the other end sends `answer` once the question came."""
    outer, inner = pty.openpty()
    heard = bytearray()

    def other_end() -> None:
        while b"\x1b[6n" not in heard:
            heard.extend(os.read(outer, 64))
        if answer is not None:
            os.write(outer, answer)

    class End:
        def fileno(self) -> int:
            return inner

    monkeypatch.setattr("sys.__stdin__", End())
    monkeypatch.setattr("sys.__stderr__", End())
    listener = threading.Thread(target=other_end, daemon=True)
    listener.start()
    try:
        column = terminal._ask_posix()
        listener.join(2)
        return column, bytes(heard)
    finally:
        os.close(inner)
        os.close(outer)


def test_a_terminal_that_answers_is_believed_even_when_keys_were_typed_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    column, heard = _asked_on_a_pty(monkeypatch, b"jj\x1b[12;3R")
    assert column == 3
    assert "○".encode() in heard


def test_a_silent_terminal_is_asked_and_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _asked_on_a_pty(monkeypatch, None)[0] is None
