"""Issues that readers of files raise."""

from typing import Final

from importers.codes.code import IssueCode

TABLE: Final = (
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
    IssueCode(
        "text_outside_tables",
        "warn",
        "{count} lines outside the document's tables were not read, beginning with “{raw}”.",
    ),
    IssueCode("hidden_text", "warn", "“{raw}” is hidden text of the document; it was left out."),
)
