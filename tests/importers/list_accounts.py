"""Counts a list's rows: every row above and below a header is staged or refused, and none is both."""

import re

from importers.identify import read
from importers.lexicon import STANDARD, Lexicon
from importers.recognise.list_header import find_header
from importers.staged import Staging

Place = tuple[str, int]

_REF = re.compile(r"(?:(.*)!)?(?:R(\d+)C\d+|[A-Z]+(\d+))(?::.*)?")
_SPAN = re.compile(r"(?:R(\d+)C\d+|[A-Z]+(\d+))$")
_LISTED = ("plan", "measure", "work_item", "measure_department", "indicator", "evaluation", "schedule_cell")


def place_of(ref: str) -> Place | None:
    found = _REF.fullmatch(ref)
    return (found[1] or "", int(found[2] or found[3])) if found else None


def rows_of_lists(name: str, content: bytes, lexicon: Lexicon = STANDARD) -> set[Place]:
    """The rows with a text around the header of every sheet that holds a list."""
    return {
        (sheet.name, cell.row)
        for sheet in read(name, content).shown().sheets
        if (header := find_header(sheet, lexicon)) is not None and header.known >= 3
        for row in sheet.rows
        for cell in row
        if cell.text and not header.first_row <= cell.row <= header.last_row
    }


def staged_rows(staging: Staging) -> set[Place]:
    refs = {row.ref for row in staging.rows if row.entity in _LISTED}
    refs |= {cell.ref for row in staging.rows if row.entity in _LISTED for cell in row.cells.values()}
    return {place for ref in refs if (place := place_of(ref))}


def refused_rows(staging: Staging) -> set[Place]:
    """The rows of every refused block; a ref may span several."""
    found = set()
    for issue in staging.refused:
        place, last = place_of(issue.ref), _SPAN.search(issue.ref)
        if place is not None and last is not None:
            found |= {(place[0], row) for row in range(place[1], int(last[1] or last[2]) + 1)}
    return found


def assert_accounted(name: str, content: bytes, staging: Staging) -> None:
    """Rows staged and rows refused are the rows of the lists."""
    rows, staged, refused = rows_of_lists(name, content), staged_rows(staging), refused_rows(staging)
    assert staged & refused == set()
    assert (staged | refused) & rows == rows
    assert refused <= rows
