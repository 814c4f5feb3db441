"""A small plan that many processes report on at once, with an open half-year."""

from pathlib import Path

from db.book import Book
from db.writes.periods import open_period
from domain.periods import Half

MEASURES = 5
HALF = Half(2020, 1)


def make(path: Path) -> None:
    """A book with a plan of MEASURES measures and its first half-year open."""
    with Book.create(path) as book:
        with book.writing() as door:
            city = door.insert("municipality", {"name": "試験市"})
            plan = door.insert("plan", {"key": "p", "municipality_id": city, "title": "試験の計画"})
            for number in range(1, MEASURES + 1):
                key = str(number)
                row = {
                    "plan_id": plan,
                    "measure_key": key,
                    "number": key,
                    "title": f"施策{key}",
                    "sort_key": key,
                }
                door.insert("measure", row)
        open_period(book, plan, HALF, due_on="2100-01-01")


def places(book: Book) -> tuple[list[int], int]:
    """The measures' ids and the open half-year's."""
    measures = [row[0] for row in book.db.conn.execute("SELECT id FROM measure ORDER BY id")]
    (period,) = book.db.conn.execute("SELECT id FROM period WHERE state = 'open'").fetchone()
    return measures, period
