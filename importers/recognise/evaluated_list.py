"""The list over evaluated sheets (施策名/実施状況/今後の方向性/掲載頁) and which sheet each of its rows means."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.names import match_key, plain_number
from domain.reporting import FUTURE_DIRECTIONS
from importers.document import Line
from importers.recognise.blocks import region
from importers.recognise.circled_sheets import CircledSheet, cells_of
from importers.recognise.gathering import Gathering
from importers.repair import unmarked, unspaced

_MARKS: Final = re.compile(r"(\S)\s*[：:]\s*([^\s：:]+)")


@dataclass(frozen=True, slots=True)
class ListedGoal:
    """A heading inside the list: 目標1 and its name."""

    number: str
    name: str
    line: Line


@dataclass(frozen=True, slots=True)
class ListedMeasure:
    """One row of the list; state and mark as printed, `goal` the heading it stands under."""

    key: str
    number: str
    title: str
    state: str
    mark: str
    goal: ListedGoal | None
    line: Line


@dataclass(frozen=True, slots=True)
class Overview:
    """The list in printed order; `directions` are the words each mark stands for by the document's own legend."""

    goals: tuple[ListedGoal, ...]
    measures: Mapping[str, ListedMeasure]
    directions: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A sheet with its key; `number` is the printed one, or the list's where the printed one is another sheet's."""

    key: str
    number: str
    sheet: CircledSheet


def read_overview(lines: Sequence[Line], table: Mapping[str, Any], found: Gathering) -> Overview:
    """The list and its legend; a number that stands twice is reported, its first row counts."""
    goal_sign, entry_sign = re.compile(table["goal"]), re.compile(table["entry"])
    goals: list[ListedGoal] = []
    current: ListedGoal | None = None
    measures: dict[str, ListedMeasure] = {}
    for line in region(lines, table["from"], table["to"]):
        cells = [unspaced(cell) for cell in cells_of(line.text)]
        if heading := goal_sign.match(unspaced(cells[0])):
            name = unspaced(unmarked(heading[2]))
            known = next((goal for goal in goals if goal.name == name), None)
            current = known or ListedGoal(heading[1], name, line)
            goals += [] if known else [current]
        elif (entry := entry_sign.match(cells[0])) and len(cells) >= 3:
            key, title = plain_number(entry[1]), unspaced(unmarked(entry[2]))
            row = ListedMeasure(key, entry[1], title, cells[1], cells[2], current, line)
            if key in measures:
                found.report("duplicate_number", line.ref, title, (key,), number=key)
            measures.setdefault(key, row)
    return Overview(tuple(goals), measures, _legend(lines, table["legend"]))


def _legend(lines: Sequence[Line], sign: str) -> dict[str, tuple[str, ...]]:
    """What the marks mean: the document's legend where it has one, the usual words where it has none."""
    line = next((line for line in lines if re.match(sign, line.text)), None)
    if line is not None:
        printed = {mark: tuple(words.split("・")) for mark, words in _MARKS.findall(line.text)}
        if printed:
            return printed
    usual: dict[str, tuple[str, ...]] = {}
    for direction in FUTURE_DIRECTIONS:
        usual[direction.mark] = (*usual.get(direction.mark, ()), direction.name)
    return usual


def place_sheets(sheets: Sequence[CircledSheet], overview: Overview, found: Gathering) -> list[Placed]:
    """Sheets under their keys, in printed order.

    A sheet whose number and title are those of a row has that row; then one whose title alone is a row's that no other
    sheet has, whatever number it prints; then the first that prints a free number. What is left is reported.
    """
    listed = {match_key(row.title): row for row in overview.measures.values()}
    rows: dict[int, ListedMeasure | str] = {}
    taken: set[str] = set()
    by_title = [listed.get(match_key(sheet.title)) for sheet in sheets]
    for same_number in (True, False):
        for place, (sheet, row) in enumerate(zip(sheets, by_title, strict=True)):
            if row is None or place in rows or row.key in taken:
                continue
            if not same_number or row.key == plain_number(sheet.number):
                rows[place] = row
                taken.add(row.key)
    for place, sheet in enumerate(sheets):
        key = plain_number(sheet.number)
        if place not in rows and key not in taken:
            rows[place] = key
            taken.add(key)
    placed: list[Placed] = []
    for place, sheet in enumerate(sheets):
        printed, chosen = plain_number(sheet.number), rows.get(place)
        if chosen is None:
            found.report("duplicate_number", sheet.ref, sheet.title, (printed,), number=printed)
        elif isinstance(chosen, str):
            placed.append(Placed(chosen, sheet.number, sheet))
        else:
            if chosen.key != printed:
                params = {"number": sheet.number, "place": chosen.number}
                found.report("number_resolved", sheet.ref, sheet.title, (chosen.key,), **params)
            placed.append(Placed(chosen.key, chosen.number, sheet))
    return placed
