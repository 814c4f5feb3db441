"""Recognises estimated costs that a plan states in a sentence: 平成26年度の…約10,000千円、平成27年度を約…."""

import re

from domain.eras import ERAS, NotAFiscalYear, parse_fiscal_year
from importers.document import Document, span_ref
from importers.profiles import Profile
from importers.recognise.blocks import region
from importers.recognise.gathering import Gathering
from importers.repair import one_line
from importers.staged import Cell


def recognise(document: Document, profile: Profile, plan: str) -> Gathering:
    """One row a fiscal year, in thousand yen; a year told twice comes once, another amount is reported."""
    table = profile.table["costs"]
    found = Gathering(plan)
    lines = [line for line in region(document.lines, table["from"], table["to"]) if line.text.strip()]
    era = next(era for era in ERAS if era.name == table["era"])
    placed: dict[int, int] = {}
    for match in re.finditer(table["year"], one_line(line.text for line in lines)):
        raw, ref = match.group(), span_ref(lines)
        try:
            year, amount = parse_fiscal_year(match[1], era), int(match[3].replace(",", ""))
        except (NotAFiscalYear, ValueError):
            found.report("unreadable_amount", ref, raw)
            continue
        if year in placed:
            if placed[year] != amount:
                found.report("cost_differs", ref, raw, year=year, first=placed[year])
            continue
        placed[year] = amount
        cells = {"thousand_yen": Cell(amount, raw, ref), "approximate": Cell(bool(match[2]), raw, ref)}
        found.add("cost_estimate", (year,), cells, ref)
    return found
