"""Which role each step needs, and which seats are enough: every step of the three tables, and any seats at all."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lifecycle import LIFE_STEPS, MeasureAction
from domain.reporting import PERIOD_STEPS, STEPS, Action, PeriodAction, Role
from domain.roles import (
    MEASURE_ROLES,
    PERIOD_ROLES,
    REPORT_ROLES,
    TASK_ROLES,
    LeadDepartment,
    Need,
    Post,
    Seat,
    Task,
    warrant,
)

# Two municipalities; 1 and 2 are departments of the first, 3 of the second.
HOME, NEXT = 10, 20
KIKAKU = LeadDepartment(frozenset({1}), "企画課")
SOMU = LeadDepartment(frozenset({2}), "総務課")


def of(
    post: Post, department: int | None = None, name: str | None = None, *, in_place: str | None = None
) -> Seat:
    municipality = None if department is None else NEXT if department == 3 else HOME
    return Seat(post, department, name, municipality, None, in_place)


LEADS = Need(Role.lead, frozenset({HOME}), (KIKAKU,))
COORDINATES = Need(Role.coordinator, frozenset({HOME}))

# Seats, whom a lead's step is then taken for, whom a coordinator's: "-" is refused, None is for oneself.
TABLE: dict[str, tuple[list[Seat], str | None, str | None]] = {
    "nothing": ([], "-", "-"),
    "lead of the department": ([of(Post.lead, 1, "企画課")], None, "-"),
    "lead of another department": ([of(Post.lead, 2, "総務課")], "-", "-"),
    "lead of every department": ([of(Post.lead)], None, "-"),
    "coordinator": ([of(Post.coordinator)], "企画課", None),
    "coordinator of the municipality": ([of(Post.coordinator, 2, "総務課")], "企画課", None),
    "coordinator whose own department it is": ([of(Post.coordinator, 1, "企画課")], None, None),
    "coordinator of another municipality": ([of(Post.coordinator, 3, "情報課")], "-", "-"),
    "manager": ([of(Post.manager)], "-", "-"),
    "manager of the department": ([of(Post.manager, 1, "企画課")], "-", "-"),
    "in the lead's place": ([of(Post.lead, 1, "企画課", in_place="田中")], "田中", "-"),
    "in the coordinator's place": ([of(Post.coordinator, in_place="鈴木")], "企画課 (鈴木)", "鈴木"),
    "lead, and in another's place": ([of(Post.lead, 1, in_place="田中"), of(Post.lead, 1)], None, "-"),
    "coordinator and lead": ([of(Post.coordinator), of(Post.lead, 1)], None, None),
    "coordinator, and in the lead's place": (
        [of(Post.coordinator), of(Post.lead, 1, in_place="田中")],
        "田中",
        None,
    ),
}


def said(seats: list[Seat], need: Need) -> str | None:
    found = warrant(seats, need)
    return "-" if found is None else found.proxy_for


@pytest.mark.parametrize("who", TABLE)
def test_each_seat_is_enough_for_its_own_steps(who: str) -> None:
    seats, as_lead, as_coordinator = TABLE[who]
    assert (said(seats, LEADS), said(seats, COORDINATES)) == (as_lead, as_coordinator)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.source}-{step.action}")
def test_a_reports_step_needs_the_role_of_its_table(step: object) -> None:
    action, role = step.action, step.role  # type: ignore[attr-defined]
    assert REPORT_ROLES[action] is role


def test_every_report_step_of_one_name_is_one_roles_step() -> None:
    assert {(step.action, step.role) for step in STEPS} == set(REPORT_ROLES.items())
    assert set(REPORT_ROLES) == set(Action)


def test_half_years_measures_and_tasks_are_the_coordinators_but_for_what_the_calendar_does() -> None:
    assert {step.action for step in PERIOD_STEPS} <= set(PERIOD_ROLES)
    assert {action for action, role in PERIOD_ROLES.items() if role is None} == {PeriodAction.expire}
    assert {step.action for step in LIFE_STEPS} <= set(MEASURE_ROLES)
    assert set(MEASURE_ROLES) == set(MeasureAction)
    assert set(MEASURE_ROLES.values()) | set(TASK_ROLES.values()) == {Role.coordinator}
    assert set(TASK_ROLES) == set(Task)


def test_any_lead_department_of_a_measure_reports_it_and_the_first_is_named_where_the_coordinator_does() -> (
    None
):
    both = Need(Role.lead, frozenset({HOME}), (KIKAKU, SOMU))
    assert said([of(Post.lead, 2, "総務課")], both) is None
    assert said([of(Post.coordinator)], both) == "企画課"


def test_the_department_that_follows_another_reports_its_measures() -> None:
    followed = Need(Role.lead, frozenset({HOME}), (LeadDepartment(frozenset({1, 2}), "総務課"),))
    assert said([of(Post.lead, 2, "総務課")], followed) is None
    assert said([of(Post.lead, 1, "企画課")], followed) is None


def test_what_every_department_leads_any_lead_of_the_municipality_reports() -> None:
    everybody = Need(Role.lead, frozenset({HOME}), (LeadDepartment(frozenset({9}), "各課", True),))
    assert said([of(Post.lead, 2, "総務課")], everybody) is None
    assert said([of(Post.lead, 3, "情報課")], everybody) == "-"
    assert said([of(Post.manager, 2, "総務課")], everybody) == "-"


def test_what_nobody_leads_the_coordinator_reports_for_no_department() -> None:
    nobodys = Need(Role.lead, frozenset({HOME}))
    assert said([of(Post.coordinator)], nobodys) is None
    assert said([of(Post.lead, 1)], nobodys) == "-"


def test_two_municipalities_need_a_coordinator_of_both() -> None:
    both = Need(Role.coordinator, frozenset({HOME, NEXT}))
    assert said([of(Post.coordinator, 1)], both) == "-"
    assert said([of(Post.coordinator, 1), of(Post.coordinator, 3)], both) is None
    assert said([of(Post.coordinator)], both) is None
    anywhere = Need(Role.coordinator)
    assert said([of(Post.coordinator, 3)], anywhere) is None
    assert said([of(Post.coordinator, 3)], Need(Role.coordinator, frozenset())) is None


seats = st.builds(
    lambda post, department, in_place: of(post, department, in_place=in_place),
    st.sampled_from(Post),
    st.sampled_from([None, 1, 2, 3]),
    st.sampled_from([None, "田中"]),
)
needs = st.builds(
    Need,
    st.sampled_from(Role),
    st.sampled_from([frozenset({HOME}), frozenset({NEXT}), frozenset({HOME, NEXT}), None]),
    st.sampled_from([(), (KIKAKU,), (KIKAKU, SOMU)]),
)


@given(st.lists(seats, max_size=5), seats, needs)
def test_another_seat_never_takes_a_step_away(held: list[Seat], more: Seat, need: Need) -> None:
    assert warrant(held, need) is None or warrant([*held, more], need) is not None


@given(st.lists(seats, max_size=5), needs)
def test_managers_seats_give_nothing(held: list[Seat], need: Need) -> None:
    without = [seat for seat in held if seat.post is not Post.manager]
    assert warrant(held, need) == warrant(without, need)


@given(st.lists(seats, max_size=5), needs, st.randoms())
def test_the_order_of_seats_decides_nothing_about_what_may_be_done(
    held: list[Seat], need: Need, chance: "Callable[..., None]"
) -> None:
    mixed = list(held)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert (warrant(held, need) is None) == (warrant(mixed, need) is None)


@given(st.lists(seats, max_size=5), needs)
def test_whoever_stands_in_for_nobody_takes_a_step_for_nobody_but_a_department(
    held: list[Seat], need: Need
) -> None:
    own = [seat for seat in held if seat.stands_in_for is None]
    found = warrant(own, need)
    assert found is None or found.proxy_for in (None, "企画課")
