"""The one door for writes: versions are compared, all of it happens or none, and nobody's edit is lost."""

from __future__ import annotations

import multiprocessing
import sqlite3
import sys
from pathlib import Path
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any

import pytest

from db.actor import Actor
from db.backup import verify
from db.book import Book, hasty
from db.door import UNRECORDED, Door
from db.errors import BookBusy, BookGone, BookReadOnly, BookReplaced, StaleVersion
from db.history import broken_links, head
from db.reads.answers import Answer
from db.writes.reports import save_draft, submit

if TYPE_CHECKING:
    from tests.db.conftest import Cycle


@pytest.fixture
def city(book: Book) -> int:
    with book.writing() as door:
        return door.insert("municipality", {"name": "試験市"})


@pytest.fixture
def department(book: Book, city: int) -> int:
    with book.writing() as door:
        return door.insert("department", {"municipality_id": city, "name": "情報課"})


def row(book: Book, table: str, row_id: int) -> dict[str, Any]:
    return dict(book.db.conn.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,)).fetchone())


def update(book: Book, department: int, name: str, version: int | None, actor: Actor | None = None) -> int:
    with book.writing(actor=actor) as door:
        return door.update("department", department, {"name": name}, version=version)


# -- versions


def test_a_change_raises_the_version_and_an_equal_value_is_no_change(book: Book, department: int) -> None:
    assert update(book, department, "文書課", 1) == 2
    count = head(book.db).count
    assert update(book, department, "文書課", 2) == 2
    assert row(book, "department", department)["version"] == 2
    assert head(book.db).count == count


def test_a_stale_change_is_refused_with_the_other_text_and_who_wrote_it(
    book: Book, department: int, second_person: Actor
) -> None:
    update(book, department, "田中の名", 1, second_person)
    with pytest.raises(StaleVersion) as refused:
        update(book, department, "鈴木の名", 1)
    assert refused.value.params["now"]["name"] == "田中の名"  # type: ignore[index]
    assert (refused.value.params["name"], refused.value.params["what"]) == ("田中", "department")
    assert "田中" in str(refused.value) and refused.value.exit_code == 2
    assert row(book, "department", department)["name"] == "田中の名"


def test_two_people_on_one_draft_each_keep_their_text(
    cycle: Cycle, said: Answer, second_person: Actor
) -> None:
    """The first one is in the book, the second one's is still in their hands beside it."""
    book, place = cycle.book, (cycle.measures[0], cycle.period)
    started = save_draft(book, *place, said, 0).version
    with Book.open(book.path, actor=second_person, clock=book.clock) as other:
        save_draft(other, *place, Answer("評価できない", None, "田中の文"), started)
    mine = Answer("計画どおりに実行できた", None, "鈴木の文")
    with pytest.raises(StaleVersion) as refused:
        save_draft(book, *place, mine, started)
    theirs = refused.value.params["now"]
    assert (theirs["text"], theirs["progress_evaluation"]) == ("田中の文", "評価できない")  # type: ignore[index]
    assert refused.value.params["name"] == "田中"
    again = save_draft(book, *place, mine, theirs["version"])  # type: ignore[index]
    assert again.version == theirs["version"] + 1  # type: ignore[index]


def test_a_draft_that_was_handed_in_meanwhile_is_stale_too(cycle: Cycle, said: Answer) -> None:
    book, place = cycle.book, (cycle.measures[0], cycle.period)
    save_draft(book, *place, said, 0)
    with pytest.raises(StaleVersion):
        submit(book, *place, 7)
    assert cycle.state(cycle.measures[0]) == "draft"


def test_a_row_that_is_not_there_cannot_be_changed(book: Book) -> None:
    with book.writing() as door:
        for action in (
            lambda: door.update("department", 99, {"name": "x"}),
            lambda: door.delete("department", 99),
            lambda: door.row("department", 99),
        ):
            with pytest.raises(LookupError):
                action()


# -- all or nothing


def tables(book: Book) -> dict[str, int]:
    return {name: book.db[name].count for name in book.db.table_names()}


@pytest.mark.parametrize("stop", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_what_is_stopped_half_way_leaves_nothing(
    book: Book, department: int, stop: type[BaseException]
) -> None:
    before = (tables(book), row(book, "department", department), head(book.db))

    def stopped() -> None:
        with book.writing() as door:
            door.update("department", department, {"name": "途中の課"})
            door.insert("municipality", {"name": "途中の市"})
            door.many("provenance", [])
            door.delete("department", department)
            raise stop

    with pytest.raises(stop):
        stopped()
    assert (tables(book), row(book, "department", department), head(book.db)) == before
    assert update(book, department, "次の課", 1) == 2


def test_a_row_the_schema_refuses_takes_everything_with_it(book: Book, city: int) -> None:
    before = tables(book)

    def refused() -> None:
        with book.writing() as door:
            door.insert("department", {"municipality_id": city, "name": "先の課"})
            door.insert("department", {"municipality_id": city, "name": "先の課"})

    with pytest.raises(sqlite3.IntegrityError):
        refused()
    assert tables(book) == before


def test_a_chain_that_cannot_be_written_takes_the_change_with_it(
    book: Book, department: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.door.chain_hash", lambda previous, entry: "short")
    with pytest.raises(sqlite3.IntegrityError):
        update(book, department, "記録できない課", 1)
    assert row(book, "department", department)["name"] == "情報課"


def test_others_see_a_change_only_when_it_is_whole(book: Book, department: int) -> None:
    with Book.open(book.path, write=False) as other:
        with book.writing() as door:
            door.update("department", department, {"name": "新しい課"})
            assert row(other, "department", department)["name"] == "情報課"
        assert row(other, "department", department)["name"] == "新しい課"


def test_a_person_who_waits_too_long_is_told_so_and_nothing_is_saved(
    book: Book, department: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.connection.BUSY_SECONDS", 0.05)
    with Book.open(book.path) as other, book.writing() as door:
        door.update("department", department, {"name": "先の人"})
        with pytest.raises(BookBusy) as refused:
            update(other, department, "後の人", None)
        assert refused.value.exit_code == 2
    assert row(book, "department", department)["name"] == "先の人"


def test_who_is_in_haste_waits_for_a_locked_book_no_longer_than_said(book: Book, department: int) -> None:
    """What SQLite was told to wait, in milliseconds: inside, and by the same connection afterwards."""

    def told(door: Door) -> int:
        return int(door.db.conn.execute("PRAGMA busy_timeout").fetchone()[0])

    with hasty(0.05):
        with book.writing() as door:
            assert told(door) == 50
        with Book.open(book.path) as other, other.writing(), pytest.raises(BookBusy):
            update(book, department, "後の人", None)
    with book.writing() as door:
        assert told(door) == 10_000
    assert row(book, "department", department)["name"] == "情報課"


def test_nothing_is_written_into_a_file_that_was_replaced_or_removed(book: Book, department: int) -> None:
    with book.writing() as door:
        door.update("department", department, {"name": "先の名前"})
    path = book.path
    kept = path.rename(path.with_name("moved.db"))
    with pytest.raises(BookGone), book.writing():
        pass
    path.write_bytes(kept.read_bytes())
    before = path.read_bytes()
    with pytest.raises(BookReplaced), book.writing() as door:
        door.update("department", department, {"name": "後の名前"})
    assert path.read_bytes() == before
    kept.replace(path)
    with book.writing() as door:
        door.update("department", department, {"name": "戻した後の名前"})
    assert row(book, "department", department)["name"] == "戻した後の名前"


def test_a_file_that_is_taken_away_while_it_is_written_takes_nothing_with_it(
    book: Book, department: int
) -> None:
    kept = book.path.with_name("moved.db")

    def write_and_move() -> None:
        with book.writing() as door:
            door.update("department", department, {"name": "後の名前"})
            book.path.rename(kept)

    with pytest.raises(BookGone):
        write_and_move()
    kept.rename(book.path)
    assert row(book, "department", department)["name"] == "情報課"


def test_a_reader_cannot_write(book: Book) -> None:
    with Book.open(book.path, write=False) as reader:
        with pytest.raises(BookReadOnly), reader.writing():
            pass
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader.db.conn.execute("DELETE FROM municipality")


# -- what is recorded


def test_bookkeeping_has_no_second_record(book: Book) -> None:
    assert UNRECORDED.isdisjoint({"measure", "report", "draft", "import_batch", "source_file"})
    with book.writing() as door:
        door.insert("preference", {"uid": 1, "name": "plan", "value": "p"})
    assert head(book.db).count == 0


def test_only_bookkeeping_goes_in_in_bulk(book: Book) -> None:
    with book.writing() as door, pytest.raises(AssertionError):
        door.many("municipality", [{"name": "試験市"}])


def test_something_that_no_row_tells_can_be_recorded(book: Book) -> None:
    with book.writing() as door:
        door.event("publish", "plan", 1, {"to": "公開.db"}, note="第1回")
    entry = book.db.conn.execute("SELECT action, table_name, after, note FROM history").fetchone()
    assert tuple(entry) == ("publish", "plan", '{"to":"公開.db"}', "第1回")


def test_a_file_is_recorded_by_its_length(book: Book) -> None:
    with book.writing() as door:
        door.insert("source_file", {"sha256": "a" * 64, "name": "x", "size": 3, "content": b"abc"})
    after = book.db.conn.execute("SELECT after FROM history").fetchone()[0]
    assert '"content":"<3 bytes>"' in after


def test_nothing_is_found_by_a_value_that_is_not_there_and_null_is_a_value(book: Book, city: int) -> None:
    with book.writing() as door:
        found = door.find("municipality", name="試験市", code=None)
        assert found is not None and found["id"] == city
        assert door.find("municipality", name="別の市") is None


# -- many at once


def _add(book: Book, department: int, times: int) -> None:
    """Add to a counter kept in a name, as people do: read, think, write the version that was read, or start again."""
    done = 0
    while done < times:
        now = row(book, "department", department)
        try:
            update(book, department, str(int(now["name"]) + 1), now["version"])
        except StaleVersion:
            continue
        done += 1


@pytest.fixture
def counter(book: Book, department: int) -> int:
    update(book, department, "0", None)
    return department


def _whole(book: Book, counter: int, expected: int) -> None:
    assert row(book, "department", counter)["name"] == str(expected)
    assert list(broken_links(book.db)) == []
    changes = book.db.conn.execute(
        "SELECT count(*) FROM history WHERE table_name = 'department' AND row_id = ?", (counter,)
    )
    assert changes.fetchone()[0] == expected + 2
    assert verify(book).sound


def test_two_threads_of_one_book_lose_no_update(book: Book, counter: int) -> None:
    failed: list[BaseException] = []
    gate = Barrier(2)

    def work() -> None:
        gate.wait()
        try:
            with Book.open(book.path, clock=book.clock) as reading:
                for _ in range(25):
                    while True:
                        now = row(reading, "department", counter)
                        try:
                            update(book, counter, str(int(now["name"]) + 1), now["version"])
                        except StaleVersion:
                            continue
                        break
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failed == []
    _whole(book, counter, 50)


def _process(path: Path, counter: int, gate: Any, told: Any) -> None:
    gate.wait()
    try:
        with Book.open(path) as book:
            _add(book, counter, 10)
        told.put("done")
    except BaseException as error:
        told.put(f"{type(error).__name__}: {error}")


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_eight_processes_lose_no_update_and_break_no_link(book: Book, counter: int) -> None:
    context = multiprocessing.get_context("fork")
    gate, told = context.Barrier(8), context.Queue()
    processes = [context.Process(target=_process, args=(book.path, counter, gate, told)) for _ in range(8)]
    for process in processes:
        process.start()
    assert [told.get(timeout=120) for _ in processes] == ["done"] * 8
    for process in processes:
        process.join(timeout=60)
    _whole(book, counter, 80)
