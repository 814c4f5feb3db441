"""A measure's figures as lines over the years, at most four of one unit; the numbers stand below the chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from rich.text import Text

from db.reads.indicators import Indicator
from tui.marks import fit
from tui.widgets.chart import PlotWidget, clean_label, clean_numbers, drawn
from tui.widgets.schedule import year_label

# One for each line; ASCII, so that its width is the same in every terminal.
_MARKERS: Final = ("*", "+", "o", "x")
_TICKS: Final = 3


@dataclass(frozen=True, slots=True)
class _Line:
    label: str
    marker: str
    places: tuple[int, ...]
    numbers: tuple[float, ...]


class FigureLines(PlotWidget):
    """Doubtful values and years that were not over are left out of the lines; the text names them."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[_Line] = []

    def show(self, indicators: Sequence[Indicator]) -> bool:
        """Draw the figures of the first unit that has two sound values; False where there is nothing to draw."""
        self._lines = []
        unit: str | None = None
        for one in indicators:
            sound = {
                value.place: value.value
                for value in one.values
                if value.value is not None and not value.suspect and not value.partial_until
            }
            if len(sound) < 2 or (self._lines and one.unit != unit) or len(self._lines) == len(_MARKERS):
                continue
            unit = one.unit
            numbers = clean_numbers(sound.values(), min(0.0, *sound.values()), max(sound.values()))
            marker = _MARKERS[len(self._lines)]
            self._lines.append(_Line(clean_label(one.label), marker, tuple(sound), tuple(numbers)))
        self.refresh()
        return bool(self._lines)

    def chart(self, width: int, height: int) -> Text:
        """The lines' names above the plot, for inside it they would hide what is drawn."""
        names = "  ".join(f"{line.marker} {line.label}" for line in self._lines)
        text = Text(fit(names, width) + "\n", no_wrap=True, end="")
        plot = drawn(
            width,
            height - 1,
            lambda figure: self.paint(figure, width, height - 1),
            ascii_only=self.ascii_only,
        )
        return text.append_text(plot)

    def paint(self, figure: Any, width: int, height: int) -> None:
        places = sorted({place for line in self._lines for place in line.places})
        low = min(0.0, *(number for line in self._lines for number in line.numbers))
        high = max(number for line in self._lines for number in line.numbers)
        high = high if high > low else low + 1
        for axis in ("x", "y"):
            figure.axes(True, axis=axis, side=0)
        for line in self._lines:
            signal = figure.signal(list(line.places), list(line.numbers), marker=line.marker)
            signal.lines(True)
            figure.draw(signal)
        figure.ruler("x").lim(places[0], places[-1])
        figure.ruler("x").ticks(places, [year_label(place // 2) for place in places])
        figure.ruler("y").lim(low, high)
        marks = [low + (high - low) * step / (_TICKS - 1) for step in range(_TICKS)]
        figure.ruler("y").ticks(marks, [f"{mark:,.0f}" if high >= 10 else f"{mark:.1f}" for mark in marks])
