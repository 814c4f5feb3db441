"""Slip: the answers a planned and an actual row give, on a real plan and on every kind of gap."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from third_plan import BY_NUMBER, MEASURES, SOURCE, slots

from domain.periods import Half, slot
from domain.reporting import EVALUATION_BY_CODE, read_progress_evaluation
from domain.slip import Row, SlipAnswer, StageSlip, headline, overrun, stage_slips

H1, H2 = Half(2020, 1).index, Half(2020, 2).index

rows = st.dictionaries(
    st.integers(4040, 4052),
    st.lists(
        st.sampled_from(["検討", "調達・構築", "実施", "運用"]), min_size=1, max_size=2, unique=True
    ).map(tuple),
    max_size=8,
)


def said(planned: Row, actual: Row | None, now: int | None = None) -> dict[str, tuple[str, int | None]]:
    return {one.stage: (str(one.answer), one.half_years) for one in stage_slips(planned, actual, now)}


# -- the third plan


def test_the_rows_are_those_the_document_prints(seeds: Path) -> None:
    lines = (seeds / SOURCE).read_text(encoding="utf-8").split("\n")
    for measure in MEASURES:
        for number, row in ((measure.planned_line, measure.planned), (measure.actual_line, measure.actual)):
            printed = ["".join(cell.split()) or "-" for cell in lines[number - 1].split("\t")]
            assert printed == row.split(), (measure.number, number)
        ratings = [
            line for line in lines[measure.actual_line : measure.actual_line + 6] if "進捗評価" in line
        ]
        assert read_progress_evaluation(ratings[0].split("\t")[1]) == EVALUATION_BY_CODE[measure.rating]


@pytest.mark.parametrize(
    ("number", "answer", "half_years"),
    [
        (3, "late", 2),
        (5, "late", 8),
        (11, "never", None),
        (12, "unplanned", None),
        (15, "late", 2),
        (16, "late", 2),
        (17, "never", None),
        (18, "unplanned", None),
    ],
)
def test_the_third_plans_first_implementation_came_when_the_document_says(
    number: int, answer: str, half_years: int | None
) -> None:
    assert said(*BY_NUMBER[number].rows)["実施"] == (answer, half_years)


@pytest.mark.parametrize("number", [1, 2, 4, 6, 8, 9, 10, 14, 20])
def test_what_the_third_plan_implemented_in_its_year_is_on_time(number: int) -> None:
    assert said(*BY_NUMBER[number].rows)["実施"] == ("on_time", 0)


@pytest.mark.parametrize("number", [7, 13, 19])
def test_a_study_that_began_on_time_and_did_not_end_is_on_time_and_overran(number: int) -> None:
    planned, actual = BY_NUMBER[number].rows
    assert said(planned, actual) == {"検討": ("on_time", 0)}
    # Planned until 2012, went on until 2015.
    assert overrun(planned, actual) == 6


def test_a_service_that_goes_on_is_no_overrun() -> None:
    assert overrun(slots("実施 - - - -"), slots("実施 ⇒ ⇒ ⇒ ⇒")) == 0
    assert overrun(*BY_NUMBER[12].rows) == 0
    assert overrun(slots("検討 ⇒"), None) == 0


def test_the_dates_of_both_first_slots_are_told() -> None:
    late = stage_slips(*BY_NUMBER[16].rows)[1]
    assert late == StageSlip("実施", SlipAnswer.late, 2, slot(2012, None), slot(2013, None))
    unplanned = stage_slips(*BY_NUMBER[12].rows)[1]
    assert unplanned == StageSlip("実施", SlipAnswer.unplanned, None, None, slot(2012, None))


@pytest.mark.parametrize(
    ("number", "stage", "answer"), [(5, "実施", "late"), (11, "実施", "never"), (1, "実施", "on_time")]
)
def test_a_list_shows_the_gravest_answer(number: int, stage: str, answer: str) -> None:
    shown = headline(stage_slips(*BY_NUMBER[number].rows))
    assert shown is not None
    assert (shown.stage, str(shown.answer)) == (stage, answer)


def test_of_two_late_stages_the_later_one_is_shown_and_of_none_none() -> None:
    shown = headline(stage_slips({0: ("検討",), 1: ("実施",)}, {1: ("検討",), 4: ("実施",)}))
    assert shown is not None
    assert (shown.stage, shown.half_years) == ("実施", 3)
    assert headline(()) is None


# -- unknown is not never


@pytest.mark.parametrize("actual", [None, {}, {4022: None}, {4022: ()}])
def test_without_an_actual_row_nothing_is_known(actual: Row | None) -> None:
    assert said({4022: ("検討",), 4028: ("実施",)}, actual) == {
        "検討": ("unknown", None),
        "実施": ("unknown", None),
    }


def test_an_actual_row_that_stops_before_the_plans_end_does_not_say_never() -> None:
    planned = slots("検討 ⇒ ⇒ ⇒ 実施")
    assert said(planned, slots("検討 ⇒ ⇒"))["実施"] == ("unknown", None)
    assert said(planned, slots("検討 ⇒ ⇒ ⇒ ⇒"))["実施"] == ("never", None)


def test_a_lost_mark_in_the_actual_row_may_have_been_the_missing_stage() -> None:
    planned = slots("検討 実施 ⇒")
    lost: Row = {slot(2011, None): ("検討",), slot(2012, None): None, slot(2013, None): ("検討",)}
    assert said(planned, lost) == {"検討": ("on_time", 0), "実施": ("unknown", None)}


def test_a_stage_seen_only_after_a_lost_mark_has_no_known_beginning() -> None:
    planned = slots("検討 実施 ⇒")
    lost: Row = {slot(2011, None): ("検討",), slot(2012, None): (), slot(2013, None): ("実施",)}
    slips = {one.stage: one for one in stage_slips(planned, lost)}
    assert slips["実施"].answer is SlipAnswer.unknown
    assert slips["実施"].half_years is None


def test_a_lost_mark_in_the_plan_leaves_open_what_was_planned() -> None:
    planned: Row = {4022: ("検討",), 4024: None, 4026: ("実施",)}
    assert said(planned, {4022: ("検討",), 4026: ("実施", "運用")}) == {
        "検討": ("on_time", 0),
        "実施": ("unknown", None),
        "運用": ("unknown", None),
    }


def test_without_a_planned_row_nothing_is_said() -> None:
    assert stage_slips({}, {4022: ("実施",)}) == ()


# -- a plan that is still running


def test_what_is_planned_for_later_is_not_never() -> None:
    planned: Row = {H1: ("検討",), H1 + 4: ("実施",)}
    actual: Row = {H1: ("検討",), H2: ("検討",)}
    assert said(planned, actual, now=H2) == {"検討": ("on_time", 0)}
    assert said(planned, actual, now=H1 + 4) == {"検討": ("on_time", 0)}


def test_a_stage_is_never_once_its_half_year_is_over_and_reported_without_it() -> None:
    planned: Row = {H1: ("検討",), H2: ("実施",)}
    reported: Row = {H1: ("検討",), H2: ("検討",)}
    assert said(planned, reported, now=H2)["検討"] == ("on_time", 0)
    assert "実施" not in said(planned, reported, now=H2)
    assert said(planned, reported, now=H2 + 1)["実施"] == ("never", None)


def test_a_half_year_that_nobody_reported_is_unknown_and_not_never() -> None:
    planned: Row = {H1: ("検討",), H2: ("実施",)}
    assert said(planned, {H1: ("検討",)}, now=H2 + 1)["実施"] == ("unknown", None)


def test_a_whole_year_is_over_only_after_its_second_half() -> None:
    planned: Row = {H1: ("実施",)}
    whole = {H1}
    assert stage_slips(planned, {H1: ("検討",)}, H2, whole_years=whole)[0].answer is SlipAnswer.unplanned
    after = stage_slips(planned, {H1: ("検討",), H2: ("検討",)}, H2 + 1, whole_years=whole)
    assert after[0] == StageSlip("実施", SlipAnswer.never, None, H1, None)


def test_a_stage_reached_in_the_second_half_of_its_planned_year_is_on_time() -> None:
    reached: Row = {H1: ("検討",), H2: ("実施",)}
    assert stage_slips({H1: ("実施",)}, reached, whole_years={H1})[0].answer is SlipAnswer.on_time
    assert stage_slips({H1: ("実施",)}, reached)[0].half_years == 1


# -- properties


@given(rows, rows)
def test_changing_planned_and_actual_turns_the_sign(one: Row, other: Row) -> None:
    there = {slip.stage: slip.half_years for slip in stage_slips(one, other) if slip.half_years is not None}
    back = {slip.stage: slip.half_years for slip in stage_slips(other, one) if slip.half_years is not None}
    assert there == {stage: -distance for stage, distance in back.items()}


@given(rows)
def test_a_row_against_itself_is_on_time(row: Row) -> None:
    assert all(slip.answer is SlipAnswer.on_time for slip in stage_slips(row, row))
    assert overrun(row, row) == 0


@given(rows, rows, st.one_of(st.none(), st.integers(4038, 4056)))
def test_every_answer_agrees_with_its_number(planned: Row, actual: Row, now: int | None) -> None:
    slips = stage_slips(planned, actual, now)
    assert len({slip.stage for slip in slips}) == len(slips)
    for slip in slips:
        if slip.half_years is None:
            assert slip.answer in (SlipAnswer.never, SlipAnswer.unplanned, SlipAnswer.unknown)
        else:
            assert slip.actual is not None
            assert slip.planned is not None
            assert slip.half_years == slip.actual - slip.planned
            sign = (slip.half_years > 0) - (slip.half_years < 0)
            assert slip.answer is (SlipAnswer.on_time, SlipAnswer.late, SlipAnswer.early)[sign]
        if now is not None and slip.answer is SlipAnswer.never:
            assert slip.planned is not None
            assert slip.planned < now


@given(rows, rows, st.integers(1, 20))
def test_the_same_rows_later_slip_alike(planned: Row, actual: Row, by: int) -> None:
    def moved(row: Row) -> Row:
        return {place + by: stages for place, stages in row.items()}

    assert said(planned, actual) == said(moved(planned), moved(actual))
