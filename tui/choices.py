"""Entries of a list to choose from, and which of them typed words leave."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from domain.names import match_key, plain_number


class Choice(NamedTuple):
    """One entry: what it is called, a word on the right, other words that find it, and what is returned."""

    label: str
    value: Any
    detail: str = ""
    also: str = ""

    def rank(self, words: Sequence[str]) -> int | None:
        """How well folded words find the entry, 0 the best; None: one of them is nowhere in it."""
        label, rest = _folded(self.label), _folded(f"{self.also} {self.detail}")
        if not all(_holds(label, word) or _holds(rest, word) for word in words):
            return None
        first = label.partition(" ")[0]
        if len(words) == 1 and (first == words[0] or (words[0][0].isdigit() and _plain(first) == words[0])):
            return 0
        if label.replace(" ", "").startswith(words[0]):
            return 1
        return 2 if f" {label} {_folded(self.also)}".find(f" {words[0]}") >= 0 else 3


def matching(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """The entries that hold every typed word: first the one whose printed number it is, then those whose name or one
    of whose other words begins with it."""
    words = [key for word in typed.split() if (key := match_key(word))]
    if not words:
        return list(choices)
    found = [(rank, choice) for choice in choices if (rank := choice.rank(words)) is not None]
    return [choice for _rank, choice in sorted(found, key=lambda one: one[0])]


@lru_cache(maxsize=32_768)
def _folded(text: str) -> str:
    return " ".join(match_key(word) for word in text.split())


@lru_cache(maxsize=32_768)
def _plain(number: str) -> str:
    return plain_number(number)


def _holds(folded: str, word: str) -> bool:
    # Two English words are not one: "theme" is not in "copy the measure". Japanese is written without spaces.
    return word in folded or (not word.isascii() and word in folded.replace(" ", ""))
