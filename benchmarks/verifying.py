"""Walking a history of a million rows against reading and hashing the same bytes with sqlite3 and hashlib.

The rows are those that saved drafts leave, chained as the door chains them. Two more lines say what that hides: the
walk against the hashing alone, of bytes that lie in memory by then, and all of `verify` against SQLite's own check of
the file with the same reading and hashing.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Final

from benchmarks.measuring import Result, by_turns
from db.backup import verify
from db.book import Book
from db.guards import GENESIS_HASH
from db.history import Entry, broken_links, chain_hash

ROWS: Final = 1_000_000
ROUNDS: Final = 3
AIM: Final = 2.0
BEFORE: Final = '{"progress_evaluation":"ほぼ計画どおりに実行できた","text":"近隣市の利用状況を照会した。"}'
AFTER: Final = (
    '{"progress_evaluation":"計画どおりに実行できた","text":"近隣市の利用状況を照会し、費用を三案で比べた。"}'
)
_INSERT: Final = (
    "INSERT INTO history (seq, at, uid, name, action, table_name, row_id, before, after, note, previous_hash, hash)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_COLUMNS: Final = "seq, at, uid, name, action, table_name, row_id, before, after, note"


def entries(rows: int) -> Iterator[tuple[object, ...]]:
    """History of drafts saved, in the columns of the table."""
    previous = GENESIS_HASH
    for seq in range(1, rows + 1):
        at = f"2020-04-01T09:{seq // 60 % 60:02}:{seq % 60:02}+09:00"
        entry = Entry(seq, at, 1001, "tanaka", "save", "draft", seq % 5000, BEFORE, AFTER, None)
        digest = chain_hash(previous, entry)
        yield (
            *(seq, at, 1001, "tanaka", "save", "draft", seq % 5000, BEFORE, AFTER, None),
            *(previous, digest),
        )
        previous = digest


def fill(path: Path, rows: int) -> None:
    """A new book with so much history, and its guards in place."""
    Book.create(path).close()
    conn = sqlite3.connect(path, isolation_level=None)
    try:
        conn.execute("BEGIN")
        conn.executemany(_INSERT, entries(rows))
        conn.execute("COMMIT")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        conn.close()


def bodies(conn: sqlite3.Connection) -> Iterator[bytes]:
    """The bytes of every row that the chain hashes, as one value."""
    sql = (
        f"SELECT CAST(previous_hash || char(10) || json_array({_COLUMNS}) AS BLOB) FROM history ORDER BY seq"
    )
    for (body,) in conn.execute(sql):
        yield body


def hash_all(parts: Iterator[bytes] | list[bytes]) -> None:
    """One hash a row, as the chain has it."""
    for body in parts:
        sha256(body).hexdigest()


def run() -> list[Result]:
    """The chain alone, and everything that `verify` looks at."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.db"
        fill(path, ROWS)
        with Book.open(path, write=False) as book, closing(sqlite3.connect(path)) as conn:
            held = list(bodies(conn))

            def check_and_hash() -> None:
                conn.execute("PRAGMA integrity_check").fetchall()
                hash_all(bodies(conn))

            def walk() -> None:
                assert next(broken_links(book.db), None) is None

            chain = by_turns([walk] * ROUNDS, [lambda: hash_all(bodies(conn))] * ROUNDS)
            memory = by_turns([lambda: None] * ROUNDS, [lambda: hash_all(held)] * ROUNDS)[1]
            whole = by_turns([lambda: verify(book)] * ROUNDS, [check_and_hash] * ROUNDS)
    return [
        Result(f"verify: the chain of {ROWS:,} rows", *chain, AIM),
        Result("verify: the chain, against hashing alone", chain[0], memory, None),
        Result("verify: all of it, and SQLite's own check", *whole, AIM),
    ]
