"""A cell of an OpenDocument sheet as text: as it is shown where years matter, plain otherwise, as xlsx_texts.py."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Final

from importers.readers.xlsx_texts import as_text, cleaned

OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CALCEXT: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"

# Elements of a paragraph whose content is its text; annotations, notes, readings and drawings are not.
_RUNS: Final = frozenset(f"{TEXT}{tag}" for tag in ("span", "a", "ruby", "ruby-base", "meta", "meta-field"))
_FIELDS: Final = frozenset(
    f"{TEXT}{tag}"
    for tag in ("sheet-name", "date", "time", "title", "author-name", "page-number", "page-count")
)
_MOST_SPACES: Final = 1_000
_PERCENT: Final = re.compile(r"[-－−]?[\d,.]+\s*[%％]")
# A shown year: with its era or the word for year, in full, or short (R2, H26).
_YEAR: Final = re.compile(
    r"(?:令和|平成|昭和)?\s*(?:\d{1,4}|元)\s*年度?|(?:令和|平成|昭和)\s*(?:\d{1,2}|元)|[RHS]\s*\d{1,2}|\d{4}"
)
_DURATION: Final = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")


def shown_text(cell: Any) -> str:
    """The paragraphs of a cell, one a line."""
    return "\n".join("".join(_pieces(child)) for child in cell if child.tag == f"{TEXT}p")


def _pieces(element: Any) -> Iterator[str]:
    if element.text:
        yield _folded(element.text)
    for child in element:
        if child.tag in _RUNS or child.tag in _FIELDS:
            yield from _pieces(child)
        elif child.tag == f"{TEXT}s":
            count = child.get(f"{TEXT}c", "1")
            yield " " * (min(int(count), _MOST_SPACES) if count.isascii() and count.isdigit() else 1)
        elif child.tag == f"{TEXT}tab":
            yield "\t"
        elif child.tag == f"{TEXT}line-break":
            yield "\n"
        if child.tail:
            yield _folded(child.tail)


def _folded(text: str) -> str:
    """Spaces and line ends of the XML are one space; several printed ones stand as elements."""
    return re.sub("[ \t\r\n]+", " ", text)


def value_text(cell: Any) -> str:
    """A cell's value: 2020-04-01 for a date, 3 for 3.0, 28.5% for a percentage, 令和2年度 where a year is shown."""
    shown = cleaned(shown_text(cell))
    match cell.get(f"{OFFICE}value-type"):
        case "float" | "currency":
            return _number(cell.get(f"{OFFICE}value", ""), shown)
        case "percentage":
            return shown if _PERCENT.fullmatch(shown) else _percent(cell.get(f"{OFFICE}value", ""), shown)
        case "date":
            return shown if _YEAR.fullmatch(shown) else _day(cell.get(f"{OFFICE}date-value", ""), shown)
        case "time":
            return _time(cell.get(f"{OFFICE}time-value", ""), shown)
        case "boolean":
            stored = cell.get(f"{OFFICE}boolean-value", "")
            return stored.upper() if stored in ("true", "false") else shown
        case _:
            return shown or cleaned(cell.get(f"{OFFICE}string-value", ""))


def _number(stored: str, shown: str) -> str:
    if _YEAR.fullmatch(shown) and not shown.isdigit():
        return shown
    try:
        return as_text(float(stored), "General")
    except ValueError:
        return shown


def _percent(stored: str, shown: str) -> str:
    try:
        return f"{float(stored) * 100:.15g}%"
    except ValueError:
        return shown


def _day(stored: str, shown: str) -> str:
    try:
        moment = datetime.fromisoformat(stored) if "T" in stored else date.fromisoformat(stored)
    except ValueError:
        return shown
    return as_text(moment, "yyyy-mm-dd")


def _time(stored: str, shown: str) -> str:
    found = _DURATION.fullmatch(stored)
    if found is None:
        return shown
    hours, minutes = int(found[1]), int(found[2])
    return as_text(time(hours, minutes), "h:mm") if hours < 24 and minutes < 60 else shown
