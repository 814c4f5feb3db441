"""The house table as a form: its sections and columns, and cutting a sheet's rows into records of them.

Headings are compared in NFKC without spaces, so that a half-width ・ or a space typed by hand does no harm.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from importers.staged import Issue, Level

MARK = "■"
GOAL_PREFIX = "目標:"


@dataclass(frozen=True, slots=True)
class Printed:
    """One cell as it stands in the file: its text without the spaces around it, and where."""

    text: str
    ref: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A section's columns; `required` must stand in its header, the plan itself names `open_columns`."""

    name: str
    columns: tuple[str, ...]
    required: tuple[str, ...] = ()
    open_columns: str = ""
    pairs: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a section: cells by column name, blank ones too, and those under the plan's own headings."""

    ref: str
    cells: Mapping[str, Printed]
    open_cells: tuple[tuple[Printed, Printed], ...] = ()

    def text(self, column: str) -> str:
        cell = self.cells.get(column)
        return cell.text if cell else ""

    def cell(self, column: str) -> Printed:
        return self.cells.get(column) or Printed("", self.ref)


@dataclass(slots=True)
class Section:
    """A ■ section with its records in order; `columns` are the known ones that its header really has."""

    layout: Layout
    ref: str
    records: list[Record] = field(default_factory=list)
    columns: tuple[str, ...] = ()


MEASURE = "施策キー"
LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "計画",
        ("計画キー", "計画の名称", "自治体", "計画期間", "文書の状態", "前計画", "情報管理課", "会議体"),
        pairs=True,
    ),
    Layout("基本目標", ("番号", "名称", "説明"), ("名称",)),
    Layout(
        "施策",
        (
            MEASURE,
            "番号",
            "施策名",
            "副題",
            "重点",
            "追加年度",
            "分野",
            "目的",
            "現状・課題",
            "施策内容",
            "達成目標",
            "期待される効果",
            "想定されるリスク",
            "対処方法案",
            "総合計画との関係",
            "個別計画",
            "主管課",
            "関係課",
            "前計画との関係",
            "前計画の施策",
            "実施状況",
            "進捗評価",
            "今後の方向性",
        ),
        ("施策名",),
        open_columns="goal",
    ),
    Layout("工程表", (MEASURE, "工程番号", "工程", "種別"), (MEASURE, "種別"), open_columns="period"),
    Layout("評価の内訳", (MEASURE, "区分", "順", "文"), (MEASURE, "区分", "文")),
    Layout(
        "指標",
        (MEASURE, "指標", "単位", "年度", "半期", "値", "母数", "年度途中", "疑義"),
        ("指標", "年度", "値"),
    ),
    Layout("施策の参照", (MEASURE, "参照", "参照先"), (MEASURE, "参照")),
    Layout("概算費用", ("年度", "千円", "概数"), ("年度", "千円")),
    Layout(
        "更新計画",
        ("システム名", "主管課", "優先システム", "運用終了", "検討開始", "調達年度", "運用開始"),
        ("システム名",),
    ),
    Layout(
        "市民意識調査",
        ("調査名", "満足度の平均", "重要度の平均", "取組", "満足度", "重要度", "領域"),
        ("調査名", "取組"),
    ),
    Layout("用語", ("用語", "説明"), ("用語",)),
    Layout("期", ("年度", "半期", "開始日", "締切日"), ("年度", "半期")),
    Layout(
        "報告例",
        (MEASURE, "年度", "半期", "進捗評価", "実施状況", "工程番号=段階", "文", "状態"),
        (MEASURE, "年度", "半期", "文"),
    ),
)
_BY_NAME = {layout.name: layout for layout in LAYOUTS}


def plain(text: str) -> str:
    """A heading as it is compared: NFKC, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def starts_section(text: str) -> bool:
    return text.startswith(MARK)


def count_sections(sheets: Iterable[Iterable[Sequence[Printed]]]) -> tuple[int, int]:
    """How many ■ headings the sheets have, and how many of them are sections of the house table."""
    names = [
        plain(row[0].text.lstrip(MARK))
        for rows in sheets
        for row in rows
        if row and starts_section(row[0].text)
    ]
    return len(names), sum(name in _BY_NAME for name in names)


def cut(sheets: Iterable[Iterable[Sequence[Printed]]], issues: list[Issue]) -> dict[str, Section]:
    """Sections by name; the records of a repeated section are joined to the first. No section goes on from one
    sheet to the next.

    What cannot be placed is reported into issues: sections and columns that are unknown, repeated or missing,
    and cells outside any of them.
    """
    sections: dict[str, Section] = {}
    for rows in sheets:
        _cut_sheet(rows, sections, issues)
    return sections


def _cut_sheet(rows: Iterable[Sequence[Printed]], sections: dict[str, Section], issues: list[Issue]) -> None:
    current: Section | None = None
    header: tuple[Printed, ...] = ()
    skipping = False
    for row in rows:
        filled = [cell for cell in row if cell.text]
        if not filled:
            continue
        if starts_section(row[0].text):
            current, header = _open(row[0], sections, issues), ()
            skipping = current is None
        elif skipping:
            continue
        elif current is None:
            issues.append(_issue("outside_sections", "warn", filled[0]))
        elif current.layout.pairs:
            _pair(current, row, issues)
        elif not header:
            header = tuple(row)
            skipping = not _take_header(current, header, issues)
        else:
            current.records.append(_record(current, header, row, issues))


def _open(cell: Printed, sections: dict[str, Section], issues: list[Issue]) -> Section | None:
    name = plain(cell.text.lstrip(MARK))
    layout = _BY_NAME.get(name)
    if layout is None:
        issues.append(_issue("unknown_section", "warn", cell))
        return None
    if name not in sections:
        sections[name] = Section(layout, cell.ref)
    else:
        issues.append(_issue("repeated_section", "info", cell))
    return sections[name]


def _take_header(section: Section, header: Sequence[Printed], issues: list[Issue]) -> bool:
    """Check a header row; False when the section cannot be read for want of a required column."""
    seen: list[str] = []
    for cell in header:
        name = plain(cell.text)
        if not name:
            continue
        if name in seen:
            issues.append(_issue("repeated_column", "warn", cell))
        elif name not in section.layout.columns and not _is_open(section.layout, name):
            issues.append(_issue("unknown_column", "warn", cell, section=section.layout.name))
        seen.append(name)
    section.columns = tuple(name for name in section.layout.columns if name in seen)
    missing = [name for name in section.layout.required if name not in seen]
    for name in missing:
        issues.append(
            Issue(
                code="missing_column",
                level="error",
                ref=section.ref,
                field=name,
                raw="",
                params={"section": section.layout.name, "column": name},
            )
        )
    return not missing


def _is_open(layout: Layout, name: str) -> bool:
    if layout.open_columns == "goal":
        return name.startswith(GOAL_PREFIX)
    return layout.open_columns == "period"


def _pair(section: Section, row: Sequence[Printed], issues: list[Issue]) -> None:
    name = plain(row[0].text)
    value = row[1] if len(row) > 1 else Printed("", row[0].ref)
    if name not in section.layout.columns:
        issues.append(_issue("unknown_column", "warn", row[0], section=section.layout.name))
        return
    if not section.records:
        section.records.append(Record(section.ref, {}))
    known = dict(section.records[0].cells)
    if name in known:
        issues.append(_issue("repeated_column", "warn", row[0]))
        return
    section.records[0] = Record(section.ref, {**known, name: value})


def _record(
    section: Section, header: Sequence[Printed], row: Sequence[Printed], issues: list[Issue]
) -> Record:
    cells: dict[str, Printed] = {}
    open_cells: list[tuple[Printed, Printed]] = []
    for position, cell in enumerate(row):
        heading = header[position] if position < len(header) else Printed("", "")
        name = plain(heading.text)
        if name in section.layout.columns:
            cells.setdefault(name, cell)
        elif name and _is_open(section.layout, name):
            open_cells.append((heading, cell))
        elif cell.text and not name:
            issues.append(_issue("cell_without_column", "warn", cell, section=section.layout.name))
    return Record(row[0].ref, cells, tuple(open_cells))


def _issue(code: str, level: Level, cell: Printed, **params: str) -> Issue:
    return Issue(code=code, level=level, ref=cell.ref, field=None, raw=cell.text, params=params)
