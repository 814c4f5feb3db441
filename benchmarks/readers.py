"""A writer that commits reports while twenty people read the served book without pause, against the writer alone.

The book is served by a process of its own, the readers are threads of another one (`python -m benchmarks.readers URL`)
that go from page to page until they are told to stop. An answer other than 200 or a refused write ends the benchmark.
"""

import http.client
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from benchmarks.measuring import Result, milliseconds
from benchmarks.reported import make_reported
from benchmarks.screen import environment
from db.book import Book
from db.reads.answers import Answer
from db.writes.reports import save_draft, submit

READERS: Final = 20
CITIES: Final = 34
WRITES: Final = 400
AIM_SECONDS: Final = 0.02
ANSWER: Final = Answer("計画どおりに実行できた", "実施中", "窓口の手続を電子化した。", {1: ("検討",)})
SERVE: Final = (
    "import sys; from functools import partial; from pathlib import Path; from web.serving import serve;"
    "serve(Path(sys.argv[1]), port=0, ready=partial(print, flush=True))"
)
PAGES: Final = (
    "/",
    "/book/report",
    "/book/report/1",
    "/book/measure/1",
    "/book/current_report.json?_size=100",
    "/book/measure_list?_search=%E6%96%BD%E7%AD%96",
    "/book/department_status?plan=city-1",
    "/book/report.csv?_size=100",
)


def read_on(url: str, stop: threading.Event, answers: Counter[int], place: int) -> None:
    """One reader: page after page, each begun at another one."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=120)
    while not stop.is_set():
        connection.request("GET", PAGES[place % len(PAGES)])
        answer = connection.getresponse()
        answer.read()
        answers[answer.status] += 1
        place += 1
    connection.close()


def crowd(url: str) -> None:
    """Twenty readers; says when the first answers came, stops at the end of the input and says what was answered."""
    stop = threading.Event()
    answers: Counter[int] = Counter()
    readers = [threading.Thread(target=read_on, args=(url, stop, answers, place)) for place in range(READERS)]
    for reader in readers:
        reader.start()
    while answers.total() < READERS and all(reader.is_alive() for reader in readers):
        stop.wait(0.05)
    print("reading", flush=True)
    sys.stdin.read()
    stop.set()
    for reader in readers:
        reader.join()
    print(answers.total(), answers[200])


@contextmanager
def served(book: Path, folder: Path) -> Iterator[str]:
    """The address of the book, served by a process of its own."""
    command = [sys.executable, "-c", SERVE, str(book)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment(folder)) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def write_reports(book: Book, places: list[tuple[int, int]]) -> tuple[float, ...]:
    """The milliseconds of each commit: a draft saved, then handed in."""
    times = []
    for measure, period in places:
        times.append(milliseconds(partial(save_draft, book, measure, period, ANSWER, 0)))
        times.append(milliseconds(partial(submit, book, measure, period, 1)))
    return tuple(times)


def while_read(url: str, folder: Path, book: Book, places: list[tuple[int, int]]) -> tuple[float, ...]:
    """The same while twenty read. Raises RuntimeError when an answer was no page."""
    command = [sys.executable, "-m", "benchmarks.readers", url]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(folder)
    ) as readers:
        assert readers.stdin is not None and readers.stdout is not None
        readers.stdout.readline()
        times = write_reports(book, places)
        readers.stdin.close()
        asked, answered = map(int, readers.stdout.read().split())
    if not asked == answered > READERS:
        raise RuntimeError(f"{asked - answered} of {asked} answers were errors")
    return times


def p99(times: tuple[float, ...]) -> float:
    """All but the slowest hundredth took at most this."""
    return sorted(times)[int(len(times) * 0.99)]


def run() -> list[Result]:
    """p99 and the median of a commit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = make_reported(folder / "book.db", CITIES)
        with Book.open(path) as book:
            rows = book.db.conn.execute(
                "SELECT measure_id, period_id FROM report WHERE revision = 0 ORDER BY id"
            )
            places = [(row[0], row[1]) for row in rows][: 2 * WRITES + 20]
            write_reports(book, places[:20])
            alone = write_reports(book, places[20 : 20 + WRITES])
            with served(path, folder) as url:
                read = while_read(url, folder, book, places[20 + WRITES :])
    name = f"readers: a commit while {READERS} read"
    return [
        Result(f"{name}, p99", (p99(read),), (p99(alone),), AIM_SECONDS, aim_is_ratio=False),
        Result(f"{name}, median", read, alone, None),
    ]


if __name__ == "__main__":
    crowd(sys.argv[1])
