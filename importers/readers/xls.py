"""Reads old Excel workbooks (xls, of Excel 5 to 2003) into sheets of text, as xlsx.py reads the new ones."""

import contextlib
import io
import struct
from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any, Final

from domain.errors import Refusal
from importers.codes import CODES
from importers.document import Document
from importers.errors import DamagedFile, EmptyFile, EncryptedFile, PictureOnly, TooLarge, WrongKind
from importers.readers.grid import MAX_COLUMNS, Grid
from importers.readers.xlsx_texts import as_text, cleaned
from importers.staged import Issue

MAX_BYTES: Final = 64 * 1_048_576
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A workbook of Excel 4 and before is a bare stream of records: BOF of each of their versions.
_BARE: Final = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_WHITE: Final = "FFFFFF"
_DAYS_TO_1904: Final = 1_462
# Records of the file: the drawing group's parts, an object, the end of a substream; and objects that are comments.
_OBJECT, _EOF, _BOF, _COMMENT = 0x005D, 0x000A, 0x0809, 0x0019


def read_xls(name: str, content: bytes) -> Document:
    """An old workbook as sheets of cells in its order; a cell's ref is 施策!B4, values are as read_xlsx gives them.

    A formula has the value that was stored with it. Raises WrongKind, EncryptedFile, DamagedFile, TooLarge,
    TooManyCells, TooWide, EmptyFile or PictureOnly.
    """
    if not content.startswith((_OLE, *_BARE)):
        raise WrongKind(path=name, kind="xlsx")
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise EncryptedFile(path=name)
    if len(content) > MAX_BYTES:
        raise TooLarge(path=name, size=len(content) // 1_048_576, limit=MAX_BYTES // 1_048_576)
    book = _opened(name, content)
    try:
        grids = [_grid(name, book, worksheet) for worksheet in map(book.sheet_by_index, range(book.nsheets))]
        drawn = sum(_drawn(book, at) for at in range(book.nsheets))
    except (Refusal, MemoryError):
        raise
    except Exception as error:  # formats and colours that lead nowhere
        raise DamagedFile(path=name) from error
    if not grids:
        raise DamagedFile(path=name)
    sheets = tuple(grid.sheet() for grid in grids)
    if not any(cell.text for sheet in sheets for row in sheet.rows for cell in row):
        raise PictureOnly(path=name) if drawn else EmptyFile(path=name)
    issues = [issue for grid in grids for issue in grid.issues]
    if drawn:
        level = CODES["drawings_left"].level
        issues.append(Issue("drawings_left", level, "", None, "", {"count": str(drawn)}))
    return Document(name, "sheets", "xls", sheets=sheets, issues=tuple(issues))


def _opened(name: str, content: bytes) -> Any:
    import xlrd

    # The library talks about what it finds odd; stdout is where this process answers.
    talk = io.StringIO()
    try:
        with contextlib.redirect_stdout(talk):
            # On demand the library keeps the records, which tell what is drawn.
            book = xlrd.open_workbook(
                file_contents=content, formatting_info=True, ragged_rows=True, on_demand=True, logfile=talk
            )
            for at in range(book.nsheets):
                book.get_sheet(at)
            return book
    except MemoryError:
        raise
    except Exception as error:  # on damaged records the library raises whatever its parsers meet
        if "Workbook is encrypted" in str(error):
            raise EncryptedFile(path=name) from error
        if "Can't find workbook" in str(error):
            raise WrongKind(path=name, kind="xlsx") from error
        raise DamagedFile(path=name) from error


def _grid(name: str, book: Any, worksheet: Any) -> Grid:
    grid = Grid(name, worksheet.name, hidden=worksheet.visibility != 0)
    colours = _colours(book)
    values = _Values(book)
    for row in range(worksheet.nrows):
        kinds, stored = worksheet.row_types(row), worksheet.row_values(row)
        for column, kind in enumerate(kinds):
            place = (row + 1, column + 1)
            style = worksheet.cell_xf_index(row, column)
            if colours and style in colours:
                grid.colours[place] = colours[style]
            if kind in _BLANK:
                continue
            if kind == _ERROR:
                grid.report_error(place, values.error(stored[column]))
            elif text := values.text(kind, stored[column], style):
                grid.texts[place] = text
    # The library counts from 0 and up to, not including, the last.
    grid.merges = [
        (top + 1, left + 1, bottom, right)
        for top, bottom, left, right in worksheet.merged_cells
        if top < bottom and left < right
    ]
    grid.hidden_rows = [(row + 1, row + 1) for row, shown in worksheet.rowinfo_map.items() if shown.hidden]
    grid.hidden_columns = [
        (column + 1, column + 1)
        for column, shown in worksheet.colinfo_map.items()
        if shown.hidden and column < MAX_COLUMNS
    ]
    return grid


_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = range(1, 6)
_BLANK: Final = (0, 6)


class _Values:
    """Stored values as text."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.formats = {number: self._format(style) for number, style in enumerate(book.xf_list)}

    def _format(self, style: Any) -> tuple[str, int]:
        found = self.book.format_map.get(style.format_key)
        # Formats that Japanese Excel stores by number alone have no text; all of them show a date.
        return (found.format_str or "General" if found is not None else "General"), style.format_key

    def text(self, kind: int, value: Any, style: int) -> str:
        shown, number = self.formats.get(style, ("General", 0))
        if kind == _DATE:
            return self._date(value, shown)
        if kind == _NUMBER:
            # Number formats of eras are dates to Excel only; those are counted from 1900.
            days = _DAYS_TO_1904 if self.book.datemode and _shows_era(shown) else 0
            return as_text(value + days, shown, number)
        if kind == _BOOLEAN:
            return as_text(bool(value), shown, number)
        return cleaned(str(value))

    def _date(self, value: float, shown: str) -> str:
        import xlrd

        if 0 <= value < 1:
            minutes = round(value * 1_440) % 1_440
            return as_text(time(minutes // 60, minutes % 60), shown)
        try:
            moment = xlrd.xldate.xldate_as_datetime(value, self.book.datemode)
        except (ValueError, OverflowError):
            return as_text(value, "General")
        return as_text(moment, "yyyy-mm-dd" if shown == "General" else shown)

    def error(self, value: Any) -> str:
        from xlrd.biffh import error_text_from_code

        return str(error_text_from_code.get(value, f"#{value}"))


def _shows_era(shown: str) -> bool:
    return "ge" in shown.lower() or "gge" in shown.lower()


def _colours(book: Any) -> Mapping[int, str]:
    """The background colours of the workbook's styles by their number; white and none are the ground."""
    found = {}
    for number, style in enumerate(book.xf_list):
        if style.background.fill_pattern == 0:
            continue
        colour = book.colour_map.get(style.background.pattern_colour_index)
        shown = "".join(f"{part:02X}" for part in colour) if colour else ""
        if style.background.fill_pattern == 1:
            if shown and shown != _WHITE:
                found[number] = shown
        else:
            found[number] = f"pattern{style.background.fill_pattern} {shown}".strip()
    return found


def _drawn(book: Any, at: int) -> int:
    """How many pictures, shapes and charts lie on a sheet; comments are none, and Excel 4 had sheets by the file."""
    if book.mem is None:
        return 0
    return sum(1 for kind in _objects(book.mem, book._sh_abs_posn[at]) if kind != _COMMENT)


def _objects(records: bytes, start: int) -> Iterator[int]:
    """The kinds of a sheet's objects; a chart's own stream inside it holds none that count."""
    place, depth = start, 0
    while 0 <= place <= len(records) - 4:
        code, length = struct.unpack_from("<HH", records, place)
        if code == _BOF:
            depth += 1
        elif code == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif code == _OBJECT and depth == 1 and length >= 6 and place + 10 <= len(records):
            yield struct.unpack_from("<H", records, place + 8)[0]
        place += 4 + length
