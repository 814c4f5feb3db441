"""Cuts what was found on a sheet into blocks, one for each measure: a label that stands again begins the next one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from domain.names import match_key, plain_number
from importers.document import CellText, Sheet
from importers.lexicon import Lexicon
from importers.recognise.label_grid import Found, Labelled, Lone, Unclear, has_title, meaning, read_grid
from importers.recognise.label_schedule import Schedule
from importers.recognise.list_header import find_header

EXAMPLE: Final = re.compile(
    r"[(（【\[]?(?:凡例|記入例|記載例|作成例|記入要領|記載要領|記入方法|見本|サンプル)"
)
_NO_SHEET: Final = re.compile(
    r"(?:表紙|目次|凡例|説明|はじめに|使い方|.*(?:記入例|記載例|作成例|記入要領|記載要領|記入方法|記載方法|書き方|見本|サンプル))"
    r"(?:[(（]?\d*[)）]?)"
)
# How many of a list's rows are looked at to know it from a sheet whose first labels stand over their values.
_LOOKED_AT: Final = 60
_TOP_ROWS: Final = 120
_NAMES: Final = ("number", "title")


@dataclass(slots=True)
class Block:
    """One measure's labels, schedules and other texts."""

    sheet: str
    found: list[Found] = field(default_factory=list)
    example: str = ""

    @property
    def labels(self) -> list[Labelled]:
        return [item for item in self.found if isinstance(item, Labelled)]

    @property
    def schedules(self) -> list[Schedule]:
        return [item for item in self.found if isinstance(item, Schedule)]

    def of(self, name: str) -> Labelled | None:
        """The first label of a field that has a value."""
        return next((label for label in self.labels if label.field == name and label.values), None)

    def text(self, name: str) -> str:
        found = self.of(name)
        return found.text if found else ""

    @property
    def cells(self) -> list[CellText]:
        """Every filled cell that is no label and belongs to one or to a schedule."""
        found = [cell for label in self.labels for cell in label.values]
        found += [item.cell for item in self.found if isinstance(item, Unclear)]
        for line in (line for schedule in self.schedules for line in schedule.lines):
            heads = [cell for cell in (line.number, line.label) if cell]
            found += [*heads, *(cell for cell in line.cells.values() if cell.text), *line.further]
        return found

    @property
    def rated(self) -> dict[str, CellText]:
        """The first value of each field, to find the legend of its scale."""
        return {
            label.field: label.values[0] for label in reversed(self.labels) if label.field and label.values
        }

    @property
    def known(self) -> int:
        """How many kinds of content are known; a schedule counts as one."""
        fields = {label.field for label in self.labels if label.values} - {None, "schedule"}
        return len(fields) + bool(self.schedules)

    @property
    def is_measure(self) -> bool:
        return bool(self.text("title"))


def is_list(sheet: Sheet, lexicon: Lexicon) -> bool:
    """Whether a sheet is a list of measures: more of the rows under its header name one than begin with a label."""
    top = replace(sheet, rows=sheet.rows[:_TOP_ROWS])
    header = find_header(top, lexicon)
    title = header.of("title") if header else None
    if header is None or title is None or header.known < 3:
        return False
    measures = labels = 0
    for cells in top.rows[: header.last_row + _LOOKED_AT]:
        filled = [cell for cell in cells if cell.text]
        if not filled or filled[0].row <= header.last_row:
            continue
        if meaning(filled[0].text, lexicon) is not None and len(filled) > 1:
            labels += 1
        else:
            measures += any(cell.column == title.number for cell in filled)
    return measures > labels


def is_instruction(sheet: Sheet) -> str:
    """The word that says that a sheet is a cover, a legend or an example; blank for none."""
    name = sheet.name.strip()
    return name if _NO_SHEET.fullmatch(name) else ""


def read_blocks(sheet: Sheet, lexicon: Lexicon) -> list[Block]:
    """The sheet's blocks in order; the last may lack a title, and so does the only one of a sheet without measures."""
    if not has_title(sheet, lexicon):
        return []
    parts = _split(sheet.name, read_grid(sheet, lexicon))
    blocks: list[Block] = []
    for part in parts:
        if blocks and _belongs(blocks[-1], part):
            blocks[-1].found.extend(part.found)
        else:
            blocks.append(part)
    return blocks


def read_part(sheet: Sheet, lexicon: Lexicon) -> Block:
    """The sheet as one block, whether it names a measure or not."""
    return Block(sheet.name, read_grid(sheet, lexicon))


def _split(sheet: str, found: Iterable[Found]) -> list[Block]:
    """Parts that begin where a number, a title or the first part's first label stands again."""
    parts = [Block(sheet)]
    opening: str | None = None
    example = ""
    for item in found:
        block = parts[-1]
        if isinstance(item, Labelled) and item.field is not None:
            opening = opening or item.field
            if item.field in (opening, *_NAMES) and item.values and _has(block, item.field):
                block = Block(sheet)
                parts.append(block)
            if example and item.field:
                block.example, example = example, ""
        elif isinstance(item, Lone) and EXAMPLE.match(item.cell.text):
            example = item.cell.text
        block.found.append(item)
    return parts


def _has(block: Block, name: str) -> bool:
    return block.of(name) is not None


def _belongs(block: Block, part: Block) -> bool:
    """Whether a part names no measure of its own, or the same one again as sheets over several pages do."""
    if part.example != block.example and part.example:
        return False
    number, title = plain_number(part.text("number")), match_key(part.text("title"))
    if not title:
        return not number or number == plain_number(block.text("number"))
    same_number = not number or number == plain_number(block.text("number"))
    return same_number and title == match_key(block.text("title"))
