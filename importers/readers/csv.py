"""Reads CSV and tab-separated text into one sheet; a cell's ref is R12C4, the row as Excel counts it."""

import csv
import io
from typing import ClassVar

from domain.errors import Refusal
from importers.decoding import decode
from importers.document import CellText, Document, Sheet
from importers.errors import EmptyFile, TooLarge, TooManyCells, TooWide

MAX_BYTES = 64 * 1024 * 1024
MAX_COLUMNS = 1_000
MAX_CELLS = 5_000_000


class BrokenTable(Refusal):
    """A quotation mark that never closes would swallow the rest of the file, so nothing is read."""

    msgid: ClassVar[str] = (
        "{path}: row {row} is not a row of a CSV file. Look for a quotation mark that is not closed."
    )
    exit_code: ClassVar[int] = 3


def read_csv(name: str, content: bytes) -> Document:
    """A CSV or TSV file as a document of one sheet without a name; cells are untouched, blank rows are kept.

    Raises EmptyFile, TooLarge, TooWide, TooManyCells, BrokenTable or UndecodableText.
    """
    if len(content) > MAX_BYTES:
        raise TooLarge(path=name, size=len(content) // 1_048_576, limit=MAX_BYTES // 1_048_576)
    decoded = decode(content, name)
    text = decoded.text.replace("\f", "")
    if not text.strip():
        raise EmptyFile(path=name)
    return Document(name, "sheets", decoded.encoding, sheets=(Sheet("", _rows(name, text)),))


def _rows(name: str, text: str) -> tuple[tuple[CellText, ...], ...]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(name, text), strict=True)
    rows: list[tuple[CellText, ...]] = []
    cells = 0
    try:
        for number, row in enumerate(reader, 1):
            cells += len(row)
            if len(row) > MAX_COLUMNS:
                raise TooWide(path=name, columns=len(row), row=number, limit=MAX_COLUMNS)
            if cells > MAX_CELLS:
                raise TooManyCells(path=name, limit=MAX_CELLS)
            rows.append(
                tuple(
                    CellText(number, column, cell, f"R{number}C{column}")
                    for column, cell in enumerate(row, 1)
                )
            )
    except csv.Error as error:
        raise BrokenTable(path=name, row=len(rows) + 1) from error
    return tuple(rows)


def _delimiter(name: str, text: str) -> str:
    """A tab for .tsv and where the first filled line has more tabs than commas, else a comma."""
    if name.lower().endswith(".tsv"):
        return "\t"
    first = next(line for line in text.split("\n") if line.strip())
    return "\t" if first.count("\t") > first.count(",") else ","
