"""What a staged row becomes: one table of entities with their keys, links and columns, parents before children."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from importers.staged import StagedRow

Key = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key: which column, to which entity, and how the staged row names the other row's natural key."""

    column: str
    entity: str
    key: Callable[[StagedRow], Key | None]
    plan: Callable[[StagedRow], str | None] = lambda row: row.plan


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of staged row.

    `existing` selects the plan's rows of this kind, natural key columns named by `key`; `stored` says which column each
    part of the staged key is written to (None where a link carries it).
    """

    name: str
    key: tuple[str, ...]
    existing: str
    stored: tuple[str | None, ...]
    fields: tuple[str, ...]
    links: tuple[Link, ...] = ()
    in_plan: bool = True
    json_fields: frozenset[str] = field(default_factory=frozenset)

    @property
    def table(self) -> str:
        return self.name


def _measure(row: StagedRow) -> Key | None:
    return (row.key[0],) if row.key[0] is not None else None


def _value(name: str) -> Callable[[StagedRow], Any]:
    def read(row: StagedRow) -> Any:
        cell = row.cells.get(name)
        return None if cell is None else cell.value

    return read


def _predecessor_measure(row: StagedRow) -> Key | None:
    key = _value("predecessor_measure")(row)
    return None if key is None else (key,)


def _predecessor_plan(row: StagedRow) -> str | None:
    plan: str | None = _value("predecessor_plan")(row)
    return plan


def _target(row: StagedRow) -> Key | None:
    key = _value("target_measure")(row)
    return None if key is None else (key,)


_OF_MEASURE: Final = Link("measure_id", "measure", _measure)
_MEASURE_JOIN: Final = "JOIN measure m ON m.id = t.measure_id WHERE m.plan_id = ?"

MEASURE_FIELDS: Final = (
    "number",
    "title",
    "subtitle",
    "is_priority",
    "policy_field",
    "purpose",
    "current_state",
    "content",
    "target",
    "expected_effect",
    "risk",
    "countermeasure",
    "parent_plan_ref",
    "sectoral_plan_ref",
    "added_fy",
    "position",
)

ENTITIES: Final = (
    Entity("plan_role", ("role",), "SELECT t.* FROM plan_role t WHERE t.plan_id = ?", ("role",), ("name",)),
    Entity(
        "goal",
        ("name",),
        "SELECT t.* FROM goal t WHERE t.plan_id = ?",
        ("name",),
        ("number", "text", "ordinal"),
    ),
    Entity(
        "measure",
        ("measure_key",),
        "SELECT t.* FROM measure t WHERE t.plan_id = ?",
        ("measure_key",),
        MEASURE_FIELDS,
    ),
    Entity(
        "measure_goal",
        ("measure_key", "goal_name"),
        "SELECT t.*, m.measure_key, g.name AS goal_name FROM measure_goal t JOIN goal g ON g.id = t.goal_id "
        + _MEASURE_JOIN,
        (None, None),
        ("mark",),
        (_OF_MEASURE, Link("goal_id", "goal", lambda row: (row.key[1],))),
        in_plan=False,
    ),
    Entity(
        "measure_department",
        ("measure_key", "role", "ordinal"),
        "SELECT t.*, m.measure_key FROM measure_department t " + _MEASURE_JOIN,
        (None, "role", "ordinal"),
        ("name", "renamed_to"),
        (_OF_MEASURE,),
        in_plan=False,
    ),
    Entity(
        "measure_reference",
        ("measure_key", "ordinal"),
        "SELECT t.*, m.measure_key FROM measure_reference t " + _MEASURE_JOIN,
        (None, "ordinal"),
        ("raw",),
        (_OF_MEASURE, Link("target_measure_id", "measure", _target)),
        in_plan=False,
    ),
    Entity(
        "lineage",
        ("measure_key", "ordinal"),
        "SELECT t.*, m.measure_key FROM lineage t " + _MEASURE_JOIN,
        (None, "ordinal"),
        ("raw",),
        (
            _OF_MEASURE,
            Link("predecessor_plan_id", "plan", lambda row: (), _predecessor_plan),
            Link("predecessor_measure_id", "measure", _predecessor_measure, _predecessor_plan),
        ),
        in_plan=False,
    ),
    Entity(
        "work_item",
        ("measure_key", "row"),
        "SELECT t.*, m.measure_key FROM work_item t " + _MEASURE_JOIN,
        (None, "row"),
        ("label",),
        (_OF_MEASURE,),
        in_plan=False,
    ),
    Entity(
        "schedule_cell",
        ("measure_key", "row", "kind", "fy", "half"),
        "SELECT t.*, m.measure_key, w.row FROM schedule_cell t JOIN work_item w ON w.id = t.work_item_id"
        " JOIN measure m ON m.id = w.measure_id WHERE m.plan_id = ?",
        (None, None, "kind", "fy", "half"),
        ("stages", "modifier", "continued", "note"),
        (Link("work_item_id", "work_item", lambda row: (row.key[0], row.key[1])),),
        in_plan=False,
        json_fields=frozenset({"stages"}),
    ),
    Entity(
        "evaluation",
        ("measure_key",),
        "SELECT t.*, m.measure_key FROM evaluation t " + _MEASURE_JOIN,
        (None,),
        ("implementation_state", "progress_evaluation", "future_direction"),
        (_OF_MEASURE,),
        in_plan=False,
    ),
    Entity(
        "evaluation_item",
        ("measure_key", "kind", "ordinal"),
        "SELECT t.*, m.measure_key FROM evaluation_item t " + _MEASURE_JOIN,
        (None, "kind", "ordinal"),
        ("text",),
        (_OF_MEASURE,),
        in_plan=False,
    ),
    Entity(
        "rating_scale",
        ("field", "code"),
        "SELECT t.* FROM rating_scale t WHERE t.plan_id = ?",
        ("field", "code"),
        ("label", "meaning", "ordinal"),
    ),
    Entity(
        "indicator",
        ("measure_key", "label"),
        "SELECT t.*, m.measure_key FROM indicator t LEFT JOIN measure m ON m.id = t.measure_id WHERE t.plan_id = ?",
        (None, "label"),
        ("unit",),
        (_OF_MEASURE,),
    ),
    Entity(
        "observation",
        ("measure_key", "label", "fy", "half"),
        "SELECT t.*, m.measure_key, i.label FROM observation t JOIN indicator i ON i.id = t.indicator_id"
        " LEFT JOIN measure m ON m.id = i.measure_id WHERE i.plan_id = ?",
        (None, None, "fy", "half"),
        ("value", "denominator", "partial_until", "suspect"),
        (Link("indicator_id", "indicator", lambda row: (row.key[0], row.key[1])),),
        in_plan=False,
    ),
    Entity(
        "cost_estimate",
        ("fy",),
        "SELECT t.* FROM cost_estimate t WHERE t.plan_id = ?",
        ("fy",),
        ("thousand_yen", "approximate"),
    ),
    Entity(
        "renewal_system",
        ("name",),
        "SELECT t.* FROM renewal_system t WHERE t.plan_id = ?",
        ("name",),
        (
            "department",
            "is_bcp_priority",
            "current_end",
            "next_study_start",
            "next_procurement_fy",
            "next_operation_start",
        ),
    ),
    Entity(
        "survey",
        ("title",),
        "SELECT t.* FROM survey t WHERE t.plan_id = ?",
        ("title",),
        ("satisfaction_mean", "importance_mean"),
    ),
    Entity(
        "survey_item",
        ("title", "item"),
        "SELECT t.*, s.title FROM survey_item t JOIN survey s ON s.id = t.survey_id WHERE s.plan_id = ?",
        (None, "item"),
        ("satisfaction", "importance", "area"),
        (Link("survey_id", "survey", lambda row: (row.key[0],)),),
        in_plan=False,
    ),
    Entity(
        "survey_area",
        ("title", "area"),
        "SELECT t.*, s.title FROM survey_area t JOIN survey s ON s.id = t.survey_id WHERE s.plan_id = ?",
        (None, "area"),
        ("satisfaction_side", "importance_side", "action"),
        (Link("survey_id", "survey", lambda row: (row.key[0],)),),
        in_plan=False,
    ),
    Entity(
        "glossary_term",
        ("term",),
        "SELECT t.* FROM glossary_term t WHERE t.plan_id = ?",
        ("term",),
        ("text",),
    ),
)

BY_NAME: Final[Mapping[str, Entity]] = {entity.name: entity for entity in ENTITIES}

# The one place where a printed phrase is also stored as its raw text in the row itself.
KEEPS_RAW: Final = frozenset({"schedule_cell"})


def stored_value(entity: Entity, name: str, value: object) -> Any:
    """A staged value as SQLite keeps it: booleans as 0/1, sets of stages as JSON, days of a count as their month."""
    if name == "partial_until" and isinstance(value, str):
        return value[: len("2015-07")]  # the day stays in what was printed, beside the value's place
    if name in entity.json_fields:
        return json.dumps(list(value) if isinstance(value, tuple | list) else [], ensure_ascii=False)
    if isinstance(value, bool):
        return int(value)
    return value
