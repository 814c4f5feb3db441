"""The questions on slip, study, lineage, renewal, surveys, indicators and cost, against figures worked out by hand.

Each figure is worked out from the plan documents as printed, and the test says from which table or section:
002 is 武蔵村山市第四次情報化基本計画 (第三次 is evaluated in its chapter 2 (2), 第四次 stands in chapter 4),
003 is 武蔵野市第四次総合情報化基本計画, 000 the list of measures of 武蔵野市第六次.
Questions about reports are held against the small book of conftest, here and in test_questions.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette

from db.reads.answers import Answer
from db.writes.periods import open_period
from db.writes.reports import confirm, return_report, save_draft, submit
from domain.periods import Half

AS_PLANNED = "計画どおりに実行できた"
NEARLY = "ほぼ計画どおりに実行できた"


async def ask(datasette: Datasette, question: str, **params: str) -> list[dict[str, Any]]:
    address = f"/shinchoku/{question}.json?{urlencode({**params, '_shape': 'objects'})}"
    answer = await datasette.client.get(address)
    assert answer.status_code == 200
    return list(answer.json()["rows"])


def columns(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


@pytest.fixture
def plans(browser: Datasette) -> Datasette:
    """The published plans."""
    return browser


def _later(town: Any, key: str, answer: Answer, period_id: int) -> None:
    saved = save_draft(town.book, town.measures[key], period_id, answer, 0)
    submit(town.book, town.measures[key], period_id, saved.version, event_id=f"later-{key}")


@pytest.fixture
def next_half(town: Any) -> int:
    """The second half-year, open: 1-2 says the same of its rating and has come to another stage, 1-10 is sent back."""
    confirm(town.book, town.measures["1-10"], town.period_id)
    town.clock.now += timedelta(days=180)
    opened = open_period(
        town.book, town.plan_id, Half(2020, 2), opens_on="2021-04-01", due_on="2021-04-20"
    ).period_id
    _later(town, "1-2", Answer(AS_PLANNED, "未実施", "入れ替えた。", {1: ("運用",)}), opened)
    _later(town, "1-10", Answer(AS_PLANNED, "実施済", "CANARY returned"), opened)
    return_report(town.book, town.measures["1-10"], opened, "CANARY note")
    return opened


async def test_what_changed_shows_both_halves_and_leaves_out_what_was_sent_back(
    datasette: Datasette, next_half: int
) -> None:
    (row,) = await ask(datasette, "changed_measures", period="2020H2")
    assert (row["number"], row["before_period"], row["period"]) == ("1-2", "2020H1", "2020H2")
    assert (row["before_evaluation"], row["progress_evaluation"]) == (AS_PLANNED, AS_PLANNED)
    assert (row["before_state"], row["implementation_state"]) == ("実施中", "未実施")
    assert (row["before_reached"], row["reached"]) == ('1 ["検討"]', '1 ["運用"]')
    assert next_half and await ask(datasette, "changed_measures", period="2020H1") == []


async def test_a_measure_said_not_to_be_begun_that_reached_its_stage_is_a_contradiction(
    datasette: Datasette, next_half: int
) -> None:
    rows = await ask(datasette, "contradicted_ratings", plan="machi-2")
    assert columns(rows, "number", "period", "said", "contradiction", "row", "stage") == [
        ("1-2", "2020H2", "未実施", "said_not_begun_but_reached", 1, "運用")
    ]
    page = await datasette.client.get("/shinchoku/contradicted_ratings?plan=machi-2")
    assert next_half and "未実施とあるが、段階に着いている" in page.text
    # One answer could be held against stages, the one that was sent back is not there at all.
    assert "machi-2：母数 1、不明・欠け 0" in page.text and "CANARY" not in page.text


async def test_nothing_contradicts_what_was_reported_as_planned(datasette: Datasette) -> None:
    assert await ask(datasette, "contradicted_ratings") == []


async def test_fields_count_measures_and_missing_reports_in_printed_order(datasette: Datasette) -> None:
    rows = await ask(datasette, "field_overview", plan="machi-2")
    assert columns(rows, "policy_field", "measures", "reported", "missing") == [
        ("安全", 1, 1, 0),
        ("行政", 4, 1, 3),
        ("教育", 1, 0, 1),
    ]


async def test_priority_measures_come_with_their_newest_report(datasette: Datasette) -> None:
    rows = await ask(datasette, "priority_measures", plan="machi-2")
    assert columns(rows, "number", "period", "progress_evaluation", "half_years") == [
        ("1-2", "2020H1", AS_PLANNED, None)
    ]
    page = await datasette.client.get("/shinchoku/priority_measures?plan=machi-2")
    assert "machi-2：母数 1、不明・欠け 5" in page.text


async def test_files_brought_in_are_listed_with_their_open_doubts(datasette: Datasette) -> None:
    (row,) = await ask(datasette, "import_sources")
    assert (row["file"], row["profile"], row["batch_state"]) == ("plan.csv", "house", "committed")
    assert (row["errors"], row["warnings"], row["notes"], row["settled"]) == (0, 1, 0, 0)


async def test_late_reports_stand_beside_missing_ones_by_department(datasette: Datasette) -> None:
    rows = await ask(datasette, "department_missing", period="2020H1")
    assert columns(rows, "department", "missing", "late_reports") == [("市民課", 3, 1), ("情報課", 2, 0)]


async def test_six_measures_of_the_third_plan_of_musashimurayama_fell_behind(plans: Datasette) -> None:
    """002, chapter 2 (2), 計画 above 現状, ⇒ read as the stage before it; a fiscal year is two half-years.

    ⑤ 実施 planned for 平成23 and reached in 平成27: four years, eight half-years; its 検討 of 平成23 was not planned.
    ③ and ⑮ 実施 in 平成27 for 平成26, ⑯ (printed ⑩) in 平成25 for 平成24: one year, two half-years each.
    ⑪ 実施 (順次導入) for 平成23 and ⑰ 実施 for 平成27: 検討 to the end, never reached.
    ⑦ ⑫ ⑬ ⑱ ⑲ plan 検討 in 平成23 and 24 alone and began it in 平成23; ① ② ④ ⑥ ⑧ ⑨ ⑩ ⑭ ⑳ went as planned.
    """
    rows = await ask(plans, "delayed_measures", plan="musashimurayama-3")
    assert columns(rows, "number", "half_years", "late_stages", "never_stages", "behind") == [
        ("⑤", 8, 1, 0, "1 実施（2011H1→2015H1）"),
        ("③", 2, 1, 0, "1 実施（2014H1→2015H1）"),
        ("⑮", 2, 1, 0, "1 実施（2014H1→2015H1）"),
        ("⑯", 2, 1, 0, "1 実施（2012H1→2013H1）"),
        ("⑪", None, 0, 1, "1 実施（2011H1→－）"),
        ("⑰", None, 0, 1, "1 実施（2015H1→－）"),
    ]
    page = await plans.client.get("/shinchoku/delayed_measures?plan=musashimurayama-3")
    assert "musashimurayama-3：母数 20、不明・欠け 0" in page.text


async def test_nothing_in_the_third_plan_of_musashimurayama_contradicts_its_rating(plans: Datasette) -> None:
    """002, chapter 2 (2), 進捗評価 and 実施状況 beside the schedules.

    計画どおりに実行できた: ① ⑥ ⑧ ⑨ ⑩ ⑫ ⑳, none of the six that fell behind.
    計画どおりに実行できなかった: ⑪ and ⑰ never came to 実施, ⑦ ⑬ ⑲ went on studying to 平成27 what was to be studied in
    平成23 and 24. 未実施: the same five, all 検討.
    """
    assert await ask(plans, "contradicted_ratings", plan="musashimurayama-3") == []
    page = await plans.client.get("/shinchoku/contradicted_ratings?plan=musashimurayama-3")
    assert "musashimurayama-3：母数 20、不明・欠け 0" in page.text


async def test_long_studies_of_both_plans_of_musashimurayama_are_those_of_three_years(
    plans: Datasette,
) -> None:
    """Runs of nothing but 検討 of three years, six half-years, and more.

    002, chapter 2 (2): 現状 of ⑦ ⑪ ⑬ ⑰ ⑲ 平成23 to 27, five years; of ③ ⑤ ⑮ ⑱ 平成23 to 26, four years (then 実施 or
    一部実施); ⑯ two years only. 計画 of ⑰ 平成23 to 26, of ③ and ⑮ 平成23 to 25; ⑦ ⑫ ⑬ ⑱ ⑲ two years only.
    Chapter 4: (2)① (3)② (4)① (4)② 検討 平成28 to 31, four years; second row of (4)⑥ 平成28 to 30, three years; (1)① and
    (1)⑤ two years only.
    """
    third = await ask(plans, "long_study", plan="musashimurayama-3")
    assert columns(third, "number", "kind", "half_years", "first", "last", "ongoing") == [
        *((number, "actual", 10, "2011H1", "2015H2", 1) for number in "⑦⑪⑬⑰⑲"),
        *((number, "actual", 8, "2011H1", "2014H2", 0) for number in "③⑤⑮⑱"),
        ("⑰", "planned", 8, "2011H1", "2014H2", 0),
        *((number, "planned", 6, "2011H1", "2013H2", 0) for number in "③⑮"),
    ]
    fourth = await ask(plans, "long_study", plan="musashimurayama-4")
    assert sorted(columns(fourth, "measure_key", "row", "half_years", "first", "last")) == [
        ("2-1", 1, 8, "2016H1", "2019H2"),
        ("3-2", 1, 8, "2016H1", "2019H2"),
        ("4-1", 1, 8, "2016H1", "2019H2"),
        ("4-2", 1, 8, "2016H1", "2019H2"),
        ("4-6", 2, 6, "2016H1", "2018H2"),
    ]


async def test_one_measure_of_the_third_plan_went_on_and_nothing_takes_it_up(plans: Datasette) -> None:
    """002, chapter 4, 前計画との関係: (1)①② ② (1)② ③ (1)③ ② (1)④ ① (1)⑤ ⑤⑥⑦ (2)① ⑮⑯⑳ (2)② ⑰ (2)③ ⑬ (2)④ ⑰ (2)⑥ ⑭
    (2)⑦ ⑪ (2)⑧ ⑩ (3)② ⑥ (4)① ⑱ (4)③ ⑧; the other nine are 新規.

    Not named are ④ (中止), ⑨ and ⑫ (完了), which ended, and ⑲, 継続 in the table of chapter 2 (1). Named twice are ② by
    (1)① and (1)③, ⑥ by (1)⑤ and (3)②, ⑰ by (2)② and (2)④. (1)⑤ and (2)① name three each.
    """
    rows = await ask(plans, "lineage_findings", plan="musashimurayama-4")
    assert columns(rows, "finding", "number", "direction", "others") == [
        ("orphan", "⑲", "継続", ""),
        ("double_claim", "②", "見直し", "①、③"),
        ("double_claim", "⑥", "拡充", "⑤、②"),
        ("double_claim", "⑰", "拡充", "②、④"),
        ("merge", "⑤", None, "⑤、⑥、⑦"),
        ("merge", "①", None, "⑮、⑯、⑳"),
    ]
    page = await plans.client.get("/shinchoku/lineage_findings?plan=musashimurayama-4")
    assert "musashimurayama-4：母数 20、不明・欠け 0" in page.text
    told = await ask(plans, "predecessors", plan="musashimurayama-4")
    by_heading = ["②", "③", "②", "①", *"⑤⑥⑦", *"⑮⑯⑳", "⑰", "⑬", "⑰", "⑭", "⑪", "⑩", "⑥", "⑱", "⑧"]
    assert [row["predecessor_number"] for row in told] == by_heading


async def test_eight_systems_are_due_by_july_2013(plans: Datasette) -> None:
    """003, table 10, ⑤ 次期システム検討開始 at or before 平成25年7月.

    平成24年: 7月 小規模企業融資斡旋事業, 9月 営繕積算, 10月 公営住宅管理.
    平成25年: 4月 文書管理 and 選挙投票管理, 6月 健康情報, 7月 グループウェア and 人事給与・庶務事務.
    None of the other dates is due: the earliest ④ is 平成25年12月 (保育業務), the earliest ⑥ 平成26年度,
    the earliest ⑦ 平成26年4月. Only 文化財システム has no ⑤: 36 of 37 systems.
    保育業務 ends 平成25年12月 and its successor starts 平成31年1月: 60 months between them without either.
    """
    rows = await ask(plans, "renewal_due", month="2013-07")
    assert columns(rows, "system", "next_study_start") == [
        ("小規模企業融資斡旋事業システム", "2012-07"),
        ("営繕積算システム", "2012-09"),
        ("公営住宅管理システム", "2012-10"),
        ("文書管理システム", "2013-04"),
        ("選挙投票管理システム", "2013-04"),
        ("健康情報システム", "2013-06"),
        ("グループウェアシステム", "2013-07"),
        ("人事給与・庶務事務システム", "2013-07"),
    ]
    assert {row["due"] for row in rows} == {"検討開始"}
    assert await ask(plans, "renewal_due", month="2012-06") == []
    (december,) = [
        row for row in await ask(plans, "renewal_due", month="2013-12") if row["system"] == "保育業務システム"
    ]
    assert (december["due"], december["gap_months"]) == ("現行終了", 60)
    page = await plans.client.get("/shinchoku/renewal_due?plan=musashino-4&month=2013-07")
    assert "musashino-4：母数 36、不明・欠け 1" in page.text


async def test_the_survey_of_musashino_is_listed_by_importance_and_names_no_measure(plans: Datasette) -> None:
    """003, table 9: seventeen 取組 with 満足度, 重要度 and 施策領域, here by 重要度; 不足 is 重要度 less 満足度.

    The text under the table speaks of measures that go with the seven of area A, but neither it nor the sheets print
    which: no 取組 has a measure.
    """
    rows = await ask(plans, "survey_and_progress", plan="musashino-4")
    assert columns(rows, "importance", "satisfaction", "lack", "area") == [
        (87.6, 13.2, 74.4, "A"),
        (84.7, 21.1, 63.6, "A"),
        (83.7, 15.0, 68.7, "A"),
        (74.1, 34.0, 40.1, "B"),
        (73.8, 18.2, 55.6, "A"),
        (70.3, 10.9, 59.4, "A"),
        (69.7, 20.5, 49.2, "A"),
        (69.3, 43.3, 26.0, "B"),
        (65.7, 29.5, 36.2, "B"),
        (65.3, 16.3, 49.0, "A"),
        (63.5, 45.0, 18.5, "C"),
        (62.7, 30.9, 31.8, "C"),
        (56.0, 13.6, 42.4, "D"),
        (55.5, 36.1, 19.4, "C"),
        (49.9, 15.0, 34.9, "D"),
        (39.3, 12.1, 27.2, "D"),
        (37.3, 9.5, 27.8, "D"),
    ]
    assert {row["title"] for row in rows} == {None}
    page = await plans.client.get("/shinchoku/survey_and_progress?plan=musashino-4")
    assert "印刷されていない取組は施策の欄が空欄です" in page.text


async def test_figures_in_prose_are_followed_over_the_years(plans: Datasette) -> None:
    """002, chapter 2 (2), 実施内容等 of ① ② ⑩ ⑫, and of ⑥ a count of 31 July 2015, in the middle of its year."""
    rows = await ask(plans, "indicator_course", plan="musashimurayama-3")
    course: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for row in rows:
        course.setdefault((row["number"], row["label"]), []).append(
            (row["fy"], row["value"], row["difference"])
        )
    assert course["①", "コンビニ収納取扱件数"] == [
        (2011, 33851, None),
        (2012, 39681, 5830),
        (2013, 43961, 4280),
        (2014, 47117, 3156),
    ]
    assert course["②", "市民の利用件数"] == [
        (2011, 209, None),
        (2012, 319, 110),
        (2013, 486, 167),
        (2014, 892, 406),
    ]
    assert course["⑩", "電子申告の利用状況"] == [
        (2011, 3518, None),
        (2012, 4624, 1106),
        (2013, 10826, 6202),
        (2014, 12696, 1870),
    ]
    assert course["⑫", "市本庁舎の電話料金"] == [
        (2011, 4007, None),
        (2012, 4159, 152),
        (2013, 3821, -338),
        (2014, 3588, -233),
    ]
    registered = [row for row in rows if row["number"] == "⑥"]
    assert columns(registered, "fy", "value", "difference", "partial_until") == [
        (2015, 3344, None, "2015-07"),
        (2015, 3577, None, "2015-07"),
        (2015, 2294, None, "2015-07"),
    ]


async def test_the_cost_of_three_years_is_summed_up(plans: Datasette) -> None:
    """003, (3) 概算見込額: 約 10,000, 約 67,000 and 約 69,000 千円; 10,000 + 67,000 + 69,000 = 146,000."""
    rows = await ask(plans, "costs", plan="musashino-4")
    assert columns(rows, "fy", "thousand_yen", "approximate", "total") == [
        (2014, 10000, 1, 10000),
        (2015, 67000, 1, 77000),
        (2016, 69000, 1, 146000),
    ]


async def test_seventeen_measures_of_musashino_have_priority(plans: Datasette) -> None:
    """003, list at the end, 【重点】 before the title; the other 36 of 53 are printed without it."""
    rows = await ask(plans, "priority_measures", plan="musashino-4")
    numbers = [1, 2, 3, 5, 6, 7, 8, 10, 15, 16, 23, 29, 32, 41, 46, 47, 49]
    assert [int(row["number"]) for row in rows] == numbers
    page = await plans.client.get("/shinchoku/priority_measures?plan=musashino-4")
    assert "musashino-4：母数 53、不明・欠け 0" in page.text


async def test_measures_by_field_follow_the_headings_of_the_sheets(plans: Datasette) -> None:
    """003, headings ＜…分野＞ above the sheets, under each of the four aims.

    健康・福祉 1-4, 53; 子ども・教育 5-8; 文化・市民生活 9-22, 35, 52; 緑・環境 23, 24, 36; 都市基盤 25, 26;
    行・財政 27-34, 37-43, 44-49, 50, 51. 002 prints no fields.
    """
    rows = await ask(plans, "field_overview", plan="musashino-4")
    assert sorted(columns(rows, "measures", "policy_field")) == [
        (2, "都市基盤"),
        (3, "緑・環境"),
        (4, "子ども・教育"),
        (5, "健康・福祉"),
        (16, "文化・市民生活"),
        (23, "行・財政"),
    ]
    behind = await ask(plans, "field_overview", plan="musashimurayama-3")
    assert columns(behind, "policy_field", "measures", "behind") == [(None, 20, 6)]


async def test_measures_by_goal_follow_the_lists_and_count_lost_marks_apart(plans: Datasette) -> None:
    """002, table of chapter 2 (1): ①-⑧, ⑨-⑭, ⑮-⑳; chapter 4: (1)①-⑤, (2)①-⑩, (3)①②, (4)①-⑦.

    003, list at the end: ① 1-34, 52, 53; ② 35-43; ③ 44-49; ④ 50, 51; the marks of a sheet beside its own aim were lost.
    000, 施策一覧: サービス 1-3 6-8 10-13 15-17 20 22 25 26 29, 情報提供 1-3 6-10 12 14 15 17-20 22 24,
    業務効率化 1 3-9 11 14 17 20-23 25-29 (the cells of 14 and 15 stand one column to the right).
    """
    counted = {
        plan: columns(
            await ask(plans, "goal_overview", plan=plan, period="2031H1"), "measures", "unknown_marks"
        )
        for plan in ("musashimurayama-3", "musashimurayama-4", "musashino-4", "musashino-6")
    }
    assert counted == {
        "musashimurayama-3": [(8, 0), (6, 0), (6, 0)],
        "musashimurayama-4": [(5, 0), (10, 0), (2, 0), (7, 0)],
        "musashino-4": [(36, 17), (9, 44), (6, 47), (2, 51)],
        "musashino-6": [(18, 0), (17, 0), (20, 0)],
    }


async def test_the_course_of_the_homepage_puts_plan_and_actual_side_by_side(plans: Datasette) -> None:
    """002, chapter 2 (2) ⑤: planned 実施 and ⇒ to 平成27; actual 検討 and ⇒ to 平成26, 実施 in 平成27."""
    rows = await ask(plans, "measure_course", plan="musashimurayama-3", measure="⑤")
    done = ["検討"] * 4 + ["実施"]
    expected = []
    for fy, actual in zip(range(2011, 2016), done, strict=True):
        expected += [(fy, "planned", '["実施"]'), (fy, "actual", f'["{actual}"]')]
    assert columns(rows, "fy", "kind", "stages") == expected
