"""Accounts for what stands above a list's header: the plan's name and years where they are sure, legends, the rest."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from domain.eras import search_fiscal_years
from domain.names import match_key
from importers.document import CellText, Document, Sheet
from importers.recognise.gathering import Gathering
from importers.recognise.house_words import folded
from importers.recognise.list_header import Header
from importers.recognise.list_legends import Legends
from importers.staged import Cell, PlanIdentity

_NAME_LABELS: Final = frozenset(map(match_key, ("計画名", "計画名称", "計画の名称", "計画の名前")))
_YEARS_LABELS: Final = frozenset(map(match_key, ("計画期間", "計画の期間", "計画年度", "期間")))
_INLINE: Final = re.compile(r"([^：:\n]{1,12})[：:]\s*(\S.*)")
_YEARS: Final = r"[(（【\[〔]?[^()（）]*年[^()（）]*[)）】\]〕]?"
# A name that stands alone names the plan where it says whose plan it is: 星野市第二次情報化計画（令和3～5年度）.
_NAME: Final = re.compile(
    rf"([^\s、。：:]+[都道府県市区町村][^\s、。：:()（）]*(?:計画|プラン|戦略|ビジョン))\s*({_YEARS})?"
)


@dataclass(frozen=True, slots=True)
class Printed:
    """What a document prints of its plan, each with its cell."""

    title: Cell | None
    years: tuple[int, int] | None
    years_cell: Cell | None

    def cells(self) -> dict[str, Cell]:
        found = {"title": self.title} if self.title else {}
        if self.years and self.years_cell:
            raw, ref = self.years_cell.raw, self.years_cell.ref
            found["first_fy"] = Cell(self.years[0], raw, ref)
            found["last_fy"] = Cell(self.years[1], raw, ref)
        return found


def printed_plan(document: Document, headers: Mapping[str, Header]) -> Printed:
    """The plan's name and years above the lists; two that differ are none."""
    titles: dict[str, Cell] = {}
    years: dict[tuple[int, int], Cell] = {}
    for sheet in document.sheets:
        header = headers.get(sheet.name)
        for row in _above(sheet, header) if header else ():
            for title in _titles(row):
                titles.setdefault(match_key(str(title.value)), title)
            for span, cell in _spans(row):
                years.setdefault(span, cell)
    name = next(iter(titles.values())) if len(titles) == 1 else None
    only = next(iter(years)) if len(years) == 1 else None
    return Printed(name, only, years[only] if only else None)


def stage_plan(document: Document, named: PlanIdentity | None, headers: Mapping[str, Header]) -> Gathering:
    """The plan that a person named, else the one that the document names above its lists, else one named after it."""
    printed = printed_plan(document, headers)
    title = printed.title
    key = named.key if named else str(title.value) if title else PurePath(document.name).stem
    plan = Gathering(key)
    cells = printed.cells()
    for name in ("title", "municipality", "first_fy", "last_fy"):
        value = getattr(named, name, None)
        before = cells.get(name)
        if value is None or (before is not None and match_key(str(before.value)) == match_key(str(value))):
            continue
        if before is not None and name == "title":
            plan.report("plan_overridden", before.ref, before.raw, plan=key, printed=before.value)
        elif before is not None:
            plan.report("contradiction", before.ref, before.raw, field=name, other=value)
        cells[name] = Cell(value, "", "")
    plan.add("plan", (), cells, title.ref if title else "")
    if named is None and title is None:
        plan.report("plan_unnamed", "", document.name, plan=key)
    return plan


def refuse_above(plan: Gathering, sheet: Sheet, header: Header, legends: Legends) -> None:
    """Every filled row above the header: of the plan's row, of a legend, or one of a run of rows that is left out."""
    named = [row for row in plan.rows if row.entity == "plan"]
    # The plan's row stands where its name is printed, also where a person named the plan otherwise.
    used = {row.ref for row in named} | {cell.ref for row in named for cell in row.cells.values()}
    of_legend = {row for legend in legends.found if legend.sheet == sheet.name for row in legend.rows}
    run: list[Sequence[CellText]] = []
    for filled in _above(sheet, header):
        rest = [cell for cell in filled if cell.ref not in used]
        is_used = len(rest) < len(filled)
        if run and (filled[0].row != run[-1][0].row + 1 or is_used or filled[0].row in of_legend):
            _refuse(plan, run)
            run = []
        if filled[0].row in of_legend:
            raw = "｜".join(cell.text.replace("\n", "") for cell in filled)
            plan.refuse("legend_refused", filled[0].ref, raw, caption=filled[0].text)
        elif not is_used:
            run.append(filled)
        elif rest := [cell for cell in rest if not _is_plan_label(cell)]:
            plan.report("rows_above_header", _span([rest]), rest[0].text, count=1, first=rest[0].text)
    if run:
        _refuse(plan, run)


def _refuse(plan: Gathering, run: Sequence[Sequence[CellText]]) -> None:
    first = run[0][0].text.replace("\n", "")
    plan.refuse("rows_above_header", _span(run), first, count=len(run), first=first)


def _span(run: Sequence[Sequence[CellText]]) -> str:
    """The place of one cell, or from the first to the last of several."""
    first, last = run[0][0], run[-1][-1]
    return first.ref if first is last else f"{first.ref}:{last.ref.rpartition('!')[2]}"


def _above(sheet: Sheet, header: Header) -> Iterator[list[CellText]]:
    for row in sheet.rows:
        filled = [cell for cell in row if cell.text]
        if filled and filled[0].row < header.first_row:
            yield filled


def _is_plan_label(cell: CellText) -> bool:
    return match_key(cell.text) in _NAME_LABELS | _YEARS_LABELS


def _titles(row: Sequence[CellText]) -> Iterator[Cell]:
    for text, cell in _labelled(row, _NAME_LABELS):
        yield Cell(text.replace("\n", ""), cell.text, cell.ref)
    found = _NAME.fullmatch(row[0].text) if len(row) == 1 else None
    if found and (not found[2] or search_fiscal_years(found[2])):
        yield Cell(found[1], row[0].text, row[0].ref)


def _spans(row: Sequence[CellText]) -> Iterator[tuple[tuple[int, int], Cell]]:
    """Years that are labelled as the plan's, that stand behind its name, or that are all that a row says."""
    texts = list(_labelled(row, _YEARS_LABELS))
    if len(row) == 1:
        cell = row[0]
        named = _NAME.fullmatch(cell.text)
        texts += [(named[2], cell)] if named and named[2] else [(cell.text, cell)]
    for text, cell in texts:
        plain = folded(text)
        found = search_fiscal_years(plain)
        if len(found) != 1 or found[0][0] == found[0][1]:
            continue
        first, last, start, end = found[0]
        around = re.sub(
            r"[()（）\[\]【】〔〕\s]|(?:の)?\d{1,2}か?年間?|年度|年", "", plain[:start] + plain[end:]
        )
        if not around:
            yield (first, last), Cell(None, cell.text, cell.ref)


def _labelled(row: Sequence[CellText], labels: frozenset[str]) -> Iterator[tuple[str, CellText]]:
    for place, cell in enumerate(row):
        inline = _INLINE.fullmatch(cell.text)
        if inline and match_key(inline[1]) in labels:
            yield inline[2], cell
        elif match_key(cell.text) in labels and place + 1 < len(row):
            yield row[place + 1].text, row[place + 1]
