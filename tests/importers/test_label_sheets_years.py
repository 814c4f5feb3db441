"""Years that go down a sheet are a schedule; ratings of sheets are told by the legend of this or another sheet."""

import pytest

from importers.codes import CODES
from importers.identify import stage
from importers.readers.csv import read_csv
from importers.recognise import label_sheets
from importers.staged import Staging
from tests.importers.test_list_table import as_csv, said, values
from tests.importers.workbooks import workbook

HEAD = [["施策番号", "1", "施策名", "窓口の予約"], ["主管課", "市民課"], ["目的", "待たせない"]]
Table = list[list[str]]


def sheet(rows: Table) -> Staging:
    return label_sheets.recognise(read_csv("a.csv", as_csv([*HEAD, *rows], "utf-8")))


def stages(staging: Staging) -> dict[tuple[object, ...], object]:
    return {
        key[2:]: found[0]
        for key, found in values(staging, "schedule_cell", "stages").items()  # type: ignore[index]
    }


TWO_YEARS = {("planned", 2020, None): ("検討",), ("planned", 2021, None): ("調達・構築",)}


@pytest.mark.parametrize(
    "rows",
    [
        [["工程表", "令和2年度", "検討"], ["", "令和3年度", "調達・構築"]],
        [["工程表"], ["令和2年度", "検討"], ["3年度", "調達・構築"]],
        [["令和2年度", "検討"], ["令和3年度", "調達・構築"]],
        [["年度", "計画"], ["R2", "検討"], ["R3", "調達・構築"]],
        [["年度", "取組内容"], ["R2", "検討"], ["R3", "調達・構築"]],
    ],
)
def test_years_that_go_down_are_a_schedule(rows: Table) -> None:
    staged = sheet([*rows, ["内容", "予約を受ける。"]])
    assert stages(staged) == TWO_YEARS
    assert values(staged, "measure", "content") == {("1",): ("予約を受ける。",)}
    assert [code for code, _ in said(staged) if code != "plan_unnamed"] == []


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["工程表", "令和2年度", "上期", "検討"],
            ["", "", "下期", "⇒"],
            ["", "令和3年度", "上期", "調達"],
            ["", "", "下期", "実施"],
        ],
        [
            ["令和2年度上期", "検討"],
            ["令和2年度下期", "⇒"],
            ["令和3年度上期", "調達"],
            ["令和3年度下期", "実施"],
        ],
    ],
)
def test_halves_that_go_down_are_a_schedule(rows: Table) -> None:
    assert stages(sheet(rows)) == {
        ("planned", 2020, 1): ("検討",),
        ("planned", 2020, 2): ("検討",),
        ("planned", 2021, 1): ("調達",),
        ("planned", 2021, 2): ("実施",),
    }


def test_planned_and_actual_stand_side_by_side_where_years_go_down() -> None:
    staged = sheet([["年度", "計画", "実績"], ["令和2年度", "検討", "調査"], ["令和3年度", "実施", ""]])
    assert stages(staged) == {
        ("planned", 2020, None): ("検討",),
        ("planned", 2021, None): ("実施",),
        ("actual", 2020, None): ("調査",),
    }


def test_a_word_that_is_no_known_stage_is_kept_under_a_schedules_label_and_said() -> None:
    staged = sheet([["工程表", "令和2年度", "検討"], ["", "令和3年度", "声を聞く"]])
    assert stages(staged)[("planned", 2021, None)] == ("声を聞く",)
    assert ("unknown_stage", "声を聞く") in said(staged)


@pytest.mark.parametrize(
    "rows",
    [
        [["実績", "令和2年度", "120"], ["", "令和3年度", "130"]],
        [["年度", "取組内容"], ["令和2年度", "声を聞く"], ["令和3年度", "直す"]],
    ],
)
def test_years_beside_figures_or_texts_are_no_schedule(rows: Table) -> None:
    staged = sheet(rows)
    assert stages(staged) == {}
    told = str([*staged.issues, *(cell.raw for row in staged.rows for cell in row.cells.values())])
    texts = [text for row in rows for text in row[1:] if text and not text.startswith("令和")]
    assert [text for text in texts if text not in told and text != "取組内容"] == []


# -- ratings


def rated(number: int, rating: str, *rows: list[str]) -> Table:
    return [
        ["施策番号", str(number), "施策名", f"施策{number}"],
        ["主管課", "市民課"],
        ["評価", rating],
        [],
        *rows,
    ]


@pytest.mark.parametrize("own", [True, False])
def test_a_rating_beside_its_label_is_told_by_the_legend_of_this_or_another_sheet(own: bool) -> None:
    legend = ["評価基準：A：計画どおりに実行できた　B：予定より遅れている"]
    sheets = {"1": rated(1, "A", *([legend] if own else [])), "2": rated(2, "B")}
    if not own:
        sheets["凡例"] = [legend]
    staged = stage("a.xlsx", workbook(sheets))
    assert staged.profile == "label-sheets"
    assert values(staged, "evaluation", "progress_evaluation") == {
        ("1",): ("計画どおりに実行できた",),
        ("2",): ("B",),
    }
    assert values(staged, "rating_scale", "label") == {
        ("progress_evaluation", "A"): ("計画どおりに実行できた",),
        ("progress_evaluation", "B"): ("予定より遅れている",),
    }
    assert "rating_without_legend" not in [code for code, _ in said(staged)]
    assert [issue.code for issue in staged.refused] == ["legend_refused" if own else "sheet_is_example"]


def test_ratings_of_sheets_without_a_legend_are_kept_as_printed_and_said_once() -> None:
    staged = stage("a.xlsx", workbook({"1": rated(1, "A"), "2": rated(2, "B")}))
    assert values(staged, "evaluation", "progress_evaluation") == {("1",): ("A",), ("2",): ("B",)}
    assert [raw for code, raw in said(staged) if code == "rating_without_legend"] == ["A、B"]
    assert CODES["rating_without_legend"].level == "warn"


def test_a_text_beside_such_a_label_stays_a_question() -> None:
    staged = stage("a.xlsx", workbook({"1": rated(1, "予定より早く終えて市民の評判もよい")}))
    assert values(staged, "evaluation") == {}
    assert ("label_question", "評価") in said(staged)
