"""Which kept mapping reads a document, and books of before mappings were kept."""

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from db.book import Book
from db.connection import APPLICATION_ID, connect
from db.guards import missing_guards
from db.migrations import book as migrations
from db.reads.batches import batches
from db.reads.mappings import mappings
from db.writes.mappings import NothingToKeep, keep_mapping
from importers.mapping import Mapped, stage_mapped

LIST = "番号,なまえ,担当課,ねがい\n1,窓口の電子化,市民課,待ち時間を減らす\n"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book.create(tmp_path / "book.db") as made:
        yield made


def read_with(book: Book, content: str = LIST, given: Mapping[str, str | None] | None = None) -> Mapped:
    return stage_mapped("list.csv", content.encode(), None, given, mappings(book.db))


def test_of_two_mappings_with_as_many_labels_the_one_kept_last_reads_the_file(book: Book) -> None:
    keep_mapping(book, "前の", {"なまえ": "title", "ねがい": "purpose"})
    keep_mapping(book, "後の", {"なまえ": "title", "ねがい": "target"})
    mapped = read_with(book)
    assert mapped.staging.mapping == "後の"
    assert mapped.words == {"なまえ": "title", "ねがい": "target"}
    (measure,) = (row for row in mapped.staging.rows if row.entity == "measure")
    assert measure.cells["target"].value == "待ち時間を減らす"


def test_a_mapping_that_cannot_be_used_gives_way_to_the_next_one(book: Book) -> None:
    keep_mapping(book, "次の", {"なまえ": "title"})
    keep_mapping(book, "二重", {"なまえ": "title", "ねがい": "lead_department"})
    mapped = read_with(book)
    assert mapped.staging.mapping == "次の"
    assert [
        (issue.code, issue.raw) for issue in mapped.staging.issues if issue.code.startswith("mapping")
    ] == [
        ("mapping_left", "二重"),
        ("mapping_used", "次の"),
    ]


def test_a_label_inside_a_longer_text_does_not_bring_its_mapping_in(book: Book) -> None:
    keep_mapping(book, "広い", {"なまえ": "title", "減らす": "target"})
    mapped = read_with(book, given={"なまえ": "title"})
    assert mapped.kept is None
    assert mapped.staging.mapping is None


def test_keeping_the_same_again_writes_nothing_and_nothing_is_no_mapping(book: Book) -> None:
    assert keep_mapping(book, " 名 ", {"なまえ": "title"})
    (before,) = mappings(book.db)
    assert (before.name, before.version) == ("名", 1)
    assert not keep_mapping(book, "名", {"なまえ": "title"})
    assert keep_mapping(book, "名", {"なまえ": None})
    (after,) = mappings(book.db)
    assert (after.id, after.version, after.words) == (before.id, 2, {"なまえ": None})
    with pytest.raises(NothingToKeep):
        keep_mapping(book, "名", {})


def test_a_book_of_before_mappings_keeps_its_batches_and_takes_mappings(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    sqlite3.connect(path).close()
    old = connect(path, mode="rw")
    old.conn.execute("BEGIN")
    migrations.apply(old.utils, stop_before="m0002_mappings")
    old.conn.execute("INSERT INTO source_file VALUES (1, ?, 'list.csv', 1, x'00')", ("0" * 64,))
    old.conn.execute(
        "INSERT INTO import_batch VALUES (1, 1, 'list-table', 'committed', 1, 0, 0, 0, 0, 1000, '見本',"
        " '2021-04-08T10:30:00+09:00', NULL)"
    )
    old.conn.execute("COMMIT")
    old.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    old.conn.execute("PRAGMA user_version = 1")
    old.close()
    with Book.open(path) as book:
        assert [(batch.id, batch.profile, batch.mapping) for batch in batches(book.db)] == [
            (1, "list-table", None)
        ]
        assert keep_mapping(book, "名", {"なまえ": "title"})
        assert missing_guards(book.db) == []
        with pytest.raises(sqlite3.IntegrityError), book.writing() as door:
            door.db.conn.execute("UPDATE import_batch SET mapping = '別' WHERE id = 1")
