"""Which plan a document belongs to: what it says itself by the profile's evidence, what a person named, or the file."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Final

from domain.names import match_key
from importers.document import Document, Line, span_ref
from importers.profiles import Profile
from importers.recognise.gathering import Gathering
from importers.staged import Cell, PlanIdentity

_FIELDS: Final = (
    "municipality",
    "title",
    "first_fy",
    "last_fy",
    "doc_status",
    "printed_era",
    "predecessor",
    "coordinator",
    "council",
)
_NAMED: Final = ("title", "municipality", "first_fy", "last_fy")


class PrintedText:
    """A document's lines without width, case and spaces, to find a text that may be broken over lines."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines: list[Line] = []
        self._starts: list[int] = []
        parts: list[str] = []
        length = 0
        for line in lines:
            key = match_key(line.text) if line.text and not line.text.isspace() else ""
            if key:
                self._lines.append(line)
                self._starts.append(length)
                parts.append(key)
                length += len(key)
        self.key = "".join(parts)

    def find(self, text: str) -> tuple[Line, ...]:
        """The lines that hold the text, empty when it is not there."""
        wanted = match_key(text)
        place = self.key.find(wanted) if wanted else -1
        if place < 0:
            return ()
        first = bisect_right(self._starts, place) - 1
        last = bisect_right(self._starts, place + len(wanted) - 1) - 1
        return tuple(self._lines[first : last + 1])


def stage_plan(
    document: Document, text: PrintedText, profile: Profile, named: PlanIdentity | None
) -> Gathering:
    """The plan's row under its key.

    The profile's plan is taken only where the document prints its title; otherwise only what the document itself says
    is staged, under the plan a person named, or one named after the file. A person's word wins over the document's key.
    """
    evidence: Mapping[str, str] = profile.plan.get("evidence", {})
    found = {name: text.find(printed) for name, printed in evidence.items()}
    names_itself = bool(found.get("title"))
    key = named.key if named else str(profile.plan["key"]) if names_itself else PurePath(document.name).stem
    plan = Gathering(key)
    cells = _printed_cells(profile, found, names_itself)
    for name in _NAMED:
        value = getattr(named, name, None)
        if value is not None:
            cells[name] = Cell(value, "", "")
    plan.add("plan", (), cells, cells["title"].ref if "title" in cells else f"profile {profile.name}")
    if named is None and not names_itself:
        plan.report("plan_unnamed", "", document.name, plan=key)
    elif named is not None and names_itself and key != profile.plan["key"]:
        title = cells["title"]
        plan.report("plan_overridden", title.ref, title.raw, plan=key, printed=profile.plan["title"])
    return plan


def _printed_cells(
    profile: Profile, found: Mapping[str, tuple[Line, ...]], names_itself: bool
) -> dict[str, Cell]:
    """Every field the profile knows, with the lines that say so; without the title, only fields that are printed."""
    cells = {}
    for name in _FIELDS:
        value = profile.plan.get(name)
        lines = found.get(name, ())
        if value is None or not (names_itself or lines or name == "printed_era"):
            continue
        raw = "\n".join(line.text.strip() for line in lines)
        cells[name] = Cell(value, raw, span_ref(lines) if lines else f"profile {profile.name}")
    return cells
