"""Reading, comparing, committing and undoing in worker threads; what happened comes back as a message."""

from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any, Final

from textual import work
from textual.message import Message
from textual.worker import Worker, get_current_worker

from db.book import Book
from db.connection import is_open_here
from db.reads.mappings import mappings
from db.reads.plans import default_plan, plans
from db.writes.mappings import check_kept, keep_mapping
from domain.errors import Refusal
from importers.application import Watch
from importers.commit import Source, commit, preview
from importers.difference import Difference
from importers.errors import ImportStopped, UnknownKind, UnreadableFile
from importers.identify import READERS, read
from importers.mapping import stage_mapped
from importers.undo import Undone, foresee, undo
from tui.keeper import TROUBLE
from tui.model import View
from tui.screens.importing_names import Names
from tui.screens.importing_session import Asked, Session
from tui.screens.importing_words import speak
from tui.watching import Watching

# What a damaged file may do to a reader of ours; the person is told, and the dashboard goes on.
_BROKEN: Final = (*TROUBLE, ValueError, KeyError, TypeError, RecursionError, MemoryError)

_TELL_EVERY: Final = 0.3

NOTHING: Final = View(None, None, None)


class Stepped(Message):
    """The reading of a file has come to this step, of three."""

    def __init__(self, run: int, step: int) -> None:
        super().__init__()
        self.run, self.step = run, step


class Progressed(Message):
    """So many rows of a reading are compared; `run` is None for a commit or an undo, where so many are written."""

    def __init__(self, run: int | None, done: int, total: int) -> None:
        super().__init__()
        self.run, self.done, self.total = run, done, total


class FileRead(Message):
    """The file is read and compared with the book; nothing is written."""

    def __init__(self, run: int, session: Session) -> None:
        super().__init__()
        self.run, self.session = run, session


class ReadRefused(Message):
    """The file could not be read as it was asked for."""

    def __init__(self, run: int, path: Path, asked: Asked, error: Exception) -> None:
        super().__init__()
        self.run, self.path, self.asked, self.error = run, path, asked, error


class Committed(Message):
    """The file is in the book."""

    def __init__(self, difference: Difference) -> None:
        super().__init__()
        self.difference = difference


class ImportRefused(Message):
    """A commit or an undo was refused; nothing changed."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class UndoForeseen(Message):
    """What taking a batch back would do."""

    def __init__(self, file: str, undone: Undone) -> None:
        super().__init__()
        self.file, self.undone = file, undone


class BatchUndone(Message):
    """A batch was taken back."""

    def __init__(self, undone: Undone) -> None:
        super().__init__()
        self.undone = undone


def read_source(path: Path) -> Source:
    """The file's name and bytes. Raises UnreadableFile, and UnknownKind for a book in use: reading it as a file would
    drop SQLite's locks on it."""
    if is_open_here(path):
        raise UnknownKind(path=path.name, known=" ".join(sorted(READERS)))
    try:
        return Source(path.name, path.read_bytes())
    except OSError as error:
        raise UnreadableFile(path=path, reason=error.strerror or type(error).__name__) from error


class Importing(Watching):
    """The screen's side of bringing in."""

    _ready = False

    def on_mount(self) -> None:
        super().on_mount()
        self._ready = True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key reaches a screen whose parts are not there yet: a file may be read while somebody types."""
        return self._ready

    def refresh_view(self) -> None:
        """Look at a plan that is there: the first one may have come in, or the one in sight may be gone."""
        app = self.app_
        if app.view.plan is None or app.view.plan.id not in {plan.id for plan in plans(app.book.db)}:
            plan = default_plan(app.book.db)
            if plan is None:
                app.view = NOTHING
            else:
                app.see_plan(plan)
        app.reload()

    def _watch(self, worker: Worker[Any], run: int | None) -> Watch:
        """Tells how far it has come; lets go of the book between two rows once the worker was cancelled."""
        told = monotonic()

        def watch(done: int, total: int) -> None:
            nonlocal told
            if worker.is_cancelled:
                raise ImportStopped
            if monotonic() - told > _TELL_EVERY:
                told = monotonic()
                self.post_message(Progressed(run, done, total))

        return watch

    @work(thread=True, exclusive=True, exit_on_error=False, group="import-read")
    def read_file(self, run: int, path: Path, asked: Asked, source: Source | None = None) -> None:
        """Read, recognise and compare; a run that was cancelled says nothing, and a preview writes nothing."""
        worker = get_current_worker()
        try:
            self.post_message(Stepped(run, 0))
            source = source or read_source(path)
            document = read(source.name, source.content)
            if worker.is_cancelled:
                return
            self.post_message(Stepped(run, 1))
            with Book.open(self.app_.book.path, write=False, clock=self.app_.book.clock) as book:
                kept = mappings(book.db)
            mapped = stage_mapped(source.name, source.content, asked.named, dict(asked.words), kept)
            if worker.is_cancelled:
                return
            self.post_message(Stepped(run, 2))
            difference = preview(self.app_.book, mapped.staging, source, self._watch(worker, run))
            with Book.open(self.app_.book.path, write=False, clock=self.app_.book.clock) as book:
                names = Names(mapped.staging, difference, book.db)
        except _BROKEN as error:
            if not worker.is_cancelled:
                self.post_message(ReadRefused(run, path, asked, error))
            return
        if not worker.is_cancelled:
            self.post_message(FileRead(run, Session(source, asked, mapped, difference, document, names)))

    @work(thread=True, exclusive=True, exit_on_error=False, group="import-write")
    def commit_session(self, session: Session) -> None:
        """Write what was decided, in one transaction, and keep the mapping if that was asked for."""
        watch = self._watch(get_current_worker(), None)
        try:
            staging = session.staging()
            if session.asked.keep is not None:
                name = check_kept(session.asked.keep, session.mapped.words)
                staging = replace(staging, mapping=name)
            difference = commit(self.app_.book, staging, session.source, speak, session.taken, watch)
            if session.asked.keep is not None:
                keep_mapping(self.app_.book, session.asked.keep, session.mapped.words)
        except TROUBLE as error:
            self.post_message(ImportRefused(error))
        else:
            self.post_message(Committed(difference))

    @work(thread=True, exclusive=True, exit_on_error=False, group="import-write")
    def foresee_undo(self, batch: int, file: str) -> None:
        """Find out what taking a batch back would keep; nothing is written."""
        watch = self._watch(get_current_worker(), None)
        try:
            undone = foresee(self.app_.book, batch, watch)
        except TROUBLE as error:
            self.post_message(ImportRefused(error))
        else:
            self.post_message(UndoForeseen(file, undone))

    @work(thread=True, exclusive=True, exit_on_error=False, group="import-write")
    def undo_batch(self, batch: int) -> None:
        """Take a batch back, in one transaction."""
        watch = self._watch(get_current_worker(), None)
        try:
            undone = undo(self.app_.book, batch, watch)
        except TROUBLE as error:
            self.post_message(ImportRefused(error))
        else:
            self.post_message(BatchUndone(undone))


def labels_told(error: Exception) -> tuple[str, ...]:
    """The labels that a refusal names, where it says that nobody knows what they mean."""
    if isinstance(error, Refusal) and "labels" in error.params:
        return tuple(filter(None, str(error.params["labels"]).split("、")))
    return ()
