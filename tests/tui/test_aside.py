"""Texts that a book refused until the end: which book a file beside it or at home belongs to, and what is taken up."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.actor import Actor
from db.book import Book
from db.reads.answers import Answer
from tests.tui.conftest import SATO, Clock, Small, fill
from tui.keeper import Keeper
from tui.model import Place

TEXT = "満杯の日に書いた文"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setattr(Path, "home", lambda: folder)
    return folder


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Small]:
    """Another city's book of the same name: its ids are the same numbers."""
    (tmp_path / "elsewhere").mkdir()
    clock = Clock()
    clock.now = clock.now.replace(hour=15)
    with Book.create(tmp_path / "elsewhere" / "book.db", actor=SATO, clock=clock) as book:
        yield fill(book)


def place_of(small: Small, number: str = "1") -> Place:
    return Place(small.measures[number], small.second)


def close_period(small: Small, state: str = "frozen") -> None:
    """Whatever the reason: the book takes no text now."""
    with small.book.writing() as door:
        door.update("period", small.second, {"state": state})


def left_by(small: Small, text: str = TEXT, number: str = "1") -> Path:
    """The file that a session leaves which could not write its text."""
    keeper = Keeper(small.book)
    keeper.note(place_of(small, number), Answer(text=text))
    path = keeper.flush()
    assert path is not None
    return path


def at_home(small: Small, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same where the disk of the book is full to the last byte."""
    from tui import aside

    put = aside._put

    def full(path: Path, content: dict[str, object]) -> None:
        if path.parent != home:
            raise OSError(28, "No space left on device")
        put(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(aside, "_put", full)
        return left_by(small)


def taken(book: Book, place: Place) -> str | None:
    keeper = Keeper(book)
    keeper.pick_up()
    waiting = keeper.waiting(place)
    return waiting.text if waiting else None


def test_a_text_kept_at_home_waits_for_its_own_book_and_no_other(
    small: Small, other: Small, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_period(small)
    path = at_home(small, home, monkeypatch)
    assert path.parent == home
    assert small.book.path.name == other.book.path.name and place_of(small) == place_of(other)
    keeper = Keeper(other.book)
    assert keeper.pick_up() == 0
    assert keeper.flush() is None
    assert path.exists() and other.draft("1") is None
    close_period(small, "open")
    keeper = Keeper(small.book)
    assert keeper.pick_up() == 1
    assert keeper.flush() is None
    draft = small.draft("1")
    assert draft is not None and draft["text"] == TEXT
    assert not path.exists()


def test_a_text_finds_its_book_under_another_name_in_another_folder(
    small: Small, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    close_period(small)
    at_home(small, home, monkeypatch)
    small.book.close()
    (tmp_path / "new").mkdir()
    moved = small.book.path.rename(tmp_path / "new" / "moved.db")
    with Book.open(moved, actor=SATO) as book:
        assert taken(book, place_of(small)) == TEXT


def test_a_copy_of_the_book_leaves_the_text_to_the_original_as_long_as_that_is_there(
    small: Small, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    close_period(small)
    path = at_home(small, home, monkeypatch)
    small.book.close()
    copy = tmp_path / "copy.db"
    copy.write_bytes(small.book.path.read_bytes())
    with Book.open(copy, actor=SATO) as book:
        assert taken(book, place_of(small)) is None
    small.book.path.write_text("another file came in its place")
    with Book.open(copy, actor=SATO) as book:
        assert taken(book, place_of(small)) == TEXT
    assert path.exists()


def test_a_text_typed_into_a_book_that_was_moved_away_is_kept_at_home(small: Small, home: Path) -> None:
    keeper = Keeper(small.book)
    keeper.note(place_of(small), Answer(text=TEXT))
    for end in ("-wal", "-shm", ""):
        moved = Path(f"{small.book.path}{end}").rename(small.book.path.with_name(f"moved.db{end}"))
    small.book.path.write_text("another file came in its place")
    path = keeper.flush()
    assert path is not None and path.parent == home
    small.book.close()
    with Book.open(moved, actor=SATO) as book:
        assert taken(book, place_of(small)) == TEXT


def test_a_text_whose_measure_is_another_one_now_stays_in_its_file(small: Small, home: Path) -> None:
    close_period(small)
    keeper = Keeper(small.book)
    keeper.note(place_of(small, "1"), Answer(text=TEXT))
    keeper.note(place_of(small, "2"), Answer(text="もう一つの文"))
    path = keeper.flush()
    assert path is not None
    with small.book.writing() as door:
        door.update("measure", small.measures["1"], {"measure_key": "1-2"})
    close_period(small, "open")
    keeper = Keeper(small.book)
    assert keeper.pick_up() == 1
    assert keeper.waiting(place_of(small, "1")) is None
    assert keeper.flush() is None
    assert small.draft("1") is None and small.draft("2") is not None
    assert [one["answer"]["text"] for one in json.loads(path.read_text("utf-8"))["texts"]] == [TEXT]


def test_of_two_files_with_the_same_report_none_is_lost(small: Small, home: Path) -> None:
    close_period(small)
    first, second = left_by(small, "先の文"), left_by(small, "後の文")
    assert first != second
    close_period(small, "open")
    keeper = Keeper(small.book)
    keeper.pick_up()
    keeper.flush()
    draft = small.draft("1")
    assert draft is not None
    rest = [path.read_text("utf-8") for path in (first, second) if path.exists()]
    assert len(rest) == 1
    assert ("先の文" in rest[0]) is not (draft["text"] == "先の文")


def test_a_file_of_an_earlier_release_is_taken_up_beside_its_book_only(small: Small, home: Path) -> None:
    close_period(small)
    path = left_by(small)
    entry = json.loads(path.read_text("utf-8"))["texts"][0]
    del entry["names"]
    path.unlink()
    name = f"{small.book.path.name}.unsaved-sato-77.json"
    (home / name).write_text(json.dumps([entry]), "utf-8")
    assert taken(small.book, place_of(small)) is None
    (home / name).rename(small.book.path.parent / name)
    assert taken(small.book, place_of(small)) == TEXT


def test_a_file_is_another_persons_affair(small: Small, home: Path, tmp_path: Path) -> None:
    close_period(small)
    left_by(small)
    with Book.open(small.book.path, actor=Actor(1001, "suzuki", "鈴木")) as book:
        assert taken(book, place_of(small)) is None


def test_a_second_try_at_the_end_leaves_no_file_behind_that_the_book_has(small: Small, home: Path) -> None:
    close_period(small)
    keeper = Keeper(small.book)
    keeper.note(place_of(small), Answer(text=TEXT))
    path = keeper.flush()
    assert path is not None and keeper.flush() == path and path.exists()
    close_period(small, "open")
    assert keeper.flush() is None
    assert not path.exists()


def test_a_disk_that_is_full_everywhere_leaves_no_piece_of_a_file(
    small: Small, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    close_period(small)
    keeper = Keeper(small.book)
    keeper.note(place_of(small), Answer(text=TEXT))
    monkeypatch.setattr("os.fsync", full)
    assert keeper.flush() is None
    assert not [one for one in (*home.iterdir(), *small.book.path.parent.iterdir()) if "unsaved" in one.name]
