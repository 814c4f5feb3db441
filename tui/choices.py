"""Entries of a list to choose from, and which of them typed words leave."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from domain.names import match_key


class Choice(NamedTuple):
    """One entry: what it is called, a word on the right, other words that find it, and what is returned."""

    label: str
    value: Any
    detail: str = ""
    also: str = ""

    @property
    def found_by(self) -> str:
        """Everything that finds the entry, folded."""
        return match_key(f"{self.label} {self.also} {self.detail}")


def matching(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """The entries that hold every typed word; those whose name or other words begin with it come first."""
    words = [match_key(word) for word in typed.split()]
    if not any(words):
        return list(choices)
    kept = [choice for choice in choices if all(word in choice.found_by for word in words)]
    return sorted(kept, key=lambda choice: not match_key(choice.label).startswith(words[0]))
