"""Counts a list's rows: every row below a header is staged or refused, and none is both."""

import re

from importers.identify import read
from importers.lexicon import STANDARD, Lexicon
from importers.recognise.list_header import find_header
from importers.staged import Staging

Place = tuple[str, int]

_REF = re.compile(r"(?:(.*)!)?(?:R(\d+)C\d+|[A-Z]+(\d+))(?::.*)?")
_LISTED = ("measure", "work_item", "measure_department", "indicator", "evaluation", "schedule_cell")


def place_of(ref: str) -> Place | None:
    found = _REF.fullmatch(ref)
    return (found[1] or "", int(found[2] or found[3])) if found else None


def rows_of_lists(name: str, content: bytes, lexicon: Lexicon = STANDARD) -> set[Place]:
    """The rows with a text below the header of every sheet that holds a list."""
    return {
        (sheet.name, cell.row)
        for sheet in read(name, content).shown().sheets
        if (header := find_header(sheet, lexicon)) is not None and header.known >= 3
        for row in sheet.rows
        for cell in row
        if cell.text and cell.row > header.last_row
    }


def staged_rows(staging: Staging) -> set[Place]:
    refs = {row.ref for row in staging.rows if row.entity in _LISTED}
    refs |= {cell.ref for row in staging.rows if row.entity in _LISTED for cell in row.cells.values()}
    return {place for ref in refs if (place := place_of(ref))}


def refused_rows(staging: Staging) -> set[Place]:
    return {place for issue in staging.refused if (place := place_of(issue.ref))}


def assert_accounted(name: str, content: bytes, staging: Staging) -> None:
    """Rows staged and rows refused are the rows of the lists."""
    rows, staged, refused = rows_of_lists(name, content), staged_rows(staging), refused_rows(staging)
    assert staged & refused == set()
    assert (staged | refused) & rows == rows
    assert refused <= rows
