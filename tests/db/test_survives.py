"""Nothing acknowledged is lost: killed writers, many writers, a full disk, a file that goes away, a clock set back."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from db.backup import verify
from db.book import Book
from db.errors import BookFull
from db.reads.answers import Answer
from db.reads.reports import form
from db.writes.reports import save_draft, submit
from tests.torture.book import make, places
from tests.torture.crowd import crowd
from tests.torture.kills import kill_writers

JST = timezone(timedelta(hours=9))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "book.db"
    make(found)
    return found


def test_a_killed_writer_loses_no_report_that_was_acknowledged(path: Path) -> None:
    toll = kill_writers(path, 8, "short", longest=0.2)
    assert toll.acknowledged > 0, "a writer that never gets to write proves nothing"
    assert (toll.lost, toll.sound) == (0, True)


def test_twenty_people_writing_in_the_same_drafts_lose_no_word(path: Path) -> None:
    assert crowd(path, people=20, times=3) == set()


def test_a_full_disk_is_said_and_leaves_what_was_there(path: Path) -> None:
    with Book.open(path) as book:
        measures, period = places(book)
        kept = save_draft(book, measures[0], period, Answer("評価できない", None, "短い文"), 0)
        pages = book.db.conn.execute("PRAGMA page_count").fetchone()[0]
        with book.writing() as door:
            door.db.conn.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(BookFull) as full:
            save_draft(book, measures[1], period, Answer("評価できない", None, "長い文" * 100_000), 0)
        assert "満" not in str(full.value) and "full" in str(full.value)
        assert form(book.db, measures[0], period).answer.text == "短い文"
        assert form(book.db, measures[1], period).answer.text == ""
        with book.writing() as door:
            door.db.conn.execute("PRAGMA max_page_count = 1000000")
        saved = save_draft(
            book, measures[0], period, Answer("評価できない", None, "また書ける"), kept.version
        )
        assert saved.version == kept.version + 1
        assert verify(book).sound


def test_a_clock_set_back_keeps_the_order_of_what_was_done(path: Path) -> None:
    later, earlier = datetime(2021, 4, 9, 14, tzinfo=JST), datetime(2020, 1, 1, tzinfo=JST)
    now = [later]
    with Book.open(path, clock=lambda: now[0]) as book:
        measures, period = places(book)
        first = save_draft(book, measures[0], period, Answer("評価できない", None, "先"), 0)
        now[0] = earlier
        second = save_draft(book, measures[0], period, Answer("評価できない", None, "後"), first.version)
        submit(book, measures[0], period, second.version)
        assert form(book.db, measures[0], period).answer.text == "後"
        rows = book.db.conn.execute("SELECT seq, at FROM history ORDER BY seq").fetchall()
        assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
        told = [row[1] for row in rows if row[1] in (later.isoformat(), earlier.isoformat())]
        assert told == sorted(told, reverse=True) and len(set(told)) == 2, "kept as the clock said them"
        assert verify(book).sound
