"""概況: what changed since the half-year before, in a line that leads to it, and a second chart of the ratings."""

from collections.abc import Callable
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

import i18n
from db.reads.answers import Answer
from db.writes.reports import carry_forward, save_draft, submit
from tests.tui.conftest import NEARLY, Small
from tui.app import ShinchokuApp
from tui.screens.overview import Overview
from tui.screens.record import Record

Settle = Callable[[Pilot[None]], Any]
Lines = Callable[[ShinchokuApp], list[str]]
Said = Callable[[ShinchokuApp], str]
NARROW, WIDE = (80, 24), (120, 40)


@pytest.fixture
def handed(small: Small) -> Small:
    """Measure 3 went from 1 to 2, measure 1 is as it was."""
    place = (small.measures["3"], small.second)
    saved = save_draft(small.book, *place, Answer(NEARLY, "実施中", "配信先を増やした。"), 0)
    submit(small.book, *place, saved.version)
    carry_forward(small.book, small.measures["1"], small.second)
    return small


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_what_changed_is_the_first_line_with_how_many_stayed(
    handed: Small, app: ShinchokuApp, settled: Settle, lines: Lines, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        shown = lines(app)
        head = next(place for place, line in enumerate(shown) if "気になること" in line)
        assert "前期  変化 1・同じ 1  3 1->2" in shown[head + 1]


async def test_enter_on_it_steps_through_what_changed(
    handed: Small, app: ShinchokuApp, settled: Settle
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("tab", "enter")
        await settled(pilot)
        assert isinstance(app.screen, Record)
        assert app.screen.measure_id == handed.measures["3"]
        assert app.screen.queue == (handed.measures["3"],)


async def test_where_nothing_changed_enter_says_so(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said, lines: Lines
) -> None:
    carry_forward(small.book, small.measures["1"], small.second)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        assert any("前期  変化 0・同じ 1" in line for line in lines(app))
        await pilot.press("tab", "enter")
        await settled(pilot)
        assert isinstance(app.screen, Overview)
        assert said(app) == "前の半期から評価・実施状況が変わった施策はありません。"


async def test_nothing_handed_in_yet_has_no_such_line(
    app: ShinchokuApp, settled: Settle, lines: Lines
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        assert not any("前期" in line for line in lines(app))


def charts_in(shown: list[str]) -> list[str]:
    """Which charts stand there, by their legends."""
    text = "\n".join(shown)
    return [name for name, sign in (("states", "承 承認"), ("ratings", "1: 計画どおり")) if sign in text]


async def test_a_large_terminal_shows_both_charts_and_a_small_one_either(
    handed: Small, app: ShinchokuApp, settled: Settle, lines: Lines
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        shown = lines(app)
        assert charts_in(shown) == ["states", "ratings"]
        # Rated of all, under the same half-years.
        assert sum(">R2下 2/5 " in line for line in shown) == 2
        assert any(" R2上 2/2 " in line and "1:2" in line for line in shown)
        await pilot.resize_terminal(*NARROW)
        await settled(pilot)
        assert charts_in(lines(app)) == ["states"]
        assert "Ctrl+L 図" in lines(app)[-1]
        await pilot.press("ctrl+l")
        await settled(pilot)
        assert charts_in(lines(app)) == ["ratings"]
        await pilot.resize_terminal(*WIDE)
        await settled(pilot)
        assert charts_in(lines(app)) == ["states", "ratings"]


@pytest.mark.parametrize("size", [NARROW, WIDE])
@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_no_line_is_wider_than_the_terminal_in_either_language(
    handed: Small, settled: Settle, lines: Lines, size: tuple[int, int], lang: str
) -> None:
    i18n.setup(lang)
    app = ShinchokuApp(handed.book, wide_ambiguous=True)
    async with app.run_test(size=size) as pilot:
        for keys in ((), ("ctrl+l",)):
            await pilot.press(*keys)
            await settled(pilot)
            assert {cell_len(line) for line in lines(app)} == {size[0]}
            assert not set("".join(lines(app))) & set("│┤├└┌─┬█▓▒░·…→○●□■")
            word = {"ja": "前期", "en": "moved"}[lang]
            assert any(word in line for line in lines(app))
