"""The charts of 図表 as tables: which kinds a bar stacks, its bars, and the base each chart stands on."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from db.database import Database
from db.reads.charts import Grouping, Reach, costs, progress, study_share
from db.reads.insights import slips
from domain.eras import short_label
from domain.periods import Half
from domain.slip import SlipAnswer
from i18n import _, language
from tui.marks import fit
from tui.widgets.stacked_bars import Bar
from tui.words import shown


@dataclass(frozen=True, slots=True)
class KindMark:
    """How one kind of a chart looks; Okabe and Ito's colours, fills that differ without them."""

    kanji: str
    colour: tuple[int, int, int]
    fill: str
    ascii_fill: str
    msgid: str

    @property
    def label(self) -> str:
        """The kind's name in the reader's language."""
        return _(self.msgid)


_GREEN, _BLUE, _YELLOW = (0, 158, 115), (86, 180, 233), (240, 228, 66)
_ORANGE, _RED, _GREY = (230, 159, 0), (213, 94, 0), (153, 153, 153)

REACH_MARKS: Final[Mapping[str, KindMark]] = {
    Reach.running: KindMark("実", _GREEN, "█", "@", "In operation"),
    Reach.building: KindMark("構", _BLUE, "▒", "#", "Being built or bought"),
    Reach.studying: KindMark("検", _YELLOW, "-", "-", "Studied"),
    Reach.unknown: KindMark("？", _GREY, ".", ".", "Unknown"),
}
SLIP_MARKS: Final[Mapping[str, KindMark]] = {
    SlipAnswer.on_time: KindMark("予", _GREEN, "█", "@", "On time"),
    SlipAnswer.early: KindMark("早", _BLUE, "▒", "#", "Early"),
    SlipAnswer.late: KindMark("遅", _ORANGE, "░", "=", "Late"),
    SlipAnswer.never: KindMark("未", _RED, "x", "x", "Never reached"),
    SlipAnswer.unplanned: KindMark("外", _YELLOW, "+", "+", "Not planned"),
    SlipAnswer.unknown: KindMark("？", _GREY, ".", ".", "Unknown"),
}
STUDY_MARKS: Final[Mapping[str, KindMark]] = {
    "studied": KindMark("検", _YELLOW, "-", "-", "Only studied"),
    "further": KindMark("進", _GREEN, "█", "@", "Further on"),
}
COST_MARKS: Final[Mapping[str, KindMark]] = {
    "thousand_yen": KindMark("", _BLUE, "▒", "#", "Estimated cost (thousand yen)"),
}

GROUPINGS: Final[Mapping[Grouping, str]] = {
    "goal": "By goal",
    "policy_field": "By field",
    "department": "By lead department",
}
_LABEL_CELLS: Final = 26


@dataclass(frozen=True, slots=True)
class Drawn:
    """Bars with the sentence about what they stand on; `latest` as in StackedBars.show_bars."""

    bars: list[Bar]
    base: str
    latest: int | None = None


def slip_bars(database: Database, plan_id: int, now: Half | None, department_id: int | None) -> Drawn:
    """One bar for each distance between planned and reached, from early to late, then what has no distance."""
    found = slips(database, plan_id, now, department_id)
    counted: Counter[tuple[int, int, SlipAnswer]] = Counter()
    for row in found.rows:
        answer, distance = row.slip.answer, row.slip.half_years
        place = 0 if distance is not None else 1 + list(SlipAnswer).index(answer)
        counted[place, distance or 0, answer] += 1
    bars = [
        Bar(_bar_label(_slip_words(distance if place == 0 else None, answer), n), {str(answer): n})
        for (place, distance, answer), n in sorted(counted.items(), key=lambda item: item[0][:2])
    ]
    base = found.base
    words = _("n = {n} measures, {missing} without known stages; {stages} stages").format(
        n=base.n, missing=base.missing, stages=len(found.rows)
    )
    return Drawn(bars, words)


def _slip_words(distance: int | None, answer: SlipAnswer) -> str:
    if distance:
        return _("{n:+d} half-years").format(n=distance)
    return SLIP_MARKS[answer].label


def study_bars(database: Database, plan_id: int, now: Half | None, department_id: int | None) -> Drawn:
    """Two bars for each half-year: as planned, and as it went."""
    shares = study_share(database, plan_id, now, department_id)
    bars, latest = [], None
    for place, one in enumerate(shares):
        kind = _("planned") if one.kind == "planned" else _("reached")
        here = ">" if one.half == now else " "
        half = one.half.label(language())
        label = f"{here}{fit(half, max(cell_len(half), 5))} {kind}"
        n = one.studied + one.further
        bars.append(Bar(f"{label} {one.studied}/{n} ", {"studied": one.studied, "further": one.further}))
        if one.half == now:
            latest = place
    words = _("studied / measures with a mark; blanks are in neither")
    return Drawn(bars, words, latest)


def progress_bars(
    database: Database, plan_id: int, by: Grouping, now: Half | None, department_id: int | None
) -> Drawn:
    """One bar for each goal, field or department, by the furthest stage that was reached."""
    groups = progress(database, plan_id, by, now, department_id)
    bars = [
        Bar(
            _bar_label(shown(group.name) or _("without one"), group.n),
            {str(reach): n for reach, n in group.counts.items()},
        )
        for group in groups
    ]
    words = _("{by}: n = measures; what was reached, not planned").format(by=_(GROUPINGS[by]))
    return Drawn(bars, words)


def cost_bars(database: Database, plan_id: int) -> Drawn:
    """One bar for each fiscal year."""
    found = costs(database, plan_id)
    bars = [
        Bar(
            _("{year} about {cost}" if approximate else "{year} {cost}").format(
                year=short_label(fy, language()), cost=f"{cost:,}" if cost is not None else "？"
            )
            + " ",
            {"thousand_yen": cost or 0},
        )
        for fy, cost, approximate in found
    ]
    known = sum(cost is not None for _fy, cost, _approximate in found)
    words = _("{n} fiscal years with an estimate of the plan, thousand yen").format(n=known)
    return Drawn(bars, words)


def _bar_label(name: str, n: int) -> str:
    label = name if cell_len(name) <= _LABEL_CELLS else fit(name, _LABEL_CELLS)
    return f"{label} {n} "
