"""In whose place something was done: the last row of a transaction's history says so (db/door.py)."""

from typing import Literal

from db.door import STAND_IN


def stand_in_at(seq: str) -> str:
    """SQL for whom the row of history with this number (an SQL expression) was written; NULL: for oneself.

    The next such row closes the transaction that holds the number, or another one that began later.
    """
    return (
        f"(SELECT iif(stand_in.row_id <= {seq}, json_extract(stand_in.after, '$.proxy_for'), NULL)"
        f" FROM history AS stand_in WHERE stand_in.action = '{STAND_IN}' AND stand_in.seq >= {seq}"
        " ORDER BY stand_in.seq LIMIT 1)"
    )


def stand_in_sql(table: str, written: Literal["first", "last"]) -> str:
    """SQL for whom a row of this table was first or last written; NULL: for oneself, or no row at all."""
    seq = {"first": "min(written.seq)", "last": "max(written.seq)"}[written]
    return stand_in_at(
        f"(SELECT {seq} FROM history AS written WHERE written.table_name = '{table}'"
        f" AND written.row_id = {table}.id)"
    )
