"""measure complete, evaluate, discontinue, merge, split, suspend, resume, carry-over."""

import click

from db.reads.plans import measure_id, plan_by_key
from db.writes.measures import change_measure
from domain.lifecycle import LIFE_STEPS, MeasureAction
from domain.periods import Half
from i18n import _
from shinchoku.context import Session, period_option, plan_option
from shinchoku.report_commands import measure_option
from shinchoku.speaking import say


@click.group("measure", help=_("What happens to a measure in its plan: completed, discontinued, merged …"))
def measure_group() -> None:
    pass


_HELP = {
    MeasureAction.complete: _("The measure is done; its effect and cost can be evaluated now."),
    MeasureAction.evaluate: _("Say effect and cost of a completed measure, with --note."),
    MeasureAction.discontinue: _("The measure ends undone, with the reason."),
    MeasureAction.merge: _("The measure goes on inside another one, named with --other."),
    MeasureAction.split_: _("The measure goes on as several others, each named with --other."),
    MeasureAction.suspend: _("The measure rests, with the reason; it owes no report until it is resumed."),
    MeasureAction.resume: _("A resting measure goes on, with the reason."),
    MeasureAction.carry_over: _("The measure goes on in the next plan."),
}


def _command(action: MeasureAction) -> click.Command:
    steps = [step for step in LIFE_STEPS if step.action is action]

    @plan_option
    @measure_option
    @period_option
    @click.option(
        "--note", required=any(step.needs_note for step in steps), help=_("Why, or what came of it.")
    )
    @click.option(
        "--other", "others", metavar="KEY", multiple=True, help=_("The other measure, in the same plan.")
    )
    @click.option(
        "--into-plan", metavar="KEY", help=_("The plan of the other measure, when it is another one.")
    )
    @click.pass_obj
    def run(
        session: Session,
        plan_key: str | None,
        measure: str,
        half: Half,
        note: str | None,
        others: tuple[str, ...],
        into_plan: str | None,
    ) -> int:
        with session.book(write=True) as book:
            plan = plan_by_key(book.db, plan_key)
            target = plan_by_key(book.db, into_plan) if into_plan else plan
            named = [measure_id(book.db, target, key) for key in others]
            found = measure_id(book.db, plan, measure)
            state = change_measure(book, found, action, half, note=note, others=named)
        say(_("The measure is now: {state}").format(state=_(str(state))))
        return 0

    return click.command(str(action), help=_HELP[action])(run)


for _action in MeasureAction:
    measure_group.add_command(_command(_action))
