"""Half-years: 上半期 is April to September, 下半期 October to March of the fiscal year's second calendar year."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.eras import era_year_label, fiscal_year_label, short_label

_FORM: Final = re.compile(r"^(\d{4})H([12])$")


@dataclass(frozen=True, order=True, slots=True)
class Half:
    """One half-year; fy is the fiscal year's starting year, half 1 or 2. Raises ValueError for anything else."""

    fy: int
    half: int

    def __post_init__(self) -> None:
        if self.half not in (1, 2):
            raise ValueError(f"half {self.half}")

    @classmethod
    def parse(cls, text: str) -> "Half":
        """Read 2020H1. Raises ValueError."""
        found = _FORM.match(text.strip().upper())
        if found is None:
            raise ValueError(text)
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
        """令和2年度上半期（令和2年4月～9月）; FY2020 H1 (Apr-Sep 2020)."""
        (first_year, first_month), (last_year, last_month) = self.months
        if lang == "en":
            names = "Apr-Sep" if self.half == 1 else "Oct-Mar"
            return f"FY{self.fy} H{self.half} ({names} {first_year if self.half == 1 else f'{first_year}/{last_year % 100:02d}'})"
        first = era_year_label(first_year, first_month)
        last = "" if last_year == first_year else era_year_label(last_year, last_month)
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
