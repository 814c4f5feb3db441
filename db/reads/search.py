"""Texts of a municipality's measures to search through: every plan of it, what was printed and what was reported."""

from collections import defaultdict
from dataclasses import dataclass

from db.database import Database
from db.reads.measures import TEXT_FIELDS


@dataclass(frozen=True, slots=True)
class Searchable:
    """A measure and its pieces of text in the order they are read: the sheet's, the evaluation's, the reports'."""

    measure_id: int
    plan_id: int
    plan_title: str
    number: str | None
    title: str
    texts: tuple[str, ...]


_SIBLINGS = (
    " JOIN plan ON plan.id = measure.plan_id"
    " WHERE plan.municipality_id = (SELECT municipality_id FROM plan WHERE id = :plan)"
)


def searchable(database: Database, plan_id: int) -> list[Searchable]:
    """Every measure of the plan's municipality, the plan's own first. Drafts in work are left out."""
    wanted = {"plan": plan_id}
    further: dict[int, list[str]] = defaultdict(list)
    for row in database.conn.execute(
        "SELECT measure_id, evaluation_item.text FROM evaluation_item"
        f" JOIN measure ON measure.id = measure_id{_SIBLINGS} ORDER BY measure_id, kind, evaluation_item.ordinal",
        wanted,
    ):
        further[row[0]].append(row[1])
    for row in database.conn.execute(
        "SELECT report.measure_id, report_revision.text FROM report_revision"
        " JOIN report ON report.id = report_revision.report_id AND report.revision = report_revision.revision"
        f" JOIN measure ON measure.id = report.measure_id{_SIBLINGS} ORDER BY report_revision.id DESC",
        wanted,
    ):
        further[row[0]].append(row[1])
    rows = database.conn.execute(
        f"SELECT measure.*, plan.title AS plan_title FROM measure{_SIBLINGS}"
        " ORDER BY plan.id <> :plan, plan.first_fy DESC, plan.id, ifnull(position, 1e9), sort_key, measure.id",
        wanted,
    )
    return [
        Searchable(
            row["id"],
            row["plan_id"],
            row["plan_title"],
            row["number"],
            row["title"],
            (*(row[name] for name in TEXT_FIELDS if row[name]), *filter(None, further[row["id"]])),
        )
        for row in rows
    ]
