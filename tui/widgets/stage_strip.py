"""One schedule as a row of half-years: what was planned over what was reached, the current one in [brackets]."""

from collections.abc import Mapping, Sequence
from typing import Final

from rich.text import Text

from db.reads.measures import CellRow
from db.reads.stage_map import StageMapRow, stage_row
from domain.names import clean
from domain.periods import Half
from i18n import _
from tui.marks import NONE, fit
from tui.widgets.schedule import (
    MARK_CELLS,
    Column,
    columns_for,
    in_cells,
    planned_mark,
    reached_mark,
)

_KIND: Final = 3
_LEAST_LABEL: Final = 12
_MOST_LABEL: Final = 40


def as_row(
    item_label: str,
    cells: Sequence[CellRow],
    reached: Mapping[int, tuple[str, ...]] | None = None,
) -> StageMapRow:
    """A schedule's cells as a row over slots.

    What was `reached` stands over printed actuals.
    """
    return stage_row(1, item_label, cells, reached)._replace(title=item_label)


def strip_lines(
    row: StageMapRow,
    halves: Sequence[Half],
    now: Half | None,
    width: int,
    *,
    heading: bool = True,
) -> list[Text]:
    """The strip's lines, each exactly `width` cells: a heading if wanted, planned, and what else there is."""
    seen = columns_for([row], halves, now)
    pitch = seen[0].pitch if seen else MARK_CELLS + 1
    label = max(_LEAST_LABEL, min(_MOST_LABEL, width - _KIND - 1 - pitch * len(seen)))
    fitting = max(1, (width - label - _KIND - 1) // pitch)
    here = next((place for place, column in enumerate(seen) if column.is_now), 0)
    first = max(0, min(here - fitting // 2, len(seen) - fitting))
    left, right = ("<" if first else " "), (">" if first + fitting < len(seen) else "")
    seen = seen[first : first + fitting]
    before = (None, *seen)
    planned = [planned_mark(row, *pair) for pair in zip(seen, before, strict=False)]
    lines = [_line(fit(clean(row.title, lines=False), label - 1) + " 予 ", planned, seen, width)]
    if heading:
        labels = "".join(" " + fit(column.label, column.width) for column in seen)
        text = fit(_("Work item"), label + _KIND - 1) + left + labels + right
        lines.insert(0, Text(fit(text, width), style="bold", no_wrap=True, end=""))
    if row.revised:
        revised = [planned_mark(row.as_revised(), *pair) for pair in zip(seen, before, strict=False)]
        lines.append(_line(" " * label + "改 ", revised, seen, width))
    if row.actual:
        reached = [reached_mark(row, column, now) for column in seen]
        lines.append(_line(" " * label + "実 ", reached, seen, width))
    return lines


def _line(start: str, marks: Sequence[str], seen: Sequence[Column], width: int) -> Text:
    line = Text(start, no_wrap=True, end="")
    texts = in_cells(marks, seen)
    for text, mark, column in zip(texts, marks, seen, strict=False):
        line.append(text, style="bold" if column.is_now else "dim" if mark == NONE else "")
    line.append(texts[-1])
    line.truncate(width, pad=True)
    return line
