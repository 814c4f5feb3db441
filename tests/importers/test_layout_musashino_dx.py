"""The DX policy of 武蔵野市 as its text stands, and an outline of our own with every trap of the layout."""

from pathlib import Path

import pytest

from importers.identify import stage
from importers.staged import PlanIdentity, Staging
from tests.importers.staging_views import cell, expected, fixture, issues, rows

FILE = "001_d1f6fd49368e370a.txt"
EXPECTED = expected("musashino_dx")


@pytest.fixture(scope="module")
def content(seeds: Path) -> bytes:
    return (seeds / FILE).read_bytes()


@pytest.fixture(scope="module")
def plan(content: bytes) -> Staging:
    return stage(FILE, content)


@pytest.fixture(scope="module")
def small() -> Staging:
    return stage("outline.txt", fixture("outline_small").encode())


def printed(content: bytes, lines: list[int]) -> str:
    """The text of some lines of the file, one paragraph a line, without the spaces that the extractor put in."""
    source = content.decode().split("\n")
    return "\n".join("".join(source[line - 1].split()) for line in lines)


# -- the document itself


def test_the_plan_is_the_citys_and_prints_no_period_of_its_own(plan: Staging) -> None:
    assert rows(plan, "plan") == {
        (): {
            "municipality": "武蔵野市",
            "title": "自治体DXに関する全体方針",
            "doc_status": "adopted",
            "printed_era": "令和",
            "coordinator": "情報管理課",
        }
    }
    assert {row.plan for row in plan.rows} == {"musashino-dx"}
    assert cell(plan, "plan", (), "title").ref == "l.3-5"


def test_the_three_policies_are_goals_with_their_texts(plan: Staging, content: bytes) -> None:
    found = rows(plan, "goal")
    assert [name for (name,) in found] == [goal[1] for goal in EXPECTED["goals"]]
    for number, name, heading, text in EXPECTED["goals"]:
        assert found[(name,)]["number"] == number
        assert found[(name,)]["text"] == printed(content, [text])
        assert cell(plan, "goal", (name,), "text").ref == f"l.{text}"
        assert cell(plan, "goal", (name,), "number").ref == f"l.{heading}"


def test_the_eight_items_are_measures_with_their_whole_texts(plan: Staging, content: bytes) -> None:
    found = rows(plan, "measure")
    assert list(found) == [(str(number),) for number in range(1, 9)]
    for position, (number, title, heading, lines) in enumerate(EXPECTED["measures"], 1):
        measure = found[(str(position),)]
        assert (measure["number"], measure["title"], measure["position"]) == (number, title, position)
        assert "".join(measure["content"].split(" ")) == printed(content, lines)
        assert measure["content"].count("\n") == len(lines) - 1
        assert cell(plan, "measure", (str(position),), "title").ref == f"l.{heading}"


def test_the_table_of_contents_is_no_data(plan: Staging) -> None:
    places = [int(row.ref.split(".")[1].split("-")[0]) for row in plan.rows if row.entity != "plan"]
    assert min(places) >= 83


def test_which_policy_an_item_serves_is_not_printed_so_every_mark_is_unknown(plan: Staging) -> None:
    marks = rows(plan, "measure_goal")
    assert len(marks) == 24
    assert {found["mark"] for found in marks.values()} == {None}
    assert [issue.params for issue in issues(plan, "goal_links_unprinted")] == [{"count": "3"}]


def test_letters_of_another_script_stay_as_printed_and_are_reported(plan: Staging) -> None:
    assert rows(plan, "measure")[("8",)]["title"] == "デジタルデバ\u0439\u0434対策"
    found = issues(plan, "foreign_letter")
    assert [(issue.key, issue.field, issue.raw, issue.params["letters"]) for issue in found] == [
        (("8",), "title", "デジタルデバйд", "йд"),
        (("8",), "content", "デジタルデバйд", "йд"),
    ]


def test_figures_whose_content_the_text_lost_are_named_and_leave_no_words_behind(plan: Staging) -> None:
    found = issues(plan, "figure_lost")
    assert [issue.key and issue.key[0] for issue in found] == [figure[0] for figure in EXPECTED["figures"]]
    for issue, (measure, ref, caption) in zip(found, EXPECTED["figures"], strict=True):
        assert issue.ref == ref
        assert issue.raw.startswith(caption)
        assert caption not in rows(plan, "measure")[(measure,)]["content"]


def test_the_nations_schedule_is_told_row_by_row_and_is_no_measures_schedule(plan: Staging) -> None:
    assert not rows(plan, "work_item") and not rows(plan, "schedule_cell")
    found = issues(plan, "other_schedule_row")
    assert [[issue.ref, issue.params["row"]] for issue in found] == [
        [f"l.{line}", label] for line, label, _ in EXPECTED["schedule"]
    ]
    for issue, (_, _, word) in zip(found, EXPECTED["schedule"], strict=True):
        assert word in issue.params["words"]
        assert (issue.params["first"], issue.params["last"]) == ("2020", "2025")
    (whole,) = issues(plan, "other_schedule")
    assert (whole.level, whole.params["count"]) == ("warn", "11")


# -- an outline of our own


def test_a_document_of_another_city_never_becomes_the_plan_of_the_profile(small: Staging) -> None:
    assert {row.plan for row in small.rows} == {"outline"}
    assert [issue.params["plan"] for issue in issues(small, "plan_unnamed")] == ["outline"]
    assert "title" not in rows(small, "plan")[()] and "municipality" not in rows(small, "plan")[()]


def test_a_person_may_name_the_plan() -> None:
    staging = stage(
        "outline.txt", fixture("outline_small").encode(), PlanIdentity("mihon-dx", "みほんの方針")
    )
    assert {row.plan for row in staging.rows} == {"mihon-dx"}
    assert rows(staging, "plan")[()]["title"] == "みほんの方針"


def test_paragraphs_are_kept_and_spread_letters_drawn_together(small: Staging) -> None:
    assert rows(small, "goal")[("窓口を近くする",)]["text"] == "使う人の目で見直す。\n対面も残す。"
    assert "text" not in rows(small, "goal")[("仕事を早くする",)]
    content = rows(small, "measure")[("1",)]["content"]
    assert content == "申込みをICTで受ける。\n受けた後の流れも変える。"


def test_a_figure_begins_at_its_caption_and_without_one_only_its_source_is_taken_out(small: Staging) -> None:
    assert [issue.raw.split("\n") for issue in issues(small, "figure_lost")] == [
        ["申込みの流れ図", "(参考：国の資料から抜粋)"],
        ["件数の移り変わり", "件数は年々ふえている。", "(出典：県の統計)"],
        ["(出典：国の統計)"],
    ]


def test_only_letters_inside_a_word_are_foreign_and_signs_are_not(small: Staging) -> None:
    found = issues(small, "foreign_letter")
    assert [(issue.raw, issue.params["letters"]) for issue in found] == [("АI", "А"), ("ウェブサイт", "т")]


def test_a_number_that_stands_twice_and_an_item_without_text_are_reported(small: Staging) -> None:
    assert [issue.raw for issue in issues(small, "duplicate_number")] == ["番号が同じ取組"]
    assert [(issue.key, issue.field) for issue in issues(small, "field_missing")] == [(("3",), "content")]
    assert rows(small, "measure")[("3",)]["title"] == "文のない取組"


def test_a_blank_label_of_another_schedule_is_not_filled_from_above(small: Staging) -> None:
    found = [(issue.params["row"], issue.params["words"]) for issue in issues(small, "other_schedule_row")]
    assert found == [("基盤の整備", "設計 / 構築"), ("—", "試行")]
    assert {issue.params["last"] for issue in issues(small, "other_schedule_row")} == {"2022"}
