"""A book as Datasette sees it: opened read-only, listing only what may be read."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from datasette.app import Datasette
from datasette.database import Database, Results
from datasette.utils import CustomRow

from db.connection import BUSY_SECONDS
from web.guard import BookConnection, is_book, is_readable, renew
from web.repeated import RepeatedDatabase

_EXPLAIN: Final = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*explain\b", re.IGNORECASE | re.DOTALL)

_WRITTEN: Final = re.compile(r"(?:\w+\.)?\[?(\w+)\]?")


class BookDatabase(RepeatedDatabase):
    """Datasette's database over a book. There is no connection that could write."""

    _views: list[str] | None = None

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A read-only connection; unlike Datasette's own it bears #, ? and % in the file's path."""
        if write:
            raise sqlite3.OperationalError("attempt to write a readonly database")
        mode = "mode=ro" if self.is_mutable else "immutable=1"
        uri = f"{Path(self.path).resolve().as_uri()}?{mode}"
        conn = sqlite3.connect(
            uri, uri=True, check_same_thread=False, timeout=BUSY_SECONDS, factory=BookConnection
        )
        self._all_file_connections.append(conn)
        return conn

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """Run a function on a connection whose guard knows what the coordinator marked up to now."""

        def guarded(conn: sqlite3.Connection) -> Any:
            renew(conn)
            return fn(conn)

        return await super().execute_fn(guarded)

    async def execute(self, sql: str, *args: Any, **options: Any) -> Results:
        """Run a query. EXPLAIN is refused: query plans would name the guard's own views."""
        if _EXPLAIN.match(sql):
            raise sqlite3.OperationalError("EXPLAIN is not available")
        return _named(await super().execute(sql, *args, **options))

    async def table_names(self) -> list[str]:
        """The readable tables; Datasette counts the rows of every table it is told of."""
        return [name for name in await super().table_names() if is_readable(name)]

    async def shows(self, name: str) -> bool | None:
        """False for what has no page; None, no objection, for readable tables and for views."""
        return None if is_readable(name) or name in await self.view_names() else False

    async def view_names(self) -> list[str]:
        """The book's views, asked for once: every link on a page asks, and only a migration changes them."""
        if self._views is None:
            self._views = await super().view_names()
        return list(self._views)


def _named(results: Results) -> Results:
    """Columns under their own names: SQLite calls a hidden column as it was written, [row] or plan.title."""
    names = [column[0] for column in results.description or ()]
    plain = [found[1] if (found := _WRITTEN.fullmatch(name)) else name for name in names]
    if plain == names:
        return results
    rows = [CustomRow(plain, dict(zip(plain, tuple(row), strict=True))) for row in results.rows]
    described = tuple((name, *column[1:]) for name, column in zip(plain, results.description, strict=True))
    return Results(rows, results.truncated, described)


def books(datasette: Datasette) -> list[BookDatabase]:
    """The books among a Datasette's databases."""
    return [database for database in datasette.databases.values() if isinstance(database, BookDatabase)]


def is_book_name(datasette: Datasette, name: object) -> bool:
    """Whether a database of this name is a book."""
    return isinstance(datasette.databases.get(name), BookDatabase)


def adopt(datasette: Datasette, database: Database) -> None:
    """Put a BookDatabase in the place of the plain one that Datasette made for a file."""
    book = BookDatabase(datasette, database.path, is_mutable=database.is_mutable)
    datasette.remove_database(database.name)
    datasette.add_database(book, name=database.name, route=database.route)


def adopt_if_book(datasette: Datasette, database: Database) -> None:
    """Adopt a file that is a book; anything else, unreadable files too, is left to Datasette."""
    candidate = BookDatabase(datasette, database.path, is_mutable=database.is_mutable)
    try:
        with closing(candidate.connect()) as conn:
            found = is_book(conn)
    except sqlite3.DatabaseError:
        return
    if found:
        adopt(datasette, database)
