"""The sheets of the workbook: their headings and rows, read in the plan's printed order."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from db.database import Database
from db.reads.departments import last_day, leads, names_of, naming
from domain.eras import fiscal_year_label
from domain.periods import Half
from exports.headings import HALVES, HEADINGS, KINDS, REPORT_STATES
from exports.json_measures import measures

Headings = Callable[[Database, int], Sequence[str]]
Rows = Callable[[Database, int], Iterator[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; the first `frozen` columns stay in sight."""

    title: str
    frozen: int
    headings: Headings
    rows: Rows


_IN_ORDER: Final = "ifnull(measure.position, 1e9), measure.sort_key, measure.id"
_YES_NO: Final = {None: "", True: "○", False: "－"}
_UNKNOWN: Final = {None: "？", True: "○", False: "－"}

_MEASURE_TEXTS: Final = (
    "policy_field",
    "lead_departments",
    "related_departments",
    "purpose",
    "current_state",
    "content",
    "target",
    "expected_effect",
    "risk",
    "countermeasure",
    "parent_plan_ref",
    "sectoral_plan_ref",
)
_EVALUATION: Final = (
    "implementation_state",
    "progress_evaluation",
    "future_direction",
    "effect",
    "cost_note",
)
_JOINED: Final = {"lead_departments": "主管課", "related_departments": "関係課"}


def _goals(database: Database, plan_id: int) -> list[str]:
    rows = database.conn.execute(
        "SELECT name FROM goal WHERE plan_id = ? ORDER BY ifnull(ordinal, 1e9), id", (plan_id,)
    )
    return [row[0] for row in rows]


def _measure_headings(database: Database, plan_id: int) -> list[str]:
    texts = [_JOINED.get(name) or HEADINGS[name] for name in _MEASURE_TEXTS]
    goals = [f"目標：{name}" for name in _goals(database, plan_id)]
    evaluation = [HEADINGS[name] for name in _EVALUATION]
    return ["施策キー", "番号", "施策名", "副題", "重点", "追加年度", *texts, *goals, *evaluation]


def _measure_rows(database: Database, plan_id: int) -> Iterator[Sequence[Any]]:
    goals = _goals(database, plan_id)
    for item in measures(database, plan_id):
        marks = {mark["name"]: _UNKNOWN[mark["mark"]] for mark in item["goal_marks"]}
        evaluation = item["evaluation"] or {}
        texts = (item[name] for name in _MEASURE_TEXTS)
        yield [
            item["key"],
            item["number"],
            item["title"],
            item["subtitle"],
            _YES_NO[item["is_priority"]],
            item["added_fy"],
            *("、".join(text) if isinstance(text, list) else text for text in texts),
            *(marks.get(name) for name in goals),
            *(evaluation.get(name) for name in _EVALUATION),
        ]


_REPORT_HEADINGS: Final = (
    "施策キー",
    "番号",
    "施策名",
    "主管課",
    "年度",
    "半期",
    "期",
    "締切日",
    "状態",
    "進捗評価",
    "実施状況",
    "到達した段階",
    "文",
    "変わりなし",
    "遅れ",
    "版",
    "提出者",
    "提出日時",
    "記入例",
)

_REPORTS: Final = f"""
SELECT measure.id AS measure_id, measure.measure_key, measure.number, measure.title, period.fy, period.half,
  period.due_on, report.state,
  report.late, report_revision.revision, report_revision.progress_evaluation, report_revision.implementation_state,
  report_revision.text, report_revision.carried, report_revision.by_name, report_revision.submitted_at,
  report_revision.is_example,
  (SELECT json_group_object(work_item.row, json(report_stage.stages)) FROM report_stage
    JOIN work_item ON work_item.id = report_stage.work_item_id
    WHERE report_stage.report_revision_id = report_revision.id) AS reached
FROM measure
JOIN report ON report.measure_id = measure.id
JOIN period ON period.id = report.period_id
LEFT JOIN report_revision ON report_revision.report_id = report.id AND report_revision.revision = report.revision
WHERE measure.plan_id = ? AND (report.revision > 0 OR measure.id IN
  (SELECT measure_id FROM expected_report WHERE expected_report.period_id = period.id))
ORDER BY period.fy, period.half, {_IN_ORDER}
"""


def _report_rows(database: Database, plan_id: int) -> Iterator[Sequence[Any]]:
    """Where every report stands and its latest revision; what is only drafted stays inside.

    Lead departments bear the names of each half-year's last day.
    """
    named: dict[Half, dict[int, str]] = {}
    for row in database.conn.execute(_REPORTS, (plan_id,)):
        yield [
            row["measure_key"],
            row["number"],
            row["title"],
            _named_leads(database, plan_id, Half(row["fy"], row["half"]), named).get(row["measure_id"]),
            row["fy"],
            HALVES[row["half"]],
            Half(row["fy"], row["half"]).label(),
            _day(row["due_on"]),
            REPORT_STATES[row["state"]],
            row["progress_evaluation"],
            row["implementation_state"],
            _reached(row["reached"]),
            row["text"],
            "○" if row["carried"] else None,
            "○" if row["late"] else None,
            row["revision"],
            row["by_name"],
            _moment(row["submitted_at"]),
            "○" if row["is_example"] else None,
        ]


def _named_leads(
    database: Database, plan_id: int, half: Half, known: dict[Half, dict[int, str]]
) -> dict[int, str]:
    """Measure to its lead departments as they were called in a half-year; read once for each."""
    if half not in known:
        found = leads(database, plan_id, naming(database, plan_id, last_day(half)))
        known[half] = {measure: names_of(told) for measure, told in found.items()}
    return known[half]


def _reached(text: str | None) -> str | None:
    """工程 1: 検討 / 工程 2: 調達・構築・運用."""
    found = json.loads(text or "{}")
    rows = sorted((int(row), stages) for row, stages in found.items())
    return "\n".join(f"{row}: {'・'.join(stages)}" for row, stages in rows) or None


def _day(text: str | None) -> date | str | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return text


def _moment(text: str | None) -> datetime | str | None:
    """The local time as written; Excel knows no offsets."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError:
        return text


def _columns(database: Database, plan_id: int) -> list[tuple[int, int | None]]:
    rows = database.conn.execute(
        "SELECT DISTINCT schedule_cell.fy, schedule_cell.half FROM schedule_cell"
        " JOIN work_item ON work_item.id = schedule_cell.work_item_id"
        " JOIN measure ON measure.id = work_item.measure_id WHERE measure.plan_id = ?"
        " ORDER BY schedule_cell.fy, ifnull(schedule_cell.half, 0)",
        (plan_id,),
    )
    return [(row[0], row[1]) for row in rows]


def _schedule_headings(database: Database, plan_id: int) -> list[str]:
    periods = [
        f"{fiscal_year_label(fy)}{'' if half is None else HALVES[half]}"
        for fy, half in _columns(database, plan_id)
    ]
    return ["施策キー", "番号", "施策名", "工程番号", "工程", "種別", *periods]


def _schedule_rows(database: Database, plan_id: int) -> Iterator[Sequence[Any]]:
    """One row for each work item and kind, one column for each year or half-year; ⇒ before what only continues."""
    columns = _columns(database, plan_id)
    for item in measures(database, plan_id):
        for (row, kind), cells in groupby(item["schedule"], itemgetter("row", "kind")):
            found = {(cell["fy"], cell["half"]): cell for cell in cells}
            label = next(iter(found.values()))["label"]
            printed = [_stage_text(found.get(column)) for column in columns]
            yield [item["key"], item["number"], item["title"], row, label, KINDS[kind], *printed]


def _stage_text(cell: dict[str, Any] | None) -> str | None:
    if cell is None:
        return None
    words = "・".join(cell["stages"])
    text = f"⇒ {words}".strip() if cell["continued"] else words
    modifier = f"（{cell['modifier']}）" if cell["modifier"] else ""
    note = f"（{cell['note']}）" if cell["note"] else ""
    return f"{text}{modifier}{note}"


_INDICATOR_HEADINGS: Final = (
    "施策キー",
    "番号",
    "施策名",
    "指標",
    "単位",
    "年度",
    "年度（和暦）",
    "半期",
    "値",
    "母数",
    "年度途中",
    "疑義",
)

_INDICATORS: Final = f"""
SELECT measure.measure_key, measure.number, measure.title, indicator.label, indicator.unit, observation.fy,
  observation.half, observation.value, observation.denominator, observation.partial_until, observation.suspect
FROM indicator
LEFT JOIN measure ON measure.id = indicator.measure_id
LEFT JOIN observation ON observation.indicator_id = indicator.id
WHERE indicator.plan_id = ?
ORDER BY measure.id IS NULL, {_IN_ORDER}, indicator.id, observation.fy, ifnull(observation.half, 0)
"""


def _indicator_rows(database: Database, plan_id: int) -> Iterator[Sequence[Any]]:
    for row in database.conn.execute(_INDICATORS, (plan_id,)):
        yield [
            row["measure_key"],
            row["number"],
            row["title"],
            row["label"],
            row["unit"],
            row["fy"],
            None if row["fy"] is None else fiscal_year_label(row["fy"]),
            None if row["fy"] is None else HALVES[row["half"]],
            row["value"],
            row["denominator"],
            row["partial_until"],
            "○" if row["suspect"] else None,
        ]


SHEETS: Final = (
    Sheet("施策", 3, _measure_headings, _measure_rows),
    Sheet("報告", 3, lambda database, plan_id: _REPORT_HEADINGS, _report_rows),
    Sheet("工程表", 6, _schedule_headings, _schedule_rows),
    Sheet("指標", 3, lambda database, plan_id: _INDICATOR_HEADINGS, _indicator_rows),
)
