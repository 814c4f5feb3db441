"""Stages the schedules of a list: words, marks by the legend, colours and drawn bars, folded into halves."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from domain.names import match_key
from domain.stages import BLANKS, StageCell, read_cell
from importers.document import CellText, Shape, Sheet
from importers.recognise.gathering import Gathering
from importers.recognise.list_header import Column, Header
from importers.recognise.list_legends import Legends, colours_in, is_stage
from importers.recognise.list_rows import Entry, WorkRow
from importers.staged import Cell, Key

_ARROW: Final = re.compile(r"[─━－ー―‐–=＝\-]*[⇒→➡⇨▶►>＞]+|[─━]{2,}[⇒→➡⇨▶►>＞]*|同左|左に同じ")
_SHAPES: Final = "○〇◯◎●△▲▽▼★☆■□◆◇×✕✓"
# A sign alone: a shape, a letter, a figure, an arrow down, or a question mark.
_MARK: Final = re.compile(rf"[{_SHAPES}]+|[A-Za-z]|[-−]?[\d,.]+%?|[?？↓↑↗↘]|不明")
_DRESS: Final = re.compile(rf"^[{_SHAPES}\s]+|[\s─━－―\-⇒→➡⇨▶►]+$")
_FILLED: Final = "（塗りつぶし）"
_DRAWN: Final = "（図形）"
# How many places a sentence names one by one.
_NAMED: Final = 8

Grid = dict[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class Seen:
    """One cell under a period as it is understood: the text that is read, what was printed and where; `is_unknown`
    where something stands there and nobody knows what."""

    text: str
    raw: str
    ref: str
    is_unknown: bool = False


@dataclass(slots=True)
class Doubts:
    """What was met on one sheet and is reported once: marks without a legend, colours and shapes that say nothing."""

    marks: dict[str, list[tuple[str, Key]]] = field(default_factory=lambda: defaultdict(list))
    fills: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    stages: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class ScheduleReader:
    """The schedules of one sheet's table, measure by measure; `finish` reports what was met more than once."""

    def __init__(self, plan: Gathering, sheet: Sheet, header: Header, legends: Legends) -> None:
        self.plan = plan
        self.sheet = sheet
        self.header = header
        self.legends = legends
        self.doubts = Doubts()
        self.shapes_used: set[Shape] = set()
        self._colours: Grid = colours_in(sheet)
        self._drawn = _by_row(sheet.shapes, header)
        self._broad = _under(sheet, header)
        self._columns = {
            kind: sorted((column for column in header.periods if column.kind == kind), key=_in_time)
            for kind in dict.fromkeys(column.kind for column in header.periods)
        }
        self.has_periods = bool(self._columns)
        title = header.of("title")
        self._title = title.number if title else 0
        self._heads = {
            column.number: {
                self._colours.get((row, column.number))
                for row in range(header.first_row, header.last_row + 1)
            }
            for column in header.periods
        }

    def stage(self, entry: Entry, first_number: int = 1) -> dict[Key, tuple[dict[str, Cell], str]]:
        """The cells of one measure's schedule by their natural key."""
        found: dict[Key, tuple[dict[str, Cell], str]] = {}
        for number, row in enumerate(entry.rows, first_number):
            for kind, columns in self._columns.items():
                seen = self._look(entry.key, row, columns)
                read = self._read(entry.key, number, kind, columns, seen)
                found |= self._folded(entry.key, number, kind, columns, seen, read)
        return found

    def finish(self) -> None:
        for mark, places in sorted(self.doubts.marks.items()):
            ref, key = places[0]
            self.plan.report("mark_without_legend", ref, mark, key, count=len(places))
        for colour, refs in sorted(self.doubts.fills.items()):
            self.plan.report("fill_unread", refs[0], colour, count=len(refs), places=_named(refs))
        parts = [column for column in self.header.periods if column.part]
        if parts:
            self.plan.report("parts_folded", parts[0].ref, parts[0].label, count=len(parts))

    # -- one cell after the other

    def _look(self, key: str, row: WorkRow, columns: Sequence[Column]) -> list[Seen | None]:
        seen: list[Seen | None] = []
        before: tuple[str, bool] | None = None
        shapes = self._drawn.get(row.row, {})
        for column in columns:
            cell = row.cells.get(column.number)
            colour = self._bar_colour(row.row, column.number)
            shape = shapes.get(column.number)
            if cell is not None and cell.text:
                seen.append(self._printed(cell))
                before = (colour, True) if colour else None
                if shape is not None:
                    self._left(shape)
            elif shape is not None:
                ref = cell.ref if cell else shape.ref
                seen.append(self._from_shape(shape, ref, column.number))
                before = None
            elif (row.row, column.number) in self._broad:
                ref = cell.ref if cell else self._ref(row.row, column)
                seen.append(Seen("", _DRAWN, ref, is_unknown=True))
                before = None
            elif colour is not None:
                ref = cell.ref if cell else self._ref(row.row, column)
                goes_on = before is not None and before == (colour, True)
                found = self._from_fill(colour, ref, goes_on)
                seen.append(found)
                before = (colour, not found.is_unknown)
            else:
                seen.append(None)
                before = None
        return seen

    def _ref(self, row: int, column: Column) -> str:
        """The place of a cell that has no text of its own."""
        head, _, letters = column.ref.rpartition("!")
        return f"{head}!{re.sub(r'[0-9]+', '', letters)}{row}"

    def _printed(self, cell: CellText) -> Seen | None:
        text = cell.text
        if cell.merged_from:
            return Seen("⇒", text, cell.ref)
        meaning = None if is_stage(text) else self.legends.stage_of(text, self.sheet.name)
        if meaning is not None:
            return Seen(meaning.text, text, cell.ref)
        plain = "".join(text.split())
        if plain in BLANKS:
            return None
        if _ARROW.fullmatch(plain):
            return Seen("⇒", text, cell.ref)
        if _MARK.fullmatch(plain):
            return Seen("", text, cell.ref, is_unknown=True)
        bare = _DRESS.sub("", text)
        return Seen(bare if bare != text and is_stage(bare) else text, text, cell.ref)

    def _bar_colour(self, row: int, column: int) -> str | None:
        """A cell's colour where it may be a bar: not that of the whole row, nor that of its own column's head."""
        colour = self._colours.get((row, column))
        if colour is None or colour == self._colours.get((row, self._title)):
            return None
        heads = self._heads.get(column, set())
        is_of_all = all(colour in colours for colours in self._heads.values())
        return None if colour in heads and not is_of_all else colour

    def _from_fill(self, colour: str, ref: str, goes_on: bool) -> Seen:
        if goes_on:
            return Seen("⇒", _FILLED, ref)
        meaning = self.legends.stage_of_colour(colour, self.sheet.name)
        if meaning is not None and is_stage(meaning.text):
            return Seen(meaning.text, _FILLED, ref)
        self.doubts.fills[colour].append(ref)
        return Seen("", _FILLED, ref, is_unknown=True)

    # -- shapes

    def _from_shape(self, shape: Shape, ref: str, column: int) -> Seen:
        if not is_stage(shape.text):
            self._left(shape)
            return Seen("", shape.text or _DRAWN, ref, is_unknown=True)
        first = min(place for place, other in self._drawn[shape.top].items() if other == shape)
        if shape not in self.shapes_used:
            self.shapes_used.add(shape)
            self.plan.report("stage_from_drawing", shape.ref, shape.text)
        return Seen(shape.text if column == first else "⇒", shape.text, ref)

    def _left(self, shape: Shape) -> None:
        if shape not in self.shapes_used:
            self.shapes_used.add(shape)
            self.plan.report("drawing_unread", shape.ref, shape.text)

    # -- stages

    def _read(
        self, key: str, number: int, kind: str, columns: Sequence[Column], seen: Sequence[Seen | None]
    ) -> list[StageCell | None]:
        """The stages of a row in order of time; what only continues takes those of the cell before it."""
        cells: list[StageCell | None] = []
        before: StageCell | None = None
        for column, item in zip(columns, seen, strict=True):
            cell = _stage_cell(item)
            place: Key = (key, number, kind, *(column.period or ()))
            if item is not None and cell is not None and cell.continued and not cell.stages:
                if before is None:
                    self.plan.report("arrow_without_stage", item.ref, item.raw, place)
                else:
                    cell = cell._replace(stages=before.stages, known=before.known)
            elif item is not None and item.is_unknown and item.raw not in (_FILLED, _DRAWN):
                self.doubts.marks[match_key(item.raw).upper()].append((item.ref, place))
            elif item is not None and cell is not None and not cell.known:
                self.plan.report("unknown_stage", item.ref, item.raw, place)
            cells.append(cell)
            before = cell
        return cells

    def _folded(
        self,
        key: str,
        number: int,
        kind: str,
        columns: Sequence[Column],
        seen: Sequence[Seen | None],
        read: Sequence[StageCell | None],
    ) -> dict[Key, tuple[dict[str, Cell], str]]:
        groups: dict[Key, list[tuple[Column, Seen | None, StageCell | None]]] = {}
        for column, item, cell in zip(columns, seen, read, strict=True):
            if column.period is not None:
                groups.setdefault((key, number, kind, *column.period), []).append((column, item, cell))
        found = {}
        for place, group in groups.items():
            filled = [(item, cell) for _, item, cell in group if item is not None and cell is not None]
            if not filled:
                continue
            values: dict[str, object] = {
                "stages": tuple(dict.fromkeys(stage for _, cell in filled for stage in cell.stages)),
                "modifier": _one_of(cell.modifier for _, cell in filled),
                "continued": all(cell.continued for _, cell in filled),
                "note": _note([(column, cell) for column, _, cell in group]),
            }
            raw = "｜".join(item.raw for item, _ in filled)
            ref = filled[0][0].ref
            found[place] = (
                {name: Cell(value, raw, ref) for name, value in values.items() if value is not None},
                ref,
            )
        return found


def _stage_cell(item: Seen | None) -> StageCell | None:
    if item is None:
        return None
    if item.is_unknown:
        return StageCell((), None, False, None, item.raw, known=False)
    return _read_text(item.text)


# A schedule says the same few words over and over.
_read_text: Final = lru_cache(maxsize=4096)(read_cell)


def _note(group: Sequence[tuple[Column, StageCell | None]]) -> str | None:
    """The cells' own notes; before them, where the parts of a half differ, what was printed for each."""
    notes = list(dict.fromkeys(cell.note for _, cell in group if cell is not None and cell.note))
    told = [(column.part.name, cell.stages if cell else ()) for column, cell in group if column.part]
    if len({stages for _, stages in told}) < 2:
        return "、".join(notes) or None
    parts = [f"{name}：{'・'.join(stages)}" for name, stages in told if stages]
    return "、".join([*parts, *notes]) or None


def _one_of(modifiers: Iterable[str | None]) -> str | None:
    found = set(modifiers)
    return found.pop() if len(found) == 1 else None


def _in_time(column: Column) -> tuple[int, int, int]:
    """A whole year stands before its halves, and a half before its quarters and months."""
    year, half = column.period or (0, 0)
    return year, half or 0, column.part.order if column.part else -1


def _by_row(shapes: Sequence[Shape], header: Header) -> Mapping[int, dict[int, Shape]]:
    """The shapes on one row of the schedule, by row and column; the first of several counts."""
    periods = {column.number for column in header.periods}
    found: dict[int, dict[int, Shape]] = {}
    for shape in shapes:
        if shape.top == shape.bottom > header.last_row:
            for column in periods & set(range(shape.left, shape.right + 1)):
                found.setdefault(shape.top, {}).setdefault(column, shape)
    return found


def unplaced(sheet: Sheet, header: Header, last_row: int) -> list[Shape]:
    """Shapes that reach over several rows of the schedule: which of them is meant, nobody can tell."""
    periods = {column.number for column in header.periods}
    return [
        shape
        for shape in sheet.shapes
        if shape.top < shape.bottom
        and header.last_row < shape.bottom
        and shape.top <= last_row
        and periods & set(range(shape.left, shape.right + 1))
    ]


def _under(sheet: Sheet, header: Header) -> frozenset[tuple[int, int]]:
    """The cells under shapes that reach over several rows."""
    return frozenset(
        (row, column)
        for shape in sheet.shapes
        if shape.top < shape.bottom
        for row in range(max(shape.top, header.last_row + 1), shape.bottom + 1)
        for column in range(shape.left, shape.right + 1)
    )


def _named(refs: Sequence[str]) -> str:
    return "、".join(refs[:_NAMED]) + ("…" if len(refs) > _NAMED else "")
