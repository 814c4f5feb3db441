"""A measure's place among the generations of plans: what it goes back to, what goes on from it, what it refers to."""

from dataclasses import dataclass

from db.database import Database


@dataclass(frozen=True, slots=True)
class Relative:
    """Another measure, or only the printed words where they lead to none (`measure_id` None).

    `distance` counts generations: -1 the plan before, +1 the plan after; 0 a reference inside the plan.
    """

    distance: int
    measure_id: int | None
    plan_title: str
    number: str | None
    title: str
    raw: str
    progress_evaluation: str | None = None
    future_direction: str | None = None


_RELATIVE = (
    "SELECT lineage.raw, measure.id, measure.number, measure.title, plan.title AS plan_title,"
    " evaluation.progress_evaluation, evaluation.future_direction"
)


def family(database: Database, measure_id: int, generations: int = 8) -> list[Relative]:
    """Ancestors from the oldest, then what goes on from the measure. Circles in the book end where they close."""
    return [
        *reversed(_walk(database, measure_id, -1, generations)),
        *_walk(database, measure_id, +1, generations),
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
