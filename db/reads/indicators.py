"""Figures that are followed over the years: a measure's, or the whole plan's."""

from collections import defaultdict
from dataclasses import dataclass

from db.database import Database
from domain.periods import slot


@dataclass(frozen=True, slots=True)
class Observation:
    """A value for a fiscal year or half-year. `partial_until` (YYYY-MM) says that the year was not over then."""

    fy: int
    half: int | None
    value: float | None
    denominator: float | None
    partial_until: str | None
    suspect: bool

    @property
    def place(self) -> int:
        """The half-year index it stands at (domain.periods.slot)."""
        return slot(self.fy, self.half)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure with its values in order of time; measure_id is None for one of the whole plan."""

    id: int
    measure_id: int | None
    label: str
    unit: str | None
    values: tuple[Observation, ...]


def indicators(database: Database, plan_id: int, measure_id: int | None = None) -> list[Indicator]:
    """A measure's indicators, or with None every one of the plan, in the order they came in."""
    where = "plan_id = :plan" + (" AND measure_id = :measure" if measure_id is not None else "")
    wanted = {"plan": plan_id, "measure": measure_id}
    values: dict[int, list[Observation]] = defaultdict(list)
    for row in database.conn.execute(
        "SELECT observation.* FROM observation JOIN indicator ON indicator.id = observation.indicator_id"
        f" WHERE {where} ORDER BY fy, ifnull(half, 0)",
        wanted,
    ):
        values[row["indicator_id"]].append(
            Observation(
                row["fy"],
                row["half"],
                row["value"],
                row["denominator"],
                row["partial_until"],
                bool(row["suspect"]),
            )
        )
    rows = database.conn.execute(
        f"SELECT id, measure_id, label, unit FROM indicator WHERE {where} ORDER BY id", wanted
    )
    return [
        Indicator(row["id"], row["measure_id"], row["label"], row["unit"], tuple(values[row["id"]]))
        for row in rows
    ]
