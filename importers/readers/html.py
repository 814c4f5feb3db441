"""Reads a web page, or a table pasted from one, into sheets 表1, 表2 … and all of its text into lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import ClassVar, Final

from domain.errors import Refusal
from domain.names import clean
from importers.codes import CODES
from importers.decoding import decode
from importers.document import CellText, Document, Line, Sheet, cells_line
from importers.errors import EmptyFile, PictureOnly, TooLarge, TooManyCells, TooWide, WrongKind
from importers.staged import Issue

MAX_BYTES: Final = 32 * 1_048_576
MAX_COLUMNS: Final = 1_000
MAX_CELLS: Final = 1_000_000
_NAMED: Final = 8

# The encodings a page may declare and how they are read; anything else falls back to the fixed order of decoding.
_DECLARED: Final = {
    "utf-8": "utf-8",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "cp932": "cp932",
    "euc-jp": "euc_jp",
    "x-euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
}
_CHARSET: Final = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_BOMS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_OPENS: Final = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*|<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_CLIPBOARD: Final = re.compile(rb"Version:[\d.]+\s+StartHTML:", re.IGNORECASE)

# Elements whose content is no text of the page.
_SILENT: Final = re.compile("script|style|template|noscript|title|rt|rp|select|textarea|svg|math|object")
_DELETED: Final = re.compile("del|strike")
# Elements that begin and end a line of their own.
_BLOCK: Final = re.compile(
    "p|div|li|[uod]l|d[td]|h[1-6]|section|article|header|footer|main|nav|aside|address|blockquote|pre|hr|caption"
    "|figure|form"
)
_VOID: Final = re.compile("br|img|input|hr|meta|link|col|wbr|area|base|embed|source|frame")
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_SPACES: Final = re.compile(r"[ \t\n\r\f\xa0]+")


class FramesOnly(Refusal):
    """What Excel saves as a web page of several sheets: the tables lie in files of their own."""

    msgid: ClassVar[str] = (
        "{path} is only a frame around other pages. Bring in the pages of the folder beside it, or save it as xlsx."
    )
    exit_code: ClassVar[int] = 3


def looks_like_html(content: bytes) -> bool:
    """Whether bytes begin as a web page or a table of one does, or as the clipboard holds one."""
    start = content[:4096].lstrip(b"\xef\xbb\xbf")
    return _OPENS.match(start) is not None or _CLIPBOARD.match(start) is not None


def read_html(name: str, content: bytes) -> Document:
    """Every table as a sheet with its spans as merges, refs like 表1!R3C2; the page's text with the tables in it as
    lines. Hidden rows are marked, other hidden and deleted text is left out and reported.

    Raises WrongKind, EmptyFile, PictureOnly, FramesOnly, TooLarge, TooManyCells, TooWide or UndecodableText.
    """
    if len(content) > MAX_BYTES:
        raise TooLarge(path=name, size=len(content) // 1_048_576, limit=MAX_BYTES // 1_048_576)
    text, encoding = _decoded(name, content)
    if "<" not in text:
        raise WrongKind(path=name, kind="html")
    page = _Page(name)
    page.feed(text)
    page.close()
    page.finish()
    sheets = tuple(table.sheet() for table in page.tables)
    filled = any(cell.text for sheet in sheets for row in sheet.rows for cell in row)
    lines = tuple(Line(number, 0, line) for number, line in enumerate(page.all_lines(), 1))
    if not filled and not any(line.text.strip() for line in lines):
        if page.frames:
            raise FramesOnly(path=name)
        raise PictureOnly(path=name) if page.pictures else EmptyFile(path=name)
    if page.pictures:
        page.report("drawings_left", "", "", count=page.pictures)
    return Document(name, "sheets" if sheets else "text", encoding, lines, sheets, tuple(page.issues))


def _decoded(name: str, content: bytes) -> tuple[str, str]:
    """By its BOM, else as the page declares where that fits strictly, else in the fixed order."""
    if not content.startswith(_BOMS):
        declared = _CHARSET.search(content[:4096])
        encoding = _DECLARED.get(declared[1].decode("ascii").lower()) if declared else None
        if encoding is not None:
            try:
                return clean(content.decode(encoding)), encoding
            except UnicodeDecodeError:
                pass
    decoded = decode(content, name)
    if not decoded.text.strip():
        raise EmptyFile(path=name)
    return decoded.text, decoded.encoding


@dataclass(slots=True)
class _Cell:
    """A cell as it is written: its text in pieces, and over how many rows and columns it goes."""

    rows: int
    columns: int
    pieces: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """A table while it is read; rows are cells in their written order, `hidden` the places of hidden rows."""

    file: str
    title: str
    rows: list[list[_Cell]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    made: Sheet | None = None

    def sheet(self) -> Sheet:
        """The table's grid. Raises TooWide or TooManyCells before anything is spread."""
        if self.made is None:
            self.made = Sheet(self.title, tuple(self._grid()))
        return self.made

    def _grid(self) -> Iterator[tuple[CellText, ...]]:
        over: dict[tuple[int, int], str] = {}
        count = 0
        for number, cells in enumerate(self.rows, 1):
            row: dict[int, CellText] = {}
            column = 1
            is_hidden = number - 1 in self.hidden
            for cell in cells:
                while (number, column) in over:
                    column += 1
                last = column + cell.columns - 1
                if last > MAX_COLUMNS:
                    raise TooWide(path=self.file, columns=last, row=number, limit=MAX_COLUMNS)
                down = min(cell.rows or len(self.rows), len(self.rows) - number + 1)
                count += down * cell.columns
                if count > MAX_CELLS:
                    raise TooManyCells(path=self.file, limit=MAX_CELLS)
                ref = f"{self.title}!R{number}C{column}"
                row[column] = CellText(number, column, _joined(cell.pieces), ref, None, is_hidden)
                for below in range(number, number + down):
                    for right in range(column, last + 1):
                        over[below, right] = ref
                del over[number, column]
                column = last + 1
            width = max([*row, *(place for line, place in over if line == number)], default=0)
            for place in range(1, width + 1):
                if place not in row:
                    here = f"{self.title}!R{number}C{place}"
                    row[place] = CellText(number, place, "", here, over.get((number, place)), is_hidden)
            for place in range(1, width + 1):
                over.pop((number, place), None)
            yield tuple(row[place] for place in range(1, width + 1))


class _Page(HTMLParser):
    """Walks a page: tables on a stack, the text of what is open at the top of it."""

    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.file = file
        self.tables: list[_Table] = []
        self.issues: list[Issue] = []
        self.lines: list[str | _Table] = [""]
        self.pictures = 0
        self.frames = 0
        self._open: list[_Table] = []
        self._cells: list[_Cell | None] = []
        self._left_out: list[str] = []
        self._dropped: list[str] = []

    def report(self, code: str, ref: str, raw: str, **params: object) -> None:
        printed = {name: str(value) for name, value in params.items()}
        self.issues.append(Issue(code, CODES[code].level, ref, None, raw, printed))

    # -- what the parser calls

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._left_out:
            if not _VOID.fullmatch(tag):
                self._left_out.append(tag)
            return
        values = {name: value or "" for name, value in attrs}
        if not _VOID.fullmatch(tag) and tag != "tr" and self._leaves_out(tag, values):
            self._left_out.append(tag)
            return
        if tag == "table":
            self._start_table()
        elif tag == "tr":
            self._start_row(values)
        elif tag in ("td", "th"):
            self._start_cell(values)
        elif tag == "br":
            self._say("\n")
        elif tag in ("img", "embed", "canvas"):
            self.pictures += 1
        elif tag in ("frame", "iframe"):
            self.frames += 1
        elif tag == "input" and values.get("type", "").lower() in ("checkbox", "radio"):
            self._say("☑" if "checked" in values else "☐")
        elif _BLOCK.fullmatch(tag):
            self._say("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._left_out:
            if tag in self._left_out:
                while self._left_out.pop() != tag:
                    pass
                if not self._left_out:
                    self._end_left_out()
            return
        if tag == "table" and self._open:
            self._end_table()
        elif tag in ("td", "th", "tr") and self._cells:
            self._cells[-1] = None
        elif _BLOCK.fullmatch(tag):
            self._say("\n")

    def handle_data(self, data: str) -> None:
        if self._left_out:
            if not _SILENT.fullmatch(self._left_out[0]):
                self._dropped.append(data)
        else:
            self._say(_SPACES.sub(" ", data))

    def finish(self) -> None:
        """Close what the page left open, and report hidden rows."""
        while self._open:
            self._end_table()
        for table in self.tables:
            self._report_hidden(table)

    def all_lines(self) -> Iterator[str]:
        """The text of the page in order, a table's rows where it stands."""
        for piece in self.lines:
            if isinstance(piece, _Table):
                yield from (cells_line([cell.text for cell in row]) for row in piece.sheet().rows)
            else:
                yield from (_joined([line]) for line in piece.split("\n") if line.strip())

    # -- tables

    def _start_table(self) -> None:
        table = _Table(self.file, f"表{len(self.tables) + 1}")
        self.tables.append(table)
        if not self._open:
            self.lines += [table, ""]
        self._open.append(table)
        self._cells.append(None)

    def _end_table(self) -> None:
        self._open.pop()
        self._cells.pop()

    def _start_row(self, values: dict[str, str]) -> None:
        if not self._open:
            return
        table = self._open[-1]
        if self._is_hidden(values):
            table.hidden.add(len(table.rows))
        table.rows.append([])
        self._cells[-1] = None

    def _start_cell(self, values: dict[str, str]) -> None:
        if not self._open:
            return
        table = self._open[-1]
        if not table.rows:
            table.rows.append([])
        cell = _Cell(_span(values.get("rowspan")), max(_span(values.get("colspan")), 1))
        table.rows[-1].append(cell)
        self._cells[-1] = cell

    def _say(self, text: str) -> None:
        if self._cells:
            cell = self._cells[-1]
            # Text of a table outside its cells is shown above it by browsers.
            if cell is not None:
                cell.pieces.append(text)
                return
            if not text.strip():
                return
            place = self.lines.index(self._open[0])
            self.lines.insert(place, text)
        else:
            last = self.lines[-1]
            assert isinstance(last, str)
            self.lines[-1] = last + text

    # -- what is not shown

    def _leaves_out(self, tag: str, values: dict[str, str]) -> bool:
        return bool(
            _SILENT.fullmatch(tag)
            or _DELETED.fullmatch(tag)
            or (self._is_hidden(values) and tag not in ("td", "th", "table"))
        )

    def _is_hidden(self, values: dict[str, str]) -> bool:
        return "hidden" in values or _HIDDEN.search(values.get("style", "")) is not None

    def _end_left_out(self) -> None:
        text = _joined(self._dropped)
        self._dropped.clear()
        if text:
            self.report("hidden_text", "", text)

    def _report_hidden(self, table: _Table) -> None:
        hidden = [cell for row in table.sheet().rows for cell in row if cell.hidden and cell.text]
        if hidden:
            places = list(dict.fromkeys(str(cell.row) for cell in hidden))
            named = "、".join(places[:_NAMED]) + ("…" if len(places) > _NAMED else "")
            self.report(
                "hidden_rows",
                hidden[0].ref,
                hidden[0].text,
                sheet=table.title,
                count=len(places),
                places=named,
            )


def _span(value: str | None) -> int:
    """A rowspan or colspan; 1 where it is missing or no number. A rowspan of 0 goes to the table's end."""
    if value is None:
        return 1
    digits = value.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 8 else 1


def _joined(pieces: Sequence[str]) -> str:
    """The text of a cell: spaces collapsed within a line, blank lines at both ends gone."""
    lines = (_SPACES.sub(" ", line).strip() for line in clean("".join(pieces)).split("\n"))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip("\n")
