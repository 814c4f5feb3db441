"""A connection to a book, with sqlite-utils' view of it at hand."""

import sqlite3
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite_utils


class Database:
    """`conn` for questions, `utils` for sqlite-utils' tables, migrations and everything else it knows.

    sqlite-utils is loaded at the first use of it: that takes a third of the time that Textual takes, and a dashboard
    that only looks needs none of it. Names that this class lacks are looked up in `utils`.
    """

    def __init__(self, conn: sqlite3.Connection, file: tuple[int, int] | None = None) -> None:
        self.conn = conn
        # Device and number of the file, while the connection is open.
        self.file = file

    @cached_property
    def utils(self) -> "sqlite_utils.Database":
        """The connection as sqlite-utils sees it; its plugins stay out, recursive_triggers stays on."""
        from sqlite_utils import Database as View

        return View(self.conn, recursive_triggers=True, execute_plugins=False)

    def close(self) -> None:
        """Close the connection."""
        self.conn.close()
        self.file = None

    def __getitem__(self, name: str) -> Any:
        return self.utils[name]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.utils, name)
