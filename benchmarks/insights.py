"""What the program works out of a plan of 5,000 measures, against fetching the rows that it is worked out of.

The first answer of each is not counted: what thousands of work items have alike is kept by the process.
"""

import tempfile
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.measuring import Result, by_turns
from benchmarks.reported import make_reported
from db.book import Book
from db.reads.insights import contradictions, current_half, slips, stagnant

MEASURES: Final = 5_000
ROUNDS: Final = 9
AIM_SECONDS: Final = 0.2
_PLAN: Final = 1
_ROWS: Final = (
    "SELECT * FROM measure WHERE plan_id = 1",
    "SELECT * FROM work_item",
    "SELECT * FROM schedule_cell",
    "SELECT * FROM report",
    "SELECT * FROM report_revision",
    "SELECT * FROM report_stage",
)


def fetch(book: Book) -> None:
    """The rows, and nothing made of them."""
    for sql in _ROWS:
        book.db.conn.execute(sql).fetchall()


def run() -> list[Result]:
    """Slip, contradictions and study."""
    with tempfile.TemporaryDirectory() as folder:
        path = make_reported(Path(folder) / "book.db", 1, MEASURES)
        with Book.open(path, write=False) as book:
            now = current_half(book.db, _PLAN)
            results = []
            for name, read in (("slip", slips), ("contradictions", contradictions), ("study", stagnant)):
                work = partial(read, book.db, _PLAN, now)
                work()
                times = by_turns([work] * ROUNDS, [partial(fetch, book)] * ROUNDS)
                results.append(
                    Result(
                        f"insights: {name} of {MEASURES:,} measures", *times, AIM_SECONDS, aim_is_ratio=False
                    )
                )
    return results
