"""Labels of sheets wherever they stand, boxes beside goals, and rows of schedules that say their kind."""

from collections.abc import Mapping

import pytest

from importers.identify import stage
from tests.importers.staging_views import issues, rows
from tests.importers.test_label_sheets import Rows, as_csv, one, said


def test_rows_under_labels_are_lines_of_one_text_and_said_so() -> None:
    risks = [["想定されるリスク", "対処方法案"], ["漏れ", "鍵"], ["停止", "二重化"], ["備考欄", "急ぐ"]]
    staging = stage("plan.csv", as_csv([*one("1", "予約", "図書館"), *risks]))
    measure = rows(staging, "measure")[("1",)]
    assert (measure["risk"], measure["countermeasure"]) == ("漏れ\n停止", "鍵\n二重化")
    assert [(issue.field, issue.raw) for issue in issues(staging, "rows_joined")] == [
        ("risk", "停止"),
        ("countermeasure", "二重化"),
    ]
    assert ("label_question", "備考欄") in said(staging)


LAYOUTS: Mapping[str, Rows] = {
    "one cell": [["施策番号：3", "主管課：図書館"], ["施策名：予約"], ["目的：早く借りる"], ["内容：棚"]],
    "above": [
        ["施策番号", "施策名"],
        ["3", "予約"],
        ["目的"],
        ["早く借りる"],
        ["主管課", "内容"],
        ["図書館", "棚"],
    ],
    "numbered": [
        ["1. 施策番号", "③"],
        ["2. 施策名", "予約"],
        ["３．主管課", "図書館"],
        ["(4) 目的", "早く借りる"],
        ["■施策の概要", "棚"],
    ],
    "three pairs": [
        ["施策番号", "3", "施策名", "予約", "主管課", "図書館"],
        ["目的", "早く借りる", "内容", "棚"],
    ],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_labels_are_known_wherever_they_stand_and_whatever_they_are_dressed_in(layout: str) -> None:
    staging = stage("plan.csv", as_csv(LAYOUTS[layout]))
    measure = rows(staging, "measure")[("3",)]
    assert (measure["title"], measure["purpose"], measure["content"]) == ("予約", "早く借りる", "棚")
    assert rows(staging, "measure_department") == {("3", "lead", 1): {"name": "図書館"}}
    assert said(staging) == []


@pytest.mark.parametrize(
    ("cells", "marks"),
    [
        ([["☑", "便利", "□", "公開"]], {"便利": True, "公開": False}),
        ([["便利", "○"], ["公開", "×"]], {"便利": True, "公開": False}),
        ([["☒便利 ☐公開"]], {"便利": True, "公開": False}),
        ([["□便利 □公開"]], {"便利": None, "公開": None}),
        ([["○", "便利"], ["？", "公開"]], {"便利": True, "公開": None}),
        ([["便利なまちをつくる"]], {}),
        ([["\ufffd便利 ■公開"]], {"便利": None, "公開": True}),
    ],
)
def test_boxes_and_marks_beside_goals_are_read_and_an_empty_form_is_unknown(
    cells: Rows, marks: dict[str, bool | None]
) -> None:
    goals = [["基本目標" if not place else "", *row] for place, row in enumerate(cells)]
    staging = stage("plan.csv", as_csv([["施策番号", "1", "施策名", "予約"], ["目的", "早く"], *goals]))
    assert {key[1]: item["mark"] for key, item in rows(staging, "measure_goal").items()} == marks


def test_a_text_among_boxes_without_one_of_its_own_is_said_and_is_no_goal() -> None:
    staging = stage(
        "plan.csv",
        as_csv([["施策名", "予約"], ["目的", "早く"], ["基本目標", "そのほか", "■ 公開", "□ 便利"]]),
    )
    assert {key[1] for key in rows(staging, "measure_goal")} == {"公開", "便利"}
    assert [issue.raw for issue in issues(staging, "goal_without_mark")] == ["そのほか"]


def test_a_row_that_says_its_kind_after_one_that_does_not_is_another_work_item() -> None:
    table = one(
        "1",
        "予約",
        "図書館",
        ["工程表", "令和2年度", "令和3年度"],
        ["作る", "検討", "実施"],
        ["計画", "策定", ""],
    )
    staging = stage("plan.csv", as_csv(table))
    cells = {key[1:]: item["stages"] for key, item in rows(staging, "schedule_cell").items()}
    assert cells == {
        (1, "planned", 2020, None): ("検討",),
        (1, "planned", 2021, None): ("実施",),
        (2, "planned", 2020, None): ("策定",),
    }


def test_a_schedule_without_a_mark_is_unknown() -> None:
    table = one(
        "1", "予約", "図書館", ["工程表", "令和2年度", "令和3年度"], ["作る", "", ""], ["配る", "", ""]
    )
    staging = stage("plan.csv", as_csv(table))
    assert list(rows(staging, "work_item")) == [("1", 1), ("1", 2)]
    assert [issue.raw for issue in issues(staging, "schedule_marks_lost")] == ["工程表"]
