"""A worksheet from texts and their places: bounds, merges, what is hidden, and the issues all of them raise."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from domain.names import clean
from importers.codes import CODES
from importers.document import CellText, Fill, Sheet
from importers.errors import TooManyCells, TooWide
from importers.readers.child import column_letters
from importers.staged import Issue

MAX_COLUMNS: Final = 1_000
MAX_CELLS: Final = 1_000_000
# How many cells or rows a sentence names one by one.
_NAMED: Final = 8

Place = tuple[int, int]
# First row, first column, last row, last column, all from 1.
Area = tuple[int, int, int, int]


@dataclass(slots=True)
class Grid:
    """What a reader found on one worksheet. Rows and columns count from 1; spans are the first and the last of them."""

    file: str
    name: str
    hidden: bool = False
    texts: dict[Place, str] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    colours: dict[Place, str] = field(default_factory=dict)
    lost: list[Place] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name = clean(self.name, lines=False)

    def ref(self, place: Place) -> str:
        """施策!B4"""
        return f"{self.name}!{column_letters(place[1])[-1]}{place[0]}"

    def report_error(self, place: Place, raw: str) -> None:
        self._issue("cell_error", self.ref(place), raw)

    def sheet(self) -> Sheet:
        """The sheet; `issues` has what could not be taken over. Raises TooWide or TooManyCells."""
        last_row = max((row for row, _ in self.texts), default=0)
        last_column = max((column for _, column in self.texts), default=0)
        self._check()
        covered = self._covered(last_row, last_column)
        if self.lost:
            self._report("formula_without_value", self.lost[0], "", list(map(self._place, self.lost)))
        widths: dict[int, int] = {}
        for row, column in (*self.texts, *covered):
            widths[row] = max(column, widths.get(row, 0))
        if sum(widths.values()) > MAX_CELLS:
            raise TooManyCells(path=self.file, limit=MAX_CELLS)
        letters = column_letters(max(widths.values(), default=0))
        rows_out = _within(self.hidden_rows, last_row)
        columns_out = _within(self.hidden_columns, MAX_COLUMNS)
        rows = tuple(
            tuple(
                CellText(
                    row,
                    column,
                    self.texts.get((row, column), ""),
                    f"{self.name}!{letters[column]}{row}",
                    covered.get((row, column)),
                    row in rows_out or column in columns_out,
                )
                for column in range(1, widths.get(row, 0) + 1)
            )
            for row in range(1, last_row + 1)
        )
        self._report_hidden(rows, rows_out, columns_out)
        return Sheet(self.name, rows, self.hidden, tuple(self._fills(last_row)))

    def _check(self) -> None:
        row, column = max(self.texts, key=lambda place: place[1], default=(0, 0))
        if column > MAX_COLUMNS:
            raise TooWide(path=self.file, columns=column, row=row, limit=MAX_COLUMNS)

    def _covered(self, last_row: int, last_column: int) -> dict[Place, str]:
        """Cells under a merge with the ref of the one that holds its value, no further than the sheet is filled."""
        areas = [
            (top, left, min(bottom, last_row), min(right, last_column))
            for top, left, bottom, right in self.merges
            if top <= last_row and left <= last_column
        ]
        if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in areas) > MAX_CELLS:
            raise TooManyCells(path=self.file, limit=MAX_CELLS)
        covered: dict[Place, str] = {}
        under: list[tuple[Place, str]] = []
        for top, left, bottom, right in areas:
            over = self.ref((top, left))
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    place = (row, column)
                    if place == (top, left) or place in covered:
                        continue
                    covered[place] = over
                    if place in self.texts:
                        under.append((place, self.texts.pop(place)))
        if under:
            self._report("covered_text", under[0][0], under[0][1], [self._place(place) for place, _ in under])
        return covered

    def _fills(self, last_row: int) -> Iterable[Fill]:
        """Runs of one colour in a row; a merge is filled as its first cell is."""
        found = {place: colour for place, colour in self.colours.items() if place[0] <= last_row}
        for top, left, bottom, right in self.merges if found else ():
            colour = found.get((top, left))
            if colour is not None:
                for row in range(top, min(bottom, last_row) + 1):
                    for column in range(left, min(right, MAX_COLUMNS) + 1):
                        found[row, column] = colour
        run: Fill | None = None
        for (row, column), colour in sorted(found.items()):
            if run is not None and (run.row, run.last + 1, run.colour) == (row, column, colour):
                run = run._replace(last=column)
                continue
            if run is not None:
                yield run
            run = Fill(row, column, column, colour)
        if run is not None:
            yield run

    # -- what is told

    def _report_hidden(
        self, rows: tuple[tuple[CellText, ...], ...], rows_out: set[int], columns_out: set[int]
    ) -> None:
        filled = [cell for row in rows for cell in row if cell.text]
        if self.hidden:
            self._report_cells("hidden_sheet", filled, lambda cell: str(cell.row))
            return
        out = [cell for cell in filled if cell.hidden]
        self._report_cells(
            "hidden_rows", (cell for cell in out if cell.row in rows_out), lambda cell: str(cell.row)
        )
        self._report_cells(
            "hidden_columns",
            (cell for cell in out if cell.column in columns_out),
            lambda cell: column_letters(cell.column)[-1],
        )

    def _report_cells(self, code: str, cells: Iterable[CellText], place: Callable[[CellText], str]) -> None:
        filled = list(cells)
        if filled:
            places = list(dict.fromkeys(place(cell) for cell in filled))
            self._report(code, (filled[0].row, filled[0].column), filled[0].text, places)

    def _place(self, place: Place) -> str:
        return f"{column_letters(place[1])[-1]}{place[0]}"

    def _report(self, code: str, place: Place, raw: str, places: list[str]) -> None:
        named = "、".join(places[:_NAMED]) + ("…" if len(places) > _NAMED else "")
        params = {"sheet": self.name, "count": str(len(places)), "places": named}
        self._issue(code, self.ref(place), raw, params)

    def _issue(self, code: str, ref: str, raw: str, params: Mapping[str, str] | None = None) -> None:
        self.issues.append(Issue(code, CODES[code].level, ref, None, raw, params or {}))


def _within(spans: Iterable[tuple[int, int]], last: int) -> set[int]:
    """The numbers of the spans, no further than `last`."""
    return {number for first, end in spans for number in range(first, min(end, last) + 1)}
