"""What tells one book from another, and a report's place by its names: a text from outside is checked against both."""

from typing import NamedTuple

from db.database import Database


class Named(NamedTuple):
    """A report by what people call it: ids of one book mean other rows in another."""

    plan: str
    measure: str
    half: str
    department: str | None


def book_mark(database: Database) -> str | None:
    """The hash of the first row of history: it stays for the life of a book, wherever it is moved; None: no row yet."""
    row = database.conn.execute("SELECT hash FROM history WHERE seq = 1").fetchone()
    return str(row[0]) if row else None


def named(database: Database, measure_id: int, period_id: int, department_id: int | None) -> Named | None:
    """The names of a report's place, or of a department's part of it; None where this book has no such place."""
    row = database.conn.execute(
        "SELECT plan.key, measure_key, fy, half, department.name FROM measure JOIN plan ON plan.id = measure.plan_id"
        " JOIN period ON period.plan_id = plan.id AND period.id = ?"
        " LEFT JOIN department ON department.id = ? WHERE measure.id = ?",
        (period_id, department_id, measure_id),
    ).fetchone()
    if row is None or (department_id is not None and row[4] is None):
        return None
    return Named(row[0], row[1], f"{row[2]}H{row[3]}", row[4])
