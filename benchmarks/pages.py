"""Our pages against plain Datasette's over the same file with the same metadata and settings, at two sizes of a book.

Each side is a process of its own that answers in process (`python -m benchmarks.pages ours|plain BOOK`), the plain one
without any plugin, though ours is installed; they are asked by turns. The first answer of each page is not counted.
The last line is the first page of a table of a million rows against that of ten thousand, both ours.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from benchmarks.measuring import Result
from benchmarks.reported import make_reported
from benchmarks.screen import environment

CITIES: Final = {"10,000": 34, "1,000,000": 3334}
ROUNDS: Final = 9
# A busy machine makes either side slower; that must not turn an answer into a refusal.
PATIENCE: Final = {"sql_time_limit_ms": 60_000}
AIM: Final = 1.3
GROWTH: Final = 3.0

PAGES: Final = {
    "table": "/book/report",
    "view": "/book/current_report",
    "row": "/book/report/77",
    "question": "/book/period_overview?plan=city-1",
    "table as JSON": "/book/report.json?_shape=objects",
    "question as JSON": "/book/period_overview.json?plan=city-1",
}
# Pages that are other pages than Datasette's, with figures and pictures; they have no aim.
OTHER_PAGES: Final = {"front": "/", "book": "/book", "measure's sheet": "/book/measure/7"}


def datasette_over(way: str, book: Path) -> Any:
    """Ours as served, or one without our plugin; both without a cache."""
    from web.serving import SETTINGS, datasette_for, metadata_for

    if way == "ours":
        return datasette_for(book, settings=PATIENCE)
    from datasette.app import Datasette

    return Datasette([str(book)], metadata=metadata_for(book.stem), settings={**SETTINGS, **PATIENCE})


async def answer_on(way: str, book: Path) -> None:
    """A line with milliseconds, status and length for every path that comes in on a line."""
    datasette = datasette_over(way, book)
    await datasette.invoke_startup()
    print("ready", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        answer = await datasette.client.get(line.strip())
        took = (time.perf_counter() - start) * 1000
        print(json.dumps((took, answer.status_code, len(answer.content))), flush=True)


class Side:
    """One of the two processes."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._line()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def ask(self, page: str) -> float:
        """The milliseconds of one answer. Raises RuntimeError when it is no page."""
        assert self._process.stdin is not None
        print(page, file=self._process.stdin, flush=True)
        took, status, _ = json.loads(self._line())
        if status != 200:
            raise RuntimeError(f"{page} was answered with {status}")
        return float(took)


@contextmanager
def side(way: str, book: Path, folder: Path) -> Iterator[Side]:
    """A process that answers, until the end of the block."""
    command = [sys.executable, "-m", "benchmarks.pages", way, str(book)]
    # Datasette reads this and loads no installed plugin but those that it names.
    bare = environment(folder) | {"DATASETTE_LOAD_PLUGINS": ""}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=bare
    ) as process:
        try:
            yield Side(process)
        finally:
            process.terminate()


def times_of(sides: tuple[Side, Side], page: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The milliseconds of both sides, asked by turns."""
    for one in sides:
        one.ask(page)
    times = [[one.ask(page) for one in sides] for _ in range(ROUNDS)]
    return tuple(pair[0] for pair in times), tuple(pair[1] for pair in times)


def run() -> list[Result]:
    """Every page at both sizes, then the million against the ten thousand."""
    results = []
    with tempfile.TemporaryDirectory() as name, ExitStack() as open_sides:
        folder = Path(name)
        ours = []
        for size, cities in CITIES.items():
            (folder / size).mkdir()
            book = make_reported(folder / size / "book.db", cities)
            both = [open_sides.enter_context(side(way, book, folder)) for way in ("ours", "plain")]
            ours.append(both[0])
            for title, page in (PAGES | OTHER_PAGES).items():
                times = times_of((both[0], both[1]), page)
                results.append(
                    Result(f"pages: {title}, {size} reports", *times, AIM if title in PAGES else None)
                )
        for title in ("table", "view"):
            times = times_of((ours[1], ours[0]), PAGES[title])
            results.append(Result(f"pages: {title}, a million to ten thousand", *times, GROWTH))
    return results


if __name__ == "__main__":
    assert os.environ["DATASETTE_LOAD_PLUGINS"] == ""
    asyncio.run(answer_on(sys.argv[1], Path(sys.argv[2])))
