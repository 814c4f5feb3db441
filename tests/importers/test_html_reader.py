"""A web page's tables are read as they are shown: spans as merges, hidden and deleted text out, nothing fetched."""

import random

import pytest

from domain.errors import Refusal
from importers.document import Document
from importers.errors import EmptyFile, PictureOnly, TooHeavy, TooManyCells, TooSlow, TooWide, WrongKind
from importers.identify import read, stage
from importers.readers.html import FramesOnly, looks_like_html, read_html
from importers.staged import StagedRow

LIST = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>題</title>
<script>document.write("<table><tr><td>嘘</td></tr></table>")</script></head><body>
<h1>○○市DX計画　進捗</h1><p>令和3年度から</p>
<table border=1>
<tr><th rowspan=2>番号<th rowspan=2>施策名<th rowspan=2>担当課<th colspan=2>実施計画
<tr><th>令和3年度<th>令和4年度
<tr><td>1<td>窓口の<br>予約<td>市民課<td>検討<td>運用
<tr><td>2<td>地図の&nbsp;公開<td>都市計画課<td colspan=2>運用
</table><p>※注記</p></body></html>"""


def texts(document: Document, sheet: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row] for row in document.sheets[sheet].rows]


def table(rows: str) -> bytes:
    return f"<table>{rows}</table>".encode()


def codes(document: Document) -> list[str]:
    return [issue.code for issue in document.issues]


def test_spans_are_merges_and_end_tags_may_be_missing() -> None:
    document = read_html("一覧.html", LIST.encode())
    assert texts(document) == [
        ["番号", "施策名", "担当課", "実施計画", ""],
        ["", "", "", "令和3年度", "令和4年度"],
        ["1", "窓口の\n予約", "市民課", "検討", "運用"],
        ["2", "地図の 公開", "都市計画課", "運用", ""],
    ]
    rows = document.sheets[0].rows
    assert [cell.merged_from for cell in rows[1]][:3] == ["表1!R1C1", "表1!R1C2", "表1!R1C3"]
    assert rows[0][4].merged_from == "表1!R1C4"
    assert rows[3][4].merged_from == "表1!R4C4"
    assert rows[2][1].ref == "表1!R3C2"


def test_the_page_s_text_is_lines_with_the_table_s_rows_where_it_stands() -> None:
    document = read_html("一覧.html", LIST.encode())
    assert [line.text for line in document.lines] == [
        "○○市DX計画　進捗",
        "令和3年度から",
        "番号\t施策名\t担当課\t実施計画\t",
        "\t\t\t令和3年度\t令和4年度",
        "1\t窓口の<br>予約\t市民課\t検討\t運用",
        "2\t地図の 公開\t都市計画課\t運用\t",
        "※注記",
    ]
    assert document.text_at("表1!R3C2") == "窓口の\n予約"


def _by_title(rows: tuple[StagedRow, ...]) -> dict[str, str]:
    return {str(row.cells["title"].value): str(row.key[0]) for row in rows if row.entity == "measure"}


@pytest.mark.parametrize("name", ["一覧.html", "一覧.htm", "貼り付け.txt"])
def test_a_list_of_measures_comes_in_from_a_page_and_from_a_text_file_that_holds_one(name: str) -> None:
    staging = stage(name, LIST.encode())
    assert _by_title(staging.rows) == {"窓口の予約": "1", "地図の 公開": "2"}
    cells = {
        (row.key[0], row.key[3]): row.cells["stages"].value
        for row in staging.rows
        if row.entity == "schedule_cell"
    }
    assert cells == {
        ("1", 2021): ("検討",),
        ("1", 2022): ("運用",),
        ("2", 2021): ("運用",),
        ("2", 2022): ("運用",),
    }


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("Shift_JIS", "cp932"), ("x-sjis", "cp932"), ("EUC-JP", "euc_jp"), ("iso-2022-jp", "iso2022_jp")],
)
def test_the_declared_encoding_counts_where_it_fits_strictly(declared: str, encoding: str) -> None:
    page = (
        f'<html><meta http-equiv="Content-Type" content="text/html; charset={declared}"><table><tr><td>施策'
    )
    document = read_html("古い.html", page.encode(encoding))
    assert texts(document) == [["施策"]]
    assert document.encoding == encoding


def test_a_wrong_declaration_is_not_believed() -> None:
    page = '<html><meta charset="euc-jp"><table><tr><td>地域情報化の推進計画'
    assert texts(read_html("誤り.html", page.encode())) == [["地域情報化の推進計画"]]


def test_hidden_rows_are_marked_and_other_hidden_or_deleted_text_is_left_out_and_reported() -> None:
    document = read_html(
        "隠し.html",
        table(
            "<tr><td>見える<span style='display: none'>見えない</span></td></tr>"
            "<tr style='mso-yfti-irow:1;DISPLAY:none'><td>隠れた行</td></tr>"
            "<tr hidden><td>もう一行</td></tr>"
            "<tr><td><del>古い</del>新しい</td></tr>"
        ),
    )
    assert texts(document) == [["見える"], ["隠れた行"], ["もう一行"], ["新しい"]]
    assert [row[0].hidden for row in document.sheets[0].rows] == [False, True, True, False]
    assert codes(document) == ["hidden_text", "hidden_text", "hidden_rows"]
    assert [issue.raw for issue in document.issues] == ["見えない", "古い", "隠れた行"]
    assert document.issues[2].params == {"sheet": "表1", "count": "2", "places": "2、3"}


def test_a_table_inside_a_cell_is_a_sheet_of_its_own() -> None:
    document = read_html(
        "入れ子.html", table("<tr><td>外<table><tr><td>内</td></tr></table>続き</td><td>右</td></tr>")
    )
    assert texts(document) == [["外続き", "右"]]
    assert texts(document, 1) == [["内"]]


def test_boxes_are_signs_readings_of_kanji_are_left_out_and_paragraphs_are_lines() -> None:
    document = read_html(
        "印.html",
        table(
            "<tr><td><input type=checkbox checked>安心 <input type=checkbox>便利</td>"
            "<td><ruby>施策<rp>(</rp><rt>しさく</rt><rp>)</rp></ruby></td>"
            "<td><p>一つ目</p><p>二つ目</p><ul><li>三つ目</ul></td></tr>"
        ),
    )
    assert texts(document) == [["☑安心 ☐便利", "施策", "一つ目\n二つ目\n三つ目"]]


def test_pictures_are_counted_and_nothing_is_fetched() -> None:
    document = read_html("絵.html", table('<tr><td>字<img src="http://127.0.0.1:9/x.png"></td></tr>'))
    assert codes(document) == ["drawings_left"]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"<html><body></body></html>", EmptyFile),
        (b"<html><body><img src=a.png></body></html>", PictureOnly),
        (b'<html><frameset rows="*"><frame src="sheet001.htm"></frameset></html>', FramesOnly),
        ("番号,施策名\n1,窓口".encode(), WrongKind),
        (table("<tr>" + "<td>a" * 1_001), TooWide),
        (table("<tr><td colspan=9999>a"), TooWide),
        (table("<tr><td rowspan=0 colspan=1000>a" + "<tr>" * 2_000), TooManyCells),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(content: bytes, error: type[Refusal]) -> None:
    with pytest.raises(error) as refused:
        read_html("頁.html", content)
    assert refused.value.exit_code == 3
    assert "頁.html" in str(refused.value)


def test_a_rowspan_beyond_the_table_ends_with_it() -> None:
    document = read_html("長い.html", table("<tr><td rowspan=50000>a</td><td>b</td></tr><tr><td>c</td></tr>"))
    assert texts(document) == [["a", "b"], ["", "c"]]


def test_a_table_on_the_clipboard_is_known_and_plain_text_is_not_taken_for_one() -> None:
    clip = (
        b"Version:0.9\r\nStartHTML:0000000105\r\nEndHTML:1\r\n<html><body><table><tr><td>a</td></tr></table>"
    )
    assert looks_like_html(clip)
    assert looks_like_html(b"\xef\xbb\xbf  <TABLE><tr>")
    assert looks_like_html(b'<?xml version="1.0"?>\n<!-- x -->\n<html>')
    assert not looks_like_html("＜健康・福祉分野＞\n1. 施策".encode())
    assert not looks_like_html(b"a < b")


def test_damage_anywhere_is_read_or_refused_and_never_breaks() -> None:
    source = random.Random(20)
    whole = LIST.encode()
    for _ in range(400):
        content = bytearray(whole)
        for _ in range(source.randrange(1, 12)):
            place = source.randrange(len(content))
            match source.randrange(3):
                case 0:
                    content[place] = source.randrange(256)
                case 1:
                    del content[place : place + source.randrange(1, 40)]
                case _:
                    content[place:place] = content[source.randrange(len(content)) :][
                        : source.randrange(1, 60)
                    ]
        try:
            document = read_html("壊れた.html", bytes(content))
        except Refusal:
            continue
        assert all(
            cell.row == number
            for s in document.sheets
            for number, row in enumerate(s.rows, 1)
            for cell in row
        )


def test_thousands_of_tables_inside_each_other_end_in_a_document_or_a_sentence() -> None:
    try:
        document = read("深い.html", b"<table><tr><td>x" * 5_000)
    except (TooSlow, TooHeavy):
        return
    assert len(document.sheets) == 5_000
