"""The history: one row for everything done, chained so that no change, gap, swap or cut goes unseen."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from db.actor import Actor
from db.backup import verify
from db.book import Book
from db.database import Database
from db.guards import GENESIS_HASH
from db.history import Entry, broken_links, chain_hash, head, lost_anchors
from db.reads.answers import Answer
from db.writes.periods import freeze_period, submit_period
from db.writes.reports import confirm, save_draft, submit

if TYPE_CHECKING:
    from tests.db.conftest import Cycle

COLUMNS = (
    *("seq", "at", "uid", "name", "action", "table_name", "row_id"),
    *("before", "after", "note", "previous_hash", "hash"),
)
NUMBERS = ("seq", "uid", "row_id")


@pytest.fixture
def written(book: Book) -> Book:
    """Thirty rows of history by two people; some with a note, some with text before and after."""
    with book.writing() as door:
        for number in range(10):
            door.insert("municipality", {"name": f"市{number}"}, note="初めの文" if number % 2 else None)
    with book.writing(actor=Actor(1001, "tanaka", "田中")) as door:
        for number in range(10):
            door.update("municipality", number + 1, {"code": f"{number}"})
        for number in range(10):
            door.delete("municipality", number + 1)
    return book


@contextmanager
def tampered(book: Book) -> Iterator[Database]:
    """The file in the hands of somebody who can drop the guards; put back afterwards."""
    with closing(sqlite3.connect(book.path, isolation_level=None)) as conn:
        conn.execute("BEGIN IMMEDIATE")
        for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            conn.execute(f"DROP TRIGGER {name}")
        yield Database(conn)
        conn.execute("ROLLBACK")


def broken(database: Database) -> list[int]:
    return list(broken_links(database))


def test_the_chain_of_a_book_in_use_is_whole(written: Book) -> None:
    assert broken(written.db) == []
    assert head(written.db).count == 30
    assert verify(written).sound


def test_an_empty_book_has_an_empty_chain(book: Book) -> None:
    assert broken(book.db) == [] and head(book.db).hash == GENESIS_HASH and head(book.db).count == 0


def test_a_row_says_who_did_what_to_which_row_and_what_stood_there(written: Book) -> None:
    rows = [dict(row) for row in written.db.conn.execute("SELECT * FROM history ORDER BY seq")]
    assert rows[1]["note"] == "初めの文" and rows[0]["note"] is None
    assert (rows[0]["uid"], rows[0]["name"], rows[0]["action"]) == (1000, "鈴木", "insert")
    assert json.loads(rows[0]["after"]) == {"name": "市0"} and rows[0]["before"] is None
    assert (rows[12]["name"], rows[12]["table_name"], rows[12]["row_id"]) == ("田中", "municipality", 3)
    assert json.loads(rows[12]["before"]) == {"code": None} and json.loads(rows[12]["after"]) == {"code": "2"}
    assert (
        json.loads(rows[29]["before"]) == {"id": 10, "name": "市9", "code": "9"} and rows[29]["after"] is None
    )
    assert rows[0]["at"] == "2020-10-05T14:03:00+09:00"


def test_the_hash_is_the_one_that_the_documentation_describes(written: Book) -> None:
    """SHA-256 over the previous hash, a newline and the fields in table order as a JSON array."""
    previous = "0" * 64
    for row in written.db.conn.execute("SELECT * FROM history ORDER BY seq"):
        body = json.dumps(list(row)[:10], ensure_ascii=False, separators=(",", ":"))
        assert row["hash"] == sha256(f"{previous}\n{body}".encode()).hexdigest()
        previous = row["hash"]


any_change = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@any_change
@given(
    st.integers(1, 30), st.sampled_from(COLUMNS), st.text(st.characters(codec="utf-8")), st.integers(0, 10**6)
)
def test_any_changed_value_is_found(written: Book, seq: int, column: str, text: str, number: int) -> None:
    # SQLite counts a text's length to its first NUL; a hash of another length the table refuses by itself.
    hashed = text.replace("\x00", "0").ljust(64)[:64]
    value = number if column in NUMBERS else hashed if column == "hash" else text
    with tampered(written) as database:
        before = database.conn.execute(f"SELECT {column} FROM history WHERE seq = ?", (seq,)).fetchone()[0]
        taken = column == "seq" and number in range(31)
        assume(value != before and not taken)
        database.conn.execute(f"UPDATE history SET {column} = ? WHERE seq = ?", (value, seq))
        assert broken(database)


@pytest.mark.parametrize("column", [name for name in COLUMNS if name not in ("seq", "uid", "row_id")])
@pytest.mark.parametrize("hidden", ["X'00'", "X'0041'", "X'FF'", "X'EDB080'"])
def test_bytes_that_are_no_text_are_found(written: Book, column: str, hidden: str) -> None:
    with tampered(written) as database:
        database.conn.execute("PRAGMA ignore_check_constraints = ON")
        database.conn.execute(
            f"UPDATE history SET {column} = CAST(CAST(ifnull({column}, '') AS BLOB) || {hidden} AS TEXT) WHERE seq = 7"
        )
        assert 7 in broken(database)
        database.conn.execute("PRAGMA ignore_check_constraints = OFF")


def test_every_character_stands_in_the_chain_as_it_was_written(book: Book) -> None:
    with book.writing() as door:
        for code in (*range(1, 0x180), 0x2028, 0x3042, 0xFEFF, 0xFFFE, 0x1F600):
            door.insert("municipality", {"name": f"市{chr(code)}\\"}, note=chr(code))
    assert broken(book.db) == []


@any_change
@given(st.integers(1, 29))
def test_a_removed_row_is_found(written: Book, seq: int) -> None:
    with tampered(written) as database:
        database.conn.execute("DELETE FROM history WHERE seq = ?", (seq,))
        assert broken(database) == [seq + 1]


@any_change
@given(st.integers(1, 29))
def test_a_removed_row_is_found_when_the_rest_moves_up(written: Book, seq: int) -> None:
    with tampered(written) as database:
        database.conn.execute("DELETE FROM history WHERE seq = ?", (seq,))
        for later in range(seq + 1, 31):
            database.conn.execute("UPDATE history SET seq = seq - 1 WHERE seq = ?", (later,))
        assert seq in broken(database)


@any_change
@given(st.integers(1, 30), st.integers(1, 30))
def test_two_swapped_rows_are_found(written: Book, one: int, other: int) -> None:
    assume(one != other)
    with tampered(written) as database:
        for old, new in ((one, -1), (other, one), (-1, other)):
            database.conn.execute("UPDATE history SET seq = ? WHERE seq = ?", (new, old))
        assert min(one, other) in broken(database)


def _computed_anew(database: Database, seq: int, count: int) -> None:
    """Make the chain fit again from a row on, for `count` rows."""
    rows = database.conn.execute(
        f"SELECT {', '.join(COLUMNS)} FROM history WHERE seq >= ? ORDER BY seq LIMIT ?", (seq, count)
    ).fetchall()
    previous = rows[0][10]
    for row in rows:
        digest = chain_hash(previous, Entry(*row[:10]))
        database.conn.execute(
            "UPDATE history SET previous_hash = ?, hash = ? WHERE seq = ?", (previous, digest, row[0])
        )
        previous = digest


@any_change
@given(st.integers(1, 29), st.integers(1, 10))
def test_a_row_made_to_fit_again_is_found_by_the_one_behind_it(written: Book, seq: int, count: int) -> None:
    assume(seq + count <= 30)
    with tampered(written) as database:
        database.conn.execute("UPDATE history SET name = '別人' WHERE seq = ?", (seq,))
        _computed_anew(database, seq, count)
        assert broken(database) == [seq + count]


@pytest.fixture
def anchored(cycle: Cycle, said: Answer) -> Book:
    """A half-year that went to the council, which prints and keeps the head of the history."""
    for measure in cycle.measures:
        save_draft(cycle.book, measure, cycle.period, said, 0)
        submit(cycle.book, measure, cycle.period, 1)
        confirm(cycle.book, measure, cycle.period)
    freeze_period(cycle.book, cycle.period)
    submit_period(cycle.book, cycle.period)
    return cycle.book


def test_the_anchor_of_a_half_year_is_a_row_of_the_history(anchored: Book) -> None:
    row = anchored.db.conn.execute("SELECT history_hash, history_count FROM period").fetchone()
    found = anchored.db.conn.execute(
        "SELECT hash FROM history WHERE seq = ?", (row["history_count"],)
    ).fetchone()
    assert found[0] == row["history_hash"]
    assert list(lost_anchors(anchored.db)) == [] and verify(anchored).sound


def test_a_cut_tail_is_found_by_the_anchor(anchored: Book) -> None:
    with tampered(anchored) as database:
        count = database.conn.execute("SELECT history_count FROM period").fetchone()[0]
        database.conn.execute("DELETE FROM history WHERE seq >= ?", (count,))
        assert broken(database) == []
        assert list(lost_anchors(database)) == [count]


def test_a_chain_computed_anew_to_its_end_is_found_by_the_anchor(anchored: Book) -> None:
    with tampered(anchored) as database:
        count = database.conn.execute("SELECT history_count FROM period").fetchone()[0]
        database.conn.execute("UPDATE history SET name = '別人' WHERE seq = 5")
        _computed_anew(database, 5, 10_000)
        assert broken(database) == []
        assert list(lost_anchors(database)) == [count]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 30), st.sampled_from(("before", "after", "at", "hash")), st.integers(0, 10**6))
def test_any_flipped_bit_in_the_file_is_found(
    written: Book, tmp_path: Path, seq: int, column: str, place: int
) -> None:
    written.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    value = written.db.conn.execute(f"SELECT {column} FROM history WHERE seq = ?", (seq,)).fetchone()[0]
    assume(value)
    content = bytearray(written.path.read_bytes())
    start = bytes(content).find(value.encode())
    assert start > 0
    content[start + place // 8 % len(value.encode())] ^= 1 << place % 8
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(content)
    with Book.open(damaged, write=False) as book:
        assert not verify(book).sound
    for name in tmp_path.glob("damaged.db*"):
        name.unlink()


def test_one_thing_done_and_its_history_are_one(book: Book) -> None:
    def stopped() -> None:
        with book.writing() as door:
            door.insert("municipality", {"name": "試験市"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stopped()
    assert head(book.db).count == 0
    with book.writing() as door:
        door.insert("municipality", {"name": "試験市"})
        assert head(book.db).count == 0
    assert head(book.db).count == 1


def test_time_that_runs_backwards_does_not_disturb_the_order(written: Book) -> None:
    clock = written.clock
    clock.to(1, 1, 2019)  # type: ignore[attr-defined]
    with written.writing() as door:
        door.insert("municipality", {"name": "後の市"})
    last = written.db.conn.execute("SELECT at, seq FROM history ORDER BY seq DESC LIMIT 1").fetchone()
    assert (last["at"][:4], last["seq"]) == ("2019", 31)
    assert broken(written.db) == []
