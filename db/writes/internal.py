"""Marking columns as internal: managers and the published copy do not get what stands in them."""

from dataclasses import dataclass
from typing import ClassVar

from db.book import Book
from db.database import Database
from db.door import Door
from db.errors import UnknownName
from db.permissions import check_whole_book
from domain.errors import Refusal
from domain.roles import Task


class HoldsTogether(Refusal):
    msgid: ClassVar[str] = (
        "{column} holds rows together and says nothing by itself: without it pages would be empty."
        " Mark the columns that say something."
    )


class NotMarked(Refusal):
    msgid: ClassVar[str] = "{column} is not marked as internal. Marked: {known}"


@dataclass(frozen=True, slots=True)
class Internal:
    """A column that is kept from managers, in the names of the schema."""

    table: str
    column: str


def internal_marks(database: Database) -> list[Internal]:
    """Every marked column in order of table and column."""
    rows = database.conn.execute("SELECT table_name, column_name FROM internal_column ORDER BY 1, 2")
    return [Internal(*row) for row in rows]


def mark_internal(book: Book, table: str, column: str) -> bool:
    """Keep a column from managers; False where it was already. Raises NotYours, UnknownName or HoldsTogether."""
    with book.writing() as door:
        check_whole_book(door, Task.internal)
        found = _column(door, table, column)
        if door.find("internal_column", table_name=found.table, column_name=found.column) is not None:
            return False
        door.insert(
            "internal_column",
            {"table_name": found.table, "column_name": found.column},
            action="mark_internal",
        )
        return True


def unmark_internal(book: Book, table: str, column: str) -> None:
    """Show a column again. Raises NotYours or NotMarked."""
    with book.writing() as door:
        check_whole_book(door, Task.internal)
        there = [
            one
            for one in internal_marks(door.db)
            if (one.table.lower(), one.column.lower()) == (table.lower(), column.lower())
        ]
        if not there:
            known = "、".join(f"{one.table}.{one.column}" for one in internal_marks(door.db)) or "-"
            raise NotMarked(column=f"{table}.{column}", known=known)
        row = door.find("internal_column", table_name=there[0].table, column_name=there[0].column)
        assert row is not None
        door.delete("internal_column", row["id"], action="unmark_internal")


def _column(door: Door, table: str, column: str) -> Internal:
    """The column as the schema spells it. Raises UnknownName or HoldsTogether."""
    conn = door.db.conn
    names = [
        row[0]
        for row in conn.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY 1"
        )
    ]
    of_table = next((name for name in names if name.lower() == table.lower()), None)
    if of_table is None:
        raise UnknownName(what="table", name=table, known="、".join(names))
    columns = conn.execute(f"PRAGMA table_info([{of_table}])").fetchall()
    found = next((row for row in columns if row["name"].lower() == column.lower()), None)
    if found is None:
        raise UnknownName(what="column", name=column, known="、".join(row["name"] for row in columns))
    joining = {row["from"] for row in conn.execute(f"PRAGMA foreign_key_list([{of_table}])")}
    if found["pk"] or found["name"] in joining:
        raise HoldsTogether(column=f"{of_table}.{found['name']}")
    return Internal(of_table, found["name"])
