"""A schedule in columns: which half-years or years, what mark stands in each, brackets around the current one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from db.reads.stage_map import StageMapRow
from domain.eras import short_label
from domain.periods import Half, slot
from domain.slip import StageSlip, headline, stage_slips
from i18n import language
from tui.marks import CONTINUES, NONE, UNKNOWN, fit, stage_mark

MARK_CELLS: Final = 4  # two stages side by side


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading and the slots it stands for (one half-year, or the two of a whole year).

    `width` is the same for all columns of a schedule; one more cell stands before each for a sign.
    """

    label: str
    slots: tuple[int, ...]
    is_now: bool
    width: int = MARK_CELLS

    @property
    def pitch(self) -> int:
        """From one column to the next, in cells."""
        return self.width + 1


def columns(
    rows: Sequence[StageMapRow], now: Half | None, years: tuple[int, int] | None = None
) -> list[Column]:
    """The whole years that the rows and the plan (`years`, first and last) cover.

    By half-years, or by years where every planned cell is a whole year's.
    """
    places = {place for row in rows for place in (*row.planned, *row.revised, *row.actual)}
    if not places:
        return []
    known = [*(place // 2 for place in places), *(years or ())]
    first, last = min(known), max(known)
    halves = [Half.at(place) for place in range(first * 2, last * 2 + 2)]
    return columns_for(rows, halves, now)


def columns_for(
    rows: Sequence[StageMapRow],
    halves: Sequence[Half],
    now: Half | None,
) -> list[Column]:
    """Columns for these half-years, joined to years where every planned cell of the rows is a whole year's."""
    if any(row.whole_year for row in rows) and all(
        row.planned.keys() <= row.whole_year and row.revised.keys() <= row.revised_whole for row in rows
    ):
        years = dict.fromkeys(half.fy for half in halves)
        here = None if now is None else now.fy
        return _even((year_label(year), (slot(year, 1), slot(year, 2)), year == here) for year in years)
    return _even((_half_label(half), (half.index,), half == now) for half in halves)


def _even(told: Iterable[tuple[str, tuple[int, ...], bool]]) -> list[Column]:
    """Columns of one width, wide enough for the widest heading (R2上 takes four cells, H27上 five)."""
    found = list(told)
    width = max([MARK_CELLS, *(cell_len(label) for label, _, _ in found)])
    return [Column(label, slots, is_now, width) for label, slots, is_now in found]


def in_cells(marks: Sequence[str], seen: Sequence[Column]) -> list[str]:
    """Each mark in its column's cells, then one more cell; the current half-year's mark stands in [brackets]."""
    texts, closing = [], " "
    for mark, column in zip(marks, seen, strict=True):
        if not column.is_now:
            texts.append(closing + fit(mark, column.width))
            closing = " "
        elif cell_len(mark) + 2 <= column.pitch:
            texts.append(fit(f"[{fit(mark, max(2, cell_len(mark)))}]", column.pitch))
            closing = " "
        else:
            texts.append("[" + fit(mark, column.width))
            closing = "]"
    return [*texts, closing]


def year_label(year: int) -> str:
    """R2; the plain year in English, which has to be as short."""
    return short_label(year) if language() == "ja" else str(year)


def _half_label(half: Half) -> str:
    return half.label() if language() == "ja" else f"{half.fy % 100:02d}H{half.half}"


def planned_mark(row: StageMapRow, column: Column, before: Column | None = None) -> str:
    """The mark of a planned cell: 〃 where it goes on, ・ where nothing is planned.

    ？ where the plan prints nothing for the work item at all: what was planned is unknown.

    `before` is the column to the left when it is in sight; a continued cell without one names its stage again.
    """
    for place in column.slots:
        if place in row.planned:
            goes_on = (
                place in row.continued
                and before is not None
                and any(one in row.planned for one in before.slots)
            )
            return stage_mark(row.planned[place] or (), continued=goes_on)
    whole = column.slots[0] - 1
    if len(column.slots) == 1 and whole % 2 == 0 and whole in row.whole_year:
        return CONTINUES if before is not None else stage_mark(row.planned.get(whole) or ())
    return NONE if row.planned else UNKNOWN


def reached_mark(row: StageMapRow, column: Column, now: Half | None) -> str:
    """The mark of what was reached: the latest of the column, ？ where it is past and nothing is known, blank ahead."""
    for place in reversed(column.slots):
        if place in row.actual:
            return stage_mark(row.actual[place] or ())
    if now is None or column.slots[-1] >= now.index:
        return ""
    if (
        len(column.slots) == 1
        and column.slots[0] % 2
        and column.slots[0] - 1 in row.whole_year & row.actual.keys()
    ):
        return CONTINUES
    return NONE if row.actual else UNKNOWN


def slip_of(row: StageMapRow, now: Half | None) -> StageSlip | None:
    """The gravest slip of the work item as of `now`."""
    until = now.index if now is not None else None
    return headline(stage_slips(row.planned, row.actual or None, until, whole_years=row.whole_year))
