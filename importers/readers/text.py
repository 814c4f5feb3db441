"""Reads text, or text taken out of a PDF, into lines with pages; nothing is stripped, because spaces mean something."""

import re

from importers.decoding import decode
from importers.document import Document, Line

_PRINTED_PAGE = re.compile(r"^\d{1,3} ?$")
_FORM_FEED = "\f"


def read_text(name: str, content: bytes) -> Document:
    """A text file as lines.

    A page starts at a form feed. In text that a PDF extractor wrote, it starts at a leading space right under a filled
    line, or at a page number that stands alone (武蔵野市第四次総合情報化基本計画's text). Raises UndecodableText.
    """
    # A form feed is a control character, which decoding takes out: mark it as a line of its own kind first.
    pages_by_feed = content.count(b"\f") > 0
    decoded = decode(content.replace(b"\f", b"\n\xef\xbf\xbd\n") if pages_by_feed else content, name)
    texts = decoded.text.split("\n")
    if pages_by_feed:
        return Document(name, "text", decoded.encoding, tuple(_by_feed(texts)))
    by_space = _marks_pages_by_space(texts)
    lines, page = [], 1 if by_space else 0
    for number, text in enumerate(texts, 1):
        if by_space and number > 1:
            page = _page(texts, number - 1, page)
        lines.append(Line(number, page, text))
    return Document(name, "text", decoded.encoding, tuple(lines))


def _by_feed(texts: list[str]) -> list[Line]:
    lines, page, number = [], 1, 0
    for text in texts:
        if text == "\ufffd":
            page += 1
            continue
        number += 1
        lines.append(Line(number, page, text))
    return lines


def _page(texts: list[str], place: int, page: int) -> int:
    """The page of a line, given the page of the line before it."""
    text, before = texts[place], texts[place - 1]
    if _PRINTED_PAGE.match(text) and not before.strip() and page < int(text) <= page + 2:
        return int(text)
    if text.startswith(" ") and not text.startswith("  ") and text.strip() and before.strip():
        return page if _PRINTED_PAGE.match(before) else page + 1
    return page


def _marks_pages_by_space(texts: list[str]) -> bool:
    """Whether the extractor marked paragraph ends by a trailing space: then a leading one marks a page."""
    filled = [text for text in texts if text.strip()]
    trailing = sum(text.endswith(" ") for text in filled)
    return len(filled) > 20 and trailing * 5 > len(filled)
