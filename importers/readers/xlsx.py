"""Reads Excel workbooks (xlsx, xlsm) into sheets of text; merged and hidden cells know it, lost values are issues."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from domain.names import clean
from importers.codes import CODES
from importers.document import CellText, Document, Sheet
from importers.errors import DamagedFile, EmptyFile, PictureOnly, TooManyCells, TooWide
from importers.readers import xlsx_fills, xlsx_shapes
from importers.readers.child import column_letters
from importers.readers.containers import open_container, part
from importers.readers.xlsx_texts import as_text, cleaned
from importers.staged import Issue

MAX_COLUMNS: Final = 1_000
MAX_CELLS: Final = 1_000_000

_SHEET_PART: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_DRAWN: Final = re.compile(rb"<(?:\w+:)?(?:sp|pic|cxnSp|graphicFrame)[ >]")
_MERGE: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
# How many cells or rows a sentence names one by one.
_NAMED: Final = 8

Place = tuple[int, int]


def read_xlsx(name: str, content: bytes) -> Document:
    """A workbook as sheets of cells in the workbook's order; a cell's ref is 施策!B4.

    Dates are ISO text, whole numbers have no .0, a percentage is printed as it is shown. Raises WrongKind,
    EncryptedFile, DamagedFile, TooLarge, TooManyCells, TooWide, EmptyFile or PictureOnly.
    """
    with open_container(name, content, "xl/workbook.xml", "xlsx") as container:
        drawn = _look_ahead(name, container)
        shapes = xlsx_shapes.drawn_on(name, container) if drawn else {}
        workbook, formulas = _load(name, content), _has_formulas(name, container)
    if not workbook.worksheets:
        raise DamagedFile(path=name)
    written = _load(name, content, formulas=True) if formulas else None
    issues: list[Issue] = []
    sheets = []
    colours = xlsx_fills.colours_of(workbook)
    for worksheet in workbook.worksheets:
        lost = _lost_values(worksheet, written[worksheet.title]) if written else []
        taking = _Taking(name, worksheet, lost, colours, shapes.get(worksheet.title, []))
        sheets.append(taking.sheet())
        issues.extend(taking.issues)
    if not any(cell.text for sheet in sheets for row in sheet.rows for cell in row):
        raise PictureOnly(path=name) if drawn else EmptyFile(path=name)
    if drawn:
        issues.append(_issue("drawings_left", "", "", count=str(drawn)))
    return Document(name, "sheets", "xlsx", sheets=tuple(sheets), issues=tuple(issues))


def _look_ahead(name: str, container: zipfile.ZipFile) -> int:
    """Count cells and merged cells before anything is built of them; the number of drawn shapes."""
    cells = drawn = 0
    for path in container.namelist():
        if _SHEET_PART.fullmatch(path):
            content = part(name, container, path)
            cells += content.count(b"<c ") + content.count(b":c ")
            cells += sum(_area(found) for found in _MERGE.finditer(content))
        elif path.startswith("xl/drawings/") and path.endswith(".xml"):
            drawn += len(_DRAWN.findall(part(name, container, path)))
        if cells > MAX_CELLS:
            raise TooManyCells(path=name, limit=MAX_CELLS)
    return drawn


def _area(found: re.Match[bytes]) -> int:
    left, top, right, bottom = found.groups()
    return (abs(_column(right) - _column(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _has_formulas(name: str, container: zipfile.ZipFile) -> bool:
    return any(
        re.search(rb"<(?:\w+:)?f[ >/]", part(name, container, path))
        for path in container.namelist()
        if _SHEET_PART.fullmatch(path)
    )


def _load(name: str, content: bytes, *, formulas: bool = False) -> Any:
    from openpyxl import load_workbook

    try:
        return load_workbook(io.BytesIO(content), data_only=not formulas, keep_links=False)
    except MemoryError:
        raise
    except Exception as error:  # on damaged parts the library raises whatever its parsers meet
        raise DamagedFile(path=name) from error


def _filled(worksheet: Any) -> Iterator[Any]:
    """Cells that hold a value. Walking the sheet by rows would make a cell for every blank one up to XFD1048576."""
    return (cell for cell in worksheet._cells.values() if cell.value is not None)


def _lost_values(worksheet: Any, written: Any) -> list[str]:
    """The cells whose formula has no stored value."""
    values = worksheet._cells
    formulas = (cell for cell in _filled(written) if cell.data_type == "f")
    return [cell.coordinate for cell in formulas if not _is_stored(values.get((cell.row, cell.column)))]


def _is_stored(cell: Any) -> bool:
    """Whether a value is stored; a blank text that a formula gave is one."""
    return cell is not None and (cell.value is not None or cell.data_type == "str")


@dataclass(slots=True)
class _Taking:
    """Takes one worksheet over."""

    file: str
    worksheet: Any
    lost: list[str]
    colours: Mapping[int, str]
    drawn: list[xlsx_shapes.Drawn]
    issues: list[Issue] = field(default_factory=list)

    def sheet(self) -> Sheet:
        worksheet = self.worksheet
        last_row = max((cell.row for cell in _filled(worksheet)), default=0)
        fills = tuple(xlsx_fills.runs(worksheet, self.colours, last_row))
        texts = self._texts()
        if texts and (areas := xlsx_fills.by_rule(worksheet)):
            title = clean(worksheet.title, lines=False)
            self._report("rule_colours_unread", self._ref(areas[0].split()[0]), title, areas)
        if self.lost:
            self._report("formula_without_value", self._ref(self.lost[0]), "", self.lost)
        self._check(texts)
        hidden_rows, hidden_columns = self._hidden()
        covered = self._covered(texts)
        widths: dict[int, int] = {}
        for row, column in (*texts, *covered):
            widths[row] = max(column, widths.get(row, 0))
        if sum(widths.values()) > MAX_CELLS:
            raise TooManyCells(path=self.file, limit=MAX_CELLS)
        letter = column_letters(max(widths.values(), default=0))
        title = clean(worksheet.title, lines=False)
        rows = tuple(
            tuple(
                CellText(
                    row,
                    column,
                    texts.pop((row, column), ""),
                    f"{title}!{letter[column]}{row}",
                    covered.get((row, column)),
                    row in hidden_rows or column in hidden_columns,
                )
                for column in range(1, widths.get(row, 0) + 1)
            )
            for row in range(1, max(widths, default=0) + 1)
        )
        hidden = worksheet.sheet_state != "visible"
        self._report_hidden(hidden, rows, hidden_rows, hidden_columns, letter)
        return Sheet(title, rows, hidden, fills, tuple(xlsx_shapes.placed(worksheet, title, self.drawn)))

    def _texts(self) -> dict[Place, str]:
        """The texts of the cells, each of which is let go once it is read: a large sheet is not kept twice."""
        cells = self.worksheet._cells
        texts = {}
        for place in list(cells):
            cell = cells.pop(place)
            if cell.value is not None and (text := self._text(cell)):
                texts[place] = text
        return texts

    def _ref(self, coordinate: str) -> str:
        return f"{clean(self.worksheet.title, lines=False)}!{coordinate}"

    def _text(self, cell: Any) -> str:
        if cell.data_type == "e":
            self.issues.append(_issue("cell_error", self._ref(cell.coordinate), str(cell.value)))
            return ""
        if cell.data_type == "s":
            return cleaned(str(cell.value))
        return as_text(cell.value, cell.number_format, cell._style.numFmtId)

    def _check(self, texts: Mapping[Place, str]) -> None:
        row, column = max(texts, key=lambda place: place[1], default=(0, 0))
        if column > MAX_COLUMNS:
            raise TooWide(path=self.file, columns=column, row=row, limit=MAX_COLUMNS)

    def _hidden(self) -> tuple[set[int], set[int]]:
        rows = {number for number, row in self.worksheet.row_dimensions.items() if row.hidden}
        columns = {
            column
            for dimension in self.worksheet.column_dimensions.values()
            if dimension.hidden and dimension.min
            for column in range(dimension.min, min(dimension.max, MAX_COLUMNS) + 1)
        }
        return rows, columns

    def _covered(self, texts: Mapping[Place, str]) -> dict[Place, str]:
        """Cells under a merge with the ref of the one that holds its value, no further than the sheet is filled."""
        last_row = max((row for row, _ in texts), default=0)
        last_column = max((column for _, column in texts), default=0)
        return {
            (row, column): self._ref(area.coord.split(":")[0])
            for area in self.worksheet.merged_cells.ranges
            for row in range(area.min_row, min(area.max_row, last_row) + 1)
            for column in range(area.min_col, min(area.max_col, last_column) + 1)
            if (row, column) != (area.min_row, area.min_col)
        }

    # -- what is hidden

    def _report_hidden(
        self,
        hidden: bool,
        rows: tuple[tuple[CellText, ...], ...],
        hidden_rows: set[int],
        hidden_columns: set[int],
        letters: Sequence[str],
    ) -> None:
        if hidden:
            self._report_cells("hidden_sheet", (cell for row in rows for cell in row), lambda cell: cell.row)
            return
        cells = [cell for row in rows for cell in row if cell.hidden and cell.text]
        self._report_cells(
            "hidden_rows", (cell for cell in cells if cell.row in hidden_rows), lambda cell: cell.row
        )
        self._report_cells(
            "hidden_columns",
            (cell for cell in cells if cell.column in hidden_columns),
            lambda cell: letters[cell.column],
        )

    def _report_cells(
        self, code: str, cells: Iterable[CellText], place: Callable[[CellText], int | str]
    ) -> None:
        filled = [cell for cell in cells if cell.text]
        if filled:
            places = list(dict.fromkeys(str(place(cell)) for cell in filled))
            self._report(code, filled[0].ref, filled[0].text, places)

    def _report(self, code: str, ref: str, raw: str, places: list[str]) -> None:
        named = "、".join(places[:_NAMED]) + ("…" if len(places) > _NAMED else "")
        sheet = clean(self.worksheet.title, lines=False)
        self.issues.append(_issue(code, ref, raw, sheet=sheet, count=str(len(places)), places=named))


def _issue(code: str, ref: str, raw: str, **params: str) -> Issue:
    return Issue(code, CODES[code].level, ref, None, raw, params)
