"""Stacked bars with a label on the left, and the kanji and number inside each part that has room; plotext draws."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, NamedTuple, Protocol

from rich.cells import cell_len
from rich.text import Text
from textual.binding import Binding, BindingType

from i18n import _
from tui.widgets.chart import PlotWidget, clean_label, drawn

_AXIS_ROWS: Final = 2
_FEWEST_BARS: Final = 3  # below this the legend makes room
_STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000)


class Mark(Protocol):
    """How one part of a bar looks (tui.marks.StateMark); `ascii_fill` where ambiguous characters take two cells."""

    @property
    def kanji(self) -> str: ...
    @property
    def colour(self) -> tuple[int, int, int]: ...
    @property
    def fill(self) -> str: ...
    @property
    def ascii_fill(self) -> str: ...
    @property
    def label(self) -> str: ...


class Bar(NamedTuple):
    """One bar: its whole label, and how many of each kind it stacks."""

    label: str
    counts: Mapping[str, float]

    @property
    def total(self) -> int:
        """What the bar stands for altogether; broken numbers count nothing."""
        return sum(whole(count) for count in self.counts.values())


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: the cells first..last (last not included) that stand for `count`."""

    kind: str
    count: int
    first: int
    last: int


def parts(counts: Mapping[Any, float], order: Sequence[Any], top: float, width: int) -> list[Part]:
    """A bar's parts over `width` cells for `top`: proportional, gapless, and no count above zero vanishes."""
    found = [(kind, count) for kind in order if (count := whole(counts.get(kind, 0)))]
    total = sum(count for _, count in found)
    cells = max(min(round(total / max(top, 1) * width), width), len(found))
    shares = [count / total * cells for _, count in found]
    sizes = [max(1, math.floor(share)) for share in shares]
    by_rest = sorted(range(len(shares)), key=lambda place: sizes[place] - shares[place])
    while (missing := cells - sum(sizes)) > 0:
        for place in by_rest[:missing]:
            sizes[place] += 1
    while sum(sizes) > cells:
        larger = [place for place, size in enumerate(sizes) if size > 1]
        sizes[max(larger, key=lambda place: sizes[place] - shares[place])] -= 1
    result, first = [], 0
    for (kind, count), size in zip(found, sizes, strict=True):
        result.append(Part(kind, count, first, first + size))
        first += size
    return result


def whole(value: float | None) -> int:
    """A count as plotext survives it: nothing for None, NaN and infinities."""
    return int(value) if value is not None and math.isfinite(value) and value > 0 else 0


class Layout(NamedTuple):
    """Which bars are shown from `first` on, rows per bar, and the rows a bar is thick."""

    first: int
    shown: int
    pitch: int
    thick: int


def layout(bars: int, rows: int, first: int) -> Layout:
    """Fit as many of `bars` into `rows` as go at one row each; fewer get more air."""
    shown = max(1, min(bars, rows))
    pitch = max(1, min(3, rows // shown))
    return Layout(max(0, min(first, bars - shown)), shown, pitch, 2 if pitch == 3 else 1)


class StackedBars(PlotWidget, can_focus=True):
    """Bars from top to bottom. `marks` say how each kind looks, in the order in which they are stacked.

    Up and down move when not all bars fit; `more` is the sentence that says so, with {shown} and {all}.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "move(-10000)", show=False),
        Binding("end", "move(10000)", show=False),
    ]

    def __init__(self, marks: Mapping[str, Mark], *, legend: bool = True, id: str | None = None) -> None:
        super().__init__(id=id)
        self.marks = marks
        self.bars: list[Bar] = []
        self.nothing, self.more = "", "{shown} of {all} rows: Up, Down"
        self.top = 1
        self._legend = legend
        self._first: int | None = None
        self._latest: int | None = None

    def show_bars(self, bars: Sequence[Bar], latest: int | None = None) -> None:
        """Draw other bars; with `latest`, that bar is the last but one where not all fit."""
        self.bars, self._latest, self._first = list(bars), latest, None
        self.top = max([1, *(bar.total for bar in self.bars)])
        self.refresh()

    def action_move(self, bars: int) -> None:
        """Show earlier or later bars."""
        start = self._start(self._rows(*self.content_size)) + bars
        self._first = max(0, min(start, len(self.bars) - 1))
        self.refresh()

    def chart(self, width: int, height: int) -> Text:
        if not self.bars:
            return padded([Text(self.nothing)], width, height)
        legend = self._legend_lines(width) if self._legend else []
        rows = self._rows(width, height)
        if rows + len(legend) + _AXIS_ROWS > height:
            legend = []
        plan = layout(len(self.bars), rows, self._start(rows))
        shown = self.bars[plan.first : plan.first + plan.shown]
        plot_height = plan.shown * plan.pitch + _AXIS_ROWS
        plot = drawn(
            width,
            plot_height,
            lambda figure: self._draw(figure, shown, plan, width),
            ascii_only=self.ascii_only,
        )
        if len(self.bars) > plan.shown and legend:
            legend[-1].append("  " + _(self.more).format(shown=plan.shown, all=len(self.bars)))
        return padded([*plot.split("\n"), *legend], width, height)

    # -- where to start when not everything fits

    def _rows(self, width: int, height: int) -> int:
        """Rows for bars at this size; a legend that leaves room for fewer than three is left out."""
        legend = len(self._legend_lines(width)) if self._legend else 0
        rows = height - legend - _AXIS_ROWS
        return rows if rows >= min(len(self.bars), _FEWEST_BARS) else max(1, height - _AXIS_ROWS)

    def _start(self, rows: int) -> int:
        """The first bar: where the person moved to, else so that the latest one is the last but one in sight."""
        last = len(self.bars) - rows
        if self._first is not None:
            return max(0, min(self._first, last))
        wanted = 0 if self._latest is None else self._latest - rows + 2
        return max(0, min(wanted, last))

    # -- drawing

    def _draw(self, figure: Any, shown: Sequence[Bar], plan: Layout, width: int) -> None:
        labels = [clean_label(bar.label) for bar in shown]
        room = width - max(cell_len(label) for label in labels) - 1
        middles = [place * plan.pitch + plan.thick / 2 for place in range(len(shown))]
        spans: dict[str, list[Part | None]] = {kind: [None] * len(shown) for kind in self.marks}
        for place, bar in enumerate(shown):
            for part in parts(bar.counts, list(self.marks), self.top, room):
                spans[part.kind][place] = part
        for axis in ("x", "y"):
            figure.axes(True, axis=axis, side=0)
        for kind, found in spans.items():
            if any(found):
                self._signal(figure, kind, found, middles, plan)
        for found in spans.values():
            for one, middle in zip(found, middles, strict=True):
                if one is not None:
                    self._inside(figure, one, middle if plan.thick == 1 else middle - 0.5)
        figure.ruler("x").lim(0, room).alignment(lim="edge")
        figure.ruler("y").lim(0, len(shown) * plan.pitch).direction(-1).alignment(lim="edge")
        figure.ruler("y").ticks([place * plan.pitch + 0.5 for place in range(len(shown))], labels)
        positions, marks = _ticks(self.top, room)
        figure.ruler("x").ticks(positions, marks)

    def _signal(
        self, figure: Any, kind: str, found: Sequence[Part | None], middles: Sequence[float], plan: Layout
    ) -> None:
        """One kind's parts as floating bars.

        They end a quarter of a cell early on both sides, or plotext paints the neighbour's cell too.
        """
        import plotext

        mark = self.marks[kind]
        marker = plotext.marker(self._fill(mark), plotext.pixel(mark.colour, "default"))
        starts = [part.first + 0.25 if part else -3.0 for part in found]
        ends = [part.last - 0.25 if part else -2.0 for part in found]
        spacing = plan.pitch if len(found) > 1 else 1
        figure.draw(
            figure.bar(
                list(middles),
                starts,
                ends,
                marker=marker,
                orientation="h",
                width=(plan.thick - 0.5) / spacing,
                _reset_ticks=False,
            )
        )

    def _inside(self, figure: Any, part: Part, middle: float) -> None:
        """Kanji and number on the part itself, where they fit."""
        import plotext

        mark = self.marks[part.kind]
        text = f"{mark.kanji}{part.count}"
        free = part.last - part.first - cell_len(text)
        if free < 0:
            return
        if mark.fill == mark.ascii_fill:
            pixel = plotext.pixel(mark.colour, "default")
        else:
            pixel = plotext.pixel(_readable_on(mark.colour), mark.colour)
        figure.draw(
            figure.text(part.first + free // 2 + 0.5, middle, plotext.colorize(text, pixel), alignment="left")
        )

    def _fill(self, mark: Mark) -> str:
        return mark.ascii_fill if self.ascii_only else mark.fill

    def _legend_lines(self, width: int) -> list[Text]:
        entries = []
        for mark in self.marks.values():
            red, green, blue = mark.colour
            entry = Text(no_wrap=True, end="")
            entry.append(self._fill(mark), style=f"rgb({red},{green},{blue})")
            entry.append(f"{mark.kanji} {mark.label}")
            entries.append(entry)
        lines, used = [Text(no_wrap=True, end="")], 0
        for entry in entries:
            if used and used + 2 + entry.cell_len > width:
                lines.append(Text(no_wrap=True, end=""))
                used = 0
            if used:
                lines[-1].append("  ")
            lines[-1].append_text(entry)
            used = lines[-1].cell_len
        return lines


def _ticks(top: int, width: int) -> tuple[list[float], list[str]]:
    """Round numbers along the axis, few enough that no label hides another; plotext drops colliding ones silently."""
    step = next((step for step in _STEPS if top / step <= max(1, width // 8)), top)
    values = list(range(0, top + 1, step))
    return [min(max(value / top * width, 0.5), width - 0.5) for value in values], [
        str(value) for value in values
    ]


def _readable_on(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    red, green, blue = colour
    return (0, 0, 0) if 0.299 * red + 0.587 * green + 0.114 * blue > 110 else (255, 255, 255)


def padded(lines: Sequence[Text], width: int, height: int) -> Text:
    """Lines cut and filled to exactly width x height cells."""
    filled = []
    for line in [*lines, *([Text("")] * height)][:height]:
        kept = line.copy()
        kept.truncate(width, pad=True)
        filled.append(kept)
    joined = Text("\n", no_wrap=True, end="").join(filled)
    joined.no_wrap, joined.end = True, ""
    return joined
