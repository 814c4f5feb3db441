"""A reading connection on which the library's own reads see no more of a book than managers may.

It has the guard of every other connection; beyond that the names of the row-guarded tables lead to the rows of them
that stand: db/reads can be used as they are.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from db.connection import BUSY_SECONDS, reading_mode
from db.database import Database
from web.guard import guard


@contextmanager
def standing(path: str | Path) -> Iterator[Database]:
    """One snapshot of the book as managers may see it, for reads that db/reads know how to ask."""
    place = Path(path).resolve()
    uri = f"{place.as_uri()}?mode={reading_mode(place)}"
    with closing(
        sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    ) as conn:
        conn.row_factory = sqlite3.Row
        conn.execute("BEGIN")
        guard(conn, named=True)
        yield Database(conn)
