"""Help for the screen it lies over: its keys, what its words and marks mean, and what the plan says of its own."""

import re
import unicodedata
from collections.abc import Sequence
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static

from db.reads.glossary import Term
from domain.names import match_key
from domain.reporting import State
from domain.stages import STAGE_NAMES
from i18n import _, language
from tui.keys import CLOSE, HELP, OVER_ALL, SCROLL, Key, bindings
from tui.marks import CONTINUES, NONE, STATE_MARKS, UNKNOWN, pieces, stage_kanji, wrapped
from tui.screens.dialog import Dialog, as_word
from tui.words import shown

# What follows a term in brackets is another spelling of it: ICT（情報通信技術）.
_BRACKET: Final = re.compile(r"[（(].*$")


_LOOK_WORDS: Final = "Look for a word of the plan"
_LOOK: Final = Key("look", "ctrl+f", "Ctrl+F", _LOOK_WORDS, _LOOK_WORDS, "/", palette=False, named="filter")


class Help(Dialog[None]):
    """Closes with Esc, Enter or F1; / looks through the plan's own words, where it has a glossary.

    `behind` is the text of the screen it lies over: the plan's terms that occur there come first.
    """

    KEYS = (as_word(CLOSE, "Close"), SCROLL, _LOOK, HELP._replace(action="cancel", short="", named="help"))
    COMMON = OVER_ALL[1:]
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(KEYS),
        *(Binding(key, "cancel", show=False) for key in ("enter", "f10", "q", "ｑ")),
    ]

    def __init__(
        self,
        title: str,
        keys: tuple[Key, ...],
        words: tuple[tuple[str, str], ...],
        glossary: Sequence[Term] = (),
        behind: str = "",
    ) -> None:
        super().__init__()
        self._title, self._keys, self._words = title, keys, words
        self._glossary = tuple(glossary)
        self._here = terms_in(behind, self._glossary)

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Text(self._title, style="bold"), id="title")
            yield Input(id="typed", compact=True, placeholder=_("A word of the plan"))
            with VerticalScroll(id="body"):
                yield Static(Text(""), id="said", markup=False)
            yield self.hints()

    def own_keys(self) -> tuple[Key, ...]:
        return self.KEYS if self._glossary else tuple(key for key in self.KEYS if key is not _LOOK)

    def on_mount(self) -> None:
        self.query_one("#typed").display = False
        self.query_one("#body").focus()

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    def action_cancel(self) -> None:
        """Out of the field first, if somebody is looking for a word."""
        field = self.query_one("#typed", Input)
        if field.display:
            field.value, field.display = "", False
            self.query_one("#body").focus()
            self._draw()
        else:
            self.dismiss(None)

    def action_look(self) -> None:
        if self._glossary:
            field = self.query_one("#typed", Input)
            field.display = True
            field.focus()
            self._draw()

    @on(Input.Changed, "#typed")
    def _typed(self) -> None:
        self._draw()
        self.query_one("#body").scroll_home(animate=False)

    @on(Input.Submitted, "#typed")
    def _done_typing(self) -> None:
        self.query_one("#body").focus()

    def _draw(self) -> None:
        field, body = self.query_one("#typed", Input), self.query_one("#body")
        # A scroll bar may come with the text; where it stands, words would be broken a second time.
        width = max(body.outer_size.width - 2, 20)
        text = self._terms_text(field.value, width) if field.display else self._text(width)
        self.query_one("#said", Static).update(text)

    def _shown(self, key: Key) -> str:
        return _(self.app_.settings.shown(key))

    def _text(self, width: int = 72) -> Text:
        text = Text()
        text.append(_("Keys"), style="bold underline").append("\n")
        for key in self._keys:
            if key.name and (key.action or key.shown):
                shown_key = self._shown(key) or "-"
                signs = f" {key.signs[0]}" if key.signs and key.palette else ""
                _entry(text, shown_key + signs, _(key.name), 14, width)
        text.append("\n").append(_("Words"), style="bold underline").append("\n")
        for word, meaning in self._words:
            _entry(text, _(word), _(meaning), 14, width)
        text.append("\n").append(_("Marks"), style="bold underline").append("\n")
        for state in State:
            mark = STATE_MARKS[state]
            _entry(text, mark.kanji, mark.label, 4, width)
        for mark_, meaning in ((CONTINUES, "goes on"), (NONE, "nothing planned"), (UNKNOWN, "unknown")):
            _entry(text, mark_, _(meaning), 4, width)
        if language() == "ja":
            text.append(_side_by_side([f"{stage_kanji(stage)} {stage}" for stage in STAGE_NAMES], width))
        rest = [term for term in self._glossary if term not in self._here]
        for title, found in (
            (_("Words of the plan on this screen"), self._here),
            (_("Words of the plan"), rest),
        ):
            if found:
                text.append("\n").append(title, style="bold underline").append("\n")
                for term in found:
                    _term(text, term, width)
        return text

    def _terms_text(self, typed: str, width: int) -> Text:
        words = [match_key(word) for word in typed.split()]
        found = [
            term
            for term in self._glossary
            if all(word in match_key(f"{term.name} {term.text or ''}") for word in words)
        ]
        # Terms that are called so stand before terms that only mention it.
        found.sort(key=lambda term: not all(word in match_key(term.name) for word in words))
        text = Text()
        for term in found:
            _term(text, term, width)
        return text if found else Text(_("Nothing is called that."), style="dim")


def terms_in(behind: str, glossary: Sequence[Term]) -> list[Term]:
    """The terms that stand in a text of the screen; one of Latin letters only as a word of its own."""
    plain = unicodedata.normalize("NFKC", behind).casefold()
    joined = match_key(behind)
    return [term for term in glossary if any(_stands(name, plain, joined) for name in _spellings(term.name))]


def _spellings(name: str) -> set[str]:
    return {name, _BRACKET.sub("", name)} - {""}


def _stands(name: str, plain: str, joined: str) -> bool:
    latin = unicodedata.normalize("NFKC", name).casefold().strip()
    if latin.isascii():
        return bool(re.search(rf"(?<![0-9a-z]){re.escape(latin)}(?![0-9a-z])", plain)) if latin else False
    key = match_key(name)
    return len(key) > 1 and key in joined


def _side_by_side(words: Sequence[str], width: int) -> str:
    """Words beside each other, as many to a line as it holds."""
    lines = [""]
    for word in words:
        if cell_len(f"{lines[-1]}  {word}") > width:
            lines.append("")
        lines[-1] += f"  {word}"
    return "".join(line + "\n" for line in lines)


def _entry(text: Text, word: str, meaning: str, width: int, whole: int) -> None:
    """A word with its meaning, which hangs under itself where it is longer than the line of `whole` cells."""
    pad = " " * max(1, width - cell_len(word))
    room = whole - 2 - cell_len(word + pad)
    first, *rest = pieces(meaning, max(room, 8), later=max(whole - 2 - width, 8))
    text.append("  ").append(word, style="bold").append(f"{pad}{first}\n")
    for piece in rest:
        text.append(" " * (2 + width) + piece + "\n")


def _term(text: Text, term: Term, width: int) -> None:
    text.append_text(wrapped(shown(term.name), width, "bold", indent=2))
    text.append_text(
        wrapped(shown(term.text, lines=True) or _("no meaning was printed"), width, "", indent=4)
    )
