"""Two hundred hostile texts in every field: every screen opens, nothing of them reaches the terminal but letters."""

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from db.book import Book
from db.writes.periods import open_period
from domain.periods import Half
from tests.tui.conftest import SATO, Clock
from tests.tui.hostile import TEXTS, bring_in, fill_every_field, house_table, report
from tui.app import ShinchokuApp
from tui.screens.dialog import Dialog
from tui.screens.importing import ImportScreen
from tui.screens.importing_preview import Preview
from tui.screens.importing_session import Asked

MEASURES = 200
# Control, format, surrogate, private, unassigned; and the two separators that end a line.
_NO_LETTER = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))

Lines = Callable[[ShinchokuApp], list[str]]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with the texts in every field; made once."""
    path = tmp_path_factory.mktemp("hostile") / "book.db"
    with Book.create(path, actor=SATO, clock=Clock()) as book:
        bring_in(book, MEASURES)
        plan = book.db.conn.execute("SELECT id FROM plan").fetchone()[0]
        period = open_period(book, plan, Half(2020, 2), due_on="2021-04-15").period_id
        measures = [row[0] for row in book.db.conn.execute("SELECT id FROM measure ORDER BY id")]
        report(book, period, measures[:150])
        assert fill_every_field(book) > 15 * len(TEXTS)
    return path


@pytest.fixture
def book(hostile: Path) -> Iterator[Book]:
    with Book.open(hostile, actor=SATO, clock=Clock()) as book:
        yield book


def test_there_are_two_hundred_texts_and_more() -> None:
    assert len(set(TEXTS)) >= 200


async def test_no_screen_lets_more_than_letters_through_and_every_line_has_its_width(
    book: Book, lines: Lines, tmp_path: Path
) -> None:
    app = ShinchokuApp(book)
    seen: set[str] = set()

    def look(where: str) -> None:
        seen.add(type(app.screen).__name__)
        for line in lines(app):
            wrong = {f"U+{ord(one):04X}" for one in line if unicodedata.category(one) in _NO_LETTER}
            assert not wrong, (where, wrong)
            assert cell_len(line) == app.size.width, (where, cell_len(line), line)

    async with app.run_test(size=(80, 24)) as pilot:

        async def go(*keys: str) -> None:
            await pilot.press(*keys)
            await pilot.pause()
            look(" ".join(keys))

        async def homes() -> None:
            for home in range(2, 9):
                await go(f"f{home}")
            await go("f3", "home", "enter")
            await go("ctrl+t")
            for part in "12345":
                await go(part)

        await pilot.pause()
        await homes()
        await go("f1")
        await go("end")
        await go("escape")
        # Lists from end to end: every text once as a title.
        for home, pages in (("f3", MEASURES // 16), ("f4", 2), ("f5", 1), ("f7", 1)):
            await go(home)
            for _page in range(pages):
                await go("pagedown")
        await go("f7", "enter")
        assert isinstance(app.screen, Dialog)
        await go("escape", "f3")
        for dialog in ("ctrl+d", "ctrl+e", "ctrl+g", "ctrl+p"):
            await go(dialog)
            await go("題", "f1")
            await go("escape")
            await go("escape")
        await go("f3", "home", "enter")
        for _measure in range(6):
            await go("ctrl+down")
        for chart in "2345678":
            await go("f6", chart)
        await go("f8", "enter")
        await go("escape", "ctrl+o")
        for _question in range(4):
            await go("pagedown")
        app.go_home("importing")
        path = tmp_path / "敵[b].csv"
        path.write_bytes(house_table(20))
        await pilot.pause()
        assert isinstance(app.screen, ImportScreen)
        app.screen.start(path, Asked())
        for _turn in range(600):
            await pilot.pause(0.02)
            if isinstance(app.screen, Preview):
                break
        for _row in range(3):
            await go("pagedown")
        await go("ctrl+r")
        await go("escape", "escape")
        await pilot.resize_terminal(120, 40)
        await homes()
    assert {
        "Overview",
        "Measures",
        "ConfirmQueue",
        "Council",
        "Charts",
        "RenewalPlan",
        "ImportScreen",
    } <= seen
    assert {"Record", "Whole", "Help", "Palette", "Choose", "Originals", "Preview", "SystemDates"} <= seen
