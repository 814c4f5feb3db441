"""The copy for everyone: what the council approved and what the plans print, and nothing of anybody's."""

import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from datasette.app import Datasette

from db.book import Book
from db.errors import FolderMissing
from db.published_copy import NotAPublishedCopy
from exports.publish import metadata_path, publish
from exports.publish_tables import TABLES
from shinchoku.demo import load_demo
from shinchoku.tree import cli

CANARIES = (b"CANARY", b"987654321")


def approve(town: Any, key: str) -> None:
    """Record the council's approval of the newest revision, with a note that stays inside."""
    with town.book.writing() as door:
        report = door.find("report", measure_id=town.measures[key], period_id=town.period_id)
        step = {"action": "approve", "from_state": "compiled", "to_state": "approved", "note": "CANARY"}
        who = {"by_uid": 987654321, "by_name": "CANARY", "at": door.at}
        door.insert("decision", {**step, **who, "report_id": report["id"], "revision": report["revision"]})


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "open.db"


def ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(sql).fetchall()


def test_nothing_is_published_before_the_council_has_approved_it(town: Any, out: Path) -> None:
    assert publish(town.book, out).rows["report"] == 0
    approve(town, "1-2")
    assert publish(town.book, out).rows["report"] == 1
    (row,) = ask(
        out, "SELECT plan, measure, period, first_day, last_day, progress_evaluation_code, text FROM report"
    )
    assert row == ("machi-2", "1-2", "2020H1", "2020-04-01", "2020-09-30", 1, "方式を比べた。")
    assert ask(out, "SELECT measure, row, stage FROM report_stage") == [("1-2", 1, "検討")]


def test_no_canary_is_in_the_copy_its_metadata_or_its_side_files(town: Any, out: Path) -> None:
    for key in ("1-2", "1-10"):
        approve(town, key)
    publish(town.book, out, licence="CC BY 4.0")
    files = [out, metadata_path(out), *out.parent.glob("open.db-*")]
    written = b"".join(file.read_bytes() for file in files)
    assert not [canary for canary in CANARIES if canary in written]
    names = {column.name for table in TABLES for column in table.columns}
    assert not [
        name for name in names if name.startswith("by_") or name in ("uid", "note", "event_id", "reason")
    ]


def test_a_withdrawn_approval_leaves_no_bytes_behind(town: Any, out: Path) -> None:
    approve(town, "1-2")
    publish(town.book, out)
    assert "方式を比べた。".encode() in out.read_bytes()
    town.book.close()
    with closing(sqlite3.connect(town.path)) as book:
        guards = book.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in guards:
            book.execute(f'DROP TRIGGER "{name}"')
        book.execute("DELETE FROM decision WHERE to_state = 'approved'")
        book.commit()
    with Book.open(town.path, write=False) as again:
        publish(again, out)
    assert "方式を比べた。".encode() not in out.read_bytes()


def test_a_whole_year_of_two_stages_is_two_rows_with_one_value_each(town: Any, out: Path) -> None:
    publish(town.book, out)
    rows = ask(
        out, "SELECT fiscal_year, half, stage FROM schedule WHERE kind = 'planned' AND fiscal_year = 2021"
    )
    assert rows == [(2021, None, "調達・構築"), (2021, None, "運用")]
    for table in TABLES:
        for row in ask(out, f"SELECT * FROM {table.name}"):
            assert not [cell for cell in row if isinstance(cell, str) and cell.startswith(("[", "{"))]


def test_the_sample_publishes_its_126_measures_and_none_of_its_29_example_reports(
    tmp_path: Path, out: Path
) -> None:
    with Book.create(tmp_path / "shinchoku.db") as book:
        load_demo(book)
        done = publish(book, out)
    # 20 and 24 measures of 武蔵村山市, 53 and 29 of 武蔵野市, whose first half-year of 2020 is decided with examples.
    assert (done.rows["measure"], done.rows["report"], done.examples) == (20 + 24 + 53 + 29, 0, 29)
    assert done.rows["report_stage"] == 0


def test_a_licence_once_named_is_kept(town: Any, out: Path) -> None:
    assert publish(town.book, out).licence is None
    publish(town.book, out, licence="CC BY 4.0", licence_url="https://creativecommons.org/licenses/by/4.0/")
    done = publish(town.book, out)
    metadata = json.loads(done.metadata.read_text(encoding="utf-8"))
    assert (done.licence, metadata["license"]) == ("CC BY 4.0", "CC BY 4.0")
    assert ask(out, "SELECT value FROM publication WHERE name = 'published_at'") == [(done.at,)]
    assert set(metadata["databases"]["open"]["tables"]) == {*(table.name for table in TABLES), "publication"}


async def test_a_running_server_shows_the_new_copy_at_the_next_request(town: Any, out: Path) -> None:
    done = publish(town.book, out, licence="CC BY 4.0")
    metadata = json.loads(done.metadata.read_text(encoding="utf-8"))
    datasette = Datasette([str(out)], metadata=metadata)
    await datasette.invoke_startup()
    assert (await datasette.client.get("/open/report.json?_shape=objects")).json()["rows"] == []
    approve(town, "1-2")
    publish(town.book, out)
    rows = (await datasette.client.get("/open/report.json?_shape=objects")).json()["rows"]
    assert [row["measure"] for row in rows] == ["1-2"]
    for table in TABLES:
        page = await datasette.client.get(f"/open/{table.name}")
        assert page.status_code == 200 and table.title in page.text
    assert "CC BY 4.0" in (await datasette.client.get("/open/plan")).text
    datasette.executor.shutdown()
    datasette.get_database("open").close()


def test_readers_never_see_half_a_copy(town: Any, out: Path) -> None:
    publish(town.book, out)
    seen: set[int] = set()
    stop = threading.Event()

    def read() -> None:
        with closing(sqlite3.connect(out, timeout=10)) as conn:
            while not stop.is_set():
                seen.add(conn.execute("SELECT count(*) FROM measure").fetchone()[0])

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(20):
        publish(town.book, out)
    stop.set()
    reader.join()
    assert seen == {7}


@pytest.mark.parametrize(
    "make", [lambda path: path.write_text("a letter"), lambda path: ask(path, "SELECT 1")]
)
def test_another_file_is_refused_and_left_as_it_is(
    town: Any, tmp_path: Path, make: Callable[[Path], Any]
) -> None:
    other = tmp_path / "other.db"
    make(other)
    if not other.stat().st_size:
        with closing(sqlite3.connect(other)) as conn:
            conn.execute("CREATE TABLE theirs (a)")
    before = other.read_bytes()
    with pytest.raises(NotAPublishedCopy):
        publish(town.book, other)
    assert other.read_bytes() == before


def test_the_book_itself_is_refused(town: Any) -> None:
    with pytest.raises(NotAPublishedCopy):
        publish(town.book, town.path)


def test_a_folder_that_is_not_there_is_refused(town: Any, tmp_path: Path) -> None:
    with pytest.raises(FolderMissing):
        publish(town.book, tmp_path / "none" / "open.db")


def test_the_command_warns_without_a_licence_and_refuses_another_file(town: Any, out: Path) -> None:
    town.book.close()
    run = CliRunner().invoke
    first = run(cli, ["--db", str(town.path), "publish", str(out)], standalone_mode=False)
    second = run(
        cli, ["--db", str(town.path), "publish", str(out), "--license", "PDL1.0"], standalone_mode=False
    )
    assert (first.return_value, second.return_value) == (1, 0)
    assert first.stdout == second.stdout == ""
