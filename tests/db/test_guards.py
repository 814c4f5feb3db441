"""Guards: official records stay as they are, whoever writes and with whatever tool."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from db.book import Book
from db.guards import APPEND_ONLY, FROZEN_BUT, make_guards, missing_guards
from db.reads.answers import Answer
from db.writes.reports import confirm, save_draft, submit

if TYPE_CHECKING:
    from tests.db.conftest import Cycle


@pytest.fixture
def full(cycle: Cycle, said: Answer) -> Cycle:
    """A row in every guarded table."""
    book, measure = cycle.book, cycle.measures[0]
    save_draft(book, measure, cycle.period, said, 0)
    submit(book, measure, cycle.period, 1)
    confirm(book, measure, cycle.period)
    with book.writing() as door:
        for number in (1, 2):
            file = door.insert(
                "source_file",
                {"sha256": str(number) * 64, "name": f"{number}.txt", "size": 1, "content": b"x"},
            )
            counts = dict.fromkeys(
                ("rows_new", "rows_changed", "rows_same", "rows_conflict", "rows_rejected"), 0
            )
            batch = door.insert(
                "import_batch",
                {
                    "source_file_id": file,
                    "profile": "p",
                    "state": "committed",
                    **counts,
                    "by_uid": 1,
                    "by_name": "鈴木",
                    "at": door.at,
                },
            )
            door.many(
                "import_row",
                [
                    {
                        "batch_id": batch,
                        "plan_key": "p",
                        "entity": "goal",
                        "natural_key": "[]",
                        "outcome": "new",
                        "ref": "p.1",
                    }
                ],
            )
            door.many(
                "import_change",
                [
                    {
                        "batch_id": batch,
                        "table_name": "goal",
                        "row_id": 1,
                        "action": "insert",
                        "after": json.dumps({"name": "x"}),
                    }
                ],
            )
            door.many(
                "import_issue",
                [
                    {
                        "batch_id": batch,
                        "code": "c",
                        "level": "warn",
                        "ref": "p.1",
                        "raw": "x",
                        "message": "m",
                        "params": "{}",
                    }
                ],
            )
            door.many(
                "provenance",
                [
                    {
                        "table_name": "goal",
                        "row_id": 1,
                        "field": "name",
                        "batch_id": batch,
                        "source_file_id": file,
                        "ref": "p.1",
                        "raw": "x",
                    }
                ],
            )
    return cycle


@pytest.fixture(params=["the door's own connection", "another program's connection"])
def conn(request: pytest.FixtureRequest, full: Cycle, path: Path) -> Iterator[sqlite3.Connection]:
    """Writers that know nothing of the door; the second one has SQLite's defaults, recursive_triggers off."""
    if request.param.startswith("the door"):
        with full.book.writing() as door:
            yield door.db.conn
        return
    other = sqlite3.connect(path, isolation_level=None)
    yield other
    other.close()


def first_row(conn: sqlite3.Connection, table: str) -> tuple[list[str], tuple[object, ...]]:
    cursor = conn.execute(f"SELECT * FROM {table} LIMIT 1")
    return [item[0] for item in cursor.description], tuple(cursor.fetchone())


def content(conn: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in conn.execute(f"SELECT * FROM {table}")]


GUARDED = (*APPEND_ONLY, *FROZEN_BUT)


@pytest.mark.parametrize("table", GUARDED)
def test_a_guarded_row_can_be_neither_changed_nor_deleted_nor_replaced(
    conn: sqlite3.Connection, table: str
) -> None:
    _, row = first_row(conn, table)
    before = content(conn, table)
    types = {item[1]: item[2] for item in conn.execute(f"PRAGMA table_info({table})")} | {"rowid": "INTEGER"}
    other = {"INTEGER": "4711", "TEXT": "'changed'", "BLOB": "x'00'"}
    for name in types.keys() - set(FROZEN_BUT.get(table, ())):
        for how in ("UPDATE", "UPDATE OR IGNORE", "UPDATE OR REPLACE"):
            with pytest.raises(sqlite3.IntegrityError, match="never changed"):
                conn.execute(f"{how} {table} SET {name} = {other[types[name]]} WHERE rowid = 1")
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        conn.execute(f"DELETE FROM {table}")
    marks = ", ".join("?" * len(row))
    with pytest.raises(sqlite3.IntegrityError):
        conn.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)
    assert content(conn, table) == before


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("report_revision", ("event_id",)),
        ("report_revision", ("report_id", "revision")),
        ("report_stage", ("report_revision_id", "work_item_id")),
        ("source_file", ("sha256",)),
        ("history", ("hash",)),
        ("report", ("measure_id", "period_id")),
    ],
)
def test_a_row_cannot_be_replaced_through_its_second_key(
    conn: sqlite3.Connection, table: str, key: tuple[str, ...]
) -> None:
    """INSERT OR REPLACE removes every row that shares any unique key with the new one."""
    names, row = first_row(conn, table)
    before = content(conn, table)
    fresh = dict(zip(names, row, strict=True))
    highest = conn.execute(f"SELECT max({names[0]}) FROM {table}").fetchone()[0]
    fresh[names[0]] = highest + 1
    if table == "report":
        fresh |= {"state": "not_started", "revision": 0}
    if table == "history":
        fresh["previous_hash"] = conn.execute("SELECT hash FROM history ORDER BY seq DESC").fetchone()[0]
    if table == "report_revision" and key == ("event_id",):
        fresh["revision"] = 99
    if table == "report_revision" and key != ("event_id",):
        fresh["event_id"] = "another"
    marks = ", ".join("?" * len(fresh))
    with pytest.raises(sqlite3.IntegrityError, match=r"never replaced|never changed"):
        conn.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", tuple(fresh.values()))
    assert content(conn, table) == before


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("import_batch", "state = 'undone', undone_at = '2020-10-06T00:00:00+09:00'"),
        ("import_change", "undone = 1"),
        ("import_issue", "state = 'settled', answer = '原本のとおり', version = 2"),
    ],
)
def test_the_columns_that_are_open_can_be_written(conn: sqlite3.Connection, table: str, change: str) -> None:
    assert conn.execute(f"UPDATE {table} SET {change} WHERE id = 1").rowcount == 1


def test_a_state_moves_only_with_the_decision_that_moves_it(conn: sqlite3.Connection) -> None:
    row = conn.execute("SELECT id, state FROM report WHERE revision = 1").fetchone()
    assert row[1] == "confirmed"
    for state in ("approved", "draft", "submitted", "not_started"):
        with pytest.raises(sqlite3.IntegrityError, match="only through a decision"):
            conn.execute("UPDATE report SET state = ? WHERE id = ?", (state, row[0]))
    conn.execute(
        "INSERT INTO decision (report_id, revision, action, from_state, to_state, by_uid, by_name, at)"
        " VALUES (?, 1, 'compile', 'confirmed', 'compiled', 1, '鈴木', '2020-10-06')",
        (row[0],),
    )
    with pytest.raises(sqlite3.IntegrityError, match="only through a decision"):
        conn.execute("UPDATE report SET state = 'approved' WHERE id = ?", (row[0],))
    conn.execute("UPDATE report SET state = 'compiled' WHERE id = ?", (row[0],))
    with pytest.raises(sqlite3.IntegrityError, match="only through a decision"):
        conn.execute("UPDATE report SET state = 'confirmed' WHERE id = ?", (row[0],))


def test_a_report_cannot_be_born_approved(conn: sqlite3.Connection, full: Cycle) -> None:
    conn.execute("INSERT INTO period (plan_id, fy, half) VALUES (?, 2021, 1)", (full.plan,))
    period = conn.execute("SELECT max(id) FROM period").fetchone()[0]
    for state, revision in (("approved", 0), ("not_started", 1)):
        with pytest.raises(sqlite3.IntegrityError, match="only through a decision"):
            conn.execute(
                "INSERT INTO report (measure_id, period_id, state, revision) VALUES (?, ?, ?, ?)",
                (full.measures[0], period, state, revision),
            )


@pytest.mark.parametrize(
    "change", ["measure_id = measure_id + 1", "period_id = 99", "revision = 0", "id = 99", "rowid = 99"]
)
def test_a_report_stays_with_its_measure_half_year_and_revisions(
    conn: sqlite3.Connection, change: str
) -> None:
    conn.execute("PRAGMA foreign_keys = OFF")
    with pytest.raises(sqlite3.IntegrityError, match="it stays with"):
        conn.execute(f"UPDATE OR REPLACE report SET {change} WHERE revision = 1")


def test_the_late_flag_stays(conn: sqlite3.Connection) -> None:
    conn.execute("UPDATE report SET late = 1 WHERE revision = 1")
    with pytest.raises(sqlite3.IntegrityError, match="the late flag stays"):
        conn.execute("UPDATE report SET late = 0 WHERE revision = 1")


def test_a_submitted_report_is_never_deleted_and_one_that_never_began_may_be(
    conn: sqlite3.Connection,
) -> None:
    conn.execute("PRAGMA foreign_keys = OFF")
    with pytest.raises(sqlite3.IntegrityError, match="never deleted"):
        conn.execute("DELETE FROM report WHERE revision = 1")
    assert conn.execute("DELETE FROM report WHERE revision = 0").rowcount == 2


@pytest.mark.parametrize(
    ("seq", "previous"), [(0, None), (1, None), (-1, None), (2, None), (1, "0" * 64), (1, "f" * 64)]
)
def test_history_takes_only_the_next_link_of_its_chain(
    conn: sqlite3.Connection, seq: int, previous: str | None
) -> None:
    """seq counts from the last row: 1 is the right place, with the right previous hash only."""
    last = conn.execute("SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1").fetchone()
    row = (last[0] + seq, previous or last[1])
    sql = (
        "INSERT INTO history (seq, at, uid, name, action, table_name, row_id, previous_hash, hash)"
        f" VALUES (?, 'x', 1, 'x', 'x', 'x', 1, ?, '{'e' * 64}')"
    )
    if seq == 1 and previous is None:
        conn.execute(sql, row)
    else:
        with pytest.raises(sqlite3.IntegrityError, match=r"would break|never replaced"):
            conn.execute(sql, row)


def test_a_draft_may_be_changed_and_thrown_away(cycle: Cycle, said: Answer, path: Path) -> None:
    save_draft(cycle.book, cycle.measures[0], cycle.period, said, 0)
    other = sqlite3.connect(path, isolation_level=None)
    assert other.execute("UPDATE draft SET text = '別の文'").rowcount == 1
    assert other.execute("DELETE FROM draft").rowcount == 1
    other.close()


# -- that they stand


def test_a_new_book_has_every_guard(book: Book) -> None:
    assert missing_guards(book.db) == []


@pytest.mark.parametrize("table", ["history", "report_revision", "decision", "import_batch", "report"])
def test_a_transform_that_dropped_the_guards_is_noticed_and_they_are_made_again(
    book: Book, table: str
) -> None:
    with book.writing() as door:
        door.db.conn.execute("COMMIT")
        for view in door.db.view_names():
            door.db.conn.execute(f"DROP VIEW {view}")
        door.db[table].transform(rename={"note": "remark"} if table == "decision" else {}, defaults={})
        door.db.conn.execute("BEGIN IMMEDIATE")
    lost = missing_guards(book.db)
    assert {f"guard_{table}_update", f"guard_{table}_delete"} & set(lost)
    with book.writing() as door:
        make_guards(door.db)
    assert missing_guards(book.db) == []


def test_a_guard_that_was_weakened_is_noticed(book: Book) -> None:
    with book.writing() as door:
        door.db.conn.execute("DROP TRIGGER guard_decision_delete")
        door.db.conn.execute(
            "CREATE TRIGGER guard_decision_delete BEFORE DELETE ON decision WHEN 0 BEGIN SELECT 1; END"
        )
    assert missing_guards(book.db) == ["guard_decision_delete"]


def test_opening_an_older_book_makes_its_guards_anew(path: Path, weaken: Callable[[Path], None]) -> None:
    Book.create(path).close()
    weaken(path)
    with Book.open(path) as book:
        assert missing_guards(book.db) == []


@pytest.fixture
def weaken() -> Callable[[Path], None]:
    def without_guards(path: Path) -> None:
        conn = sqlite3.connect(path, isolation_level=None)
        for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            conn.execute(f"DROP TRIGGER {name}")
        conn.execute("PRAGMA user_version = 0")
        conn.close()

    return without_guards
