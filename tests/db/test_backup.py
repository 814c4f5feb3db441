"""Copies of a book in use, made whole and proved whole; and a proof that names what is wrong."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from db.backup import backup, verify
from db.book import Book
from db.errors import BookExists, FolderMissing
from db.history import head
from db.reads.answers import Answer
from db.writes.reports import save_draft, submit

if TYPE_CHECKING:
    from tests.db.conftest import Clock, Cycle


def dump(path: Path) -> list[str]:
    conn = sqlite3.connect(path)
    lines = list(conn.iterdump())
    conn.close()
    return lines


def raw(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


@pytest.fixture
def used(cycle: Cycle, said: Answer) -> Book:
    save_draft(cycle.book, cycle.measures[0], cycle.period, said, 0)
    submit(cycle.book, cycle.measures[0], cycle.period, 1)
    return cycle.book


def test_a_copy_holds_everything_even_what_is_still_in_the_log(used: Book, tmp_path: Path) -> None:
    assert Path(f"{used.path}-wal").stat().st_size > 0
    target = tmp_path / "控え.db"
    verdict = backup(used, target)
    assert verdict.sound
    assert dump(target) == dump(used.path)
    assert sorted(item.name for item in tmp_path.iterdir()) == ["shelf", "控え.db"]


def test_a_copy_is_a_book_that_can_be_written(used: Book, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    backup(used, target)
    with Book.open(target) as copy:
        assert copy.db.conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        with copy.writing() as door:
            door.insert("municipality", {"name": "別の市"})
        assert verify(copy).sound
    assert used.db["municipality"].count == 1


def test_a_copy_belongs_to_the_group_like_the_book(used: Book, tmp_path: Path) -> None:
    mask = os.umask(0o002)
    try:
        backup(used, tmp_path / "copy.db")
    finally:
        os.umask(mask)
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o660


def test_a_copy_made_while_somebody_writes_is_one_moment_of_the_book(used: Book, tmp_path: Path) -> None:
    stop, failed = Event(), []

    def write() -> None:
        number = 0
        with Book.open(used.path, clock=used.clock) as other:
            while not stop.is_set():
                number += 1
                try:
                    with other.writing() as door:
                        door.insert("municipality", {"name": f"市{number}"})
                        door.insert("municipality", {"name": f"町{number}"})
                except BaseException as error:
                    failed.append(error)
                    return

    thread = Thread(target=write)
    thread.start()
    try:
        for number in range(5):
            target = tmp_path / f"{number}.db"
            assert backup(used, target).sound
            with Book.open(target, write=False) as copy:
                count = copy.db.conn.execute("SELECT count(*) FROM municipality WHERE name <> '試験市'")
                assert count.fetchone()[0] % 2 == 0
    finally:
        stop.set()
        thread.join(timeout=30)
    assert failed == []


def test_a_copy_never_takes_a_name_that_is_taken(used: Book, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_bytes(b"mine")
    with pytest.raises(BookExists):
        backup(used, target)
    assert target.read_bytes() == b"mine"
    with pytest.raises(BookExists):
        backup(used, used.path)


def test_a_copy_needs_its_folder(used: Book, tmp_path: Path) -> None:
    with pytest.raises(FolderMissing):
        backup(used, tmp_path / "none" / "copy.db")
    assert [item.name for item in tmp_path.iterdir()] == ["shelf"]


def test_a_copy_that_could_not_be_finished_leaves_nothing(
    used: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(book: Book) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("db.backup.verify", fails)
    with pytest.raises(OSError, match="No space"):
        backup(used, tmp_path / "copy.db")
    assert [item.name for item in tmp_path.iterdir()] == ["shelf"]


# -- the proof


def test_a_whole_book_is_sound_and_says_where_its_history_stands(used: Book) -> None:
    verdict = verify(used)
    assert verdict.sound
    assert verdict.head.count == used.db["history"].count and len(verdict.head.hash) == 64


def test_a_reference_that_leads_nowhere_is_counted(used: Book) -> None:
    conn = raw(used.path)
    conn.execute("INSERT INTO goal (plan_id, name) VALUES (99, '目標')")
    conn.close()
    verdict = verify(used)
    assert verdict.foreign_keys == 1 and not verdict.sound


def test_a_lost_guard_is_named(used: Book) -> None:
    conn = raw(used.path)
    conn.execute("DROP TRIGGER guard_report_late")
    conn.close()
    verdict = verify(used)
    assert verdict.missing_guards == ("guard_report_late",) and not verdict.sound


def test_a_changed_record_is_named_by_its_place(used: Book) -> None:
    conn = raw(used.path)
    conn.execute("DROP TRIGGER guard_history_update")
    conn.execute("UPDATE history SET name = '別人' WHERE seq = 3")
    conn.close()
    verdict = verify(used)
    assert verdict.broken_links == (3,) and not verdict.sound


@pytest.mark.parametrize("table", ["history", "measure", "report_revision"])
def test_a_page_of_rubbish_is_a_complaint_and_not_a_crash(used: Book, tmp_path: Path, table: str) -> None:
    used.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    page = used.db.conn.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    size = used.db.conn.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(used.path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xa5" * size
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(content)
    with Book.open(damaged, write=False) as book:
        verdict = verify(book)
    assert verdict.integrity and not verdict.sound


def test_a_damaged_book_is_still_copied_and_the_verdict_says_so(used: Book, tmp_path: Path) -> None:
    conn = raw(used.path)
    conn.execute("DROP TRIGGER guard_history_delete")
    conn.close()
    verdict = backup(used, tmp_path / "copy.db")
    assert verdict.missing_guards == ("guard_history_delete",)
    assert (tmp_path / "copy.db").exists()


def test_a_clock_that_was_set_back_is_found_and_breaks_nothing(used: Book, clock: Clock) -> None:
    assert verify(used).backward_steps == ()
    last = head(used.db).count
    clock.to(1, 1, year=2019)
    with used.writing() as door:
        door.insert("municipality", {"name": "別の市"})
        door.insert("municipality", {"name": "次の市"})
    verdict = verify(used)
    assert verdict.backward_steps == (last + 1,) and verdict.sound
