"""Reports by state for each half-year as stacked bars, with the kanji and the number inside each part that has room."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from rich.cells import cell_len
from rich.text import Text
from textual.binding import Binding, BindingType

from db.reads.reports import Counts
from domain.periods import Half
from domain.reporting import State
from i18n import _, language
from tui.marks import SETTLED_FIRST, STATE_MARKS, StateMark
from tui.widgets.chart import PlotWidget, clean_label, drawn

Bars = Sequence[tuple[Half, Counts]]

_AXIS_ROWS: Final = 2
_FEWEST_BARS: Final = 3  # below this the legend makes room
_STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: the cells first..last (last not included) that stand for `count` measures."""

    state: State
    count: int
    first: int
    last: int


def parts(states: Mapping[State, float], top: float, width: int) -> list[Part]:
    """A bar's parts over `width` cells for `top` measures: proportional, gapless, and no count above zero vanishes."""
    counts = [(state, _count(states.get(state, 0))) for state in SETTLED_FIRST]
    counts = [(state, count) for state, count in counts if count]
    total = sum(count for _, count in counts)
    cells = max(min(round(total / max(top, 1) * width), width), len(counts))
    shares = [count / total * cells for _, count in counts]
    sizes = [max(1, math.floor(share)) for share in shares]
    by_rest = sorted(range(len(shares)), key=lambda place: sizes[place] - shares[place])
    while (missing := cells - sum(sizes)) > 0:
        for place in by_rest[:missing]:
            sizes[place] += 1
    while sum(sizes) > cells:
        larger = [place for place, size in enumerate(sizes) if size > 1]
        sizes[max(larger, key=lambda place: sizes[place] - shares[place])] -= 1
    result, first = [], 0
    for (state, count), size in zip(counts, sizes, strict=True):
        result.append(Part(state, count, first, first + size))
        first += size
    return result


def _count(value: float | None) -> int:
    return int(value) if value is not None and math.isfinite(value) and value > 0 else 0


@dataclass(frozen=True, slots=True)
class Layout:
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


class StateChart(PlotWidget, can_focus=True):
    """Half-years from top to bottom. Those after `now` are still to come and have no bar.

    Each label ends with reported/measures, so every bar shows its base. Up and down move when not all bars fit.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "move(-10000)", show=False),
        Binding("end", "move(10000)", show=False),
    ]

    def __init__(
        self,
        counts: Bars = (),
        *,
        now: Half | None = None,
        legend: bool = True,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._counts = list(counts)
        self._now = now
        self._legend = legend
        self._first: int | None = None

    def show_counts(self, counts: Bars, now: Half | None = None) -> None:
        """Draw other numbers."""
        self._counts, self._now, self._first = list(counts), now, None
        self.refresh()

    def action_move(self, bars: int) -> None:
        """Show earlier or later half-years."""
        self._first = max(
            0,
            min(
                self._start(self._rows(*self.content_size)) + bars,
                len(self._counts) - 1,
            ),
        )
        self.refresh()

    def chart(self, width: int, height: int) -> Text:
        if not self._counts:
            return _padded([Text(_("No half-years yet"))], width, height)
        legend = self._legend_lines(width) if self._legend else []
        rows = self._rows(width, height)
        if rows + len(legend) + _AXIS_ROWS > height:
            legend = []
        plan = layout(len(self._counts), rows, self._start(rows))
        shown = self._counts[plan.first : plan.first + plan.shown]
        plot_height = plan.shown * plan.pitch + _AXIS_ROWS
        plot = drawn(
            width,
            plot_height,
            lambda figure: self._bars(figure, shown, plan, width),
            ascii_only=self.ascii_only,
        )
        hidden = len(self._counts) - plan.shown
        if hidden and legend:
            legend[-1].append(
                "  "
                + _("{shown} of {all} half-years: Up, Down").format(shown=plan.shown, all=len(self._counts))
            )
        return _padded([*plot.split("\n"), *legend], width, height)

    # -- where to start when not everything fits

    def _rows(self, width: int, height: int) -> int:
        """Rows for bars at this size; a legend that leaves room for fewer than three is left out."""
        legend = len(self._legend_lines(width)) if self._legend else 0
        rows = height - legend - _AXIS_ROWS
        return rows if rows >= min(len(self._counts), _FEWEST_BARS) else max(1, height - _AXIS_ROWS)

    def _start(self, rows: int) -> int:
        """The first bar: where the person moved to, else so that the current half-year is the last but one."""
        latest = len(self._counts) - rows
        if self._first is not None:
            return max(0, min(self._first, latest))
        places = [place for place, (half, _) in enumerate(self._counts) if half == self._now]
        wanted = places[0] - rows + 2 if places else latest
        return max(0, min(wanted, latest))

    # -- drawing

    def _bars(self, figure: Any, shown: Bars, plan: Layout, width: int) -> None:
        labels = [clean_label(self._label(half, counts)) for half, counts in shown]
        room = width - max(cell_len(label) for label in labels) - 1
        top = max([1, *(_total(counts) for _, counts in self._counts)])
        middles = [place * plan.pitch + plan.thick / 2 for place in range(len(shown))]
        spans: dict[State, list[Part | None]] = {state: [None] * len(shown) for state in SETTLED_FIRST}
        for place, (half, counts) in enumerate(shown):
            for part in parts(counts.states, top, room) if self._begun(half) else ():
                spans[part.state][place] = part
        for axis in ("x", "y"):
            figure.axes(True, axis=axis, side=0)
        for state, found in spans.items():
            if any(found):
                self._signal(figure, state, found, middles, plan)
        for found in spans.values():
            for one, middle in zip(found, middles, strict=True):
                if one is not None:
                    self._inside(figure, one, middle if plan.thick == 1 else middle - 0.5)
        figure.ruler("x").lim(0, room).alignment(lim="edge")
        figure.ruler("y").lim(0, len(shown) * plan.pitch).direction(-1).alignment(lim="edge")
        figure.ruler("y").ticks([place * plan.pitch + 0.5 for place in range(len(shown))], labels)
        positions, marks = _ticks(top, room)
        figure.ruler("x").ticks(positions, marks)

    def _signal(
        self,
        figure: Any,
        state: State,
        found: Sequence[Part | None],
        middles: Sequence[float],
        plan: Layout,
    ) -> None:
        """One state's parts as floating bars.

        They end a quarter of a cell early on both sides, or plotext paints the neighbour's cell too.
        """
        import plotext

        mark = STATE_MARKS[state]
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

        mark = STATE_MARKS[part.state]
        text = f"{mark.kanji}{part.count}"
        free = part.last - part.first - cell_len(text)
        if free < 0:
            return
        if mark.fill == mark.ascii_fill:
            pixel = plotext.pixel(mark.colour, "default")
        else:
            pixel = plotext.pixel(_readable_on(mark.colour), mark.colour)
        figure.draw(
            figure.text(
                part.first + free // 2 + 0.5,
                middle,
                plotext.colorize(text, pixel),
                alignment="left",
            )
        )

    def _fill(self, mark: StateMark) -> str:
        return mark.ascii_fill if self.ascii_only else mark.fill

    def _begun(self, half: Half) -> bool:
        return self._now is None or half <= self._now

    def _label(self, half: Half, counts: Counts) -> str:
        here = ">" if half == self._now else " "
        total = _total(counts)
        reported = str(_count(counts.reported)) if self._begun(half) else "-"
        digits = len(str(max(_total(each) for _, each in self._counts)))
        return f"{here}{half.label(language())} {reported:>{digits}}/{total:<{digits}} "

    def _legend_lines(self, width: int) -> list[Text]:
        entries = []
        for state in SETTLED_FIRST:
            mark = STATE_MARKS[state]
            entry = Text(no_wrap=True, end="")
            entry.append(
                self._fill(mark),
                style=f"rgb({mark.colour[0]},{mark.colour[1]},{mark.colour[2]})",
            )
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


def _total(counts: Counts) -> int:
    return sum(_count(counts.states.get(state, 0)) for state in State)


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


def _padded(lines: Sequence[Text], width: int, height: int) -> Text:
    """Lines cut and filled to exactly width x height cells."""
    whole = []
    for line in [*lines, *([Text("")] * height)][:height]:
        kept = line.copy()
        kept.truncate(width, pad=True)
        whole.append(kept)
    joined = Text("\n", no_wrap=True, end="").join(whole)
    joined.no_wrap, joined.end = True, ""
    return joined
