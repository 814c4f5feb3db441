"""■指標, ■概算費用, ■更新計画, ■市民意識調査 and ■用語 of the house table: the plan's figures and lists."""

from collections.abc import Callable

from domain.eras import parse_fiscal_year, parse_month
from importers.recognise.house_grid import Record, Section
from importers.recognise.house_rows import HouseRows, nonblank, text_cell
from importers.recognise.house_words import read_day, read_flag, read_half, read_mark, read_number, read_whole
from importers.staged import Cell, Key


def _year(rows: HouseRows) -> Callable[[str], int]:
    return lambda text: parse_fiscal_year(text, rows.era)


def _month(rows: HouseRows) -> Callable[[str], str]:
    return lambda text: parse_month(text, rows.era)


def _half(record: Record, rows: HouseRows) -> tuple[bool, int | None]:
    """(readable, half): blank is the whole year."""
    if not record.text("半期"):
        return True, None
    half = rows.require(record, "半期", read_half, "unreadable_half")
    return half is not None, half


def read_indicators(section: Section, rows: HouseRows) -> None:
    """■指標: indicator per measure and label, observation per year; a blank measure is the whole plan."""
    units: dict[Key, Cell] = {}
    for record in section.records:
        known, measure = rows.measure_of(record, optional=True)
        if not known:
            continue
        label = rows.require(record, "指標", nonblank, "missing_text")
        year = rows.require(record, "年度", _year(rows), "unreadable_year")
        readable, half = _half(record, rows)
        if label is None or year is None or not readable:
            continue
        indicator: Key = (measure, label)
        unit = text_cell(record, "単位")
        if not rows.has("indicator", indicator):
            rows.add("indicator", indicator, {"unit": unit}, record.ref)
        elif unit is not None and indicator in units and unit.value != units[indicator].value:
            rows.warn("contradiction", record.cell("単位"), "単位", indicator, other=units[indicator].raw)
        if unit is not None:
            units.setdefault(indicator, unit)
        key = (measure, label, year, half)
        if rows.has("observation", key):
            rows.refuse("duplicate_row", record.cell("年度"), "年度", key, section="指標")
            continue
        cells = {
            "value": rows.read(record, "値", read_number, "unreadable_number"),
            "denominator": rows.read(record, "母数", read_number, "unreadable_number"),
            "partial_until": rows.read(record, "年度途中", read_day, "unreadable_date"),
            "suspect": rows.read(record, "疑義", read_flag, "unknown_mark"),
        }
        rows.add("observation", key, cells, record.ref)


def read_costs(section: Section, rows: HouseRows) -> None:
    """■概算費用: cost_estimate, thousand yen per fiscal year."""
    for record in section.records:
        year = rows.require(record, "年度", _year(rows), "unreadable_year")
        if year is None or _twice(rows, "cost_estimate", (year,), record, "年度", section):
            continue
        cells = {
            "thousand_yen": rows.read(record, "千円", read_whole, "unreadable_number"),
            "approximate": rows.read(record, "概数", read_flag, "unknown_mark"),
        }
        rows.add("cost_estimate", (year,), cells, record.ref)


def read_systems(section: Section, rows: HouseRows) -> None:
    """■更新計画: renewal_system, months as YYYY-MM."""
    for record in section.records:
        name = rows.require(record, "システム名", nonblank, "missing_text")
        if name is None or _twice(rows, "renewal_system", (name,), record, "システム名", section):
            continue
        cells = {
            "department": text_cell(record, "主管課"),
            "is_bcp_priority": rows.read(record, "優先システム", read_mark, "unknown_mark"),
            "current_end": rows.read(record, "運用終了", _month(rows), "unreadable_date"),
            "next_study_start": rows.read(record, "検討開始", _month(rows), "unreadable_date"),
            "next_procurement_fy": rows.read(record, "調達年度", _year(rows), "unreadable_year"),
            "next_operation_start": rows.read(record, "運用開始", _month(rows), "unreadable_date"),
        }
        rows.add("renewal_system", (name,), cells, record.ref)


def read_surveys(section: Section, rows: HouseRows) -> None:
    """■市民意識調査: survey with its means (in every row), survey_item per 取組; figures in percent."""
    means: dict[str, dict[str, Cell | None]] = {}
    for record in section.records:
        title = rows.require(record, "調査名", nonblank, "missing_text")
        item = rows.require(record, "取組", nonblank, "missing_text")
        if title is None or item is None:
            continue
        given = {
            "satisfaction_mean": rows.read(record, "満足度の平均", read_number, "unreadable_number"),
            "importance_mean": rows.read(record, "重要度の平均", read_number, "unreadable_number"),
        }
        if title not in means:
            means[title] = given
            rows.add("survey", (title,), given, record.ref)
        else:
            _same_means(record, rows, title, means[title], given)
        if _twice(rows, "survey_item", (title, item), record, "取組", section):
            continue
        cells = {
            "satisfaction": rows.read(record, "満足度", read_number, "unreadable_number"),
            "importance": rows.read(record, "重要度", read_number, "unreadable_number"),
            "area": text_cell(record, "領域"),
        }
        rows.add("survey_item", (title, item), cells, record.ref)


def _same_means(
    record: Record, rows: HouseRows, title: str, first: dict[str, Cell | None], given: dict[str, Cell | None]
) -> None:
    for column, name in (("満足度の平均", "satisfaction_mean"), ("重要度の平均", "importance_mean")):
        here, there = given[name], first[name]
        if here is not None and there is not None and here.value != there.value:
            rows.warn("contradiction", record.cell(column), column, (title,), other=there.raw)


def read_glossary(section: Section, rows: HouseRows) -> None:
    """■用語: glossary_term."""
    for record in section.records:
        term = rows.require(record, "用語", nonblank, "missing_text")
        if term is not None and not _twice(rows, "glossary_term", (term,), record, "用語", section):
            rows.add("glossary_term", (term,), {"text": text_cell(record, "説明")}, record.ref)


def _twice(rows: HouseRows, entity: str, key: Key, record: Record, column: str, section: Section) -> bool:
    if rows.has(entity, key):
        rows.refuse("duplicate_row", record.cell(column), column, key, section=section.layout.name)
        return True
    return False
