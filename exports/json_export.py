"""The JSON form shinchoku/1 (CONTRACT): streamed, the same book always giving the same text."""

from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import Any, Final

from db.database import Database
from db.reads.plans import PlanRow, plan_by_key, plans
from exports.json_measures import grouped, measures, observation, sources
from exports.json_text import dumps, field, mark, number, record
from exports.snapshot import snapshot

FORMAT: Final = "shinchoku/1"

_SYSTEM_FIELDS: Final = (
    "current_end",
    "next_study_start",
    "next_procurement_fy",
    "next_operation_start",
)


def export_json(database: Database, plan_key: str | None, *, exported_at: str) -> Generator[str, None, None]:
    """The book, or one plan of it, as pieces of one JSON text, all of them from one moment of the book.

    Memory stays level: what is held is a few dozen measures at a time. Raises UnknownName (at once) for a plan that is
    not there. `predecessor` may name a plan that a text of one plan does not hold.
    """
    chosen = None if plan_key is None else plan_by_key(database, plan_key)
    return _document(database, chosen, exported_at)


def _document(database: Database, chosen: PlanRow | None, exported_at: str) -> Generator[str, None, None]:
    with snapshot(database):
        yield f"{{{field('format', FORMAT)},{field('exported_at', exported_at)},\n"
        exported = [chosen] if chosen else sorted(plans(database), key=lambda plan: plan.key)
        yield '"plans":['
        for place, plan in enumerate(exported):
            yield ",\n" if place else "\n"
            yield from _plan(database, plan)
        yield '],\n"issues":['
        yield from _list(map(dumps, _issues(database, chosen)))
        yield "]}\n"


def _list(items: Iterable[str]) -> Iterator[str]:
    for place, item in enumerate(items):
        yield f"{',' if place else ''}\n{item}"


def _plan(database: Database, plan: PlanRow) -> Iterator[str]:
    head = {
        "key": plan.key,
        "municipality": plan.municipality,
        "title": plan.title,
        "first_fy": plan.first_fy,
        "last_fy": plan.last_fy,
        "doc_status": plan.doc_status,
        "predecessor": _predecessor(database, plan.id),
        "goals": _rows(
            database,
            "SELECT name, number, text FROM goal WHERE plan_id = ? ORDER BY ifnull(ordinal, 1e9), id",
            plan.id,
        ),
    }
    yield record(head)[:-1]
    yield ',\n "measures":['
    yield from _list(map(record, measures(database, plan.id)))
    yield "]"
    for name, value in _tail(database, plan).items():
        yield f",\n {field(name, value)}"
    yield "}"


def _tail(database: Database, plan: PlanRow) -> dict[str, Any]:
    return {
        "systems": _systems(database, plan.id),
        "surveys": _surveys(database, plan.id),
        "cost_estimates": [
            {**row, "approximate": bool(row["approximate"])}
            for row in _rows(
                database,
                "SELECT fy, thousand_yen, approximate FROM cost_estimate WHERE plan_id = ? ORDER BY fy",
                plan.id,
            )
        ],
        "rating_scales": _rows(
            database,
            "SELECT field, code, label, meaning FROM rating_scale WHERE plan_id = ? ORDER BY field, ordinal, id",
            plan.id,
        ),
        "indicators": _plan_indicators(database, plan.id),
        "periods": _rows(
            database,
            "SELECT fy, half, state, opens_on, due_on FROM period WHERE plan_id = ? ORDER BY fy, half",
            plan.id,
        ),
        "glossary": _rows(
            database, "SELECT term, text FROM glossary_term WHERE plan_id = ? ORDER BY id", plan.id
        ),
        "coordinator": plan.coordinator,
        "council": plan.council,
    }


def _rows(database: Database, sql: str, plan_id: int) -> list[dict[str, Any]]:
    return [dict(row) for row in database.conn.execute(sql, (plan_id,))]


def _predecessor(database: Database, plan_id: int) -> str | None:
    row = database.conn.execute(
        "SELECT former.key FROM plan JOIN plan AS former ON former.id = plan.predecessor_id WHERE plan.id = ?",
        (plan_id,),
    ).fetchone()
    return row[0] if row else None


def _systems(database: Database, plan_id: int) -> list[dict[str, Any]]:
    rows = _rows(database, "SELECT * FROM renewal_system WHERE plan_id = ? ORDER BY id", plan_id)
    places = sources(database, "renewal_system", [row["id"] for row in rows])
    return [
        {
            "name": row["name"],
            "department": row["department"],
            "is_bcp_priority": mark(row["is_bcp_priority"]),
            **{name: row[name] for name in _SYSTEM_FIELDS},
            "source": places.get(row["id"]),
        }
        for row in rows
    ]


def _surveys(database: Database, plan_id: int) -> list[dict[str, Any]]:
    rows = _rows(database, "SELECT * FROM survey WHERE plan_id = ? ORDER BY id", plan_id)
    ids = [row["id"] for row in rows]
    items = grouped(
        database,
        "SELECT survey_id, item, satisfaction, importance, area FROM survey_item"
        " WHERE survey_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ids,
    )
    return [
        {
            "title": row["title"],
            "satisfaction_mean": number(row["satisfaction_mean"]),
            "importance_mean": number(row["importance_mean"]),
            "items": [_survey_item(item) for item in items.get(row["id"], ())],
        }
        for row in rows
    ]


def _survey_item(row: Mapping[str, Any] | Any) -> dict[str, Any]:
    return {
        "item": row["item"],
        "satisfaction": number(row["satisfaction"]),
        "importance": number(row["importance"]),
        "area": row["area"],
    }


def _plan_indicators(database: Database, plan_id: int) -> list[dict[str, Any]]:
    """Figures that belong to the plan as a whole."""
    rows = _rows(
        database,
        "SELECT id, label, unit FROM indicator WHERE plan_id = ? AND measure_id IS NULL ORDER BY id",
        plan_id,
    )
    values = grouped(
        database,
        "SELECT indicator_id, fy, half, value, denominator, partial_until, suspect FROM observation"
        " WHERE indicator_id IN (SELECT value FROM json_each(:ids)) ORDER BY fy, ifnull(half, 0)",
        [row["id"] for row in rows],
    )
    return [
        {
            "label": row["label"],
            "unit": row["unit"],
            "values": [observation(item) for item in values.get(row["id"], ())],
        }
        for row in rows
    ]


def _issues(database: Database, chosen: PlanRow | None) -> Iterator[dict[str, Any]]:
    """Issues of imports that still stand; for one plan, its own and those of its files as a whole."""
    rows = database.conn.execute(
        "SELECT import_issue.batch_id AS batch, code, level, ref, field, raw, message, plan_key AS plan,"
        " measure_key AS measure, import_issue.state FROM import_issue"
        " JOIN import_batch ON import_batch.id = import_issue.batch_id WHERE import_batch.state <> 'undone'"
        " AND (:plan IS NULL OR plan_key = :plan OR (plan_key IS NULL AND EXISTS (SELECT 1 FROM import_row"
        " WHERE import_row.batch_id = import_issue.batch_id AND import_row.plan_key = :plan)))"
        " ORDER BY import_issue.id",
        {"plan": chosen.key if chosen else None},
    )
    return (dict(row) for row in rows)
