"""Reads text, or text taken out of a PDF, into lines with pages; nothing is stripped, because spaces mean something."""

import re
from typing import Final

from importers.decoding import decode
from importers.document import Document, Line
from importers.errors import EmptyFile, TooLarge

MAX_BYTES: Final = 16 * 1_048_576

_PRINTED_PAGE = re.compile(r"^\d{1,3} ?$")
_FORM_FEED = "\f"


def read_text(name: str, content: bytes) -> Document:
    """A text file as lines.

    A page starts at a form feed. In text that a PDF extractor wrote, it starts at a leading space right under a filled
    line, or at a page number that stands alone (武蔵野市第四次総合情報化基本計画's text). Raises EmptyFile, TooLarge or
    UndecodableText.
    """
    if len(content) > MAX_BYTES:
        raise TooLarge(path=name, size=len(content) // 1_048_576, limit=MAX_BYTES // 1_048_576)
    decoded = decode(content, name)
    if not decoded.text.strip():
        raise EmptyFile(path=name)
    texts = decoded.text.split("\n")
    if _FORM_FEED in decoded.text:
        lines = _by_feed(texts)
    elif _marks_pages_by_space(texts):
        lines = _by_space(texts)
    else:
        lines = [Line(number, 0, text) for number, text in enumerate(texts, 1)]
    return Document(name, "text", decoded.encoding, tuple(lines))


def _by_feed(texts: list[str]) -> list[Line]:
    """Line numbers as an editor counts them: a form feed starts a page, not a line."""
    lines, page = [], 1
    for number, text in enumerate(texts, 1):
        first, *further = text.split(_FORM_FEED)
        if first or not further:
            lines.append(Line(number, page, first))
        for piece in further:
            page += 1
            if piece:
                lines.append(Line(number, page, piece))
    return lines


def _by_space(texts: list[str]) -> list[Line]:
    lines, page = [Line(1, 1, texts[0])], 1
    for place in range(1, len(texts)):
        page = _page(texts[place], texts[place - 1], page)
        lines.append(Line(place + 1, page, texts[place]))
    return lines


def _page(text: str, before: str, page: int) -> int:
    """The page of a line, given the line before it and that line's page."""
    if not text or text.isspace():
        return page
    if text[0] == " " and not text.startswith("  "):
        return page + 1 if before.strip() and not _PRINTED_PAGE.match(before) else page
    if _PRINTED_PAGE.match(text) and not before.strip() and page < int(text) <= page + 2:
        return int(text)
    return page


def _marks_pages_by_space(texts: list[str]) -> bool:
    """Whether the extractor marked paragraph ends by a trailing space: then a leading one marks a page."""
    filled = [text for text in texts if text.strip()]
    trailing = sum(text.endswith(" ") for text in filled)
    return len(filled) > 20 and trailing * 5 > len(filled)
