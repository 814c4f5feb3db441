"""評価と工程の食い違い: which ratings a computed slip contradicts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from third_plan import BY_NUMBER, MEASURES

from domain.findings import RULES, contradiction
from domain.reporting import EVALUATION_BY_CODE
from domain.slip import SlipAnswer, StageSlip, overrun, stage_slips

HALF_YEARS = {SlipAnswer.late: 1, SlipAnswer.early: -1, SlipAnswer.on_time: 0}
BEHIND, AHEAD = "rated_as_planned_but_behind", "rated_not_as_planned_but_on_time"


def slip(answer: SlipAnswer, stage: str = "実施") -> StageSlip:
    return StageSlip(stage, answer, HALF_YEARS.get(answer), 4040, None)


@pytest.mark.parametrize(
    ("rating", "answer", "code"),
    [
        (1, SlipAnswer.late, BEHIND),
        (1, SlipAnswer.never, BEHIND),
        (1, SlipAnswer.on_time, None),
        (1, SlipAnswer.early, None),
        (1, SlipAnswer.unplanned, None),
        (1, SlipAnswer.unknown, None),
        (2, SlipAnswer.late, None),
        (3, SlipAnswer.late, None),
        (4, SlipAnswer.on_time, AHEAD),
        (4, SlipAnswer.early, AHEAD),
        (4, SlipAnswer.late, None),
        (4, SlipAnswer.never, None),
        (4, SlipAnswer.unknown, None),
        (5, SlipAnswer.late, None),
        (5, SlipAnswer.on_time, None),
        (None, SlipAnswer.late, None),
    ],
)
def test_a_rating_is_held_against_the_schedule(
    rating: int | None, answer: SlipAnswer, code: str | None
) -> None:
    found = contradiction(rating, [slip(answer)])
    assert (found.code if found else None) == code


def test_one_late_stage_contradicts_as_planned_and_is_named() -> None:
    late = slip(SlipAnswer.late, "構築")
    found = contradiction(1, [slip(SlipAnswer.on_time, "検討"), late])
    assert found is not None
    assert (found.slip, found.rating) == (late, 1)


@pytest.mark.parametrize(
    "other", [SlipAnswer.late, SlipAnswer.never, SlipAnswer.unknown, SlipAnswer.unplanned]
)
def test_not_as_planned_is_only_contradicted_when_every_stage_was_on_time(other: SlipAnswer) -> None:
    assert contradiction(4, [slip(SlipAnswer.on_time, "検討"), slip(other)]) is None


def test_a_study_that_did_not_end_explains_not_as_planned() -> None:
    planned, actual = BY_NUMBER[7].rows
    slips = stage_slips(planned, actual)
    assert contradiction(4, slips) is not None
    assert contradiction(4, slips, overrun=overrun(planned, actual)) is None


def test_where_nothing_is_known_nothing_is_contradicted() -> None:
    for code in EVALUATION_BY_CODE:
        assert contradiction(code, []) is None


def test_the_third_plan_rated_itself_as_its_schedule_shows() -> None:
    for measure in MEASURES:
        slips = stage_slips(*measure.rows)
        assert contradiction(measure.rating, slips, overrun=overrun(*measure.rows)) is None, measure.number


def test_had_the_late_measures_been_rated_as_planned_each_would_be_found() -> None:
    rated_well = [m.number for m in MEASURES if contradiction(1, stage_slips(*m.rows))]
    assert rated_well == [3, 5, 11, 15, 16, 17]


def test_every_rule_is_about_a_rating_that_exists() -> None:
    assert {rule.rating for rule in RULES} <= EVALUATION_BY_CODE.keys()
    assert len({rule.code for rule in RULES}) == len(RULES)


@given(st.integers(1, 5), st.lists(st.sampled_from(list(SlipAnswer)), max_size=5))
def test_the_stage_that_is_named_says_what_the_rule_says(rating: int, answers: list[SlipAnswer]) -> None:
    found = contradiction(rating, [slip(answer) for answer in answers])
    if found is not None:
        rule = next(rule for rule in RULES if rule.code == found.code)
        assert found.slip.answer in rule.answers
        assert found.slip.answer in answers
