"""The house table: sections become staged rows that know their cell, and every fault becomes an issue."""

from pathlib import Path

import pytest

from db.book import Book
from domain.periods import Half
from domain.reporting import State
from i18n import catalogue
from importers.codes import CODES
from importers.commit import Source, commit
from importers.decoding import UndecodableText, decode
from importers.document import Document
from importers.errors import EmptyFile
from importers.readers.csv import BrokenTable, TooWide, read_csv
from importers.recognise import house_table
from importers.recognise.house_cycle import UnreadableExample
from importers.recognise.house_grid import LAYOUTS
from importers.staged import PlanIdentity, StagedRow, Staging

DOCS = (Path(__file__).parents[2] / "docs" / "house-table.md").read_text(encoding="utf-8")
FIXTURE = Path(__file__).parent / "fixtures" / "house_small.csv"
PLAN = "■計画\n計画キー,p-1\n計画の名称,ある計画\n自治体,ある市\n計画期間,令和2年度～令和4年度\n前計画,p-0\n"
TWO = PLAN + "■施策\n施策キー,施策名\n1,甲\n2,乙\n"


def document(text: str, encoding: str = "utf-8") -> Document:
    return read_csv("plan.csv", text.encode(encoding))


@pytest.fixture
def small() -> Staging:
    return house_table.recognise(read_csv(FIXTURE.name, FIXTURE.read_bytes()))


def values(staging: Staging, entity: str) -> dict[tuple[object, ...], dict[str, object]]:
    return {
        row.key: {name: cell.value for name, cell in row.cells.items()}
        for row in staging.rows
        if row.entity == entity
    }


def only(staging: Staging, entity: str, *key: object) -> StagedRow:
    (row,) = [row for row in staging.rows if row.entity == entity and row.key == key]
    return row


def codes(text: str) -> list[tuple[str, str, str]]:
    staging = house_table.recognise(document(text))
    return [(issue.code, issue.level, issue.ref) for issue in staging.issues]


def test_the_plan_row_says_its_years_era_status_and_predecessor(small: Staging) -> None:
    assert values(small, "plan") == {
        (): {
            "municipality": "星野市",
            "title": "星野市第二次デジタル計画",
            "first_fy": 2020,
            "last_fy": 2022,
            "printed_era": "令和",
            "doc_status": "draft",
            "predecessor": "hoshino-1",
            "coordinator": "デジタル課",
            "council": "デジタル会議",
        }
    }
    assert {row.plan for row in small.rows} == {"hoshino-2"}


def test_a_blank_measure_key_is_made_from_the_printed_number(small: Staging) -> None:
    measures = values(small, "measure")
    assert list(measures) == [("1",), ("2",), ("3",)]
    assert measures[("1",)] == {
        "number": "①",
        "title": "図書館の予約をどこからでも",
        "is_priority": True,
        "policy_field": "生涯学習",
        "purpose": "待たずに借りられる",
        "position": 1,
    }
    assert measures[("2",)]["added_fy"] == 2021


def test_a_mark_that_cannot_be_read_in_the_original_is_unknown_and_not_no(small: Staging) -> None:
    assert values(small, "measure")[("3",)]["is_priority"] is None
    assert values(small, "measure_goal") == {
        ("1", "暮らしを便利に"): {"mark": True},
        ("1", "仕事を軽く"): {"mark": False},
        ("2", "暮らしを便利に"): {"mark": True},
        ("2", "仕事を軽く"): {"mark": None},
        ("3", "暮らしを便利に"): {"mark": False},
        ("3", "仕事を軽く"): {"mark": True},
    }


def test_departments_keep_their_order_their_dots_and_their_renames(small: Staging) -> None:
    departments = values(small, "measure_department")
    assert departments[("1", "lead", 1)] == {"name": "図書館"}
    assert departments[("1", "lead", 2)]["name"] == "子ども・子育て支援課"
    assert departments[("2", "lead", 1)] == {"name": "市民課", "renamed_to": "窓口課"}
    assert departments[("2", "related", 1)] == {"name": "関係各課", "is_collective": True}
    assert departments[("3", "lead", 1)]["name"] == "総務課"
    assert only(small, "measure_department", "3", "lead", 1).cells["name"].raw == "総務課など"
    assert not any(key[:2] == ("1", "related") for key in departments)


def test_a_line_break_inside_a_cell_stays_one_cell_and_rows_are_counted_as_excel_does(small: Staging) -> None:
    assert only(small, "measure", "2").cells["title"].value == "窓口の\n混雑表示"
    assert only(small, "measure", "3").cells["title"].ref == "R20C3"


def test_a_work_item_has_one_row_for_plan_and_record_and_stages_are_sets(small: Staging) -> None:
    assert values(small, "work_item") == {
        ("1", 1): {"label": "調べる"},
        ("1", 2): {"label": "広げる"},
        ("2", 1): {},
    }
    cells = values(small, "schedule_cell")
    assert cells[("1", 1, "planned", 2020, 1)] == {"stages": ("検討",), "continued": False}
    assert cells[("1", 1, "planned", 2020, 2)] == {"stages": ("検討",), "continued": True}
    assert ("1", 1, "planned", 2021, 1) not in cells
    assert cells[("1", 1, "planned", 2021, 2)] == {"stages": ("調達・構築", "運用"), "continued": False}
    assert cells[("1", 1, "planned", 2022, 2)] == {
        "stages": ("実施",),
        "modifier": "順次",
        "continued": False,
    }
    assert cells[("1", 1, "actual", 2021, 1)] == {"stages": ("検討",), "continued": True}
    assert cells[("1", 2, "planned", 2021, 1)] == {
        "stages": ("実施",),
        "modifier": "一部",
        "continued": False,
    }
    assert cells[("1", 2, "planned", 2022, 1)] == {
        "stages": ("実施",),
        "continued": False,
        "note": "東館のみ",
    }
    assert cells[("2", 1, "planned", 2021, 1)]["continued"] is True
    assert only(small, "schedule_cell", "1", 1, "planned", 2021, 2).cells["stages"].raw == "調達・構築・運用"


def test_references_to_the_former_plan_are_split_and_resolved_in_order(small: Staging) -> None:
    assert values(small, "lineage") == {
        ("1", 1): {"raw": "目標1-②", "predecessor_plan": "hoshino-1", "predecessor_measure": "2"},
        ("1", 2): {"raw": "目標1-③", "predecessor_plan": "hoshino-1", "predecessor_measure": "3"},
    }
    assert only(small, "lineage", "1", 2).cells["raw"].raw == "目標1-②、③"


def test_an_evaluation_is_read_as_one_of_the_phrases_or_kept_as_printed(small: Staging) -> None:
    evaluations = values(small, "evaluation")
    assert evaluations[("1",)] == {
        "implementation_state": "実施中",
        "progress_evaluation": "ほぼ計画どおりに実行できた",
        "future_direction": "継続",
    }
    assert only(small, "evaluation", "1").cells["progress_evaluation"].raw == "ほぼ計画どおり実行できた。"
    assert evaluations[("2",)] == {"implementation_state": "未実施", "progress_evaluation": "まだ分からない"}
    assert ("3",) not in evaluations
    assert [(issue.code, issue.ref) for issue in small.issues] == [("unknown_word", "R19C13")]


def test_paragraphs_without_a_number_are_counted_per_kind(small: Staging) -> None:
    assert values(small, "evaluation_item") == {
        ("1", "achievement", 1): {"text": "予約画面を作った"},
        ("1", "achievement", 2): {"text": "館内に案内を出した"},
        ("1", "direction_detail", 1): {"text": "貸出にも広げる"},
    }


def test_figures_are_numbers_with_their_unit_base_and_doubts(small: Staging) -> None:
    assert values(small, "indicator") == {
        ("1", "予約件数"): {"unit": "件"},
        (None, "満足した人"): {"unit": "％"},
    }
    assert values(small, "observation") == {
        ("1", "予約件数", 2020, 1): {"value": 1234},
        ("1", "予約件数", 2020, 2): {
            "value": 2000,
            "denominator": 9500,
            "partial_until": "2021-01-31",
            "suspect": True,
        },
        (None, "満足した人", 2021, None): {"value": 52.5, "suspect": False},
    }


def test_costs_systems_surveys_terms_and_references_are_staged(small: Staging) -> None:
    assert values(small, "cost_estimate") == {
        (2020,): {"thousand_yen": 12000, "approximate": True},
        (2021,): {"thousand_yen": 8000},
    }
    assert values(small, "renewal_system") == {
        ("図書館システム",): {
            "department": "図書館",
            "is_bcp_priority": True,
            "current_end": "2022-03",
            "next_study_start": "2020-04",
            "next_procurement_fy": 2021,
            "next_operation_start": "2022-04",
        },
        ("予約ＤＢ",): {"department": "図書館", "is_bcp_priority": False},
    }
    assert values(small, "survey") == {
        ("令和元年の市民調査",): {"satisfaction_mean": 30.5, "importance_mean": 60.1}
    }
    assert values(small, "survey_item")[("令和元年の市民調査", "図書館を使いやすく")] == {
        "satisfaction": 28.0,
        "importance": 71.4,
        "area": "A",
    }
    assert values(small, "glossary_term") == {("混雑表示",): {"text": "待ち人数を画面で知らせること"}}
    assert values(small, "measure_reference") == {("3", 1): {"raw": "施策②", "target_measure": "2"}}


def test_periods_and_example_reports_are_read_apart_from_the_plan(small: Staging) -> None:
    fixture = read_csv(FIXTURE.name, FIXTURE.read_bytes())
    first, second = house_table.read_periods(fixture)
    assert (first.plan, first.half, first.opens_on, first.due_on) == (
        "hoshino-2",
        Half(2020, 1),
        "2020-10-01",
        "2020-10-15",
    )
    assert (second.opens_on, second.due_on) == (None, None)
    returned, blank = house_table.read_example_reports(fixture)
    assert returned.state is State.returned
    assert returned.stages == {1: ("検討",), 2: ("実施",)}
    assert returned.progress_evaluation == "計画どおりに実行できた"
    assert (blank.measure, blank.state, blank.progress_evaluation) == ("2", State.approved, None)
    assert not {row.entity for row in small.rows} & {"period", "report"}


def test_an_example_that_does_not_say_it_is_one_is_refused() -> None:
    text = TWO + "■報告例\n施策キー,年度,半期,文\n1,令和2年度,上半期,順調に進んだ\n"
    with pytest.raises(UnreadableExample, match="R13C4"):
        house_table.read_example_reports(document(text))


def encodings() -> list[str]:
    return ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp", "iso2022_jp"]


@pytest.mark.parametrize("encoding", encodings())
def test_the_same_table_reads_alike_in_every_encoding(encoding: str) -> None:
    text = FIXTURE.read_text(encoding="utf-8").replace("①", "1").replace("②", "2").replace("③", "3")
    text = text.replace("－", "-").replace("～", "から")
    expected = house_table.recognise(document(text))
    assert house_table.recognise(document(text, encoding)) == expected
    assert len(expected.rows) > 50


def test_a_cp932_twin_with_circled_numbers_reads_alike(small: Staging) -> None:
    twin = read_csv(FIXTURE.name, FIXTURE.read_text(encoding="utf-8").encode("cp932"))
    assert twin.encoding == "cp932"
    assert house_table.recognise(twin) == small


def test_tabs_read_as_commas_do(small: Staging) -> None:
    text = FIXTURE.read_text(encoding="utf-8").replace('"1,234"', "1234").replace('"9,500"', "9500")
    text = text.replace('"12,000"', "12000").replace('"窓口の\n混雑表示"', "窓口の混雑表示")
    tabbed = read_csv("plan.txt", text.replace("■計画\n", "■計画\t\n").replace(",", "\t").encode())
    assert len(house_table.recognise(tabbed).rows) == len(small.rows)


FAULTS: list[tuple[str, str, list[tuple[str, str, str]]]] = [
    ("a section that does not exist", TWO + "■予算\n項目\n1\n", [("unknown_section", "warn", "R11C1")]),
    (
        "a column that does not exist",
        PLAN + "■施策\n施策キー,施策名,色\n1,甲,青\n",
        [("unknown_column", "warn", "R8C3")],
    ),
    (
        "a plan line that does not exist",
        PLAN.replace("自治体,", "市区町村,") + "■施策\n施策名\n",
        [("unknown_column", "warn", "R4C1")],
    ),
    (
        "a column twice",
        PLAN + "■施策\n施策キー,施策名,施策名\n1,甲,乙\n",
        [("repeated_column", "warn", "R8C3")],
    ),
    (
        "a section twice",
        TWO + "■施策\n施策キー,施策名\n3,丙\n",
        [("repeated_section", "info", "R11C1")],
    ),
    (
        "a needed column left out",
        TWO + "■工程表\n施策キー,令和2年度\n1,検討\n",
        [("missing_column", "error", "R11C1")],
    ),
    ("text before the first section", "はじめに\n" + TWO, [("outside_sections", "warn", "R1C1")]),
    (
        "text right of the headings",
        PLAN + "■施策\n施策キー,施策名\n1,甲,余り\n",
        [("cell_without_column", "warn", "R9C3")],
    ),
    (
        "two measures with one key",
        PLAN + "■施策\n施策キー,施策名\n1,甲\n①,乙\n",
        [("duplicate_measure", "error", "R10C1")],
    ),
    ("a measure without a title", PLAN + "■施策\n施策キー,施策名\n1,\n", [("blank_title", "error", "R9C2")]),
    (
        "a measure without key and number",
        PLAN + "■施策\n施策キー,施策名\n,甲\n",
        [("missing_key", "error", "R9C1")],
    ),
    (
        "a schedule of a measure that is not there",
        TWO + "■工程表\n施策キー,種別,令和2年度\n9,計画,検討\n",
        [("unknown_measure", "error", "R13C1")],
    ),
    (
        "a reference that leads nowhere",
        TWO + "■施策の参照\n施策キー,参照,参照先\n1,No.7,7\n",
        [("reference_unknown", "warn", "R13C3")],
    ),
    (
        "a goal column that no goal has",
        PLAN + "■基本目標\n名称\n便利\n■施策\n施策キー,施策名,目標:安全\n1,甲,○\n",
        [("unknown_goal", "warn", "R11C3")],
    ),
    (
        "a stage that nobody knows",
        TWO + "■工程表\n施策キー,種別,令和2年度\n1,計画,熟成\n",
        [("unknown_stage", "warn", "R13C3")],
    ),
    (
        "an arrow after a blank",
        TWO + "■工程表\n施策キー,種別,令和2年度,令和3年度\n1,計画,,⇒\n",
        [("arrow_without_stage", "warn", "R13C4")],
    ),
    (
        "a period heading that is no year",
        TWO + "■工程表\n施策キー,種別,来年\n1,計画,検討\n2,計画,検討\n",
        [("unreadable_year", "warn", "R12C3")],
    ),
    (
        "a kind of schedule that nobody knows",
        TWO + "■工程表\n施策キー,種別,令和2年度\n1,希望,検討\n",
        [("unknown_word", "error", "R13C2")],
    ),
    (
        "the same schedule row twice",
        TWO + "■工程表\n施策キー,種別,令和2年度\n1,計画,検討\n1,計画,実施\n",
        [("duplicate_row", "error", "R14C1")],
    ),
    (
        "a year of a cost that is no year",
        TWO + "■概算費用\n年度,千円\n初年度,100\n",
        [("unreadable_year", "error", "R13C1")],
    ),
    (
        "an amount that is no number",
        TWO + "■概算費用\n年度,千円\n令和2年度,未定\n",
        [("unreadable_number", "warn", "R13C2")],
    ),
    (
        "a month that is no month",
        TWO + "■更新計画\nシステム名,運用終了\n甲,年度末\n",
        [("unreadable_date", "warn", "R13C2")],
    ),
    (
        "a day that no calendar has",
        TWO + "■指標\n指標,年度,値,年度途中\n件数,令和2年度,3,令和2年9月99999999999999999999日\n",
        [("unreadable_date", "warn", "R13C4")],
    ),
    (
        "a half that is no half",
        TWO + "■指標\n指標,年度,半期,値\n件数,令和2年度,夏,3\n",
        [("unreadable_half", "error", "R13C3")],
    ),
    (
        "a mark that is neither yes nor no",
        PLAN + "■施策\n施策キー,施策名,重点\n1,甲,△\n",
        [("unknown_mark", "warn", "R9C3")],
    ),
    (
        "former measures that do not fit the references",
        PLAN + "■施策\n施策キー,施策名,前計画との関係,前計画の施策\n1,甲,①、②,p-0/1\n",
        [("unresolved_predecessor", "warn", "R9C4")],
    ),
    (
        "two units for one figure",
        TWO + "■指標\n指標,単位,年度,値\n件数,件,令和2年度,3\n件数,人,令和3年度,4\n",
        [("contradiction", "warn", "R14C2")],
    ),
    (
        "two means for one survey",
        TWO + "■市民意識調査\n調査名,満足度の平均,取組\n調査,30,甲\n調査,31,乙\n",
        [("contradiction", "warn", "R14C2")],
    ),
    (
        "a paragraph without words",
        TWO + "■評価の内訳\n施策キー,区分,文\n1,実施内容,\n",
        [("missing_text", "error", "R13C3")],
    ),
    (
        "years of a plan that are no years",
        PLAN.replace("令和2年度～令和4年度", "三か年"),
        [("unreadable_year", "error", "R5C2")],
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_a_fault_is_reported_at_its_cell(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize("text", [fault[1] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_every_issue_has_a_sentence_in_both_languages_and_stands_in_the_docs(text: str) -> None:
    japanese = catalogue("ja")
    for issue in house_table.recognise(document(text)).issues:
        msgid = CODES[issue.code].msgid
        for sentence in (msgid, japanese[msgid]):
            assert sentence.format(raw=issue.raw, ref=issue.ref, **issue.params)
        assert f"`{issue.code}`" in DOCS


def test_every_section_and_column_stands_in_the_docs() -> None:
    for layout in LAYOUTS:
        (line,) = [line for line in DOCS.splitlines() if line.startswith(f"| ■{layout.name} |")]
        assert [column for column in layout.columns if column not in line] == []


def test_rows_that_were_refused_are_not_staged_and_their_neighbours_are() -> None:
    text = PLAN + "■施策\n施策キー,施策名\n1,甲\n①,乙\n2,\n3,丙\n"
    staging = house_table.recognise(document(text))
    assert {key: row["title"] for key, row in values(staging, "measure").items()} == {
        ("1",): "甲",
        ("3",): "丙",
    }


def test_an_unknown_stage_is_kept_as_printed() -> None:
    staging = house_table.recognise(document(TWO + "■工程表\n施策キー,種別,令和2年度\n1,計画,熟成\n"))
    assert values(staging, "schedule_cell")[("1", 1, "planned", 2020, None)]["stages"] == ("熟成",)


def test_references_without_resolution_keep_what_was_printed() -> None:
    text = PLAN + "■施策\n施策キー,施策名,前計画との関係\n1,甲,目標1-①、④\n"
    assert values(house_table.recognise(document(text)), "lineage") == {
        ("1", 1): {"raw": "目標1-①"},
        ("1", 2): {"raw": "目標1-④"},
    }


def test_goals_come_from_the_columns_when_the_plan_lists_none() -> None:
    staging = house_table.recognise(
        document(PLAN + "■施策\n施策キー,施策名,目標：便利,目標:ＩＣＴの活用\n1,甲,○,×\n")
    )
    assert values(staging, "goal") == {("便利",): {"ordinal": 1}, ("ＩＣＴの活用",): {"ordinal": 2}}
    assert values(staging, "measure_goal")[("1", "ＩＣＴの活用")] == {"mark": False}


def test_the_plan_given_by_the_person_wins_over_the_key_and_fills_what_the_table_leaves_out() -> None:
    named = PlanIdentity("my-9", title="別の名", municipality="ある町", first_fy=2021, last_fy=2023)
    staging = house_table.recognise(document("■計画\n計画の名称,印刷の名\n■施策\n施策名,番号\n甲,1\n"), named)
    assert {row.plan for row in staging.rows} == {"my-9"}
    plan = values(staging, "plan")[()]
    assert (plan["title"], plan["municipality"], plan["first_fy"], plan["last_fy"]) == (
        "印刷の名",
        "ある町",
        2021,
        2023,
    )
    assert not staging.issues


def test_a_table_without_a_plan_key_comes_in_under_the_name_of_the_file_and_says_so() -> None:
    staging = house_table.recognise(document("■施策\n施策名,番号\n甲,1\n"))
    assert {row.plan for row in staging.rows} == {"plan"}
    assert [(issue.code, issue.level, dict(issue.params)) for issue in staging.issues] == [
        ("plan_unnamed", "warn", {"plan": "plan"})
    ]


def test_the_score_tells_a_house_table_from_any_other_csv() -> None:
    assert house_table.score(document(TWO)) == 1.0
    assert house_table.score(document(TWO + "■その他\n")) < 1.0
    assert house_table.score(document("番号,施策名\n1,甲\n")) == 0.0


def refusals() -> list[tuple[bytes, type[Exception]]]:
    return [
        (b"", EmptyFile),
        (b"\xef\xbb\xbf \r\n", EmptyFile),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", UndecodableText),
        (("," * 2000).encode(), TooWide),
        ('■計画\n計画キー,"p-1\n'.encode(), BrokenTable),
    ]


@pytest.mark.parametrize(("content", "refusal"), refusals(), ids=lambda value: str(value)[:20])
def test_a_file_that_is_no_table_is_refused_by_name(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal, match=r"plan\.csv"):
        read_csv("plan.csv", content)


def test_escape_and_direction_marks_never_come_in() -> None:
    staging = house_table.recognise(document(PLAN + "■施策\n施策キー,施策名\n1,甲\x1b[31m\u202e乙\n"))
    assert values(staging, "measure")[("1",)]["title"] == "甲[31m乙"


def test_a_form_feed_stays_in_a_text_and_not_in_a_table() -> None:
    assert decode("甲\f乙\x1b".encode("cp932"), "a.txt").text == "甲\f乙"
    (sheet,) = document("甲\f乙,丙\n").sheets
    assert [cell.text for cell in sheet.rows[0]] == ["甲乙", "丙"]


def test_cp932_wins_over_euc_jp_for_half_width_kana() -> None:
    decoded = decode("ｼｽﾃﾑの検討".encode("cp932"), "a.txt")
    assert (decoded.text, decoded.encoding) == ("ｼｽﾃﾑの検討", "cp932")


def test_every_row_of_the_form_finds_its_place_in_the_book(tmp_path: Path) -> None:
    content = FIXTURE.read_bytes()
    staging = house_table.recognise(read_csv(FIXTURE.name, content))
    book = Book.create(tmp_path / "book.db")
    first = commit(book, staging, Source(FIXTURE.name, content), lambda issue: issue.code)
    assert {row.outcome for row in first.rows} == {"new"}
    assert {row.entity for row in first.rows} >= {row.entity for row in staging.rows}
