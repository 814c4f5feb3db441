"""Recognises a table of plans with their periods: ours are held against the profile, others' are named."""

import re
from collections.abc import Mapping
from typing import Any

from domain.eras import NotAFiscalYear, parse_fiscal_years
from domain.names import match_key
from importers.document import Document
from importers.profiles import Profile
from importers.recognise.blocks import region
from importers.recognise.gathering import Gathering
from importers.repair import unspaced


def recognise(document: Document, profile: Profile, plan: str) -> Gathering:
    """No rows: the periods of our plans are checked, and every other plan of the table is refused by its name."""
    table = profile.table["periods"]
    found = Gathering(plan)
    ours: list[Mapping[str, Any]] = [profile.plan, *(profile.table[name] for name in table["ours"])]
    titles = {match_key(str(own["title"])): own for own in ours}
    for line in region(document.lines, table["from"], table["to"]):
        for match in re.finditer(table["entry"], line.text):
            title, printed = unspaced(match[1]), match[2]
            try:
                first, last = parse_fiscal_years(printed)
            except NotAFiscalYear:
                found.report("unreadable_year", line.ref, printed)
                continue
            own = titles.get(match_key(title))
            if own is None:
                found.refuse("other_plan_period", line.ref, match.group().strip(), first=first, last=last)
            elif (own["first_fy"], own["last_fy"]) != (first, last):
                expected = f"{own['first_fy']}-{own['last_fy']}"
                found.report(
                    "period_differs", line.ref, match.group().strip(), title=title, expected=expected
                )
    return found
