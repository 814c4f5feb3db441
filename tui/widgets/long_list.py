"""A list whose lines are drawn when they come in sight, so that a hundred thousand of them open as fast as ten."""

from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip


class LongList(ScrollView, can_focus=True):
    """`line(place, width)` draws one line; moving posts Moved, Enter or a second click posts Chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "move(-1000000000)", show=False),
        Binding("end", "move(1000000000)", show=False),
        Binding("enter", "choose", show=False),
    ]
    DEFAULT_CSS = """
    LongList { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; overflow-y: auto; }
    """

    class Moved(Message):
        """The cursor stands on another line."""

    class Chosen(Message):
        """A person wants to see the line under the cursor."""

    def __init__(self, line: Callable[[int, int], Text], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._line = line
        self._count = 0
        self.place = 0

    def show(self, count: int, place: int) -> None:
        """Show so many lines, the cursor on one of them."""
        self._count = count
        self.virtual_size = Size(self.size.width, count)
        self.place = max(0, min(place, count - 1))
        self._see()
        self.refresh()

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, self._count)
        self._see()
        self.refresh()

    def action_move(self, rows: int) -> None:
        self._go(self.place + rows)

    def action_page(self, pages: int) -> None:
        self._go(self.place + pages * max(1, self.size.height - 1))

    def action_choose(self) -> None:
        if self._count:
            self.post_message(self.Chosen())

    def on_click(self, event: events.Click) -> None:
        place = event.y + self.scroll_offset.y
        if 0 <= place < self._count:
            self._go(place)
            if event.chain > 1:
                self.action_choose()

    def _go(self, place: int) -> None:
        place = max(0, min(place, self._count - 1))
        if self._count and place != self.place:
            self.place = place
            self._see()
            self.refresh()
            self.post_message(self.Moved())

    def _see(self) -> None:
        self.scroll_to_region(Region(0, self.place, 1, 1), animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        place, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        if place >= self._count:
            return Strip.blank(width, self.rich_style)
        text = self._line(place, width)
        text.truncate(width, pad=True)
        if place == self.place:
            text.stylize("bold reverse" if self.has_focus else "reverse")
        return Strip(
            [
                Segment(one.text, self.rich_style + (one.style or self.rich_style))
                for one in text.render(self.app.console)
            ]
        ).adjust_cell_length(width, self.rich_style)
