"""Cuts numbered sheets out of running text: where each begins, under which headings, and what belongs to it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.eras import search_fiscal_years
from importers.document import Line, span_ref

# How many filled lines may lie between a sheet's number and the word that proves it is one (two-line titles).
_LOOKAHEAD = 8
_PAGE_NUMBER = re.compile(r"^ ?\d{1,3} ?$")


@dataclass(slots=True)
class Block:
    """One numbered sheet: its filled lines, the headings above it, and its figure caption if it is a legend."""

    number: str
    lines: list[Line]
    field_heading: Line | None = None
    goal_heading: Line | None = None
    added_heading: Line | None = None
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A labelled part of a block: its text lines without the label."""

    lines: tuple[Line, ...]
    texts: tuple[str, ...]

    @property
    def ref(self) -> str:
        return span_ref(self.lines)

    @property
    def raw(self) -> str:
        return "\n".join(line.text for line in self.lines)


@dataclass(slots=True)
class Sheet:
    """A block taken apart: title and lead department lines, labelled parts by field, schedule heading and cells."""

    block: Block
    title: Part
    lead: Part | None = None
    boxes: Part | None = None
    parts: dict[str, Part] = field(default_factory=dict)
    schedule: Line | None = None
    cells: Line | None = None


def region(lines: Sequence[Line], start: str, stop: str) -> list[Line]:
    """The lines from the one that matches `start` to the one before `stop`; empty when there is no start."""
    opening, closing = re.compile(start), re.compile(stop)
    first = next((place for place, line in enumerate(lines) if opening.search(line.text)), None)
    if first is None:
        return []
    last = next(
        (place for place in range(first + 1, len(lines)) if closing.search(lines[place].text)), len(lines)
    )
    return list(lines[first:last])


def filled(lines: Sequence[Line]) -> list[Line]:
    """Lines with something in them, without page numbers that stand alone between blank lines."""
    kept = []
    for place, line in enumerate(lines):
        if not line.text.strip():
            continue
        alone = (place == 0 or not lines[place - 1].text.strip()) and (
            place + 1 >= len(lines) or not lines[place + 1].text.strip()
        )
        if alone and _PAGE_NUMBER.match(line.text):
            continue
        kept.append(line)
    return kept


def blocks(lines: Sequence[Line], table: Mapping[str, Any], goal_heading: str) -> Iterator[Block]:
    """Every numbered sheet of a region, legends included (their `caption` is set)."""
    start, legend = re.compile(table["start"]), re.compile(table["legend"])
    fields, added, goals = (
        re.compile(table["field_heading"]),
        re.compile(table["added_heading"]),
        re.compile(goal_heading),
    )
    heading: dict[str, Line | None] = {"field": None, "goal": None, "added": None}
    current: Block | None = None
    rows = filled(lines)
    for place, line in enumerate(rows):
        found = start.match(line.text)
        if found and _is_sheet(rows[place : place + _LOOKAHEAD], table["lead"], start):
            if current is not None:
                yield current
            current = Block(found[1], [line], heading["field"], heading["goal"], heading["added"])
            continue
        name = next(
            (
                name
                for name, sign in (("goal", goals), ("field", fields), ("added", added))
                if sign.match(line.text)
            ),
            None,
        )
        if name is not None:
            heading[name] = line
            if name == "added":
                heading["goal"] = None
            if current is not None:
                yield current
            current = None
        elif current is not None:
            if legend.match(line.text):
                current.caption = line.text.strip()
            current.lines.append(line)
    if current is not None:
        yield current


def _is_sheet(rows: Sequence[Line], lead: str, start: re.Pattern[str]) -> bool:
    for place, line in enumerate(rows):
        if place and start.match(line.text):
            return False
        if re.search(rf"(?:^| ){lead} ", line.text):
            return True
    return False


def take_apart(block: Block, table: Mapping[str, Any]) -> Sheet:
    """A block's title, leads, labelled parts and schedule by the profile's words; each label counts once."""
    labels: Mapping[str, str] = table["labels"]
    lead_sign = re.compile(rf"(?:^|\s){table['lead']} (.*)$")
    title: list[tuple[Line, str]] = []
    lead: list[tuple[Line, str]] = []
    boxes: list[tuple[Line, str]] = []
    parts: dict[str, list[tuple[Line, str]]] = {}
    sheet = Sheet(block, Part((block.lines[0],), (block.lines[0].text,)))
    into, in_label = title, False
    for place, line in enumerate(block.lines):
        text = line.text.lstrip() if place else re.sub(r"^ ?\d{1,3}\. ?", "", line.text)
        label = next((word for word in labels if text.startswith(word) and labels[word] not in parts), None)
        if into is title and (found := lead_sign.search(text)):
            if text[: found.start()].strip():
                title.append((line, text[: found.start()]))
            into = lead
            lead.append((line, found[1]))
        elif text.startswith(table["boxes"]) and not boxes:
            into = boxes
            boxes.append((line, text))
        elif _opens_schedule(text, table["schedule"]):
            sheet.schedule = line
            sheet.cells = block.lines[place + 1] if place + 1 < len(block.lines) else None
            break
        elif label is not None:
            into = parts.setdefault(labels[label], [])
            rest, in_label = _after_label(text[len(label) :], label.count("（") > label.count("）"))
            into.append((line, rest))
        elif in_label:
            rest, in_label = _after_label(text, True)
            into.append((line, rest))
        else:
            into.append((line, text))
    sheet.title = _part(title) or sheet.title
    sheet.lead = _part(lead)
    sheet.boxes = _part(boxes)
    sheet.parts = {name: part for name, rows in parts.items() if (part := _part(rows)) is not None}
    return sheet


def _opens_schedule(text: str, word: str) -> bool:
    """Whether a line is the schedule's heading and not a sentence that begins with the same word."""
    return text.startswith(word) and (text.strip() == word or bool(search_fiscal_years(text)))


def _after_label(text: str, in_label: bool) -> tuple[str, bool]:
    """The text behind a label, and whether the label's parenthesis is still open at the line's end."""
    if in_label and "）" not in text:
        return "", True
    return (text.split("）", 1)[1] if in_label else text).removeprefix(" "), False


def _part(rows: list[tuple[Line, str]]) -> Part | None:
    kept = [(line, text) for line, text in rows if text.strip()]
    if not kept:
        return None
    return Part(tuple(line for line, _ in kept), tuple(text for _, text in kept))
