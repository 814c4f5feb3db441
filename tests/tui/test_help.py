"""Help says what the words mean, those of the plan's own glossary too."""

from collections.abc import Callable
from typing import Any

import pytest

from db.reads.glossary import Term, terms
from tests.tui.conftest import Small
from tui.app import ShinchokuApp
from tui.screens.help import Help, terms_in

WORDS = (
    ("AI", "人のように推し量る計算の仕組み。"),
    ("基盤", "いくつもの仕組みを載せる土台。"),
    ("防災（減災）", "災いに備えること。"),
    ("予約", None),
    ("量子計算", "まだ使われていない計算のしかた。"),
)


@pytest.fixture
def worded(small: Small) -> Small:
    with small.book.writing() as door:
        for term, text in WORDS:
            door.insert("glossary_term", {"plan_id": small.plan, "term": term, "text": text})
    return small


def screen(app: ShinchokuApp) -> str:
    assert isinstance(app.screen, Help)
    return str(app.screen.query_one("#said").render())


def test_terms_come_as_the_document_lists_them(worded: Small) -> None:
    found = terms(worded.book.db, worded.plan)
    assert [(term.name, term.text) for term in found] == list(WORDS)
    assert terms(worded.book.db, worded.plan + 1) == []


def test_a_latin_term_is_found_as_a_word_of_its_own_in_any_width() -> None:
    term = Term("AI", None)
    assert terms_in("ＡＩの利用", [term]) == [term]
    assert terms_in("the ai.", [term]) == [term]
    assert terms_in("MAIL", [term]) == []


def test_a_term_is_found_without_the_spelling_in_its_brackets() -> None:
    term = Term("防災（減災）", None)
    assert terms_in("防災情報の配信", [term]) == [term]
    assert terms_in("減 災", [term]) == []


async def test_terms_on_the_screen_come_before_the_others(worded: Small, settled: Any) -> None:
    app = ShinchokuApp(worded.book)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("f3", "f1")
        await settled(pilot)
        text = screen(app)
    here, rest = text.split("この画面にある計画の用語")[1].split("計画の用語集")
    assert "基盤" in here and "防災" in here and "予約" in here and "説明の記載なし" in here
    assert "量子計算" in rest and "AI" in rest and "量子計算" not in here


async def test_all_terms_can_be_narrowed_by_typing_and_esc_goes_back_step_by_step(
    worded: Small, settled: Any
) -> None:
    app = ShinchokuApp(worded.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f1", "slash", *"計算")
        await settled(pilot)
        text = screen(app)
        # The one that is called so stands before the one that only mentions it.
        assert text.index("量子計算") < text.index("AI")
        assert "基盤" not in text
        await pilot.press("escape")
        await settled(pilot)
        assert "基盤" in screen(app)
        await pilot.press("escape")
        assert not isinstance(app.screen, Help)


async def test_a_plan_without_a_glossary_shows_nothing_of_it(
    small: Small, settled: Any, lines: Callable[..., list[str]]
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f1", "slash")
        await settled(pilot)
        assert "計画の用語" not in screen(app)
        assert not any("計画の用語" in line for line in lines(app))


@pytest.mark.parametrize("keys", [("f3", "ctrl+f", "基"), ("f10", "tab", "tab", "文")])
async def test_f1_works_while_a_text_is_typed(small: Small, settled: Any, keys: tuple[str, ...]) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*keys, "f1")
        await settled(pilot)
        assert isinstance(app.screen, Help)
        await pilot.press("f1")
        await settled(pilot)
        assert type(app.focused).__name__ in ("Input", "ReportText")
