"""Stages one measure's block: texts, departments, goals by their boxes, results and schedules."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Final

from domain.names import match_key
from importers.document import CellText
from importers.recognise.gathering import Gathering
from importers.recognise.label_blocks import Block
from importers.recognise.label_goals import EMPTY, Goal, read_goals
from importers.recognise.label_grid import Labelled, Unclear
from importers.recognise.label_schedule import stage_schedule
from importers.recognise.list_fields import (
    Scales,
    stage_departments,
    stage_evaluation,
    stage_lineage,
    stage_priority,
    stage_texts,
)
from importers.recognise.list_legends import Legends
from importers.repair import unmarked
from importers.staged import Cell

# Fields whose label has one short value; a further cell beside it is something else.
_SINGLE: Final = frozenset(
    (
        "number",
        "title",
        "policy_field",
        "is_priority",
        "implementation_state",
        "progress_evaluation",
        "future_direction",
    )
)
_DEPARTMENTS: Final = frozenset(("lead_department", "related_department"))
_ITEMS: Final = frozenset(("achievement", "direction_detail"))


@dataclass(slots=True)
class Goals:
    """The goals of all sheets by what their spellings share."""

    names: MutableMapping[str, str] = field(default_factory=dict)

    def name(self, plan: Gathering, goal: Goal) -> str:
        known = match_key(goal.name)
        if known not in self.names:
            self.names[known] = goal.name
            ordinal = Cell(len(self.names), goal.name, goal.cell.ref)
            plan.add("goal", (goal.name,), {"ordinal": ordinal}, goal.cell.ref)
        return self.names[known]


def title_of(block: Block) -> str:
    """The title without its line breaks and marks."""
    label = block.of("title")
    return unmarked(label.values[0].text.replace("\n", "")) if label else ""


def stage_block(
    plan: Gathering,
    key: str,
    block: Block,
    position: int,
    goals: Goals,
    legends: Legends,
    scales: Scales | None = None,
) -> None:
    """One measure under its key; what stands on its sheet and cannot be placed is an issue."""
    labels = _first_of_each(plan, key, block)
    cells = {name: cell for name, label in labels.items() if (cell := _joined(plan, key, name, label))}
    title = cells["title"]
    staged = stage_texts(plan, key, cells)
    staged["title"] = Cell(title_of(block), title.text, title.ref)
    staged["position"] = Cell(position, str(position), title.ref)
    priority = stage_priority(plan, key, cells.get("is_priority"), ())
    if priority is not None:
        staged["is_priority"] = priority
    if "【重点】" in title.text:
        staged["is_priority"] = Cell(True, title.text, title.ref)
    plan.add("measure", (key,), staged, title.ref)
    if "goals" in labels:
        _stage_goals(plan, key, labels["goals"], goals)
    stage_departments(plan, key, cells)
    stage_lineage(plan, key, cells)
    rated = {name: cell for name, cell in cells.items() if name not in _ITEMS}
    stage_evaluation(plan, key, rated, block.sheet, scales)
    for name in _ITEMS & labels.keys():
        for ordinal, value in enumerate(labels[name].values, 1):
            text = {"text": Cell(value.text, value.text, value.ref)}
            plan.add("evaluation_item", (key, name, ordinal), text, value.ref)
    _stage_indicators(plan, key, labels)
    for number, schedule in enumerate(block.schedules):
        if number:
            raw = schedule.over[0].text if schedule.over else ""
            plan.report("second_schedule", schedule.ref, raw, (key,), number=key, count=len(schedule.lines))
        else:
            stage_schedule(plan, key, schedule, legends)
    for item in block.found:
        if isinstance(item, Unclear):
            plan.report("value_unclear", item.cell.ref, item.cell.text, (key,), label=item.label)


def _stage_indicators(plan: Gathering, key: str, labels: Mapping[str, Labelled]) -> None:
    """Indicators without their figures; a unit belongs to one where there are as many of both."""
    names = labels["indicator"].values if "indicator" in labels else []
    units = labels["unit"].values if "unit" in labels else []
    paired = len(names) == len(units)
    for place, name in enumerate(names):
        cells = {"unit": Cell(units[place].text, units[place].text, units[place].ref)} if paired else {}
        plan.add("indicator", (key, name.text.replace("\n", "")), cells, name.ref)
    for unit in [] if paired else units:
        plan.report("value_unclear", unit.ref, unit.text, (key,), label=labels["unit"].label)


def _first_of_each(plan: Gathering, key: str, block: Block) -> dict[str, Labelled]:
    """Each field's first label with a value; another text beside the same label is reported."""
    found: dict[str, Labelled] = {}
    for label in block.labels:
        if label.field is None or not label.values or label.field == "schedule":
            continue
        first = found.setdefault(label.field, label)
        if first is label or match_key(first.text) == match_key(label.text):
            continue
        plan.report(
            "label_repeated",
            label.values[0].ref,
            label.text,
            (key,),
            field=label.field,
            label=label.label,
            first=first.text,
        )
    return found


def _joined(plan: Gathering, key: str, name: str, label: Labelled) -> CellText | None:
    """What stands beside a label as one cell; the rows of a table under it are lines of one text."""
    first = label.values[0]
    if name == "goals":
        return None
    if name in _SINGLE:
        for value in label.values[1:]:
            if match_key(value.text) != match_key(first.text):
                plan.report("value_unclear", value.ref, value.text, (key,), label=label.label)
        return first
    rows = {value.row for value in label.values}
    if len(rows) > 1 and label.cell.row < first.row:
        last = label.values[-1].text
        plan.report(
            "rows_joined", label.cell.ref, last, (key,), field=name, label=label.label, count=len(rows)
        )
    between = "、" if name in _DEPARTMENTS else "\n"
    return first._replace(text=between.join(value.text for value in label.values))


def _stage_goals(plan: Gathering, key: str, label: Labelled, goals: Goals) -> None:
    """An empty box is no where another one is ticked; where none is, the ticks are lost and every mark is unknown."""
    found, left = read_goals(label.values)
    for cell in left:
        plan.report("value_unclear", cell.ref, cell.text, (key,), label=label.label)
    for goal in found:
        if not goal.sign:
            plan.report("goal_without_mark", goal.cell.ref, goal.name, (key,), number=key)
    found = [goal for goal in found if goal.sign]
    ticked = any(goal.is_ticked for goal in found)
    if not ticked and any(goal.sign in EMPTY for goal in found):
        plan.report("marks_lost", label.cell.ref, label.label, (key,), what=label.label)
    seen: set[str] = set()
    for goal in found:
        name = goals.name(plan, goal)
        if name in seen:
            plan.report("value_unclear", goal.cell.ref, goal.cell.text, (key,), label=label.label)
            continue
        seen.add(name)
        mark = _mark(goal, ticked)
        if mark is None and goal.sign and goal.sign not in EMPTY and not _is_unknown(goal.sign):
            plan.report("unknown_mark", goal.cell.ref, goal.sign, (key, name))
        plan.add(
            "measure_goal", (key, name), {"mark": Cell(mark, goal.cell.text, goal.cell.ref)}, goal.cell.ref
        )


def _mark(goal: Goal, ticked: bool) -> bool | None:
    if goal.is_ticked:
        return True
    return False if goal.is_no or (goal.sign in EMPTY and ticked) else None


_is_unknown: Final[Callable[[str], bool]] = frozenset("?？").__contains__
