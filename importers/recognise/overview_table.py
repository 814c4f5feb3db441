"""Recognises a plan printed as one list table with goal marks, and vertical sheets of labels and values beside it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from domain.names import NONE_WORDS, is_collective, match_key, plain_number, split_departments
from importers.codes import CODES
from importers.document import Document, Line
from importers.lexicon import field_of
from importers.profiles import Profile
from importers.recognise.blocks import region
from importers.recognise.plan_row import plan_cells
from importers.repair import bullets, unmarked, unspaced, untagged
from importers.staged import Cell, Issue, Key, StagedRow, Staging

# Endings of a department's name, to see which column holds it when a row is shifted.
_OFFICE = re.compile(r"(?:課|館|室|局|部|所|係|センター|署)$")
_TEXT_FIELDS = frozenset(
    {
        "purpose",
        "current_state",
        "content",
        "target",
        "expected_effect",
        "risk",
        "countermeasure",
        "parent_plan_ref",
        "sectoral_plan_ref",
    }
)


def recognise(document: Document, profile: Profile) -> Staging:
    """The list's measures, each merged with its sheet where the document has one."""
    run = _Run(document, profile)
    run.stage_plan()
    run.read_list()
    run.read_sheet()
    run.stage_measures()
    return Staging(tuple(run.rows), tuple(run.issues), profile.name)


class _Run:
    def __init__(self, document: Document, profile: Profile) -> None:
        self.lines = document.lines
        self.profile = profile
        self.plan = str(profile.plan["key"])
        self.goals: list[str] = profile.table["goals"]["names"]
        self.rows: list[StagedRow] = []
        self.issues: list[Issue] = []
        self.measures: dict[str, dict[str, Cell]] = {}
        self.refs: dict[str, str] = {}
        self.details: list[StagedRow] = []

    def stage_plan(self) -> None:
        self._add("plan", (), plan_cells(self.lines, self.profile), f"profile {self.profile.name}")
        for ordinal, name in enumerate(self.goals, 1):
            line = next((line for line in self.lines if match_key(name) in match_key(line.text)), None)
            ref = line.ref if line else f"profile {self.profile.name}"
            self._add(
                "goal", (name,), {"ordinal": Cell(ordinal, line.text.strip() if line else "", ref)}, ref
            )

    # -- the list

    def read_list(self) -> None:
        table = self.profile.table["list"]
        header: list[str] = table["header"]
        field, before = None, 0
        for line in region(self.lines, table["from"], table["to"]):
            cells = [cell.strip() for cell in line.text.split("\t")]
            if not cells[0].isdigit() or len(cells) < len(header) - 1:
                continue
            number = plain_number(cells[0])
            if self._is_shifted(cells, header):
                del cells[1]
                self._report("row_shifted", line.ref, line.text.strip(), (number,), number=number)
            row = dict(zip(header, cells + [""] * len(header), strict=False))
            if number in self.measures:
                self._report("duplicate_number", line.ref, row["施策名"], (number,), number=number)
                continue
            if int(number) < before:
                self._report(
                    "number_out_of_order",
                    line.ref,
                    row["施策名"],
                    (number,),
                    number=number,
                    before=str(before),
                )
            before = int(number)
            field = Cell(row["分野"], row["分野"], line.ref) if row["分野"] else field
            self._take_row(number, row, field, line, table)

    def _is_shifted(self, cells: Sequence[str], header: Sequence[str]) -> bool:
        """Whether a cell too many stands before the title, seen by where the department is."""
        place = header.index("主管課")
        return (
            not cells[1]
            and len(cells) > place + 1
            and not _is_office(cells[place])
            and _is_office(cells[place + 1])
        )

    def _take_row(
        self, number: str, row: Mapping[str, str], field: Cell | None, line: Line, table: Mapping[str, Any]
    ) -> None:
        raw = line.text.strip("\n")
        title = unmarked(unspaced(row["施策名"]))
        cells = {
            "number": Cell(row["番号"], row["番号"], line.ref),
            "title": Cell(title, row["施策名"], line.ref),
            "position": Cell(len(self.measures) + 1, row["番号"], line.ref),
        }
        if field is not None:
            cells["policy_field"] = field
        self.measures[number] = cells
        self.refs[number] = line.ref
        self._departments(number, "lead", row["主管課"], line.ref)
        self._departments(number, "related", row["関係課"], line.ref)
        for column, goal in table["marks"].items():
            printed = row[column]
            mark = Cell(printed in table["yes"], printed, line.ref)
            self.details.append(
                StagedRow(self.plan, "measure_goal", (number, goal), {"mark": mark}, line.ref)
            )
        if not row["施策名"]:
            self._report("field_missing", line.ref, raw, (number,), number=number, field="title")

    def _departments(self, number: str, role: str, printed: str, ref: str) -> None:
        found = split_departments(printed)
        for ordinal, department in enumerate(found.names, 1):
            cells = {"name": Cell(department.name, printed, ref)}
            if department.renamed_to:
                cells["renamed_to"] = Cell(department.renamed_to, printed, ref)
            if department.is_collective:
                cells["is_collective"] = Cell(True, printed, ref)
            self.details.append(
                StagedRow(self.plan, "measure_department", (number, role, ordinal), cells, ref)
            )
        if found.and_others:
            self._report("departments_open", ref, printed, (number,), number=number)

    # -- the sheet

    def read_sheet(self) -> None:
        table = self.profile.table.get("sheet")
        if table is None:
            return
        number: str | None = None
        in_schedule = boxes = False
        items = 0
        for line in region(self.lines, table["from"], table["to"]):
            cells = line.text.split("\t")
            first = cells[0].strip()
            if first.isdigit() and number is None:
                number = plain_number(first)
                self._check_sheet_title(number, cells, line)
            elif first == table["schedule"]:
                in_schedule = True
            elif number is not None and in_schedule and first.isdigit():
                items += self._work_item(number, first, cells, line)
            elif number is not None and first == table["boxes"]:
                boxes = True
            elif number is not None and not in_schedule:
                self._take_pairs(number, cells, line)
        if number is not None:
            self._lost(number, table, boxes, items)

    def _check_sheet_title(self, number: str, cells: Sequence[str], line: Line) -> None:
        title = unmarked(unspaced(cells[1])) if len(cells) > 1 else ""
        if number not in self.measures:
            self._report("only_as_sheet", line.ref, title, (number,), number=number)
            self.measures[number] = {
                "number": Cell(number, cells[0], line.ref),
                "title": Cell(title, title, line.ref),
            }
            self.refs[number] = line.ref
        elif match_key(str(self.measures[number]["title"].value)) != match_key(title):
            listed = str(self.measures[number]["title"].value)
            self._report("title_differs", line.ref, title, (number,), number=number, sheet=title, list=listed)

    def _take_pairs(self, number: str, cells: Sequence[str], line: Line) -> None:
        place = 0
        while place < len(cells) - 1:
            field = field_of(cells[place])
            if field in _TEXT_FIELDS and cells[place + 1].strip():
                raw = cells[place + 1].strip()
                self.measures[number][str(field)] = Cell(bullets(untagged(raw)), raw, line.ref)
                place += 2
            else:
                place += 1

    def _work_item(self, number: str, row: str, cells: Sequence[str], line: Line) -> int:
        label = unspaced(cells[1]) if len(cells) > 1 else ""
        if not label:
            return 0
        self.details.append(
            StagedRow(
                self.plan,
                "work_item",
                (number, int(row)),
                {"label": Cell(label, cells[1].strip(), line.ref)},
                line.ref,
            )
        )
        return 1

    def _lost(self, number: str, table: Mapping[str, Any], boxes: bool, items: int) -> None:
        ref = self.refs[number]
        if boxes:
            self._report("marks_lost", ref, table["boxes"], (number,), what=table["boxes"])
        if items:
            self._report("schedule_marks_lost", ref, table["schedule"], (number,), number=number)

    # -- collecting

    def stage_measures(self) -> None:
        for number, cells in self.measures.items():
            self._add("measure", (number,), cells, self.refs[number])
        self.rows.extend(self.details)

    def _add(self, entity: str, key: Key, cells: Mapping[str, Cell], ref: str) -> None:
        self.rows.append(StagedRow(self.plan, entity, key, cells, ref))

    def _report(self, code: str, ref: str, raw: str, key: Key, **params: Any) -> None:
        self.issues.append(
            Issue(code, CODES[code].level, ref, params.get("field"), raw, params, self.plan, key)
        )


def _is_office(printed: str) -> bool:
    names = split_departments(printed).names
    return (
        bool(names)
        and all(_OFFICE.search(item.name) or is_collective(item.name) for item in names)
        and (printed.strip() not in NONE_WORDS)
    )
