"""What charts show of a plan: how far measures are, how long they are studied, what residents said, what it costs."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from db.database import Database
from db.reads.departments import last_day, leads, naming
from db.reads.insight_marks import ItemMarks, item_marks, measure_names
from domain.periods import Half
from domain.stages import RANKS


class Reach(StrEnum):
    """How far a measure has come by the furthest stage that was reached; unknown where nobody said."""

    running = "running"
    building = "building"
    studying = "studying"
    unknown = "unknown"


# Ranks of domain.stages: up to 準備 it is study, up to 試行 it is built, from 実施 on it runs.
_STUDY_UNTIL: Final = RANKS["準備"]
_BUILT_UNTIL: Final = RANKS["試行"]
_ONLY_STUDY: Final = frozenset({"検討", "調査・研究"})

Grouping = Literal["goal", "policy_field", "department"]


@dataclass(frozen=True, slots=True)
class Group:
    """A goal, field or department with its measures by reach; a measure may stand in several groups."""

    name: str
    counts: Mapping[Reach, int]

    @property
    def n(self) -> int:
        """The base: measures in the group."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class StudyShare:
    """One half-year of the schedule: measures that are only studied then, and those that are further on.

    `kind` is planned or actual; measures without a mark for the half-year are in neither number.
    """

    half: Half
    kind: str
    studied: int
    further: int


@dataclass(frozen=True, slots=True)
class SurveyPoint:
    """A subject of a survey with its values, the area printed beside it, and the measure it was joined to."""

    item: str
    satisfaction: float | None
    importance: float | None
    area: str | None
    measure_id: int | None


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey with its means; they part the four areas."""

    title: str
    satisfaction_mean: float | None
    importance_mean: float | None
    points: tuple[SurveyPoint, ...]


def reached(stages: Iterable[str]) -> Reach:
    """The reach of the furthest known stage; unknown for none."""
    ranks = [RANKS[stage] for stage in stages if stage in RANKS]
    if not ranks:
        return Reach.unknown
    furthest = max(ranks)
    if furthest <= _STUDY_UNTIL:
        return Reach.studying
    return Reach.building if furthest <= _BUILT_UNTIL else Reach.running


def progress(
    database: Database,
    plan_id: int,
    by: Grouping,
    now: Half | None = None,
    department_id: int | None = None,
) -> list[Group]:
    """Measures by reach in every goal, field or lead department, in the plan's order.

    Only what was actually reached up to `now` counts (None: everything printed); goals whose mark is lost are left
    out, and a measure without any group stands under an empty name.
    """
    stages: dict[int, set[str]] = {}
    until = None if now is None else now.index
    for item in item_marks(database, plan_id, department_id, until):
        found = stages.setdefault(item.measure_id, set())
        for place, words in item.actual.items():
            if until is None or place <= until:
                found.update(words or ())
    names = _groups(database, plan_id, by, now)
    counted: dict[str, Counter[Reach]] = {}
    for measure_id in measure_names(database, plan_id, department_id):
        for name in names.get(measure_id, ("",)):
            counted.setdefault(name, Counter())[reached(stages.get(measure_id, ()))] += 1
    order = {name: place for place, name in enumerate(_order(names))}
    return [
        Group(name, {reach: counted[name][reach] for reach in Reach})
        for name in sorted(counted, key=lambda name: (name == "", order.get(name, len(order))))
    ]


_GROUPS: Final[Mapping[Grouping, str]] = {
    "goal": "SELECT measure_goal.measure_id, goal.name, ifnull(goal.ordinal, goal.id) FROM measure_goal"
    " JOIN goal ON goal.id = goal_id WHERE goal.plan_id = ? AND mark = 1 ORDER BY 3",
    "policy_field": "SELECT id, policy_field, position FROM measure WHERE plan_id = ?"
    " AND policy_field IS NOT NULL ORDER BY ifnull(position, 1e9), sort_key",
}


def _groups(database: Database, plan_id: int, by: Grouping, now: Half | None) -> dict[int, tuple[str, ...]]:
    """Measure to its groups, in printed order; departments under the names of the half-year's last day."""
    found: dict[int, tuple[str, ...]] = {}
    if by == "department":
        led = leads(database, plan_id, naming(database, plan_id, last_day(now)))
        for measure in measure_names(database, plan_id):
            if told := tuple(dict.fromkeys(lead.name for lead in led.get(measure, ()))):
                found[measure] = told
        return found
    for row in database.conn.execute(_GROUPS[by], (plan_id,)):
        found[row[0]] = (*found.get(row[0], ()), row[1])
    return found


def _order(names: Mapping[int, tuple[str, ...]]) -> list[str]:
    return list(dict.fromkeys(name for found in names.values() for name in found))


def study_share(
    database: Database, plan_id: int, now: Half | None = None, department_id: int | None = None
) -> list[StudyShare]:
    """For every half-year of the schedules: as planned, and as it went up to `now`."""
    only: dict[tuple[str, int], dict[int, bool]] = {}
    for item in item_marks(database, plan_id, department_id, None if now is None else now.index):
        for kind, place, is_study in _marks(item):
            if kind == "actual" and now is not None and place > now.index:
                continue
            measures = only.setdefault((kind, place), {})
            measures[item.measure_id] = measures.get(item.measure_id, True) and is_study
    found = []
    for kind, place in sorted(only, key=lambda key: (key[1], key[0] == "actual")):
        answers = list(only[kind, place].values())
        studied = sum(answers)
        found.append(StudyShare(Half(place // 2, place % 2 + 1), kind, studied, len(answers) - studied))
    return found


def _marks(item: ItemMarks) -> Iterable[tuple[str, int, bool]]:
    for kind, row, whole in (
        ("planned", item.planned, item.whole_planned),
        ("actual", item.actual, item.whole_actual),
    ):
        for place, stages in row.items():
            if stages:
                for slot in (place, place + 1) if place in whole else (place,):
                    yield kind, slot, all(stage in _ONLY_STUDY for stage in stages)


def surveys(database: Database, plan_id: int) -> list[Survey]:
    """The plan's surveys with their subjects as printed."""
    found = []
    for row in database.conn.execute("SELECT * FROM survey WHERE plan_id = ? ORDER BY id", (plan_id,)):
        points = database.conn.execute(
            "SELECT item, satisfaction, importance, area, measure_id FROM survey_item WHERE survey_id = ?"
            " ORDER BY id",
            (row["id"],),
        )
        found.append(
            Survey(
                row["title"],
                row["satisfaction_mean"],
                row["importance_mean"],
                tuple(SurveyPoint(*point) for point in points),
            )
        )
    return found


def costs(database: Database, plan_id: int) -> list[tuple[int, int | None, bool]]:
    """Fiscal year, estimated cost in thousand yen, whether it is approximate."""
    rows = database.conn.execute(
        "SELECT fy, thousand_yen, approximate FROM cost_estimate WHERE plan_id = ? ORDER BY fy", (plan_id,)
    )
    return [(row[0], row[1], bool(row[2])) for row in rows]
