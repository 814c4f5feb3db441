"""分担: one lead department's part of a report that several write; the first of them seals it.

A part alone begins nothing: the report stays as it is until the sealing department writes. Parts are open exactly as
long as the report is not handed in, and open again once it comes back.
"""

from typing import ClassVar

from db.book import Book
from db.door import Door
from db.errors import StaleVersion
from db.permissions import check_report
from db.reads.parts import Part, Sharing, sharing
from db.writes.reports import Saved, check_taking, report_row
from domain.errors import Refusal
from domain.names import match_key
from domain.reporting import Role, State


class OneDepartment(Refusal):
    msgid: ClassVar[str] = (
        "“{title}” is reported by one department alone, without parts: record it with “report set”."
    )


class NotItsPart(Refusal):
    msgid: ClassVar[str] = (
        "{department} does not lead “{title}” and writes no part of its report. Parts are written by: {known}"
    )


class SealsItself(Refusal):
    msgid: ClassVar[str] = (
        "{department} seals the report of “{title}”: its text goes with the report itself (“report set”, “report"
        " submit”). Parts are written by: {known}"
    )


class PartSealed(Refusal):
    msgid: ClassVar[str] = (
        "The report of “{title}” is handed in, and its parts with it. {sealer} can withdraw it until it is"
        " confirmed, the coordinator can return it; then parts can be written again."
    )


def save_part(
    book: Book,
    measure_id: int,
    period_id: int,
    department_id: int,
    text: str,
    done: bool,
    version: int,
) -> Saved:
    """Keep a department's part; `done`: it is finished, without a text it says 変わりなし.

    `version` is the part's the person started from (0: none). What comes back is the part's: its state is submitted
    when it is done, draft when not. Raises PeriodClosed, OneDepartment, NotItsPart, SealsItself, PartSealed, NotYours,
    or StaleVersion with the other text in params["now"].
    """
    with book.writing() as door:
        report = report_row(door, measure_id, period_id)
        check_taking(door, period_id, measure_id)
        found = sharing(door.db, measure_id, period_id)
        title = str(door.row("measure", measure_id)["title"])
        if found is None:
            raise OneDepartment(title=title)
        part = _part(found, department_id, title, door)
        door.stand_in(check_report(door, measure_id, Role.lead, part.department_id))
        if found.sealed:
            raise PartSealed(title=title, sealer=found.sealer.department)
        saved, at = _save(door, report["id"], part, text, done, version)
        state = State.submitted if done else State.draft
        return Saved(state, saved, report["revision"], at, bool(report["late"]))


def _part(found: Sharing, department_id: int, title: str, door: Door) -> Part:
    part = found.of(department_id)
    if part is not None:
        return part
    known = "、".join(one.department for one in found.others)
    if department_id in found.sealer.eyes:
        raise SealsItself(department=found.sealer.department, title=title, known=known)
    name = door.row("department", department_id)["name"]
    raise NotItsPart(department=name, title=title, known=known)


def _save(door: Door, report_id: int, part: Part, text: str, done: bool, version: int) -> tuple[int, str]:
    row = door.find("report_part", report_id=report_id, department_id=part.department_id)
    values = {
        "text": text,
        "done": int(done),
        "by_uid": door.actor.uid,
        "by_name": door.actor.name,
        "saved_at": door.at,
    }
    if (row["version"] if row else 0) != version:
        raise StaleVersion(
            what="part",
            name=row["by_name"] if row else "?",
            at=row["saved_at"] if row else "?",
            now=row or {},
        )
    action = "part done" if done else "part"
    if row is None:
        key = {"report_id": report_id, "department_id": part.department_id}
        door.insert("report_part", {**key, **values}, action=action)
        return 1, door.at
    if (row["text"], row["done"]) == (text, int(done)):
        return version, str(row["saved_at"])
    return door.update("report_part", row["id"], values, version=version, action=action), door.at


def part_named(found: Sharing | None, name: str, title: str) -> Part:
    """The part of the department of this name, as printed or as it was called. Raises as save_part does."""
    if found is None:
        raise OneDepartment(title=title)
    wanted = match_key(name)
    for part in found.parts:
        if wanted in (match_key(part.department), match_key(part.printed)):
            if not part.seals:
                return part
            known = "、".join(one.department for one in found.others)
            raise SealsItself(department=part.department, title=title, known=known)
    known = "、".join(one.department for one in found.others)
    raise NotItsPart(department=name, title=title, known=known)
