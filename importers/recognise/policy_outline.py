"""Recognises plans printed as an outline: policies as numbered headings with a text, measures under them likewise."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.names import match_key, plain_number
from importers.document import Document, Line, span_ref
from importers.profiles import Profile
from importers.recognise.blocks import region
from importers.recognise.gathering import Gathering
from importers.repair import one_line, unmarked, unspaced
from importers.staged import Cell

# How many sentences of a figure's own may stand between its caption and its source.
_FIGURE_SENTENCES: Final = 1


@dataclass(frozen=True, slots=True)
class Passage:
    """A numbered heading with the filled lines under it; `under` is the line of the policy it stands beneath."""

    number: str
    title: str
    heading: Line
    lines: tuple[Line, ...]
    under: Line | None


def passages(lines: Sequence[Line], table: Mapping[str, Any]) -> Iterator[Passage]:
    """Every heading of a region with what stands under it, to the next heading, policy, or line that `ends` it."""
    heading = re.compile(table["heading"])
    group = re.compile(table["group"]) if "group" in table else None
    ends = re.compile(table["ends"]) if "ends" in table else None
    under: Line | None = None
    opening: tuple[Line, re.Match[str]] | None = None
    kept: list[Line] = []
    for line in region(lines, table["from"], table["to"]):
        found = heading.match(line.text)
        closes = bool(group and group.match(line.text))
        if (found or closes or (ends and ends.match(line.text))) and opening is not None:
            yield _passage(opening, kept, under)
            opening = None
        if found:
            opening, kept = (line, found), []
        elif closes:
            under = line
        elif opening is not None and line.text.strip():
            kept.append(line)
    if opening is not None:
        yield _passage(opening, kept, under)


def _passage(opening: tuple[Line, re.Match[str]], kept: Sequence[Line], under: Line | None) -> Passage:
    line, found = opening
    return Passage(found[1], unmarked(one_line([found[2]])), line, tuple(kept), under)


def measure_key(passage: Passage, table: Mapping[str, Any]) -> str:
    """The plain number, behind the policy's where numbers restart under every policy: 3-2."""
    number = plain_number(passage.number)
    found = re.match(table["group"], passage.under.text) if "group" in table and passage.under else None
    return f"{plain_number(found[1])}-{number}" if found else number


def keys_by_title(document: Document, profile: Profile) -> dict[str, str]:
    """The key of every measure of the outline by the match key of its title; the first of two counts."""
    table = profile.table["outline"]["measures"]
    keys: dict[str, str] = {}
    for passage in passages(document.lines, table):
        keys.setdefault(match_key(passage.title), measure_key(passage, table))
    return keys


def recognise(document: Document, profile: Profile, plan: str) -> Gathering:
    """The policies as goals and the numbered passages as measures with their text as content."""
    run = _Run(document, profile, plan)
    run.stage_goals()
    run.stage_measures()
    return run.found


class _Run:
    def __init__(self, document: Document, profile: Profile, plan: str) -> None:
        self.found = Gathering(plan)
        self.lines = document.lines
        self.table: Mapping[str, Any] = profile.table["outline"]
        self.goals: dict[str, str] = {}
        self.keys: set[str] = set()

    def stage_goals(self) -> None:
        for ordinal, passage in enumerate(passages(self.lines, self.table["goals"]), 1):
            name, line, number = passage.title, passage.heading, plain_number(passage.number)
            if number in self.goals or name in self.goals.values():
                self.found.report("duplicate_number", line.ref, name, number=passage.number)
                continue
            self.goals[number] = name
            printed = line.text.strip()
            cells = {
                "number": Cell(passage.number, printed, line.ref),
                "ordinal": Cell(ordinal, printed, line.ref),
            }
            if passage.lines:
                cells["text"] = _text(passage.lines)
            self.found.add("goal", (name,), cells, line.ref)

    def stage_measures(self) -> None:
        table = self.table["measures"]
        for passage in passages(self.lines, table):
            key, line = measure_key(passage, table), passage.heading
            if key in self.keys:
                self.found.report("duplicate_number", line.ref, passage.title, (key,), number=key)
                continue
            self.keys.add(key)
            self._stage_measure(key, passage)
        if not self.keys:
            self.found.report("no_measures", "", "")
        elif self.goals and "group" not in table:
            self.found.report("goal_links_unprinted", "", "", count=len(self.goals))

    def _stage_measure(self, key: str, passage: Passage) -> None:
        line, printed = passage.heading, passage.heading.text.strip()
        cells = {
            "number": Cell(passage.number, printed, line.ref),
            "title": Cell(passage.title, printed, line.ref),
            "position": Cell(len(self.keys), printed, line.ref),
        }
        kept = self._without_figures(key, passage.lines)
        if kept:
            cells["content"] = _text(kept)
        else:
            self.found.report(
                "field_missing", line.ref, "", (key,), number=key, field="content", label="内容"
            )
        self.found.add("measure", (key,), cells, line.ref)
        self._stage_marks(key, passage)

    def _stage_marks(self, key: str, passage: Passage) -> None:
        """The policy a measure stands under is its goal; where none is printed, every mark is unknown."""
        group = self.table["measures"].get("group")
        if group is None:
            at = passage.heading.ref
            for goal in self.goals.values():
                self.found.add("measure_goal", (key, goal), {"mark": Cell(None, "", at)}, at)
            return
        heading = passage.under
        number = re.match(group, heading.text) if heading else None
        name = self.goals.get(plain_number(number[1])) if number else None
        if heading is None or name is None:
            self.found.report("goal_unknown", passage.heading.ref, passage.title, (key,), number=key)
            return
        cell = Cell(True, heading.text.strip(), heading.ref)
        self.found.add("measure_goal", (key, name), {"mark": cell}, heading.ref)

    def _without_figures(self, key: str, lines: Sequence[Line]) -> list[Line]:
        """Lines without the captions and words of figures: each ends in its source, and begins with a caption.

        The caption is the nearest line close above the source that is no sentence.
        """
        source = self.table.get("source")
        kept: list[Line] = []
        for line in lines:
            kept.append(line)
            if source is None or not re.match(source, line.text):
                continue
            first = _caption(kept)
            figure = kept[first:]
            del kept[first:]
            raw = "\n".join(part.text.strip() for part in figure)
            self.found.report("figure_lost", span_ref(figure), raw, (key,), number=key)
        return kept


def _caption(kept: Sequence[Line]) -> int:
    """Where the figure begins whose source is the last line: at its caption, or at the source where none is near."""
    source = len(kept) - 1
    for place in range(source - 1, max(source - 2 - _FIGURE_SENTENCES, -1), -1):
        if not kept[place].text.rstrip().endswith("。"):
            return place
    return source


def _text(lines: Sequence[Line]) -> Cell:
    """Every filled line is a paragraph of its own."""
    text = "\n".join(unspaced(line.text) for line in lines)
    return Cell(text, "\n".join(line.text for line in lines), span_ref(lines))
