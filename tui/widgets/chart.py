"""A chart inside a widget: the one function that talks to plotext, and the widget that draws again on every resize.

plotext takes 0.17 s to load, so it is loaded beside the first paint, not before it. It has a single figure that
accumulates, aborts the process on NaN, and misjudges the width of some characters; all of that is dealt with here.
"""

import importlib
import math
import threading
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final

from rich.cells import cell_len
from rich.text import Text
from textual.app import RenderResult
from textual.widget import Widget
from textual.worker import Worker, WorkerState

Paint = Callable[[Any], None]

MISSING_CHARACTER: Final = "〓"
_NO_CHARACTER: Final = ("C", "Z")
_IN_ASCII: Final = str.maketrans(
    {
        "│": "|",
        "┤": "|",
        "├": "|",
        "─": "-",
        "┬": "+",
        "┴": "+",
        "└": "+",
        "┌": "+",
        "┐": "+",
        "┘": "+",
        "┼": "+",
    }
)


def clean_numbers(values: Iterable[float | None], low: float, high: float) -> list[float]:
    """Numbers plotext survives: None, NaN and infinities are dropped, the rest is clamped to low..high."""
    return [
        min(max(float(value), low), high) for value in values if value is not None and math.isfinite(value)
    ]


def clean_label(text: str) -> str:
    """A label of known width: NFC, one line, nothing invisible; 〓 for what plotext would measure wrongly."""
    kept = []
    for character in unicodedata.normalize("NFC", text):
        if character == " " or character.isspace():
            kept.append(" ")
        elif unicodedata.category(character)[0] in _NO_CHARACTER or cell_len(character) == 0:
            continue
        else:
            kept.append(character if character.isascii() or _measured_alike(character) else MISSING_CHARACTER)
    label = "".join(kept)
    return label if label.strip() else "-"  # plotext fails on a blank tick label


@lru_cache(maxsize=4096)
def _measured_alike(character: str) -> bool:
    import plotext

    return bool(plotext.colorize(character).matrix().width() == cell_len(character))


def drawn(width: int, height: int, paint: Paint, *, ascii_only: bool = False) -> Text:
    """A chart of exactly width x height cells. `paint` gets the empty figure; every bar chart sets its own limits."""
    import plotext

    figure = plotext.figure
    plotext.terminal.limit(False, False)
    figure.clear.all()
    figure.theme("colorless")
    figure.plot_size(width, height)
    figure.axes(False)
    paint(figure)
    lines = figure.build().string().rstrip("\n").split("\n")
    text = Text.from_ansi("\n".join(lines), no_wrap=True, end="")
    return _in_ascii(text) if ascii_only else text


def _in_ascii(text: Text) -> Text:
    plain = text.plain.translate(_IN_ASCII)
    return Text(plain, spans=text.spans, no_wrap=True, end="")


_AFTER_FIRST_PAINT: Final = 0.05  # seconds
_loaded: Final = threading.Event()


def load_plotext() -> None:
    """Load plotext, in whatever thread, and let charts know. A half-loaded module is never drawn with."""
    importlib.import_module("plotext")
    _loaded.set()


class PlotWidget(Widget):
    """Shows what `paint` draws, at the size the widget has.

    Subclasses override `paint`, or `chart` for more than a plot.
    """

    MINIMUM: Final = (16, 4)

    DEFAULT_CSS = """
    PlotWidget { height: 1fr; width: 1fr; }
    """

    def paint(self, figure: Any, width: int, height: int) -> None:
        """Put signals, ticks and limits on plotext's empty figure of width x height cells."""

    @property
    def ascii_only(self) -> bool:
        """Whether ambiguous characters take two cells in this terminal (App.wide_ambiguous)."""
        return bool(getattr(self.app, "wide_ambiguous", False))

    def chart(self, width: int, height: int) -> Text:
        """The whole content, width x height cells."""
        return drawn(
            width,
            height,
            lambda figure: self.paint(figure, width, height),
            ascii_only=self.ascii_only,
        )

    def on_mount(self) -> None:
        if self.app.is_headless:
            load_plotext()  # nobody waits for a first paint
        elif not _loaded.is_set():
            self.set_timer(_AFTER_FIRST_PAINT, self._load)

    def _load(self) -> None:
        """Load plotext in a thread; the screen stays usable meanwhile."""
        self.run_worker(load_plotext, thread=True, group="plotext", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.worker.group == "plotext" and event.state is WorkerState.SUCCESS:
            self.refresh()

    def render(self) -> RenderResult:
        width, height = self.content_size
        if not _loaded.is_set() or width < self.MINIMUM[0] or height < self.MINIMUM[1]:
            return Text("")
        return self.chart(width, height)
