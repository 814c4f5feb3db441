"""気になること: what the overview puts beside the departments, the most pressing first, each with where Enter leads."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from db.database import Database
from db.reads.changed import Change, since_last
from db.reads.insight_renewal import renewal
from db.reads.insights import contradictions, marked, slips, stagnant
from db.reads.measures import MeasureRow
from domain.renewal import ahead, month_number
from domain.reporting import State
from domain.slip import SlipAnswer
from i18n import _
from tui.insight_words import DATES, contradiction_words
from tui.marks import slip_mark
from tui.model import View
from tui.widgets.renewal_line import month_words
from tui.words import shown, state_words

# A renewal's date is news this many months ahead.
SOON: Final = 6


@dataclass(frozen=True, slots=True)
class Concern:
    """One line: its mark, its words, and the measure it opens (None: the renewal plan).

    `queue`: the measures that are stepped through from here, where the line is about several.
    """

    mark: str
    words: str
    measure_id: int | None
    queue: tuple[int, ...] | None = None


def concerns(database: Database, view: View, measures: list[MeasureRow], today: date) -> list[Concern]:
    """Returned reports, contradictions, slips, stagnation, renewals; of the department in sight."""
    if view.plan is None:
        return []
    plan, department = view.plan.id, view.department_id
    now = view.period.half if view.period else None
    marks = marked(database, plan, now, department)
    found = _since_last(database, view)
    found += [
        Concern(_("came back"), _name(row.number, row.title), row.id)
        for row in measures
        if row.expected
        and row.state in (State.returned, State.denied)
        and (department is None or department in row.department_ids)
    ]
    found += _waiting_for_parts(view, measures)
    for one in contradictions(database, plan, now, department, found=marks).rows:
        words = contradiction_words(one.finding.what, one.finding.row)
        name = _name(one.measure.number, one.measure.title)
        found.append(Concern(_("against"), f"{name}  {words}", one.measure.id))
    for late in slips(database, plan, now, department, found=marks).headlines():
        name = _name(late.measure.number, late.measure.title)
        mark = slip_mark(late.slip) if late.slip.answer is SlipAnswer.late else _("never")
        found.append(Concern(mark, f"{name}  {late.slip.stage}", late.measure.id))
    seen: set[int] = set()
    for run in stagnant(database, plan, now, department, found=marks).rows:
        if run.run.ongoing and run.measure.id not in seen:
            seen.add(run.measure.id)
            name = _name(run.measure.number, run.measure.title)
            words = _("{n} half-years of study").format(n=run.run.half_years)
            found.append(Concern(_("study"), f"{name}  {words}", run.measure.id))
    return [*found, *_renewals(database, plan, view, today)]


def _since_last(database: Database, view: View) -> list[Concern]:
    """前期: what is another than was confirmed for the half-year before, in one line, the worst first."""
    since = since_last(database, view.period.id, view.department_id) if view.period else None
    if since is None or not (since.changes or since.same):
        return []
    words = _("{changed}; the same: {same}").format(changed=len(since.changes), same=since.same)
    if since.changes:
        words += "  " + _(", ").join(_change_words(change) for change in since.changes)
    queue = tuple(change.measure_id for change in since.changes)
    return [Concern(_("moved"), words, None, queue)]


def _change_words(change: Change) -> str:
    """7 2->4; a state where the rating stayed."""
    number = shown(change.number) or shown(change.title)
    if change.rating is not None:
        return f"{number} {change.rating[0]}->{change.rating[1]}"
    assert change.state is not None
    return f"{number} {state_words(change.state[0])}->{state_words(change.state[1])}"


def _waiting_for_parts(view: View, measures: list[MeasureRow]) -> list[Concern]:
    """分担: reports whose other departments have begun, for whoever is missing and for the one that seals."""
    found = []
    for row in measures:
        sharing, department = row.sharing, view.department_id
        if not row.expected or sharing is None or sharing.sealed:
            continue
        if all(part.done is None for part in sharing.parts):
            continue
        if department is not None and department not in row.department_ids:
            continue
        missing = "、".join(shown(name) for name in sharing.missing) or _("ready to seal")
        words = f"{sharing.done}/{len(sharing.parts)} {_name(row.number, row.title)}  {missing}"
        found.append(Concern(_("parts"), words, row.id))
    return found


def _renewals(database: Database, plan: int, view: View, today: date) -> list[Concern]:
    month = f"{today:%Y-%m}"
    told: list[tuple[str, Concern]] = []
    for row in renewal(database, plan).rows:
        here = view.department
        if here is not None and row.department not in (here.name, *here.former):
            continue
        study, operation = row.dates.next_study_start, row.dates.next_operation_start
        coming = ahead(row.dates, month)
        if study is not None and operation is not None and study <= month < operation:
            words = _("the study should be under way since {month}").format(month=month_words(study))
        elif coming and month_number(coming[0][0]) - month_number(month) <= SOON:
            words = f"{month_words(coming[0][0])} {_(DATES[coming[0][1]])}"
        else:
            continue
        told.append((coming[0][0], Concern(_("renewal"), f"{shown(row.name)}  {words}", None)))
    return [concern for _day, concern in sorted(told, key=lambda item: item[0])]


def _name(number: str | None, title: str) -> str:
    return f"{shown(number)} {shown(title)}".strip()
