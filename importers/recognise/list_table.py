"""Recognises a list of measures in a table nobody described: by its labels alone, and only what these say surely."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from domain.names import match_key, plain_number
from importers.document import Document, Sheet
from importers.lexicon import STANDARD, Lexicon
from importers.recognise.gathering import Gathering
from importers.recognise.list_fields import (
    Scales,
    stage_departments,
    stage_evaluation,
    stage_goals,
    stage_lineage,
    stage_priority,
    stage_texts,
)
from importers.recognise.list_figures import stage_figures
from importers.recognise.list_header import Header, find_header
from importers.recognise.list_legends import Legends, legends_of
from importers.recognise.list_rows import EXAMPLE_SHEET, Entry, Reading
from importers.recognise.list_schedule import ScheduleReader, unplaced
from importers.recognise.list_top import refuse_above, stage_plan
from importers.repair import unmarked
from importers.staged import Cell, Issue, Key, LabelUse, PlanIdentity, Staging

PROFILE: Final = "list-table"
TITLE: Final = "施策の一覧表 (list table)"
_DASHES: Final = frozenset("-－—―–")


def score(document: Document, lexicon: Lexicon = STANDARD) -> tuple[float, tuple[str, ...]]:
    """0.6 with a title and two more known columns, 0.9 with eight more; the labels seen. Below 0.6: too few."""
    headers = [header for sheet in document.sheets if (header := find_header(sheet, lexicon))]
    if not headers:
        return 0.0, ()
    best = max(headers, key=lambda header: header.known)
    seen = tuple(column.label for column in best.columns if column.field or column.period or column.goal)
    if best.known < 3:
        return 0.2 * best.known, seen
    return round(min(0.9, 0.6 + 0.05 * (best.known - 3)), 2), seen


def recognise(document: Document, named: PlanIdentity | None = None, lexicon: Lexicon = STANDARD) -> Staging:
    """Every sheet with such a table, under the plan a person named or one named after the file.

    Rows that are no measures are refused, columns that are not known become one question each.
    """
    headers = {
        sheet.name: header
        for sheet in document.sheets
        if (header := find_header(sheet, lexicon)) is not None and header.known >= 3
    }
    plan = stage_plan(document, named, headers)
    legends = legends_of(document, headers)
    entries: list[Entry] = []
    labels: list[LabelUse] = []
    for sheet in document.sheets:
        reading = _read(plan, sheet, headers.get(sheet.name), lexicon, legends)
        if reading is not None:
            entries.extend(reading.entries)
            labels.extend(reading.labels)
    entries = _joined(plan, entries)
    if not entries:
        plan.report("no_measures", "", "")
    _give_keys(plan, entries)
    schedules = {
        sheet.name: ScheduleReader(plan, sheet, headers[sheet.name], legends)
        for sheet in document.sheets
        if sheet.name in headers
    }
    keyed = [entry for entry in entries if entry.key]
    measures = [(entry.sheet.name, entry.cells) for entry in keyed]
    scales, goals = Scales(plan, legends, measures), set[str]()
    for position, entry in enumerate(keyed, 1):
        _stage(plan, entry, position, goals, scales)
        _stage_schedule(plan, entry, schedules)
    scales.finish()
    for reader in schedules.values():
        reader.finish()
    issues = _without_bars(document.issues, plan, schedules)
    return Staging(tuple(plan.rows), (*issues, *plan.issues), PROFILE, tuple(plan.refused), tuple(labels))


def _read(
    plan: Gathering, sheet: Sheet, header: Header | None, lexicon: Lexicon, legends: Legends
) -> Reading | None:
    """The rows of one sheet; None where it holds no list."""
    if header is None:
        if any(cell.text for row in sheet.rows for cell in row):
            plan.report("sheet_left", "", sheet.name)
        return None
    refuse_above(plan, sheet, header, legends)
    reading = Reading(plan, sheet, header, lexicon, legends)
    if EXAMPLE_SHEET.search(sheet.name):
        reading.refuse_all()
        return None
    if header.rivals:
        names = "、".join(column.label for column in header.rivals)
        plan.report("title_unclear", header.rivals[0].ref, names, sheet=sheet.name)
        reading.ask_columns(reading.rows)
        reading.refuse_all("row_without_title")
        return reading
    reading.read()
    return reading


# -- measures that stand on several sheets


def _joined(plan: Gathering, entries: Sequence[Entry]) -> list[Entry]:
    """The measures, each once: one that stands on several sheets under one number and one name is one measure."""
    kept: list[Entry] = []
    known: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        name = plain_number(entry.text("number")), match_key(entry.text("title"))
        first = known.setdefault(name, entry) if name[0] else entry
        if first is entry or any(one.sheet is entry.sheet for one in first.everywhere):
            kept.append(entry)
            continue
        first.more.append(entry)
        plan.report("measure_joined", entry.ref, entry.text("title"), first=first.ref)
        for field, cell in entry.cells.items():
            before = first.cells.setdefault(field, cell)
            if match_key(before.text) != match_key(cell.text):
                plan.report("contradiction", cell.ref, cell.text, field=field, other=before.text)
        for goal, cell in entry.marks.items():
            first.marks.setdefault(goal, cell)
    return kept


# -- keys and staging


def _give_keys(plan: Gathering, entries: Sequence[Entry]) -> None:
    """The printed number where it is unique; where numbers restart under sheets and fields, the group's number and it;
    without numbers, the place in the list. A number that is still twice is refused."""
    numbers = [
        "" if entry.text("number") in _DASHES else plain_number(entry.text("number")) for entry in entries
    ]
    if entries and not any(numbers):
        plan.report("list_without_numbers", "", "", count=len(entries))
    groups: dict[tuple[str, str], int] = {}
    grouped = []
    for entry, number in zip(entries, numbers, strict=True):
        group = groups.setdefault((entry.sheet.name, entry.text("policy_field")), len(groups) + 1)
        grouped.append(f"{group}-{number}")
    restart = len(set(numbers)) < len(numbers) and len(set(grouped)) == len(grouped) and all(numbers)
    if restart:
        plan.report("numbers_restart", "", "", count=len(groups))
    taken: set[str] = set()
    for place, entry in enumerate(entries):
        key = grouped[place] if restart else numbers[place] or f"#{place + 1}"
        if key in taken:
            for row in entry.rows:
                plan.refuse("duplicate_number", row.ref, entry.text("title"), (key,), number=key)
            continue
        taken.add(key)
        entry.key = key


def _stage(plan: Gathering, entry: Entry, position: int, goals: set[str], scales: Scales) -> None:
    title = entry.cells["title"]
    cells = stage_texts(plan, entry.key, entry.cells)
    cells["title"] = Cell(unmarked(title.text.replace("\n", "")), title.text, title.ref)
    cells["position"] = Cell(position, str(position), entry.ref)
    priority = stage_priority(plan, entry.key, entry.cells.get("is_priority"), scales.priorities)
    if priority is not None:
        cells["is_priority"] = priority
    if "【重点】" in title.text:
        cells["is_priority"] = Cell(True, title.text, title.ref)
    plan.add("measure", (entry.key,), cells, entry.ref)
    stage_goals(plan, entry.key, entry.marks, goals)
    stage_departments(plan, entry.key, entry.cells)
    stage_lineage(plan, entry.key, entry.cells)
    stage_evaluation(plan, entry.key, entry.cells, entry.sheet.name, scales)
    for one in entry.everywhere:
        one.key = entry.key
        stage_figures(plan, one)


def _stage_schedule(plan: Gathering, entry: Entry, schedules: Mapping[str, ScheduleReader]) -> None:
    """The schedule of every sheet on which the measure stands; the first one counts where two say something else."""
    found: dict[Key, tuple[dict[str, Cell], str]] = {}
    rows: dict[int, str] = {}
    for one in entry.everywhere:
        reader = schedules[one.sheet.name]
        if not reader.has_periods:
            continue
        for number, row in enumerate(one.rows, 1):
            rows.setdefault(number, row.ref)
        for key, (cells, ref) in reader.stage(one).items():
            before = found.setdefault(key, (cells, ref))[0]["stages"]
            if before.value != cells["stages"].value:
                plan.report("contradiction", ref, cells["stages"].raw, key, field="stages", other=before.raw)
    for number, ref in rows.items():
        plan.add("work_item", (entry.key, number), {}, ref)
    for key, (cells, ref) in found.items():
        plan.add("schedule_cell", key, cells, ref)


def _without_bars(
    issues: Sequence[Issue], plan: Gathering, schedules: Mapping[str, ScheduleReader]
) -> list[Issue]:
    """The document's issues; the shapes that lie over a schedule are counted no more among those not read."""
    placed = 0
    for reader in schedules.values():
        last_row = max((cell.row for row in reader.sheet.rows for cell in row if cell.text), default=0)
        broad = unplaced(reader.sheet, reader.header, last_row)
        for shape in broad:
            plan.report("drawing_unread", shape.ref, shape.text)
        placed += len(broad) + len(reader.shapes_used)
    found = []
    for issue in issues:
        if issue.code == "drawings_left" and placed:
            left = int(issue.params["count"]) - placed
            if left <= 0:
                continue
            issue = replace(issue, params={**issue.params, "count": str(left)})
        found.append(issue)
    return found
