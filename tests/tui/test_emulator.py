"""Every screen through a terminal emulator that draws ambiguous characters two cells wide: each line at its place.

The book holds real plans, so that printed marks such as ① are on the screens.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyte
import pytest
from textual._compositor import LayoutUpdate
from wcwidth import wcwidth

import i18n
from db.book import Book
from shinchoku.demo import load_demo
from tests.tui.conftest import SATO, Clock
from tui.app import ShinchokuApp
from tui.widths import ambiguous, draw_wide

SCREENS = {
    "overview": ("f2",),
    "overview, ratings": ("f2", "ctrl+l"),
    "measures": ("f3",),
    "measures, filtered": ("f3", "slash", "1"),
    "record": ("f3", "down", "down", "enter"),
    "whole": ("f3", "down", "ctrl+t"),
    "whole, story": ("f3", "down", "ctrl+t", "2"),
    "whole, origins": ("f3", "down", "ctrl+t", "5"),
    "confirm": ("f4",),
    "council": ("f5",),
    "charts": ("f6",),
    **{f"chart {number}": ("f6", str(number)) for number in range(2, 9)},
    "renewal": ("f7",),
    "help": ("f3", "f1"),
    "palette": ("f3", "ctrl+p"),
}
DIALOGS = ("help", "palette")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "book.db"
    with Book.create(path, actor=SATO, clock=Clock()) as book:
        load_demo(book)
    return path


@pytest.fixture
def demo(loaded: Path, tmp_path: Path) -> Iterator[Book]:
    shutil.copy(loaded, tmp_path / "book.db")
    with Book.open(tmp_path / "book.db", actor=SATO, clock=Clock()) as book:
        yield book


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A terminal, and a program that was told of it."""
    monkeypatch.setattr("pyte.screens.wcwidth", lambda one: 2 if one in ambiguous() else wcwidth(one))
    undo = draw_wide()
    yield
    undo()


def misplaced(app: ShinchokuApp) -> list[tuple[str, str]]:
    """Lines that stand otherwise in the terminal than the program thinks: (in the terminal, as meant)."""
    width, height = app.size
    terminal = pyte.Screen(width, height)
    terminal.reset_mode(pyte.modes.DECAWM)
    update = app.screen._compositor.render_update(full=True)
    assert isinstance(update, LayoutUpdate)
    pyte.Stream(terminal).feed(update.render_segments(app.console))
    meant = ["".join(segment.text for segment in strip) for strip in update.strips]
    shown = ["".join(terminal.buffer[row][column].data for column in range(width)) for row in range(height)]
    return [(one, other) for one, other in zip(shown, meant, strict=True) if one != other]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "lang", "plan"),
    [
        ((80, 24), "ja", "musashino-4"),
        ((120, 40), "ja", "musashino-6"),
        ((80, 24), "en", "musashino-6"),
        ((120, 40), "en", "musashimurayama-3"),
    ],
)
async def test_every_line_has_the_right_width_where_ambiguous_characters_take_two_cells(
    demo: Book, wide: None, settled: Any, size: tuple[int, int], lang: str, plan: str
) -> None:
    i18n.setup(lang)
    app = ShinchokuApp(demo, wide_ambiguous=True)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        found = demo.db.conn.execute("SELECT id FROM plan WHERE key = ?", (plan,)).fetchone()
        app.plan_chosen(found[0])
        wrong = {}
        for name, keys in SCREENS.items():
            await pilot.press("f2", *keys)
            await settled(pilot)
            if lines := misplaced(app):
                wrong[name] = lines[:3]
            await pilot.press("escape")
            if name == "measures, filtered":
                await pilot.press("escape", "escape")
        assert not wrong


async def test_the_emulator_would_see_a_character_that_was_measured_wrongly(
    demo: Book, monkeypatch: pytest.MonkeyPatch, settled: Any
) -> None:
    monkeypatch.setattr("pyte.screens.wcwidth", lambda one: 2 if one in ambiguous() else wcwidth(one))
    app = ShinchokuApp(demo)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.say("※ → ※")
        app.screen.query_one("StatusLine")._text = "○ one"  # type: ignore[attr-defined]
        app.screen.query_one("StatusLine").refresh()
        await settled(pilot)
        assert misplaced(app)


def test_measuring_is_as_before_after_it_was_undone() -> None:
    from rich.cells import cell_len

    undo = draw_wide()
    assert cell_len("①→×") == 6 and cell_len("─あa") == 5
    undo()
    assert cell_len("①→×") == 3 and cell_len("─あa") == 4
