"""What values, columns and operators are called on the pages."""

import json
from collections.abc import Mapping
from typing import Any, Final

from domain.eras import fiscal_year_label
from domain.periods import Half
from i18n import _, language
from i18n.states import MEASURE_STATES, PERIOD_STATES, REPORT_MARKS, REPORT_STATES, alone

# Kinds of values; the words are English sentences of the catalogue, the sign stands before them on pages.
_REPORT_STATE: Final = {state: (REPORT_MARKS[state], words) for state, words in REPORT_STATES.items()}
_PERIOD_STATE: Final = {state: ("", words) for state, words in PERIOD_STATES.items()}
_MEASURE_STATE: Final = {state: ("", words) for state, words in MEASURE_STATES.items()}
_MEASURE_EVENT: Final = _MEASURE_STATE | {
    "added": ("", "Added"),
    "revised": ("", "Schedule revised"),
    "resumed": ("", "Resumed"),
}
_BATCH_STATE: Final = {
    "committed": ("", "Brought in"),
    "undone": ("", "Taken back"),
    "partly_undone": ("", "Partly taken back"),
}
_ISSUE_STATE: Final = {"open": ("", "Unsettled"), "settled": ("", "Settled")}
_LEVEL: Final = {"error": ("", "Error"), "warn": ("", "Warning"), "info": ("", "For information")}
_DOC_STATUS: Final = {
    "draft": ("", "Draft document"),
    "proposal": ("", "Proposed document"),
    "adopted": ("", "Adopted document"),
}
_SCHEDULE_KIND: Final = {
    "planned": ("", "Planned"),
    "actual": ("", "Actual"),
    "revised": ("", "Revised"),
    "report": ("", "Report"),
    "reached": ("", "Reached according to the report"),
    "event": ("", "Event"),
}
_ITEM_KIND: Final = {
    "achievement": ("", "What was done"),
    "direction_detail": ("", "Detail of the direction"),
}
_DEPARTMENT_ROLE: Final = {"lead": ("", "Lead department"), "related": ("", "Related department")}
_PLAN_ROLE: Final = {"coordinator": ("", "Coordinator"), "council": ("", "Council")}
_HALF: Final = {1: ("", "First half"), 2: ("", "Second half")}
_MARK: Final = {1: ("○", ""), 0: ("－", ""), None: ("？", "Unknown")}
_YES: Final = {1: ("○", ""), 0: ("－", "")}
_SIDE: Final = {"low": ("", "Low"), "high": ("", "High")}
_TO_CHECK: Final = {"mark": ("", "A mark the source lost"), "issue": ("", "A doubt from bringing in")}
_ANSWER: Final = {
    "on_time": ("", "On time"),
    "late": ("▲", "Late"),
    "early": ("", "Early"),
    "never": ("×", "Never reached"),
    "unplanned": ("", "Not planned"),
    "unknown": ("？", "Unknown"),
}
_FINDING: Final = {
    "orphan": ("", "Nothing goes on from it"),
    "nowhere": ("", "Leads to no measure that is known"),
    "double_claim": ("", "Claimed by several"),
    "split": ("", "Split among several"),
    "merge": ("", "Merged from several"),
    "ended_but_claimed": ("", "Ended, but taken up again"),
}
_CONTRADICTION: Final = {
    "rated_as_planned_but_behind": ("", "Rated as planned, but the schedule is behind"),
    "rated_not_as_planned_but_on_time": ("", "Rated as not done, but the schedule is on time"),
    "said_not_begun_but_reached": ("", "Said not to be begun, but the stage was reached"),
    "said_done_but_not_reached": ("", "Said to be done, but the last stage was not reached"),
}
_ACTION: Final = {
    "save": ("", "Written down"),
    "submit": ("", "Handed in"),
    "carry": ("", "Handed in unchanged"),
    "withdraw": ("", "Taken back"),
    "return": ("", "Sent back"),
    "confirm": ("", "Confirmed by the coordinator"),
    "compile": ("", "Put before the council"),
    "approve": ("", "Approved by the council"),
    "deny": ("", "Denied by the council"),
    "amend": ("", "Opened for correction"),
    "open": ("", "Opened"),
    "expire": ("", "Past the due date"),
    "freeze": ("", "Closed for reports"),
    "decide": ("", "Decided by the council"),
    "publish": ("", "Published"),
    "reopen": ("", "Opened again"),
}

_Words = Mapping[Any, tuple[str, str]]

# (table or view, column) first, then (None, column).
_VALUES: Final[Mapping[tuple[str | None, str], _Words]] = {
    (None, "state"): _REPORT_STATE,
    (None, "report_state"): _REPORT_STATE,
    (None, "period_state"): _PERIOD_STATE,
    (None, "measure_state"): _MEASURE_STATE,
    ("period", "state"): _PERIOD_STATE,
    ("period_name", "state"): _PERIOD_STATE,
    ("measure", "state"): _MEASURE_STATE,
    ("measure_list", "state"): _MEASURE_STATE,
    ("import_batch", "state"): _BATCH_STATE,
    ("import_issue", "state"): _ISSUE_STATE,
    ("period_decision", "from_state"): _PERIOD_STATE,
    ("period_decision", "to_state"): _PERIOD_STATE,
    (None, "from_state"): _REPORT_STATE,
    (None, "to_state"): _REPORT_STATE,
    ("decision", "action"): _ACTION,
    ("period_decision", "action"): _ACTION,
    ("measure_event", "event"): _MEASURE_EVENT,
    (None, "level"): _LEVEL,
    (None, "doc_status"): _DOC_STATUS,
    ("evaluation_item", "kind"): _ITEM_KIND,
    (None, "kind"): _SCHEDULE_KIND,
    ("measure_department", "role"): _DEPARTMENT_ROLE,
    ("plan_role", "role"): _PLAN_ROLE,
    (None, "half"): _HALF,
    (None, "mark"): _MARK,
    (None, "is_priority"): _MARK,
    (None, "is_bcp_priority"): _MARK,
    (None, "satisfaction_side"): _SIDE,
    (None, "importance_side"): _SIDE,
    (None, "to_check"): _TO_CHECK,
    (None, "batch_state"): _BATCH_STATE,
    (None, "answer"): _ANSWER,
    (None, "finding"): _FINDING,
    (None, "contradiction"): _CONTRADICTION,
    **{
        (None, column): _YES
        for column in (
            "late",
            "carried",
            "continued",
            "is_example",
            "is_newest",
            "is_collective",
            "suspect",
            "approximate",
            "ongoing",
            "study_too_late",
            "has_gap",
            "out_of_order",
        )
    },
}
# department_status and the questions count late reports under this name.
_COUNTED: Final = frozenset({("department_status", "late")})

# Columns of views that serve programs: on pages of views they stand in nobody's way, JSON and CSV have them.
QUIET: Final = frozenset(
    {
        "report_id",
        "measure_id",
        "period_id",
        "plan_id",
        "department_id",
        "revision_id",
        "reached_id",
        "cell_id",
        "mark_id",
        "sort_key",
    }
)

_PERIODS: Final = frozenset({"period", "before_period", "as_of", "first", "last", "planned", "actual"})
YEARS: Final = frozenset({"fy", "first_fy", "last_fy", "added_fy", "next_procurement_fy"})


def value_words(table: str | None, column: str, value: object) -> str | None:
    """How a value reads, or None when it is shown as it stands. `table` is None for a question's result."""
    if (table, column) in _COUNTED:
        return None
    words = _VALUES.get((table, column)) or _VALUES.get((None, column))
    if words is not None and isinstance(value, str | int | None) and value in words:
        sign, sentence = words[value]
        return " ".join(part for part in (sign, alone(_(sentence)) if sentence else "") if part)
    if column in YEARS and isinstance(value, int):
        return f"{value}（{fiscal_year_label(value, language())}）" if language() == "ja" else f"FY{value}"
    if column in _PERIODS and isinstance(value, str):
        return _period(value)
    if column == "stages" and isinstance(value, str):
        return _stages(value)
    return None


def _period(value: str) -> str | None:
    try:
        half = Half.parse(value)
    except ValueError:
        return None
    return f"{half.label(language())}（{value}）" if language() == "ja" else half.label("en")


def _stages(value: str) -> str | None:
    try:
        stages = json.loads(value)
    except ValueError:
        return None
    return "、".join(str(stage) for stage in stages) if isinstance(stages, list) and stages else None


def heading(column: str, descriptions: Mapping[str, str] | None) -> str:
    """A column's Japanese heading: what stands before the ： of its description in the metadata."""
    described = (descriptions or {}).get(column)
    return described.split("：", 1)[0] if described and language() == "ja" else column


OPERATORS: Final[Mapping[str, str]] = {
    "exact": "is",
    "not": "is not",
    "contains": "contains the words",
    "notcontains": "does not contain the words",
    "endswith": "ends with the words",
    "startswith": "starts with the words",
    "gt": "greater than",
    "gte": "at least",
    "lt": "less than",
    "lte": "at most",
    "like": "like the pattern",
    "notlike": "not like the pattern",
    "glob": "matches the glob",
    "in": "is one of (a,b,c)",
    "notin": "is none of (a,b,c)",
    "arraycontains": "the list contains",
    "arraynotcontains": "the list does not contain",
    "date": "on the date",
    "isnull": "is empty",
    "notnull": "is not empty",
    "isblank": "is blank",
    "notblank": "is not blank",
}


def operator(key: str, otherwise: str) -> str:
    """A filter's operator in words."""
    return _(OPERATORS[key]) if key in OPERATORS else otherwise
