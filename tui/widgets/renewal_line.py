"""A system's renewal on a line of half-years: two cells each, a kanji where a date falls, the current one marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from domain.eras import era_year_label, short_label
from domain.periods import Half, half_of, slot
from domain.renewal import RenewalDates, month_number
from i18n import language
from tui.marks import fit

HALF_CELLS: Final = 2
NOW: Final = "今"

# What falls into a half-year; where several do, the later one in this table stands in front.
MARKS: Final = (
    ("next_study_start", "検", "the study begins"),
    ("next_procurement_fy", "達", "the year of procurement"),
    ("current_end", "終", "the running system ends"),
    ("next_operation_start", "運", "the next system starts"),
)
RUNNING: Final = "=="
WORKING: Final = "--"
NOTHING: Final = "  "


@dataclass(frozen=True, slots=True)
class Window:
    """The half-years in sight: the first one, how many, and the current one."""

    first: int
    count: int
    now: int

    @property
    def slots(self) -> range:
        """Their slots in order."""
        return range(self.first, self.first + self.count)


def slot_of(month: str) -> int:
    """The half-year slot of a YYYY-MM."""
    number = month_number(month)
    return half_of(date(number // 12, number % 12 + 1, 1)).index


def places(dates: RenewalDates) -> dict[str, int]:
    """The slot of each known date; a procurement year stands at its first half."""
    told = {
        name: slot_of(month)
        for name in ("current_end", "next_study_start", "next_operation_start")
        if (month := getattr(dates, name)) is not None
    }
    if dates.next_procurement_fy is not None:
        told["next_procurement_fy"] = slot(dates.next_procurement_fy, None)
    return told


def extent(rows: Iterable[RenewalDates], now: int) -> tuple[int, int]:
    """The first and last slot of whole years that the rows need, with the current one where it is near."""
    found = [place for dates in rows for place in places(dates).values()]
    if not found:
        return now // 2 * 2, now // 2 * 2 + 1
    first, last = min(found), max(found)
    if first - 4 <= now <= last + 4:
        first, last = min(first, now), max(last, now)
    return first // 2 * 2, last // 2 * 2 + 1


def window(rows: Sequence[RenewalDates], now: int, cells: int, moved: int = 0) -> Window:
    """The half-years that fit into `cells`, around the current one; `moved` years further where there are more."""
    first, last = extent(rows, now)
    room = max(cells // (2 * HALF_CELLS), 1) * 2
    if last - first + 1 <= room:
        return Window(first, last - first + 1, now)
    start = (now - room // 3) // 2 * 2 + 2 * moved
    return Window(max(first, min(start, last - room + 1)), room, now)


def heading(seen: Window) -> Text:
    """The years over their two half-years, 今 over the current one."""
    text = Text(no_wrap=True)
    for place in range(seen.first, seen.first + seen.count, 2):
        half = Half.at(place)
        label = short_label(half.fy) if language() == "ja" else f"{half.fy % 100:02d}"
        if seen.now == place:
            text.append(NOW, style="bold reverse").append(fit(_bare(label), HALF_CELLS))
        elif seen.now == place + 1:
            text.append(fit(_bare(label), HALF_CELLS)).append(NOW, style="bold reverse")
        else:
            text.append(fit(label, 2 * HALF_CELLS))
    return text


def _bare(label: str) -> str:
    """A year's label in two cells: H28 gives up its letter."""
    return label if cell_len(label) <= HALF_CELLS else label[1:]


def line(dates: RenewalDates, seen: Window) -> Text:
    """The system's half-years: == the running system, -- study to operation, a kanji where a date falls."""
    told = places(dates)
    by_slot = {told[name]: mark for name, mark, _meaning in MARKS if name in told}
    ended, study, operation = (
        told.get(name) for name in ("current_end", "next_study_start", "next_operation_start")
    )
    text = Text(no_wrap=True)
    for place in seen.slots:
        mark = by_slot.get(place)
        if mark is None:
            working = study is not None and operation is not None and study < place < operation
            running = (ended is not None and place < ended) or (operation is not None and place > operation)
            mark = WORKING if working else RUNNING if running else NOTHING
        style = "bold" if place in by_slot else "dim"
        text.append(mark, style=f"{style} reverse" if place == seen.now else style)
    return text


def month_words(month: str | None) -> str:
    """平成28年9月 for 2016-09, 2016-09 in English, ？ where it is not known."""
    if month is None:
        return "？"
    if language() == "en":
        return month
    year, part = divmod(month_number(month), 12)
    return f"{era_year_label(year, part + 1)}{part + 1}月"
