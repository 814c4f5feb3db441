"""Issues of the house table."""

from typing import Final

from importers.codes.code import IssueCode

TABLE: Final = (
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
