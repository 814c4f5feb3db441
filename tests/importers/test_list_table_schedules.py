"""A list's schedule comes in by words, by the document's own legend, by colours and drawn bars; else it is unknown."""

from datetime import datetime
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from importers.staged import Staging
from tests.importers.test_list_table import listed, said, table, values
from tests.importers.workbooks import bar, with_drawing, workbook

HEAD = ["番号", "施策名", "主管課"]


def cells(staging: Staging) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Stages, whether continued, and the raw text, by measure and period."""
    return {
        (row.key[0], *row.key[2:]): (
            row.cells["stages"].value,
            row.cells["continued"].value,
            row.cells["stages"].raw,
        )
        for row in staging.rows
        if row.entity == "schedule_cell"
    }


def notes(staging: Staging) -> dict[tuple[Any, ...], object]:
    return {
        (row.key[0], *row.key[3:]): row.cells["note"].value
        for row in staging.rows
        if row.entity == "schedule_cell" and "note" in row.cells
    }


def codes(staging: Staging) -> list[tuple[str, str]]:
    return [item for item in said(staging) if item[0] not in ("plan_unnamed", "sheet_left")]


def one_sheet(*rows: list[Any], then: Any = None, sheet: str = "一覧") -> bytes:
    return workbook({sheet: list(rows)}, then)


# -- headers


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["R2", "H31/R1"], [(2019, None), (2020, None)]),
        (["令和2", "平成31年度（令和元年度）"], [(2019, None), (2020, None)]),
        (["令和2（2020）年度", "2021年度（R3）"], [(2020, None), (2021, None)]),
        (["令和2年度上期", "R2下期"], [(2020, 1), (2020, 2)]),
        (["平成30年度", "31年度"], [(2018, None), (2019, None)]),
        (["令和2年度（初年度）", "2021"], [(2020, None), (2021, None)]),
        (["令和3年1月", "2021年4月"], [(2020, 2), (2021, 1)]),
        (["令和2年度4-6月", "令和2年度1～3月"], [(2020, 1), (2020, 2)]),
    ],
)
def test_a_year_is_read_however_it_is_printed(
    labels: list[str], expected: list[tuple[int, int | None]]
) -> None:
    staged = table([[*HEAD, *labels], ["1", "予約", "図書館", "検討", "実施"]], "utf-8-sig")
    assert [key[3:] for key in values(staged, "schedule_cell")] == expected


@pytest.mark.parametrize("label", ["2020年度（R3）", "H31/R2", "令和2年度8-11月", "令和2年度（予算）"])
def test_a_year_that_contradicts_itself_or_is_something_else_is_a_question(label: str) -> None:
    staged = table([[*HEAD, label, "R4"], ["1", "予約", "図書館", "検討", "実施"]])
    assert [key[3:] for key in values(staged, "schedule_cell")] == [(2022, None)]
    assert ("column_question", label) in said(staged)


def test_years_that_excel_shows_by_a_format_are_read_as_they_are_shown() -> None:
    def dress(book: Workbook) -> None:
        book["一覧"]["D1"].number_format = '[$-411]ggge"年度"'
        book["一覧"]["E1"].number_format = '"令和"0"年度"'
        book["一覧"]["F1"].number_format = 'yyyy"年度"'

    content = one_sheet(
        [*HEAD, 43922, 3, datetime(2022, 4, 1)], [1, "予約", "図書館", "検討", "⇒", "運用"], then=dress
    )
    assert cells(listed("a.xlsx", content)) == {
        ("1", "planned", 2020, None): (("検討",), False, "検討"),
        ("1", "planned", 2021, None): (("検討",), True, "⇒"),
        ("1", "planned", 2022, None): (("運用",), False, "運用"),
    }


def test_years_over_halves_over_quarters_fold_into_halves() -> None:
    rows = [
        [*HEAD, "令和2年度", "", "", ""],
        ["", "", "", "上期", "", "下期", ""],
        ["", "", "", "第1四半期", "2Q", "第３四半期", "4Q"],
        ["1", "予約", "図書館", "検討", "調達", "⇒", "⇒"],
        ["2", "混雑表示", "市民課", "", "検討（庁内）", "実施", "実施"],
    ]
    staged = table(rows)
    assert cells(staged) == {
        ("1", "planned", 2020, 1): (("検討", "調達"), False, "検討｜調達"),
        ("1", "planned", 2020, 2): (("調達",), True, "⇒｜⇒"),
        ("2", "planned", 2020, 1): (("検討",), False, "検討（庁内）"),
        ("2", "planned", 2020, 2): (("実施",), False, "実施｜実施"),
    }
    assert notes(staged) == {
        ("1", 2020, 1): "第1四半期：検討、第2四半期：調達",
        ("2", 2020, 1): "第2四半期：検討、庁内",
    }
    assert [code for code, _ in codes(staged)] == ["parts_folded"]


def test_months_fold_into_halves_and_the_first_three_belong_to_the_year_that_began_before() -> None:
    fiscal = [f"{month}月" for month in (*range(4, 13), 1, 2, 3)]
    rows = [
        [*HEAD, "令和2年度", *[""] * 11],
        ["", "", "", *fiscal],
        ["1", "予約", "図書館", "検討", *["→"] * 5, "", "", "", "調達", "", "運用"],
    ]
    staged = table(rows)
    assert {key: cell[0] for key, cell in cells(staged).items()} == {
        ("1", "planned", 2020, 1): ("検討",),
        ("1", "planned", 2020, 2): ("調達", "運用"),
    }
    assert notes(staged) == {("1", 2020, 2): "1月：調達、3月：運用"}


def test_months_of_a_calendar_year_that_begins_in_january_are_no_months_of_that_fiscal_year() -> None:
    rows = [
        [*HEAD, "令和3年", *[""] * 11],
        ["", "", "", *(f"{month}月" for month in range(1, 13))],
        ["1", "予約", "図書館", "検討", "", "", "調達", *[""] * 7, "運用"],
    ]
    assert {key[2:]: cell[0] for key, cell in cells(table(rows)).items()} == {
        (2020, 2): ("検討",),
        (2021, 1): ("調達",),
        (2021, 2): ("運用",),
    }


def test_plan_and_actual_may_stand_below_the_year_or_in_its_bracket() -> None:
    rows = [
        [*HEAD, "令和2年度", "", "R3（計画）", "R3（実績）"],
        ["", "", "", "計画", "実績", "", ""],
        ["1", "予約", "図書館", "検討", "検討", "実施", "検討"],
    ]
    assert set(cells(table(rows))) == {
        ("1", "planned", 2020, None),
        ("1", "actual", 2020, None),
        ("1", "planned", 2021, None),
        ("1", "actual", 2021, None),
    }


# -- marks


YEARS = [*HEAD, "R2", "R3", "R4"]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ([["凡例：○ 検討　◎ 調達・構築 ● 運用"], []], []),
        ([["【凡例】", "○", "検討", "◎", "調達・構築", "●", "運用"], []], []),
        ([], [[], ["凡例", "○：検討"], ["", "◎：調達・構築"], ["", "●", "運用"]]),
    ],
)
def test_marks_are_read_by_the_documents_own_legend_wherever_it_stands(
    above: list[list[str]], below: list[list[str]]
) -> None:
    row = ["1", "予約", "図書館", "○", "◎", "●"]
    staged = table([*above, YEARS, row, *below], "utf-8-sig")
    assert cells(staged) == {
        ("1", "planned", 2020, None): (("検討",), False, "○"),
        ("1", "planned", 2021, None): (("調達・構築",), False, "◎"),
        ("1", "planned", 2022, None): (("運用",), False, "●"),
    }
    assert codes(staged) == []
    assert set(values(staged, "measure")) == {("1",)}


def test_a_legend_on_a_sheet_of_its_own_counts_too() -> None:
    content = workbook(
        {
            "凡例": [["○", "検討"], ["◎", "運用"]],
            "一覧": [YEARS, [1, "予約", "図書館", "○", "→", "◎"]],
        }
    )
    assert [cell[:2] for cell in cells(listed("a.xlsx", content)).values()] == [
        (("検討",), False),
        (("検討",), True),
        (("運用",), False),
    ]


def test_a_mark_without_a_legend_stays_unknown_and_is_reported_once() -> None:
    staged = table(
        [YEARS, ["1", "予約", "図書館", "○", "→", "－"], ["2", "名簿", "防災課", "○", "★", "？"]], "utf-8-sig"
    )
    assert cells(staged) == {
        ("1", "planned", 2020, None): ((), False, "○"),
        ("1", "planned", 2021, None): ((), True, "→"),
        ("2", "planned", 2020, None): ((), False, "○"),
        ("2", "planned", 2021, None): ((), False, "★"),
        ("2", "planned", 2022, None): ((), False, "？"),
    }
    assert codes(staged) == [
        ("mark_without_legend", "?"),
        ("mark_without_legend", "○"),
        ("mark_without_legend", "★"),
    ]


def test_a_measure_about_ratings_is_no_legend_and_one_beside_the_table_is() -> None:
    rows = [
        [*YEARS, "", ""],
        ["1", "評価基準の見直し", "総務課", "○", "検討", "", "", "凡例"],
        ["2", "評価基準", "総務課", "●", "", "", "", "● 運用"],
    ]
    staged = table(rows)
    assert list(values(staged, "measure")) == [("1",), ("2",)]
    assert {key: cell[0] for key, cell in cells(staged).items()} == {
        ("1", "planned", 2020, None): (),
        ("1", "planned", 2021, None): ("検討",),
        ("2", "planned", 2020, None): ("運用",),
    }


def test_two_legends_that_contradict_each_other_say_nothing() -> None:
    rows = [["凡例：○ 検討"], [], ["凡例：○ 運用"], [], YEARS, ["1", "予約", "図書館", "○", "", ""]]
    assert ("mark_without_legend", "○") in said(table(rows))


def test_a_legend_of_ratings_does_not_translate_the_schedule() -> None:
    rows = [["評価基準：○ 実施 △ 検討"], [], YEARS, ["1", "予約", "図書館", "○", "", ""]]
    assert cells(table(rows))[("1", "planned", 2020, None)][0] == ()


def test_a_mark_beside_a_stage_is_only_its_dress_and_lines_of_arrows_continue() -> None:
    staged = table([YEARS, ["1", "予約", "図書館", "●構築→", "――→", "★運用開始"]], "utf-8-sig")
    assert [cell[:2] for cell in cells(staged).values()] == [
        (("構築",), False),
        (("構築",), True),
        (("運用",), False),
    ]


# -- colours and shapes


def filled(places: dict[str, str]) -> Any:
    def fill(book: Workbook) -> None:
        for place, colour in places.items():
            book["一覧"][place].fill = PatternFill("solid", fgColor=colour)

    return fill


def test_colours_are_read_by_a_legend_of_colours() -> None:
    content = one_sheet(
        ["凡例", None, "検討", None, None, "運用"],
        [],
        YEARS,
        [1, "予約", "図書館", None, None, None],
        then=filled({"B1": "FFC000", "E1": "00B0F0", "D4": "FFC000", "E4": "FFC000", "F4": "00B0F0"}),
    )
    staged = listed("a.xlsx", content)
    assert cells(staged) == {
        ("1", "planned", 2020, None): (("検討",), False, "（塗りつぶし）"),
        ("1", "planned", 2021, None): (("検討",), True, "（塗りつぶし）"),
        ("1", "planned", 2022, None): (("運用",), False, "（塗りつぶし）"),
    }
    assert codes(staged) == []


def test_a_bar_that_begins_with_a_word_continues_it_and_any_other_is_unknown() -> None:
    content = one_sheet(
        YEARS,
        [1, "予約", "図書館", "検討", None, None],
        [2, "混雑表示", "市民課", None, None, "運用"],
        then=filled({"D2": "FFC000", "E2": "FFC000", "D3": "FFC000", "E3": "FFC000"}),
    )
    staged = listed("a.xlsx", content)
    assert {key: cell[:2] for key, cell in cells(staged).items()} == {
        ("1", "planned", 2020, None): (("検討",), False),
        ("1", "planned", 2021, None): (("検討",), True),
        ("2", "planned", 2020, None): ((), False),
        ("2", "planned", 2021, None): ((), False),
        ("2", "planned", 2022, None): (("運用",), False),
    }
    (issue,) = [issue for issue in staged.issues if issue.code == "fill_unread"]
    assert (issue.raw, issue.params["places"]) == ("FFC000", "一覧!D3、一覧!E3")


def test_the_colour_of_a_whole_row_or_of_one_column_with_its_head_is_ground() -> None:
    content = one_sheet(
        YEARS,
        [1, "予約", "図書館", "検討", None, None],
        [2, "混雑表示", "市民課", None, None, "運用"],
        then=filled({f"{letter}2": "DDDDDD" for letter in "ABCDEF"} | {"E1": "FFFF00", "E3": "FFFF00"}),
    )
    staged = listed("a.xlsx", content)
    assert set(cells(staged)) == {("1", "planned", 2020, None), ("2", "planned", 2022, None)}
    assert codes(staged) == []


def test_a_drawn_bar_with_a_stage_is_read_and_any_other_is_reported_with_its_place() -> None:
    plain = one_sheet(
        YEARS, [1, "予約", "図書館", None, None, "運用"], [2, "混雑表示", "市民課", None, None, None]
    )
    content = with_drawing(
        plain, 1, bar(4, 5, 2, "検討") + bar(5, 6, 3) + bar(1, 1, 1, "飾り") + bar(4, 4, 3, "急ぐ")
    )
    staged = listed("a.xlsx", content)
    assert cells(staged) == {
        ("1", "planned", 2020, None): (("検討",), False, "検討"),
        ("1", "planned", 2021, None): (("検討",), True, "検討"),
        ("1", "planned", 2022, None): (("運用",), False, "運用"),
        ("2", "planned", 2020, None): ((), False, "急ぐ"),
        ("2", "planned", 2021, None): ((), False, "（図形）"),
        ("2", "planned", 2022, None): ((), False, "（図形）"),
    }
    found = [(issue.code, issue.ref) for issue in staged.issues if "draw" in issue.code]
    assert found == [
        ("drawings_left", ""),
        ("stage_from_drawing", "一覧!D2:E2"),
        ("drawing_unread", "一覧!D3"),
        ("drawing_unread", "一覧!E3:F3"),
    ]
    assert [issue.params["count"] for issue in staged.issues if issue.code == "drawings_left"] == ["1"]
