"""The tables of 武蔵野市's fourth plan beside its sheets: the former plan's results, renewals, survey, glossary."""

from itertools import pairwise
from pathlib import Path

import pytest

from importers.identify import stage
from importers.staged import Staging
from tests.importers.staging_views import cell, expected, fixture, gathered, issues, rows

FILE = "003_e561336a577d4b3f.txt"
SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "musashino-4.csv"
EXPECTED = expected("musashino4_tables")
OLD = "musashino-3"
SURVEY = "アンケート集計に基づく施策評価結果一覧"
DATES = ("current_end", "next_study_start", "next_procurement_fy", "next_operation_start")


@pytest.fixture(scope="module")
def content(seeds: Path) -> bytes:
    return (seeds / FILE).read_bytes()


@pytest.fixture(scope="module")
def plan(content: bytes) -> Staging:
    return stage(FILE, content)


# -- 表10


def month(year: str, number: str) -> str:
    return f"{1988 + int(year)}-{int(number):02d}"


def test_37_systems_have_their_printed_dates_in_the_era_of_the_table(plan: Staging) -> None:
    wanted: dict[tuple[str, ...], dict[str, object]] = {}
    for line in EXPECTED["systems"].strip().split("\n"):
        name, department, priority, cells = line.split("/")
        end, end_month, study, study_month, procurement, start, start_month = cells.split(" ")
        wanted[(name,)] = {"department": department, "is_bcp_priority": priority == "該当"}
        if end != "-":
            wanted[(name,)]["current_end"] = month(end, end_month)
            wanted[(name,)]["next_study_start"] = month(study, study_month)
        wanted[(name,)]["next_procurement_fy"] = 1988 + int(procurement.removeprefix("H"))
        wanted[(name,)]["next_operation_start"] = month(start, start_month)
    assert len(wanted) == 37
    assert rows(plan, "renewal_system") == wanted


def test_names_and_departments_broken_over_lines_are_whole(plan: Staging) -> None:
    systems = rows(plan, "renewal_system")
    assert systems[("コンテンツマネジメントシステム（CMS）",)]["department"] == "秘書広報課"
    assert systems[("文化財システム",)]["department"] == "生涯学習スポーツ課"
    assert systems[("選挙投票管理システム",)]["department"] == "選挙管理委員会事務局"
    assert cell(plan, "renewal_system", ("文化財システム",), "next_procurement_fy").ref == "p.29 l.2598"


def test_the_blank_dates_stay_unknown_and_the_letter_before_a_year_is_kept_beside_it(plan: Staging) -> None:
    assert "current_end" not in rows(plan, "renewal_system")[("文化財システム",)]
    (blank,) = issues(plan, "dates_blank")
    assert blank.params["field"] == "④現行システム運用終了、⑤次期システム検討開始"
    year = cell(plan, "renewal_system", ("営繕積算システム",), "next_procurement_fy")
    assert (year.value, year.raw) == (2014, "H26")


def test_one_system_is_to_be_procured_in_the_year_after_its_start(plan: Staging) -> None:
    (found,) = issues(plan, "dates_out_of_order")
    assert found.params["name"] == "保育業務システム"
    assert (found.params["first"], found.params["second"]) == ("2019", "2018")


# -- 表9


def test_17_items_have_their_values_and_areas(plan: Staging) -> None:
    wanted: dict[tuple[str, ...], dict[str, object]] = {}
    for line in EXPECTED["survey"].strip().split("\n"):
        item, satisfaction, importance, area = line.rsplit(" ", 3)
        wanted[(SURVEY, item)] = {
            "satisfaction": float(satisfaction),
            "importance": float(importance),
            "area": area,
        }
    assert len(wanted) == 17
    assert rows(plan, "survey_item") == wanted


def test_the_means_are_those_of_the_figure_and_fit_the_rows(plan: Staging) -> None:
    assert rows(plan, "survey") == {(SURVEY,): {"satisfaction_mean": 22.6, "importance_mean": 65.2}}
    assert cell(plan, "survey", (SURVEY,), "importance_mean").ref == "p.23 l.2097"
    assert cell(plan, "survey", (SURVEY,), "importance_mean").raw == "重要度の平均値： 6 5 .2％"
    assert not issues(plan, "mean_differs") and not issues(plan, "area_contradicts_means")


def test_the_figure_gives_two_areas_the_actions_of_each_other_in_one_place(plan: Staging) -> None:
    found = issues(plan, "area_action_differs")
    assert [(issue.params["area"], issue.params["one"], issue.params["other"]) for issue in found] == [
        ("C", "事業の見直し・必要性を検討する", "現状維持"),
        ("D", "現状維持", "事業の見直し・必要性を検討する"),
    ]
    assert [issue.params["first_ref"] for issue in found] == ["p.23 l.2053-2055", "p.23 l.2061"]


def test_every_area_has_its_sides_and_the_action_that_the_legend_puts_beside_it(plan: Staging) -> None:
    assert {key[1]: tuple(found.values()) for key, found in rows(plan, "survey_area").items()} == {
        "A": ("low", "high", "取り組みを強化・推進"),
        "B": ("high", "high", "取り組みを継続し、さらなる改善を目指す"),
        "C": ("high", "low", "現状維持"),
        "D": ("low", "low", "事業の見直し・必要性を検討する"),
    }


# -- against the sample, which was typed from the same tables by somebody else


@pytest.mark.parametrize("entity", ["renewal_system", "survey", "survey_item", "cost_estimate"])
def test_every_fact_agrees_with_the_sample(plan: Staging, entity: str) -> None:
    sample = rows(stage(SAMPLE.name, SAMPLE.read_bytes()), entity)
    known = {
        key: {name: value for name, value in found.items() if value is not None}
        for key, found in sample.items()
    }
    assert known and known == rows(plan, entity, "musashino-4")


# -- 表2-5


def test_24_results_have_number_title_departments_and_their_results(plan: Staging) -> None:
    measures, departments, items = (
        rows(plan, entity, OLD) for entity in ("measure", "measure_department", "evaluation_item")
    )
    wanted = [line.split("/") for line in EXPECTED["results"].strip().split("\n")]
    assert len(wanted) == 24
    assert [key for (key,) in measures] == [result[0] for result in wanted]
    for key, number, title, names, count in wanted:
        assert (measures[(key,)]["number"], measures[(key,)]["title"]) == (number, title)
        leads = [found["name"] for place, found in departments.items() if place[:2] == (key, "lead")]
        assert leads == names.split(), key
        assert [place[2] for place in items if place[0] == key] == list(range(1, int(count) + 1)), key
        stem = key.rpartition("-")[0]
        assert measures[(key,)]["policy_field"] == EXPECTED["fields"].get(stem, title)


def test_the_former_plan_is_the_predecessor_and_has_three_goals(plan: Staging) -> None:
    found = rows(plan, "plan", OLD)[()]
    assert (found["title"], found["first_fy"], found["last_fy"]) == (
        "武蔵野市第三次総合情報化基本計画",
        2011,
        2013,
    )
    assert cell(plan, "plan", (), "first_fy", OLD).ref == "p.9 l.709"
    assert rows(plan, "plan", "musashino-4")[()]["predecessor"] == OLD
    goals = ["行政サービスの利便性向上", "市役所の情報システムの最適化", "情報セキュリティ対策の強化"]
    assert [name for (name,) in rows(plan, "goal", OLD)] == goals
    marks = rows(plan, "measure_goal", OLD)
    assert {key[0]: key[1] for key in marks} == {
        key: goals[int(key[0]) - 1] for (key,) in rows(plan, "measure", OLD) if key[0] != "4"
    }
    assert all(found["mark"] for found in marks.values())


def test_texts_run_on_over_broken_lines_pages_and_departments(plan: Staging, content: bytes) -> None:
    source = content.decode().split("\n")
    items = rows(plan, "evaluation_item", OLD)
    for key, ordinal, first, last, opening, closing in EXPECTED["texts"]:
        text = items[(key, "achievement", ordinal)]["text"]
        assert text.startswith(opening) and text.endswith(closing), (key, ordinal)
        kept = [
            "".join(line.split()).lstrip("\uf0fc")
            for line in source[first - 1 : last]
            if not line.startswith(("【", "13", "施策分野", " 施策分野"))
        ]
        assert "".join(kept).removeprefix("・") == text.replace("\n", ""), (key, ordinal)
    listed = items[("2-2-5", "achievement", 1)]["text"].split("\n")
    assert len(listed) == 12 and listed[1].startswith("住民情報系システム※：")
    assert len(items[("1-1-4", "achievement", 2)]["text"].split("\n")) == 2


def test_figures_inside_the_results_are_indicators_by_year(plan: Staging) -> None:
    units = {key: found["unit"] for key, found in rows(plan, "indicator", OLD).items()}
    found = [
        [
            key[0],
            key[1],
            units[key[:2]],
            key[2],
            cells["value"],
            cells.get("partial_until", ""),
            "suspect" in cells,
        ]
        for key, cells in rows(plan, "observation", OLD).items()
    ]
    assert sorted(found) == sorted(EXPECTED["figures"])
    assert {key[3] for key in rows(plan, "observation", OLD)} == {None}


def test_the_ten_fold_jump_is_kept_as_printed_and_doubted(plan: Staging) -> None:
    (found,) = issues(plan, "tenfold_jump")
    assert found.params["before"].endswith("46,058件") and found.raw.endswith("451,875件")
    value = cell(plan, "observation", ("1-1-6", "証明書発行件数", 2012, None), "value", OLD)
    assert (value.value, value.ref) == (451875.0, "p.10 l.850-856")


def test_the_second_5_is_the_sixth_by_its_place_and_has_no_department(plan: Staging) -> None:
    (resolved,) = issues(plan, "number_resolved")
    assert (resolved.key, resolved.params) == (("2-2-6",), {"number": "⑤", "place": "2-2-6"})
    assert [issue.key for issue in issues(plan, "field_missing")] == [("2-2-6",)]


def test_a_kanji_in_the_place_of_a_katakana_is_found_because_the_word_stands_elsewhere(plan: Staging) -> None:
    (found,) = issues(plan, "foreign_letter")
    assert (found.raw, found.params["letters"], found.plan) == ("コンビ二", "二", OLD)


# -- the glossary


def test_every_term_of_the_glossary_comes_once_with_its_text(plan: Staging) -> None:
    terms = "|".join(EXPECTED["terms"].strip().split("\n")).split("|")
    found = rows(plan, "glossary_term")
    assert [term for (term,) in found] == terms
    assert all(len(cells["text"]) >= 15 for cells in found.values())
    assert found[("JIS-X 8341-3",)]["text"].endswith("と呼ぶ。")
    assert [issue.raw for issue in issues(plan, "term_repeated")] == ["新たな情報通信技術戦略"]
    assert not issues(plan, "glossary_doubtful")


def test_no_line_of_the_glossary_is_lost(plan: Staging, content: bytes) -> None:
    source = content.decode().split("\n")
    printed = "".join("".join(line.split()) for line in source[5167:5911] if line != "65 ")
    found = [(term, cells["text"]) for (term,), cells in rows(plan, "glossary_term").items()]
    staged = "".join("".join((term + text).split()) for term, text in found)
    again = "".join("".join(line.split()) for line in source[5616:5629])
    assert len(staged) + len(again) == len(printed)


def test_every_table_of_the_document_keeps_its_order(plan: Staging) -> None:
    for entity in ("renewal_system", "glossary_term", "survey_item"):
        places = [int(row.ref.split("l.")[1].split("-")[0]) for row in plan.rows if row.entity == entity]
        assert all(first < second for first, second in pairwise(places)), entity


# -- tables of our own, one trap each


def test_systems_of_our_own_have_what_is_printed_and_nothing_that_is_not() -> None:
    small = gathered("renewal_table", "musashino-4", fixture("renewal_small"))
    systems = {
        key: tuple(found.get(name) for name in DATES)
        for (key,), found in rows(small, "renewal_system").items()
    }
    assert systems == {
        "公園台帳システム": ("2016-08", "2014-07", 2016, "2016-09"),
        "図書貸出システム（分館用）": (None, None, 2015, "2015-11"),
        "駐車場管理システム": (None, None, None, None),
        "墓地管理システム": ("2016-08", None, 2016, "2016-09"),
        "給食献立システム": ("2017-03", "2016-04", 2015, "2017-04"),
        "温水プールシステム": ("2016-08", "2014-07", 2016, None),
    }
    assert rows(small, "renewal_system")[("図書貸出システム（分館用）",)]["department"] == "生涯学習推進課"


def test_rows_of_systems_that_cannot_be_trusted_are_reported() -> None:
    small = gathered("renewal_table", "musashino-4", fixture("renewal_small"))
    assert [issue.raw for issue in issues(small, "system_cut")] == [
        "見出しの前で切れた行",
        "末尾で切れたシステム",
    ]
    assert [issue.params["name"] for issue in issues(small, "dates_unplaced")] == ["駐車場管理システム"]
    assert [issue.raw for issue in issues(small, "unreadable_date")] == ["26 13"]
    assert [issue.params["name"] for issue in issues(small, "duplicate_system")] == ["公園台帳システム"]
    assert [issue.params["name"] for issue in issues(small, "dates_out_of_order")] == ["給食献立システム"]
    assert len(issues(small, "dates_blank")) == 2


def test_a_survey_of_our_own_is_held_against_its_means_and_its_letters() -> None:
    small = gathered("survey_table", "musashino-4", fixture("survey_small"))
    assert [(key[1], found["area"]) for key, found in rows(small, "survey_item").items()] == [
        ("遊具を直す取組み", "A"),
        ("花壇をふやし、水やりを地域と行う取組み", "B"),
        ("池の水をきれいにする取組み", "D"),
    ]
    (area,) = issues(small, "area_contradicts_means")
    assert (area.raw, area.params) == ("池の水をきれいにする取組み", {"area": "D", "expected": "C"})
    assert [issue.params["area"] for issue in issues(small, "area_action_differs")] == ["A"]
    assert [issue.params["computed"] for issue in issues(small, "mean_differs")] == ["36.7", "56.7"]
    assert [issue.raw for issue in issues(small, "duplicate_item")] == ["遊具を直す取組み"]
    assert [issue.raw for issue in issues(small, "survey_row_cut")] == ["値のない取組み"]


def test_a_letter_with_two_actions_and_no_legend_beside_it_has_none() -> None:
    small = gathered("survey_table", "musashino-4", fixture("survey_small"))
    assert {key[1]: found for key, found in rows(small, "survey_area").items()} == {
        "A": {"satisfaction_side": "low", "importance_side": "high"},
        "B": {"satisfaction_side": "high", "importance_side": "high"},
        "C": {"satisfaction_side": "high", "importance_side": "low", "action": "現状維持"},
        "D": {"satisfaction_side": "low", "importance_side": "low"},
    }


def test_a_survey_without_means_says_so_and_checks_no_area() -> None:
    text = fixture("survey_small").replace("の平均値", "の値")
    small = gathered("survey_table", "musashino-4", text)
    assert rows(small, "survey") == {("公園についての調査",): {}}
    assert [issue.params["axis"] for issue in issues(small, "mean_missing")] == ["満足度", "重要度"]
    assert not issues(small, "area_contradicts_means")


def test_former_results_of_our_own_come_in_by_their_place() -> None:
    small = gathered("former_results", "musashino-4", fixture("former_small"))
    titles = {key: (found["number"], found["title"]) for (key,), found in rows(small, "measure").items()}
    assert titles == {
        "1-1-1": ("①", "予約のしくみの導入"),
        "1-1-2": ("③", "地図の公開"),
        "1-2": ("2", "花だんの見直し"),
        "2-1": ("1", "係の強化"),
    }
    assert rows(small, "measure")[("1-1-2",)]["policy_field"] == "申込みの拡充とその案内"
    assert [issue.key for issue in issues(small, "number_resolved")] == [("1-1-2",)]
    assert [issue.key for issue in issues(small, "result_missing")] == [("2-1",)]
    assert {row.plan for row in small.rows} == {"trial-before"}


def test_a_sign_inside_a_running_sentence_opens_nothing() -> None:
    small = gathered("former_results", "musashino-4", fixture("former_small"))
    items = {key: found["text"] for key, found in rows(small, "evaluation_item").items()}
    assert items[("1-1-1", "achievement", 2)] == "二つめの結果。1．は番号で、②も文の一部である。"
    assert items[("1-1-1", "achievement", 1)].endswith("公園予約を受けた。\n広場：平成24年度")
    assert items[("1-1-2", "achievement", 1)] == "印のない結果。"
    assert not any("課題" in text for text in items.values())


def test_departments_of_one_measure_go_on_over_the_page() -> None:
    small = gathered("former_results", "musashino-4", fixture("former_small"))
    found = [
        (key[0], cells["name"])
        for key, cells in rows(small, "measure_department").items()
        if key[0] == "1-1-1"
    ]
    assert [name for _, name in found] == ["みどり課", "情報課", "総務課", "防災課"]


def test_figures_of_our_own_take_year_label_and_unit_and_a_jump_downwards_is_doubted() -> None:
    small = gathered("former_results", "musashino-4", fixture("former_small"))
    found = {
        (key[1], key[2]): (cells["value"], cells.get("partial_until"), "suspect" in cells)
        for key, cells in rows(small, "observation").items()
    }
    assert found == {
        ("公園予約（手続）", 2011): (5.0, None, False),
        ("公園予約（件）", 2011): (1000.0, None, False),
        ("公園予約（手続）", 2012): (6.0, None, False),
        ("公園予約（件）", 2012): (100.0, None, True),
        ("公園予約（手続）", 2013): (7.0, "2014-02", False),
        ("公園予約（件）", 2013): (110.0, "2014-02", False),
        ("見学者", 2011): (12.0, None, False),
        ("見学者", 2012): (13.0, None, False),
        ("苗の本数", 2011): (30.0, None, False),
    }


def test_a_document_without_these_tables_brings_no_former_plan() -> None:
    for recogniser in ("former_results", "renewal_table", "survey_table", "glossary"):
        small = gathered(recogniser, "musashino-4", "表の無い計画である。\n")
        assert (small.rows, small.issues) == ((), ()), recogniser


def test_a_glossary_of_our_own_keeps_what_is_sure_and_names_the_rest_once() -> None:
    small = gathered("glossary", "musashino-4", fixture("glossary_small"))
    assert {key: found["text"] for (key,), found in rows(small, "glossary_term").items()} == {
        "クラウド": "遠くの計算機を網ごしに使うこと。",
        "長い名前をもつ案内のための手引き": "手引きの説明である。",
        "GIS（Geographic Information System）": "べつの説明である。",
        "つぎの語": "つぎの語の説明である。",
    }
    (doubtful,) = issues(small, "glossary_doubtful")
    assert doubtful.raw.split("\n") == [
        "GIS",
        "（Geographic Information System）",
        "地図の上で情報を重ねる",
        "しくみ",
        "説明のない語",
        "余った説明が文として続いている。",
    ]
    assert [issue.raw for issue in issues(small, "term_repeated")] == ["クラウド"]


def test_a_table_that_lost_its_end_stops_where_its_rows_do() -> None:
    after = "".join(f"{number}行めの文章が続く。 \n" for number in range(200))
    text = fixture("renewal_small").replace("＜凡例＞ \n", after)
    small = gathered("renewal_table", "musashino-4", text)
    assert [issue.raw.count("行め") for issue in issues(small, "system_cut")] == [0, 5]
    text = fixture("survey_small").replace(" 評価方針と評価結果に基づき", "次の章")
    small = gathered("survey_table", "musashino-4", text + after)
    assert [issue.raw.count("行め") for issue in issues(small, "survey_row_cut")] == [2]
    assert len(rows(small, "survey_item")) == 3


def test_a_second_figure_of_one_year_is_left_out_and_reported() -> None:
    small = gathered(
        "former_results", "musashino-4", fixture("former_small").replace("、24年度 6", "、23年度 6")
    )
    values = {
        key[1:3]: cells["value"]
        for key, cells in rows(small, "observation").items()
        if key[1].startswith("公園予約")
    }
    assert values[("公園予約（手続）", 2011)] == 5.0 and values[("公園予約（件）", 2011)] == 1000.0
    assert [issue.raw for issue in issues(small, "figure_repeated")] == ["23年度6手続", "23年度100件"]


def test_results_under_no_field_and_repeated_ones_are_left_out_and_reported() -> None:
    text = fixture("former_small").replace("1．申込みの\n\n拡充※\n\nとその案内 \n", "迷子の文。 \n")
    small = gathered("former_results", "musashino-4", text)
    assert "迷子の文。" in [issue.raw for issue in issues(small, "result_homeless")]
    assert [key for (key,) in rows(small, "measure")] == ["1-2", "2-1"]
    text = fixture("former_small").replace(
        "2．花だん", "1．花だん\n\nの手入れ \n\n①水やり \n\n【みどり課】 \n\n2．花だん"
    )
    small = gathered("former_results", "musashino-4", text)
    assert [issue.raw for issue in issues(small, "duplicate_number")] == ["水やり"]
