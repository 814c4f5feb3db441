"""insight slip, contradictions, stagnation, lineage, renewal: what the program worked out, with its base."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import click

from db.clock import stamp
from db.database import Database
from db.reads.insight_lineage import Generation, dead_references, generations
from db.reads.insight_marks import MeasureName
from db.reads.insight_renewal import renewal as read_renewal
from db.reads.insights import Base, current_half, stagnant
from db.reads.insights import contradictions as read_contradictions
from db.reads.insights import slips as read_slips
from db.reads.left_out import left_out
from db.reads.plans import PlanRow, current_period, plan_by_key, plans
from domain.eras import short_label
from domain.findings import Contradiction, StateContradiction
from domain.periods import Half
from domain.slip import SlipAnswer
from i18n import _, language
from i18n.left_out import left_out_words
from shinchoku.context import Session, json_option
from shinchoku.speaking import tell
from tui.insight_words import ANSWERS, DATES, contradiction_words, renewal_words

LINEAGE: Final = {
    "orphan": "{direction}, but nothing goes on from it",
    "double_claim": "claimed by several: {measures}",
    "split": "split into {measures}",
    "merge": "merged from {former}",
    "ended_but_claimed": "{direction}, but {measures} goes back to it",
    "nowhere": "leads to no measure that is known: {raw}",
}
UNITS: Final = {
    "measures": "measures",
    "answers": "ratings and states",
    "systems": "systems",
    "former_measures": "measures of the former plan",
}
KINDS: Final = {"planned": "planned", "actual": "as it went"}


@dataclass(frozen=True, slots=True)
class Told:
    """What one insight says of one plan: values for JSON, and lines for people."""

    base: Base
    items: list[dict[str, Any]]
    lines: list[str]
    rate: str


Tell = Callable[[Database, PlanRow], list[Told]]


@click.group(
    "insight",
    help=_("What the program worked out by itself, with the base it stands on. It warns, never blocks."),
)
def insight_group() -> None:
    pass


def _command(name: str, help_text: str, tell: Tell) -> None:
    @insight_group.command(name, help=help_text)
    @click.option(
        "--plan", "plan_key", metavar="KEY", help=_("The plan's key; without it, every plan of the book.")
    )
    @json_option
    @click.pass_obj
    def run(session: Session, plan_key: str | None, as_json: bool) -> int:
        with session.book() as book:
            chosen = [plan_by_key(book.db, plan_key)] if plan_key is not None else plans(book.db)
            told = [(plan, one) for plan in chosen for one in tell(book.db, plan)]
            at = stamp(book.clock)
            rests = {plan.id: _no_report(book.db, plan) for plan in chosen}
        if as_json:
            click.echo(json.dumps(_as_json(name, at, told, rests), ensure_ascii=False, indent=1))
            return 0
        for plan, one in told:
            _print(plan, one, at, rests[plan.id])
        return 0


def _no_report(database: Database, plan: PlanRow) -> Mapping[str, int]:
    """The measures that these numbers count with the rest, though no report is asked of them any more, by reason."""
    period = current_period(database, plan.id)
    return left_out(database, plan.id, period.id if period is not None else None)


def _as_json(
    name: str, at: str, told: list[tuple[PlanRow, Told]], rests: Mapping[int, Mapping[str, int]]
) -> dict[str, Any]:
    found = [
        {
            "plan": plan.key,
            "base": {
                "unit": one.base.unit,
                "n": one.base.n,
                "missing": one.base.missing,
                "period": None if one.base.now is None else str(one.base.now),
                "counts": dict(one.base.counts),
                "no_report_asked": dict(rests[plan.id]),
            },
            "items": one.items,
        }
        for plan, one in told
    ]
    return {"insight": name, "as_of": at, "plans": found}


def _print(plan: PlanRow, told: Told, at: str, rests: Mapping[str, int]) -> None:
    tell(f"{plan.title} ({plan.key})")
    for line in told.lines:
        tell(f"  {line}")
    base = told.base
    when = base.now.label(language()) if base.now is not None else _("the whole printed plan")
    stands = _("n = {n} {unit}, {missing} missing, as of {when} ({at}); it counts {unit}, not work")
    tell(
        "  "
        + told.rate
        + "  "
        + stands.format(n=base.n, unit=_(UNITS[base.unit]), missing=base.missing, when=when, at=at)
    )
    if rests and base.unit == "measures":
        kinds = left_out_words(rests)
        tell("  " + _("counted too, though no report is asked of them: {kinds}").format(kinds=kinds))


def _named(measure: MeasureName) -> dict[str, Any]:
    return {"measure": measure.measure_key, "number": measure.number, "title": measure.title}


def _name(measure: MeasureName) -> str:
    return f"{measure.number or measure.measure_key} {measure.title}"


def _when(slot: int | None, whole: bool) -> str:
    if slot is None:
        return "-"
    half = Half.at(slot)
    if whole:
        return short_label(half.fy, language())
    return half.label(language())


def _half(slot: int | None) -> str | None:
    return None if slot is None else str(Half.at(slot))


# -- one function for each insight


def _slip(database: Database, plan: PlanRow) -> list[Told]:
    found = read_slips(database, plan.id, current_half(database, plan.id))
    items, lines = [], []
    for row in found.rows:
        slip = row.slip
        items.append(
            {
                **_named(row.measure),
                "row": row.row,
                "label": row.item.label,
                "stage": slip.stage,
                "answer": str(slip.answer),
                "half_years": slip.half_years,
                "planned": _half(slip.planned),
                "actual": _half(slip.actual),
                "whole_year": row.whole_planned,
                "against": row.item.against,
            }
        )
        if slip.answer not in (SlipAnswer.on_time, SlipAnswer.unknown):
            by = f" {slip.half_years:+d}" if slip.half_years else ""
            lines.append(
                f"{_(ANSWERS[slip.answer])}{by}  {_name(row.measure)}  "
                + _("row {row} {stage}: planned {planned}, reached {actual}").format(
                    row=row.row,
                    stage=slip.stage,
                    planned=_when(slip.planned, row.whole_planned),
                    actual=_when(slip.actual, row.whole_actual),
                )
            )
    counts = found.base.counts
    rate = "  ".join(f"{_(word)} {counts[answer]}" for answer, word in ANSWERS.items())
    behind = _("measures behind: {behind}/{n}").format(behind=counts["measures_behind"], n=found.base.n)
    return [Told(found.base, items, lines, f"{rate}  {behind}")]


def _contradictions(database: Database, plan: PlanRow) -> list[Told]:
    found = read_contradictions(database, plan.id, current_half(database, plan.id))
    items, lines = [], []
    for one in found.rows:
        what = one.finding.what
        slip = what.slip if isinstance(what, Contradiction) else None
        items.append(
            {
                **_named(one.measure),
                "period": None if one.half is None else str(one.half),
                "source": "evaluation" if one.half is None else "report",
                "code": what.code,
                "said": one.said,
                "row": one.finding.row,
                "stage": slip.stage if slip else what.stage if isinstance(what, StateContradiction) else None,
                "half_years": slip.half_years if slip else None,
            }
        )
        when = _("evaluation") if one.half is None else one.half.label(language())
        lines.append(
            f"{_name(one.measure)}  {when}  「{one.said}」  {contradiction_words(what, one.finding.row)}"
        )
    counts = found.base.counts
    rate = _("contradicted: {measures}/{n}").format(measures=counts["contradictions"], n=found.base.n)
    return [Told(found.base, items, lines, rate)]


def _stagnation(database: Database, plan: PlanRow) -> list[Told]:
    found = stagnant(database, plan.id, current_half(database, plan.id))
    items, lines = [], []
    for one in found.rows:
        items.append(
            {
                **_named(one.measure),
                "row": one.row,
                "label": one.label,
                "kind": one.kind,
                "half_years": one.run.half_years,
                "first": _half(one.run.first),
                "last": _half(one.run.last),
                "ongoing": one.run.ongoing,
            }
        )
        lines.append(
            f"{_name(one.measure)}  "
            + _("row {row}: {n} half-years of study ({kind}), {first} to {last}").format(
                row=one.row,
                n=one.run.half_years,
                kind=_(KINDS[one.kind]),
                first=_when(one.run.first, False),
                last=_when(one.run.last, False),
            )
        )
    counts = found.base.counts
    rate = _("planned {planned}/{n}  as it went {actual}/{n}").format(
        planned=counts["planned"], actual=counts["actual"], n=found.base.n
    )
    return [Told(found.base, items, lines, rate)]


def _lineage(database: Database, plan: PlanRow) -> list[Told]:
    told = [_generation(one) for one in generations(database, plan.id)]
    dead = dead_references(database, plan.id)
    if dead:
        base = Base("measures", plan.measures, 0, None, {"dead_references": len(dead)})
        items = [{"finding": "dead_reference", **_named(one.measure), "raw": one.raw} for one in dead]
        lines = [
            f"{_name(one.measure)}  " + _("names a measure that is not there: {raw}").format(raw=one.raw)
            for one in dead
        ]
        rate = _("references that lead nowhere: {n}").format(n=len(dead))
        told.append(Told(base, items, lines, rate))
    return told


def _generation(one: Generation) -> Told:
    items, lines = [], []
    for finding in one.findings:
        former, measures = ([one.name(key) for key in keys] for keys in (finding.former, finding.measures))
        items.append(
            {
                "finding": finding.code,
                "former_plan": one.former_plan,
                "plan": one.plan,
                "former": [name.measure_key for name in former],
                "measures": [name.measure_key for name in measures],
                "direction": finding.direction,
                "raw": finding.raw or None,
            }
        )
        about = measures if finding.code in ("merge", "nowhere") else former
        words = _(LINEAGE[finding.code]).format(
            direction=finding.direction,
            measures="、".join(_name(name) for name in measures),
            former="、".join(_name(name) for name in former),
            raw=finding.raw,
        )
        lines.append(f"{'、'.join(_name(name) for name in about)}  {words}")
    rate = _("{former} to {plan}: {claimed} measures of the former plan go on").format(
        former=one.former_plan or "-", plan=one.plan, claimed=one.base.counts["claimed"]
    )
    return Told(one.base, items, lines, rate)


def _renewal(database: Database, plan: PlanRow) -> list[Told]:
    found = read_renewal(database, plan.id)
    items, lines = [], []
    for row in found.rows:
        for finding in row.findings:
            items.append(
                {
                    "system": row.name,
                    "department": row.department,
                    "is_bcp_priority": row.is_bcp_priority,
                    "code": finding.code,
                    "level": finding.level,
                    "months": finding.months,
                    **{name: getattr(row.dates, name) for name in DATES},
                }
            )
            lines.append(f"{row.name}  {row.department or ''}  {renewal_words(finding)}")
    counts = found.base.counts
    rate = _("study too late: {late}/{n}").format(late=counts["study_too_late"], n=found.base.n)
    return [Told(found.base, items, lines, rate)] if found.rows else []


_command("slip", _("How many half-years each stage came late or early."), _slip)
_command("contradictions", _("Ratings and states that the schedule contradicts. A warning."), _contradictions)
_command("stagnation", _("Work items studied for three years or six half-years."), _stagnation)
_command("lineage", _("What became of the former plan's measures."), _lineage)
_command("renewal", _("What the systems' renewal dates say against each other."), _renewal)
