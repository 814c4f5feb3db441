"""What an import would do or did, row by row and field by field."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from importers.staged import Issue

Outcome = Literal["new", "changed", "same", "conflict", "rejected", "missing"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's value before and after; `conflict` when a person wrote the value that stands in the book."""

    field: str
    before: Any
    after: Any
    raw: str
    ref: str
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class RowResult:
    """One staged row against the book; row_id is None for rejected rows and in a preview of a new row."""

    plan: str
    entity: str
    key: tuple[str | int | None, ...]
    outcome: Outcome
    ref: str
    row_id: int | None = None
    changes: tuple[FieldChange, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A whole import against the book. batch is None for a preview and for a commit that had nothing to write."""

    profile: str
    file_name: str
    sha256: str
    rows: Sequence[RowResult]
    issues: Sequence[Issue]
    batch: int | None = None

    def count(self, outcome: Outcome) -> int:
        """How many rows had this outcome."""
        return Counter(row.outcome for row in self.rows)[outcome]

    @property
    def writes(self) -> bool:
        """Whether anything in the book changes."""
        return any(row.outcome in ("new", "changed") or _partly(row) for row in self.rows)

    @property
    def has_warnings(self) -> bool:
        """Whether a person should look: a conflict, a rejected row, or an issue above information."""
        return bool(self.count("conflict") or self.count("rejected")) or any(
            issue.level != "info" for issue in self.issues
        )


def _partly(row: RowResult) -> bool:
    return row.outcome == "conflict" and any(not change.conflict for change in row.changes)
