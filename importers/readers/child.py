"""The child process that reads one foreign file: limits itself, reads, and answers on stdout in plain tuples."""

import gc
import io
import pickle
import sys
import warnings
from collections.abc import Mapping
from importlib import import_module
from pathlib import PurePath
from typing import Any, Final

from domain.errors import Refusal
from importers.document import CellText, Document, Line, Sheet
from importers.readers.memory_limit import limit_memory
from importers.staged import Issue

# Formats whose libraries are not trusted with what a stranger sends: the module that reads each and its reader.
FOREIGN: Final[Mapping[str, tuple[str, str]]] = {
    ".xlsx": ("importers.readers.xlsx", "read_xlsx"),
    ".xlsm": ("importers.readers.xlsx", "read_xlsx"),
    ".docx": ("importers.readers.docx", "read_docx"),
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
            tuple(tuple(map(tuple, row)) for row in sheet.rows),
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
            Sheet(title, tuple(tuple(map(CellText._make, row)) for row in rows), hidden)
            for title, hidden, rows in sheets
        ),
        issues=tuple(Issue(*issue) for issue in issues),
    )


def main() -> None:
    """Read (name, bytes, memory in bytes) from stdin; answer ("document", …) or ("refusal", class, params)."""
    name, content, memory = unpacked(sys.stdin.buffer.read())
    limit_memory(memory)
    gc.disable()  # nothing is let go before the answer, and looking for it takes a fifth of the time
    warnings.simplefilter("ignore")
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
