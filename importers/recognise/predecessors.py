"""Resolves references into the former plan (目標3-⑮、⑯) and doubts those that a misprint explains better."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.names import NONE_WORDS, match_key, plain_number
from importers.recognise.gathering import Gathering
from importers.repair import unspaced
from importers.staged import Cell

_REFERENCE: Final = re.compile(r"^(?:目標\s*(\d+)\s*[-－―ー—−])?\s*([①-⑳㉑-㉟㊱-㊿]|\d+)$")
_NEW: Final = frozenset({"新規", "新"})
_LIKE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference as printed, the goal and the number it names (None when it cannot be read)."""

    printed: str
    goal: str | None
    number: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a measure prints about its predecessors, with its own names."""

    measure: str
    names: tuple[str, ...]
    printed: str
    ref: str


@dataclass(frozen=True, slots=True)
class FormerPlan:
    """The former plan's measures: titles by key, and the number of the goal each stands under (目標3)."""

    plan: str
    titles: Mapping[str, str]
    goals: Mapping[str, str]


def former_plan(found: Gathering) -> FormerPlan:
    """What was recognised of the former plan, as references need it."""
    numbers = {row.key[0]: str(row.cells["number"].value) for row in found.rows if row.entity == "goal"}
    titles = {str(row.key[0]): str(row.cells["title"].value) for row in found.rows if row.entity == "measure"}
    goals = {
        str(row.key[0]): numbers.get(row.key[1], "") for row in found.rows if row.entity == "measure_goal"
    }
    return FormerPlan(found.plan, titles, goals)


def read_references(printed: str) -> list[Reference]:
    """References in printed order: 目標1-⑤、⑥ is 目標1-⑤ and 目標1-⑥; 新規 and a dash are none."""
    plain = unspaced(printed)
    if plain in _NEW or plain in NONE_WORDS:
        return []
    goal: str | None = None
    found = []
    for part in filter(None, (part.strip() for part in re.split("[、，,]", plain))):
        match = _REFERENCE.match(part)
        if match is None:
            found.append(Reference(part, None, None))
            continue
        goal = match[1] or goal
        whole = part if match[1] or goal is None else f"目標{goal}-{part}"
        found.append(Reference(whole, goal, plain_number(match[2])))
    return found


def stage_lineage(found: Gathering, claims: Sequence[Claim], former: FormerPlan) -> None:
    """Every reference with the measure it leads to, and reports of those that lead nowhere, astray, or are dubious."""
    claimed: dict[str, list[Claim]] = {}
    for claim in claims:
        for ordinal, reference in enumerate(read_references(claim.printed), 1):
            target = reference.number if reference.number in former.titles else None
            cells = {"raw": Cell(reference.printed, claim.printed, claim.ref)}
            if target is None:
                found.report("reference_unknown", claim.ref, reference.printed, (claim.measure,))
            else:
                cells["predecessor_plan"] = Cell(former.plan, claim.printed, claim.ref)
                cells["predecessor_measure"] = Cell(target, claim.printed, claim.ref)
                claimed.setdefault(target, []).append(claim)
                goal = plain_number(former.goals.get(target, "")).removeprefix("目標")
                if reference.goal is not None and goal and reference.goal != goal:
                    params = {"number": target, "goal": former.goals[target]}
                    found.report(
                        "reference_goal_differs", claim.ref, reference.printed, (claim.measure,), **params
                    )
            found.add("lineage", (claim.measure, ordinal), cells, claim.ref)
    _report_dubious(found, claimed, former)


def _report_dubious(found: Gathering, claimed: Mapping[str, Sequence[Claim]], former: FormerPlan) -> None:
    """A measure that shares its predecessor with one that fits it better, while a measure without a successor is more
    like it: the reference is probably a misprint. It is kept as printed."""
    weights = _weights(former.titles.values())
    orphans = [key for key in former.titles if key not in claimed]
    for target, claims in claimed.items():
        fits = [_likeness(claim.names, former.titles[target], weights) for claim in claims]
        for claim, fit in zip(claims, fits, strict=True):
            if fit >= max(fits):
                continue
            like = {key: _likeness(claim.names, former.titles[key], weights) for key in orphans}
            nearest = max(like, key=lambda key: like[key], default=None)
            if nearest is not None and like[nearest] >= _LIKE and like[nearest] > fit:
                params = {
                    "number": target,
                    "title": former.titles[target],
                    "other": nearest,
                    "other_title": former.titles[nearest],
                }
                found.report("dubious_reference", claim.ref, claim.printed, (claim.measure,), **params)


def _pairs(text: str) -> set[str]:
    plain = match_key(text).replace("・", "")
    return {plain[place : place + 2] for place in range(len(plain) - 1)}


def _weights(titles: Iterable[str]) -> dict[str, float]:
    """Two letters that many titles share (システム) say little about one."""
    counts = Counter(pair for title in titles for pair in _pairs(title))
    return {pair: 1 / count for pair, count in counts.items()}


def _likeness(names: Sequence[str], title: str, weights: Mapping[str, float]) -> float:
    """How much the best of the names and a title share, between 0 and 1, by pairs of letters weighed by rarity."""
    right = _pairs(title)
    best = 0.0
    for name in names:
        left = _pairs(name)
        both = sum(weights.get(pair, 1.0) for pair in left & right)
        whole = sum(weights.get(pair, 1.0) for pair in left) + sum(weights.get(pair, 1.0) for pair in right)
        best = max(best, 2 * both / whole if whole else 0.0)
    return best
