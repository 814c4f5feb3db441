"""What recognisers produce: staged rows with every value beside what was printed and where, and the issues found."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Key = tuple[str | int | None, ...]
Level = Literal["error", "warn", "info"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: what it means, what was printed, and where ("p.33 l.2790", "R12C4")."""

    value: object
    raw: str
    ref: str


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A row on its way into the book: entity and natural key inside the plan, fields by their column's name."""

    plan: str
    entity: str
    key: Key
    cells: Mapping[str, Cell]
    ref: str


@dataclass(frozen=True, slots=True)
class Issue:
    """Something a person should know: a code of importers.codes with what its sentence needs."""

    code: str
    level: Level
    ref: str
    field: str | None
    raw: str
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)
    plan: str | None = None
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class LabelUse:
    """What a column or label of an unknown layout was taken for: a field's name, "period" or "goal"; None where it is
    unknown or of no use. `own` says that a person decided it; `count` filled cells stand under it, the first is
    `first`."""

    label: str
    ref: str
    field: str | None
    count: int
    first: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Staging:
    """A whole document, recognised. `refused` are blocks that look like data and are not (legends, examples);
    `labels` say how an unknown layout was read, so that a person can read it otherwise,
    and `mapping` names the kept mapping that read them."""

    rows: tuple[StagedRow, ...]
    issues: tuple[Issue, ...]
    profile: str
    refused: tuple[Issue, ...] = ()
    labels: tuple[LabelUse, ...] = ()
    mapping: str | None = None


@dataclass(frozen=True, slots=True)
class PlanIdentity:
    """The plan a document belongs to, where the document does not say so itself."""

    key: str
    title: str | None = None
    municipality: str | None = None
    first_fy: int | None = None
    last_fy: int | None = None
