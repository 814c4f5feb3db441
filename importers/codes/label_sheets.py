"""Issues of sheets whose labels stand beside their values."""

from typing import Final

from importers.codes.code import IssueCode

TABLE: Final[tuple[IssueCode, ...]] = (
    IssueCode(
        "label_question",
        "warn",
        "The label “{raw}” is not known; its {count} values were left out, beginning with “{first}”.",
    ),
    IssueCode(
        "label_repeated",
        "warn",
        "“{label}” stands beside “{first}” and beside “{raw}” on one sheet; the first one counts.",
    ),
    IssueCode(
        "value_unclear",
        "warn",
        "“{raw}” stands near “{label}”, whose value is another text; it may be a label or a value and was left out.",
    ),
    IssueCode(
        "text_beside_no_label",
        "info",
        "“{raw}” stands beside no label, {count} times in the file; left out.",
    ),
    IssueCode("sheet_is_example", "info", "“{raw}” is a cover, a legend or an example ({word}); left out."),
    IssueCode(
        "sheet_without_measure",
        "warn",
        "“{raw}” names no measure; its {count} filled cells were left out, beginning with “{first}”.",
    ),
    IssueCode(
        "sheet_without_number",
        "warn",
        "The sheet of “{raw}” has no number; the measure is kept as {kept}.",
    ),
    IssueCode(
        "number_from_name",
        "info",
        "The sheet of “{raw}” prints no number; {kept} is the name of the sheet.",
    ),
    IssueCode(
        "items_blank", "info", "The schedule of measure {number} has {count} numbered rows without content."
    ),
    IssueCode(
        "rows_joined",
        "info",
        "{count} rows under “{label}” were read as lines of one text; the last is “{raw}”.",
    ),
    IssueCode(
        "second_schedule",
        "warn",
        "The sheet of measure {number} has a second schedule of {count} rows; the first one counts.",
    ),
    IssueCode(
        "goal_without_mark",
        "warn",
        "“{raw}” stands among the goals of measure {number} without a box or a mark; left out.",
    ),
    IssueCode(
        "table_joined",
        "warn",
        "The table “{raw}” names no measure; it was read as part of measure {number}, which stands before it.",
    ),
    IssueCode(
        "value_differs",
        "warn",
        "The {field} of measure {number} is “{sheet}” on its sheet and “{list}” in the list; the sheet stands.",
    ),
    IssueCode(
        "mark_differs",
        "warn",
        "Measure {number} has {sheet} for “{goal}” on its sheet and {list} in the list; the sheet stands.",
    ),
    IssueCode(
        "schedule_differs",
        "warn",
        "The schedule of measure {number} is another one in the list; the sheet's stands.",
    ),
    IssueCode(
        "goals_named_twice",
        "warn",
        "The sheets call the goals {sheet} and the list calls them {list}; both are kept.",
    ),
)
