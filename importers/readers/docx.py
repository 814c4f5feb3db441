"""Reads a Word document (docx): all of it as lines, in its order, and its tables as sheets 表1, 表2 … as well."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from domain.names import clean
from importers.codes import CODES
from importers.document import CellText, Document, Line, Sheet, cells_line
from importers.errors import DamagedFile, EmptyFile, PictureOnly, TooManyCells, TooWide
from importers.readers.containers import open_container, part
from importers.readers.docx_numbering import Numbering, numbering_of
from importers.staged import Issue

MAX_COLUMNS: Final = 1_000
MAX_CELLS: Final = 1_000_000

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What wraps content without being content: content controls, tracked insertions, links, alternatives.
_WRAPPERS: Final = frozenset(
    f"{_W}{name}"
    for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "dir", "bdo")
) | {f"{_MC}AlternateContent", f"{_MC}Choice", f"{_W}ruby", f"{_W}rubyBase"}
_BREAKS: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# A sign of a symbol font: which one it shows, the document does not say in letters.
_SYMBOL: Final = "\ufffd"


_NUMBERING: Final = "word/numbering.xml"
_STYLES: Final = "word/styles.xml"
_NOTES: Final = ("word/footnotes.xml", "word/endnotes.xml")
_OTHERS: Final = (_NUMBERING, _STYLES, *_NOTES)
# Headers and footers are parts of their own, as many as the document has kinds of pages.
_MARGIN: Final = re.compile(r"word/(?:header|footer)\d{0,4}\.xml")


def read_docx(name: str, content: bytes) -> Document:
    """A Word document's lines and, as sheets, its tables; a cell's ref is 表1!R3C2, counted in the table's grid.

    Tracked insertions count, deletions do not. Text outside the tables is an issue for those who read tables only.
    Raises WrongKind, EncryptedFile, DamagedFile, TooLarge, TooManyCells, TooWide, EmptyFile or PictureOnly.
    """
    from defusedxml.ElementTree import fromstring

    with open_container(name, content, "word/document.xml", "docx") as container:
        body_part = part(name, container, "word/document.xml")
        others = {
            path: part(name, container, path)
            for path in container.namelist()
            if path in _OTHERS or _MARGIN.fullmatch(path)
        }
    if body_part.count(b"tc>") > 2 * MAX_CELLS:
        raise TooManyCells(path=name, limit=MAX_CELLS)
    try:
        root = fromstring(body_part)
        roots = {path: fromstring(content) for path, content in others.items()}
    except MemoryError:
        raise
    except Exception as error:  # the parser's errors, and those that defusedxml adds
        raise DamagedFile(path=name) from error
    body = root.find(f"{_W}body")
    if body is None:
        raise DamagedFile(path=name)
    reading = _Reading(name, numbering=numbering_of(roots.get(_NUMBERING), roots.get(_STYLES)))
    reading.read(body)
    reading.report_notes([roots[path] for path in _NOTES if path in roots])
    reading.report_margins([root for path, root in roots.items() if _MARGIN.fullmatch(path)])
    return reading.document(sum(1 for tag in ("drawing", "pict", "object") for _ in root.iter(f"{_W}{tag}")))


@dataclass(slots=True)
class _Reading:
    """What has been read of one document."""

    file: str
    sheets: list[Sheet] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    between: list[str] = field(default_factory=list)
    depth: int = 0
    numbering: Numbering = field(default_factory=Numbering)
    issues: list[Issue] = field(default_factory=list)
    cells: int = 0

    def read(self, element: Any) -> None:
        """The paragraphs and tables of the body, or of a cell that holds a table."""
        for child in _content(element):
            if child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag == f"{_W}p":
                found = self._paragraph(child, f"l.{len(self.lines) + 1}").split("\n")
                self.lines.extend(found)
                self.between.extend(found)

    def document(self, drawn: int) -> Document:
        filled = [line for line in self.between if line.strip()]
        if not any(line.strip() for line in self.lines):
            raise PictureOnly(path=self.file) if drawn else EmptyFile(path=self.file)
        if drawn:
            self._report("drawings_left", "", "", count=drawn)
        for raw, count in self.numbering.unknown.items():
            self._report("numbering_unknown", "", raw, count=count)
        if filled and self.sheets:
            self._report("text_outside_tables", "", filled[0], count=len(filled))
        lines = tuple(Line(number, 0, text) for number, text in enumerate(self.lines, 1))
        kind: Literal["text", "sheets"] = "sheets" if self.sheets else "text"
        return Document(self.file, kind, "docx", lines, tuple(self.sheets), tuple(self.issues))

    def report_notes(self, parts: Iterable[Any]) -> None:
        """Footnotes and endnotes are printed apart from the text; they are told and not read into it."""
        texts = [text for notes in parts for note in notes if (text := _all_text(note))]
        if texts:
            self._report("footnotes_left", "", clean(texts[0]), count=len(texts))

    def report_margins(self, parts: Iterable[Any]) -> None:
        """Headers and footers say the same on every page; page numbers alone are nothing to tell."""
        found = (_all_text(line) for root in parts for line in root.iter(f"{_W}p"))
        texts = list(dict.fromkeys(text for text in found if re.search(r"[^\W\d_]", text)))
        if texts:
            self._report("margins_left", "", clean(texts[0]), count=len(texts))

    def _report(self, code: str, ref: str, raw: str, **params: object) -> None:
        printed = {name: str(value) for name, value in params.items()}
        self.issues.append(Issue(code, CODES[code].level, ref, None, raw, printed))

    # -- tables

    def _table(self, table: Any) -> None:
        place = len(self.sheets)
        title = f"表{place + 1}"
        self.sheets.append(Sheet(title, ()))
        rows: list[tuple[CellText, ...]] = []
        above: dict[int, str] = {}
        self.depth += 1
        for row in _content(table, f"{_W}tr"):
            if row.find(f"{_W}trPr/{_W}del") is not None:
                continue
            rows.append(self._row(title, row, len(rows) + 1, above))
            if self.depth == 1:
                self.lines.append(cells_line([cell.text for cell in rows[-1]]))
        self.depth -= 1
        self.sheets[place] = Sheet(title, tuple(rows))

    def _row(self, title: str, row: Any, number: int, above: dict[int, str]) -> tuple[CellText, ...]:
        """One row; `above` are the refs that vertical merges spread, by column."""
        column = 1 + _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
        cells = [CellText(number, before, "", f"{title}!R{number}C{before}") for before in range(1, column)]
        for cell in _content(row, f"{_W}tc"):
            span = max(1, _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1))
            if column + span - 1 > MAX_COLUMNS:
                raise TooWide(path=self.file, columns=column + span - 1, row=number, limit=MAX_COLUMNS)
            self.cells += span
            if self.cells > MAX_CELLS:
                raise TooManyCells(path=self.file, limit=MAX_CELLS)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            ref = f"{title}!R{number}C{column}"
            goes_down = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            over = above.get(column) if goes_down else None
            text = self._cell(cell, ref)
            cells.append(CellText(number, column, "" if over else text, ref, over))
            covered = range(column + 1, column + span)
            cells.extend(CellText(number, at, "", f"{title}!R{number}C{at}", over or ref) for at in covered)
            above.update(dict.fromkeys(range(column, column + span), over or ref))
            column += span
        return tuple(cells)

    def _cell(self, cell: Any, ref: str) -> str:
        """The text of a cell's paragraphs; a table inside becomes a sheet of its own."""
        paragraphs = []
        for child in _content(cell):
            if child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag == f"{_W}p":
                paragraphs.append(self._paragraph(child, ref))
        return "\n".join(paragraphs).strip()

    # -- text

    def _paragraph(self, paragraph: Any, ref: str) -> str:
        shown: list[str] = []
        for run in _content(paragraph, f"{_W}r"):
            text = "".join(_pieces(run))
            if text and _is_hidden(run):
                self._report("hidden_text", ref, clean(text))
            else:
                shown.append(text)
        text = clean("".join(shown))
        return self.numbering.mark(paragraph, text) + text


def _content(element: Any, tag: str | None = None) -> Iterator[Any]:
    """The children that count, out of their wrappers, in order; deletions and fallbacks are no content."""
    waiting = list(reversed(list(element)))
    while waiting:
        child = waiting.pop()
        if child.tag in _WRAPPERS:
            waiting.extend(reversed(list(child)))
        elif tag is None or child.tag == tag:
            yield child


def _all_text(element: Any) -> str:
    return "".join(piece.text or "" for piece in element.iter(f"{_W}t")).strip()


def _pieces(run: Any) -> Iterable[str]:
    for child in _content(run):
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag == f"{_W}sym":
            yield _SYMBOL
        elif child.tag == f"{_W}r":
            yield from _pieces(child)
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(f"{_W}val", "true") not in ("0", "false", "off")


def _number(element: Any, otherwise: int) -> int:
    value = element.get(f"{_W}val", "") if element is not None else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else otherwise
