"""The schema's history as ordered, named functions; only a writer runs them, under BEGIN IMMEDIATE."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import sqlite_utils

from db.connection import APPLICATION_ID, SCHEMA_VERSION
from db.database import Database
from db.guards import make_guards

book = sqlite_utils.Migrations("shinchoku")


def _statements(script: str) -> Iterator[str]:
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def run_script(database: Database | sqlite_utils.Database, name: str) -> None:
    """Run one file of db/schema statement by statement: executescript() would commit the open transaction."""
    for statement in _statements((Path(__file__).parent / "schema" / name).read_text(encoding="utf-8")):
        database.conn.execute(statement)


@book()
def m0001_first_schema(db: sqlite_utils.Database, /) -> None:
    for name in ("01_plan.sql", "02_cycle.sql", "03_record.sql"):
        run_script(db, name)


@book()
def m0002_mappings(db: sqlite_utils.Database, /) -> None:
    run_script(db, "04_mappings.sql")


@book()
def m0003_people_and_scope(db: sqlite_utils.Database, /) -> None:
    run_script(db, "05_people_and_scope.sql")


def migrate(database: Database) -> None:
    """Bring the book up to SCHEMA_VERSION; views and guards are made anew, because table.transform() drops triggers."""
    database.conn.execute("BEGIN IMMEDIATE")
    try:
        _drop_views(database)
        book.apply(database.utils)
        _make_views(database)
        make_guards(database)
        database.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        database.conn.execute("COMMIT")
    except BaseException:
        if database.conn.in_transaction:
            database.conn.execute("ROLLBACK")
        raise


VIEWS: Final = ("10_views.sql", "11_insight_views.sql")


def _drop_views(database: Database) -> None:
    """Before the migrations: a table that a view reads cannot be renamed into place."""
    rows = database.conn.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()
    for row in rows:
        database.conn.execute(f'DROP VIEW "{row[0]}"')


def _make_views(database: Database) -> None:
    for name in VIEWS:
        run_script(database, name)
