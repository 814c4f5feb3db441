"""A measure's page as its sheet: the schedule as a strip of half-years, reports over time, lineage and sources."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.eras import short_label
from i18n import _, language
from web.book_database import BookDatabase

_CELLS: Final = (
    "SELECT row, label, kind, fy, half, stages, raw FROM schedule WHERE measure_id = :id"
    " UNION ALL SELECT row, label, 'reached', fy, half, stages, NULL FROM reached_stage"
    " WHERE measure_id = :id AND is_newest ORDER BY row, fy, half"
)
_NAMED: Final = (
    "SELECT plan.title AS plan, measure_leads.leads, (SELECT group_concat(name, '、') FROM (SELECT name"
    " FROM measure_department WHERE measure_id = :id AND role = 'related' ORDER BY ordinal)) AS related"
    " FROM measure JOIN plan ON plan.id = measure.plan_id"
    " LEFT JOIN measure_leads ON measure_leads.measure_id = measure.id WHERE measure.id = :id"
)
_REPORTS: Final = (
    "SELECT period, revision, progress_evaluation, implementation_state, text, carried, submitted_at, is_newest"
    " FROM report_history WHERE measure_id = :id ORDER BY fy DESC, half DESC, revision DESC"
)
_BEFORE: Final = (
    "SELECT lineage.raw, plan.title AS plan, measure.id, measure.number, measure.title FROM lineage"
    " LEFT JOIN measure ON measure.id = lineage.predecessor_measure_id"
    " LEFT JOIN plan ON plan.id = lineage.predecessor_plan_id WHERE lineage.measure_id = :id ORDER BY lineage.ordinal"
)
_AFTER: Final = (
    "SELECT lineage.raw, plan.title AS plan, measure.id, measure.number, measure.title FROM lineage"
    " JOIN measure ON measure.id = lineage.measure_id JOIN plan ON plan.id = measure.plan_id"
    " WHERE lineage.predecessor_measure_id = :id ORDER BY plan.key, measure.sort_key"
)
_DOUBTS: Final = (
    "SELECT import_issue.message, import_issue.raw, import_issue.ref, import_issue.state, source_file.name AS file"
    " FROM measure JOIN plan ON plan.id = measure.plan_id JOIN import_issue ON import_issue.plan_key = plan.key"
    " AND import_issue.measure_key = measure.measure_key"
    " JOIN import_batch ON import_batch.id = import_issue.batch_id AND import_batch.state <> 'undone'"
    " JOIN source_file ON source_file.id = import_batch.source_file_id WHERE measure.id = :id ORDER BY import_issue.id"
)
_OUTCOME: Final = (
    "SELECT effect, cost_note, future_direction FROM evaluation"
    " WHERE measure_id = :id AND (effect IS NOT NULL OR cost_note IS NOT NULL)"
)
_EVENTS: Final = (
    "SELECT event, fy || 'H' || ifnull(half, 1) AS period, note, other.number, other.title, other_measure_id AS other"
    " FROM measure_event LEFT JOIN measure AS other ON other.id = other_measure_id WHERE measure_event.measure_id = :id"
    " ORDER BY fy, ifnull(half, 1), measure_event.id"
)
_KINDS: Final = {"planned": "Planned", "revised": "Revised", "actual": "Actual", "reached": "Report"}
# Stages by how far they have come: what colours a cell, beside the word that says it.
_TONES: Final = {
    "検討": "study",
    "調査・研究": "study",
    "計画": "plan",
    "策定": "plan",
    "調達": "build",
    "調達・構築": "build",
    "構築": "build",
    "導入": "build",
    "試行": "build",
    "一部実施": "run",
    "実施": "run",
    "運用": "run",
}


@dataclass(frozen=True, slots=True)
class Block:
    """One cell of the strip over so many half-years; `tone` empty where nothing stands."""

    words: str
    tone: str
    halves: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the strip: a work item as planned, as it went, or as reported."""

    row: int
    label: str | None
    kind: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """The schedule over its years; `years` are labels, each of two half-years."""

    years: tuple[str, ...]
    lines: tuple[Line, ...]


def strip_of(cells: Sequence[Mapping[str, Any]]) -> Strip | None:
    """The strip of a measure's cells (row, label, kind, fy, half, stages, raw), in their order; None without any."""
    if not cells:
        return None
    first, last = min(cell["fy"] for cell in cells), max(cell["fy"] for cell in cells)
    grouped: dict[tuple[int, str], list[Mapping[str, Any]]] = {}
    for cell in cells:
        grouped.setdefault((cell["row"], cell["kind"]), []).append(cell)
    order = list(_KINDS)
    lines = tuple(
        Line(row, found[0]["label"], _(_KINDS[kind]), _blocks(found, first, last))
        for (row, kind), found in sorted(grouped.items(), key=lambda one: (one[0][0], order.index(one[0][1])))
    )
    return Strip(tuple(_year(fy) for fy in range(first, last + 1)), lines)


def _year(fy: int) -> str:
    return short_label(fy, language())


def _blocks(cells: list[Mapping[str, Any]], first: int, last: int) -> tuple[Block, ...]:
    at = {(cell["fy"], cell["half"]): cell for cell in cells}
    blocks = []
    for fy in range(first, last + 1):
        halves = [at.get((fy, 1)), at.get((fy, 2))]
        if (fy, None) in at and halves == [None, None]:
            blocks.append(_block(at[(fy, None)], 2))
        else:
            blocks += [_block(cell, 1) for cell in halves]
    return tuple(blocks)


def _block(cell: Mapping[str, Any] | None, halves: int) -> Block:
    if cell is None:
        return Block("", "", halves)
    stages = json.loads(cell["stages"])
    if not stages:
        return Block(cell["raw"] or "？", "unknown", halves)
    return Block("・".join(stages), _TONES.get(stages[-1], "plan"), halves)


async def values(book: BookDatabase, measure_id: int) -> dict[str, Any]:
    """What the page of one measure shows beside its own columns."""

    async def rows(sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in (await book.execute(sql, {"id": measure_id})).rows]

    return {
        "named": next(iter(await rows(_NAMED)), None),
        "strip": strip_of(await rows(_CELLS)),
        "events": await rows(_EVENTS),
        "outcome": next(iter(await rows(_OUTCOME)), None),
        "reports": await rows(_REPORTS),
        "before": await rows(_BEFORE),
        "after": await rows(_AFTER),
        "doubts": await rows(_DOUBTS),
    }
