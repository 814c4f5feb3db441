"""SQL functions that questions and searches use: matching without regard to width and case, and today in Japan."""

import sqlite3
from functools import lru_cache
from typing import Final

from db.clock import stamp, system_clock
from domain.names import match_key
from web.folding import fold

CONTAINS_WORDS: Final = "contains_words"


# Between the cells of a row, which are folded together: a letter for private use, which folding leaves alone.
_SEPARATOR: Final = "\ue000"


@lru_cache(maxsize=100)
def words_of(asked: str) -> tuple[str, ...]:
    """The words of a search as they are compared; all of them must be found."""
    return tuple(key for key in (match_key(word) for word in asked.split()) if key)


def _contains(asked: object, *cells: object) -> int:
    together = fold(_SEPARATOR.join(cell for cell in cells if isinstance(cell, str)))
    return int(all(word in together for word in words_of(str(asked or ""))))


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
