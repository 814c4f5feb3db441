"""Twenty processes that write in the same drafts at once; every one adds its words and none may vanish."""

import subprocess
import sys
from pathlib import Path

from db.backup import verify
from db.book import Book
from db.errors import BookBusy, StaleVersion
from db.reads.reports import form
from db.writes.reports import save_draft
from tests.torture.book import places

ROOT = Path(__file__).resolve().parents[2]


def write(path: Path, name: str, times: int) -> None:
    """Add `times` words of one's own, each to the next measure's draft; a stale version is read and tried again."""
    with Book.open(path) as book:
        measures, period = places(book)
        for turn in range(times):
            measure = measures[turn % len(measures)]
            while True:
                now = form(book.db, measure, period)
                answer = now.answer._replace(text=f"{now.answer.text} {name}-{turn}")
                try:
                    save_draft(book, measure, period, answer, now.version)
                    break
                except (StaleVersion, BookBusy):
                    continue


def crowd(path: Path, people: int, times: int) -> set[str]:
    """Let them write, all at once; what was written and is not there. Raises where the book is not sound."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.torture.crowd", str(path), f"p{number}", str(times)], cwd=ROOT
        )
        for number in range(people)
    ]
    assert [process.wait() for process in running] == [0] * people
    with Book.open(path) as book:
        assert verify(book).sound
        measures, period = places(book)
        words = {word for measure in measures for word in form(book.db, measure, period).answer.text.split()}
    return {f"p{number}-{turn}" for number in range(people) for turn in range(times)} - words


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
