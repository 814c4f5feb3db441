"""Counts and facets are asked once as long as the book stays as it is, and are never out of date."""

from typing import Any

import pytest
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted

COUNT = "select count(*) from [measure]"


def database_of(datasette: Datasette) -> Any:
    return next(one for name, one in datasette.databases.items() if not name.startswith("_"))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every query that reaches SQLite."""
    found: list[str] = []
    execute = Database.execute

    async def watched(self: Database, sql: str, *args: Any, **options: Any) -> Any:
        found.append(sql)
        return await execute(self, sql, *args, **options)

    monkeypatch.setattr(Database, "execute", watched)
    return found


async def test_a_count_is_asked_once_and_again_after_a_change(
    town: Any, datasette: Datasette, asked: list[str]
) -> None:
    book = database_of(datasette)
    before = (await book.execute(COUNT)).rows[0][0]
    for _ in range(5):
        assert (await book.execute(COUNT)).rows[0][0] == before
    # Each of Datasette's threads has a connection of its own, and learns by itself where the book stands.
    assert asked.count(COUNT) <= 1 + datasette.setting("num_sql_threads")
    for number in range(1, 6):
        with town.book.writing() as door:
            row = {"plan_id": town.plan_id, "measure_key": f"new-{number}", "title": "新", "sort_key": "z"}
            door.insert("measure", row)
        assert (await book.execute(COUNT)).rows[0][0] == before + number


async def test_a_facet_is_right_right_after_a_change(town: Any, datasette: Datasette) -> None:
    async def states() -> dict[str, int]:
        page = (await datasette.client.get("/shinchoku/measure.json?_facet=state&_size=0")).json()
        results = page["facet_results"]
        return {one["value"]: one["count"] for one in results["state"]["results"]}

    before = await states()
    assert await states() == before
    with town.book.writing() as door:
        door.update("measure", town.measures["3"], {"state": "suspended"})
    after = await states()
    assert after["suspended"] == before.get("suspended", 0) + 1
    assert after.get("active", 0) == before["active"] - 1


async def test_what_ran_out_of_its_time_is_left_alone_for_a_while(
    datasette: Datasette, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("web.repeated.monotonic", lambda: now[0])
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0"
    )
    book = database_of(datasette)
    for _ in range(2):
        with pytest.raises(QueryInterrupted):
            await book.execute(endless, None, custom_time_limit=20)
    assert asked.count(endless) == 1
    now[0] += 61
    with pytest.raises(QueryInterrupted):
        await book.execute(endless, None, custom_time_limit=20)
    assert asked.count(endless) == 2


async def test_rows_are_never_kept(datasette: Datasette, asked: list[str]) -> None:
    book = database_of(datasette)
    for _ in range(2):
        await book.execute("select title from measure")
        await book.execute("select count(*) from measure", truncate=True)
    assert asked.count("select title from measure") == 2
    assert asked.count("select count(*) from measure") == 2
