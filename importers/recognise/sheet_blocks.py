"""Recognises plans printed as numbered sheets in running text, one after another, with a list at the end."""

import re
from collections.abc import Mapping
from typing import Any

from domain.eras import ERAS, Era, NotAFiscalYear, parse_fiscal_year, search_fiscal_years
from domain.names import match_key, plain_number, split_departments
from domain.stages import read_row
from importers.codes import CODES
from importers.document import Document, Line
from importers.profiles import Profile
from importers.recognise.blocks import Part, Sheet, blocks, region, take_apart
from importers.recognise.plan_row import plan_cells
from importers.recognise.printed_list import Entry, entries
from importers.repair import joined, one_line, unmarked
from importers.staged import Cell, Issue, Key, StagedRow, Staging


def recognise(document: Document, profile: Profile) -> Staging:
    """Every sheet of the document as staged rows, held against the document's own list."""
    run = _Run(document, profile)
    run.stage_plan()
    run.stage_goals()
    run.stage_sheets()
    run.compare_list()
    run.stage_references()
    run.stage_costs()
    return Staging(tuple(run.rows), tuple(run.issues), profile.name, tuple(run.refused))


class _Run:
    def __init__(self, document: Document, profile: Profile) -> None:
        self.lines = document.lines
        self.profile = profile
        self.table = profile.table["blocks"]
        self.plan = str(profile.plan["key"])
        self.era: Era = next(era for era in ERAS if era.name == self.table["era"])
        self.goals: list[str] = profile.table["goals"]["names"]
        self.rows: list[StagedRow] = []
        self.issues: list[Issue] = []
        self.refused: list[Issue] = []
        self.sheets: dict[str, Sheet] = {}
        self.titles: dict[str, str] = {}
        self.leads: dict[str, tuple[str, ...]] = {}
        self.listed: dict[str, Entry] = {
            plain_number(entry.number): entry
            for entry in entries(self.lines, profile.table["list"], self.table["priority"])
        }

    # -- plan and goals

    def stage_plan(self) -> None:
        self._add("plan", (), plan_cells(self.lines, self.profile), f"profile {self.profile.name}")

    def stage_goals(self) -> None:
        sign = re.compile(self.profile.table["goals"]["heading"])
        for ordinal, name in enumerate(self.goals, 1):
            found = next(
                (
                    (place, match)
                    for place, line in enumerate(self.lines)
                    if (match := sign.match(line.text)) and match_key(match[2]) == match_key(name)
                ),
                None,
            )
            if found is None:
                continue
            place, match = found
            line = self.lines[place]
            cells = {
                "number": Cell(match[1], match[1], line.ref),
                "ordinal": Cell(ordinal, match[1], line.ref),
            }
            heading = [line.text]
            for further in self.lines[place + 1 : place + 6]:
                if "）" in "".join(heading):
                    break
                heading.append(further.text)
            text = one_line(heading)
            if "（" in text:
                inside = text.split("（", 1)[1].rsplit("）", 1)[0]
                cells["text"] = Cell(inside, "\n".join(heading).strip(), line.ref)
            self._add("goal", (name,), cells, line.ref)

    # -- sheets

    def stage_sheets(self) -> None:
        before = 0
        inside = region(self.lines, self.table["from"], self.table["to"])
        for block in blocks(inside, self.table, self.profile.table["goals"]["heading"]):
            sheet = take_apart(block, self.table)
            title = unmarked(one_line(sheet.title.texts), self.table["priority"])
            if block.caption is not None:
                self.refused.append(
                    self._issue("legend_refused", block.lines[0].ref, title, caption=block.caption)
                )
                continue
            key = plain_number(block.number)
            if key in self.sheets:
                self._report("duplicate_number", block.lines[0].ref, title, (key,), number=key)
                continue
            if int(key) < before:
                self._report(
                    "number_out_of_order", block.lines[0].ref, title, (key,), number=key, before=str(before)
                )
            before = int(key)
            self.sheets[key] = sheet
            self.titles[key] = title
            self._stage_sheet(key, sheet, title)
        if self.sheets:
            boxes = next((sheet.boxes for sheet in self.sheets.values() if sheet.boxes), None)
            self._report(
                "marks_lost", boxes.ref if boxes else "", self.table["boxes"], None, what=self.table["boxes"]
            )

    def _stage_sheet(self, key: str, sheet: Sheet, title: str) -> None:
        block = sheet.block
        top = block.lines[0]
        priority = self.table["priority"] in sheet.title.raw
        cells = {
            "number": Cell(block.number, block.number, top.ref),
            "title": Cell(title, sheet.title.raw, sheet.title.ref),
            "is_priority": Cell(priority, sheet.title.raw, sheet.title.ref),
            "position": Cell(len(self.sheets), block.number, top.ref),
        }
        if block.field_heading is not None:
            found = re.match(self.table["field_heading"], block.field_heading.text)
            assert found is not None
            cells["policy_field"] = Cell(
                one_line([found[1]]), block.field_heading.text.strip(), block.field_heading.ref
            )
        if block.added_heading is not None:
            cells |= self._added(block.added_heading)
        for name, part in sheet.parts.items():
            cells[name] = Cell(joined(part.texts), part.raw, part.ref)
        for name in self.table["labels"].values():
            if name not in sheet.parts:
                self._report("field_missing", top.ref, "", (key,), number=key, field=name)
        self._add("measure", (key,), cells, top.ref)
        self._stage_leads(key, sheet.lead)
        self._stage_marks(key, sheet)
        self._stage_schedule(key, sheet)

    def _added(self, heading: Line) -> dict[str, Cell]:
        found = re.match(self.table["added_heading"], heading.text)
        assert found is not None
        try:
            year = parse_fiscal_year(found[1], self.era)
        except NotAFiscalYear:
            return {}
        return {"added_fy": Cell(year, heading.text.strip(), heading.ref)}

    def _stage_leads(self, key: str, lead: Part | None) -> None:
        if lead is None:
            self._report(
                "field_missing",
                self.sheets[key].block.lines[0].ref,
                "",
                (key,),
                number=key,
                field=self.table["lead"],
            )
            return
        found = split_departments(one_line(lead.texts))
        self.leads[key] = tuple(department.name for department in found.names)
        for ordinal, department in enumerate(found.names, 1):
            cells = {"name": Cell(department.name, lead.raw, lead.ref)}
            if department.renamed_to:
                cells["renamed_to"] = Cell(department.renamed_to, lead.raw, lead.ref)
            if department.is_collective:
                cells["is_collective"] = Cell(True, lead.raw, lead.ref)
            self._add("measure_department", (key, "lead", ordinal), cells, lead.ref)
        if found.and_others:
            self._report("departments_open", lead.ref, lead.raw, (key,), number=key)

    def _stage_marks(self, key: str, sheet: Sheet) -> None:
        """The heading above a sheet is its main goal; the boxes for the others lost their marks: unknown, not no."""
        heading, ref = "", ""
        if sheet.block.goal_heading is not None:
            heading, ref = sheet.block.goal_heading.text.strip(), sheet.block.goal_heading.ref
        elif key in self.listed:
            heading, ref = self.listed[key].goal_heading, self.listed[key].ref
        boxes = sheet.boxes
        for name in self.goals:
            if heading and match_key(name) in match_key(heading):
                cell = Cell(True, heading, ref)
            else:
                cell = Cell(None, boxes.raw if boxes else "", boxes.ref if boxes else ref)
            self._add("measure_goal", (key, name), {"mark": cell}, cell.ref)

    def _stage_schedule(self, key: str, sheet: Sheet) -> None:
        if sheet.schedule is None or sheet.cells is None:
            self._report("no_schedule", sheet.block.lines[0].ref, "", (key,), number=key)
            return
        years = [first for first, *_ in search_fiscal_years(sheet.schedule.text)]
        printed = sheet.cells.text.split()
        if len(printed) != len(years):
            self._report(
                "stages_miscounted",
                sheet.cells.ref,
                sheet.cells.text.strip(),
                (key,),
                number=key,
                found=str(len(printed)),
                expected=str(len(years)),
            )
            return
        self._add("work_item", (key, 1), {}, sheet.cells.ref)
        for year, raw, cell in zip(years, printed, read_row(printed), strict=True):
            if cell is None:
                continue
            if not cell.known:
                self._report("unknown_stage", sheet.cells.ref, raw, (key,))
            at = sheet.cells.ref
            cells = {
                "stages": Cell(cell.stages, raw, at),
                "modifier": Cell(cell.modifier, raw, at),
                "continued": Cell(cell.continued, raw, at),
                "note": Cell(cell.note, raw, at),
            }
            self._add("schedule_cell", (key, 1, "planned", year, None), cells, at)

    # -- against the list

    def compare_list(self) -> None:
        before = 0
        for key, entry in self.listed.items():
            if int(key) < before:
                self._report(
                    "number_out_of_order", entry.ref, entry.title, (key,), number=key, before=str(before)
                )
            before = int(key)
            if key not in self.titles:
                self._report("only_in_list", entry.ref, entry.title, (key,), number=key)
                continue
            title, leads = self.titles[key], self.leads.get(key, ())
            if match_key(title) != match_key(entry.title):
                self._report(
                    "title_differs", entry.ref, entry.raw, (key,), number=key, sheet=title, list=entry.title
                )
            listed = tuple(department.name for department in entry.departments.names)
            if tuple(map(match_key, leads)) != tuple(map(match_key, listed)):
                self._report(
                    "leads_differ",
                    entry.ref,
                    entry.raw,
                    (key,),
                    number=key,
                    sheet="、".join(leads),
                    list="、".join(listed),
                )
            if entry.is_priority != (self.table["priority"] in self.sheets[key].title.raw):
                where = "in the list" if entry.is_priority else "on its sheet"
                self._report("priority_differs", entry.ref, entry.raw, (key,), number=key, where=where)
        for key, title in self.titles.items():
            if self.listed and key not in self.listed:
                self._report("only_as_sheet", self.sheets[key].block.lines[0].ref, title, (key,), number=key)

    # -- references and costs

    def stage_references(self) -> None:
        sign = re.compile(self.table["reference"])
        for key, sheet in self.sheets.items():
            ordinal = 0
            for part in sheet.parts.values():
                for found in sign.finditer(joined(part.texts)):
                    ordinal += 1
                    target = plain_number(found[1])
                    known = target in self.titles
                    if not known:
                        self._report("reference_unknown", part.ref, found.group(), (key,))
                    elif match_key(self.titles[target]) != match_key(found[2]):
                        self._report(
                            "reference_title_differs",
                            part.ref,
                            found.group(),
                            (key,),
                            number=target,
                            title=self.titles[target],
                        )
                    cells = {
                        "raw": Cell(found.group(), found.group(), part.ref),
                        "target_measure": Cell(target if known else None, found.group(), part.ref),
                    }
                    self._add("measure_reference", (key, ordinal), cells, part.ref)

    def stage_costs(self) -> None:
        costs = self.profile.table.get("costs")
        if costs is None:
            return
        lines = [line for line in region(self.lines, costs["from"], r"^ ?第") if line.text.strip()]
        text = one_line(line.text for line in lines)
        for found in re.finditer(costs["year"], text):
            year = parse_fiscal_year(found[1], self.era)
            amount = int(found[2].replace(",", ""))
            cells = {
                "thousand_yen": Cell(amount, found.group(), lines[0].ref),
                "approximate": Cell("約" in found.group(), found.group(), lines[0].ref),
            }
            self._add("cost_estimate", (year,), cells, lines[0].ref)

    # -- collecting

    def _add(self, entity: str, key: Key, cells: Mapping[str, Cell], ref: str) -> None:
        self.rows.append(StagedRow(self.plan, entity, key, cells, ref))

    def _issue(self, code: str, ref: str, raw: str, key: Key | None = None, **params: Any) -> Issue:
        return Issue(code, CODES[code].level, ref, params.get("field"), raw, params, self.plan, key)

    def _report(self, code: str, ref: str, raw: str, key: Key | None = None, **params: Any) -> None:
        self.issues.append(self._issue(code, ref, raw, key, **params))
