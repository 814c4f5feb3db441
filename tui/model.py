"""Plain values of the dashboard: whose eyes look at which plan and half-year, and what was done and can be undone."""

from typing import Final, Literal, NamedTuple

from db.reads.answers import Answer
from db.reads.measures import MeasureRow
from db.reads.plans import DepartmentRow, PeriodRow, PlanRow
from domain.parts import Given
from domain.reporting import REPORTED, TAKING, State

# What somebody still has to write: all that does not stand as reported. A denied report is to do again.
MISSING: Final = frozenset(State) - frozenset(REPORTED)
# What a lead department can write in now; the coordinator returns what was denied first.
WRITABLE: Final = MISSING - {State.denied}


class View(NamedTuple):
    """What the first line says: the plan, its half-year, and the department (None: all of them)."""

    plan: PlanRow | None
    period: PeriodRow | None
    department: DepartmentRow | None

    @property
    def department_id(self) -> int | None:
        """The chosen department's id."""
        return None if self.department is None else self.department.id

    @property
    def taking(self) -> bool:
        """Whether reports are taken for this half-year now."""
        return self.period is not None and self.period.state in TAKING


class Place(NamedTuple):
    """One report: a measure in a half-year; with a department, that one's part of the report."""

    measure_id: int
    period_id: int
    department_id: int | None = None


ActKind = Literal["draft", "submit", "carry", "withdraw"]


class Act(NamedTuple):
    """Something done that Ctrl+Z takes back; `before` is what the form said before, `field` what a draft changed.

    `parts` are those that were read before they are sealed.
    """

    kind: ActKind
    place: Place
    name: str
    before: Answer
    field: str = ""
    event_id: str = ""
    parts: tuple[Given, ...] | None = None


class Acts:
    """The acts of this session, newest last; keystrokes in one field of one report are one act."""

    LIMIT: Final = 200

    def __init__(self) -> None:
        self._acts: list[Act] = []

    def add(self, act: Act) -> None:
        """Remember an act."""
        last = self.last
        if (
            last is not None
            and act.kind == last.kind == "draft"
            and (act.place, act.field) == (last.place, last.field)
        ):
            return
        self._acts = [*self._acts[-self.LIMIT :], act]

    @property
    def last(self) -> Act | None:
        """What Ctrl+Z would take back."""
        return self._acts[-1] if self._acts else None

    def pop(self) -> Act | None:
        """Take the newest act off."""
        return self._acts.pop() if self._acts else None


def same_answer(one: Answer, other: Answer) -> bool:
    """Whether two answers say the same; an empty stage list says nothing."""
    return _plain(one) == _plain(other)


def _plain(answer: Answer) -> Answer:
    stages = {row: tuple(stages) for row, stages in answer.stages.items() if stages}
    return answer._replace(stages=stages)


def is_empty(answer: Answer) -> bool:
    """Whether nothing has been said yet."""
    return not (
        answer.progress_evaluation
        or answer.implementation_state
        or answer.text.strip()
        or any(answer.stages.values())
    )


def still_owed(row: MeasureRow, department_id: int | None = None) -> bool:
    """Whether somebody (or this department, with its part) still has to report the measure for the half-year."""
    part = row.sharing.of(department_id) if row.sharing is not None else None
    return row.expected and State(row.state) in MISSING and not (part is not None and part.done)


def missing_of(
    rows: list[MeasureRow], department_id: int | None, states: frozenset[State] = WRITABLE
) -> tuple[int, ...]:
    """Measures whose report one department (or any) still has to write and can write now, in printed order."""
    return tuple(
        row.id
        for row in rows
        if still_owed(row, department_id)
        and State(row.state) in states
        and (department_id is None or department_id in row.department_ids)
    )
