"""The sample plans: read by the real importers, half-years opened, example reports put through the states."""

from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Final

from db.book import Book
from db.door import Door
from db.reads.answers import Answer
from db.reads.plans import measure_id, period_of, plan_by_key
from db.writes.periods import PeriodExists, move_period, open_in, schedule_period
from db.writes.reports import example_report
from domain.reporting import Action, PeriodAction, State
from importers.commit import Source, commit
from importers.document import Document
from importers.identify import read, stage
from importers.recognise.house_cycle import ExampleReport
from importers.recognise.house_table import read_example_reports, read_periods
from shinchoku.import_commands import speak

DAYS_LEFT: Final = 14

# Predecessors first, so that lineage finds them.
SAMPLES: Final = ("musashino-4.csv", "musashino-6.csv", "musashimurayama-3.csv", "musashimurayama-4.csv")

# The steps that bring an example report as far as the sample says.
_STEPS: Final = {
    State.draft: (),
    State.submitted: (Action.submit,),
    State.returned: (Action.submit, Action.return_),
    State.confirmed: (Action.submit, Action.confirm),
    State.approved: (Action.submit, Action.confirm, Action.compile, Action.approve),
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """The titles of the plans that the sample brought or found."""

    plans: tuple[str, ...]


def load_demo(book: Book) -> Loaded:
    """Load every sample plan; what the book already holds is left as it is."""
    titles = []
    for name in SAMPLES:
        content = (files("samples") / name).read_bytes()
        commit(book, stage(name, content), Source(name, content), speak)
        key = name.removesuffix(".csv")
        _cycle(book, key, read(name, content))
        titles.append(plan_by_key(book.db, key).title)
    return Loaded(tuple(titles))


def _cycle(book: Book, key: str, document: Document) -> None:
    """Set up the sample's half-years, open those that have examples, and hand the examples in."""
    planned = read_periods(document)
    examples = read_example_reports(document)
    if not planned:
        return
    plan = plan_by_key(book.db, key)
    with book.writing() as door:
        fresh = {}
        for item in planned:
            try:
                fresh[item.half] = schedule_period(
                    door, plan.id, item.half, opens_on=item.opens_on, due_on=item.due_on
                )
            except PeriodExists:
                continue
        spoken_for = sorted({example.half for example in examples} & fresh.keys())
        for half in spoken_for:
            open_in(door, fresh[half])
    for half in spoken_for:
        period = period_of(book.db, plan.id, half)
        due = {item.half: item.due_on for item in planned}[half]
        mine = [example for example in examples if example.half == half]
        places = [(measure_id(book.db, plan, example.measure), example) for example in mine]
        with book.writing() as door:
            for measure, example in places:
                _example(door, measure, period.id, example, due)
            if all(example.state is State.approved for example in mine):
                row = door.row("period", period.id)
                for action in (PeriodAction.freeze, PeriodAction.submit, PeriodAction.decide):
                    row["state"] = str(move_period(door, row, action))
            else:
                _still_time(door, period.id)


def _still_time(door: Door, period: int) -> None:
    """The half-year that is open in the sample is due in a fortnight, whenever the sample is loaded."""
    due = (date.fromisoformat(door.at[:10]) + timedelta(days=DAYS_LEFT)).isoformat()
    door.update("period", period, {"due_on": due}, action="demo")


def _example(door: Door, measure: int, period: int, example: ExampleReport, due: str | None) -> None:
    answer = Answer(example.progress_evaluation, example.implementation_state, example.text, example.stages)
    example_report(
        door, measure, period, answer, _STEPS[example.state], f"{due or door.at[:10]}T17:00:00+09:00"
    )
