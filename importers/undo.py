"""Taking a batch back: exactly its rows, keeping and naming what somebody changed since."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from db.book import Book
from db.door import Door
from db.permissions import check_plans
from db.reads.provenance import CORRECTED
from domain.errors import Refusal
from domain.roles import Task
from importers.application import Watch

# Rows that several plans use: they go when the last batch that needs them goes, and staying is nothing to report.
SHARED: Final = ("department_version", "department", "municipality")

_WORDS: Final = ("title", "name", "label", "text", "raw", "term", "item", "key")


class UnknownBatch(Refusal):
    msgid: ClassVar[str] = "There is no import batch {batch}. “shinchoku import list” shows them."


class BatchUndone(Refusal):
    msgid: ClassVar[str] = "Import batch {batch} was already taken back."


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that stays because it was changed, or came into use, after the batch."""

    table: str
    row_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What undo did: rows removed, rows put back, rows kept."""

    batch: int
    removed: int
    restored: int
    kept: tuple[Kept, ...]


class _RollBack(Exception):
    """Leaves the transaction without writing."""


def undo(book: Book, batch: int, watch: Watch | None = None) -> Undone:
    """Take back a batch in one transaction. Raises UnknownBatch or BatchUndone.

    `watch` is told before every change how many are taken back, of how many; what it raises (ImportStopped) lets go of
    the book with nothing written.
    """
    with book.writing() as door:
        check_plans(door, Task.undo_import, _plans(door, batch))
        undone = _undo(door, batch, watch)
        # The history of many rows takes its time, too: who stopped meanwhile is heard before anything is kept.
        door.flush()
        if watch is not None:
            done = undone.removed + undone.restored + len(undone.kept)
            watch(done, done)
        return undone


def foresee(book: Book, batch: int, watch: Watch | None = None) -> Undone:
    """What undo() would do now, found by doing it and rolling back; writes nothing. Raises what undo() raises."""
    undone: Undone | None = None
    try:
        with book.writing() as door:
            check_plans(door, Task.undo_import, _plans(door, batch))
            undone = _undo(door, batch, watch)
            raise _RollBack
    except _RollBack:
        pass
    assert undone is not None
    return undone


def _undo(door: Door, batch: int, watch: Watch | None) -> Undone:
    found = door.find("import_batch", id=batch)
    if found is None:
        raise UnknownBatch(batch=batch)
    if found["state"] == "undone":
        raise BatchUndone(batch=batch)
    rows = door.db.conn.execute(
        "SELECT * FROM import_change WHERE batch_id = ? AND undone = 0 ORDER BY id DESC", (batch,)
    ).fetchall()
    removed, restored, kept = 0, 0, []
    changes = [*map(dict, rows), *_left_behind(door, batch)]
    for done, row in enumerate(changes):
        if watch is not None:
            watch(done, len(changes))
        name = _take_back(door, row)
        if name is not None:
            if row["table_name"] not in SHARED:
                kept.append(Kept(row["table_name"], row["row_id"], name))
            continue
        removed += row["action"] == "insert"
        restored += row["action"] == "update"
        door.db.conn.execute("UPDATE import_change SET undone = 1 WHERE id = ?", (row["id"],))
    state = "partly_undone" if kept else "undone"
    door.update("import_batch", batch, {"state": state, "undone_at": door.at}, action="undo_import")
    return Undone(batch, removed, restored, tuple(kept))


def _plans(door: Door, batch: int) -> list[str]:
    rows = door.db.conn.execute("SELECT DISTINCT plan_key FROM import_row WHERE batch_id = ?", (batch,))
    return [row[0] for row in rows]


def _left_behind(door: Door, batch: int) -> list[dict[str, Any]]:
    """Shared rows of batches undone earlier that stayed because this batch used them; newest first."""
    marks = ", ".join("?" * len(SHARED))
    rows = door.db.conn.execute(
        "SELECT import_change.* FROM import_change JOIN import_batch ON import_batch.id = import_change.batch_id"
        f" WHERE import_batch.state <> 'committed' AND undone = 0 AND batch_id <> ? AND table_name IN ({marks})"
        " ORDER BY import_change.id DESC",
        (batch, *SHARED),
    )
    return [dict(row) for row in rows]


def _take_back(door: Door, change: dict[str, Any]) -> str | None:
    """Undo one change; None when done, else the name of what had to stay."""
    table, row_id = change["table_name"], change["row_id"]
    try:
        now = door.row(table, row_id)
    except LookupError:
        return None
    after = json.loads(change["after"])
    if any(now[name] != value for name, value in after.items()):
        return _name(door, now)
    if change["action"] == "update":
        door.update(table, row_id, json.loads(change["before"]), action="undo_import")
        return None
    if _touched_since(door, change):
        return _name(door, now)
    try:
        door.delete(table, row_id, action="undo_import")
    except sqlite3.IntegrityError:
        return _name(door, now)
    return None


def _touched_since(door: Door, change: dict[str, Any]) -> bool:
    """Whether a person, or another batch that still stands, wrote to the row after this batch made it."""
    place = (change["table_name"], change["row_id"])
    by_person = door.db.conn.execute(
        "SELECT 1 FROM history WHERE table_name = ? AND row_id = ? AND action NOT IN ('import', 'undo_import', ?)",
        (*place, CORRECTED),
    ).fetchone()
    by_batch = door.db.conn.execute(
        "SELECT 1 FROM import_change WHERE table_name = ? AND row_id = ? AND batch_id <> ? AND undone = 0",
        (*place, change["batch_id"]),
    ).fetchone()
    return bool(by_person or by_batch)


def _name(door: Door, row: dict[str, Any]) -> str:
    """What people call a row: its own words, behind its measure's number and title where it hangs on one."""
    words = next((str(row[name])[:40] for name in _WORDS if row.get(name)), "")
    measure = row.get("measure_id")
    for column, table in (("work_item_id", "work_item"), ("indicator_id", "indicator")):
        if row.get(column) is not None:
            measure = door.row(table, row[column])["measure_id"]
    if measure is not None:
        found = door.row("measure", measure)
        whose = f"{found['number'] or found['measure_key']} {found['title']}"
        words = f"{whose}: {words}" if words else whose
    return words or f"id {row['id']}"
