"""Sheets whose labels stand left of or above their values come in by their labels; no cell of them is lost silently."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from openpyxl import Workbook

from domain.names import NONE_WORDS, match_key
from importers.document import CellText
from importers.identify import identify, read, stage
from importers.lexicon import Lexicon
from importers.staged import Staging
from tests.importers.staging_views import issues, rows
from tests.importers.test_docx_reader import docx, tbl, tc, tr
from tests.importers.workbooks import workbook

Rows = Sequence[Sequence[Any]]

# The layout of a measure's sheet as a city prints it: labels above, beside, and a schedule of halves below.
SHEET: Rows = [
    ["情報化施策の個票"],
    ["番号", "施策名", None, "主管課", "調整課", "関係課", None, "長期計画", "個別計画"],
    [None, None, None, None, None, "関係課", "関係課"],
    ["28", "共同クラウドの\n研究", None, "情報課", None, "総務課", "防災課", "－", "窓口計画"],
    ["本計画の基本目標\nとの関係", "☑ 便利な窓口"],
    [None, "□ わかりやすい発信"],
    [None, "■ 仕事の効率"],
    ["施策内容", "・近くの市の様子を調べる。\n・費用を比べる。"],
    ["あるべき姿・達成目標\n（何をどのように）", "方針を決める。"],
    ["情報セキュリティ"],
    ["想定されるリスク", "個人情報の漏れ", None, "リスクへの対処方法案", "分離した環境"],
    [None, "災害時の停止", None, None, "回線の二重化"],
    ["施策実施までの工程表", None, None, "令和2年度", None, "令和3年度", None, "令和4年度", None],
    [None, None, None, "上期", "下期", "上期", "下期", "上期", "下期"],
    ["1", "参加の検討", None, "検討", "⇒", "策定"],
    ["2", "利用の検討", None, None, None, "検討", "⇒", "実施（順次）"],
    ["4"],
    ["5"],
    ["※ 令和2年4月現在"],
]
MERGES = (
    *("A2:A3", "B2:C3", "D2:D3", "E2:E3", "F2:G2", "H2:H3", "I2:I3", "B4:C4", "A5:A7", "B5:I5", "B6:I6"),
    *("B7:I7", "B8:I8", "B9:I9", "A10:I10", "A11:A12", "B11:C11", "B12:C12", "D11:D12", "E11:I11", "E12:I12"),
    *("A13:C14", "D13:E13", "F13:G13", "H13:I13", "B15:C15", "B16:C16"),
)
STACKED: Rows = [
    ["令和2年度 施策の個票"],
    [],
    ["分野", "くらし"],
    ["施策番号", "1", "施策名", "図書館の予約【重点】", "主管課", "図書館"],
    ["目的", "待たずに借りられるようにする。"],
    ["【内容】", "電子の棚を作る。"],
    ["", "予約を知らせる。"],
    ["工程", "令和2年度", "3年度", "R4"],
    ["計画", "検討", "⇒", "実施"],
    ["実績", "検討", "", ""],
    ["担当者メモ", "来月に相談"],
    [],
    ["分野", "くらし"],
    ["施策番号", "2", "施策名", "窓口の混雑表示", "主管課", "市民課など"],
    ["目的", ""],
    ["【内容】", "待ち人数を示す。", "早く"],
    ["関係課", "総務課、福祉課"],
    ["担当者メモ", "済"],
]
LIST: Rows = [
    ["番号", "分野", "施策名", "主管課", "関係課", "基本目標", None, "令和2年度", "令和3年度"],
    [None, None, None, None, None, "便利", "公開", None, None],
    ["1", "くらし", "図書館の予約", "図書館", "－", "○", "－", "検討", "実施"],
    ["2", "防災", "避難所の地図", "防災課", "各課", "○", "○", "検討", "⇒"],
    ["3", "防災", "一覧だけの施策", "防災課", None, None, "○", "検討", None],
]
SCHEDULE: Rows = [["実施計画", "令和2年度", "令和3年度"], ["作る", "検討", "策定"], ["配る", None, "実施"]]


def one(number: str | None, title: str, lead: str, *extra: Sequence[Any]) -> Rows:
    return [
        ["施策番号", number, "施策名", title],
        ["主管課", lead],
        ["目的", f"{title}の目的"],
        ["基本目標", "■便利　□公開"],
        *extra,
    ]


BOOK: Mapping[str, Rows] = {
    "表紙": [["星野市の計画"], ["令和2年4月"]],
    "記入例": one("9", "例の施策", "例課"),
    "一覧": LIST,
    "1": one(None, "図書館の予約", "図書館"),
    "2": one("2", "避難所の地図づくり", "総務課", *SCHEDULE),
    "4": one("4", "個票だけの施策", "財政課"),
    "その他": [["氏名", "内線"], ["星野", "12"]],
}
TRAPS: Rows = [
    ["施策名", "窓口の案内", "注意", "急ぐ"],
    ["主管課", "市民課"],
    ["目的", "一つ目の目的"],
    ["目的", "二つ目の目的"],
    ["内容", "案内：分かりやすく"],
    ["独自の項目", "値その一"],
    ["", "値その二"],
    ["基本目標", "□ 便利\n□ 公開"],
    ["実施計画", "順を追って進める"],
    ["確認事項", "☑ 予算", "☐ 個人情報"],
    ["関係課", "－"],
]


def merged(book: Workbook) -> None:
    for area in MERGES:
        book.worksheets[0].merge_cells(area)


def goals_merged(book: Workbook) -> None:
    book["一覧"].merge_cells("F1:G1")


def as_csv(table: Rows, encoding: str = "utf-8") -> bytes:
    place = io.StringIO()
    csv.writer(place).writerows([["" if cell is None else cell for cell in row] for row in table])
    return place.getvalue().encode(encoding)


def as_table(table: Rows) -> str:
    return tbl(
        *(tr(*(tc(str(cell or "").replace("\n", "</w:t><w:br/><w:t>")) for cell in row)) for row in table)
    )


FILES: Mapping[str, tuple[str, bytes]] = {
    "workbook": ("a.xlsx", workbook({"28": SHEET}, merged)),
    "csv": ("a.csv", as_csv(SHEET, "utf-8-sig")),
    "document": ("a.docx", docx(as_table(SHEET))),
    "stacked": ("b.csv", as_csv(STACKED)),
    "stacked workbook": ("b.xlsx", workbook({"個票": [[cell or None for cell in row] for row in STACKED]})),
    "list and sheets": ("c.xlsx", workbook(BOOK, goals_merged)),
    "tables": (
        "d.docx",
        docx(
            as_table(one("1", "予約", "図書館")) + as_table(one("2", "案内", "市民課")) + as_table(SCHEDULE)
        ),
    ),
    "traps": ("e.csv", as_csv(TRAPS)),
}


def staged(name: str) -> Staging:
    return stage(*FILES[name])


def said(staging: Staging, *left_out: str) -> list[tuple[str, str]]:
    found = (*staging.issues, *staging.refused)
    return [(issue.code, issue.raw) for issue in found if issue.code not in ("plan_unnamed", *left_out)]


@pytest.mark.parametrize("name", ["workbook", "csv", "document"])
def test_a_measures_sheet_is_the_same_as_a_workbook_a_document_and_a_csv(name: str) -> None:
    staging = staged(name)
    assert staging.profile == "label-sheets"
    assert rows(staging, "measure") == {
        ("28",): {
            "number": "28",
            "title": "共同クラウドの研究",
            "content": "・近くの市の様子を調べる。\n・費用を比べる。",
            "target": "方針を決める。",
            "risk": "個人情報の漏れ\n災害時の停止",
            "countermeasure": "分離した環境\n回線の二重化",
            "sectoral_plan_ref": "窓口計画",
            "position": 1,
        }
    }
    departments = {key[1:]: cells["name"] for key, cells in rows(staging, "measure_department").items()}
    assert departments == {("lead", 1): "情報課", ("related", 1): "総務課", ("related", 2): "防災課"}
    marks = {key[1]: cells["mark"] for key, cells in rows(staging, "measure_goal").items()}
    assert marks == {"便利な窓口": True, "わかりやすい発信": False, "仕事の効率": True}
    assert rows(staging, "work_item") == {
        ("28", 1): {"label": "参加の検討"},
        ("28", 2): {"label": "利用の検討"},
    }
    schedule = {
        key[1:]: (cells["stages"], cells["continued"])
        for key, cells in rows(staging, "schedule_cell").items()
    }
    assert schedule == {
        (1, "planned", 2020, 1): (("検討",), False),
        (1, "planned", 2020, 2): (("検討",), True),
        (1, "planned", 2021, 1): (("策定",), False),
        (2, "planned", 2021, 1): (("検討",), False),
        (2, "planned", 2021, 2): (("検討",), True),
        (2, "planned", 2022, 1): (("実施",), False),
    }
    assert said(staging) == [
        ("items_blank", "4、5"),
        ("text_beside_no_label", "情報化施策の個票"),
        ("text_beside_no_label", "情報セキュリティ"),
        ("row_is_note", "※ 令和2年4月現在"),
    ]


def test_a_label_that_stands_again_begins_the_next_measure() -> None:
    staging = staged("stacked")
    titles = {
        key: (cells["title"], cells.get("is_priority")) for key, cells in rows(staging, "measure").items()
    }
    assert titles == {("1",): ("図書館の予約", True), ("2",): ("窓口の混雑表示", None)}
    assert rows(staging, "measure")[("1",)]["content"] == "電子の棚を作る。\n予約を知らせる。"
    assert "purpose" not in rows(staging, "measure")[("2",)]
    kinds = {key[1:] for key in rows(staging, "schedule_cell")}
    assert kinds == {
        (1, "planned", 2020, None),
        (1, "planned", 2021, None),
        (1, "planned", 2022, None),
        (1, "actual", 2020, None),
    }
    assert said(staging) == [
        ("departments_open", "市民課など"),
        ("value_unclear", "早く"),
        ("text_beside_no_label", "令和2年度 施策の個票"),
        ("label_question", "担当者メモ"),
    ]


def test_list_and_sheets_are_one_plan_and_the_sheet_stands() -> None:
    staging = staged("list and sheets")
    assert {key: cells["title"] for key, cells in rows(staging, "measure").items()} == {
        ("1",): "図書館の予約",
        ("2",): "避難所の地図づくり",
        ("3",): "一覧だけの施策",
        ("4",): "個票だけの施策",
    }
    assert [cells["position"] for cells in rows(staging, "measure").values()] == [1, 2, 3, 4]
    assert rows(staging, "measure")[("1",)]["policy_field"] == "くらし"
    leads = {
        key[0]: cells["name"]
        for key, cells in rows(staging, "measure_department").items()
        if key[1] == "lead"
    }
    assert leads == {"1": "図書館", "2": "総務課", "3": "防災課", "4": "財政課"}
    assert rows(staging, "measure_goal")[("2", "公開")] == {"mark": False}
    items = {
        key[1:]: cells["stages"] for key, cells in rows(staging, "schedule_cell").items() if key[0] == "2"
    }
    assert items == {
        (1, "planned", 2020, None): ("検討",),
        (1, "planned", 2021, None): ("策定",),
        (2, "planned", 2021, None): ("実施",),
    }
    assert sorted(said(staging)) == sorted(
        [
            ("only_in_list", "一覧だけの施策"),
            ("only_as_sheet", "個票だけの施策"),
            ("title_differs", "避難所の地図"),
            ("mark_differs", "○"),
            ("leads_differ", "防災課"),
            ("schedule_differs", "検討｜⇒"),
            ("sheet_without_measure", "その他"),
            ("sheet_is_example", "表紙"),
            ("sheet_is_example", "記入例"),
        ]
    )


def test_a_table_that_names_no_measure_is_read_with_the_one_before_and_said() -> None:
    staging = staged("tables")
    assert list(rows(staging, "measure")) == [("1",), ("2",)]
    assert {key[0] for key in rows(staging, "work_item")} == {"2"}
    assert ("table_joined", "表3") in said(staging)


def test_traps_become_issues_and_nothing_is_guessed() -> None:
    staging = staged("traps")
    assert rows(staging, "measure") == {
        ("#1",): {
            "title": "窓口の案内",
            "purpose": "一つ目の目的",
            "content": "案内：分かりやすく",
            "position": 1,
        }
    }
    assert {key[1]: cells["mark"] for key, cells in rows(staging, "measure_goal").items()} == {
        "便利": None,
        "公開": None,
    }
    assert rows(staging, "schedule_cell") == {}
    assert said(staging) == [
        ("sheet_without_number", "窓口の案内"),
        ("label_repeated", "二つ目の目的"),
        ("marks_lost", "基本目標"),
        ("value_unclear", "注意"),
        ("value_unclear", "急ぐ"),
        ("value_unclear", "☐ 個人情報"),
        ("label_question", "独自の項目"),
        ("label_question", "実施計画"),
        ("label_question", "確認事項"),
    ]


def test_the_sheets_name_is_the_number_where_none_is_printed() -> None:
    content = workbook({"7": one(None, "予約", "図書館"), "8": one(None, "案内", "市民課")})
    staging = stage("plan.xlsx", content)
    assert list(rows(staging, "measure")) == [("7",), ("8",)]
    assert [issue.params["kept"] for issue in issues(staging, "number_from_name")] == ["7", "8"]


def test_a_number_that_stands_on_two_sheets_counts_once_and_a_second_page_is_no_second_measure() -> None:
    again = one("1", "予約", "図書館", ["関係課", "総務課"])
    content = workbook({"一": one("1", "予約", "図書館"), "二": one("1", "別の施策", "市民課")})
    assert [issue.raw for issue in issues(stage("plan.xlsx", content), "duplicate_number")] == ["別の施策"]
    paged = stage("plan.csv", as_csv([*one("1", "予約", "図書館"), [], *again]))
    assert list(rows(paged, "measure")) == [("1",)]
    assert ("1", "related", 1) in rows(paged, "measure_department")


def test_a_persons_own_words_give_a_label_a_meaning_or_none() -> None:
    words = Lexicon({"独自の項目": "current_state", "確認事項": None})
    staging = stage(*FILES["traps"], lexicon=words)
    assert rows(staging, "measure")[("#1",)]["current_state"] == "値その一\n値その二"
    assert "独自の項目" not in [raw for _, raw in said(staging)]
    assert "確認事項" not in [raw for _, raw in said(staging)]
    uses = {use.label: (use.field, use.own, use.count) for use in staging.labels}
    assert uses["独自の項目"] == ("current_state", True, 2)
    assert uses["確認事項"][:2] == (None, True)


def test_each_distinct_label_is_told_once_with_what_it_was_taken_for() -> None:
    uses = {use.label: (use.field, use.count, use.first) for use in staged("stacked").labels}
    assert uses["施策名"] == ("title", 2, "図書館の予約【重点】")
    assert uses["担当者メモ"] == (None, 2, "来月に相談")
    assert uses["R4"] == ("period", 0, "")


def test_a_plain_list_stays_a_list() -> None:
    content = workbook({"一覧": LIST}, goals_merged)
    assert identify("plan.xlsx", content).profile == "list-table"
    assert identify("c.xlsx", FILES["list and sheets"][1]).profile == "label-sheets"


@pytest.mark.parametrize("name", FILES)
def test_no_cell_is_lost_silently(name: str) -> None:
    """Every filled cell is a label, stands in a staged value, or in an issue; a sheet left out is one issue."""
    staging = staged(name)
    found = (*staging.issues, *staging.refused)
    left_out = {issue.ref for issue in found if issue.code in ("sheet_is_example", "sheet_without_measure")}
    labels = {match_key(part) for use in staging.labels for part in use.label.split("／")}
    cells = [cell for row in staging.rows for cell in row.cells.values()]
    places = {item.ref for item in (*staging.rows, *cells, *found)}
    printed = "\n".join([*(cell.raw for cell in cells), *(issue.raw for issue in found)])
    asked = {use.label for use in staging.labels if use.field is None}
    lost = [
        cell
        for sheet in read(*FILES[name]).sheets
        if sheet.name not in left_out
        for row in sheet.rows
        for cell in row
        if cell.text not in NONE_WORDS
        and match_key(cell.text) not in labels
        and cell.ref not in places
        and cell.text not in printed
        and not _is_asked_about(row, asked)
    ]
    assert lost == []


def _is_asked_about(row: Sequence[CellText], asked: set[str]) -> bool:
    """Whether the row's values belong to a label that is a question; the question counts them."""
    first = next(cell for cell in row if cell.text)
    return first.text in asked or first.text == "値その二"
