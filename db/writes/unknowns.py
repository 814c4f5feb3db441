"""Answers to what was not known: written against the version that was seen, with history; and taken back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from db.book import Book
from db.door import Door
from db.permissions import check_unknown
from db.reads.unknowns import AS_PRINTED, ASK_AGAIN, MARKS, STILL_UNKNOWN, TABLES, Unknown

_ANSWER: Final = {**dict.fromkeys(MARKS, "answer_mark"), "stage": "answer_stage", "issue": "settle_issue"}


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that can be taken back: the row, what it held before (None: only a look was noted), its version now."""

    unknown: Unknown
    before: dict[str, Any] | None
    version: int


def answer_mark(book: Book, unknown: Unknown, mark: bool) -> Answered:
    """Yes or no: the measure serves the goal or has priority, the system has it. Raises StaleVersion."""
    return _answer(book, unknown, {MARKS[unknown.kind]: int(mark)})


def answer_stages(book: Book, unknown: Unknown, stages: Sequence[str]) -> Answered:
    """What the schedule's cell means; what was printed stays beside it. Raises StaleVersion."""
    return _answer(book, unknown, {"stages": json.dumps(list(stages), ensure_ascii=False)})


def settle_issue(book: Book, unknown: Unknown, answer: str = "") -> Answered:
    """The issue was checked against the original; with a person's words where there are any. Raises StaleVersion."""
    return _answer(book, unknown, {"state": "settled", "answer": answer.strip() or None})


def still_unknown(book: Book, unknown: Unknown) -> Answered:
    """Somebody looked and does not know; the question goes to the end."""
    return _noted(book, unknown, STILL_UNKNOWN)


def as_printed(book: Book, unknown: Unknown) -> Answered:
    """The cell's word stands as it was printed; nobody needs to ask again."""
    return _noted(book, unknown, AS_PRINTED)


def take_back(book: Book, answered: Answered) -> None:
    """Ask again: the row as it was before the answer. Raises StaleVersion when somebody changed it since."""
    table, row_id = TABLES[answered.unknown.kind], answered.unknown.row_id
    with book.writing() as door:
        check_unknown(door, table, row_id)
        if answered.before is None:
            door.event(ASK_AGAIN, table, row_id)
        else:
            door.update(table, row_id, answered.before, version=answered.version, action=ASK_AGAIN)


def _answer(book: Book, unknown: Unknown, values: dict[str, Any]) -> Answered:
    table = TABLES[unknown.kind]
    with book.writing() as door:
        check_unknown(door, table, unknown.row_id)
        row = door.row(table, unknown.row_id)
        version = door.update(
            table, unknown.row_id, values, version=unknown.version, action=_ANSWER[unknown.kind]
        )
    return Answered(unknown, {name: row[name] for name in values}, version)


def _noted(book: Book, unknown: Unknown, action: str) -> Answered:
    table = TABLES[unknown.kind]
    with book.writing() as door:
        check_unknown(door, table, unknown.row_id)
        _checked(door, table, unknown)
        door.event(action, table, unknown.row_id)
    return Answered(unknown, None, unknown.version)


def _checked(door: Door, table: str, unknown: Unknown) -> None:
    """Raises StaleVersion when the row is not the one that was looked at."""
    door.update(table, unknown.row_id, {}, version=unknown.version)
