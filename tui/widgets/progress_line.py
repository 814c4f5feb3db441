"""How far the half-year is: 報告 17/29 and a bar of # and -, the same in every terminal."""

from rich.cells import cell_len
from rich.text import Text
from textual.app import RenderResult
from textual.widget import Widget

from domain.reporting import State
from tui.marks import STATE_MARKS, fit


class ProgressLine(Widget):
    """One line: a label, done/total, a bar. The base stands beside every bar."""

    DEFAULT_CSS = """
    ProgressLine { height: 1; width: 1fr; }
    """

    def __init__(self, label: str = "", done: int = 0, total: int = 0, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._label, self._done, self._total = label, done, total

    def show_progress(self, label: str, done: int, total: int) -> None:
        """Show other numbers."""
        self._label, self._done, self._total = label, done, total
        self.refresh()

    def render(self) -> RenderResult:
        return progress_text(self._label, self._done, self._total, self.content_size.width)


def progress_text(label: str, done: int, total: int, width: int) -> Text:
    """The line in exactly `width` cells. The bar is full only when everything is done, empty only when nothing is."""
    head = f"{label} {done}/{total} " if label else f"{done}/{total} "
    line = Text(fit(head, width) if cell_len(head) > width else head, no_wrap=True, end="")
    room = width - line.cell_len
    if room > 0 and total > 0:
        full = round(done / total * room)
        full = min(max(full, 1 if done > 0 else 0), room if done >= total else room - 1)
        red, green, blue = STATE_MARKS[State.submitted].colour
        line.append("#" * full, style=f"bold rgb({red},{green},{blue})")
        line.append("-" * (room - full), style="dim")
    line.truncate(width, pad=True)
    return line
