"""A table or view as CSV that Excel opens right: UTF-8 with BOM, Japanese headings, no cell that a spreadsheet runs."""

import csv
import re
from collections.abc import Generator
from io import StringIO
from typing import Final

from db.database import Database
from exports.headings import heading
from exports.public_tables import PublicTable, public_table
from exports.snapshot import snapshot

BOM: Final = "\ufeff"
_ROWS_AT_ONCE: Final = 500

# What makes a spreadsheet run a cell: = + - @, tab and line breaks in front; Japanese Excel takes the wide signs too
# when something follows them. Apostrophes in front count, so that a guarded text and one printed so stay two texts.
_RUNS: Final = re.compile(r"'*(?:[=+\-@\t\r\n]|[＝＋－＠].)", re.DOTALL)


def disarm(value: object) -> object:
    """A text that would run gets an apostrophe in front; numbers and None stay what they are."""
    if isinstance(value, str) and _RUNS.match(value):
        return f"'{value}"
    return value


def rearm(text: str) -> str:
    """The text that disarm() was given."""
    return text[1:] if text.startswith("'") and _RUNS.match(text[1:]) else text


def export_csv(database: Database, table: str) -> Generator[str, None, None]:
    """A public table or view as pieces of CSV, headings first; empty cells are NULL or empty.

    Raises (at once) UnknownName, which names the tables there are, or PrivateTable.
    """
    return _pieces(database, public_table(database, table))


def _pieces(database: Database, table: PublicTable) -> Generator[str, None, None]:
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(BOM)
    writer.writerow([heading(table.name, column) for column in table.columns])
    with snapshot(database):
        rows = database.conn.execute(table.sql)
        while chunk := rows.fetchmany(_ROWS_AT_ONCE):
            writer.writerows([disarm(value) for value in row] for row in chunk)
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
