"""The JSON form shinchoku/1: the contract's keys and shapes, nothing lost, nothing private, nothing half seen."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from db.book import Book
from db.errors import UnknownName
from db.reads.answers import Answer
from db.writes.periods import open_period
from db.writes.reports import return_report, save_draft, submit, withdraw
from domain.periods import Half
from exports.json_export import export_json

AT = "2020-12-01T09:00:00+09:00"
SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "shinchoku-1.schema.json").read_text(encoding="utf-8")
)

Exported = Callable[..., dict[str, Any]]

# Copied by hand from CONTRACT.md, "The JSON form shinchoku/1".
KEYS = {
    "document": "format exported_at plans issues",
    "plan": "key municipality title first_fy last_fy doc_status predecessor goals measures systems surveys"
    " cost_estimates",
    "goal": "name number text",
    "measure": "key number title subtitle is_priority policy_field goals lead_departments related_departments"
    " purpose current_state content target expected_effect risk countermeasure parent_plan_ref sectoral_plan_ref"
    " added_fy state schedule predecessors evaluation indicators reports source",
    "cell": "row label kind fy half stages modifier continued note raw",
    "predecessor": "raw plan measure",
    "evaluation": "implementation_state progress_evaluation achievements future_direction future_direction_detail",
    "indicator": "label unit values",
    "value": "fy half value denominator partial_until suspect",
    "report": "fy half revision state progress_evaluation implementation_state text carried late stages by at",
    "stage": "row stages",
    "system": "name department is_bcp_priority current_end next_study_start next_procurement_fy"
    " next_operation_start source",
    "survey": "title satisfaction_mean importance_mean items",
    "survey_item": "item satisfaction importance area",
    "cost": "fy thousand_yen approximate",
    "issue": "batch code level ref field raw message",
}


def plan_of(found: dict[str, Any], key: str) -> dict[str, Any]:
    return next(plan for plan in found["plans"] if plan["key"] == key)


def measure_of(found: dict[str, Any], plan: str, key: str) -> dict[str, Any]:
    return next(item for item in plan_of(found, plan)["measures"] if item["key"] == key)


def test_the_schema_itself_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_an_empty_book_is_an_empty_document(book: Book, exported: Exported) -> None:
    assert exported(book) == {"format": "shinchoku/1", "exported_at": AT, "plans": [], "issues": []}


def test_every_object_begins_with_the_keys_of_the_contract_in_their_order(
    filled: Book, exported: Exported
) -> None:
    found = exported(filled)
    plan = plan_of(found, "shiken-2")
    first = measure_of(found, "shiken-2", "1-2")
    former = measure_of(found, "shiken-1", "2")
    objects = {
        "document": found,
        "plan": plan,
        "goal": plan["goals"][0],
        "measure": first,
        "cell": first["schedule"][0],
        "predecessor": first["predecessors"][0],
        "evaluation": former["evaluation"],
        "indicator": first["indicators"][0],
        "value": first["indicators"][0]["values"][0],
        "report": first["reports"][0],
        "stage": first["reports"][0]["stages"][0],
        "system": plan["systems"][0],
        "survey": plan["surveys"][0],
        "survey_item": plan["surveys"][0]["items"][0],
        "cost": plan["cost_estimates"][0],
    }
    for name, item in objects.items():
        wanted = KEYS[name].split()
        assert list(item)[: len(wanted)] == wanted, name


def test_the_schema_requires_every_key_of_the_contract_and_describes_every_key_that_is_written(
    filled: Book, exported: Exported
) -> None:
    assert SCHEMA["required"] == KEYS["document"].split()
    defined = SCHEMA["$defs"]
    for name in (
        "plan",
        "goal",
        "measure",
        "cell",
        "predecessor",
        "evaluation",
        "indicator",
        "value",
        "report",
    ):
        assert defined[name]["required"] == KEYS[name].split(), name
    for name, place in (
        ("system", "system"),
        ("survey", "survey"),
        ("cost", "cost_estimate"),
        ("issue", "issue"),
    ):
        assert defined[place]["required"] == KEYS[name].split(), name
    found = exported(filled)
    for plan in found["plans"]:
        assert plan.keys() == defined["plan"]["properties"].keys()
        for measure in plan["measures"]:
            assert measure.keys() == defined["measure"]["properties"].keys()
            for report in measure["reports"]:
                assert report.keys() == defined["report"]["properties"].keys()


def test_a_measure_says_what_the_book_holds(filled: Book, exported: Exported) -> None:
    found = exported(filled)
    plan = plan_of(found, "shiken-2")
    first = measure_of(found, "shiken-2", "1-2")
    assert (plan["first_fy"], plan["last_fy"], plan["doc_status"]) == (2020, 2022, "proposal")
    assert plan["predecessor"] == "shiken-1"
    assert plan_of(found, "shiken-1")["predecessor"] is None
    assert [item["key"] for item in plan["measures"]] == ["1-2", "1-10"]
    assert first["number"] == "⑲" and first["is_priority"] is True and first["content"] == "内容の文\n二行目"
    assert first["lead_departments"] == ["収納課", "会計課"] and first["related_departments"] == ["各課"]
    assert first["risk"] is None and first["evaluation"] is None and first["source"] is None
    assert first["predecessors"] == [
        {"raw": "目標1-②", "plan": "shiken-1", "measure": "2"},
        {"raw": "旧計画の一部", "plan": None, "measure": None},
    ]
    assert first["references"] == [{"raw": "No.10参照", "measure": "1-10"}]
    assert first["work_items"][2] == {"row": 3, "label": "予定のない工程"}
    former = measure_of(found, "shiken-1", "2")
    assert former["evaluation"] == {
        "implementation_state": "実施済",
        "progress_evaluation": None,
        "achievements": ["一つ目", "二つ目"],
        "future_direction": "完了",
        "future_direction_detail": ["終える"],
        "effect": None,
        "cost_note": None,
    }
    assert former["events"] == [
        {
            "event": "merged_into",
            "fy": 2016,
            "half": None,
            "plan": "shiken-2",
            "measure": "1-2",
            "note": "統合",
        }
    ]
    second = measure_of(found, "shiken-2", "1-10")
    assert second["is_priority"] is None
    assert second["department_renames"] == [{"name": "文書情報課", "renamed_to": "情報管理課"}]


def test_a_lost_mark_is_neither_among_the_goals_nor_lost(filled: Book, exported: Exported) -> None:
    first = measure_of(exported(filled), "shiken-2", "1-2")
    assert first["goals"] == ["便利にする"]
    assert first["goal_marks"] == [
        {"name": "便利にする", "mark": True},
        {"name": "見えるようにする", "mark": False},
        {"name": "速くする", "mark": None},
    ]


def test_an_arrow_repeats_the_stage_right_before_it_and_nothing_across_a_blank(
    filled: Book, exported: Exported
) -> None:
    cells = measure_of(exported(filled), "shiken-2", "1-2")["schedule"]
    told = [
        (cell["row"], cell["kind"], cell["fy"], cell["half"], cell["stages"], cell["continued"])
        for cell in cells
    ]
    assert told == [
        (1, "planned", 2014, None, ["検討"], False),
        (1, "planned", 2015, None, ["検討"], True),
        (1, "planned", 2017, None, [], True),
        (1, "planned", 2018, None, ["調達・構築", "運用"], False),
        (2, "actual", 2014, 1, ["検討"], False),
        (2, "actual", 2014, 2, ["検討"], True),
        (2, "revised", 2014, 2, [], True),
    ]
    assert cells[3]["modifier"] == "順次" and cells[3]["raw"] == "調達・構築・運用（順次）"
    assert cells[4]["label"] == "機器の更新" and cells[4]["note"] == "窓口から"


def test_figures_systems_surveys_and_costs_are_there(filled: Book, exported: Exported) -> None:
    found = exported(filled)
    plan = plan_of(found, "shiken-2")
    figures = measure_of(found, "shiken-2", "1-2")["indicators"]
    assert figures == [
        {
            "label": "受付件数",
            "unit": "件",
            "values": [
                {
                    "fy": 2018,
                    "half": None,
                    "value": 1200,
                    "denominator": 3.5,
                    "partial_until": None,
                    "suspect": False,
                },
                {
                    "fy": 2019,
                    "half": 1,
                    "value": 0.25,
                    "denominator": None,
                    "partial_until": "2019-08",
                    "suspect": True,
                },
                {
                    "fy": 2020,
                    "half": None,
                    "value": None,
                    "denominator": None,
                    "partial_until": None,
                    "suspect": False,
                },
            ],
        }
    ]
    assert plan["indicators"][0]["label"] == "職員数"
    assert plan["systems"] == [
        {
            "name": "住民記録",
            "department": "市民課",
            "is_bcp_priority": True,
            "current_end": "2024-03",
            "next_study_start": "2022-04",
            "next_procurement_fy": 2023,
            "next_operation_start": "2024-04",
            "source": None,
        }
    ]
    assert plan["surveys"][0]["items"] == [
        {"item": "窓口", "satisfaction": 20.1, "importance": 70, "area": "A"}
    ]
    assert plan["cost_estimates"] == [{"fy": 2020, "thousand_yen": 12000, "approximate": True}]
    assert plan["glossary"] == [{"term": "RPA", "text": "事務の自動化"}]
    assert (plan["coordinator"], plan["council"]) == ("情報管理課", "ICT戦略会議")


def test_an_approved_revision_stays_approved_while_its_amendment_is_a_draft(
    filled: Book, exported: Exported
) -> None:
    (report,) = measure_of(exported(filled), "shiken-2", "1-2")["reports"]
    assert (report["revision"], report["state"], report["report_state"]) == (1, "approved", "draft")
    assert (report["text"], report["by"], report["late"]) == ("一版の文", "鈴木", False)
    assert report["stages"] == [{"row": 1, "stages": ["検討"]}]
    assert report["at"] == "2020-10-05T14:03:00+09:00"


def test_a_carried_report_and_a_late_one_say_so(filled: Book, exported: Exported) -> None:
    late, carried = measure_of(exported(filled), "shiken-2", "1-10")["reports"]
    assert (late["fy"], late["half"], late["late"], late["carried"]) == (2020, 1, True, False)
    assert (carried["fy"], carried["half"], carried["late"], carried["carried"]) == (2020, 2, False, True)
    assert carried["text"] == late["text"] and carried["state"] == "submitted"


def test_a_draft_never_leaves_the_book(filled: Book) -> None:
    assert "書きかけの秘密" not in "".join(export_json(filled.db, None, exported_at=AT))


def test_every_submitted_revision_is_there_with_the_state_it_reached(
    book: Book, add_plan: Callable[..., int], add_measure: Callable[..., int], clock: Any, exported: Exported
) -> None:
    with book.writing() as door:
        plan_id = add_plan(door, "p")
        measure = add_measure(door, plan_id, "1")
    period = open_period(book, plan_id, Half(2020, 1), due_on="2020-10-10").period_id

    def hand_in(text: str, version: int) -> None:
        saved = save_draft(book, measure, period, Answer("評価できない", None, text), version)
        submit(book, measure, period, saved.version)

    hand_in("一", 0)
    return_report(book, measure, period, "件数を")
    hand_in("二", 0)
    withdraw(book, measure, period)
    clock.now += timedelta(days=10)
    hand_in("三", 1)
    reports = measure_of(exported(book), "p", "1")["reports"]
    told = [(item["revision"], item["text"], item["state"], item["late"]) for item in reports]
    assert told == [(1, "一", "returned", False), (2, "二", "draft", False), (3, "三", "submitted", True)]
    assert {item["report_state"] for item in reports} == {"submitted"}


def test_one_plan_alone_can_be_taken_and_an_unknown_one_is_refused_at_once(
    filled: Book, exported: Exported
) -> None:
    found = exported(filled, "shiken-1")
    assert [plan["key"] for plan in found["plans"]] == ["shiken-1"]
    with pytest.raises(UnknownName, match="shiken-1"):
        export_json(filled.db, "shiken-9", exported_at=AT)


def test_japanese_is_readable_and_a_measure_is_not_one_endless_line(filled: Book) -> None:
    text = "".join(export_json(filled.db, None, exported_at=AT))
    assert "便利にする" in text and "\\u4fbf" not in text and text.endswith("]}\n")
    assert max(map(len, text.splitlines())) < 400


def test_the_same_book_gives_the_same_text(filled: Book) -> None:
    once, again = (list(export_json(filled.db, None, exported_at=AT)) for _ in range(2))
    assert once == again


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[31m赤",
        '"},"plans":[]}',
        "a\x00b",
        "\u2028行\u2029",
        "\ufeff",
        "</script>",
        "\\u0041",
        "𠮷野家",
        "e\u0301",
    ],
)
def test_hostile_text_comes_back_as_it_went_in(
    book: Book, add_plan: Callable[..., int], add_measure: Callable[..., int], text: str, exported: Exported
) -> None:
    with book.writing() as door:
        add_measure(door, add_plan(door, "p"), "1", title=text)
    assert measure_of(exported(book), "p", "1")["title"] == text
