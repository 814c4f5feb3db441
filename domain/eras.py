"""Japanese eras and fiscal years: reading every way plans print them, and printing them back."""

import re
import unicodedata
from datetime import date, timedelta
from typing import ClassVar, Final, NamedTuple

from domain.errors import Refusal


class Era(NamedTuple):
    """An era; `first_year` is the Gregorian year that is its year 1 (元年)."""

    name: str
    letter: str
    first_year: int
    first_date: date

    def year(self, number: int) -> int:
        """The Gregorian year of an era year; years after the era's end are read too (平成32 is 2020)."""
        return self.first_year + number - 1


ERAS: Final = (
    Era("明治", "M", 1868, date(1868, 10, 23)),
    Era("大正", "T", 1912, date(1912, 7, 30)),
    Era("昭和", "S", 1926, date(1926, 12, 25)),
    Era("平成", "H", 1989, date(1989, 1, 8)),
    Era("令和", "R", 2019, date(2019, 5, 1)),
)
_BY_NAME: Final = {era.name: era for era in ERAS} | {era.letter: era for era in ERAS}

_DASHES: Final = "～〜~－−—―–‐‑‒ー-"
# An Excel date serial counts days from 1899-12-30; plans' dates fall between 30000 (1982) and 60000 (2064).
_SERIAL_EPOCH: Final = date(1899, 12, 30)


class NotAFiscalYear(Refusal):
    msgid: ClassVar[str] = "“{text}” is not a fiscal year. Write it as 令和2年度, R2 or 2020年度."


class NotAMonth(Refusal):
    msgid: ClassVar[str] = "“{text}” is not a month. Write it as 令和2年4月 or 2020年4月."


def _plain(text: str) -> str:
    """NFKC in capitals without any white space: full-width digits, h26 and spaces inside words read alike."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


_NAMES: Final = "|".join(era.name for era in ERAS)
_YEAR: Final = rf"(?:(?P<era>{_NAMES}|[MTSHR](?=[0-9元]))?(?P<number>[0-9]{{1,4}}|元))"
# Patterns are kept as texts: `re` compiles each when it is first looked for, which looking into a book never does.
_SINGLE: Final = rf"^(?:FY)?{_YEAR}(?:年度|年|年度末)?$"
_RANGE: Final = (
    rf"^(?:FY)?{_YEAR}(?:年度|年)?[{re.escape(_DASHES)}](?:FY)?"
    + _YEAR.replace("<era>", "<era2>").replace("<number>", "<number2>")
    + r"(?:年度|年)?$"
)
_SEARCH_YEAR: Final = (
    rf"(?:(?P<era>{_NAMES})\s*"
    r"|(?<![A-Za-zＡ-Ｚ])(?P<letter>[HRＨＲ])\s*(?=[0-9０-９元])"
    r"|(?<![0-9０-９.．,，]))"
    r"(?P<number>[0-9０-９]{1,4}|元)"
)
_SEARCH: Final = (
    _SEARCH_YEAR
    + rf"(?:\s*年度?)?\s*(?:[{re.escape(_DASHES)}]|から)\s*"
    + rf"(?P<era2>{_NAMES}|[HRＨＲ])?\s*(?P<number2>[0-9０-９]{{1,4}}|元)\s*年度"
    + "|"
    + _SEARCH_YEAR.replace("<era>", "<era3>")
    .replace("<letter>", "<letter3>")
    .replace("<number>", "<number3>")
    + r"\s*年度"
)


def _number(text: str) -> int:
    return 1 if text == "元" else int(text)


def _resolve(era_text: str | None, number_text: str, era: Era | None, text: str) -> int:
    number = _number(unicodedata.normalize("NFKC", number_text))
    named = _BY_NAME[unicodedata.normalize("NFKC", era_text)] if era_text else None
    if named is not None:
        if not 1 <= number <= 99:
            raise NotAFiscalYear(text=text)
        return named.year(number)
    if number >= 1868:
        if number > 2200:
            raise NotAFiscalYear(text=text)
        return number
    if era is None or not 1 <= number <= 99:
        raise NotAFiscalYear(text=text)
    return era.year(number)


def era_of(text: str) -> Era | None:
    """The era a text names first, by name or letter before a digit, or None."""
    found = re.search(rf"{_NAMES}|(?<![A-Z])[MTSHR](?=[0-9元])", _plain(text))
    return _BY_NAME[found.group()] if found else None


def parse_fiscal_year(text: str, era: Era | None = None) -> int:
    """The starting year of a printed fiscal year: 平成32年度 is 2020, 令和元年度 2019, 26年度 2014 in 平成.

    Raises NotAFiscalYear, also for a bare small number without `era`.
    """
    plain = re.sub(r"[(（][^)）]*[)）]$", "", _plain(text))
    found = re.match(_SINGLE, plain)
    if found is None:
        raise NotAFiscalYear(text=text)
    return _resolve(found["era"], found["number"], era, text)


def parse_fiscal_years(text: str, era: Era | None = None) -> tuple[int, int]:
    """First and last starting year of a printed range, whatever its dash; one year alone is its own range.

    The second year takes the first one's era when it prints none. Raises NotAFiscalYear.
    """
    plain = re.sub(r"[(（][^)）]*[)）]", "", _plain(text))
    found = re.match(_RANGE, plain.replace("から", "～").removesuffix("まで"))
    if found is None:
        year = parse_fiscal_year(text, era)
        return year, year
    first = _resolve(found["era"], found["number"], era, text)
    own = _BY_NAME.get(found["era"]) if found["era"] else era
    last = _resolve(found["era2"], found["number2"], own, text)
    if last < first:
        raise NotAFiscalYear(text=text)
    return first, last


def search_fiscal_years(text: str) -> list[tuple[int, int, int, int]]:
    """Every fiscal year or range in running text as (first, last, start, end).

    Bare numbers take the era named before them; a bare number without one is passed over, never guessed.
    """
    results: list[tuple[int, int, int, int]] = []
    era: Era | None = None
    for found in re.finditer(_SEARCH, text):
        name = found["era"] or found["letter"] or found["era3"] or found["letter3"]
        if name:
            era = _BY_NAME[unicodedata.normalize("NFKC", name)]
        try:
            if found["number"] is not None:
                first = _resolve(name, found["number"], era, found.group())
                later = _BY_NAME[unicodedata.normalize("NFKC", found["era2"])] if found["era2"] else era
                last = _resolve(found["era2"], found["number2"], later, found.group())
                era = later
            else:
                first = last = _resolve(name, found["number3"], era, found.group())
        except NotAFiscalYear:
            continue
        if first <= last:
            results.append((first, last, found.start(), found.end()))
    return results


_MONTH: Final = (
    rf"^{_YEAR}(?:年|[./\-])(?P<month>[0-9]{{1,2}})"
    r"(?:月?(?:末|頃|上旬|中旬|下旬)?|月(?P<day>[0-9]{1,2})日|[./\-](?P<day2>[0-9]{1,2}))$"
)


def parse_month(text: str | int, era: Era | None = None) -> str:
    """A printed month as YYYY-MM: 平成27年3月, R2.10, 「28 8」 with the era, 2020年4月.

    A day after the month is dropped; an int is an Excel date serial. Raises NotAMonth.
    """
    if isinstance(text, int):
        if not 30000 <= text <= 60000:
            raise NotAMonth(text=text)
        return (_SERIAL_EPOCH + timedelta(days=text)).strftime("%Y-%m")
    parts = unicodedata.normalize("NFKC", text).split()
    if len(parts) == 2 and all(part.isdigit() for part in parts):
        text = f"{parts[0]}年{parts[1]}月"
    found = re.match(_MONTH, _plain(text))
    if found is None:
        raise NotAMonth(text=text)
    month = int(found["month"])
    try:
        year = _resolve(found["era"], found["number"], era, text)
    except NotAFiscalYear as error:
        raise NotAMonth(text=text) from error
    if not 1 <= month <= 12 or not 1 <= int(found["day"] or found["day2"] or 1) <= 31:
        raise NotAMonth(text=text)
    return f"{year:04d}-{month:02d}"


def _era_for(fy: int) -> Era:
    """The era a fiscal year is called by, that of its September: 2019 is 令和元年度, 1988 昭和63年度."""
    return _era_on(date(fy, 9, 30))


def _era_on(day: date) -> Era:
    """The era of a day; days before the first one in ERAS take that one."""
    return next((era for era in reversed(ERAS) if era.first_date <= day), ERAS[0])


def _era_year(era: Era, fy: int) -> str:
    number = fy - era.first_year + 1
    return "元" if number == 1 else str(number)


def fiscal_year_label(fy: int, lang: str = "ja", printed_era: str | None = None) -> str:
    """A fiscal year for people: 令和2年度, FY2020 in English.

    Where the plan prints another era (name or letter) that comes first: 平成32年度（令和2年度）. An era that had not
    begun yet is left out.
    """
    if lang == "en":
        return f"FY{fy}"
    era = _era_for(fy)
    label = f"{era.name}{_era_year(era, fy)}年度"
    printed = _BY_NAME.get(printed_era) if printed_era else None
    if printed is None or printed is era or not 0 <= fy - printed.first_year < 99:
        return label
    return f"{printed.name}{_era_year(printed, fy)}年度（{label}）"


def short_label(fy: int, lang: str = "ja") -> str:
    """R2, H26; R1 for the first year; FY2020 in English."""
    if lang == "en":
        return f"FY{fy}"
    era = _era_for(fy)
    return f"{era.letter}{fy - era.first_year + 1}"


def era_year_label(year: int, month: int) -> str:
    """A calendar year by its era in a given month: 令和2年, 平成31年 (until April 2019), 令和元年."""
    era = _era_on(date(year, month, 28))
    return f"{era.name}{_era_year(era, year)}年"
