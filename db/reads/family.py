"""A measure's place among others: what it goes back to, over plans and by merging or splitting, and what goes on."""

from dataclasses import dataclass
from typing import Final

from db.database import Database
from domain.periods import Half, slot


@dataclass(frozen=True, slots=True)
class Relative:
    """Another measure, or only the printed words where they lead to none (`measure_id` None).

    `distance` counts generations: -1 the plan before, +1 the plan after; 0 inside the plan. `event` says how a measure
    came out of another one, or went on in it, and `since` from when; None: a reference.
    """

    distance: int
    measure_id: int | None
    plan_title: str
    number: str | None
    title: str
    raw: str
    progress_evaluation: str | None = None
    future_direction: str | None = None
    event: str | None = None
    since: Half | None = None

    @property
    def goes_on(self) -> bool:
        """Whether it comes after the measure."""
        return self.distance > 0 or self.event in CAME_FROM


# What an event of one measure is for the other one that it names.
CAME_FROM: Final = {
    "merged_into": "merged_from",
    "split_into": "split_from",
    "carried_over": "carried_from",
}

_RELATIVE = (
    "SELECT lineage.raw, measure.id, measure.number, measure.title, plan.title AS plan_title,"
    " evaluation.progress_evaluation, evaluation.future_direction"
)


def family(database: Database, measure_id: int, generations: int = 8) -> list[Relative]:
    """Ancestors from the oldest, then what goes on from the measure. Circles in the book end where they close.

    Next to the measure stand those that it was merged with or split from, of its own plan as a rule.
    """
    before, after = (_walk(database, measure_id, step, generations) for step in (-1, +1))
    known = {one.measure_id for one in (*before, *after)}
    return [
        *reversed(before),
        *(one for one in _by_events(database, measure_id, came=True) if one.measure_id not in known),
        *(one for one in _by_events(database, measure_id, came=False) if one.measure_id not in known),
        *after,
    ]


def _by_events(database: Database, measure_id: int, *, came: bool) -> list[Relative]:
    """The measures that this one came from, or else went to, by what happened to them."""
    here, other = ("other_measure_id", "measure_id") if came else ("measure_id", "other_measure_id")
    rows = database.conn.execute(
        "SELECT event, fy, measure_event.half, measure.id, measure.number, measure.title,"
        " plan.title AS plan_title, evaluation.progress_evaluation, evaluation.future_direction"
        f" FROM measure_event JOIN measure ON measure.id = measure_event.{other}"
        " JOIN plan ON plan.id = measure.plan_id LEFT JOIN evaluation ON evaluation.measure_id = measure.id"
        f" WHERE measure_event.{here} = ? AND event IN ('merged_into', 'split_into', 'carried_over')"
        " ORDER BY fy * 2 + ifnull(measure_event.half, 1), measure_event.id",
        (measure_id,),
    )
    step = {"carried_over": -1 if came else 1}
    return [
        Relative(
            step.get(row["event"], 0),
            row["id"],
            row["plan_title"],
            row["number"],
            row["title"],
            "",
            row["progress_evaluation"],
            row["future_direction"],
            CAME_FROM[row["event"]] if came else row["event"],
            Half.at(slot(row["fy"], row["half"])),
        )
        for row in rows
    ]


def _walk(database: Database, measure_id: int, step: int, generations: int) -> list[Relative]:
    here, other = (
        ("measure_id", "predecessor_measure_id") if step < 0 else ("predecessor_measure_id", "measure_id")
    )
    found: list[Relative] = []
    seen, level = {measure_id}, [measure_id]
    for distance in range(1, generations + 1):
        following: list[int] = []
        for current in level:
            rows = database.conn.execute(
                f"{_RELATIVE} FROM lineage LEFT JOIN measure ON measure.id = lineage.{other}"
                " LEFT JOIN plan ON plan.id = measure.plan_id"
                " LEFT JOIN evaluation ON evaluation.measure_id = measure.id"
                f" WHERE lineage.{here} = ? ORDER BY lineage.ordinal, lineage.id",
                (current,),
            )
            for row in rows:
                if row["id"] in seen:
                    continue
                if row["id"] is not None:
                    seen.add(row["id"])
                    following.append(row["id"])
                found.append(
                    Relative(
                        step * distance,
                        row["id"],
                        row["plan_title"] or "",
                        row["number"],
                        row["title"] or "",
                        row["raw"],
                        row["progress_evaluation"],
                        row["future_direction"],
                    )
                )
        level = following
    return found


def references(database: Database, measure_id: int) -> tuple[list[Relative], list[Relative]]:
    """Measures of the same plan that this one's text names, and those whose text names this one."""
    return (
        _references(database, "measure_reference.measure_id", "target_measure_id", measure_id),
        _references(database, "target_measure_id", "measure_reference.measure_id", measure_id),
    )


def _references(database: Database, here: str, other: str, measure_id: int) -> list[Relative]:
    rows = database.conn.execute(
        "SELECT measure_reference.raw, measure.id, measure.number, measure.title, plan.title AS plan_title"
        f" FROM measure_reference LEFT JOIN measure ON measure.id = {other}"
        " LEFT JOIN plan ON plan.id = measure.plan_id"
        f" WHERE {here} = ? ORDER BY measure_reference.ordinal, measure_reference.id",
        (measure_id,),
    )
    return [
        Relative(0, row["id"], row["plan_title"] or "", row["number"], row["title"] or row["raw"], row["raw"])
        for row in rows
    ]
