"""Columns that the coordinator marks as internal: empty from the next request on, and in no byte that is published."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from db.book import Book
from exports.publish import metadata_path, publish
from tests.web import planted_book
from tests.web.planted_book import MARKED, PUBLIC, STANDING, Planted, leaks
from tests.web.test_canaries import TABLES, look, served
from tests.web.test_metadata import QUESTIONS

# What holds the book together: without these there is nothing that a page could be about.
KEYS: Final = frozenset(
    {"id", "key", "measure_key", "fy", "half", "ordinal", "row", "state", "revision", "stages"}
)


async def test_a_column_marked_while_the_server_runs_is_empty_at_the_next_request(
    planted: Planted, tmp_path: Path
) -> None:
    path = tmp_path / "shinchoku.db"
    with closing(sqlite3.connect(planted.path)) as book, closing(sqlite3.connect(path)) as copy:
        book.backup(copy)
    async for datasette in served(path):
        address = "/shinchoku/measure.json?_shape=objects&_size=1"
        found = (await datasette.client.get(address)).json()["rows"]
        assert found[0]["policy_field"] and found[0]["risk"] is None
        with closing(sqlite3.connect(path)) as conn:
            conn.execute(
                "INSERT INTO internal_column (table_name, column_name) VALUES ('measure', 'policy_field')"
            )
            conn.commit()
        for page in (address, f"/shinchoku/measure/{found[0]['id']}.json?_shape=objects"):
            (row, *_) = (await datasette.client.get(page)).json()["rows"]
            assert row["title"] and row["policy_field"] is None
        with closing(sqlite3.connect(path)) as conn:
            conn.execute("DELETE FROM internal_column WHERE column_name = 'policy_field'")
            conn.commit()
        assert (await datasette.client.get(address)).json()["rows"] == found


async def test_pages_bear_it_when_every_column_but_keys_is_marked(planted: Planted, tmp_path: Path) -> None:
    path = tmp_path / "shinchoku.db"
    with closing(sqlite3.connect(planted.path)) as book, closing(sqlite3.connect(path)) as copy:
        book.backup(copy)
        for table, columns in {**PUBLIC, **STANDING}.items():
            marks = [(table, column) for column in columns - KEYS if not column.endswith("_id")]
            copy.executemany(
                "INSERT OR IGNORE INTO internal_column (table_name, column_name) VALUES (?, ?)", marks
            )
        copy.commit()
    pages = ["/", "/shinchoku", "/shinchoku/measure/1", "/-/find?word=1", "/-/find.json?word=%E6%96%BD"]
    pages += [f"/shinchoku/{name}{suffix}" for name in (*TABLES, *QUESTIONS) for suffix in ("", ".json")]
    async for datasette in served(path):
        assert await look(datasette, pages) == []


def _approve_everything(path: Path) -> None:
    """The council approves every revision that stands, none of them an example, in a file of its own."""
    with closing(sqlite3.connect(path)) as conn, planted_book.unguarded(conn):
        conn.execute("UPDATE report_revision SET is_example = 0")
        conn.execute(
            "INSERT INTO decision (report_id, revision, action, from_state, to_state, note, by_uid, by_name, at)"
            " SELECT report_id, revision, 'approve', 'compiled', 'approved', 'CANARY', 7654321, 'CANARY', 'CANARY'"
            " FROM report_revision WHERE NOT EXISTS (SELECT 1 FROM decision WHERE decision.report_id ="
            " report_revision.report_id AND decision.revision = report_revision.revision"
            " AND action IN ('return', 'withdraw'))"
        )
        conn.commit()


def test_no_byte_of_the_published_copy_is_of_a_canary(planted: Planted, tmp_path: Path) -> None:
    path, out = tmp_path / "shinchoku.db", tmp_path / "open.db"
    with closing(sqlite3.connect(planted.path)) as book, closing(sqlite3.connect(path)) as copy:
        book.backup(copy)
        # First published while nothing was marked: what was there must not stay behind in free pages.
        copy.execute("DELETE FROM internal_column WHERE table_name <> 'CANARY'")
        copy.execute("UPDATE measure SET content = 'CANARY' || title")
        copy.commit()
    _approve_everything(path)
    with Book.open(path, write=False) as book:
        publish(book, out)
    assert b"CANARY" in out.read_bytes()
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("INSERT INTO internal_column (table_name, column_name) VALUES ('measure', 'content')")
        conn.executemany(
            "INSERT INTO internal_column (table_name, column_name) VALUES (?, ?)", MARKED.items()
        )
        conn.commit()
    with Book.open(path, write=False) as book:
        assert publish(book, out).rows["report"] > 29
    files = [out, metadata_path(out), *tmp_path.glob("open.db-*")]
    written = b"".join(file.read_bytes() for file in files).decode("latin-1")
    assert leaks(written) == []
    with closing(sqlite3.connect(out)) as conn:
        assert conn.execute("SELECT count(*), count(content), count(title) FROM measure").fetchone() == (
            126,
            0,
            126,
        )
