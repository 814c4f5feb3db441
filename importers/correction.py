"""What a person puts in place of a value that was read wrongly: typed text to a value of its field; what was printed
stays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final
from unicodedata import normalize

from domain.eras import parse_fiscal_year, parse_month
from domain.errors import Refusal
from domain.reporting import IMPLEMENTATION_STATES, read_future_direction, read_progress_evaluation
from domain.stages import read_cell
from importers.recognise.house_words import DOC_STATUS
from importers.selection import RowId, row_id
from importers.staged import Cell, StagedRow, Staging

# A row of a file and one of its fields.
Place = tuple[RowId, str]

_YES: Final = frozenset({"1", "yes", "true", "はい", "有", "あり", "○", "〇", "◯", "●", "◎", "✓", "y"})
_NO: Final = frozenset({"0", "no", "false", "いいえ", "無", "なし", "×", "✕", "✗", "-", "ー", "―", "n"})
# Fields by the kind of their values.
YEARS: Final = ("first_fy", "last_fy", "added_fy", "next_procurement_fy")
MONTHS: Final = ("current_end", "next_study_start", "next_operation_start", "partial_until")
YES_OR_NO: Final = (
    *("is_priority", "is_bcp_priority", "mark", "continued", "approximate", "suspect", "is_collective"),
)
NUMBERS: Final = (
    *("value", "denominator", "satisfaction", "importance", "satisfaction_mean", "importance_mean"),
    "thousand_yen",
)
# A row is nothing without these.
_NEEDED: Final = frozenset(
    (
        "title",
        "label",
        "name",
        "raw",
        "value",
        "thousand_yen",
        "stages",
        "suspect",
        "continued",
        "approximate",
    )
)


class NotOfThisKind(Refusal):
    msgid: ClassVar[str] = "“{text}” is no value for {field}."


class NeededValue(Refusal):
    msgid: ClassVar[str] = "{field} cannot be left empty; leave the row out instead."


@dataclass(frozen=True, slots=True)
class CorrectedCell(Cell):
    """A cell whose value a person typed; raw and ref are the file's."""


def corrected(field: str, text: str) -> Any:
    """The value of a field that the typed text means; None for an empty one. Raises NotOfThisKind, NeededValue."""
    plain = text.strip()
    if plain in ("", "？", "?"):
        if field in _NEEDED:
            raise NeededValue(field=field)
        return None
    try:
        return _KINDS.get(field, str)(plain)
    except (ValueError, Refusal) as error:
        raise NotOfThisKind(text=plain[:40], field=field) from error


def typed(value: object) -> str:
    """A value as somebody would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "○" if value else "×"
    return "・".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def correct(staging: Staging, values: Mapping[Place, Any]) -> Staging:
    """The staging with a person's values in place of those that were read."""
    if not values:
        return staging
    fields: dict[RowId, dict[str, Any]] = {}
    for (row, field), value in values.items():
        fields.setdefault(row, {})[field] = value
    return replace(
        staging,
        rows=tuple(
            _corrected_row(row, fields[row_id(row)]) if row_id(row) in fields else row for row in staging.rows
        ),
    )


def _corrected_row(row: StagedRow, values: Mapping[str, Any]) -> StagedRow:
    cells = dict(row.cells)
    for field, value in values.items():
        if field in cells:
            cells[field] = CorrectedCell(value, cells[field].raw, cells[field].ref)
    return replace(row, cells=cells)


# -- kinds of values


def _whole(text: str) -> int:
    return int(normalize("NFKC", text).replace(",", ""))


def _number(text: str) -> int | float:
    plain = normalize("NFKC", text).replace(",", "").replace("△", "-").replace("▲", "-")
    return int(plain) if plain.lstrip("-").isdigit() else float(plain)


def _yes_or_no(text: str) -> bool:
    plain = text.casefold()
    if plain in _YES or plain in _NO:
        return plain in _YES
    raise ValueError(text)


def _year(text: str) -> int:
    plain = normalize("NFKC", text)
    return int(plain) if plain.isdigit() and len(plain) == 4 else parse_fiscal_year(text)


def _stages(text: str) -> tuple[str, ...]:
    cell = read_cell(text)
    if cell is None or not cell.known or not cell.stages:
        raise ValueError(text)
    return cell.stages


def _one_of(names: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in names:
            raise ValueError(text)
        return text

    return read


def _document_state(text: str) -> str:
    return _one_of(tuple(DOC_STATUS.values()))(DOC_STATUS.get(text, text))


def _rating(text: str) -> str:
    found = read_progress_evaluation(text)
    if found is None:
        raise ValueError(text)
    return found.phrase


def _direction(text: str) -> str:
    found = read_future_direction(text)
    if found is None:
        raise ValueError(text)
    return found.name


_KINDS: Final[Mapping[str, Callable[[str], Any]]] = {
    **dict.fromkeys(YEARS, _year),
    **dict.fromkeys(MONTHS, parse_month),
    **dict.fromkeys(YES_OR_NO, _yes_or_no),
    **dict.fromkeys(NUMBERS, _number),
    **dict.fromkeys(("ordinal", "position", "thousand_yen"), _whole),
    "stages": _stages,
    "implementation_state": _one_of(IMPLEMENTATION_STATES),
    "progress_evaluation": _rating,
    "future_direction": _direction,
    "doc_status": _document_state,
}
