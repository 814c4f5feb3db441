"""What stands in the columns of a list table besides texts: goals' marks, departments, former measures, results."""

from collections.abc import Callable, Collection, Mapping, MutableSet, Sequence
from functools import lru_cache
from typing import Final

from domain.names import NONE_WORDS, match_key, split_departments
from domain.reporting import FUTURE_DIRECTIONS, IMPLEMENTATION_STATES, read_progress_evaluation
from importers.document import CellText
from importers.recognise.gathering import Gathering
from importers.recognise.house_words import UNKNOWN, YES, folded, read_mark
from importers.recognise.list_legends import Legend, Legends
from importers.staged import Cell

# Fields of a measure that are taken over as text.
TEXTS: Final = frozenset(
    (
        *("number", "policy_field", "purpose", "current_state", "content", "target"),
        *("expected_effect", "risk", "countermeasure", "parent_plan_ref", "sectoral_plan_ref"),
    )
)
# The same departments stand in row after row.
_split: Final = lru_cache(maxsize=4096)(split_departments)
_ROLES: Final = {"lead_department": "lead", "related_department": "related"}
_DASHES: Final = frozenset("-－—―–−ー")
# How many words a sentence names one by one.
_NAMED: Final = 8
_ITEMS: Final = {"achievement": "achievement", "direction_detail": "direction_detail"}


def stage_goals(plan: Gathering, key: str, marks: Mapping[str, CellText], goals: MutableSet[str]) -> None:
    """A mark for each goal's column; a blank cell says nothing."""
    for goal, cell in marks.items():
        if goal not in goals:
            goals.add(goal)
            plan.add("goal", (goal,), {"ordinal": Cell(len(goals), goal, cell.ref)}, cell.ref)
        if not cell.text:
            continue
        try:
            mark = read_mark(cell.text)
        except ValueError:
            plan.report("unknown_mark", cell.ref, cell.text, (key, goal))
            mark = None
        plan.add("measure_goal", (key, goal), {"mark": Cell(mark, cell.text, cell.ref)}, cell.ref)


def stage_departments(plan: Gathering, key: str, cells: Mapping[str, CellText]) -> None:
    for name, role in _ROLES.items():
        cell = cells.get(name)
        if cell is None:
            continue
        if folded(cell.text) in UNKNOWN:
            plan.report("value_unknown", cell.ref, cell.text, (key,), field=name)
            continue
        found = _split(cell.text)
        for ordinal, department in enumerate(found.names, 1):
            staged = {"name": Cell(department.name, cell.text, cell.ref)}
            if department.renamed_to:
                staged["renamed_to"] = Cell(department.renamed_to, cell.text, cell.ref)
            if department.is_collective:
                staged["is_collective"] = Cell(True, cell.text, cell.ref)
            plan.add("measure_department", (key, role, ordinal), staged, cell.ref)
        if found.and_others:
            plan.report("departments_open", cell.ref, cell.text, (key,), number=key)


def stage_lineage(plan: Gathering, key: str, cells: Mapping[str, CellText]) -> None:
    """The relation to the former plan as printed; which measure it means is not known without a profile."""
    cell = cells.get("predecessor")
    if cell is not None and folded(cell.text) not in NONE_WORDS | {"新規"}:
        plan.add("lineage", (key, 1), {"raw": Cell(cell.text, cell.text, cell.ref)}, cell.ref)


def stage_texts(plan: Gathering, key: str, cells: Mapping[str, CellText]) -> dict[str, Cell]:
    """The fields that are taken over as text; a dash says that there is none, ？ that nobody knows."""
    staged: dict[str, Cell] = {}
    for name, cell in cells.items():
        if name not in TEXTS or folded(cell.text) in _DASHES:
            continue
        if folded(cell.text) in UNKNOWN:
            plan.report("value_unknown", cell.ref, cell.text, (key,), field=name)
        else:
            staged[name] = Cell(cell.text, cell.text, cell.ref)
    return staged


def stage_priority(plan: Gathering, key: str, cell: CellText | None, marks: Collection[str]) -> Cell | None:
    """Whether a column of marks says that the measure is one of the first; two kinds of marks are two answers, and
    which is which only the document knows."""
    if cell is None or not cell.text:
        return None
    plain = folded(cell.text)
    if plain.startswith(("重点", "最重点", "★", "☆")):
        return Cell(True, cell.text, cell.ref)
    try:
        mark = read_mark(cell.text)
    except ValueError:
        mark = None
        plan.report("unknown_mark", cell.ref, cell.text, (key, "is_priority"))
    else:
        if mark and len({folded(other) for other in marks if folded(other) in YES}) > 1:
            mark = None
            plan.report("unknown_mark", cell.ref, cell.text, (key, "is_priority"))
    return Cell(mark, cell.text, cell.ref)


class Scales:
    """The city's own words and letters for states, ratings and directions, and the legends that tell them."""

    def __init__(
        self, plan: Gathering, legends: Legends, measures: Sequence[tuple[str, Mapping[str, CellText]]]
    ) -> None:
        """The scales of measures, each given as its sheet's name and its cells."""
        self.plan = plan
        self.priorities = {cells["is_priority"].text for _, cells in measures if "is_priority" in cells}
        self._without: dict[str, list[Cell]] = {}
        self._staged: dict[tuple[str, str], Cell] = {}
        self._legends = {
            (sheet, name): legends.scale(
                [cells[name].text for other, cells in measures if name in cells and other == sheet], sheet
            )
            for sheet in dict.fromkeys(sheet for sheet, _ in measures)
            for name in _READERS
        }

    def read(self, name: str, cell: CellText, sheet: str) -> Cell:
        """The value of a rating: our phrase where the city's words or its legend are that phrase, else as printed."""
        value = _READERS[name](cell.text)
        legend = self._legends.get((sheet, name))
        meaning = legend.signs.get(match_key(cell.text)) if legend else None
        if legend is not None and meaning is not None:
            self._stage_scale(name, legend)
            value = value or _READERS[name](meaning.text)
        elif value is None:
            self._without.setdefault(name, []).append(Cell(None, cell.text, cell.ref))
        return Cell(value or cell.text, cell.text, cell.ref)

    def finish(self) -> None:
        """Report once for each field what no legend tells."""
        for name, cells in self._without.items():
            words = list(dict.fromkeys(cell.raw.replace("\n", "") for cell in cells))
            raw = "、".join(words[:_NAMED]) + ("…" if len(words) > _NAMED else "")
            self.plan.report("rating_without_legend", cells[0].ref, raw, field=name, count=len(cells))

    def _stage_scale(self, name: str, legend: Legend) -> None:
        for ordinal, meaning in enumerate(legend.signs.values(), 1):
            before = self._staged.get((name, meaning.sign))
            label = Cell(meaning.text, meaning.text, meaning.ref)
            if before is None:
                self._staged[name, meaning.sign] = label
                cells = {"label": label, "ordinal": Cell(ordinal, str(ordinal), meaning.ref)}
                if value := _READERS[name](meaning.text):
                    cells["meaning"] = Cell(value, meaning.text, meaning.ref)
                self.plan.add("rating_scale", (name, meaning.sign), cells, meaning.ref)
            elif before.value != label.value:
                self.plan.report("contradiction", label.ref, label.raw, field=name, other=before.raw)
                self._staged[name, meaning.sign] = label


def _state(text: str) -> str | None:
    return folded(text) if folded(text) in IMPLEMENTATION_STATES else None


def _rating(text: str) -> str | None:
    """One of the five phrases. 計画どおり alone is a short name that we gave one; elsewhere it is a city's own word."""
    found = read_progress_evaluation(text)
    if found is None or (found.short != found.phrase and len(folded(text)) < len(found.phrase) - 2):
        return None
    return found.phrase


def _direction(text: str) -> str | None:
    """One of the five words; the marks that some lists print for them need the list's own legend."""
    return next((item.name for item in FUTURE_DIRECTIONS if item.name == folded(text)), None)


_READERS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "implementation_state": _state,
    "progress_evaluation": _rating,
    "future_direction": _direction,
}


def stage_evaluation(
    plan: Gathering, key: str, cells: Mapping[str, CellText], sheet: str = "", scales: Scales | None = None
) -> None:
    """States, ratings and directions by the document's `scales`, and what was done and is to be done."""
    known = scales or Scales(plan, Legends(()), ())
    staged: dict[str, Cell] = {}
    for name in _READERS:
        cell = cells.get(name)
        if cell is None or match_key(cell.text) in NONE_WORDS:
            continue
        if folded(cell.text) in UNKNOWN:
            plan.report("value_unknown", cell.ref, cell.text, (key,), field=name)
            continue
        staged[name] = known.read(name, cell, sheet)
    if scales is None:
        known.finish()
    if staged:
        plan.add("evaluation", (key,), staged, next(iter(staged.values())).ref)
    for name, kind in _ITEMS.items():
        if name in cells and folded(cells[name].text) not in _DASHES:
            text = Cell(cells[name].text, cells[name].text, cells[name].ref)
            plan.add("evaluation_item", (key, kind, 1), {"text": text}, text.ref)
