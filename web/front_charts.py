"""The front page's figures of one plan: each a picture, the table that says the same, and the base it stands on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from markupsafe import Markup

from db.database import Database
from db.reads.charts import StudyShare, study_share
from db.reads.counts import Counts, counts, department_counts
from db.reads.insights import Marked, marked, slips, stagnant
from db.reads.left_out import left_out
from db.reads.plans import PeriodRow, PlanRow, current_period
from domain.periods import Half
from domain.reporting import REPORTED, State
from domain.slip import SlipAnswer
from i18n import _, language
from i18n.left_out import left_out_words
from web.svg import Bar, Line, bar_chart, line_chart
from web.words import value_words

# Departments in the picture and its table; the question behind them has all.
MOST_DEPARTMENTS: Final = 20
_NONE: Final = "－"
_FILLS: Final[Mapping[SlipAnswer, str]] = {
    SlipAnswer.on_time: "solid",
    SlipAnswer.early: "dots",
    SlipAnswer.late: "hatch",
    SlipAnswer.never: "cross",
    SlipAnswer.unplanned: "bars",
    SlipAnswer.unknown: "blank",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its table. `headline` says the rate, `base` what it stands on; `picture` None: nothing to draw.

    The first column of `rows` names the row, the others are numbers with their words. `question` is the canned
    question that has more, `asked` what it is asked with.
    """

    name: str
    title: str
    headline: str
    base: str
    picture: Markup | None
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    question: str
    asked: Mapping[str, str] = field(default_factory=dict)


def figures(database: Database, plan: PlanRow, name: str, moment: str) -> tuple[Figure, ...]:
    """The figures of a plan as of its current half-year; `name` tells its ids from another book's on the page."""
    period = current_period(database, plan.id)
    if period is not None and period.state == "scheduled":
        period = None
    now = None if period is None else period.half
    found = marked(database, plan.id, now)
    reports: tuple[Figure, ...] = ()
    if period is not None:
        reports = (
            _by_state(database, plan, period, name, moment),
            _by_department(database, plan, period, name, moment),
        )
    drawn: tuple[Figure, ...] = (
        _slip(database, plan, found, name),
        _study(database, plan, found, name),
    )
    kinds = left_out_words(left_out(database, plan.id, period.id if period is not None else None))
    if kinds:
        words = _("{base} Of these no report is asked any more: {kinds}.")
        drawn = tuple(replace(one, base=words.format(base=one.base, kinds=kinds)) for one in drawn)
    return (*reports, *drawn)


def share(part: int, n: int) -> str:
    """A rate in words; a base of nothing has none."""
    return f"{part / n:.1%}" if n else _NONE


def _as_of(half: Half | None, moment: str | None = None) -> str:
    if half is None:
        return _("as of the whole printed schedule")
    told = _("as of {half}").format(half=half.label(language()))
    return told if moment is None else _("{as_of}, read {moment}").format(as_of=told, moment=moment)


def _by_state(database: Database, plan: PlanRow, period: PeriodRow, name: str, moment: str) -> Figure:
    found = counts(database, plan.id, period.id)
    n = found.measures
    named = [(state, _state(state), found.states[state]) for state in State]
    rows = tuple((word, str(number), share(number, n)) for _state_, word, number in named)
    title = _("How the reports stand")
    picture = None
    if n:
        bars = [
            Bar(word, ((_side(state), number),), f"{number}（{share(number, n)}）")
            for state, word, number in named
        ]
        picture = bar_chart(f"{name}-state", title, _said(rows), bars, _sides())
    headline = _("{reported} of {n} measures are reported ({share}), {missing} are missing").format(
        reported=found.reported, n=n, share=share(found.reported, n), missing=found.missing
    )
    told = {"n": n, "late": found.late, "as_of": _as_of(period.half, moment)}
    base = _("base {n} measures; {late} came late; {as_of}").format(**told)
    if kinds := left_out_words(left_out(database, plan.id, period.id)):
        base = _(
            "base {n} of {all} measures, not counted, as no report is asked of them: {kinds}; {late} came late; {as_of}"
        ).format(all=plan.measures, kinds=kinds, **told)
    headings = (_("State"), _("Measures"), _("Share"))
    asked = {"plan": plan.key}
    return Figure("state", title, headline, base, picture, headings, rows, "period_overview", asked)


def _state(state: State) -> str:
    return value_words(None, "state", str(state)) or str(state)


def _side(state: State) -> str:
    return "solid" if state in REPORTED else "hatch"


def _sides() -> tuple[tuple[str, str], ...]:
    return ("solid", _("Reported")), ("hatch", _("Still missing"))


def _by_department(database: Database, plan: PlanRow, period: PeriodRow, name: str, moment: str) -> Figure:
    found = [
        (one.name, one.counts) for one in department_counts(database, plan.id, period.id, with_parts=False)
    ]
    # Python's sort keeps the order of equals: most measures first.
    found.sort(key=lambda one: -one[1].missing)
    shown = found[:MOST_DEPARTMENTS]
    rows = tuple(_department_row(department, one) for department, one in shown)
    title = _("Missing reports by lead department")
    picture = None
    if shown:
        bars = [
            Bar(
                department,
                (("hatch", one.missing), ("solid", one.reported)),
                f"{one.missing}／{one.measures}",
            )
            for department, one in shown
        ]
        said = _said([(department, f"{one.missing}／{one.measures}") for department, one in shown])
        legend = (("hatch", _("Still missing")), ("solid", _("Reported")))
        picture = bar_chart(f"{name}-department", title, said, bars, legend)
    behind = sum(1 for _name, one in found if one.missing)
    headline = _("{behind} of {n} lead departments have reports missing").format(behind=behind, n=len(found))
    if len(found) > len(shown):
        headline += _("; the first {count} are shown").format(count=len(shown))
    base = _("base {n} departments; a measure with two lead departments counts for both; {as_of}").format(
        n=len(found), as_of=_as_of(period.half, moment)
    )
    headings = (
        _("Lead department"),
        _("Still missing"),
        _("Measures"),
        _("Share missing"),
        _("Handed in late"),
    )
    asked = {"plan": plan.key, "period": str(period.half)}
    return Figure("department", title, headline, base, picture, headings, rows, "department_missing", asked)


def _department_row(department: str, one: Counts) -> tuple[str, ...]:
    return (
        department,
        str(one.missing),
        str(one.measures),
        share(one.missing, one.measures),
        str(one.late),
    )


def _slip(database: Database, plan: PlanRow, marks: Marked, name: str) -> Figure:
    found = slips(database, plan.id, found=marks)
    known = sum(row.slip.answer is not SlipAnswer.unknown for row in found.rows)
    counted = Counter((_slip_place(row.slip.answer, row.slip.half_years)) for row in found.rows)
    ordered = sorted(counted.items())
    named = [(SLIPS[place], _slip_words(SLIPS[place], distance), n) for (place, distance), n in ordered]
    rows = tuple(
        (word, str(n), _NONE if answer is SlipAnswer.unknown else share(n, known))
        for answer, word, n in named
    )
    title = _("Slip: how far the stages are from their plan")
    picture = None
    if rows:
        bars = [Bar(word, ((_FILLS[answer], n),), str(n)) for answer, word, n in named]
        picture = bar_chart(f"{name}-slip", title, _said(rows), bars)
    base = found.base
    late = base.counts["measures_behind"]
    headline = (
        _("{late} of {n} measures are late or never got there ({share})").format(
            late=late, n=base.n, share=share(late, base.n)
        )
        if base.n
        else _("Which measures are late is unknown: plan and course of a stage are known of none")
    )
    words = _("base {n} measures, {missing} unknown; {stages} stages counted, {known} of them known; {as_of}")
    told = words.format(
        n=base.n, missing=base.missing, stages=len(found.rows), known=known, as_of=_as_of(base.now)
    )
    headings = (_("Slip in half-years"), _("Stages"), _("Share of the known"))
    return Figure(
        "slip", title, headline, told, picture, headings, rows, "delayed_measures", {"plan": plan.key}
    )


# In the picture from top to bottom; those with a distance stand by it.
SLIPS: Final = (
    SlipAnswer.early,
    SlipAnswer.on_time,
    SlipAnswer.late,
    SlipAnswer.never,
    SlipAnswer.unplanned,
    SlipAnswer.unknown,
)


def _slip_place(answer: SlipAnswer, half_years: int | None) -> tuple[int, int]:
    return SLIPS.index(answer), half_years or 0


def _slip_words(answer: SlipAnswer, distance: int) -> str:
    if answer is SlipAnswer.late and distance:
        return _("{n} half-years late").format(n=distance)
    if answer is SlipAnswer.early and distance:
        return _("{n} half-years early").format(n=-distance)
    return value_words(None, "answer", str(answer)) or str(answer)


def _study(database: Database, plan: PlanRow, marks: Marked, name: str) -> Figure:
    total = len(marks.names)
    found = study_share(database, plan.id, marks.now)
    halves = sorted({one.half for one in found})
    at = {(one.half, one.kind): one for one in found}
    rows = tuple(
        (
            half.label(language()),
            *_study_cells(at.get((half, "planned")), total),
            *_study_cells(
                at.get((half, "actual")), total, is_ahead=marks.now is not None and half > marks.now
            ),
        )
        for half in halves
    )
    title = _("Measures that are only studied")
    picture = None
    if halves:
        lines = [
            Line(_("planned"), "bars", _values(halves, at, "planned"), is_dashed=True),
            Line(_("reached"), "solid", _values(halves, at, "actual")),
        ]
        said = _said([(row[0], f"{_('planned')} {row[1]}", f"{_('reached')} {row[3]}") for row in rows])
        picture = line_chart(f"{name}-study", title, said, [row[0] for row in rows], lines)
    long = stagnant(database, plan.id, found=marks).base
    headline = (
        _("{long} of {n} measures with a schedule are studied for three years or more ({share})").format(
            long=long.counts["measures"], n=long.n, share=share(long.counts["measures"], long.n)
        )
        if long.n
        else _("How long measures are studied is unknown: none has a schedule")
    )
    base = _(
        "base of each half-year: measures with a mark in it, of {total}; {missing} have no schedule; {as_of}"
    )
    told = base.format(total=total, missing=long.missing, as_of=_as_of(marks.now))
    headings = (_("Half-year"), _("planned"), _("no mark"), _("reached"), _("no mark"))
    return Figure("study", title, headline, told, picture, headings, rows, "long_study", {"plan": plan.key})


def _study_cells(one: StudyShare | None, total: int, *, is_ahead: bool = False) -> tuple[str, str]:
    if one is None:
        return (_NONE if is_ahead else _("Unknown")), str(total)
    n = one.studied + one.further
    return f"{one.studied}／{n}（{share(one.studied, n)}）", str(total - n)


def _values(
    halves: Sequence[Half], at: Mapping[tuple[Half, str], StudyShare], kind: str
) -> tuple[float | None, ...]:
    found = [at.get((half, kind)) for half in halves]
    return tuple(None if one is None else one.studied / (one.studied + one.further) for one in found)


def _said(rows: Sequence[Sequence[str]]) -> str:
    """A table's rows as one sentence."""
    return "、".join(" ".join(row) for row in rows)
