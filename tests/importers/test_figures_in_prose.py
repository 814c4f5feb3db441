"""Figures inside prose become indicators; headings, years and parentheses are read, and nothing is counted by guess."""

import pytest

from importers.recognise.figures_in_prose import Figure, figures, split_runs, stage_figures
from importers.recognise.gathering import Gathering
from importers.recognise.tenfold import tenfold


def read(text: str) -> list[tuple[str, int | None, int | float, str]]:
    return [(figure.label, figure.fy, figure.value, figure.unit) for figure in figures(text)]


def staged(*texts: str) -> Gathering:
    found = Gathering("p")
    stage_figures(found, "1", [(text, "l.1") for text in texts])
    return found


def observations(found: Gathering) -> dict[tuple[object, ...], dict[str, object]]:
    return {
        row.key[1:3]: {name: cell.value for name, cell in row.cells.items()}
        for row in found.rows
        if row.entity == "observation"
    }


def codes(found: Gathering) -> list[str]:
    return [issue.code for issue in found.issues]


@pytest.mark.parametrize(
    "text",
    [
        "＜来館者＞平成23年度 1,209人、平成24年度 980人",
        "<来館者> 平成 23 年度1,209 人、 平成 24 年度 980 人",
        "＜来館者＞平成２３年度１，２０９人、平成２４年度９８０人",
        "<来館者>平成23年度：1,209人、平成24年度：980人",
    ],
)
def test_a_run_under_a_heading_is_one_indicator_however_it_is_spaced(text: str) -> None:
    assert read(text) == [("来館者", 2011, 1209, "人"), ("来館者", 2012, 980, "人")]


def test_a_count_out_of_a_whole_has_a_denominator() -> None:
    (figure,) = figures("<電子届出>令和元年度 12件(全300件中)")
    assert (figure.fy, figure.value, figure.denominator) == (2019, 12, 300)


@pytest.mark.parametrize(
    ("text", "fy", "day"),
    [
        ("<件数>平成26年度 5件（11月末現在）", 2014, "2014-11-30"),
        ("<件数>平成26年度（2月15日現在） 5件", 2014, "2015-02-15"),
        ("<件数（平成27年7月31日現在）> 窓口 5件", 2015, "2015-07-31"),
        ("<件数（平成28年2月末現在）> 窓口 5件", 2015, "2016-02-29"),
    ],
)
def test_a_year_that_was_not_over_knows_the_day_it_was_counted_to(text: str, fy: int, day: str) -> None:
    (figure,) = figures(text)
    assert (figure.fy, figure.partial_until, figure.misprint) == (fy, day, None)


def test_a_misprinted_date_is_read_and_said_once() -> None:
    found = staged("<件数（平成27月7月31日現在）> 東 5件、西 6件")
    assert {cells["partial_until"] for cells in observations(found).values()} == {"2015-07-31"}
    assert codes(found) == ["date_misprinted"]


def test_names_before_the_values_make_indicators_of_their_own() -> None:
    assert read("<登録（平成25年6月30日現在）> 犯罪 3件、火災 4件") == [
        ("登録（犯罪）", 2013, 3, "件"),
        ("登録（火災）", 2013, 4, "件"),
    ]


def test_an_item_of_nothing_but_figures_takes_the_year_behind_the_last() -> None:
    assert read("投稿・つぶやき 12 件、写真 3 枚（平成 26 年度）") == [
        ("投稿・つぶやき", 2014, 12, "件"),
        ("写真", 2014, 3, "枚"),
    ]
    assert read("投稿 12件、写真 3枚") == []


def test_a_sentence_that_begins_with_its_year_counts_what_stands_before_the_number() -> None:
    assert read("平成22年度に案内板3台及び掲示板12台を置いた。") == [
        ("案内板", 2010, 3, "台"),
        ("掲示板", 2010, 12, "台"),
    ]


def test_a_label_that_is_put_together_is_said() -> None:
    found = staged(
        "平成22年度に税務システム端末3台及びプリンタ2台を借りた。",
        "平成23年度に使っていた5回線を光回線に替え、費用を減らした。",
    )
    assert [key[0] for key in observations(found)] == [
        "税務システム端末",
        "税務システムプリンタ",
        "回線（光回線に替え）",
    ]
    assert codes(found) == ["label_completed", "label_completed"]


@pytest.mark.parametrize(
    "text",
    [
        "利用者が全体の4分の1を占めている。",
        "対象は18業務となり、3割近くまで増えた。",
        "平成23年度から平成26年度までの4年間で20件を扱った。",
        "平成24年7月から配信を始めた。",
        "<今後求められる取組> 端末の整備",
        "<p>平成23年度に始めた。</p>",
    ],
)
def test_numbers_that_are_no_series_are_left_alone(text: str) -> None:
    assert figures(text) == []


def test_a_run_ends_behind_its_last_figure() -> None:
    assert split_runs("始めた。 <件数>平成23年度 5件、平成24年度 6件 平成25年に改めた。") == [
        "始めた。",
        "<件数>平成23年度 5件、平成24年度 6件",
        "平成25年に改めた。",
    ]
    assert split_runs("<今後求められる取組> 端末の整備") == ["<今後求められる取組> 端末の整備"]


def test_a_tenfold_jump_is_kept_and_marked() -> None:
    found = staged("<件数>平成21年度 120件、平成22年度 1,310件、平成23年度 140件")
    marked = {key[1]: cells.get("suspect") for key, cells in observations(found).items()}
    assert marked == {2009: None, 2010: True, 2011: None}
    assert observations(found)["件数", 2010]["value"] == 1310
    assert codes(found) == ["tenfold_jump"]


@pytest.mark.parametrize(
    ("values", "doubted"),
    [
        ([100, 1000, 110], {1}),
        ([1000, 100, 1100], {1}),
        ([10, 40, 160, 640], set()),
        ([10, 100], {1}),
        ([1000, 100], {1}),
        ([10, 70], set()),
        ([10, 400], set()),
        ([5], set()),
        ([3518, 4624, 10826, 12696], set()),
        ([0, 0, 5], set()),
        ([451875, 46000, 47000], {0}),
    ],
)
def test_only_a_value_far_from_every_other_or_the_later_of_two_is_a_jump(
    values: list[int], doubted: set[int]
) -> None:
    assert set(tenfold(dict(enumerate(values)))) == doubted


def test_a_year_that_was_not_over_is_no_jump() -> None:
    assert codes(staged("<件数>平成21年度 120件、平成22年度 130件、平成23年度 10件（4月末現在）")) == []


def test_a_part_above_its_whole_is_marked() -> None:
    found = staged("<件数>平成21年度 12件（10件中）")
    assert observations(found)["件数", 2009]["suspect"] is True
    assert codes(found) == ["part_exceeds_whole"]


def test_a_second_value_of_one_year_and_a_value_without_a_year_are_said() -> None:
    found = staged("<件数>平成21年度 12件、平成21年度 13件", "<数> 5件")
    assert observations(found)["件数", 2009]["value"] == 12
    assert codes(found) == ["figure_repeated", "figure_without_year"]


def test_a_figure_keeps_what_was_printed() -> None:
    assert figures("<費用>平成23年度 4,007 千円") == [
        Figure("費用", "千円", 2011, 4007, "平成23年度 4,007 千円")
    ]
