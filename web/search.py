"""SQL functions that questions use: matching without regard to width and case, and today's date in Japan."""

import sqlite3

from db.clock import stamp, system_clock
from domain.names import match_key


def _match_key(text: object) -> str | None:
    return None if text is None else match_key(str(text))


def _today() -> str:
    return stamp(system_clock)[:10]


def register(conn: sqlite3.Connection) -> None:
    """Give a connection match_key(text), the same for ＲＰＡ, RPA and rpa, and today() as YYYY-MM-DD."""
    conn.create_function("match_key", 1, _match_key, deterministic=True)
    conn.create_function("today", 0, _today)
