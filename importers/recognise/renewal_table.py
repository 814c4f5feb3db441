"""Recognises the table of system renewals: name, department, priority, and seven columns of years and months."""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from domain.eras import ERAS, Era, NotAFiscalYear, NotAMonth, parse_fiscal_year, parse_month
from importers.document import Document, Line, span_ref
from importers.profiles import Profile
from importers.recognise.blocks import filled, region
from importers.recognise.gathering import Gathering
from importers.repair import one_line
from importers.staged import Cell

# The fields behind the priority, with the places of their cells: year and month, or a year alone.
_COLUMNS: Final[Mapping[str, tuple[int, ...]]] = {
    "current_end": (0, 1),
    "next_study_start": (2, 3),
    "next_procurement_fy": (4,),
    "next_operation_start": (5, 6),
}
_WIDTH: Final = 7
_LINES_OF_A_ROW: Final = 6


def recognise(document: Document, profile: Profile, plan: str) -> Gathering:
    """One row a system. A blank date stays unknown; a year that cannot stand before the next one is reported."""
    run = _Run(profile.table["renewal"], plan)
    run.read(filled(region(document.lines, run.table["from"], run.table["to"])))
    return run.found


class _Run:
    def __init__(self, table: Mapping[str, Any], plan: str) -> None:
        self.found = Gathering(plan)
        self.table = table
        self.era: Era = next(era for era in ERAS if era.name == table["era"])
        self.labels: Mapping[str, str] = table["labels"]
        self.names: set[str] = set()

    def read(self, lines: list[Line]) -> None:
        """Rows end with their dates; names and departments may be broken before them. Headings repeat on every page."""
        opens, closes = re.compile(self.table["header_from"]), re.compile(self.table["header_to"])
        row, note = re.compile(self.table["row"]), re.compile(self.table["note"])
        in_header, pending = False, list[Line]()
        for line in lines:
            if opens.match(line.text):
                self._drop(pending)
                in_header, pending = True, []
            elif in_header:
                in_header = not closes.match(line.text)
            elif note.match(line.text):
                continue
            else:
                pending.append(line)
                found = row.search(line.text)
                if found is not None:
                    self._stage(pending, found)
                    pending = []
                elif len(pending) >= _LINES_OF_A_ROW and self.names:
                    # What follows is no row any more: the table ended without the words that should end it.
                    break
        self._drop(pending)

    def _drop(self, pending: list[Line]) -> None:
        """A row that never came to its dates; what stands above the first heading is the caption."""
        if pending and self.names:
            raw = " ".join(line.text.strip() for line in pending)
            self.found.report("system_cut", span_ref(pending), raw)

    def _stage(self, lines: list[Line], found: re.Match[str]) -> None:
        last = lines[-1].text[: found.start()]
        before = "".join(line.text.lstrip() for line in lines[:-1]) + (last.lstrip() + " " if last else "")
        name, _, department = before.strip().rpartition(" ")
        raw, ref = "\n".join(line.text for line in lines), span_ref(lines)
        if not name:
            self.found.report("system_cut", ref, raw)
            return
        name = one_line([name])
        if name in self.names:
            self.found.report("duplicate_system", ref, raw, name=name)
            return
        self.names.add(name)
        cells = {
            "department": Cell(one_line([department]), department, ref),
            "is_bcp_priority": Cell(found[1] == self.table["yes"], found[1], lines[-1].ref),
        }
        cells |= self._dates(name, found[2], lines[-1].ref)
        self.found.add("renewal_system", (name,), cells, ref)
        self._check_order(name, cells, lines[-1])

    def _dates(self, name: str, printed: str, ref: str) -> dict[str, Cell]:
        """The cells behind the priority: one space parts two and one ends the row, so a blank cell shows as two."""
        parts = printed.removesuffix(" ").split(" ")
        if len(parts) != _WIDTH:
            self.found.report("dates_unplaced", ref, printed, name=name, found=len(parts), expected=_WIDTH)
            return {}
        cells, blank = dict[str, Cell](), list[str]()
        for field, places in _COLUMNS.items():
            raw = " ".join(parts[place] for place in places)
            if not raw.strip():
                blank.append(field)
                continue
            try:
                value = parse_month(raw, self.era) if len(places) > 1 else parse_fiscal_year(raw, self.era)
            except (NotAMonth, NotAFiscalYear):
                self.found.report("unreadable_date", ref, raw, field=self.labels[field])
                continue
            cells[field] = Cell(value, raw, ref)
        if blank:
            self.found.report(
                "dates_blank", ref, printed, name=name, field="、".join(self.labels[field] for field in blank)
            )
        return cells

    def _check_order(self, name: str, cells: Mapping[str, Cell], line: Line) -> None:
        """Study, procurement and operation follow each other; a procurement counts as begun by its year's end."""
        study, procurement, start = (
            cells[field].value if field in cells else None
            for field in ("next_study_start", "next_procurement_fy", "next_operation_start")
        )
        years = [
            (field, year)
            for field, year in (
                ("next_study_start", _fiscal_year(study)),
                ("next_procurement_fy", procurement),
                ("next_operation_start", _fiscal_year(start)),
            )
            if isinstance(year, int)
        ]
        for (earlier, first), (later, second) in pairwise(years):
            if first > second:
                self.found.report(
                    "dates_out_of_order",
                    line.ref,
                    line.text.strip(),
                    name=name,
                    earlier=self.labels[earlier],
                    later=self.labels[later],
                    first=first,
                    second=second,
                )


def _fiscal_year(month: object) -> int | None:
    if not isinstance(month, str):
        return None
    year, number = month.split("-")
    return int(year) - (int(number) < 4)
