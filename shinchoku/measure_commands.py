"""measure add, revise-schedule, complete, evaluate, discontinue, merge, split, suspend, resume, carry-over."""

from collections.abc import Callable
from typing import ClassVar, Final

import click

from db.reads.measures import sheet
from db.reads.plans import measure_id, plan_by_key
from db.writes.measures import Evaluation, NewMeasure, add_measure, change_measure
from db.writes.schedule import When, revise_schedule
from domain.errors import Refusal
from domain.lifecycle import LIFE_STEPS, MeasureAction
from domain.names import split_departments
from domain.periods import Half, NotAHalfYear
from domain.reporting import FUTURE_DIRECTIONS
from i18n import _, ngettext
from i18n.states import MEASURE_STATES
from shinchoku.context import Session, period_option, plan_option
from shinchoku.report_commands import measure_option
from shinchoku.speaking import say, tell


class NotACell(Refusal):
    msgid: ClassVar[str] = (
        "“{text}” is not HALF=STAGE. Write it like 2021H1=調達・構築, or 2021=運用 for the whole year; nothing after"
        " the = takes the cell away."
    )


@click.group("measure", help=_("What happens to a measure in its plan: added, revised, completed, merged …"))
def measure_group() -> None:
    pass


def cells_of(pairs: tuple[str, ...]) -> dict[When, str]:
    """Read HALF=STAGE pairs. Raises NotACell."""
    found: dict[When, str] = {}
    for pair in pairs:
        when, equals, stage = pair.partition("=")
        plain = when.strip()
        try:
            half = None if plain.isdecimal() and len(plain) == 4 else Half.parse(plain)
        except NotAHalfYear as error:
            raise NotACell(text=pair) from error
        if not equals:
            raise NotACell(text=pair)
        found[(int(plain), None) if half is None else (half.fy, half.half)] = stage.strip()
    return found


_stages_option = click.option(
    "--stage",
    "stages",
    metavar="HALF=STAGE",
    multiple=True,
    help=_("What the schedule plans: 2021H1=調達・構築, or 2021=運用 for the whole year."),
)


@measure_group.command("add", help=_("A measure comes into the plan, from a half-year on, with the reason."))
@plan_option
@period_option
@click.option("--number", help=_("The number as it is printed."))
@click.option("--key", help=_("The key, where the number alone is not enough."))
@click.option("--title", required=True, help=_("The measure's title."))
@click.option("--lead", "leads", metavar="NAME", multiple=True, required=True, help=_("A lead department."))
@click.option("--related", metavar="NAME", multiple=True, help=_("A related department."))
@click.option("--goal", "goals", metavar="NAME", multiple=True, help=_("A goal that the measure serves."))
@click.option("--field", "policy_field", help=_("The field it belongs to."))
@click.option("--content", help=_("What is to be done."))
@_stages_option
@click.option("--note", required=True, help=_("Why it comes in."))
@click.pass_obj
def add(
    session: Session,
    plan_key: str | None,
    half: Half,
    number: str | None,
    key: str | None,
    title: str,
    leads: tuple[str, ...],
    related: tuple[str, ...],
    goals: tuple[str, ...],
    policy_field: str | None,
    content: str | None,
    stages: tuple[str, ...],
    note: str,
) -> int:
    new = NewMeasure(
        number,
        title,
        _names(leads),
        _names(related),
        goals,
        policy_field,
        content,
        key,
        cells_of(stages),
    )
    with session.book(write=True) as book:
        plan = plan_by_key(book.db, plan_key)
        found = add_measure(book, plan.id, half, new, note=note)
        key = sheet(book.db, found).measure_key
    tell(key)
    say(_("The plan has the measure “{title}” from {period} on.").format(title=title, period=half))
    return 0


def _names(given: tuple[str, ...]) -> tuple[str, ...]:
    """Departments as they are printed: one option may hold several, as a cell of a plan does."""
    return tuple(one.name for text in given for one in split_departments(text).names)


@measure_group.command(
    "revise-schedule",
    help=_("Change a row of the schedule from a half-year on, with the reason; the first plan stays."),
)
@plan_option
@measure_option
@period_option
@click.option("--row", type=int, default=1, show_default=True, help=_("The row of the schedule."))
@_stages_option
@click.option("--note", required=True, help=_("Why the schedule changes."))
@click.pass_obj
def revise(
    session: Session,
    plan_key: str | None,
    measure: str,
    half: Half,
    row: int,
    stages: tuple[str, ...],
    note: str,
) -> int:
    cells = cells_of(stages)
    with session.book(write=True) as book:
        found = measure_id(book.db, plan_by_key(book.db, plan_key), measure)
        done = revise_schedule(book, found, row, half, cells, note=note)
    words = ngettext(
        "{n} cell of the schedule is revised; the first plan stays beside it.",
        "{n} cells of the schedule are revised; the first plan stays beside them.",
        done.changed,
    )
    say(words.format(n=done.changed))
    return 0


_HELP: Final = {
    MeasureAction.complete: _("The measure is done; its effect and cost can be evaluated now."),
    MeasureAction.evaluate: _("Say effect and cost of a completed measure, with --effect and --cost."),
    MeasureAction.discontinue: _("The measure ends undone, with the reason."),
    MeasureAction.merge: _("The measure goes on inside another one, named with --other."),
    MeasureAction.split_: _("The measure goes on as several others, each named with --other."),
    MeasureAction.suspend: _("The measure rests, with the reason; it owes no report until it is resumed."),
    MeasureAction.resume: _("A resting measure goes on, with the reason."),
    MeasureAction.carry_over: _("The measure goes on in the next plan."),
}


def _shared(action: MeasureAction) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """The options of every step: which measure, from when, why."""
    needs = any(step.needs_note for step in LIFE_STEPS if step.action is action)

    def dressed(function: Callable[..., int]) -> Callable[..., int]:
        note = click.option("--note", required=needs, help=_("Why, or what came of it."))
        return plan_option(measure_option(period_option(note(click.pass_obj(function)))))

    return dressed


def _command(action: MeasureAction) -> click.Command:
    most = max(step.most_others for step in LIFE_STEPS if step.action is action)

    @_shared(action)
    def run(
        session: Session,
        plan_key: str | None,
        measure: str,
        half: Half,
        note: str | None,
        others: tuple[str, ...] = (),
        into_plan: str | None = None,
    ) -> int:
        with session.book(write=True) as book:
            plan = plan_by_key(book.db, plan_key)
            target = plan_by_key(book.db, into_plan) if into_plan else plan
            named = [measure_id(book.db, target, key) for key in others]
            found = measure_id(book.db, plan, measure)
            state = change_measure(book, found, action, half, note=note, others=named)
        say(_("The measure is now: {state}").format(state=_(MEASURE_STATES[state])))
        return 0

    if most:
        help_words = _("The other measure, in the same plan.")
        run = click.option("--other", "others", metavar="KEY", multiple=True, help=help_words)(run)
    if action is MeasureAction.carry_over:
        help_words = _("The plan of the other measure, when it is another one.")
        run = click.option("--into-plan", metavar="KEY", help=help_words)(run)
    return click.command(str(action), help=_HELP[action])(run)


@click.command("evaluate", help=_HELP[MeasureAction.evaluate])
@click.option("--effect", required=True, help=_("What the measure brought about."))
@click.option("--cost", required=True, help=_("What it cost, against what was planned."))
@click.option(
    "--direction",
    metavar="|".join(one.name for one in FUTURE_DIRECTIONS),
    help=_("How it goes on, where that is decided."),
)
@_shared(MeasureAction.evaluate)
def _evaluate(
    session: Session,
    plan_key: str | None,
    measure: str,
    half: Half,
    note: str | None,
    effect: str,
    cost: str,
    direction: str | None,
) -> int:
    said = Evaluation(effect, cost, direction)
    with session.book(write=True) as book:
        found = measure_id(book.db, plan_by_key(book.db, plan_key), measure)
        state = change_measure(book, found, MeasureAction.evaluate, half, note=note, evaluation=said)
    say(_("The measure is now: {state}").format(state=_(MEASURE_STATES[state])))
    return 0


for _action in MeasureAction:
    measure_group.add_command(_evaluate if _action is MeasureAction.evaluate else _command(_action))
