"""確認: what was handed in for a half-year in the coordinator's order, and one report beside the last confirmed one."""

from dataclasses import dataclass
from typing import Any

from db.database import Database
from db.reads.answers import Answer, revision_answer
from db.reads.conditions import SETTLED
from db.reads.departments import ids_of, last_day, leads, names_of, naming
from db.reads.insights import contradictions
from db.reads.measures import work_items
from db.reads.parts import Sharing, sharing, sharings
from db.reads.plans import half_of_period
from db.reads.reports import Previous, previous
from domain.findings import ItemFinding
from domain.periods import Half
from domain.reporting import State


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A measure's report as the coordinator's queue shows it; revision 0: nothing was handed in yet.

    `repeats_fallen`: 変わりなし that repeats an answer which was denied or sent back, before or since.
    """

    measure_id: int
    report_id: int | None
    number: str | None
    title: str
    leads: str
    department_ids: tuple[int, ...]
    sort_key: str
    state: State
    late: bool
    carried: bool
    revision: int
    progress_evaluation: str | None
    by_name: str | None
    submitted_at: str | None
    findings: tuple[ItemFinding, ...]
    parts_missing: tuple[str, ...]
    repeats_fallen: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """A report that was confirmed or approved: the one that a new one is held against."""

    half: Half
    revision: int
    state: State
    answer: Answer
    by_name: str
    at: str


@dataclass(frozen=True, slots=True)
class StageLine:
    """A row of the schedule: planned for the half-year (None: blank), reached last time, reached now."""

    row: int
    label: str | None
    planned: tuple[str, ...] | None
    last: tuple[str, ...] | None
    now: tuple[str, ...] | None

    @property
    def changed(self) -> bool:
        """Whether another stage was reached than last time."""
        return self.now != self.last


@dataclass(frozen=True, slots=True)
class Detail:
    """A handed-in report with what it is held against. note: what the coordinator last sent back with.

    `fallen`: the last half-year's answer where that was denied, sent back or withdrawn; it is held against nothing.
    """

    measure_id: int
    period_id: int
    half: Half
    revision: int
    state: State
    answer: Answer
    is_example: bool
    by_name: str | None
    submitted_at: str | None
    last: Settled | None
    stages: tuple[StageLine, ...]
    sharing: Sharing | None
    note: str | None
    proxy_for: str | None = None
    fallen: Previous | None = None


# The answer that 変わりなし handed in again: the newest of an earlier half-year at that moment.
_REPEATED = (
    "SELECT prior.report_id, prior.revision FROM report_revision AS prior"
    " JOIN report AS earlier ON earlier.id = prior.report_id JOIN period AS last ON last.id = earlier.period_id"
    " WHERE earlier.measure_id = measure.id AND last.fy * 2 + last.half <"
    " (SELECT this.fy * 2 + this.half FROM period AS this WHERE this.id = :period)"
    " AND prior.id < report_revision.id ORDER BY last.fy DESC, last.half DESC, prior.revision DESC LIMIT 1"
)
_ROWS = (
    "SELECT measure.id AS measure_id, report.id AS report_id, measure.number, measure.title, measure.sort_key,"
    " ifnull(report.state, 'not_started') AS state, ifnull(report.late, 0) AS late,"
    " ifnull(report.revision, 0) AS revision, report_revision.carried, report_revision.progress_evaluation,"
    " report_revision.by_name, report_revision.submitted_at,"
    " CASE WHEN report_revision.carried = 1 THEN EXISTS (SELECT 1 FROM decision"
    f" WHERE to_state IN ('returned', 'denied') AND (report_id, revision) = ({_REPEATED})) END AS repeats_fallen"
    " FROM measure LEFT JOIN report ON report.measure_id = measure.id AND report.period_id = :period"
    " LEFT JOIN report_revision ON report_revision.report_id = report.id"
    " AND report_revision.revision = report.revision"
    " WHERE measure.plan_id = :plan AND measure.id IN"
    " (SELECT measure_id FROM expected_report WHERE expected_report.period_id = :period)"
)


def queue(database: Database, plan_id: int, period_id: int) -> list[QueueRow]:
    """Every measure's report for a half-year: contradictions first, then late ones, then by department and number."""
    half = half_of_period(database, period_id)
    named = naming(database, plan_id, last_day(half))
    led = leads(database, plan_id, named)
    findings = _findings(database, plan_id, half)
    shared = sharings(database, plan_id, period_id, named)
    found = []
    for row in database.conn.execute(_ROWS, {"plan": plan_id, "period": period_id}):
        names = led.get(row["measure_id"], [])
        found.append(
            QueueRow(
                row["measure_id"],
                row["report_id"],
                row["number"],
                row["title"],
                names_of(names),
                ids_of(names, named),
                row["sort_key"],
                State(row["state"]),
                bool(row["late"]),
                bool(row["carried"]),
                row["revision"],
                row["progress_evaluation"],
                row["by_name"],
                row["submitted_at"],
                findings.get(row["measure_id"], ()),
                shared[row["measure_id"]].missing if row["measure_id"] in shared else (),
                bool(row["repeats_fallen"]),
            )
        )
    return sorted(found, key=_order)


def _order(row: QueueRow) -> tuple[Any, ...]:
    return (not row.findings, not row.late, row.leads == "", row.leads, row.sort_key, row.measure_id)


def _findings(database: Database, plan_id: int, half: Half) -> dict[int, tuple[ItemFinding, ...]]:
    """Measure to what the stages say against its report of this half-year."""
    found: dict[int, tuple[ItemFinding, ...]] = {}
    for row in contradictions(database, plan_id, half).rows:
        if row.half == half:
            found[row.measure.id] = (*found.get(row.measure.id, ()), row.finding)
    return found


# -- one report


def detail(database: Database, measure_id: int, period_id: int) -> Detail:
    """A measure's report for a half-year with the last confirmed one beside it."""
    half = half_of_period(database, period_id)
    report = database.conn.execute(
        "SELECT id, state, revision FROM report WHERE measure_id = ? AND period_id = ?",
        (measure_id, period_id),
    ).fetchone()
    report_id, revision = (report["id"], report["revision"]) if report else (None, 0)
    said = revision_answer(database, report_id, revision)
    last = last_settled(database, measure_id, half, revision)
    before = previous(database, measure_id, period_id)
    note = database.conn.execute(
        "SELECT note FROM decision WHERE report_id = ? AND to_state IN ('returned', 'denied')"
        " ORDER BY id DESC LIMIT 1",
        (report_id,),
    ).fetchone()
    return Detail(
        measure_id,
        period_id,
        half,
        revision,
        State(report["state"]) if report else State.not_started,
        said.answer,
        said.is_example,
        said.by_name,
        said.at,
        last,
        _stage_lines(database, measure_id, half, said.answer, last),
        sharing(database, measure_id, period_id),
        note["note"] if note else None,
        _handed_in_for(database, report_id, revision),
        before if before is not None and not before.stands else None,
    )


def _handed_in_for(database: Database, report_id: int | None, revision: int) -> str | None:
    """In whose place a revision was handed in; None where it was one's own."""
    row = database.conn.execute(
        "SELECT proxy_for FROM decision WHERE report_id = ? AND revision = ?"
        " AND action IN ('submit', 'carry') ORDER BY id DESC LIMIT 1",
        (report_id, revision),
    ).fetchone()
    return row["proxy_for"] if row is not None else None


def last_settled(database: Database, measure_id: int, half: Half, revision: int) -> Settled | None:
    """The newest report before this revision that was confirmed or approved, in this half-year or an earlier one.

    One that was denied or sent back afterwards is none.
    """
    row = database.conn.execute(
        "SELECT decision.report_id, decision.revision, decision.to_state, period.fy, period.half FROM decision"
        " JOIN report ON report.id = decision.report_id JOIN period ON period.id = report.period_id"
        " WHERE report.measure_id = :measure"
        f" AND {SETTLED} AND (period.fy * 2 + period.half - 1 < :half"
        " OR period.fy * 2 + period.half - 1 = :half AND decision.revision < :revision)"
        " ORDER BY period.fy DESC, period.half DESC, decision.revision DESC, decision.id DESC LIMIT 1",
        {"measure": measure_id, "half": half.index, "revision": revision},
    ).fetchone()
    if row is None:
        return None
    said = revision_answer(database, row["report_id"], row["revision"])
    return Settled(
        Half(row["fy"], row["half"]),
        row["revision"],
        State(row["to_state"]),
        said.answer,
        said.by_name or "",
        said.at or "",
    )


def _stage_lines(
    database: Database, measure_id: int, half: Half, answer: Answer, last: Settled | None
) -> tuple[StageLine, ...]:
    lines = []
    for item in work_items(database, measure_id):
        kind = "revised" if any(cell.kind == "revised" for cell in item.cells) else "planned"
        cells = {(cell.fy, cell.half): cell.stages for cell in item.cells if cell.kind == kind}
        planned = cells.get((half.fy, half.half), cells.get((half.fy, None)))
        before = last.answer.stages.get(item.row) if last else None
        lines.append(StageLine(item.row, item.label, planned, before, answer.stages.get(item.row)))
    return tuple(lines)
