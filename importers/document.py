"""A file as it was read: lines with pages, or sheets of cells, every piece with the place it came from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple, Protocol

from importers.staged import Issue

_LINES: Final = re.compile(r"(?:^|\s)l\.(\d+)(?:-(\d+))?$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text: its number from 1, its page (0 where the text has no pages), and its text untouched."""

    number: int
    page: int
    text: str

    @property
    def ref(self) -> str:
        """The place as people look it up: p.33 l.2790, or l.140 where there are no pages."""
        return f"p.{self.page} l.{self.number}" if self.page else f"l.{self.number}"


def cells_line(cells: Sequence[str]) -> str:
    """A table's row as one line of a text: a tab between cells, <br> where a cell breaks its line."""
    return "\t".join(cell.replace("\t", " ").replace("\n", "<br>") for cell in cells)


def span_ref(lines: Sequence[Line]) -> str:
    """The place of lines that belong together: p.33 l.2802 for one, p.33 l.2802-2808 for several."""
    first, last = lines[0], lines[-1]
    return first.ref if first.number == last.number else f"{first.ref}-{last.number}"


class CellText(NamedTuple):
    """One cell of a sheet; row and column count from 1. A tuple, because a sheet has a hundred thousand of them.

    A cell that a merge covers is blank and names the cell that holds the value in `merged_from`; `hidden` cells stand
    in a hidden row or column.
    """

    row: int
    column: int
    text: str
    ref: str
    merged_from: str | None = None
    hidden: bool = False


class Fill(NamedTuple):
    """Cells of one row, from column `first` to `last`, under one background colour other than white (FFC000)."""

    row: int
    first: int
    last: int
    colour: str


class Shape(NamedTuple):
    """A drawn bar, arrow or box over the cells from `top`, `left` to `bottom`, `right`, with its text if it has one."""

    top: int
    left: int
    bottom: int
    right: int
    text: str
    ref: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's rows in order; a CSV file has one sheet without a name. Only workbooks have fills and shapes."""

    name: str
    rows: tuple[tuple[CellText, ...], ...]
    hidden: bool = False
    fills: tuple[Fill, ...] = ()
    shapes: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader made of a file: lines of a text, sheets of cells, or both, where the tables of a text stand among
    its lines as well (`cells_line`); `issues` are what it could not take over as it stood.

    `kind` says which of them the file is first of all: a text to read, or sheets.
    """

    name: str
    kind: Literal["text", "sheets"]
    encoding: str | None = None
    lines: tuple[Line, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    issues: tuple[Issue, ...] = ()

    def shown(self) -> "Document":
        """The document without hidden sheets, rows and columns; the reader has reported each of them."""
        if not any(
            sheet.hidden or any(cell.hidden for row in sheet.rows for cell in row) for sheet in self.sheets
        ):
            return self
        sheets = tuple(
            replace(sheet, rows=tuple(tuple(cell for cell in row if not cell.hidden) for row in sheet.rows))
            for sheet in self.sheets
            if not sheet.hidden
        )
        return replace(self, sheets=sheets)

    def text_at(self, ref: str, around: int = 0) -> str:
        """The raw lines or cell at a ref (p.33 l.2802-2808), `around` lines more on both sides; empty for none.

        Around a cell stand its row and as many rows above and below, a line each with tabs between filled cells.
        """
        found = _LINES.search(ref) if self.lines else None
        if found is not None:
            first, last = int(found[1]) - around, int(found[2] or found[1]) + around
            return "\n".join(line.text for line in self.lines if first <= line.number <= last)
        place = next(
            ((sheet, cell) for sheet in self.sheets for row in sheet.rows for cell in row if cell.ref == ref),
            None,
        )
        if place is None:
            return ""
        sheet, here = place
        if not around:
            return here.text
        near = (row for row in sheet.rows if row and abs(row[0].row - here.row) <= around)
        lines = (cells_line([cell.text for cell in row if cell.text]) for row in near)
        return "\n".join(line for line in lines if line)


class Reader(Protocol):
    """Makes a document of a file's name and bytes. Raises small refusals that name the file."""

    def __call__(self, name: str, content: bytes, /) -> Document: ...
