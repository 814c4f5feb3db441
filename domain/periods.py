"""Half-years: 上半期 is April to September, 下半期 October to March of the next calendar year."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from domain.eras import era_year_label, fiscal_year_label, short_label
from domain.errors import Refusal

_FORM: Final = re.compile(r"^([0-9]{4})H([12])$")


class NotAHalfYear(Refusal, ValueError):
    msgid: ClassVar[str] = "“{text}” is not a half-year. Write it as 2020H1 (April to September) or 2020H2."


@dataclass(frozen=True, order=True, slots=True)
class Half:
    """One half-year: the fiscal year's starting year, and half 1 or 2; another half raises NotAHalfYear."""

    fy: int
    half: int

    def __post_init__(self) -> None:
        if self.half not in (1, 2):
            raise NotAHalfYear(text=f"{self.fy}H{self.half}")

    @classmethod
    def parse(cls, text: str) -> "Half":
        """Read 2020H1, also in small or full-width letters. Raises NotAHalfYear, which is a ValueError."""
        found = _FORM.match("".join(unicodedata.normalize("NFKC", text).upper().split()))
        if found is None:
            raise NotAHalfYear(text=text)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def at(cls, index: int) -> "Half":
        """The half-year with this index (half-years since year 0)."""
        return cls(index // 2, index % 2 + 1)

    def __str__(self) -> str:
        return f"{self.fy}H{self.half}"

    @property
    def index(self) -> int:
        """Half-years since year 0: the difference of two indexes is their distance in half-years."""
        return self.fy * 2 + self.half - 1

    def next(self) -> "Half":
        """The half-year after."""
        return Half.at(self.index + 1)

    def previous(self) -> "Half":
        """The half-year before."""
        return Half.at(self.index - 1)

    @property
    def months(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """First and last month as (calendar year, month)."""
        if self.half == 1:
            return (self.fy, 4), (self.fy, 9)
        return (self.fy, 10), (self.fy + 1, 3)

    @property
    def first_day(self) -> date:
        return date(self.fy, 4, 1) if self.half == 1 else date(self.fy, 10, 1)

    @property
    def last_day(self) -> date:
        return date(self.fy, 9, 30) if self.half == 1 else date(self.fy + 1, 3, 31)

    def label(self, lang: str = "ja") -> str:
        """R2上, or FY2020 H1 in English."""
        if lang == "en":
            return f"FY{self.fy} H{self.half}"
        return f"{short_label(self.fy)}{'上' if self.half == 1 else '下'}"

    def long_label(self, lang: str = "ja") -> str:
        """令和2年度上半期（令和2年4月～9月）; FY2020 H1 (Apr-Sep 2020).

        The last month names its year where that differs: 平成31年4月～令和元年9月.
        """
        (first_year, first_month), (last_year, last_month) = self.months
        if lang == "en":
            when = f"Apr-Sep {self.fy}" if self.half == 1 else f"Oct-Mar {self.fy}/{last_year % 100:02d}"
            return f"FY{self.fy} H{self.half} ({when})"
        first = era_year_label(first_year, first_month)
        last = era_year_label(last_year, last_month).removeprefix(first)
        word = "上半期" if self.half == 1 else "下半期"
        return f"{fiscal_year_label(self.fy)}{word}（{first}{first_month}月～{last}{last_month}月）"


def half_of(day: date) -> Half:
    """The half-year a day falls in."""
    if 4 <= day.month <= 9:
        return Half(day.year, 1)
    return Half(day.year if day.month >= 10 else day.year - 1, 2)


def slot(fy: int, half: int | None) -> int:
    """A schedule cell's place in half-years; a whole year stands at its first half."""
    return fy * 2 + ((half or 1) - 1)
