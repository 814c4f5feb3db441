"""Reads a PDF that has a text layer: its lines page by page, and its ruled tables as sheets as well."""

import gc
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from domain.errors import Refusal
from domain.names import clean
from importers.codes import CODES
from importers.document import CellText, Document, Line, Sheet, cells_line
from importers.errors import (
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    PictureOnly,
    TooManyCells,
    TooWide,
    WrongKind,
)
from importers.readers.pdf_letters import letters_only
from importers.readers.pdf_lines import Printed, in_columns, is_turned, lines_of
from importers.readers.pdf_tables import Ruled, ruled_tables
from importers.staged import Issue

MAX_COLUMNS: Final = 1_000
MAX_CELLS: Final = 1_000_000
_HEAD: Final = 1_024
_LOCKED: Final = ("PDFPasswordIncorrect", "PDFEncryptionError")
_PAGE_NUMBER: Final = re.compile(
    r"[-–—−－\s]*(?:p\.? ?)?\d{1,4}(?: ?[/／] ?\d{1,4})?[-–—−－\s]*", re.IGNORECASE
)
# How much of a page's height its head and its foot may take.
_MARGIN: Final = 0.12
_COLLECT: Final = 10


def read_pdf(name: str, content: bytes) -> Document:
    """A PDF's lines with their pages, and its tables as sheets 表1, 表2 …; a cell's ref is p.12 表1!R3C2.

    Raises WrongKind, EncryptedFile, DamagedFile, PictureOnly, EmptyFile, TooWide or TooManyCells.
    """
    import pdfplumber

    if b"%PDF-" not in content[:_HEAD]:
        raise WrongKind(path=name, kind="PDF")
    reading = _Reading(name)
    try:
        with pdfplumber.open(io.BytesIO(content)) as file:
            reading.note_fields(file.doc.catalog)
            for page in file.pages:
                reading.read(page)
                page.close()
                if page.page_number % _COLLECT == 0:
                    gc.collect()
    except (MemoryError, Refusal):
        raise
    except Exception as error:  # on damaged objects the library raises whatever its parsers meet
        if any(isinstance(cause, MemoryError) for cause in (*error.args, error.__cause__, error.__context__)):
            raise MemoryError from error
        if any(kind in repr(error) or kind in repr(error.__cause__) for kind in _LOCKED):
            raise EncryptedFile(path=name) from error
        raise DamagedFile(path=name) from error
    return reading.document()


@dataclass(slots=True)
class _Reading:
    """What has been read of one file."""

    file: str
    pages: list[list[Printed | Ruled]] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cells: int = 0

    def read(self, page: Any) -> None:
        """One page: tables first, then what is printed around them."""
        letters_only(page)
        number, letters = page.page_number, page.chars
        lost = sum(1 for letter in letters if letter["text"].startswith("(cid:"))
        if lost:
            for letter in letters:
                if letter["text"].startswith("(cid:"):
                    letter["text"] = "\ufffd"
            if lost < len(letters):
                self.report("letters_lost", f"p.{number}", "", count=lost)
        if (not letters or lost == len(letters)) and (page.images or lost):
            self.pictures.append(number)
        turned = [letter for letter in letters if is_turned(letter)]
        if turned:
            raw = clean("".join(letter["text"] for letter in turned[:20]), lines=False)
            self.report("turned_text", f"p.{number}", raw, count=len(turned))
        tables, rest = ruled_tables(page, letters)
        columns = max((len(table.edges) for table in tables), default=0)
        if columns > MAX_COLUMNS:
            raise TooWide(path=self.file, columns=columns, row=1, limit=MAX_COLUMNS)
        self.cells += sum(len(row) for table in tables for row in table.rows)
        if self.cells > MAX_CELLS:
            raise TooManyCells(path=self.file, limit=MAX_CELLS)
        lines, are_two = in_columns(lines_of(rest), float(page.width))
        if are_two:
            self.report("two_columns", f"p.{number}", "")
        self.pages.append(_woven(lines, tables))
        self.heights.append(float(page.height))
        self.notes.extend(
            text
            for note in page.annots
            if (note.get("data") or {}).get("Subtype") is not None
            and "Widget" not in str(note["data"]["Subtype"])
            and (text := clean(str(note.get("contents") or "")).strip())
        )

    def note_fields(self, catalog: Any) -> None:
        """Values typed into a form stand in no page's text."""
        from pdfminer.pdftypes import resolve1
        from pdfminer.utils import decode_text

        form = resolve1(catalog.get("AcroForm")) if catalog.get("AcroForm") else {}
        values = []
        for item in list(resolve1(form.get("Fields")) or ())[:10_000]:
            value = resolve1((resolve1(item) or {}).get("V"))
            if isinstance(value, bytes) and (text := clean(decode_text(value)).strip()):
                values.append(text)
        if values:
            self.report("form_fields_left", "", values[0], count=len(values))

    def report(self, code: str, ref: str, raw: str, **params: object) -> None:
        printed = {name: str(value) for name, value in params.items()}
        self.issues.append(Issue(code, CODES[code].level, ref, None, raw, printed))

    def document(self) -> Document:
        if self.pictures and not any(self.pages):
            raise PictureOnly(path=self.file)
        self._drop_repeated()
        if not any(self.pages):
            raise PictureOnly(path=self.file) if self.pictures else EmptyFile(path=self.file)
        if self.pictures:
            places = "、".join(f"p.{number}" for number in self.pictures[:8])
            self.report("page_without_text", places, "", count=len(self.pictures), places=places)
        if self.notes:
            self.report("notes_left", "", self.notes[0], count=len(self.notes))
        lines = list(self._lines())
        sheets = list(_sheets(self.pages))
        if sheets:
            between = [item.text for page in self.pages for item in page if isinstance(item, Printed)]
            if between:
                self.report("text_outside_tables", "", between[0], count=len(between))
        kind: Any = "sheets" if sheets else "text"
        return Document(self.file, kind, "pdf", tuple(lines), tuple(sheets), tuple(self.issues))

    def _lines(self) -> Iterator[Line]:
        number = 0
        for page, items in enumerate(self.pages, 1):
            bottom: float | None = None
            for item in items:
                if isinstance(item, Ruled):
                    texts = [cells_line(row) for row in item.rows]
                    blank = True
                else:
                    texts = [item.text]
                    blank = bottom is not None and item.top - bottom > item.size
                if number and blank:
                    number += 1
                    yield Line(number, page, "")
                for text in texts:
                    number += 1
                    yield Line(number, page, text)
                bottom = item.bottom

    def _drop_repeated(self) -> None:
        """Headers, footers and page numbers: the same words at the same height of at least half of the pages."""
        seen: Counter[tuple[str, int]] = Counter()
        for items, height in zip(self.pages, self.heights, strict=True):
            seen.update({_place(item) for item in items if _is_margin(item, height)})
        least = max(3, (len(self.pages) + 1) // 2)
        left = []
        for at, (items, height) in enumerate(zip(self.pages, self.heights, strict=True)):
            kept = []
            for item in items:
                margin = _is_margin(item, height)
                if margin and (seen[_place(item)] >= least or _PAGE_NUMBER.fullmatch(_text(item))):
                    left.append((f"p.{at + 1}", _text(item)))
                else:
                    kept.append(item)
            self.pages[at] = kept
        if left:
            self.report("repeated_lines", left[0][0], left[0][1], count=len(left))


def _text(item: Printed | Ruled) -> str:
    return item.text if isinstance(item, Printed) else ""


def _is_margin(item: Printed | Ruled, height: float) -> bool:
    return isinstance(item, Printed) and (item.bottom < height * _MARGIN or item.top > height * (1 - _MARGIN))


def _place(item: Printed | Ruled) -> tuple[str, int]:
    return re.sub(r"\d+", "0", _text(item)), round(item.top / 4)


def _woven(lines: Sequence[Printed], tables: Sequence[Ruled]) -> list[Printed | Ruled]:
    """Lines in their order, each table before the first line that stands below its top in the table's column."""
    items: list[Printed | Ruled] = list(lines)
    for table in tables:
        at = next(
            (
                place
                for place, item in enumerate(items)
                if item.top > table.top and item.x0 < table.x1 and item.x1 > table.x0
            ),
            len(items),
        )
        items.insert(at, table)
    return items


def _sheets(pages: Sequence[Sequence[Printed | Ruled]]) -> Iterator[Sheet]:
    """Tables as sheets; one that goes on at the head of the next page is one sheet with the first part."""
    parts: list[list[tuple[int, Ruled]]] = []
    before: Ruled | None = None
    for number, items in enumerate(pages, 1):
        for place, item in enumerate(items):
            if not isinstance(item, Ruled):
                continue
            if place == 0 and before is not None and _goes_on(parts[-1][0][1], item):
                parts[-1].append((number, item))
            else:
                parts.append([(number, item)])
        before = items[-1] if items and isinstance(items[-1], Ruled) else None
    for place, tables in enumerate(parts, 1):
        yield _sheet(f"表{place}", tables)


def _goes_on(first: Ruled, further: Ruled) -> bool:
    if len(first.edges) != len(further.edges):
        return False
    if any(abs(one - other) > 3 for one, other in zip(first.edges, further.edges, strict=True)):
        return False
    # The same label with another value beside it begins the next measure's table.
    return (
        first.rows[0] == further.rows[0] or not further.rows[0][0] or first.rows[0][0] != further.rows[0][0]
    )


def _sheet(title: str, tables: Sequence[tuple[int, Ruled]]) -> Sheet:
    rows: list[tuple[CellText, ...]] = []
    head = tables[0][1].rows
    for number, table in tables:
        same = 0
        if rows:
            while same < min(len(table.rows), len(head)) and table.rows[same] == head[same]:
                same += 1
        first = len(rows) + 1 - same
        for at in range(same, len(table.rows)):
            rows.append(
                tuple(
                    CellText(
                        first + at,
                        column + 1,
                        text,
                        f"p.{number} {title}!R{first + at}C{column + 1}",
                        f"p.{number} {title}!R{first + over[0]}C{over[1] + 1}" if over else None,
                    )
                    for column, (text, over) in enumerate(zip(table.rows[at], table.covered[at], strict=True))
                )
            )
    return Sheet(title, tuple(rows))
