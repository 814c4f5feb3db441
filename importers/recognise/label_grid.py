"""Reads a sheet whose labels stand beside or above their values: which text is a label, and what belongs to it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as each
from itertools import pairwise
from typing import Final

from importers.document import CellText, Sheet
from importers.lexicon import Lexicon
from importers.recognise.label_schedule import NOTE, Schedule, find_schedule
from importers.recognise.label_years import find_years_down
from importers.recognise.list_header import Row, rows_of

# What labels are dressed in: 【目的】, ■目的, (1) 目的, ２．目的：
_DRESS: Final = re.compile(
    r"^[\s■◆◇●▼▽・【\[<＜〈《]*(?:[(（]?[0-9０-９]{1,2}[)）.．、]\s*|[①-⑳]\s*)?|[\s】\]>＞〉》:：]+$"
)
_ASIDE: Final = re.compile(r"[(（][^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*[)）]\s*$")
_INLINE: Final = re.compile(r"([^：:\n]{1,30})[：:]\s*(\S.*)", re.DOTALL)
_HEADER_ROWS: Final = 3
# Of these one sheet has one value, so that a second row under their labels is something else.
_ONCE: Final = frozenset(("number", "title", "policy_field"))
# Their label spreads over blank columns right of it even where no merge says so.
_WIDE: Final = frozenset(("goals", "lead_department", "related_department"))


@dataclass(slots=True)
class Labelled:
    """A label and the cells that belong to it; `field` is None for one of unknown meaning, `own` says that a person
    decided it."""

    label: str
    cell: CellText
    field: str | None
    own: bool
    values: list[CellText] = each(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(value.text for value in self.values)

    @property
    def ref(self) -> str:
        return self.cell.ref


@dataclass(frozen=True, slots=True)
class Lone:
    """A text that stands in its row beside no label."""

    cell: CellText

    @property
    def ref(self) -> str:
        return self.cell.ref


@dataclass(frozen=True, slots=True)
class Unclear:
    """A text right of a label's value, which may be a label or a value."""

    cell: CellText
    label: str

    @property
    def ref(self) -> str:
        return self.cell.ref


Found = Labelled | Lone | Unclear | Schedule


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label means; a person may have said that it is of no use, then `own` without a field."""

    field: str | None
    own: bool


def meaning(text: str, lexicon: Lexicon) -> Meaning | None:
    """What a text means as a label, whatever it is dressed in; None where it is none that is known."""
    if not text or len(text) > 80:
        return None
    bare = _DRESS.sub("", text)
    for word in dict.fromkeys((text, bare, _ASIDE.sub("", text), _ASIDE.sub("", bare))):
        field_name = lexicon.field_of(word)
        if field_name is not None or lexicon.is_own(word):
            return Meaning(field_name, lexicon.is_own(word))
    return None


def read_grid(sheet: Sheet, lexicon: Lexicon) -> list[Found]:
    """Labels with their values, schedules and texts that belong to none, in the order of the sheet."""
    reading = _Reading(sheet, lexicon)
    reading.read()
    return reading.found


@dataclass(slots=True)
class _Band:
    """Labels over their columns; `starts` are the columns in which a row below may have a cell."""

    columns: Mapping[int, Labelled]
    starts: frozenset[int]
    single: bool

    def takes(self, filled: Sequence[CellText]) -> bool:
        if self.single:
            label = next(iter(self.columns.values()))
            return len(filled) == 1 and not label.values and filled[0].column >= label.cell.column
        if any(cell.column not in self.starts for cell in filled) or NOTE.match(filled[0].text):
            return False
        own = (self.columns[cell.column] for cell in filled)
        return not any(label.field in _ONCE and label.values for label in own)

    def take(self, filled: Sequence[CellText]) -> None:
        for cell in filled:
            label = next(iter(self.columns.values())) if self.single else self.columns[cell.column]
            label.values.append(cell)


class _Reading:
    def __init__(self, sheet: Sheet, lexicon: Lexicon) -> None:
        self.sheet = sheet
        self.lexicon = lexicon
        self.rows = rows_of(sheet)
        self.found: list[Found] = []
        self.band: _Band | None = None
        self.beside: dict[int, Labelled] = {}
        self.label_columns: set[int] = set()

    def read(self) -> None:
        place = 0
        while place < len(self.rows):
            wanted = self.sheet, self.rows, place, self._is_label, self.lexicon
            schedule = find_years_down(*wanted) or find_schedule(*wanted)
            if schedule is not None:
                self._close()
                self.found.append(schedule)
                place += schedule.height
                continue
            self._row(place)
            place += 1

    def _is_label(self, text: str) -> bool:
        return meaning(text, self.lexicon) is not None

    def _close(self) -> None:
        self.band = None
        self.beside = {}

    def _row(self, place: int) -> None:
        row = self.rows[place]
        filled = [cell for _, cell in sorted(row.items()) if cell.text]
        if not filled:
            self._close()
            return
        known = [cell for cell in filled if self._is_label(cell.text)]
        if len(known) == len(filled) or self._is_header(filled, known, place):
            self._header(row, filled)
            return
        if self.band is not None and not known and self.band.takes(filled):
            self.band.take(filled)
            return
        self.band = None
        self._pairs(filled)

    # -- labels above their values

    def _is_header(self, filled: Sequence[CellText], known: Sequence[CellText], place: int) -> bool:
        """Whether a row that also holds unknown texts is a row of labels: most are known, two of them neighbours, and
        values stand below them."""
        if len(known) * 2 <= len(filled) or not any(
            left in known and right in known for left, right in pairwise(filled)
        ):
            return False
        for row in self.rows[place + 1 : place + _HEADER_ROWS]:
            texts = [cell.text for cell in row.values() if cell.text]
            if texts and all(self._is_label(text) for text in texts):
                continue
            under = [row[cell.column].text for cell in known if cell.column in row]
            return any(under) and not any(self._is_label(text) for text in under if text)
        return False

    def _header(self, row: Row, filled: Sequence[CellText]) -> None:
        before = self.band
        self._close()
        if before is not None and not before.single and self._goes_on(before, filled):
            columns = dict(before.columns)
        else:
            columns = {}
        single = len(filled) == 1 and not columns
        for cell in filled:
            over = columns.get(cell.column)
            known = meaning(cell.text, self.lexicon)
            if over is not None and known is not None and over.field == known.field:
                continue
            label = self._open(cell)
            columns |= dict.fromkeys(self._covered(row, cell, label), label)
        starts = frozenset(
            number for number, label in columns.items() if number == label.cell.column or label.field in _WIDE
        )
        self.band = _Band(columns, starts, single)

    def _goes_on(self, before: _Band, filled: Sequence[CellText]) -> bool:
        """Whether a second row of labels stands under the first: each under one, and none has a value yet."""
        return not any(label.values for label in before.columns.values()) and all(
            cell.column in before.columns and cell.column in before.starts for cell in filled
        )

    def _covered(self, row: Row, cell: CellText, label: Labelled) -> Iterator[int]:
        """The label's own column, those that it is merged over, and for some labels the blank ones after it."""
        yield cell.column
        for number in sorted(number for number in row if number > cell.column):
            if row[number].merged_from == cell.ref or (
                label.field in _WIDE and not row[number].text and not row[number].merged_from
            ):
                yield number
            else:
                return

    # -- labels left of their values

    def _pairs(self, filled: Sequence[CellText]) -> None:
        current: Labelled | None = None
        before: CellText | None = None
        for place, cell in enumerate(filled):
            if self._is_label(cell.text):
                current = self._open_beside(cell)
            elif current is not None and not current.values:
                current.values.append(cell)
                self.beside[cell.column] = current
            elif self._continues(cell, before):
                current = self.beside[cell.column]
                current.values.append(cell)
            elif (inline := self._inline(cell)) is not None:
                current = inline
            elif current is not None and current.field == "goals":
                current.values.append(cell)
                self.beside[cell.column] = current
            elif current is not None and cell.column not in self.label_columns:
                self.found.append(Unclear(cell, current.label))
            elif place == len(filled) - 1:
                self.found.append(
                    Lone(cell) if current is None or not current.values else Unclear(cell, current.label)
                )
            else:
                current = self._open_beside(cell)
            before = cell

    def _continues(self, cell: CellText, before: CellText | None) -> bool:
        """Whether a further row belongs to the label of the row above: nothing stands in the label's column."""
        over = self.beside.get(cell.column)
        return over is not None and (before is None or before.column < over.cell.column)

    def _inline(self, cell: CellText) -> Labelled | None:
        """目的：… in one cell."""
        found = _INLINE.fullmatch(cell.text)
        known = meaning(found[1], self.lexicon) if found else None
        if found is None or known is None:
            return None
        label = Labelled(found[1].strip(), cell, known.field, known.own, [cell._replace(text=found[2])])
        self.found.append(label)
        return label

    def _open_beside(self, cell: CellText) -> Labelled:
        self.label_columns.add(cell.column)
        self.beside = {number: label for number, label in self.beside.items() if number < cell.column}
        return self._open(cell)

    def _open(self, cell: CellText) -> Labelled:
        known = meaning(cell.text, self.lexicon) or Meaning(None, False)
        label = Labelled(cell.text.replace("\n", ""), cell, known.field, known.own)
        self.found.append(label)
        return label


def has_title(sheet: Sheet, lexicon: Lexicon, rows: int = 60) -> bool:
    """Whether a label of a measure's title stands near the top."""
    cells: Iterable[CellText] = (cell for row in sheet.rows[:rows] for cell in row if cell.text)
    return any(
        (known := meaning(text, lexicon)) is not None and known.field == "title"
        for text in dict.fromkeys(_titles(cells))
    )


def _titles(cells: Iterable[CellText]) -> Iterator[str]:
    for cell in cells:
        yield cell.text
        found = _INLINE.fullmatch(cell.text)
        if found:
            yield found[1]
