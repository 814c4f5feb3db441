"""Finds a schedule inside a sheet of labels: years over its columns, work items in its rows, and stages it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.eras import Era, NotAFiscalYear, era_of
from domain.names import plain_number
from domain.stages import read_cell
from importers.document import CellText, Sheet
from importers.lexicon import STANDARD, Lexicon
from importers.recognise.gathering import Gathering
from importers.recognise.house_words import KINDS, folded, read_period
from importers.recognise.list_header import Column, Header, Row, find_header, values_by_ref
from importers.recognise.list_legends import Legends
from importers.recognise.list_rows import Entry, WorkRow
from importers.recognise.list_schedule import ScheduleReader
from importers.staged import Cell

_YEAR: Final = re.compile(r"年|[MTSHR]\d|元|(?:19|20)\d\d")
NOTE: Final = re.compile(r"※|[(（]?注[)）\d:：]|備考")
_DEPTH: Final = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a schedule: the work item's number, label and kind as printed, and its cells by column."""

    row: int
    number: CellText | None
    label: CellText | None
    kind: CellText | None
    cells: Mapping[int, CellText]
    further: tuple[CellText, ...]

    @property
    def ref(self) -> str:
        first = self.number or self.label or self.kind or next(iter(self.cells.values()), None)
        return first.ref if first else ""

    @property
    def goes_on(self) -> bool:
        """Whether it is another kind of row of the work item above."""
        return self.kind is not None and self.number is None and self.label is None

    @property
    def is_filled(self) -> bool:
        return bool(self.label or any(cell.text for cell in self.cells.values()))


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule's header and rows: `labels` stand left of the years and `over` are the years themselves, `height` is
    how many rows of the sheet it takes."""

    sheet: Sheet
    header: Header
    labels: tuple[CellText, ...]
    over: tuple[CellText, ...]
    others: tuple[Column, ...]
    lines: tuple[Line, ...]
    height: int

    @property
    def ref(self) -> str:
        return self.labels[0].ref if self.labels else self.over[0].ref


def find_schedule(
    sheet: Sheet, rows: Sequence[Row], place: int, is_label: Callable[[str], bool], lexicon: Lexicon
) -> Schedule | None:
    """The schedule whose years stand in the row at `place`, or None."""
    years = _years(rows[place])
    if not years:
        return None
    header = _header(sheet, rows[place : place + _DEPTH], years[0].column)
    if header is None:
        return None
    numbers = {column.number for column in header.periods}
    first, depth = min(numbers), header.last_row
    heads = [(at, cell) for row in rows[place : place + depth] for at, cell in sorted(row.items())]
    labels = tuple(cell for at, cell in heads if cell.text and at < first)
    named = any(lexicon.field_of(cell.text) == "schedule" for cell in labels)
    halves = any(column.period and column.period[1] for column in header.periods)
    if not named and ((len(years) == 1 and not halves) or all(year.text.isdecimal() for year in years)):
        return None
    lines = tuple(_lines(rows[place + depth :], values_by_ref(sheet), numbers, is_label))
    if not lines or (len(years) == 1 and not halves and not any(map(_has_stage, lines))):
        return None
    over = tuple(cell for at, cell in heads if cell.text and at in numbers)
    others = tuple(column for column in header.columns if column.number > max(numbers) and column.label)
    placed = replace(header, first_row=years[0].row, last_row=years[0].row + depth - 1)
    return Schedule(sheet, placed, labels, over, others, lines, depth + len(lines))


def _has_stage(line: Line) -> bool:
    found = [read_cell(cell.text) for cell in line.cells.values()]
    return any(cell is not None and cell.known for cell in found)


def _years(row: Row) -> list[CellText]:
    """The years of a row where they stand side by side; a lone year after another text is a value, if halves do not
    make a header of it."""
    filled = [cell for _, cell in sorted(row.items()) if cell.text]
    years: list[CellText] = []
    era: Era | None = None
    for cell in filled:
        era = era_of(cell.text) or era
        if is_year(cell.text, era):
            if years and filled.index(cell) != filled.index(years[-1]) + 1:
                return []
            years.append(cell)
    return years


def is_year(text: str, era: Era | None) -> bool:
    """Whether a text names a fiscal year or a half of one."""
    if not _YEAR.search(folded(text)):
        return False
    try:
        read_period(text, era)
    except (ValueError, NotAFiscalYear):
        return False
    return True


def _header(sheet: Sheet, rows: Sequence[Row], first: int) -> Header | None:
    """The periods as a list's header reads them, from the column of the first year on.

    A list's header has titles; a schedule has work items in their place, so that a title stands in for them.
    """
    values = values_by_ref(sheet)
    top = []
    for depth, row in enumerate(rows, 1):
        cells = [CellText(depth, 0, "施策名" if depth == 1 else "", "")]
        for number in sorted(at for at in row if at >= first):
            over = values.get(row[number].merged_from or "")
            from_left = over is not None and over.column < first
            merged_from = None if from_left else row[number].merged_from
            cells.append(row[number]._replace(row=depth, merged_from=merged_from))
        top.append(tuple(cells))
    header = find_header(Sheet(sheet.name, tuple(top)), STANDARD)
    return header if header is not None and header.periods else None


def _lines(
    rows: Sequence[Row], values: Mapping[str, CellText], numbers: set[int], is_label: Callable[[str], bool]
) -> Iterator[Line]:
    """The schedule's rows: to the next label, or where they are numbered, to the first row without a number."""
    first = min(numbers)
    numbered: bool | None = None
    kinds = False
    for row in rows:
        filled = [cell for _, cell in sorted(row.items()) if cell.text]
        heads = [cell for cell in filled if cell.column < first]
        if not filled or NOTE.match(filled[0].text):
            return
        if heads and is_label(heads[0].text) and folded(heads[0].text) not in KINDS:
            return
        number = heads[0] if heads and plain_number(heads[0].text).isdecimal() else None
        if numbered and number is None and not _is_further(heads, row, first):
            return
        numbered = number is not None if numbered is None else numbered
        kind = next((cell for cell in heads if folded(cell.text) in KINDS), None)
        if kinds and kind is None:
            return
        kinds = kind is not None
        names = [cell for cell in heads if cell is not number and cell is not kind]
        cells = {at: _spread(row[at], values) for at in sorted(numbers) if at in row}
        rest = [cell for cell in filled if cell.column >= first and cell.column not in numbers]
        yield Line(
            min(cell.row for cell in row.values()),
            number,
            names[-1] if names else None,
            kind,
            cells,
            (*names[:-1], *rest),
        )


def _is_further(heads: Sequence[CellText], row: Row, first: int) -> bool:
    """Whether a row without a number goes on with the work item above: it says its kind, or lies under its merge."""
    if any(folded(cell.text) in KINDS for cell in heads):
        return True
    return not heads and any(row[at].merged_from for at in row if at < first)


def _spread(cell: CellText, values: Mapping[str, CellText]) -> CellText:
    """A cell under a merge has the text printed there; it goes on what stands left, unless it hangs from above."""
    over = values.get(cell.merged_from) if cell.merged_from else None
    if over is None:
        return cell
    goes_on = over.column != cell.column and over.text
    return cell._replace(text=over.text, merged_from=over.ref if goes_on else None)


# -- staging


def stage_schedule(plan: Gathering, key: str, schedule: Schedule, legends: Legends) -> None:
    """Work items in printed order and their cells. A schedule without a single mark is unknown, not blank."""
    blank = [line for line in schedule.lines if not line.is_filled]
    if blank:
        raw = "、".join(line.number.text for line in blank if line.number)
        if raw:
            plan.report("items_blank", blank[0].ref, raw, (key,), number=key, count=len(blank))
    reader = ScheduleReader(plan, schedule.sheet, schedule.header, legends)
    row = marks = 0
    seen: set[str] = set()
    for line in schedule.lines:
        for cell in line.further:
            plan.report("value_unclear", cell.ref, cell.text, (key,), label=_label_of(schedule, cell))
        if not line.is_filled and not line.kind:
            continue
        kinds = _kinds(line, schedule)
        if not (line.goes_on and row) or kinds & seen:
            row, seen = row + 1, set()
            label = {"label": _cell(line.label)} if line.label else {}
            plan.add("work_item", (key, row), label, line.ref)
        seen |= kinds
        marks += _stage_line(plan, (key, row), line, schedule, reader)
    reader.finish()
    if row and not marks:
        raw = schedule.labels[0].text if schedule.labels else schedule.over[0].text
        plan.report("schedule_marks_lost", schedule.ref, raw.replace("\n", ""), (key,), number=key)


def _label_of(schedule: Schedule, cell: CellText) -> str:
    found = next((column.label for column in schedule.others if column.number == cell.column), "")
    return found or (schedule.labels[0].text.replace("\n", "") if schedule.labels else "")


def _kinds(line: Line, schedule: Schedule) -> set[str]:
    """What kinds of cells a row has: its own, unless the years above are of several."""
    over = {column.kind for column in schedule.header.periods}
    return {KINDS[folded(line.kind.text)]} if line.kind and len(over) == 1 else over


def _stage_line(
    plan: Gathering, item: tuple[str, int], line: Line, schedule: Schedule, reader: ScheduleReader
) -> int:
    """The cells of one row as a list's are read; how many there are. A row that says its kind has that kind."""
    key, row = item
    entry = Entry(
        schedule.sheet, schedule.header, line.ref, {}, {}, [WorkRow(line.row, line.ref, line.cells)], key
    )
    found = reader.stage(entry, row)
    own = _kinds(line, schedule)
    for place, (cells, ref) in found.items():
        kind = place[2] if len(own) > 1 else next(iter(own))
        plan.add("schedule_cell", (key, row, kind, *place[3:]), cells, ref)
    return len(found)


def _cell(cell: CellText) -> Cell:
    return Cell(cell.text.replace("\n", ""), cell.text, cell.ref)
