"""Holds sheets against a list of the same measures: the sheet stands, the list fills what the sheet does not say."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from domain.names import match_key, plain_number
from importers.recognise.gathering import Gathering
from importers.staged import Cell, StagedRow

Rows = dict[tuple[str, tuple[str | int | None, ...]], StagedRow]

# Where the sheet has any of these for a measure, the list's are another printing of the same.
_ROLES: Final = ("lead", "related")
_TOGETHER: Final = ("lineage", "evaluation_item")
_SCHEDULE: Final = frozenset(("work_item", "schedule_cell"))
_COMPARED: Final = frozenset(
    (
        *("policy_field", "purpose", "current_state", "content", "target", "expected_effect"),
        *("risk", "countermeasure", "parent_plan_ref", "sectoral_plan_ref"),
        *("implementation_state", "progress_evaluation", "future_direction"),
    )
)


class Listed:
    """A list's rows by measure, and which of them a sheet means."""

    def __init__(self, rows: Iterable[StagedRow]) -> None:
        self.rows = [row for row in rows if row.entity != "plan"]
        self.measures = {str(row.key[0]): row for row in self.rows if row.entity == "measure"}
        self._numbers: dict[str, list[str]] = defaultdict(list)
        self._titles: dict[str, list[str]] = defaultdict(list)
        for key, row in self.measures.items():
            number = row.cells.get("number")
            self._numbers[plain_number(str(number.value)) if number else key].append(key)
            self._titles[match_key(str(row.cells["title"].value))].append(key)

    def key_of(self, number: str, title: str) -> str | None:
        """The list's key of a sheet's measure: by its number, or where that says nothing alone, by its title."""
        for found in (
            self._numbers.get(number, ()) if number else (),
            self._titles.get(match_key(title), ()),
        ):
            if len(found) == 1:
                return found[0]
        return None

    def rename(self, key: str, other: str) -> None:
        """Give a measure that the list does not number the number of its sheet."""
        self.measures[other] = self.measures.pop(key)
        self.rows = [
            replace(row, key=(other, *row.key[1:]))
            if row.key and row.key[0] == key and row.entity != "goal"
            else row
            for row in self.rows
        ]


def merge(plan: Gathering, listed: Listed, sheets: Sequence[StagedRow], issues: Gathering) -> list[StagedRow]:
    """The rows of list and sheets as one; `plan` gives the key, `issues` take what the two say differently."""
    on_sheets = {str(row.key[0]): row for row in sheets if row.entity == "measure"}
    _compare_goals(listed.rows, sheets, issues)
    for key, row in listed.measures.items():
        if key not in on_sheets:
            title = str(row.cells["title"].value)
            issues.report("only_in_list", row.ref, title, (key,), number=key)
    for key, row in on_sheets.items():
        if key not in listed.measures:
            title = str(row.cells["title"].value)
            issues.report("only_as_sheet", row.ref, title, (key,), number=key)
    merged: Rows = {}
    for measure, rows in _by_measure(listed.rows).items():
        for row in rows:
            merged[row.entity, row.key] = replace(row, plan=plan.plan)
        if measure in on_sheets:
            _compare(
                measure,
                rows,
                [row for row in sheets if row.key and str(row.key[0]) == measure],
                merged,
                issues,
            )
    last = len(listed.measures)
    for row in sheets:
        before = merged.get((row.entity, row.key))
        if row.entity == "measure" and before is None:
            last += 1
            row = replace(row, cells={**row.cells, "position": replace(row.cells["position"], value=last)})
        merged[row.entity, row.key] = row if before is None else _over(before, row)
    return list(merged.values())


def _by_measure(rows: Iterable[StagedRow]) -> Mapping[str, list[StagedRow]]:
    """Rows by their measure; goals stand under a blank one, first."""
    found: dict[str, list[StagedRow]] = {"": []}
    for row in rows:
        found.setdefault("" if row.entity == "goal" else str(row.key[0]), []).append(row)
    return found


def _over(listed: StagedRow, sheet: StagedRow) -> StagedRow:
    """The sheet's values over the list's; a mark that the sheet lost is the list's, and so is the place in the plan."""
    cells = {**listed.cells, **sheet.cells}
    if sheet.entity == "measure_goal" and sheet.cells["mark"].value is None:
        return listed
    for name in ("position", "ordinal"):
        if name in listed.cells:
            cells[name] = listed.cells[name]
    return replace(sheet, cells=cells)


def _compare(
    key: str, listed: Sequence[StagedRow], sheet: Sequence[StagedRow], merged: Rows, issues: Gathering
) -> None:
    """Report what list and sheet say differently, and take out of `merged` what the sheet replaces as a whole."""
    _compare_cells(key, listed, sheet, issues)
    _compare_leads(key, listed, sheet, issues)
    for role in _ROLES:
        if any(_is_role(role, row) for row in sheet):
            _drop(merged, key, partial(_is_role, role))
    for entity in _TOGETHER:
        if any(row.entity == entity for row in sheet):
            _drop(merged, key, partial(_is_entity, entity))
    items = [row for row in sheet if row.entity in _SCHEDULE]
    if items:
        own = [row for row in listed if row.entity in _SCHEDULE]
        if _cells_of(own) and _cells_of(own) != _cells_of(items):
            printed = [cell.raw for row in own for name, cell in row.cells.items() if name == "stages"]
            issues.report("schedule_differs", own[0].ref, "｜".join(printed), (key,), number=key)
        _drop(merged, key, lambda row: row.entity in _SCHEDULE)


def _is_role(role: str, row: StagedRow) -> bool:
    return row.entity == "measure_department" and row.key[1] == role


def _is_entity(entity: str, row: StagedRow) -> bool:
    return row.entity == entity


def _drop(merged: Rows, key: str, is_meant: Callable[[StagedRow], bool]) -> None:
    for place, row in list(merged.items()):
        if row.entity != "goal" and str(row.key[0]) == key and is_meant(row):
            del merged[place]


def _cells_of(rows: Iterable[StagedRow]) -> dict[object, tuple[object, ...]]:
    return {
        row.key[1:]: tuple(row.cells[name].value for name in ("stages", "continued") if name in row.cells)
        for row in rows
        if row.entity == "schedule_cell"
    }


def _compare_cells(
    key: str, listed: Sequence[StagedRow], sheet: Sequence[StagedRow], issues: Gathering
) -> None:
    own = {(row.entity, row.key): row for row in sheet}
    for row in listed:
        other = own.get((row.entity, row.key))
        if other is None or row.entity not in ("measure", "evaluation", "measure_goal"):
            continue
        if row.entity == "measure":
            _compare_titles(key, row, other, issues)
        for name in sorted(_COMPARED & row.cells.keys() & other.cells.keys()):
            one, two = other.cells[name], row.cells[name]
            if match_key(str(one.value)) != match_key(str(two.value)):
                words = {"sheet": str(one.value), "list": str(two.value)}
                issues.report("value_differs", two.ref, two.raw, (key,), number=key, field=name, **words)
        if row.entity == "measure_goal":
            _compare_marks(key, row, other, issues)


def _compare_titles(key: str, row: StagedRow, other: StagedRow, issues: Gathering) -> None:
    sheet, listed = other.cells["title"], row.cells["title"]
    if sheet.value != listed.value:
        same = match_key(str(sheet.value)) == match_key(str(listed.value))
        code = "title_spelled" if same else "title_differs"
        words = {"sheet": str(sheet.value), "list": str(listed.value)}
        issues.report(code, listed.ref, listed.raw, (key,), number=key, **words)
    if ("is_priority" in other.cells) != ("is_priority" in row.cells):
        code = "priority_on_sheet" if "is_priority" in other.cells else "priority_in_list"
        issues.report(code, listed.ref, listed.raw, (key,), number=key)


def _compare_marks(key: str, row: StagedRow, other: StagedRow, issues: Gathering) -> None:
    sheet, listed = other.cells["mark"], row.cells["mark"]
    if None not in (sheet.value, listed.value) and sheet.value != listed.value:
        words = {"sheet": _sign(sheet), "list": _sign(listed), "goal": str(row.key[1])}
        issues.report("mark_differs", listed.ref, listed.raw, row.key, number=key, **words)


def _sign(mark: Cell) -> str:
    return "○" if mark.value else "－"


def _compare_leads(
    key: str, listed: Sequence[StagedRow], sheet: Sequence[StagedRow], issues: Gathering
) -> None:
    def leads(rows: Sequence[StagedRow]) -> list[StagedRow]:
        return [row for row in rows if row.entity == "measure_department" and row.key[1] == "lead"]

    def names(rows: Sequence[StagedRow]) -> list[str]:
        return [str(row.cells["name"].value) for row in rows]

    one, two = leads(sheet), leads(listed)
    if one and two and list(map(match_key, names(one))) != list(map(match_key, names(two))):
        words = {"sheet": "、".join(names(one)), "list": "、".join(names(two))}
        issues.report("leads_differ", two[0].ref, two[0].cells["name"].raw, (key,), number=key, **words)


def _compare_goals(listed: Sequence[StagedRow], sheets: Sequence[StagedRow], issues: Gathering) -> None:
    one = [str(row.key[0]) for row in sheets if row.entity == "goal"]
    two = [str(row.key[0]) for row in listed if row.entity == "goal"]
    if one and two and not {match_key(name) for name in one} <= {match_key(name) for name in two}:
        issues.report("goals_named_twice", "", "", sheet="、".join(one), list="、".join(two))
