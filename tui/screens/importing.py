"""取込: the imports so far, newest first; F10 brings in a file, F9 takes a batch back."""

from pathlib import Path
from typing import Any, ClassVar, Final, NamedTuple

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from db.reads.batches import BatchRow, batches
from i18n import _, language, ngettext
from importers.errors import ImportStopped
from tui.keys import DO, bindings
from tui.marks import fit
from tui.screens.ask import Ask
from tui.screens.frame import KeyLine, Rule, StatusLine, TabLine, TopLine
from tui.screens.importing_batch import BatchText
from tui.screens.importing_keys import BATCHES, PREVIEW
from tui.screens.importing_path import AskPath
from tui.screens.importing_preview import Preview
from tui.screens.importing_session import Asked, Session
from tui.screens.importing_words import BATCH_MARKS, LEVELS, OUTCOMES, entity_words
from tui.screens.importing_work import (
    BatchUndone,
    FileRead,
    Importing,
    ImportRefused,
    Progressed,
    ReadRefused,
    Stepped,
    UndoForeseen,
    labels_told,
)
from tui.widgets.rows import Rows
from tui.words import sentence, shown, time_words

WAITS: Final = "waits"
STEPS: Final = ("reading", "recognising", "comparing with the book")
# How far taking a batch back has come; by whether it is written, or only found out what would be.
TAKING: Final = {
    False: "What would be taken back: {done} of {all} rows looked at; {key} stops",
    True: "Taking back: {done} of {all} rows; {key} stops, and nothing is written",
}


class Taking(NamedTuple):
    """A batch on its way out of the book; `writes` False while it is only found out what that would keep."""

    batch: int
    writes: bool


class ImportScreen(Importing):
    """A file that was read and not brought in waits as the first line."""

    KEYS = (BATCHES,)
    WORDS = (
        *((mark, words) for mark, _style, words in (*OUTCOMES.values(), *LEVELS.values())),
        ("batch", "what one file brought in, taken back as a whole"),
        ("conflict", "the book holds a person's value; it stays unless you say so"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(BATCHES)

    def __init__(self) -> None:
        super().__init__()
        self.session: Session | None = None
        self._batches: list[BatchRow] = []
        self._run = 0
        self._reading: str | None = None
        self._folder = Path.cwd()
        self._mine: list[int] = []
        self._taking: Taking | None = None

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield TabLine("importing")
        yield Rule()
        yield Static(Text(""), id="sums", markup=False)
        yield Rows(id="list", cursor_type="row", cell_padding=0)
        yield Static(Text(""), id="body", markup=False)
        yield StatusLine()
        yield KeyLine(BATCHES)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#list").focus()

    def reload(self) -> None:
        super().reload()
        if self.is_mounted:
            self._batches = list(reversed(batches(self.app_.book.db)))
            self._draw()

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    # -- drawing

    def _draw(self) -> None:
        table, empty = self.query_one("#list", Rows), self.query_one("#body", Static)
        some = bool(self._batches or self.session)
        table.display, empty.display = some, not some
        if some:
            self._fill(table)
        else:
            kinds = _("CSV, Excel, Word, PDF, HTML and text files can be read.")
            none = _("Nothing has been brought in yet. {key} brings in a file.")
            empty.update(Text(none.format(key=self.label("bring_in")) + "\n" + kinds))
        if not table.has_focus and some and self.is_current:
            table.focus()
        standing = sum(one.state == "committed" for one in self._batches)
        text = ngettext("{n} import", "{n} imports", len(self._batches)).format(n=len(self._batches))
        line = f" {text}   {_('standing')} {standing}"
        if self._reading is not None:
            line += "   " + _("reading {file}; {key} stops").format(
                file=self._reading, key=self.label("back")
            )
        if self._taking is not None:
            words = _("batch {n} is being taken back; {key} stops")
            line += "   " + words.format(n=self._taking.batch, key=self.label("back"))
        self.query_one("#sums", Static).update(Text(fit(line, max(self.size.width, 20)), no_wrap=True))

    def _fill(self, table: Rows) -> None:
        here = self._at_cursor
        # The kanji are read as words in Japanese alone.
        english = language() == "en"
        counts = (5, 8, 5, 9) if english else (6, 6, 6, 6)
        name = max(self.size.width - 39 - sum(counts), 14)
        widths = (5, 3, name, 9, 11, *counts, 10)
        words = (
            "",
            "",
            _("File"),
            _("When"),
            _("Who"),
            *(one if english else OUTCOMES[one][0] for one in ("new", "changed", "same", "conflict")),
            _("State"),
        )
        with self.prevent(DataTable.RowHighlighted):
            table.clear(columns=True)
            for word, width in zip(words, widths, strict=True):
                table.add_column(Text(fit(word, width)), width=width)
            if self.session is not None:
                told = [self.session.difference.count(one) for one in ("new", "changed", "same", "conflict")]
                cells = ("", "途", self.session.source.name, "", "", *map(str, told), _("waits"))
                table.add_row(*_row(cells, widths), key=WAITS)
            for one in self._batches:
                cells = (
                    *(
                        str(one.id),
                        BATCH_MARKS[one.state],
                        one.file,
                        time_words(one.at, self.app_.today),
                        one.by_name,
                    ),
                    *map(str, (one.rows_new, one.rows_changed, one.rows_same, one.rows_conflict)),
                    _(one.state),
                )
                table.add_row(*_row(cells, widths), key=str(one.id))
            keys = [*([WAITS] if self.session else []), *(str(one.id) for one in self._batches)]
            table.move_cursor(row=keys.index(here) if here in keys else 0)

    @property
    def _at_cursor(self) -> str | None:
        table = self.query_one("#list", Rows)
        if not table.row_count or not table.is_valid_row_index(table.cursor_row):
            return None
        return table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value

    @property
    def batch_at_cursor(self) -> BatchRow | None:
        """The batch under the cursor."""
        return next((one for one in self._batches if str(one.id) == self._at_cursor), None)

    # -- bringing in

    def action_bring_in(self) -> None:
        def go(path: Path | None) -> None:
            if path is not None:
                self._folder = path.parent
                self.start(path, Asked())

        self.app_.push_screen(AskPath(self._folder), go)

    def start(self, path: Path, asked: Asked, session: Session | None = None) -> None:
        """Read a file; the preview opens when it has been compared."""
        self._run += 1
        self._reading = shown(path.name)
        self.read_file(self._run, path, asked, session.source if session else None)
        self._draw()

    def cancel_reading(self) -> bool:
        """Stop reading; False where nothing is being read."""
        if self._reading is None:
            return False
        self._run += 1
        self._reading = None
        self.workers.cancel_group(self, "import-read")
        self.app_.say(_("Stopped reading; nothing was written."))
        self._draw()
        return True

    def on_stepped(self, event: Stepped) -> None:
        if event.run == self._run:
            words = _("{file}: {step} ({n}/{all}); {key} stops")
            self.app_.say(
                words.format(
                    file=self._reading,
                    step=_(STEPS[event.step]),
                    n=event.step + 1,
                    all=len(STEPS),
                    key=self.label("back"),
                )
            )

    def on_progressed(self, event: Progressed) -> None:
        if event.run == self._run:
            words = _("{file}: comparing with the book, {done} of {all} rows; {key} stops")
            self.app_.say(
                words.format(file=self._reading, done=event.done, all=event.total, key=self.label("back"))
            )
        elif event.run is None and self._taking is not None:
            words = _(TAKING[self._taking.writes])
            self.app_.say(words.format(done=event.done, all=event.total, key=self.label("back")))

    def on_file_read(self, event: FileRead) -> None:
        if event.run != self._run:
            return
        self._reading = None
        if self.session is not None and self.session.source.sha256 == event.session.source.sha256:
            event.session.follow(self.session)
        self.session = event.session
        self._draw()
        self.open_preview()
        self.app_.say(
            _("Nothing is written yet; {key} brings it in.").format(
                key=self.app_.settings.label("commit", (PREVIEW,))
            )
        )

    def on_read_refused(self, event: ReadRefused) -> None:
        if event.run != self._run:
            return
        self._reading = None
        self._draw()
        if labels := labels_told(event.error):
            why = _(
                "{file}: the labels say too little."
                " Say what the measures' title and the others are, then {key}."
            )
            self.app_.say(why.format(file=shown(event.path.name), key=self.app_.settings.shown(DO)), "bad")
            self._ask_labels(event, labels)
        else:
            self.app_.say(sentence(event.error), "bad")

    def _ask_labels(self, event: ReadRefused, labels: tuple[str, ...]) -> None:
        """Nobody knows what the file's labels mean: ask for them."""
        from tui.screens.importing_labels import Labels, unread

        def go(asked: Asked | None) -> None:
            if asked is not None:
                self.start(event.path, asked)

        why = _("Say what the title and the other columns are, then {key}.").format(
            key=self.app_.settings.shown(DO)
        )
        dialog = Labels(unread(labels, event.asked), event.asked, why)
        self.app_.push_screen(dialog, go)

    def open_preview(self) -> None:
        """Look at the file that waits."""
        if self.session is None:
            return
        screen = self.app_.screen
        if isinstance(screen, Preview):
            screen.show(self.session)
        elif self.is_current:
            self.app_.push_screen(Preview(self, self.session))

    def brought_in(self, batch: int | None) -> None:
        """The file is in the book: it waits no more."""
        self.session = None
        if batch is not None:
            self._mine.append(batch)

    # -- taking back

    def action_undo_batch(self) -> None:
        batch = self.batch_at_cursor
        if batch is None:
            self.say(_("No batch stands here."), "warn")
        elif batch.state == "undone":
            self.say(_("It was taken back already."), "warn")
        else:
            self._foresee(batch)

    def _foresee(self, batch: BatchRow) -> None:
        """Ask what taking a batch back would keep; one at a time."""
        if self._taking is None:
            self._take(Taking(batch.id, writes=False))
            self.foresee_undo(batch.id, batch.file)

    def _take(self, taking: Taking | None) -> None:
        self._taking = taking
        self._draw()

    def cancel_taking(self) -> bool:
        """Stop taking a batch back, between two rows; False where none is being taken back."""
        if self._taking is None:
            return False
        self.workers.cancel_group(self, "import-write")
        return True

    @property
    def can_undo(self) -> bool:
        return bool(self._mine)

    def undo_typing(self) -> bool:
        standing = {one.id: one for one in self._batches if one.state != "undone"}
        self._mine = [one for one in self._mine if one in standing]
        if not self._mine:
            return False
        self._foresee(standing[self._mine[-1]])
        return True

    def on_undo_foreseen(self, event: UndoForeseen) -> None:
        self._take(None)
        self.app_.say("")  # how far the looking had come
        undone = event.undone
        said = Text(
            _("{removed} rows go, {restored} rows get their former values back.").format(
                removed=undone.removed, restored=undone.restored
            )
        )
        if undone.kept:
            said.append("\n" + _("These stay, because somebody changed or used them since:"), style="bold")
            for kept in undone.kept:
                said.append(f"\n  {shown(kept.name)} ({entity_words(kept.table)})")
        title = _("Take back batch {n}: {file}").format(n=undone.batch, file=shown(event.file))

        def go(texts: dict[str, str] | None) -> None:
            if texts is not None and self._taking is None:
                self._take(Taking(undone.batch, writes=True))
                self.undo_batch(undone.batch)

        self.app_.push_screen(Ask(title, said, (), _("Take back")), go)

    def on_batch_undone(self, event: BatchUndone) -> None:
        undone, self._taking = event.undone, None
        self._mine = [one for one in self._mine if one != undone.batch]
        self.reload()
        words = _("Taken back: batch {n}, {removed} rows removed, {restored} put back, {kept} kept.")
        self.app_.say(
            words.format(
                n=undone.batch, removed=undone.removed, restored=undone.restored, kept=len(undone.kept)
            ),
            "warn" if undone.kept else "ok",
        )
        self.refresh_view()

    def on_import_refused(self, event: ImportRefused) -> None:
        self._take(None)
        self.app_.say(sentence(event.error), "warn" if isinstance(event.error, ImportStopped) else "bad")

    # -- moving

    def action_open(self) -> None:
        if self._at_cursor == WAITS:
            self.open_preview()
        elif self.batch_at_cursor is not None:
            self.app_.push_screen(BatchText(self.app_.book.db, self.batch_at_cursor, self.app_.today))

    @on(DataTable.RowSelected, "#list")
    def _chosen(self, _event: Any) -> None:
        self.action_open()

    def action_originals(self) -> None:
        self.app_.action_originals()

    def action_back(self) -> None:
        if not self.cancel_reading() and not self.cancel_taking():
            self.app_.action_overview()


def _row(cells: tuple[str, ...], widths: tuple[int, ...]) -> list[Text]:
    return [Text(fit(shown(cell), width - 1)) for cell, width in zip(cells, widths, strict=True)]
