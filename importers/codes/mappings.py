"""Issues of labels that a person gave a meaning."""

from typing import Final

from importers.codes.code import IssueCode

TABLE: Final[tuple[IssueCode, ...]] = ()
