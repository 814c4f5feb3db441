"""docs/data-model.md against a fresh book: every table, view and foreign key is there, and nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.book import Book

PAGE = (Path(__file__).parents[2] / "docs" / "data-model.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(?P<name>\w+)` \| (?P<sentence>.+) \|$", re.MULTILINE)
ITEM = re.compile(
    r"^\| (?P<indent>[ |]*?)(?P<line>\+--[<>-] )?(?P<name>[a-z_]+)(?: +(?P<column>[a-z_]+))? *\|$"
)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    with Book.create(tmp_path_factory.mktemp("fresh") / "book.db") as made:
        yield made


def names(book: Book, kind: str) -> list[str]:
    rows = book.db.conn.execute(
        "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'", (kind,)
    )
    return sorted(row[0] for row in rows)


def section(*titles: str) -> str:
    found = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    return "".join(part for part in found if part.startswith(titles))


def boxes() -> list[list[str]]:
    blocks = re.findall(r"^```\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return [block.splitlines() for block in blocks if block.startswith("+==")]


def drawn() -> Iterator[tuple[str, str, str, str]]:
    """(kind of line, table with the column, column, table it names) for every line of the drawings."""
    for box in boxes():
        above: list[tuple[int, str]] = []
        for text in box[1:-1]:
            item = ITEM.match(text)
            assert item, text
            if item["line"] is None:
                assert not item["indent"] and not item["column"], text
                above = [(0, item["name"])]
                continue
            depth = len(item["indent"]) + 1
            while above[-1][0] >= depth:
                above.pop()
            parent, name, column, kind = above[-1][1], item["name"], item["column"], item["line"][3]
            yield (kind, parent, column, name) if kind == ">" else (kind, name, column, parent)
            if kind != ">":
                above.append((depth, name))


def test_every_table_has_one_sentence_and_none_is_invented(fresh: Book) -> None:
    told = [row["name"] for row in ROW.finditer(section("The plan", "The cycle", "The record"))]
    assert sorted(told) == names(fresh, "table")


def test_every_view_has_one_sentence_and_none_is_invented(fresh: Book) -> None:
    told = [row["name"] for row in ROW.finditer(section("The views"))]
    assert sorted(told) == names(fresh, "view")


def test_every_sentence_is_a_sentence() -> None:
    for row in ROW.finditer(PAGE):
        assert re.match(r"[A-Z]", row["sentence"]) and row["sentence"].endswith("."), row["name"]


def test_every_line_drawn_is_a_foreign_key_and_every_foreign_key_is_drawn(fresh: Book) -> None:
    keys = {
        (table, row["from"], row["table"])
        for table in names(fresh, "table")
        for row in fresh.db.conn.execute(f"PRAGMA foreign_key_list([{table}])")
    }
    lines = [(table, column, target) for _, table, column, target in drawn()]
    assert len(lines) == len(set(lines))
    assert set(lines) == keys


def test_every_table_of_ours_is_drawn(fresh: Book) -> None:
    inside = {name for box in boxes() for text in box[1:-1] for name in re.findall(r"[a-z_]+", text)[:1]}
    assert set(names(fresh, "table")) - inside == {"_sqlite_migrations"}


def test_at_most_one_is_drawn_where_the_schema_allows_only_one(fresh: Book) -> None:
    for kind, table, column, _ in drawn():
        unique = any(
            index["unique"] and [row["name"] for row in columns] == [column]
            for index in fresh.db.conn.execute(f"PRAGMA index_list([{table}])")
            for columns in [fresh.db.conn.execute(f"PRAGMA index_info([{index['name']}])").fetchall()]
        )
        if kind != ">":
            assert (kind == "-") is unique, (table, column)


def test_the_boxes_are_closed_in_every_reader() -> None:
    assert len(boxes()) == 3
    for box in boxes():
        assert len({len(line) for line in box}) == 1
        assert all(line.isascii() for line in box)
