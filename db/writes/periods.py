"""Opening, freezing, deciding and reopening a plan's reporting half-years."""

from typing import Any, ClassVar, NamedTuple

from db.book import Book
from db.database import Database
from db.door import Door, canonical
from db.history import head
from db.permissions import check_period
from db.writes.reports import NoteMissing, decide_report
from db.writes.scope import put_scope
from domain.errors import Refusal
from domain.periods import Half
from domain.reporting import Action, PeriodAction, PeriodState, period_step


class PeriodExists(Refusal):
    msgid: ClassVar[str] = "The half-year {period} is already set up for this plan."


class ReportsUnfinished(Refusal):
    msgid: ClassVar[str] = "{count} reports of {period} are neither confirmed nor submitted yet: {titles}"


class NotCompiled(Refusal):
    msgid: ClassVar[str] = (
        "“{title}” was not compiled for the council, so there is nothing to deny. Nothing was recorded."
    )


class PeriodMoved(NamedTuple):
    """A half-year after a step: its new state and how many reports moved with it."""

    period_id: int
    state: PeriodState
    reports: int


def schedule_period(
    door: Door, plan_id: int, half: Half, *, opens_on: str | None = None, due_on: str | None = None
) -> int:
    """Set up a reporting half-year for a plan and return its id. Raises PeriodExists."""
    if door.find("period", plan_id=plan_id, fy=half.fy, half=half.half) is not None:
        raise PeriodExists(period=half)
    return door.insert(
        "period",
        {"plan_id": plan_id, "fy": half.fy, "half": half.half, "opens_on": opens_on, "due_on": due_on},
    )


def open_period(
    book: Book, plan_id: int, half: Half, *, opens_on: str | None = None, due_on: str | None = None
) -> PeriodMoved:
    """Start taking reports for a half-year, setting it up first if need be; every active measure gets its report.

    Raises IllegalStep when the half-year has been opened before.
    """
    with book.writing() as door:
        found = door.find("period", plan_id=plan_id, fy=half.fy, half=half.half)
        period_id = (
            int(found["id"])
            if found
            else schedule_period(door, plan_id, half, opens_on=opens_on, due_on=due_on)
        )
        dates = {name: value for name, value in (("opens_on", opens_on), ("due_on", due_on)) if value}
        if found and dates:
            door.update("period", period_id, dates)
        return open_in(door, period_id)


def open_in(door: Door, period_id: int) -> PeriodMoved:
    """Open a scheduled half-year inside a transaction and make the reports that are expected in it."""
    period = door.row("period", period_id)
    state = move_period(door, period, PeriodAction.open)
    measures = door.db.conn.execute(
        "SELECT measure.id FROM expected_report JOIN measure ON measure.id = expected_report.measure_id"
        " WHERE expected_report.period_id = ?1"
        " AND measure.id NOT IN (SELECT measure_id FROM report WHERE period_id = ?1) ORDER BY sort_key",
        (period_id,),
    ).fetchall()
    for measure in measures:
        door.insert("report", {"measure_id": measure[0], "period_id": period_id}, action="open")
    return PeriodMoved(period_id, state, len(measures))


def freeze_period(book: Book, period_id: int) -> PeriodMoved:
    """Stop taking reports. Raises IllegalStep."""
    with book.writing() as door:
        return PeriodMoved(
            period_id, move_period(door, door.row("period", period_id), PeriodAction.freeze), 0
        )


def submit_period(book: Book, period_id: int) -> PeriodMoved:
    """付議: compile every confirmed report of a frozen half-year for the council, with the history's head as anchor.

    Raises ReportsUnfinished or IllegalStep.
    """
    with book.writing() as door:
        period = door.row("period", period_id)
        reports = _reports(door, period_id)
        unfinished = [row for row in reports if row["state"] not in ("confirmed", "compiled", "approved")]
        if unfinished:
            titles = "、".join(row["title"] for row in unfinished[:3])
            raise ReportsUnfinished(
                count=len(unfinished), period=f"{period['fy']}H{period['half']}", titles=titles
            )
        state = move_period(door, period, PeriodAction.submit)
        moved = [row for row in reports if row["state"] == "confirmed"]
        for row in moved:
            decide_report(door, row["id"], Action.compile, None, None)
        door.flush()
        link = head(door.db)
        anchor = {"history_hash": link.hash, "history_count": link.count}
        door.update("period", period_id, {"snapshot_hash": snapshot_hash(door.db, period_id), **anchor})
        return PeriodMoved(period_id, state, len(moved))


def decide_period(
    book: Book,
    period_id: int,
    *,
    meeting: str,
    held_on: str,
    denied: dict[int, str] | None = None,
    denied_measures: dict[int, str] | None = None,
) -> PeriodMoved:
    """Record the council's decision: every compiled report is approved but the denied ones (id to reason).

    `denied` names reports, `denied_measures` measures. One meeting may decide several half-years and is kept once.
    Raises IllegalPeriodStep, NotCompiled or NoteMissing.
    """
    with book.writing() as door:
        period = door.row("period", period_id)
        period_step(PeriodState(period["state"]), PeriodAction.decide)
        asked = {"plan_id": period["plan_id"], "name": meeting.strip(), "held_on": held_on}
        if not asked["name"]:
            raise NoteMissing()
        known = door.find("meeting", **asked)
        meeting_id = known["id"] if known else door.insert("meeting", asked, action="decide")
        reports = [row for row in _reports(door, period_id) if row["state"] == "compiled"]
        refused = dict(denied or {})
        by_measure = {row["measure_id"]: row["id"] for row in reports}
        for measure, reason in (denied_measures or {}).items():
            if measure not in by_measure:
                raise NotCompiled(title=door.row("measure", measure)["title"])
            refused[by_measure[measure]] = reason
        compiled = {row["id"] for row in reports}
        for report in refused.keys() - compiled:
            raise NotCompiled(title=door.row("measure", door.row("report", report)["measure_id"])["title"])
        for row in reports:
            action = Action.deny if row["id"] in refused else Action.approve
            decide_report(door, row["id"], action, refused.get(row["id"]), meeting_id)
        state = move_period(door, period, PeriodAction.decide, meeting_id=meeting_id)
        return PeriodMoved(period_id, state, len(reports))


def publish_period(book: Book, period_id: int) -> PeriodMoved:
    """Mark a decided half-year as published. Raises IllegalStep."""
    with book.writing() as door:
        return PeriodMoved(
            period_id, move_period(door, door.row("period", period_id), PeriodAction.publish), 0
        )


def reopen_period(book: Book, period_id: int, *, reason: str, scope: str) -> PeriodMoved:
    """Take reports again, with a reason, of the measures that the scope names (domain.scope).

    Raises NoteMissing, ScopeUnknown or IllegalPeriodStep.
    """
    with book.writing() as door:
        period = door.row("period", period_id)
        state = move_period(door, period, PeriodAction.reopen, reason=reason, scope=scope)
        put_scope(door, period, scope)
        return PeriodMoved(period_id, state, 0)


def mark_overdue(book: Book, plan_id: int) -> list[int]:
    """Move open half-years whose due date has passed to overdue; the ids of those that moved."""
    with book.writing() as door:
        rows = door.db.conn.execute(
            "SELECT * FROM period WHERE plan_id = ? AND state = 'open' AND due_on < ?",
            (plan_id, door.at[:10]),
        ).fetchall()
        for row in rows:
            move_period(door, dict(row), PeriodAction.expire)
        return [row["id"] for row in rows]


def move_period(
    door: Door,
    period: dict[str, Any],
    action: PeriodAction,
    *,
    reason: str | None = None,
    scope: str | None = None,
    meeting_id: int | None = None,
) -> PeriodState:
    """One step of the half-year's state machine, recorded. Raises IllegalPeriodStep, or NoteMissing by the table."""
    source = PeriodState(period["state"])
    taken = period_step(source, action)
    proxy_for = check_period(door, period["plan_id"], action)
    if (taken.needs_reason and not (reason or "").strip()) or (
        taken.needs_scope and not (scope or "").strip()
    ):
        raise NoteMissing()
    target = taken.target
    door.insert(
        "period_decision",
        {
            "period_id": period["id"],
            "action": str(action),
            "from_state": str(source),
            "to_state": str(target),
            "reason": reason,
            "scope": scope,
            "meeting_id": meeting_id,
            "proxy_for": proxy_for,
            "by_uid": door.actor.uid,
            "by_name": door.actor.name,
            "at": door.at,
        },
        action=str(action),
        note=reason,
    )
    door.update("period", period["id"], {"state": str(target)}, action=str(action))
    return target


def snapshot_hash(db: Database, period_id: int) -> str:
    """SHA-256 over the compiled and approved answers of a half-year, the stages reached included, in a fixed order."""
    import hashlib

    digest = hashlib.sha256()
    rows = db.conn.execute(
        "SELECT measure.measure_key, report_revision.id AS revision_id, report_revision.revision,"
        " report_revision.progress_evaluation, report_revision.implementation_state, report_revision.text,"
        " report_revision.carried, report_revision.late, report_revision.reason"
        " FROM report JOIN measure ON measure.id = report.measure_id JOIN report_revision"
        " ON report_revision.report_id = report.id AND report_revision.revision = report.revision"
        " WHERE report.period_id = ? AND report.state IN ('compiled', 'approved')"
        " ORDER BY measure.measure_key",
        (period_id,),
    ).fetchall()
    for row in rows:
        stages = db.conn.execute(
            "SELECT work_item.row, report_stage.stages FROM report_stage JOIN work_item"
            " ON work_item.id = report_stage.work_item_id WHERE report_revision_id = ? ORDER BY work_item.row",
            (row["revision_id"],),
        )
        told = {**dict(row), "stages": [list(stage) for stage in stages]}
        digest.update(canonical(told).encode() + b"\n")
    return digest.hexdigest()


def _reports(door: Door, period_id: int) -> list[dict[str, Any]]:
    rows = door.db.conn.execute(
        "SELECT report.id, measure.id AS measure_id, ifnull(report.state, 'not_started') AS state, measure.title"
        " FROM expected_report"
        " JOIN measure ON measure.id = expected_report.measure_id LEFT JOIN report ON report.measure_id = measure.id"
        " AND report.period_id = expected_report.period_id"
        " WHERE expected_report.period_id = ? ORDER BY measure.sort_key",
        (period_id,),
    )
    return [dict(row) for row in rows]
