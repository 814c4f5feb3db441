"""The metadata names what there is, all of it, and Datasette understands it."""

import json
from pathlib import Path
from typing import Any

import pytest
from datasette import __version__
from datasette.app import Datasette
from datasette.plugins import pm

from db.book import Book
from web import guard, plugin
from web.pages import GROUPS
from web.serving import METADATA_KEY, metadata_for, metadata_text

METADATA: dict[str, Any] = json.loads(metadata_text())
DESCRIBED: dict[str, Any] = METADATA["databases"][METADATA_KEY]
VISIBLE = [name for name, table in DESCRIBED["tables"].items() if not table.get("hidden")]
QUESTIONS = list(DESCRIBED["queries"])
# What Datasette 0.65.5 knows; it is silent about any other key.
TABLE_KEYS = {
    "title",
    "description",
    "columns",
    "hidden",
    "label_column",
    "sort",
    "sort_desc",
    "size",
    "facets",
}
# columns, param_words, group and base are ours: a question's headings, its place on the front page, what it stands on.
QUERY_KEYS = {"title", "description", "sql", "params", "hide_sql", "columns", "param_words", "group"}


@pytest.fixture
def schema(tmp_path: Path) -> dict[str, list[str]]:
    """Tables and views of a freshly migrated book with their columns."""
    with Book.create(tmp_path / "new.db") as book:
        names = book.db.conn.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        return {
            row[0]: [column[1] for column in book.db.conn.execute(f"PRAGMA table_info([{row[0]}])")]
            for row in names.fetchall()
        }


def test_datasette_is_the_version_that_knows_our_questions() -> None:
    assert __version__ == "0.65.5"


def test_every_table_and_view_of_the_book_stands_in_the_metadata_and_no_other(schema: dict[str, Any]) -> None:
    assert set(DESCRIBED["tables"]) == set(schema)


def test_tables_are_shown_exactly_when_the_guard_lets_them_be_read(
    schema: dict[str, Any], tmp_path: Path
) -> None:
    with Book.open(tmp_path / "new.db", write=False) as book:
        tables = {
            row[0] for row in book.db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
    assert set(VISIBLE) & tables == set(guard.OPEN)


@pytest.mark.parametrize("name", VISIBLE)
def test_every_visible_column_has_a_japanese_description(name: str, schema: dict[str, list[str]]) -> None:
    table = DESCRIBED["tables"][name]
    assert list(table["columns"]) == schema[name]
    for words in (table["title"], table["description"], *table["columns"].values()):
        assert any("ぁ" <= letter <= "鿿" for letter in words) or words.startswith(("ID", "SHA-256"))


@pytest.mark.parametrize("name", VISIBLE)
def test_labels_orders_and_facets_name_columns_that_exist(name: str, schema: dict[str, list[str]]) -> None:
    table = DESCRIBED["tables"][name]
    named = [table.get(key) for key in ("label_column", "sort", "sort_desc")] + table.get("facets", [])
    assert {column for column in named if column} <= set(schema[name])
    assert table["size"] <= 100


def test_there_are_no_keys_that_datasette_would_pass_over() -> None:
    assert set(METADATA) == {"title", "description", "allow_sql", "databases"}
    assert set(DESCRIBED) == {"title", "description", "tables", "queries"}
    for table in DESCRIBED["tables"].values():
        assert set(table) <= TABLE_KEYS
    for query in DESCRIBED["queries"].values():
        assert set(query) - {"base"} == QUERY_KEYS
        assert query["group"] in GROUPS


def test_no_question_writes_and_sql_is_not_for_everyone() -> None:
    assert METADATA["allow_sql"] is False
    assert "write" not in json.dumps(METADATA)


def test_hidden_names_hide_nothing_else_by_their_prefix() -> None:
    hidden = [name for name, table in DESCRIBED["tables"].items() if table.get("hidden")]
    for name in VISIBLE:
        assert not any(name.startswith(prefix) for prefix in hidden)


def test_facets_cover_plan_department_field_state_and_period() -> None:
    facets = set(DESCRIBED["tables"]["current_report"]["facets"])
    assert {"plan", "leads", "policy_field", "state", "period"} <= facets
    assert "department" in DESCRIBED["tables"]["department_status"]["facets"]


@pytest.mark.parametrize("name", VISIBLE)
async def test_every_visible_page_opens_with_its_facets_as_html_json_and_csv(
    name: str, datasette: Datasette
) -> None:
    page = await datasette.client.get(f"/shinchoku/{name}")
    assert page.status_code == 200
    assert DESCRIBED["tables"][name]["title"] in page.text
    answer = await datasette.client.get(f"/shinchoku/{name}.json")
    assert answer.status_code == 200
    assert set(answer.json()["facet_results"]) == set(DESCRIBED["tables"][name].get("facets", []))
    assert (await datasette.client.get(f"/shinchoku/{name}.csv?_stream=1")).status_code == 200


@pytest.mark.parametrize("name", QUESTIONS)
async def test_every_question_runs_and_has_a_heading_for_each_column(name: str, datasette: Datasette) -> None:
    query = DESCRIBED["queries"][name]
    answer = (await datasette.client.get(f"/shinchoku/{name}.json")).json()
    assert answer["error"] is None
    assert answer["columns"] == list(query["columns"])
    assert set(query["params"]) == set(query["param_words"])
    page = await datasette.client.get(f"/shinchoku/{name}")
    assert query["title"] in page.text and query["description"] in page.text


async def test_a_file_of_any_name_gets_the_same_descriptions(town: Any, serve_book: Any) -> None:
    town.book.close()
    renamed = town.path.rename(town.path.parent.parent / "第六次 記録.db")
    datasette = await serve_book(renamed)
    assert metadata_for("第六次 記録")["databases"].keys() == {"第六次 記録"}
    page = await datasette.client.get(datasette.urls.table("第六次 記録", "measure"))
    assert page.status_code == 200 and "達成目標" in page.text


async def test_plain_datasette_with_the_metadata_file_works_and_is_guarded(town: Any) -> None:
    assert pm.is_registered(plugin)
    town.book.close()
    plain = town.path.rename(town.path.parent.parent / "shinchoku.db")
    datasette = Datasette([str(plain)], metadata=json.loads(metadata_text()))
    await datasette.invoke_startup()
    page = await datasette.client.get("/shinchoku/measure_list?_sort=sort_key")
    assert page.status_code == 200 and "防災無線の更新" in page.text
    assert (await datasette.client.get("/shinchoku/draft.json")).status_code == 403
    assert (await datasette.client.get("/shinchoku.json?sql=select+1")).status_code == 403
    datasette.executor.shutdown()
