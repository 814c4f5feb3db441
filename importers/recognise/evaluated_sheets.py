"""Recognises the former plan that a document evaluates: one sheet a measure, with a plan row and an actual row.

Made for 武蔵村山市第四次情報化基本計画 第3章2: each sheet of 第三次 has 施策概要, 主な関係課, 計画, 現状
and a table of results.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain.names import match_key, split_departments
from domain.reporting import IMPLEMENTATION_STATES, read_future_direction, read_progress_evaluation
from importers.document import Document, Line, span_ref
from importers.lexicon import LABELS
from importers.profiles import Profile
from importers.recognise.blocks import region
from importers.recognise.circled_sheets import (
    Labelled,
    bulleted,
    circled_sheets,
    has_bullets,
    labelled_cells,
    running_text,
)
from importers.recognise.evaluated_list import ListedMeasure, Overview, Placed, place_sheets, read_overview
from importers.recognise.figures_in_prose import split_runs, stage_figures
from importers.recognise.former_plan import stage_former
from importers.recognise.gathering import Gathering
from importers.recognise.year_rows import stage_year_table, year_table
from importers.repair import one_line, unspaced, untagged
from importers.staged import Cell

_SECTION = re.compile(r"^ ?【(.+?)】\s*$")
_LIST = re.compile(r"<ul\b[^<>]*>", re.IGNORECASE)
_ITEM_END = re.compile(r"(?<=。)\s+")
_BETWEEN_WORDS = re.compile(r"(?<=[ぁ-んァ-ヺー一-鿿）)])\s+(?=[ぁ-んァ-ヺー一-鿿])")


def recognise(document: Document, profile: Profile, plan: str) -> Gathering:
    """The former plan of `plan` with everything that its sheets say; nothing where the document evaluates none."""
    table = profile.table["evaluated"]
    inside = region(document.lines, table["from"], table["to"])
    issues = Gathering(plan)
    overview = read_overview(document.lines, table["list"], issues)
    sheets = circled_sheets(inside, table["opens"])
    if not sheets and not overview.measures:
        return Gathering(plan)
    found = stage_former(document, document.lines, profile, profile.table["former"], plan)
    _Run(found, table, overview).stage(place_sheets(sheets, overview, found))
    found.issues.extend(issues.issues)
    return found


def items_of(raw: str) -> list[str]:
    """The items of a cell's list, behind their marks; runs of figures under a heading of their own stand alone.

    Where the marks are lost, an item ends at a full stop with a space behind it; in a list inside the list, whose items
    are no sentences, at a space between two Japanese words.
    """
    found: list[str] = []
    outer, *nested = _LIST.split(raw)
    if not outer.strip() and nested:
        outer, *nested = nested
    for depth, part in enumerate((outer, *nested)):
        for line in untagged(part).split("\n"):
            if has_bullets(line):
                pieces = bulleted(line)
            elif depth and "。" not in line:
                pieces = _BETWEEN_WORDS.split(line)
            else:
                pieces = _ITEM_END.split(line)
            found += [item for piece in pieces for item in split_runs(piece)]
    return found


class _Run:
    def __init__(self, found: Gathering, table: Mapping[str, Any], overview: Overview) -> None:
        self.found = found
        self.sections: Mapping[str, str] = table["sections"]
        self.overview = overview

    def stage(self, sheets: Sequence[Placed]) -> None:
        for ordinal, goal in enumerate(self.overview.goals, 1):
            raw, ref = goal.line.text.strip(), goal.line.ref
            cells = {"number": Cell(goal.number, raw, ref), "ordinal": Cell(ordinal, raw, ref)}
            self.found.add("goal", (goal.name,), cells, ref)
        for position, placed in enumerate(sheets, 1):
            self._stage_sheet(placed, position)
        self._compare(sheets)

    # -- a sheet

    def _stage_sheet(self, placed: Placed, position: int) -> None:
        key, sheet = placed.key, placed.sheet
        parts = self._sections(sheet.body)
        cells = {
            "number": Cell(placed.number, sheet.number, sheet.ref),
            "title": Cell(sheet.title, sheet.raw, sheet.ref),
            "position": Cell(position, sheet.number, sheet.ref),
        }
        content = [line for line in parts.get("content", ()) if line.text.strip()]
        if content:
            raw = "\n".join(line.text for line in content)
            cells["content"] = Cell(running_text(parts["content"]), raw, span_ref(content))
        else:
            self._missing(placed, "content", "施策概要")
        self.found.add("measure", (key,), cells, sheet.ref)
        self._stage_goal(key, self.overview.measures.get(key))
        self._stage_departments(placed, parts.get("lead_department", ()))
        self._stage_schedule(placed, parts)
        table = labelled_cells(parts.get("results", ()))
        self._stage_evaluation(placed, table)
        self._stage_items(key, "achievement", table.get("achievement"))
        self._stage_items(key, "direction_detail", table.get("direction_detail"))

    def _sections(self, body: Sequence[Line]) -> dict[str, list[Line]]:
        """The lines of each 【section】; the table of results begins where a line names its state."""
        found: dict[str, list[Line]] = {}
        current: list[Line] = []
        for line in body:
            heading = _SECTION.match(line.text)
            if heading is not None:
                current = found.setdefault(self.sections.get(unspaced(heading[1]), ""), [])
                continue
            if "\t" in line.text and "results" not in found and labelled_cells([line]):
                current = found.setdefault("results", [])
            current.append(line)
        return found

    def _missing(self, placed: Placed, field: str, label: str) -> None:
        params = {"number": placed.key, "field": field, "label": label}
        self.found.report("field_missing", placed.sheet.ref, "", (placed.key,), **params)

    def _stage_goal(self, key: str, listed: ListedMeasure | None) -> None:
        if listed is not None and listed.goal is not None:
            goal = listed.goal
            mark = Cell(True, goal.line.text.strip(), goal.line.ref)
            self.found.add("measure_goal", (key, goal.name), {"mark": mark}, mark.ref)

    def _stage_departments(self, placed: Placed, lines: Sequence[Line]) -> None:
        printed = [line for line in lines if line.text.strip()]
        if not printed:
            self._missing(placed, "lead_department", "主な関係課")
            return
        raw = "\n".join(line.text.strip() for line in printed)
        stage_departments(
            self.found, placed.key, one_line(untagged(line.text) for line in printed), raw, printed
        )

    def _stage_schedule(self, placed: Placed, parts: Mapping[str, Sequence[Line]]) -> None:
        known: set[int] = set()
        for kind in ("planned", "actual"):
            table = year_table(parts.get(kind, ()), label_column=False)
            if table.is_blank:
                name = next((word for word, field in self.sections.items() if field == kind), kind)
                self.found.report("no_schedule", placed.sheet.ref, name, (placed.key,), number=placed.key)
            stage_year_table(self.found, placed.key, kind, table, known)

    def _stage_evaluation(self, placed: Placed, table: Mapping[str, Labelled]) -> None:
        readers: Mapping[str, Callable[[str], str | None]] = {
            "implementation_state": _state,
            "progress_evaluation": _rating,
            "future_direction": _direction,
        }
        cells = {}
        for field, reader in readers.items():
            printed = table.get(field)
            if printed is None:
                self._missing(placed, field, LABELS[field][0])
                continue
            word = unspaced(printed.printed)
            meant = reader(word)
            if meant is None:
                self.found.report("unknown_word", printed.ref, word, (placed.key,), field=field)
            cells[field] = Cell(meant or word, printed.printed, printed.ref)
        if cells:
            self.found.add("evaluation", (placed.key,), cells, next(iter(cells.values())).ref)

    def _stage_items(self, key: str, kind: str, cell: Labelled | None) -> None:
        if cell is None:
            return
        items = items_of(cell.raw)
        for ordinal, item in enumerate(items, 1):
            text = Cell(unspaced(item), item, cell.ref)
            self.found.add("evaluation_item", (key, kind, ordinal), {"text": text}, cell.ref)
        if kind == "achievement":
            stage_figures(self.found, key, [(item, cell.ref) for item in items])

    # -- against the list

    def _compare(self, sheets: Sequence[Placed]) -> None:
        if not self.overview.measures:
            self.found.report("no_list", "", "")
            return
        evaluations = {row.key[0]: row.cells for row in self.found.rows if row.entity == "evaluation"}
        keys = {placed.key for placed in sheets}
        for placed in sheets:
            listed = self.overview.measures.get(placed.key)
            if listed is None:
                sheet = placed.sheet
                self.found.report("only_as_sheet", sheet.ref, sheet.title, (placed.key,), number=placed.key)
            else:
                self._compare_row(placed, listed, evaluations.get(placed.key, {}))
        for key, listed in self.overview.measures.items():
            if key not in keys:
                self._stage_listed(listed)

    def _compare_row(self, placed: Placed, listed: ListedMeasure, evaluation: Mapping[str, Cell]) -> None:
        """The sheet stands; the list's other words are reported."""
        key, title, line = placed.key, placed.sheet.title, listed.line
        raw = line.text.strip()
        if title != listed.title:
            code = "title_spelled" if match_key(title) == match_key(listed.title) else "title_differs"
            self.found.report(code, line.ref, raw, (key,), number=key, sheet=title, list=listed.title)
        state = evaluation.get("implementation_state")
        if state is not None and listed.state and state.value != listed.state:
            words = {"sheet": state.value, "list": listed.state}
            self.found.report("state_differs", line.ref, raw, (key,), number=key, **words)
        direction = evaluation.get("future_direction")
        meant = self.overview.directions.get(listed.mark, ())
        if direction is not None and listed.mark and direction.value not in meant:
            words = {"sheet": direction.value, "list": listed.mark, "meaning": "・".join(meant) or "?"}
            self.found.report("direction_differs", line.ref, raw, (key,), number=key, **words)

    def _stage_listed(self, listed: ListedMeasure) -> None:
        """A row of the list without a sheet comes in with what the list says of it."""
        key, ref, raw = listed.key, listed.line.ref, listed.line.text.strip()
        self.found.report("only_in_list", ref, listed.title, (key,), number=key)
        cells = {"number": Cell(listed.number, raw, ref), "title": Cell(listed.title, raw, ref)}
        self.found.add("measure", (key,), cells, ref)
        self._stage_goal(key, listed)
        evaluation = {}
        if listed.state in IMPLEMENTATION_STATES:
            evaluation["implementation_state"] = Cell(listed.state, raw, ref)
        meant = self.overview.directions.get(listed.mark, ())
        if len(meant) == 1 and _direction(meant[0]):
            evaluation["future_direction"] = Cell(_direction(meant[0]), raw, ref)
        if evaluation:
            self.found.add("evaluation", (key,), evaluation, ref)


def stage_departments(found: Gathering, key: str, text: str, raw: str, lines: Sequence[Line]) -> None:
    """The lead departments of a measure in printed order; など is reported."""
    ref = span_ref(lines)
    departments = split_departments(text)
    for ordinal, department in enumerate(departments.names, 1):
        cells = {"name": Cell(department.name, raw, ref)}
        if department.renamed_to:
            cells["renamed_to"] = Cell(department.renamed_to, raw, ref)
        if department.is_collective:
            cells["is_collective"] = Cell(True, raw, ref)
        found.add("measure_department", (key, "lead", ordinal), cells, ref)
    if departments.and_others:
        found.report("departments_open", ref, raw, (key,), number=key)


def _state(word: str) -> str | None:
    return word if word in IMPLEMENTATION_STATES else None


def _rating(word: str) -> str | None:
    found = read_progress_evaluation(word)
    return None if found is None else found.phrase


def _direction(word: str) -> str | None:
    found = read_future_direction(word)
    return None if found is None else found.name
