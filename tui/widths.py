"""Ambiguous characters measured as two cells, for terminals that draw them so.

Our own marks and frames have none, but the printed words of a plan do: ① “ ” → … ○. Everything that measures text,
in Rich, in Textual and here, asks Rich's one table, so that is where such a terminal is told of.
"""

import sys
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import rich.cells

_ZERO_WIDTH: Final = ("Mn", "Me", "Cf")


@cache
def ambiguous() -> frozenset[str]:
    """Every character whose width Unicode leaves to the terminal, without marks that take no cell."""
    return frozenset(
        letter
        for letter in map(chr, range(0xA1, sys.maxunicode + 1))
        if unicodedata.east_asian_width(letter) == "A"
        and unicodedata.category(letter) not in (*_ZERO_WIDTH, "Co")
    )


def draw_wide() -> Callable[[], None]:
    """Measure ambiguous characters as two cells from now on, in this process; returns what undoes it."""
    cells: Any = rich.cells
    narrow, single = cells.get_character_cell_size, cells._is_single_cell_widths
    wide = ambiguous()

    @cache
    def size(character: str, unicode_version: str = "auto") -> int:
        return 2 if character in wide else int(narrow(character, unicode_version))

    def put(measure: Any, simple: Any) -> None:
        for module in list(sys.modules.values()):
            # Modules that took the function by name ask it directly.
            if vars(module).get("get_character_cell_size") in (narrow, size):
                module.get_character_cell_size = measure  # type: ignore[attr-defined]
        cells._is_single_cell_widths = simple
        cells.cached_cell_len.cache_clear()

    put(size, lambda text: single(text) and wide.isdisjoint(text))
    return lambda: put(narrow, single)
