"""Recognises the table of a residents' survey, with the means and the letters of the figure it was drawn from."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
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
        self._check_areas(means, figures)
        self._check_actions(figures)

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

    def _check_areas(self, means: Mapping[str, Cell], figures: _Joined) -> None:
        """Every item's letter against the side of both means on which it lies, by the legend's own words."""
        if len(means) < len(_AXES):
            return
        sides: dict[str, tuple[str, str]] = {}
        for found in re.finditer(self.table["sides"], figures.text):
            one, other, both = found[2], found[3], found[4]
            sides[found[1]] = (both, both) if both else (one, other)
        limits = [float(str(means[f"{axis}_mean"].value)) for axis in _AXES]
        for item, (satisfaction, importance, area, ref) in self.items.items():
            lies = tuple(
                "高" if value >= limit else "低"
                for value, limit in zip((satisfaction, importance), limits, strict=True)
            )
            if area in sides and sides[area] != lies:
                fitting = next((letter for letter, side in sides.items() if side == lies), "?")
                self.found.report("area_contradicts_means", ref, item, area=area, expected=fitting)

    def _check_actions(self, figures: _Joined) -> None:
        """One letter with two actions: the figures contradict each other or themselves."""
        actions = "|".join(map(re.escape, self.table["actions"]))
        printed: dict[str, dict[str, str]] = {}
        for found in re.finditer(rf"([A-Z]):({actions})", figures.text):
            printed.setdefault(found[1], {}).setdefault(found[2], span_ref(figures.lines_of(found)))
        for area, places in sorted(printed.items()):
            if len(places) > 1:
                (one, ref), (other, other_ref) = list(places.items())[:2]
                self.found.report(
                    "area_action_differs", other_ref, area, area=area, one=one, other=other, first_ref=ref
                )
