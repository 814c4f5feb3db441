"""取込: taking a batch back says how far it is, and stops between two rows when asked; then nothing is written."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest

import i18n
from importers import undo as undoing
from importers.errors import ImportStopped
from importers.undo import foresee, undo
from tests.tui.conftest import Small
from tests.tui.test_importing import opened, table
from tui.app import ShinchokuApp
from tui.screens import importing_work
from tui.screens.ask import Ask
from tui.screens.importing import ImportScreen
from tui.screens.importing_batch import BatchText
from tui.screens.importing_session import Asked

Lines = Callable[[ShinchokuApp], list[str]]


class Gate:
    """Holds the taking back of rows at the row with this number until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, row: int) -> None:
        self.reached, self.go_on, self.rows = Event(), Event(), 0
        take_back = undoing._take_back

        def slow(*parts: Any) -> str | None:
            self.rows += 1
            if self.rows == row:
                self.reached.set()
                assert self.go_on.wait(10)
            return take_back(*parts)

        monkeypatch.setattr(undoing, "_take_back", slow)
        monkeypatch.setattr(importing_work, "_TELL_EVERY", -1.0)

    async def wait(self, pilot: Any) -> None:
        while not self.reached.is_set():
            await pilot.pause(0.01)
        await pilot.pause()


async def brought_in(pilot: Any, path: Path, settled: Any) -> ImportScreen:
    """The home of the imports, with one batch in the book."""
    await opened(pilot, path, settled)
    await pilot.press("f10")
    await pilot.pause()
    await pilot.press("f10")
    await settled(pilot)
    assert isinstance(pilot.app.screen, ImportScreen)
    return pilot.app.screen


async def hears(pilot: Any, said: Any, word: str) -> str:
    """What the status line says once it has this word: cancelled workers are no longer waited for."""
    for _turn in range(500):
        await pilot.pause(0.01)
        if word in said(pilot.app):
            break
    return str(said(pilot.app))


def state(small: Small) -> tuple[Any, ...]:
    """The batch's state, the measures, and how long the history is."""
    batch = small.rows("SELECT state, undone_at FROM import_batch")
    keys = small.rows("SELECT measure_key FROM measure ORDER BY id")
    return batch, keys, small.rows("SELECT count(*) AS n FROM history")


async def test_esc_stops_taking_a_batch_back_between_two_rows_and_nothing_is_written(
    small: Small, tmp_path: Path, settled: Any, said: Any, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        home = await brought_in(pilot, table(tmp_path), settled)
        before = state(small)
        await pilot.press("f9")
        await settled(pilot)
        assert isinstance(app.screen, Ask)
        gate = Gate(monkeypatch, 3)
        await pilot.press("f10")
        await gate.wait(pilot)
        assert "取り消し中 2/" in said(app) and "Esc 中止" in said(app)
        assert any("取り消し中" in line for line in lines(app))
        # A second wish while the first is under way changes nothing, and does not stop it.
        await pilot.press("f9", "escape")
        assert app.screen is home
        gate.go_on.set()
        assert "中止しました" in await hears(pilot, said, "中止しました")
        assert gate.rows == 3
        assert state(small) == before and not small.book.db.conn.in_transaction
        assert not any("取り消し中" in line for line in lines(app))
        # It can be asked for again, by Ctrl+Z as well, and goes through.
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert isinstance(app.screen, Ask)
        await pilot.press("f10")
        await settled(pilot)
        assert small.rows("SELECT state FROM import_batch") == [{"state": "undone"}]


async def test_esc_stops_finding_out_what_an_undo_would_keep(
    small: Small, tmp_path: Path, settled: Any, said: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(120, 40)) as pilot:
        home = await brought_in(pilot, table(tmp_path), settled)
        before = state(small)
        gate = Gate(monkeypatch, 2)
        await pilot.press("f9")
        await gate.wait(pilot)
        assert "調査中 1/" in said(app) and "Esc" in said(app)
        await pilot.press("escape")
        gate.go_on.set()
        assert "中止しました" in await hears(pilot, said, "中止しました")
        assert app.screen is home and state(small) == before


async def test_the_book_itself_is_no_file_to_bring_in_and_is_not_even_opened(
    small: Small, settled: Any, said: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("read, and closed again"))
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f8")
        await settled(pilot)
        assert isinstance(app.screen, ImportScreen)
        app.screen.start(small.book.path, Asked())
        await settled(pilot)
        assert "book.db" in said(app) and app.screen.session is None


def test_an_undo_tells_every_row_and_what_its_watch_raises_rolls_it_back(
    small: Small, tmp_path: Path
) -> None:
    from importers.commit import Source, commit
    from importers.mapping import stage_mapped
    from importers.staged import PlanIdentity
    from tui.screens.importing_words import speak

    path = table(tmp_path)
    staging = stage_mapped(path.name, path.read_bytes(), PlanIdentity("test-1"), {}, {}).staging
    batch = commit(small.book, staging, Source(path.name, path.read_bytes()), speak).batch
    assert batch is not None
    before = state(small)
    changes = small.rows("SELECT count(*) AS n FROM import_change")[0]["n"]
    for work in (foresee, undo):
        told: list[tuple[int, int]] = []

        def impatient(done: int, total: int, told: list[tuple[int, int]] = told) -> None:
            told.append((done, total))
            if done == 2:
                raise ImportStopped

        with pytest.raises(ImportStopped):
            work(small.book, batch, impatient)
        assert told == [(0, changes), (1, changes), (2, changes)]
        assert state(small) == before

    def late(done: int, total: int) -> None:
        if done == total:
            raise ImportStopped

    with pytest.raises(ImportStopped):
        undo(small.book, batch, late)
    assert state(small) == before
    told = []
    undo(small.book, batch, lambda done, total: told.append((done, total)))
    assert told[-1] == (changes, changes)
    assert small.rows("SELECT state FROM import_batch") == [{"state": "undone"}]


async def test_what_stays_is_named_by_its_measure_and_never_by_a_number_of_the_book(
    small: Small, tmp_path: Path, settled: Any, lines: Lines
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await brought_in(pilot, table(tmp_path), settled)
        with small.book.writing() as door:
            [cell] = door.db.conn.execute(
                "SELECT schedule_cell.id FROM schedule_cell JOIN work_item ON work_item.id = work_item_id"
                " JOIN measure ON measure.id = measure_id WHERE measure_key = '21'"
            ).fetchone()
            door.update("schedule_cell", cell, {"stages": '["計画"]'})
        await pilot.press("f9")
        await settled(pilot)
        shown = "\n".join(lines(app))
        assert "21 窓口の混み具合の表示: 検討 (工程表)" in shown
        assert "schedule_cell" not in shown and " id " not in shown


@pytest.mark.parametrize(
    ("language", "layout", "day"),
    [("ja", "施策の一覧表 (list table)", "4月9日"), ("en", "list table", "9 Apr")],
)
async def test_a_batch_tells_its_layout_and_its_time_in_words(
    small: Small, tmp_path: Path, settled: Any, lines: Lines, language: str, layout: str, day: str
) -> None:
    i18n.setup(language)
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await brought_in(pilot, table(tmp_path), settled)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, BatchText)
        text = "\n".join(lines(app))
        assert layout in text and f"{day} 14:03  " in text
        assert "+09:00" not in text
