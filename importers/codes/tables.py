"""Issues of system renewals, surveys and glossaries."""

from typing import Final

from importers.codes.code import IssueCode

TABLE: Final = (
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
)
