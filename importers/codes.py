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
    # outlines, and what a document says of plans other than its own
    IssueCode(
        "goal_links_unprinted",
        "info",
        "The document does not print which of its {count} goals a measure serves; every mark is unknown.",
    ),
    IssueCode("goal_unknown", "warn", "Measure {number} “{raw}” stands under no goal that the document has."),
    IssueCode("figure_lost", "info", "A figure of measure {number} has no content in the text: “{raw}”."),
    IssueCode(
        "items_without_schedule",
        "info",
        "The {count} items of measure {number} have no schedule in the source; it is unknown, not empty.",
    ),
    IssueCode(
        "items_without_measure", "warn", "“{raw}” belongs to a measure “{title}” that the plan does not have."
    ),
    IssueCode(
        "other_schedule",
        "warn",
        "“{raw}” ({first}-{last}) is no schedule of this plan's measures; its {count} rows were left out.",
    ),
    IssueCode(
        "other_schedule_row",
        "info",
        "“{row}” of “{caption}” ({first}-{last}) says: {words}. Over which years, the source does not tell.",
    ),
    IssueCode(
        "other_plan_period", "info", "“{raw}” ({first}-{last}) is the period of another plan; left out."
    ),
    IssueCode("period_differs", "warn", "“{raw}” contradicts the known period {expected} of “{title}”."),
    IssueCode(
        "former_plan_unnamed",
        "warn",
        "The document does not name the plan that it evaluates; it came in as “{plan}”.",
    ),
    IssueCode(
        "state_shared",
        "warn",
        "“{raw}” is printed once for {count} measures; which of them is meant by which word is unknown.",
    ),
    IssueCode(
        "number_resolved", "warn", "The number {number} is misprinted; by its place it is {place}: “{raw}”."
    ),
    IssueCode(
        "result_homeless", "warn", "“{raw}” stands under no field of the former plan's results; left out."
    ),
    IssueCode("result_missing", "warn", "Measure {number} “{raw}” has no result in the source."),
    IssueCode(
        "tenfold_jump",
        "warn",
        "“{raw}” is about ten times more or less than “{before}”; kept as printed and marked as doubtful.",
    ),
    IssueCode(
        "foreign_letter",
        "warn",
        "“{word}” holds letters of another script ({letters}); kept as printed.",
    ),
    # system renewals, surveys, glossaries
    IssueCode("system_cut", "warn", "The row of a system breaks off in the source; left out: “{raw}”."),
    IssueCode("duplicate_system", "warn", "The system {name} stands twice; the first one counts: “{raw}”."),
    IssueCode("dates_blank", "info", "{name} has no {field} in the source; it stays unknown."),
    IssueCode(
        "dates_unplaced",
        "warn",
        "The dates of {name} are {found} cells instead of {expected}; all stay unknown: “{raw}”.",
    ),
    IssueCode(
        "dates_out_of_order",
        "warn",
        "The {earlier} of {name} lies in {first}, after its {later} in {second}: “{raw}”.",
    ),
    IssueCode("survey_row_cut", "warn", "A row of the survey breaks off in the source; left out: “{raw}”."),
    IssueCode("duplicate_item", "warn", "“{raw}” stands twice in the survey; the first one counts."),
    IssueCode("mean_missing", "warn", "The survey “{raw}” prints no mean of {axis}."),
    IssueCode("mean_differs", "warn", "The printed mean “{raw}” is not the mean of the rows, {computed}."),
    IssueCode(
        "area_contradicts_means",
        "warn",
        "“{raw}” is printed in area {area}; by its values it lies in {expected}.",
    ),
    IssueCode(
        "area_action_differs",
        "warn",
        "Area {area} asks for “{one}” in one place ({first_ref}) and for “{other}” in another.",
    ),
    IssueCode("term_repeated", "info", "The term “{raw}” stands twice with one text; kept once."),
    IssueCode("term_differs", "warn", "The term “{raw}” stands twice with two texts; the first one counts."),
    IssueCode(
        "glossary_doubtful",
        "warn",
        "{count} lines of the glossary are neither clearly terms nor texts; left out: “{raw}”.",
    ),
    # evaluated sheets, references into the former plan, figures in prose
    IssueCode(
        "state_differs",
        "warn",
        "The state of measure {number} is “{sheet}” on its sheet and “{list}” in the list; the sheet stands.",
    ),
    IssueCode(
        "direction_differs",
        "warn",
        "Measure {number} goes on as “{sheet}” on its sheet and as {list} ({meaning}) in the list; the sheet stands.",
    ),
    IssueCode(
        "reference_goal_differs",
        "warn",
        "“{raw}” names a goal that measure {number} does not stand under; it stands under {goal}.",
    ),
    IssueCode(
        "dubious_reference",
        "warn",
        "“{raw}” leads to measure {number} “{title}”, which another measure continues; "
        "“{other_title}” ({other}) is more alike and has no successor.",
    ),
    IssueCode("date_misprinted", "warn", "“{raw}” is misprinted; it was read as {date}."),
    IssueCode(
        "label_completed",
        "info",
        "“{raw}” does not name what it counts by itself; it stands under “{label}”.",
    ),
    IssueCode(
        "figure_without_year", "info", "“{raw}” ({label}) has no fiscal year; left out of the indicators."
    ),
    IssueCode(
        "figure_repeated",
        "warn",
        "“{raw}” is a second figure of “{label}” in one year or in another unit; the first one counts.",
    ),
    IssueCode(
        "part_exceeds_whole",
        "warn",
        "“{raw}” counts more than the whole it is part of; kept as printed and marked as doubtful.",
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
    # workbooks
    IssueCode(
        "hidden_sheet",
        "warn",
        "The sheet “{sheet}” is hidden; its {count} filled rows were left out, beginning with “{raw}”.",
    ),
    IssueCode(
        "hidden_rows",
        "warn",
        "{count} hidden rows of “{sheet}” ({places}) were left out, beginning with “{raw}”.",
    ),
    IssueCode(
        "hidden_columns",
        "warn",
        "{count} hidden columns of “{sheet}” ({places}) were left out, beginning with “{raw}”.",
    ),
    IssueCode(
        "formula_without_value",
        "warn",
        "{count} formulas of “{sheet}” have no stored value ({places}); the cells count as blank.",
    ),
    IssueCode("cell_error", "warn", "The cell holds the spreadsheet's error {raw}; it counts as blank."),
    IssueCode(
        "drawings_left",
        "warn",
        "{count} pictures, shapes or charts of the file were not read; only its cells were.",
    ),
    # documents
    IssueCode(
        "text_outside_tables",
        "warn",
        "{count} lines outside the document's tables were not read, beginning with “{raw}”.",
    ),
    IssueCode("hidden_text", "warn", "“{raw}” is hidden text of the document; it was left out."),
    # lists without a profile
    IssueCode(
        "column_question",
        "warn",
        "The column “{raw}” is not known; its {count} cells were left out, beginning with “{first}”.",
    ),
    IssueCode("sheet_left", "warn", "The sheet “{raw}” holds no list of measures; it was left out."),
    IssueCode("row_is_total", "info", "“{raw}” is a total, not a measure; left out."),
    IssueCode("row_is_note", "info", "“{raw}” is a note, not a measure; left out."),
    IssueCode("row_is_repeat", "info", "“{raw}” repeats a measure of another place; left out."),
    IssueCode("row_without_title", "warn", "The row “{raw}” names no measure; left out."),
    IssueCode("row_unclear", "warn", "“{raw}” stands alone in its row, a heading or a measure; left out."),
    IssueCode(
        "continuation_left", "warn", "“{raw}” is a second text of one measure's field; the first one counts."
    ),
    IssueCode("same_as_nothing", "warn", "“{raw}” repeats the cell above, which is blank."),
    IssueCode(
        "list_without_numbers",
        "warn",
        "The list has no numbers; its {count} measures are kept by their place.",
    ),
    IssueCode(
        "numbers_restart",
        "info",
        "Numbers start again in {count} groups; a measure's key begins with its group.",
    ),
)

CODES: Final = {item.code: item for item in _TABLE}
