"""Books for the insights: one into which the real documents were imported, and one with facts of our own."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from db.book import Book
from importers.commit import Source, commit
from importers.identify import stage

NOW = datetime(2021, 4, 9, 14, 3, tzinfo=timezone(timedelta(hours=9)))


@pytest.fixture(scope="session")
def imported(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A book with 002 and 003, as `import commit` brings them in."""
    with Book.create(tmp_path_factory.mktemp("insight") / "seeds.db", clock=lambda: NOW) as book:
        for name in ("002_fb48f30ea56d1880.txt", "003_e561336a577d4b3f.txt"):
            source = Source(name, (seeds / name).read_bytes())
            commit(book, stage(name, source.content), source, lambda issue: issue.code)
        yield book


Cells = Sequence[tuple[str, int, int | None, Sequence[str]]]
AddMeasure = Callable[..., int]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Book]:
    """An empty book with two plans: old, and new that follows it."""
    with Book.create(tmp_path / "own.db", clock=lambda: NOW) as book:
        with book.writing() as door:
            city = door.insert("municipality", {"name": "試験市"})
            old = door.insert("plan", {"key": "old", "municipality_id": city, "title": "前の計画"})
            door.insert(
                "plan",
                {"key": "new", "municipality_id": city, "title": "次の計画", "predecessor_id": old},
            )
        yield book


@pytest.fixture
def add(own: Book) -> AddMeasure:
    """Put a measure into a plan: cells as (kind, fy, half, stages), an evaluation, what it goes back to."""

    def measure(
        plan: str,
        key: str,
        cells: Cells = (),
        *,
        rating: str | None = None,
        state: str | None = None,
        direction: str | None = None,
        before: Sequence[int | None] = (),
    ) -> int:
        with own.writing() as door:
            plan_id = own.db.conn.execute("SELECT id FROM plan WHERE key = ?", (plan,)).fetchone()[0]
            made = door.insert(
                "measure",
                {
                    "plan_id": plan_id,
                    "measure_key": key,
                    "number": key,
                    "title": f"施策{key}",
                    "sort_key": key,
                },
            )
            if cells:
                item = door.insert("work_item", {"measure_id": made, "row": 1})
                for kind, fy, half, stages in cells:
                    text = json.dumps(list(stages), ensure_ascii=False)
                    door.insert(
                        "schedule_cell",
                        {
                            "work_item_id": item,
                            "kind": kind,
                            "fy": fy,
                            "half": half,
                            "stages": text,
                            "raw": text,
                        },
                    )
            if rating or state or direction:
                told = {"progress_evaluation": rating, "implementation_state": state}
                door.insert("evaluation", {"measure_id": made, "future_direction": direction, **told})
            for ordinal, former in enumerate(before, 1):
                told_before = {"ordinal": ordinal, "raw": "前", "predecessor_measure_id": former}
                door.insert("lineage", {"measure_id": made, **told_before})
        return made

    return measure
