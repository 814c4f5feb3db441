"""Recognises plans printed as a table a measure under circled numbers that restart under each goal.

Made for 武蔵村山市第四次情報化基本計画 第4章4: 施策概要, 総合計画との関係 beside 前計画との関係,
実現までのプロセス with one or two rows of stages (or year and stage in one cell), 期待される効果, 主な関係課.
The former plan that the document evaluates comes along.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from domain.names import match_key, plain_number
from importers.document import Document, Line, span_ref
from importers.lexicon import LABELS, field_of
from importers.profiles import Profile
from importers.recognise import evaluated_sheets
from importers.recognise.blocks import region
from importers.recognise.circled_sheets import (
    CircledSheet,
    Labelled,
    cells_of,
    circled_sheets,
    labelled_cells,
    paragraphs,
    running_text,
)
from importers.recognise.evaluated_sheets import stage_departments
from importers.recognise.gathering import Gathering
from importers.recognise.predecessors import Claim, former_plan, stage_lineage
from importers.recognise.year_rows import YearTable, stage_year_table, year_table
from importers.repair import one_line, unspaced, untagged
from importers.staged import Cell

_TEXTS: Final = ("content", "expected_effect")
_WANTED: Final = ("content", "parent_plan_ref", "predecessor", "expected_effect", "lead_department")
_TABLE_OPENS: Final = r"^(?:<p>)?\s*施策概要\s*(?:</p>)?\t"


def recognise(document: Document, profile: Profile, plan: str) -> Gathering:
    """The plan's goals and measures; where the profile has an evaluation, the former plan with its results too."""
    table = profile.table["process"]
    found = Gathering(plan)
    former = (
        evaluated_sheets.recognise(document, profile, plan) if "evaluated" in profile.table else Gathering("")
    )
    run = _Run(document, table, found)
    run.stage()
    stage_lineage(found, run.claims, former_plan(former))
    found.join(former)
    return found


class _Run:
    def __init__(self, document: Document, table: Mapping[str, Any], found: Gathering) -> None:
        self.found = found
        self.lines = document.lines
        self.table = table
        self.goals: dict[str, str] = {}
        self.claims: list[Claim] = []
        self.differing: set[str] = set()

    def stage(self) -> None:
        inside = region(self.lines, self.table["from"], self.table["to"])
        sheets = circled_sheets(inside, _TABLE_OPENS, self.table["heading"])
        self._stage_goals(sheets)
        if not sheets:
            self.found.report("no_measures", "", "")
            return
        numbers = Counter((_group(sheet), plain_number(sheet.number)) for sheet in sheets)
        restart = max(Counter(number for _, number in numbers).values()) > 1
        position = 0
        seen: set[str] = set()
        for sheet in sheets:
            group, number = _group(sheet), plain_number(sheet.number)
            key = f"{group}-{number}" if restart and group else number
            if key in seen:
                self.found.report("duplicate_number", sheet.ref, sheet.title, (key,), number=key)
                continue
            seen.add(key)
            position += 1
            self._stage_sheet(key, sheet, position)
        self.found.report("no_list", sheets[0].ref, "")

    # -- goals

    def _stage_goals(self, sheets: Sequence[CircledSheet]) -> None:
        """Goals with their texts where the document explains them, then those that only head sheets."""
        sign = re.compile(self.table["goal"])
        places = [place for place, line in enumerate(self.lines) if sign.match(line.text)]
        for place in places:
            line = self.lines[place]
            heading = sign.match(line.text)
            assert heading is not None
            number = plain_number(heading[2])
            if number in self.goals:
                continue
            text = _text_below(self.lines, place, sign)
            cells = {"number": Cell(heading[1], line.text.strip(), line.ref)}
            if text:
                raw = "\n".join(part.text for part in text)
                cells["text"] = Cell(running_text(text), raw, span_ref(text))
            self._add_goal(number, unspaced(heading[3]), cells, line)
        for sheet in sheets:
            if sheet.heading is not None and sheet.heading_line is not None:
                line, number, name = sheet.heading_line, _group(sheet), unspaced(sheet.heading[2])
                if number not in self.goals:
                    cells = {"number": Cell(number, line.text.strip(), line.ref)}
                    self._add_goal(number, name, cells, line)

    def _add_goal(self, number: str, name: str, cells: dict[str, Cell], line: Line) -> None:
        known = name in self.goals.values()
        self.goals[number] = name
        if known:
            return
        cells["ordinal"] = Cell(len(self.goals), line.text.strip(), line.ref)
        self.found.add("goal", (name,), cells, line.ref)

    # -- a sheet

    def _stage_sheet(self, key: str, sheet: CircledSheet, position: int) -> None:
        title, subtitle = split_subtitle(sheet.title)
        cells = {
            "number": Cell(sheet.number, sheet.number, sheet.ref),
            "title": Cell(title, sheet.raw, sheet.ref),
            "position": Cell(position, sheet.number, sheet.ref),
        }
        if subtitle:
            cells["subtitle"] = Cell(subtitle, sheet.raw, sheet.ref)
        labelled = labelled_cells(sheet.body)
        for name in _TEXTS:
            if name in labelled:
                part = labelled[name]
                cells[name] = Cell(paragraphs(part.raw), part.raw, part.ref)
        if "parent_plan_ref" in labelled:
            part = labelled["parent_plan_ref"]
            cells["parent_plan_ref"] = Cell(unspaced(part.printed), part.printed, part.ref)
        for name in _WANTED:
            if name not in labelled:
                params = {"number": key, "field": name, "label": LABELS[name][0]}
                self.found.report("field_missing", sheet.ref, "", (key,), **params)
        self.found.add("measure", (key,), cells, sheet.ref)
        self._stage_goal(key, sheet)
        self._stage_departments(key, labelled.get("lead_department"))
        self._stage_schedule(key, sheet)
        if "predecessor" in labelled:
            part = labelled["predecessor"]
            names = (title, subtitle) if subtitle else (title,)
            self.claims.append(Claim(key, names, unspaced(part.printed), part.ref))

    def _stage_goal(self, key: str, sheet: CircledSheet) -> None:
        goal = self.goals.get(_group(sheet))
        if goal is None or sheet.heading is None or sheet.heading_line is None:
            return
        line = sheet.heading_line
        name = unspaced(sheet.heading[2])
        if match_key(name) != match_key(goal) and line.ref not in self.differing:
            self.differing.add(line.ref)
            params = {"number": key, "sheet": name, "list": goal}
            self.found.report("goal_differs", line.ref, line.text.strip(), (key,), **params)
        self.found.add(
            "measure_goal", (key, goal), {"mark": Cell(True, line.text.strip(), line.ref)}, line.ref
        )

    def _stage_departments(self, key: str, part: Labelled | None) -> None:
        if part is not None:
            text = one_line(untagged(part.raw).split("\n"))
            stage_departments(self.found, key, text, part.printed, part.lines)

    def _stage_schedule(self, key: str, sheet: CircledSheet) -> None:
        table = process_table(sheet.body)
        if table.is_blank:
            self.found.report("no_schedule", sheet.ref, "", (key,), number=key)
            return
        stage_year_table(self.found, key, "planned", table, set())


def process_table(body: Sequence[Line]) -> YearTable:
    """The schedule of a sheet: from its label to the next line that begins with a label."""
    inside: list[Line] = []
    for line in body:
        label = field_of(cells_of(line.text)[0]) if "\t" in line.text else None
        if label == "schedule" or (inside and label is None):
            inside.append(line)
        elif inside:
            break
    return year_table(inside, label_column=True)


def split_subtitle(title: str) -> tuple[str, str | None]:
    """A title and the parenthesis it ends in, which may hold parentheses itself."""
    if not title.endswith((")", "）")):
        return title, None
    depth = 0
    for place in range(len(title) - 1, -1, -1):
        depth += (title[place] in ")）") - (title[place] in "(（")
        if depth == 0:
            subtitle = title[place + 1 : -1].strip()
            return (title[:place].strip(), subtitle) if place and subtitle else (title, None)
    return title, None


def _group(sheet: CircledSheet) -> str:
    return plain_number(sheet.heading[1]) if sheet.heading is not None else ""


def _text_below(lines: Sequence[Line], place: int, sign: re.Pattern[str]) -> list[Line]:
    """The paragraph under a goal's heading, behind the blank lines."""
    found: list[Line] = []
    for line in lines[place + 1 : place + 12]:
        if (
            sign.match(line.text)
            or re.match(r"^\(?\d+\)? ?\S{1,40}$", line.text)
            or (found and not line.text.strip())
        ):
            break
        if line.text.strip():
            found.append(line)
    return found
