"""Reads OpenDocument spreadsheets (ods) into sheets of text, as xlsx.py reads Excel's; repeats are bounded first."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from domain.errors import Refusal
from importers.codes import CODES
from importers.document import Document
from importers.errors import (
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    PictureOnly,
    TooManyCells,
    TooWide,
    WrongKind,
)
from importers.readers.containers import open_container, part
from importers.readers.grid import MAX_CELLS, MAX_COLUMNS, Grid
from importers.readers.ods_texts import CALCEXT, OFFICE, shown_text, value_text
from importers.staged import Issue

MAX_ROWS: Final = 1_048_576
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW: Final = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_FO: Final = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_SHAPES: Final = frozenset(
    f"{_DRAW}{tag}"
    for tag in (
        "frame",
        "custom-shape",
        "line",
        "connector",
        "rect",
        "ellipse",
        "polyline",
        "polygon",
        "path",
    )
)
_CELLS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_GROUPS: Final = (f"{_TABLE}table-row-group", f"{_TABLE}table-column-group")
_MANIFEST: Final = "META-INF/manifest.xml"


def read_ods(name: str, content: bytes) -> Document:
    """A spreadsheet as sheets of cells in its order; a cell's ref is 施策!B4, values are as read_xlsx gives them.

    Raises WrongKind, EncryptedFile, DamagedFile, TooLarge, TooManyCells, TooWide, EmptyFile or PictureOnly.
    """
    if content.startswith(b"PK") and b"encrypted-package" in content:
        raise EncryptedFile(path=name)
    with open_container(name, content, "content.xml", "ods") as container:
        if _MANIFEST in container.namelist() and b"encryption-data" in part(name, container, _MANIFEST):
            raise EncryptedFile(path=name)
        body = part(name, container, "content.xml")
    reading = _Reading(name)
    try:
        reading.read(body)
    except (Refusal, MemoryError):
        raise
    except Exception as error:  # the parser's errors, and those that defusedxml adds
        raise DamagedFile(path=name) from error
    return reading.document()


@dataclass(slots=True)
class _Reading:
    """What has been read of one spreadsheet; elements are let go as soon as they are read."""

    file: str
    grids: list[Grid] = field(default_factory=list)
    is_spreadsheet: bool = False
    drawn: int = 0
    cells: int = 0
    depth: int = 0
    row: int = 0
    column: int = 0
    groups: list[bool] = field(default_factory=list)
    hidden_styles: set[str] = field(default_factory=set)
    colours: dict[str, str] = field(default_factory=dict)

    def read(self, body: bytes) -> None:
        from defusedxml.ElementTree import iterparse

        for event, element in iterparse(io.BytesIO(body), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                self._start(element)
            else:
                self._end(element)

    def document(self) -> Document:
        if not self.is_spreadsheet:
            raise WrongKind(path=self.file, kind="ods")
        sheets = tuple(grid.sheet() for grid in self.grids)
        if not any(cell.text for sheet in sheets for row in sheet.rows for cell in row):
            raise PictureOnly(path=self.file) if self.drawn else EmptyFile(path=self.file)
        issues = [issue for grid in self.grids for issue in grid.issues]
        if self.drawn:
            level = CODES["drawings_left"].level
            issues.append(Issue("drawings_left", level, "", None, "", {"count": str(self.drawn)}))
        return Document(self.file, "sheets", "ods", sheets=sheets, issues=tuple(issues))

    def _start(self, element: Any) -> None:
        if element.tag == f"{OFFICE}spreadsheet":
            self.is_spreadsheet = True
        elif element.tag == f"{_TABLE}table":
            self.depth += 1
            if self.depth == 1:
                style = element.get(f"{_TABLE}style-name", "")
                title = element.get(f"{_TABLE}name", "")
                self.grids.append(Grid(self.file, title, hidden=style in self.hidden_styles))
                self.row = self.column = 0
                self.groups = []
        elif element.tag in _GROUPS and self.depth == 1:
            self.groups.append(element.get(f"{_TABLE}display") == "false")

    def _end(self, element: Any) -> None:
        tag = element.tag
        if tag == f"{_STYLE}style":
            self._style(element)
        elif tag == f"{_TABLE}table":
            self.depth -= 1
            if self.depth == 0:
                # What other files gave is kept in hidden tables that name their source.
                if element.find(f"{_TABLE}table-source") is not None and self.grids[-1].hidden:
                    self.grids.pop()
                element.clear()
        elif tag in _SHAPES:
            self.drawn += 1
        elif self.depth == 1:
            if tag == f"{_TABLE}table-row":
                self._take_row(element)
                element.clear()
            elif tag == f"{_TABLE}table-column":
                self._take_column(element)
            elif tag in _GROUPS and self.groups:
                self.groups.pop()

    def _style(self, style: Any) -> None:
        name = style.get(f"{_STYLE}name", "")
        if style.get(f"{_STYLE}family") == "table":
            shown = style.find(f"{_STYLE}table-properties")
            if shown is not None and shown.get(f"{_TABLE}display") == "false":
                self.hidden_styles.add(name)
        elif style.get(f"{_STYLE}family") == "table-cell":
            ground = style.find(f"{_STYLE}table-cell-properties")
            colour = ground.get(f"{_FO}background-color", "") if ground is not None else ""
            if colour.startswith("#") and len(colour) == 7 and colour.lower() != "#ffffff":
                self.colours[name] = colour[1:].upper()

    def _is_hidden(self, element: Any) -> bool:
        return element.get(f"{_TABLE}visibility") in ("collapse", "filter") or any(self.groups)

    def _take_column(self, element: Any) -> None:
        first = self.column + 1
        self.column = min(MAX_ROWS, self.column + _count(element, "number-columns-repeated"))
        if self._is_hidden(element) and first <= MAX_COLUMNS:
            self.grids[-1].hidden_columns.append((first, min(self.column, MAX_COLUMNS)))

    def _take_row(self, element: Any) -> None:
        """One row and its repeats: what is blank is passed over, what is filled is counted before it is made."""
        grid, first = self.grids[-1], self.row + 1
        last = self.row + _count(element, "number-rows-repeated")
        filled = list(self._filled(element, first))
        coloured = list(self._coloured(element)) if filled else []
        if filled:
            self.cells += (last - first + 1) * sum(
                end - start + 1 for (start, end), _ in (*filled, *coloured)
            )
        if self.cells > MAX_CELLS:
            raise TooManyCells(path=self.file, limit=MAX_CELLS)
        self.row = last
        if filled and last > MAX_ROWS:
            raise DamagedFile(path=self.file)
        if self._is_hidden(element):
            grid.hidden_rows.append((first, last))
        for row in range(first, last + 1) if filled else ():
            for (start, end), cell in filled:
                for column in range(start, end + 1):
                    self._take_cell(grid, (row, column), cell)
            for (start, end), colour in coloured:
                grid.colours.update(((row, column), colour) for column in range(start, end + 1))

    def _filled(self, row: Any, number: int) -> Iterator[tuple[tuple[int, int], Any]]:
        """The cells that say something, with the first and the last column of each."""
        for (start, end), cell in _spans(row):
            is_spanned = _count(cell, "number-columns-spanned") > 1 or _count(cell, "number-rows-spanned") > 1
            if not (is_spanned or cell.get(f"{_TABLE}formula") or value_text(cell)):
                continue
            if end > MAX_COLUMNS:
                raise TooWide(path=self.file, columns=end, row=number, limit=MAX_COLUMNS)
            yield (start, end), cell

    def _coloured(self, row: Any) -> Iterator[tuple[tuple[int, int], str]]:
        for (start, end), cell in _spans(row) if self.colours else ():
            colour = self.colours.get(cell.get(f"{_TABLE}style-name", ""), "")
            if colour and end <= MAX_COLUMNS:
                yield (start, end), colour

    def _take_cell(self, grid: Grid, place: tuple[int, int], cell: Any) -> None:
        down, across = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if down > 1 or across > 1:
            grid.merges.append((*place, place[0] + down - 1, place[1] + across - 1))
        if _is_error(cell):
            grid.report_error(place, shown_text(cell).strip())
        elif text := value_text(cell):
            grid.texts[place] = text
        elif cell.get(f"{_TABLE}formula") and cell.get(f"{OFFICE}value-type") is None:
            grid.lost.append(place)


def _spans(row: Any) -> Iterator[tuple[tuple[int, int], Any]]:
    column = 0
    for cell in row:
        if cell.tag in _CELLS:
            last = column + _count(cell, "number-columns-repeated")
            yield (column + 1, last), cell
            column = last


def _is_error(cell: Any) -> bool:
    if cell.get(f"{CALCEXT}value-type") == "error":
        return True
    return cell.get(f"{_TABLE}formula") is not None and shown_text(cell).startswith(
        ("Err:", "#N/A", "#DIV/0!")
    )


def _count(element: Any, attribute: str) -> int:
    """How often an element stands; anything but a number from 1 counts as once."""
    value = element.get(f"{_TABLE}{attribute}", "1")
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 10 else 1
