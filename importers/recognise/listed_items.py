"""Recognises a list of items (個別検討項目) as the work items of the measure that its caption names."""

import re

from domain.names import match_key, plain_number
from importers.document import Document
from importers.profiles import Profile
from importers.recognise.blocks import region
from importers.recognise.gathering import Gathering
from importers.recognise.policy_outline import keys_by_title
from importers.repair import one_line
from importers.staged import Cell


def recognise(document: Document, profile: Profile, plan: str) -> Gathering:
    """One work item a numbered line, without stages: what the document does not print stays unknown."""
    table = profile.table["items"]
    found = Gathering(plan)
    lines = [line for line in region(document.lines, table["from"], table["to"]) if line.text.strip()]
    caption = re.match(table["from"], lines[0].text) if lines else None
    if caption is None:
        return found
    measure = keys_by_title(document, profile).get(match_key(caption[1]))
    if measure is None:
        found.report("items_without_measure", lines[0].ref, lines[0].text.strip(), title=caption[1])
        return found
    rows: set[int] = set()
    for line in lines[1:]:
        item = re.match(table["item"], line.text)
        if item is None:
            continue
        row = int(plain_number(item[1]))
        if row in rows:
            found.report("duplicate_number", line.ref, line.text.strip(), (measure,), number=item[1])
            continue
        rows.add(row)
        label = Cell(one_line([item[2]]), line.text.strip(), line.ref)
        found.add("work_item", (measure, row), {"label": label}, line.ref)
    if rows:
        found.report(
            "items_without_schedule",
            lines[0].ref,
            lines[0].text.strip(),
            (measure,),
            number=measure,
            count=len(rows),
        )
    return found
