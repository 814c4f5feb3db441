"""Counts and facets as long as the book stays as it is: every page of a table asks for the same ones again.

What was asked is kept until any connection sees that the book has changed, so that a row recorded a moment ago is in
the next answer. What ran out of its time is not tried again for a while: a page of a million rows waits for it once.
"""

import sqlite3
from collections.abc import Hashable, Mapping
from itertools import count
from time import monotonic
from typing import Any, Final
from weakref import WeakKeyDictionary

from datasette.database import Database, QueryInterrupted, Results

MOST_KEPT: Final = 500
LEFT_ALONE_SECONDS: Final = 60.0
COUNT_MILLISECONDS: Final = 500
_COUNT: Final = "select count(*) from "


class RepeatedDatabase(Database):  # type: ignore[misc]
    """A read-only database that remembers counts and facets."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._changes = count(1)
        self._change = 0
        self._seen: WeakKeyDictionary[sqlite3.Connection, int] = WeakKeyDictionary()
        self._answers: dict[Hashable, tuple[int, Results]] = {}
        self._overran: dict[Hashable, float] = {}

    async def execute(self, sql: str, *args: Any, **options: Any) -> Results:
        """Run a query; one that only counts or groups may have its answer from before."""
        if sql.startswith(_COUNT) and options.get("custom_time_limit") is None:
            options["custom_time_limit"] = COUNT_MILLISECONDS
        if len(args) > 1 or options.get("custom_time_limit") is None or options.get("truncate"):
            return await super().execute(sql, *args, **options)
        params = args[0] if args else options.get("params")
        key = (sql, _plain(params), options["custom_time_limit"])
        if self._overran.get(key, 0.0) > monotonic():
            raise QueryInterrupted(sqlite3.OperationalError("interrupted"), sql, params)
        change = await self.execute_fn(self._look)
        kept = self._answers.get(key)
        if kept is not None and kept[0] == change:
            return kept[1]
        try:
            answer = await super().execute(sql, *args, **options)
        except QueryInterrupted:
            _keep(self._overran, key, monotonic() + LEFT_ALONE_SECONDS)
            raise
        _keep(self._answers, key, (change, answer))
        return answer

    def _look(self, conn: sqlite3.Connection) -> int:
        """The number of the change that this connection knows; a change it has not seen is a new one for all."""
        version = conn.execute("PRAGMA data_version").fetchone()[0]
        if self._seen.get(conn) != version:
            self._seen[conn] = version
            self._change = next(self._changes)
        return self._change


def _plain(params: Mapping[str, Any] | Any) -> Hashable:
    return repr(sorted(params.items())) if isinstance(params, Mapping) else repr(params)


def _keep(place: dict[Hashable, Any], key: Hashable, value: Any) -> None:
    if len(place) >= MOST_KEPT:
        place.clear()
    place[key] = value
