"""Confirming and returning what the coordinator has read: a report that was handed in anew meanwhile is not touched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.book import Book
from db.door import Door
from db.errors import StaleVersion
from db.writes.reports import Saved, decide_report
from domain.reporting import Action


@dataclass(frozen=True, slots=True)
class Read:
    """A report as it was read: its measure and the revision that was in sight."""

    measure_id: int
    revision: int


@dataclass(frozen=True, slots=True)
class ConfirmedMany:
    """The measures whose reports were confirmed, and those that had changed since they were read."""

    confirmed: tuple[int, ...]
    changed: tuple[int, ...]


def confirm_read(book: Book, read: Read, period_id: int) -> Saved:
    """確認: accept the revision that was read.

    Raises StaleVersion, with the newer one in params["now"], or IllegalStep.
    """
    return _decide(book, read, period_id, Action.confirm, None)


def return_read(book: Book, read: Read, period_id: int, note: str) -> Saved:
    """差戻し: send the revision that was read back with a note.

    Raises StaleVersion, NoteMissing, OutOfScope or IllegalStep.
    """
    return _decide(book, read, period_id, Action.return_, note)


def confirm_all_read(book: Book, reads: Sequence[Read], period_id: int) -> ConfirmedMany:
    """Confirm many at once; those that changed since they were read are left as they are and named."""
    confirmed, changed = [], []
    with book.writing() as door:
        for read in reads:
            report = door.find("report", measure_id=read.measure_id, period_id=period_id)
            if report is None or report["revision"] != read.revision or report["state"] != "submitted":
                changed.append(read.measure_id)
                continue
            decide_report(door, report["id"], Action.confirm, None, None)
            confirmed.append(read.measure_id)
    return ConfirmedMany(tuple(confirmed), tuple(changed))


def _decide(book: Book, read: Read, period_id: int, action: Action, note: str | None) -> Saved:
    with book.writing() as door:
        report = door.find("report", measure_id=read.measure_id, period_id=period_id)
        if report is None:
            raise LookupError(f"report of measure {read.measure_id}")
        if report["revision"] != read.revision:
            raise _stale(door, report)
        state = decide_report(door, report["id"], action, note, None)
        return Saved(state, 0, report["revision"], door.at, bool(report["late"]))


def _stale(door: Door, report: dict[str, Any]) -> StaleVersion:
    newest = door.find("report_revision", report_id=report["id"], revision=report["revision"]) or {}
    return StaleVersion(
        what="report", name=newest.get("by_name", "?"), at=newest.get("submitted_at", "?"), now=newest
    )
