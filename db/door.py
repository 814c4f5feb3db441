"""The one door for writes: rows go in with their history in the same transaction, versions are compared.

Rows are written on sqlite-utils' connection with plain statements: its own insert and update open a savepoint and look
the table up for every row, which made a submission cost five bare INSERTs instead of two (`make bench`).
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from db.actor import Actor
from db.clock import Clock, stamp
from db.database import Database
from db.errors import StaleVersion
from db.history import Entry, chain_hash, head

Row = Mapping[str, Any]

# The row that ends a transaction in which somebody acted in another's place; its row_id is the transaction's first seq.
STAND_IN: Final = "stand_in"

_HISTORY_SQL: Final = (
    "INSERT INTO history (seq, at, uid, name, action, table_name, row_id, before, after, note, previous_hash, hash)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

# Bookkeeping of its own kind, not facts about plans: no second record of the record when rows are added. What a person
# changes in it later (an issue settled) is history like everything else.
UNRECORDED: Final = frozenset({"import_row", "import_change", "import_issue", "provenance", "preference"})


def canonical(row: Row) -> str:
    """A row as JSON with sorted keys and Japanese left readable; bytes are told by their length."""
    return _JSON.encode(row)


def _bytes_length(value: object) -> str:
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    raise TypeError(f"{type(value).__name__} has no place in history")


# Made once: json.dumps makes a new encoder for every row.
_JSON: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_bytes_length
)


class Door:
    """An open write transaction. Made by Book.writing() only; versions are optimistic locks (DESIGN 4.6)."""

    def __init__(self, database: Database, actor: Actor, clock: Clock) -> None:
        self.db = database
        self.actor = actor
        self.at = stamp(clock)
        self._pending: list[tuple[str, str, int, str | None, str | None, str | None]] = []
        self._versioned: dict[str, bool] = {}
        self._stands_for: str | None = None

    def has_version(self, table: str) -> bool:
        """Whether rows of a table carry an optimistic lock."""
        known = self._versioned.get(table)
        if known is None:
            columns = self.db.conn.execute(f"PRAGMA table_info([{table}])")
            known = self._versioned[table] = any(row[1] == "version" for row in columns)
        return known

    def insert(
        self,
        table: str,
        row: Row,
        *,
        action: str = "insert",
        note: str | None = None,
        told: str | None = None,
    ) -> int:
        """Add a row and return its id; `told` is the row as canonical() tells it, where the caller needs it too."""
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        cursor = self.db.conn.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))
        row_id = cursor.lastrowid
        assert row_id is not None
        if table not in UNRECORDED:
            self._pending.append(
                (action, table, row_id, None, canonical(row) if told is None else told, note)
            )
        return row_id

    def update(
        self,
        table: str,
        row_id: int,
        changes: Row,
        *,
        version: int | None = None,
        action: str = "update",
        note: str | None = None,
    ) -> int:
        """Change columns of a row and return its new version (0 for tables without one).

        Raises StaleVersion, with the row as it stands in `params["now"]`, when `version` is not the row's.
        """
        before = self.row(table, row_id)
        if version is not None and before["version"] != version:
            raise self._stale(table, row_id, before)
        changed = {name: value for name, value in changes.items() if before[name] != value}
        if not changed:
            return int(before.get("version") or 0)
        new_version = 0
        written = dict(changed)
        if "version" in before:
            new_version = int(before["version"]) + 1
            written["version"] = new_version
        assignments = ", ".join(f"{name} = ?" for name in written)
        self.db.conn.execute(f"UPDATE {table} SET {assignments} WHERE id = ?", (*written.values(), row_id))
        self._record(action, table, row_id, {name: before[name] for name in changed}, changed, note)
        return new_version

    def delete(self, table: str, row_id: int, *, action: str = "delete", note: str | None = None) -> None:
        """Remove a row; its last content stays in history."""
        before = self.row(table, row_id)
        self.db.conn.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
        self._record(action, table, row_id, before, None, note)

    def row(self, table: str, row_id: int) -> dict[str, Any]:
        """A row as this transaction sees it. Raises LookupError when there is none."""
        found = self.db.conn.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,)).fetchone()
        if found is None:
            raise LookupError(f"{table} {row_id}")
        return dict(found)

    def find(self, table: str, **where: object) -> dict[str, Any] | None:
        """The one row whose columns equal the given values (None compares as NULL), or None."""
        condition = " AND ".join(f"{name} IS ?" for name in where)
        found = self.db.conn.execute(
            f"SELECT * FROM {table} WHERE {condition}", tuple(where.values())
        ).fetchone()
        return dict(found) if found else None

    def many(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Add rows of bookkeeping tables (UNRECORDED) in one go; all rows have the same columns."""
        assert table in UNRECORDED
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            sql = f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES ({marks})"
            self.db.conn.executemany(sql, [tuple(row.values()) for row in rows])

    def event(
        self, action: str, table: str, row_id: int, detail: Row | None = None, note: str | None = None
    ) -> None:
        """Record that something was done which no single row change tells."""
        self._record(action, table, row_id, None, detail, note)

    def stand_in(self, proxy_for: str | None) -> None:
        """What is written here is done in this person's or department's place; None: in one's own."""
        self._stands_for = proxy_for or self._stands_for

    def flush(self) -> None:
        """Write the pending history rows, chained to the last one read inside this very transaction."""
        if not self._pending:
            return
        link = head(self.db)
        if self._stands_for is not None:
            self._record(STAND_IN, "history", link.count + 1, None, {"proxy_for": self._stands_for}, None)
        previous, seq, rows = link.hash, link.count, []
        for action, table, row_id, before, after, note in self._pending:
            seq += 1
            entry = Entry(
                seq, self.at, self.actor.uid, self.actor.name, action, table, row_id, before, after, note
            )
            digest = chain_hash(previous, entry)
            rows.append(
                (
                    seq,
                    self.at,
                    self.actor.uid,
                    self.actor.name,
                    action,
                    table,
                    row_id,
                    before,
                    after,
                    note,
                    previous,
                    digest,
                )
            )
            previous = digest
        self.db.conn.executemany(_HISTORY_SQL, rows)
        self._pending.clear()

    def _record(
        self, action: str, table: str, row_id: int, before: Row | None, after: Row | None, note: str | None
    ) -> None:
        self._pending.append(
            (
                action,
                table,
                row_id,
                None if before is None else canonical(before),
                None if after is None else canonical(after),
                note,
            )
        )

    def _stale(self, table: str, row_id: int, now: Row) -> StaleVersion:
        last = self.db.conn.execute(
            "SELECT name, at FROM history WHERE table_name = ? AND row_id = ? ORDER BY seq DESC LIMIT 1",
            (table, row_id),
        ).fetchone()
        return StaleVersion(
            what=table, name=last["name"] if last else "?", at=last["at"] if last else "?", now=dict(now)
        )
