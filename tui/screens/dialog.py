"""What every dialog over a screen has: help, printing, its keys from tables, and a last line that names them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar, cast

from rich.cells import cell_len
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from i18n import _
from tui.keys import OVER_ALL, PRINT, Key, bindings
from tui.marks import wrapped
from tui.words import narrow, shown

if TYPE_CHECKING:
    from tui.app import ShinchokuApp

Result = TypeVar("Result")

_BETWEEN: Final = 2


def as_word(key: Key, short: str) -> Key:
    """A key with another word in the last line."""
    return key._replace(short=short)


class Hints(Static):
    """The keys of a dialog with their words; a line is broken between keys only. A sentence may stand above them."""

    def __init__(self, words: Sequence[tuple[str, str]]) -> None:
        super().__init__(Text(""), id="keys", markup=False)
        self._words, self._said = tuple(words), ""

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def say(self, text: str) -> None:
        """One sentence about what just happened, above the keys."""
        self._said = text
        self._draw()

    def _draw(self) -> None:
        width = self.size.width or 72
        text = Text(no_wrap=True)
        if self._said:
            text.append_text(wrapped(narrow(shown(self._said)), width, "bold", hang=0))
        used = 0
        for key, word in self._words:
            wide = cell_len(key) + 1 + cell_len(word)
            if used:
                text.append("\n" if used + _BETWEEN + wide > width else " " * _BETWEEN)
                used = 0 if used + _BETWEEN + wide > width else used + _BETWEEN
            text.append(key, style="bold").append(f" {word}")
            used += wide
        self.update(text)


class Dialog(ModalScreen[Result]):
    """A question or a text over a screen. `KEYS` are its own keys; help and printing are added here.

    Help over a dialog comes back to it as it was: what was typed stays in its fields.
    """

    # Whole: Textual looks beside the module of the subclass.
    CSS_PATH = Path(__file__).with_name("dialog.tcss")
    KEYS: ClassVar[tuple[Key, ...]] = ()
    COMMON: ClassVar[tuple[Key, ...]] = OVER_ALL
    WORDS: ClassVar[tuple[tuple[str, str], ...]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings((OVER_ALL[0],)),
        # Before the field with the focus: cutting is the only other use of this key, and the field keeps it.
        Binding(PRINT.keys, "print_here", show=False, id=PRINT.setting, priority=True),
    ]

    @property
    def app_(self) -> "ShinchokuApp":
        """The app, with its book, view and settings."""
        return cast("ShinchokuApp", self.app)

    def own_keys(self) -> tuple[Key, ...]:
        """The keys that do something now, each with its word."""
        return self.KEYS

    def hints(self) -> Hints:
        """The dialog's last line."""
        label = self.app_.settings.shown
        keys = [key for key in (*self.own_keys(), *self.COMMON) if key.short]
        return Hints([(_(label(key)), _(key.short)) for key in keys])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where text is marked in a field, the printing key cuts it."""
        return not (action == "print_here" and getattr(self.focused, "selected_text", None))

    def action_print_here(self) -> None:
        self.app_.action_print_screen()

    def say(self, text: str) -> None:
        """One sentence in the dialog's own last line."""
        for line in self.query(Hints):
            line.say(text)

    def key_tables(self) -> tuple[tuple[Key, ...], ...]:
        """What help tells: the dialog's keys, then those of every dialog."""
        return (self.own_keys(), self.COMMON)
