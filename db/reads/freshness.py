"""Whether the book is another than it was when somebody last looked."""

from db.database import Database


def written_by_others(database: Database) -> int:
    """A number that changes when another connection has written; one's own writes leave it."""
    return int(database.conn.execute("PRAGMA data_version").fetchone()[0])


def moment_of(database: Database) -> tuple[int, int | None]:
    """What tells two states of the book apart, whoever wrote: others' writes, and the last row of the history."""
    last = database.conn.execute("SELECT max(seq) FROM history").fetchone()[0]
    return written_by_others(database), last
