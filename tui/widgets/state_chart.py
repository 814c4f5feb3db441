"""Reports by state for each half-year as stacked bars, with the kanji and the number inside each part that has room."""

from collections.abc import Sequence

from db.reads.reports import Counts
from domain.periods import Half
from domain.reporting import State
from i18n import _, language
from tui.marks import SETTLED_FIRST, STATE_MARKS
from tui.widgets.stacked_bars import Bar, StackedBars, whole

Bars = Sequence[tuple[Half, Counts]]


class StateChart(StackedBars):
    """Half-years from top to bottom. Those after `now` are still to come and have no bar.

    Each label ends with reported/measures, so every bar shows its base.
    """

    def __init__(
        self, counts: Bars = (), *, now: Half | None = None, legend: bool = True, id: str | None = None
    ) -> None:
        super().__init__({str(state): STATE_MARKS[state] for state in SETTLED_FIRST}, legend=legend, id=id)
        self.nothing, self.more = _("No half-years yet"), "{shown} of {all} half-years: Up, Down"
        if counts:
            self._take(counts, now)

    def show_counts(self, counts: Bars, now: Half | None = None) -> None:
        """Draw other numbers."""
        self._take(counts, now)
        self.refresh()

    def _take(self, counts: Bars, now: Half | None) -> None:
        digits = len(str(max((_total(each) for _, each in counts), default=0)))
        bars = [
            Bar(
                _label(half, each, now, digits),
                {str(state): each.states.get(state, 0) for state in State} if _begun(half, now) else {},
            )
            for half, each in counts
        ]
        self.top = max([1, *(_total(each) for _, each in counts)])
        self.bars, self._first = bars, None
        self._latest = next((place for place, (half, _) in enumerate(counts) if half == now), len(bars) - 2)


def _begun(half: Half, now: Half | None) -> bool:
    return now is None or half <= now


def _total(counts: Counts) -> int:
    return sum(whole(counts.states.get(state, 0)) for state in State)


def _label(half: Half, counts: Counts, now: Half | None, digits: int) -> str:
    here = ">" if half == now else " "
    reported = str(whole(counts.reported)) if _begun(half, now) else "-"
    return f"{here}{half.label(language())} {reported:>{digits}}/{_total(counts):<{digits}} "
