"""What the states of reports, half-years and measures are called, and the steps of half-years: one table for all.

The words stand in sentences; where one stands alone, `alone` begins it with a capital.
"""

from collections.abc import Mapping
from typing import Final

from i18n import _

REPORT_STATES: Final[Mapping[str, str]] = {
    "not_started": "not started",
    "draft": "draft",
    "submitted": "submitted",
    "returned": "returned",
    "confirmed": "confirmed",
    "compiled": "compiled",
    "approved": "approved",
    "denied": "denied",
}
# One kanji for each, where there is no room for the word.
REPORT_MARKS: Final[Mapping[str, str]] = {
    "not_started": "未",
    "draft": "草",
    "submitted": "提",
    "returned": "戻",
    "confirmed": "確",
    "compiled": "付",
    "approved": "承",
    "denied": "否",
}
PERIOD_STATES: Final[Mapping[str, str]] = {
    "scheduled": "not open yet",
    "open": "taking reports",
    "overdue": "past its due date, still taking reports",
    "frozen": "closed for reports",
    "submitted": "before the council",
    "decided": "decided by the council",
    "published": "published",
}
MEASURE_STATES: Final[Mapping[str, str]] = {
    "active": "under way",
    "completed": "completed",
    "evaluated": "completed and evaluated",
    "discontinued": "discontinued",
    "merged_into": "merged into another measure",
    "split_into": "split up",
    "suspended": "suspended",
    "carried_over": "carried over into the next plan",
}
PERIOD_STEPS: Final[Mapping[str, str]] = {
    "open": "Open for reports",
    "freeze": "Close for reports",
    "submit": "Submit to the council",
    "decide": "Record the decision",
    "publish": "Mark as published",
    "reopen": "Reopen",
}

# A refusal names what its state and its steps are those of (domain.errors.Refusal.about).
STATES: Final = {"report": REPORT_STATES, "period": PERIOD_STATES, "measure": MEASURE_STATES}
STEPS: Final = {"period": PERIOD_STEPS}


def alone(words: str) -> str:
    """Words as they stand alone, in a table or a legend."""
    return words[:1].upper() + words[1:]


def report_state(state: str) -> str:
    """Where a report stands, alone: Submitted, 提出済."""
    return alone(_(REPORT_STATES[state]))
