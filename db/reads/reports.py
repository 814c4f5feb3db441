"""A measure's report for a half-year as a form to fill, with the last one that was handed in before it."""

from typing import TYPE_CHECKING, NamedTuple

from db.database import Database
from db.reads.answers import Answer, draft_answer, revision_answer
from db.reads.scope import in_scope
from domain.periods import Half
from domain.reporting import REPORTED, State

if TYPE_CHECKING:
    from domain.lifecycle import NotAsked


class Previous(NamedTuple):
    """The last half-year that was reported before this one.

    `state` is what became of the answer itself: one that was approved stays so while it is being amended, one that was
    denied or returned stays that while it is being written anew, and one that was withdrawn is a draft.
    """

    half: Half
    answer: Answer
    state: str
    carried: bool
    submitted_at: str

    @property
    def stands(self) -> bool:
        """Whether it can serve as the last answer: nobody denied it, sent it back or took it back."""
        return self.state in REPORTED


class Form(NamedTuple):
    """A measure's report for one half-year as it stands. version is the draft's (0: no draft yet).

    Not `in_scope`: the half-year was reopened for other measures (db.reads.scope). `unasked`: why none is asked for.
    """

    measure_id: int
    period_id: int
    report_id: int | None
    state: State
    late: bool
    revision: int
    version: int
    answer: Answer
    saved_at: str | None
    saved_by: str | None
    note: str | None
    previous: Previous | None
    in_scope: bool = True
    unasked: "NotAsked | None" = None


# What became of a report's newest revision, whatever is being written over it.
_BECAME = (
    "(SELECT CASE action WHEN 'withdraw' THEN 'draft' ELSE to_state END FROM decision"
    " WHERE decision.report_id = report.id AND decision.revision = report.revision"
    " AND action NOT IN ('save', 'amend') ORDER BY to_state = 'denied' DESC, decision.id DESC LIMIT 1)"
)


def form(database: Database, measure_id: int, period_id: int) -> Form:
    """Everything the recording screen shows of the report itself."""
    row = database.conn.execute(
        "SELECT report.id, report.state, report.late, report.revision, draft.version, draft.progress_evaluation,"
        " draft.implementation_state, draft.text, draft.stages, draft.reason, draft.saved_at, draft.by_name"
        " FROM report LEFT JOIN draft ON draft.report_id = report.id"
        " WHERE report.measure_id = ? AND report.period_id = ?",
        (measure_id, period_id),
    ).fetchone()
    from db.reads.not_asked import not_asked  # only where a form is opened

    before = previous(database, measure_id, period_id)
    # Where it can be written, and why it is not asked for.
    taken = in_scope(database, measure_id, period_id), not_asked(database, measure_id, period_id)
    if row is None:
        empty = (None, State.not_started, False, 0, 0, Answer(), None, None, None)
        return Form(measure_id, period_id, *empty, before, *taken)
    note = database.conn.execute(
        "SELECT note FROM decision WHERE report_id = ? AND to_state IN ('returned', 'denied') ORDER BY id DESC LIMIT 1",
        (row["id"],),
    ).fetchone()
    if row["state"] == State.not_started:
        # 変わりなし that was undone leaves its revision behind; the form is as empty as before it.
        answer, saved_at, saved_by = Answer(), None, None
    elif row["version"] is not None:
        answer, saved_at, saved_by = draft_answer(row), row["saved_at"], row["by_name"]
    else:
        answer, saved_at, saved_by, _ = revision_answer(database, row["id"], row["revision"])
    return Form(
        measure_id,
        period_id,
        row["id"],
        State(row["state"]),
        bool(row["late"]),
        row["revision"],
        row["version"] or 0,
        answer,
        saved_at,
        saved_by,
        note["note"] if note else None,
        before,
        *taken,
    )


def previous(database: Database, measure_id: int, period_id: int) -> Previous | None:
    """The measure's latest submitted report in an earlier half-year of the same plan, or None."""
    rows = database.conn.execute(
        "SELECT report.id, report.state, report.revision, period.fy, period.half, report_revision.carried,"
        f" report_revision.submitted_at, {_BECAME} AS became"
        " FROM report JOIN period ON period.id = report.period_id"
        " JOIN report_revision ON report_revision.report_id = report.id AND report_revision.revision = report.revision"
        " JOIN period AS this ON this.id = ?"
        " WHERE report.measure_id = ? AND report.state <> 'not_started'"
        " AND period.fy * 2 + period.half < this.fy * 2 + this.half"
        " ORDER BY period.fy DESC, period.half DESC",
        (period_id, measure_id),
    )
    for row in rows:
        # A 変わりなし that was undone leaves its revision behind: it was never said.
        state = row["became"] or row["state"]
        if state != State.not_started:
            said = revision_answer(database, row["id"], row["revision"])
            return Previous(
                Half(row["fy"], row["half"]), said.answer, state, bool(row["carried"]), said.at or ""
            )
    return None
