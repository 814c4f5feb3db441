"""Reads boxes and marks beside goals: ☑ and ○ are yes, an empty box is no only where another one is ticked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from importers.document import CellText
from importers.recognise.house_words import NO, UNKNOWN, YES, folded

TICKED: Final = frozenset("☑☒■✅✔✓●○〇◯◎")
EMPTY: Final = frozenset("□☐◻▢⬜")
# What a reader puts for a sign of a symbol font, which may show any box.
UNREADABLE: Final = frozenset("\ufffd")
_SIGNS: Final = "".join(sorted(TICKED | EMPTY | UNREADABLE))
_SIGNED: Final = re.compile(rf"([{_SIGNS}])[️\s]*([^{_SIGNS}]*)")


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal as a sheet prints it: `sign` is what stands beside it, blank for nothing, in `cell`."""

    name: str
    sign: str
    cell: CellText

    @property
    def is_ticked(self) -> bool:
        return self.sign in TICKED or folded(self.sign) in YES

    @property
    def is_no(self) -> bool:
        return self.sign in NO or folded(self.sign) in NO


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sign, a name, or both, of one cell."""

    sign: str
    name: str
    cell: CellText


def read_goals(values: Sequence[CellText]) -> tuple[list[Goal], list[CellText]]:
    """The goals beside one label with their signs, and the cells that are neither."""
    goals: list[Goal] = []
    left: list[CellText] = []
    headings: dict[int, _Piece] = {}
    for _, cells in groupby(values, key=lambda cell: cell.row):
        pieces = [piece for cell in cells for piece in _pieces(cell)]
        if headings and all(piece.sign and not piece.name for piece in pieces):
            for piece in pieces:
                over = headings.pop(piece.cell.column, None)
                if over is None:
                    left.append(piece.cell)
                else:
                    goals.append(Goal(over.name, piece.sign, piece.cell))
            continue
        goals.extend(Goal(piece.name, "", piece.cell) for piece in headings.values())
        headings = {}
        if any(piece.sign for piece in pieces):
            _pair(pieces, goals, left)
        else:
            headings = {piece.cell.column: piece for piece in pieces}
            left_over = [piece for piece in pieces if headings[piece.cell.column] is not piece]
            goals.extend(Goal(piece.name, "", piece.cell) for piece in left_over)
    goals.extend(Goal(piece.name, "", piece.cell) for piece in headings.values())
    return goals, left


def _pieces(cell: CellText) -> Iterator[_Piece]:
    for line in filter(None, (line.strip() for line in cell.text.split("\n"))):
        if folded(line) in YES | NO | UNKNOWN or line in YES | NO | UNKNOWN:
            yield _Piece(line, "", cell)
        elif line[0] in _SIGNS:
            for found in _SIGNED.finditer(line):
                yield _Piece(found[1], found[2].strip(), cell)
        else:
            yield _Piece("", line, cell)


def _pair(pieces: Sequence[_Piece], goals: list[Goal], left: list[CellText]) -> None:
    """Goals of one row: with the sign in their own cell, or with signs before or behind names in cells between."""
    signs_first = bool(pieces[0].sign)
    waiting: _Piece | None = None
    for piece in pieces:
        if piece.sign and piece.name:
            if waiting is not None:
                _alone(waiting, goals, left)
            goals.append(Goal(piece.name, piece.sign, piece.cell))
        elif waiting is None or bool(waiting.sign) == bool(piece.sign):
            if waiting is not None:
                _alone(waiting, goals, left)
            waiting = piece
            continue
        elif bool(waiting.sign) == signs_first:
            signed = waiting if waiting.sign else piece
            goals.append(Goal(waiting.name or piece.name, signed.sign, signed.cell))
        else:
            _alone(waiting, goals, left)
            waiting = piece
            continue
        waiting = None
    if waiting is not None:
        _alone(waiting, goals, left)


def _alone(piece: _Piece, goals: list[Goal], left: list[CellText]) -> None:
    if piece.name:
        goals.append(Goal(piece.name, "", piece.cell))
    else:
        left.append(piece.cell)
