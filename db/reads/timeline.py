"""What happened to one measure, newest first: imports, edits, its reports' steps, and events of its own."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Row
from typing import Final

from db.database import Database
from db.reads.family import CAME_FROM
from db.reads.provenance import CORRECTED
from db.reads.stand_ins import stand_in_at
from domain.lifecycle import MeasureAction
from domain.periods import Half


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after; None is nothing there."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that was done. `kind` is report, measure (its own life), edit or import; `action` the step's name.

    `half` is the half-year a report is about; `counts` are rows of the sheet that an import or edit made or changed.
    """

    at: str
    seq: int
    who: str
    kind: str
    action: str
    half: Half | None = None
    revision: int | None = None
    note: str | None = None
    proxy_for: str | None = None
    meeting: str | None = None
    file: str | None = None
    changes: tuple[Change, ...] = ()
    counts: Mapping[str, int] | None = None


# The tables of a measure's sheet, and how their rows are told to be this measure's.
_OF_MEASURE: Final = {
    "measure": "SELECT :id",
    "measure_goal": "SELECT id FROM measure_goal WHERE measure_id = :id",
    "measure_department": "SELECT id FROM measure_department WHERE measure_id = :id",
    "lineage": "SELECT id FROM lineage WHERE measure_id = :id",
    "work_item": "SELECT id FROM work_item WHERE measure_id = :id",
    "schedule_cell": "SELECT schedule_cell.id FROM schedule_cell JOIN work_item"
    " ON work_item.id = schedule_cell.work_item_id WHERE work_item.measure_id = :id",
    "evaluation": "SELECT id FROM evaluation WHERE measure_id = :id",
    "evaluation_item": "SELECT id FROM evaluation_item WHERE measure_id = :id",
    "indicator": "SELECT id FROM indicator WHERE measure_id = :id",
    "observation": "SELECT observation.id FROM observation JOIN indicator"
    " ON indicator.id = observation.indicator_id WHERE indicator.measure_id = :id",
}
# Columns that tell people nothing.
# Steps of the measure's own life: the event tells them, the change of its state is no further news.
_LIFE: Final = frozenset(MeasureAction)
_SILENT: Final = frozenset(
    ("id", "version", "sort_key", "position", "plan_id", "measure_id", "work_item_id", "indicator_id")
)
# Fields of a report that the next revision may change, as they stand in report_revision.
_REPORTED: Final = ("progress_evaluation", "implementation_state", "text", "reason")


def timeline(database: Database, measure_id: int) -> list[Happening]:
    """Everything that was done to a measure and its reports, newest first; drafts in work are nobody's news."""
    found = [
        *_steps(database, measure_id),
        *_events(database, measure_id),
        *_edits(database, measure_id),
    ]
    return sorted(found, key=lambda one: (one.at, one.seq), reverse=True)


def _steps(database: Database, measure_id: int) -> list[Happening]:
    said = _revisions(database, measure_id)
    rows = database.conn.execute(
        "SELECT history.seq, decision.action, decision.revision, decision.note, decision.proxy_for,"
        " decision.by_name, decision.at, period.fy, period.half,"
        " meeting.name AS meeting, meeting.held_on FROM decision JOIN report ON report.id = decision.report_id"
        " JOIN period ON period.id = report.period_id LEFT JOIN meeting ON meeting.id = decision.meeting_id"
        " LEFT JOIN history ON history.table_name = 'decision' AND history.row_id = decision.id"
        " WHERE report.measure_id = ? AND decision.action <> 'save' ORDER BY decision.id",
        (measure_id,),
    )
    found = []
    for row in rows:
        half = Half(row["fy"], row["half"])
        handed_in = row["action"] in ("submit", "carry")
        found.append(
            Happening(
                at=row["at"],
                seq=row["seq"] or 0,
                who=row["by_name"],
                kind="report",
                action=row["action"],
                half=half,
                revision=row["revision"],
                note=row["note"],
                proxy_for=row["proxy_for"],
                meeting=f"{row['meeting']} {row['held_on']}" if row["meeting"] else None,
                changes=_said(said, half, row["revision"]) if handed_in else (),
            )
        )
    return found


def _revisions(database: Database, measure_id: int) -> dict[tuple[Half, int], dict[str, str | None]]:
    """What each revision says, by half-year and revision, in order of both."""
    stages: dict[int, dict[str, str]] = defaultdict(dict)
    for row in database.conn.execute(
        "SELECT report_stage.report_revision_id, work_item.row, report_stage.stages FROM report_stage"
        " JOIN work_item ON work_item.id = report_stage.work_item_id WHERE work_item.measure_id = ?"
        " ORDER BY work_item.row",
        (measure_id,),
    ):
        stages[row[0]][f"stage {row[1]}"] = "・".join(json.loads(row[2]))
    rows = database.conn.execute(
        "SELECT report_revision.*, period.fy, period.half FROM report_revision"
        " JOIN report ON report.id = report_revision.report_id JOIN period ON period.id = report.period_id"
        " WHERE report.measure_id = ? ORDER BY period.fy, period.half, revision",
        (measure_id,),
    )
    return {
        (Half(row["fy"], row["half"]), row["revision"]): {
            **{name: row[name] for name in _REPORTED},
            **stages[row["id"]],
        }
        for row in rows
    }


def _said(
    said: Mapping[tuple[Half, int], Mapping[str, str | None]], half: Half, revision: int
) -> tuple[Change, ...]:
    """What a revision says otherwise than the one before it, of this half-year or an earlier one."""
    now = said.get((half, revision), {})
    earlier = [key for key in said if key < (half, revision)]
    before: Mapping[str, str | None] = said[max(earlier)] if earlier else {}
    return tuple(
        Change(name, before.get(name) or None, now.get(name) or None)
        for name in dict.fromkeys((*now, *before))
        if (before.get(name) or "") != (now.get(name) or "")
    )


def _events(database: Database, measure_id: int) -> list[Happening]:
    """The measure's own events, and those of others that came to it: merged into it, or split up with it as a part."""
    rows = database.conn.execute(
        "SELECT history.seq, measure_event.measure_id, event, measure_event.note, fy, half, history.at, history.name,"
        f" other.number, other.title, {stand_in_at('history.seq')} AS proxy_for"
        " FROM measure_event LEFT JOIN measure AS other"
        " ON other.id = CASE measure_event.measure_id WHEN :id THEN other_measure_id ELSE measure_event.measure_id END"
        " LEFT JOIN history ON history.table_name = 'measure_event' AND history.row_id = measure_event.id"
        " AND history.before IS NULL WHERE measure_event.measure_id = :id OR other_measure_id = :id",
        {"id": measure_id},
    )
    found = []
    for row in rows:
        action = row["event"] if row["measure_id"] == measure_id else CAME_FROM.get(row["event"])
        if action is None:
            continue
        other = f"{row['number'] or ''} {row['title']}".strip() if row["title"] else None
        note = " ".join(part for part in (other, row["note"]) if part) or None
        half = Half(row["fy"], row["half"]) if row["half"] else None
        at, who = row["at"] or f"{row['fy']}", row["name"] or ""
        found.append(
            Happening(
                at, row["seq"] or 0, who, "measure", action, half, note=note, proxy_for=row["proxy_for"]
            )
        )
    return found


def _edits(database: Database, measure_id: int) -> list[Happening]:
    """Imports and edits of the sheet: one happening for each import, and for each moment in which somebody edited."""
    groups: dict[tuple[str, str, int, str], list[Row]] = defaultdict(list)
    for table, ids in _OF_MEASURE.items():
        batches = _batches(database, table, ids, measure_id)
        for row in database.conn.execute(
            "SELECT seq, at, name, action, table_name, row_id, before, after, note,"
            f" {stand_in_at('history.seq')} AS proxy_for FROM history"
            f" WHERE table_name = '{table}' AND row_id IN ({ids}) ORDER BY seq",
            {"id": measure_id},
        ):
            if table == "measure" and row["action"] in _LIFE:
                continue
            batch, file = batches.get((row["row_id"], row["at"]), (0, ""))
            if row["action"] == CORRECTED:
                # Its own happening: a person's word in the midst of an import.
                batch, file = 0, ""
            groups[row["at"], row["name"], batch, file].append(row)
    found = []
    for (at, who, batch, file), rows in groups.items():
        first = min(rows, key=lambda row: row["seq"])
        found.append(
            Happening(
                at=at,
                seq=first["seq"],
                who=who,
                kind="import" if batch else "edit",
                action="import" if batch else first["action"],
                note=next((row["note"] for row in rows if row["note"] and row["action"] != CORRECTED), None),
                proxy_for=first["proxy_for"],
                file=file or None,
                changes=tuple(change for row in rows for change in _changes(row)),
                counts=Counter(
                    row["table_name"] for row in rows if row["before"] is None and row["action"] != CORRECTED
                ),
            )
        )
    return found


def _batches(
    database: Database, table: str, ids: str, measure_id: int
) -> dict[tuple[int, str], tuple[int, str]]:
    """The batch and its file that changed a row at a moment."""
    rows = database.conn.execute(
        "SELECT import_change.row_id, import_batch.at, import_batch.id, source_file.name FROM import_change"
        " JOIN import_batch ON import_batch.id = import_change.batch_id"
        " JOIN source_file ON source_file.id = import_batch.source_file_id"
        f" WHERE import_change.table_name = '{table}' AND import_change.row_id IN ({ids})",
        {"id": measure_id},
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def _changes(row: Row) -> list[Change]:
    if row["action"] == CORRECTED:
        # Its note is what was printed.
        before, after = dict.fromkeys(json.loads(row["after"]), row["note"]), json.loads(row["after"])
    elif row["before"] is None or row["after"] is None:
        return []
    else:
        before, after = json.loads(row["before"]), json.loads(row["after"])
    prefix = "" if row["table_name"] in ("measure", "evaluation") else f"{row['table_name']}."
    return [
        Change(prefix + name, _text(before.get(name)), _text(after[name]))
        for name in after
        if name not in _SILENT
    ]


def _text(value: object) -> str | None:
    return None if value is None else str(value)
