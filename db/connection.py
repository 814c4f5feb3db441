"""The one opener: every connection to a book is made here, with its checks and pragmas."""

import os
import sqlite3
from pathlib import Path
from typing import Final
from weakref import WeakSet

from db.database import Database
from db.errors import (
    BookDamaged,
    BookEmpty,
    BookMissing,
    BookReadOnly,
    BookUnreadable,
    FolderNotWritable,
    ForeignDatabase,
    NewerBook,
    NotABook,
    OnNetworkShare,
    ShareInUse,
)
from db.filesystem import network_share

APPLICATION_ID: Final = 0x53_48_4E_43  # "SHNC"
SCHEMA_VERSION: Final = 3
BUSY_SECONDS: Final = 10.0
_MAGIC: Final = b"SQLite format 3\x00"
_HEADER: Final = 100
_connections: Final[WeakSet[Database]] = WeakSet()


def _uri(path: Path, mode: str) -> str:
    return f"{path.resolve().as_uri()}?mode={mode}"


def check_file(path: Path, *, write: bool) -> None:
    """Refuse what cannot be a book, before SQLite is asked, and create nothing.

    Raises BookMissing, BookEmpty, NotABook, BookUnreadable, BookDamaged, ForeignDatabase, NewerBook, BookReadOnly,
    FolderNotWritable, OnNetworkShare or ShareInUse.
    """
    # POSIX drops every lock that a process holds on a file as soon as it closes any handle of it. SQLite knows, and
    # keeps its own open; a second look into a book that is open here would let others fold its log away under it.
    head = None if is_open_here(path) else _head(path)
    waiting = Path(f"{path}-wal")
    is_quiet = not waiting.exists() or not waiting.stat().st_size
    if is_quiet and head is not None:
        _check_header(path, head)
    check_disk(path, write=write, is_quiet=is_quiet)
    if write and not os.access(path, os.W_OK):
        raise BookReadOnly(path=path)
    if not os.access(path.parent, os.W_OK):
        raise FolderNotWritable(folder=path.parent.resolve())


def is_open_here(path: Path) -> bool:
    """Whether this process has a connection to the file, by whatever name."""
    found = file_identity(path)
    return found is not None and any(one.file == found for one in list(_connections))


def file_identity(path: Path) -> tuple[int, int] | None:
    """Which file it is, by the system's own numbers; None where there is none. Opens nothing."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER)
    except FileNotFoundError as error:
        raise BookMissing(path=path) from error
    except OSError as error:
        raise BookUnreadable(path=path, reason=error.strerror or type(error).__name__) from error
    if not head:
        raise BookEmpty(path=path)
    if not head.startswith(_MAGIC):
        raise NotABook(path=path)
    return head


def check_disk(path: Path, *, write: bool, is_quiet: bool = True) -> None:
    """Refuse to write on a network share, and to read there while a write-ahead log waits.

    Raises OnNetworkShare or ShareInUse.
    """
    kind = network_share(path)
    if kind is not None and (write or not is_quiet):
        raise (OnNetworkShare if write else ShareInUse)(path=path, kind=kind)


def reading_mode(path: Path) -> str:
    """SQLite's mode for a reader: on a network share it makes no side files there."""
    return "ro" if network_share(path) is None else "ro&immutable=1"


def _check_header(path: Path, head: bytes) -> None:
    """Read SQLite's header where no -wal waits to change it: SQLite itself would leave side files behind."""
    if len(head) < _HEADER:
        raise BookDamaged(path=path, reason="cut off inside its header")
    if tuple(head[21:24]) != (64, 32, 32):
        raise NotABook(path=path)
    _check_marks(path, _number(head, 68), _number(head, 60))
    page = int.from_bytes(head[16:18], "big")
    if _number(head, 24) == _number(head, 92) and _number(head, 28) * page > path.stat().st_size:
        raise BookDamaged(path=path, reason="shorter than its header says")


def _number(head: bytes, place: int) -> int:
    return int.from_bytes(head[place : place + 4], "big")


def connect(path: Path, *, mode: str) -> Database:
    """A connection with the book's pragmas; mode is SQLite's: ro, rw or rwc. Transactions are always explicit."""
    conn = sqlite3.connect(
        _uri(path, mode), uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    conn.row_factory = sqlite3.Row
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute("PRAGMA recursive_triggers = ON")
    conn.execute("PRAGMA synchronous = FULL")
    database = Database(conn, file_identity(path))
    _connections.add(database)
    return database


def check_schema(database: Database, path: Path) -> int:
    """The schema number of the book behind a connection.

    Raises ForeignDatabase, NewerBook, NotABook or BookDamaged.
    """
    try:
        application = database.conn.execute("PRAGMA application_id").fetchone()[0]
        found = database.conn.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if "not a database" in str(error):
            raise NotABook(path=path) from error
        raise BookDamaged(path=path, reason=error) from error
    _check_marks(path, application, found)
    return int(found)


def _check_marks(path: Path, application: int, version: int) -> None:
    if application != APPLICATION_ID:
        raise ForeignDatabase(path=path)
    if version > SCHEMA_VERSION:
        raise NewerBook(path=path, found=version, known=SCHEMA_VERSION)
