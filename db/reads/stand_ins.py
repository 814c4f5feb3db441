"""In whose place something was done: the last row of a transaction's history says so (db/door.py)."""

from bisect import bisect_left
from typing import Literal, NamedTuple

from db.database import Database
from db.door import STAND_IN


class StandIns(NamedTuple):
    """Transactions in another's place by the first and the last row of their history, in order."""

    first: tuple[int, ...]
    last: tuple[int, ...]
    names: tuple[str, ...]

    def of(self, seq: int) -> str | None:
        """For whom the row of history with this number was written; None: for oneself."""
        place = bisect_left(self.last, seq)
        return self.names[place] if place < len(self.last) and self.first[place] <= seq else None


def stand_ins(database: Database) -> StandIns:
    """All of them."""
    rows = database.conn.execute(
        "SELECT row_id, seq, json_extract(after, '$.proxy_for') FROM history WHERE action = ? ORDER BY seq",
        (STAND_IN,),
    ).fetchall()
    return StandIns(*(tuple(row[column] for row in rows) for column in range(3)))


def stand_in_sql(table: str, written: Literal["first", "last"]) -> str:
    """SQL for whom a row of this table was first or last written; NULL: for oneself."""
    seq = {"first": "min(written.seq)", "last": "max(written.seq)"}[written]
    return (
        "(SELECT json_extract(stand_in.after, '$.proxy_for') FROM history AS stand_in"
        f" WHERE stand_in.action = '{STAND_IN}' AND (SELECT {seq} FROM history AS written"
        f" WHERE written.table_name = '{table}' AND written.row_id = {table}.id)"
        " BETWEEN stand_in.row_id AND stand_in.seq)"
    )
