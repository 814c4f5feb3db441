"""Issues of sheets whose labels stand beside their values."""

from typing import Final

from importers.codes.code import IssueCode

TABLE: Final[tuple[IssueCode, ...]] = ()
