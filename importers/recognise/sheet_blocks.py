"""Recognises plans printed as numbered sheets in running text, one after another, with a list at the end."""

import re
from collections.abc import Mapping
from typing import Any

from domain.eras import ERAS, Era, NotAFiscalYear, parse_fiscal_year, search_fiscal_years
from domain.names import Departments, match_key, plain_number, split_departments
from domain.stages import read_row
from importers.document import Document, Line, span_ref
from importers.lexicon import LABELS
from importers.profiles import Profile
from importers.recognise.blocks import Part, Sheet, blocks, region, take_apart
from importers.recognise.gathering import Gathering
from importers.recognise.printed_list import Entry, entries
from importers.repair import joined, one_line, unmarked
from importers.staged import Cell


def recognise(document: Document, profile: Profile, plan: str) -> Gathering:
    """Every sheet of the document as staged rows, held against the document's own list."""
    run = _Run(document, profile, plan)
    run.stage_goals()
    run.stage_sheets()
    run.compare_list()
    run.stage_references()
    return run.found


class _Run:
    def __init__(self, document: Document, profile: Profile, plan: str) -> None:
        self.found = Gathering(plan)
        self.lines = document.lines
        self.table: Mapping[str, Any] = profile.table["blocks"]
        self.list_table: Mapping[str, Any] = profile.table["list"]
        self.goal_sign: str = profile.table["goals"]["heading"]
        self.era: Era = next(era for era in ERAS if era.name == self.table["era"])
        self.goals: list[str] = []
        self.sheets: dict[str, Sheet] = {}
        self.titles: dict[str, str] = {}
        self.leads: dict[str, tuple[str, ...]] = {}
        self.listed: dict[str, Entry] = {}
        for entry in entries(self.lines, self.list_table, self.table["priority"]):
            key = plain_number(entry.number)
            if key in self.listed:
                self.found.report("duplicate_number", entry.ref, entry.title, (key,), number=key)
            self.listed.setdefault(key, entry)

    # -- goals

    def stage_goals(self) -> None:
        """Every goal whose heading the document has, by its circled number; the parenthesis behind it is its text."""
        sign = re.compile(self.goal_sign)
        for place, line in enumerate(self.lines):
            found = sign.match(line.text)
            if found is None or found[2] in self.goals:
                continue
            heading = [line]
            for further in self.lines[place + 1 : place + 6]:
                if "）" in "".join(part.text for part in heading):
                    break
                heading.append(further)
            raw = "\n".join(part.text for part in heading if part.text.strip()).strip()
            ref = span_ref([part for part in heading if part.text.strip()])
            self.goals.append(found[2])
            cells = {
                "number": Cell(found[1], found[1], line.ref),
                "ordinal": Cell(len(self.goals), found[1], line.ref),
            }
            text = one_line(part.text for part in heading)
            if "（" in text and "）" in text:
                cells["text"] = Cell(text.split("（", 1)[1].rsplit("）", 1)[0], raw, ref)
            self.found.add("goal", (found[2],), cells, ref)

    # -- sheets

    def stage_sheets(self) -> None:
        before = 0
        inside = region(self.lines, self.table["from"], self.table["to"])
        for block in blocks(inside, self.table, self.goal_sign):
            sheet = take_apart(block, self.table)
            title = unmarked(one_line(sheet.title.texts), self.table["priority"])
            top = block.lines[0].ref
            if block.caption is not None:
                self.found.refuse("legend_refused", top, title, caption=block.caption)
                continue
            key = plain_number(block.number)
            if key in self.sheets:
                self.found.report("duplicate_number", top, title, (key,), number=key)
                continue
            if int(key) < before:
                self.found.report("number_out_of_order", top, title, (key,), number=key, before=before)
            before = int(key)
            self.sheets[key] = sheet
            self.titles[key] = title
            self._stage_sheet(key, sheet, title)
        if not self.sheets:
            self.found.report("no_measures", "", "")
        self._report_boxes()

    def _stage_sheet(self, key: str, sheet: Sheet, title: str) -> None:
        block, top = sheet.block, sheet.block.lines[0]
        raw, ref = sheet.title.raw, sheet.title.ref
        cells = {
            "number": Cell(block.number, block.number, top.ref),
            "title": Cell(title, raw, ref),
            "is_priority": Cell(self.table["priority"] in raw, raw, ref),
            "position": Cell(len(self.sheets), block.number, top.ref),
        }
        heading = block.field_heading
        if heading is not None and (found := re.match(self.table["field_heading"], heading.text)):
            cells["policy_field"] = Cell(one_line([found[1]]), heading.text.strip(), heading.ref)
        if block.added_heading is not None:
            cells |= self._added(block.added_heading)
        for name, part in sheet.parts.items():
            cells[name] = Cell(joined(part.texts), part.raw, part.ref)
        for name in self.table["labels"].values():
            if name not in sheet.parts:
                label = LABELS[name][0]
                self.found.report("field_missing", top.ref, "", (key,), number=key, field=name, label=label)
        self.found.add("measure", (key,), cells, top.ref)
        self._stage_leads(key, sheet)
        self._stage_marks(key, sheet)
        self._stage_schedule(key, sheet)

    def _added(self, heading: Line) -> dict[str, Cell]:
        found = re.match(self.table["added_heading"], heading.text)
        try:
            year = parse_fiscal_year(found[1] if found else "", self.era)
        except NotAFiscalYear:
            self.found.report("unreadable_year", heading.ref, heading.text.strip())
            return {}
        return {"added_fy": Cell(year, heading.text.strip(), heading.ref)}

    def _stage_leads(self, key: str, sheet: Sheet) -> None:
        lead = sheet.lead
        if lead is None:
            top, label = sheet.block.lines[0].ref, self.table["lead"]
            self.found.report(
                "field_missing", top, "", (key,), number=key, field="lead_department", label=label
            )
            return
        found = split_departments(one_line(lead.texts))
        self.leads[key] = _names(found)
        for ordinal, department in enumerate(found.names, 1):
            cells = {"name": Cell(department.name, lead.raw, lead.ref)}
            if department.renamed_to:
                cells["renamed_to"] = Cell(department.renamed_to, lead.raw, lead.ref)
            if department.is_collective:
                cells["is_collective"] = Cell(True, lead.raw, lead.ref)
            self.found.add("measure_department", (key, "lead", ordinal), cells, lead.ref)
        if found.and_others:
            self.found.report("departments_open", lead.ref, lead.raw, (key,), number=key)

    def _heading(self, key: str) -> tuple[str | None, str, str]:
        """The goal of the heading above a sheet, or of the list's where there is none: its name, raw and ref."""
        line = self.sheets[key].block.goal_heading
        if line is not None and (found := re.match(self.goal_sign, line.text)):
            return found[2], line.text.strip(), line.ref
        entry = self.listed.get(key)
        if entry is not None and (found := re.match(self.list_table["goal"], entry.goal_heading)):
            return found[2], entry.goal_heading, entry.ref
        return None, "", ""

    def _stage_marks(self, key: str, sheet: Sheet) -> None:
        """The heading above a sheet is its main goal; the boxes for the others lost their marks: unknown, not no."""
        goal, heading, ref = self._heading(key)
        boxes = sheet.boxes
        for name in self.goals:
            if goal is not None and match_key(name) == match_key(goal):
                cell = Cell(True, heading, ref)
            else:
                cell = Cell(None, boxes.raw if boxes else "", boxes.ref if boxes else ref)
            self.found.add("measure_goal", (key, name), {"mark": cell}, cell.ref)

    def _report_boxes(self) -> None:
        """Once a document: which boxes are unreadable, and which headings speak for them."""
        boxes = next((sheet.boxes for sheet in self.sheets.values() if sheet.boxes), None)
        if boxes is None:
            return
        for word in self.table["lost"]:
            self.found.report("marks_lost", boxes.ref, word, what=word)
        headings: dict[str, str] = {}
        for key in self.sheets:
            goal, heading, ref = self._heading(key)
            if goal is not None:
                headings.setdefault(heading, ref)
        for heading, ref in headings.items():
            self.found.report("goal_by_heading", ref, heading, what=self.table["boxes"])

    def _stage_schedule(self, key: str, sheet: Sheet) -> None:
        if sheet.schedule is None or sheet.cells is None:
            self.found.report("no_schedule", sheet.block.lines[0].ref, "", (key,), number=key)
            return
        years = [first for first, *_ in search_fiscal_years(sheet.schedule.text)]
        text, at = sheet.cells.text.strip(), sheet.cells.ref
        printed = text.split()
        if len(printed) != len(years) or len(set(years)) != len(years):
            counts = {"found": len(printed), "expected": len(years)}
            self.found.report("stages_miscounted", at, text, (key,), number=key, **counts)
            return
        self.found.add("work_item", (key, 1), {}, at)
        for year, raw, cell in zip(years, printed, read_row(printed), strict=True):
            if cell is None:
                continue
            if not cell.known:
                self.found.report("unknown_stage", at, raw, (key,))
            cells = {
                "stages": Cell(cell.stages, raw, at),
                "modifier": Cell(cell.modifier, raw, at),
                "continued": Cell(cell.continued, raw, at),
                "note": Cell(cell.note, raw, at),
            }
            self.found.add("schedule_cell", (key, 1, "planned", year, None), cells, at)

    # -- against the list

    def compare_list(self) -> None:
        if not self.listed:
            self.found.report("no_list", "", "")
            return
        before = 0
        for key, entry in self.listed.items():
            if int(key) < before:
                self.found.report(
                    "number_out_of_order", entry.ref, entry.title, (key,), number=key, before=before
                )
            before = int(key)
            if key in self.titles:
                self._compare(key, entry)
            else:
                self.found.report("only_in_list", entry.ref, entry.title, (key,), number=key)
        for key, title in self.titles.items():
            if key not in self.listed:
                top = self.sheets[key].block.lines[0].ref
                self.found.report("only_as_sheet", top, title, (key,), number=key)

    def _compare(self, key: str, entry: Entry) -> None:
        """The sheet stands; the list's other words are an issue, other letters for the same words a note."""
        title = self.titles[key]
        if title != entry.title:
            same = match_key(title) == match_key(entry.title)
            code = "title_spelled" if same else "title_differs"
            self.found.report(code, entry.ref, entry.raw, (key,), number=key, sheet=title, list=entry.title)
        leads, listed = self.leads.get(key, ()), _names(entry.departments)
        if tuple(map(match_key, leads)) != tuple(map(match_key, listed)):
            names = {"sheet": "、".join(leads), "list": "、".join(listed)}
            self.found.report("leads_differ", entry.ref, entry.raw, (key,), number=key, **names)
        on_sheet = self.table["priority"] in self.sheets[key].title.raw
        if entry.is_priority != on_sheet:
            code = "priority_on_sheet" if on_sheet else "priority_in_list"
            self.found.report(code, entry.ref, entry.raw, (key,), number=key)
        goal, heading, _ = self._heading(key)
        listed_goal = re.match(self.list_table["goal"], entry.goal_heading)
        if goal and listed_goal and match_key(goal) != match_key(listed_goal[2]):
            goals = {"sheet": heading, "list": entry.goal_heading}
            self.found.report("goal_differs", entry.ref, entry.raw, (key,), number=key, **goals)

    # -- references

    def stage_references(self) -> None:
        for key, sheet in self.sheets.items():
            ordinal = 0
            for part in sheet.parts.values():
                for match in re.finditer(self.table["reference"], joined(part.texts)):
                    ordinal += 1
                    self._stage_reference(key, ordinal, match, part)

    def _stage_reference(self, key: str, ordinal: int, match: re.Match[str], part: Part) -> None:
        target, named = plain_number(match[1]), match[2]
        if target not in self.titles:
            self.found.report("reference_unknown", part.ref, match.group(), (key,))
        elif named and match_key(self.titles[target]) != match_key(named):
            self.found.report(
                "reference_title_differs",
                part.ref,
                match.group(),
                (key,),
                number=target,
                title=self.titles[target],
            )
        cells = {
            "raw": Cell(match.group(), match.group(), part.ref),
            "target_measure": Cell(target if target in self.titles else None, match.group(), part.ref),
        }
        self.found.add("measure_reference", (key, ordinal), cells, part.ref)


def _names(departments: Departments) -> tuple[str, ...]:
    return tuple(department.name for department in departments.names)
