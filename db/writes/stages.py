"""The stages that a report says were reached, beside its revision."""

import json
from typing import Any

from db.door import Door
from db.reads.answers import Answer


def keep_stages(door: Door, report: dict[str, Any], revision_id: int, answer: Answer) -> None:
    """One row for each work item that has a stage."""
    for row, stages in answer.stages.items():
        item = door.find("work_item", measure_id=report["measure_id"], row=row)
        if item is not None and stages:
            door.insert(
                "report_stage",
                {
                    "report_revision_id": revision_id,
                    "work_item_id": item["id"],
                    "stages": json.dumps(list(stages), ensure_ascii=False),
                },
            )
