"""The sixth plan's overview as its text stands, and a list and sheets of our own in the same layout with its traps."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from importers.identify import identify, stage
from importers.staged import Issue, PlanIdentity, Staging

HERE = Path(__file__).parent
EXPECTED: dict[str, Any] = tomllib.loads((HERE / "expected" / "musashino6.toml").read_text("utf-8"))
SMALL = (HERE / "fixtures" / "overview_small.txt").read_text("utf-8")
FILE = "000_c606e2f4ddb9bfc5.txt"
TITLE = "武蔵野市第六次総合情報化基本計画(案)\n"
MARKS = {True: "o", False: "-", None: "?"}


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
    return stage("overview.txt", text.encode(), named)


def rows(staging: Staging, entity: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {
        row.key: {name: cell.value for name, cell in row.cells.items()}
        for row in staging.rows
        if row.entity == entity
    }


def departments(staging: Staging, measure: str, role: str) -> list[str]:
    found = rows(staging, "measure_department")
    return [cells["name"] for key, cells in sorted(found.items()) if key[:2] == (measure, role)]


def marks(staging: Staging, measure: str) -> str:
    found = rows(staging, "measure_goal")
    return "".join(MARKS[cells["mark"]] for key, cells in found.items() if key[0] == measure)


def issues(staging: Staging, code: str) -> list[Issue]:
    return [issue for issue in staging.issues if issue.code == code]


# -- the document itself


def test_29_measures_have_their_number_field_and_title_without_spread_letters(plan: Staging) -> None:
    found = [
        [cells["number"], cells["policy_field"], cells["title"]] for cells in rows(plan, "measure").values()
    ]
    assert found == [row[:3] for row in EXPECTED["rows"]]


def test_leads_and_related_departments_stand_in_printed_order(plan: Staging) -> None:
    for number, _field, _title, leads, related, _marks in EXPECTED["rows"]:
        assert departments(plan, number, "lead") == leads.split(), number
        assert departments(plan, number, "related") == related.split(), number


def test_words_for_many_departments_are_flagged_and_no_others(plan: Staging) -> None:
    flagged = {
        cells["name"] for cells in rows(plan, "measure_department").values() if cells.get("is_collective")
    }
    assert sorted(flagged) == sorted(EXPECTED["collective"])
    assert not {cells["name"] for cells in rows(plan, "measure_department").values()} & {"—", "-", ""}


def test_a_circle_is_yes_and_a_blank_column_is_no(plan: Staging) -> None:
    assert [key for (key,) in rows(plan, "goal")] == EXPECTED["goals"]
    for number, *_, printed in EXPECTED["rows"]:
        assert marks(plan, number) == printed, number


def test_the_two_shifted_rows_are_put_right_and_reported(plan: Staging) -> None:
    assert [(issue.key, issue.ref, issue.level) for issue in issues(plan, "row_shifted")] == [
        (("14",), "l.140", "warn"),
        (("15",), "l.141", "warn"),
    ]


def test_a_field_is_carried_down_with_the_place_it_was_printed_at(plan: Staging) -> None:
    refs = {row.key[0]: row.cells["policy_field"].ref for row in plan.rows if row.entity == "measure"}
    assert (refs["13"], refs["14"], refs["15"], refs["29"]) == ("l.132", "l.140", "l.140", "l.144")


def test_the_full_sheet_is_merged_into_its_measure(plan: Staging) -> None:
    sheet = rows(plan, "measure")[("28",)]
    for field, opening, closing, lines in EXPECTED["sheet_28"]:
        text = sheet[field]
        assert text.startswith(opening) and text.endswith(closing), field
        assert text.count("\n") + 1 == lines and "*" not in text, field
    assert [key for key in rows(plan, "measure") if key == ("28",)] == [("28",)]
    assert not any("purpose" in cells for key, cells in rows(plan, "measure").items() if key != ("28",))


def test_three_work_items_are_staged_without_the_schedule_that_was_lost(plan: Staging) -> None:
    found = {str(key[1]): cells["label"] for key, cells in rows(plan, "work_item").items()}
    assert found == EXPECTED["work_items_28"]
    assert rows(plan, "schedule_cell") == {}
    (lost,) = issues(plan, "schedule_marks_lost")
    assert (lost.key, lost.ref) == (("28",), "l.115")


def test_the_lists_marks_stand_where_the_sheets_boxes_are_lost(plan: Staging) -> None:
    (lost,) = issues(plan, "marks_lost")
    assert (lost.key, lost.ref) == (("28",), "l.107")
    assert marks(plan, "28") == "--o"


def test_nothing_else_is_wrong_with_the_document(plan: Staging) -> None:
    assert sorted(issue.code for issue in plan.issues) == [
        "marks_lost",
        "row_shifted",
        "row_shifted",
        "schedule_marks_lost",
    ]
    assert plan.refused == ()


def test_the_plan_says_who_it_is(plan: Staging) -> None:
    assert {row.plan for row in plan.rows} == {"musashino-6"}
    assert rows(plan, "plan")[()] == {
        "municipality": "武蔵野市",
        "title": "武蔵野市第六次総合情報化基本計画",
        "first_fy": 2020,
        "last_fy": 2022,
        "doc_status": "proposal",
        "printed_era": "令和",
        "coordinator": "情報管理課",
        "council": "ICT戦略会議",
    }


@pytest.mark.parametrize("line", [100, 110, 120, 126, 130, 141, 150])
def test_a_cut_off_file_brings_what_it_has_and_never_a_traceback(content: bytes, line: int) -> None:
    cut = "\n".join(content.decode().split("\n")[:line])[:-3].encode()
    found = identify(FILE, cut)
    if found.profile is None:
        assert found.missing
        return
    staging = stage(FILE, cut)
    known = {row[0]: row[2] for row in EXPECTED["rows"]}
    for (number,), cells in list(rows(staging, "measure").items())[:-1]:
        assert cells["title"] == known[number]
    assert rows(staging, "measure") or issues(staging, "no_measures")


# -- a list and sheets of our own


def test_a_list_of_our_own_comes_in_and_tables_behind_it_stay_out(small: Staging) -> None:
    assert [key for (key,) in rows(small, "measure")] == ["1", "2", "3", "4", "5", "7", "6", "12"]


def test_letters_drawn_apart_and_markers_are_repaired_in_titles(small: Staging) -> None:
    titles = {key: cells["title"] for (key,), cells in rows(small, "measure").items()}
    assert (titles["1"], titles["2"]) == ("ICTによる見守り", "公園Wi-Fiの整備")


def test_every_kind_of_circle_is_yes_and_a_dash_is_no(small: Staging) -> None:
    assert marks(small, "1") == "ooo"
    assert marks(small, "2") == "o--"


def test_a_sign_that_is_no_circle_stays_unknown_and_is_reported(small: Staging) -> None:
    assert marks(small, "4") == "o??"
    assert [(issue.key, issue.raw) for issue in issues(small, "unknown_mark")] == [
        (("4",), "×"),
        (("4",), "？"),
    ]


def test_a_row_that_breaks_off_has_unknown_marks_and_is_reported(small: Staging) -> None:
    assert marks(small, "7") == "o??"
    assert [issue.key for issue in issues(small, "row_cut")] == [("7",)]


def test_a_row_shifted_by_one_cell_is_put_right(small: Staging) -> None:
    assert rows(small, "measure")[("3",)]["policy_field"] == "都市基盤"
    assert departments(small, "3", "lead") == ["道路課"]
    assert departments(small, "3", "related") == ["施設所管課"]
    assert marks(small, "3") == "-oo"
    assert [issue.key for issue in issues(small, "row_shifted")] == [("3",)]


def test_a_department_that_was_renamed_keeps_both_names(small: Staging) -> None:
    found = rows(small, "measure_department")[("5", "lead", 1)]
    assert found == {"name": "文書情報課", "renamed_to": "総務課"}


def test_and_others_is_no_department_and_is_reported(small: Staging) -> None:
    assert departments(small, "2", "related") == ["防災課"]
    assert [issue.key for issue in issues(small, "departments_open")] == [("2",)]


def test_a_number_that_stands_twice_or_out_of_order_is_reported(small: Staging) -> None:
    assert rows(small, "measure")[("5",)]["title"] == "文書の電子化"
    assert [issue.raw for issue in issues(small, "duplicate_number")] == ["番号が重なる施策"]
    assert [issue.params for issue in issues(small, "number_out_of_order")] == [
        {"number": "6", "before": "7"}
    ]


def test_each_sheet_goes_to_its_own_measure(small: Staging) -> None:
    measures = rows(small, "measure")
    assert measures[("2",)]["purpose"] == "公園でも通信できるようにする。"
    assert measures[("4",)]["purpose"] == "貸出を速くする。"
    assert measures[("12",)]["purpose"] == "一覧から漏れている。"
    assert [issue.key for issue in issues(small, "only_as_sheet")] == [("12",)]


def test_tags_go_and_their_breaks_and_bullets_become_lines(small: Staging) -> None:
    found = rows(small, "measure")[("2",)]
    assert found["current_state"] == "通信できる公園がない。\n要望は多い。"
    assert found["content"] == "設置する公園を選ぶ。\n事業者を募る。"


def test_a_label_without_a_value_does_not_swallow_the_next_label(small: Staging) -> None:
    found = rows(small, "measure")[("2",)]
    assert "risk" not in found
    assert found["countermeasure"] == "通信を暗号にする。"


def test_blank_rows_of_a_schedule_are_no_work_items(small: Staging) -> None:
    assert {key: cells["label"] for key, cells in rows(small, "work_item").items()} == {
        ("2", 1): "公園の選定",
        ("2", 2): "事業者の募集",
    }
    assert [issue.key for issue in issues(small, "schedule_marks_lost")] == [("2",)]


def test_a_row_of_the_schedule_whose_number_stands_twice_is_refused_by_name() -> None:
    found = staged(SMALL.replace("2\t事業者の募集", "1\t事業者の募集"))
    assert {key: cells["label"] for key, cells in rows(found, "work_item").items()} == {
        ("2", 1): "公園の選定"
    }
    (refused,) = [issue for issue in found.refused if issue.key == ("2", 1)]
    assert (refused.code, refused.raw) == ("duplicate_number", "事業者の募集")


def test_a_sheets_title_stands_where_the_list_spells_it_otherwise(small: Staging) -> None:
    assert rows(small, "measure")[("4",)]["title"] == "図書館のＩＣタグ"
    assert [issue.params["list"] for issue in issues(small, "title_spelled")] == ["図書館のICタグ"]


def test_a_goal_has_its_name_where_the_document_prints_it_and_else_its_columns_heading(
    small: Staging,
) -> None:
    assert [key for (key,) in rows(small, "goal")] == [
        "ICTを活用した市民サービスの拡大",
        "情報提供",
        "業務効率化",
    ]


# -- whose plan it is


def test_a_document_that_does_not_print_the_plans_title_is_never_taken_for_that_plan(
    small: Staging,
) -> None:
    assert {row.plan for row in small.rows} == {"overview"}
    assert "title" not in rows(small, "plan")[()]
    assert [issue.params["plan"] for issue in issues(small, "plan_unnamed")] == ["overview"]


def test_a_document_that_names_its_plan_brings_it() -> None:
    staging = staged(TITLE + SMALL)
    assert {row.plan for row in staging.rows} == {"musashino-6"}
    assert not issues(staging, "plan_unnamed")


def test_a_named_plan_takes_a_document_that_does_not_name_its_own() -> None:
    staging = staged(SMALL, PlanIdentity("mihon-1", "みほん市計画", "みほん市", 2020, 2022))
    assert {row.plan for row in staging.rows} == {"mihon-1"}
    assert rows(staging, "plan")[()]["municipality"] == "みほん市"
