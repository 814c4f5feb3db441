"""A stored value of a workbook as text: as the cell shows it where years matter, plain otherwise."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from domain.eras import fiscal_year_label, short_label
from domain.names import clean

_PERCENT: Final = re.compile(r"0(?:\.(0+))?%")
# Brackets hold locales, colours and conditions; what is quoted or behind a backslash is text of the cell.
_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_ERA_YEAR: Final = re.compile(r"g{1,3}e{1,2}", re.IGNORECASE)
_YEAR_WORDS: Final = re.compile(r"年|令和|平成|昭和|[RHS]$")
# Formats that Japanese Excel stores by number alone; all of them show more than a year.
_JAPANESE_DATES: Final = frozenset((27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58))
_FIRST_SERIAL: Final = 367  # 1901-01-01; before it Excel counts a day that never was
_LAST_SERIAL: Final = 109_575  # 2199-12-31
_EPOCH: Final = datetime(1899, 12, 30)


def as_text(value: object, number_format: str, format_number: int = 0) -> str:
    """A stored value as text: 2020-04-01 for a date, 3 for 3.0, 28.5% where the cell shows per cent.

    Where the cell shows a year and nothing smaller the text is that: 令和2年度, R2, 2020年度.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, number_format, format_number)
    if isinstance(value, datetime | date):
        return _year_shown(value, number_format) or _day(value)
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, timedelta):
        return str(value)
    return cleaned(str(value))


@lru_cache(maxsize=4096)
def cleaned(text: str) -> str:
    """Plans repeat departments and stages in thousands of cells."""
    return clean(text).strip()


def _number(value: float, number_format: str, format_number: int) -> str:
    if number_format != "General" or format_number in _JAPANESE_DATES:
        percent = _PERCENT.fullmatch(number_format)
        if percent:
            return f"{value * 100:.{len(percent[1] or '')}f}%"
        # The library does not take e and g for letters of a date.
        is_date = format_number in _JAPANESE_DATES or _ERA_YEAR.search(_bare(number_format))
        if is_date and _FIRST_SERIAL <= value <= _LAST_SERIAL:
            moment = _EPOCH + timedelta(days=value)
            return _day(moment) if number_format == "General" else as_text(moment, number_format)
        around = _words_around(number_format)
        if around and value == int(value):
            return f"{around[0]}{int(value)}{around[1]}"
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else format(value, ".15g")


def _day(value: datetime | date) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "minutes")
    return value.isoformat()


@lru_cache(maxsize=256)
def _bare(number_format: str) -> str:
    """A format's first section without literals, brackets and padding."""
    return _LITERAL.sub("", number_format).split(";")[0]


@lru_cache(maxsize=256)
def _words_around(number_format: str) -> tuple[str, str] | None:
    """The words that a number format puts before and behind a whole number, where they speak of years."""
    section = number_format.split(";")[0]
    found = re.fullmatch(r'((?:"[^"]*"|\\.)*)(?:0|#|General|G/標準)((?:"[^"]*"|\\.)*)', section)
    if found is None:
        return None
    before, behind = (re.sub(r'"([^"]*)"|\\(.)', r"\1\2", part) for part in found.groups())
    return (before, behind) if _YEAR_WORDS.search(before) or _YEAR_WORDS.search(behind) else None


def _year_shown(value: datetime | date, number_format: str) -> str | None:
    """What a cell shows whose format has a year and neither month nor day."""
    bare = _bare(number_format)
    if re.search("[md]", bare, re.IGNORECASE) or not re.search("[eyg]", bare, re.IGNORECASE):
        return None
    section = re.sub(r"\[[^\]]*\]|_.|\*.", "", number_format.split(";")[0])
    parts = re.findall(r'"[^"]*"|\\.|g+e+|e+|y+|.', section, re.IGNORECASE)
    return "".join(_year_part(part, value.year, value.month) for part in parts).strip()


def _year_part(part: str, year: int, month: int) -> str:
    """The year in an era, which the new one has from May 2019 on, or the calendar's; a literal as it stands."""
    letters = part.lower()
    # The label of a fiscal year is that of its September; before May 2019 the cell shows 平成31.
    is_heisei_31 = year == 2019 and month < 5
    if letters.startswith("g"):
        if letters.startswith("ggg"):
            return (
                "平成31" if is_heisei_31 else fiscal_year_label(year).removesuffix("年度").replace("元", "1")
            )
        return "H31" if is_heisei_31 else short_label(year)
    if letters.startswith("e"):
        return "31" if is_heisei_31 else short_label(year)[1:]
    if letters.startswith("y"):
        return f"{year % 100:02d}" if len(part) <= 2 else str(year)
    return part.strip('"').removeprefix("\\")
