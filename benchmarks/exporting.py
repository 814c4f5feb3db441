"""`export json` of the whole country against reading the same rows with sqlite3 and json.dumps; memory at two sizes.

Every export is a fresh process that writes to a file, for memory that was once taken is not given back;
`python -m benchmarks.exporting ours|bare BOOK OUT` is one of them. What is timed there begins after the imports.
"""

import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks.country import CITIES
from benchmarks.measuring import Result
from benchmarks.reported import make_reported

ROUNDS: Final = 3
FEW: Final = 200
AIM: Final = 2.0
LEVEL: Final = 1.1
_MB: Final = 1024

# What the form holds of such a book. Decisions, which ours reads to say how far a revision came, are left out here.
_TABLES: Final = (
    *("municipality", "plan", "period", "measure", "measure_department", "work_item", "schedule_cell"),
    *("report", "report_revision", "report_stage"),
)


def write_ours(book: Path, out: Path) -> None:
    """The form shinchoku/1."""
    from db.book import Book
    from exports.json_export import export_json

    with Book.open(book, write=False) as opened, out.open("w", encoding="utf-8") as file:
        file.writelines(export_json(opened.db, None, exported_at="2020-10-05T14:03:00+09:00"))


def write_bare(book: Path, out: Path) -> None:
    """Every row as an object on a line of its own."""
    conn = sqlite3.connect(f"{book.as_uri()}?mode=ro", uri=True)
    conn.row_factory = sqlite3.Row
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with out.open("w", encoding="utf-8") as file:
        for table in _TABLES:
            for row in conn.execute(f"SELECT * FROM {table}"):
                file.write(encode(dict(row)) + "\n")
    conn.close()


def once(way: str, book: Path, out: Path) -> tuple[float, float]:
    """Milliseconds and the largest memory in MB of one export by a child."""
    command = [sys.executable, "-m", "benchmarks.exporting", way, str(book), str(out)]
    done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[1])
    took, peak = json.loads(done.stdout)
    return took, peak


def run() -> list[Result]:
    """Both ways by turns over the whole country; ours once more over a tenth of it, for its memory."""
    ours, bare, few = [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole, part = make_reported(folder / "country.db", CITIES), make_reported(folder / "part.db", FEW)
        for _ in range(ROUNDS):
            bare.append(once("bare", whole, folder / "bare.json")[0])
            ours.append(once("ours", whole, folder / "ours.json"))
            few.append(once("ours", part, folder / "part.json")[1])
    took, peaks = zip(*ours, strict=True)
    return [
        Result(f"export: json of {CITIES:,} cities", tuple(took), tuple(bare), AIM),
        Result(f"export: peak in MB, {CITIES:,} cities to {FEW}", tuple(peaks), tuple(few), LEVEL),
    ]


if __name__ == "__main__":
    start = time.perf_counter()
    {"ours": write_ours, "bare": write_bare}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
    milliseconds = (time.perf_counter() - start) * 1000
    print(json.dumps((milliseconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MB)))
