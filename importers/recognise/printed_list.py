"""A list of measures at the end of a document: numbers, titles and departments, to hold against the sheets."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.names import Departments, split_departments
from importers.document import Line
from importers.recognise.blocks import filled, region
from importers.repair import one_line, unmarked


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the list; `goal` is the number of the heading it stands under (①)."""

    number: str
    title: str
    is_priority: bool
    added: bool
    departments: Departments
    goal: str | None
    goal_heading: str
    ref: str
    raw: str


def entries(lines: Sequence[Line], table: Mapping[str, Any], priority: str) -> list[Entry]:
    """Every row of the list in printed order. A row's cells end in a trailing space; broken lines run on."""
    start, goal_sign, header = (
        re.compile(table["entry"]),
        re.compile(table["goal"]),
        re.compile(table["header"]),
    )
    found: list[Entry] = []
    current: list[Line] = []
    goal: tuple[str | None, str] = (None, "")
    for line in filled(region(lines, table["from"], table["to"])):
        heading = goal_sign.match(line.text)
        if heading or header.match(line.text) or start.match(line.text):
            if current:
                found.append(_entry(current, goal, table, priority))
            current = [line] if start.match(line.text) and not heading else []
            if heading:
                goal = (heading[1], line.text.strip())
        elif current:
            current.append(line)
    if current:
        found.append(_entry(current, goal, table, priority))
    return found


def _entry(rows: list[Line], goal: tuple[str | None, str], table: Mapping[str, Any], priority: str) -> Entry:
    text = ""
    for line in rows:
        text += (
            line.text.lstrip() if not text else line.text.strip() + (" " if line.text.endswith(" ") else "")
        )
    opening = re.match(table["entry"], text.strip())
    assert opening is not None
    # A row that breaks off behind its title has no departments.
    title, _, departments = opening[2].strip().rpartition(" ")
    if not title:
        title, departments = departments, ""
    return Entry(
        opening[1],
        unmarked(one_line([title]), priority),
        priority in title,
        title.startswith(table["added_mark"]),
        split_departments(one_line([departments])),
        *goal,
        ref=rows[0].ref,
        raw="\n".join(line.text for line in rows),
    )
