"""Every key changed in the settings: no screen, dialog or sentence goes on telling a key that does nothing any more."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from db.book import Book
from tests.tui.conftest import Small
from tui.app import ShinchokuApp
from tui.settings import Settings, check_keys, screen_tables

TUI = Path(__file__).resolve().parents[2] / "tui"
USUAL = re.compile(r"(?<![A-Za-z+])F(?:10|[1-9])(?![0-9])|Ctrl\+|(?<![A-Za-z])Esc(?![a-z])")


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Everything a file says: the first argument of _() and ngettext()."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("_", "ngettext")
        ):
            yield from (
                (node.lineno, one.value)
                for one in node.args
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            )


def test_no_sentence_of_the_dashboard_names_a_key_itself() -> None:
    told = [
        f"{path.name}:{line}: {text}"
        for path in sorted(TUI.rglob("*.py"))
        for line, text in sentences(path)
        if USUAL.search(text)
    ]
    assert not told


def other_keys() -> dict[str, tuple[str, ...]]:
    """Every action on a key of its own that no table uses: Alt with a letter or digit."""
    names = sorted(
        {key.setting for screen in screen_tables() for table in screen for key in table if key.changeable}
    )
    signs = "abcdefghijklmnopqrstuvwxyz0123456789"
    free = (f"{held}+{sign}" for held in ("alt", "shift+alt") for sign in signs)
    found = dict(zip(names, ((key,) for key in free), strict=False))
    assert found.keys() == set(names)
    return found


async def test_with_every_key_changed_no_screen_shows_an_old_one(
    small: Small, settled: Any, lines: Callable[[ShinchokuApp], list[str]]
) -> None:
    keys = other_keys()
    check_keys(keys, screen_tables())
    app = ShinchokuApp(small.book, settings=Settings(keys=keys))

    def nothing_old(where: str) -> None:
        told = [
            line
            for line in lines(app)
            if USUAL.search(line.replace("Ctrl+Shift+", "").replace("Ctrl+Alt+", ""))
        ]
        told = [line for line in told if not re.search(r"(Shift|Alt)\+F\d", line) or "Esc" in line]
        assert not told, (where, told)

    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        for home in ("overview", "measures", "confirming", "council", "charts", "renewal", "importing"):
            await pilot.press(*keys[home])
            await settled(pilot)
            nothing_old(home)
            for action in ("help", "dialog_close", "palette", "dialog_close"):
                await pilot.press(*keys[action])
                await settled(pilot)
                nothing_old(f"{action} over {home}")
        await pilot.press(*keys["measures"], "enter")
        await settled(pilot)
        nothing_old("record")
        for _part in range(4):
            await pilot.press(*keys["sheet"])
            await settled(pilot)
            nothing_old("sheet")
        app.go_home("council")
        await pilot.press(*keys["forward"])
        await settled(pilot)
        nothing_old("dialog of the next step")
        await pilot.press(*keys["dialog_close"])
        app.go_home("overview")
        app.action_originals()
        await settled(pilot)
        nothing_old("originals")


@pytest.mark.parametrize("size", [(80, 24)])
async def test_with_every_key_changed_the_first_screen_of_an_empty_book_shows_no_old_one(
    empty: Book, settled: Any, lines: Callable[[ShinchokuApp], list[str]], size: tuple[int, int]
) -> None:
    keys = other_keys()
    app = ShinchokuApp(empty, settings=Settings(keys=keys))
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        assert not USUAL.search("\n".join(lines(app)))
