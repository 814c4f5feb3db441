"""Marks of denial: which compiled revisions the council wants denied, kept by whoever marks them until the decision."""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from db.reads.queue import QueueRow


class Mark(NamedTuple):
    """The revision that was marked, and the council's reason."""

    revision: int
    note: str


def kept_in(period_id: int) -> str:
    """The name of the preference that keeps a half-year's marks."""
    return f"denials:{period_id}"


def as_kept(marks: Mapping[int, Mark]) -> str:
    """The marks as the preference holds them."""
    return json.dumps(marks, ensure_ascii=False)


def read_marks(kept: str | None) -> dict[int, Mark]:
    """Measure to mark, from the preference. What names no revision could be of any, and is left out."""
    found = json.loads(kept or "{}")
    return {
        int(measure): Mark(int(mark[0]), str(mark[1]))
        for measure, mark in found.items()
        if isinstance(mark, list)
    }


def standing_marks(marks: Mapping[int, Mark], rows: Iterable[QueueRow]) -> dict[int, str]:
    """Measure to reason, for marks of the revision that stands now: what was rewritten since was never marked."""
    revisions = {row.measure_id: row.revision for row in rows}
    return {measure: mark.note for measure, mark in marks.items() if revisions.get(measure) == mark.revision}
