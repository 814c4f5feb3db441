"""Small workbooks made in a test: sheets of values, and what a test does to them before they are saved."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook


def saved(book: Workbook) -> bytes:
    place = io.BytesIO()
    book.save(place)
    return place.getvalue()


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Any]]], then: Callable[[Workbook], None] | None = None
) -> bytes:
    """The bytes of an xlsx with these sheets; None is a blank cell."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if then is not None:
        then(book)
    return saved(book)


def with_part(content: bytes, path: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part of its zip changed, or added where it is missing."""
    place = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for item in old.infolist():
            if item.filename != path:
                new.writestr(item, old.read(item.filename))
        new.writestr(path, change(old.read(path) if path in old.namelist() else b""))
    return place.getvalue()


_NAMES = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def shape(start: str, end: str, text: str) -> str:
    """A drawn box between two corners (<xdr:col>, <xdr:colOff>, <xdr:row>, <xdr:rowOff>), with its text."""
    words = f"<xdr:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody>" if text else ""
    return (
        f"<xdr:twoCellAnchor><xdr:from>{start}</xdr:from><xdr:to>{end}</xdr:to>"
        f"<xdr:sp><xdr:spPr/>{words}</xdr:sp><xdr:clientData/></xdr:twoCellAnchor>"
    )


def bar(left: int, right: int, row: int, text: str = "") -> str:
    """A box over whole columns of one row, counted from 1."""
    corner = "<xdr:col>{}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{}</xdr:row><xdr:rowOff>{}</xdr:rowOff>"
    return shape(corner.format(left - 1, row - 1, 10_000), corner.format(right, row - 1, 150_000), text)


def with_drawing(content: bytes, sheet: int, shapes: str) -> bytes:
    """The workbook with shapes drawn on its sheet of that number."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="../drawings/drawing1.xml"/></Relationships>'
    )
    drawing = f"<xdr:wsDr {_NAMES}>{shapes}</xdr:wsDr>"
    linked = with_part(content, f"xl/worksheets/_rels/sheet{sheet}.xml.rels", lambda _: links.encode())
    return with_part(linked, "xl/drawings/drawing1.xml", lambda _: drawing.encode())
