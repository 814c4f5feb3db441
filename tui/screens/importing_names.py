"""What people call the rows of an import: printed number and title of their measure, year, stage; never a key."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from rich.cells import cell_len

from db.database import Database
from db.reads.names import department_names, named_measures, plan_titles
from domain.eras import fiscal_year_label
from domain.periods import Half
from i18n import _, language
from importers.difference import Difference, FieldChange, RowResult
from importers.selection import RowId, row_id
from importers.staged import Cell, Issue, StagedRow, Staging
from tui.marks import fit
from tui.screens.importing_words import (
    coded_words,
    entity_words,
    field_words,
    issue_line,
    reason_words,
    value_words,
)
from tui.screens.sheet import measure_name
from tui.words import shown

# A title that stands inside a sentence about something else.
_IN_SENTENCE: Final = 20
_IN_TWO_LINES: Final = 100
# A part of a line that gives way keeps this many cells.
_LEAST: Final = 10


class Measure(NamedTuple):
    """A measure as it is printed; `key` is only shown where nobody knows its number."""

    key: str
    number: str | None
    title: str

    @property
    def name(self) -> str:
        """⑲ 人事・給与システムの拡充."""
        return measure_name(self.number or self.key, self.title)

    @property
    def is_known_by_key(self) -> bool:
        """Whether the key says the printed number: 19 for ⑲, but not 1-3 for the ③ of the first goal."""
        return not self.number or normalize("NFKC", self.number).strip() == self.key


class Names:
    """The names behind the keys of one file's rows: from the file, else from the book."""

    def __init__(self, staging: Staging, difference: Difference, database: Database) -> None:
        self._cells: dict[RowId, Mapping[str, Cell]] = {row_id(row): row.cells for row in staging.rows}
        self._plans = dict(plan_titles(database).values())
        self._measures: dict[tuple[str, str], Measure] = {}
        self._ids: dict[tuple[str, int], str] = {}
        self._from_book(staging, difference, database)
        for row in staging.rows:
            self._from_file(row)
        for result in difference.rows:
            if result.row_id is not None and result.entity == "measure":
                self._ids["measure", result.row_id] = self.measure(result.plan, result.key[0])
            elif result.row_id is not None and result.entity == "plan":
                self._ids["plan", result.row_id] = self.plan(result.plan)

    def _from_book(self, staging: Staging, difference: Difference, database: Database) -> None:
        changes = [
            change
            for row in difference.rows
            if row.outcome in ("changed", "conflict")
            for change in row.changes
        ]
        measures = _ids(changes, "measure_id")
        for one in named_measures(database, {row.plan for row in staging.rows}, measures):
            known = Measure(one.measure_key, one.number, one.title)
            self._measures[one.plan, one.measure_key] = known
            self._ids["measure", one.id] = known.name
        for place, (_key, title) in plan_titles(database).items():
            self._ids["plan", place] = title
        for place, name in department_names(database, _ids(changes, "department_id")).items():
            self._ids["department", place] = name

    def _from_file(self, row: StagedRow) -> None:
        title = row.cells.get("title")
        if row.entity == "plan" and title is not None and title.value:
            self._plans[row.plan] = str(title.value)
        elif row.entity == "measure":
            key, number = str(row.key[0]), row.cells.get("number")
            before = self._measures.get((row.plan, key), Measure(key, None, ""))
            self._measures[row.plan, key] = Measure(
                key,
                str(number.value) if number is not None and number.value else before.number,
                str(title.value) if title is not None and title.value else before.title,
            )

    # -- single names

    def plan(self, key: str) -> str:
        """A plan's title; its key where it has none."""
        return shown(self._plans.get(key, key))

    def measure(self, plan: str, key: object) -> str:
        """A measure's printed number and title; its key where nobody knows more."""
        found = self._measures.get((plan, str(key)))
        return found.name if found is not None else shown(str(key))

    def value(self, row: RowResult, name: str) -> Any:
        """A value of the row as the file says it."""
        cell = self._cells.get((row.plan, row.entity, row.key), {}).get(name)
        if cell is not None:
            return cell.value
        return next((change.after for change in row.changes if change.field == name), None)

    def work_item(self, row: RowResult) -> str:
        """The printed label of the work item that a cell of the schedule stands in."""
        label = self._cells.get((row.plan, "work_item", row.key[:2]), {}).get("label")
        return f"{row.key[1]} {label.value}" if label is not None and label.value else ""

    def words(self, row: RowResult, name: str, value: object) -> str:
        """A value of a row's field as it is shown: of links and keys what they lead to."""
        if value is not None and name == "predecessor":
            return self.plan(str(value))
        if value is not None and name.endswith("_id"):
            kind = next((one for one in ("measure", "plan", "department") if name.endswith(f"{one}_id")), "")
            # What comes in with this very file has no number of its own in the book yet.
            told = self._ids.get((kind, int(str(value))), "") or str(
                self.value(row, "renamed_to" if kind == "department" else "raw")
                or self.value(row, "name")
                or "？"
            )
            return shown(told)
        return value_words(value, name)

    # -- issues

    def issue(self, issue: Issue, room: int = _IN_SENTENCE) -> str:
        """The sentence, the measure by what is printed of it where its key would say nothing to a reader."""
        if not issue.key:
            return issue_line(issue)
        found = self._of_issue(issue)
        if found is None or found.is_known_by_key:
            return issue_line(issue)
        named = any(found.title and found.title in text for text in (*issue.params.values(), issue.raw))
        title = "" if named else fit(found.title, min(room, cell_len(found.title))).rstrip()
        words = shown(found.number)
        if title:
            words = _("{number} “{title}”").format(number=words, title=shown(title))
        params = {
            name: words if name in ("number", "measure") and value == found.key else value
            for name, value in issue.params.items()
        }
        return issue_line(
            Issue(issue.code, issue.level, issue.ref, issue.field, issue.raw, params, issue.plan, issue.key)
        )

    def about(self, issue: Issue) -> str:
        """What an issue belongs to: the measure's name."""
        found = self._of_issue(issue)
        key = issue.key or ()
        return (
            found.name
            if found is not None
            else " ".join(shown(str(part)) for part in key if part is not None)
        )

    def _of_issue(self, issue: Issue) -> Measure | None:
        key = str(issue.key[0]) if issue.key else ""
        plans = [issue.plan] if issue.plan else list(dict.fromkeys(plan for plan, _key in self._measures))
        found = [self._measures[plan, key] for plan in plans if (plan, key) in self._measures]
        # A key that several plans have says nothing without its plan.
        return found[0] if len(found) == 1 else None

    # -- rows

    def row(self, row: RowResult) -> str:
        """施策 28 自治体クラウドの検討: what the row is, in at most two lines."""
        kind, parts, end = self._parts(row)
        return " ".join(filter(None, (kind, *_cut(parts, _IN_TWO_LINES), end)))

    def row_line(self, row: RowResult, width: int | None = None) -> str:
        """One row in one line; of a change its fields, of a rejected row the reason. Long names give way."""
        kind, parts, end = self._parts(row)
        if row.outcome in ("changed", "conflict"):
            fields = _(", ").join(dict.fromkeys(field_words(one.field, row.entity) for one in row.changes))
            end = f"{end}  {fields}".strip()
        elif row.outcome == "rejected":
            end = f"{end}  {reason_words(row.reason)}".strip()
        if width is not None:
            spaces = len(parts) + bool(end)
            parts = _cut(parts, width - cell_len(kind) - cell_len(end) - spaces)
        return " ".join(filter(None, (kind, *parts, end)))

    def _parts(self, row: RowResult) -> tuple[str, list[str], str]:
        """What kind of row it is, names that may be cut, and what must be read: year, stage, value."""
        kind, parts, end = _PARTS.get(row.entity, _of_own_key)(self, row)
        return kind or entity_words(row.entity), [part for part in map(shown, parts) if part], shown(end)


def _ids(changes: Iterable[FieldChange], ending: str) -> set[int]:
    return {
        int(value)
        for change in changes
        if change.field.endswith(ending)
        for value in (change.before, change.after)
        if value is not None
    }


def _cut(parts: list[str], room: int) -> list[str]:
    """Names shortened until all of them have room, the longest first."""
    parts = list(parts)
    while parts and (over := sum(map(cell_len, parts)) - room) > 0:
        place = max(range(len(parts)), key=lambda one: cell_len(parts[one]))
        wide = cell_len(parts[place])
        second = max((cell_len(one) for at, one in enumerate(parts) if at != place), default=0)
        to = max(wide - over, min(second, wide - 1), _LEAST)
        if to >= wide:
            break
        parts[place] = fit(parts[place], to).rstrip()
    return parts


# -- the kinds of rows

Parts = tuple[str, list[str], str]


def _time(fy: object, half: object) -> str:
    if not isinstance(fy, int):
        return ""
    return Half(fy, half).label(language()) if isinstance(half, int) else fiscal_year_label(fy, language())


def _of_own_key(names: Names, row: RowResult) -> Parts:
    return "", [str(part) for part in row.key if part is not None], ""


def _plan(names: Names, row: RowResult) -> Parts:
    return "", [names.plan(row.plan)], ""


def _measure(names: Names, row: RowResult) -> Parts:
    return "", [names.measure(row.plan, row.key[0])], ""


def _of_measure(*fields: str) -> Callable[[Names, RowResult], Parts]:
    """A row of a measure, told by what the file says in these fields."""

    def parts(names: Names, row: RowResult) -> Parts:
        told = [value_words(value, name) for name in fields if (value := names.value(row, name)) is not None]
        return "", [_of(names, row), *told], ""

    return parts


def _of(names: Names, row: RowResult) -> str:
    """The measure that a row hangs on; the whole plan's figures hang on none."""
    return "" if row.key[0] is None else names.measure(row.plan, row.key[0])


def _role(names: Names, row: RowResult) -> Parts:
    return coded_words("role", str(row.key[0])), [str(names.value(row, "name") or "")], ""


def _goal_mark(names: Names, row: RowResult) -> Parts:
    return "", [_of(names, row), str(row.key[1])], ""


def _department(names: Names, row: RowResult) -> Parts:
    return coded_words("role", str(row.key[1])), [_of(names, row), str(names.value(row, "name") or "")], ""


def _work_item(names: Names, row: RowResult) -> Parts:
    return "", [_of(names, row), f"{row.key[1]} {names.value(row, 'label') or ''}".strip()], ""


def _schedule_cell(names: Names, row: RowResult) -> Parts:
    _measure_key, place, kind, fy, half = row.key
    space = "" if language() == "ja" else " "
    label = names.work_item(row) or f"{entity_words('work_item')}{space}{place}"
    stages = value_words(names.value(row, "stages"), "stages")
    return "", [_of(names, row), label], f"{coded_words('kind', str(kind))} {_time(fy, half)} {stages}"


def _evaluation_item(names: Names, row: RowResult) -> Parts:
    return (
        coded_words("kind", str(row.key[1])),
        [_of(names, row), f"{row.key[2]} {names.value(row, 'text') or ''}".strip()],
        "",
    )


def _indicator(names: Names, row: RowResult) -> Parts:
    return "", [_of(names, row), str(row.key[1])], ""


def _observation(names: Names, row: RowResult) -> Parts:
    value = value_words(names.value(row, "value"), "value")
    return "", [_of(names, row), str(row.key[1])], f"{_time(row.key[2], row.key[3])} {value}"


def _cost(names: Names, row: RowResult) -> Parts:
    return (
        "",
        [],
        f"{_time(row.key[0], None)} {value_words(names.value(row, 'thousand_yen'), 'thousand_yen')}",
    )


def _scale(names: Names, row: RowResult) -> Parts:
    return (
        "",
        [field_words(str(row.key[0])), f"{row.key[1]} {names.value(row, 'label') or ''}".strip()],
        "",
    )


def _survey_item(names: Names, row: RowResult) -> Parts:
    return "", [str(row.key[1])], ""


def _survey_area(names: Names, row: RowResult) -> Parts:
    return "", [f"{row.key[1]} {names.value(row, 'action') or ''}".strip()], ""


_PARTS: Final[Mapping[str, Callable[[Names, RowResult], Parts]]] = {
    "plan": _plan,
    "plan_role": _role,
    "measure": _measure,
    "measure_goal": _goal_mark,
    "measure_department": _department,
    "measure_reference": _of_measure("raw"),
    "lineage": _of_measure("raw"),
    "work_item": _work_item,
    "schedule_cell": _schedule_cell,
    "evaluation": _of_measure(),
    "evaluation_item": _evaluation_item,
    "indicator": _indicator,
    "observation": _observation,
    "cost_estimate": _cost,
    "rating_scale": _scale,
    "survey_item": _survey_item,
    "survey_area": _survey_area,
}
