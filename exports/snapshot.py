"""One moment of the book: everything an export reads comes from the same transaction, though people keep writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from db.database import Database


@contextmanager
def snapshot(database: Database) -> Iterator[None]:
    """Hold one read transaction; inside somebody else's transaction it adds nothing and ends nothing.

    In the write-ahead log a reader neither waits for writers nor makes them wait.
    """
    conn = database.conn
    if conn.in_transaction:
        yield
        return
    conn.execute("BEGIN")
    try:
        yield
    finally:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
