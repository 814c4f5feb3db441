"""What stands in the columns of a list table besides texts: goals' marks, departments, former measures, results."""

from collections.abc import Callable, Mapping, MutableSet
from typing import Final

from domain.errors import Refusal
from domain.names import NONE_WORDS, match_key, split_departments
from domain.reporting import IMPLEMENTATION_STATES, read_future_direction, read_progress_evaluation
from importers.document import CellText
from importers.recognise.gathering import Gathering
from importers.recognise.house_words import folded, read_mark
from importers.staged import Cell

# Fields of a measure that are taken over as text.
TEXTS: Final = frozenset(
    (
        *("number", "policy_field", "purpose", "current_state", "content", "target"),
        *("expected_effect", "risk", "countermeasure", "parent_plan_ref", "sectoral_plan_ref"),
    )
)
_ROLES: Final = {"lead_department": "lead", "related_department": "related"}
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
        found = split_departments(cell.text)
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


def stage_evaluation(plan: Gathering, key: str, cells: Mapping[str, CellText]) -> None:
    """Words of our own scales as these; any other word as printed, with a question."""
    readers: Mapping[str, Callable[[str], str | None]] = {
        "implementation_state": lambda text: folded(text) if folded(text) in IMPLEMENTATION_STATES else None,
        "progress_evaluation": lambda text: (
            found.phrase if (found := read_progress_evaluation(text)) else None
        ),
        "future_direction": lambda text: found.name if (found := read_future_direction(text)) else None,
    }
    staged: dict[str, Cell] = {}
    for name, reader in readers.items():
        cell = cells.get(name)
        if cell is None or match_key(cell.text) in NONE_WORDS:
            continue
        try:
            value = reader(cell.text)
        except (ValueError, Refusal):
            value = None
        if value is None:
            plan.report("unknown_word", cell.ref, cell.text, (key,), field=name)
        staged[name] = Cell(value or cell.text, cell.text, cell.ref)
    if staged:
        plan.add("evaluation", (key,), staged, next(iter(staged.values())).ref)
    for name, kind in _ITEMS.items():
        if name in cells:
            text = Cell(cells[name].text, cells[name].text, cells[name].ref)
            plan.add("evaluation_item", (key, kind, 1), {"text": text}, text.ref)
