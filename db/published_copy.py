"""A published copy of a book as a file: opened or begun, told what it is, replaced whole in one transaction."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Final

from domain.errors import Refusal

# Tells a published copy from a book and from other people's files: "SPub".
APPLICATION_ID: Final = 0x53507562
_BUSY_SECONDS: Final = 10


class NotAPublishedCopy(Refusal):
    msgid: ClassVar[str] = (
        "{path} exists and is not a published copy; it was left as it is. Choose another name for the copy."
    )


def open_copy(target: Path) -> sqlite3.Connection:
    """A connection to a new or an earlier copy; what was there and goes is overwritten with zeros.

    Raises NotAPublishedCopy.
    """
    try:
        copy = sqlite3.connect(target, isolation_level=None, timeout=_BUSY_SECONDS)
        found = copy.execute("PRAGMA application_id").fetchone()[0]
        tables = copy.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise NotAPublishedCopy(path=target) from error
    if tables and found != APPLICATION_ID:
        copy.close()
        raise NotAPublishedCopy(path=target)
    copy.execute("PRAGMA journal_mode = WAL")
    copy.execute("PRAGMA secure_delete = ON")
    return copy


def publication(copy: sqlite3.Connection) -> dict[str, str | None]:
    """What an earlier run said of the copy: licence and date. Empty for a new one."""
    known = copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'publication'").fetchone()[0]
    return dict(copy.execute("SELECT name, value FROM publication").fetchall()) if known else {}


@contextmanager
def replacing(copy: sqlite3.Connection) -> Iterator[None]:
    """One transaction in which the copy is emptied and filled: readers see the old one whole, then the new one."""
    copy.execute("BEGIN IMMEDIATE")
    try:
        copy.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            copy.execute(f'DROP TABLE "{name}"')
        yield
    except BaseException:
        copy.execute("ROLLBACK")
        raise
    copy.execute("COMMIT")


def fill(
    copy: sqlite3.Connection, create: str, name: str, rows: Iterable[tuple[Any, ...]], width: int
) -> int:
    """Make a table and put rows of so many values into it; how many there were."""
    copy.execute(create)
    places = ", ".join("?" * width)
    return int(copy.executemany(f"INSERT INTO {name} VALUES ({places})", rows).rowcount)


def say(copy: sqlite3.Connection, about: Mapping[str, str | None]) -> None:
    """Write down what the copy is; publication() reads it."""
    fill(
        copy,
        "CREATE TABLE publication (name TEXT, value TEXT) STRICT",
        "publication",
        sorted(about.items()),
        2,
    )
