"""更新計画の点検: what the dates of a system's renewal say against each other, in months.

The table of 武蔵野市第四次総合情報化基本計画 (表10) prints ④ the month in which the running system ends, ⑤ the month in
which the study of the next begins, ⑥ the fiscal year of its procurement and ⑦ the month in which it starts; its legend
sets ⑤ two years before ⑦.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

# The legend of the table: ⑤ is in principle two years before ⑦.
STUDY_MONTHS: Final = 24

DATES: Final = ("current_end", "next_study_start", "next_procurement_fy", "next_operation_start")


@dataclass(frozen=True, slots=True)
class RenewalDates:
    """A system's four dates: months as YYYY-MM, the procurement as a fiscal year; None is unknown."""

    current_end: str | None
    next_study_start: str | None
    next_procurement_fy: int | None
    next_operation_start: str | None

    @property
    def unknown(self) -> tuple[str, ...]:
        """The dates that are not known, by name."""
        return tuple(name for name in DATES if getattr(self, name) is None)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing the lint looks for: its code, its level, and the dates without which nothing can be said."""

    code: str
    level: str
    needs: tuple[str, ...]


CHECKS: Final = (
    Check("study_too_late", "warn", ("next_study_start", "next_operation_start")),
    Check("gap", "warn", ("current_end", "next_operation_start")),
    Check("out_of_order", "error", ("next_study_start", "next_operation_start")),
    Check("procurement_before_study", "error", ("next_study_start", "next_procurement_fy")),
    Check("procurement_after_operation", "error", ("next_procurement_fy", "next_operation_start")),
    Check("no_time_to_procure", "warn", ("next_procurement_fy", "next_operation_start")),
    Check("study_after_end", "warn", ("next_study_start", "current_end")),
)
UNKNOWN_DATES: Final = Check("unknown_dates", "info", ())


@dataclass(frozen=True, slots=True)
class RenewalFinding:
    """What is wrong with a system's dates. `months`: how many it has (a study, a gap, an excess); `dates`: by name."""

    code: str
    level: str
    months: int | None
    dates: tuple[str, ...]


def month_number(month: str) -> int:
    """YYYY-MM as months since year 0: the difference of two is their distance."""
    year, _, part = month.partition("-")
    return int(year) * 12 + int(part) - 1


def study_months(dates: RenewalDates) -> int | None:
    """How many months lie between the beginning of the study and the start of operation; None: not known."""
    if dates.next_study_start is None or dates.next_operation_start is None:
        return None
    return month_number(dates.next_operation_start) - month_number(dates.next_study_start)


def gap_months(dates: RenewalDates) -> int | None:
    """Whole months without a system between the old one's last and the new one's first; negative: both run."""
    if dates.current_end is None or dates.next_operation_start is None:
        return None
    return month_number(dates.next_operation_start) - month_number(dates.current_end) - 1


def lint(dates: RenewalDates) -> tuple[RenewalFinding, ...]:
    """Everything that the dates say against each other, in the order of CHECKS, and which of them are unknown."""
    found = []
    for check in CHECKS:
        if any(getattr(dates, name) is None for name in check.needs):
            continue
        months = _months(check.code, dates)
        if months is not None:
            found.append(RenewalFinding(check.code, check.level, months, check.needs))
    if dates.unknown:
        found.append(RenewalFinding(UNKNOWN_DATES.code, UNKNOWN_DATES.level, None, dates.unknown))
    return tuple(found)


def _months(code: str, dates: RenewalDates) -> int | None:
    """The months of a finding, None where there is nothing to find. Only called where the dates are known."""
    study, gap = study_months(dates), gap_months(dates)
    if code == "study_too_late":
        return study if study is not None and 0 <= study < STUDY_MONTHS else None
    if code == "gap":
        return gap if gap is not None and gap > 0 else None
    if code == "out_of_order":
        return -study if study is not None and study < 0 else None
    if code == "study_after_end" and dates.next_study_start and dates.current_end:
        after = month_number(dates.next_study_start) - month_number(dates.current_end)
        return after if after > 0 else None
    procured = (dates.next_procurement_fy or 0) * 12 + 3  # April
    if code == "procurement_before_study" and dates.next_study_start:
        before = month_number(dates.next_study_start) - (procured + 11)
        return before if before > 0 else None
    if not dates.next_operation_start:
        return None
    after = procured - month_number(dates.next_operation_start)
    if code == "procurement_after_operation":
        return after if after > 0 else None
    return 0 if after == 0 else None


def too_late(dates: RenewalDates) -> bool | None:
    """Whether the study begins less than two years ahead (or after the operation); None: not known."""
    months = study_months(dates)
    return None if months is None else months < STUDY_MONTHS


def ahead(dates: RenewalDates, month: str) -> tuple[tuple[str, str], ...]:
    """The dates from this month on as (month, name), the nearest first; a fiscal year stands at its April."""
    known: Iterable[tuple[str | None, str]] = (
        (dates.next_study_start, "next_study_start"),
        (f"{dates.next_procurement_fy:04d}-04" if dates.next_procurement_fy else None, "next_procurement_fy"),
        (dates.current_end, "current_end"),
        (dates.next_operation_start, "next_operation_start"),
    )
    return tuple(sorted((day, name) for day, name in known if day is not None and day >= month))
