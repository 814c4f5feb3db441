"""Recognises a schedule that is not the plan's own (the nation's) and refuses its rows by their words."""

import re

from domain.eras import search_fiscal_years
from importers.document import Document
from importers.profiles import Profile
from importers.recognise.blocks import region
from importers.recognise.gathering import Gathering
from importers.repair import unspaced


def recognise(document: Document, profile: Profile, plan: str) -> Gathering:
    """No rows: every line of the table is refused with its words, and where its bars lost their years, that is said."""
    table = profile.table["other_schedule"]
    found = Gathering(plan)
    lines = [line for line in region(document.lines, table["from"], table["to"]) if line.text.strip()]
    opening = re.match(table["from"], lines[0].text) if lines else None
    if opening is None:
        return found
    caption = unspaced(opening[1])
    heading = next((line for line in lines[1:] if search_fiscal_years(line.text)), None)
    years = [first for first, *_ in search_fiscal_years(heading.text)] if heading else []
    span = {"first": min(years), "last": max(years)} if years else {"first": "?", "last": "?"}
    for line in lines[1:]:
        if line is heading:
            continue
        cells = line.text.split("\t")
        label = unspaced(cells[0])
        words = " / ".join(unspaced(cell) for cell in cells[1:] if cell.strip())
        found.refuse(
            "other_schedule_row",
            line.ref,
            line.text.strip(),
            caption=caption,
            row=label or "—",
            words=words or "—",
            **span,
        )
    if found.refused:
        found.report("other_schedule", lines[0].ref, caption, count=len(found.refused), **span)
    return found
