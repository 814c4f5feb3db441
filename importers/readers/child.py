"""The child process that reads one foreign file: limits itself, reads, and answers on stdout in plain tuples."""

import gc
import io
import pickle
import sys
import warnings
from array import array
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import PurePath
from typing import Any, Final

from domain.errors import Refusal
from importers.document import CellText, Document, Fill, Line, Shape, Sheet
from importers.readers.memory_limit import limit_memory
from importers.staged import Issue

# Formats whose libraries are not trusted with what a stranger sends: the module that reads each and its reader.
FOREIGN: Final[Mapping[str, tuple[str, str]]] = {
    ".xlsx": ("importers.readers.xlsx", "read_xlsx"),
    ".xlsm": ("importers.readers.xlsx", "read_xlsx"),
    ".xls": ("importers.readers.xls", "read_xls"),
    ".ods": ("importers.readers.ods", "read_ods"),
    ".docx": ("importers.readers.docx", "read_docx"),
    ".pdf": ("importers.readers.pdf", "read_pdf"),
    ".html": ("importers.readers.html", "read_html"),
    ".htm": ("importers.readers.html", "read_html"),
    ".txt": ("importers.readers.html", "read_html"),
    ".text": ("importers.readers.html", "read_html"),
}


class _Plain(pickle.Unpickler):
    """Unpickles numbers, texts, tuples and dictionaries; anything with a class is refused."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        raise pickle.UnpicklingError(f"{module_name}.{global_name}")


def unpacked(answer: bytes) -> Any:
    """What a process packed. Raises UnpicklingError or EOFError for anything but plain values."""
    return _Plain(io.BytesIO(answer)).load()


def packed(document: Document) -> tuple[Any, ...]:
    """A document in plain tuples."""
    sheets = tuple(
        (
            sheet.name,
            sheet.hidden,
            *_packed_rows(sheet),
            tuple(map(tuple, sheet.fills)),
            tuple(map(tuple, sheet.shapes)),
        )
        for sheet in document.sheets
    )
    issues = tuple(
        (issue.code, issue.level, issue.ref, issue.field, issue.raw, dict(issue.params))
        for issue in document.issues
    )
    lines = tuple((line.number, line.page, line.text) for line in document.lines)
    return document.name, document.kind, document.encoding, lines, sheets, issues


def document_of(plain: tuple[Any, ...]) -> Document:
    """The document that packed() took apart."""
    name, kind, encoding, lines, sheets, issues = plain
    return Document(
        name,
        kind,
        encoding,
        tuple(Line(*line) for line in lines),
        tuple(
            Sheet(
                title,
                tuple(_unpacked_rows(title, texts, rows, others)),
                hidden,
                tuple(map(Fill._make, fills)),
                tuple(map(Shape._make, shapes)),
            )
            for title, hidden, texts, rows, others, fills, shapes in sheets
        ),
        issues=tuple(Issue(*issue) for issue in issues),
    )


def _packed_rows(sheet: Sheet) -> tuple[Any, ...]:
    """The different texts, each row as places among them, and apart the few cells that are more than a text at its
    place. A hundred thousand cells as tuples would double what the process needs."""
    places: dict[str, int] = {}
    rows, others = [], []
    letters = column_letters(max(map(len, sheet.rows), default=0))
    for number, row in enumerate(sheet.rows, 1):
        packed_row = []
        for column, cell in enumerate(row, 1):
            packed_row.append(places.setdefault(cell.text, len(places)))
            if (
                cell.merged_from
                or cell.hidden
                or cell.row != number
                or cell.column != column
                or cell.ref != f"{sheet.name}!{letters[column]}{number}"
            ):
                others.append((number - 1, column - 1, tuple(cell)))
        rows.append(array("I", packed_row).tobytes())
    return tuple(places), tuple(rows), tuple(others)


def _unpacked_rows(
    name: str, texts: tuple[str, ...], rows: tuple[bytes, ...], others: tuple[tuple[int, int, Any], ...]
) -> Iterator[tuple[CellText, ...]]:
    letters = column_letters(max(map(len, rows), default=0) // array("I").itemsize)
    apart: dict[int, list[tuple[int, Any]]] = {}
    for place, column, cell in others:
        apart.setdefault(place, []).append((column, cell))
    for number, places in enumerate(rows, 1):
        row = [
            CellText(number, column, texts[place], f"{name}!{letters[column]}{number}")
            for column, place in enumerate(array("I", places), 1)
        ]
        for column, cell in apart.get(number - 1, ()):
            row[column] = CellText._make(cell)
        yield tuple(row)


def column_letters(count: int) -> list[str]:
    """The letters of a sheet's columns by number, A at 1."""
    letters = [""]
    for number in range(1, count + 1):
        last = (number - 1) % 26
        letters.append(letters[(number - 1) // 26] + chr(65 + last))
    return letters


def main() -> None:
    """Read (name, bytes, memory in bytes) from stdin; answer ("document", …) or ("refusal", class, params)."""
    name, content, memory = unpacked(sys.stdin.buffer.read())
    limit_memory(memory)
    gc.disable()  # nothing is let go before the answer, and looking for it takes a fifth of the time
    warnings.simplefilter("ignore")
    # openpyxl takes numpy along where it is installed; it is of no use here and wants memory for every processor.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    try:
        module, reader = FOREIGN[PurePath(name).suffix.lower()]
        answer: tuple[Any, ...] = ("document", packed(getattr(import_module(module), reader)(name, content)))
    except Refusal as refusal:
        params = {
            key: value if isinstance(value, int) else str(value) for key, value in refusal.params.items()
        }
        answer = ("refusal", type(refusal).__name__, params)
    except MemoryError:
        answer = ("refusal", "TooHeavy", {"path": name, "limit": memory // 1_048_576})
    sys.stdout.buffer.write(pickle.dumps(answer, protocol=5))
