"""Leaving while the book refuses a text: stay, or leave with the text in a file that the next session takes up."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from i18n import _
from tui.words import narrow


class ConfirmLeave(ModalScreen[bool]):
    """True to leave."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "answer(False)", show=False),
        Binding("f10,ctrl+q", "answer(True)", show=False, priority=True),
    ]

    def __init__(self, names: tuple[str, ...], reason: str) -> None:
        super().__init__()
        self._names, self._reason = names, reason

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Text(_("These texts are not in the book yet:"), style="bold"), id="title")
            yield Static(Text("\n".join(self._names)))
            yield Static(Text(narrow(self._reason)))
            yield Static(
                Text(_("If you leave, they are kept in a file beside the book and come back next time."))
            )
            yield Static(Text(_("Esc stay   F10 leave"), style="bold"), id="keys")

    def action_answer(self, leave: bool) -> None:
        self.dismiss(leave)
