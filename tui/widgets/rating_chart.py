"""How reports are rated for each half-year as stacked bars, under the same labels as their states."""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from domain.periods import Half
from domain.reporting import PROGRESS_EVALUATIONS, ProgressEvaluation
from i18n import _
from tui.widgets.stacked_bars import Bar, StackedBars
from tui.widgets.state_chart import Bars, half_label
from tui.words import rating_label


class RatingMark(NamedTuple):
    """How one rating looks: its number, Okabe and Ito's colours, fills that differ without them."""

    rating: ProgressEvaluation
    colour: tuple[int, int, int]
    fill: str
    ascii_fill: str

    @property
    def kanji(self) -> str:
        """The rating's number: the kanji of states are taken."""
        return f"{self.rating.code}:"

    @property
    def label(self) -> str:
        """The rating's name in the reader's language."""
        return rating_label(self.rating)


_LOOKS: Final = (
    ((0, 158, 115), "█", "@"),
    ((86, 180, 233), "▒", "#"),
    ((240, 228, 66), "░", "="),
    ((213, 94, 0), "x", "x"),
    ((153, 153, 153), ".", "."),
)
RATING_MARKS: Final = {
    str(rating.code): RatingMark(rating, *look)
    for rating, look in zip(PROGRESS_EVALUATIONS, _LOOKS, strict=True)
}


class RatingChart(StackedBars):
    """Half-years from top to bottom; each label ends with rated/measures."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(RATING_MARKS, id=id)
        self.nothing, self.more = _("No half-years yet"), "{shown} of {all} half-years: Up, Down"

    def show_ratings(
        self,
        counts: Bars,
        ratings: Mapping[Half, Mapping[int, int]],
        now: Half | None,
        to_come: Collection[Half] = (),
    ) -> None:
        """Draw other numbers, as long for a measure as the bars of their states."""
        totals = [each.measures for _half, each in counts]
        digits = len(str(max(totals, default=0)))
        bars = []
        latest = None
        for place, (half, each) in enumerate(counts):
            found = ratings.get(half, {})
            done = None if half in to_come else sum(found.values())
            label = half_label(half, done, each.measures, digits, here=half == now)
            bars.append(Bar(label, {str(code): n for code, n in found.items()}))
            if half == now:
                latest = place
        self.show_bars(bars, len(bars) - 2 if latest is None else latest)
        self.top = max([1, *totals])
