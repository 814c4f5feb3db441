"""The schedule revised: a second version of a row beside the first one, which stays as it was."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from db.book import Book
from db.database import Database
from db.door import Door
from db.permissions import check_measure
from db.reads.measures import CellRow, cell_row
from db.writes.events import add_event
from db.writes.reports import NoteMissing
from domain.errors import Refusal
from domain.periods import Half, slot
from domain.stages import StageCell, read_cell

# A fiscal year and its half, None for the whole year.
When = tuple[int, int | None]


class NoSuchRow(Refusal):
    msgid: ClassVar[str] = "The schedule of “{title}” has no row {row}. Known: {known}"


class BeforeRevision(Refusal):
    msgid: ClassVar[str] = (
        "{cell} lies before {period}, from which the schedule is revised. What is past stays as it was."
    )


class UnknownStage(Refusal):
    msgid: ClassVar[str] = "“{text}” is no stage. Write it as in the schedule: 検討, 調達・構築, 運用 …"


class NothingRevised(Refusal):
    msgid: ClassVar[str] = "The schedule already says that; nothing was changed."


class RevisedMeanwhile(Refusal):
    msgid: ClassVar[str] = (
        "The schedule of “{title}” was revised meanwhile. Yours was not saved over it; look at it again."
    )


@dataclass(frozen=True, slots=True)
class Revised:
    """A revised row: how many cells say something else than before, and the event that tells why."""

    changed: int
    event_id: int


def times_revised(book: Book, measure_id: int) -> int:
    """How often a measure's schedule was revised: what a revision starts from."""
    return _times(book.db, measure_id)


def revise_schedule(
    book: Book,
    measure_id: int,
    row: int,
    half: Half,
    cells: Mapping[When, str],
    *,
    note: str,
    seen: int | None = None,
) -> Revised:
    """Change cells of a row from a half-year on; a blank text takes a cell away, the first plan never changes.

    The revised row is a whole second version: what is not named is copied from the version in force. `seen` is
    times_revised() as the person knew it. Raises NoteMissing, NoSuchRow, BeforeRevision, UnknownStage, NothingRevised
    or RevisedMeanwhile.
    """
    if not note.strip():
        raise NoteMissing()
    wanted = {when: _read(text) for when, text in cells.items()}
    for when in wanted:
        if slot(*when) < half.index:
            raise BeforeRevision(cell=when_words(when), period=half)
    with book.writing() as door:
        check_measure(door, measure_id)
        title = door.row("measure", measure_id)["title"]
        if seen is not None and seen != _times(door.db, measure_id):
            raise RevisedMeanwhile(title=title)
        item = door.find("work_item", measure_id=measure_id, row=row)
        if item is None:
            rows = door.db.conn.execute(
                "SELECT row FROM work_item WHERE measure_id = ? ORDER BY row", (measure_id,)
            )
            raise NoSuchRow(title=title, row=row, known="、".join(str(one[0]) for one in rows) or "-")
        before = in_force(_cells(door, item["id"]))
        after = _revised(before, wanted)
        before = {when: cell._replace(kind="revised") for when, cell in before.items()}
        changed = sum(before.get(when) != after.get(when) for when in before.keys() | after.keys())
        if not changed:
            raise NothingRevised()
        _write(door, item["id"], after, note)
        event = add_event(door, measure_id, "revised", half, note, action="revise")
        return Revised(changed, event)


def first_schedule(door: Door, measure_id: int, cells: Mapping[When, str]) -> None:
    """Give a new measure its planned row; nothing where nothing is planned. Raises UnknownStage."""
    wanted = {when: _read(text) for when, text in cells.items()}
    planned = _revised({}, wanted)
    if planned:
        item = door.insert("work_item", {"measure_id": measure_id, "row": 1}, action="add")
        for when in sorted(planned, key=lambda one: slot(*one)):
            cell = planned[when]
            place = {"work_item_id": item, "kind": "planned", "fy": cell.fy, "half": cell.half}
            door.insert("schedule_cell", {**place, **_told(cell)}, action="add")


def when_words(when: When) -> str:
    """2021H1, or 2021 for a whole year."""
    fy, half = when
    return f"{fy}H{half}" if half else f"{fy}"


def in_force(cells: list[CellRow]) -> dict[When, CellRow]:
    """The version of a row that holds now: the revised one where there is one, else the plan's first."""
    kind = "revised" if any(cell.kind == "revised" for cell in cells) else "planned"
    return {(cell.fy, cell.half): cell for cell in cells if cell.kind == kind}


def _read(text: str) -> StageCell | None:
    cell = read_cell(text)
    if cell is not None and not cell.known:
        raise UnknownStage(text=text)
    return cell


def _revised(before: Mapping[When, CellRow], wanted: Mapping[When, StageCell | None]) -> dict[When, CellRow]:
    """The row with what is wanted in place of what was there; a year gives way to its halves, and they to it."""
    after = dict(before)
    for (fy, half), cell in sorted(wanted.items(), key=lambda one: slot(*one[0])):
        if half is None:
            after.pop((fy, 1), None)
            after.pop((fy, 2), None)
        elif (whole := after.pop((fy, None), None)) is not None:
            after[fy, 1], after[fy, 2] = whole._replace(half=1), whole._replace(half=2)
        if cell is None:
            after.pop((fy, half), None)
            continue
        stages = cell.stages or (_before(after, (fy, half)) if cell.continued else ())
        after[fy, half] = CellRow(
            "revised", fy, half, stages, cell.modifier, cell.continued, cell.note, cell.raw.strip()
        )
    return {when: cell._replace(kind="revised") for when, cell in after.items()}


def _before(cells: Mapping[When, CellRow], when: When) -> tuple[str, ...]:
    """The stages right before a cell, for one that only goes on."""
    place = slot(*when) - 1
    for fy, half in ((place // 2, place % 2 + 1), (place // 2, None)):
        if (fy, half) in cells:
            return cells[fy, half].stages
    return ()


def _write(door: Door, item_id: int, after: Mapping[When, CellRow], note: str) -> None:
    """Make the revised cells of a row what they are to be; those of the first plan are not looked at."""
    found = door.db.conn.execute(
        "SELECT id, fy, half FROM schedule_cell WHERE work_item_id = ? AND kind = 'revised'", (item_id,)
    ).fetchall()
    there = {(cell["fy"], cell["half"]): int(cell["id"]) for cell in found}
    for when in there.keys() - after.keys():
        door.delete("schedule_cell", there[when], action="revise", note=note)
    for when, cell in sorted(after.items(), key=lambda one: slot(*one[0])):
        if when in there:
            door.update("schedule_cell", there[when], _told(cell), action="revise", note=note)
        else:
            place = {"work_item_id": item_id, "kind": "revised", "fy": cell.fy, "half": cell.half}
            door.insert("schedule_cell", {**place, **_told(cell)}, action="revise", note=note)


def _told(cell: CellRow) -> dict[str, object]:
    return {
        "stages": json.dumps(list(cell.stages), ensure_ascii=False),
        "modifier": cell.modifier,
        "continued": int(cell.continued),
        "note": cell.note,
        "raw": cell.raw,
    }


def _cells(door: Door, item_id: int) -> list[CellRow]:
    rows = door.db.conn.execute(
        "SELECT * FROM schedule_cell WHERE work_item_id = ? ORDER BY fy, half", (item_id,)
    )
    return [cell_row(row) for row in rows]


def _times(database: Database, measure_id: int) -> int:
    found = database.conn.execute(
        "SELECT count(*) FROM measure_event WHERE measure_id = ? AND event = 'revised'", (measure_id,)
    ).fetchone()
    return int(found[0])
