"""What other people write appears by itself on the overview, the list, the form and the whole sheet; typing stays."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable

from db.book import Book
from db.reads.answers import Answer
from db.writes.periods import freeze_period
from db.writes.reports import carry_forward, return_report, save_draft, submit
from tests.tui.conftest import AS_PLANNED, NEARLY, SUZUKI, Clock, Small
from tui.app import ShinchokuApp
from tui.screens.fields import ReportText
from tui.screens.measures import Measures
from tui.screens.overview import Overview
from tui.screens.record import Record
from tui.screens.record_words import TitleLine
from tui.screens.stale import Stale
from tui.screens.whole import Whole
from tui.watching import LOOK_SECONDS, Watching

Settle = Callable[[Pilot[None]], Any]
Lines = Callable[[ShinchokuApp], list[str]]
Said = Callable[[ShinchokuApp], str]
SIZE = (80, 24)


@contextmanager
def somebody_else(small: Small) -> Iterator[Book]:
    with Book.open(small.book.path, actor=SUZUKI, clock=Clock()) as other:
        yield other


def hand_in(small: Small, number: str, text: str = "照会した。") -> None:
    with somebody_else(small) as other:
        place = (small.measures[number], small.second)
        saved = save_draft(other, *place, Answer(AS_PLANNED, "実施中", text), 0)
        submit(other, *place, saved.version)


def look(app: ShinchokuApp) -> None:
    """What the timer does every other second."""
    assert isinstance(app.screen, Watching)
    app.screen.look()


async def test_the_overview_shows_what_was_handed_in_elsewhere_and_keeps_its_cursor(
    small: Small, app: ShinchokuApp, settled: Settle, lines: Lines
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, Overview)
        await pilot.press("down")
        table = app.screen.query_one("#departments", DataTable)
        assert (table.cursor_row, any(" 0/5 " in line for line in lines(app))) == (1, True)
        hand_in(small, "2")
        look(app)
        await settled(pilot)
        assert any(" 1/5 " in line for line in lines(app))
        assert table.cursor_row == 1


async def test_the_overview_reads_nothing_while_nobody_writes(
    small: Small, app: ShinchokuApp, settled: Settle
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        asked: list[str] = []
        small.book.db.conn.set_trace_callback(asked.append)
        for _ in range(5):
            look(app)
        small.book.db.conn.set_trace_callback(None)
        assert asked == ["PRAGMA data_version"] * 5


async def test_the_overview_says_as_of_when_it_looked(
    app: ShinchokuApp, clock: Clock, settled: Settle, lines: Lines
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert "4月9日 14:03 現在" in lines(app)[3]
        clock.now += timedelta(minutes=2)
        look(app)
        await settled(pilot)
        assert lines(app)[3].rstrip().endswith("4月9日 14:05 現在")


async def test_looking_is_a_matter_of_the_clock(
    app: ShinchokuApp, settled: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.watching.LOOK_SECONDS", LOOK_SECONDS)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        timers = [timer for timer in app.screen._timers if timer._callback == app.screen.look]  # type: ignore[attr-defined]
        assert [timer._interval for timer in timers] == [LOOK_SECONDS]


async def test_the_list_shows_the_new_state_and_keeps_cursor_and_filter(
    small: Small, app: ShinchokuApp, settled: Settle, lines: Lines
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f3", "slash", "情", "報", "down", "down")
        await settled(pilot)
        assert isinstance(app.screen, Measures)
        here = app.screen.at_cursor
        hand_in(small, "2")
        look(app)
        await settled(pilot)
        row = next(line for line in lines(app) if "庁内の連絡手段" in line)
        assert row.startswith(" 提")
        assert (app.screen.at_cursor, app.screen.typed) == (here, "情報")


async def test_a_form_left_open_over_a_return_can_be_written_again(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said, lines: Lines
) -> None:
    hand_in(small, "2")
    async with app.run_test(size=SIZE) as pilot:
        app.open_measure(small.measures["2"], (small.measures["2"],))
        await settled(pilot)
        assert "提出済のため書き込めません" in "".join(lines(app))
        with somebody_else(small) as other:
            return_report(other, small.measures["2"], small.second, "数も書いてください")
        look(app)
        await settled(pilot)
        shown = "\n".join(lines(app))
        assert "書き込めません" not in shown and "数も書いてください" in shown
        assert "戻 差戻し" in app.screen.query_one(TitleLine).said
        assert said(app) == "ほかの人の操作で状態が変わりました：戻 差戻し"
        field = app.screen.query_one(ReportText)
        assert (field.read_only, field.text) == (False, "照会した。")
        field.focus()
        field.insert("三件。", field.document.end)
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
    assert small.state("2") == "submitted"


async def test_what_is_typed_and_the_caret_stay_while_others_write(
    small: Small, app: ShinchokuApp, settled: Settle
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.open_measure(small.measures["10"], (small.measures["10"],))
        await settled(pilot)
        field = app.screen.query_one(ReportText)
        field.focus()
        field.insert("書いている途中の文")
        field.move_cursor((0, 3))
        await pilot.pause()
        hand_in(small, "2")
        look(app)
        await pilot.pause()
        assert (field.text, field.cursor_location) == ("書いている途中の文", (0, 3))
        assert app.focused is field
        await settled(pilot)
        look(app)
        assert (field.text, field.cursor_location) == ("書いている途中の文", (0, 3))
        assert field.can_undo
        draft = small.draft("10")
        assert draft is not None and draft["text"] == "書いている途中の文"


async def test_another_draft_is_told_and_not_taken_and_writing_on_shows_both(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.open_measure(small.measures["10"], (small.measures["10"],))
        await settled(pilot)
        with somebody_else(small) as other:
            save_draft(other, small.measures["10"], small.second, Answer(NEARLY, None, "鈴木の文"), 0)
        look(app)
        await settled(pilot)
        field = app.screen.query_one(ReportText)
        assert (field.text, field.read_only) == ("", False)
        assert said(app) == "鈴木が別の文を保存しました。こちらを書き換えると両方を並べて選べます。"
        field.focus()
        field.insert("佐藤の文")
        await settled(pilot)
        assert isinstance(app.screen, Stale)


async def test_a_form_is_locked_when_the_half_year_closes_and_an_unsaved_text_stays_in_it(
    small: Small, app: ShinchokuApp, settled: Settle, lines: Lines
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.open_measure(small.measures["10"], (small.measures["10"],))
        await settled(pilot)
        field = app.screen.query_one(ReportText)
        field.focus()
        field.insert("間に合わなかった文")
        await pilot.pause()
        with somebody_else(small) as other:
            freeze_period(other, small.second)
        look(app)
        await settled(pilot)
        assert (field.text, field.read_only) == ("間に合わなかった文", True)
        assert "書き込めません" in "".join(lines(app))


async def test_the_whole_sheet_tells_what_others_did(
    small: Small, app: ShinchokuApp, settled: Settle, lines: Lines
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_whole(small.measures["1"], (small.measures["1"],), "story")
        await settled(pilot)
        assert isinstance(app.screen, Whole)
        assert "鈴木" not in "".join(lines(app))
        with somebody_else(small) as other:
            carry_forward(other, small.measures["1"], small.second)
        look(app)
        await settled(pilot)
        assert "鈴木" in "".join(lines(app))


async def test_parts_that_come_in_are_drawn_under_the_open_form(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said, lines: Lines
) -> None:
    from db.writes.parts import save_part

    with small.book.writing() as door:
        department = door.find("department", name="情報課")
        assert department is not None
        row = {"measure_id": small.measures["1"], "role": "lead", "ordinal": 2, "name": "情報課"}
        door.insert("measure_department", {**row, "department_id": department["id"]})
    async with app.run_test(size=SIZE) as pilot:
        app.open_measure(small.measures["1"], (small.measures["1"],))
        await settled(pilot)
        assert isinstance(app.screen, Record)
        with somebody_else(small) as other:
            save_part(other, small.measures["1"], small.second, department["id"], "回線を用意した。", True, 0)
        look(app)
        await settled(pilot)
        assert "「回線を用意した。」" in "\n".join(lines(app))
        assert said(app) == "開いている間に分担が変わりました：情報課 (提出済)。"
        await pilot.press("f9")
        await settled(pilot)
        # Said while nobody may have looked: handing in still asks once.
        assert "もう一度 F9" in said(app)


@pytest.mark.parametrize("key", ["f2", "f3"])
async def test_nothing_is_drawn_twice_for_nothing(
    small: Small, app: ShinchokuApp, settled: Settle, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(key)
        await settled(pilot)
        read: list[str] = []
        monkeypatch.setattr(type(app.screen), "reload", lambda self: read.append(key))
        look(app)
        assert read == []
        hand_in(small, "2")
        look(app)
        assert read == [key]


async def test_what_others_write_while_the_dashboard_closes_disturbs_nobody(
    small: Small, app: ShinchokuApp, settled: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The overview looks once more when the form above it has lost its parts already."""
    close_all = ShinchokuApp._close_all
    looked = []

    async def looking(closing: ShinchokuApp) -> None:
        under = [screen for screen in closing.screen_stack if isinstance(screen, Overview)]
        await closing._prune(closing.screen)
        for screen in under:
            looked.append(screen)
            screen.look()
        await close_all(closing)

    monkeypatch.setattr(ShinchokuApp, "_close_all", looking)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.open_measure(small.measures["1"], tuple(small.measures.values()))
        await settled(pilot)
        assert isinstance(app.screen, Record)
        hand_in(small, "2")
    assert looked
