"""Preview and commit: the same code over the same rows; a preview rolls its transaction back."""

import gc
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

from db.book import Book
from db.door import Door, canonical
from db.permissions import check_plans
from domain.names import clean, spelled
from domain.roles import Task
from importers.application import Application, Watch
from importers.difference import Difference, RowResult
from importers.likeness import alike
from importers.plan_questions import plan_questions
from importers.staged import Issue, Key, Staging

Speak = Callable[[Issue], str]


@dataclass(frozen=True, slots=True)
class Source:
    """The file as it came: its name and every byte."""

    name: str
    content: bytes

    def __post_init__(self) -> None:
        # Systems allow bytes in a file's name that are no text, and every control character.
        object.__setattr__(self, "name", clean(spelled(self.name), lines=False))

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


# Pages of the book kept in memory during a commit, in KiB, only as far as they are used: with SQLite's 2 MB every index
# page of a large import is written and read over and over, and the lock is held meanwhile.
_CACHE: Final = 65_536


class _RollBack(Exception):
    """Leaves the transaction without writing."""


@contextmanager
def _importing(book: Book) -> Iterator[Door]:
    """A transaction for many rows: more pages in memory, and no search for lost objects while all of them are kept."""
    searched = gc.isenabled()
    with book.writing() as door:
        conn = door.db.conn
        pages = conn.execute("PRAGMA cache_size").fetchone()[0]
        conn.execute(f"PRAGMA cache_size = -{_CACHE}")
        gc.disable()
        try:
            yield door
            door.flush()
        finally:
            conn.execute(f"PRAGMA cache_size = {pages}")
            if searched:
                gc.enable()


def preview(book: Book, staging: Staging, source: Source, watch: Watch | None = None) -> Difference:
    """What a commit would do now, found by doing it and rolling back; writes nothing.

    `watch` is told how many rows are done, of how many; what it raises (ImportStopped) lets go of the book at once.
    """
    difference: Difference | None = None
    try:
        with _importing(book) as door:
            application = Application(door, watch=watch)
            application.run(staging.rows)
            difference = _difference(staging, source, application)
            raise _RollBack
    except _RollBack:
        pass
    assert difference is not None
    return difference


def commit(
    book: Book,
    staging: Staging,
    source: Source,
    speak: Speak,
    overruled: Collection[tuple[str, str, Key]] = (),
    watch: Watch | None = None,
) -> Difference:
    """Write the staged rows in one transaction and keep the file, every value's place and the batch.

    `speak` says an issue in the user's language; `overruled` are rows (plan, entity, key) where the file's values go
    over those that a person wrote; `watch` as for a preview. A file that brings nothing new leaves the book untouched
    (batch None).
    """
    difference: Difference | None = None
    try:
        with _importing(book) as door:
            application = Application(door, overruled, watch)
            application.run(staging.rows)
            difference = _difference(staging, source, application)
            if not difference.writes:
                raise _RollBack
            check_plans(door, Task.import_, {row.plan for row in staging.rows})
            if watch is not None:
                watch(len(staging.rows), len(staging.rows))
            batch = _record(door, staging, source, application, difference, speak)
            difference = replace(difference, batch=batch)
    except _RollBack:
        pass
    assert difference is not None
    return difference


def _difference(staging: Staging, source: Source, application: Application) -> Difference:
    database = application.door.db
    questions = plan_questions(database, staging.rows)
    suggested = alike(database, application.results, application.changes)
    issues = (*staging.issues, *staging.refused, *questions, *suggested)
    return Difference(staging.profile, source.name, source.sha256, tuple(application.results), issues)


def _record(
    door: Door,
    staging: Staging,
    source: Source,
    application: Application,
    difference: Difference,
    speak: Speak,
) -> int:
    known = door.find("source_file", sha256=source.sha256)
    file_id = (
        int(known["id"])
        if known
        else door.insert(
            "source_file",
            {
                "sha256": source.sha256,
                "name": source.name,
                "size": len(source.content),
                "content": source.content,
            },
        )
    )
    batch = door.insert(
        "import_batch",
        {
            "source_file_id": file_id,
            "profile": staging.profile,
            "mapping": staging.mapping,
            "state": "committed",
            "rows_new": difference.count("new"),
            "rows_changed": difference.count("changed"),
            "rows_same": difference.count("same"),
            "rows_conflict": difference.count("conflict"),
            "rows_rejected": difference.count("rejected"),
            "by_uid": door.actor.uid,
            "by_name": door.actor.name,
            "at": door.at,
        },
        action="import",
    )
    door.many("import_row", [_row(batch, row) for row in application.results])
    door.many("import_change", [{"batch_id": batch, **change} for change in application.changes])
    door.many(
        "provenance",
        [{"batch_id": batch, "source_file_id": file_id, **place} for place in application.provenance],
    )
    door.many("import_issue", [_issue(batch, issue, speak) for issue in difference.issues])
    return batch


def _row(batch: int, row: RowResult) -> dict[str, Any]:
    return {
        "batch_id": batch,
        "plan_key": row.plan,
        "entity": row.entity,
        "natural_key": canonical(list(row.key)),  # type: ignore[arg-type]
        "outcome": row.outcome,
        "row_id": row.row_id,
        "ref": row.ref,
    }


def _issue(batch: int, issue: Issue, speak: Speak) -> dict[str, Any]:
    key = issue.key[0] if issue.key else None
    return {
        "batch_id": batch,
        "code": issue.code,
        "level": issue.level,
        "ref": issue.ref,
        "field": issue.field,
        "raw": issue.raw,
        "message": speak(issue),
        "params": canonical(dict(issue.params)),
        "plan_key": issue.plan,
        "measure_key": None if key is None else str(key),
    }
