"""Bare months, figures beside an indicator, and colours or shapes whose meaning nobody can read off a list."""

from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill

from tests.importers.test_list_table import listed, said, table, values
from tests.importers.test_list_table_schedules import YEARS, bar, one_sheet, with_drawing
from tests.importers.workbooks import workbook

MONTHS = ["4", "5", "6", "7", "8", "9", "10", "11", "12", "1", "2", "3"]


def test_bare_figures_under_a_year_that_count_through_the_months_are_months() -> None:
    blank = [""] * 11
    staged = table(
        [
            ["番号", "施策名", "担当課", "令和2年度", *blank],
            ["", "", "", *MONTHS],
            ["1", "予約", "図書館", "検討", *[""] * 8, "実施", "", ""],
        ]
    )
    assert values(staged, "schedule_cell", "stages") == {
        ("1", 1, "planned", 2020, 1): (("検討",),),
        ("1", 1, "planned", 2020, 2): (("実施",),),
    }
    assert [code for code, _ in said(staged) if code == "parts_folded"] == ["parts_folded"]


def test_bare_figures_that_skip_are_no_months() -> None:
    staged = table(
        [
            ["番号", "施策名", "担当課", "令和2年度", "", "", ""],
            ["", "", "", "4", "6", "5", "7"],
            ["1", "予約", "図書館", "検討", "", "", "実施"],
        ]
    )
    assert values(staged, "schedule_cell", "stages") == {("1", 1, "planned", 2020, None): (("検討",),)}
    assert "column_question" in [code for code, _ in said(staged)]


def test_actual_and_aimed_figures_beside_an_indicator_are_its_observations() -> None:
    staged = table(
        [
            ["番号", "施策名", "担当課", "KPI", "実績", "", "目標"],
            ["", "", "", "", "令和2年度", "令和3年度", "令和5年度"],
            ["1", "予約", "図書館", "予約件数", "120件", "1,300件", "2,000件"],
            ["2", "名簿", "防災課", "登録率", "50%", "－", "60%"],
        ]
    )
    assert values(staged, "observation", "value") == {
        ("1", "予約件数", 2020, None): (120.0,),
        ("1", "予約件数", 2021, None): (1300.0,),
        ("1", "予約件数（目標値）", 2023, None): (2000.0,),
        ("2", "登録率", 2020, None): (50.0,),
        ("2", "登録率（目標値）", 2023, None): (60.0,),
    }
    assert values(staged, "schedule_cell") == {}


def test_stages_beside_an_indicator_stay_a_schedule() -> None:
    staged = table(
        [
            ["番号", "施策名", "担当課", "指標", "計画", "実績"],
            ["", "", "", "", "令和2年度", "令和2年度"],
            ["1", "予約", "図書館", "予約件数", "検討", "調査"],
        ]
    )
    assert values(staged, "schedule_cell", "stages") == {
        ("1", 1, "planned", 2020, None): (("検討",),),
        ("1", 1, "actual", 2020, None): (("調査",),),
    }
    assert values(staged, "observation") == {}


def test_cells_under_a_shape_over_several_rows_are_unknown_and_reported_once() -> None:
    plain = one_sheet(
        YEARS, [1, "予約", "図書館", None, None, "運用"], [2, "表示", "市民課", None, None, None]
    )
    tall = bar(5, 5, 2, "検討").replace("<xdr:to>", "<xdr:to>", 1)
    assert tall.count("<xdr:row>1</xdr:row>") == 2
    place = tall.rindex("<xdr:row>1</xdr:row>")
    tall = tall[:place] + tall[place:].replace("<xdr:row>1</xdr:row>", "<xdr:row>2</xdr:row>", 1)
    staged = listed("a.xlsx", with_drawing(plain, 1, tall))
    assert values(staged, "schedule_cell", "stages") == {
        ("1", 1, "planned", 2021, None): ((),),
        ("1", 1, "planned", 2022, None): (("運用",),),
        ("2", 1, "planned", 2021, None): ((),),
    }
    assert [issue.code for issue in staged.issues if "drawing" in issue.code] == ["drawing_unread"]


def test_colours_that_a_rule_gives_are_reported() -> None:
    def colour(book: Workbook) -> None:
        rule = CellIsRule(operator="equal", formula=['""'], fill=PatternFill("solid", bgColor="FFC000"))
        book["一覧"].conditional_formatting.add("D2:E3", rule)

    rows = [["番号", "施策名", "担当課", "R2", "R3"], ["1", "予約", "図書館", "検討", None]]
    staged = listed("a.xlsx", workbook({"一覧": rows}, colour))
    (found,) = [issue for issue in staged.issues if issue.code == "rule_colours_unread"]
    assert (found.ref, found.raw, found.params["places"]) == ("一覧!D2:E3", "一覧", "D2:E3")
