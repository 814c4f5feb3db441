"""Triggers that keep official records as they are, whoever writes: made anew after every migration."""

from typing import Final

from db.database import Database

# Append-only tables: what is in them stays. Drafts are the only texts that change in place (DESIGN 4.4).
APPEND_ONLY: Final = (
    "history",
    "report_revision",
    "report_stage",
    "decision",
    "period_decision",
    "source_file",
    "provenance",
)

# Rows that may change in the named columns alone and are never deleted.
FROZEN_BUT: Final = {
    "import_batch": ("state", "undone_at"),
    "import_change": ("undone",),
    "import_row": (),
    "import_issue": ("state", "answer", "version"),
}

GENESIS_HASH: Final = "0" * 64

# The order is checked by the file itself, so that a second program cannot fork the chain.
_CHAIN_GUARD: Final = f"""
CREATE TRIGGER guard_history_chain BEFORE INSERT ON history
WHEN NEW.seq <> (SELECT ifnull(max(seq), 0) + 1 FROM history)
  OR NEW.previous_hash <> ifnull((SELECT hash FROM history ORDER BY seq DESC LIMIT 1), '{GENESIS_HASH}')
BEGIN SELECT RAISE(ABORT, 'history: the chain would break'); END
"""

# What was approved cannot silently move: only a decision recorded in the same transaction may change a report's state.
_REPORT_GUARDS: Final = (
    """
CREATE TRIGGER guard_report_state BEFORE UPDATE OF state ON report
WHEN NEW.state <> OLD.state AND NOT EXISTS (
  SELECT 1 FROM decision WHERE id = (SELECT max(id) FROM decision WHERE report_id = OLD.id)
    AND from_state = OLD.state AND to_state = NEW.state)
BEGIN SELECT RAISE(ABORT, 'report: a state changes only through a decision'); END
""",
    """
CREATE TRIGGER guard_report_delete BEFORE DELETE ON report
WHEN OLD.revision > 0
BEGIN SELECT RAISE(ABORT, 'report: a submitted report is never deleted'); END
""",
    """
CREATE TRIGGER guard_report_late BEFORE UPDATE OF late ON report
WHEN OLD.late = 1 AND NEW.late = 0
BEGIN SELECT RAISE(ABORT, 'report: the late flag stays'); END
""",
    """
CREATE TRIGGER guard_report_start BEFORE INSERT ON report
WHEN NEW.state <> 'not_started' OR NEW.revision <> 0
BEGIN SELECT RAISE(ABORT, 'report: a state changes only through a decision'); END
""",
    """
CREATE TRIGGER guard_report_place BEFORE UPDATE ON report
WHEN NEW.id <> OLD.id OR NEW.measure_id <> OLD.measure_id OR NEW.period_id <> OLD.period_id
  OR NEW.revision < OLD.revision
BEGIN SELECT RAISE(ABORT, 'report: it stays with its measure, its half-year and its revisions'); END
""",
)


def _append_only(database: Database, table: str) -> tuple[str, ...]:
    message = f"RAISE(ABORT, '{table}: rows are never changed')"
    return (
        f"CREATE TRIGGER guard_{table}_update BEFORE UPDATE ON {table} BEGIN SELECT {message}; END",
        f"CREATE TRIGGER guard_{table}_delete BEFORE DELETE ON {table} BEGIN SELECT {message}; END",
        _never_replaced(database, table),
    )


def _frozen_but(database: Database, table: str, open_columns: tuple[str, ...]) -> tuple[str, ...]:
    columns = [row[1] for row in database.conn.execute(f"PRAGMA table_info({table})")]
    # Compared one by one: UPDATE OF a list of columns does not see the key when it is called rowid.
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in columns if name not in open_columns)
    message = f"RAISE(ABORT, '{table}: rows are never changed')"
    return (
        f"CREATE TRIGGER guard_{table}_update BEFORE UPDATE ON {table} WHEN {changed} BEGIN SELECT {message}; END",
        f"CREATE TRIGGER guard_{table}_delete BEFORE DELETE ON {table} BEGIN SELECT {message}; END",
        _never_replaced(database, table),
    )


def _never_replaced(database: Database, table: str) -> str:
    """INSERT OR REPLACE passes the delete guard where recursive_triggers is off, which is the default."""
    keys = [[row[1] for row in database.conn.execute(f"PRAGMA table_info({table})") if row[5]]]
    indexes = database.conn.execute(f"PRAGMA index_list({table})").fetchall()
    for index in sorted(row[1] for row in indexes if row[2]):
        keys.append([row[2] for row in database.conn.execute(f"PRAGMA index_info({index})")])
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(f'{name} = NEW.{name}' for name in key)})"
        for key in keys
    )
    message = f"RAISE(ABORT, '{table}: rows are never replaced')"
    return f"CREATE TRIGGER guard_{table}_replace BEFORE INSERT ON {table} WHEN {taken} BEGIN SELECT {message}; END"


def guard_statements(database: Database) -> tuple[str, ...]:
    """Every guard as SQL, in a fixed order; `verify` compares these with the file's own triggers."""
    statements: list[str] = []
    for table in APPEND_ONLY:
        statements.extend(_append_only(database, table))
    for table, open_columns in FROZEN_BUT.items():
        statements.extend(_frozen_but(database, table, open_columns))
    statements.append(_CHAIN_GUARD.strip())
    statements.append(_never_replaced(database, "report"))
    statements.extend(statement.strip() for statement in _REPORT_GUARDS)
    return tuple(statements)


def make_guards(database: Database) -> None:
    """Drop every trigger of the book and make the guards anew, inside the caller's transaction."""
    for row in database.conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.conn.execute(f'DROP TRIGGER "{row[0]}"')
    for statement in guard_statements(database):
        database.conn.execute(statement)


def missing_guards(database: Database) -> list[str]:
    """Names of guards that the file lacks or holds in another form; empty when all stand."""
    present = {
        row[0]: " ".join(row[1].split())
        for row in database.conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    }
    expected = {statement.split()[2]: " ".join(statement.split()) for statement in guard_statements(database)}
    return [name for name, sql in expected.items() if present.get(name) != sql]
