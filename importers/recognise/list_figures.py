"""Stages a list's indicators: their figures of each year, where the column of indicators and the year are printed."""

import re
from typing import Final

from importers.recognise.gathering import Gathering
from importers.recognise.house_words import folded, is_none_word, read_number
from importers.recognise.list_columns import FIGURES
from importers.recognise.list_rows import SAME, Entry, WorkRow
from importers.staged import Cell

_WITH_UNIT: Final = re.compile(r"(約?[-−]?[\d,]+(?:\.\d+)?)([^\d,.\s]{1,4})")
_AIMED: Final = "（目標値）"


def stage_figures(plan: Gathering, entry: Entry) -> None:
    """An indicator for each row that names one; what is aimed at is one of its own, for it is no observation."""
    label_column, unit_column = entry.header.of("indicator"), entry.header.of("unit")
    if label_column is None:
        return
    staged: set[str] = set()
    for row in entry.rows:
        cell = row.cells.get(label_column.number)
        if cell is None or not cell.text or is_none_word(cell.text) or cell.text in SAME:
            continue
        label = cell.text.replace("\n", "")
        if label in staged:
            plan.report("figure_repeated", cell.ref, cell.text, (entry.key, label), label=label)
            continue
        staged.add(label)
        unit = row.cells.get(unit_column.number) if unit_column else None
        _stage_row(
            plan, entry, row, label, Cell(unit.text, unit.text, unit.ref) if unit and unit.text else None
        )


def _stage_row(plan: Gathering, entry: Entry, row: WorkRow, label: str, unit: Cell | None) -> None:
    columns = sorted(
        (column for column in entry.header.columns if column.figure), key=lambda column: column.period or ()
    )
    ref = row.cells[next(c.number for c in entry.header.columns if c.field == "indicator")].ref
    found: dict[str, list[tuple[tuple[int, int | None], Cell]]] = {label: []}
    for column in columns:
        cell = row.cells.get(column.number)
        if cell is None or not cell.text or is_none_word(cell.text) or column.period is None:
            continue
        name = label + _AIMED if FIGURES[column.figure or ""] else label
        number, printed_unit = _figure(cell.text)
        if number is None:
            plan.report("unreadable_number", cell.ref, cell.text, (entry.key, name), field="value")
            continue
        if unit is None and printed_unit:
            unit = Cell(printed_unit, cell.text, cell.ref)
        found.setdefault(name, []).append((column.period, Cell(number, cell.text, cell.ref)))
    for name, figures in found.items():
        plan.add("indicator", (entry.key, name), {"unit": unit} if unit else {}, ref)
        years: set[tuple[int, int | None]] = set()
        for period, figure in figures:
            if period in years:
                plan.report("figure_repeated", figure.ref, figure.raw, (entry.key, name), label=name)
                continue
            years.add(period)
            plan.add("observation", (entry.key, name, *period), {"value": figure}, figure.ref)


def _figure(text: str) -> tuple[float | None, str | None]:
    plain = folded(text)
    found = _WITH_UNIT.fullmatch(plain)
    try:
        return read_number(found[1] if found else plain), found[2] if found else None
    except ValueError:
        return None, None
