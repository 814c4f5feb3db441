"""A book that is open: one connection for reading, one for writing, and who and when."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from threading import RLock
from typing import Self

from db import connection
from db.actor import Actor, current_actor
from db.clock import Clock, system_clock
from db.connection import (
    SCHEMA_VERSION,
    check_disk,
    check_file,
    check_schema,
    connect,
    file_identity,
    reading_mode,
)
from db.database import Database
from db.door import Door
from db.errors import (
    BookBusy,
    BookDamaged,
    BookExists,
    BookFull,
    BookGone,
    BookReadOnly,
    BookReplaced,
    BookUnreadable,
    FolderMissing,
    FolderNotWritable,
    NotABook,
    NoText,
    OlderBook,
)
from domain.errors import Refusal
from domain.names import spelled

# How many seconds a write of this thread waits for a locked book.
_patience: ContextVar[float] = ContextVar("patience", default=float("inf"))


@contextmanager
def hasty(seconds: float) -> Iterator[None]:
    """Writes in here wait no longer than this for a book that somebody else has locked, and are refused sooner."""
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


class Book:
    """An open book. Reads go through `db`; every write goes through `writing()`."""

    def __init__(self, path: Path, *, write: bool, actor: Actor | None, clock: Clock) -> None:
        self.path = path
        self.actor = actor or current_actor()
        self.clock = clock
        self.writable = write
        self.db = connect(path, mode="rw" if write else reading_mode(path))
        self._file = file_identity(path)
        self._writer: Database | None = None
        self._lock = RLock()

    @classmethod
    def open(
        cls, path: Path, *, write: bool = True, actor: Actor | None = None, clock: Clock = system_clock
    ) -> "Book":
        """Open an existing book, migrating an older one when writing is allowed.

        Raises the refusals of db.errors; creates no file in any case.
        """
        check_file(path, write=write)
        try:
            book = cls(path, write=write, actor=actor, clock=clock)
        except sqlite3.Error as error:
            raise _refusal(path, error) or BookUnreadable(path=path, reason=error) from error
        try:
            found = check_schema(book.db, path)
            if found < SCHEMA_VERSION:
                if not write:
                    raise OlderBook(path=path, found=found, known=SCHEMA_VERSION)
                with _spoken(path):
                    _migrate(book.db)
        except BaseException:
            book.close()
            raise
        return book

    @classmethod
    def create(cls, path: Path, *, actor: Actor | None = None, clock: Clock = system_clock) -> "Book":
        """Make a new, empty book, readable by its group (0660 as far as the umask allows), and open it.

        Raises BookExists, FolderMissing, FolderNotWritable or OnNetworkShare; leaves nothing behind when it fails.
        """
        if not path.parent.is_dir():
            raise FolderMissing(folder=path.parent)
        if not path.exists():
            check_disk(path, write=True)
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o660))
        except FileExistsError as error:
            raise BookExists(path=path) from error
        except PermissionError as error:
            raise FolderNotWritable(folder=path.parent.resolve()) from error
        try:
            with _spoken(path):
                database = connect(path, mode="rw")
                database.conn.execute("PRAGMA journal_mode = WAL")
                _migrate(database)
                database.close()
        except BaseException:
            for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
                name.unlink(missing_ok=True)
            raise
        return cls.open(path, actor=actor, clock=clock)

    def close(self) -> None:
        """Close both connections; the last one out folds the write-ahead log back into the file."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def writing(self, *, actor: Actor | None = None) -> Iterator[Door]:
        """One short BEGIN IMMEDIATE transaction: all of it happens, with its history, or none.

        Safe in worker threads. Raises BookReadOnly, BookBusy, BookFull or BookDamaged for what SQLite refuses, and
        BookGone or BookReplaced where the path leads to no file or to another one, which SQLite does not notice.
        """
        if not self.writable:
            raise BookReadOnly(path=self.path)
        with self._lock, _spoken(self.path):
            self._check_in_place()
            if self._writer is None:
                self._writer = connect(self.path, mode="rw")
            conn = self._writer.conn
            seconds = min(_patience.get(), connection.BUSY_SECONDS)
            conn.execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}")
            conn.execute("BEGIN IMMEDIATE")
            try:
                door = Door(self._writer, actor or self.actor, self.clock)
                yield door
                door.flush()
                self._check_in_place()
                conn.execute("COMMIT")
            except BaseException:
                if conn.in_transaction:
                    conn.execute("ROLLBACK")
                raise

    def misplaced(self) -> Refusal | None:
        """Why nothing can be written at the book's place any more; None while it lies where it was opened."""
        found = file_identity(self.path)
        if found == self._file:
            return None
        return (BookGone if found is None else BookReplaced)(path=self.path)

    def _check_in_place(self) -> None:
        if (refusal := self.misplaced()) is not None:
            raise refusal


def _migrate(database: Database) -> None:
    from db.migrations import migrate  # brings in sqlite-utils, which a book that is up to date does not need

    migrate(database)


_SPOKEN: tuple[tuple[str, Callable[[Path, str], Refusal]], ...] = (
    ("locked", lambda path, reason: BookBusy(path=path)),
    ("disk is full", lambda path, reason: BookFull(path=path)),
    ("readonly", lambda path, reason: BookReadOnly(path=path)),
    ("malformed", lambda path, reason: BookDamaged(path=path, reason=reason)),
    ("disk I/O", lambda path, reason: BookDamaged(path=path, reason=reason)),
    ("not a database", lambda path, reason: NotABook(path=path)),
    ("unable to open", lambda path, reason: BookUnreadable(path=path, reason=reason)),
)


def _refusal(path: Path, error: sqlite3.Error) -> Refusal | None:
    return next((refusal(path, str(error)) for words, refusal in _SPOKEN if words in str(error)), None)


@contextmanager
def _spoken(path: Path) -> Iterator[None]:
    """Turn what SQLite says about the file into a refusal a person can act on; bugs stay sqlite3 errors."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        refusal = _refusal(path, error)
        if refusal is None:
            raise
        raise refusal from error
    except UnicodeEncodeError as error:
        around = error.object[max(error.start - 20, 0) : error.end + 20]
        raise NoText(text=spelled(around)) from error
