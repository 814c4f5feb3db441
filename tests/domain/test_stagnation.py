"""検討滞留: three whole years or six half-years of nothing but study."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from third_plan import BY_NUMBER, MEASURES

from domain.periods import Half, slot
from domain.slip import Row
from domain.stagnation import LIMIT, Stagnation, stagnations

START = Half(2020, 1).index
STUDIED, BUILT = ("検討",), ("調達・構築",)


def halves(*stages: tuple[str, ...] | None) -> Row:
    return {START + at: one for at, one in enumerate(stages)}


def test_six_half_years_of_study_are_stagnation_and_five_are_not() -> None:
    assert stagnations(halves(*[STUDIED] * 6)) == (Stagnation(START, START + 5, 6, ongoing=True),)
    assert stagnations(halves(*[STUDIED] * 5)) == ()


def test_three_whole_years_of_study_are_stagnation_and_two_are_not() -> None:
    years = {slot(2011 + at, None): STUDIED for at in range(3)}
    assert stagnations(years, whole_years=years) == (
        Stagnation(slot(2011, 1), slot(2013, 2), 6, ongoing=True),
    )
    two = dict(list(years.items())[:2])
    assert stagnations(two, whole_years=two) == ()


def test_half_years_with_gaps_are_not_taken_for_whole_years() -> None:
    assert stagnations({slot(2011 + at, 1): STUDIED for at in range(6)}) == ()


def test_research_counts_as_study() -> None:
    mixed = halves(STUDIED, ("調査・研究",), STUDIED, ("検討", "調査・研究"), STUDIED, STUDIED)
    assert stagnations(mixed)[0].half_years == 6


@pytest.mark.parametrize("gap", [BUILT, ("検討", "実施"), None, ()])
def test_another_stage_or_a_lost_mark_ends_the_run(gap: tuple[str, ...] | None) -> None:
    assert stagnations(halves(*[STUDIED] * 3, gap, *[STUDIED] * 3)) == ()


def test_a_run_that_led_to_something_is_over() -> None:
    assert stagnations(halves(*[STUDIED] * 6, BUILT)) == (Stagnation(START, START + 5, 6, ongoing=False),)


def test_a_half_years_own_mark_wins_over_its_years() -> None:
    row = {slot(2020, 1): STUDIED, slot(2020, 2): BUILT, slot(2021, 1): STUDIED, slot(2022, 1): STUDIED}
    whole = {slot(2020, 1), slot(2021, 1), slot(2022, 1)}
    assert stagnations(row, whole_years=whole) == ()


def test_the_third_plans_studies_stagnated_where_the_document_shows_it() -> None:
    found = {}
    for measure in MEASURES:
        actual = measure.rows[1]
        for one in stagnations(actual, whole_years=actual):
            found[measure.number] = (one.half_years, one.ongoing)
    over, ongoing = (8, False), (10, True)
    assert found == {
        **dict.fromkeys((3, 5, 15, 18), over),
        **dict.fromkeys((7, 11, 13, 17, 19), ongoing),
    }
    assert stagnations(BY_NUMBER[16].rows[1], whole_years=BY_NUMBER[16].rows[1]) == ()


@given(st.lists(st.sampled_from([STUDIED, BUILT, None]), max_size=30), st.integers(1, 8))
def test_runs_are_of_study_alone_long_enough_and_do_not_touch(
    stages: list[tuple[str, ...] | None], limit: int
) -> None:
    runs = stagnations(halves(*stages), limit=limit)
    for run in runs:
        assert run.half_years == run.last - run.first + 1 >= limit
        assert all(stages[place - START] == STUDIED for place in range(run.first, run.last + 1))
    assert all(one.last + 1 < after.first for one, after in pairwise(runs))


def test_the_limit_is_six_half_years() -> None:
    assert LIMIT == 6
