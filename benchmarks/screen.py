"""Time to first paint and from key to paint on a pseudo-terminal, against a bare Textual app with the same rows."""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.keys import DOWN, UP, p95, there_and_back
from benchmarks.measuring import Result
from benchmarks.terminal import COLUMNS, LINES, Terminal
from db.book import Book
from db.reads.counts import department_counts
from db.reads.measures import measure_list
from db.reads.plans import current_period, default_plan
from domain.reporting import State
from shinchoku.demo import load_demo
from tui.app import ShinchokuApp

STARTS: Final = 9
KEYS: Final = 60
ROOT: Final = Path(__file__).resolve().parent.parent
F3, F10, TAB = b"\x1bOR", b"\x1b[21~", b"\t"


def make_book(folder: Path) -> Path:
    """A book with the sample plans."""
    with Book.create(folder / "book.db") as book:
        load_demo(book)
    return folder / "book.db"


def rows_of(path: Path) -> tuple[list[list[str]], list[list[str]]]:
    """What the dashboard's two tables hold: departments with counts by state, and measures."""
    with Book.open(path, write=False) as book:
        plan = default_plan(book.db)
        assert plan is not None
        period = current_period(book.db, plan.id)
        assert period is not None
        departments = [
            [item.name, *(str(item.counts.states[state]) for state in State)]
            for item in department_counts(book.db, plan.id, period.id)
        ]
        measures = [
            [row.state, row.number or "", row.title, row.leads, row.progress_evaluation or ""]
            for row in measure_list(book.db, plan.id, period.id)
        ]
    return departments, measures


def environment(folder: Path) -> dict[str, str]:
    """A plain colour terminal and this checkout's code, compiled as an installed program is."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHINCHOKU_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    compiled = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    return kept | compiled | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


@dataclass(frozen=True, slots=True)
class Stage:
    """What both programs are started with, and words by which a first paint is known."""

    book: Path
    environment: dict[str, str]
    ours: tuple[str, ...]
    bare: tuple[str, ...]
    started: str

    def dashboard(self) -> Terminal:
        """Our program, just started."""
        return Terminal(self.ours, self.environment)

    def plain(self, *arguments: str) -> Terminal:
        """The bare program, just started."""
        return Terminal([*self.bare, *arguments], self.environment)


def run() -> list[Result]:
    """First paint, a cursor key in the list of measures, a letter in the report's text."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = make_book(folder)
        departments, measures = rows_of(book)
        first, second = folder / "departments.json", folder / "measures.json"
        first.write_text(json.dumps(departments), "utf-8")
        second.write_text(json.dumps(measures), "utf-8")
        stage = Stage(
            book,
            environment(folder),
            (sys.executable, "-m", "shinchoku", "--db", str(book)),
            (sys.executable, str(ROOT / "benchmarks" / "bare_app.py")),
            departments[1][0],
        )
        return [
            _first_paint(stage, str(first)),
            *list_keys(
                stage,
                str(second),
                measures[0][2][:10],
                {"screen: cursor key in the list": there_and_back(DOWN, UP, len(measures))},
            ),
            _letter(stage),
        ]


def _first_paint(stage: Stage, rows: str) -> Result:
    mine, theirs = [], []
    for _ in range(STARTS + 1):
        with stage.plain(rows) as terminal:
            theirs.append(terminal.until(stage.started))
        with stage.dashboard() as terminal:
            mine.append(terminal.until(stage.started))
    # The first start of each compiles and warms the file cache.
    return Result("screen: start to first paint", tuple(mine[1:]), tuple(theirs[1:]), 1.3)


def list_lines(book: Path) -> int:
    """How many lines the list of measures has on the benchmarks' terminal."""

    async def measured() -> int:
        with Book.open(book) as opened:
            async with ShinchokuApp(opened).run_test(size=(COLUMNS, LINES)) as pilot:
                await pilot.press("f3")
                await pilot.pause()
                return pilot.app.screen.query_one("#list").size.height

    return asyncio.run(measured())


def list_keys(stage: Stage, rows: str, listed: str, moves: Mapping[str, Sequence[bytes]]) -> list[Result]:
    """Keys that move in the list of measures, against a bare table of as many rows and of the same height."""
    with stage.dashboard() as dashboard, stage.plain(rows, str(list_lines(stage.book))) as table:
        table.until(listed)
        dashboard.until(stage.started)
        dashboard.press(F3)
        dashboard.until(listed)
        for key in (DOWN, DOWN, UP, UP):
            # The rows are on the screen before the table has counted all of them.
            table.press(key)
            dashboard.press(key)
        return [p95(f"{name}, p95", dashboard, table, keys) for name, keys in moves.items()]


def _letter(stage: Stage) -> Result:
    with stage.dashboard() as dashboard, stage.plain() as field:
        field.until("ここに書く")
        dashboard.until(stage.started)
        dashboard.press(F10)
        for _ in range(2):
            dashboard.press(TAB)
        return p95("screen: letter in the report, p95", dashboard, field, ["あ".encode()] * KEYS)
