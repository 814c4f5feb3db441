"""Recognises a plain list of the former plan's measures for which one sentence states how far they came."""

import re
from collections.abc import Mapping
from typing import Any

from domain.names import plain_number
from importers.document import Document, Line
from importers.profiles import Profile
from importers.recognise.blocks import region
from importers.recognise.former_plan import stage_former
from importers.recognise.gathering import Gathering
from importers.repair import one_line, unmarked, unspaced
from importers.staged import Cell


def recognise(document: Document, profile: Profile, plan: str) -> Gathering:
    """The listed measures under the former plan; a state that the sentence leaves open stays unknown for each."""
    table = profile.table["former_list"]
    lines = [line for line in region(document.lines, table["from"], table["to"]) if line.text.strip()]
    items = [(line, found) for line in lines if (found := re.match(table["item"], line.text))]
    if not items:
        return Gathering(plan)
    former = stage_former(document, document.lines, profile, profile.table["former"], plan)
    goals = _stage_goals(former, lines, table)
    stated = next(((line, state) for line in lines if (state := re.search(table["state"], line.text))), None)
    known: set[str] = set()
    for position, (line, item) in enumerate(items, 1):
        key = plain_number(item[1])
        title = unmarked(one_line([item[2]]))
        if key in known:
            former.report("duplicate_number", line.ref, title, (key,), number=key)
            continue
        known.add(key)
        cells = {
            "number": Cell(item[1], item[1], line.ref),
            "title": Cell(title, line.text.strip(), line.ref),
            "position": Cell(position, item[1], line.ref),
        }
        former.add("measure", (key,), cells, line.ref)
        for name, at in goals:
            former.add("measure_goal", (key, name), {"mark": Cell(None, "", at.ref)}, at.ref)
        if stated is not None:
            at, state = stated
            cell = Cell(None, state.group(), at.ref)
            former.add("evaluation", (key,), {"implementation_state": cell}, at.ref)
    if stated is not None:
        at, state = stated
        former.report("state_shared", at.ref, state.group(), count=len(known))
    if goals:
        former.report("goal_links_unprinted", goals[0][1].ref, "", count=len(goals))
    return former


def _stage_goals(former: Gathering, lines: list[Line], table: Mapping[str, Any]) -> list[tuple[str, Line]]:
    """The policies that the first sentence of the section to do so names in quotes."""
    goals = []
    for line in lines:
        sentence = re.search(table["goals"], line.text)
        if sentence is None:
            continue
        for name in dict.fromkeys(map(unspaced, re.findall(r"「([^」]+)」", sentence.group()))):
            goals.append((name, line))
            cells = {"ordinal": Cell(len(goals), sentence.group(), line.ref)}
            former.add("goal", (name,), cells, line.ref)
        break
    return goals
