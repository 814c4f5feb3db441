"""The fourth plan of 武蔵野市 as its text stands, and sheets of our own in the same layout with every trap of it."""

import tomllib
from collections import Counter
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from importers.identify import identify, read, stage
from importers.staged import Cell, Issue, PlanIdentity, Staging

HERE = Path(__file__).parent
EXPECTED: dict[str, Any] = tomllib.loads((HERE / "expected" / "musashino4.toml").read_text("utf-8"))
SMALL = (HERE / "fixtures" / "sheets_small.txt").read_text("utf-8")
FILE = "003_e561336a577d4b3f.txt"
# The plan that the document evaluates has tests of its own beside the tables.
FORMER = "musashino-3"
TITLE = "第四次総合情報化基本計画（以下、「本計画」という。）は、次のとおりです。 \n"


@pytest.fixture(scope="module")
def content(seeds: Path) -> bytes:
    return (seeds / FILE).read_bytes()


@pytest.fixture(scope="module")
def plan(content: bytes) -> Staging:
    return stage(FILE, content)


@pytest.fixture(scope="module")
def small() -> Staging:
    return staged(SMALL)


def staged(text: str, named: PlanIdentity | None = None) -> Staging:
    return stage("sheets.txt", text.encode(), named)


def rows(staging: Staging, entity: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {
        row.key: {name: cell.value for name, cell in row.cells.items()}
        for row in staging.rows
        if row.entity == entity and row.plan != FORMER
    }


def cell(staging: Staging, entity: str, key: tuple[Any, ...], field: str) -> Cell:
    (row,) = [row for row in staging.rows if (row.entity, row.key) == (entity, key) and row.plan != FORMER]
    return row.cells[field]


def leads(staging: Staging, measure: str) -> list[str]:
    found = rows(staging, "measure_department")
    return [cells["name"] for key, cells in sorted(found.items()) if key[:2] == (measure, "lead")]


def printed_stages(staging: Staging, measure: str) -> list[str]:
    return [
        row.cells["stages"].raw
        for row in staging.rows
        if row.entity == "schedule_cell" and row.key[0] == measure
    ]


def issues(staging: Staging, code: str) -> list[Issue]:
    return [issue for issue in staging.issues if issue.code == code]


# -- the document itself


def test_every_sheet_has_its_number_title_priority_and_field(plan: Staging) -> None:
    found = [
        [cells["number"], cells["title"], cells["is_priority"], cells["policy_field"]]
        for cells in rows(plan, "measure").values()
    ]
    assert found == [sheet[:4] for sheet in EXPECTED["sheets"]]
    assert sum(sheet[2] for sheet in found) == 17


def test_leads_stand_in_printed_order_and_whole_where_a_line_breaks_inside_a_name(plan: Staging) -> None:
    for number, *_, names, _stages in EXPECTED["sheets"]:
        assert leads(plan, number) == names.split(), number


def test_159_cells_hold_the_printed_stages_of_three_whole_years(plan: Staging) -> None:
    for number, *_, stages in EXPECTED["sheets"]:
        assert printed_stages(plan, number) == stages.split(), number
    cells = rows(plan, "schedule_cell")
    assert len(cells) == 159
    assert {key[1:] for key in cells} == {(1, "planned", year, None) for year in (2014, 2015, 2016)}
    assert all(not found["continued"] and found["note"] is None for found in cells.values())
    assert rows(plan, "work_item") == {(sheet[0], 1): {} for sheet in EXPECTED["sheets"]}


def test_a_dot_inside_a_stage_does_not_split_it(plan: Staging) -> None:
    cells = rows(plan, "schedule_cell")
    assert cells["45", 1, "planned", 2014, None]["stages"] == ("調査・研究",)
    assert cells["1", 1, "planned", 2015, None]["stages"] == ("調達・構築",)
    assert cells["53", 1, "planned", 2016, None]["stages"] == ("調達・構築", "運用")


def test_the_heading_says_which_goal_is_yes_and_the_lost_boxes_leave_the_others_unknown(
    plan: Staging,
) -> None:
    marks = rows(plan, "measure_goal")
    assert Counter(found["mark"] for found in marks.values()) == {True: 53, None: 159}
    for number, _title, _priority, _field, goal, *_ in EXPECTED["sheets"]:
        assert marks[number, goal]["mark"] is True, number
    assert [key for (key,) in rows(plan, "goal")] == [
        "市民の視点",
        "行政事務の視点",
        "財務の視点",
        "人材・成長の視点",
    ]
    assert cell(plan, "measure_goal", ("40", "行政事務の視点"), "mark").raw.startswith("イ ②行政事務の視点")
    assert cell(plan, "measure_goal", ("53", "市民の視点"), "mark").raw == "【①市民の視点】"
    assert [issue.raw for issue in issues(plan, "marks_lost")] == ["目標区分", "他計画"]
    assert {issue.raw[:6] for issue in issues(plan, "goal_by_heading")} == {
        "ア ①市民の",
        "イ ②行政事",
        "ウ ③財務の",
        "エ ④人材・",
        "【①市民の視",
    }


def test_only_the_two_measures_under_the_heading_of_2015_are_additions(plan: Staging) -> None:
    added = {key[0]: found["added_fy"] for key, found in rows(plan, "measure").items() if "added_fy" in found}
    assert added == {"52": 2015, "53": 2015}


def test_texts_are_whole_over_broken_lines_and_pages(plan: Staging, content: bytes) -> None:
    source = content.decode().split("\n")
    measures = rows(plan, "measure")
    for number, field, first, last, opening, closing, length, paragraphs in EXPECTED["texts"]:
        text = measures[(number,)][field]
        assert text.startswith(opening) and text.endswith(closing), (number, field)
        assert (len(text.replace("\n", "")), text.count("\n") + 1) == (length, paragraphs), (number, field)
        printed = "".join("".join(line.split()) for line in source[first - 1 : last])
        assert printed.removeprefix("現状・課題").removeprefix("施策内容") == text.replace("\n", "")


def test_no_text_is_missing_and_none_holds_a_label_a_page_number_or_a_stray_space(plan: Staging) -> None:
    for key, found in rows(plan, "measure").items():
        for field in ("current_state", "content", "target"):
            text = found[field]
            assert text.endswith(("。", "」")), (key, field)
            assert not any(word in text for word in ("にいつまでに）", "目標区分", "担当課 ")), (key, field)
            assert " " not in text.replace("JIS X 8341-3", ""), (key, field)
    assert "JIS X 8341-3" in rows(plan, "measure")[("27",)]["target"]


def test_every_value_knows_its_page_and_line(plan: Staging, content: bytes) -> None:
    measures = {row.key[0]: row for row in plan.rows if row.entity == "measure"}
    assert {number: measures[number].ref for number in EXPECTED["places"]} == EXPECTED["places"]
    document = read(FILE, content)
    for row in plan.rows:
        for name, found in row.cells.items():
            if row.entity == "measure" and name != "position":
                assert document.text_at(found.ref).strip(), (row.key, name)
    assert document.text_at(measures["51"].cells["content"].ref).count("\n") == 9


def test_the_legends_measure_is_refused_and_named(plan: Staging) -> None:
    (refused,) = plan.refused
    assert (refused.code, refused.level, refused.ref) == ("legend_refused", "info", "p.31 l.2696")
    assert refused.params["caption"] == "図 17 施策の凡例"
    assert rows(plan, "measure")[("1",)]["title"] == "緊急時対応システムの改善"


def test_the_list_at_the_end_disagrees_with_the_sheets_in_four_titles(plan: Staging) -> None:
    assert [issue.params["number"] for issue in issues(plan, "title_differs")] == ["3", "22", "27"]
    assert [issue.params["list"] for issue in issues(plan, "title_differs")][1:] == [
        "電子書籍の活用の検討",
        "市ホームページ利便性の向上",
    ]
    (spelled,) = issues(plan, "title_spelled")
    assert (spelled.level, spelled.params["list"]) == ("info", "Ｊアラート情報の配信（Ｗｅｂ、携帯、ＦＭ）")
    assert [issue.params for issue in issues(plan, "number_out_of_order")] == [
        {"number": "35", "before": "53"}
    ]
    assert not issues(plan, "leads_differ") and not issues(plan, "priority_in_list")


def test_references_lead_to_their_measure_even_under_another_title(plan: Staging) -> None:
    found = {key[0]: cells["target_measure"] for key, cells in rows(plan, "measure_reference").items()}
    assert found == EXPECTED["references"]
    (other,) = issues(plan, "reference_title_differs")
    assert (other.key, other.params["number"]) == (("14",), "43")


def test_the_plan_says_who_it_is_and_what_it_costs(plan: Staging) -> None:
    ((_, found),) = rows(plan, "plan").items()
    assert {row.plan for row in plan.rows} == {"musashino-4", FORMER}
    assert found == {
        "municipality": "武蔵野市",
        "title": "武蔵野市第四次総合情報化基本計画",
        "first_fy": 2014,
        "last_fy": 2016,
        "doc_status": "adopted",
        "printed_era": "平成",
        "coordinator": "情報管理課",
        "council": "ICT戦略会議",
        "predecessor": FORMER,
    }
    assert cell(plan, "plan", (), "first_fy").ref == "p.2 l.94"
    costs = {str(key[0]): cells["thousand_yen"] for key, cells in rows(plan, "cost_estimate").items()}
    assert costs == EXPECTED["costs"]
    assert all(cells["approximate"] for cells in rows(plan, "cost_estimate").values())


def test_reading_and_staging_stay_under_a_quarter_of_a_second(content: bytes) -> None:
    times = []
    for _ in range(5):
        start = process_time()
        stage(FILE, content)
        times.append(process_time() - start)
    assert min(times) < 0.25


@pytest.mark.parametrize("share", [0.02, 0.3, 0.47, 0.5, 0.6, 0.82, 0.86, 0.9])
def test_a_cut_off_file_brings_whole_measures_or_a_refusal_and_never_a_traceback(
    content: bytes, share: float
) -> None:
    cut = content[: int(len(content) * share)].decode(errors="ignore").encode()
    found = identify(FILE, cut)
    if found.profile is None:
        assert found.missing
        return
    staging = stage(FILE, cut)
    known = {sheet[0]: sheet[1] for sheet in EXPECTED["sheets"]}
    for (number,), cells in list(rows(staging, "measure").items())[:-1]:
        assert cells["title"] == known[number]
    assert issues(staging, "no_list") or rows(staging, "measure")


# -- sheets of our own, one trap each


def test_a_fixture_keeps_the_spaces_that_carry_its_meaning() -> None:
    assert "できる。 \n" in SMALL and "\n 2. 【重点】" in SMALL


def test_sheets_of_our_own_come_in_under_their_numbers(small: Staging) -> None:
    assert [key for (key,) in rows(small, "measure")] == ["1", "2", "3", "5", "6", "7"]


def test_a_title_loses_its_markers_and_joins_its_lines(small: Staging) -> None:
    titles = {key: found["title"] for (key,), found in rows(small, "measure").items()}
    assert titles["2"] == "公園予約システムの再構築（利用者登録の見直し等）"
    assert titles["3"] == "窓口での「書かない」申請Webの試行"
    assert rows(small, "measure")[("2",)]["is_priority"] is True
    assert rows(small, "measure")[("1",)]["is_priority"] is False


def test_a_department_that_breaks_inside_its_name_is_whole_and_keeps_its_parenthesis(
    small: Staging,
) -> None:
    assert leads(small, "1") == ["みどり公園課", "生涯学習課（郷土資料室）", "情報政策課"]


def test_a_trailing_space_ends_a_paragraph_and_nothing_else_does(small: Staging) -> None:
    text = rows(small, "measure")[("1",)]["current_state"]
    assert (
        text
        == "公園の一覧は紙の台帳にある。更新は年1回である。\nまた、平成25年度の調査では、探しにくいという声があった。"
    )


def test_a_page_number_between_two_parts_is_no_text(small: Staging) -> None:
    found = rows(small, "measure")[("2",)]
    assert found["target"] == "平成27年度に新しい予約を始める。"
    assert printed_stages(small, "2") == ["調査・研究", "調達・構築・運用", "運用"]


def test_a_sentence_that_begins_with_a_label_stays_in_its_text(small: Staging) -> None:
    found = rows(small, "measure")[("3",)]
    assert found["content"] == "試行の範囲を決める。詳しい実施計画を別に立て、施策内容を毎年見直す。"
    assert printed_stages(small, "3") == ["検討", "試行", "実施"]


def test_a_label_printed_in_one_line_with_its_text_loses_nothing(small: Staging) -> None:
    assert rows(small, "measure")[("5",)]["target"] == "3年目に効果を確かめる。"


def test_stages_that_do_not_fit_the_years_are_reported_and_not_guessed(small: Staging) -> None:
    assert printed_stages(small, "5") == []
    (found,) = issues(small, "stages_miscounted")
    assert (found.key, found.params["found"], found.params["expected"]) == (("5",), "2", "3")
    (unknown,) = issues(small, "unknown_stage")
    assert (unknown.key, unknown.raw) == (("6",), "公募")
    assert rows(small, "schedule_cell")["6", 1, "planned", 2015, None]["stages"] == ("公募",)


def test_a_sheet_without_a_schedule_or_a_field_says_so(small: Staging) -> None:
    assert [issue.key for issue in issues(small, "no_schedule")] == [("7",)]
    assert [(issue.key, issue.field) for issue in issues(small, "field_missing")] == [(("7",), "content")]


def test_a_number_that_stands_twice_keeps_its_first_sheet(small: Staging) -> None:
    assert rows(small, "measure")[("3",)]["title"] == "窓口での「書かない」申請Webの試行"
    assert [issue.raw for issue in issues(small, "duplicate_number")] == ["番号を取り違えた施策"]


def test_an_added_sheet_takes_year_from_its_heading_and_goal_from_the_list(small: Staging) -> None:
    assert rows(small, "measure")[("7",)]["added_fy"] == 2015
    marks = {key[1]: found["mark"] for key, found in rows(small, "measure_goal").items() if key[0] == "7"}
    assert marks == {"市民の視点": None, "行政事務の視点": True}


def test_the_list_is_held_against_the_sheets(small: Staging) -> None:
    by_code = {
        code: [issue.key[0] for issue in issues(small, code) if issue.key]
        for code in (
            "title_differs",
            "title_spelled",
            "leads_differ",
            "priority_in_list",
            "priority_on_sheet",
            "goal_differs",
            "only_in_list",
            "only_as_sheet",
        )
    }
    assert by_code == {
        "title_differs": ["2"],
        "title_spelled": ["3"],
        "leads_differ": ["5"],
        "priority_in_list": ["5"],
        "priority_on_sheet": ["2"],
        "goal_differs": ["5"],
        "only_in_list": ["9"],
        "only_as_sheet": ["6"],
    }


def test_a_reference_without_a_title_is_kept_and_an_unknown_one_is_reported(small: Staging) -> None:
    found = {key: cells["target_measure"] for key, cells in rows(small, "measure_reference").items()}
    assert found == {("5", 1): "2", ("5", 2): None}
    assert [issue.raw for issue in issues(small, "reference_unknown")] == ["No.8「ない施策」"]


def test_an_amount_is_approximate_only_where_the_plan_says_about(small: Staging) -> None:
    assert rows(small, "cost_estimate") == {
        (2014,): {"thousand_yen": 1200, "approximate": True},
        (2015,): {"thousand_yen": 300, "approximate": False},
    }


def test_the_false_measure_of_a_legend_is_refused(small: Staging) -> None:
    assert [issue.raw for issue in small.refused] == ["記入の見本"]


# -- whose plan it is


def test_a_document_that_does_not_print_the_plans_title_is_never_taken_for_that_plan(
    small: Staging,
) -> None:
    assert {row.plan for row in small.rows} == {"sheets"}
    assert rows(small, "plan") == {(): {"printed_era": "平成"}}
    (found,) = issues(small, "plan_unnamed")
    assert (found.level, found.params["plan"]) == ("warn", "sheets")


def test_a_named_plan_takes_a_document_that_does_not_name_its_own() -> None:
    staging = staged(SMALL, PlanIdentity("mihon-2", "みほん市第二次計画", "みほん市", 2014, 2016))
    assert {row.plan for row in staging.rows} == {"mihon-2"}
    assert rows(staging, "plan")[()] == {
        "printed_era": "平成",
        "title": "みほん市第二次計画",
        "municipality": "みほん市",
        "first_fy": 2014,
        "last_fy": 2016,
    }
    assert not issues(staging, "plan_unnamed")


def test_a_document_that_names_its_plan_brings_it() -> None:
    staging = staged(TITLE + SMALL)
    assert {row.plan for row in staging.rows} == {"musashino-4"}
    assert cell(staging, "plan", (), "title").ref == "p.1 l.1"


def test_a_person_may_put_a_document_under_another_key_and_is_told() -> None:
    staging = staged(TITLE + SMALL, PlanIdentity("trial"))
    assert {row.plan for row in staging.rows} == {"trial"}
    assert rows(staging, "plan")[()]["title"] == "武蔵野市第四次総合情報化基本計画"
    (found,) = issues(staging, "plan_overridden")
    assert found.params == {"plan": "trial", "printed": "武蔵野市第四次総合情報化基本計画"}


def test_a_title_broken_over_lines_still_names_the_plan() -> None:
    broken = TITLE.replace("情報化基本", "情報\n\n化基本")
    assert {row.plan for row in staged(broken + SMALL).rows} == {"musashino-4"}
