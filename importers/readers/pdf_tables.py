"""Tables that a PDF's page draws with lines: the cells between the lines, filled from the page's own letters."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from importers.readers.pdf_lines import Letter, cell_text

_NEAR: Final = 3.0


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table's box, the left edges of its columns, its rows of texts, and for covered cells the place (row, column
    from 0) of the cell that holds the value."""

    x0: float
    x1: float
    top: float
    bottom: float
    edges: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    covered: tuple[tuple[tuple[int, int] | None, ...], ...]


def ruled_tables(page: Any, letters: Sequence[Letter]) -> tuple[list[Ruled], list[Letter]]:
    """The page's tables from the top, and the letters that stand in none. A box around text is no table."""
    if not (page.lines or page.rects or page.curves):
        return [], list(letters)
    tables = []
    rest = list(letters)
    for found in page.find_tables():
        lefts = _edges([cell[0] for cell in found.cells])
        tops = _edges([cell[1] for cell in found.cells])
        if len(lefts) < 2:
            continue
        x0, top, x1, bottom = found.bbox
        inside: list[Letter] = []
        outside: list[Letter] = []
        for letter in rest:
            across, down = (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2
            (inside if x0 <= across <= x1 and top <= down <= bottom else outside).append(letter)
        if not any(letter["text"].strip() for letter in inside):
            continue
        rest = outside
        tables.append(_filled(found, lefts, tops, inside))
    return sorted(tables, key=lambda table: (table.top, table.x0)), rest


def _edges(places: Sequence[float]) -> list[float]:
    """Different places from the smallest; those within a line's breadth are one."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > _NEAR:
            kept.append(place)
    return kept


def _at(edges: Sequence[float], place: float) -> int:
    return max(0, bisect_right(edges, place) - 1)


def _filled(found: Any, lefts: list[float], tops: list[float], letters: Sequence[Letter]) -> Ruled:
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    boxes: dict[tuple[int, int], Any] = {}
    for box in found.cells:
        first = (_at(tops, box[1] + _NEAR), _at(lefts, box[0] + _NEAR))
        boxes[first] = box
        for row in range(first[0], _at(tops, box[3] - _NEAR) + 1):
            for column in range(first[1], _at(lefts, box[2] - _NEAR) + 1):
                owner.setdefault((row, column), first)
    held: dict[tuple[int, int], list[Letter]] = {}
    for letter in letters:
        at = (
            _at(tops, (letter["top"] + letter["bottom"]) / 2),
            _at(lefts, (letter["x0"] + letter["x1"]) / 2),
        )
        held.setdefault(owner.get(at, at), []).append(letter)
    x0, top, x1, bottom = found.bbox
    texts = {
        place: cell_text(inside, *((boxes[place][0], boxes[place][2]) if place in boxes else (x0, x1)))
        for place, inside in held.items()
    }
    places = [[(row, column) for column in range(len(lefts))] for row in range(len(tops))]
    return Ruled(
        x0,
        x1,
        top,
        bottom,
        tuple(lefts),
        tuple(tuple(texts.get(place, "") for place in row) for row in places),
        tuple(
            tuple(owner[place] if owner.get(place, place) != place else None for place in row)
            for row in places
        ),
    )
