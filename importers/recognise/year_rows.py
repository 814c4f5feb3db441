"""Reads a schedule printed as a row of fiscal years over rows of stages, also where year and stage share one cell."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.eras import search_fiscal_years
from domain.stages import read_cell, read_row
from importers.document import Line
from importers.recognise.circled_sheets import cells_of
from importers.recognise.gathering import Gathering
from importers.repair import unspaced
from importers.staged import Cell


@dataclass(frozen=True, slots=True)
class YearRow:
    """One work item as printed: a cell for each year (blank for none), its label, and its line."""

    cells: tuple[str, ...]
    label: str
    line: Line


@dataclass(frozen=True, slots=True)
class YearTable:
    """The years of a schedule and its rows; `shifted` and `miscounted` are lines that do not stand under the years."""

    years: tuple[int, ...] = ()
    rows: tuple[YearRow, ...] = ()
    shifted: tuple[Line, ...] = ()
    miscounted: tuple[Line, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not self.miscounted and not any(cell for row in self.rows for cell in row.cells)


def years_of(cells: Sequence[str]) -> list[tuple[int, str]]:
    """Years with what stands behind each in its cell (「平成28年度 実施」); empty if any cell has no year."""
    found = []
    for cell in cells:
        plain = unspaced(cell.replace("\n", " "))
        years = search_fiscal_years(plain)
        if not years or years[0][2] != 0 or years[0][0] != years[0][1]:
            return []
        found.append((years[0][0], plain[years[0][3] :].strip()))
    return found


def year_table(lines: Sequence[Line], label_column: bool) -> YearTable:
    """The schedule in these lines, its years in the first line that has only years (behind a label, if there is a
    column for labels). A line whose first cell is a stage lost that column and is put right."""
    start = next((place for place, line in enumerate(lines) if _years(line, label_column)), None)
    if start is None:
        return YearTable()
    years = _years(lines[start], label_column)
    count = len(years)
    if len({year for year, _ in years}) != count:
        return YearTable(miscounted=(lines[start],))
    rows: list[YearRow] = []
    shifted: list[Line] = []
    miscounted: list[Line] = []
    if any(stage for _, stage in years):
        rows.append(YearRow(tuple(stage for _, stage in years), "", lines[start]))
    for line in lines[start + 1 :]:
        if "\t" not in line.text:
            continue
        cells = [cell.replace("\n", " ") for cell in cells_of(line.text)]
        label, moved = "", False
        if label_column or (len(cells) > count and not cells[0]):
            cells, label, moved = _without_label(cells, count)
        while len(cells) > count and not cells[-1]:
            cells.pop()
        if len(cells) > count:
            miscounted.append(line)
            continue
        if moved:
            shifted.append(line)
        rows.append(YearRow((*cells, *[""] * (count - len(cells))), label, line))
    return YearTable(tuple(year for year, _ in years), tuple(rows), tuple(shifted), tuple(miscounted))


def _years(line: Line, label_column: bool) -> list[tuple[int, str]]:
    if "\t" not in line.text:
        return []
    cells = cells_of(line.text)[1 if label_column else 0 :]
    while cells and not cells[-1]:
        cells.pop()
    return years_of(cells)


def _without_label(cells: list[str], count: int) -> tuple[list[str], str, bool]:
    """Cells under the years, the label before them, and whether the line had lost its label's cell.

    A line that is shifted has as many filled cells as there are years, or no more cells than years.
    """
    first = read_cell(cells[0])
    if first is None or not first.known:
        return cells[1:], unspaced(cells[0]), False
    filled = [cell for cell in cells if cell]
    return (filled if len(filled) == count else cells), "", True


def _printed(line: Line) -> str:
    return "\t".join(cell.replace("\n", " ") for cell in cells_of(line.text)).strip()


def stage_year_table(found: Gathering, key: str, kind: str, table: YearTable, known: set[int]) -> None:
    """The rows of a schedule as work items (unless their row is `known`) and cells, with what is wrong in them."""
    for line in table.shifted:
        found.report("row_shifted", line.ref, _printed(line), (key,), number=key)
    for line in table.miscounted:
        counts = {"found": sum(bool(cell) for cell in cells_of(line.text)), "expected": len(table.years)}
        found.report("stages_miscounted", line.ref, _printed(line), (key,), number=key, **counts)
    for number, row in enumerate(table.rows, 1):
        ref = row.line.ref
        if number not in known:
            label = {"label": Cell(row.label, row.label, ref)} if row.label else {}
            found.add("work_item", (key, number), label, ref)
            known.add(number)
        for year, raw, stage in zip(table.years, row.cells, read_row(row.cells), strict=True):
            if stage is None:
                continue
            if not stage.known:
                found.report("unknown_stage", ref, raw, (key,))
            if stage.continued and not stage.stages:
                found.report("arrow_without_stage", ref, raw, (key,))
            cells = {
                "stages": Cell(stage.stages, raw, ref),
                "modifier": Cell(stage.modifier, raw, ref),
                "continued": Cell(stage.continued, raw, ref),
                "note": Cell(stage.note, raw, ref),
            }
            found.add("schedule_cell", (key, number, kind, year, None), cells, ref)
