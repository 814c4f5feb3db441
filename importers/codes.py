"""Every issue an import can raise: its code, how much it matters, and its sentence."""

from dataclasses import dataclass
from typing import Final

from importers.staged import Level


@dataclass(frozen=True, slots=True)
class IssueCode:
    """A kind of issue; msgid is an English sentence with the {named} params of the issue, {raw} and {ref}."""

    code: str
    level: Level
    msgid: str


_TABLE: Final = (
    # texts with sheets
    IssueCode(
        "legend_refused", "info", "“{raw}” is an example in the legend ({caption}), not a measure; left out."
    ),
    IssueCode("marks_lost", "warn", "The source lost the marks of {what}; they are kept as unknown."),
    IssueCode(
        "goal_by_heading",
        "info",
        "The boxes of {what} are unreadable; the heading “{raw}” says which goal it is.",
    ),
    IssueCode(
        "stages_miscounted", "warn", "Measure {number} has {found} stage cells for {expected} years: “{raw}”."
    ),
    IssueCode(
        "no_schedule", "warn", "Measure {number} has no schedule in the source; it is unknown, not empty."
    ),
    IssueCode(
        "schedule_marks_lost",
        "warn",
        "The schedule of measure {number} lost its marks in the source; its stages are unknown, not blank.",
    ),
    IssueCode("unknown_stage", "warn", "“{raw}” is not a known stage; kept as printed."),
    IssueCode("field_missing", "warn", "Measure {number} has no “{label}” in the source."),
    IssueCode(
        "title_differs",
        "warn",
        "Measure {number} is “{sheet}” on its sheet and “{list}” in the list; the sheet stands.",
    ),
    IssueCode(
        "leads_differ",
        "warn",
        "Measure {number} is led by {sheet} on its sheet and by {list} in the list; the sheet stands.",
    ),
    IssueCode(
        "title_spelled",
        "info",
        "Measure {number} is spelled “{sheet}” on its sheet and “{list}” in the list; the sheet stands.",
    ),
    IssueCode(
        "priority_on_sheet",
        "warn",
        "Measure {number} is marked as priority on its sheet but not in the list; the sheet stands.",
    ),
    IssueCode(
        "priority_in_list",
        "warn",
        "Measure {number} is marked as priority in the list but not on its sheet; the sheet stands.",
    ),
    IssueCode(
        "goal_differs",
        "warn",
        "Measure {number} stands under “{sheet}” as a sheet and under “{list}” in the list; the sheet stands.",
    ),
    IssueCode("only_in_list", "warn", "Measure {number} “{raw}” stands in the list but has no sheet."),
    IssueCode(
        "only_as_sheet", "warn", "Measure {number} “{raw}” has a sheet but does not stand in the list."
    ),
    IssueCode(
        "duplicate_number", "warn", "The number {number} stands twice; the second, “{raw}”, was left out."
    ),
    IssueCode("number_out_of_order", "info", "Number {number} stands after {before}."),
    IssueCode("reference_unknown", "warn", "“{raw}” refers to a measure that the plan does not have."),
    IssueCode("reference_title_differs", "info", "“{raw}” names measure {number}, whose title is “{title}”."),
    IssueCode(
        "row_shifted", "warn", "Row {number} is shifted by one cell in the source; put right: “{raw}”."
    ),
    IssueCode(
        "row_cut", "warn", "Row {number} breaks off in the source; the cells it lost are unknown: “{raw}”."
    ),
    IssueCode(
        "departments_open", "info", "The departments of measure {number} end in “and others”: “{raw}”."
    ),
    IssueCode("unreadable_amount", "warn", "“{raw}” is not an amount."),
    IssueCode("plan_unnamed", "warn", "The document does not name its plan; it came in as “{plan}”."),
    IssueCode(
        "plan_overridden",
        "warn",
        "The document names its plan “{printed}”; it came in as “{plan}”, as asked for.",
    ),
    IssueCode("no_measures", "error", "The layout was recognised, but no measure was found in it."),
    IssueCode(
        "no_list", "info", "The document has no list of its measures that the sheets could be held against."
    ),
    # the house table
    IssueCode(
        "unknown_section", "warn", "“{raw}” is not a section of the house table; its rows were left out."
    ),
    IssueCode("unknown_column", "warn", "“{raw}” is not a column of ■{section}; its cells were left out."),
    IssueCode("repeated_section", "info", "“{raw}” stands twice; the rows were joined."),
    IssueCode("repeated_column", "warn", "“{raw}” stands twice; the first one counts."),
    IssueCode("missing_column", "error", "■{section} has no column {column}; the section was left out."),
    IssueCode("outside_sections", "warn", "“{raw}” stands before the first ■ section; left out."),
    IssueCode("cell_without_column", "warn", "“{raw}” stands outside the columns of ■{section}; left out."),
    IssueCode("missing_key", "error", "The row does not say which measure it belongs to; left out."),
    IssueCode(
        "missing_text", "error", "A cell that the row cannot do without is blank; the row was left out."
    ),
    IssueCode("blank_title", "error", "Measure {measure} has no title; left out."),
    IssueCode("duplicate_measure", "error", "Measure {measure} stands twice; the first one counts."),
    IssueCode("duplicate_row", "error", "The same row stands twice in ■{section}; the first one counts."),
    IssueCode("unknown_measure", "error", "Measure {measure} does not stand in ■施策; the row was left out."),
    IssueCode(
        "unknown_goal", "warn", "The goal “{goal}” does not stand in ■基本目標; its marks were left out."
    ),
    IssueCode(
        "unresolved_predecessor",
        "warn",
        "“{raw}” does not fit the references “{printed}”; they are kept unresolved.",
    ),
    IssueCode("arrow_without_stage", "warn", "“{raw}” continues nothing: the cell before it is blank."),
    IssueCode("unknown_mark", "warn", "“{raw}” is neither ○ nor － nor ？; it stays unknown."),
    IssueCode("unknown_word", "warn", "“{raw}” is not one of the words of this column."),
    IssueCode("unreadable_year", "warn", "“{raw}” is not a fiscal year."),
    IssueCode("unreadable_half", "error", "“{raw}” is not a half-year; the row was left out."),
    IssueCode("unreadable_date", "warn", "“{raw}” is not a month or a day; left out."),
    IssueCode("unreadable_number", "warn", "“{raw}” is not a number; left out."),
    IssueCode("contradiction", "warn", "“{raw}” contradicts “{other}” above; the first one counts."),
)

CODES: Final = {item.code: item for item in _TABLE}
