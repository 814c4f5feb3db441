"""Opening the dashboard; Textual is loaded only here."""

from shinchoku.context import Session


def open_dashboard(session: Session) -> int:
    """Open the book first, so that a refusal is one line in a clean terminal, then the dashboard."""
    with session.book(write=True) as book:
        from tui.app import run

        return run(book, session.lang)
