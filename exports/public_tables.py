"""Which tables and views leave the book: all but unfinished texts, people's settings and the files themselves."""

from dataclasses import dataclass
from typing import ClassVar, Final

from db.database import Database
from db.errors import UnknownName
from domain.errors import Refusal

# Unfinished texts and what is kept about persons.
PRIVATE: Final = frozenset({"draft", "report_part", "preference", "person", "membership", "internal_column"})

# SQLite's and sqlite-utils' own.
_NOT_OURS: Final = ("sqlite_", "_sqlite_")

# The bytes of the files stay inside.
_HIDDEN: Final = frozenset({("source_file", "content")})

# Tables that repeat the content of other rows, and the columns that would give private ones away.
_REPEATING: Final = {"history": ("before", "after"), "import_change": ("before", "after")}

# How rows are ordered where a view has these columns; tables are ordered by their key.
_ORDER: Final = ("plan", "sort_key", "fy", "half", "row", "kind")


class PrivateTable(Refusal):
    msgid: ClassVar[str] = (
        "“{name}” holds unfinished or personal records and is not exported. Choose one of: {known}."
    )


@dataclass(frozen=True, slots=True)
class PublicTable:
    """A table or view with the columns that may leave the book, and the query that reads them in a fixed order."""

    name: str
    columns: tuple[str, ...]
    sql: str


def public_names(database: Database) -> list[str]:
    """Every table and view that can be exported, in alphabetical order."""
    rows = database.conn.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
    )
    return [row[0] for row in rows if row[0] not in PRIVATE and not row[0].startswith(_NOT_OURS)]


def public_table(database: Database, name: str) -> PublicTable:
    """The table or view with this name. Raises UnknownName or PrivateTable."""
    names = public_names(database)
    if name not in names:
        known = "、".join(names)
        if name in PRIVATE:
            raise PrivateTable(name=name, known=known)
        raise UnknownName(what="table", name=name, known=known)
    table = database.conn.execute(f"PRAGMA table_info([{name}])").fetchall()
    columns = tuple(row[1] for row in table if (name, row[1]) not in _HIDDEN)
    keys = [row[1] for row in table if row[5]]
    order = keys or [column for column in _ORDER if column in columns]
    chosen = ", ".join(_expression(name, column) for column in columns)
    sql = f"SELECT {chosen} FROM [{name}]" + (f" ORDER BY {', '.join(order)}" if order else "")
    return PublicTable(name, columns, sql)


def _expression(table: str, column: str) -> str:
    if column not in _REPEATING.get(table, ()):
        return f"[{column}]"
    private = ", ".join(f"'{name}'" for name in sorted(PRIVATE))
    return f"CASE WHEN table_name IN ({private}) THEN NULL ELSE [{column}] END AS [{column}]"
