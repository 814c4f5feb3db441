"""Issues of lists without a profile."""

from typing import Final

from importers.codes.code import IssueCode

TABLE: Final = (
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
