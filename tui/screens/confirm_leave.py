"""Leaving while the book refuses a text: stay, or leave with the text in a file that the next session takes up."""

from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from i18n import _
from tui.keys import CLOSE, DO, bindings
from tui.screens.dialog import Dialog
from tui.words import narrow

STAY: Final = CLOSE._replace(action="answer(False)", short="Back")
LEAVE: Final = DO._replace(action="answer(True)", short="Leave")


class ConfirmLeave(Dialog[bool]):
    """True to leave."""

    KEYS = (STAY, LEAVE)
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(KEYS),
        Binding("enter", "answer(False)", show=False),
        Binding("ctrl+q", "answer(True)", show=False, priority=True),
    ]

    def __init__(self, names: tuple[str, ...], reason: str) -> None:
        super().__init__()
        self._names, self._reason = names, reason

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Text(_("These texts are not in the book yet:"), style="bold"), id="title")
            yield Static(Text("\n".join(self._names)), markup=False)
            yield Static(Text(narrow(self._reason)))
            yield Static(
                Text(_("If you leave, they are kept in a file and come back when the book is opened next."))
            )
            yield self.hints()

    def action_answer(self, leave: bool) -> None:
        self.dismiss(leave)
