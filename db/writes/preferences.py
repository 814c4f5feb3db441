"""What a person chose to see, remembered per operating-system user."""

from db.book import Book


def remember(book: Book, name: str, value: str) -> None:
    """Keep a preference of the person at the keyboard."""
    with book.writing() as door:
        door.db.conn.execute(
            "INSERT INTO preference (uid, name, value) VALUES (?, ?, ?)"
            " ON CONFLICT (uid, name) DO UPDATE SET value = excluded.value",
            (door.actor.uid, name, value),
        )


def recall(book: Book, name: str) -> str | None:
    """A preference of the person at the keyboard, or None."""
    row = book.db.conn.execute(
        "SELECT value FROM preference WHERE uid = ? AND name = ?", (book.actor.uid, name)
    ).fetchone()
    return row[0] if row else None
