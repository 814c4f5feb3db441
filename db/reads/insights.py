"""What the program works out of schedules and reports: slip, contradictions, 検討滞留, each with the base it stands on.

Lists, charts and the command line read these; the views `slip` and `stagnation` say the same in SQL. Contradictions
have no view: their rules stand in domain.findings.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from db.database import Database
from db.reads.conditions import NEWEST_STANDS
from db.reads.insight_marks import ItemMarks, MeasureName, item_marks, measure_names
from db.reads.plans import current_period
from domain.findings import Contradiction, Item, ItemFinding, of_measure
from domain.periods import Half
from domain.reporting import EVALUATION_BY_PHRASE
from domain.slip import Row, SlipAnswer, StageSlip, headline, stage_slips
from domain.stagnation import Stagnation, stagnations


@dataclass(frozen=True, slots=True)
class Base:
    """What a rate stands on: `n` of which something is known, `missing` of which nothing is, and as of when.

    `unit` is what is counted (measures, work_items, systems, former_measures): never work. `now` is the half-year;
    None: the whole of the printed schedule. `counts` are the numbers that make the rate.
    """

    unit: str
    n: int
    missing: int
    now: Half | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Marked:
    """A plan's measures and their work items as of a half-year: read once, worked out several times."""

    names: Mapping[int, MeasureName]
    items: Sequence[ItemMarks]
    now: Half | None

    @property
    def until(self) -> int | None:
        """The half-year as a slot."""
        return None if self.now is None else self.now.index


def marked(
    database: Database, plan_id: int, now: Half | None = None, department_id: int | None = None
) -> Marked:
    """What slip, contradictions and stagnation are worked out of; reports count up to the half-year."""
    until = None if now is None else now.index
    names = measure_names(database, plan_id, department_id)
    return Marked(names, item_marks(database, plan_id, department_id, until), now)


class SlipRow(NamedTuple):
    """The slip of one stage of a work item."""

    measure: MeasureName
    item: ItemMarks
    slip: StageSlip

    @property
    def row(self) -> int:
        """The row of the schedule."""
        return self.item.row

    @property
    def whole_planned(self) -> bool:
        """Whether the planned slot stands for a whole year."""
        return self.slip.planned in self.item.whole_first

    @property
    def whole_actual(self) -> bool:
        """Whether the reached slot stands for a whole year."""
        return self.slip.actual in self.item.whole_actual


@dataclass(frozen=True, slots=True)
class Slips:
    """Every stage's slip. The base counts measures; its counts are stages by answer, and late measures."""

    base: Base
    rows: tuple[SlipRow, ...]

    def headlines(self) -> list[SlipRow]:
        """The gravest slip of each measure that is not on time, the gravest and latest first."""
        by_measure: dict[int, list[SlipRow]] = {}
        for row in self.rows:
            by_measure.setdefault(row.measure.id, []).append(row)
        found = []
        for rows in by_measure.values():
            shown = headline(tuple(row.slip for row in rows))
            if shown is not None and shown.answer in _BEHIND:
                found.append(next(row for row in rows if row.slip is shown))
        return sorted(
            found, key=lambda row: (row.slip.answer is not SlipAnswer.late, -(row.slip.half_years or 0))
        )


@dataclass(frozen=True, slots=True)
class StagnationRow:
    """A run of nothing but study in one row; `kind` planned: the plan itself plans nothing else."""

    measure: MeasureName
    row: int
    label: str | None
    kind: str
    run: Stagnation


@dataclass(frozen=True, slots=True)
class Stagnations:
    """Every run; the base counts measures with a schedule, its counts measures by kind."""

    base: Base
    rows: tuple[StagnationRow, ...]


@dataclass(frozen=True, slots=True)
class ContradictionRow:
    """A rating or state that the stages contradict. `half` is the report's half-year, None: the plan's evaluation."""

    measure: MeasureName
    half: Half | None
    said: str
    finding: ItemFinding


@dataclass(frozen=True, slots=True)
class Contradictions:
    """Every contradiction; the base counts ratings that could be held against known stages."""

    base: Base
    rows: tuple[ContradictionRow, ...]


_BEHIND: Final = frozenset({SlipAnswer.late, SlipAnswer.never})


def current_half(database: Database, plan_id: int) -> Half | None:
    """The half-year the plan stands in; None for a plan that is not reported on: its whole schedule counts."""
    period = current_period(database, plan_id)
    return None if period is None else period.half


def slips(
    database: Database,
    plan_id: int,
    now: Half | None = None,
    department_id: int | None = None,
    *,
    found: Marked | None = None,
) -> Slips:
    """Slip of every stage as of the half-year (None: the whole printed schedule), in printed order.

    Counted from the plan's first version: a revised schedule stands beside it and hides no slip.
    """
    found = found or marked(database, plan_id, now, department_id)
    rows: list[SlipRow] = []
    known, late = set(), set()
    for item in found.items:
        name = found.names[item.measure_id]
        answers = _slips(_frozen(item.first), _frozen(item.actual), found.until, item.whole_first)
        for slip in answers:
            rows.append(SlipRow(name, item, slip))
            if slip.answer is not SlipAnswer.unknown:
                known.add(item.measure_id)
            if slip.answer in _BEHIND:
                late.add(item.measure_id)
    counts = Counter(row.slip.answer for row in rows)
    told = {str(answer): counts[answer] for answer in SlipAnswer} | {"measures_behind": len(late)}
    base = Base("measures", len(known), len(found.names) - len(known), found.now, told)
    return Slips(base, tuple(rows))


Frozen = tuple[tuple[int, tuple[str, ...] | None], ...]


def _frozen(row: Row) -> Frozen:
    return tuple(row.items())


@lru_cache(maxsize=20_000)
def _slips(planned: Frozen, actual: Frozen, now: int | None, whole: frozenset[int]) -> tuple[StageSlip, ...]:
    """Thousands of work items share a few hundred pairs of rows."""
    return stage_slips(dict(planned), dict(actual) or None, now, whole_years=whole)


def stagnant(
    database: Database,
    plan_id: int,
    now: Half | None = None,
    department_id: int | None = None,
    *,
    found: Marked | None = None,
) -> Stagnations:
    """Work items studied for three years or six half-years: as planned, and as it went up to the half-year."""
    found = found or marked(database, plan_id, now, department_id)
    rows: list[StagnationRow] = []
    scheduled = set()
    for item in found.items:
        if item.planned or item.actual:
            scheduled.add(item.measure_id)
        for kind, marks, whole in (
            ("actual", item.actual, item.whole_actual),
            ("planned", item.planned, item.whole_planned),
        ):
            for run in _stagnations(_frozen(marks), whole):
                rows.append(StagnationRow(found.names[item.measure_id], item.row, item.label, kind, run))
    counts = {
        kind: len({row.measure.id for row in rows if row.kind == kind}) for kind in ("actual", "planned")
    }
    counts["measures"] = len({row.measure.id for row in rows})
    missing = len(found.names) - len(scheduled)
    return Stagnations(Base("measures", len(scheduled), missing, found.now, counts), tuple(rows))


@lru_cache(maxsize=20_000)
def _stagnations(row: Frozen, whole: frozenset[int]) -> tuple[Stagnation, ...]:
    return stagnations(dict(row), whole_years=whole)


def contradictions(
    database: Database,
    plan_id: int,
    now: Half | None = None,
    department_id: int | None = None,
    *,
    found: Marked | None = None,
) -> Contradictions:
    """Ratings and states that the stages contradict: the document's evaluations, and the reports of the half-year."""
    found = found or marked(database, plan_id, now, department_id)
    items: dict[int, list[FrozenItem]] = {}
    reached = set()
    for one in found.items:
        frozen = (one.row, _frozen(one.planned), _frozen(one.actual), one.whole_planned)
        items.setdefault(one.measure_id, []).append(frozen)
        if one.actual:
            reached.add(one.measure_id)
    rows: list[ContradictionRow] = []
    said = held = 0
    for measure_id, rating, state, half in _said(database, plan_id, found.now):
        if measure_id not in found.names or not (rating or state):
            continue
        said += 1
        if measure_id not in reached:
            continue
        held += 1
        code = EVALUATION_BY_PHRASE[rating].code if rating in EVALUATION_BY_PHRASE else None
        until = found.until if half is not None else None
        for finding in _contradicted(code, state, tuple(items[measure_id]), until):
            words = rating if isinstance(finding.what, Contradiction) else state
            rows.append(ContradictionRow(found.names[measure_id], half, words or "", finding))
    counts = {"contradictions": len(rows), "measures": len({row.measure.id for row in rows})}
    return Contradictions(Base("answers", held, said - held, found.now, counts), tuple(rows))


FrozenItem = tuple[int, Frozen, Frozen, frozenset[int]]


@lru_cache(maxsize=20_000)
def _contradicted(
    code: int | None, state: str | None, items: tuple[FrozenItem, ...], until: int | None
) -> tuple[ItemFinding, ...]:
    told = [Item(row, dict(planned), dict(actual) or None, whole) for row, planned, actual, whole in items]
    return of_measure(code, state, told, until)


def _said(
    database: Database, plan_id: int, now: Half | None
) -> list[tuple[int, str | None, str | None, Half | None]]:
    """Measure, rating, state, half-year: what the document's evaluation says, and the standing reports of `now`."""
    found: list[tuple[int, str | None, str | None, Half | None]] = [
        (row[0], row[1], row[2], None)
        for row in database.conn.execute(
            "SELECT measure.id, progress_evaluation, implementation_state FROM evaluation"
            " JOIN measure ON measure.id = evaluation.measure_id WHERE plan_id = ?"
            " ORDER BY ifnull(position, 1e9), sort_key",
            (plan_id,),
        )
    ]
    if now is None:
        return found
    rows = database.conn.execute(
        "SELECT measure.id, report_revision.progress_evaluation, report_revision.implementation_state FROM period"
        " JOIN report ON report.period_id = period.id JOIN report_revision"
        " ON report_revision.report_id = report.id AND report_revision.revision = report.revision"
        " JOIN measure ON measure.id = report.measure_id"
        " WHERE period.plan_id = ? AND period.fy = ? AND period.half = ?"
        f" AND {NEWEST_STANDS} ORDER BY ifnull(position, 1e9), sort_key",
        (plan_id, now.fy, now.half),
    )
    return [*found, *((row[0], row[1], row[2], now) for row in rows)]
