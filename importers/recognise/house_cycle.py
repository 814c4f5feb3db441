"""■期 and ■報告例 of the house table: half-years and example reports, which are no facts of a plan."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from domain.eras import parse_fiscal_year
from domain.errors import Refusal
from domain.periods import Half
from domain.reporting import IMPLEMENTATION_STATES, State, read_progress_evaluation
from domain.stages import read_cell
from importers.recognise.house_grid import MEASURE, Record, Section
from importers.recognise.house_words import folded, measure_key, read_day, read_half, read_row_stages

EXAMPLE_MARK = "【記入例】"
_STAGES = "工程番号=段階"
# How far an example went; a blank cell is an approved report.
_STATES: Mapping[str, State] = {
    "下書き": State.draft,
    "提出": State.submitted,
    "差戻し": State.returned,
    "確認": State.confirmed,
    "承認": State.approved,
    "": State.approved,
}


class UnreadableExample(Refusal):
    """A cell of ■期 or ■報告例 that does not say what its column holds."""

    msgid: ClassVar[str] = "{ref}: “{text}” cannot be read as {column}."
    exit_code: ClassVar[int] = 3


@dataclass(frozen=True, slots=True)
class HousePeriod:
    """A half-year in which the plan is reported; days as YYYY-MM-DD, None where the table leaves them out."""

    plan: str
    half: Half
    opens_on: str | None
    due_on: str | None
    ref: str


@dataclass(frozen=True, slots=True)
class ExampleReport:
    """An example of a measure's report; `stages` by work item, `state` says how far it went."""

    plan: str
    measure: str
    half: Half
    progress_evaluation: str | None
    implementation_state: str | None
    stages: Mapping[int, tuple[str, ...]]
    text: str
    state: State
    ref: str


def periods(section: Section | None, plan: str) -> tuple[HousePeriod, ...]:
    """The rows of ■期 in order; raises UnreadableExample."""
    return tuple(
        HousePeriod(
            plan,
            _half(record),
            _optional(record, "開始日", read_day),
            _optional(record, "締切日", read_day),
            record.ref,
        )
        for record in (section.records if section else ())
    )


def example_reports(section: Section | None, plan: str) -> tuple[ExampleReport, ...]:
    """The rows of ■報告例 in order; raises UnreadableExample, also where a text does not say it is one."""
    return tuple(
        ExampleReport(
            plan,
            _read(record, MEASURE, _key),
            _half(record),
            _optional(record, "進捗評価", _rating),
            _optional(record, "実施状況", _implementation),
            _read(record, _STAGES, _stages),
            _read(record, "文", _example_text),
            _read(record, "状態", lambda text: _STATES[folded(text)]),
            record.ref,
        )
        for record in (section.records if section else ())
    )


def _read(record: Record, column: str, reader: Callable[[str], Any]) -> Any:
    cell = record.cell(column)
    try:
        return reader(cell.text)
    except (ValueError, KeyError, Refusal) as error:
        raise UnreadableExample(ref=cell.ref, text=cell.text, column=column) from error


def _optional(record: Record, column: str, reader: Callable[[str], str]) -> str | None:
    return None if not record.text(column) else str(_read(record, column, reader))


def _half(record: Record) -> Half:
    return Half(_read(record, "年度", parse_fiscal_year), _read(record, "半期", read_half))


def _key(text: str) -> str:
    if not text:
        raise ValueError(text)
    return measure_key(text)


def _rating(text: str) -> str:
    found = read_progress_evaluation(text)
    if found is None:
        raise ValueError(text)
    return found.phrase


def _implementation(text: str) -> str:
    if folded(text) not in IMPLEMENTATION_STATES:
        raise ValueError(text)
    return folded(text)


def _stages(text: str) -> dict[int, tuple[str, ...]]:
    cells = {row: read_cell(stage) for row, stage in read_row_stages(text).items()}
    return {row: cell.stages for row, cell in cells.items() if cell is not None}


def _example_text(text: str) -> str:
    if not text.startswith(EXAMPLE_MARK):
        raise ValueError(text)
    return text
