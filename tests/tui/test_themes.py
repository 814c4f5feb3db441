"""The colours: chosen, remembered, readable in every theme on every screen, and never the only carrier."""

from collections.abc import Iterator
from typing import Any

import pytest
from rich.color_triplet import ColorTriplet
from rich.segment import Segment

from db.writes.preferences import recall
from domain.reporting import State
from tests.tui.conftest import Small
from tui.app import ShinchokuApp
from tui.marks import STATE_MARKS
from tui.themes import THEMES, contrast, readable

# Keys from the start of the program to each picture.
PLACES = (
    (),
    ("f3",),
    ("f3", "down", "enter"),
    ("f3", "down", "ctrl+t"),
    ("f4",),
    ("f5",),
    ("f6",),
    ("f6", "2"),
    ("f6", "3"),
    ("f7",),
    ("f1",),
    ("ctrl+p",),
)


def written(app: ShinchokuApp) -> Iterator[Segment]:
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            if segment.text.strip():
                yield segment


def ratio(app: ShinchokuApp, segment: Segment) -> float:
    style = segment.style
    assert style is not None and style.color is not None, segment
    ground = ColorTriplet(*app.screen.styles.background.rgb)
    known = style.bgcolor is not None and not style.bgcolor.is_default
    back = style.bgcolor.get_truecolor() if known and style.bgcolor else ground
    return contrast(style.color.get_truecolor(), back)


def test_contrast_is_counted_as_the_web_guidelines_count_it() -> None:
    black, white = ColorTriplet(0, 0, 0), ColorTriplet(255, 255, 255)
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(white, white) == 1
    # 4.48 is what checkers give for #777777 on white: just not enough for AA.
    assert contrast(ColorTriplet(0x77, 0x77, 0x77), white) == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("least", [4.5, 7.0])
@pytest.mark.parametrize("back", [(0, 0, 0), (20, 24, 28), (213, 94, 0), (128, 128, 128), (255, 255, 255)])
@pytest.mark.parametrize("front", [(0, 114, 178), (153, 153, 153), (240, 228, 66), (213, 94, 0)])
def test_any_two_colours_are_made_readable(
    front: tuple[int, int, int], back: tuple[int, int, int], least: float
) -> None:
    found = readable(ColorTriplet(*front), ColorTriplet(*back), least)
    assert contrast(*found) >= least


def test_colours_that_are_readable_stay_as_they_are() -> None:
    pair = ColorTriplet(228, 228, 224), ColorTriplet(20, 24, 28)
    assert readable(*pair, 4.5) == pair


@pytest.mark.parametrize("name", THEMES)
def test_the_colours_of_a_theme_are_readable_by_themselves(name: str) -> None:
    theme, _name, least = THEMES[name]

    def triplet(told: str | None) -> ColorTriplet:
        assert told is not None
        return ColorTriplet(*bytes.fromhex(told[1:]))

    for ground in (theme.background, theme.panel):
        assert contrast(triplet(theme.foreground), triplet(ground)) >= 7
        assert contrast(triplet(theme.secondary), triplet(ground)) >= least
        assert contrast(triplet(theme.warning), triplet(ground)) >= least


@pytest.mark.parametrize("name", THEMES)
async def test_every_text_on_every_screen_has_the_contrast_of_the_theme(
    small: Small, settled: Any, name: str
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.theme = name
        for keys in PLACES:
            await pilot.press("f2", *keys)
            await settled(pilot)
            faint = {
                (segment.text, round(ratio(app, segment), 2))
                for segment in written(app)
                if ratio(app, segment) < THEMES[name][2] - 0.001
            }
            assert not faint, keys
            if keys and keys[-1] in ("f1", "ctrl+p"):
                await pilot.press("escape")


async def test_a_theme_is_chosen_in_the_palette_and_remembered(small: Small, settled: Any) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p", *"色を選ぶ", "enter")
        await settled(pilot)
        await pilot.press(*"明るい", "enter")
        await settled(pilot)
        assert app.theme == "shinchoku-light"
    assert recall(small.book, "theme") == "shinchoku-light"
    again = ShinchokuApp(small.book)
    assert again.theme == "shinchoku-light"


async def test_without_colour_everything_is_grey_and_the_cursor_is_reversed(
    small: Small, settled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f3")
        await settled(pilot)
        reversed_ = []
        for segment in written(app):
            assert segment.style is not None and segment.style.color is not None
            red, green, blue = segment.style.color.get_truecolor()
            assert red == green == blue
            reversed_.append(bool(segment.style.reverse))
        assert any(reversed_)


def test_marks_and_bars_are_told_apart_without_colour() -> None:
    assert len({STATE_MARKS[state].kanji for state in State}) == len(State)
    assert len({STATE_MARKS[state].ascii_fill for state in State}) == len(State)
