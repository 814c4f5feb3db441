"""The plan's schedule, alive: every work item in lines, planned 予, revised 改, reached 実, across the half-years.

Only the lines in sight are made (Textual's line API), so a thousand work items open as fast as ten.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from db.reads.stage_map import StageMapRow
from domain.names import clean
from domain.periods import Half
from domain.slip import StageSlip
from i18n import _
from tui.marks import CONTINUES, NONE, SLIP_STYLES, SLIP_WIDTH, UNKNOWN, fit, slip_mark
from tui.widgets.schedule import (
    MARK_CELLS,
    Column,
    columns,
    in_cells,
    planned_mark,
    reached_mark,
    slip_of,
)

_LEAST_TITLE: Final = 16
_MOST_TITLE: Final = 60
_KIND: Final = 3

_CURSOR = Style(reverse=True)
_FAINT = Style(dim=True)


class StageMap(ScrollView, can_focus=True):
    """Measures against half-years; `years` are the plan's first and last fiscal year.

    Enter on a work item posts StageMap.Chosen.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "move(-1000000)", show=False),
        Binding("end", "move(1000000)", show=False),
        Binding("left", "shift(-1)", show=False),
        Binding("right", "shift(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    DEFAULT_CSS = """
    StageMap { height: 1fr; width: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; overflow-y: auto; }
    """

    class Chosen(Message):
        """A person wants to see this measure."""

        def __init__(self, measure_id: int) -> None:
            super().__init__()
            self.measure_id = measure_id

    def __init__(
        self,
        rows: Sequence[StageMapRow] = (),
        *,
        now: Half | None = None,
        years: tuple[int, int] | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._cursor = 0
        self._left: int | None = None
        self._slips: dict[int, StageSlip | None] = {}
        self._rows: list[StageMapRow] = []
        self._lines: list[tuple[int, str]] = []
        self._starts: list[int] = [0]
        self._columns: list[Column] = []
        self._now: Half | None = None
        self._take(rows, now, years)

    def show_rows(
        self, rows: Sequence[StageMapRow], now: Half | None = None, years: tuple[int, int] | None = None
    ) -> None:
        """Show other rows; the cursor stays on the same work item if it is still there."""
        kept = self._key(self._cursor) if self._rows else None
        self._take(rows, now, years)
        self._cursor = next((place for place in range(len(self._rows)) if self._key(place) == kept), 0)
        self._resized()
        self.refresh()

    @property
    def cursor_measure(self) -> int | None:
        """The measure under the cursor."""
        return self._rows[self._cursor].measure_id if self._rows else None

    @property
    def measures(self) -> tuple[int, ...]:
        """The measures in sight, in order."""
        return tuple(dict.fromkeys(row.measure_id for row in self._rows))

    def move_to(self, measure_id: int) -> None:
        """Put the cursor on a measure's first work item."""
        for place, row in enumerate(self._rows):
            if row.measure_id == measure_id:
                self._go(place)
                return

    def _take(self, rows: Sequence[StageMapRow], now: Half | None, years: tuple[int, int] | None) -> None:
        self._rows, self._now = list(rows), now
        kinds = [("予", "改", "実") if row.revised else ("予", "実") for row in self._rows]
        self._lines = [(place, kind) for place, those in enumerate(kinds) for kind in those]
        self._starts = list(accumulate((len(those) for those in kinds), initial=0))
        self._columns = columns(self._rows, now, years)
        self._slips.clear()

    def _key(self, place: int) -> tuple[int, int]:
        return self._rows[place].measure_id, self._rows[place].row

    # -- keys

    def action_move(self, rows: int) -> None:
        self._go(self._cursor + rows)

    def action_page(self, pages: int) -> None:
        self._go(self._cursor + pages * max(1, (self.size.height - 1) // 2))

    def action_shift(self, step: int) -> None:
        """Look at earlier or later half-years."""
        self._left = max(0, min(self._first_column() + step, len(self._columns) - self._fitting()))
        self.refresh()

    def action_choose(self) -> None:
        if self._rows:
            self.post_message(self.Chosen(self._rows[self._cursor].measure_id))

    def on_click(self, event: events.Click) -> None:
        line = event.y - 1 + self.scroll_offset.y
        if event.y >= 1 and 0 <= line < len(self._lines):
            self._go(self._lines[line][0])
            if event.chain > 1:
                self.action_choose()

    def _go(self, place: int) -> None:
        if not self._rows:
            return
        self._cursor = max(0, min(place, len(self._rows) - 1))
        self.scroll_to_region(
            Region(0, self._starts[self._cursor], 1, 1 + self._height(self._cursor)),
            animate=False,
            force=True,
            immediate=True,
            x_axis=False,
        )
        self.refresh()

    def _height(self, place: int) -> int:
        """Lines of a work item: one more where its schedule was revised."""
        return self._starts[place + 1] - self._starts[place]

    # -- sizes

    def on_resize(self) -> None:
        self._resized()
        self._go(self._cursor)

    def on_mount(self) -> None:
        self._resized()

    def _resized(self) -> None:
        self.virtual_size = Size(0, len(self._lines) + 1)

    def _width(self) -> int:
        return self.scrollable_content_region.width

    def _pitch(self) -> int:
        return self._columns[0].pitch if self._columns else MARK_CELLS + 1

    def _title_width(self) -> int:
        free = self._width() - _KIND - SLIP_WIDTH - 1
        return max(_LEAST_TITLE, min(_MOST_TITLE, free - self._pitch() * len(self._columns)))

    def _fitting(self) -> int:
        """How many columns fit beside the title, the kind and the slip."""
        free = self._width() - self._title_width() - _KIND - SLIP_WIDTH - 1
        return max(1, min(len(self._columns), free // self._pitch()))

    def _first_column(self) -> int:
        """The first column in sight: where the person moved to, else so that the current half-year is in the middle."""
        latest = max(0, len(self._columns) - self._fitting())
        if self._left is not None:
            return min(self._left, latest)
        here = next((place for place, column in enumerate(self._columns) if column.is_now), 0)
        return max(0, min(here - self._fitting() // 2, latest))

    # -- drawing

    def render_line(self, y: int) -> Strip:
        width = self._width()
        if not self._rows or not self._columns:
            text = _("This plan has no schedule yet") if y == 0 else ""
            return Strip([Segment(fit(text, width), self.rich_style)])
        if y == 0:
            return self._heading(width)
        line = y - 1 + self.scroll_offset.y
        if line >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        place, kind = self._lines[line]
        return self._line(place, kind, line - self._starts[place], width)

    def _in_sight(self) -> list[Column]:
        first = self._first_column()
        return self._columns[first : first + self._fitting()]

    def _heading(self, width: int) -> Strip:
        seen = self._in_sight()
        first = self._first_column()
        style = self.rich_style + Style(bold=True, underline=True)
        more_left = "<" if first else " "
        more_right = ">" if first + len(seen) < len(self._columns) else " "
        title = fit(_("Measure"), self._title_width() + _KIND - 1) + more_left
        segments = [Segment(title, style)]
        labels = in_cells([column.label for column in seen], seen)
        segments.extend(Segment(label, style) for label in labels[:-1])
        slip = _("Slip")
        last = more_right if more_right != " " else labels[-1]
        segments.append(Segment(last + " " * (SLIP_WIDTH - cell_len(slip)) + slip, style))
        return Strip(segments).adjust_cell_length(width, style)

    def _line(self, place: int, kind: str, nth: int, width: int) -> Strip:
        row, reached = self._rows[place], kind == "実"
        base = self.rich_style
        # Dimmed text in reverse is a grey block.
        faint = Style() if place == self._cursor else _FAINT
        if place == self._cursor:
            base = base + (_CURSOR if self.has_focus else Style(underline=True))
        segments = [
            Segment(fit(self._title(place, nth), self._title_width() - 1) + " ", base),
            Segment(f"{kind} ", base + faint if kind == "予" else base),
        ]
        seen = self._in_sight()
        marks = self._marks(row, seen, kind)
        texts = in_cells(marks, seen)
        for mark, text, column in zip(marks, texts, seen, strict=False):
            plain = mark in (NONE, UNKNOWN, CONTINUES)
            style = faint if plain else Style(bold=True) if reached or column.is_now else Style()
            segments.append(Segment(text, base + style))
        segments.append(Segment(texts[-1], base))
        segments.append(self._slip(place, base) if reached else Segment(" " * SLIP_WIDTH, base))
        return Strip(segments).adjust_cell_length(width, base)

    def _marks(self, row: StageMapRow, seen: Sequence[Column], kind: str) -> list[str]:
        if kind == "実":
            return [reached_mark(row, column, self._now) for column in seen]
        row = row.as_revised() if kind == "改" else row
        return [planned_mark(row, *pair) for pair in zip(seen, (None, *seen), strict=False)]

    def _slip(self, place: int, base: Style) -> Segment:
        if place not in self._slips:
            self._slips[place] = slip_of(self._rows[place], self._now)
        slip = self._slips[place]
        style = base + Style.parse(SLIP_STYLES[slip.answer]) if slip is not None else base
        text = slip_mark(slip)
        return Segment(" " * (SLIP_WIDTH - cell_len(text)) + text, style)

    def _title(self, place: int, nth: int) -> str:
        """Number and title over a measure's first work item; below it, and over further ones, what it is about."""
        row = self._rows[place]
        leads = place == 0 or self._rows[place - 1].measure_id != row.measure_id
        if nth > 1:
            return ""
        if leads and not nth:
            return clean(f"{row.number} {row.title}" if row.number else row.title, lines=False)
        if leads != bool(nth):
            return ""
        about = (
            f"{row.row} {row.label}"
            if row.label and row.label != row.title
            else row.subtitle
            if leads
            else ""
        )
        return clean(f"   {about or ''}", lines=False)
