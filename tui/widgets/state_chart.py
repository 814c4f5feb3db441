"""Reports by state for each half-year as stacked bars, with the kanji and the number inside each part that has room."""

from collections.abc import Collection, Sequence

from db.reads.counts import Counts
from domain.periods import Half
from domain.reporting import State
from i18n import _, language
from tui.marks import SETTLED_FIRST, STATE_MARKS
from tui.widgets.stacked_bars import Bar, StackedBars, whole

Bars = Sequence[tuple[Half, Counts]]


class StateChart(StackedBars):
    """Half-years from top to bottom; `now` is the one in sight. Those `to_come` were never opened and have no bar.

    Each label ends with reported/measures, so every bar shows its base.
    """

    def __init__(
        self,
        counts: Bars = (),
        *,
        now: Half | None = None,
        to_come: Collection[Half] = (),
        legend: bool = True,
        id: str | None = None,
    ) -> None:
        super().__init__({str(state): STATE_MARKS[state] for state in SETTLED_FIRST}, legend=legend, id=id)
        self.nothing, self.more = _("No half-years yet"), "{shown} of {all} half-years: Up, Down"
        if counts:
            self._take(counts, now, to_come)

    def show_counts(self, counts: Bars, now: Half | None = None, to_come: Collection[Half] = ()) -> None:
        """Draw other numbers."""
        self._take(counts, now, to_come)
        self.refresh()

    def _take(self, counts: Bars, now: Half | None, to_come: Collection[Half]) -> None:
        digits = len(str(max((_total(each) for _, each in counts), default=0)))
        bars = [
            Bar(
                half_label(
                    half, None if half in to_come else each.reported, _total(each), digits, here=half == now
                ),
                {} if half in to_come else {str(state): each.states.get(state, 0) for state in State},
            )
            for half, each in counts
        ]
        self.top = max([1, *(_total(each) for _, each in counts)])
        self.bars, self._first = bars, None
        self._latest = next((place for place, (half, _) in enumerate(counts) if half == now), len(bars) - 2)


def _total(counts: Counts) -> int:
    return sum(whole(counts.states.get(state, 0)) for state in State)


def half_label(half: Half, done: float | None, total: int, digits: int, *, here: bool) -> str:
    """>R2下 22/26: how many of how many, so that every bar shows its base; None: still to come."""
    told = "-" if done is None else str(whole(done))
    sign = ">" if here else " "
    return f"{sign}{half.label(language())} {told:>{digits}}/{total:<{digits}} "
