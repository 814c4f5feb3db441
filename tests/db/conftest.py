"""Books for the tests of db/: empty ones, and one with a plan of three measures whose half-year is open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from db.actor import Actor
from db.book import Book
from db.reads.answers import Answer
from db.reads.reports import form
from db.writes.periods import open_period
from db.writes.reports import save_draft, submit
from domain.periods import Half

JST = timezone(timedelta(hours=9))
SUZUKI = Actor(1000, "suzuki", "鈴木")
TANAKA = Actor(1001, "tanaka", "田中")


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2020, 10, 5, 14, 3, tzinfo=JST)

    def __call__(self) -> datetime:
        return self.now

    def to(self, month: int, day: int, year: int = 2020) -> None:
        self.now = datetime(year, month, day, 9, 0, tzinfo=JST)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    folder.mkdir()
    return folder / "book.db"


@pytest.fixture
def book(path: Path, clock: Clock) -> Iterator[Book]:
    with Book.create(path, actor=SUZUKI, clock=clock) as made:
        yield made


@dataclass(frozen=True)
class Cycle:
    """A plan whose first half of 2020 takes reports until 15 October; two work items a measure."""

    book: Book
    plan: int
    measures: tuple[int, int, int]
    period: int
    half: Half

    def state(self, measure: int) -> str:
        row = self.book.db.conn.execute(
            "SELECT state FROM report WHERE measure_id = ? AND period_id = ?", (measure, self.period)
        ).fetchone()
        return str(row[0])

    def hand_in(self, measure: int, answer: Answer, period: int | None = None) -> None:
        """Write the draft over what stands in the form and submit it."""
        place = (measure, period or self.period)
        version = form(self.book.db, *place).version
        submit(self.book, *place, save_draft(self.book, *place, answer, version).version)

    def report(self, measure: int) -> dict[str, object]:
        row = self.book.db.conn.execute(
            "SELECT * FROM report WHERE measure_id = ? AND period_id = ?", (measure, self.period)
        ).fetchone()
        return dict(row)

    def revisions(self, measure: int) -> list[dict[str, object]]:
        rows = self.book.db.conn.execute(
            "SELECT report_revision.* FROM report_revision JOIN report ON report.id = report_id"
            " WHERE measure_id = ? AND period_id = ? ORDER BY report_revision.revision",
            (measure, self.period),
        )
        return [dict(row) for row in rows]


@pytest.fixture
def cycle(book: Book) -> Cycle:
    with book.writing() as door:
        city = door.insert("municipality", {"name": "試験市"})
        plan = door.insert("plan", {"key": "p", "municipality_id": city, "title": "計画"})
        measures = []
        for number in (1, 2, 3):
            measure = door.insert(
                "measure",
                {
                    "plan_id": plan,
                    "measure_key": str(number),
                    "title": f"施策{number}",
                    "sort_key": str(number),
                },
            )
            for row in (1, 2):
                door.insert("work_item", {"measure_id": measure, "row": row})
            measures.append(measure)
    half = Half(2020, 1)
    period = open_period(book, plan, half, opens_on="2020-10-01", due_on="2020-10-15").period_id
    return Cycle(book, plan, (measures[0], measures[1], measures[2]), period, half)


@pytest.fixture
def said() -> Answer:
    return Answer("計画どおりに実行できた", "実施中", "点検を始めた。", {1: ("検討",)})


@pytest.fixture
def second_person() -> Actor:
    return TANAKA
