"""Recognises the tables of what became of the former plan: its fields, measures, departments and results."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.eras import ERAS, Era
from domain.names import plain_number, split_departments
from importers.document import Document, Line, span_ref
from importers.profiles import Profile
from importers.recognise.blocks import filled, region
from importers.recognise.former_figures import figures, with_jumps
from importers.recognise.former_plan import stage_former
from importers.recognise.gathering import Gathering
from importers.repair import joined, one_line, unmarked
from importers.staged import Cell, Key

_SUB_BULLET = re.compile(r"^[\ue000-\uf8ff] ?")


@dataclass(slots=True)
class _Cellful:
    """Lines of one printed cell; it is closed when a line ends in a space."""

    lines: list[Line] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def take(self, line: Line, text: str) -> None:
        self.lines.append(line)
        self.texts.append(text)

    @property
    def open(self) -> bool:
        return bool(self.texts) and not self.texts[-1].endswith(" ")

    @property
    def cell(self) -> Cell:
        return Cell(joined(self.texts), "\n".join(line.text for line in self.lines), span_ref(self.lines))


@dataclass(slots=True)
class _Result:
    """One measure of the former plan as its row of the table prints it."""

    key: str
    number: str
    title: _Cellful
    policy_field: _Cellful
    goal: str | None
    departments: list[tuple[str, Line]] = field(default_factory=list)
    items: list[_Cellful] = field(default_factory=list)


def recognise(document: Document, profile: Profile, plan: str) -> Gathering:
    """The former plan with its goals, and one measure a result; nothing where the document has no such tables."""
    table = profile.table["former_results"]
    run = _Run(table, plan)
    lines = filled(region(document.lines, table["from"], table["to"]))
    for line in lines:
        run.read(line)
    run.close()
    if not run.results:
        return Gathering(plan)
    before = [line for line in document.lines if line.number <= lines[0].number + table["evidence_lines"]]
    former = stage_former(document, before, profile, profile.table["former"], plan)
    run.found.plan = former.plan
    run.stage()
    former.join(run.found)
    return former


class _Run:
    def __init__(self, table: Mapping[str, Any], plan: str) -> None:
        self.found = Gathering(plan)
        self.table = table
        self.era: Era = next(era for era in ERAS if era.name == table["era"])
        self.signs = {
            name: re.compile(table[name])
            for name in ("goal", "caption", "header", "closing", "field", "number", "department")
        }
        self.results: list[_Result] = []
        self.goals: list[tuple[str, str, Line]] = []
        self.heading: tuple[str, str | None] = ("", None)
        self.headings = 0
        self.inside = False
        self.field: tuple[str, _Cellful] | None = None
        self.result: _Result | None = None
        self.keys: set[str] = set()
        self.resolved: list[tuple[str, _Result]] = []

    # -- reading

    def read(self, line: Line) -> None:
        text = line.text.lstrip()
        if not self._paragraph_open() and (found := self.signs["goal"].match(line.text)):
            self.close()
            self._goal(found, line)
        elif self.signs["caption"].match(line.text):
            self.inside = True
        elif not self.inside or self.signs["header"].match(line.text):
            return
        elif self.signs["closing"].match(line.text):
            self.close()
        else:
            self._row(line, text)

    def close(self) -> None:
        """The end of a table: what follows is no result."""
        self.inside, self.field, self.result = False, None, None

    def _goal(self, found: re.Match[str], line: Line) -> None:
        self.headings += 1
        name = one_line([found["name"]])
        number = found["number"]
        self.heading = (number or str(self.headings), name if number else None)
        if number and name not in (known for _, known, _ in self.goals):
            self.goals.append((number, name, line))

    def _row(self, line: Line, text: str) -> None:
        if not self._paragraph_open():
            if found := self.signs["field"].match(text):
                cell = _Cellful()
                cell.take(line, found[2])
                self.field, self.result = (plain_number(found[1]), cell), None
                return
            if self.field is not None and (found := self.signs["number"].match(text)):
                self._number(found, line)
                return
        if found := self.signs["department"].match(text):
            if (measure := self._measure(line)) is not None:
                measure.departments.append((found[1], line))
        elif self.result is None and self.field is not None and self.field[1].open:
            self.field[1].take(line, text)
        elif self.result is not None and not self.result.items and self.result.title.open:
            self.result.title.take(line, text)
        else:
            self._text(line, text)

    def _paragraph_open(self) -> bool:
        """Whether the text of a cell runs on: then a sign at a line's start is part of it."""
        if self.result is None:
            return self.field is not None and self.field[1].open
        if self.result.items:
            return self.result.items[-1].open
        return self.result.title.open

    def _number(self, found: re.Match[str], line: Line) -> None:
        """A measure's number; one that does not follow the one before is a misprint, its place tells the key."""
        assert self.field is not None
        number = int(plain_number(found[1]))
        before = [one for one in self.results if one.policy_field is self.field[1]]
        place = len(before) + 1
        stem = f"{self.heading[0]}-{self.field[0]}"
        title = _Cellful()
        title.take(line, found[2])
        self.result = _Result(f"{stem}-{place}", found[1], title, self.field[1], self.heading[1])
        self.results.append(self.result)
        if number != place:
            self.resolved.append((found[1], self.result))

    def _measure(self, line: Line) -> _Result | None:
        """The measure that departments and texts belong to; a field without numbered measures is one itself."""
        if self.result is None and self.field is None:
            self.found.report("result_homeless", line.ref, line.text.strip())
        elif self.result is None and self.field is not None:
            number, cell = self.field
            self.result = _Result(f"{self.heading[0]}-{number}", number, cell, cell, self.heading[1])
            self.results.append(self.result)
        return self.result

    def _text(self, line: Line, text: str) -> None:
        """A ・ opens an item; a paragraph without one, or with a mark of its own, belongs to the item above."""
        measure = self._measure(line)
        if measure is None:
            return
        items = measure.items
        is_open = bool(items) and items[-1].open
        if not items or (not is_open and text.startswith("・")):
            items.append(_Cellful())
            text = text.removeprefix("・")
        elif not is_open:
            text = _SUB_BULLET.sub("", text)
        items[-1].take(line, text)

    # -- staging

    def stage(self) -> None:
        for ordinal, (number, name, line) in enumerate(self.goals, 1):
            printed = line.text.strip()
            cells = {"number": Cell(number, printed, line.ref), "ordinal": Cell(ordinal, printed, line.ref)}
            self.found.add("goal", (name,), cells, line.ref)
        for position, result in enumerate(self.results, 1):
            self._stage_result(position, result)
        for number, result in self.resolved:
            at = result.title.cell
            steps = {"number": number, "place": result.key}
            self.found.report("number_resolved", at.ref, at.raw, (result.key,), **steps)

    def _stage_result(self, position: int, result: _Result) -> None:
        title, policy = result.title.cell, result.policy_field.cell
        name = unmarked(one_line(result.title.texts))
        if not name:
            self.found.report("blank_title", title.ref, title.raw, measure=result.key)
            return
        if result.key in self.keys:
            self.found.report("duplicate_number", title.ref, name, (result.key,), number=result.number)
            return
        self.keys.add(result.key)
        cells = {
            "number": Cell(result.number, title.raw, title.ref),
            "title": Cell(name, title.raw, title.ref),
            "policy_field": Cell(unmarked(one_line(result.policy_field.texts)), policy.raw, policy.ref),
            "position": Cell(position, result.number, title.ref),
        }
        self.found.add("measure", (result.key,), cells, title.ref)
        if result.goal is not None:
            line = next(line for _, name, line in self.goals if name == result.goal)
            mark = Cell(True, line.text.strip(), line.ref)
            self.found.add("measure_goal", (result.key, result.goal), {"mark": mark}, line.ref)
        self._stage_departments(result)
        for ordinal, item in enumerate(result.items, 1):
            cell = item.cell
            self.found.add("evaluation_item", (result.key, "achievement", ordinal), {"text": cell}, cell.ref)
        if not result.items:
            self.found.report("result_missing", title.ref, title.raw, (result.key,), number=result.number)
        self._stage_figures(result)

    def _stage_departments(self, result: _Result) -> None:
        ordinal = 0
        for printed, line in result.departments:
            for department in split_departments(printed).names:
                ordinal += 1
                cells = {"name": Cell(department.name, line.text.strip(), line.ref)}
                if department.renamed_to:
                    cells["renamed_to"] = Cell(department.renamed_to, line.text.strip(), line.ref)
                if department.is_collective:
                    cells["is_collective"] = Cell(True, line.text.strip(), line.ref)
                self.found.add("measure_department", (result.key, "lead", ordinal), cells, line.ref)
        if not ordinal:
            at, label = result.title.cell, self.table["department_label"]
            params = {"number": result.number, "field": "lead_department", "label": label}
            self.found.report("field_missing", at.ref, "", (result.key,), **params)

    def _stage_figures(self, result: _Result) -> None:
        units: Sequence[str] = self.table["units"]
        labels: set[str] = set()
        counted: set[Key] = set()
        for item in result.items:
            text = item.cell
            for figure, before in with_jumps(figures(str(text.value), units, self.era)):
                key = (result.key, figure.label, figure.fy, None)
                if key in counted:
                    self.found.report("figure_repeated", text.ref, figure.raw, key, label=figure.label)
                    continue
                counted.add(key)
                if figure.label not in labels:
                    labels.add(figure.label)
                    unit = Cell(figure.unit, figure.raw, text.ref)
                    self.found.add("indicator", (result.key, figure.label), {"unit": unit}, text.ref)
                cells = {"value": Cell(figure.value, figure.raw, text.ref)}
                if figure.partial_until is not None:
                    cells["partial_until"] = Cell(figure.partial_until, figure.raw, text.ref)
                if before is not None:
                    cells["suspect"] = Cell(True, figure.raw, text.ref)
                    steps = {"before": before.raw, "label": figure.label}
                    self.found.report("tenfold_jump", text.ref, figure.raw, (result.key,), **steps)
                self.found.add("observation", key, cells, text.ref)
