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
    IssueCode(
        "rows_above_header",
        "info",
        "{count} rows above the table's header were left out, beginning with “{first}”.",
    ),
    IssueCode("row_is_header", "info", "“{raw}” repeats the table's header; left out."),
    IssueCode(
        "row_continues",
        "info",
        "The row “{raw}” carries on the measure above and holds nothing that has a place.",
    ),
    IssueCode(
        "not_carried",
        "warn",
        "“{raw}” is not carried down: the next measure cannot have the same {field}; it stays unknown.",
    ),
    IssueCode("value_unknown", "info", "“{raw}” says that the {field} is unknown; it stays so."),
    IssueCode(
        "title_unclear",
        "warn",
        "Either of the columns “{raw}” of “{sheet}” may name the measures; the sheet was left out.",
    ),
    IssueCode(
        "measure_joined",
        "info",
        "“{raw}” stands on another sheet too ({first}); both were joined into one measure.",
    ),
    IssueCode(
        "parts_folded",
        "info",
        "{count} columns are quarters or months, beginning with “{raw}”; they were folded into half-years.",
    ),
    IssueCode(
        "mark_without_legend",
        "warn",
        "“{raw}” stands in {count} cells of the schedule and no legend tells its stage; it stays unknown.",
    ),
    IssueCode(
        "fill_unread",
        "warn",
        "{count} blank cells of the schedule are filled ({raw}: {places}) and no legend tells the colour's stage;"
        " they are unknown, not blank.",
    ),
    IssueCode(
        "rule_colours_unread",
        "warn",
        "{count} areas of “{raw}” take their colours by a rule ({places}); such colours are not read.",
    ),
    IssueCode(
        "stage_from_drawing", "info", "The stage “{raw}” was read from a shape drawn over the cells {ref}."
    ),
    IssueCode(
        "drawing_unread",
        "warn",
        "A shape “{raw}” is drawn over the schedule ({ref}); which stages it means is unknown.",
    ),
    IssueCode(
        "rating_without_legend",
        "warn",
        "The document has no legend for the words “{raw}” of {field}; they are kept as printed.",
    ),
)
