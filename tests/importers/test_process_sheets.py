"""Sheets of our own in the layout of 武蔵村山市's fourth plan and of the evaluation in it: one trap each."""

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from importers.errors import UnknownLayout
from importers.identify import identify, stage
from importers.staged import Issue, PlanIdentity, Staging

TEXT = (Path(__file__).parent / "fixtures" / "process_small.txt").read_text("utf-8")
NEW, OLD = "process", "process-before"


@pytest.fixture(scope="module")
def small() -> Staging:
    return stage("process.txt", TEXT.encode())


def rows(staging: Staging, plan: str, entity: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {
        row.key: {name: cell.value for name, cell in row.cells.items()}
        for row in staging.rows
        if (row.plan, row.entity) == (plan, entity)
    }


def issues(staging: Staging, code: str) -> list[Issue]:
    return [issue for issue in staging.issues if issue.code == code]


def stages(staging: Staging, plan: str, *key: object) -> dict[int, tuple[str, ...]]:
    return {
        cell[3]: found["stages"]
        for cell, found in rows(staging, plan, "schedule_cell").items()
        if cell[: len(key)] == key
    }


def items(staging: Staging, measure: str, kind: str = "achievement") -> list[str]:
    found = rows(staging, OLD, "evaluation_item")
    return [cells["text"] for key, cells in found.items() if key[:2] == (measure, kind)]


# -- whose plans


def test_the_layout_is_known_without_the_name_of_the_city() -> None:
    found = identify("process.txt", TEXT.encode())
    assert (found.profile, found.missing) == ("musashimurayama-4", ("武蔵村山市第四次情報化基本計画",))


def test_neither_plan_takes_the_name_of_a_plan_that_the_document_does_not_print(small: Staging) -> None:
    assert {row.plan for row in small.rows} == {NEW, OLD}
    assert rows(small, OLD, "plan") == {(): {"printed_era": "平成"}}
    assert [issue.params["plan"] for issue in issues(small, "former_plan_unnamed")] == [OLD]


def test_a_named_plan_takes_the_new_measures_and_the_former_plan_follows_its_key() -> None:
    staging = stage("process.txt", TEXT.encode(), PlanIdentity("mihon-2", "みほん市第二次情報計画"))
    assert {row.plan for row in staging.rows} == {"mihon-2", "mihon-2-before"}


def test_a_document_without_an_evaluation_brings_one_plan() -> None:
    start, end = TEXT.index("施策名\t実施状況"), TEXT.index("【基本目標1】")
    staging = stage(
        "process.txt", (TEXT[:start] + "今後の方向性の内容・課題\n進捗評価\n" + TEXT[end:]).encode()
    )
    assert {row.plan for row in staging.rows} == {NEW}
    assert {issue.raw for issue in issues(staging, "reference_unknown")} == {
        *("目標1-①", "目標1-②", "目標2-③", "目標2-⑨", "目標2-④"),
    }


def test_damaged_sheets_bring_no_row_twice_and_none_without_its_parent() -> None:
    random = Random(4)
    for _ in range(150):
        lines = TEXT.split("\n")
        for _ in range(random.randint(1, 25)):
            place, other = random.randrange(len(lines)), random.randrange(len(lines))
            match random.randrange(5):
                case 0:
                    del lines[place]
                case 1:
                    lines[place], lines[other] = lines[other], lines[place]
                case 2:
                    lines.insert(place, lines[other])
                case 3:
                    lines[place] = lines[place][: random.randint(0, len(lines[place]))]
                case _:
                    lines[place] = lines[place].replace("\t", random.choice(("", "\t\t")), 1)
        try:
            staging = stage("process.txt", "\n".join(lines).encode())
        except UnknownLayout:
            continue
        keys = Counter((row.plan, row.entity, row.key) for row in staging.rows)
        assert max(keys.values()) == 1
        for row in staging.rows:
            if row.entity not in ("plan", "goal", "measure"):
                assert (row.plan, "measure", row.key[:1]) in keys
            if row.entity == "measure_goal":
                assert (row.plan, "goal", row.key[1:]) in keys


def test_a_goal_that_heads_the_list_twice_is_one_goal() -> None:
    goal = "目標1 窓口を便利にする\t\t\t\n"
    staging = stage(
        "process.txt", TEXT.replace("③ 案内板の更新\t実施中", goal + "③ 案内板の更新\t実施中").encode()
    )
    assert [key for (key,) in rows(staging, OLD, "goal")] == ["窓口を便利にする", "事務を軽くする"]
    assert ("3", "窓口を便利にする") in rows(staging, OLD, "measure_goal")


# -- sheets of the new plan


def test_numbers_that_restart_under_headings_get_the_headings_number(small: Staging) -> None:
    assert [key for (key,) in rows(small, NEW, "measure")] == ["1-1", "1-2", "2-1", "2-2", "2-3"]


def test_numbers_that_do_not_restart_stand_alone() -> None:
    only_first = TEXT[: TEXT.index("(2) 事務を軽くします")] + "第 5 章 計画の推進\n"
    assert [key for (key,) in rows(stage("process.txt", only_first.encode()), NEW, "measure")] == ["1", "2"]


def test_a_number_that_stands_twice_under_a_heading_keeps_its_first_sheet(small: Staging) -> None:
    assert rows(small, NEW, "measure")[("2-2",)]["title"] == "給与システムの改修"
    (found,) = [issue for issue in issues(small, "duplicate_number") if issue.plan == NEW]
    assert found.raw == "二つ目の②"


def test_the_last_parenthesis_of_a_title_is_its_subtitle_over_lines_and_inner_parentheses(
    small: Staging,
) -> None:
    found = rows(small, NEW, "measure")
    assert (found[("1-1",)]["title"], found[("1-1",)]["subtitle"]) == (
        "待たない窓口の実現",
        "番号票(支所)の拡充",
    )
    assert (found[("1-2",)]["title"], found[("1-2",)]["subtitle"]) == ("案内板の見直し", "第二期")
    assert "subtitle" not in found[("2-1",)]


def test_paragraph_tags_and_list_marks_become_lines(small: Staging) -> None:
    found = rows(small, NEW, "measure")[("1-1",)]
    assert found["content"] == "番号票を広げます。\n支所にも置きます。"
    assert found["expected_effect"] == "・待たない。\n・迷わない。"
    assert found["parent_plan_ref"] == "第1章第2節-(1)"


def test_year_and_stage_in_one_cell_are_taken_apart(small: Staging) -> None:
    assert stages(small, NEW, "1-2", 1) == {2012: ("検討",), 2013: ("検討",), 2014: ("随時見直し",)}


def test_a_word_before_a_row_that_is_no_stage_is_the_rows_label(small: Staging) -> None:
    assert rows(small, NEW, "work_item")[("1-1", 2)] == {"label": "支所(西)"}


def test_an_arrow_behind_a_blank_year_continues_nothing(small: Staging) -> None:
    assert stages(small, NEW, "1-1", 2) == {2012: ("検討",), 2014: ()}
    assert [issue.key for issue in issues(small, "arrow_without_stage")] == [("1-1",), ("1",), ("1",)]


def test_a_row_that_lost_its_first_cell_is_put_right_when_its_cells_fill_the_years(small: Staging) -> None:
    assert stages(small, NEW, "2-1", 1) == {2012: ("検討",), 2013: ("検討",), 2014: ("実施",)}
    assert [issue.key for issue in issues(small, "row_shifted")] == [("2-1",)]


def test_a_row_with_too_many_cells_is_reported_and_not_guessed(small: Staging) -> None:
    found = [
        (issue.key, issue.params["found"], issue.params["expected"])
        for issue in issues(small, "stages_miscounted")
    ]
    assert found == [(("2-1",), "4", "3"), (("3",), "4", "3")]
    assert not stages(small, NEW, "2-1", 2)


def test_a_sheet_of_years_without_stages_has_no_schedule(small: Staging) -> None:
    assert [(issue.plan, issue.key) for issue in issues(small, "no_schedule")] == [
        (NEW, ("2-2",)),
        (OLD, ("5",)),
    ]


def test_a_heading_that_words_its_goal_otherwise_is_said_once(small: Staging) -> None:
    (found,) = issues(small, "goal_differs")
    assert (found.raw, found.params["list"]) == ("(2) 事務を軽くします", "事務を軽くする")
    assert ("2-3", "事務を軽くする") in rows(small, NEW, "measure_goal")


def test_a_label_that_a_sheet_lacks_is_said(small: Staging) -> None:
    assert [(issue.key, issue.field) for issue in issues(small, "field_missing")] == [
        (("1-2",), "expected_effect")
    ]


# -- references


def test_references_share_the_goal_before_them_and_new_measures_have_none(small: Staging) -> None:
    found = {key: cells.get("predecessor_measure") for key, cells in rows(small, NEW, "lineage").items()}
    assert found == {
        ("1-1", 1): "1",
        ("1-1", 2): "2",
        ("1-2", 1): "3",
        ("1-2", 2): None,
        ("2-1", 1): "4",
        ("2-2", 1): "4",
    }
    assert rows(small, NEW, "lineage")["1-1", 2]["raw"] == "目標1-②"


def test_a_reference_that_leads_nowhere_or_to_another_goal_is_said(small: Staging) -> None:
    assert [issue.raw for issue in issues(small, "reference_unknown")] == ["目標2-⑨"]
    (other,) = issues(small, "reference_goal_differs")
    assert (other.raw, other.params["goal"]) == ("目標2-③", "目標1")


def test_a_shared_predecessor_is_doubted_only_where_an_orphan_is_more_alike(small: Staging) -> None:
    (found,) = issues(small, "dubious_reference")
    assert (found.key, found.params["number"], found.params["other"]) == (("2-2",), "4", "5")


# -- sheets of the evaluation


def test_a_sheet_with_anothers_number_is_found_by_its_title_in_the_list(small: Staging) -> None:
    assert rows(small, OLD, "measure")[("4",)]["title"] == "庶務システムの更新"
    assert rows(small, OLD, "measure")[("4",)]["number"] == "④"
    (found,) = issues(small, "number_resolved")
    assert (found.params["number"], found.params["place"]) == ("③", "④")


def test_a_sheet_with_anothers_number_that_the_list_does_not_know_is_left_out(small: Staging) -> None:
    (found,) = [issue for issue in issues(small, "duplicate_number") if issue.plan == OLD]
    assert found.raw == "番号を取り違えた施策"
    assert rows(small, OLD, "measure")[("1",)]["title"] == "窓口番号票の電子化"


def test_the_list_is_held_against_the_sheets_by_its_own_legend(small: Staging) -> None:
    (title,), (state,), (direction,) = (
        issues(small, code) for code in ("title_differs", "state_differs", "direction_differs")
    )
    assert (title.key, title.params["list"]) == (("2",), "申請書の見直し")
    assert (state.params["sheet"], state.params["list"]) == ("実施中", "未実施")
    assert (direction.params["sheet"], direction.params["list"], direction.params["meaning"]) == (
        "拡充",
        "●",
        "見直し",
    )


def test_a_row_of_the_list_without_a_sheet_comes_in_with_what_the_list_says(small: Staging) -> None:
    assert [issue.key for issue in issues(small, "only_in_list")] == [("6",)]
    assert rows(small, OLD, "measure")[("6",)] == {"number": "⑥", "title": "図面の保管"}
    assert rows(small, OLD, "evaluation")[("6",)] == {
        "implementation_state": "未実施",
        "future_direction": "継続",
    }


def test_lines_broken_inside_a_paragraph_are_joined_and_a_blank_line_parts_paragraphs(small: Staging) -> None:
    assert (
        rows(small, OLD, "measure")[("1",)]["content"] == "番号票を画面で配ります。\n待つ人の数も知らせます。"
    )


def test_departments_are_parted_by_dots_and_keep_their_later_names(small: Staging) -> None:
    found = [cells for key, cells in rows(small, OLD, "measure_department").items() if key[0] == "1"]
    assert found == [
        {"name": "窓口課", "renamed_to": "くらし窓口課"},
        {"name": "情報課"},
        {"name": "関係各課", "is_collective": True},
    ]


def test_a_rating_in_other_words_is_kept_as_printed_and_said(small: Staging) -> None:
    assert rows(small, OLD, "evaluation")[("1",)]["progress_evaluation"] == "ほぼ計画どおりに実行できた"
    assert rows(small, OLD, "evaluation")[("2",)]["progress_evaluation"] == "おおむね良好"
    assert [issue.raw for issue in issues(small, "unknown_word")] == ["おおむね良好"]


def test_items_are_parted_by_marks_or_by_the_space_behind_a_full_stop(small: Staging) -> None:
    assert items(small, "1") == [
        "番号票を置いた。",
        "待ち時間が短くなった。",
        "<発券数（平成22年11月末現在）>本庁1,200枚、支所340枚",
        "翌年に機器を増やした。",
    ]
    assert items(small, "1", "direction_detail") == ["支所にも・出張所にも置く。", "使い方を伝える。"]


def test_items_of_a_list_inside_the_list_are_parted_by_spaces(small: Staging) -> None:
    assert items(small, "4") == ["更新した。", "届出の様式", "休暇の様式"]


def test_the_heading_of_the_summary_behind_the_sheets_is_no_measure(small: Staging) -> None:
    titles = {found["title"] for found in rows(small, OLD, "measure").values()}
    assert "まとめの課題" not in titles
