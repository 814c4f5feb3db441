"""Every issue an import can raise, its weight and its sentence: one table for each kind of source."""

from typing import Final

from importers.codes import files, house, label_sheets, lists, mappings, tables, texts
from importers.codes.code import IssueCode

CODES: Final = {
    item.code: item
    for module in (texts, tables, house, files, lists, label_sheets, mappings)
    for item in module.TABLE
}

__all__ = ["CODES", "IssueCode"]
