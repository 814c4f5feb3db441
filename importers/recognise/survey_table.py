"""Recognises the table of a residents' survey, with the means and the letters of the figure it was drawn from."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from importers.document import Document, Line, span_ref
from importers.profiles import Profile
from importers.recognise.blocks import filled, region
from importers.recognise.gathering import Gathering
from importers.repair import one_line
from importers.staged import Cell

_AXES: Final = ("satisfaction", "importance")
# Printed means are rounded to one place, and so are the values they were made of.
_ROUNDING: Final = 0.11
_LINES_OF_A_ROW: Final = 4
_SIDES: Final = {"低": "low", "高": "high"}


@dataclass(frozen=True, slots=True)
class _Sides:
    """The sides of both axes that a letter stands for, as printed."""

    value: tuple[str, str]
    raw: str
    ref: str


class _Joined:
    """Lines without any space, to find what is broken over them, and the line a place in them lies on."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = [line for line in lines if line.text.strip()]
        parts = ["".join(unicodedata.normalize("NFKC", line.text).split()) for line in self.lines]
        self.text = "".join(parts)
        self._starts: list[int] = []
        place = 0
        for part in parts:
            self._starts.append(place)
            place += len(part)

    def lines_of(self, found: re.Match[str]) -> list[Line]:
        first, last = (bisect_right(self._starts, place) - 1 for place in (found.start(), found.end() - 1))
        return self.lines[first : last + 1]


def recognise(document: Document, profile: Profile, plan: str) -> Gathering:
    """The survey with its means, and one row an item; letters that contradict means or each other are reported."""
    run = _Run(profile.table["survey"], plan)
    lines = filled(region(document.lines, run.table["from"], run.table["to"]))
    if lines:
        run.read(lines, _Joined(region(document.lines, run.table["figures_from"], run.table["from"])))
    return run.found


class _Run:
    def __init__(self, table: Mapping[str, Any], plan: str) -> None:
        self.found = Gathering(plan)
        self.table = table
        self.items: dict[str, tuple[float, float, str, str]] = {}

    def read(self, lines: Sequence[Line], figures: _Joined) -> None:
        caption = re.match(self.table["from"], lines[0].text)
        if caption is None:
            return
        title = one_line([caption[1]])
        means = self._means(title, figures)
        self.found.add("survey", (title,), means, lines[0].ref)
        row, header, pending = re.compile(self.table["row"]), re.compile(self.table["header"]), list[Line]()
        for line in lines[1:]:
            if header.match(line.text):
                pending = []
                continue
            pending.append(line)
            found = row.match("".join(part.text.lstrip() for part in pending))
            if found is not None:
                self._stage(title, found, pending)
                pending = []
            elif len(pending) >= _LINES_OF_A_ROW:
                # What follows is no row any more: the table ended without the words that should end it.
                break
        if pending:
            self.found.report("survey_row_cut", span_ref(pending), one_line(line.text for line in pending))
        self._check_means(means)
        sides = self._sides(figures)
        self._check_areas(means, sides)
        self._stage_areas(title, sides, self._actions(figures))

    def _means(self, title: str, figures: _Joined) -> dict[str, Cell]:
        means = {}
        for axis in _AXES:
            found = re.search(self.table[f"{axis}_mean"], figures.text)
            if found is None:
                self.found.report("mean_missing", "", title, axis=self.table["axes"][axis])
                continue
            lines = figures.lines_of(found)
            raw = "\n".join(line.text.strip() for line in lines)
            means[f"{axis}_mean"] = Cell(float(found[1]), raw, span_ref(lines))
        return means

    def _stage(self, title: str, found: re.Match[str], lines: list[Line]) -> None:
        item, area, ref = one_line([found[1]]), unicodedata.normalize("NFKC", found[4]), span_ref(lines)
        if item in self.items:
            self.found.report("duplicate_item", ref, item)
            return
        satisfaction, importance = float(found[2]), float(found[3])
        self.items[item] = (satisfaction, importance, area, ref)
        cells = {
            "satisfaction": Cell(satisfaction, found[2], ref),
            "importance": Cell(importance, found[3], ref),
            "area": Cell(area, found[4], ref),
        }
        self.found.add("survey_item", (title, item), cells, ref)

    def _check_means(self, means: Mapping[str, Cell]) -> None:
        for place, axis in enumerate(_AXES):
            cell = means.get(f"{axis}_mean")
            values = [(item[0], item[1])[place] for item in self.items.values()]
            if cell is None or not values:
                continue
            computed = sum(values) / len(values)
            if abs(computed - float(str(cell.value))) > _ROUNDING:
                self.found.report("mean_differs", cell.ref, cell.raw, computed=round(computed, 1))

    def _sides(self, figures: _Joined) -> dict[str, _Sides]:
        """The legend's letters with the side of both axes that each stands for."""
        sides: dict[str, _Sides] = {}
        for found in re.finditer(self.table["sides"], figures.text):
            one, other, both = found[2], found[3], found[4]
            lies = (both, both) if both else (one, other)
            sides.setdefault(found[1], _Sides(lies, found.group(), _ref(figures, found)))
        return sides

    def _check_areas(self, means: Mapping[str, Cell], sides: Mapping[str, _Sides]) -> None:
        """Every item's letter against the side of both means on which it lies, by the legend's own words."""
        if len(means) < len(_AXES):
            return
        limits = [float(str(means[f"{axis}_mean"].value)) for axis in _AXES]
        for item, (satisfaction, importance, area, ref) in self.items.items():
            lies = tuple(
                "高" if value >= limit else "低"
                for value, limit in zip((satisfaction, importance), limits, strict=True)
            )
            if area in sides and sides[area].value != lies:
                fitting = next((letter for letter, side in sides.items() if side.value == lies), "?")
                self.found.report("area_contradicts_means", ref, item, area=area, expected=fitting)

    def _actions(self, figures: _Joined) -> dict[str, Cell]:
        """What every letter asks for. One with two is reported: the legend counts, else it is unknown."""
        actions = "|".join(map(re.escape, self.table["actions"]))
        legend = self._legend(figures, actions)
        printed: dict[str, dict[str, Cell]] = {}
        for found in re.finditer(rf"([A-Z]):({actions})", figures.text):
            cell = Cell(found[2], found.group(), _ref(figures, found))
            printed.setdefault(found[1], {}).setdefault(found[2], cell)
        meant = dict(legend)
        for area, places in sorted(printed.items()):
            said = [*places.values()]
            if len(said) == 1 and area in legend and legend[area].value != said[0].value:
                said.insert(0, legend[area])
            if len(said) == 1:
                meant.setdefault(area, said[0])
                continue
            first, second = said[:2]
            one, other = first.value, second.value
            steps = {"area": area, "one": str(one), "other": str(other), "first_ref": first.ref}
            self.found.report("area_action_differs", second.ref, area, None, **steps)
        return meant

    def _legend(self, figures: _Joined, actions: str) -> dict[str, Cell]:
        """Actions that stand without a letter among the legend's letters, each beside its own on one side or the other.

        Taken only where nothing else fits: as many actions as letters, and whatever stands at an end has one neighbour.
        """
        sides = list(re.finditer(self.table["sides"], figures.text))
        if not sides:
            return {}
        inside = re.compile(rf"(?<!:)(?:{actions})")
        bare = list(inside.finditer(figures.text, sides[0].end(), sides[-1].start()))
        letters = [found[1] for found in sides]
        if len(bare) != len(sides) or len(set(letters)) != len(letters):
            return {}
        row = sorted((*sides, *bare), key=lambda found: found.start())
        meant: dict[str, Cell] = {}
        for one, other in zip(row[::2], row[1::2], strict=True):
            side, action = (one, other) if one in sides else (other, one)
            if side not in sides or action not in bare:
                return {}
            meant[side[1]] = Cell(action.group(), action.group(), _ref(figures, action))
        return meant

    def _stage_areas(self, title: str, sides: Mapping[str, _Sides], actions: Mapping[str, Cell]) -> None:
        """One row a letter: the sides it stands for and what it asks for, as far as the figures say so."""
        for area in sorted({*sides, *actions}):
            cells = {}
            if area in sides:
                said = sides[area]
                for axis, side in zip(_AXES, said.value, strict=True):
                    cells[f"{axis}_side"] = Cell(_SIDES[side], said.raw, said.ref)
            if area in actions:
                cells["action"] = actions[area]
            self.found.add("survey_area", (title, area), cells, next(iter(cells.values())).ref)


def _ref(figures: _Joined, found: re.Match[str]) -> str:
    return span_ref(figures.lines_of(found))
