"""Reads the labels over a schedule's column: years, halves, quarters and months, also where an era has two names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.eras import Era, NotAFiscalYear, parse_fiscal_year
from importers.recognise.house_words import HALVES

# April is month 0 of a fiscal year.
_APRIL: Final = 4
_ERA_YEAR: Final = r"(?:(?:明治|大正|昭和|平成|令和)(?:\d{1,2}|元)|[MTSHR](?:\d{1,2}|元)|(?:19|20)\d\d)"
_BRACKET: Final = r"[(\[]([^()\[\]]*)[)\]]"
_YEAR: Final = re.compile(
    rf"(?:FY|西暦)?({_ERA_YEAR}|\d{{1,2}}(?=年))(?:{_BRACKET})?(年度|年)?(?:末)?(?:{_BRACKET})?"
    rf"(?:[/・=]({_ERA_YEAR})(?:年度|年)?)?"
)
_KEYED_HALF: Final = re.compile(r"(\d{4})H([12])")
_DAY: Final = re.compile(r"(\d{4})-(\d\d)-\d\d")
_DATED_MONTH: Final = re.compile(r"(?:[./](\d{1,2})|年(\d{1,2})月)$")
_HALF: Final = re.compile(r"(上半期|上期|前期|下半期|下期|後期|上|下)(?:\(.*\))?")
_QUARTER: Final = re.compile(r"(?:第?([1-4]|I{1,3}|IV)(?:四半期|/4半期|/4期|[QＱ])|Q([1-4]))(?:\(.*\))?")
_SPAN: Final = re.compile(r"(\d{1,2})月?[~〜\-−‐–—ー―](\d{1,2})月(?:期)?")
_MONTH: Final = re.compile(r"(\d{1,2})月")
_ROMAN: Final = {"I": 1, "II": 2, "III": 3, "IV": 4}
# What a bracket behind a year may say without making it another thing.
_HARMLESS: Final = re.compile(r"(?:第?\d{1,2}年(?:目|次)|初年度|最終年度|計画初年度|計画最終年度)?")


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A quarter or a month of a half-year: its first month counted from April, and what people call it."""

    order: int
    name: str


@dataclass(frozen=True, slots=True)
class Printed:
    """A label as it is printed: a year, which is a fiscal one, a calendar's or not said (None), and the part of it,
    from its first to its last month counted from April. `is_year` where 年 stands behind it."""

    year: int
    is_fiscal: bool | None
    first: int = 0
    last: int = 11
    name: str = ""
    says: str = ""
    is_year: bool = False

    @property
    def is_month(self) -> bool:
        return bool(self.name) and self.name[0].isdigit()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column stands in time: fiscal year, half or None for the year, and the part of the half."""

    fy: int
    half: int | None
    part: Part | None = None


def read_printed(texts: Sequence[str], era: Era | None) -> Printed | None:
    """The label that folded texts from above make together; None where one of them is no part of a period.

    `says` is what a bracket adds that is no year: 計画 in 令和2年度（計画）.
    """
    first = texts[0]
    keyed = _KEYED_HALF.fullmatch(first)
    if keyed and len(texts) == 1:
        return Printed(int(keyed[1]), True, *_half_months(int(keyed[2])))
    day = _DAY.fullmatch(first)
    if day:
        month = int(day[2])
        return _month(int(day[1]), False, month, month) if len(texts) == 1 else None
    found = _YEAR.match(first)
    year = _year(found, era) if found else None
    if found is None or year is None:
        return None
    rest = first[found.end() :]
    is_fiscal = {"年度": True, "年": None}.get(found[3] or "")
    brackets = [text for text in (found[2], found[4]) if text]
    says = next(
        (text for text in brackets if not _same_year(text, year) and not _HARMLESS.fullmatch(text)), ""
    )
    dated = _DATED_MONTH.match(("年" if found[3] == "年" else "") + rest) if rest else None
    if dated:
        month = int(dated[1] or dated[2])
        return _month(year, False, month, month) if len(texts) == 1 and 1 <= month <= 12 else None
    printed = Printed(year, is_fiscal, says=says, is_year=found[3] == "年")
    for tail in filter(None, (rest, *texts[1:])):
        narrowed = _narrowed(printed, tail)
        if narrowed is None:
            return None
        printed = narrowed
    if rest and is_fiscal is None and found[3] == "年" and printed.is_month:
        return replace(printed, is_fiscal=False)
    return printed


def _year(found: re.Match[str], era: Era | None) -> int | None:
    """The year, unless a second name of it says another one."""
    try:
        year = parse_fiscal_year(found[1] + ("年度" if found[1].isdigit() else ""), era)
        other = parse_fiscal_year(found[5], era) if found[5] else year
    except (NotAFiscalYear, ValueError):
        return None
    brackets = [text for text in (found[2], found[4]) if text and re.search(rf"^{_ERA_YEAR}", text)]
    return year if year == other and all(_same_year(text, year) for text in brackets) else None


def _same_year(text: str, year: int) -> bool:
    try:
        return parse_fiscal_year(text) == year
    except (NotAFiscalYear, ValueError):
        return False


def _narrowed(printed: Printed, tail: str) -> Printed | None:
    """The period cut down to what a further label says; None where that lies outside of it or is no period."""
    if half := _HALF.fullmatch(tail):
        first, last = _half_months(HALVES[half[1]])
        name = ""
    elif quarter := _QUARTER.fullmatch(tail):
        number = _ROMAN.get(quarter[1] or "") or int(quarter[1] or quarter[2])
        first, last, name = number * 3 - 3, number * 3 - 1, f"第{number}四半期"
    else:
        span = _SPAN.fullmatch(tail)
        month = _MONTH.fullmatch(tail)
        if not span and not month:
            return None
        numbers = [int(span[1]), int(span[2])] if span else [int(month[1])] if month else []
        if not all(1 <= number <= 12 for number in numbers):
            return None
        found = _month(printed.year, printed.is_fiscal, numbers[0], numbers[-1])
        first, last, name = found.first, found.last, found.name
    if not printed.first <= first <= last <= printed.last:
        return None
    return replace(printed, first=first, last=last, name=name)


def _half_months(half: int) -> tuple[int, int]:
    return (0, 5) if half == 1 else (6, 11)


def _month(year: int, is_fiscal: bool | None, first: int, last: int) -> Printed:
    name = f"{first}月" if first == last else f"{first}～{last}月"
    return Printed(year, is_fiscal, (first - _APRIL) % 12, (last - _APRIL) % 12, name)


def placed(printed: Sequence[Printed]) -> list[Place | None]:
    """The columns under one label of a year in their order. January to March under a calendar's year belong to the
    fiscal year before; whether the year is one is told by its word, or by the months that stand before and after."""
    fiscal = _is_fiscal(printed)
    return [_place(item, fiscal if item.is_fiscal is None else item.is_fiscal) for item in printed]


def _is_fiscal(printed: Sequence[Printed]) -> bool | None:
    months = [item.first for item in printed if item.is_month and item.is_fiscal is None]
    if not any(month >= 9 for month in months):
        return True
    if months == sorted(months):
        return True if months[0] < 9 else None if not printed[0].is_year else False
    calendar = [(month + 3) % 12 for month in months]
    return False if calendar == sorted(calendar) else None


def _place(item: Printed, is_fiscal: bool | None) -> Place | None:
    year = item.year
    if item.is_month and item.first >= 9:
        if is_fiscal is None:
            return None
        year -= not is_fiscal
    if (item.first, item.last) == (0, 11):
        return Place(year, None)
    half = 1 if item.last <= 5 else 2
    if item.last > 5 and item.first < 6:
        return None
    if (item.first, item.last) == _half_months(half):
        return Place(year, half)
    return Place(year, half, Part(item.first, item.name))
