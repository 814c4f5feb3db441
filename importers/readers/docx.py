"""Reads the tables of a Word document (docx) into sheets 表1, 表2 …, and one without tables into lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from domain.names import clean
from importers.codes import CODES
from importers.document import CellText, Document, Line, Sheet
from importers.errors import DamagedFile, EmptyFile, PictureOnly, TooManyCells, TooWide
from importers.readers.containers import open_container, part
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


def read_docx(name: str, content: bytes) -> Document:
    """A Word document's tables as sheets; a cell's ref is 表1!R3C2, counted in the table's grid.

    Tracked insertions count, deletions do not. Text outside the tables is an issue. Raises WrongKind, EncryptedFile,
    DamagedFile, TooLarge, TooManyCells, TooWide, EmptyFile or PictureOnly.
    """
    from defusedxml.ElementTree import fromstring

    with open_container(name, content, "word/document.xml", "docx") as container:
        body_part = part(name, container, "word/document.xml")
    if body_part.count(b"tc>") > 2 * MAX_CELLS:
        raise TooManyCells(path=name, limit=MAX_CELLS)
    try:
        root = fromstring(body_part)
    except MemoryError:
        raise
    except Exception as error:  # the parser's errors, and those that defusedxml adds
        raise DamagedFile(path=name) from error
    body = root.find(f"{_W}body")
    if body is None:
        raise DamagedFile(path=name)
    reading = _Reading(name)
    reading.read(body)
    return reading.document(sum(1 for tag in ("drawing", "pict", "object") for _ in root.iter(f"{_W}{tag}")))


@dataclass(slots=True)
class _Reading:
    """What has been read of one document."""

    file: str
    sheets: list[Sheet] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    cells: int = 0

    def read(self, element: Any) -> None:
        """The paragraphs and tables of the body, or of a cell that holds a table."""
        for child in _content(element):
            if child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag == f"{_W}p":
                self.lines.extend(self._paragraph(child, f"l.{len(self.lines) + 1}").split("\n"))

    def document(self, drawn: int) -> Document:
        filled = [line for line in self.lines if line.strip()]
        if not filled and not any(cell.text for sheet in self.sheets for row in sheet.rows for cell in row):
            raise PictureOnly(path=self.file) if drawn else EmptyFile(path=self.file)
        if drawn:
            self._report("drawings_left", "", "", count=drawn)
        if not self.sheets:
            lines = tuple(Line(number, 0, text) for number, text in enumerate(self.lines, 1))
            return Document(self.file, "text", "docx", lines, issues=tuple(self.issues))
        if filled:
            self._report("text_outside_tables", "", filled[0], count=len(filled))
        return Document(self.file, "sheets", "docx", sheets=tuple(self.sheets), issues=tuple(self.issues))

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
        for row in _content(table, f"{_W}tr"):
            if row.find(f"{_W}trPr/{_W}del") is not None:
                continue
            rows.append(self._row(title, row, len(rows) + 1, above))
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
        return clean("".join(shown))


def _content(element: Any, tag: str | None = None) -> Iterator[Any]:
    """The children that count, out of their wrappers, in order; deletions and fallbacks are no content."""
    waiting = list(reversed(list(element)))
    while waiting:
        child = waiting.pop()
        if child.tag in _WRAPPERS:
            waiting.extend(reversed(list(child)))
        elif tag is None or child.tag == tag:
            yield child


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
