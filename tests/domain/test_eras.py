"""Fiscal years and months as plans print them, read and printed back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.eras import (
    ERAS,
    Era,
    NotAFiscalYear,
    NotAMonth,
    era_of,
    era_year_label,
    fiscal_year_label,
    parse_fiscal_year,
    parse_fiscal_years,
    parse_month,
    search_fiscal_years,
    short_label,
)

BY_NAME = {era.name: era for era in ERAS}
HEISEI, REIWA = BY_NAME["平成"], BY_NAME["令和"]
FULL_WIDTH = str.maketrans("0123456789HRSFY", "０１２３４５６７８９ＨＲＳＦＹ")
DASHES = "～〜~－−—―–‐ー-"

years = st.integers(1926, 2040)
spaces = st.sampled_from(["", " ", "\u3000", "  "])


@pytest.mark.parametrize(
    ("text", "era", "year"),
    [
        ("平成32年度", None, 2020),
        ("令和2年度", None, 2020),
        ("平成31年度", None, 2019),
        ("令和元年度", None, 2019),
        ("令和1年度", None, 2019),
        ("平成元年度", None, 1989),
        ("昭和63年度", None, 1988),
        ("H26", None, 2014),
        ("h26", None, 2014),
        ("R2", None, 2020),
        ("Ｒ２", None, 2020),
        ("26年度", HEISEI, 2014),
        ("２６年度", HEISEI, 2014),
        ("4", REIWA, 2022),
        ("2014年度", None, 2014),
        ("2014", HEISEI, 2014),
        ("FY2014", None, 2014),
        (" 平成 ２６ 年 度 ", None, 2014),
        ("平成32年度（令和2年度）", None, 2020),
        ("㍻26年度", None, 2014),
    ],
)
def test_a_fiscal_year_is_read_however_it_is_printed(text: str, era: Era | None, year: int) -> None:
    assert parse_fiscal_year(text, era) == year


@pytest.mark.parametrize(
    "text", ["", "26年度", "平成", "年度", "平成0年度", "平成100年度", "平成2014年度", "検討", "26.5", "9999"]
)
def test_what_is_no_fiscal_year_is_refused_with_what_was_written(text: str) -> None:
    with pytest.raises(NotAFiscalYear) as caught:
        parse_fiscal_year(text)
    assert caught.value.params["text"] == text
    assert text in str(caught.value)


@given(years)
def test_every_label_reads_back_as_its_year(year: int) -> None:
    assert parse_fiscal_year(fiscal_year_label(year)) == year
    assert parse_fiscal_year(fiscal_year_label(year, "en")) == year
    assert parse_fiscal_year(short_label(year)) == year
    for era in ERAS:
        assert parse_fiscal_year(fiscal_year_label(year, printed_era=era.name)) == year


@given(years, spaces, spaces, spaces)
def test_full_width_digits_and_spaces_do_not_matter(year: int, before: str, inside: str, after: str) -> None:
    label = fiscal_year_label(year)
    spaced = f"{before}{label[:2]}{inside}{label[2:-2]}{inside}{label[-2:]}{after}"
    assert parse_fiscal_year(spaced.translate(FULL_WIDTH)) == year
    assert parse_fiscal_year(short_label(year).translate(FULL_WIDTH)) == year


@given(st.integers(1926, 2035), st.integers(0, 6), st.sampled_from(DASHES), spaces)
def test_a_range_is_read_with_every_dash(first: int, length: int, dash: str, space: str) -> None:
    last = first + length
    long_form = f"{fiscal_year_label(first)}{space}{dash}{space}{fiscal_year_label(last)}"
    assert parse_fiscal_years(long_form) == (first, last)
    assert parse_fiscal_years(f"{short_label(first)}{dash}{short_label(last)}") == (first, last)
    number = last - HEISEI.first_year + 1
    if first >= HEISEI.first_year and number <= 99:
        start = fiscal_year_label(first, printed_era="平成").split("（")[0].removesuffix("年度")
        assert parse_fiscal_years(f"平成{start.removeprefix('平成')}{dash}{number}年度") in (
            [(first, last)] if start.startswith("平成") else []
        )


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("平成26～28年度", (2014, 2016)),
        ("令和2～4年度", (2020, 2022)),
        ("H26-H28", (2014, 2016)),
        ("平成31年度～令和3年度", (2019, 2021)),
        ("平成23年度から平成27年度まで", (2011, 2015)),
        ("令和元～４年度", (2019, 2022)),
        ("2020-2022年度", (2020, 2022)),
        ("平成27年度", (2015, 2015)),
    ],
)
def test_ranges_as_plans_print_them(text: str, years: tuple[int, int]) -> None:
    assert parse_fiscal_years(text) == years


def test_a_range_that_runs_backwards_is_refused() -> None:
    with pytest.raises(NotAFiscalYear):
        parse_fiscal_years("平成28～26年度")


def test_years_are_found_in_running_text_with_where_they_stand() -> None:
    text = "計画期間は平成26～28年度の３年間、次は令和２年度から令和４年度までで、平成27年３月に決めた。"
    found = search_fiscal_years(text)
    assert [(first, last) for first, last, _, _ in found] == [(2014, 2016), (2020, 2022)]
    assert [text[start:end] for _, _, start, end in found] == ["平成26～28年度", "令和２年度から令和４年度"]


def test_a_bare_year_takes_the_era_before_it_and_is_not_guessed_without_one() -> None:
    assert [year[:2] for year in search_fiscal_years("平成26年度に検討し、28年度に実施")] == [
        (2014, 2014),
        (2016, 2016),
    ]
    assert search_fiscal_years("26年度に検討し、第4.5年度と3年間") == []


@pytest.mark.parametrize(
    ("text", "era", "month"),
    [
        ("平成27年3月", None, "2015-03"),
        ("平成 27 年 3 月", None, "2015-03"),
        ("平成27年３月末", None, "2015-03"),
        ("平成27年3月31日", None, "2015-03"),
        ("28 8", HEISEI, "2016-08"),
        ("28.8", HEISEI, "2016-08"),
        ("R2.10", None, "2020-10"),
        ("Ｒ２．１０", None, "2020-10"),
        ("2020年4月", None, "2020-04"),
        ("2020-04", None, "2020-04"),
        ("2020/4/1", None, "2020-04"),
        ("令和元年5月", None, "2019-05"),
        (42064, None, "2015-03"),
        (43922, None, "2020-04"),
    ],
)
def test_a_month_is_read_however_it_is_printed(text: str | int, era: Era | None, month: str) -> None:
    assert parse_month(text, era) == month


@pytest.mark.parametrize(
    "text",
    ["", "28 8", "平成27年13月", "平成27年0月", "2020-04-99", "R2.1012", "平成27年", 29999, 60001, 0, True],
)
def test_what_is_no_month_is_refused(text: str | int) -> None:
    with pytest.raises(NotAMonth):
        parse_month(text)


@given(st.dates(date(1983, 1, 1), date(2063, 12, 31)))
def test_an_excel_serial_is_the_month_that_excel_shows(day: date) -> None:
    # 1983-01-01 is 30317 in Excel.
    assert parse_month(30317 + (day - date(1983, 1, 1)).days) == f"{day:%Y-%m}"


@pytest.mark.parametrize(
    ("year", "printed_era", "label"),
    [
        (2020, None, "令和2年度"),
        (2020, "平成", "平成32年度（令和2年度）"),
        (2019, None, "令和元年度"),
        (2019, "平成", "平成31年度（令和元年度）"),
        (2018, "平成", "平成30年度"),
        (2018, "令和", "平成30年度"),
        (1989, None, "平成元年度"),
        (1988, None, "昭和63年度"),
        (1926, None, "大正15年度"),
    ],
)
def test_a_label_names_the_printed_era_and_todays(year: int, printed_era: str | None, label: str) -> None:
    assert fiscal_year_label(year, printed_era=printed_era) == label


def test_labels_in_english_and_in_short() -> None:
    assert fiscal_year_label(2020, "en") == "FY2020"
    assert (short_label(2020), short_label(2019), short_label(2014)) == ("R2", "R1", "H26")
    assert short_label(2014, "en") == "FY2014"


def test_a_calendar_year_changes_its_era_within_the_year() -> None:
    assert [era_year_label(2019, month) for month in (3, 4, 5)] == ["平成31年", "平成31年", "令和元年"]


def test_the_era_a_text_names_first_is_known() -> None:
    assert era_of("（平成26年度から）") is HEISEI
    assert era_of("R2上") is REIWA
    assert era_of("第四次計画") is None


def test_eras_follow_one_another() -> None:
    assert [era.first_date for era in ERAS] == sorted(era.first_date for era in ERAS)
    assert all(era.first_date.year == era.first_year for era in ERAS)
