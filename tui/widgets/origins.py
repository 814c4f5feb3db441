"""出典: every field of a measure with its place in its file, and the lines printed there beside the value."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker, WorkerState

from db.book import Book
from db.reads.provenance import FIELDS, Origin, Sourced, source_content, sourced
from domain.errors import Refusal
from i18n import _
from importers.document import Document
from importers.identify import read
from tui.marks import fit, wrapped
from tui.screens.whole_parts import FIELD_WORDS
from tui.words import day_of, shown

_AROUND = 2
_KEPT = 4

ORIGIN_WORDS = {
    **FIELD_WORDS,
    "lead_departments": "Lead",
    "related_departments": "Related",
    "achievement": "Achievement",
    "direction_detail": "Direction, in detail",
    "goals": "Goals",
    "predecessors": "Before",
    "schedule": "Schedule",
    "indicators": "Figures",
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A place in a file, and its lines once they have been read."""

    source_file_id: int
    ref: str
    lines: str


class Origins(Vertical):
    """The upper half lists the fields, the lower half shows what was printed; the file is read in a thread."""

    DEFAULT_CSS = """
    Origins { height: 1fr; }
    Origins #fields { height: 1fr; background: $background; border: none; padding: 0; scrollbar-size-vertical: 1; }
    Origins #origin-scroll { height: 45%; background: $panel; padding: 0 1; scrollbar-size-vertical: 1; }
    Origins #origin { height: auto; }
    """

    def __init__(self) -> None:
        super().__init__(id="origins")
        self._values: list[Sourced] = []
        self._book: Book | None = None
        self._measure_id = 0
        self._asked: _Asked | None = None

    def compose(self) -> ComposeResult:
        yield OptionList(id="fields", markup=False, compact=True)
        with VerticalScroll(id="origin-scroll", can_focus=False):
            yield Static(Text(""), id="origin", markup=False)

    def show(self, book: Book, measure_id: int) -> None:
        """The fields of a measure; the cursor stays on its field while the measure is the same."""
        fields = self.query_one("#fields", OptionList)
        place = fields.highlighted if measure_id == self._measure_id else 0
        self._book, self._measure_id = book, measure_id
        found = [value for field in FIELDS for value in sourced(book.db, measure_id, field)]
        self._values = [value for value in found if value.value is not None or value.origin is not None]
        self._fill(place or 0)

    def _fill(self, place: int) -> None:
        fields = self.query_one("#fields", OptionList)
        width = max(fields.scrollable_content_region.width or self.size.width, 30) - 1
        fields.clear_options()
        fields.add_options([Option(_field_line(value, width)) for value in self._values])
        if self._values:
            fields.highlighted = min(place, len(self._values) - 1)
        self._draw()

    def on_resize(self) -> None:
        self._fill(self.query_one("#fields", OptionList).highlighted or 0)

    def focus_fields(self) -> None:
        """Put the focus on the list of fields."""
        self.query_one("#fields").focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._draw()

    @property
    def value(self) -> Sourced | None:
        """The field under the cursor."""
        place = self.query_one("#fields", OptionList).highlighted
        return self._values[place] if place is not None and place < len(self._values) else None

    def _draw(self) -> None:
        value = self.value
        static = self.query_one("#origin", Static)
        if value is None:
            static.update(Text(_("The book holds no value here."), style="dim"))
            return
        origin = value.origin
        if origin is not None and origin.ref and not self._is_asked(origin):
            self._ask(origin)
        width = max(self.query_one("#origin-scroll").scrollable_content_region.width, 30) - 2
        lines = self._asked.lines if origin is not None and self._asked and self._is_asked(origin) else ""
        static.update(origin_text(value, lines, width))
        self.query_one("#origin-scroll").scroll_home(animate=False)

    def _is_asked(self, origin: Origin) -> bool:
        asked = self._asked
        return asked is not None and (asked.source_file_id, asked.ref) == (origin.source_file_id, origin.ref)

    def _ask(self, origin: Origin) -> None:
        """Read the lines around a place; foreign files take half a second, in a process of their own."""
        assert self._book is not None
        self._asked = _Asked(origin.source_file_id, origin.ref, "")
        content = source_content(self._book.db, origin.source_file_id)
        self.run_worker(
            lambda: _Asked(origin.source_file_id, origin.ref, _lines_at(origin.file, content, origin.ref)),
            thread=True,
            exclusive=True,
            group="origin",
            exit_on_error=False,
        )

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.worker.group != "origin" or event.state is not WorkerState.SUCCESS:
            return
        event.stop()
        found = event.worker.result
        value = self.value
        if isinstance(found, _Asked) and value is not None and value.origin is not None:
            self._asked = found
            self._draw()


@lru_cache(maxsize=_KEPT)
def _document(name: str, content: bytes) -> Document | None:
    try:
        return read(name, content)
    except Refusal:
        return None


def _lines_at(name: str, content: bytes, ref: str) -> str:
    document = _document(name, content)
    return document.text_at(ref, _AROUND) if document is not None else ""


def _field_words(value: Sourced) -> str:
    word = _(ORIGIN_WORDS.get(value.field, value.field))
    return f"{word} {shown(value.name)}".rstrip()


def _value_words(value: object) -> str:
    return "-" if value is None else shown(str(value))


def _field_line(value: Sourced, width: int) -> Text:
    ref = shown(value.origin.ref) if value.origin else _("by hand")
    room = max(width - 20 - 22 - 2, 8)
    line = f"{fit(_field_words(value), 20)} {fit(_value_words(value.value), room)} {fit(ref, 22)}"
    return Text(line, no_wrap=True, end="")


def origin_text(value: Sourced, lines: str, width: int) -> Text:
    """The value, what was printed, the file and batch, who changed it since, and the lines around the place."""
    text = Text()
    facts: list[tuple[str, str]] = [(_field_words(value), _value_words(value.value))]
    origin, touched = value.origin, value.touched
    if origin is None:
        facts.append(("", _("No import brought this value.")))
    else:
        facts.append((_("printed"), shown(origin.raw)))
        facts.append((_("file"), f"{shown(origin.file)}  {shown(origin.ref)}"))
        facts.append((_("batch"), f"{origin.batch}  {day_of(origin.at)}  {shown(origin.by_name)}"))
    if touched is not None:
        who = f"{day_of(touched.at)}  {shown(touched.by_name)}"
        if touched.before is None and origin is None:
            facts.append((_("entered"), who))
        else:
            change = f"{_value_words(touched.before)} -> {_value_words(touched.after)}"
            facts.append((_("changed since"), f"{who}  {change}"))
    for word, fact in facts:
        text.append_text(wrapped(f"{word}  {fact}".strip(), width, "", hang=4))
    for line in _printed(lines):
        text.append_text(wrapped(f"| {line}", width, "dim", hang=4))
    text.rstrip()
    return text


def _printed(lines: str) -> Sequence[str]:
    return [shown(line) for line in lines.split("\n")] if lines else []
