"""Gathers the rows and issues of one recogniser on one plan, each under the plan's key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from importers.codes import CODES
from importers.staged import Cell, Issue, Key, StagedRow


@dataclass(slots=True)
class Gathering:
    """What a recogniser has found so far; `refused` are blocks that look like data and are not."""

    plan: str
    rows: list[StagedRow] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    refused: list[Issue] = field(default_factory=list)

    def add(self, entity: str, key: Key, cells: Mapping[str, Cell], ref: str) -> None:
        self.rows.append(StagedRow(self.plan, entity, key, cells, ref))

    def report(self, code: str, ref: str, raw: str, key: Key | None = None, **params: Any) -> None:
        self.issues.append(self._issue(code, ref, raw, key, params))

    def refuse(self, code: str, ref: str, raw: str, key: Key | None = None, **params: Any) -> None:
        self.refused.append(self._issue(code, ref, raw, key, params))

    def join(self, other: "Gathering") -> None:
        """Take over what another recogniser found."""
        self.rows.extend(other.rows)
        self.issues.extend(other.issues)
        self.refused.extend(other.refused)

    def _issue(self, code: str, ref: str, raw: str, key: Key | None, params: dict[str, Any]) -> Issue:
        printed = {name: str(value) for name, value in params.items()}
        return Issue(code, CODES[code].level, ref, printed.get("field"), raw, printed, self.plan, key)
