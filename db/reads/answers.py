"""What reports and drafts say, read out of their rows."""

import json
from collections.abc import Mapping
from sqlite3 import Row
from typing import Any, NamedTuple

from db.database import Database


class Answer(NamedTuple):
    """What a lead department says about one half-year; stages maps work item rows to the stages reached."""

    progress_evaluation: str | None = None
    implementation_state: str | None = None
    text: str = ""
    stages: Mapping[int, tuple[str, ...]] = {}
    reason: str | None = None


class Said(NamedTuple):
    """What a revision says; `at` and `by_name` tell when it was handed in and by whom, None: there is none."""

    answer: Answer
    at: str | None = None
    by_name: str | None = None
    is_example: bool = False


def stages_of(row: Row | Mapping[str, Any]) -> dict[int, tuple[str, ...]]:
    """Work item row to the stages that a row of `draft` says were reached."""
    return {int(item): tuple(stages) for item, stages in json.loads(row["stages"]).items()}


def draft_answer(row: Row | Mapping[str, Any]) -> Answer:
    """What a row of `draft` says."""
    return Answer(
        row["progress_evaluation"], row["implementation_state"], row["text"], stages_of(row), row["reason"]
    )


def revision_answer(database: Database, report_id: int | None, revision: int) -> Said:
    """What a revision of a report says; an empty answer where there is none."""
    row = database.conn.execute(
        "SELECT * FROM report_revision WHERE report_id = ? AND revision = ?", (report_id, revision)
    ).fetchone()
    if row is None:
        return Said(Answer())
    stages = database.conn.execute(
        "SELECT work_item.row, report_stage.stages FROM report_stage"
        " JOIN work_item ON work_item.id = report_stage.work_item_id WHERE report_revision_id = ?",
        (row["id"],),
    )
    reached = {item[0]: tuple(json.loads(item[1])) for item in stages}
    answer = Answer(
        row["progress_evaluation"], row["implementation_state"], row["text"], reached, row["reason"]
    )
    return Said(answer, row["submitted_at"], row["by_name"], bool(row["is_example"]))
