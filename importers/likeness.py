"""Names that came in new and read like one that the book had before: suggested to a person, never joined."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, Final

from db.database import Database
from domain.names import match_key
from importers.codes import CODES
from importers.difference import RowResult
from importers.staged import Issue

# How alike: 保健課 and 保険課 share two letters of three. A measure that the file no longer has may have been renamed;
# one that it still has is only worth a word where the titles are nearly the same.
_DEPARTMENT: Final = 0.66
_GONE: Final = 0.7
_STANDING: Final = 0.9
_NAMED: Final = 3


def alike(
    database: Database, results: Sequence[RowResult], changes: Iterable[Mapping[str, Any]]
) -> list[Issue]:
    """What an import brings that reads like something else in the book, seen from inside its transaction.

    `results` are its rows and `changes` what it wrote (Application).
    """
    inserted = [
        int(change["row_id"])
        for change in changes
        if change["table_name"] == "department" and change["action"] == "insert"
    ]
    return [*_departments(database, results, inserted), *_measures(database, results)]


# -- departments


def _departments(
    database: Database, results: Sequence[RowResult], inserted: Sequence[int]
) -> Iterator[Issue]:
    if not inserted:
        return
    places = {
        str(change.after): row
        for row in reversed(results)
        if row.entity == "measure_department"
        for change in row.changes
        if change.field in ("name", "renamed_to") and change.after
    }
    rows = database.conn.execute(
        "SELECT id, municipality_id, name FROM department WHERE is_collective = 0 ORDER BY id"
    ).fetchall()
    linked = {
        (row[0], row[1])
        for row in database.conn.execute(
            "SELECT department_id, successor_id FROM department_version WHERE successor_id IS NOT NULL"
        )
    }
    new = set(inserted)
    known: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        if row["id"] not in new:
            known[row["municipality_id"]].append((row["id"], row["name"]))
    for row in rows:
        if row["id"] not in new:
            continue
        found = [
            (-likeness, name)
            for other, name in known[row["municipality_id"]]
            if (row["id"], other) not in linked
            and (other, row["id"]) not in linked
            and (likeness := _letters_shared(row["name"], name)) >= _DEPARTMENT
        ]
        if not found:
            continue
        names = "、".join(name for _, name in sorted(found)[:_NAMED])
        place = places.get(row["name"])
        yield Issue(
            "similar_department",
            CODES["similar_department"].level,
            place.ref if place else "",
            "name",
            row["name"],
            {"known": names},
            place.plan if place else None,
            place.key if place else None,
        )


def _letters_shared(one: str, other: str) -> float:
    """The share of letters, from 0 to 1, that two names have in common in their order."""
    first, second = match_key(one), match_key(other)
    if 2 * min(len(first), len(second)) < _DEPARTMENT * (len(first) + len(second)):
        return 0.0
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _DEPARTMENT else 0.0


# -- measures


@dataclass(frozen=True, slots=True)
class _Title:
    """A measure as the book had it before: its key, its title, and whether the file has it too."""

    key: str
    title: str
    is_gone: bool
    pairs: frozenset[str]


def _measures(database: Database, results: Sequence[RowResult]) -> Iterator[Issue]:
    rows = [row for row in results if row.entity == "measure"]
    incoming: dict[str, list[tuple[RowResult, str]]] = defaultdict(list)
    for row in rows:
        title = next((change.after for change in row.changes if change.field == "title"), None)
        if title and row.outcome in ("new", "changed"):
            incoming[row.plan].append((row, str(title)))
    for plan, arrivals in incoming.items():
        before = _titles_before(database, plan, rows)
        if before:
            yield from _like_one_before(plan, arrivals, before)


def _titles_before(database: Database, plan: str, rows: Sequence[RowResult]) -> list[_Title]:
    came = {row.row_id for row in rows if row.outcome == "new"}
    gone = {row.row_id for row in rows if row.outcome == "missing"}
    earlier = {
        row.row_id: change.before
        for row in rows
        if row.outcome == "changed"
        for change in row.changes
        if change.field == "title"
    }
    found = database.conn.execute(
        "SELECT measure.id, measure_key, measure.title FROM measure JOIN plan ON plan.id = plan_id"
        " WHERE plan.key = ? ORDER BY sort_key, measure.id",
        (plan,),
    )
    titles = []
    for row in found:
        title = earlier.get(row["id"], row["title"])
        if row["id"] not in came and title:
            titles.append(_Title(row["measure_key"], str(title), row["id"] in gone, _pairs(str(title))))
    return titles


def _like_one_before(
    plan: str, arrivals: Sequence[tuple[RowResult, str]], before: Sequence[_Title]
) -> Iterator[Issue]:
    holds = Counter(pair for title in before for pair in title.pairs)
    holders: dict[str, list[_Title]] = defaultdict(list)
    for title in before:
        for pair in _telling(title.pairs, holds):
            holders[pair].append(title)
    for row, name in arrivals:
        best = _best(row, _pairs(name), holders, holds)
        if best is None:
            continue
        params = {"number": str(row.key[0]), "known_number": best.key, "known": best.title}
        level = CODES["similar_measure"].level
        yield Issue("similar_measure", level, row.ref, "title", name, params, plan, row.key)


def _best(
    row: RowResult, pairs: frozenset[str], holders: Mapping[str, Sequence[_Title]], holds: Mapping[str, int]
) -> _Title | None:
    """The most alike title of another key."""
    best: tuple[float, _Title] | None = None
    for title in _sharing(pairs, holders, holds):
        if title.key == str(row.key[0]):
            continue
        likeness = 2 * len(pairs & title.pairs) / (len(pairs) + len(title.pairs))
        bar = _GONE if title.is_gone and row.outcome == "new" else _STANDING
        if likeness >= bar and (best is None or likeness > best[0]):
            best = likeness, title
    return best[1] if best else None


def _sharing(
    pairs: frozenset[str], holders: Mapping[str, Sequence[_Title]], holds: Mapping[str, int]
) -> Collection[_Title]:
    """The titles that one is held against: those that share a telling pair with it."""
    found = {title.key: title for pair in _telling(pairs, holds) for title in holders.get(pair, ())}
    return found.values()


def _telling(pairs: frozenset[str], holds: Mapping[str, int]) -> list[str]:
    """The rarest pairs, as many as two titles need so that those alike share one of them: no title has to be held
    against all others, which is what makes 5,000 over 5,000 a matter of seconds."""
    must_share = math.ceil(_GONE / (2 - _GONE) * len(pairs))
    return sorted(pairs, key=lambda pair: (holds.get(pair, 0), pair))[: len(pairs) - must_share + 1]


def _pairs(title: str) -> frozenset[str]:
    """The pairs of letters that stand side by side, and the first one as it begins."""
    return frozenset(one + other for one, other in pairwise(f"^{match_key(title)}"))
