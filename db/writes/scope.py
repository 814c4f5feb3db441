"""What a reopened half-year takes: written when it is reopened, asked at every step of a lead department."""

from typing import ClassVar

from db.door import Door
from db.reads.scope import scope_names, scope_of
from domain.errors import Refusal
from domain.periods import Half
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


def check_scope(door: Door, period: dict[str, object], measure_id: int) -> None:
    """Raises OutOfScope where the half-year was reopened for other measures."""
    period_id = period["id"]
    assert isinstance(period_id, int)
    scope = scope_of(door.db, period_id)
    if scope is not None and measure_id not in scope:
        names = scope_names(door.db, period_id)
        raise OutOfScope(
            title=door.row("measure", measure_id)["title"],
            period=Half(int(str(period["fy"])), int(str(period["half"]))),
            scope="、".join(names[:3]) + ("…" if len(names) > 3 else ""),
        )
