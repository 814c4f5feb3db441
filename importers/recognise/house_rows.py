"""Collects the staged rows and the issues of one house table while its sections are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from domain.eras import Era
from domain.errors import Refusal
from importers.recognise.house_grid import MEASURE, Printed, Record
from importers.recognise.house_words import measure_key
from importers.staged import Cell, Issue, Key, Level, StagedRow

T = TypeVar("T")


@dataclass(slots=True)
class HouseRows:
    """What has been read so far. `measures` are the keys of ■施策, `goals` the names by match key."""

    plan: str
    predecessor: str | None = None
    era: Era | None = None
    rows: list[StagedRow] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    measures: set[str] = field(default_factory=set)
    goals: dict[str, str] = field(default_factory=dict)
    keys: set[tuple[str, Key]] = field(default_factory=set)

    def add(self, entity: str, key: Key, cells: Mapping[str, Cell | None], ref: str) -> None:
        """Stage one row; a blank cell is left out, so that it says nothing."""
        self.keys.add((entity, key))
        given = {name: cell for name, cell in cells.items() if cell is not None}
        self.rows.append(StagedRow(plan=self.plan, entity=entity, key=key, cells=given, ref=ref))

    def has(self, entity: str, key: Key) -> bool:
        return (entity, key) in self.keys

    def warn(
        self, code: str, cell: Printed, column: str | None = None, key: Key | None = None, **params: str
    ) -> None:
        """The value is left out or kept as printed; the row stays."""
        self._report("warn", code, cell, column, key, params)

    def refuse(
        self, code: str, cell: Printed, column: str | None = None, key: Key | None = None, **params: str
    ) -> None:
        """The row cannot be staged."""
        self._report("error", code, cell, column, key, params)

    def _report(
        self,
        level: Level,
        code: str,
        cell: Printed,
        column: str | None,
        key: Key | None,
        params: Mapping[str, str],
    ) -> None:
        self.issues.append(Issue(code, level, cell.ref, column, cell.text, params, self.plan or None, key))

    def measure_of(self, record: Record, optional: bool = False) -> tuple[bool, str | None]:
        """(may be staged, measure key): refuses a row whose measure is blank or not in ■施策."""
        cell = record.cell(MEASURE)
        if not cell.text:
            if not optional:
                self.refuse("missing_key", cell, MEASURE)
            return optional, None
        key = measure_key(cell.text)
        if key not in self.measures:
            self.refuse("unknown_measure", cell, MEASURE, measure=key)
            return False, None
        return True, key

    def read(self, record: Record, column: str, reader: Callable[[str], object], code: str) -> Cell | None:
        """A cell's value by reader; blank is None, what cannot be read is warned about and left out."""
        cell = record.cell(column)
        if not cell.text:
            return None
        try:
            return Cell(reader(cell.text), cell.text, cell.ref)
        except (ValueError, Refusal):
            self.warn(code, cell, column)
            return None

    def require(self, record: Record, column: str, reader: Callable[[str], T], code: str) -> T | None:
        """The value alone, for a part of the key: blank or unreadable refuses the row and is None."""
        cell = record.cell(column)
        try:
            return reader(cell.text)
        except (ValueError, Refusal):
            self.refuse(code, cell, column)
            return None


def text_cell(record: Record, column: str) -> Cell | None:
    """The printed text itself, or None for a blank."""
    cell = record.cell(column)
    return Cell(cell.text, cell.text, cell.ref) if cell.text else None


def nonblank(text: str) -> str:
    if not text:
        raise ValueError(text)
    return text
