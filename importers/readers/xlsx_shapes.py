"""What is drawn over a workbook's sheets: bars, arrows and boxes with the cells they lie on and their text."""

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, Final
from xml.etree import ElementTree

from domain.names import clean
from importers.document import Shape
from importers.errors import DamagedFile
from importers.readers.containers import part

_XDR: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_TEXT: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DRAWING: Final = "/drawing"
_WORKSHEET: Final = "/worksheet"
# Drawn things that may stand for a schedule; pictures and charts do not.
_BARS: Final = (f"{_XDR}sp", f"{_XDR}cxnSp", f"{_XDR}grpSp")
# English Metric Units: 9,525 a pixel, 12,700 a point; a column of width 8.43 has 64 pixels.
_PIXEL: Final = 9_525
_POINT: Final = 12_700
_LIMIT: Final = 5_000

Corner = tuple[int, int, int, int]


Drawn = tuple[Corner, Corner, str]


def drawn_on(name: str, container: zipfile.ZipFile) -> dict[str, list[Drawn]]:
    """By a sheet's title the shapes that are tied to two cells: both corners as (column, offset, row, offset), and the
    text."""
    names = set(container.namelist())
    found: dict[str, list[Drawn]] = {}
    for title, path in _sheet_parts(name, container, names).items():
        for target in _linked(name, container, names, path, _DRAWING).values():
            found.setdefault(title, []).extend(_anchored(name, part(name, container, target)))
    return {title: shapes[:_LIMIT] for title, shapes in found.items()}


def _sheet_parts(name: str, container: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    links = _linked(name, container, names, "xl/workbook.xml", _WORKSHEET)
    sheets = _root(name, part(name, container, "xl/workbook.xml")).iter(f"{_MAIN}sheet")
    found = ((sheet.get("name", ""), links.get(sheet.get(_ID, ""))) for sheet in sheets)
    return {title: path for title, path in found if path}


def _linked(name: str, container: zipfile.ZipFile, names: set[str], path: str, kind: str) -> dict[str, str]:
    """The parts of one kind that a part names, by the id it gives them."""
    folder, _, file = path.rpartition("/")
    links = f"{folder}/_rels/{file}.rels"
    if links not in names:
        return {}
    found = {
        link.get("Id", ""): posixpath.normpath(posixpath.join(folder, link.get("Target", ""))).lstrip("/")
        for link in _root(name, part(name, container, links))
        if link.get("Type", "").endswith(kind) and link.get("TargetMode") != "External"
    }
    return {key: target for key, target in found.items() if target in names}


def _root(name: str, content: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise DamagedFile(path=name) from error


def _anchored(name: str, content: bytes) -> Iterator[Drawn]:
    for anchor in _root(name, content).iter(f"{_XDR}twoCellAnchor"):
        bars = [item for item in anchor if item.tag in _BARS]
        corners = [_corner(anchor.find(f"{_XDR}{end}")) for end in ("from", "to")]
        if len(bars) == 1 and corners[0] is not None and corners[1] is not None:
            text = "".join(piece.text or "" for piece in bars[0].iter(_TEXT))
            yield corners[0], corners[1], clean(text, lines=False).strip()


def _corner(element: ElementTree.Element | None) -> Corner | None:
    if element is None:
        return None
    try:
        values = [int(element.findtext(f"{_XDR}{tag}", "0")) for tag in ("col", "colOff", "row", "rowOff")]
    except ValueError:
        return None
    return values[0] + 1, values[1], values[2] + 1, values[3]


def placed(worksheet: Any, title: str, corners: list[Drawn]) -> Iterator[Shape]:
    """Shapes with the cells of which they cover at least half, or the one that they stand in."""
    from openpyxl.utils import get_column_letter

    widths, heights = _widths(worksheet), _Heights(worksheet)
    for start, end, text in corners:
        left, right = _covered(start[0], start[1], end[0], end[1], widths)
        top, bottom = _covered(start[2], start[3], end[2], end[3], heights)
        if not 1 <= left <= right <= 16_384 or not 1 <= top <= bottom <= 1_048_576:
            continue
        ref = f"{title}!{get_column_letter(left)}{top}"
        if (left, top) != (right, bottom):
            ref += f":{get_column_letter(right)}{bottom}"
        yield Shape(top, left, bottom, right, text, ref)


def _covered(first: int, first_offset: int, last: int, last_offset: int, sizes: Any) -> tuple[int, int]:
    if first == last:
        return first, last
    one = first + (first_offset > sizes[first] / 2)
    other = last - (last_offset < sizes[last] / 2)
    if one <= other:
        return one, other
    # It covers half of neither: it stands in the one of which it covers more.
    nearer = first if sizes[first] - first_offset >= last_offset else last
    return nearer, nearer


class _Sizes(dict[int, float]):
    def __init__(self, default: float) -> None:
        super().__init__()
        self.default = default

    def __missing__(self, number: int) -> float:
        return self.default


def _widths(worksheet: Any) -> Mapping[int, float]:
    sizes = _Sizes(_emu(worksheet.sheet_format.defaultColWidth or 8.43))
    for dimension in worksheet.column_dimensions.values():
        if dimension.customWidth and dimension.min:
            for column in range(dimension.min, min(dimension.max, 1_000) + 1):
                sizes[column] = _emu(dimension.width)
    return sizes


def _emu(width: float) -> float:
    return int(width * 7 + 5) * _PIXEL


class _Heights(_Sizes):
    def __init__(self, worksheet: Any) -> None:
        super().__init__((worksheet.sheet_format.defaultRowHeight or 15) * _POINT)
        self.rows = worksheet.row_dimensions

    def __missing__(self, number: int) -> float:
        height = self.rows[number].height if number in self.rows else None
        return self.default if height is None else float(height) * _POINT
