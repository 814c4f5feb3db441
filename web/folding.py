"""match_key over long texts: the same answer, in a fraction of the time where most letters are as they should be."""

import re
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from domain.names import match_key


def fold(text: str) -> str:
    """match_key(text), folding only the runs of letters that it would change."""
    changing, joining, with_base = _patterns()
    # A mark may join with a letter before it that would stand as it is; such marks are rare.
    return (with_base if joining.search(text) else changing).sub(_of_run, text)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Runs of letters that match_key changes; letters that may join with one before; runs with the letter before."""
    letters = [chr(code) for code in range(0x10000)]
    joining = {letter for letter in letters if _joins(letter)}
    # Beyond the first plane letters are rare: all of them are taken for changing.
    beyond = f"\\U00010000-\\U{sys.maxunicode:08x}"
    run = f"[{_class(letter for letter in letters if letter in joining or match_key(letter) != letter)}{beyond}]+"
    return re.compile(run), re.compile(f"[{_class(sorted(joining))}{beyond}]"), re.compile(f"(?s:.)?{run}")


def _class(letters: Iterable[str]) -> str:
    """Letters in order as ranges for a pattern."""
    ranges: list[list[int]] = []
    for code in map(ord, letters):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


def _joins(letter: str) -> bool:
    """Whether a letter may become one with the letter before it: marks, and the parts of Korean syllables."""
    first = match_key(letter)[:1] or letter
    return any(
        unicodedata.category(one).startswith("M") or "\u1100" <= one <= "\u11ff" for one in (letter, first)
    )


def _of_run(found: re.Match[str]) -> str:
    return _short(found[0]) if len(found[0]) < 20 else match_key(found[0])


@lru_cache(maxsize=20_000)
def _short(run: str) -> str:
    return match_key(run)
