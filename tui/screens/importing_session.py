"""A file on its way into the book: what was read, what would happen, and what a person decided so far."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from domain.names import match_key
from importers.commit import Source
from importers.correction import Place, correct
from importers.difference import Difference, RowResult
from importers.document import Document
from importers.entities import BY_NAME
from importers.mapping import Mapped
from importers.selection import RowId, leave_out, row_id
from importers.staged import Cell, Issue, PlanIdentity, Staging
from tui.screens.importing_names import Names
from tui.screens.importing_words import LEVELS, OUTCOMES, issue_line

View = Literal["all", "issues", "conflict", "rejected", "changed", "new", "missing", "same", "skipped"]
VIEWS: tuple[View, ...] = (
    *("all", "issues", "conflict", "rejected", "changed"),
    *("new", "missing", "same", "skipped"),
)

_RANKS: Final[dict[str, int]] = {name: rank for rank, name in enumerate((*OUTCOMES, *LEVELS))}


@dataclass(frozen=True, slots=True)
class Asked:
    """How to read the file: the plan it belongs to and what labels mean, where a person said so."""

    named: PlanIdentity | None = None
    words: tuple[tuple[str, str | None], ...] = ()
    keep: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the preview: an issue, a row, or the count of rows that bring nothing."""

    issue: Issue | None = None
    row: RowResult | None = None
    folded: int = 0

    @property
    def kind(self) -> str:
        """What it is alike with others in: the issue's code, or the row's outcome and entity."""
        if self.issue is not None:
            return self.issue.code
        return f"{self.row.outcome} {self.row.entity}" if self.row is not None else "folded"


@dataclass(frozen=True, slots=True)
class _Decided:
    """The decisions before an act, and the act's words."""

    skipped: frozenset[RowId]
    taken: frozenset[RowId]
    fixed: Mapping[Place, Any]
    words: str


@dataclass
class Session:
    """Decisions are sets of rows; each act can be taken back."""

    source: Source
    asked: Asked
    mapped: Mapped
    difference: Difference
    document: Document
    names: Names
    skipped: frozenset[RowId] = frozenset()
    taken: frozenset[RowId] = frozenset()
    fixed: Mapping[Place, Any] = field(default_factory=dict)
    acts: list[_Decided] = field(default_factory=list)
    counts: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        # Once: a file may have a hundred thousand rows, and every key asks again.
        self.counts = Counter(row.outcome for row in self.difference.rows)
        self._rows = sorted(self.difference.rows, key=lambda row: _RANKS[row.outcome])
        self._fixed_rows: tuple[Mapping[Place, Any], set[RowId]] = (self.fixed, set())
        self._staged = {row_id(row): row for row in self.mapped.staging.rows}
        self._found: dict[int, str] = {}
        self._groups: dict[tuple[str, str], list[RowResult]] = {}
        for row in self.difference.rows:
            self._groups.setdefault((row.outcome, row.entity), []).append(row)
        self._decided: dict[str, tuple[frozenset[RowId], Counter[tuple[str, str]]]] = {}
        self._issues = sorted(self.difference.issues, key=lambda one: _RANKS[one.level])

    def entries(self, view: View, typed: str) -> list[Entry]:
        """The lines of a view: issues first, then rows by gravity; same rows and notes after, same ones as a count."""
        words = [match_key(word) for word in typed.split()]
        found = [Entry(issue=one) for one in self._issues if view in ("all", "issues")]
        found += [Entry(row=row) for row in self._rows if self._in_view(row, view)]
        if words:
            found = [one for one in found if all(word in self._found_by(one) for word in words)]
        if view == "all" and not words and (same := self.counts["same"]):
            found.append(Entry(folded=same))
        return found

    def has(self, view: View) -> bool:
        """Whether a view shows anything."""
        if view in ("all", "issues"):
            return bool(self._issues) or view == "all"
        return bool(self.skipped) if view == "skipped" else bool(self.counts[view])

    def _in_view(self, row: RowResult, view: View) -> bool:
        if view == "all":
            return row.outcome != "same"
        return row_id(row) in self.skipped if view == "skipped" else row.outcome == view

    # -- deciding

    def decide(self, rows: Iterable[RowResult], what: Literal["skip", "take"], words: str) -> int:
        """Turn a decision over for these rows, all as the first one; how many rows it concerns."""
        ids = [row_id(row) for row in rows]
        if not ids:
            return 0
        self.acts.append(_Decided(self.skipped, self.taken, self.fixed, words))
        mine, other = (self.skipped, self.taken) if what == "skip" else (self.taken, self.skipped)
        mine, other = (mine - set(ids) if ids[0] in mine else mine | set(ids)), other - set(ids)
        self.skipped, self.taken = (mine, other) if what == "skip" else (other, mine)
        return len(ids)

    def take_back(self) -> str | None:
        """Undo the last decision; its words, None where there is none."""
        if not self.acts:
            return None
        last = self.acts.pop()
        self.skipped, self.taken, self.fixed = last.skipped, last.taken, last.fixed
        return last.words

    def alike(self, row: RowResult) -> list[RowResult]:
        """Every row with the same outcome and entity, the given one first."""
        return [row, *(one for one in self._groups[row.outcome, row.entity] if one is not row)]

    def stands_alone(self, row: RowResult, what: Literal["skip", "take"]) -> bool:
        """Whether a row alike stands otherwise in this decision; counted once per act, for every key asks."""
        ids = self.skipped if what == "skip" else self.taken
        known = self._decided.get(what)
        if known is None or known[0] is not ids:
            counts = Counter[tuple[str, str]](
                (one.outcome, one.entity) for one in self.difference.rows if row_id(one) in ids
            )
            known = self._decided[what] = (ids, counts)
        kind = row.outcome, row.entity
        return known[1][kind] != (len(self._groups[kind]) if row_id(row) in ids else 0)

    # -- correcting single values

    def cells(self, row: RowResult) -> Mapping[str, Cell]:
        """The values of a row as they were read, those of its fields that the book keeps."""
        staged = self._staged.get(row_id(row))
        entity = BY_NAME.get(row.entity)
        if staged is None:
            return {}
        return {name: cell for name, cell in staged.cells.items() if entity is None or name in entity.fields}

    def same_print(self, row: RowResult, name: str) -> list[RowResult]:
        """Every row of this kind with the same text printed for the same field, the given one first."""
        raw = self.cells(row)[name].raw
        if not raw.strip():
            return [row]
        found = [
            one
            for one in self.difference.rows
            if one.entity == row.entity
            and (staged := self._staged.get(row_id(one))) is not None
            and (cell := staged.cells.get(name)) is not None
            and cell.raw == raw
        ]
        return [row, *(one for one in found if one is not row)]

    def fix(self, rows: Iterable[RowResult], name: str, value: Any, words: str) -> None:
        """Put a person's value in place of what was read, for these rows."""
        self.acts.append(_Decided(self.skipped, self.taken, self.fixed, words))
        self.fixed = {**self.fixed, **{(row_id(row), name): value for row in rows}}
        self.skipped -= {row_id(row) for row in rows}

    @property
    def fixed_rows(self) -> set[RowId]:
        """The rows with a value that a person put there."""
        if self._fixed_rows[0] is not self.fixed:
            self._fixed_rows = (self.fixed, {row for row, _name in self.fixed})
        return self._fixed_rows[1]

    def fixes(self, row: RowResult) -> dict[str, Any]:
        """The values that a person put into a row."""
        return {name: value for (one, name), value in self.fixed.items() if one == row_id(row)}

    def staging(self) -> Staging:
        """What is to be written: the rows that are left, corrected, under the name their mapping is kept by."""
        new = {row_id(row) for row in self.difference.rows if row.outcome == "new"}
        staging = correct(leave_out(self.mapped.staging, self.skipped, new), self.fixed)
        return staging if self.asked.keep is None else replace(staging, mapping=self.asked.keep)

    def left(self) -> set[RowId]:
        """The rows of the file that are not left out."""
        roles = {row_id(row) for row in self.difference.rows if row.entity == "plan_role"}
        return ({row_id(row) for row in self.staging().rows} | roles) - self.skipped

    def follow(self, older: "Session") -> None:
        """Take over the decisions of the same file read before."""
        ids = {row_id(row) for row in self.difference.rows}
        self.skipped, self.taken = older.skipped & ids, older.taken & ids
        self.fixed = {place: value for place, value in older.fixed.items() if place[0] in ids}

    def _found_by(self, entry: Entry) -> str:
        """What a typed word may stand in, made once for a line; issues and rows live as long as the session."""
        what = entry.issue if entry.issue is not None else entry.row
        if (found := self._found.get(id(what))) is None:
            found = self._found[id(what)] = match_key(self._said(entry))
        return found

    def _said(self, entry: Entry) -> str:
        if entry.issue is not None:
            one = entry.issue
            return f"{self.names.issue(one)} {issue_line(one)} {one.ref} {one.raw}"
        assert entry.row is not None
        row = entry.row
        values = " ".join(str(one.after) for one in row.changes)
        return f"{self.names.row_line(row)} {' '.join(map(str, row.key))} {row.ref} {values}"
