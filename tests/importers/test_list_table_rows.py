"""What a list's columns and rows mean is told by themselves; ratings and figures keep the city's own words."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from db.book import Book
from domain.names import match_key
from exports.json_export import export_json
from importers.commit import Source, commit
from importers.identify import identify, stage
from importers.lexicon import LABELS, STATE_WORDS, TITLE_WORDS, Lexicon
from importers.staged import Staging
from tests.importers.list_accounts import refused_rows, rows_of_lists, staged_rows
from tests.importers.test_list_table import as_csv, listed, refused, said, table, values
from tests.importers.workbooks import workbook


def codes(staging: Staging) -> list[tuple[str, str]]:
    return [item for item in said(staging) if item[0] not in ("plan_unnamed", "sheet_left")]


def titles(staging: Staging) -> list[object]:
    return [value[0] for value in values(staging, "measure", "title").values()]  # type: ignore[index]


def test_every_word_of_the_lexicon_means_one_thing() -> None:
    words = [(match_key(word), field) for field, listed_words in LABELS.items() for word in listed_words]
    words += [(match_key(word), "title?") for word in TITLE_WORDS]
    words += [(match_key(word), "state?") for word in STATE_WORDS]
    assert [word for word, _ in words if sum(word == other for other, _ in words) > 1] == []


# -- which column names the measures


@pytest.mark.parametrize("word", ["施策", "取組", "事業", "施策・事業", "取組項目", "事業名称", "推進項目"])
def test_a_plain_word_over_titles_is_enough_where_nothing_better_stands(word: str) -> None:
    staged = table(
        [["№", word, "担当課", "R2"], ["1", "予約", "図書館", "検討"], ["2", "名簿", "防災課", ""]]
    )
    assert titles(staged) == ["予約", "名簿"]


def test_the_column_that_says_something_else_in_every_row_names_the_measures() -> None:
    rows = [
        ["項番", "施策", "取組", "所管部署", "事業概要"],
        ["1", "便利な窓口", "予約", "図書館", "予約を受ける"],
        ["2", "", "混雑表示", "市民課", "待ち人数を見せる"],
        ["3", "安全なまち", "名簿", "防災課", "名簿を電子にする"],
    ]
    staged = table(rows)
    assert titles(staged) == ["予約", "混雑表示", "名簿"]
    assert codes(staged) == [("column_question", "施策")]
    assert "policy_field" not in [name for row in staged.rows for name in row.cells]


def test_two_columns_that_may_both_be_the_title_are_asked_about_and_nothing_is_read() -> None:
    rows = [
        ["項番", "施策", "取組", "所管部署", "R2"],
        ["1", "便利な窓口", "予約", "図書館", "検討"],
        ["2", "安全なまち", "名簿", "防災課", "検討"],
    ]
    staged = table(rows)
    assert values(staged, "measure") == {}
    assert ("title_unclear", "施策、取組") in said(staged)
    assert [label.label for label in staged.labels] == ["項番", "施策", "取組", "所管部署", "R2"]
    own = stage("hoshino.csv", as_csv(rows), lexicon=Lexicon({"取組": "content"}))
    assert titles(own) == ["便利な窓口", "安全なまち"]


def test_a_better_word_goes_before_a_plain_one() -> None:
    staged = table(
        [["施策番号", "施策", "事業名", "担当課"], ["1", "a", "予約", "図書館"], ["2", "b", "名簿", "防災課"]]
    )
    assert titles(staged) == ["予約", "名簿"]
    assert codes(staged) == [("column_question", "施策")]


def test_a_phone_list_is_still_no_list_of_measures() -> None:
    assert identify("a.csv", as_csv([["名称", "内線"], ["総務課", "12"]])).profile is None


# -- marks, dashes and question marks


def test_a_column_of_priorities_is_read_by_its_marks() -> None:
    rows = [
        ["番号", "施策名", "担当課", "重点施策"],
        ["1", "予約", "図書館", "○"],
        ["2", "名簿", "防災課", "－"],
        ["3", "表示", "市民課", ""],
        ["4", "会議", "総務課", "重点"],
    ]
    assert values(table(rows), "measure", "is_priority") == {
        ("1",): (True,),
        ("2",): (False,),
        ("3",): (None,),
        ("4",): (True,),
    }
    rows[2][3] = "◎"
    staged = table(rows)
    assert values(staged, "measure", "is_priority")[("1",)] == (None,)
    assert ("unknown_mark", "◎") in said(staged)


def test_a_dash_is_none_a_blank_is_nothing_and_a_question_mark_is_unknown() -> None:
    rows = [
        ["番号", "施策名", "担当課", "目的", "効果"],
        ["1", "予約", "？", "－", "不明"],
        ["2", "名簿", "防災課", "", "早く伝わる"],
    ]
    staged = table(rows, "utf-8-sig")
    assert values(staged, "measure", "purpose", "expected_effect") == {
        ("1",): (None, None),
        ("2",): (None, "早く伝わる"),
    }
    assert values(staged, "measure_department", "name") == {("2", "lead", 1): ("防災課",)}
    assert codes(staged) == [("value_unknown", "不明"), ("value_unknown", "？")]


def test_a_number_is_never_carried_down() -> None:
    rows = [
        ["番号", "施策名", "担当課", "目的"],
        ["1", "予約", "図書館", "待たせない"],
        ["〃", "名簿", "上に同じ", "↓"],
    ]
    staged = table(rows)
    assert values(staged, "measure", "number", "purpose") == {
        ("1",): ("1", "待たせない"),
        ("#2",): (None, "待たせない"),
    }
    assert ("not_carried", "〃") in said(staged)


# -- ratings


def rated(legend: list[list[str]], *ratings: str) -> list[list[str]]:
    rows = [[str(place), f"施策{place}", "総務課", rating] for place, rating in enumerate(ratings, 1)]
    return [*legend, ["番号", "施策名", "担当課", "進捗評価"], *rows]


def test_ratings_are_kept_as_printed_with_their_legend() -> None:
    staged = table(rated([["評価基準：S 予定を超えた", "A：予定どおり　B：遅れ"], []], "A", "Ｂ", "A"))
    assert values(staged, "evaluation", "progress_evaluation") == {
        ("1",): ("A",),
        ("2",): ("Ｂ",),
        ("3",): ("A",),
    }
    assert values(staged, "rating_scale", "label", "meaning", "ordinal") == {
        ("progress_evaluation", "S"): ("予定を超えた", None, 1),
        ("progress_evaluation", "A"): ("予定どおり", None, 2),
        ("progress_evaluation", "B"): ("遅れ", None, 3),
    }
    assert codes(staged) == []


def test_a_legend_in_our_own_words_translates_the_letter_and_keeps_it() -> None:
    legend = [["凡例", "A", "計画どおりに実行できた。"], ["", "B", "計画通りに実行できなかった"], []]
    staged = table(rated(legend, "A", "B"))
    assert values(staged, "evaluation", "progress_evaluation") == {
        ("1",): ("計画どおりに実行できた",),
        ("2",): ("計画どおりに実行できなかった",),
    }
    (cell,) = [
        row.cells["progress_evaluation"]
        for row in staged.rows
        if row.key == ("1",) and row.entity == "evaluation"
    ]
    assert cell.raw == "A"
    assert values(staged, "rating_scale", "meaning")[("progress_evaluation", "A")] == (
        "計画どおりに実行できた",
    )


@pytest.mark.parametrize("words", [("Ａ", "C"), ("5", "3"), ("◎", "△"), ("計画どおり", "着手した")])
def test_a_rating_without_a_legend_is_kept_as_printed_and_reported_once(words: tuple[str, str]) -> None:
    staged = table(rated([], *words, words[0]))
    assert [value[0] for value in values(staged, "evaluation", "progress_evaluation").values()] == [  # type: ignore[index]
        *words,
        words[0],
    ]
    assert codes(staged) == [("rating_without_legend", "、".join(words))]
    assert values(staged, "rating_scale") == {}


@pytest.mark.parametrize(
    ("word", "cells", "field"),
    [
        ("進捗状況", ["実施中", "未実施"], "implementation_state"),
        ("進捗状況", ["A", "B"], "progress_evaluation"),
        ("評価", ["計画どおりに実行できた", "評価できない"], "progress_evaluation"),
        ("進捗状況", ["仕様書を作った", "A"], None),
    ],
)
def test_a_column_of_states_is_what_stands_under_it(word: str, cells: list[str], field: str | None) -> None:
    rows = [
        ["番号", "施策名", "担当課", word],
        *([str(n), f"施策{n}", "総務課", c] for n, c in enumerate(cells, 1)),
    ]
    staged = table(rows)
    assert {name for row in staged.rows if row.entity == "evaluation" for name in row.cells} == (
        {field} if field else set()
    )
    assert (("column_question", word) in said(staged)) is (field is None)


def test_the_book_takes_a_citys_own_scale_and_the_export_gives_it_back_as_printed(tmp_path: Path) -> None:
    content = as_csv(rated([["評価基準：A：予定どおり　B：遅れ"], []], "Ａ", "B"))
    with Book.create(tmp_path / "book.db") as book:
        result = commit(
            book, stage("hoshino.csv", content), Source("hoshino.csv", content), lambda issue: issue.code
        )
        assert [row for row in result.rows if row.outcome == "rejected"] == []
        scale = book.db.execute(
            "SELECT field, code, label, meaning FROM rating_scale ORDER BY ordinal"
        ).fetchall()
        exported = json.loads("".join(export_json(book.db, None, exported_at="2020-04-01T00:00:00")))
        again = commit(
            book, stage("hoshino.csv", content), Source("hoshino.csv", content), lambda issue: issue.code
        )
        assert {row.outcome for row in again.rows} == {"same"}
    assert [tuple(row) for row in scale] == [
        ("progress_evaluation", "A", "予定どおり", None),
        ("progress_evaluation", "B", "遅れ", None),
    ]
    ratings = [m["evaluation"]["progress_evaluation"] for m in exported["plans"][0]["measures"]]
    assert ratings == ["Ａ", "B"]
    assert exported["plans"][0]["rating_scales"] == [
        {"field": "progress_evaluation", "code": "A", "label": "予定どおり", "meaning": None},
        {"field": "progress_evaluation", "code": "B", "label": "遅れ", "meaning": None},
    ]


# -- figures


def test_figures_of_named_indicators_are_observations_and_aims_stand_apart() -> None:
    rows = [
        ["番号", "施策名", "担当課", "指標名", "単位", "実績値", "", "目標値（R5）", "R4実績値"],
        ["", "", "", "", "", "R2", "R3", "", ""],
        ["1", "予約", "図書館", "予約の件数", "件", "1,200", "約1,350", "2,000", "－"],
        ["2", "名簿", "防災課", "登録率", "", "45%", "多い", "80％", "51.5%"],
        ["3", "会議", "総務課", "－", "", "", "", "", ""],
    ]
    staged = table(rows)
    assert values(staged, "indicator", "unit") == {
        ("1", "予約の件数"): ("件",),
        ("1", "予約の件数（目標値）"): ("件",),
        ("2", "登録率"): ("%",),
        ("2", "登録率（目標値）"): ("%",),
    }
    assert values(staged, "observation", "value") == {
        ("1", "予約の件数", 2020, None): (1200,),
        ("1", "予約の件数", 2021, None): (1350,),
        ("1", "予約の件数（目標値）", 2023, None): (2000,),
        ("2", "登録率", 2020, None): (45,),
        ("2", "登録率", 2022, None): (51.5,),
        ("2", "登録率（目標値）", 2023, None): (80,),
    }
    assert codes(staged) == [("unreadable_number", "多い")]
    assert values(staged, "schedule_cell") == {}


def test_figures_without_an_indicator_and_costs_are_questions() -> None:
    rows = [
        ["番号", "施策名", "担当課", "目標値", "R3実績値", "概算費用", "", "満足度"],
        ["", "", "", "", "", "令和2年度", "令和3年度", ""],
        ["1", "予約", "図書館", "2,000件", "1,200件", "300", "43922", "3.2"],
    ]
    staged = table(rows)
    assert codes(staged) == [
        ("column_question", "目標値"),
        ("column_question", "R3実績値"),
        ("column_question", "概算費用／令和2年度"),
        ("column_question", "概算費用／令和3年度"),
        ("column_question", "満足度"),
    ]
    assert {row.entity for row in staged.rows} == {"plan", "measure", "measure_department"}


# -- sheets


def test_a_list_over_several_sheets_is_one_list_and_examples_are_none() -> None:
    head = ["番号", "施策名", "担当課", "目的"]
    content = workbook(
        {
            "表紙": [["星野市の計画"]],
            "記入例": [head, [1, "例の施策", "例の課", "例"]],
            "一覧1": [head, [1, "予約", "図書館", "待たせない"], ["計", None, "1件", None]],
            "一覧2": [head, [2, "名簿", "防災課", "早く伝える"], [None, "予約（再掲）", "図書館", None]],
        }
    )
    staged = listed("a.xlsx", content)
    assert values(staged, "measure", "title", "position") == {("1",): ("予約", 1), ("2",): ("名簿", 2)}
    assert refused(staged) == [
        ("legend_refused", "記入例!A2"),
        ("row_is_total", "一覧1!A3"),
        ("row_is_repeat", "一覧2!B3"),
    ]


def test_one_measure_on_two_sheets_is_one_measure_and_disagreement_is_reported() -> None:
    content = workbook(
        {
            "一覧": [
                ["番号", "施策名", "担当課", "目的"],
                [1, "予約", "図書館", "待たせない"],
                [2, "名簿", "防災課", "x"],
            ],
            "工程": [["番号", "施策名", "担当課", "R2", "R3"], ["①", "予約", "総務課", "検討", "⇒"]],
        }
    )
    staged = listed("a.xlsx", content)
    assert list(values(staged, "measure")) == [("1",), ("2",)]
    assert set(values(staged, "schedule_cell")) == {
        ("1", 1, "planned", 2020, None),
        ("1", 1, "planned", 2021, None),
    }
    assert codes(staged) == [
        ("measure_joined", "予約"),
        ("contradiction", "総務課"),
    ]


def hide(book: Workbook) -> None:
    book["一覧"].row_dimensions[3].hidden = True
    book["一覧"].column_dimensions["D"].hidden = True


# -- every row is somewhere


LISTS: dict[str, list[list[Any]]] = {
    "carried on": [
        ["番号", "施策名", "担当課", "目的"],
        [1, "予約", "図書館", "a"],
        [None, "〃", None, "b"],
        [None, None, "総務課", "c"],
    ],
    "hidden": [["番号", "施策名", "担当課", "目的"], [1, "予約", "図書館", "a"], [2, "名簿", "防災課", "b"]],
    "doubled": [
        ["番号", "施策名", "担当課"],
        [1, "予約", "図書館"],
        [1, "名簿", "防災課"],
        [None, "〃", "x"],
    ],
    "all kinds": [
        ["番号", "施策名", "担当課", "R2", "R3"],
        ["Ⅰ 便利に"],
        [1, "予約", "図書館", "検討", None],
        ["番号", "施策名", "担当課", "R2", "R3"],
        ["小計", None, "1件"],
        [2, "名簿", "防災課", "○", "？"],
        [3, "〃", None, "実施", None],
        [None, None, "総務課"],
        ["※ R2は令和2年度"],
        ["凡例", "○", "検討"],
        [None, "◎", "運用"],
        [],
        [4, "※の付いた施策", "総務課", "検討", None],
    ],
}


@pytest.mark.parametrize("kind", LISTS)
def test_rows_staged_and_rows_refused_are_the_rows_of_the_list(kind: str) -> None:
    content = workbook({"一覧": LISTS[kind]}, hide if kind == "hidden" else None)
    staged = listed("a.xlsx", content)
    rows = rows_of_lists("a.xlsx", content)
    assert len(staged_rows(staged) & rows) + len(refused_rows(staged)) == len(rows)
