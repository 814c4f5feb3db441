"""評価と工程の食い違い as an SQL function: the rules are a table of the domain, not a view of the book.

The function reads over a connection of its own on which the names of the row-guarded tables lead to what stands of
them, so that a report that was sent back or taken back contradicts nothing.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from db.connection import BUSY_SECONDS
from db.database import Database
from db.reads.insights import ContradictionRow, contradictions, current_half
from domain.findings import Contradiction
from web.guard import KEPT_BACK, ROW_GUARDED

FUNCTION: Final = "rating_contradictions"


def register(conn: sqlite3.Connection) -> None:
    """Give a connection rating_contradictions(plan key): JSON of n, missing, as_of and rows. Call before the guard."""
    path = next((row[2] for row in conn.execute("PRAGMA database_list") if row[1] == "main"), "")

    def told(plan_key: object) -> str:
        return json.dumps(_told(path, str(plan_key)), ensure_ascii=False)

    conn.create_function(FUNCTION, 1, told)


def _told(path: str, plan_key: str) -> dict[str, Any]:
    with closing(_standing(path)) as conn:
        plan = conn.execute("SELECT id FROM plan WHERE key = ?", (plan_key,)).fetchone()
        if plan is None:
            return {"n": 0, "missing": 0, "as_of": None, "rows": []}
        database = Database(conn)
        found = contradictions(database, plan["id"], current_half(database, plan["id"]))
    base = found.base
    as_of = None if base.now is None else str(base.now)
    return {"n": base.n, "missing": base.missing, "as_of": as_of, "rows": [_row(row) for row in found.rows]}


def _standing(path: str) -> sqlite3.Connection:
    """A reading connection that sees of the row-guarded tables only what stands, and of no row who wrote it."""
    conn = sqlite3.connect(f"{Path(path).as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    conn.row_factory = sqlite3.Row
    for table, stands in ROW_GUARDED.items():
        kept = KEPT_BACK.get(table, frozenset())
        columns = ", ".join(
            f"NULL AS {row['name']}" if row["name"] in kept else row["name"]
            for row in conn.execute(f"PRAGMA table_info({table})")
        )
        conn.execute(f"CREATE TEMP VIEW {table} AS SELECT {columns} FROM main.{table} WHERE {stands}")
    conn.execute("PRAGMA query_only = ON")
    return conn


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
