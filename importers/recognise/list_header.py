"""Finds the header of a list table: one to four rows whose labels name fields and periods, also where merged."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.names import match_key
from domain.reporting import IMPLEMENTATION_STATES, read_progress_evaluation
from importers.document import CellText, Sheet
from importers.lexicon import STANDARD, Lexicon, may_rate, may_title
from importers.recognise.house_words import folded, is_none_word
from importers.recognise.list_columns import Column, Period, Row, columns_of

__all__ = ["Column", "Header", "Period", "Row", "find_header", "rows_of", "settled", "values_by_ref"]

# How far down a table may begin, and how many rows its header may have.
_TOP_ROWS: Final = 40
_DEPTH: Final = 4
_FIGURE: Final = re.compile(r"約?[-−]?[\d,]+(?:\.\d+)?[^\d,.]{0,4}")
# The longest sign of a rating: A, S, 10, ◎.
_SIGN: Final = 2


@dataclass(frozen=True, slots=True)
class Header:
    """A header: its first and last row's number, and the columns; `repeated` stand under a label that an earlier one
    has, `rivals` are labels either of which may be the title."""

    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    repeated: tuple[Column, ...] = ()
    rivals: tuple[Column, ...] = ()

    def of(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.field == name), None)

    @property
    def periods(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_schedule)

    @property
    def known(self) -> int:
        """How many kinds of columns are known; a schedule counts as one, and so do goals."""
        fields = len({column.field for column in self.columns if column.field})
        return fields + bool(self.periods) + any(column.goal for column in self.columns)


def rows_of(sheet: Sheet) -> list[Row]:
    """The rows by column number; hidden columns are gone, so places in a row say nothing."""
    return [{cell.column: cell for cell in row} for row in sheet.rows]


def find_header(sheet: Sheet, lexicon: Lexicon = STANDARD) -> Header | None:
    """The header with most known columns, the shortest and first of equals; None where no title column stands."""
    rows, values = rows_of(sheet), values_by_ref(sheet)
    best: tuple[tuple[int, int, int, int], Header] | None = None
    for first in range(min(len(rows), _TOP_ROWS)):
        if not any(
            lexicon.field_of(cell.text) == "title" or may_title(cell.text)
            for row in rows[first : first + _DEPTH]
            for cell in row.values()
        ):
            continue
        for depth in range(1, min(_DEPTH, len(rows) - first) + 1):
            header = _header(rows[first : first + depth], values, lexicon)
            if header is None or header.of("title") is None:
                continue
            in_time = sum(column.period is not None for column in header.columns)
            worth = header.known, in_time, sum(column.dated for column in header.columns), -depth
            if best is None or worth > best[0]:
                best = worth, header
    return settled(best[1], rows[best[1].last_row :], lexicon) if best else None


def values_by_ref(sheet: Sheet) -> dict[str, CellText]:
    """The cells that a merge spreads, by the ref that covered cells name."""
    wanted = {cell.merged_from for row in sheet.rows for cell in row if cell.merged_from}
    return {cell.ref: cell for row in sheet.rows for cell in row if cell.ref in wanted}


def _header(rows: Sequence[Row], values: Mapping[str, CellText], lexicon: Lexicon) -> Header | None:
    numbers = [cell.row for row in rows for cell in row.values()]
    if not numbers:
        return None
    columns, repeated = columns_of(rows, values, lexicon)
    return Header(min(numbers), max(numbers), columns, repeated)


# -- what only the cells below can tell


def settled(header: Header, rows: Sequence[Row], lexicon: Lexicon = STANDARD) -> Header:
    """The header with one title, and with columns of states and ratings told apart by what stands under them."""
    title, rivals = _title(header, rows)
    repeated = list(header.repeated)
    columns = []
    for column in header.columns:
        if column.field == "title" and column is not title:
            if title is not None and match_key(column.label) == match_key(title.label):
                repeated.append(column)
                continue
            column = replace(column, field=None)
        columns.append(column)
    found = replace(header, columns=tuple(columns), repeated=tuple(repeated), rivals=rivals)
    for column in header.columns:
        if column.field is None and may_rate(column.last_label) and not lexicon.is_own(column.last_label):
            name = state_field([row[column.number].text for row in rows if column.number in row])
            if name and found.of(name) is None:
                named = (replace(one, field=name) if one is column else one for one in found.columns)
                found = replace(found, columns=tuple(named))
    return _with_figures(found, rows) if found.of("indicator") else found


def _with_figures(header: Header, rows: Sequence[Row]) -> Header:
    """実績 and 目標 over years beside an indicator are its figures where nothing but figures stands under them."""
    columns = []
    for column in header.columns:
        texts = [row[column.number].text for row in rows if column.number in row]
        texts = [text for text in texts if text and not is_none_word(text)]
        if column.maybe is not None and texts and all(map(_FIGURE.fullmatch, map(folded, texts))):
            period, figure = column.maybe
            column = replace(column, period=period, figure=figure, dated=False)
        columns.append(column)
    return replace(header, columns=tuple(columns))


def _title(header: Header, rows: Sequence[Row]) -> tuple[Column | None, tuple[Column, ...]]:
    """The one column that may hold titles; of several the only one that says something else in every row."""
    found = [column for column in header.columns if column.field == "title"]
    candidates = [column for column in found if not column.is_weak] or found
    labels = {match_key(column.label) for column in candidates}
    if len(labels) == 1:
        return candidates[0], ()
    numbers = {column.number for column in candidates}
    listed = [
        row for row in rows if any(number in row and row[number].text for number in numbers) and len(row) > 1
    ]
    named = [row for row in listed if sum(bool(cell.text) for cell in row.values()) > 1]
    single = [column for column in candidates if _differs_everywhere(column.number, named)]
    return (single[0], ()) if len(single) == 1 else (None, tuple(candidates))


def _differs_everywhere(number: int, rows: Sequence[Row]) -> bool:
    texts = [match_key(row[number].text) for row in rows if number in row]
    return len(texts) == len(rows) and all(texts) and len(set(texts)) == len(texts)


def state_field(texts: Sequence[str]) -> str | None:
    """What a column of states or ratings holds, by its words; None for anything else, which is a question."""
    plain = [folded(text) for text in texts if text]
    if not plain:
        return None
    if all(text in IMPLEMENTATION_STATES for text in plain):
        return "implementation_state"
    if all(len(text) <= _SIGN or read_progress_evaluation(text) for text in plain):
        return "progress_evaluation"
    return None
