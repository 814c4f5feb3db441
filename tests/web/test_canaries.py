"""A canary in every guarded column of the published plans: no address, argument, question or method brings one out."""

import hashlib
import io
import sqlite3
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote_plus, urlencode

import pytest
from datasette.app import Datasette

from tests.web import planted_book
from tests.web.planted_book import MARKED, PUBLIC, STANDING, Planted, guarded_columns, leaks, schema
from tests.web.test_guard import ATTACKS, PAGES
from tests.web.test_metadata import DESCRIBED, QUESTIONS
from web.refusing import POSTS
from web.serving import datasette_for

TABLES: Final = list(DESCRIBED["tables"])

# Guarded columns that no canary fits into: keys that must lead to a row, and words out of a short list.
WITHOUT_CANARY: Final = frozenset(
    f"{table}.{column}"
    for table, columns in {
        "draft": "report_id",
        "import_change": "action batch_id undone",
        "import_row": "batch_id outcome",
        "internal_column": "id",
        "membership": "department_id person_id proxy_for_id role valid_from valid_to",
        "period_scope": "measure_id period_id",
        "person": "id",
        "provenance": "batch_id source_file_id",
        "report_part": "department_id done report_id",
        "report_revision": "carried id is_example late report_id revision",
        "report_stage": "report_revision_id work_item_id",
    }.items()
    for column in columns.split()
)
# Every guarded column is asked for in each of these ways; {t} is its table, {c} the column.
WAYS: Final = (
    "select {c} from {t}",
    'select "{c}" from main."{t}"',
    "select [{c}] from [{t}] -- as it is",
    "/* {t} */ select x.{c} as title from {t} as x",
    "select {c} from temp.{t}",
    "select `{C}` from `{T}`",
    "with d as (select {c} from {t}) select * from d",
    "with {t} as (select {c} from main.{t}) select * from {t}",
    "with current_report as (select {c} from main.{t}) select * from current_report",
    "with recursive n(i) as (select {c} from {t} union select i from n) select i from n",
    "select (select {c} from {t} order by 1 desc limit 1)",
    "select title, (select {c} from {t} limit 1) from measure",
    "select title from measure union all select {c} from {t}",
    "select {c} from {t} except select title from measure",
    "select group_concat({c}, ',') from {t}",
    "select json_group_array({c}) from {t}",
    "select json_group_object(coalesce({c}, 'k'), {c}) from {t}",
    "select value from json_each((select json_group_array({c}) from {t}))",
    "select atom from json_tree((select json_group_array(quote({c})) from {t}))",
    "select hex({c}), quote({c}), substr({c}, 1, 40), cast({c} as text), printf('%s', {c}) from {t}",
    "select first_value({c}) over (order by rowid), lag({c}) over (order by {c}) from {t}",
    "select max({c}), min({c}) from {t} group by {c} having {c} is not null",
    "select a.{c} from (select * from (select * from {t})) as a",
    "select r.{c} from plan as p left join {t} as r on true",
    "select * from {t} natural join {t} as b",
    "select (values ((select {c} from {t} limit 1)))",
    "select case when {c} > '' then {c} else {c} end from {t}",
    "select coalesce(nullif({c}, ''), 'x') from {t} where rowid > 0",
    "select 'LEAK' || 'ED' from {t} where {c} like 'CAN%' or {c} like '%CAN%' or {c} like '7654%'",
    "select iif(exists (select 1 from {t} where cast({c} as text) glob '*CAN*'), 'LEAK' || 'ED', '')",
    "select 'LEAK' || 'ED' from measure where (select max(cast({c} as text)) from {t}) >= 'CAN'"
    " and (select max(cast({c} as text)) from {t}) < 'CAO'",
)


async def served(path: Path, **options: Any) -> AsyncIterator[Datasette]:
    datasette = datasette_for(path, **options)
    await datasette.invoke_startup()
    yield datasette
    datasette.executor.shutdown()
    datasette.get_database("shinchoku").close()


@pytest.fixture
async def managers(planted: Planted) -> AsyncIterator[Datasette]:
    """The planted book as managers get it."""
    async for datasette in served(planted.path):
        yield datasette


@pytest.fixture
async def free(planted: Planted) -> AsyncIterator[Datasette]:
    """The planted book with every door open that a setting can open."""
    settings = {"trace_debug": True, "template_debug": True, "sql_time_limit_ms": 500}
    async for datasette in served(planted.path, allow_sql=True, settings=settings):
        yield datasette


def fingerprint(path: Path) -> str:
    """Digest of the file and its write-ahead log."""
    wal = Path(f"{path}-wal")
    return hashlib.sha256(path.read_bytes() + (wal.read_bytes() if wal.exists() else b"")).hexdigest()


async def look(datasette: Datasette, addresses: Iterator[str] | list[str]) -> list[str]:
    """What is wrong with the answers: a canary in a body or a header, or a fault of the program."""
    wrong = []
    for address in addresses:
        answer = await datasette.client.get(address)
        said = unquote_plus(unescape(answer.text + str(dict(answer.headers))))
        found = leaks(said) + ["LEAKED"] * ("LEAKED" in said)
        if answer.status_code >= 500 or found:
            wrong.append(f"{answer.status_code} {unquote_plus(address)} {found}")
    return wrong


def test_every_column_of_the_book_is_either_public_or_guarded(planted: Planted) -> None:
    with closing(sqlite3.connect(planted.path)) as conn:
        book, kept = schema(conn), guarded_columns(conn)
    for table, columns in book.items():
        public = PUBLIC.get(table, frozenset()) - {MARKED.get(table)}
        if table == "import_issue":
            public -= planted_book.OF_SOURCES
        assert set(kept.get(table, ())) | public == set(columns), table
        assert not set(kept.get(table, ())) & public, table
        assert STANDING.get(table, frozenset()) <= set(columns), table


def test_every_guarded_column_holds_a_canary_but_keys_and_words_out_of_a_list(planted: Planted) -> None:
    assert {f"{table}.{column}" for table, column in planted.unplanted} == WITHOUT_CANARY
    with closing(sqlite3.connect(planted.path)) as conn:
        for table, column in planted.columns:
            told = conn.execute(
                f"SELECT quote([{column}]), CAST([{column}] AS TEXT) FROM [{table}]"
            ).fetchall()
            assert leaks(str(told)), f"{table}.{column}"


def pages_of(table: str, keys: list[str]) -> Iterator[str]:
    place = f"/shinchoku/{table}"
    arguments = (
        ".json?_shape=objects&_labels=on&_extras=all&_size=max",
        ".csv?_stream=1&_labels=on",
        "?_labels=on",
    )
    yield from (
        place + suffix for suffix in ("", ".json", ".json?_shape=array&_nl=on&_nofacet=1", *arguments)
    )
    yield f"{place}.json?_shape=arrayfirst"
    yield f"{place}?_trace=1&_context=1&_facet_size=max"
    for key in keys:
        yield from (
            f"{place}/{key}{suffix}"
            for suffix in ("", ".json?_extras=all&_extra=all&_shape=objects", ".blob")
        )


async def test_no_table_row_stream_or_service_page_tells_a_canary(
    planted: Planted, managers: Datasette
) -> None:
    with closing(sqlite3.connect(planted.path)) as conn:
        ids = {
            name: [
                str(row[0])
                for row in conn.execute(
                    f"SELECT min(rowid) FROM [{name}] UNION SELECT max(rowid) FROM [{name}]"
                )
            ]
            for name in schema(conn)
        }
        ids["measure"] += [
            str(row[0]) for row in conn.execute("SELECT DISTINCT measure_id FROM report LIMIT 20")
        ]
    pages = [*PAGES, *(page for table in TABLES for page in pages_of(table, ids.get(table, [])))]
    assert await look(managers, pages) == []


async def test_no_argument_of_a_table_page_tells_or_betrays_a_canary(
    planted: Planted, free: Datasette
) -> None:
    views = ("current_report", "report_history", "reached_stage", "measure_list", "schedule", "period_status")
    columns = sorted({*planted.columns, *(("report_revision", name) for name in STANDING["report_revision"])})
    asked = []
    for table, column in columns:
        for place in {table, *(view for view in views if table.startswith("report"))}:
            page = f"/shinchoku/{place}.json?_shape=objects&_nofacet=1&"
            asked += [
                f"{page}_facet={column}&_facet_array={column}&_facet_date={column}&_facet_size=max",
                f"{page}_sort={column}&_col={column}&_size=5",
                f"{page}{column}__contains=CAN&_nocol=id",
                f"{page}_search=CAN&_search_{column}=CAN",
                f"{page}_where={quote(column)}+like+'CAN%25'&_trace=1",
                f"{page}_where=exists(select+1+from+{table}+where+{column}+like+'CAN%25')&_json={column}",
            ]
    assert await look(free, asked) == []
    counted = [address for address in asked if "__contains=CAN" in address or "_where" in address]
    for address in counted:
        answer = (await free.client.get(address)).json()
        assert not answer.get("rows"), address


async def test_no_question_and_no_search_tells_a_canary(planted: Planted, managers: Datasette) -> None:
    plans = ("", "musashino-4", "musashimurayama-4")
    asked = [
        f"/shinchoku/{name}{suffix}?{urlencode({'plan': plan, 'measure': '1-1', 'word': 'C', 'month': ''})}"
        for name in QUESTIONS
        for suffix in ("", ".json", ".csv")
        for plan in plans
    ]
    words = ("C", "CANAR", "_", "-", "7654", "report_revision", "@", "1")
    asked += [f"/-/find{suffix}?word={word}" for suffix in ("", ".json") for word in words]
    asked += [f"/shinchoku/{table}?_search={word}&_labels=on" for table in TABLES for word in ("CAN", "7654")]
    assert await look(managers, asked) == []
    found = (await managers.client.get("/-/find.json?word=CANARY")).json()
    assert [book["count"] for book in found["books"]] == [0]


async def test_no_workbook_of_a_table_or_a_question_holds_a_canary(planted: Planted, free: Datasette) -> None:
    opened = 0
    for name in (*TABLES, *QUESTIONS):
        answer = await free.client.get(f"/shinchoku/{name}.xlsx?_labels=on&measure=1-1&word=C")
        assert answer.status_code < 500, name
        told = answer.text if answer.status_code != 200 else "".join(_parts(answer.content))
        assert leaks(told) == [], name
        opened += answer.status_code == 200
    assert opened > 60
    for table, column in sorted(planted.columns)[::3]:
        asked = urlencode({"sql": f"select {column} from {table}"})
        answer = await free.client.get(f"/shinchoku.xlsx?{asked}")
        assert answer.status_code < 500 and leaks(answer.content.decode("latin-1")) == [], asked
        if answer.status_code == 200:
            assert leaks("".join(_parts(answer.content))) == [], asked


def _parts(workbook: bytes) -> list[str]:
    """Every part of a workbook as text."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return [parts.read(name).decode("utf-8") for name in parts.namelist()]


def questions(planted: Planted) -> list[str]:
    """Every guarded column asked for in every way, and the attacks beside them."""
    asked = [
        way.format(t=table, c=column, T=table.upper(), C=column.upper())
        for table, column in sorted(planted.columns)
        for way in WAYS
    ]
    plain = [sql for sql in ATTACKS if "CANARY" not in sql and "recursive" not in sql]
    return [*dict.fromkeys([*asked, *plain])]


def test_the_same_questions_bring_canaries_out_of_a_file_without_a_guard(planted: Planted) -> None:
    with closing(sqlite3.connect(planted.path)) as conn:
        for table, column in planted.columns:
            told = 0
            for way in WAYS:
                try:
                    found = str(conn.execute(way.format(t=table, c=column, T=table, C=column)).fetchall())
                except sqlite3.OperationalError:
                    continue
                told += bool(leaks(found)) or "LEAKED" in found
            assert told > 20, f"{table}.{column}"


async def test_three_thousand_questions_in_sql_tell_no_canary_and_change_nothing(
    planted: Planted, free: Datasette
) -> None:
    before = fingerprint(planted.path)
    asked = questions(planted)
    assert len(asked) > 3000
    assert (
        await look(free, [f"/shinchoku.json?{urlencode({'sql': sql, '_shape': 'arrays'})}" for sql in asked])
        == []
    )
    assert fingerprint(planted.path) == before


async def test_without_leave_no_question_in_sql_is_answered_at_all(
    planted: Planted, managers: Datasette
) -> None:
    for sql in questions(planted)[::40]:
        for suffix in ("", ".json", ".csv"):
            answer = await managers.client.get(f"/shinchoku{suffix}?{urlencode({'sql': sql})}")
            assert answer.status_code in (400, 403), sql
            assert not leaks(answer.text)
    for address in ("measure.json?_where=1=1", "report_history.json?_where=id+in+(select+1)"):
        assert (await managers.client.get(f"/shinchoku/{address}")).status_code in (400, 403)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_no_method_at_any_address_changes_a_byte(
    planted: Planted, free: Datasette, method: str
) -> None:
    before = fingerprint(planted.path)
    places = [f"/shinchoku/{name}" for name in (*TABLES, *QUESTIONS)]
    writes = (
        "insert into plan (key) values ('x')",
        "delete from report",
        "drop table draft",
        "vacuum",
        "attach 'x' as x",
    )
    pages = [
        *PAGES,
        *places,
        "/shinchoku/measure/1",
        "/shinchoku/draft/1",
        "/-/find?word=x",
        "/-/create",
        "/-/upload",
    ]
    for page in (page for page in pages if page not in POSTS):
        answer = await free.client.request(method, page, json={"rows": [{"id": 1}], "sql": writes[1]})
        assert answer.status_code == 405, page
        assert not leaks(answer.text)
    for sql in (
        *writes,
        *(f"with x as (select 1) {write}" for write in writes),
        *(f"select 1; {sql}" for sql in writes),
    ):
        answer = await free.client.request(method, f"/shinchoku?{urlencode({'sql': sql})}", data={"sql": sql})
        assert answer.status_code == 405, sql
        answer = await free.client.get(f"/shinchoku.json?{urlencode({'sql': sql})}")
        assert answer.status_code in (400, 403), sql
    assert fingerprint(planted.path) == before
