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
        "covered_text",
        "warn",
        "{count} cells of “{sheet}” under merged ones hold texts that are not shown ({places}); they were left out,"
        " beginning with “{raw}”.",
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
    IssueCode(
        "numbering_unknown",
        "warn",
        "{count} numbers of lists are of a kind ({raw}) that is not known here; � stands in their place.",
    ),
    IssueCode(
        "footnotes_left", "info", "{count} footnotes and endnotes were not read, beginning with “{raw}”."
    ),
    IssueCode(
        "margins_left",
        "info",
        "{count} lines of headers and footers were not read, beginning with “{raw}”.",
    ),
    IssueCode(
        "repeated_lines",
        "info",
        "{count} headers, footers and page numbers of the pages were left out, beginning with “{raw}”.",
    ),
    IssueCode(
        "page_without_text",
        "warn",
        "{count} pages ({places}) hold a picture and no text; they were not read.",
    ),
    IssueCode(
        "turned_text",
        "warn",
        "{count} letters of this page stand vertically or turned; their order may be wrong: “{raw}”.",
    ),
    IssueCode(
        "letters_lost",
        "warn",
        "{count} letters of this page have no meaning in the file; � stands in their place.",
    ),
    IssueCode(
        "two_columns", "info", "This page is set in two columns; the left one was read before the right one."
    ),
    IssueCode(
        "form_fields_left",
        "warn",
        "{count} fields of the form hold values that were not read, beginning with “{raw}”.",
    ),
    IssueCode(
        "notes_left", "warn", "{count} notes written over the pages were not read, beginning with “{raw}”."
    ),
)
