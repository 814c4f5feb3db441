"""Letters of a PDF's page drawn together into lines in reading order, in one column or two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from domain.names import clean

_LATIN: Final = re.compile(r"[!-~]")
# A gap of this many letters between two letters is a space, of that many another column.
_SPACE: Final = 0.25
_GUTTER: Final = 1.5
_FEWEST: Final = 5

Letter = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed line: its text, its box in points from the page's top left, its letters' size."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float


def is_turned(letter: Letter) -> bool:
    """Whether a letter stands vertically or at an angle."""
    return not letter["upright"] and bool(letter["text"].strip())


def rows_of(letters: Sequence[Letter]) -> list[list[Letter]]:
    """Letters whose middles are at one height, from the left."""
    rows: list[list[Letter]] = []
    middle = size = 0.0
    for letter in sorted(letters, key=lambda item: item["top"] + item["bottom"]):
        at = (letter["top"] + letter["bottom"]) / 2
        if rows and at - middle <= 0.5 * max(size, letter["size"]):
            rows[-1].append(letter)
            # A mark that is set high or low does not draw the line away.
            if letter["size"] > size:
                middle, size = at, letter["size"]
        else:
            rows.append([letter])
            middle, size = at, letter["size"]
    for row in rows:
        row.sort(key=lambda item: item["x0"])
    return rows


def _pieces(row: Sequence[Letter]) -> list[list[Letter]]:
    """A row cut where a gap is wide enough for a gutter."""
    pieces: list[list[Letter]] = []
    blanks: list[Letter] = []
    for letter in row:
        if not letter["text"].strip():
            blanks.append(letter)
            continue
        if pieces and letter["x0"] - pieces[-1][-1]["x1"] <= _GUTTER * letter["size"]:
            pieces[-1] += [*blanks, letter]
        else:
            pieces.append([letter])
        blanks = []
    return pieces


def text_of(letters: Sequence[Letter]) -> str:
    """The text of one row's letters; a space where the letters leave one."""
    parts: list[str] = []
    before: Letter | None = None
    spaced = False
    for letter in letters:
        text = letter["text"]
        if not text.strip():
            spaced = before is not None
            continue
        if before is not None:
            if abs(letter["x0"] - before["x0"]) < 0.3 and text == before["text"]:
                continue  # bold type that is printed twice
            if spaced or letter["x0"] - before["x1"] > _SPACE * letter["size"]:
                parts.append(" ")
        parts.append(text)
        before, spaced = letter, False
    return clean("".join(parts), lines=False).strip()


def _printed(letters: Sequence[Letter]) -> Printed:
    return Printed(
        text_of(letters),
        letters[0]["x0"],
        max(letter["x1"] for letter in letters),
        min(letter["top"] for letter in letters),
        max(letter["bottom"] for letter in letters),
        max(letter["size"] for letter in letters),
    )


def lines_of(letters: Sequence[Letter]) -> list[list[Printed]]:
    """The page's rows from the top, each as the pieces between its wide gaps."""
    rows = ([_printed(piece) for piece in _pieces(row)] for row in rows_of(letters))
    return [[piece for piece in row if piece.text] for row in rows if any(piece.text for piece in row)]


def in_columns(rows: Sequence[Sequence[Printed]], width: float) -> tuple[list[Printed], bool]:
    """The lines in reading order, and whether the page has two columns: rows that part at the page's middle are
    read down the left side, then down the right; a row across both ends what stands above it."""
    middle = _middle(rows, width)
    if middle is None:
        return [_whole(row) for row in rows], False
    lines: list[Printed] = []
    left: list[Printed] = []
    right: list[Printed] = []
    for row in rows:
        if any(piece.x0 < middle < piece.x1 for piece in row):
            lines += [*left, *right, _whole(row)]
            left, right = [], []
            continue
        for side, pieces in (
            (left, [piece for piece in row if piece.x1 <= middle]),
            (right, [piece for piece in row if piece.x0 >= middle]),
        ):
            if pieces:
                side.append(_whole(pieces))
    return [*lines, *left, *right], True


def _middle(rows: Sequence[Sequence[Printed]], width: float) -> float | None:
    """Where the gutter is: most rows have a long piece on both sides of it and few cross it."""
    for middle in (width * share for share in (0.5, 0.48, 0.52)):
        crossing = sum(any(piece.x0 < middle < piece.x1 for piece in row) for row in rows)
        parted = sum(
            any(piece.x1 <= middle and piece.x1 - piece.x0 > width * 0.2 for piece in row)
            and any(piece.x0 >= middle and piece.x1 - piece.x0 > width * 0.2 for piece in row)
            for row in rows
        )
        if parted >= _FEWEST and parted > crossing:
            return middle
    return None


def _whole(row: Sequence[Printed]) -> Printed:
    return Printed(
        " ".join(piece.text for piece in row),
        row[0].x0,
        row[-1].x1,
        min(piece.top for piece in row),
        max(piece.bottom for piece in row),
        max(piece.size for piece in row),
    )


def cell_text(letters: Sequence[Letter], x0: float, x1: float) -> str:
    """A cell's text: a line that fills the cell's width runs on in the next, any other ends with a break."""
    rows = [[letter for letter in row if letter["text"].strip()] for row in rows_of(letters)]
    rows = [row for row in rows if row]
    if not rows:
        return ""
    padding = min(row[0]["x0"] for row in rows) - x0
    text = text_of(rows[0])
    for before, row in pairwise(rows):
        further = text_of(row)
        room = x1 - max(letter["x1"] for letter in before)
        wraps = room < row[0]["size"] * 1.1 + max(0.0, min(padding, row[0]["size"]))
        between = "\n"
        if wraps:
            between = " " if _LATIN.match(text[-1:]) and _LATIN.match(further) else ""
        text += between + further
    return text
