"""Opening the dashboard; Textual is loaded only here."""

from pathlib import Path

from db.book import Book


def open_dashboard(path: Path, lang: str) -> int:
    """Open the book first, so that a refusal is one line in a clean terminal, then the dashboard."""
    with Book.open(path) as book:
        from tui.app import run

        return run(book, lang)
