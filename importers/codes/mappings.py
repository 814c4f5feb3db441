"""Issues of labels that a person gave a meaning, and of names that are only similar."""

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
