"""Recognises our own house table (記入様式): one CSV or sheet with ■ sections that holds a whole plan."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath

from domain.names import match_key
from importers.document import Document
from importers.recognise.house_cycle import ExampleReport, HousePeriod, example_reports, periods
from importers.recognise.house_figures import (
    read_costs,
    read_glossary,
    read_indicators,
    read_surveys,
    read_systems,
)
from importers.recognise.house_grid import Printed, Record, Section, count_sections, cut, starts_section
from importers.recognise.house_measures import (
    goal_headings,
    goal_name,
    read_items,
    read_measures,
    read_references,
    read_schedule,
)
from importers.recognise.house_rows import HouseRows, nonblank, text_cell
from importers.recognise.house_words import DOC_STATUS, read_word, read_years
from importers.staged import Cell, Issue, PlanIdentity, Staging

PROFILE = "house-table"
TITLE = "記入様式 (house table)"

# In this order: measures before everything that names one.
_READERS: Mapping[str, Callable[[Section, HouseRows], None]] = {
    "施策": read_measures,
    "工程表": read_schedule,
    "評価の内訳": read_items,
    "施策の参照": read_references,
    "指標": read_indicators,
    "概算費用": read_costs,
    "更新計画": read_systems,
    "市民意識調査": read_surveys,
    "用語": read_glossary,
}


def score(document: Document) -> float:
    """The share of the document's ■ headings that are sections of the house table; 0.0 for a text or none."""
    headings, ours = count_sections(_printed(document))
    return ours / headings if ours else 0.0


def recognise(document: Document, named: PlanIdentity | None = None) -> Staging:
    """Every section as staged rows and issues. `named` gives the plan where ■計画 does not, and wins over its
    key; without either the plan is named after the file."""
    issues: list[Issue] = []
    sections = cut(_printed(document), issues)
    house = HouseRows(plan="", issues=issues)
    _plan(sections.get("計画"), house, named, PurePath(document.name).stem)
    _goals(sections.get("基本目標"), sections.get("施策"), house)
    for name, reader in _READERS.items():
        section = sections.get(name)
        if section is not None:
            reader(section, house)
    return Staging(tuple(house.rows), tuple(house.issues), PROFILE)


def read_periods(document: Document) -> tuple[HousePeriod, ...]:
    """The half-years of ■期, under the plan key of ■計画; raises UnreadableExample."""
    sections = cut(_printed(document), [])
    return periods(sections.get("期"), _key(sections))


def read_example_reports(document: Document) -> tuple[ExampleReport, ...]:
    """The example reports of ■報告例, as read_periods."""
    sections = cut(_printed(document), [])
    return example_reports(sections.get("報告例"), _key(sections))


def _printed(document: Document) -> Iterator[list[list[Printed]]]:
    """Each sheet's rows; a sheet may also name its section in its own name, ■施策."""
    for sheet in document.sheets:
        rows = [[Printed(cell.text.strip(), cell.ref) for cell in row] for row in sheet.rows]
        first = next((row for row in rows if any(cell.text for cell in row)), None)
        if first is not None and starts_section(sheet.name) and not starts_section(first[0].text):
            rows.insert(0, [Printed(sheet.name, f"{sheet.name}!A1")])
        yield rows


def _key(sections: Mapping[str, Section]) -> str:
    section = sections.get("計画")
    return section.records[0].text("計画キー") if section and section.records else ""


def _plan(section: Section | None, house: HouseRows, named: PlanIdentity | None, stem: str) -> None:
    record = section.records[0] if section and section.records else Record("", {})
    house.plan = (named.key if named else "") or record.text("計画キー") or stem
    house.predecessor = record.text("前計画") or None
    printed = record.cell("計画期間")
    years = house.require(record, "計画期間", read_years, "unreadable_year") if printed.text else None
    if named is None and not record.text("計画キー"):
        house.warn("plan_unnamed", record.cell("計画キー"), "計画キー", plan=house.plan)
    cells: dict[str, Cell | None] = {
        "municipality": text_cell(record, "自治体"),
        "title": text_cell(record, "計画の名称"),
        "doc_status": house.read(
            record, "文書の状態", lambda text: read_word(text, DOC_STATUS), "unknown_word"
        ),
        "predecessor": text_cell(record, "前計画"),
        "coordinator": text_cell(record, "情報管理課"),
        "council": text_cell(record, "会議体"),
    }
    if years is not None:
        first, last, house.era = years
        cells["first_fy"] = Cell(first, printed.text, printed.ref)
        cells["last_fy"] = Cell(last, printed.text, printed.ref)
        if house.era is not None:
            cells["printed_era"] = Cell(house.era.name, printed.text, printed.ref)
    for field in ("municipality", "title", "first_fy", "last_fy"):
        value = getattr(named, field, None)
        if cells.get(field) is None and value is not None:
            cells[field] = Cell(value, "", "")
    house.add("plan", (), cells, record.ref)


def _goals(section: Section | None, measures: Section | None, house: HouseRows) -> None:
    """■基本目標, or without it the 目標: columns of ■施策 in their order."""
    for ordinal, record in enumerate(section.records if section else (), 1):
        name = house.require(record, "名称", nonblank, "missing_text")
        if name is None:
            continue
        if match_key(name) in house.goals:
            house.refuse("duplicate_row", record.cell("名称"), "名称", (name,), section="基本目標")
            continue
        house.goals[match_key(name)] = name
        cells = {
            "number": text_cell(record, "番号"),
            "text": text_cell(record, "説明"),
            "ordinal": Cell(ordinal, str(ordinal), record.ref),
        }
        house.add("goal", (name,), cells, record.ref)
    for ordinal, heading in enumerate(goal_headings(measures) if measures else (), 1):
        name_printed = goal_name(heading)
        if match_key(name_printed) in house.goals:
            continue
        if section is not None:
            house.warn("unknown_goal", heading, heading.text, goal=name_printed)
            continue
        house.goals[match_key(name_printed)] = name_printed
        house.add("goal", (name_printed,), {"ordinal": Cell(ordinal, heading.text, heading.ref)}, heading.ref)
