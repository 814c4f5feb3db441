"""Committing 100,000 staged rows against sqlite-utils' insert_all of the same rows into the same tables.

The same rows: every row that the commit writes, with the same columns, in the book's own tables with their keys and
checks: the facts, and for each of them its history, what undo needs, and every value's place. Ours also compares with
what stands there and computes the chain. A last line sets ours against the facts alone, which no rule allows.
"""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.importing import speak
from benchmarks.measuring import Result, by_turns
from db.book import Book
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


FACTS: Final = (
    "municipality",
    "plan",
    "department",
    "measure",
    "measure_department",
    "work_item",
    "schedule_cell",
)

Rows = dict[str, list[dict[str, Any]]]


def written_rows(book: Book) -> Rows:
    """Every row of every table that a commit left in a book, in an order in which parents come first."""
    tables = book.db.conn.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '*sqlite_*'"
    )
    named = [row[0] for row in tables]
    order = [*FACTS, "source_file", "import_batch"]
    rows = {}
    for table in (*order, *(name for name in named if name not in order)):
        found = [dict(row) for row in book.db.conn.execute(f"SELECT * FROM [{table}]")]
        if found:
            rows[table] = found
    return rows


def insert_bare(book: Book, rows: Rows) -> None:
    """sqlite-utils' own insert_all of every table, in one transaction."""
    with book.db.conn:
        for table, several in rows.items():
            book.db[table].insert_all(several)


def run() -> list[Result]:
    """Into a fresh book, and the same rows looked at once more (nothing new, nothing changed)."""
    staging = Staging(tuple(staged_rows()), (), "sample")
    with tempfile.TemporaryDirectory() as folder:
        with Book.create(Path(folder) / "model.db") as model:
            commit(model, staging, SOURCE, speak)
            rows = written_rows(model)
        facts = {table: several for table, several in rows.items() if table in FACTS}
        mine = [Book.create(Path(folder) / f"ours{place}.db") for place in range(ROUNDS)]
        bare = [Book.create(Path(folder) / f"bare{place}.db") for place in range(ROUNDS)]
        first = by_turns(
            [partial(commit, book, staging, SOURCE, speak) for book in mine],
            [partial(insert_bare, book, rows) for book in bare],
        )
        again = tuple(
            by_turns([partial(preview, book, staging, SOURCE)], [lambda: None])[0][0] for book in mine
        )
        plain = [Book.create(Path(folder) / f"plain{place}.db") for place in range(ROUNDS)]
        facts_alone = by_turns(
            [partial(insert_bare, book, facts) for book in plain], [lambda: None] * ROUNDS
        )[0]
        for book in (*mine, *bare, *plain):
            book.close()
    total = sum(map(len, rows.values()))
    return [
        Result(f"import: commit {ROWS:,} staged rows ({total:,} written)", *first, AIM),
        Result("import: the same rows once more, previewed", again, facts_alone, AIM),
        Result("import: commit, against the facts alone", first[0], facts_alone, None),
    ]
