"""What a person leaves out of a staged file before it is brought in, with everything that cannot stand without it."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from importers.difference import RowResult
from importers.entities import ENTITIES
from importers.staged import Key, StagedRow, Staging

RowId = tuple[str, str, Key]

# Links that a row cannot stand without; the others are only left empty.
_PARENTS: Final = frozenset({"measure_id", "goal_id", "work_item_id", "indicator_id", "survey_id"})


def row_id(row: StagedRow | RowResult) -> RowId:
    """What tells a row from all others of the file: plan, entity, natural key."""
    return row.plan, row.entity, row.key


def leave_out(staging: Staging, skipped: Collection[RowId], new: Collection[RowId]) -> Staging:
    """The staging without the skipped rows. A skipped row that is `new` to the book takes along what hangs on it; a
    measure that the book holds stays named, without its values, so that nobody takes it for missing in the file."""
    if not skipped:
        return staging
    gone = _gone(staging.rows, set(skipped), set(new))
    return replace(staging, rows=tuple(_left(staging.rows, set(skipped), gone)))


def _gone(rows: Iterable[StagedRow], skipped: set[RowId], new: set[RowId]) -> set[RowId]:
    gone = skipped & new
    by_entity: dict[str, list[StagedRow]] = {}
    for row in rows:
        by_entity.setdefault(row.entity, []).append(row)
    for entity in ENTITIES:
        links = [link for link in entity.links if link.column in _PARENTS]
        for row in by_entity.get(entity.name, ()):
            parents: list[RowId] = [(row.plan, "plan", ())]
            parents += [(row.plan, link.entity, key) for link in links if (key := link.key(row)) is not None]
            if any(parent in gone for parent in parents):
                gone.add(row_id(row))
    return gone


def _left(rows: Iterable[StagedRow], skipped: set[RowId], gone: set[RowId]) -> Iterable[StagedRow]:
    roles = {(plan, key[0]) for plan, entity, key in skipped if entity == "plan_role"}
    for row in rows:
        if row_id(row) in gone:
            continue
        if row_id(row) in skipped:
            if row.entity in ("measure", "plan"):
                yield replace(row, cells={})
            continue
        if row.entity == "plan" and roles:
            cells = {name: cell for name, cell in row.cells.items() if (row.plan, name) not in roles}
            row = replace(row, cells=cells)
        yield row
