"""What labels of an unknown layout mean: their fields and who said so; another field, and a name to keep it by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from domain.names import match_key
from i18n import _
from importers.lexicon import LABELS
from importers.mapping import Mapped
from tui.choices import Choice
from tui.keys import CLOSE, DO, OTHERWISE, TAKE, bindings
from tui.marks import fit
from tui.screens.ask import Ask, needed
from tui.screens.ask import Asked as Field
from tui.screens.choose import Choose
from tui.screens.dialog import Dialog, as_word
from tui.screens.importing_session import Asked
from tui.screens.importing_words import field_words
from tui.words import narrow, shown

DECIDED: Final = {"you": "you", "kept": "kept mapping", "lexicon": "lexicon", "question": "question"}
_NOT_SAID: Final = "\x00"
_NO_USE: Final = "-"


@dataclass(frozen=True, slots=True)
class LabelLine:
    """A label: the field it was taken for, how many cells stand under it, the first one, who decided."""

    label: str
    field: str | None
    count: int
    first: str
    decided: str


def told(mapped: Mapped) -> list[LabelLine]:
    """The labels of a file as it was read."""
    return [
        LabelLine(use.label, use.field, use.count, use.first, mapped.decided_by(use))
        for use in mapped.staging.labels
    ]


def unread(labels: Sequence[str], asked: Asked) -> list[LabelLine]:
    """The labels of a table that says too little to be read."""
    words = {match_key(label): field for label, field in asked.words}
    return [
        LabelLine(
            label, words.get(match_key(label)), 0, "", "you" if match_key(label) in words else "question"
        )
        for label in labels
    ]


class Labels(Dialog[Asked | None]):
    """Give labels their fields, keep the words by a name, and have the file read again."""

    KEYS = (
        as_word(TAKE, "Give a field"),
        OTHERWISE._replace(action="keep", name="Keep by a name", short="Keep by a name"),
        DO._replace(action="read_again", name="Read the file again", short="Read again"),
        as_word(CLOSE, "leave"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)

    def __init__(self, mapped: Mapped | Sequence[LabelLine], asked: Asked, why: str = "") -> None:
        super().__init__()
        self._lines = told(mapped) if isinstance(mapped, Mapped) else list(mapped)
        self._asked, self._why = asked, why
        self._words: dict[str, str | None] = dict(asked.words)
        self._keep = asked.keep

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Text(_("What do the file's labels mean?"), style="bold"), id="title", markup=False)
            yield OptionList(id="list", markup=False, compact=True)
            yield Static(Text(""), id="wrong", markup=False)
            yield self.hints()

    def on_mount(self) -> None:
        self.query_one("#list").focus()
        self.call_after_refresh(self._fill)

    def on_resize(self) -> None:
        self._fill()

    def _fill(self) -> None:
        options = self.query_one("#list", OptionList)
        place = options.highlighted or 0
        width = max(options.scrollable_content_region.width - 2, 40)
        options.clear_options()
        options.add_options([Option(self._line(one, width)) for one in self._lines])
        options.highlighted = min(place, len(self._lines) - 1) if self._lines else None
        said = self._why
        if self._keep is not None:
            said = _("Will be kept as: {name}").format(name=shown(self._keep))
        self.query_one("#wrong", Static).update(Text(fit(narrow(said), width)))

    def _line(self, one: LabelLine, width: int) -> Text:
        own = next((label for label in self._words if match_key(label) == match_key(one.label)), None)
        field = self._words[own] if own is not None else one.field
        decided = "you" if own is not None else one.decided
        word = field_words(field) if field else _("left out") if decided in ("you", "kept") else "？"
        room = max(width - 20 - 18 - 16 - 4, 4)
        text = Text(no_wrap=True)
        text.append(fit(shown(one.label), 19) + " ", style="bold")
        text.append(fit(word, 19) + " ").append(
            fit(f"{one.count or ''} {shown(one.first)}".strip(), room) + " "
        )
        return text.append(fit(_(DECIDED[decided]), 14), style="dim")

    @on(OptionList.OptionSelected, "#list")
    def _choose(self, event: OptionList.OptionSelected) -> None:
        line = self._lines[event.option_index]
        choices = [Choice(_("left out: of no use"), _NO_USE), Choice(_("as the lexicon says"), _NOT_SAID)]
        choices += [Choice(field_words(name), name, name, " ".join(words)) for name, words in LABELS.items()]

        def take(field: str | None) -> None:
            if field is not None:
                self._give(line.label, field)

        title = _("What does “{label}” mean?").format(label=shown(line.label))
        self.app.push_screen(Choose(narrow(title), choices, line.field), take)

    def _give(self, label: str, field: str) -> None:
        self._words = {name: one for name, one in self._words.items() if match_key(name) != match_key(label)}
        if field != _NOT_SAID:
            self._words[label] = None if field == _NO_USE else field
        self._fill()

    def action_keep(self) -> None:
        if not self._words:
            self.query_one("#wrong", Static).update(
                Text(_("Give a label a meaning first."), style="bold reverse")
            )
            return

        def take(texts: dict[str, str] | None) -> None:
            if texts is not None:
                self._keep = texts["name"].strip()
                self._fill()

        said = Text(
            _("Kept in the book when the file is brought in; the next file with these labels is read so.")
        )
        fields = [Field("name", _("Name"), self._keep or "", wrong=needed)]
        self.app.push_screen(Ask(_("Keep what the labels mean"), said, fields, _("Keep")), take)

    def action_read_again(self) -> None:
        keep = self._keep if self._words else None
        self.dismiss(Asked(self._asked.named, tuple(self._words.items()), keep))

    def action_cancel(self) -> None:
        self.dismiss(None)
