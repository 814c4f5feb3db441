"""Excel from every table and question: all rows, Japanese words, real dates, nothing that runs, nothing guarded."""

import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from datasette.app import Datasette
from openpyxl import load_workbook

from web import xlsx

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def taken(datasette: Datasette, address: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows of a workbook by heading, and what its second sheet tells."""
    answer = await datasette.client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, KIND), answer.text
    page, about = load_workbook(BytesIO(answer.content))
    head, *rows = page.iter_rows(values_only=True)
    told = dict(about.iter_rows(min_row=2, values_only=True))
    return [dict(zip(head, row, strict=True)) for row in rows], told


@pytest.fixture
async def small_pages(town: Any, serve_book: Callable[..., Any]) -> Datasette:
    """The small book under a limit of two rows."""
    served: Datasette = await serve_book(town.path, settings={"max_returned_rows": 2, "default_page_size": 1})
    return served


async def test_a_view_comes_whole_with_japanese_headings_words_and_dates(small_pages: Datasette) -> None:
    rows, told = await taken(small_pages, "/shinchoku/current_report.xlsx?plan=machi-2&_size=1")
    found = {row["施策名"]: row for row in rows}
    assert set(found) == {
        *("防災無線の更新", "窓口のＲＰＡ導入", "図書館システム", "公開データ", "ｱﾌﾟﾘの見直し", "文書の電子化")
    }
    first = found["防災無線の更新"]
    assert (first["年度"], first["半期"], first["報告の状態"]) == (2020, "上半期", "確 確認済")
    assert first["提出日時"] == datetime(2020, 10, 5, 14, 3)
    assert not {"report_id", "measure_id", "sort_key"} & set(first)
    assert told["行数"] == 6 and told["アドレス"] == "/shinchoku/current_report.xlsx?plan=machi-2&_size=1"


async def test_a_table_comes_whole_with_names_in_place_of_keys(small_pages: Datasette) -> None:
    rows, _told = await taken(small_pages, "/shinchoku/measure.xlsx?_size=1")
    assert len(rows) == 7
    assert {row["計画"] for row in rows} == {"第一次計画", "第二次計画"}


async def test_conditions_words_order_and_columns_of_the_page_hold(small_pages: Datasette) -> None:
    address = "/shinchoku/measure_list.xlsx?policy_field=行政&_sort_desc=title&_col=title&_size=1&_next=1"
    rows, _told = await taken(small_pages, address)
    assert [row["施策名"] for row in rows] == [
        "ｱﾌﾟﾘの見直し",
        "窓口のＲＰＡ導入",
        "文書の電子化",
        "公開データ",
    ]
    rows, _told = await taken(small_pages, "/shinchoku/measure.xlsx?_search=RPA&_size=2")
    assert [row["施策名"] for row in rows] == ["窓口のＲＰＡ導入"]


async def test_a_question_whose_page_is_cut_is_whole_in_the_workbook(small_pages: Datasette) -> None:
    page = (await small_pages.client.get("/shinchoku/find_measure.json?word=の")).json()
    rows, told = await taken(small_pages, "/shinchoku/find_measure.xlsx?word=の")
    assert (len(page["rows"]), page["truncated"]) == (2, True)
    in_title = ["無線の整備", "防災無線の更新", "窓口のＲＰＡ導入", "ｱﾌﾟﾘの見直し", "文書の電子化"]
    assert [row["施策名"] for row in rows] == [*in_title, "図書館システム"]
    assert told["表題"] == "施策をさがす"


async def test_one_row_is_one_row(datasette: Datasette, town: Any) -> None:
    rows, _told = await taken(datasette, f"/shinchoku/measure/{town.measures['1-2']}.xlsx")
    assert [row["施策名"] for row in rows] == ["防災無線の更新"]


async def test_a_workbook_that_is_cut_says_so_on_both_sheets(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    rows, told = await taken(datasette, "/shinchoku/measure.xlsx")
    assert len(rows) == 3 + 1
    (last, *_rest) = rows[-1].values()
    assert "はじめの 3 行だけです" in last and told["行数"] == last


async def test_headings_stay_in_sight_and_can_be_filtered(datasette: Datasette) -> None:
    answer = await datasette.client.get("/shinchoku/measure_list.xlsx")
    page, about = load_workbook(BytesIO(answer.content))
    assert page.freeze_panes == "A2" and page.auto_filter.ref == page.dimensions
    assert (page.title, about.title) == ("施策の一覧", "このファイルについて")
    assert quote("施策の一覧.xlsx") in answer.headers["content-disposition"]


async def test_nothing_in_a_workbook_runs(town: Any, serve_book: Callable[..., Any]) -> None:
    with town.book.writing() as door:
        row = {"plan_id": town.plan_id, "measure_key": "9", "number": "007", "sort_key": "9"}
        door.insert("measure", {**row, "title": '=HYPERLINK("http://example.jp")', "content": "@SUM(A1)"})
    datasette = await serve_book(town.path)
    answer = await datasette.client.get("/shinchoku/measure.xlsx?measure_key=9")
    page = load_workbook(BytesIO(answer.content)).worksheets[0]
    cells = {heading.value: cell for heading, cell in zip(page[1], page[2], strict=True)}
    assert cells["施策名"].value == '=HYPERLINK("http://example.jp")' and cells["番号"].value == "007"
    assert {cells[name].data_type for name in ("施策名", "番号", "施策内容")} == {"s"}
    assert cells["施策名"].quotePrefix and cells["施策内容"].quotePrefix


@pytest.mark.parametrize(
    "address",
    [
        "/shinchoku/draft.xlsx",
        "/shinchoku/person.xlsx",
        "/shinchoku.xlsx?sql=select+1",
        "/shinchoku/measure.xlsx?_where=1+in+(select+1+from+draft)",
    ],
)
async def test_what_pages_refuse_no_workbook_gives(datasette: Datasette, address: str) -> None:
    answer = await datasette.client.get(address)
    assert answer.status_code in (400, 403) and not answer.content.startswith(b"PK")


async def test_no_canary_is_in_any_workbook(datasette: Datasette) -> None:
    listing = (await datasette.client.get("/shinchoku.json")).json()
    names = [one["name"] for kind in ("tables", "views", "queries") for one in listing[kind]]
    assert len(names) > 50
    for name in names:
        answer = await datasette.client.get(f"/shinchoku/{name}.xlsx")
        assert answer.status_code == (await datasette.client.get(f"/shinchoku/{name}")).status_code, name
        if answer.status_code != 200:
            continue
        with zipfile.ZipFile(BytesIO(answer.content)) as archive:
            written = b"".join(archive.read(part) for part in archive.namelist())
        assert b"CANARY" not in written and b"987654321" not in written, name


async def test_with_sql_open_a_question_of_ones_own_comes_whole_and_guarded(
    town: Any, serve_book: Callable[..., Any]
) -> None:
    datasette = await serve_book(town.path, allow_sql=True, settings={"max_returned_rows": 2})
    rows, _told = await taken(datasette, "/shinchoku.xlsx?sql=select+title+from+measure+order+by+id")
    assert len(rows) == 7
    refused = await datasette.client.get("/shinchoku.xlsx?sql=select+*+from+draft")
    assert refused.status_code == 400 and "CANARY" not in refused.text
    endless = (
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 60000) select i from n"
    )
    answer = await datasette.client.get("/shinchoku.xlsx", params={"sql": endless})
    page = load_workbook(BytesIO(answer.content), read_only=True).worksheets[0]
    assert sum(1 for _row in page.iter_rows()) == 1 + xlsx.MOST_ROWS + 1


async def test_an_address_without_rows_is_not_found(datasette: Datasette) -> None:
    assert (await datasette.client.get("/shinchoku.xlsx")).status_code == 404
    assert (await datasette.client.get("/shinchoku/none.xlsx")).status_code == 404


async def test_every_page_offers_its_workbook(datasette: Datasette) -> None:
    for page in ("measure_list?plan=machi-2", "measure/1", "period_overview?plan=machi-2"):
        name, _, query = page.partition("?")
        text = (await datasette.client.get(f"/shinchoku/{page}")).text
        assert f'href="/shinchoku/{name}.xlsx{"?" + query if query else ""}' in text and ">Excel</a>" in text
