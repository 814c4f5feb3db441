"""What was printed: the raw lines or rows around a place of a document, the asked ones marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.text import Text

from importers.document import Document
from tui.marks import wrapped
from tui.words import shown

_LINES: Final = re.compile(r"(?:^|\s)l\.(\d+)(?:-(\d+))?$")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line or a sheet's row: its place, its text, and whether it was asked for."""

    place: str
    text: str
    asked: bool


class Printed:
    """Looks up places of one document; an index of its cells is made once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._rows: dict[str, tuple[int, int]] = {}
        for number, sheet in enumerate(document.sheets):
            for place, row in enumerate(sheet.rows):
                self._rows.update((cell.ref, (number, place)) for cell in row)
                if row:
                    self._rows.setdefault(re.sub(r"C\d+$", "", row[0].ref), (number, place))

    def around(self, refs: Sequence[str], around: int) -> list[PrintedLine]:
        """The lines at the first of these places that the document knows, with so many more on both sides."""
        for ref in refs:
            if found := _LINES.search(ref) if self._document.lines else None:
                first, last = int(found[1]), int(found[2] or found[1])
                low, high = max(first - around, 1), last + around
                lines = self._document.lines[low - 1 : high]
                if not lines or lines[0].number != low:
                    lines = tuple(one for one in self._document.lines if low <= one.number <= high)
                return [PrintedLine(str(one.number), one.text, first <= one.number <= last) for one in lines]
            if ref in self._rows:
                return self._sheet_rows(ref, refs, around)
        return []

    def _sheet_rows(self, ref: str, refs: Sequence[str], around: int) -> list[PrintedLine]:
        number, place = self._rows[ref]
        rows = self._document.sheets[number].rows
        asked = {self._rows[one] for one in refs if one in self._rows}
        found = []
        for at in range(max(place - around, 0), min(place + around + 1, len(rows))):
            cells = [cell.text for cell in rows[at]]
            while cells and not cells[-1]:
                cells.pop()
            found.append(
                PrintedLine(
                    str(rows[at][0].row) if rows[at] else "", " | ".join(cells), (number, at) in asked
                )
            )
        return found


def printed_text(lines: Sequence[PrintedLine], width: int) -> Text:
    """The lines for this many cells, the asked ones bold behind a sign."""
    text = Text()
    for line in lines:
        sign = ">" if line.asked else " "
        style = "bold" if line.asked else "dim"
        text.append_text(wrapped(f"{sign}{line.place:>4} {shown(line.text)}", width, style, hang=6))
    return text
