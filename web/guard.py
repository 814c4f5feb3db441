"""What Datasette may read of a book: an SQLite authorizer below every URL, `_where` and query.

Nothing is readable unless it stands in OPEN, is a view of the book, or is needed to look at the schema. Columns in
KEPT_BACK and those that the coordinator marked internal read as NULL; a mark counts from the next question on. Rows of
ROW_GUARDED tables are readable through the book's views only, and there only those that satisfy the condition. SQLite
tells an authorizer the name of the view it is in, but a common table expression of the same name looks alike; so these
views are made anew for each connection over one with a random name that no query can know.
"""

import re
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from db.connection import APPLICATION_ID
from db.internal import Marks, internal_columns
from db.reads.conditions import stands

# Tables anyone who may open the page may read. A new table of the schema is not readable until it stands here.
OPEN: Final = frozenset(
    {
        "municipality",
        "plan",
        "department",
        "department_version",
        "plan_role",
        "goal",
        "measure",
        "measure_event",
        "measure_goal",
        "measure_department",
        "measure_reference",
        "lineage",
        "work_item",
        "schedule_cell",
        "evaluation",
        "evaluation_item",
        "rating_scale",
        "indicator",
        "observation",
        "cost_estimate",
        "renewal_system",
        "survey",
        "survey_item",
        "survey_area",
        "glossary_term",
        "period",
        "period_decision",
        "meeting",
        "report",
        "decision",
        "source_file",
        "import_batch",
        "import_issue",
    }
)

# Who did it, notes between staff, and the files themselves: the column is there and always NULL.
KEPT_BACK: Final[Mapping[str, frozenset[str]]] = {
    "report_revision": frozenset({"by_uid", "by_name", "event_id"}),
    "decision": frozenset({"by_uid", "by_name", "note", "proxy_for"}),
    "period_decision": frozenset({"by_uid", "by_name", "proxy_for"}),
    "meeting": frozenset({"note"}),
    "import_batch": frozenset({"by_uid", "by_name"}),
    "import_issue": frozenset({"answer"}),
    "source_file": frozenset({"content"}),
}

# What a doubt says of the source repeats what was printed, in whichever column it ended. It is kept back while a column
# that files fill is internal; these tables no file fills.
_PRINTED: Final[Mapping[str, frozenset[str]]] = {"import_issue": frozenset({"raw", "message", "params"})}
_NOT_PRINTED: Final = frozenset(
    (
        *("period", "period_decision", "period_scope", "meeting", "decision", "measure_event"),
        *("report", "draft", "report_part", "report_revision", "report_stage", "person", "membership"),
        *("source_file", "import_batch", "import_issue"),
    )
)

# A revision that was sent back or taken back was never accepted: it is between the department and the coordinator.
_STANDS: Final = stands("report_revision", "main.")
ROW_GUARDED: Final[Mapping[str, str]] = {
    "report_revision": _STANDS,
    "report_stage": "EXISTS (SELECT 1 FROM main.report_revision"
    " WHERE report_revision.id = report_stage.report_revision_id"
    f" AND {_STANDS})",
}

_SCHEMA: Final = frozenset({"sqlite_master", "sqlite_schema"})
_TABLE_FUNCTIONS: Final = frozenset({"json_each", "json_tree"})
_TABLE_PRAGMAS: Final = frozenset({"foreign_key_list", "index_list", "table_info", "table_xinfo"})
_PLAIN_PRAGMAS: Final = frozenset(
    {"application_id", "compile_options", "data_version", "page_count", "page_size", "schema_version"}
)
_INDEX_PRAGMAS: Final = frozenset({"index_info", "index_xinfo"})
# database_list tells where the file lies; Datasette asks for it on its database page and lives without an answer.
_UNANSWERED_PRAGMAS: Final = frozenset({"database_list"})
_PRAGMA_TABLES: Final = frozenset(f"pragma_{name}" for name in _TABLE_PRAGMAS | _INDEX_PRAGMAS)
_FORBIDDEN_FUNCTIONS: Final = frozenset({"load_extension", "fts3_tokenizer"})

# Bytes of one value or row: above any file that is brought in, below what a question could fill the memory with.
_LONGEST_VALUE: Final = 100_000_000

Authorizer = Callable[[int, str | None, str | None, str | None, str | None], int]


def is_book(conn: sqlite3.Connection) -> bool:
    """Whether a connection leads to a book, by its application id or by tables that only a book has."""
    if conn.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
        return True
    found = conn.execute(
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('draft', 'report_revision', 'history')"
    ).fetchone()[0]
    return int(found) == 3


def is_readable(table: str) -> bool:
    """Whether a table of the book can be read as a table."""
    return table.lower() in OPEN


class BookConnection(sqlite3.Connection):
    """A connection to a book that remembers its guard."""

    guarded: "Guard | None" = None


@dataclass(slots=True)
class Guard:
    """What a connection's authorizer was made of, and the state of the book that it knows."""

    views: frozenset[str]
    passages: Mapping[str, str]
    named: frozenset[str]
    version: int = -1
    marks: Marks | None = None

    def renew(self, conn: sqlite3.Connection) -> None:
        """Take up the coordinator's marks if the book has changed since the last time."""
        version = int(conn.execute("PRAGMA data_version").fetchone()[0])
        if version == self.version:
            return
        conn.set_authorizer(None)
        try:
            self.marks = internal_columns(conn)
            self.version = version
        finally:
            # Setting it makes SQLite prepare anew, and so ask again about, every statement that is kept.
            conn.set_authorizer(authorizer(self.views, self.passages, self.marks or {}, named=self.named))


def guard(conn: sqlite3.Connection, *, named: bool = False) -> None:
    """Put the guard on a connection to a book; it stays until the connection is closed.

    `named`: what stands of the row-guarded tables is there under their own names, and hidden columns keep theirs, for
    questions of the program's own on a connection that serves one moment.
    """
    views = frozenset(
        str(row[0]).lower() for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'view'")
    )
    passages = _make_passages(conn)
    shown = _make_named(conn, passages) if named else frozenset()
    # The first use of a table function declares it, which an authorizer that lets nothing be made would refuse.
    conn.execute("SELECT 1 FROM json_each('[]'), json_tree('[]')")
    conn.execute("PRAGMA query_only = ON")
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    guarded = Guard(views, passages, shown)
    guarded.renew(conn)
    if isinstance(conn, BookConnection):
        conn.guarded = guarded


def renew(conn: sqlite3.Connection) -> None:
    """Before a question: let the guard of a connection take up what was marked since."""
    if isinstance(conn, BookConnection) and conn.guarded is not None:
        conn.guarded.renew(conn)


def _make_passages(conn: sqlite3.Connection) -> dict[str, str]:
    """Give this connection its own views over row-guarded tables; returns the tables by secret name."""
    suffix = secrets.token_hex(16)
    tables = {row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    passages = {table: f"{table}_{suffix}" for table in ROW_GUARDED if table in tables}
    for table, passage in passages.items():
        conn.execute(f"CREATE TEMP VIEW {passage} AS SELECT * FROM main.{table} WHERE {ROW_GUARDED[table]}")
    for (sql,) in conn.execute("SELECT sql FROM sqlite_master WHERE type = 'view'").fetchall():
        led, count = _FROM_GUARDED.subn(lambda found: f"{found[1]} {passages[found[2]]} AS {found[2]}", sql)
        if count:
            conn.execute(led.replace("CREATE VIEW", "CREATE TEMP VIEW", 1))
    return {passage: table for table, passage in passages.items()}


def _make_named(conn: sqlite3.Connection, passages: Mapping[str, str]) -> frozenset[str]:
    """Views in the place of row-guarded tables and of tables with hidden columns, so that those keep their names."""
    for passage, table in passages.items():
        conn.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM {passage}")
    tables = {row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")} & OPEN
    marked = {table: hidden for table, hidden in _unseen(internal_columns(conn)).items() if table in tables}
    for table, hidden in marked.items():
        columns = ", ".join(
            f'NULL AS "{row[1]}"' if row[1].lower() in hidden else f'"{row[1]}"'
            for row in conn.execute(f"PRAGMA main.table_info({table})")
        )
        conn.execute(f"CREATE TEMP VIEW {table} AS SELECT {columns} FROM main.{table}")
    return frozenset({*passages.values(), *marked})


_FROM_GUARDED: Final = re.compile(rf"\b(FROM|JOIN)\s+({'|'.join(ROW_GUARDED)})\b")


def authorizer(
    views: frozenset[str],
    passages: Mapping[str, str],
    marks: Marks | None = None,
    *,
    named: frozenset[str] = frozenset(),
    attach: bool = False,
    closed: frozenset[str] = frozenset(),
) -> Authorizer:
    """The function SQLite asks about every access of a statement, when the statement is prepared.

    `named` are views of the connection's own in the place of tables; of `closed`, attached databases, nothing is read.
    """
    open_names = OPEN | views | passages.keys() | _SCHEMA | _TABLE_FUNCTIONS | _PRAGMA_TABLES
    unseen = _unseen(marks or {})

    def read(table: str, column: str, database: str | None, context: str | None) -> int:
        if database in closed:
            return sqlite3.SQLITE_DENY
        if context in passages or (table in named and database == "temp"):
            # What decides whether a row stands is never hidden from it; what is kept back is so in the rows that pass.
            return sqlite3.SQLITE_OK
        if table not in open_names:
            return sqlite3.SQLITE_DENY
        hidden = column in unseen.get(passages.get(table, table), ())
        return sqlite3.SQLITE_IGNORE if hidden else sqlite3.SQLITE_OK

    def pragma(name: str, argument: str | None) -> int:
        if name in _UNANSWERED_PRAGMAS:
            return sqlite3.SQLITE_IGNORE
        if name in _TABLE_PRAGMAS and argument:
            # An unanswered foreign_key_list keeps row pages from counting rows of tables they may not read.
            known = argument.lower() in open_names
            return sqlite3.SQLITE_OK if known else sqlite3.SQLITE_IGNORE
        harmless = name in _INDEX_PRAGMAS or (name in _PLAIN_PRAGMAS and argument is None)
        return sqlite3.SQLITE_OK if harmless else sqlite3.SQLITE_DENY

    def authorize(
        action: int, first: str | None, second: str | None, database: str | None, context: str | None
    ) -> int:
        if action == sqlite3.SQLITE_READ:
            return read((first or "").lower(), (second or "").lower(), database, context)
        if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            forbidden = (second or "").lower() in _FORBIDDEN_FUNCTIONS
            return sqlite3.SQLITE_DENY if forbidden else sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_PRAGMA:
            return pragma((first or "").lower(), second)
        if action == sqlite3.SQLITE_ATTACH and attach:
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    return authorize


def _unseen(marks: Marks) -> dict[str, frozenset[str]]:
    """Columns that read as NULL, by table."""
    printed = _PRINTED if marks.keys() - _NOT_PRINTED else {}
    return {
        table: frozenset().union(*(kind.get(table, frozenset()) for kind in (KEPT_BACK, marks, printed)))
        for table in {*KEPT_BACK, *marks, *printed}
    }
