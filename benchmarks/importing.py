"""Bringing in a whole plan document, from bytes to committed rows, against reading the file."""

import tempfile
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.measuring import Result, by_turns
from db.book import Book
from importers.commit import Source, commit
from importers.identify import stage
from importers.staged import Issue

SEED: Final = Path(__file__).resolve().parent.parent.parent / "shared" / "seeds" / "003_e561336a577d4b3f.txt"
SAMPLE: Final = Path(__file__).resolve().parent.parent / "samples" / "musashino-4.csv"
ROUNDS: Final = 7


def speak(issue: Issue) -> str:
    """Issues by their code; the sentences are not what is measured."""
    return issue.code


def bring_in(path: Path, book: Book) -> None:
    """Read, recognise, compare and commit."""
    content = path.read_bytes()
    commit(book, stage(path.name, content), Source(path.name, content), speak)


def run() -> list[Result]:
    """The plan with 53 measures; the sample of the same plan where the document is not beside the checkout."""
    path = SEED if SEED.is_file() else SAMPLE
    with tempfile.TemporaryDirectory() as folder:
        books = [Book.create(Path(folder) / f"{place}.db") for place in range(ROUNDS)]
        times = by_turns(
            [partial(bring_in, path, book) for book in books],
            [path.read_bytes for _ in books],
        )
        for book in books:
            book.close()
    return [Result(f"import: {path.name}", *times, 0.5, aim_is_ratio=False)]
