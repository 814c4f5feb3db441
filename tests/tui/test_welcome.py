"""An empty book says which key to press first, in both languages and with keys of one's own."""

from collections.abc import Callable
from typing import Any

import pytest

import i18n
from db.book import Book
from tui.app import ShinchokuApp
from tui.settings import Settings

Lines = Callable[[ShinchokuApp], list[str]]


@pytest.mark.parametrize(("lang", "words"), [("ja", "F8 で取込"), ("en", "Press F8")])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_first_screen_names_the_first_key(
    empty: Book, lines: Lines, settled: Any, lang: str, words: str, size: tuple[int, int]
) -> None:
    i18n.setup(lang)
    app = ShinchokuApp(empty)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        shown = lines(app)
        assert any(words in line for line in shown)
        assert any("shinchoku demo" in line for line in shown)
        assert "F8" in shown[-1] and "F10" in shown[-1] and "Ctrl+Q" in shown[-1]


async def test_the_first_screen_names_the_key_that_the_person_chose(
    empty: Book, lines: Lines, settled: Any
) -> None:
    app = ShinchokuApp(empty, settings=Settings(keys={"importing": ("f12",), "look": ("ctrl+r",)}))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        text = "\n".join(lines(app))
        assert "F12 で取込" in text
        assert "Ctrl+R を押し" in text
        assert "F12" in lines(app)[-1]
