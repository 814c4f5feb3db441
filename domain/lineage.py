"""系譜の点検: what became of a former plan's measures in the plan that follows, and what claims to go back to them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

# 今後の方向性 that ask for a successor, and those that end a measure.
GOES_ON: Final = frozenset({"継続", "見直し", "拡充"})
ENDS: Final = frozenset({"完了", "中止"})

CODES: Final = ("orphan", "double_claim", "nowhere", "ended_but_claimed", "merge", "split")
LEVELS: Final = {
    "orphan": "warn",
    "double_claim": "warn",
    "nowhere": "warn",
    "ended_but_claimed": "warn",
    "merge": "info",
    "split": "info",
}


@dataclass(frozen=True, slots=True)
class Former:
    """A measure of the former plan: its id and the direction its evaluation gives it (None: not known)."""

    id: int
    direction: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A measure of the following plan says that it goes back to a former one; None: to nothing that is known."""

    measure: int
    former: int | None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class LineageFinding:
    """One finding: former measures and following measures it is about; `raw` is what was printed, `direction` too."""

    code: str
    former: tuple[int, ...]
    measures: tuple[int, ...]
    direction: str | None = None
    raw: str = ""


def audit(
    formers: Iterable[Former], claims: Iterable[Claim], split: Collection[int] = ()
) -> tuple[LineageFinding, ...]:
    """Everything worth a look between two generations, in the order of CODES.

    A former measure that several claim is a split where the book records one (`split`: former measures), else a
    double claim that a person should judge. A measure without a direction is in no finding: nobody knows.
    """
    claimants: dict[int, list[int]] = defaultdict(list)
    origins: dict[int, list[int]] = defaultdict(list)
    nowhere: list[LineageFinding] = []
    for claim in claims:
        if claim.former is None:
            nowhere.append(LineageFinding("nowhere", (), (claim.measure,), None, claim.raw))
        elif claim.measure not in claimants[claim.former]:
            claimants[claim.former].append(claim.measure)
            origins[claim.measure].append(claim.former)
    found = list(nowhere)
    for former in formers:
        heirs = tuple(claimants.get(former.id, ()))
        if not heirs and former.direction in GOES_ON:
            found.append(LineageFinding("orphan", (former.id,), (), former.direction))
        if len(heirs) > 1:
            code = "split" if former.id in split else "double_claim"
            found.append(LineageFinding(code, (former.id,), heirs, former.direction))
        if heirs and former.direction in ENDS:
            found.append(LineageFinding("ended_but_claimed", (former.id,), heirs, former.direction))
    found += [
        LineageFinding("merge", tuple(before), (measure,))
        for measure, before in origins.items()
        if len(before) > 1
    ]
    return tuple(sorted(found, key=lambda one: CODES.index(one.code)))
