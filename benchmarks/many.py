"""A plan of 5,000 measures against one of 53: first paint, a key in the list, and the step to the next measure."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.country import make_country
from benchmarks.keys import DOWN, PAGE_DOWN, PAGE_UP, UP, there_and_back
from benchmarks.measuring import Result
from benchmarks.screen import F10, ROOT, STARTS, Stage, environment, list_keys
from benchmarks.terminal import Terminal

MANY: Final = 5000
FEW: Final = 53
KEYS: Final = 60
STEP: Final = b"\x1b[1;5B"
STEP_SECONDS: Final = 0.05


def run() -> list[Result]:
    """All of them, on 80x24."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stages = []
        for measures in (MANY, FEW):
            book = make_country(folder / f"{measures}.db", 1, measures)
            ours = (sys.executable, "-m", "shinchoku", "--db", str(book))
            bare = (sys.executable, str(ROOT / "benchmarks" / "bare_app.py"))
            stages.append(Stage(book, environment(folder), ours, bare, "第2課"))
        rows = folder / "rows.json"
        cells = [["未", str(one), f"施策その{one}", f"第{one % 8 + 1}課", ""] for one in range(1, MANY + 1)]
        rows.write_text(json.dumps(cells), "utf-8")
        moves = {
            "many: cursor key among 5,000": there_and_back(DOWN, UP, 120),
            "many: page key among 5,000": there_and_back(PAGE_DOWN, PAGE_UP, 120),
        }
        keys = list_keys(stages[0], str(rows), "施策その1", moves)
        return [_first_paint(*stages), *keys, _step(stages[0])]


def _first_paint(many: Stage, few: Stage) -> Result:
    times: list[list[float]] = [[], []]
    for _ in range(STARTS + 1):
        for place, stage in enumerate((many, few)):
            with stage.dashboard() as terminal:
                times[place].append(terminal.until(stage.started))
    return Result("many: first paint, 5,000 measures to 53", tuple(times[0][1:]), tuple(times[1][1:]), 1.5)


def _step(stage: Stage) -> Result:
    """Ctrl+Down in the report to the first output; the bare way is a cursor key in a bare text."""
    with stage.dashboard() as dashboard, stage.plain() as field:
        field.until("ここに書く")
        dashboard.until(stage.started)
        dashboard.press(F10)
        mine, theirs = _steps(dashboard, field)
    return Result("many: step to the next measure", mine, theirs, STEP_SECONDS, aim_is_ratio=False)


def _steps(dashboard: Terminal, field: Terminal) -> tuple[tuple[float, ...], tuple[float, ...]]:
    mine, theirs = [], []
    for _ in range(KEYS):
        theirs.append(field.press("あ".encode()))
        mine.append(dashboard.press(STEP))
    return tuple(mine), tuple(theirs)
