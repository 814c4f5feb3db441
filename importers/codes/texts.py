"""Issues of texts with measure sheets, outlines, and other plans' parts."""

from typing import Final

from importers.codes.code import IssueCode

TABLE: Final = (
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
    IssueCode(
        "cost_differs",
        "warn",
        "“{raw}” is a second amount for {year}; the first, {first} thousand yen, counts.",
    ),
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
        "number_resolved",
        "warn",
        "The number {number} is misprinted; its place, or its title in the list, shows that it is {place}: “{raw}”.",
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
)
