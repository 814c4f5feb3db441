"""Columns that the coordinator keeps from managers and from the published copy."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

Marks = Mapping[str, frozenset[str]]


def internal_columns(conn: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """The marked columns by table or view, in small letters; none in a book from before there were marks."""
    known = conn.execute("SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = 'internal_column'")
    if known.fetchone() is None:
        return {}
    found: dict[str, set[str]] = {}
    for table, column in conn.execute(
        "SELECT lower(table_name), lower(column_name) FROM main.internal_column"
    ):
        found.setdefault(table, set()).add(column)
    return {table: frozenset(columns) for table, columns in found.items()}


@contextmanager
def without_internal(conn: sqlite3.Connection) -> Iterator[None]:
    """Inside, marked columns read as NULL on this connection, wherever a question uses them."""
    marks = internal_columns(conn)

    def authorize(action: int, first: str | None, second: str | None, *_where: str | None) -> int:
        marked = action == sqlite3.SQLITE_READ and (second or "").lower() in marks.get(
            (first or "").lower(), ()
        )
        return sqlite3.SQLITE_IGNORE if marked else sqlite3.SQLITE_OK

    conn.set_authorizer(authorize)
    try:
        yield
    finally:
        conn.set_authorizer(None)
