"""Reports of measures for half-years: the form a person fills, counts by state, and what was reached when."""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from db.database import Database
from db.reads.departments import followed_by, last_day, naming
from db.reads.measures import CellRow, work_items
from db.reads.parts import Sharing, sharings
from db.reads.scope import in_scope
from domain.periods import Half, slot
from domain.reporting import State

if TYPE_CHECKING:
    from domain.lifecycle import NotAsked


class Answer(NamedTuple):
    """What a lead department says about one half-year; stages maps work item rows to the stages reached."""

    progress_evaluation: str | None = None
    implementation_state: str | None = None
    text: str = ""
    stages: Mapping[int, tuple[str, ...]] = {}
    reason: str | None = None


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


class Counts(NamedTuple):
    """How many measures stand in each state; `measures` is the base of every rate."""

    measures: int
    states: Mapping[State, int]
    late: int

    @property
    def reported(self) -> int:
        """Measures whose report was handed in, whatever came after."""
        return sum(self.states[state] for state in REPORTED)

    @property
    def missing(self) -> int:
        """Measures that somebody still has to report."""
        return self.measures - self.reported


class DepartmentCounts(NamedTuple):
    """One lead department's counts for a half-year.

    `parts_in`: measures for which it has nothing left to do, though the department that seals has not reported yet.
    """

    department_id: int
    name: str
    counts: Counts
    parts_in: int = 0


class StageMapRow(NamedTuple):
    """One work item over time: half-year index (domain.periods.slot) to stages, planned and actual.

    A whole-year cell stands at the year's first half; `whole_year` names the slots that cover two halves. `planned` is
    the plan's first version, which slip is counted from; `revised` the one in force, where there is another.
    """

    measure_id: int
    number: str | None
    title: str
    row: int
    label: str | None
    planned: Mapping[int, tuple[str, ...]]
    actual: Mapping[int, tuple[str, ...]]
    continued: frozenset[int]
    whole_year: frozenset[int]
    subtitle: str | None = None
    revised: Mapping[int, tuple[str, ...]] = {}
    revised_continued: frozenset[int] = frozenset()
    revised_whole: frozenset[int] = frozenset()

    def as_revised(self) -> "StageMapRow":
        """The row with the revised schedule in the place of the first one."""
        return self._replace(
            planned=self.revised, continued=self.revised_continued, whole_year=self.revised_whole
        )


REPORTED = (State.submitted, State.confirmed, State.compiled, State.approved)
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
        answer = Answer(
            row["progress_evaluation"],
            row["implementation_state"],
            row["text"],
            {int(key): tuple(value) for key, value in json.loads(row["stages"]).items()},
            row["reason"],
        )
        saved_at, saved_by = row["saved_at"], row["by_name"]
    else:
        answer, saved_at, saved_by = revision_answer(database, row["id"], row["revision"])
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
            answer, at, _ = revision_answer(database, row["id"], row["revision"])
            return Previous(Half(row["fy"], row["half"]), answer, state, bool(row["carried"]), at or "")
    return None


def revision_answer(db: Database, report_id: int, revision: int) -> tuple[Answer, str | None, str | None]:
    """What a revision says, when it was handed in and by whom."""
    row = db.conn.execute(
        "SELECT * FROM report_revision WHERE report_id = ? AND revision = ?", (report_id, revision)
    ).fetchone()
    if row is None:
        return Answer(), None, None
    stages = db.conn.execute(
        "SELECT work_item.row, report_stage.stages FROM report_stage"
        " JOIN work_item ON work_item.id = report_stage.work_item_id WHERE report_revision_id = ?",
        (row["id"],),
    )
    reached = {item[0]: tuple(json.loads(item[1])) for item in stages}
    answer = Answer(
        row["progress_evaluation"], row["implementation_state"], row["text"], reached, row["reason"]
    )
    return answer, row["submitted_at"], row["by_name"]


# Without a half-year nothing is owed: the measures that the plan still has, or has brought to an end, are counted.
_EXPECTED = (
    " AND CASE WHEN :period IS NULL THEN measure.state IN ('active', 'completed', 'evaluated') ELSE measure.id IN"
    " (SELECT measure_id FROM expected_report WHERE expected_report.period_id = :period) END"
)
_COUNT = (
    "SELECT ifnull(report.state, 'not_started') AS state, count(*) AS n, sum(ifnull(report.late, 0)) AS late"
    " FROM measure LEFT JOIN report ON report.measure_id = measure.id AND report.period_id = :period"
    f" WHERE measure.plan_id = :plan{_EXPECTED}"
)
_LED_BY = (
    " AND EXISTS (SELECT 1 FROM measure_department WHERE measure_id = measure.id AND role = 'lead'"
    " AND department_id IN (SELECT value FROM json_each(:departments)))"
)


def counts(
    database: Database, plan_id: int, period_id: int | None, department_id: int | None = None
) -> Counts:
    """How a plan's measures (or one lead department's) stand in a half-year."""
    where = _LED_BY if department_id is not None else ""
    rows = database.conn.execute(
        _COUNT + where + " GROUP BY 1",
        {"period": period_id, "plan": plan_id, "departments": _eyes(database, department_id)},
    ).fetchall()
    return _counts([(row["state"], row["n"], row["late"]) for row in rows])


def _counts(rows: list[tuple[str, int, int]]) -> Counts:
    states = dict.fromkeys(State, 0)
    for state, number, _ in rows:
        states[State(state)] += number
    return Counts(sum(states.values()), states, sum(late for _, _, late in rows))


def department_counts(
    database: Database, plan_id: int, period_id: int | None, *, with_parts: bool = True
) -> list[DepartmentCounts]:
    """Every lead department's counts, most measures first; a measure with two leads counts for both.

    Departments are those of the half-year's last day, under the names they bore then; without one, as printed.
    Parts that are being written are staff's own: a reader who may not see them asks for the counts without.
    """
    named = naming(database, plan_id, _last_day(database, period_id))
    rows = database.conn.execute(
        "SELECT measure.id AS measure_id, department.id,"
        " CASE WHEN :period IS NULL THEN measure_department.name ELSE department.name END AS name,"
        " ifnull(report.state, 'not_started') AS state, ifnull(report.late, 0) AS late FROM measure"
        " JOIN measure_department ON measure_department.measure_id = measure.id AND role = 'lead'"
        " JOIN department ON department.id = measure_department.department_id"
        " LEFT JOIN report ON report.measure_id = measure.id AND report.period_id = :period"
        f" WHERE measure.plan_id = :plan{_EXPECTED} ORDER BY department.id, measure_department.id",
        {"period": period_id, "plan": plan_id},
    ).fetchall()
    ids: dict[str, int] = {}
    names: dict[int, str] = {}
    found: dict[str, dict[int, tuple[str, int, int]]] = {}
    for row in rows:
        holder = named.holder(row["id"])
        name = names.setdefault(holder, named.name(row["id"], row["name"]))
        ids.setdefault(name, holder)
        found.setdefault(name, {})[row["measure_id"]] = (row["state"], 1, row["late"])
    parts = _parts_in(sharings(database, plan_id, period_id, named)) if with_parts else {}
    result = [
        DepartmentCounts(
            ids[name], name, _counts(list(items.values())), len(items.keys() & parts.get(ids[name], set()))
        )
        for name, items in found.items()
    ]
    return sorted(result, key=lambda item: -item.counts.measures)


def _parts_in(shared: Mapping[int, Sharing]) -> dict[int, set[int]]:
    """Department to the measures whose part it has handed in while the report itself is open."""
    found: dict[int, set[int]] = {}
    for measure, one in shared.items():
        for part in one.others if not one.sealed else ():
            for department in part.eyes if part.done else ():
                found.setdefault(department, set()).add(measure)
    return found


def _eyes(database: Database, department_id: int | None) -> str:
    """The departments whose measures a department sees, for json_each."""
    return json.dumps(followed_by(database, department_id) if department_id is not None else [])


def _last_day(database: Database, period_id: int | None) -> str | None:
    row = database.conn.execute("SELECT fy, half FROM period WHERE id = ?", (period_id,)).fetchone()
    return last_day(Half(row["fy"], row["half"])) if row else None


def counts_by_period(
    database: Database, plan_id: int, department_id: int | None = None
) -> list[tuple[Half, Counts]]:
    """Counts for every half-year of the plan in order of time: the stacked chart."""
    rows = database.conn.execute(
        "SELECT id, fy, half FROM period WHERE plan_id = ? ORDER BY fy, half", (plan_id,)
    ).fetchall()
    return [
        (Half(row["fy"], row["half"]), counts(database, plan_id, row["id"], department_id)) for row in rows
    ]


def stage_map(database: Database, plan_id: int, department_id: int | None = None) -> list[StageMapRow]:
    """Measures against half-years, planned against actual, in printed order.

    Actual is what the plan's own evaluation prints and, over it, what submitted reports say was reached.
    """
    where = _LED_BY if department_id is not None else ""
    measures = database.conn.execute(
        f"SELECT id, number, title, subtitle FROM measure WHERE plan_id = :plan {where}"
        " ORDER BY ifnull(position, 1e9), sort_key",
        {"plan": plan_id, "departments": _eyes(database, department_id)},
    ).fetchall()
    reported = _reported_stages(database, plan_id)
    result = []
    for measure in measures:
        for item in work_items(database, measure["id"]) or ():
            row = stage_row(item.row, item.label, item.cells, reported.get(item.id))
            named = {name: measure[name] for name in ("number", "title", "subtitle")}
            result.append(row._replace(measure_id=measure["id"], **named))
    return result


def stage_row(
    row: int,
    label: str | None,
    cells: Iterable[CellRow],
    reported: Mapping[int, tuple[str, ...]] | None = None,
) -> StageMapRow:
    """One work item's cells as a row over slots, what was reported over what is printed as actual."""
    stages: dict[str, dict[int, tuple[str, ...]]] = {"planned": {}, "actual": {}, "revised": {}}
    whole: dict[str, set[int]] = {kind: set() for kind in stages}
    continued: dict[str, set[int]] = {kind: set() for kind in stages}
    for cell in cells:
        place = slot(cell.fy, cell.half)
        stages[cell.kind][place] = cell.stages
        if cell.half is None:
            whole[cell.kind].add(place)
        if cell.continued:
            continued[cell.kind].add(place)
    first, second = ("planned", "revised") if stages["planned"] else ("revised", "planned")
    return StageMapRow(
        0,
        None,
        label or "",
        row,
        label,
        stages[first],
        stages["actual"] | dict(reported or {}),
        frozenset(continued[first]),
        frozenset(whole[first] | whole["actual"]),
        None,
        stages[second],
        frozenset(continued[second]),
        frozenset(whole[second]),
    )


def reached_stages(database: Database, measure_id: int) -> dict[int, dict[int, tuple[str, ...]]]:
    """Work item row to half-year index to the stages that submitted reports of a measure say were reached."""
    rows = database.conn.execute(
        "SELECT work_item.row, period.fy, period.half, report_stage.stages FROM report"
        " JOIN period ON period.id = report.period_id"
        " JOIN report_revision ON report_revision.report_id = report.id AND report_revision.revision = report.revision"
        " JOIN report_stage ON report_stage.report_revision_id = report_revision.id"
        " JOIN work_item ON work_item.id = report_stage.work_item_id"
        " WHERE report.measure_id = ? AND report.state <> 'not_started'",
        (measure_id,),
    )
    found: dict[int, dict[int, tuple[str, ...]]] = {}
    for row in rows:
        found.setdefault(row[0], {})[slot(row["fy"], row["half"])] = tuple(json.loads(row["stages"]))
    return found


def _reported_stages(database: Database, plan_id: int) -> dict[int, dict[int, tuple[str, ...]]]:
    rows = database.conn.execute(
        "SELECT report_stage.work_item_id, period.fy, period.half, report_stage.stages FROM report_stage"
        " JOIN report_revision ON report_revision.id = report_stage.report_revision_id"
        " JOIN report ON report.id = report_revision.report_id AND report.revision = report_revision.revision"
        " JOIN period ON period.id = report.period_id"
        " WHERE period.plan_id = ? AND report.state <> 'not_started'",
        (plan_id,),
    )
    found: dict[int, dict[int, tuple[str, ...]]] = {}
    for row in rows:
        found.setdefault(row[0], {})[slot(row["fy"], row["half"])] = tuple(json.loads(row["stages"]))
    return found
