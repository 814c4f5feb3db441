"""Committing 100,000 staged rows against sqlite-utils' insert_all of the same rows into the same tables.

The same rows: as many rows of measures, departments, work items and schedule cells with the same columns, in the book's
own tables with their keys and checks. Ours also compares with what stands there and writes a history row with its link
of the chain, what undo needs, every value's place, and the batch.
"""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.importing import speak
from benchmarks.measuring import Result, by_turns
from db.book import Book
from domain.names import natural_key
from importers.commit import Source, commit, preview
from importers.staged import Cell, StagedRow, Staging

MEASURES: Final = 10_000
CELLS: Final = 7
ROWS: Final = MEASURES * (3 + CELLS)
ROUNDS: Final = 3
AIM: Final = 3.0
SOURCE: Final = Source("plan.csv", b"rows")
PLAN: Final = "sample"


def staged_rows() -> Iterator[StagedRow]:
    """A plan of 10,000 measures, each with a department, a work item and seven stages."""
    plan = {"municipality": Cell("見本市", "見本市", "R1"), "title": Cell("見本の計画", "見本の計画", "R1")}
    yield StagedRow(PLAN, "plan", (), plan, "R1")
    for number in range(1, MEASURES + 1):
        key, ref = str(number), f"R{number}"
        texts = {
            "number": key,
            "title": f"施策{number}",
            "content": f"取組{number}の内容",
            "purpose": "目的の文",
        }
        cells = {name: Cell(text, text, ref) for name, text in texts.items()}
        cells["position"] = Cell(number, key, ref)
        yield StagedRow(PLAN, "measure", (key,), cells, ref)
        name = f"第{number % 40}課"
        department = {"name": Cell(name, name, ref), "is_collective": Cell(False, name, ref)}
        yield StagedRow(PLAN, "measure_department", (key, "lead", 1), department, ref)
        yield StagedRow(PLAN, "work_item", (key, 1), {"label": Cell("構築", "構築", ref)}, ref)
        for fy in range(2020, 2020 + CELLS):
            stages = {"stages": Cell(("検討",), "検討", ref), "continued": Cell(False, "検討", ref)}
            yield StagedRow(PLAN, "schedule_cell", (key, 1, "planned", fy, None), stages, ref)


def bare_rows() -> dict[str, list[dict[str, Any]]]:
    """The same rows as the tables keep them, ids given beforehand, parents first."""
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("measure", "measure_department", "work_item", "schedule_cell")
    }
    for number in range(1, MEASURES + 1):
        key = str(number)
        rows["measure"].append(
            {
                "id": number,
                "plan_id": 1,
                "measure_key": key,
                "number": key,
                "title": f"施策{number}",
                "content": f"取組{number}の内容",
                "purpose": "目的の文",
                "position": number,
                "sort_key": natural_key(key),
            }
        )
        rows["measure_department"].append(
            {
                "measure_id": number,
                "department_id": number % 40 + 1,
                "role": "lead",
                "ordinal": 1,
                "name": f"第{number % 40}課",
            }
        )
        rows["work_item"].append({"id": number, "measure_id": number, "row": 1, "label": "構築"})
        rows["schedule_cell"].extend(
            {
                "work_item_id": number,
                "kind": "planned",
                "fy": fy,
                "half": None,
                "stages": '["検討"]',
                "continued": 0,
                "raw": "検討",
            }
            for fy in range(2020, 2020 + CELLS)
        )
    return rows


def insert_bare(book: Book, rows: dict[str, list[dict[str, Any]]]) -> None:
    """sqlite-utils' own insert_all of every table, in one transaction."""
    with book.db.conn:
        book.db["municipality"].insert({"id": 1, "name": "見本市"})
        book.db["plan"].insert({"id": 1, "municipality_id": 1, "key": PLAN, "title": "見本の計画"})
        book.db["department"].insert_all(
            {"id": place + 1, "municipality_id": 1, "name": f"第{place}課"} for place in range(40)
        )
        for table, several in rows.items():
            book.db[table].insert_all(several)


def run() -> list[Result]:
    """Into a fresh book, and the same rows looked at once more (nothing new, nothing changed)."""
    staging, rows = Staging(tuple(staged_rows()), (), "sample"), bare_rows()
    with tempfile.TemporaryDirectory() as folder:
        mine = [Book.create(Path(folder) / f"ours{place}.db") for place in range(ROUNDS)]
        bare = [Book.create(Path(folder) / f"bare{place}.db") for place in range(ROUNDS)]
        first = by_turns(
            [partial(commit, book, staging, SOURCE, speak) for book in mine],
            [partial(insert_bare, book, rows) for book in bare],
        )
        again = tuple(
            by_turns([partial(preview, book, staging, SOURCE)], [lambda: None])[0][0] for book in mine
        )
        for book in (*mine, *bare):
            book.close()
    return [
        Result(f"import: commit {ROWS:,} staged rows", *first, AIM),
        Result("import: the same rows once more, previewed", again, first[1], AIM),
    ]
