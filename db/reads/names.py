"""Printed numbers and titles behind keys and ids, where a sentence has to name a measure, a plan or a department."""

import json
from collections.abc import Collection
from typing import NamedTuple

from db.database import Database


class NamedMeasure(NamedTuple):
    """A measure as its plan prints it."""

    id: int
    plan: str
    measure_key: str
    number: str | None
    title: str


def named_measures(
    database: Database, plans: Collection[str], ids: Collection[int] = ()
) -> list[NamedMeasure]:
    """Every measure of the plans with these keys, and those with these ids."""
    rows = database.conn.execute(
        "SELECT measure.id, plan.key, measure_key, number, measure.title"
        " FROM measure JOIN plan ON plan.id = plan_id"
        " WHERE plan.key IN (SELECT value FROM json_each(?)) OR measure.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(plans)), json.dumps(list(ids))),
    )
    return [NamedMeasure(*row) for row in rows]


def department_names(database: Database, ids: Collection[int]) -> dict[int, str]:
    """The departments with these ids by their names."""
    rows = database.conn.execute(
        "SELECT id, name FROM department WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {int(row[0]): str(row[1]) for row in rows}


def plan_titles(database: Database) -> dict[int, tuple[str, str]]:
    """Key and title of every plan by its id."""
    rows = database.conn.execute("SELECT id, key, title FROM plan")
    return {int(row[0]): (str(row[1]), str(row[2])) for row in rows}
