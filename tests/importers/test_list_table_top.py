"""What stands above a list's header names the plan where it is sure, and is counted where it is left out."""

import pytest

from importers.identify import stage
from importers.lexicon import Lexicon
from importers.staged import PlanIdentity, Staging
from tests.importers.list_accounts import assert_accounted, refused_rows, rows_of_lists, staged_rows
from tests.importers.test_list_table import as_csv, listed, refused, said, table, values
from tests.importers.workbooks import workbook

LIST = [
    ["番号", "施策名", "担当課", "目的"],
    ["1", "図書館の予約", "図書館", "待たせない"],
    ["2", "混雑の表示", "市民課", "待ち人数を見せる"],
]


def plan_of(staging: Staging) -> tuple[str, object]:
    (row,) = [row for row in staging.rows if row.entity == "plan"]
    return row.plan, {name: cell.value for name, cell in row.cells.items()}


def test_rows_above_the_header_are_counted_with_the_first_text() -> None:
    top = [["取組の一覧"], ["作成日", "令和3年4月1日"], [], ["この表は毎年見直す。"]]
    staged = table([*top, *LIST])
    assert refused(staged) == [("rows_above_header", "R1C1:R2C2"), ("rows_above_header", "R4C1")]
    assert [(issue.params["count"], issue.params["first"]) for issue in staged.refused] == [
        ("2", "取組の一覧"),
        ("1", "この表は毎年見直す。"),
    ]
    assert plan_of(staged) == ("hoshino", {})


def test_a_legend_above_the_header_is_refused_as_one() -> None:
    staged = table([["取組の一覧"], ["凡例", "○：実施"], *LIST])
    assert refused(staged) == [("rows_above_header", "R1C1"), ("legend_refused", "R2C1")]


@pytest.mark.parametrize(
    "top",
    [
        [["計画名", "星野市情報化計画"], ["計画期間", "令和3年度～令和5年度"]],
        [["計画の名称：星野市情報化計画"], ["計画期間：令和3～5年度（3か年）"]],
        [["星野市情報化計画（令和3年度～令和5年度）"]],
        [["星野市情報化計画"], ["令和3年度～令和5年度"]],
    ],
)
def test_a_document_that_names_its_plan_and_its_years_is_that_plan(top: list[list[str]]) -> None:
    staged = table([*top, *LIST])
    assert plan_of(staged) == (
        "星野市情報化計画",
        {"title": "星野市情報化計画", "first_fy": 2021, "last_fy": 2023},
    )
    assert refused(staged) == []
    assert "plan_unnamed" not in [code for code, _ in said(staged)]


@pytest.mark.parametrize(
    "text", ["星野市情報化計画 施策一覧", "実施計画", "令和3年度実施計画", "星野市の計画を見直す会議の資料"]
)
def test_a_heading_that_is_not_surely_a_plans_name_names_none(text: str) -> None:
    staged = table([[text], *LIST])
    assert plan_of(staged) == ("hoshino", {})
    assert refused(staged) == [("rows_above_header", "R1C1")]


def test_what_stands_beside_a_plans_name_is_said() -> None:
    staged = table([["計画名", "星野市情報化計画", "作成", "総務課"], *LIST])
    assert plan_of(staged)[0] == "星野市情報化計画"
    assert ("rows_above_header", "作成") in said(staged)


def test_two_lists_that_name_two_plans_leave_the_plan_unnamed() -> None:
    content = workbook({"A": [["星野市情報化計画"], *LIST], "B": [["星野市防災計画"], *LIST]})
    staged = stage("a.xlsx", content)
    assert plan_of(staged) == ("a", {})
    assert "plan_unnamed" in [code for code, _ in said(staged)]
    assert refused(staged) == [("rows_above_header", "A!A1"), ("rows_above_header", "B!A1")]


def test_a_plan_that_a_person_names_goes_before_the_printed_one_and_is_said() -> None:
    content = as_csv([["計画名", "星野市情報化計画"], *LIST])
    staged = stage("a.csv", content, PlanIdentity("hoshino-2", "星野市第二次計画"))
    assert plan_of(staged) == ("hoshino-2", {"title": "星野市第二次計画"})
    assert ("plan_overridden", "星野市情報化計画") in said(staged)
    keyed = stage("a.csv", content, PlanIdentity("hoshino-2"))
    assert plan_of(keyed) == ("hoshino-2", {"title": "星野市情報化計画"})
    assert "plan_overridden" not in [code for code, _ in said(keyed)]


def test_rows_read_and_rows_refused_are_the_rows_of_the_whole_sheet() -> None:
    rows = [["取組の一覧"], ["計画名", "星野市情報化計画"], ["※ 暫定版"], [], *LIST, ["", "計", "2件"]]
    content = workbook({"一覧": rows})
    staged = listed("a.xlsx", content)
    rows_read = staged_rows(staged) & rows_of_lists("a.xlsx", content)
    assert len(rows_read) == 3
    assert len(refused_rows(staged)) == 3
    assert len(rows_of_lists("a.xlsx", content)) == 6


def test_a_second_column_of_one_meaning_is_told_with_its_label() -> None:
    rows = [[*row, extra] for row, extra in zip(LIST, ("目的", "早く返す", ""), strict=True)]
    staged = table(rows)
    assert ("repeated_column", "目的") in said(staged)
    uses = [(use.label, use.ref, use.field, use.count, use.first) for use in staged.labels]
    assert [use for use in uses if use[0] == "目的"] == [
        ("目的", "R1C4", "purpose", 2, "待たせない"),
        ("目的", "R1C5", None, 1, "早く返す"),
    ]
    assert values(staged, "measure", "purpose") == {("1",): ("待たせない",), ("2",): ("待ち人数を見せる",)}


def test_a_second_column_that_a_person_gives_the_same_meaning_is_told_too() -> None:
    rows = [[*row, extra] for row, extra in zip(LIST, ("ねがい", "早く返す", "迷わせない"), strict=True)]
    staged = stage("a.csv", as_csv(rows), lexicon=Lexicon({"ねがい": "purpose"}))
    assert [(use.field, use.count, use.own) for use in staged.labels if use.label == "ねがい"] == [
        (None, 2, True)
    ]
    assert ("repeated_column", "ねがい") in said(staged)


def test_a_list_in_a_web_page_comes_in_as_one_in_a_file() -> None:
    lines = ["".join(f"<td>{text}</td>" for text in row) for row in LIST]
    page = "<html><body><table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table></body></html>"
    staged = stage("a.html", page.encode())
    assert values(staged, "measure", "title", "purpose") == {
        ("1",): ("図書館の予約", "待たせない"),
        ("2",): ("混雑の表示", "待ち人数を見せる"),
    }
    sheets = [["施策番号", "7", "施策名", "窓口"], ["主管課", "市民課"], ["目的", "待たせない"]]
    rows = ["".join(f"<th>{text}</th>" for text in row) for row in sheets]
    page = "<html><body><table>" + "".join(f"<tr>{line}</tr>" for line in rows) + "</table></body></html>"
    staged = stage("b.html", page.encode())
    assert values(staged, "measure", "title", "purpose") == {("7",): ("窓口", "待たせない")}


def test_a_row_whose_name_a_person_overruled_is_told_once_and_not_refused_as_well() -> None:
    top = "文書の種類,案\n計画の名称,星野市情報化計画\n作成者,情報課\n"
    text = top + "番号,施策名,担当課\n1,窓口,市民課\n2,地図,都市課\n"
    staging = stage("一覧.csv", text.encode(), PlanIdentity("p", "別の名", "星野市"))
    assert [issue.ref for issue in staging.refused] == ["R1C1:R1C2", "R3C1:R3C2"]
    assert [(issue.code, issue.ref) for issue in staging.issues] == [("plan_overridden", "R2C2")]
    assert_accounted("一覧.csv", text.encode(), staging)
