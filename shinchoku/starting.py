"""The command line before click reads it: the language, and whether click is needed at all."""

import os
from pathlib import Path

from i18n import LANGUAGES
from shinchoku import BOOK, BOOK_VARIABLE


def wished_language(arguments: list[str]) -> str | None:
    """The value of --lang, read before the commands are made, because their help is already in that language."""
    for place, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
    return None


def dashboard_alone(arguments: list[str]) -> Path | None:
    """The book, where the dashboard is all that is asked for; None: click is to see to it.

    click would say the same, but takes 10 ms to load, which is a thirtieth of the start.
    """
    book, left = os.environ.get(BOOK_VARIABLE) or BOOK, list(arguments)
    while left:
        name, is_one, value = left.pop(0).partition("=")
        if name not in ("--db", "--lang") or not (is_one or left):
            return None
        value = value if is_one else left.pop(0)
        if name == "--db":
            book = value
        elif value not in LANGUAGES:
            return None
    return None if os.path.isdir(book) else Path(book)
