"""Reads the rows of a list table: which are measures, which carry one on, and which are none and are refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.names import match_key
from importers.document import CellText, Sheet
from importers.lexicon import Lexicon
from importers.recognise.gathering import Gathering
from importers.recognise.list_header import Header, Row, rows_of, values_by_ref
from importers.recognise.list_legends import Legends
from importers.staged import LabelUse

# Signs that a cell says what the one above says; those that only point down do so in texts alone.
SAME: Final = frozenset(
    ("〃", "同上", "々", '"', "”", "仝", "上に同じ", "上記に同じ", "上と同じ", "↓", "〃〃")
)
# Every measure has its own; a sign or a merge that carries one down says no more than that rows belong together.
_OWN: Final = frozenset(("number", "title", "indicator", "unit"))
_TOTAL: Final = re.compile(r"(?:総|合|小)?計|.*(?:合計|小計|総計)")
_NOTE: Final = re.compile(r"※|[(（]?注(?:[)）\d:：]|$)|備考(?:[:：]|$)")
_REPEAT: Final = re.compile(r"[(（【\[]再掲[)）】\]]|^再掲")
_EXAMPLE: Final = re.compile(r"[(（【]?(?:凡例|記入例|記載例|入力例)")
EXAMPLE_SHEET: Final = re.compile(
    r"記入(?:例|要領|方法)|記載(?:例|要領)|入力(?:例|要領)|作成要領|見本|サンプル"
)


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One row of a measure's schedule: its number on the sheet, where it begins, its cells with merges filled in."""

    row: int
    ref: str
    cells: Row


@dataclass(slots=True)
class Entry:
    """One measure of the list: its cells by field with carried ones filled in, and its rows of the schedule; `more`
    are the same measure on other sheets."""

    sheet: Sheet
    header: Header
    ref: str
    cells: dict[str, CellText]
    marks: dict[str, CellText]
    rows: list[WorkRow] = field(default_factory=list)
    key: str = ""
    more: list["Entry"] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.cells[name].text if name in self.cells else ""

    @property
    def everywhere(self) -> tuple["Entry", ...]:
        return (self, *self.more)


class Reading:
    """The rows of one sheet's table."""

    def __init__(
        self, plan: Gathering, sheet: Sheet, header: Header, lexicon: Lexicon, legends: Legends
    ) -> None:
        self.plan = plan
        self.lexicon = lexicon
        self.labels: list[LabelUse] = []
        self.sheet = sheet
        self.header = header
        self.legends = [legend for legend in legends.found if legend.sheet == sheet.name]
        self.values = values_by_ref(sheet)
        self.rows = rows_of(sheet)[header.last_row :]
        self.entries: list[Entry] = []
        self.fields = {column.number: column.field for column in header.columns if column.field}
        self.goals = {column.number: column.goal for column in header.columns if column.goal}
        self.figures = {column.number for column in header.columns if column.figure}
        self.filled = {
            (fill.row, place) for fill in sheet.fills for place in range(fill.first, fill.last + 1)
        }
        self.heads = {match_key(part) for column in header.columns for part in column.label.split("／")}
        self.schedule = [column.number for column in header.periods]
        self.spread = {*self.schedule, *self.figures}
        self.spread |= {number for number, name in self.fields.items() if name in ("indicator", "unit")}
        title = header.of("title")
        self.title = title.number if title else 0

    def read(self) -> None:
        self.ask_columns(self.rows)
        in_legend = False
        for row in self.rows:
            filled = [cell for _, cell in sorted(row.items()) if cell.text]
            if not filled:
                in_legend = False
                if self._is_filled_row(row):
                    self._further_row(row, row[self.title])
                continue
            first = filled[0]
            if in_legend or _EXAMPLE.match(first.text) or self._in_legend(first):
                in_legend = in_legend or "凡例" in first.text
                self.plan.refuse("legend_refused", first.ref, raw_of(filled), caption=first.text)
            elif self._is_header(filled):
                self.plan.refuse("row_is_header", first.ref, raw_of(filled))
            else:
                self._take(row, filled)

    def refuse_all(self, code: str = "legend_refused") -> None:
        """Every row: the sheet shows how the form is filled in, or nobody can tell what its rows name."""
        for row in self.rows:
            filled = [cell for _, cell in sorted(row.items()) if cell.text]
            if filled:
                self.plan.refuse(code, filled[0].ref, raw_of(filled), caption=self.sheet.name)

    def ask_columns(self, rows: Sequence[Row]) -> None:
        """Say how each column was read, and ask about those that are not known."""
        for column in self.header.repeated:
            self.plan.report("repeated_column", column.ref, column.label)
        taken = {**self.fields, **dict.fromkeys(self.goals, "goal")}
        taken |= dict.fromkeys((column.number for column in self.header.periods), "period")
        if "indicator" in self.fields.values():
            taken |= dict.fromkeys(self.figures, "figure")
        repeated = {column.number for column in self.header.repeated}
        columns = (*self.header.columns, *self.header.repeated)
        labels = {column.number: (column.label, column.ref) for column in columns}
        for number in sorted({number for row in rows for number in row} | labels.keys()):
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
            if used.field is None and not own and cells and number not in repeated:
                self.plan.report("column_question", used.ref, label, count=used.count, first=used.first)

    def _in_legend(self, first: CellText) -> bool:
        return any(first.row in legend.rows and first.column >= legend.column for legend in self.legends)

    def _is_filled_row(self, row: Row) -> bool:
        """Whether a row without a text carries a measure on: its title is a merge, and its schedule has colours."""
        title = row.get(self.title)
        if title is None or not self._carries_on(title):
            return False
        return self._has_colour(title.row)

    def _has_colour(self, row: int) -> bool:
        return any((row, number) in self.filled for number in self.schedule)

    def _is_header(self, filled: Sequence[CellText]) -> bool:
        """Whether a row repeats the header, as tables over several pages do."""
        return len(filled) > 1 and all(match_key(cell.text) in self.heads for cell in filled)

    def _take(self, row: Row, filled: Sequence[CellText]) -> None:
        title = row.get(self.title)
        first, raw = filled[0], raw_of(filled)
        code = _no_measure(first, title)
        if code is not None:
            self.plan.refuse(code, first.ref, raw)
        elif title is not None and self._carries_on(title):
            self._further_row(row, first)
        elif title is None or not title.text:
            self.plan.refuse("row_without_title", first.ref, raw)
        elif title.text in SAME or (len(filled) == 1 and not self._has_colour(title.row)):
            self.plan.refuse("row_unclear", first.ref, raw)
        else:
            cells = {
                name: cell
                for number, name in self.fields.items()
                if (cell := self._value(row.get(number), name))
            }
            marks = {goal: row[number] for number, goal in self.goals.items() if number in row}
            work_row = WorkRow(title.row, title.ref, self._spread(row))
            self.entries.append(Entry(self.sheet, self.header, title.ref, cells, marks, [work_row]))

    def _carries_on(self, title: CellText) -> bool:
        """Whether a row belongs to the measure above: its title is the same merged cell, or says "the same"."""
        if not self.entries:
            return False
        return title.merged_from == self.entries[-1].ref if title.merged_from else title.text in SAME

    def _further_row(self, row: Row, first: CellText) -> None:
        entry = self.entries[-1]
        entry.rows.append(WorkRow(first.row, first.ref, self._spread(row)))
        for number, name in self.fields.items():
            cell = row.get(number)
            if cell is not None and cell.text and name not in _OWN and cell.text not in SAME:
                self.plan.report("continuation_left", cell.ref, cell.text, field=name)
        has_place = self.schedule or "indicator" in self.fields.values()
        if not has_place:
            self.plan.refuse("row_continues", first.ref, first.text)

    def _value(self, cell: CellText | None, name: str) -> CellText | None:
        """The cell's own text, or that of the merge it lies under, or of the row above where it says so. Numbers are
        never carried down: they would be those of another measure."""
        if cell is None:
            return None
        is_own = name in _OWN
        if cell.merged_from:
            above = self.values.get(cell.merged_from)
            found = above if above is not None and above.column == cell.column and above.text else None
            if found is not None and is_own:
                self.plan.report("not_carried", cell.ref, found.text, field=name)
            return None if is_own else found
        if cell.text in SAME:
            before = self.entries[-1].cells.get(name) if self.entries else None
            if is_own:
                self.plan.report("not_carried", cell.ref, cell.text, field=name)
                return None
            if before is None:
                self.plan.report("same_as_nothing", cell.ref, cell.text)
            return before
        return cell if cell.text else None

    def _spread(self, row: Row) -> Row:
        """The schedule's and figures' cells. One that lies under a merge has the text printed there; it goes on what
        stands left of it, and keeps `merged_from`, unless the merge came down from above."""
        spread: dict[int, CellText] = {}
        for number in self.spread:
            cell = row.get(number)
            if cell is not None and cell.merged_from and (over := self.values.get(cell.merged_from)):
                goes_on = over.column != cell.column and over.text
                cell = cell._replace(text=over.text, merged_from=over.ref if goes_on else None)
            if cell is not None:
                spread[number] = cell
        return spread


def raw_of(filled: Sequence[CellText]) -> str:
    """The beginning of a row, as people would know it again."""
    return "｜".join(cell.text.replace("\n", "") for cell in filled[:4])


def _no_measure(first: CellText, title: CellText | None) -> str | None:
    """Why a row is no measure although it stands among them; None where it may be one."""
    named = title.text if title else ""
    for text in filter(None, (first.text, named)):
        if _TOTAL.fullmatch(match_key(text)):
            return "row_is_total"
        if _REPEAT.search(text):
            return "row_is_repeat"
    is_alone = title is None or not title.text or title.ref == first.ref
    return "row_is_note" if is_alone and _NOTE.match(first.text) else None
