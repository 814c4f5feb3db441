"""A widget alone on a screen, what stands on it line by line, and whether every line is as wide as the screen."""

import asyncio
from collections.abc import Callable

from textual.app import App, ComposeResult
from textual.widget import Widget
from wcwidth import wcswidth

SIZES = ((80, 24), (120, 40), (40, 12), (66, 17), (200, 60))


class Board(App[None]):
    """A chart on an empty screen."""

    def __init__(self, widget: Widget, wide: bool = False) -> None:
        super().__init__()
        self.wide_ambiguous = wide
        self.shown = widget

    def compose(self) -> ComposeResult:
        yield self.shown


def lines_of(app: App[None]) -> list[str]:
    """What stands on the screen, line by line."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips][: app.size.height]


def screens(
    make: Callable[[], Widget],
    sizes: tuple[tuple[int, int], ...] = SIZES,
    wide: bool = False,
    keys: str = "",
) -> list[list[str]]:
    """The screen at each size, the widget being resized from one to the next."""

    async def run() -> list[list[str]]:
        app = Board(make(), wide)
        found = []
        async with app.run_test(size=sizes[0]) as pilot:
            app.shown.focus()
            for width, height in sizes:
                await pilot.resize_terminal(width, height)
                await pilot.pause()
                for key in keys.split():
                    await pilot.press(key)
                found.append(lines_of(app))
        return found

    return asyncio.run(run())


def assert_aligned(found: list[list[str]], sizes: tuple[tuple[int, int], ...] = SIZES) -> None:
    for lines, (width, height) in zip(found, sizes, strict=True):
        assert len(lines) == height
        assert {wcswidth(line) for line in lines} == {width}, [(wcswidth(line), line) for line in lines]
