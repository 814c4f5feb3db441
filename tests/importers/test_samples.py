"""The samples say what the published plans say; every expected value was read from the documents."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from db.book import Book
from domain.periods import Half
from domain.reporting import EVALUATION_BY_PHRASE, State
from importers.commit import Source, commit
from importers.document import Document
from importers.readers.csv import read_csv
from importers.recognise import house_table
from importers.staged import StagedRow, Staging
from samples import SAMPLE_FILES, sample_files


def documents() -> dict[str, Document]:
    return {path.name.removesuffix(".csv"): read_csv(path.name, path.read_bytes()) for path in sample_files()}


DOCUMENTS = documents()
PLANS = {name: house_table.recognise(document) for name, document in DOCUMENTS.items()}
M4, M6, Y3, Y4 = (PLANS[name.removesuffix(".csv")] for name in SAMPLE_FILES)


def rows(staging: Staging, entity: str) -> list[StagedRow]:
    return [row for row in staging.rows if row.entity == entity]


def value(staging: Staging, entity: str, key: Iterable[object], field: str) -> object:
    (row,) = [row for row in rows(staging, entity) if row.key == tuple(key)]
    return row.cells[field].value if field in row.cells else None


def column(staging: Staging, entity: str, field: str) -> dict[str, object]:
    return {
        str(row.key[0]): row.cells[field].value if field in row.cells else None
        for row in rows(staging, entity)
    }


def leads(staging: Staging, measure: str) -> list[object]:
    return departments(staging, measure, "lead")


def departments(staging: Staging, measure: str, role: str) -> list[object]:
    return [
        row.cells["name"].value
        for row in rows(staging, "measure_department")
        if row.key[:2] == (measure, role)
    ]


def stages(staging: Staging, measure: str, kind: str = "planned", row: int = 1) -> str:
    """The row as it is printed, years joined by spaces; a blank year is ・."""
    printed = {
        cell.key[3]: cell.cells["stages"].raw
        for cell in rows(staging, "schedule_cell")
        if cell.key[:3] == (measure, row, kind)
    }
    (plan,) = rows(staging, "plan")
    first, last = plan.cells["first_fy"].value, plan.cells["last_fy"].value
    assert isinstance(first, int)
    assert isinstance(last, int)
    return " ".join(printed.get(year, "・") for year in range(first, last + 1))


@pytest.mark.parametrize("name", [name.removesuffix(".csv") for name in SAMPLE_FILES])
def test_a_sample_comes_in_under_its_key_without_a_single_issue(name: str) -> None:
    assert PLANS[name].issues == ()
    assert {row.plan for row in PLANS[name].rows} == {name}


@pytest.mark.parametrize("name", [name.removesuffix(".csv") for name in SAMPLE_FILES])
def test_no_cell_of_a_sample_is_a_sentence_of_the_document(name: str) -> None:
    texts = [cell.text for sheet in DOCUMENTS[name].sheets for row in sheet.rows for cell in row]
    assert max(len(text) for text in texts) <= 80
    examples = {report.text for report in house_table.read_example_reports(DOCUMENTS[name])}
    assert [text for text in texts if "。" in text and text not in examples] == [
        text for text in texts if text.endswith("。") and text.rstrip("。") in PRINTED_PHRASES
    ]


PRINTED_PHRASES = {*EVALUATION_BY_PHRASE, "ほぼ計画どおり実行できた"}


def test_the_counts_are_those_of_the_documents() -> None:
    assert [len(rows(plan, "measure")) for plan in (M4, M6, Y3, Y4)] == [53, 29, 20, 24]
    assert [len(rows(plan, "goal")) for plan in (M4, M6, Y3, Y4)] == [4, 3, 3, 4]
    assert [len(rows(plan, "schedule_cell")) for plan in (M4, M6, Y3, Y4)] == [159, 0, 185, 118]


def test_the_plans_are_those_of_their_title_pages() -> None:
    fields = (
        "municipality",
        "title",
        "first_fy",
        "last_fy",
        "doc_status",
        "predecessor",
        "coordinator",
        "council",
    )
    assert [[value(plan, "plan", (), field) for field in fields] for plan in (M4, M6, Y3, Y4)] == [
        [
            "武蔵野市",
            "武蔵野市第四次総合情報化基本計画",
            2014,
            2016,
            "adopted",
            None,
            "情報管理課",
            "ICT戦略会議",
        ],
        [
            "武蔵野市",
            "武蔵野市第六次総合情報化基本計画",
            2020,
            2022,
            "proposal",
            None,
            "情報管理課",
            "ICT戦略会議",
        ],
        [
            "武蔵村山市",
            "武蔵村山市第三次情報化基本計画",
            2011,
            2015,
            "adopted",
            None,
            "文書情報課",
            "情報化推進委員会",
        ],
        [
            "武蔵村山市",
            "武蔵村山市第四次情報化基本計画",
            2016,
            2020,
            "adopted",
            "musashimurayama-3",
            "文書情報課",
            "情報化推進委員会",
        ],
    ]


# -- 武蔵野市 第四次


def test_seventeen_measures_of_the_fourth_plan_are_priorities() -> None:
    priorities = [key for key, mark in column(M4, "measure", "is_priority").items() if mark]
    assert priorities == [
        "1",
        "2",
        "3",
        "5",
        "6",
        "7",
        "8",
        "10",
        "15",
        "16",
        "23",
        "29",
        "32",
        "41",
        "46",
        "47",
        "49",
    ]
    assert set(column(M4, "measure", "is_priority").values()) == {True, False}


def test_only_52_and_53_were_added_in_fiscal_2015() -> None:
    added = {key: year for key, year in column(M4, "measure", "added_fy").items() if year is not None}
    assert added == {"52": 2015, "53": 2015}


def test_the_headings_give_each_measure_one_goal_and_leave_the_lost_circles_unknown() -> None:
    marks = {row.key: row.cells["mark"].value for row in rows(M4, "measure_goal")}
    yes = Counter(goal for (_, goal), mark in marks.items() if mark)
    assert yes == {"市民の視点": 36, "行政事務の視点": 9, "財務の視点": 6, "人材・成長の視点": 2}
    assert marks[("35", "行政事務の視点")] is True
    assert marks[("52", "市民の視点")] is True
    assert marks[("52", "財務の視点")] is None
    assert False not in marks.values()


def test_fields_are_those_of_the_headings() -> None:
    assert Counter(column(M4, "measure", "policy_field").values()) == {
        "健康・福祉": 5,
        "子ども・教育": 4,
        "文化・市民生活": 16,
        "緑・環境": 3,
        "都市基盤": 2,
        "行・財政": 23,
    }


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("1", "検討 調達・構築 運用"),
        ("5", "調達・構築 運用 運用"),
        ("14", "検討 検討 調達・構築"),
        ("15", "検討 調達・構築 実施"),
        ("28", "実施 運用 運用"),
        ("29", "構築 構築 構築"),
        ("38", "検討 検討 実施"),
        ("45", "調査・研究 調達・構築 運用"),
        ("51", "運用 運用 運用"),
        ("52", "検討 実施 実施"),
        ("53", "調達・構築・運用 調達・構築・運用 調達・構築・運用"),
    ],
)
def test_stages_of_the_fourth_plan_are_as_printed(measure: str, expected: str) -> None:
    assert stages(M4, measure) == expected


def test_a_cell_of_three_words_is_two_stages() -> None:
    assert value(M4, "schedule_cell", ("53", 1, "planned", 2014, None), "stages") == ("調達・構築", "運用")
    assert value(M4, "schedule_cell", ("45", 1, "planned", 2014, None), "stages") == ("調査・研究",)


def test_words_in_the_schedule_of_the_fourth_plan_are_counted_right() -> None:
    assert Counter(row.cells["stages"].raw for row in rows(M4, "schedule_cell")) == {
        "検討": 79,
        "調達・構築": 14,
        "運用": 32,
        "実施": 27,
        "構築": 3,
        "調査・研究": 1,
        "調達・構築・運用": 3,
    }


@pytest.mark.parametrize(
    ("measure", "title", "expected"),
    [
        ("1", "緊急時対応システムの改善", "安全対策課 防災課 地域支援課 高齢者支援課 障害者福祉課"),
        (
            "10",
            "震災後の市民の生活の早期再建に関する体制整備",
            "企画調整課 情報管理課 資産税課 市民課 防災課",
        ),
        ("20", "郷土資料に関する電子アーカイブの構築と提供", "生涯学習スポーツ課（歴史資料館） 図書館"),
        ("24", "粗大ごみ回収申し込みの電子申請化", "クリーンセンター"),
        (
            "30",
            "各種税目・保険料等納付の多チャンネル化の推進",
            "情報管理課 納税課 保険課 高齢者支援課 会計課",
        ),
        ("37", "庁内会議におけるＩＣＴの活用", "企画調整課 総務課 情報管理課"),
        ("53", "介護保険制度改正に伴うシステム改修", "高齢者支援課"),
    ],
)
def test_titles_and_leads_of_the_fourth_plan_are_as_printed(measure: str, title: str, expected: str) -> None:
    assert value(M4, "measure", (measure,), "title") == title
    assert leads(M4, measure) == expected.split()


def test_the_renewal_plan_has_37_systems_with_their_months() -> None:
    systems = {row.key[0]: row for row in rows(M4, "renewal_system")}
    assert len(systems) == 37
    assert sum(row.cells["is_bcp_priority"].value is True for row in systems.values()) == 26
    fields = ("current_end", "next_study_start", "next_procurement_fy", "next_operation_start")

    def dates(name: str) -> list[object]:
        return [value(M4, "renewal_system", (name,), field) for field in fields]

    assert dates("コンテンツマネジメントシステム（CMS）") == ["2016-08", "2014-07", 2016, "2016-09"]
    assert dates("内部統合情報システム仮想化基盤") == ["2019-12", "2018-04", 2019, "2020-01"]
    assert dates("住民基本台帳ネットワークシステム") == ["2019-12", "2018-01", 2018, "2020-01"]
    assert dates("営繕積算システム") == ["2014-03", "2012-09", 2014, "2014-04"]
    assert dates("保育業務システム") == ["2013-12", "2017-01", 2019, "2019-01"]
    assert dates("学校情報システム") == ["2015-08", "2014-04", 2016, "2016-09"]
    assert dates("文化財システム") == [None, None, 2014, "2014-11"]
    assert dates("インターネット中継システム") == ["2016-03", "2014-04", 2015, "2016-04"]
    assert value(M4, "renewal_system", ("選挙投票管理システム",), "department") == "選挙管理委員会事務局"


def test_the_survey_has_17_rows_with_means_and_areas() -> None:
    (survey,) = rows(M4, "survey")
    assert (survey.cells["satisfaction_mean"].value, survey.cells["importance_mean"].value) == (22.6, 65.2)
    items = {row.key[1]: row for row in rows(M4, "survey_item")}
    assert len(items) == 17
    assert Counter(row.cells["area"].value for row in items.values()) == {"A": 7, "B": 3, "C": 3, "D": 4}

    def figures(name: str) -> list[object]:
        return [items[name].cells[field].value for field in ("satisfaction", "importance", "area")]

    assert figures("地震など、災害発生時の要援護者の支援に関する取組み") == [13.2, 87.6, "A"]
    assert figures("図書館のサービス拡充に関する取組み") == [45.0, 63.5, "C"]
    assert figures("電子マネーの取扱いに関する取組み") == [9.5, 37.3, "D"]


def test_the_costs_are_ten_sixty_seven_and_sixty_nine_million_yen() -> None:
    assert {row.key[0]: row.cells["thousand_yen"].value for row in rows(M4, "cost_estimate")} == {
        2014: 10_000,
        2015: 67_000,
        2016: 69_000,
    }
    assert all(row.cells["approximate"].value is True for row in rows(M4, "cost_estimate"))


def test_four_measures_of_the_fourth_plan_name_another() -> None:
    assert {row.key[0]: row.cells["target_measure"].value for row in rows(M4, "measure_reference")} == {
        "14": "43",
        "20": "35",
        "21": "35",
        "22": "35",
    }


# -- 武蔵野市 第六次

SERVICE, INFORMATION, EFFICIENCY = (
    "ICTを活用した市民サービスの拡大",
    "総合的な市政情報提供の推進",
    "ICTの活用による業務効率化",
)


@pytest.mark.parametrize(
    ("measure", "field", "lead", "related", "marks"),
    [
        ("1", "健康・福祉", "秘書広報課", "各課", "○○○"),
        ("3", "子ども・教育", "健康課", "子ども政策課 子ども家庭支援センター", "○○○"),
        ("6", "平和・文化・市民生活", "秘書広報課 生涯学習スポーツ課", "各課", "○○○"),
        ("9", "平和・文化・市民生活", "財政課", "", "－○○"),
        ("14", "緑・環境", "環境政策課", "施設所管課", "－○○"),
        ("15", "緑・環境", "環境政策課", "ごみ総合対策課 下水道課 緑のまち推進課", "○○－"),
        ("16", "都市基盤", "交通対策課", "", "○－－"),
        ("24", "行財政", "人事課", "", "－○－"),
        ("26", "行財政", "情報管理課", "利用事務運用部署", "○－○"),
        ("28", "行財政", "情報管理課", "", "－－○"),
        ("29", "行財政", "市民課", "窓口担当部署", "○－○"),
    ],
)
def test_rows_of_the_sixth_plan_are_right_also_where_the_source_is_shifted(
    measure: str, field: str, lead: str, related: str, marks: str
) -> None:
    assert value(M6, "measure", (measure,), "policy_field") == field
    assert leads(M6, measure) == lead.split()
    assert departments(M6, measure, "related") == related.split()
    found = [
        value(M6, "measure_goal", (measure, goal), "mark") for goal in (SERVICE, INFORMATION, EFFICIENCY)
    ]
    assert found == [mark == "○" for mark in marks]


def test_spaces_inside_words_are_gone_from_titles() -> None:
    assert value(M6, "measure", ("8",), "title") == "公共Wi-Fiの整備の検討"
    assert value(M6, "measure", ("5",), "title") == "ICTを活用した教員の働き方改革の推進"


def test_no_stage_of_the_sixth_plan_is_invented_and_28_has_its_three_work_items() -> None:
    assert rows(M6, "schedule_cell") == []
    assert {row.key: row.cells["label"].value for row in rows(M6, "work_item")} == {
        ("28", 1): "自治体クラウドの検討",
        ("28", 2): "クラウド利用検討",
        ("28", 3): "次期住民情報システム方針決定",
    }


def test_the_sixth_plan_has_six_half_years_to_report() -> None:
    periods = house_table.read_periods(DOCUMENTS["musashino-6"])
    assert [(period.half, period.opens_on, period.due_on) for period in periods] == [
        (Half(2020, 1), "2020-10-01", "2020-10-15"),
        (Half(2020, 2), "2021-04-01", "2021-04-15"),
        (Half(2021, 1), "2021-10-01", "2021-10-15"),
        (Half(2021, 2), "2022-04-01", "2022-04-15"),
        (Half(2022, 1), "2022-10-01", "2022-10-15"),
        (Half(2022, 2), "2023-04-01", "2023-04-15"),
    ]
    assert all(house_table.read_periods(DOCUMENTS[name]) == () for name in DOCUMENTS if name != "musashino-6")


def test_every_report_of_the_sample_says_that_it_is_an_example() -> None:
    reports = house_table.read_example_reports(DOCUMENTS["musashino-6"])
    assert all(report.text.startswith("【記入例】") for report in reports)
    first = [report for report in reports if report.half == Half(2020, 1)]
    assert [report.measure for report in first] == [str(number) for number in range(1, 30)]
    assert {report.state for report in first} == {State.approved}
    assert {report.progress_evaluation for report in first} == set(EVALUATION_BY_PHRASE)
    second = [report for report in reports if report.half == Half(2020, 2)]
    assert {report.state for report in second} == {
        State.draft,
        State.submitted,
        State.returned,
        State.confirmed,
    }
    assert len(second) == 7
    assert len(reports) == 36
    assert all(
        house_table.read_example_reports(DOCUMENTS[name]) == () for name in DOCUMENTS if name != "musashino-6"
    )


# -- 武蔵村山市 第三次

WENT_AS_PLANNED = "計画どおりに実行できた"
NEARLY = "ほぼ計画どおりに実行できた"
SOME_LEFT = "ほぼ計画どおりに実行できたが、一部未実施事項や検討課題が残っている"
NOT_AS_PLANNED = "計画どおりに実行できなかった"


def test_all_twenty_measures_have_the_state_rating_and_direction_of_their_sheet() -> None:
    found = [
        tuple(
            row.cells[field].value
            for field in ("implementation_state", "progress_evaluation", "future_direction")
        )
        for row in rows(Y3, "evaluation")
    ]
    assert found == [
        ("実施中", WENT_AS_PLANNED, "継続"),
        ("実施中", SOME_LEFT, "見直し"),
        ("実施中", NEARLY, "継続"),
        ("実施中", SOME_LEFT, "中止"),
        ("実施中", SOME_LEFT, "継続"),
        ("実施中", WENT_AS_PLANNED, "拡充"),
        ("未実施", NOT_AS_PLANNED, "見直し"),
        ("実施中", WENT_AS_PLANNED, "見直し"),
        ("実施中", WENT_AS_PLANNED, "完了"),
        ("実施中", WENT_AS_PLANNED, "拡充"),
        ("未実施", NOT_AS_PLANNED, "見直し"),
        ("実施中", WENT_AS_PLANNED, "完了"),
        ("未実施", NOT_AS_PLANNED, "継続"),
        ("実施中", SOME_LEFT, "継続"),
        ("実施中", NEARLY, "継続"),
        ("実施中", NEARLY, "見直し"),
        ("未実施", NOT_AS_PLANNED, "拡充"),
        ("実施中", SOME_LEFT, "見直し"),
        ("未実施", NOT_AS_PLANNED, "継続"),
        ("実施中", WENT_AS_PLANNED, "継続"),
    ]


def test_the_misprinted_sheets_are_16_and_19() -> None:
    assert value(Y3, "measure", ("16",), "title") == "保健福祉総合システムの再構築"
    assert value(Y3, "measure", ("16",), "number") == "⑯"
    assert value(Y3, "measure", ("18",), "title") == "図書館情報システムの再構築"
    assert value(Y3, "measure", ("19",), "title") == "人事・給与システムの拡充"
    assert value(Y3, "measure", ("19",), "number") == "⑲"


@pytest.mark.parametrize(
    ("measure", "planned", "actual"),
    [
        ("1", "実施 (コンビニ収納) ⇒ ⇒ ⇒ ⇒", "実施 (コンビニ収納) ⇒ ⇒ ⇒ ⇒"),
        ("3", "検討 ⇒ ⇒ 実施 ⇒", "検討 ⇒ ⇒ ⇒ 実施"),
        ("5", "実施 ⇒ ⇒ ⇒ ⇒", "検討 ⇒ ⇒ ⇒ 実施"),
        ("7", "検討 ⇒ ・ ・ ・", "検討 ⇒ ⇒ ⇒ ⇒"),
        ("11", "実施 (順次導入) ⇒ ⇒ ⇒ ⇒", "検討 ⇒ ⇒ ⇒ ⇒"),
        ("12", "検討 ⇒ ・ ・ ・", "検討 実施 ⇒ ⇒ ⇒"),
        ("16", "検討 実施 ⇒ ⇒ ⇒", "検討 ⇒ 実施 ⇒ ⇒"),
        ("17", "検討 ⇒ ⇒ ⇒ 実施", "検討 ⇒ ⇒ ⇒ ⇒"),
        ("18", "検討 ⇒ ・ ・ ・", "検討 ⇒ ⇒ ⇒ 一部実施"),
    ],
)
def test_planned_and_actual_rows_of_the_third_plan_are_as_printed(
    measure: str, planned: str, actual: str
) -> None:
    assert stages(Y3, measure) == planned
    assert stages(Y3, measure, "actual") == actual


def test_notes_and_modifiers_are_taken_from_the_cell() -> None:
    assert value(Y3, "schedule_cell", ("1", 1, "planned", 2011, None), "note") == "コンビニ収納"
    assert value(Y3, "schedule_cell", ("18", 1, "actual", 2015, None), "modifier") == "一部"
    assert value(Y3, "schedule_cell", ("1", 1, "planned", 2015, None), "stages") == ("実施",)
    assert value(Y3, "schedule_cell", ("1", 1, "planned", 2015, None), "continued") is True


def test_departments_of_the_third_plan_carry_their_later_names() -> None:
    renamed = {
        (row.key[0], row.cells["name"].value): row.cells["renamed_to"].value
        for row in rows(Y3, "measure_department")
        if "renamed_to" in row.cells
    }
    assert renamed == {
        ("3", "生涯学習スポーツ課"): "文化振興課",
        ("7", "地域振興課"): "協働推進課",
        ("8", "生涯学習スポーツ課"): "文化振興課",
    }
    assert leads(Y3, "1") == ["収納課", "文書情報課", "会計課"]
    assert value(Y3, "measure_department", ("20", "lead", 1), "is_collective") is True


def series(measure: str, label: str, field: str = "value") -> dict[object, object]:
    return {
        row.key[2]: row.cells[field].value if field in row.cells else None
        for row in rows(Y3, "observation")
        if row.key[:2] == (measure, label)
    }


def test_figures_in_the_prose_of_the_third_plan_are_indicators() -> None:
    assert series("1", "コンビニ収納取扱件数") == {2011: 33_851, 2012: 39_681, 2013: 43_961, 2014: 47_117}
    assert series("2", "市民の利用件数") == {2011: 209, 2012: 319, 2013: 486, 2014: 892}
    assert series("5", "ツイッター・ツイート数") == {2014: 496}
    assert series("5", "フェイスブック・投稿数") == {2014: 179}
    assert series("6", "登録者数（災害情報）") == {2015: 3_577}
    assert series("6", "登録者数（災害情報）", "partial_until") == {2015: "2015-07-31"}
    assert series("10", "電子申告の利用状況") == {2011: 3_518, 2012: 4_624, 2013: 10_826, 2014: 12_696}
    assert series("10", "電子申告の利用状況", "denominator") == {
        2011: 43_649,
        2012: 44_022,
        2013: 41_388,
        2014: 43_713,
    }
    assert series("12", "市本庁舎の電話料金") == {2011: 4_007, 2012: 4_159, 2013: 3_821, 2014: 3_588}
    assert value(Y3, "indicator", ("12", "市本庁舎の電話料金"), "unit") == "千円"


# -- 武蔵村山市 第四次


def test_numbers_that_restart_under_each_goal_become_keys_of_goal_and_number() -> None:
    assert list(column(Y4, "measure", "number")) == [
        *(f"1-{number}" for number in range(1, 6)),
        *(f"2-{number}" for number in range(1, 11)),
        *(f"3-{number}" for number in range(1, 3)),
        *(f"4-{number}" for number in range(1, 8)),
    ]
    assert value(Y4, "measure", ("2-10",), "number") == "⑩"


def test_every_reference_to_the_third_plan_is_resolved_and_new_measures_have_none() -> None:
    found: dict[object, list[object]] = {}
    for row in rows(Y4, "lineage"):
        assert row.cells["predecessor_plan"].value == "musashimurayama-3"
        found.setdefault(row.key[0], []).append(row.cells["predecessor_measure"].value)
    assert found == {
        "1-1": ["2"],
        "1-2": ["3"],
        "1-3": ["2"],
        "1-4": ["1"],
        "1-5": ["5", "6", "7"],
        "2-1": ["15", "16", "20"],
        "2-2": ["17"],
        "2-3": ["13"],
        "2-4": ["17"],
        "2-6": ["14"],
        "2-7": ["11"],
        "2-8": ["10"],
        "3-2": ["6"],
        "4-1": ["18"],
        "4-3": ["8"],
    }
    third = set(column(Y3, "measure", "title"))
    assert {str(key) for keys in found.values() for key in keys} <= third


def test_a_reference_keeps_what_was_printed() -> None:
    assert [row.cells["raw"].value for row in rows(Y4, "lineage") if row.key[0] == "1-5"] == [
        "目標1-⑤",
        "目標1-⑥",
        "目標1-⑦",
    ]
    (first, *_) = [row for row in rows(Y4, "lineage") if row.key[0] == "1-5"]
    assert first.cells["raw"].raw == "目標1-⑤、⑥、⑦"


@pytest.mark.parametrize(
    ("measure", "title", "subtitle", "parent"),
    [
        ("1-1", "ICTを活用した便利な窓口サービスの実現", "電子申請サービスの拡充", "第6章第1節-(9)"),
        ("1-4", "ICTを活用した便利な窓口サービスの実現", "電子納付サービスの拡充", "第2章第2節4-(1)"),
        ("2-7", "庁内横断的に活用できるデータベースの整備", "統合型GISシステムの整備", "第6章第1節-(9)"),
        (
            "3-1",
            "市民が高い防災意識をもち、地域で助け合うことができる環境づくり",
            "避難行動要支援者名簿管理システムの導入",
            "第2章第1節1-(1)",
        ),
        ("4-3", "市民の情報リテラシーの向上", "ICT講習会の実施", "第3章第2節2-(1)"),
    ],
)
def test_titles_subtitles_and_parent_references_are_as_printed(
    measure: str, title: str, subtitle: str, parent: str
) -> None:
    assert value(Y4, "measure", (measure,), "title") == title
    assert value(Y4, "measure", (measure,), "subtitle") == subtitle
    assert value(Y4, "measure", (measure,), "parent_plan_ref") == parent


def test_two_measures_have_two_rows_and_the_gis_sheet_has_none() -> None:
    assert Counter(row.key[0] for row in rows(Y4, "work_item")).most_common(2) == [("1-2", 2), ("4-6", 2)]
    assert not [row for row in rows(Y4, "work_item") if row.key[0] == "2-7"]
    assert stages(Y4, "1-2", row=2) == "検討 (市税等口座振替のWeb申込みなど) 実施 (随時検討・実施) ⇒ ⇒ ⇒"
    assert stages(Y4, "4-6", row=2) == "検討 (観光マップの多言語化) ⇒ ⇒ 実施 ⇒"
    assert stages(Y4, "2-3") == "検討 ・ ・ ・ ・"
    assert stages(Y4, "2-9") == "検討 策定 運用 ⇒ ⇒"
    assert value(Y4, "schedule_cell", ("2-5", 1, "planned", 2017, None), "modifier") == "順次"
    assert value(Y4, "schedule_cell", ("2-6", 1, "planned", 2020, None), "stages") == ("随時見直し",)


def test_and_others_after_a_department_is_set_aside_but_kept_as_printed() -> None:
    assert leads(Y4, "3-1") == ["地域福祉課", "防災安全課", "市民課", "高齢福祉課", "障害福祉課"]
    (row,) = [row for row in rows(Y4, "measure_department") if row.key == ("1-3", "lead", 1)]
    assert (row.cells["name"].value, row.cells["name"].raw) == ("市民課", "市民課など")


# -- into the book


def test_the_samples_fill_a_book_and_a_second_loading_changes_nothing(tmp_path: Path) -> None:
    book = Book.create(tmp_path / "book.db")
    for expected in ("new", "same"):
        for path in sample_files():
            content = path.read_bytes()
            staging = house_table.recognise(read_csv(path.name, content))
            difference = commit(book, staging, Source(path.name, content), lambda issue: issue.code)
            assert {row.outcome for row in difference.rows} == {expected}
    resolved = "SELECT count(*), count(predecessor_measure_id) FROM lineage"
    assert [tuple(row) for row in book.db.execute(resolved)] == [(19, 19)]
