"""One sheet of an Excel workbook: texts stay texts, dates are dates, headings stay in sight, columns are wide."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter

# Excel's own limit of a cell, and the narrowest and widest column in half-width characters.
_LONGEST: Final = 32_767
_CUT: Final = "…（以下略。全文はJSONで）"
_NARROW: Final = 6
_WIDE: Final = 60
_TEXT: Final = "s"

_HEAD_FONT: Final = Font(bold=True)
_HEAD_FILL: Final = PatternFill("solid", fgColor="DDE6F0")
_TOP: Final = Alignment(vertical="top", wrap_text=True)
_ONE_LINE: Final = Alignment(vertical="top")
_FORMATS: Final = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd"}

Rows = Iterable[Sequence[Any]]


def write_sheet(
    book: Workbook,
    title: str,
    headings: Sequence[str],
    rows: Callable[[], Rows],
    *,
    frozen: int = 0,
    last_words: str | None = None,
) -> None:
    """Append a sheet whose heading row and first `frozen` columns stay; `last_words` stand below the rows.

    `rows` is walked twice: widths must stand in the file before the first row does.
    """
    page = book.create_sheet(title)
    looks = _Looks(page)
    letters = [get_column_letter(place + 1) for place in range(len(headings))]
    for letter, width in zip(letters, _widths(headings, rows()), strict=True):
        page.column_dimensions[letter].width = width
    page.freeze_panes = f"{get_column_letter(frozen + 1)}2"
    page.append([looks.heading(text) for text in headings])
    last = 1
    for row in rows():
        page.append([looks.cell(value) for value in row])
        last += 1
    page.auto_filter.ref = f"A1:{letters[-1]}{last}"
    if last_words is not None:
        page.append([looks.note(last_words)])
    page.close()


def _widths(headings: Sequence[str], rows: Rows) -> list[float]:
    widths = [_cells(heading) + 3 for heading in headings]
    for row in rows:
        for place, value in enumerate(row):
            if widths[place] < _WIDE and value is not None:
                widths[place] = max(widths[place], _cells(_printed(value)) + 1)
    return [float(min(max(width, _NARROW), _WIDE)) for width in widths]


def _printed(value: object) -> str:
    for kind, pattern in _FORMATS.items():
        if isinstance(value, kind):
            return pattern
    return str(value)


def _cells(text: str) -> int:
    """Columns the longest line takes: wide and ambiguous characters take two in Japanese fonts."""
    longest = max(text[: _WIDE * 20].splitlines() or [""], key=len)
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in longest)


class _Looks:
    """Cells of one sheet; each look is made once and shared, because openpyxl looks styles up anew for every cell."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._plain = self._look()
        self._quoted = self._look(quoted=True)
        self._headed = self._look(head=True)
        self._noted = self._look(wrapped=False)
        self._dated: dict[type, StyleArray] = {
            kind: self._look(number_format=pattern) for kind, pattern in _FORMATS.items()
        }

    def _look(
        self,
        *,
        number_format: str = "General",
        quoted: bool = False,
        head: bool = False,
        wrapped: bool = True,
    ) -> StyleArray:
        cell = WriteOnlyCell(self._page)
        cell.alignment = _TOP if wrapped else _ONE_LINE
        cell.number_format = number_format
        cell.quotePrefix = quoted
        if head:
            cell.font, cell.fill = _HEAD_FONT, _HEAD_FILL
        return cell._style

    def heading(self, text: str) -> Cell:
        """A cell of the first row."""
        cell = self._text(text)
        cell._style = self._headed
        return cell

    def note(self, text: str) -> Cell:
        """A sentence that runs over the columns beside it."""
        cell = self._text(text)
        cell._style = self._noted
        return cell

    def cell(self, value: object) -> Cell | None:
        """A value as Excel keeps it."""
        if value is None:
            return None
        if isinstance(value, str):
            return self._text(value)
        cell = WriteOnlyCell(self._page, value=value)
        cell._style = self._dated.get(type(value), self._plain)
        return cell

    def _text(self, text: str) -> Cell:
        shown = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")
        if len(shown) > _LONGEST:
            shown = shown[: _LONGEST - len(_CUT)] + _CUT
        cell = WriteOnlyCell(self._page, value=shown)
        # openpyxl takes =… for a formula and #N/A for an error; a plan's text is neither, now or when it is edited.
        cell.data_type = _TEXT
        cell._style = self._quoted if shown.startswith(("=", "+", "-", "@")) else self._plain
        return cell
