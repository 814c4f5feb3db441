"""Who may do what as tables: the role that each step needs, and whether the seats somebody holds are enough for it."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from domain.lifecycle import MeasureAction
from domain.reporting import STEPS, Action, PeriodAction, Role


class Post(StrEnum):
    """A role as the book gives it: the two of the cycle, and 閲覧, which reads and writes nothing."""

    lead = "lead"
    coordinator = "coordinator"
    manager = "manager"


class Task(StrEnum):
    """Whatever is written besides the steps of reports, half-years and measures."""

    import_ = "import"
    undo_import = "undo-import"
    keep_mapping = "keep-mapping"
    answer_unknown = "answer-unknown"
    departments = "departments"
    schedule = "schedule"
    people = "people"
    internal = "internal"


# Which role each step needs; None: nobody's, because the calendar takes it.
REPORT_ROLES: Final[Mapping[Action, Role]] = {step.action: step.role for step in STEPS}
PERIOD_ROLES: Final[Mapping[PeriodAction, Role | None]] = {
    **dict.fromkeys(PeriodAction, Role.coordinator),
    PeriodAction.expire: None,
}
MEASURE_ROLES: Final[Mapping[MeasureAction, Role]] = dict.fromkeys(MeasureAction, Role.coordinator)
TASK_ROLES: Final[Mapping[Task, Role]] = dict.fromkeys(Task, Role.coordinator)


class Seat(NamedTuple):
    """A role that somebody holds today. No department: every one of the book. `stands_in_for`: whose seat it is."""

    post: Post
    department_id: int | None = None
    department: str | None = None
    municipality_id: int | None = None
    municipality: str | None = None
    stands_in_for: str | None = None


class LeadDepartment(NamedTuple):
    """A lead department of a measure: itself and those that followed it; collective: 各課 and the like."""

    ids: frozenset[int]
    name: str
    is_collective: bool = False


class Need(NamedTuple):
    """What a step asks for: a role, in which municipalities (None: any), for which lead departments."""

    role: Role
    municipalities: frozenset[int] | None = None
    departments: tuple[LeadDepartment, ...] = ()


class Warrant(NamedTuple):
    """A step may be taken; `proxy_for` is whom it is taken for, where that is not oneself."""

    proxy_for: str | None = None


def warrant(seats: Sequence[Seat], need: Need) -> Warrant | None:
    """Whether these seats are enough, one's own before those one stands in for. None: they are not.

    A lead's step is taken by the lead of any of the measure's lead departments, or by the coordinator for them.
    """
    own_first = sorted(seats, key=lambda seat: seat.stands_in_for is not None)
    if need.role is Role.coordinator:
        covering = _coordinators(own_first, need)
        return Warrant(covering[0].stands_in_for) if covering else None
    for seat in own_first:
        if _leads(seat, need):
            return Warrant(seat.stands_in_for)
    covering = _coordinators(own_first, need)
    return Warrant(_in_their_place(covering[0], need)) if covering else None


def _leads(seat: Seat, need: Need) -> bool:
    if seat.post is Post.manager:
        return False
    # The coordinator's own department reports as itself; without a department it is not anybody's own.
    if seat.department_id is None:
        return seat.post is Post.lead
    if any(seat.department_id in one.ids for one in need.departments):
        return True
    everybody = any(one.is_collective for one in need.departments)
    return everybody and seat.post is Post.lead and _reaches(seat, need.municipalities)


def _coordinators(seats: Iterable[Seat], need: Need) -> list[Seat]:
    """The coordinator's seats that together reach every municipality the step is about; none where one is missing."""
    found = [seat for seat in seats if seat.post is Post.coordinator]
    if need.municipalities is None or any(_reaches(seat, need.municipalities) for seat in found):
        return [seat for seat in found if _reaches(seat, need.municipalities)]
    reached = {seat.municipality_id for seat in found}
    return found if need.municipalities <= reached else []


def _reaches(seat: Seat, municipalities: frozenset[int] | None) -> bool:
    return (
        seat.municipality_id is None
        or municipalities is None
        or all(one == seat.municipality_id for one in municipalities)
    )


def _in_their_place(seat: Seat, need: Need) -> str | None:
    """企画調整課: the department that the coordinator reports for, with whom the coordinator's seat belongs to."""
    if not need.departments:
        return seat.stands_in_for
    department = need.departments[0].name
    return f"{department} ({seat.stands_in_for})" if seat.stands_in_for else department
