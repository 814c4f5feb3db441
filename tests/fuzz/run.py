"""Thousands of damaged files, one after the other: `python -m tests.fuzz.run [TIMES] [SEED]` (`make fuzz`).

Every failure is said with what brings it back; the exit code is 1 when there was one.
"""

import random
import sys
import tempfile
import traceback
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from db.book import Book
from tests.fuzz.damage import damaged
from tests.fuzz.samples import samples, without_sample
from tests.fuzz.trial import Hung, attempt, readers_here

TIMES: Final = 4000
SEED: Final = 20_200_401
# Verifying, importing again and undoing takes longer than all the rest: every eighth file.
DEEP_EVERY: Final = 8


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that was neither refused nor taken whole; `damaged(files[name], Random(seed))` makes it again."""

    name: str
    seed: str
    said: str


def fresh(folder: Path) -> Iterator[Path]:
    """Empty books, each a copy of the first."""
    Book.create(folder / "empty.db").close()
    empty, number = (folder / "empty.db").read_bytes(), 0
    while True:
        number += 1
        path = folder / f"{number}.db"
        path.write_bytes(empty)
        yield path
        for left in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            left.unlink(missing_ok=True)


def fuzz(
    files: Mapping[str, bytes], seeds: Iterable[str], *, deep_every: int = DEEP_EVERY
) -> tuple[Counter[str], list[Failure]]:
    """Damage the files by turns, once for each seed; what became of them, and every failure."""
    outcomes: Counter[str] = Counter()
    failures: list[Failure] = []
    names = sorted(files)
    with tempfile.TemporaryDirectory() as folder, readers_here(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # libraries warn of what they leave out
        books = fresh(Path(folder))
        for turn, seed in enumerate(seeds):
            name = names[turn % len(names)]
            content = damaged(files[name], random.Random(seed))
            # By rounds over the files: counted by turns alone, some files would never be looked at closely.
            deep = (turn // len(names) + turn) % deep_every == 0
            try:
                with Book.open(next(books)) as book:
                    outcome = attempt(book, f"damaged{PurePath(name).suffix}", content, deep=deep)
            except (Exception, Hung) as error:
                outcome = "failed"
                last = traceback.extract_tb(error.__traceback__)[-1]
                said = f"{type(error).__name__}: {error} ({last.filename}:{last.lineno})"
                failures.append(Failure(name, seed, said))
            outcomes[outcome] += 1
        books.close()  # type: ignore[attr-defined]
    return outcomes, failures


def main(arguments: list[str]) -> int:
    """Exit code 0 when every file was refused or taken whole."""
    times, seed = (int(arguments[0]) if arguments else TIMES), (arguments[1] if len(arguments) > 1 else SEED)
    if missing := without_sample():
        print(f"no sample of {' '.join(missing)} in tests/fuzz/samples.py", file=sys.stderr)
        return 1
    files = samples(seeds=True)
    outcomes, failures = fuzz(files, (f"{seed}-{turn}" for turn in range(times)))
    print(f"{times} damaged versions of {len(files)} files: {dict(sorted(outcomes.items()))}")
    for failure in failures:
        print(f"{failure.name} {failure.seed}: {failure.said}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
