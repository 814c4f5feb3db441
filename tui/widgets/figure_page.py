"""指標: the plan's figures in a list, the one under the cursor as a line with its values."""

from collections.abc import Mapping, Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from db.reads.indicators import Indicator
from i18n import _
from tui.screens.whole_parts import figures_text
from tui.widgets.figure_lines import FigureLines
from tui.words import shown


class FigurePage(Horizontal):
    """Up and down choose a figure; Enter opens the measure it belongs to (`measure_id`)."""

    DEFAULT_CSS = """
    FigurePage #figure-list { width: 2fr; height: 1fr; background: $background; border: none; padding: 0; }
    FigurePage #figure-side { width: 3fr; padding: 0 1; }
    FigurePage FigureLines { height: 1fr; }
    FigurePage #figure-values { height: auto; }
    FigurePage VerticalScroll { height: 45%; scrollbar-size-vertical: 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._figures: list[Indicator] = []

    def compose(self) -> ComposeResult:
        yield OptionList(id="figure-list", markup=False, compact=True)
        with Vertical(id="figure-side"):
            yield FigureLines()
            with VerticalScroll(can_focus=False):
                yield Static(Text(""), id="figure-values", markup=False)

    def show(self, figures: Sequence[Indicator], measures: Mapping[int, str]) -> None:
        """The plan's figures; `measures` names those they belong to."""
        chosen = self.query_one("#figure-list", OptionList)
        place = chosen.highlighted or 0
        self._figures = list(figures)
        chosen.clear_options()
        for one in self._figures:
            owner = measures.get(one.measure_id or 0, "")
            line = f"{shown(one.label)}  {shown(owner)}".rstrip()
            chosen.add_option(Option(Text(line, no_wrap=True, overflow="ellipsis")))
        if self._figures:
            chosen.highlighted = min(place, len(self._figures) - 1)
        self._draw()

    def focus_list(self) -> None:
        """Put the focus on the list."""
        self.query_one("#figure-list").focus()

    @property
    def measure_id(self) -> int | None:
        """The measure of the figure under the cursor."""
        place = self.query_one("#figure-list", OptionList).highlighted
        return self._figures[place].measure_id if place is not None and self._figures else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        place = self.query_one("#figure-list", OptionList).highlighted
        values = self.query_one("#figure-values", Static)
        lines = self.query_one(FigureLines)
        if place is None or not self._figures:
            lines.display = False
            values.update(Text(_("The plan holds no figures."), style="dim"))
            return
        one = self._figures[place]
        lines.display = lines.show([one])
        width = max(self.query_one("#figure-side").size.width - 4, 20)
        values.update(figures_text([one], width))
