"""A book that is opened a second time in the same process keeps its locks: POSIX drops them with any handle closed."""

import subprocess
import sys
from pathlib import Path

import pytest

from db.book import Book
from db.connection import is_open_here
from db.errors import NotABook

ELSEWHERE = """
import sys
from pathlib import Path
from db.book import Book
with Book.open(Path(sys.argv[1])) as book, book.writing() as door:
    door.insert("municipality", {"name": "乙市"})
"""
TOP = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("write", [False, True])
def test_what_is_written_after_somebody_else_came_and_left_is_kept(tmp_path: Path, write: bool) -> None:
    path = tmp_path / "book.db"
    with Book.create(path) as book:
        with book.writing() as door:
            door.insert("municipality", {"name": "甲市"})
        Book.open(path, write=write).close()
        subprocess.run([sys.executable, "-c", ELSEWHERE, str(path)], check=True, cwd=TOP)
        with book.writing() as door:
            door.insert("municipality", {"name": "丙市"})
        # Read as anybody would, by a process of its own.
        asked = (
            "import sqlite3, sys;"
            " print(sqlite3.connect(sys.argv[1]).execute('SELECT name FROM municipality').fetchall())"
        )
        found = subprocess.run(
            [sys.executable, "-c", asked, str(path)],
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
    assert all(name in found.stdout for name in ("甲市", "乙市", "丙市"))


def test_a_file_counts_as_open_under_every_name_until_its_last_connection_is_closed(tmp_path: Path) -> None:
    path, other = tmp_path / "book.db", tmp_path / "other.db"
    with Book.create(path) as book:
        other.symlink_to(path)
        assert is_open_here(path) and is_open_here(other)
        with Book.open(other, write=False):
            pass
        assert is_open_here(path)
        assert book.db.conn.execute("SELECT count(*) FROM plan").fetchone()[0] == 0
    assert not is_open_here(path)
    path.write_bytes(b"no book at all, though it was one a moment ago" * 10)
    with pytest.raises(NotABook):
        Book.open(path)
