"""What a half-year takes reports of: its scope, written when it is reopened, and what is asked for at all."""

from collections.abc import Mapping
from typing import Any, ClassVar

from db.database import Database
from db.door import Door
from db.reads.not_asked import not_asked
from db.reads.plans import half_of_period
from db.reads.scope import scope_names, scope_of
from domain.errors import Refusal
from domain.reporting import TAKING
from domain.scope import read_scope


class ScopeUnknown(Refusal):
    msgid: ClassVar[str] = (
        "The scope has to name measures of the plan by their numbers, or say すべて; “{names}” is none of them."
        " There are: {known}"
    )


class OutOfScope(Refusal):
    msgid: ClassVar[str] = (
        "“{title}” is not among the measures for which {period} was reopened: {scope}."
        " Ask the coordinator to reopen it for this measure too."
    )


def put_scope(door: Door, period: dict[str, object], text: str) -> None:
    """Write the scope of a half-year that is being reopened, over an earlier one. Raises ScopeUnknown."""
    measures = door.db.conn.execute(
        "SELECT id, measure_key, number FROM measure WHERE plan_id = ? ORDER BY sort_key",
        (period["plan_id"],),
    ).fetchall()
    wanted = read_scope(text)
    by_name: dict[str, set[int]] = {}
    for row in measures:
        for name in {*(read_scope(row["measure_key"]) or ()), *(read_scope(row["number"] or "") or ())}:
            by_name.setdefault(name, set()).add(row["id"])
    keys = {row["measure_key"]: row["id"] for row in measures}
    chosen: set[int] = set()
    unknown = []
    for name in wanted or ():
        # A number that several measures print names one only where it is the key of that one.
        found = {keys[name]} if name in keys else by_name.get(name, set())
        if len(found) != 1:
            unknown.append(name)
        chosen |= found
    if unknown or (wanted is not None and not chosen):
        known = "、".join(row["measure_key"] for row in measures[:8]) + ("…" if len(measures) > 8 else "")
        raise ScopeUnknown(names="、".join(unknown) or text.strip(), known=known)
    for row in door.db.conn.execute(
        "SELECT id FROM period_scope WHERE period_id = ?", (period["id"],)
    ).fetchall():
        door.delete("period_scope", row["id"], action="reopen")
    for measure in sorted(chosen):
        door.insert("period_scope", {"period_id": period["id"], "measure_id": measure}, action="reopen")


def out_of_scope(database: Database, period_id: int, measure_id: int) -> OutOfScope | None:
    """Why the half-year takes no report of the measure; None where its scope does not stand in the way."""
    scope = scope_of(database, period_id)
    if scope is None or measure_id in scope:
        return None
    names = scope_names(database, period_id)
    title = database.conn.execute("SELECT title FROM measure WHERE id = ?", (measure_id,)).fetchone()
    return OutOfScope(
        title=title[0],
        period=half_of_period(database, period_id),
        scope="、".join(names[:3]) + ("…" if len(names) > 3 else ""),
    )


def check_scope(door: Door, period_id: int, measure_id: int) -> None:
    """Raises OutOfScope where the half-year was reopened for other measures."""
    refused = out_of_scope(door.db, period_id, measure_id)
    if refused is not None:
        raise refused


def check_asked(door: Door, period_id: int, measure_id: int) -> None:
    """Raises NotAsked where no report of the measure is asked for."""
    refused = not_asked(door.db, measure_id, period_id)
    if refused is not None:
        raise refused


def check_return(door: Door, report: Mapping[str, Any]) -> None:
    """Raises OutOfScope where what is sent back could be written by nobody.

    In a half-year that takes no reports it waits for the next reopening, which has a scope of its own.
    """
    if door.row("period", report["period_id"])["state"] in TAKING:
        check_scope(door, report["period_id"], report["measure_id"])
