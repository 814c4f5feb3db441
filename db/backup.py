"""Copies of a book made while people write, checked when made; and the proof that a book is whole."""

import os
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from db.book import Book
from db.connection import connect
from db.errors import BookExists, FolderMissing, FolderNotWritable
from db.guards import GENESIS_HASH, missing_guards
from db.history import Head, backward_steps, broken_links, head, lost_anchors

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verify found: SQLite's own complaints, broken foreign keys, broken history links, lost guards.

    Where a clock was set back the times are wrong and the book is sound: nobody can mend history.
    """

    integrity: tuple[str, ...]
    foreign_keys: int
    broken_links: tuple[int, ...]
    missing_guards: tuple[str, ...]
    head: Head
    backward_steps: tuple[int, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing at all was found."""
        return not (self.integrity or self.foreign_keys or self.broken_links or self.missing_guards)


def verify(book: Book) -> Verdict:
    """Walk the whole book: pages, foreign keys, history chain with its anchors, and guards."""
    found: list[str] = []

    def asked(question: Callable[[], Iterable[Answer]]) -> tuple[Answer, ...]:
        """The answers; a page so damaged that SQLite gives up is one more complaint."""
        try:
            return tuple(question())
        except sqlite3.DatabaseError as error:
            found.append(str(error))
            return ()

    def pragma(name: str) -> Callable[[], Iterable[sqlite3.Row]]:
        return lambda: book.db.conn.execute(f"PRAGMA {name}")

    complaints = [row[0] for row in asked(pragma("integrity_check")) if row[0] != "ok"]
    foreign = len(asked(pragma("foreign_key_check")))
    links = asked(lambda: broken_links(book.db)) + asked(lambda: lost_anchors(book.db))
    guards = asked(lambda: missing_guards(book.db))
    heads = asked(lambda: [head(book.db)])
    return Verdict(
        (*complaints, *dict.fromkeys(found)),
        foreign,
        tuple(sorted(set(links))),
        guards,
        heads[0] if heads else Head(GENESIS_HASH, 0),
        asked(lambda: backward_steps(book.db)),
    )


def backup(book: Book, target: Path) -> Verdict:
    """An online copy of the book in a new file, verified before it gets its name.

    Raises BookExists, FolderMissing or FolderNotWritable. Never a file copy: that loses what is still in the -wal.
    """
    if target.exists():
        raise BookExists(path=target)
    if not target.parent.is_dir():
        raise FolderMissing(folder=target.parent)
    if not os.access(target.parent, os.W_OK):
        raise FolderNotWritable(folder=target.parent)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o660))
        copy = sqlite3.connect(unfinished)
        book.db.conn.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode = WAL")
        copy.close()
        with Book.open(unfinished, write=False, actor=book.actor, clock=book.clock) as made:
            verdict = verify(made)
        _settle(unfinished)
        unfinished.rename(target)
    finally:
        for name in (unfinished, Path(f"{unfinished}-wal"), Path(f"{unfinished}-shm")):
            name.unlink(missing_ok=True)
    return verdict


def _settle(path: Path) -> None:
    """Fold side files into the copy before it is renamed; SQLite removes them when the last writer closes."""
    database = connect(path, mode="rw")
    database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
