"""The plan's own row, from a profile, each value with the line of the document that says so."""

from collections.abc import Mapping, Sequence

from domain.names import match_key
from importers.document import Line
from importers.profiles import Profile
from importers.staged import Cell

_FIELDS = (
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


def plan_cells(lines: Sequence[Line], profile: Profile) -> dict[str, Cell]:
    """Every field of the plan that the profile knows; ref is the evidence's line, or the profile where there is none."""
    evidence: Mapping[str, str] = profile.plan.get("evidence", {})
    cells = {}
    for name in _FIELDS:
        value = profile.plan.get(name)
        if value is None:
            continue
        line = _line_with(lines, evidence.get(name))
        cells[name] = Cell(
            value, line.text.strip() if line else "", line.ref if line else f"profile {profile.name}"
        )
    return cells


def _line_with(lines: Sequence[Line], text: str | None) -> Line | None:
    wanted = match_key(text) if text else None
    return next((line for line in lines if wanted and wanted in match_key(line.text)), None)
