"""Staged rows against the book inside one open transaction: compares, writes, and remembers what it did."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import partial
from math import isfinite
from typing import Any

from db.door import Door, canonical
from db.reads.departments import bearer
from db.reads.provenance import CORRECTED
from domain.names import natural_key
from importers.correction import CorrectedCell
from importers.difference import FieldChange, Outcome, RowResult
from importers.entities import BY_NAME, ENTITIES, KEEPS_RAW, Entity, Key, stored_value
from importers.staged import Cell, StagedRow

_PLAN_FIELDS = ("title", "first_fy", "last_fy", "doc_status", "printed_era")
_ROLES = ("coordinator", "council")
Watch = Callable[[int, int], None]
# What a municipality is called until somebody names it.
NO_MUNICIPALITY = "?"
_LARGEST = 2**63


class Application:
    """One run of staged rows through the door. `results`, `changes` and `provenance` say what was done.

    `overruled` are rows (plan, entity, key) where the file's values go over those that a person wrote. `watch` is told
    before every row how many are done, of how many; what it raises ends the run.
    """

    def __init__(
        self, door: Door, overruled: Collection[tuple[str, str, Key]] = (), watch: Watch | None = None
    ) -> None:
        self.door = door
        self._overruled = overruled
        self._watch = watch
        self._all = 0
        self.results: list[RowResult] = []
        self.changes: list[dict[str, Any]] = []
        self.provenance: list[dict[str, Any]] = []
        self._plans: dict[str, int] = {}
        self._municipalities: dict[str, int] = {}
        self._existing: dict[tuple[str, str], dict[Key, dict[str, Any]]] = {}
        self._departments: dict[tuple[int, str, str], int] = {}

    def run(self, rows: Iterable[StagedRow]) -> None:
        """Apply rows, plans first, then every entity in the order of the table; predecessors before successors."""
        by_entity: dict[str, list[StagedRow]] = defaultdict(list)
        for row in rows:
            by_entity[row.entity].append(row)
            self._all += 1
        for row in by_entity.get("plan", ()):
            self._kept(row, self._plan)
        for row in by_entity.get("plan", ()):
            if row.plan not in self._plans:
                continue
            self._predecessor(row)
            by_entity["plan_role"].extend(_roles(row))
        for entity in ENTITIES:
            apply = partial(self._row, entity)
            for row in by_entity.get(entity.name, ()):
                self._kept(row, apply)
        self._missing(by_entity.get("measure", ()))

    def _kept(self, row: StagedRow, apply: Callable[[StagedRow], None]) -> None:
        """Apply a row; one with a value that no column of the book keeps is rejected as a whole."""
        if self._watch is not None:
            self._watch(len(self.results), self._all)
        try:
            apply(row)
        except (sqlite3.IntegrityError, OverflowError, UnicodeEncodeError, _Unkeepable) as error:
            self._rejected(row, str(error))

    # -- plans

    def _plan(self, row: StagedRow) -> None:
        columns = {
            name: stored_value(BY_NAME["goal"], name, row.cells[name].value)
            for name in _PLAN_FIELDS
            if name in row.cells
        }
        cells = {name: row.cells[name] for name in columns}
        found = self.door.find("plan", key=row.plan)
        if found is None:
            municipality = row.cells.get("municipality")
            name = str(municipality.value) if municipality and municipality.value else NO_MUNICIPALITY
            columns = {"key": row.plan, "municipality_id": self._municipality(name), **columns}
            columns.setdefault("title", row.plan)
            row_id = self._insert("plan", columns, cells)
            self._done(row, "new", row_id, _all_new(cells))
            self._plans[row.plan] = row_id
            return
        self._plans[row.plan] = int(found["id"])
        self._compare(row, "plan", found, columns, cells)
        self._place(row)

    def _place(self, row: StagedRow) -> None:
        """Give a plan that came in without its municipality the one that is named now, and its departments with it."""
        cell = row.cells.get("municipality")
        if cell is None or not cell.value:
            return
        found = self.door.row("plan", self._plans[row.plan])
        if self.door.row("municipality", found["municipality_id"])["name"] != NO_MUNICIPALITY:
            return
        municipality = self._municipality(str(cell.value))
        self._update("plan", found, {"municipality_id": municipality}, {"municipality_id": cell})
        self._also_changed(row, FieldChange("municipality", NO_MUNICIPALITY, cell.value, cell.raw, cell.ref))
        printed = self.door.db.conn.execute(
            "SELECT measure_department.*, department.name AS known, is_collective FROM measure_department"
            " JOIN measure ON measure.id = measure_id JOIN department ON department.id = department_id"
            " WHERE plan_id = ? ORDER BY measure_department.id",
            (found["id"],),
        ).fetchall()
        for one in printed:
            department = self._named_department(
                found["id"], municipality, one["known"], bool(one["is_collective"])
            )
            self._update("measure_department", dict(one), {"department_id": department}, {})

    def _also_changed(self, row: StagedRow, change: FieldChange) -> None:
        """Tell a change of a row whose result was told before."""
        for place, result in enumerate(self.results):
            if (result.plan, result.entity, result.key) == (row.plan, row.entity, row.key):
                outcome: Outcome = "changed" if result.outcome == "same" else result.outcome
                self.results[place] = replace(result, outcome=outcome, changes=(*result.changes, change))

    def _predecessor(self, row: StagedRow) -> None:
        cell = row.cells.get("predecessor")
        if cell is None or not cell.value:
            return
        predecessor = self.plan_id(str(cell.value))
        found = self.door.row("plan", self._plans[row.plan])
        if predecessor is not None and found["predecessor_id"] is None:
            self._update("plan", found, {"predecessor_id": predecessor}, {"predecessor_id": cell})
            self._also_changed(row, FieldChange("predecessor", None, cell.value, cell.raw, cell.ref))

    def plan_id(self, key: str) -> int | None:
        """The plan's id, whether it came with this run or stood in the book before."""
        if key not in self._plans:
            found = self.door.find("plan", key=key)
            if found is None:
                return None
            self._plans[key] = int(found["id"])
        return self._plans[key]

    def _municipality(self, name: str) -> int:
        if name not in self._municipalities:
            found = self.door.find("municipality", name=name)
            self._municipalities[name] = (
                int(found["id"]) if found else self._insert("municipality", {"name": name}, {})
            )
        return self._municipalities[name]

    # -- everything inside a plan

    def existing(self, plan: str, entity: Entity) -> dict[Key, dict[str, Any]]:
        """The plan's rows of one kind by natural key, read once per run."""
        place = (plan, entity.name)
        if place not in self._existing:
            plan_id = self.plan_id(plan)
            rows = self.door.db.conn.execute(entity.existing, (plan_id,)) if plan_id is not None else ()
            self._existing[place] = {tuple(row[name] for name in entity.key): dict(row) for row in rows}
        return self._existing[place]

    def _row(self, entity: Entity, row: StagedRow) -> None:
        plan_id = self.plan_id(row.plan)
        if plan_id is None:
            self._rejected(row, "plan")
            return
        columns: dict[str, Any] = {"plan_id": plan_id} if entity.in_plan else {}
        for link in entity.links:
            target = self._link(link.plan(row), link.entity, link.key(row))
            if (
                target is None
                and link.key(row) is not None
                and link.column in ("measure_id", "goal_id", "work_item_id")
            ):
                self._rejected(row, link.entity)
                return
            columns[link.column] = target
        columns |= {name: part for name, part in zip(entity.stored, row.key, strict=True) if name is not None}
        cells = {name: row.cells[name] for name in entity.fields if name in row.cells}
        columns |= {name: stored_value(entity, name, cell.value) for name, cell in cells.items()}
        if entity.name in KEEPS_RAW:
            columns["raw"] = next(iter(row.cells.values())).raw if row.cells else ""
        if entity.name == "measure":
            columns["sort_key"] = natural_key(str(row.key[0]))
        if entity.name == "measure_department":
            columns["department_id"] = self._department(plan_id, row)
        found = self.existing(row.plan, entity).get(row.key)
        if found is not None:
            self._compare(row, entity.table, found, columns, cells)
            return
        row_id = self._insert(entity.table, columns, cells)
        self._existing[(row.plan, entity.name)][row.key] = {**columns, "id": row_id, "version": 1}
        self._done(row, "new", row_id, _all_new(cells))

    def _link(self, plan: str | None, entity: str, key: Key | None) -> int | None:
        if plan is None or key is None:
            return None
        if entity == "plan":
            return self.plan_id(plan)
        found = self.existing(plan, BY_NAME[entity]).get(key)
        return int(found["id"]) if found else None

    def _department(self, plan_id: int, row: StagedRow) -> int:
        municipality = int(self.door.row("plan", plan_id)["municipality_id"])
        collective = row.cells.get("is_collective")
        name = str(row.cells["name"].value)
        department = self._named_department(
            plan_id, municipality, name, bool(collective and collective.value)
        )
        renamed = row.cells.get("renamed_to")
        if renamed is not None and renamed.value:
            successor = self._named_department(plan_id, municipality, str(renamed.value), False)
            if self.door.find("department_version", department_id=department, name=name) is None:
                version = {
                    "department_id": department,
                    "name": name,
                    "successor_id": successor,
                    "change": "renamed",
                }
                self._insert("department_version", version, {"name": renamed})
        return department

    def _named_department(self, plan_id: int, municipality: int, name: str, collective: bool) -> int:
        """The department that a plan means by a name, as far as the plan's years tell it from others that bore it."""
        first = self.door.row("plan", plan_id)["first_fy"]
        place = (municipality, name, self.door.at[:10] if first is None else f"{first:04}-04-01")
        if place not in self._departments:
            known = bearer(self.door.db, *place)
            found = (
                self.door.find("department", municipality_id=municipality, name=name)
                if known is None
                else None
            )
            row = {"municipality_id": municipality, "name": name, "is_collective": int(collective)}
            self._departments[place] = known or (
                int(found["id"]) if found else self._insert("department", row, {})
            )
        return self._departments[place]

    # -- writing and remembering

    def _compare(
        self,
        row: StagedRow,
        table: str,
        found: dict[str, Any],
        columns: dict[str, Any],
        cells: dict[str, Cell],
    ) -> None:
        differing = {name: value for name, value in columns.items() if found.get(name) != value}
        if not differing:
            self._done(row, "same", int(found["id"]), ())
            return
        imported = self._last_imported(table, int(found["id"]))
        kept = (row.plan, row.entity, row.key) not in self._overruled
        changes = tuple(
            FieldChange(
                name,
                found.get(name),
                value,
                cells[name].raw if name in cells else "",
                cells[name].ref if name in cells else row.ref,
                conflict=kept
                and not isinstance(cells.get(name), CorrectedCell)
                and _is_persons(name, found.get(name), imported),
            )
            for name, value in differing.items()
        )
        writable = {change.field: change.after for change in changes if not change.conflict}
        if writable:
            self._update(table, found, writable, cells)
            found.update(writable)
        outcome: Outcome = "conflict" if any(change.conflict for change in changes) else "changed"
        self.results.append(
            RowResult(row.plan, row.entity, row.key, outcome, row.ref, int(found["id"]), changes)
        )

    def _last_imported(self, table: str, row_id: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        rows = self.door.db.conn.execute(
            "SELECT after FROM import_change WHERE table_name = ? AND row_id = ? AND undone = 0 ORDER BY id",
            (table, row_id),
        )
        for row in rows:
            values |= json.loads(row[0])
        # A value that a person typed at an import is theirs, as one that they wrote later.
        corrected = self.door.db.conn.execute(
            "SELECT after FROM history WHERE table_name = ? AND row_id = ? AND action = ? ORDER BY seq",
            (table, row_id, CORRECTED),
        )
        for row in corrected:
            for name, value in json.loads(row[0]).items():
                if values.get(name) == value:
                    del values[name]
        return values

    def _insert(self, table: str, columns: dict[str, Any], cells: dict[str, Cell]) -> int:
        _check(columns)
        told = canonical(columns)
        row_id = self.door.insert(table, columns, action="import", told=told)
        version = 1 if self.door.has_version(table) else None
        self._remember(table, row_id, "insert", None, told, version)
        self._source(table, row_id, cells)
        return row_id

    def _update(
        self, table: str, found: dict[str, Any], values: dict[str, Any], cells: dict[str, Cell]
    ) -> None:
        _check(values)
        before = {name: found.get(name) for name in values}
        version = self.door.update(table, int(found["id"]), values, action="import")
        self._remember(table, int(found["id"]), "update", canonical(before), canonical(values), version)
        self._source(table, int(found["id"]), {name: cell for name, cell in cells.items() if name in values})

    def _remember(
        self,
        table: str,
        row_id: int,
        action: str,
        before: str | None,
        after: str,
        version: int | None,
    ) -> None:
        self.changes.append(
            {
                "table_name": table,
                "row_id": row_id,
                "action": action,
                "before": before,
                "after": after,
                "version_after": version,
            }
        )

    def _source(self, table: str, row_id: int, cells: dict[str, Cell]) -> None:
        for name, cell in cells.items():
            self.provenance.append(
                {"table_name": table, "row_id": row_id, "field": name, "ref": cell.ref, "raw": cell.raw}
            )
            if isinstance(cell, CorrectedCell):
                # The act of a person in the midst of an import: who, and what the file says there.
                stored = self.door.row(table, row_id).get(name)
                self.door.event(CORRECTED, table, row_id, {name: stored}, note=cell.raw)

    def _done(
        self, row: StagedRow, outcome: Any, row_id: int | None, changes: tuple[FieldChange, ...]
    ) -> None:
        self.results.append(RowResult(row.plan, row.entity, row.key, outcome, row.ref, row_id, changes))

    def _rejected(self, row: StagedRow, reason: str) -> None:
        self.results.append(RowResult(row.plan, row.entity, row.key, "rejected", row.ref, reason=reason))

    def _missing(self, measures: Iterable[StagedRow]) -> None:
        present: dict[str, set[Key]] = defaultdict(set)
        for row in measures:
            present[row.plan].add(row.key)
        for plan, keys in present.items():
            for key, found in self.existing(plan, BY_NAME["measure"]).items():
                if key not in keys:
                    self.results.append(RowResult(plan, "measure", key, "missing", "", int(found["id"])))


class _Unkeepable(Exception):
    """A value that SQLite or JSON has no form for; names its column."""


def _check(columns: dict[str, Any]) -> None:
    """Raises _Unkeepable for whole numbers beyond 64 bits, infinities, and text that is no Unicode."""
    for name, value in columns.items():
        if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
            raise _Unkeepable(name)
        if isinstance(value, float) and not isfinite(value):
            raise _Unkeepable(name)
        if isinstance(value, str) and not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError as error:
                raise _Unkeepable(name) from error


def _is_persons(name: str, now: Any, imported: dict[str, Any]) -> bool:
    """Whether the value in the book was written by a person: no import put it there. An empty place is nobody's."""
    return imported[name] != now if name in imported else now is not None


def _all_new(cells: dict[str, Cell]) -> tuple[FieldChange, ...]:
    return tuple(FieldChange(name, None, cell.value, cell.raw, cell.ref) for name, cell in cells.items())


def _roles(row: StagedRow) -> list[StagedRow]:
    return [
        StagedRow(row.plan, "plan_role", (role,), {"name": row.cells[role]}, row.cells[role].ref)
        for role in _ROLES
        if role in row.cells and row.cells[role].value
    ]
