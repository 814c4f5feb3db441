"""A list of measures that nobody described comes in by its labels; what they do not say surely becomes a question."""

import csv
import io

import pytest
from openpyxl import Workbook

from i18n import catalogue
from importers.codes import CODES
from importers.errors import UnknownLayout
from importers.identify import identify, stage
from importers.staged import PlanIdentity, Staging
from tests.importers.list_accounts import assert_accounted
from tests.importers.workbooks import workbook

PLAIN = [
    ["星野市デジタル化の取組一覧"],
    [],
    ["番号", "施策名", "担当課", "関係課", "令和2年度", "3年度", "R4"],
    ["①", "図書館の予約", "図書館", "－", "検討", "⇒", "実施（順次）"],
    ["②", "窓口の混雑表示【重点】", "市民課、総務課など", "各課", "", "試験運転", "〃"],
    ["", "計", "2件", "", "", "", ""],
    ["※ 担当課は令和2年4月現在"],
]


def table(rows: list[list[str]], encoding: str = "cp932") -> Staging:
    return listed("hoshino.csv", as_csv(rows, encoding))


def listed(name: str, content: bytes) -> Staging:
    """The staging of a list, every row of which is accounted for, and every issue of which can be said."""
    staging = stage(name, content)
    assert_accounted(name, content, staging)
    assert_sayable(staging)
    return staging


def assert_sayable(staging: Staging) -> None:
    """Every issue fills its sentence in both languages."""
    for issue in (*staging.issues, *staging.refused):
        fields = {**issue.params, "raw": issue.raw, "ref": issue.ref}
        assert CODES[issue.code].msgid.format_map(fields)
        assert catalogue("ja")[CODES[issue.code].msgid].format_map(fields)


def as_csv(rows: list[list[str]], encoding: str = "cp932") -> bytes:
    place = io.StringIO()
    csv.writer(place).writerows(rows)
    return place.getvalue().encode(encoding)


def values(staging: Staging, entity: str, *fields: str) -> dict[tuple[object, ...], object]:
    return {
        row.key: tuple(row.cells[name].value if name in row.cells else None for name in fields)
        for row in staging.rows
        if row.entity == entity
    }


def said(staging: Staging) -> list[tuple[str, str]]:
    return [(issue.code, issue.raw) for issue in staging.issues]


def refused(staging: Staging) -> list[tuple[str, str]]:
    return [(issue.code, issue.ref) for issue in staging.refused]


def test_a_plain_list_in_cp932_comes_in_by_its_labels() -> None:
    staged = table(PLAIN)
    assert staged.profile == "list-table"
    assert values(staged, "measure", "number", "title", "is_priority", "position") == {
        ("1",): ("①", "図書館の予約", None, 1),
        ("2",): ("②", "窓口の混雑表示", True, 2),
    }
    assert values(staged, "measure_department", "name", "is_collective") == {
        ("1", "lead", 1): ("図書館", None),
        ("2", "lead", 1): ("市民課", None),
        ("2", "lead", 2): ("総務課", None),
        ("2", "related", 1): ("各課", True),
    }
    assert values(staged, "schedule_cell", "stages", "continued", "modifier") == {
        ("1", 1, "planned", 2020, None): (("検討",), False, None),
        ("1", 1, "planned", 2021, None): (("検討",), True, None),
        ("1", 1, "planned", 2022, None): (("実施",), False, "順次"),
        ("2", 1, "planned", 2021, None): (("試験運転",), False, None),
        ("2", 1, "planned", 2022, None): (("試験運転",), True, None),
    }


def test_totals_and_notes_are_no_measures_and_are_counted() -> None:
    staged = table(PLAIN)
    assert refused(staged)[1:] == [("row_is_total", "R6C2"), ("row_is_note", "R7C1")]
    assert ("unknown_stage", "試験運転") in said(staged)


def test_a_list_belongs_to_the_plan_named_or_to_one_named_after_the_file() -> None:
    staged = table(PLAIN)
    assert {row.plan for row in staged.rows} == {"hoshino"}
    assert ("plan_unnamed", "hoshino.csv") in said(staged)
    named = stage(
        "hoshino.csv", as_csv(PLAIN), PlanIdentity("hoshino-2", "星野市第二次計画", "星野市", 2020, 2022)
    )
    assert values(named, "plan", "title", "first_fy") == {(): ("星野市第二次計画", 2020)}
    assert "plan_unnamed" not in [code for code, _ in said(named)]


def test_identify_says_which_labels_were_seen_and_scores_by_their_number() -> None:
    found = identify("hoshino.csv", as_csv(PLAIN))
    assert (found.profile, found.score) == ("list-table", 0.7)
    assert found.reasons == ("番号", "施策名", "担当課", "関係課", "令和2年度", "3年度", "R4")


def test_a_table_of_something_else_is_not_taken_for_a_list_of_measures() -> None:
    with pytest.raises(UnknownLayout):
        table([["氏名", "担当課", "内線"], ["星野", "総務課", "12"]])
    with pytest.raises(UnknownLayout):
        table([["施策名", "担当課"], ["予約", "図書館"]])


def test_columns_that_are_not_known_become_one_question_each_and_are_not_read() -> None:
    rows = [
        ["番号", "施策名", "担当課", "備考欄", "予算額", "", "担当課"],
        ["", "", "", "", "令和2年度", "令和3年度", ""],
        ["1", "図書館の予約", "図書館", "急ぐ", "1,200", "800", "総務課"],
        ["2", "混雑表示", "市民課", "", "300", "", ""],
    ]
    staged = table(rows, "utf-8-sig")
    assert [item for item in said(staged) if item[0] != "plan_unnamed"] == [
        ("repeated_column", "担当課"),
        ("column_question", "備考欄"),
        ("column_question", "予算額／令和2年度"),
        ("column_question", "予算額／令和3年度"),
    ]
    assert values(staged, "schedule_cell") == {}
    assert values(staged, "work_item") == {}


HALVES = [
    ["分野", "番号", "施策名", "担当", None, "実施計画", None, None, None],
    [None, None, None, "主管課", "関係課", "令和2年度", None, "令和3年度", None],
    [None, None, None, None, None, "上期", "下期", "上期", "下期"],
    ["行政", 1, "図書館の予約", "図書館", "〃", "検討", None, "調達・構築・運用", None],
    [None, None, None, None, None, "調査・研究", "⇒", None, "実施"],
    [None, 2, "混雑表示", "市民課", "各課", None, None, "検討", "⇒"],
    ["防災", 3, "避難所の名簿", "同上", None, None, None, None, None],
]


def merge(book: Workbook) -> None:
    for area in ("A1:A3", "B1:B3", "C1:C3", "D1:E1", "D2:D3", "E2:E3", "F1:I1", "F2:G2", "H2:I2"):
        book["一覧"].merge_cells(area)
    for area in ("A4:A6", "B4:B5", "C4:C5", "D4:D5", "E4:E5", "F4:G4"):
        book["一覧"].merge_cells(area)


@pytest.fixture
def halves() -> Staging:
    return listed("hoshino.xlsx", workbook({"表紙": [["星野市の計画"]], "一覧": HALVES}, merge))


def test_three_rows_of_merged_labels_name_every_half_year(halves: Staging) -> None:
    assert values(halves, "schedule_cell", "stages", "continued") == {
        ("1", 1, "planned", 2020, 1): (("検討",), False),
        ("1", 1, "planned", 2020, 2): (("検討",), True),
        ("1", 1, "planned", 2021, 1): (("調達・構築", "運用"), False),
        ("1", 2, "planned", 2020, 1): (("調査・研究",), False),
        ("1", 2, "planned", 2020, 2): (("調査・研究",), True),
        ("1", 2, "planned", 2021, 2): (("実施",), False),
        ("2", 1, "planned", 2021, 1): (("検討",), False),
        ("2", 1, "planned", 2021, 2): (("検討",), True),
    }
    (merged,) = [row for row in halves.rows if row.key == ("1", 1, "planned", 2020, 2)]
    assert {(cell.raw, cell.ref) for cell in merged.cells.values()} == {("検討", "一覧!G4")}
    assert set(values(halves, "work_item")) == {("1", 1), ("1", 2), ("2", 1), ("3", 1)}


def test_a_field_is_carried_down_only_under_a_merge_or_where_the_cell_says_so(halves: Staging) -> None:
    assert values(halves, "measure", "policy_field", "title") == {
        ("1",): ("行政", "図書館の予約"),
        ("2",): ("行政", "混雑表示"),
        ("3",): ("防災", "避難所の名簿"),
    }
    assert values(halves, "measure_department", "name") == {
        ("1", "lead", 1): ("図書館",),
        ("2", "lead", 1): ("市民課",),
        ("2", "related", 1): ("各課",),
        ("3", "lead", 1): ("市民課",),
    }
    assert ("same_as_nothing", "〃") in said(halves)


def test_a_value_knows_its_sheet_and_cell_and_a_cover_is_reported(halves: Staging) -> None:
    (cell,) = [row.ref for row in halves.rows if row.key == ("1", 2, "planned", 2021, 2)]
    assert cell == "一覧!I5"
    assert ("sheet_left", "表紙") in said(halves)


def test_years_over_halves_are_read_where_a_csv_lost_the_merges() -> None:
    rows = [
        ["番号", "施策名", "主管課", "令和2年度", "", "令和3年度", ""],
        ["", "", "", "上半期", "下半期", "上半期", "下半期"],
        ["1", "図書館の予約", "図書館", "検討", "⇒", "実施", ""],
    ]
    assert set(values(table(rows), "schedule_cell")) == {
        ("1", 1, "planned", 2020, 1),
        ("1", 1, "planned", 2020, 2),
        ("1", 1, "planned", 2021, 1),
    }


def test_plan_and_actual_stand_side_by_side() -> None:
    rows = [
        ["番号", "施策名", "主管課", "計画", "", "実績", "", "基本目標", ""],
        ["", "", "", "R2", "R3", "R2", "R3", "便利に", "軽く"],
        ["1", "図書館の予約", "図書館", "検討", "実施", "検討", "検討", "○", "？"],
    ]
    staged = table(rows)
    assert values(staged, "schedule_cell", "stages") == {
        ("1", 1, "planned", 2020, None): (("検討",),),
        ("1", 1, "planned", 2021, None): (("実施",),),
        ("1", 1, "actual", 2020, None): (("検討",),),
        ("1", 1, "actual", 2021, None): (("検討",),),
    }
    assert values(staged, "measure_goal", "mark") == {("1", "便利に"): (True,), ("1", "軽く"): (None,)}


def test_legends_examples_repeated_headers_and_lone_cells_are_not_measures() -> None:
    head = ["番号", "施策名", "主管課", "施策内容"]
    rows = [
        head,
        ["記入例", "電子申請", "総務課", "例の文"],
        ["市民のために"],
        ["", "使いやすく"],
        ["1", "図書館の予約", "図書館", "予約を受ける"],
        ["", "図書館の予約（再掲）", "図書館", ""],
        head,
        ["2", "混雑表示", "市民課", "待ち人数を見せる"],
        ["", "", "総務課", "名のない行"],
        ["凡例", "○", "実施", ""],
        ["", "△", "検討", ""],
        [],
        ["3", "名簿", "防災課", "名簿を電子にする"],
    ]
    staged = table(rows)
    assert list(values(staged, "measure")) == [("1",), ("2",), ("3",)]
    assert refused(staged) == [
        ("legend_refused", "R2C1"),
        ("row_without_title", "R3C1"),
        ("row_unclear", "R4C2"),
        ("row_is_repeat", "R6C2"),
        ("row_is_header", "R7C1"),
        ("row_without_title", "R9C3"),
        ("legend_refused", "R10C1"),
        ("legend_refused", "R11C2"),
    ]


def test_numbers_that_start_again_in_every_field_get_the_fields_number_before_them() -> None:
    rows = [
        ["分野", "番号", "施策名", "主管課"],
        ["暮らし", "1", "予約", "図書館"],
        ["暮らし", "2", "混雑表示", "市民課"],
        ["仕事", "1", "会議の電子化", "総務課"],
    ]
    assert list(values(table(rows), "measure")) == [("1-1",), ("1-2",), ("2-1",)]
    rows[3][0] = "暮らし"
    staged = table(rows)
    assert list(values(staged, "measure")) == [("1",), ("2",)]
    assert [issue.code for issue in staged.refused] == ["duplicate_number"]


def test_a_list_without_numbers_is_kept_by_place() -> None:
    staged = table(
        [["施策名", "主管課", "目的"], ["予約", "図書館", "待たせない"], ["混雑表示", "市民課", "見せる"]]
    )
    assert list(values(staged, "measure")) == [("#1",), ("#2",)]
    assert ("list_without_numbers", "") in said(staged)


def test_a_citys_own_rating_is_kept_as_printed_and_asked_about() -> None:
    rows = [
        ["番号", "施策名", "主管課", "進捗評価", "今後の方向性"],
        ["1", "予約", "図書館", "ほぼ計画どおり実行できた。", "◎"],
        ["2", "混雑表示", "市民課", "Ｂ", "継続"],
    ]
    staged = table(rows)
    assert values(staged, "evaluation", "progress_evaluation", "future_direction") == {
        ("1",): ("ほぼ計画どおりに実行できた", "◎"),
        ("2",): ("Ｂ", "継続"),
    }
    assert ("rating_without_legend", "Ｂ") in said(staged)
    assert ("rating_without_legend", "◎") in said(staged)


def test_every_issue_of_a_list_fills_its_sentence_in_both_languages(halves: Staging) -> None:
    for staging in (halves, table(PLAIN)):
        assert staging.issues
        assert_sayable(staging)
