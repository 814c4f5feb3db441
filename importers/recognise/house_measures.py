"""■施策, ■工程表, ■評価の内訳 and ■施策の参照 of the house table: measures and what hangs on one."""

from collections.abc import Callable, Mapping

from domain.eras import parse_fiscal_year
from domain.errors import Refusal
from domain.names import match_key
from domain.reporting import IMPLEMENTATION_STATES, read_future_direction, read_progress_evaluation
from domain.stages import StageCell, read_row
from importers.recognise.house_grid import MEASURE, Printed, Record, Section, plain
from importers.recognise.house_rows import HouseRows, nonblank, text_cell
from importers.recognise.house_words import (
    ITEM_KINDS,
    KINDS,
    folded,
    measure_key,
    read_departments,
    read_former,
    read_mark,
    read_period,
    read_whole,
    read_word,
    unresolved,
)
from importers.staged import Cell, Key

_TEXTS: Mapping[str, str] = {
    "番号": "number",
    "施策名": "title",
    "副題": "subtitle",
    "分野": "policy_field",
    "目的": "purpose",
    "現状・課題": "current_state",
    "施策内容": "content",
    "達成目標": "target",
    "期待される効果": "expected_effect",
    "想定されるリスク": "risk",
    "対処方法案": "countermeasure",
    "総合計画との関係": "parent_plan_ref",
    "個別計画": "sectoral_plan_ref",
}
_ROLES: Mapping[str, str] = {"主管課": "lead", "関係課": "related"}


def read_measures(section: Section, rows: HouseRows) -> None:
    """■施策: measure, measure_goal, measure_department, lineage and evaluation."""
    for position, record in enumerate(section.records, 1):
        key = _own_key(record, rows)
        if key is None:
            continue
        cells: dict[str, Cell | None] = {field: text_cell(record, column) for column, field in _TEXTS.items()}
        cells["is_priority"] = rows.read(record, "重点", read_mark, "unknown_mark")
        cells["added_fy"] = rows.read(
            record, "追加年度", lambda text: parse_fiscal_year(text, rows.era), "unreadable_year"
        )
        cells["position"] = Cell(position, str(position), record.ref)
        rows.measures.add(key)
        rows.add("measure", (key,), cells, record.ref)
        _goals(key, record, rows)
        _departments(key, record, rows)
        _lineage(key, record, rows)
        _evaluation(key, record, rows)


def _own_key(record: Record, rows: HouseRows) -> str | None:
    printed = record.cell(MEASURE)
    key = measure_key(printed.text or record.text("番号"))
    if not key:
        rows.refuse("missing_key", printed, MEASURE)
    elif not record.text("施策名"):
        rows.refuse("blank_title", record.cell("施策名"), "施策名", (key,), measure=key)
    elif key in rows.measures:
        rows.refuse("duplicate_measure", printed, MEASURE, (key,), measure=key)
    else:
        return key
    return None


def _goals(key: str, record: Record, rows: HouseRows) -> None:
    for heading, cell in record.open_cells:
        if not cell.text:
            continue
        goal = rows.goals.get(match_key(goal_name(heading)))
        if goal is None:
            continue
        try:
            mark = read_mark(cell.text)
        except ValueError:
            rows.warn("unknown_mark", cell, heading.text, (key, goal))
            mark = None
        rows.add("measure_goal", (key, goal), {"mark": Cell(mark, cell.text, cell.ref)}, cell.ref)


def goal_name(heading: Printed) -> str:
    """The name behind 目標: as it is written in the heading."""
    return heading.text.replace("：", ":").partition(":")[2].strip()


def _departments(key: str, record: Record, rows: HouseRows) -> None:
    for column, role in _ROLES.items():
        cell = record.cell(column)
        for ordinal, department in enumerate(read_departments(cell.text) if cell.text else (), 1):
            cells = {
                "name": Cell(department.name, department.raw, cell.ref),
                "renamed_to": Cell(department.renamed_to, department.raw, cell.ref)
                if department.renamed_to
                else None,
                "is_collective": Cell(True, department.raw, cell.ref) if department.is_collective else None,
            }
            rows.add("measure_department", (key, role, ordinal), cells, cell.ref)


def _lineage(key: str, record: Record, rows: HouseRows) -> None:
    printed, resolved = record.cell("前計画との関係"), record.cell("前計画の施策")
    try:
        formers = read_former(printed.text, resolved.text, rows.predecessor)
    except ValueError:
        rows.warn("unresolved_predecessor", resolved, "前計画の施策", (key,), printed=printed.text)
        formers = unresolved(printed.text, resolved.text)
    ref = printed.ref if printed.text else resolved.ref
    for ordinal, former in enumerate(formers, 1):
        cells = {
            "raw": Cell(former.printed, printed.text or resolved.text, ref),
            "predecessor_plan": Cell(former.plan, resolved.text, resolved.ref) if former.plan else None,
            "predecessor_measure": Cell(former.measure, resolved.text, resolved.ref)
            if former.measure
            else None,
        }
        rows.add("lineage", (key, ordinal), cells, ref)


def _evaluation(key: str, record: Record, rows: HouseRows) -> None:
    readers: Mapping[str, tuple[str, Callable[[str], str]]] = {
        "実施状況": ("implementation_state", _state),
        "進捗評価": ("progress_evaluation", _rating),
        "今後の方向性": ("future_direction", _direction),
    }
    cells: dict[str, Cell | None] = {}
    for column, (field, reader) in readers.items():
        cell = record.cell(column)
        if not cell.text:
            continue
        try:
            value = reader(cell.text)
        except (ValueError, Refusal):
            rows.warn("unknown_word", cell, column, (key,), section="施策")
            value = cell.text
        cells[field] = Cell(value, cell.text, cell.ref)
    if cells:
        rows.add("evaluation", (key,), cells, record.ref)


def _state(text: str) -> str:
    if folded(text) not in IMPLEMENTATION_STATES:
        raise ValueError(text)
    return folded(text)


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


def read_schedule(section: Section, rows: HouseRows) -> None:
    """■工程表: work_item and schedule_cell; a heading that is no period is reported once, its cells go."""
    periods: dict[str, tuple[int, int | None] | None] = {}
    for record in section.records:
        known, measure = rows.measure_of(record)
        if not known or measure is None:
            continue
        kind = rows.require(record, "種別", lambda text: read_word(text, KINDS), "unknown_word")
        number = rows.require(record, "工程番号", lambda text: read_whole(text or "1"), "unreadable_number")
        if kind is None or number is None:
            continue
        row = number
        if rows.has("schedule_row", (measure, row, kind)):
            rows.refuse(
                "duplicate_row", record.cell(MEASURE), MEASURE, (measure, row, kind), section="工程表"
            )
            continue
        rows.keys.add(("schedule_row", (measure, row, kind)))
        if not rows.has("work_item", (measure, row)):
            rows.add("work_item", (measure, row), {"label": text_cell(record, "工程")}, record.ref)
        _schedule_cells(record, rows, (measure, row, kind), periods)


def _schedule_cells(
    record: Record,
    rows: HouseRows,
    key: Key,
    periods: dict[str, tuple[int, int | None] | None],
) -> None:
    placed: list[tuple[tuple[int, int | None], Printed]] = []
    for heading, cell in record.open_cells:
        if heading.ref not in periods:
            periods[heading.ref] = _period(heading, rows)
        period = periods[heading.ref]
        if period is not None:
            placed.append((period, cell))
    for (period, cell), stage in zip(placed, read_row([cell.text for _, cell in placed]), strict=True):
        if stage is None:
            continue
        if not stage.known:
            rows.warn("unknown_stage", cell, "工程表", (*key, *period))
        if stage.continued and not stage.stages:
            rows.warn("arrow_without_stage", cell, "工程表", (*key, *period))
        rows.add("schedule_cell", (*key, *period), _stage_cells(stage, cell), cell.ref)


def _period(heading: Printed, rows: HouseRows) -> tuple[int, int | None] | None:
    try:
        return read_period(heading.text, rows.era)
    except (ValueError, Refusal):
        rows.warn("unreadable_year", heading, "工程表")
        return None


def _stage_cells(stage: StageCell, cell: Printed) -> dict[str, Cell | None]:
    return {
        "stages": Cell(stage.stages, cell.text, cell.ref),
        "modifier": Cell(stage.modifier, cell.text, cell.ref) if stage.modifier else None,
        "continued": Cell(stage.continued, cell.text, cell.ref),
        "note": Cell(stage.note, cell.text, cell.ref) if stage.note else None,
    }


def read_items(section: Section, rows: HouseRows) -> None:
    """■評価の内訳: evaluation_item."""
    following: dict[Key, int] = {}
    for record in section.records:
        known, measure = rows.measure_of(record)
        if not known:
            continue
        kind = rows.require(record, "区分", lambda text: read_word(text, ITEM_KINDS), "unknown_word")
        text = text_cell(record, "文") if rows.require(record, "文", nonblank, "missing_text") else None
        if kind is None or text is None:
            continue
        ordinal = _ordinal(
            record, rows, "evaluation_item", (measure, kind), following.get((measure, kind), 1)
        )
        if ordinal is not None:
            following[(measure, kind)] = ordinal + 1
            rows.add("evaluation_item", (measure, kind, ordinal), {"text": text}, record.ref)


def _ordinal(record: Record, rows: HouseRows, entity: str, key: Key, following: int) -> int | None:
    """The printed 順, or the number after the last one; a number given twice refuses the row."""
    given = rows.require(record, "順", read_whole, "unreadable_number") if record.text("順") else following
    if given is None:
        return None
    if rows.has(entity, (*key, given)):
        rows.refuse("duplicate_row", record.cell("順"), "順", (*key, given), section="評価の内訳")
        return None
    return given


def read_references(section: Section, rows: HouseRows) -> None:
    """■施策の参照: measure_reference, numbered per measure in the order of the rows."""
    counts: dict[str, int] = {}
    for record in section.records:
        known, measure = rows.measure_of(record)
        if not known or measure is None or not rows.require(record, "参照", nonblank, "missing_text"):
            continue
        target = record.cell("参照先")
        aim = measure_key(target.text)
        if aim and aim not in rows.measures:
            rows.warn("reference_unknown", target, "参照先", (measure,), measure=aim)
            aim = ""
        counts[measure] = counts.get(measure, 0) + 1
        cells = {
            "raw": text_cell(record, "参照"),
            "target_measure": Cell(aim, target.text, target.ref) if aim else None,
        }
        rows.add("measure_reference", (measure, counts[measure]), cells, record.ref)


def goal_headings(section: Section) -> list[Printed]:
    """The 目標: columns of ■施策, once each."""
    found: dict[str, Printed] = {}
    for record in section.records:
        for heading, _ in record.open_cells:
            found.setdefault(plain(heading.text), heading)
    return list(found.values())
