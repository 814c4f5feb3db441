"""A document's own legends: what its marks, letters and colours stand for, wherever the legend is printed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from domain.names import match_key
from domain.stages import read_cell
from importers.document import CellText, Document, Sheet
from importers.recognise.list_header import Header

_SHAPES: Final = "○〇◯◎●△▲▽▼★☆■□◆◇×✕✓"
# How a legend begins, alone in its cell or with its signs behind it.
_HEAD: Final = re.compile(
    r"[\s(（【\[<＜〈《■●◆※]*"
    r"(凡\s*例|記号の(?:意味|説明)|マークの意味|評価(?:の)?(?:基準|区分|目安|の見方)|進捗(?:状況|度)?(?:の)?(?:評価|区分|基準)+"
    r"|達成度?(?:の)?(?:区分|基準)|判定(?:の)?(?:区分|基準)|色分け|矢印の意味)"
    r"(?:の?説明|について|は次のとおり|一覧|表)?[\s】\]>＞〉》)）]*(?:[(（][^()（）:：=＝]*[)）])?"
    rf"(?:[\s:：]+|$|(?=[{_SHAPES}]))"
)
_SHEET: Final = re.compile(r"凡例|記号|評価基準")
_LINES: Final = "⇒→➡⇨↗↘－―—"
_SIGN: Final = re.compile(
    rf"[{_SHAPES}]+|(?:^|(?<=[\s　、,，/／・;；]))(?:[{_LINES}]+|[A-Za-zＡ-Ｚａ-ｚ0-9０-９]{{1,2}}(?=\s*[:：=＝…])"
    r"|[A-Za-zＡ-Ｚａ-ｚ0-9０-９](?=[\s　]+[^\s　A-Za-z0-9]))"
)
_LONE: Final = re.compile(rf"(?:[{_SHAPES}{_LINES}]+|[A-Za-zＡ-Ｚａ-ｚ0-9０-９]{{1,2}})[:：=＝.．]?")
_WORD: Final = re.compile(r"([^\s:：=＝]{1,10})\s*[:：=＝]\s*(\S.*)")
_BETWEEN: Final = " 　\n\t:：=＝…‥、,，/／;；・「」『』は"
_RATING: Final = re.compile("評価|進捗|達成|判定|評定|状況")
_SCHEDULE: Final = re.compile("工程|スケジュール|実施計画|年度|矢印|時期")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a sign stands for, as printed, and where that stands."""

    sign: str
    text: str
    ref: str


@dataclass(slots=True)
class Legend:
    """One legend: its signs in their order by the key they are compared with, and its colours."""

    sheet: str
    caption: str
    signs: dict[str, Meaning] = field(default_factory=dict)
    colours: dict[str, Meaning] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)
    column: int = 1

    @property
    def is_of_schedule(self) -> bool:
        """Whether it tells stages: it says so, or one of its words is a stage and it says nothing else."""
        if _SCHEDULE.search(self.caption):
            return True
        return not _RATING.search(self.caption) and any(
            is_stage(meaning.text) for meaning in (*self.signs.values(), *self.colours.values())
        )

    def add(self, sign: str, text: str, ref: str) -> None:
        self.signs.setdefault(match_key(sign.rstrip(":：=＝.．")), Meaning(sign, text, ref))


@dataclass(frozen=True, slots=True)
class Legends:
    """All legends of a document; one on the sheet itself goes before those of others."""

    found: tuple[Legend, ...]

    def holds(self, text: str, sheet: str, ref: str) -> bool:
        """Whether a text begins a legend or tells one of its signs."""
        own = [legend for legend in self.found if legend.sheet == sheet]
        return any(
            legend.caption == (found.group() if (found := _HEAD.match(text)) else "")
            or any(meaning.ref == ref for meaning in legend.signs.values())
            for legend in own
        )

    def stage_of(self, sign: str, sheet: str) -> Meaning | None:
        """What a mark in a schedule stands for; None without a legend, or where two legends differ."""
        key = match_key(sign)
        return self._one(sheet, [legend for legend in self.found if legend.is_of_schedule], "signs", key)

    def stage_of_colour(self, colour: str, sheet: str) -> Meaning | None:
        return self._one(sheet, self.found, "colours", colour)

    def scale(self, codes: Sequence[str], sheet: str) -> Legend | None:
        """The legend that tells most of a column's ratings, at least one; a legend of stages is none."""
        keys = {match_key(code) for code in codes}
        known = [
            (len(keys & legend.signs.keys()), legend.sheet == sheet, -place, legend)
            for place, legend in enumerate(self.found)
            if keys & legend.signs.keys() and not legend.is_of_schedule
        ]
        return max(known, key=lambda item: item[:3])[3] if known else None

    def _one(self, sheet: str, legends: Sequence[Legend], kind: str, key: str) -> Meaning | None:
        for own in (True, False):
            known = {
                match_key(meanings[key].text): meanings[key]
                for legend in legends
                if (legend.sheet == sheet) is own and key in (meanings := getattr(legend, kind))
            }
            if known:
                return next(iter(known.values())) if len(known) == 1 else None
        return None


@lru_cache(maxsize=4096)
def is_stage(text: str) -> bool:
    """Whether a text is made of stages that are known."""
    read = read_cell(text)
    return read is not None and read.known and bool(read.stages)


def colours_in(sheet: Sheet, rows: set[int] | None = None) -> dict[tuple[int, int], str]:
    """The colours of a sheet's cells by row and column, of some rows or of all."""
    return {
        (fill.row, column): fill.colour
        for fill in sheet.fills
        if rows is None or fill.row in rows
        for column in range(fill.first, fill.last + 1)
    }


def legends_of(document: Document, headers: Mapping[str, Header]) -> Legends:
    """The legends of every sheet; a sheet's header is none and ends one, and so is what stands in the table's rows."""
    found: list[Legend] = []
    for sheet in document.sheets:
        found.extend(_of_sheet(sheet, headers.get(sheet.name)))
    return Legends(tuple(legend for legend in found if legend.signs or legend.colours))


def _of_sheet(sheet: Sheet, header: Header | None) -> Iterator[Legend]:
    rows = [[cell for cell in row if cell.text] for row in sheet.rows]
    place = 0
    if header is None and _SHEET.search(sheet.name):
        yield _legend(sheet, sheet.name, [row for row in rows if row])
        return
    while place < len(rows):
        heads = [
            cell
            for cell in rows[place]
            if _HEAD.match(cell.text) and (header is None or _is_outside(cell, rows[place][0], header))
        ]
        place += 1
        if not heads:
            continue
        head = heads[0]
        block = [[cell for cell in rows[place - 1] if cell.column >= head.column]]
        while place < len(rows) and (header is None or not _is_of_header(place + 1, header)):
            below = [cell for cell in rows[place] if cell.column >= head.column]
            if not below or any(_HEAD.match(cell.text) for cell in below):
                break
            block.append(below)
            place += 1
        yield _legend(sheet, head.text, block)


def _is_of_header(row: int, header: Header) -> bool:
    return header.first_row <= row <= header.last_row


def _is_outside(cell: CellText, first: CellText, header: Header) -> bool:
    """Whether a cell stands above the table, begins a row below its header, or stands right of the table."""
    if _is_of_header(cell.row, header):
        return False
    is_right = cell.column > max(column.number for column in header.columns if column.label)
    return cell.row < header.first_row or cell.ref == first.ref or is_right


def _legend(sheet: Sheet, caption: str, block: Sequence[Sequence[CellText]]) -> Legend:
    head = _HEAD.match(caption)
    column = min((cell.column for row in block for cell in row), default=1)
    legend = Legend(sheet.name, head.group() if head else caption, column=column)
    pending: tuple[str, CellText] | None = None
    for cell in (cell for row in block for cell in row):
        found = _HEAD.match(cell.text)
        text = cell.text[found.end() :] if found else cell.text
        legend.rows.add(cell.row)
        if pending is not None and text and not _SIGN.match(text) and pending[1].row == cell.row:
            legend.add(pending[0], text.strip(_BETWEEN), cell.ref)
            pending = None
            continue
        pending = _take(legend, text.strip(), cell)
    _take_colours(legend, sheet)
    return legend


def _take(legend: Legend, text: str, cell: CellText) -> tuple[str, CellText] | None:
    """Take the signs of one cell; a sign that stands alone waits for the cell right of it."""
    if _LONE.fullmatch(text):
        return text, cell
    signs = list(_SIGN.finditer(text))
    for place, sign in enumerate(signs):
        end = signs[place + 1].start() if place + 1 < len(signs) else len(text)
        meaning = text[sign.end() : end].strip(_BETWEEN)
        if meaning:
            legend.add(sign.group(), meaning, cell.ref)
    if not signs and (word := _WORD.fullmatch(text)):
        legend.add(word[1], word[2].strip(_BETWEEN), cell.ref)
    return None


def _take_colours(legend: Legend, sheet: Sheet) -> None:
    """A filled cell with a text, or a blank one with a text right of it, tells its colour."""
    if not sheet.fills:
        return
    texts = {(cell.row, cell.column): cell for row in sheet.rows for cell in row if cell.text}
    filled = colours_in(sheet, legend.rows)
    for (row, column), colour in filled.items():
        own, right = texts.get((row, column)), texts.get((row, column + 1))
        named = own or (right if (row, column + 1) not in filled else None)
        if named is not None and not _HEAD.fullmatch(named.text):
            legend.colours.setdefault(colour, Meaning(colour, named.text.strip(), named.ref))
