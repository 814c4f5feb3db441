"""Help for the screen it was called from: its keys, and what its words and marks mean."""

from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from domain.reporting import State
from domain.stages import STAGE_NAMES
from i18n import _, language
from tui.keys import Key
from tui.marks import CONTINUES, NONE, STATE_MARKS, UNKNOWN, stage_kanji

if TYPE_CHECKING:
    from tui.app import ShinchokuApp


class Help(ModalScreen[None]):
    """Closes with Esc, Enter or F1."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, "close", show=False)
        for key in ("escape", "enter", "f1", "question_mark", "fullwidth_question_mark", "f10", "q", "ｑ")
    ]

    def __init__(self, title: str, keys: tuple[Key, ...], words: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self._title, self._keys, self._words = title, keys, words

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Text(self._title, style="bold"), id="title")
            with VerticalScroll(id="body"):
                yield Static(self._text())
            yield Static(Text(_("Esc close  PgUp/PgDn scroll"), style="dim"), id="keys")

    def on_mount(self) -> None:
        self.query_one("#body").focus()

    def action_close(self) -> None:
        self.dismiss(None)

    def _shown(self, key: Key) -> str:
        return cast("ShinchokuApp", self.app).settings.shown(key)

    def _text(self) -> Text:
        text = Text()
        text.append(_("Keys"), style="bold underline").append("\n")
        for key in self._keys:
            if key.name:
                signs = f" {key.signs[0]}" if key.signs and key.palette else ""
                _entry(text, self._shown(key) + signs, _(key.name), 14)
        text.append("\n").append(_("Words"), style="bold underline").append("\n")
        for word, meaning in self._words:
            _entry(text, _(word), _(meaning), 14)
        text.append("\n").append(_("Marks"), style="bold underline").append("\n")
        for state in State:
            mark = STATE_MARKS[state]
            _entry(text, mark.kanji, mark.label, 4)
        for mark_, meaning in ((CONTINUES, "goes on"), (NONE, "nothing planned"), (UNKNOWN, "unknown")):
            _entry(text, mark_, _(meaning), 4)
        if language() == "ja":
            marks = "  ".join(f"{stage_kanji(stage)} {stage}" for stage in STAGE_NAMES)
            text.append(f"  {marks}\n")
        return text


def _entry(text: Text, word: str, meaning: str, width: int) -> None:
    pad = " " * max(1, width - cell_len(word))
    text.append("  ").append(word, style="bold").append(f"{pad}{meaning}\n")
