"""検討滞留: work items that are being studied, and nothing else, for years."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from domain.slip import Row

STUDY: Final = frozenset({"検討", "調査・研究"})

# Three whole years, or six half-years, running.
LIMIT: Final = 6


@dataclass(frozen=True, slots=True)
class Stagnation:
    """A run of half-years of nothing but study: its first and last slot and its length in half-years.

    `ongoing` when the row ends with it; otherwise something came after, and it is history.
    """

    first: int
    last: int
    half_years: int
    ongoing: bool


def stagnations(row: Row, *, whole_years: Collection[int] = (), limit: int = LIMIT) -> tuple[Stagnation, ...]:
    """Every run of at least `limit` half-years in which a row of slots knows only 検討 or 調査・研究.

    Slots in `whole_years` stand for both halves of their year, unless the second has a mark of its own. A blank, a lost
    mark, or any other stage beside the study ends a run.
    """
    marks = dict(row)
    for place in whole_years:
        if place in row:
            marks.setdefault(place + 1, row[place])
    studied = sorted(place for place, stages in marks.items() if stages and STUDY.issuperset(stages))
    runs: list[list[int]] = []
    for place in studied:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return tuple(
        Stagnation(run[0], run[-1], len(run), run[-1] == max(marks)) for run in runs if len(run) >= limit
    )
