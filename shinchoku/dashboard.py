"""Opening the dashboard; Textual is loaded only here."""

from shinchoku.context import Session


def open_dashboard(session: Session) -> int:
    """Open the book first, so that a refusal is one line in a clean terminal, then the dashboard."""
    session.book(write=True).close()
    from tui.app import run

    return run(session.path, session.lang)
