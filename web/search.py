"""SQL functions that questions and searches use: matching without regard to width and case, and today in Japan."""

import sqlite3
from typing import Final

from db.clock import stamp, system_clock
from domain.names import match_key

CONTAINS_WORDS: Final = "contains_words"


def words_of(asked: str) -> tuple[str, ...]:
    """The words of a search as they are compared; all of them must be found."""
    return tuple(key for key in (match_key(word) for word in asked.split()) if key)


def _contains(asked: object, *cells: object) -> int:
    wanted = words_of(str(asked or ""))
    folded = [match_key(cell) for cell in cells if isinstance(cell, str)]
    return int(all(any(word in cell for cell in folded) for word in wanted))


def _match_key(text: object) -> str | None:
    return None if text is None else match_key(str(text))


def _today() -> str:
    return stamp(system_clock)[:10]


def register(conn: sqlite3.Connection) -> None:
    """Give a connection match_key(text), the same for ＲＰＡ, RPA and rpa, today() as YYYY-MM-DD, and contains_words.

    contains_words(search, cell, …) says whether every word of a search stands in one of the cells.
    """
    conn.create_function("match_key", 1, _match_key, deterministic=True)
    conn.create_function("today", 0, _today)
    conn.create_function(CONTAINS_WORDS, -1, _contains, deterministic=True)
