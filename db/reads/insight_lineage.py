"""The lineage audit of a plan: what became of the former plan's measures, and what leads nowhere."""

from dataclasses import dataclass

from db.database import Database
from db.reads.insight_marks import MeasureName, measure_names
from db.reads.insights import Base
from domain.lineage import Claim, Former, LineageFinding, audit


@dataclass(frozen=True, slots=True)
class Generation:
    """From one plan to the next: the findings, with the measures they name.

    The base counts former measures: `n` with a known direction, `missing` without; its counts are findings by code,
    `claimed` former measures and `following` measures.
    """

    former_plan: str | None
    plan: str
    base: Base
    findings: tuple[LineageFinding, ...]
    names: dict[int, MeasureName]

    def name(self, measure_id: int) -> MeasureName:
        """The measure with this id, of either plan."""
        return self.names[measure_id]


@dataclass(frozen=True, slots=True)
class DeadReference:
    """A place where a measure names another of its plan that is not there."""

    measure: MeasureName
    raw: str


def generations(database: Database, plan_id: int) -> list[Generation]:
    """The steps this plan takes part in: from its predecessor to it, and from it to every plan that follows."""
    rows = database.conn.execute(
        "SELECT plan.id, plan.key, former.id AS former_id, former.key AS former_key FROM plan"
        " LEFT JOIN plan AS former ON former.id = plan.predecessor_id"
        " WHERE plan.id = :plan OR plan.predecessor_id = :plan ORDER BY plan.first_fy, plan.key",
        {"plan": plan_id},
    ).fetchall()
    return [
        _generation(database, row["former_id"], row["former_key"], row["id"], row["key"])
        for row in rows
        if row["former_id"] is not None or _claims(database, row["id"])
    ]


def _generation(
    database: Database, former_id: int | None, former_key: str | None, plan_id: int, key: str
) -> Generation:
    following = measure_names(database, plan_id)
    before = measure_names(database, former_id) if former_id is not None else {}
    directions = dict(
        database.conn.execute(
            "SELECT measure.id, future_direction FROM measure JOIN evaluation ON evaluation.measure_id = measure.id"
            " WHERE plan_id = ?",
            (former_id,),
        ).fetchall()
    )
    formers = [Former(one, directions.get(one)) for one in before]
    claims = _claims(database, plan_id)
    split = {
        row[0]
        for row in database.conn.execute(
            "SELECT measure.id FROM measure LEFT JOIN measure_event ON measure_event.measure_id = measure.id"
            " WHERE plan_id = ? AND (state = 'split_into' OR event = 'split_into')",
            (former_id,),
        )
    }
    findings = audit(formers, claims, split)
    counts = {"claimed": len({claim.former for claim in claims} & before.keys()), "following": len(following)}
    for finding in findings:
        counts[finding.code] = counts.get(finding.code, 0) + 1
    known = sum(former.direction is not None for former in formers)
    base = Base("former_measures", known, len(formers) - known, None, counts)
    others = _other_names(database, {claim.former for claim in claims if claim.former} - before.keys())
    return Generation(former_key, key, base, findings, {**before, **following, **others})


def _claims(database: Database, plan_id: int) -> list[Claim]:
    return [
        Claim(row[0], row[1], row[2])
        for row in database.conn.execute(
            "SELECT measure_id, predecessor_measure_id, raw FROM lineage"
            " JOIN measure ON measure.id = lineage.measure_id WHERE plan_id = ?"
            " ORDER BY ifnull(position, 1e9), sort_key, ordinal",
            (plan_id,),
        )
    ]


def _other_names(database: Database, measures: set[int]) -> dict[int, MeasureName]:
    """Measures of older plans than the former one: a plan may reach back over a generation."""
    found: dict[int, MeasureName] = {}
    for measure_id in measures:
        row = database.conn.execute(
            "SELECT id, measure_key, number, title, '' FROM measure WHERE id = ?", (measure_id,)
        ).fetchone()
        found[measure_id] = MeasureName(*row)
    return found


def dead_references(database: Database, plan_id: int) -> list[DeadReference]:
    """References inside the plan that name no measure of it."""
    names = measure_names(database, plan_id)
    rows = database.conn.execute(
        "SELECT measure_id, raw FROM measure_reference JOIN measure ON measure.id = measure_id"
        " WHERE plan_id = ? AND target_measure_id IS NULL ORDER BY ifnull(position, 1e9), sort_key, ordinal",
        (plan_id,),
    )
    return [DeadReference(names[row[0]], row[1]) for row in rows]
