"""付議・承認: where a half-year stands on its way to the council, what went before, and amendments after approval."""

from dataclasses import dataclass

from db.database import Database
from db.history import Head, head
from db.reads.answers import Answer, revision_answer
from db.reads.queue import QueueRow, queue
from domain.periods import Half
from domain.reporting import REPORTED, PeriodState, State


@dataclass(frozen=True, slots=True)
class PeriodStepDone:
    """One step a half-year took: what, when, by whom, why, and at which meeting."""

    action: str
    source: str
    target: str
    reason: str | None
    scope: str | None
    by_name: str
    at: str
    meeting: str | None
    held_on: str | None
    proxy_for: str | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """A correction after approval; after None: its new text has not been handed in yet."""

    measure_id: int
    number: str | None
    title: str
    half: Half
    state: State
    reason: str
    before: Answer
    after: Answer | None
    by_name: str
    at: str
    proxy_for: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A half-year before the council: its state, what anchors it, every measure's report, what was done so far."""

    period_id: int
    half: Half
    state: PeriodState
    due_on: str | None
    snapshot_hash: str | None
    anchor: Head | None
    head: Head
    reports: tuple[QueueRow, ...]
    steps: tuple[PeriodStepDone, ...]
    denied: dict[int, str]

    def standing(self, *states: State) -> list[QueueRow]:
        """The reports in these states."""
        return [row for row in self.reports if row.state in states]

    @property
    def missing(self) -> list[QueueRow]:
        """Measures whose report somebody still has to write: not handed in, sent back, or denied."""
        return [row for row in self.reports if row.state not in REPORTED]

    @property
    def late(self) -> list[QueueRow]:
        """Reports that came after the due date."""
        return [row for row in self.reports if row.late]


def standing(database: Database, plan_id: int, period_id: int) -> Standing:
    """Everything the council's screen shows of a half-year. Raises LookupError."""
    row = database.conn.execute("SELECT * FROM period WHERE id = ?", (period_id,)).fetchone()
    if row is None:
        raise LookupError(f"period {period_id}")
    anchor = Head(row["history_hash"], row["history_count"]) if row["history_hash"] else None
    return Standing(
        period_id,
        Half(row["fy"], row["half"]),
        PeriodState(row["state"]),
        row["due_on"],
        row["snapshot_hash"],
        anchor,
        head(database),
        tuple(queue(database, plan_id, period_id)),
        tuple(steps_done(database, period_id)),
        _denials(database, period_id),
    )


def steps_done(database: Database, period_id: int) -> list[PeriodStepDone]:
    """What a half-year went through, in order."""
    rows = database.conn.execute(
        "SELECT action, from_state, to_state, reason, scope, by_name, at, meeting.name AS meeting, held_on,"
        " proxy_for FROM period_decision LEFT JOIN meeting ON meeting.id = period_decision.meeting_id"
        " WHERE period_id = ? ORDER BY period_decision.id",
        (period_id,),
    )
    return [PeriodStepDone(*tuple(row)) for row in rows]


def _denials(database: Database, period_id: int) -> dict[int, str]:
    """Measure to the note it was denied with, for reports that stand denied."""
    rows = database.conn.execute(
        "SELECT report.measure_id, decision.note FROM decision JOIN report ON report.id = decision.report_id"
        " WHERE report.period_id = ? AND report.state = 'denied' AND decision.to_state = 'denied'"
        " ORDER BY decision.id",
        (period_id,),
    )
    return {row[0]: row[1] or "" for row in rows}


def amendments(database: Database, plan_id: int, until: Half) -> list[Amendment]:
    """Corrections of approved reports up to a half-year, the newest first, with what stood before and after."""
    rows = database.conn.execute(
        "SELECT report.id, report.measure_id, report.state, report.revision AS newest, measure.number,"
        " measure.title, period.fy, period.half, decision.revision, decision.note, decision.by_name, decision.at,"
        " decision.proxy_for FROM decision JOIN report ON report.id = decision.report_id"
        " JOIN measure ON measure.id = report.measure_id JOIN period ON period.id = report.period_id"
        " WHERE period.plan_id = ? AND decision.action = 'amend' AND period.fy * 2 + period.half - 1 <= ?"
        " ORDER BY decision.id DESC",
        (plan_id, until.index),
    ).fetchall()
    found = []
    for row in rows:
        before = revision_answer(database, row["id"], row["revision"]).answer
        after = revision_answer(database, row["id"], row["revision"] + 1)
        found.append(
            Amendment(
                row["measure_id"],
                row["number"],
                row["title"],
                Half(row["fy"], row["half"]),
                State(row["state"]) if row["newest"] <= row["revision"] + 1 else State.approved,
                after.answer.reason or row["note"] or "",
                before,
                after.answer if after.at else None,
                row["by_name"],
                row["at"],
                row["proxy_for"],
            )
        )
    return found
