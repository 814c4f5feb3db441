"""The plan before this one, which a document evaluates: a plan of its own under its own key."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from importers.document import Document, Line
from importers.profiles import Profile
from importers.recognise.gathering import Gathering
from importers.recognise.plan_row import PrintedText, stage_plan
from importers.staged import PlanIdentity


def stage_former(
    document: Document, lines: Sequence[Line], profile: Profile, former: Mapping[str, Any], plan: str
) -> Gathering:
    """The former plan's row. Where `lines` do not print its title, it comes in under the key of `plan` with -before."""
    text = PrintedText(lines)
    named = None
    if not text.find(former["evidence"]["title"]):
        named = PlanIdentity(f"{plan}-before")
    found = stage_plan(document, text, replace(profile, plan=former), named)
    if named is not None:
        found.report("former_plan_unnamed", lines[0].ref if lines else "", "", plan=named.key)
    return found
