"""The questions ready made, held against the small book counted by hand."""

from typing import Any
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette


async def ask(datasette: Datasette, question: str, **params: str) -> list[dict[str, Any]]:
    address = f"/shinchoku/{question}.json?{urlencode({**params, '_shape': 'objects'})}"
    answer = await datasette.client.get(address)
    assert answer.status_code == 200
    return list(answer.json()["rows"])


async def test_the_overview_counts_states_and_shows_the_base_of_its_rate(datasette: Datasette) -> None:
    (row,) = await ask(datasette, "period_overview", plan="machi-2")
    assert (row["period"], row["period_state"], row["measures"]) == ("2020H1", "open", 6)
    states = ("not_started", "draft", "submitted", "returned", "confirmed", "compiled", "approved", "denied")
    assert [row[state] for state in states] == [1, 2, 1, 1, 1, 0, 0, 0]
    assert (row["reported"], row["missing"], row["reported_percent"]) == (2, 4, 33.3)


async def test_missing_reports_are_listed_by_lead_department_in_natural_order(datasette: Datasette) -> None:
    rows = await ask(datasette, "department_missing")
    assert [(row["department"], row["measures"], row["missing"], row["late_reports"]) for row in rows] == [
        ("市民課", 4, 3, 1),
        ("情報課", 3, 2, 0),
    ]
    assert rows[0]["missing_measures"] == "2 図書館システム、4 ｱﾌﾟﾘの見直し、5 文書の電子化"
    assert rows[1]["missing_measures"] == "2 図書館システム、3 公開データ"
    assert await ask(datasette, "department_missing", period="2020H2") == []
    assert await ask(datasette, "department_missing", plan="machi-2", period="2020h1") == rows


async def test_late_reports_are_those_not_in_five_days_after_the_due_date_and_those_in_late(
    datasette: Datasette,
) -> None:
    rows = await ask(datasette, "late_reports")
    assert [(row["measure_key"], row["state"], row["late"], row["days_over"]) for row in rows] == [
        ("2", "draft", 0, 5),
        ("3", "returned", 0, 5),
        ("4", "not_started", 0, 5),
        ("5", "draft", 0, 5),
        ("1-10", "submitted", 1, None),
    ]


@pytest.mark.parametrize("measure", ["1-2", "１－２"])
async def test_the_course_of_a_measure_puts_schedule_event_and_reports_in_time(
    datasette: Datasette, measure: str
) -> None:
    rows = await ask(datasette, "measure_course", plan="machi-2", measure=measure)
    assert [
        (row["fy"], row["half"], row["kind"], row["stages"] or row["raw"] or row["text"]) for row in rows
    ] == [
        (2020, None, "event", "added"),
        (2020, 1, "planned", '["検討"]'),
        (2020, 1, "actual", '["検討"]'),
        (2020, 1, "report", "方式を比べた。"),
        (2020, 1, "reached", '["検討"]'),
        (2020, 2, "planned", '["検討"]'),
        (2021, None, "planned", '["調達・構築", "運用"]'),
    ]


async def test_the_course_needs_a_plan_because_numbers_repeat(datasette: Datasette) -> None:
    assert await ask(datasette, "measure_course", measure="1-2") == []


async def test_goals_count_only_certain_marks_and_show_the_unknown_beside_them(datasette: Datasette) -> None:
    rows = await ask(datasette, "goal_overview", plan="machi-2")
    counted = [
        (row["goal"], row["measures"], row["unknown_marks"], row["period"], row["reported"], row["missing"])
        for row in rows
    ]
    assert counted == [("便利", 3, 1, "2020H1", 1, 2), ("安心", 2, 1, "2020H1", 1, 1)]


async def test_a_plan_without_half_years_still_counts_its_goals(datasette: Datasette) -> None:
    rows = await ask(datasette, "goal_overview", plan="machi-2", period="2031H1")
    assert [(row["goal"], row["measures"], row["period"], row["reported"]) for row in rows] == [
        ("便利", 3, None, 0),
        ("安心", 2, None, 0),
    ]


async def test_lineage_shows_the_printed_words_where_no_predecessor_was_found(datasette: Datasette) -> None:
    rows = await ask(datasette, "predecessors", plan="machi-2")
    assert [(row["number"], row["raw"], row["predecessor_title"]) for row in rows] == [
        ("1-2", "旧②", "無線の整備"),
        ("3", "旧⑨の一部", None),
    ]


async def test_lost_marks_and_open_doubts_wait_to_be_checked(datasette: Datasette) -> None:
    rows = await ask(datasette, "check_originals")
    assert [(row["to_check"], row["measure_key"], row["detail"], row["ref"]) for row in rows] == [
        ("mark", "1-10", "安心", None),
        ("mark", "4", "便利", None),
        ("issue", "3", "番号が重なっています", "p.3"),
    ]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("防災", [("1-2", "施策名"), ("2", "目的")]),
        ("RPA", [("1-10", "施策名")]),
        ("ｒｐａ", [("1-10", "施策名")]),
        ("アプリ", [("4", "施策名")]),
        ("書", [("2", "施策名"), ("5", "施策名")]),
        ("行政", [("1-10", "分野"), ("3", "分野"), ("4", "分野"), ("5", "分野")]),
        ("情報課", [("1-2", "主管課"), ("2", "主管課"), ("3", "主管課")]),
        ("%", []),
        ("", []),
        ("　", []),
    ],
)
async def test_a_measure_is_found_by_two_characters_whatever_their_width(
    datasette: Datasette, word: str, found: list[tuple[str, str]]
) -> None:
    rows = await ask(datasette, "find_measure", word=word, plan="machi-2")
    assert [(row["measure_key"], row["found_in"]) for row in rows] == found
