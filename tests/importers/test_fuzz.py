"""Damaged files are refused with a sentence or taken in whole: no crash, no hang, nothing half imported.

What counts as a row of the source: in a list, a row below the header in which any cell has a text (a row is staged when
a value of it is, refused when an issue names it); in the house table a row below a section's labels. In sheets of
labels and in running text there are no such rows; there this holds only that nothing is staged twice. `make fuzz` does
the same thousands of times, with the real plans too.
"""

from pathlib import Path

from db.book import Book
from importers.identify import READERS
from tests.fuzz.run import fuzz
from tests.fuzz.samples import samples, without_sample
from tests.fuzz.trial import attempt

# Fixed: a red test is the same red when it is run again.
SEEDS = [f"short-{turn}" for turn in range(160)]


def test_every_kind_of_file_that_is_read_has_a_sample_that_is_damaged() -> None:
    assert without_sample() == []
    kinds = {Path(name).suffix for name in samples(seeds=False)}
    assert kinds == set(READERS)


def test_damaged_files_are_refused_or_taken_in_whole() -> None:
    outcomes, failures = fuzz(samples(seeds=False), SEEDS)
    assert failures == []
    # Damage that is always refused, or never, would prove nothing.
    assert outcomes["refused"] > 10 and outcomes["committed"] > 10


def test_whole_files_pass_the_same_trial(tmp_path: Path) -> None:
    files = samples(seeds=False)
    for number, (name, content) in enumerate(sorted(files.items())):
        with Book.create(tmp_path / f"{number}.db") as book:
            assert attempt(book, name, content, deep=True) in ("committed", "refused", "empty"), name
