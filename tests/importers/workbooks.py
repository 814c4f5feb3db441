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
