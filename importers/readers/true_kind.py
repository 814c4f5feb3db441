"""What a file really is, by its first bytes and the names of its parts; nothing is unpacked for it."""

import re
from pathlib import PurePath
from typing import Final

from domain.errors import Refusal
from importers.decoding import decode
from importers.errors import MisnamedFile
from importers.readers.html import looks_like_html

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The streams of an old workbook, by their names in the file's directory.
_WORKBOOKS: Final = tuple(f"{name}\0".encode("utf-16-le") for name in ("Workbook", "Book"))
_ZIPPED: Final = (
    ("xlsx", b"xl/workbook.xml"),
    ("docx", b"word/document.xml"),
    ("ods", b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
)
# Names that mean the same kind of file.
_SAME: Final = {"xlsm": "xlsx", "htm": "html", "tsv": "csv", "text": "txt"}
_START: Final = 65_536


def true_kind(content: bytes) -> str | None:
    """xls, xlsx, docx, ods or pdf where the bytes show one of these; None for any other."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(_OLE):
        return "xls" if any(name in content for name in _WORKBOOKS) else None
    if content.startswith(b"PK\x03\x04"):
        found = [kind for kind, mark in _ZIPPED if mark in content]
        return found[0] if len(found) == 1 else None
    return None


def text_kind(content: bytes) -> str | None:
    """html, csv or txt where the bytes are text; None where they are none, or XML of another program."""
    if looks_like_html(content):
        return "html"
    start = content[:_START]
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<\?xml|MIME-Version:|\{\\rtf", start):
        return None
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    try:
        text = decode(content, "").text
    except Refusal:
        return None
    if any(letter < " " and letter not in "\t\n\r\f" for letter in text[:_START]):
        return None
    first = next((line for line in text.split("\n") if line.strip()), "")
    return "csv" if "," in first or "\t" in first else "txt"


def same_kind(suffix: str, kind: str) -> bool:
    """Whether a name's suffix (.xlsm) says this kind (xlsx)."""
    named = suffix.removeprefix(".")
    return _SAME.get(named, named) == kind


def misnamed(name: str, kind: str) -> MisnamedFile:
    return MisnamedFile(path=name, found=kind, renamed=PurePath(name).with_suffix(f".{kind}").name)
