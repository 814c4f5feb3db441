"""Timing side by side: two ways take turns, so that a busy machine slows both; medians, and their ratio."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One comparison in milliseconds. The aim is a ratio (x) or a time in seconds (s); None: no aim set."""

    name: str
    ours: tuple[float, ...]
    bare: tuple[float, ...]
    aim: float | None
    aim_is_ratio: bool = True

    @property
    def ratio(self) -> float:
        """Our median over the bare median."""
        return statistics.median(self.ours) / statistics.median(self.bare)

    @property
    def reached(self) -> bool | None:
        """Whether the aim is met; None without one."""
        if self.aim is None:
            return None
        return (self.ratio if self.aim_is_ratio else statistics.median(self.ours) / 1000) <= self.aim

    def line(self) -> str:
        """The result as one line of the report."""
        ours, bare = statistics.median(self.ours), statistics.median(self.bare)
        verdict = {True: "reached", False: "MISSED", None: ""}[self.reached]
        aim = "" if self.aim is None else f"<= {self.aim:g}{'x' if self.aim_is_ratio else ' s'}"
        return (
            f"{self.name:<44} {ours:>9.2f} {max(self.ours):>9.2f} {bare:>9.2f} {self.ratio:>9.2f}x"
            f" {len(self.ours):>5}  {aim:<9} {verdict}"
        )


HEADING = f"{'':<44} {'ours ms':>9} {'worst':>9} {'bare ms':>9} {'ratio':>10} {'n':>5}  aim"


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def by_turns(
    ours: Sequence[Callable[[], object]], bare: Sequence[Callable[[], object]]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Times of both ways, run by turns."""
    mine, theirs = [], []
    for our_work, bare_work in zip(ours, bare, strict=True):
        theirs.append(milliseconds(bare_work))
        mine.append(milliseconds(our_work))
    return tuple(mine), tuple(theirs)
