"""Saving one report against a bare INSERT of the same words, in the same journal mode and with the same synchronous."""

import sqlite3
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.measuring import Result, by_turns
from db.book import Book
from db.reads.answers import Answer
from db.writes.reports import save_draft, submit

ROUNDS: Final = 200
ANSWER: Final = Answer(
    "ほぼ計画どおりに実行できた",
    "実施中",
    "近隣市の利用状況を照会し、回答を整理した。次の半期に費用の比較を行う。",
    {1: ("検討",)},
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan with one measure for every round, each with one work item, in one open half-year."""

    period: int
    measures: tuple[int, ...]


def make_plan(book: Book) -> Plan:
    """A small plan that exists only to be reported on."""
    with book.writing() as door:
        place = door.insert("municipality", {"name": "見本市"})
        plan = door.insert("plan", {"municipality_id": place, "key": "sample", "title": "見本の計画"})
        period = door.insert("period", {"plan_id": plan, "fy": 2020, "half": 1, "state": "open"})
        measures = []
        for number in range(ROUNDS):
            row = {"plan_id": plan, "measure_key": str(number), "title": "見本", "sort_key": f"{number:06}"}
            measures.append(door.insert("measure", row))
            door.insert("work_item", {"measure_id": measures[-1], "row": 1})
    return Plan(period, tuple(measures))


def bare_connection(path: Path, book: Book) -> sqlite3.Connection:
    """A database with one table, set like the book: journal mode and synchronous are read from it."""
    journal = book.db.conn.execute("PRAGMA journal_mode").fetchone()[0]
    synchronous = book.db.conn.execute("PRAGMA synchronous").fetchone()[0]
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute(f"PRAGMA journal_mode = {journal}")
    conn.execute(f"PRAGMA synchronous = {synchronous}")
    conn.execute("CREATE TABLE report (id INTEGER PRIMARY KEY, measure, period, rating, state, text, stages)")
    return conn


def run() -> list[Result]:
    """A first draft, a changed draft, and handing it in."""
    with tempfile.TemporaryDirectory() as folder, Book.create(Path(folder) / "book.db") as book:
        plan = make_plan(book)
        conn = bare_connection(Path(folder) / "bare.db", book)

        def insert(measure: int) -> None:
            values = (
                measure,
                plan.period,
                ANSWER.progress_evaluation,
                ANSWER.implementation_state,
                ANSWER.text,
            )
            conn.execute(
                "INSERT INTO report (measure, period, rating, state, text, stages) VALUES (?, ?, ?, ?, ?, ?)",
                (*values, '{"1":["検討"]}'),
            )

        longer = ANSWER._replace(text=ANSWER.text + "費用を三案で比べた。")
        steps = (
            ("save: a report's first draft", lambda one: save_draft(book, one, plan.period, ANSWER, 0)),
            ("save: a changed draft", lambda one: save_draft(book, one, plan.period, longer, 1)),
            ("save: submit", lambda one: submit(book, one, plan.period, 2)),
        )
        results = []
        for name, step in steps:
            ours = [partial(step, one) for one in plan.measures]
            bare = [partial(insert, one) for one in plan.measures]
            results.append(Result(name, *by_turns(ours, bare), 3.0))
        conn.close()
    return results
