"""Recognises a list of measures in a table nobody described: by its labels alone, and only what these say surely."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from domain.names import match_key, plain_number
from domain.stages import read_row
from importers.document import CellText, Document, Sheet
from importers.lexicon import STANDARD, Lexicon
from importers.recognise.gathering import Gathering
from importers.recognise.list_fields import (
    TEXTS,
    stage_departments,
    stage_evaluation,
    stage_goals,
    stage_lineage,
)
from importers.recognise.list_header import Column, Header, Period, Row, find_header, rows_of, values_by_ref
from importers.repair import unmarked
from importers.staged import Cell, LabelUse, PlanIdentity, Staging

PROFILE: Final = "list-table"
TITLE: Final = "施策の一覧表 (list table)"

_SAME: Final = frozenset(("〃", "同上", "々", '"', "”", "仝"))
_TOTAL: Final = re.compile(r"(?:総|合|小)?計|.*(?:合計|小計|総計)")
_NOTE: Final = re.compile(r"※|[(（]?注[)）\d:：]|備考")
_REPEAT: Final = re.compile(r"[(（【\[]再掲[)）】\]]|^再掲")
_EXAMPLE: Final = re.compile(r"[(（【]?(?:凡例|記入例|記載例)")


@dataclass(slots=True)
class Entry:
    """One measure of the list: its cells by field with carried ones filled in, and its rows of the schedule."""

    sheet: str
    ref: str
    cells: dict[str, CellText]
    marks: dict[str, CellText]
    schedule: list[Row] = field(default_factory=list)
    key: str = ""

    def text(self, name: str) -> str:
        return self.cells[name].text if name in self.cells else ""


def score(document: Document, lexicon: Lexicon = STANDARD) -> tuple[float, tuple[str, ...]]:
    """0.6 with a title and two more known columns, 0.9 with eight more; the labels seen. Below 0.6: too few."""
    headers = [header for sheet in document.sheets if (header := find_header(sheet, lexicon))]
    if not headers:
        return 0.0, ()
    best = max(headers, key=lambda header: header.known)
    seen = tuple(column.label for column in best.columns if column.field or column.period or column.goal)
    if best.known < 3:
        return 0.2 * best.known, seen
    return round(min(0.9, 0.6 + 0.05 * (best.known - 3)), 2), seen


def recognise(document: Document, named: PlanIdentity | None = None, lexicon: Lexicon = STANDARD) -> Staging:
    """Every sheet with such a table, under the plan a person named or one named after the file.

    Rows that are no measures are refused, columns that are not known become one question each.
    """
    plan = Gathering(named.key if named else PurePath(document.name).stem)
    _stage_plan(plan, document, named)
    entries: list[Entry] = []
    periods: dict[int, tuple[Column, ...]] = {}
    labels: list[LabelUse] = []
    for sheet in document.sheets:
        header = find_header(sheet, lexicon)
        if header is None or header.known < 3:
            if any(cell.text for row in sheet.rows for cell in row):
                plan.report("sheet_left", "", sheet.name)
            continue
        reading = _Reading(plan, sheet, header, lexicon)
        reading.read()
        for entry in reading.entries:
            periods[id(entry)] = header.periods
        entries.extend(reading.entries)
        labels.extend(reading.labels)
    if not entries:
        plan.report("no_measures", "", "")
    _give_keys(plan, entries)
    goals: set[str] = set()
    for position, entry in enumerate((entry for entry in entries if entry.key), 1):
        _stage(plan, entry, position, goals)
        _stage_schedule(plan, entry, periods[id(entry)])
    return Staging(
        tuple(plan.rows), (*document.issues, *plan.issues), PROFILE, tuple(plan.refused), tuple(labels)
    )


def _stage_plan(plan: Gathering, document: Document, named: PlanIdentity | None) -> None:
    values = {name: getattr(named, name, None) for name in ("title", "municipality", "first_fy", "last_fy")}
    cells = {name: Cell(value, "", "") for name, value in values.items() if value is not None}
    plan.add("plan", (), cells, "")
    if named is None:
        plan.report("plan_unnamed", "", document.name, plan=plan.plan)


# -- reading rows


class _Reading:
    """The rows of one sheet's table."""

    def __init__(self, plan: Gathering, sheet: Sheet, header: Header, lexicon: Lexicon) -> None:
        self.plan = plan
        self.lexicon = lexicon
        self.labels: list[LabelUse] = []
        self.sheet = sheet
        self.header = header
        self.values = values_by_ref(sheet)
        self.entries: list[Entry] = []
        self.fields = {column.number: column.field for column in header.columns if column.field}
        self.goals = {column.number: column.goal for column in header.columns if column.goal}
        title = header.of("title")
        self.title = title.number if title else 0

    def read(self) -> None:
        rows = rows_of(self.sheet)[self.header.last_row :]
        self._ask_columns(rows)
        in_legend = False
        for row in rows:
            filled = [cell for _, cell in sorted(row.items()) if cell.text]
            if not filled:
                in_legend = False
                continue
            first = filled[0]
            if in_legend or _EXAMPLE.match(first.text):
                in_legend = in_legend or "凡例" in first.text
                self.plan.refuse("legend_refused", first.ref, _raw(filled), caption=first.text)
            elif not self._is_header(filled):
                self._take(row, filled)

    def _ask_columns(self, rows: Sequence[Row]) -> None:
        for column in self.header.repeated:
            self.plan.report("repeated_column", column.ref, column.label)
        taken = {**self.fields, **dict.fromkeys(self.goals, "goal")}
        taken |= dict.fromkeys((column.number for column in self.header.periods), "period")
        repeated = {column.number for column in self.header.repeated}
        labels = {column.number: (column.label, column.ref) for column in self.header.columns}
        for number in sorted({number for row in rows for number in row} - repeated):
            cells = [row[number] for row in rows if number in row and row[number].text]
            label, ref = labels.get(number, ("", ""))
            if not cells and not label:
                continue
            first = cells[0] if cells else None
            own = self.lexicon.is_own(label)
            used = LabelUse(
                label,
                ref or (first.ref if first else ""),
                taken.get(number),
                len(cells),
                first.text if first else "",
                own,
            )
            self.labels.append(used)
            if used.field is None and not own and cells:
                self.plan.report("column_question", used.ref, label, count=used.count, first=used.first)

    def _is_header(self, filled: Sequence[CellText]) -> bool:
        """Whether a row repeats the header, as tables over several pages do."""
        labels = {match_key(part) for column in self.header.columns for part in column.label.split("／")}
        return len(filled) > 1 and all(match_key(cell.text) in labels for cell in filled)

    def _take(self, row: Row, filled: Sequence[CellText]) -> None:
        title = row.get(self.title)
        first, raw = filled[0], _raw(filled)
        code = _no_measure(first.text, title.text if title else "")
        if code is not None:
            self.plan.refuse(code, first.ref, raw)
        elif title is not None and self._carries_on(title):
            self._further_row(row)
        elif title is None or not title.text:
            self.plan.refuse("row_without_title", first.ref, raw)
        elif len(filled) == 1:
            self.plan.refuse("row_unclear", first.ref, raw)
        else:
            cells = {
                name: cell
                for number, name in self.fields.items()
                if (cell := self._value(row.get(number), name))
            }
            marks = {goal: row[number] for number, goal in self.goals.items() if number in row}
            self.entries.append(Entry(self.sheet.name, title.ref, cells, marks, [self._spread(row)]))

    def _carries_on(self, title: CellText) -> bool:
        """Whether a row belongs to the measure above: its title is the same merged cell, or says "the same"."""
        if not self.entries:
            return False
        return title.merged_from == self.entries[-1].ref if title.merged_from else title.text in _SAME

    def _further_row(self, row: Row) -> None:
        self.entries[-1].schedule.append(self._spread(row))
        for number, name in self.fields.items():
            cell = row.get(number)
            if cell is not None and cell.text and name != "title" and cell.text not in _SAME:
                self.plan.report("continuation_left", cell.ref, cell.text, field=name)

    def _value(self, cell: CellText | None, name: str) -> CellText | None:
        """The cell's own text, or that of the merge it lies under, or of the row above where it says so."""
        if cell is None:
            return None
        if cell.merged_from:
            above = self.values.get(cell.merged_from)
            return above if above is not None and above.column == cell.column and above.text else None
        if cell.text in _SAME:
            before = self.entries[-1].cells.get(name) if self.entries else None
            if before is None:
                self.plan.report("same_as_nothing", cell.ref, cell.text)
            return before
        return cell if cell.text else None

    def _spread(self, row: Row) -> Row:
        """The schedule's cells. One that lies under a merge has the text printed there; it goes on what stands left
        of it, and keeps `merged_from`, unless the merge came down from above."""
        spread: dict[int, CellText] = {}
        for column in self.header.periods:
            cell = row.get(column.number)
            if cell is not None and cell.merged_from and (over := self.values.get(cell.merged_from)):
                goes_on = over.column != cell.column and over.text
                cell = cell._replace(text=over.text, merged_from=over.ref if goes_on else None)
            if cell is not None:
                spread[column.number] = cell
        return spread


def _raw(filled: Sequence[CellText]) -> str:
    return "｜".join(cell.text.replace("\n", "") for cell in filled[:4])


def _no_measure(first: str, title: str) -> str | None:
    """Why a row is no measure although it stands among them; None where it may be one."""
    for text in filter(None, (first, title)):
        plain = match_key(text)
        if _TOTAL.fullmatch(plain):
            return "row_is_total"
        if _NOTE.match(text):
            return "row_is_note"
        if _REPEAT.search(text):
            return "row_is_repeat"
    return None


# -- keys and staging


def _give_keys(plan: Gathering, entries: Sequence[Entry]) -> None:
    """The printed number where it is unique; where numbers restart under sheets and fields, the group's number and it;
    without numbers, the place in the list. A number that is still twice is refused."""
    numbers = [plain_number(entry.text("number")) for entry in entries]
    if entries and not any(numbers):
        plan.report("list_without_numbers", "", "", count=len(entries))
    groups = list(dict.fromkeys((entry.sheet, entry.text("policy_field")) for entry in entries))
    grouped = [
        f"{groups.index((entry.sheet, entry.text('policy_field'))) + 1}-{number}"
        for entry, number in zip(entries, numbers, strict=True)
    ]
    restart = len(set(numbers)) < len(numbers) and len(set(grouped)) == len(grouped) and all(numbers)
    if restart:
        plan.report("numbers_restart", "", "", count=len(groups))
    taken: set[str] = set()
    for place, entry in enumerate(entries):
        key = grouped[place] if restart else numbers[place] or f"#{place + 1}"
        if key in taken:
            plan.refuse("duplicate_number", entry.ref, entry.text("title"), (key,), number=key)
            continue
        taken.add(key)
        entry.key = key


def _stage(plan: Gathering, entry: Entry, position: int, goals: set[str]) -> None:
    title = entry.cells["title"]
    cells = {
        name: Cell(cell.text, cell.text, cell.ref) for name, cell in entry.cells.items() if name in TEXTS
    }
    cells["title"] = Cell(unmarked(title.text.replace("\n", "")), title.text, title.ref)
    cells["position"] = Cell(position, str(position), entry.ref)
    if "【重点】" in title.text:
        cells["is_priority"] = Cell(True, title.text, title.ref)
    plan.add("measure", (entry.key,), cells, entry.ref)
    stage_goals(plan, entry.key, entry.marks, goals)
    stage_departments(plan, entry.key, entry.cells)
    stage_lineage(plan, entry.key, entry.cells)
    stage_evaluation(plan, entry.key, entry.cells)


def _stage_schedule(plan: Gathering, entry: Entry, periods: Sequence[Column]) -> None:
    for number, row in enumerate(entry.schedule, 1):
        if periods:
            plan.add("work_item", (entry.key, number), {}, entry.ref)
        for kind in dict.fromkeys(column.kind for column in periods):
            columns = sorted(
                (column for column in periods if column.kind == kind),
                key=_in_time,
            )
            cells = [row.get(column.number) for column in columns]
            stages = read_row([("⇒" if cell.merged_from else cell.text) if cell else None for cell in cells])
            for column, cell, stage in zip(columns, cells, stages, strict=True):
                if cell is None or stage is None or column.period is None:
                    continue
                key = (entry.key, number, kind, *column.period)
                if not stage.known:
                    plan.report("unknown_stage", cell.ref, cell.text, key)
                if stage.continued and not stage.stages:
                    plan.report("arrow_without_stage", cell.ref, cell.text, key)
                values = {
                    "stages": stage.stages,
                    "modifier": stage.modifier,
                    "continued": stage.continued,
                    "note": stage.note,
                }
                staged = {
                    name: Cell(value, cell.text, cell.ref)
                    for name, value in values.items()
                    if value is not None
                }
                plan.add("schedule_cell", key, staged, cell.ref)


def _in_time(column: Column) -> Period:
    """A whole year stands before its halves."""
    year, half = column.period or (0, 0)
    return year, half or 0
