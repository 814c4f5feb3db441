"""Half-years: their arithmetic, their months and their names."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refusal
from domain.periods import Half, NotAHalfYear, half_of, slot

halves = st.builds(Half, st.integers(1926, 2100), st.sampled_from([1, 2]))
days = st.dates(date(1927, 1, 1), date(2100, 12, 31))


@given(halves)
def test_a_half_year_reads_back_from_its_text(half: Half) -> None:
    assert Half.parse(str(half)) == half
    assert Half.at(half.index) == half


@pytest.mark.parametrize("text", ["2020H1", " 2020h1 ", "２０２０Ｈ１", "2020 H1"])
def test_capitals_width_and_spaces_do_not_matter(text: str) -> None:
    assert Half.parse(text) == Half(2020, 1)


@pytest.mark.parametrize("text", ["", "2020", "2020H3", "2020H0", "R2H1", "20201", "12020H1", "2020H1x"])
def test_what_is_no_half_year_is_refused_by_name(text: str) -> None:
    with pytest.raises(NotAHalfYear, match="2020H1") as caught:
        Half.parse(text)
    assert isinstance(caught.value, Refusal)
    assert isinstance(caught.value, ValueError)
    assert caught.value.params == {"text": text}


def test_there_are_only_two_halves() -> None:
    with pytest.raises(NotAHalfYear):
        Half(2020, 3)


@given(halves, st.integers(0, 40))
def test_steps_forward_and_back_meet(half: Half, steps: int) -> None:
    there = half
    for _ in range(steps):
        there = there.next()
    assert there.index - half.index == steps
    assert (there > half) == (steps > 0)
    for _ in range(steps):
        there = there.previous()
    assert there == half


@given(halves)
def test_half_years_follow_one_another_without_a_gap(half: Half) -> None:
    assert half.next().first_day == half.last_day + timedelta(days=1)
    (first_year, first_month), (last_year, last_month) = half.months
    assert (half.first_day.year, half.first_day.month) == (first_year, first_month)
    assert (half.last_day.year, half.last_day.month) == (last_year, last_month)
    assert (last_year - first_year) * 12 + last_month - first_month == 5


@given(days)
def test_every_day_is_in_exactly_the_half_year_that_holds_it(day: date) -> None:
    half = half_of(day)
    assert half.first_day <= day <= half.last_day


def test_march_belongs_to_the_fiscal_year_that_began_the_april_before() -> None:
    assert half_of(date(2021, 3, 31)) == Half(2020, 2)
    assert half_of(date(2021, 4, 1)) == Half(2021, 1)
    assert Half(2020, 1).months == ((2020, 4), (2020, 9))
    assert Half(2020, 2).months == ((2020, 10), (2021, 3))


@given(halves)
def test_a_whole_year_stands_at_its_first_half(half: Half) -> None:
    assert slot(half.fy, half.half) == half.index
    assert slot(half.fy, None) == Half(half.fy, 1).index


def test_the_end_of_a_half_year_one_year_later_is_two_half_years_away() -> None:
    assert slot(2015, None) - slot(2014, None) == 2


@pytest.mark.parametrize(
    ("half", "short", "long", "english"),
    [
        (Half(2020, 1), "R2上", "令和2年度上半期（令和2年4月～9月）", "FY2020 H1 (Apr-Sep 2020)"),
        (Half(2020, 2), "R2下", "令和2年度下半期（令和2年10月～令和3年3月）", "FY2020 H2 (Oct-Mar 2020/21)"),
        (Half(2019, 1), "R1上", "令和元年度上半期（平成31年4月～令和元年9月）", "FY2019 H1 (Apr-Sep 2019)"),
        (
            Half(2018, 2),
            "H30下",
            "平成30年度下半期（平成30年10月～平成31年3月）",
            "FY2018 H2 (Oct-Mar 2018/19)",
        ),
    ],
)
def test_half_years_are_named_with_their_era_and_months(
    half: Half, short: str, long: str, english: str
) -> None:
    assert half.label() == short
    assert half.label("en") == english.split(" (")[0]
    assert half.long_label() == long
    assert half.long_label("en") == english
