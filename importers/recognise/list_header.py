"""Finds the header of a list table: one to three rows whose labels name fields and periods, also where merged."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.eras import Era, NotAFiscalYear, era_of
from importers.document import CellText, Sheet
from importers.lexicon import STANDARD, Lexicon
from importers.recognise.house_words import KINDS, folded, read_period

Period = tuple[int, int | None]
Row = Mapping[int, CellText]

# How far down a table may begin, and how many rows its header may have.
_TOP_ROWS: Final = 40
_DEPTH: Final = 3
# Labels over the years that say no more than that years follow.
_OVER_YEARS: Final = frozenset(
    (
        "年度",
        "スケジュール",
        "実施時期",
        "取組時期",
        "実施スケジュール",
        "年度別計画",
        "実施年度",
        "取組スケジュール",
    )
)
_YEAR_PRINTED: Final = re.compile(r"年|[MTSHR]\d|元|(?:19|20)\d\d|\d{4}H[12]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column under its label: the field it means, a schedule's period and kind, or a goal; else a question.

    `dated` columns end in a year under a label that may make anything of it, 予算額 over 令和2年度.
    """

    number: int
    label: str
    ref: str
    field: str | None = None
    period: Period | None = None
    kind: str = "planned"
    goal: str | None = None
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """A header: its last row's number, and the columns; `repeated` stand under a label that an earlier one has."""

    last_row: int
    columns: tuple[Column, ...]
    repeated: tuple[Column, ...] = ()

    def of(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.field == name), None)

    @property
    def periods(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.period is not None)

    @property
    def known(self) -> int:
        """How many kinds of columns are known; a schedule counts as one, and so do goals."""
        fields = sum(column.field is not None for column in self.columns)
        return fields + bool(self.periods) + any(column.goal for column in self.columns)


def rows_of(sheet: Sheet) -> list[Row]:
    """The rows by column number; hidden columns are gone, so places in a row say nothing."""
    return [{cell.column: cell for cell in row} for row in sheet.rows]


def find_header(sheet: Sheet, lexicon: Lexicon = STANDARD) -> Header | None:
    """The header with most known columns, the shortest and first of equals; None where no title column stands."""
    rows, values = rows_of(sheet), values_by_ref(sheet)
    best: tuple[tuple[int, int, int], Header] | None = None
    for first in range(min(len(rows), _TOP_ROWS)):
        if not any(
            lexicon.field_of(cell.text) == "title"
            for row in rows[first : first + _DEPTH]
            for cell in row.values()
        ):
            continue
        for depth in range(1, min(_DEPTH, len(rows) - first) + 1):
            header = _header(rows[first : first + depth], values, lexicon)
            if header is None or header.of("title") is None:
                continue
            worth = header.known, len(header.periods), sum(column.dated for column in header.columns)
            if best is None or worth > best[0]:
                best = worth, header
    return best[1] if best else None


def values_by_ref(sheet: Sheet) -> dict[str, CellText]:
    """The cells that a merge spreads, by the ref that covered cells name."""
    wanted = {cell.merged_from for row in sheet.rows for cell in row if cell.merged_from}
    return {cell.ref: cell for row in sheet.rows for cell in row if cell.ref in wanted}


def _header(rows: Sequence[Row], values: Mapping[str, CellText], lexicon: Lexicon) -> Header | None:
    last = max((cell.row for row in rows for cell in row.values()), default=0)
    if not last:
        return None
    columns: list[Column] = []
    repeated: list[Column] = []
    era: Era | None = None
    for number, stack in _stacks(rows, values):
        era = next((found for cell in stack if (found := era_of(cell.text))), era)
        column = _column(number, stack, era, lexicon)
        is_twice = any(_means(column) is not None and _means(column) == _means(known) for known in columns)
        (repeated if is_twice else columns).append(column)
    return Header(last, tuple(columns), tuple(repeated))


def _means(column: Column) -> object:
    if column.period is not None:
        return column.period, column.kind
    return column.field or column.goal


def _stacks(
    rows: Sequence[Row], values: Mapping[str, CellText]
) -> Iterator[tuple[int, tuple[CellText, ...]]]:
    """Each column's labels from above; a merged label counts in every column that it covers, and without merges a
    label counts for blank cells right of it where labels stand below both."""
    above: dict[int, list[CellText]] = {}
    for place, row in enumerate(rows):
        left: CellText | None = None
        left_has_below = False
        for number in sorted({column for other in rows for column in other}):
            below = any(other[number].text for other in rows[place + 1 :] if number in other)
            cell = row.get(number)
            if cell is not None and cell.text:
                label, left, left_has_below = cell, cell, below
            elif cell is not None and cell.merged_from:
                label = values.get(cell.merged_from, cell)
                left = None
            elif left is not None and left_has_below and below:
                label = left
            else:
                left = None
                above.setdefault(number, [])
                continue
            stack = above.setdefault(number, [])
            if label.text and (not stack or stack[-1].ref != label.ref):
                stack.append(label)
    return iter((number, tuple(stack)) for number, stack in sorted(above.items()))


def _column(number: int, stack: Sequence[CellText], era: Era | None, lexicon: Lexicon) -> Column:
    texts = [folded(cell.text) for cell in stack]
    label, ref = "／".join(cell.text.replace("\n", "") for cell in stack), stack[-1].ref if stack else ""
    for start in range(len(texts)):
        period = _period("".join(texts[start:]), era)
        if period is None:
            continue
        kinds = [_kind(text, lexicon) for text in texts[:start]]
        if None in kinds:
            return Column(number, label, ref, dated=True)
        kind = next((kind for kind in reversed(kinds) if kind), "planned")
        return Column(number, label, ref, period=period, kind=kind)
    if len(stack) == 2 and lexicon.field_of(texts[0]) == "goals" and texts[1]:
        return Column(number, label, ref, goal=stack[1].text.replace("\n", ""))
    found = lexicon.field_of(texts[-1]) if texts else None
    if found in ("schedule", "goals"):
        found = None
    return Column(number, label, ref, field=found)


def _kind(text: str, lexicon: Lexicon) -> str | None:
    """What a label over years says of them: a kind, nothing (""), or None where it may mean something else."""
    if text in KINDS:
        return KINDS[text]
    return "" if text in _OVER_YEARS or lexicon.field_of(text) == "schedule" else None


def _period(text: str, era: Era | None) -> Period | None:
    if not _YEAR_PRINTED.search(text):
        return None
    try:
        return read_period(text, era)
    except (ValueError, NotAFiscalYear):
        return None
