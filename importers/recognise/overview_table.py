"""Recognises a plan printed as one list table with goal marks, and vertical sheets of labels and values beside it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.names import NONE_WORDS, is_collective, match_key, plain_number, split_departments
from importers.document import Document, Line
from importers.lexicon import field_of
from importers.profiles import Profile
from importers.recognise.blocks import region
from importers.recognise.gathering import Gathering
from importers.repair import bullets, unmarked, unspaced, untagged
from importers.staged import Cell

# Endings of a department's name, to see which column holds it when a row is shifted.
_OFFICE: Final = re.compile(r"(?:課|館|室|局|部|所|係|センター|署)$")
_TEXT_FIELDS: Final = frozenset(
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


def recognise(document: Document, profile: Profile, plan: str) -> Gathering:
    """The list's measures, each merged with its sheet where the document has one."""
    run = _Run(document, profile, plan)
    run.stage_goals()
    run.read_list()
    run.read_sheets()
    run.stage_measures()
    return run.found


@dataclass(slots=True)
class _Sheet:
    """A sheet as it is being read: whose it is, and where its boxes and its schedule stand."""

    number: str
    boxes: Line | None = None
    schedule: Line | None = None
    work_items: int = 0


class _Run:
    def __init__(self, document: Document, profile: Profile, plan: str) -> None:
        self.found = Gathering(plan)
        self.details = Gathering(plan)
        self.work_items: set[tuple[str, int]] = set()
        self.lines = document.lines
        self.table: Mapping[str, Any] = profile.table["list"]
        self.sheet_table: Mapping[str, Any] | None = profile.table.get("sheet")
        self.header: list[str] = self.table["header"]
        self.goals: dict[str, str] = {}
        self.measures: dict[str, dict[str, Cell]] = {}
        self.refs: dict[str, str] = {}

    def stage_goals(self) -> None:
        """A goal for each column of marks: by its name where the document prints it, else by the column's heading."""
        keys = [(line, match_key(line.text)) for line in self.lines if line.text]
        heads = {cell.strip() for line in self.lines for cell in line.text.split("\t") if "\t" in line.text}
        for ordinal, (column, name) in enumerate(self.table["marks"].items(), 1):
            line = next((line for line, key in keys if match_key(name) in key), None)
            if line is None and column not in heads:
                continue
            goal = self.goals[column] = name if line is not None else column
            ref, raw = (line.ref, line.text.strip()) if line is not None else ("", column)
            self.found.add("goal", (goal,), {"ordinal": Cell(ordinal, raw, ref)}, ref)

    # -- the list

    def read_list(self) -> None:
        field, before = None, 0
        for line in region(self.lines, self.table["from"], self.table["to"]):
            cells = [cell.strip() for cell in line.text.split("\t")]
            number = plain_number(cells[0])
            if not number.isdecimal() or len(cells) < 2:
                continue
            if self._is_shifted(cells):
                del cells[1]
                self.found.report("row_shifted", line.ref, line.text.strip(), (number,), number=number)
            row = dict(zip(self.header, cells, strict=False))
            title = row.get("施策名", "")
            if number in self.measures:
                self.found.report("duplicate_number", line.ref, title, (number,), number=number)
                continue
            if int(number) < before:
                self.found.report(
                    "number_out_of_order", line.ref, title, (number,), number=number, before=before
                )
            before = int(number)
            field = Cell(row["分野"], row["分野"], line.ref) if row.get("分野") else field
            self._take_row(number, row, field, line)
        if not self.measures:
            self.found.report("no_measures", "", "")

    def _is_shifted(self, cells: Sequence[str]) -> bool:
        """Whether a cell too many stands before the title, seen by where the department is."""
        place = self.header.index("主管課")
        return (
            not cells[1]
            and len(cells) > place + 1
            and not _is_office(cells[place])
            and _is_office(cells[place + 1])
        )

    def _take_row(self, number: str, row: Mapping[str, str], field: Cell | None, line: Line) -> None:
        printed = row.get("施策名", "")
        cells = {
            "number": Cell(row["番号"], row["番号"], line.ref),
            "title": Cell(unmarked(unspaced(printed)), printed, line.ref),
            "position": Cell(len(self.measures) + 1, row["番号"], line.ref),
        }
        if field is not None:
            cells["policy_field"] = field
        self.measures[number] = cells
        self.refs[number] = line.ref
        self._departments(number, "lead", row.get("主管課", ""), line.ref)
        self._departments(number, "related", row.get("関係課", ""), line.ref)
        for column, goal in self.goals.items():
            mark = Cell(self._mark(number, row.get(column), line), row.get(column, ""), line.ref)
            self.details.add("measure_goal", (number, goal), {"mark": mark}, line.ref)
        if len(row) < len(self.header):
            self.found.report("row_cut", line.ref, line.text.strip(), (number,), number=number)
        if not printed:
            self.found.report(
                "field_missing",
                line.ref,
                line.text.strip(),
                (number,),
                number=number,
                field="title",
                label="施策名",
            )

    def _mark(self, number: str, printed: str | None, line: Line) -> bool | None:
        """○ is yes, a blank or a dash is no; a cell the row lost and any other sign are unknown."""
        if printed is None:
            return None
        if printed in self.table["yes"]:
            return True
        if printed in NONE_WORDS:
            return False
        self.found.report("unknown_mark", line.ref, printed, (number,))
        return None

    def _departments(self, number: str, role: str, printed: str, ref: str) -> None:
        found = split_departments(printed)
        for ordinal, department in enumerate(found.names, 1):
            cells = {"name": Cell(department.name, printed, ref)}
            if department.renamed_to:
                cells["renamed_to"] = Cell(department.renamed_to, printed, ref)
            if department.is_collective:
                cells["is_collective"] = Cell(True, printed, ref)
            self.details.add("measure_department", (number, role, ordinal), cells, ref)
        if found.and_others:
            self.found.report("departments_open", ref, printed, (number,), number=number)

    # -- the sheets

    def read_sheets(self) -> None:
        table = self.sheet_table
        if table is None:
            return
        top = re.compile(table["from"])
        waiting, sheet = False, None
        for line in region(self.lines, table["from"], table["to"]):
            cells = [cell.strip() for cell in line.text.split("\t")]
            if top.search(line.text):
                self._lost(sheet)
                waiting, sheet = True, None
            elif waiting and plain_number(cells[0]).isdecimal():
                waiting, sheet = False, _Sheet(plain_number(cells[0]))
                self._open_sheet(sheet.number, cells, line)
            elif sheet is not None:
                self._take_line(sheet, cells, line)
        self._lost(sheet)

    def _open_sheet(self, number: str, cells: Sequence[str], line: Line) -> None:
        """The sheet's own line; a sheet that the list does not have brings its measure along."""
        printed = cells[1] if len(cells) > 1 else ""
        title = unmarked(unspaced(printed))
        if number not in self.measures:
            self.found.report("only_as_sheet", line.ref, title, (number,), number=number)
            self.refs[number] = line.ref
            self.measures[number] = {
                "number": Cell(cells[0], cells[0], line.ref),
                "title": Cell(title, printed, line.ref),
                "position": Cell(len(self.measures) + 1, cells[0], line.ref),
            }
            return
        listed = str(self.measures[number]["title"].value)
        if title and title != listed:
            code = "title_spelled" if match_key(listed) == match_key(title) else "title_differs"
            self.measures[number]["title"] = Cell(title, printed, line.ref)
            self.found.report(code, line.ref, printed, (number,), number=number, sheet=title, list=listed)

    def _take_line(self, sheet: _Sheet, cells: Sequence[str], line: Line) -> None:
        table = self.sheet_table or {}
        if cells[0] == table["schedule"]:
            sheet.schedule = line
        elif sheet.schedule is not None and plain_number(cells[0]).isdecimal():
            sheet.work_items += self._work_item(sheet.number, cells, line)
        elif cells[0] == table["boxes"]:
            sheet.boxes = line
        elif sheet.schedule is None:
            self._take_pairs(sheet.number, line)

    def _take_pairs(self, number: str, line: Line) -> None:
        """Labels and values side by side; a label without a value is passed over."""
        cells = line.text.split("\t")
        place = 0
        while place < len(cells) - 1:
            field, raw = field_of(cells[place]), cells[place + 1].strip()
            if field in _TEXT_FIELDS and raw and field_of(raw) is None:
                self.measures[number][str(field)] = Cell(bullets(untagged(raw)), raw, line.ref)
                place += 1
            place += 1

    def _work_item(self, number: str, cells: Sequence[str], line: Line) -> int:
        label = unspaced(cells[1]) if len(cells) > 1 else ""
        if not label:
            return 0
        row = int(plain_number(cells[0]))
        key = (number, row)
        if key in self.work_items:
            self.found.refuse("duplicate_number", line.ref, label, key, number=row)
            return 0
        self.work_items.add(key)
        self.details.add("work_item", key, {"label": Cell(label, cells[1], line.ref)}, line.ref)
        return 1

    def _lost(self, sheet: _Sheet | None) -> None:
        """What a sheet had as drawings: ticks in boxes and bars of a schedule. The list's marks stand for the boxes."""
        if sheet is None:
            return
        key = (sheet.number,)
        if sheet.boxes is not None:
            what = sheet.boxes.text.split("\t")[0].strip()
            self.found.report("marks_lost", sheet.boxes.ref, what, key, what=what)
        if sheet.schedule is not None and sheet.work_items:
            raw = sheet.schedule.text.split("\t")[0].strip()
            self.found.report("schedule_marks_lost", sheet.schedule.ref, raw, key, number=sheet.number)

    # -- collecting

    def stage_measures(self) -> None:
        for number, cells in self.measures.items():
            self.found.add("measure", (number,), cells, self.refs[number])
        self.found.join(self.details)


def _is_office(printed: str) -> bool:
    names = split_departments(printed).names
    return bool(names) and all(_OFFICE.search(item.name) or is_collective(item.name) for item in names)
