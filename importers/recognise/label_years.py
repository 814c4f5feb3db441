"""Finds a schedule whose years go down a sheet: a row for each year or half, with its stages beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.eras import Era, NotAFiscalYear, era_of
from domain.stages import BLANKS, read_cell
from importers.document import CellText, Sheet
from importers.lexicon import Lexicon
from importers.recognise.house_words import HALVES, KINDS, folded, read_period
from importers.recognise.label_schedule import Line, Schedule, is_year
from importers.recognise.list_header import Column, Header, Period, Row, values_by_ref

_HALVES: Final = frozenset(word for word in HALVES if not word.isdecimal())
_GOES_ON: Final = frozenset("⇒→➡⇨")


@dataclass(frozen=True, slots=True)
class _Year:
    """One row: its period, the cells that say it, those left of them and those right of them."""

    period: Period
    says: tuple[CellText, ...]
    before: tuple[CellText, ...]
    values: tuple[CellText, ...]
    row: Row


def find_years_down(
    sheet: Sheet, rows: Sequence[Row], place: int, is_label: Callable[[str], bool], lexicon: Lexicon
) -> Schedule | None:
    """The schedule that begins at `place` with its first year or with the words over its columns, or None."""
    heads = _heads(rows[place], lexicon)
    years = _years(rows[place + bool(heads) :], is_label)
    if len(years) < 2:
        return None
    named = bool(heads) or any(lexicon.field_of(cell.text) == "schedule" for cell in years[0].before)
    if years[0].before and not (named and not heads and len(years[0].before) == 1):
        return None
    numbers = sorted({cell.column for year in years for cell in year.values})
    above = {cell.column: cell for cell in heads}
    kinds = {number: KINDS.get(folded(above[number].text)) for number in numbers if number in above}
    if not numbers or (len(numbers) > 1 and not all(kinds.get(number) for number in numbers)):
        return None
    stages = [read_cell(cell.text) for year in years for cell in year.values if not _is_sign(cell.text)]
    is_sure = bool(stages) and all(cell is not None and cell.known for cell in stages)
    has_own_word = any(is_label(above[number].text) for number in numbers if number in above)
    if not is_sure and (not named or has_own_word):
        return None
    return _schedule(sheet, heads, years, {number: kinds.get(number) or "planned" for number in numbers})


def _heads(row: Row, lexicon: Lexicon) -> tuple[CellText, ...]:
    """The words over the columns, of which the first is one of a schedule: 工程表, or 年度 beside 計画 and 実績."""
    filled = tuple(cell for _, cell in sorted(row.items()) if cell.text)
    if not filled or lexicon.field_of(filled[0].text) != "schedule":
        return ()
    return () if any(is_year(cell.text, None) for cell in filled) else filled


def _years(rows: Sequence[Row], is_label: Callable[[str], bool]) -> list[_Year]:
    found: list[_Year] = []
    era: Era | None = None
    for row in rows:
        filled = [cell for _, cell in sorted(row.items()) if cell.text]
        era = next((named for cell in filled if (named := era_of(cell.text))), era)
        year = _year(row, filled, era, found)
        if year is None or (found and year.before) or any(is_label(cell.text) for cell in year.values):
            break
        if found and year.period <= found[-1].period:
            break
        found.append(year)
    return found


def _year(row: Row, filled: Sequence[CellText], era: Era | None, found: Sequence[_Year]) -> _Year | None:
    at = next((place for place, cell in enumerate(filled[:2]) if is_year(cell.text, era)), None)
    if at is not None:
        try:
            fy, half = read_period(filled[at].text, era)
        except (ValueError, NotAFiscalYear):
            return None
        if found and filled[at].column != found[0].says[0].column:
            return None
        end = at + 1
        if half is None and end < len(filled) and folded(filled[end].text) in _HALVES:
            half, end = HALVES[folded(filled[end].text)], end + 1
    elif found and found[-1].period[1] == 1 and filled and folded(filled[0].text) in _HALVES:
        if filled[0].column != found[-1].says[-1].column:
            return None
        at, end, fy, half = 0, 1, found[-1].period[0], HALVES[folded(filled[0].text)]
    else:
        return None
    values = tuple(filled[end:])
    if any(is_year(cell.text, era) for cell in values):
        return None
    return _Year((fy, half), tuple(filled[at:end]), tuple(filled[:at]), values, row)


def _is_sign(text: str) -> bool:
    plain = "".join(text.split())
    return plain in BLANKS or plain in _GOES_ON


def _schedule(
    sheet: Sheet, heads: Sequence[CellText], years: Sequence[_Year], kinds: Mapping[int, str]
) -> Schedule:
    """The rows turned into the columns of one work item."""
    merged = values_by_ref(sheet)
    columns: list[Column] = []
    cells: dict[int, CellText] = {}
    for year in years:
        for number, kind in kinds.items():
            place = len(columns) + 1
            label = "".join(cell.text for cell in year.says)
            columns.append(Column(place, label, year.says[0].ref, period=year.period, kind=kind))
            cell = year.row.get(number)
            if cell is not None:
                over = merged.get(cell.merged_from or "")
                cells[place] = cell._replace(text=over.text) if over is not None else cell
    first_row, last_row = years[0].says[0].row, years[-1].says[0].row
    header = Header(first_row, last_row, tuple(columns))
    line = Line(first_row, None, None, None, cells, ())
    bare = replace(sheet, fills=(), shapes=())
    over_years = tuple(cell for year in years for cell in year.says)
    labels = (*heads, *years[0].before)
    return Schedule(bare, header, labels, over_years, (), (line,), len(years) + bool(heads))
