"""Whether the book is another than it was when somebody last looked."""

from db.book import Book
from db.clock import lies_before, stamp
from db.database import Database
from db.errors import ClockBehind


def written_by_others(database: Database) -> int:
    """A number that changes when another connection has written; one's own writes leave it."""
    return int(database.conn.execute("PRAGMA data_version").fetchone()[0])


def moment_of(database: Database) -> tuple[int, int | None]:
    """What tells two states of the book apart, whoever wrote: others' writes, and the last row of the history."""
    last = database.conn.execute("SELECT max(seq) FROM history").fetchone()[0]
    return written_by_others(database), last


def clock_behind(book: Book) -> ClockBehind | None:
    """That this computer's clock is behind what the book was written at last; None while it is not.

    The newest of the last rows counts: one row with a wrong time hides no other.
    """
    newest = book.db.conn.execute(
        "SELECT max(at) FROM (SELECT at FROM history ORDER BY seq DESC LIMIT 500)"
    ).fetchone()[0]
    now = book.clock()
    if newest is None or not lies_before(now, newest):
        return None
    return ClockBehind(now=_told(stamp(lambda: now)), last=_told(newest))


def _told(at: str) -> str:
    return at[:16].replace("T", " ")
