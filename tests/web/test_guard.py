"""What managers are not to see is not to be had at any address, and nothing they send changes the file."""

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from urllib.parse import quote, unquote_plus, urlencode

import pytest
from datasette.app import Datasette

from tests.web.conftest import CANARIES, UID, Answer, report
from tests.web.test_metadata import DESCRIBED, QUESTIONS
from web.book_database import BookDatabase

TABLES = list(DESCRIBED["tables"])
PAGES = [
    "/",
    "/.json",
    "/?_sort=relationships",
    "/shinchoku",
    "/shinchoku.json",
    "/shinchoku?_show_hidden=1",
    "/shinchoku.csv",
    "/shinchoku.db",
    "/shinchoku.jsono",
    "/_internal",
    "/_internal.json",
    "/_internal/tables.json",
    "/_memory",
    "/nowhere",
    "/nowhere/draft.json",
    "/robots.txt",
    "/favicon.ico",
    "/-/static/../../../../../../etc/passwd",
    "/-/shinchoku/managers.css",
    "/-/shinchoku/../plugin.py",
    "/-/shinchoku/nothing.css",
    *(
        f"/-/{name}{suffix}"
        for name in (
            "metadata",
            "versions",
            "plugins",
            "settings",
            "config",
            "threads",
            "databases",
            "actor",
            "permissions",
            "messages",
            "allow-debug",
            "allow-debug?actor=1&allow=[",
            "auth-token?token=x",
            "logout",
            "patterns",
        )
        for suffix in ("", ".json")
    ),
]
ARGUMENTS = (
    "_labels=on",
    "_shape=objects",
    "_shape=array&_nl=on",
    "_shape=object",
    "_shape=arrays",
    "_shape=nothing",
    "_extra=all&_extras=foreign_key_tables",
    "_facet=id&_facet=by_name&_facet=text&_facet_size=max",
    '_facet={"a":1',
    "_facet_date=at&_facet_array=stages",
    "_sort=by_name",
    "_sort_desc=text",
    "_sort=id&_sort_desc=id",
    "_sort=nowhere",
    "_next=abc",
    "_next=1,2,3",
    "_size=max",
    "_size=-1",
    "_size=abc",
    "_size=99999999",
    "_timelimit=abc",
    "_timelimit=1",
    "_col=by_uid&_col=text",
    "_nocol=id",
    "_search=CAN*",
    "_search_text=CAN",
    "_through={",
    '_through={"table":"draft","column":"text","value":"x"}',
    '_through={"table":"report_revision","column":"report_id","value":"1"}',
    "_where=1=1",
    "_where=exists(select+1+from+draft)",
    "_where=id+in+(select+id+from+main.report_revision)",
    "text__contains=CAN",
    "by_uid__notnull=1",
    "by_name__startswith=CAN",
    "by_uid__gt=0",
    "stages__arraycontains=x",
    "id__in=[1",
    "_filter_column=id&_filter_op=exact&_filter_value=1",
    "_json=before&_json=text",
    "_trace=1",
    "_context=1",
    "_blob_column=content",
    "_header=off&_dl=1",
)
# Questions of their own, for a Datasette that allows them.
ATTACKS = (
    *(f"select * from {table}" for table in TABLES),
    *(f"select count(*) from {table}" for table in TABLES),
    *(f'select * from main."{table.upper()}"' for table in TABLES),
    "select by_uid, by_name from decision union all select by_uid, by_name from import_batch",
    "select note from decision where note like 'CAN%'",
    "select hex(content), length(content) from source_file",
    "select group_concat(text) from report_revision",
    "select rowid, text from report_revision",
    "select * from main.current_report",
    "select * from main.report_history",
    "with current_report as (select text from report_revision) select * from current_report",
    "with report_history as (select text, by_name from main.report_revision) select * from report_history",
    "with draft as (select 1 as a) select * from main.draft, draft",
    "with report_revision as (select text from main.report_revision) select * from report_revision",
    "select (select text from draft) from plan",
    "select case when exists (select 1 from draft where text like 'CANARY%') then 'LEAK' || 'ED' end as leak",
    "select json_group_array(json_object('t', text)) from draft",
    "select value from json_each((select json_group_array(text) from draft))",
    "select * from plan where id in (select report_id from draft)",
    "select title from measure order by (select text from draft limit 1)",
    "select * from sqlite_temp_master",
    "select * from sqlite_temp_schema",
    "select * from temp.sqlite_master",
    "select * from pragma_database_list()",
    "select * from pragma_table_list()",
    "select * from pragma_table_info('draft')",
    "select * from pragma_table_xinfo('current_report')",
    "select * from pragma_function_list()",
    "select * from dbstat",
    "select * from sqlite_dbpage",
    "select * from sqlite_stmt",
    "select load_extension('x')",
    "select readfile('/etc/passwd')",
    "select fts3_tokenizer('simple')",
    "explain select * from current_report",
    "explain query plan select count(*) from report_history group by plan",
    "/* x */ explain query plan select * from current_report",
    "-- x\nexplain query plan select * from current_report",
    "select 1; attach database ':memory:' as x",
    "attach database ':memory:' as x",
    "pragma query_only = off",
    "select * from draft indexed by sqlite_autoindex_draft_1",
    "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n",
    "select randomblob(10)",
    "select zeroblob(2000000000)",
    "insert into plan (key) values ('x') returning *",
    "with x as (select 1) insert into plan (key, municipality_id, title) select 'x', 1, 'x'",
    "with x as (select 1) delete from report",
    "with x as (select 1) update measure set title = 'x'",
    "create temp table x as select * from draft",
    "vacuum into '/tmp/x.db'",
    "select",
    "",
)


def table_pages(table: str) -> Iterator[str]:
    place = f"/shinchoku/{table}"
    for suffix in ("", ".json", ".csv", ".csv?_stream=1", ".blob?_blob_column=content", ".nothing", "/"):
        yield place + suffix
    yield from (f"{place}/{row}{suffix}" for row in (1, 2, 99, "x,y") for suffix in ("", ".json", ".blob"))
    yield f"{place}/1.blob?_blob_column=content"
    yield f"{place}/1.json?_extras=foreign_key_tables&_shape=objects"


def argument_pages() -> Iterator[str]:
    tables = (
        "report",
        "decision",
        "source_file",
        "import_batch",
        "current_report",
        "report_history",
        "draft",
    )
    for table, arguments, suffix in itertools.product(
        (*tables, "report_revision"), ARGUMENTS, ("", ".json", ".csv")
    ):
        yield f"/shinchoku/{table}{suffix}?{quote(arguments, safe='=&+%')}"


def question_pages() -> Iterator[str]:
    for name, suffix in itertools.product(QUESTIONS, ("", ".json", ".csv", ".blob")):
        for values in (
            {"plan": "machi-2", "measure": "3", "word": "CANARY", "period": "2020H1", "_hide_sql": "1"},
            {"plan": "' OR 1=1 --", "measure": "%", "word": "'", "period": "x", "_timelimit": "x"},
            {"sql": "select * from draft", "_size": "max", "_shape": "objects", "_json": "text"},
        ):
            yield f"/shinchoku/{name}{suffix}?{urlencode(values)}"


def leaks(body: str) -> list[str]:
    return [canary for canary in CANARIES if canary in body]


async def look(datasette: Datasette, addresses: Iterator[str] | list[str]) -> list[str]:
    """What is wrong with the answers: internal things in them, or a fault of the program."""
    wrong = []
    for address in addresses:
        answer = await datasette.client.get(address)
        # The address itself is said back in links: only what was not asked for counts.
        body = answer.text.replace(address, "").replace(quote(address), "").replace("word=CANARY", "")
        body = body.replace('value="CANARY"', "").replace('"word": "CANARY"', "")
        if answer.status_code >= 500 or leaks(body):
            wrong.append(f"{answer.status_code} {address} {leaks(body)}")
    return wrong


async def test_no_table_row_json_csv_or_blob_page_shows_what_is_internal(datasette: Datasette) -> None:
    assert await look(datasette, [*PAGES, *(page for table in TABLES for page in table_pages(table))]) == []


@pytest.mark.filterwarnings("ignore:coroutine")
async def test_no_argument_of_a_table_page_gets_around_the_guard(datasette: Datasette) -> None:
    assert await look(datasette, argument_pages()) == []


async def test_no_question_tells_what_is_internal(datasette: Datasette) -> None:
    assert await look(datasette, question_pages()) == []


@pytest.mark.parametrize("suffix", ["", ".json", ".csv"])
async def test_questions_of_their_own_are_guarded_when_allowed_and_refused_when_not(
    town: Any, serve_book: Callable[..., Any], suffix: str
) -> None:
    free = await serve_book(town.path, allow_sql=True, settings={"sql_time_limit_ms": 100})
    answer = await free.client.get(
        f"/shinchoku.json?{urlencode({'sql': 'select count(*) as n from measure'})}"
    )
    assert answer.json()["rows"] == [[7]]
    asked = [f"/shinchoku{suffix}?{urlencode({'sql': sql, '_shape': 'objects'})}" for sql in ATTACKS]
    wrong = []
    for sql, address in zip(ATTACKS, asked, strict=True):
        answer = await free.client.get(address)
        # The question itself is said back; only what was not asked for counts.
        shown = (
            str(answer.json().get("rows")) if suffix == ".json" else unescape(answer.text).replace(sql, "")
        )
        if answer.status_code >= 500 or leaks(unquote_plus(shown).replace(sql, "")) or "LEAKED" in shown:
            wrong.append(f"{answer.status_code} {sql} {leaks(shown)}")
    assert wrong == []
    closed = await serve_book(town.path)
    statuses = {(await closed.client.get(address)).status_code for address in asked if "sql=&" not in address}
    assert statuses <= {400, 403}


async def test_query_plans_which_would_name_the_guards_own_views_are_refused(
    town: Any, serve_book: Callable[..., Any]
) -> None:
    free = await serve_book(town.path, allow_sql=True)
    for sql in (sql for sql in ATTACKS if "explain" in sql):
        answer = await free.client.get(f"/shinchoku.json?{urlencode({'sql': sql})}")
        assert answer.status_code == 400 and not answer.json().get("rows")


async def test_where_clauses_are_guarded_when_allowed(town: Any, serve_book: Callable[..., Any]) -> None:
    free = await serve_book(town.path, allow_sql=True)
    clauses = (
        "exists (select 1 from draft)",
        "id in (select report_id from draft)",
        "1=1) union select * from draft --",
        "by_name is not null",
    )
    for clause in clauses:
        for table in ("report", "decision", "report_history"):
            answer = await free.client.get(f"/shinchoku/{table}.json?{urlencode({'_where': clause})}")
            assert answer.status_code < 500
            assert not answer.json().get("rows")


async def test_what_was_sent_back_or_taken_back_is_seen_as_a_state_and_not_as_a_text(
    datasette: Datasette,
) -> None:
    address = "/shinchoku/current_report.json?_shape=objects&plan=machi-2&_sort=sort_key"
    rows = {row["measure_key"]: row for row in (await datasette.client.get(address)).json()["rows"]}
    assert [(key, rows[key]["state"], rows[key]["text"]) for key in ("1-2", "1-10", "3", "5")] == [
        ("1-2", "confirmed", "方式を比べた。"),
        ("1-10", "submitted", "試行した。"),
        ("3", "returned", None),
        ("5", "draft", None),
    ]


async def test_columns_kept_back_are_empty_and_the_rest_of_the_row_is_there(datasette: Datasette) -> None:
    answer = await datasette.client.get("/shinchoku/decision.json?_shape=objects&action=confirm")
    (row,) = answer.json()["rows"]
    assert (row["to_state"], row["note"], row["by_uid"], row["by_name"]) == ("confirmed", None, None, None)
    counted = await datasette.client.get(f"/shinchoku/decision.json?by_uid={UID}")
    assert counted.json()["filtered_table_rows_count"] == 0


@pytest.mark.parametrize(
    "table", ["draft", "history", "person", "report_revision", "sqlite_sequence", "DRAFT"]
)
async def test_internal_tables_are_refused_in_words(datasette: Datasette, table: str) -> None:
    page = await datasette.client.get(f"/shinchoku/{table}")
    assert page.status_code in (403, 404)
    assert "ここでは表示しません" in page.text or "このページはありません" in page.text
    listing = (await datasette.client.get("/shinchoku.json?_show_hidden=1")).json()
    assert table.lower() not in {found["name"] for found in listing["tables"]}


async def test_a_row_page_leaves_out_internal_tables_that_refer_to_it(datasette: Datasette) -> None:
    page = await datasette.client.get("/shinchoku/report/1.json?_extras=foreign_key_tables")
    assert {found["other_table"] for found in page.json()["foreign_key_tables"]} == {"decision"}


async def test_a_book_without_its_mark_in_the_header_is_guarded_too(
    town: Any, serve_book: Callable[..., Any]
) -> None:
    town.book.close()
    copy = town.path.parent.parent / "copy.db"
    with sqlite3.connect(town.path) as source, sqlite3.connect(copy) as target:
        source.backup(target)
        target.execute("PRAGMA application_id = 0")
    datasette = await serve_book(copy, allow_sql=True)
    answer = await datasette.client.get("/copy.json?sql=select+*+from+draft")
    assert answer.status_code == 400 and "prohibited" in answer.text


async def test_another_programs_file_beside_the_book_is_left_as_it_is(town: Any, tmp_path: Any) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as conn:
        conn.execute("CREATE TABLE draft (text)")
        conn.execute("INSERT INTO draft VALUES ('theirs')")
    datasette = Datasette([str(town.path), str(other)])
    await datasette.invoke_startup()
    assert isinstance(datasette.get_database("shinchoku"), BookDatabase)
    theirs = (await datasette.client.get("/other/draft.json?_shape=objects")).json()["rows"]
    assert theirs == [{"rowid": 1, "text": "theirs"}]
    assert (await datasette.client.get("/shinchoku/draft.json")).status_code == 403
    datasette.executor.shutdown()


async def test_a_look_across_files_is_guarded_too(town: Any, tmp_path: Any) -> None:
    town.book.close()
    datasette = Datasette([str(town.path.rename(tmp_path / "book.db"))], crossdb=True)
    await datasette.invoke_startup()
    for sql in (
        "select * from [book].draft",
        "select * from [book].report_revision",
        "select * from book.history",
    ):
        answer = await datasette.client.get(f"/_memory.json?{urlencode({'sql': sql})}")
        assert answer.status_code == 400 and not leaks(str(answer.json().get("rows")))
    datasette.executor.shutdown()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "head", "options"])
async def test_no_request_of_any_kind_changes_the_file(town: Any, datasette: Datasette, method: str) -> None:
    before = town.fingerprint()
    pages = [
        *PAGES,
        *(f"/shinchoku/{name}" for name in (*TABLES, *QUESTIONS)),
        "/shinchoku/report/1",
        "/-/create",
    ]
    options: dict[str, Any] = (
        {"json": {"sql": "delete from report", "rows": [{"id": 1}]}} if method in "postput" else {}
    )
    for page in pages:
        answer = await getattr(datasette.client, method)(page, **options)
        assert answer.status_code < 500, page
        if method not in ("head", "options", "post"):
            assert answer.status_code == 405, page
    assert town.fingerprint() == before


async def test_posting_is_refused_in_words(datasette: Datasette) -> None:
    answer = await datasette.client.post("/shinchoku/measure", data={"title": "x"})
    assert answer.status_code == 405
    assert "報告は端末で記録してください" in answer.text
    assert answer.headers["allow"] == "GET, HEAD"


async def test_even_a_question_marked_as_writing_writes_nothing(town: Any, datasette: Datasette) -> None:
    before = town.fingerprint()
    datasette._metadata_local["databases"]["shinchoku"]["queries"]["evil"] = {
        "sql": "delete from report",
        "write": True,
    }
    assert (await datasette.client.post("/shinchoku/evil")).status_code == 405
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await datasette.get_database("shinchoku").execute_write("delete from report")
    assert town.fingerprint() == before


async def test_a_row_recorded_a_moment_ago_is_on_the_next_page(town: Any, datasette: Datasette) -> None:
    address = "/shinchoku/current_report?measure_key=4"
    assert "画面を作り直した。" not in (await datasette.client.get(address)).text
    report(town, "4", Answer("計画どおりに実行できた", "実施済", "画面を作り直した。"))
    page = await datasette.client.get(address)
    assert "画面を作り直した。" in page.text and "提 提出済" in page.text
    assert page.headers.get("cache-control") == "no-cache"
