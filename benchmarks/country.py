"""A book of the whole country: 1,741 municipalities with 50 measures over 6 half-years, against one of them alone.

The rows are put straight into the tables with executemany: what is measured is how one plan opens, not how it came in.
"""

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.measuring import Result, by_turns
from benchmarks.screen import STARTS, Stage, environment
from db.book import Book
from db.reads.counts import counts, counts_by_period, department_counts
from db.reads.measures import measure_list
from db.reads.plans import current_period, plan_by_key

CITIES: Final = 1741
MEASURES: Final = 50
HALVES: Final = tuple((fy, half) for fy in (2020, 2021, 2022) for half in (1, 2))
DEPARTMENTS: Final = 8
READS: Final = 15


def fill(conn: sqlite3.Connection, cities: int, measures: int = MEASURES) -> None:
    """Cities with one plan each; ids count on, so every row's neighbours can be reckoned."""
    numbers = range(1, cities + 1)
    conn.execute("BEGIN")
    many = conn.executemany
    many("INSERT INTO municipality (id, name) VALUES (?, ?)", ((city, f"第{city}市") for city in numbers))
    many(
        "INSERT INTO plan (id, municipality_id, key, title, first_fy, last_fy) VALUES (?, ?, ?, ?, 2020, 2022)",
        ((city, city, f"city-{city}", f"第{city}市情報化計画") for city in numbers),
    )
    many(
        "INSERT INTO department (id, municipality_id, name) VALUES (?, ?, ?)",
        (
            ((city - 1) * DEPARTMENTS + place, city, f"第{place}課")
            for city in numbers
            for place in range(1, DEPARTMENTS + 1)
        ),
    )
    many(
        "INSERT INTO period (id, plan_id, fy, half, state, due_on) VALUES (?, ?, ?, ?, ?, '2099-10-15')",
        (
            ((city - 1) * len(HALVES) + place, city, *half, "open" if place == len(HALVES) else "published")
            for city in numbers
            for place, half in enumerate(HALVES, 1)
        ),
    )
    many(
        "INSERT INTO measure (id, plan_id, measure_key, number, title, sort_key, position)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            ((city - 1) * measures + one, city, str(one), str(one), f"施策その{one}", f"{one:06}", one)
            for city in numbers
            for one in range(1, measures + 1)
        ),
    )
    many(
        "INSERT INTO measure_department (measure_id, role, ordinal, name, department_id)"
        " VALUES (?, 'lead', 1, ?, ?)",
        (
            (
                (city - 1) * measures + one,
                f"第{one % DEPARTMENTS + 1}課",
                (city - 1) * DEPARTMENTS + one % DEPARTMENTS + 1,
            )
            for city in numbers
            for one in range(1, measures + 1)
        ),
    )
    many(
        "INSERT INTO report (measure_id, period_id, state, revision) VALUES (?, ?, 'not_started', 0)",
        _reports(cities, measures),
    )
    conn.execute("COMMIT")
    conn.execute("ANALYZE")


def _reports(cities: int, measures: int) -> Iterator[tuple[int, int]]:
    for city in range(cities):
        for one in range(1, measures + 1):
            for place in range(1, len(HALVES) + 1):
                yield city * measures + one, city * len(HALVES) + place


def make_country(path: Path, cities: int = CITIES, measures: int = MEASURES) -> Path:
    """A new book with so many cities."""
    Book.create(path).close()
    conn = sqlite3.connect(path, isolation_level=None)
    try:
        fill(conn, cities, measures)
    finally:
        conn.close()
    return path


def look(book: Book) -> None:
    """What the overview and the list of measures read when a plan is opened."""
    plan = plan_by_key(book.db, "city-1")
    period = current_period(book.db, plan.id)
    assert period is not None
    counts(book.db, plan.id, period.id)
    department_counts(book.db, plan.id, period.id)
    counts_by_period(book.db, plan.id)
    measure_list(book.db, plan.id, period.id)


def run() -> list[Result]:
    """The reads of one plan, and the dashboard's start on it, both against the book of that city alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole, alone = make_country(folder / "country.db"), make_country(folder / "city.db", 1)
        with Book.open(whole, write=False) as many, Book.open(alone, write=False) as one:
            ours = [lambda: look(many)] * READS
            bare = [lambda: look(one)] * READS
            reads = Result("country: one city's plan read, of 1,741", *by_turns(ours, bare), 1.2)
        return [reads, _start(folder, whole, alone)]


def _start(folder: Path, whole: Path, alone: Path) -> Result:
    command = (sys.executable, "-m", "shinchoku")
    stages = [
        Stage(book, environment(folder), (*command, "--db", str(book)), (), "第2課")
        for book in (whole, alone)
    ]
    times: list[list[float]] = [[], []]
    for _ in range(STARTS + 1):
        for place, stage in enumerate(stages):
            with stage.dashboard() as terminal:
                times[place].append(terminal.until(stage.started))
    return Result("country: start to first paint, of 1,741", tuple(times[0][1:]), tuple(times[1][1:]), 1.2)
