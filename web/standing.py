"""A reading connection on which the library's own reads see no more of a book than managers may.

The names of the row-guarded tables lead to the rows of them that stand, columns that are kept back read as NULL, and
the guard's authorizer refuses every other table: db/reads can be used as they are.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from db.connection import BUSY_SECONDS, reading_mode
from db.database import Database
from web.guard import KEPT_BACK, ROW_GUARDED, authorizer


@contextmanager
def standing(path: str | Path) -> Iterator[Database]:
    """One snapshot of the book as managers may see it, for reads that db/reads know how to ask."""
    place = Path(path).resolve()
    uri = f"{place.as_uri()}?mode={reading_mode(place)}"
    with closing(
        sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    ) as conn:
        conn.row_factory = sqlite3.Row
        for table, stands in ROW_GUARDED.items():
            kept = KEPT_BACK.get(table, frozenset())
            columns = ", ".join(
                f"NULL AS {row['name']}" if row["name"] in kept else row["name"]
                for row in conn.execute(f"PRAGMA table_info({table})")
            )
            conn.execute(f"CREATE TEMP VIEW {table} AS SELECT {columns} FROM main.{table} WHERE {stands}")
        views = frozenset(
            str(row[0]).lower() for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'view'")
        )
        conn.execute("PRAGMA query_only = ON")
        conn.execute("BEGIN")
        conn.set_authorizer(authorizer(views, frozenset(ROW_GUARDED)))
        yield Database(conn)
