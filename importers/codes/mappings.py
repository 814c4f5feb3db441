"""Issues of labels that a person gave a meaning, of names that are only similar, and of plans not yet in place."""

from typing import Final

from importers.codes.code import IssueCode

TABLE: Final = (
    IssueCode("mapping_used", "info", "The kept mapping “{name}” says what {count} labels mean."),
    IssueCode(
        "mapping_left",
        "warn",
        "The kept mapping “{name}” was left out: “{first}” and “{second}” would both be {field}.",
    ),
    IssueCode(
        "municipality_unknown",
        "warn",
        "The plan “{plan}” names no municipality; it stands under “?” until one is named.",
    ),
    IssueCode(
        "predecessor_missing",
        "info",
        "The plan “{plan}” follows “{raw}”, which the book does not have yet.",
    ),
    IssueCode(
        "similar_department",
        "info",
        "“{raw}” is new and reads like “{known}”, which the municipality already has; they were not joined.",
    ),
    IssueCode(
        "similar_measure",
        "warn",
        "Measure {number} “{raw}” reads like measure {known_number} “{known}” of the book; they were not joined.",
    ),
)
