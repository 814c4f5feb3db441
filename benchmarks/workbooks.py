"""Reading a workbook of 20,000 rows against openpyxl's own load of it: time, and the memory of the largest process.

Every reading is a fresh process, for memory that was once taken is not given back. Ours hands the file to a child with
limits, whose time counts; `python -m benchmarks.workbooks ours|bare FILE` is one such reading.
"""

import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks.measuring import Result

ROWS: Final = 20_000
ROUNDS: Final = 3
AIM: Final = 1.3
_MB: Final = 1024


def make_workbook(path: Path) -> None:
    """A list of measures with texts, departments and a schedule of six years."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("一覧")
    years = [f"令和{year}年度" for year in range(2, 8)]
    sheet.append(["番号", "施策名", "主管課", "関係課", "施策内容", "目的", *years])
    for number in range(1, ROWS + 1):
        texts = [f"施策{number}の名称", "情報管理課", "市民課、総務課", f"取組{number}の内容", "目的の文"]
        sheet.append([number, *texts, "検討", "⇒", "調達・構築", "運用", "⇒", "⇒"])
    book.save(path)


def read_once(way: str, path: Path) -> tuple[float, float]:
    """Milliseconds, and the megabytes of the process that took most, of one reading in this process."""
    content = path.read_bytes()
    start = time.perf_counter()
    if way == "ours":
        from importers.readers.limited import read_limited

        read_limited(path.name, content, seconds=120)
    else:
        from openpyxl import load_workbook

        load_workbook(io.BytesIO(content), data_only=True)
    took = (time.perf_counter() - start) * 1000
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return took, max(peaks) / _MB


def run() -> list[Result]:
    """Both ways by turns."""
    found: dict[str, list[tuple[float, float]]] = {"bare": [], "ours": []}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        make_workbook(path)
        for _ in range(ROUNDS):
            for way, measured in found.items():
                command = [sys.executable, "-m", "benchmarks.workbooks", way, str(path)]
                done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[1])
                measured.append(tuple(json.loads(done.stdout)))
    names = (f"import: xlsx of {ROWS:,} rows", f"import: xlsx of {ROWS:,} rows, peak in MB")
    return [
        Result(
            name,
            tuple(pair[place] for pair in found["ours"]),
            tuple(pair[place] for pair in found["bare"]),
            AIM,
        )
        for place, name in enumerate(names)
    ]


if __name__ == "__main__":
    print(json.dumps(read_once(sys.argv[1], Path(sys.argv[2]))))
