"""A list to choose from, narrowed by typing: departments, plans, half-years, and everything of Ctrl+P."""

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from i18n import _
from tui.choices import Choice, matching
from tui.keys import CLOSE, MOVE, TAKE, bindings
from tui.marks import fit
from tui.screens.dialog import Dialog
from tui.words import shown


class Choose(Dialog[Any]):
    """Type to narrow, arrows to move, Enter to take, Esc to leave things as they are (returns None)."""

    KEYS = (TAKE, MOVE, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(KEYS),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("pageup", "move(-10)", show=False),
    ]
    MOST: ClassVar[int] = 200

    def __init__(self, title: str, choices: Sequence[Choice], current: Any = None) -> None:
        super().__init__()
        self._title = title
        self._choices = list(choices)
        self._current = current
        self._seen: list[Choice] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Text(self._title, style="bold"), id="title")
            yield Input(id="typed", compact=True, placeholder=_("Type to narrow the list"))
            yield OptionList(id="list", markup=False, compact=True)
            yield self.hints()

    def on_mount(self) -> None:
        self.query_one("#list", OptionList).can_focus = False
        self.query_one("#typed", Input).focus()
        self.call_after_refresh(self._fill, "")

    def on_resize(self) -> None:
        self._fill(self.query_one("#typed", Input).value)

    @on(Input.Changed, "#typed")
    def _typed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def found(self, typed: str) -> list[Choice]:
        """The choices that the typed words leave, best first."""
        return matching(self._choices, typed)

    def _fill(self, typed: str) -> None:
        options = self.query_one("#list", OptionList)
        self._seen = self.found(typed)[: self.MOST]
        width = max(options.scrollable_content_region.width - 2, 10)
        options.clear_options()
        options.add_options([Option(self._line(choice, width)) for choice in self._seen])
        if not self._seen:
            options.add_option(Option(Text(_("Nothing is called that."), style="dim"), disabled=True))
            return
        values = [choice.value for choice in self._seen]
        options.highlighted = values.index(self._current) if not typed and self._current in values else 0

    def _line(self, choice: Choice, width: int) -> Text:
        detail = shown(choice.detail)
        room = width - cell_len(detail) - (2 if detail else 0)
        line = Text(fit(shown(choice.label), max(room, 8)), no_wrap=True)
        return line.append("  " + detail, style="dim") if detail else line

    def action_move(self, rows: int) -> None:
        options = self.query_one("#list", OptionList)
        if self._seen:
            place = options.highlighted or 0
            options.highlighted = max(0, min(place + rows, len(self._seen) - 1))

    @on(Input.Submitted, "#typed")
    def _take(self) -> None:
        place = self.query_one("#list", OptionList).highlighted
        if self._seen and place is not None:
            self.dismiss(self._seen[place].value)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._seen[event.option_index].value)

    def action_cancel(self) -> None:
        self.dismiss(None)
