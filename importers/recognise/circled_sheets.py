"""Cuts sheets under circled numbers (①) out of a text whose tables have tabs between cells, and reads their cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from importers.document import Line, span_ref
from importers.lexicon import field_of
from importers.repair import one_line, unmarked, unspaced, untagged

_START: Final = re.compile(r"^ ?([①-⑳㉑-㉟㊱-㊿]) ?(\S.*)$")
# How many filled lines a title may take before the line that proves it is a sheet's.
_TITLE_LINES: Final = 4
_BULLET: Final = re.compile(r"(?:^|(?<=\s)|(?<=。))[・●•](?=\s*\S)")
_PARAGRAPH_END: Final = re.compile(r"(?<=。)\s+")
_SENTENCE_END: Final = re.compile(r"[。．）)」』]$")


@dataclass(slots=True)
class CircledSheet:
    """One sheet: its printed number, the lines of its title, the lines below, and the heading it stands under."""

    number: str
    title_lines: list[Line]
    body: list[Line] = field(default_factory=list)
    heading: re.Match[str] | None = None
    heading_line: Line | None = None

    @property
    def title(self) -> str:
        """The title without its number, footnote marks and broken lines."""
        first, *further = (line.text for line in self.title_lines)
        found = _START.match(first)
        text = one_line([found[2] if found else first, *further])
        return unspaced(unmarked(text))

    @property
    def raw(self) -> str:
        return "\n".join(line.text.strip() for line in self.title_lines)

    @property
    def ref(self) -> str:
        return span_ref(self.title_lines)


def circled_sheets(lines: Sequence[Line], opens: str, heading: str | None = None) -> list[CircledSheet]:
    """Every sheet in printed order; `opens` is the first line under a title, `heading` what sheets stand under."""
    opening = re.compile(opens)
    sign = re.compile(heading) if heading else None
    found: list[CircledSheet] = []
    above: tuple[re.Match[str] | None, Line | None] = (None, None)
    place = 0
    inside = False
    while place < len(lines):
        line = lines[place]
        title = _title(lines, place, opening)
        if title:
            found.append(CircledSheet(title[0].text.strip()[0], title, [], *above))
            place = _after(lines, title[-1])
            inside = True
            continue
        if sign is not None and (match := sign.match(line.text)):
            above, inside = (match, line), False
        elif inside:
            found[-1].body.append(line)
        place += 1
    return found


def _title(lines: Sequence[Line], place: int, opening: re.Pattern[str]) -> list[Line]:
    """The lines of a title that starts here, empty where no sheet opens under it."""
    if not _START.match(lines[place].text):
        return []
    title = [lines[place]]
    for line in lines[place + 1 : place + 3 * _TITLE_LINES]:
        if opening.match(line.text):
            return title
        if _START.match(line.text) or len(title) == _TITLE_LINES:
            return []
        if line.text.strip():
            title.append(line)
    return []


def _after(lines: Sequence[Line], last: Line) -> int:
    return next(place for place, line in enumerate(lines) if line is last) + 1


def cells_of(text: str) -> list[str]:
    """The cells of a table's line without tags; only the line's ends are bare of a tab."""
    return [untagged(cell) for cell in text.split("\t")]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A cell beside its label: the printed cell with its tags, the lines it came from."""

    raw: str
    lines: tuple[Line, ...]

    @property
    def ref(self) -> str:
        return span_ref(self.lines)

    @property
    def printed(self) -> str:
        """The cell as it is printed, on one line without tags."""
        return " ".join(untagged(self.raw).split("\n"))


def labelled_cells(lines: Sequence[Line]) -> dict[str, Labelled]:
    """Labels and their cells, several pairs a line, by field; a line without a label goes on with the cell above.

    Lines below a label that the lexicon does not know are passed over, and so is a label that stands twice.
    """
    found: dict[str, Labelled] = {}
    current: str | None = None
    for line in lines:
        if "\t" not in line.text:
            continue
        cells = line.text.split("\t")
        filled = [cell.strip() for cell in cells if cell.strip()]
        if not cells[0].strip() and current is not None:
            above = found[current]
            found[current] = Labelled(above.raw + "".join(filled), (*above.lines, line))
            continue
        current = None
        place = 0
        while place < len(filled) - 1:
            name = field_of(untagged(filled[place]))
            if name is None:
                break
            if name not in found:
                found[name] = Labelled(filled[place + 1], (line,))
                current = name
            place += 2
    return found


def paragraphs(raw: str) -> str:
    """A cell's text, one paragraph or list item a line; a space behind a full stop ended a paragraph in print."""
    kept: list[str] = []
    for line in untagged(raw).split("\n"):
        for part in _PARAGRAPH_END.split(line):
            kept += [unspaced(piece) for piece in _before_bullets(part) if piece.strip()]
    return "\n".join(re.sub(r"^([・●•])\s+", r"\1", piece) for piece in kept)


def _before_bullets(text: str) -> list[str]:
    starts = [found.start() for found in _BULLET.finditer(text)]
    edges = [0, *(start for start in starts if start), len(text)]
    return [text[first:last] for first, last in pairwise(edges)]


def bulleted(text: str) -> list[str]:
    """The items of a list behind their marks; the whole text where it has no marks."""
    return [_BULLET.sub("", piece).strip() for piece in _before_bullets(text) if piece.strip()]


def has_bullets(text: str) -> bool:
    return bool(_BULLET.search(text))


def running_text(lines: Sequence[Line]) -> str:
    """Paragraphs between blank lines, their broken lines joined; one that does not end in a full stop runs on."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.text.strip():
            groups[-1].append(line.text.strip())
        elif groups[-1]:
            groups.append([])
    text = ""
    for group in filter(None, groups):
        part = one_line(group)
        text += ("\n" if _SENTENCE_END.search(text) else "") + part
    return text
