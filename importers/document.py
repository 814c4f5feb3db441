"""A file as it was read: lines with pages, or sheets of cells, every piece with the place it came from."""

from dataclasses import dataclass
from typing import Literal


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


@dataclass(frozen=True, slots=True)
class CellText:
    """One cell of a sheet; row and column count from 1."""

    row: int
    column: int
    text: str
    ref: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's rows in order; a CSV file has one sheet without a name."""

    name: str
    rows: tuple[tuple[CellText, ...], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader made of a file: lines of a text, or sheets of cells, never both."""

    name: str
    kind: Literal["text", "sheets"]
    encoding: str | None = None
    lines: tuple[Line, ...] = ()
    sheets: tuple[Sheet, ...] = ()

    def text_at(self, ref: str, around: int = 0) -> str:
        """The raw lines or cell at a ref, with `around` lines on both sides; empty when there is no such place."""
        if self.kind == "text":
            number = int(ref.rsplit("l.", 1)[-1].split("-")[0]) if "l." in ref else 0
            chosen = [line.text for line in self.lines if abs(line.number - number) <= around]
            return "\n".join(chosen)
        return next(
            (cell.text for sheet in self.sheets for row in sheet.rows for cell in row if cell.ref == ref), ""
        )
