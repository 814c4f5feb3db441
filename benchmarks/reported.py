"""Books of a country that has reported: cities of 50 measures with schedules over six half-years, the last one open.

Every report of the closed half-years was handed in, confirmed and approved, with its text, its stages and its
decisions. The rows are put in by SQL, with the guards away until they stand: what is measured is how they are read.
"""

import sqlite3
from pathlib import Path
from typing import Final

from benchmarks.country import MEASURES, fill
from db.book import Book
from db.database import Database
from db.guards import make_guards

_STEPS: Final = (("not_started", "submit"), ("submitted", "confirm"), ("confirmed", "approve"))

_FACTS: Final = (
    "INSERT INTO work_item (measure_id, row, label) SELECT id, 1, '構築' FROM measure",
    "INSERT INTO schedule_cell (work_item_id, kind, fy, stages, raw)"
    " SELECT work_item.id, 'planned', year.value, json_array(stage), stage FROM work_item,"
    " json_each('[2020, 2021, 2022]') AS year, (SELECT 0 AS late, '検討' AS stage UNION ALL SELECT 1, '実施')"
    " WHERE late = (year.value > 2021)",
    "UPDATE report SET state = 'approved', revision = 1, late = id % 7 = 0"
    " WHERE period_id IN (SELECT id FROM period WHERE state = 'published')",
    "INSERT INTO report_revision (report_id, revision, progress_evaluation, implementation_state, text, late, event_id,"
    " by_uid, by_name, submitted_at) SELECT id, 1, CASE id % 3 WHEN 0 THEN 'ほぼ計画どおりに実行できた'"
    " ELSE '計画どおりに実行できた' END, '実施中', '近隣市の利用状況を照会し、回答を整理した。' || id, late,"
    " 'event-' || id, 1001, '田中', '2020-10-05T14:03:00+09:00' FROM report WHERE revision = 1",
    "INSERT INTO report_stage (report_revision_id, work_item_id, stages)"
    " SELECT report_revision.id, work_item.id, '[\"検討\"]' FROM report_revision"
    " JOIN report ON report.id = report_revision.report_id JOIN work_item ON work_item.measure_id = report.measure_id",
)
_DECISION: Final = (
    "INSERT INTO decision (report_id, revision, action, from_state, to_state, by_uid, by_name, at)"
    " SELECT id, 1, ?, ?, ?, 1001, '田中', '2020-10-05T14:03:00+09:00' FROM report WHERE revision = 1"
)


def make_reported(path: Path, cities: int, measures: int = MEASURES) -> Path:
    """A new book with so many cities, each with six reports a measure of which five are approved."""
    Book.create(path).close()
    conn = sqlite3.connect(path, isolation_level=None)
    try:
        fill(conn, cities, measures)
        conn.execute("BEGIN")
        for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            conn.execute(f'DROP TRIGGER "{name}"')
        for statement in _FACTS:
            conn.execute(statement)
        reached = [source for source, _ in _STEPS[1:]] + ["approved"]
        for (source, action), target in zip(_STEPS, reached, strict=True):
            conn.execute(_DECISION, (action, source, target))
        make_guards(Database(conn))
        conn.execute("COMMIT")
        conn.execute("ANALYZE")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        conn.close()
    return path
