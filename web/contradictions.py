"""評価と工程の食い違い as an SQL function: the rules are a table of the domain, not a view of the book.

The function reads over a connection of its own that shows of reports only what stands (web/standing.py), so that a
report that was sent back or taken back contradicts nothing.
"""

import json
import sqlite3
from typing import Any, Final

from db.reads.insights import ContradictionRow, contradictions, current_half
from domain.findings import Contradiction
from web.standing import standing

FUNCTION: Final = "rating_contradictions"


def register(conn: sqlite3.Connection) -> None:
    """Give a connection rating_contradictions(plan key): JSON of n, missing, as_of and rows. Call before the guard."""
    path = next((row[2] for row in conn.execute("PRAGMA database_list") if row[1] == "main"), "")

    def told(plan_key: object) -> str:
        return json.dumps(_told(path, str(plan_key)), ensure_ascii=False)

    conn.create_function(FUNCTION, 1, told)


def _told(path: str, plan_key: str) -> dict[str, Any]:
    with standing(path) as database:
        plan = database.conn.execute("SELECT id FROM plan WHERE key = ?", (plan_key,)).fetchone()
        if plan is None:
            return {"n": 0, "missing": 0, "as_of": None, "rows": []}
        found = contradictions(database, plan["id"], current_half(database, plan["id"]))
    base = found.base
    as_of = None if base.now is None else str(base.now)
    return {"n": base.n, "missing": base.missing, "as_of": as_of, "rows": [_row(row) for row in found.rows]}


def _row(row: ContradictionRow) -> dict[str, Any]:
    what = row.finding.what
    return {
        "measure_key": row.measure.measure_key,
        "number": row.measure.number,
        "title": row.measure.title,
        "leads": row.measure.leads,
        "period": None if row.half is None else str(row.half),
        "said": row.said,
        "contradiction": what.code,
        "row": row.finding.row,
        "stage": what.slip.stage if isinstance(what, Contradiction) else what.stage,
        "half_years": what.slip.half_years if isinstance(what, Contradiction) else None,
    }
