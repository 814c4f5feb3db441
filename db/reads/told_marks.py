"""What a measure's schedule says of an answer that is about to be handed in: the marks known, with the answer's own."""

from collections.abc import Mapping

from db.database import Database
from db.reads.measures import WorkItemRow, work_items
from db.reads.stage_map import reached_stages
from domain.findings import Item, of_measure
from domain.periods import Half, slot
from domain.slip import behind_now


def items_as_told(
    database: Database, measure_id: int, half: Half, stages: Mapping[int, tuple[str, ...]]
) -> tuple[Item, ...]:
    """Each work item's planned marks (the revised ones where there are any) against the reached ones up to the half.

    Over what is printed lies what submitted reports say, and over that `stages`: work item row to the stages that
    the answer says were reached in `half`.
    """
    reported = reached_stages(database, measure_id)
    found = []
    for item in work_items(database, measure_id):
        planned, whole = _row(item, "revised")
        if not planned:
            planned, whole = _row(item, "planned")
        actual, _whole = _row(item, "actual")
        told = {place: said for place, said in reported.get(item.row, {}).items() if place < half.index}
        if stages.get(item.row):
            told[half.index] = tuple(stages[item.row])
        reached = {place: said for place, said in {**actual, **told}.items() if place <= half.index}
        found.append(Item(item.row, planned, reached or None, frozenset(whole)))
    return tuple(found)


def speaks_against(
    items: tuple[Item, ...], half: Half, rating: int | None, state: str | None
) -> tuple[bool, bool]:
    """Whether a stage is overdue or was reached late in this very half-year; whether marks contradict words."""
    behind = any(
        behind_now(item.planned, item.actual, half.index, whole_years=item.whole_years) for item in items
    )
    return behind, bool(of_measure(rating, state, items, half.index))


def _row(item: WorkItemRow, kind: str) -> tuple[dict[int, tuple[str, ...]], set[int]]:
    row: dict[int, tuple[str, ...]] = {}
    whole = set()
    for cell in item.cells:
        if cell.kind != kind:
            continue
        place = slot(cell.fy, cell.half)
        if cell.half is None:
            whole.add(place)
            row.setdefault(place, cell.stages)
        else:
            row[place] = cell.stages
    return row, whole
