"""Opening a book: what is no book, or may not be touched, is refused in its own words; nothing is created."""

import hashlib
import multiprocessing
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from db import migrations
from db.actor import Actor
from db.book import Book
from db.connection import APPLICATION_ID, SCHEMA_VERSION
from db.errors import (
    BookDamaged,
    BookEmpty,
    BookExists,
    BookMissing,
    BookReadOnly,
    BookUnreadable,
    FolderMissing,
    FolderNotWritable,
    ForeignDatabase,
    NewerBook,
    NotABook,
    OlderBook,
)
from db.guards import missing_guards
from domain.errors import Refusal

NOBODY = 65534


def listing(folder: Path) -> list[tuple[str, int, bytes]]:
    return sorted(
        (item.name, item.stat().st_mode, item.read_bytes() if item.is_file() else b"")
        for item in folder.iterdir()
    )


def foreign(path: Path) -> None:
    conn = sqlite3.connect(path)
    conn.execute("CREATE TABLE orders (id INTEGER)")
    conn.commit()
    conn.close()


def newer(path: Path) -> None:
    Book.create(path).close()
    conn = sqlite3.connect(path)
    conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    conn.close()


def cut_off(path: Path, length: int) -> None:
    Book.create(path).close()
    path.write_bytes(path.read_bytes()[:length])


REFUSED: list[tuple[Callable[[Path], object], type[Refusal], str]] = [
    (lambda path: None, BookMissing, "There is no book at"),
    (lambda path: path.touch(), BookEmpty, "is an empty file"),
    (lambda path: path.write_bytes("施策,番号\n".encode()), NotABook, "is not an SQLite database"),
    (
        lambda path: path.write_bytes(b"SQLite format 3\x00" + b"x" * 4000),
        NotABook,
        "is not an SQLite database",
    ),
    (foreign, ForeignDatabase, "another program's database"),
    (newer, NewerBook, f"schema {SCHEMA_VERSION + 1}, this one knows {SCHEMA_VERSION}"),
    (lambda path: path.mkdir(), BookUnreadable, "cannot be opened"),
]


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize(("make", "refusal", "words"), REFUSED, ids=[item[1].__name__ for item in REFUSED])
def test_what_is_no_book_is_refused_in_its_own_words_and_nothing_is_created(
    path: Path, make: Callable[[Path], object], refusal: type[Refusal], words: str, write: bool
) -> None:
    make(path)
    before = listing(path.parent)
    with pytest.raises(refusal) as refused:
        Book.open(path, write=write)
    assert type(refused.value) is refusal
    assert words in str(refused.value) and str(path.name) in str(refused.value)
    assert refused.value.exit_code == 3
    assert listing(path.parent) == before


@pytest.mark.parametrize("length", [60, 100, 4096, 50_000])
@pytest.mark.parametrize("write", [True, False])
def test_a_book_that_was_cut_off_is_refused_and_left_as_it_is(path: Path, write: bool, length: int) -> None:
    cut_off(path, length)
    before = listing(path.parent)
    with pytest.raises(BookDamaged, match="restore") as refused:
        Book.open(path, write=write)
    assert refused.value.exit_code == 3
    assert listing(path.parent) == before


def test_every_refusal_has_a_sentence_of_its_own() -> None:
    sentences = [refusal.msgid for _, refusal, _ in REFUSED if refusal is not NotABook]
    assert len(sentences) == len(set(sentences))


# -- what the operating system forbids: root may do everything, so a child gives its rights away first


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A folder that everybody may reach (pytest's own are closed to others)."""
    folder = Path(tempfile.mkdtemp(prefix="shelf-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def as_nobody(action: Callable[[], object]) -> tuple[str, int, str]:
    """Run in a child without rights; (exception, exit code, sentence) of the refusal, or ("", 0, "")."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - measured in the parent
        code = 1
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            try:
                action()
                told = "|0|"
            except Refusal as refusal:
                told = f"{type(refusal).__name__}|{refusal.exit_code}|{refusal}"
            except BaseException as error:
                told = f"{type(error).__name__}|-1|{error}"
            os.write(writing, told.encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        name, exit_code, sentence = pipe.read().decode().split("|", 2)
    assert os.waitpid(child, 0)[1] == 0
    return name, int(exit_code), sentence


needs_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can become somebody without rights"
)


@needs_root
def test_a_file_that_may_only_be_read_opens_for_reading_and_refuses_writers(shelf: Path) -> None:
    path = shelf / "book.db"
    Book.create(path).close()
    shelf.chmod(0o777)
    path.chmod(0o444)
    before = listing(shelf)
    name, code, sentence = as_nobody(lambda: Book.open(path).close())
    assert (name, code) == ("BookReadOnly", 2)
    assert "may be read but not written by you" in sentence
    assert as_nobody(lambda: Book.open(path, write=False).close())[0] == ""
    assert [item for item in listing(shelf) if not item[0].endswith(("-wal", "-shm"))] == before


@needs_root
def test_a_file_that_may_not_be_read_says_so(shelf: Path) -> None:
    path = shelf / "book.db"
    Book.create(path).close()
    path.chmod(0o600)
    before = listing(shelf)
    name, code, sentence = as_nobody(lambda: Book.open(path).close())
    assert (name, code) == ("BookUnreadable", 3)
    assert "Permission denied" in sentence
    assert listing(shelf) == before


@needs_root
@pytest.mark.parametrize("write", [True, False])
def test_a_folder_that_may_not_be_written_is_named(shelf: Path, write: bool) -> None:
    path = shelf / "book.db"
    Book.create(path).close()
    path.chmod(0o666)
    before = listing(shelf)
    name, code, sentence = as_nobody(lambda: Book.open(path, write=write).close())
    assert (name, code) == ("FolderNotWritable", 2)
    assert str(shelf) in sentence
    assert listing(shelf) == before


@needs_root
def test_a_book_cannot_be_made_in_a_folder_that_may_not_be_written(shelf: Path) -> None:
    name, code, sentence = as_nobody(lambda: Book.create(shelf / "new.db").close())
    assert (name, code) == ("FolderNotWritable", 2)
    assert str(shelf) in sentence
    assert listing(shelf) == []


def test_the_refusals_of_the_operating_system_are_three_different_ones() -> None:
    assert len({BookReadOnly.msgid, BookUnreadable.msgid, FolderNotWritable.msgid}) == 3


# -- making and migrating


def test_a_new_book_never_takes_an_existing_file(path: Path) -> None:
    path.write_bytes(b"mine")
    with pytest.raises(BookExists) as refused:
        Book.create(path)
    assert refused.value.exit_code == 2
    assert path.read_bytes() == b"mine"


def test_a_new_book_needs_its_folder(path: Path) -> None:
    with pytest.raises(FolderMissing):
        Book.create(path.parent / "none" / "book.db")
    assert list(path.parent.iterdir()) == []


def test_a_book_that_could_not_be_finished_leaves_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(database: object) -> None:
        raise RuntimeError("stopped")

    monkeypatch.setattr("db.migrations.migrate", fails)
    with pytest.raises(RuntimeError):
        Book.create(path)
    assert list(path.parent.iterdir()) == []


def test_a_new_book_says_whose_it_is_and_its_group_may_write(path: Path) -> None:
    mask = os.umask(0o002)
    try:
        Book.create(path).close()
    finally:
        os.umask(mask)
    assert path.stat().st_mode & 0o777 == 0o660
    conn = sqlite3.connect(path)
    assert conn.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    assert conn.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    assert conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    conn.close()


def test_the_side_files_are_gone_when_the_last_one_closes(path: Path) -> None:
    with Book.create(path) as book:
        with book.writing() as door:
            door.insert("municipality", {"name": "試験市"})
        assert (path.parent / "book.db-wal").exists()
    assert [item.name for item in path.parent.iterdir()] == ["book.db"]


def test_names_that_look_like_addresses_open_the_file_they_name(path: Path) -> None:
    odd = path.parent / "計画 #1?mode=ro&x=%41.db"
    with Book.create(odd) as book, book.writing() as door:
        door.insert("municipality", {"name": "試験市"})
    assert [item.name for item in path.parent.iterdir()] == [odd.name]
    with Book.open(odd) as book:
        assert book.db["municipality"].count == 1


def test_every_connection_checks_foreign_keys_and_waits_for_the_disk(book: Book) -> None:
    with book.writing() as door:
        for conn in (book.db.conn, door.db.conn):
            assert conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1
            assert conn.execute("PRAGMA synchronous").fetchone()[0] == 2
            assert conn.execute("PRAGMA recursive_triggers").fetchone()[0] == 1
        with pytest.raises(sqlite3.IntegrityError):
            door.insert("goal", {"plan_id": 99, "name": "目標"})


def test_a_reader_neither_writes_nor_migrates(path: Path) -> None:
    unmigrated(path)
    before = path.read_bytes()
    with pytest.raises(OlderBook) as refused:
        Book.open(path, write=False)
    assert refused.value.exit_code == 3
    assert path.read_bytes() == before
    Book.open(path).close()
    with Book.open(path, write=False) as reader:
        assert reader.db["plan"].count == 0
        with pytest.raises(BookReadOnly), reader.writing():
            pass


def unmigrated(path: Path) -> None:
    """A book of before the first schema: ours by its mark, with nothing in it."""
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    conn.execute("CREATE TABLE placeholder (id INTEGER)")
    conn.execute("DROP TABLE placeholder")
    conn.close()


def _open(path: Path, gate: object, told: object) -> None:
    gate.wait()  # type: ignore[attr-defined]
    try:
        with Book.open(path, actor=Actor(1, "a", "a")) as book, book.writing() as door:
            door.insert("municipality", {"name": f"市{os.getpid()}"})
        told.put("opened")  # type: ignore[attr-defined]
    except BaseException as error:
        told.put(f"{type(error).__name__}: {error}")  # type: ignore[attr-defined]


def _create(path: Path, gate: object, told: object) -> None:
    gate.wait()  # type: ignore[attr-defined]
    try:
        Book.create(path).close()
        told.put("created")  # type: ignore[attr-defined]
    except BaseException as error:
        told.put(type(error).__name__)  # type: ignore[attr-defined]


def at_once(work: Callable[..., None], path: Path, count: int) -> list[str]:
    context = multiprocessing.get_context("fork")
    gate, told = context.Barrier(count), context.Queue()
    processes = [context.Process(target=work, args=(path, gate, told)) for _ in range(count)]
    for process in processes:
        process.start()
    answers = [told.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(timeout=60)
    return sorted(answers)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_processes_that_migrate_at_once_all_get_the_migrated_book(path: Path) -> None:
    for attempt in range(3):
        target = path.with_name(f"{attempt}.db")
        unmigrated(target)
        assert at_once(_open, target, 4) == ["opened"] * 4
        with Book.open(target, write=False) as book:
            assert book.db["municipality"].count == 4
            assert missing_guards(book.db) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_of_processes_that_make_the_same_book_at_once_one_makes_it_and_the_others_are_told(
    path: Path,
) -> None:
    for attempt in range(3):
        target = path.with_name(f"{attempt}.db")
        assert at_once(_create, target, 3) == ["BookExists", "BookExists", "created"]
        with Book.open(target, write=False) as book:
            assert book.db["plan"].count == 0


# Views are made anew when a book of an older schema is opened. Who changes one raises SCHEMA_VERSION, so that the
# books in use get it too, and writes the new pair here.
VIEWS_OF: Final = {3: "c6325b6a78132dbf"}


def test_changed_views_come_with_a_new_schema_version() -> None:
    folder = Path(migrations.__file__).parent / "schema"
    told = b"".join((folder / name).read_bytes() for name in migrations.VIEWS)
    assert VIEWS_OF[SCHEMA_VERSION] == hashlib.sha256(told).hexdigest()[:16]
