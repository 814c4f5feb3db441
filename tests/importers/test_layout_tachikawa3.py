"""The draft of 立川市第3次情報化計画 as its text stands, and a draft of our own with every trap of the layout."""

from pathlib import Path

import pytest

from importers.identify import stage
from importers.staged import Staging
from tests.importers.staging_views import cell, expected, fixture, issues, rows

FILE = "004_a3125e0f763217c0.txt"
EXPECTED = expected("tachikawa3")
NEW, OLD = "tachikawa-3", "tachikawa-2"


@pytest.fixture(scope="module")
def content(seeds: Path) -> bytes:
    return (seeds / FILE).read_bytes()


@pytest.fixture(scope="module")
def plan(content: bytes) -> Staging:
    return stage(FILE, content)


@pytest.fixture(scope="module")
def small() -> Staging:
    return stage("draft.txt", fixture("draft_small").encode())


# -- the document itself


def test_the_draft_names_its_period_its_predecessor_and_the_body_that_deliberates(plan: Staging) -> None:
    assert rows(plan, "plan", NEW)[()] == {
        "municipality": "立川市",
        "title": "立川市第3次情報化計画",
        "first_fy": 2020,
        "last_fy": 2024,
        "doc_status": "draft",
        "printed_era": "令和",
        "predecessor": OLD,
        "council": "立川市IT推進本部",
    }
    places = {name: cell(plan, "plan", (), name, NEW).ref for name in ("doc_status", "first_fy", "council")}
    assert places == {"doc_status": "l.3", "first_fy": "l.28", "council": "l.126"}


def test_the_plan_before_comes_in_as_a_plan_of_its_own(plan: Staging) -> None:
    found = rows(plan, "plan", OLD)[()]
    assert (found["title"], found["first_fy"], found["last_fy"]) == ("立川市第2次情報化計画", 2015, 2019)
    assert {row.plan for row in plan.rows} == {NEW, OLD}


def test_seven_measures_stand_under_the_policy_they_serve_with_their_texts(
    plan: Staging, content: bytes
) -> None:
    source = content.decode().split("\n")
    assert [[found["number"], name] for (name,), found in rows(plan, "goal", NEW).items()] == EXPECTED[
        "goals"
    ]
    measures, marks = rows(plan, "measure", NEW), rows(plan, "measure_goal", NEW)
    assert [key for (key,) in measures] == [measure[0] for measure in EXPECTED["measures"]]
    for key, number, title, _goal, lines in EXPECTED["measures"]:
        found = measures[(key,)]
        assert (found["number"], found["title"]) == (number, title)
        assert found["content"] == "\n".join(source[line - 1].strip() for line in lines)
    assert {key: found["mark"] for key, found in marks.items()} == {
        (key, goal): True for key, _, _, goal, _ in EXPECTED["measures"]
    }


def test_ten_items_belong_to_the_measure_their_caption_names_and_have_no_stages(plan: Staging) -> None:
    found = rows(plan, "work_item")
    assert found == {("3-2", row): {"label": label} for row, label in enumerate(EXPECTED["items"], 1)}
    assert cell(plan, "work_item", ("3-2", 10), "label").ref == "l.117"
    assert not rows(plan, "schedule_cell")
    assert [issue.params["count"] for issue in issues(plan, "items_without_schedule")] == ["10"]


def test_the_former_measures_share_a_state_that_stays_unknown_beside_its_words(plan: Staging) -> None:
    measures = rows(plan, "measure", OLD)
    assert [[found["number"], found["title"]] for found in measures.values()] == EXPECTED["former"]
    assert [key for (key,) in measures] == ["1", "2", "3", "4", "5"]
    for key in measures:
        state = cell(plan, "evaluation", key, "implementation_state", OLD)
        assert (state.value, state.raw, state.ref) == (None, "部分実施又は未実施", "l.51")
    (shared,) = issues(plan, "state_shared")
    assert (shared.level, shared.params["count"]) == ("warn", "5")
    assert {found["mark"] for found in rows(plan, "measure_goal", OLD).values()} == {None}
    assert list(rows(plan, "goal", OLD)) == [("ICTマネジメント",), ("情報セキュリティ",)]


def test_the_periods_of_other_plans_are_named_and_make_no_plan(plan: Staging) -> None:
    found = [
        [issue.ref, issue.raw.split(" ")[0], issue.params["first"], issue.params["last"]]
        for issue in issues(plan, "other_plan_period")
    ]
    assert found == EXPECTED["others"]
    assert not issues(plan, "period_differs") and not issues(plan, "unreadable_year")


# -- a draft of our own


def test_a_draft_that_names_neither_plan_takes_neither_from_the_profile() -> None:
    text = fixture("draft_small").replace("立川市第2次情報化計画", "みほん市第2次計画")
    staging = stage("draft.txt", text.encode())
    assert {row.plan for row in staging.rows} == {"draft", "draft-before"}
    assert [issue.params["plan"] for issue in issues(staging, "former_plan_unnamed")] == ["draft-before"]
    assert not any("title" in found for found in rows(staging, "plan").values())


def test_numbers_restart_under_every_policy_and_a_repeated_one_is_left_out(small: Staging) -> None:
    titles = {key: found["title"] for (key,), found in rows(small, "measure", "draft").items()}
    assert titles == {"1-1": "機器の統合", "1-2": "研修の充実", "2-1": "点検の強化"}
    assert rows(small, "measure", "draft")[("1-1",)]["content"] == "機器を減らす。\n回線もまとめる。"
    assert {issue.raw for issue in issues(small, "duplicate_number")} == {
        "番号を取り違えた施策",
        "②\t番号が同じ項目",
    }


def test_items_follow_the_title_in_their_caption(small: Staging) -> None:
    assert rows(small, "work_item") == {
        ("1-2", 1): {"label": "初級の研修"},
        ("1-2", 2): {"label": "動画での研修"},
    }


def test_items_of_a_measure_that_is_not_there_are_left_out_and_reported() -> None:
    staging = stage("draft.txt", fixture("draft_small").replace("◆研修の充実に", "◆無い施策に").encode())
    assert not rows(staging, "work_item")
    assert [issue.params["title"] for issue in issues(staging, "items_without_measure")] == ["無い施策"]


def test_a_period_that_contradicts_the_profile_and_one_that_is_none_are_reported(small: Staging) -> None:
    (differs,) = issues(small, "period_differs")
    assert differs.params == {"title": "立川市第2次情報化計画", "expected": "2015-2019"}
    assert [issue.raw for issue in issues(small, "unreadable_year")] == ["未定"]
    assert [issue.params["last"] for issue in issues(small, "other_plan_period")] == ["2024"]


def test_goals_of_the_former_plan_are_those_the_sentence_quotes(small: Staging) -> None:
    assert [name for (name,) in rows(small, "goal", OLD)] == ["基盤", "安全", "人"]
    assert rows(small, "measure", OLD)[("2",)]["title"] == "研修の実施(中級)"
