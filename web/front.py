"""What the front page says of a book: the half-years being worked on, and the figures of one plan."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from db.clock import JST, system_clock
from db.reads.counts import Counts, counts
from db.reads.plans import PeriodRow, PlanRow, default_plan, find_plan, plan_count, plans, running_periods
from domain.reporting import State
from web.front_charts import Figure, figures
from web.standing import standing

# Half-years on the page, and plans to choose from; a book of the whole country has thousands.
MOST_PERIODS: Final = 20
MOST_PLANS: Final = 100
_CONFIRMED: Final = (State.confirmed, State.compiled, State.approved)


@dataclass(frozen=True, slots=True)
class Front:
    """A book's front: `current` half-years (`has_more`: only the first of them), the plan chosen, its figures.

    `plans` are those to choose from, empty where there are too many; `unknown` is a plan that was asked for in vain.
    """

    current: tuple[dict[str, Any], ...]
    has_more: bool
    plans: tuple[PlanRow, ...]
    chosen: PlanRow | None
    unknown: str
    figures: tuple[Figure, ...]


def read(path: str | Path, name: str, asked: str | None) -> Front:
    """The front of a book as of now, all of it out of one snapshot of what managers may see."""
    moment = system_clock().astimezone(JST).strftime("%Y-%m-%d %H:%M")
    with standing(path) as database:
        known = plans(database) if plan_count(database) <= MOST_PLANS else ()
        named = find_plan(database, asked) if asked else None
        chosen = named or default_plan(database)
        current = running_periods(database, MOST_PERIODS + 1)
        return Front(
            tuple(
                _current(key, title, period, counts(database, period.plan_id, period.id))
                for key, title, period in current[:MOST_PERIODS]
            ),
            len(current) > MOST_PERIODS,
            tuple(known),
            chosen,
            asked if asked and named is None else "",
            figures(database, chosen, name, moment) if chosen is not None else (),
        )


def _current(key: str, title: str, period: PeriodRow, found: Counts) -> dict[str, Any]:
    """A half-year being worked on, as a line of the page's first table."""
    return {
        "plan": key,
        "plan_title": title,
        "period": str(period.half),
        "period_state": period.state,
        "due_on": period.due_on,
        "measures": found.measures,
        "reported": found.reported,
        "confirmed": sum(found.states[state] for state in _CONFIRMED),
        "missing": found.missing,
        "returned": found.states[State.returned],
    }
