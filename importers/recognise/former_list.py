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
from importers.repair import one_line, unmarked
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
    for position, (line, item) in enumerate(items, 1):
        key = plain_number(item[1])
        title = unmarked(one_line([item[2]]))
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
        former.report("state_shared", at.ref, state.group(), count=len(items))
    if goals:
        former.report("goal_links_unprinted", goals[0][1].ref, "", count=len(goals))
    return former


def _stage_goals(former: Gathering, lines: list[Line], table: Mapping[str, Any]) -> list[tuple[str, Line]]:
    """The policies a sentence of the section names in quotes."""
    goals = []
    for line in lines:
        sentence = re.search(table["goals"], line.text)
        if sentence is None:
            continue
        for ordinal, name in enumerate(re.findall(r"「([^」]+)」", sentence.group()), 1):
            cells = {"ordinal": Cell(ordinal, sentence.group(), line.ref)}
            former.add("goal", (one_line([name]),), cells, line.ref)
            goals.append((one_line([name]), line))
    return goals
