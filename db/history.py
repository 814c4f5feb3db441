"""The record of everything done: rows chained by SHA-256, and the walk that proves the chain unbroken."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from db.clock import lies_before
from db.database import Database
from db.guards import GENESIS_HASH


class Entry(NamedTuple):
    """One row of history; before and after are JSON objects of the columns that changed, or None."""

    seq: int
    at: str
    uid: int
    name: str
    action: str
    table_name: str
    row_id: int
    before: str | None
    after: str | None
    note: str | None


_JSON: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def chain_hash(previous_hash: str, entry: Entry) -> str:
    """SHA-256 over the previous hash, a newline, and the entry's fields in table order as a JSON array."""
    from hashlib import sha256  # OpenSSL takes 3 ms to load, and looking into a book hashes nothing

    body = _JSON.encode(entry)
    return sha256(f"{previous_hash}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain stands: the last hash and the number of rows. Printed on reports, it anchors the tail."""

    hash: str
    count: int


def head(database: Database) -> Head:
    """The chain's end as this connection sees it."""
    row = database.conn.execute("SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(row[1], row[0]) if row else Head(GENESIS_HASH, 0)


def broken_links(database: Database) -> Iterator[int]:
    """The seq of every history row whose place, link or hash is not what the chain says; none when it is whole.

    SQLite writes the hashed text of each row by itself, several times as fast as taking the row apart here. Where that
    text does not give the hash, the row is written once more the way it was written when it was hashed.
    """
    from hashlib import sha256

    cursor = database.conn.cursor()
    cursor.row_factory = None
    previous, expected = GENESIS_HASH.encode(), 1
    for seq, link, digest, text in cursor.execute(_LINKS):
        is_whole = sha256(text).hexdigest().encode() == digest or _rehashed(database, seq) == digest
        if seq != expected or link != previous or not is_whole:
            yield seq
        previous, expected = digest, seq + 1


def _rehashed(database: Database, seq: int) -> bytes:
    row = database.conn.execute(_ENTRY, (seq,)).fetchone()
    *values, link = (_text(value) for value in row)
    return chain_hash(link, Entry(*values)).encode()


def lost_anchors(database: Database) -> Iterator[int]:
    """The seq of every row that a half-year was anchored to and that is gone or another one now.

    A cut tail, or a chain computed anew from some row on, is whole in itself and shows here alone.
    """
    rows = database.conn.execute(
        "SELECT history_count FROM period WHERE history_hash IS NOT NULL AND NOT EXISTS (SELECT 1 FROM history"
        " WHERE history.seq = period.history_count AND history.hash = period.history_hash) ORDER BY history_count"
    )
    for row in rows:
        yield row[0]


def backward_steps(database: Database) -> Iterator[int]:
    """The seq of every history row whose time lies clearly before that of the row before it: a clock was set back.

    The chain keeps the order all the same; nothing is broken.
    """
    rows = database.conn.execute(
        "SELECT later.seq, CAST(later.at AS BLOB), CAST(earlier.at AS BLOB) FROM history AS earlier"
        " JOIN history AS later ON later.seq = earlier.seq + 1 WHERE later.at < earlier.at ORDER BY later.seq"
    )
    for seq, at, before in rows:
        if lies_before(at.decode(errors="replace"), before.decode(errors="replace")):
            yield seq


_COLUMNS: Final = Entry._fields

# Texts are read as bytes: a flipped bit may leave no valid UTF-8, which is a broken link and not an error.
_LINKS: Final = (
    "SELECT seq, CAST(previous_hash AS BLOB), CAST(hash AS BLOB),"
    f" CAST(previous_hash || char(10) || json_array({', '.join(_COLUMNS)}) AS BLOB) FROM history ORDER BY seq"
)
_ENTRY: Final = "SELECT {} FROM history WHERE seq = ?".format(
    ", ".join(
        name if name in ("seq", "uid", "row_id") else f"CAST({name} AS BLOB)"
        for name in (*_COLUMNS, "previous_hash")
    )
)


def _text(value: object) -> Any:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value
