"""原本で確認 in words: the question, one line of it, what the answer keys mean for its kind."""

import json
from typing import Final

from db.reads.unknowns import Unknown
from i18n import _
from importers.staged import Issue, Level
from tui.screens.importing_words import issue_line
from tui.words import shown

# Kind to its kanji (two cells) and what it asks.
KINDS: Final = {
    "goal": ("目", "a mark of a goal that nobody knows"),
    "priority": ("重", "a mark of priority that nobody knows"),
    "bcp": ("継", "a mark of business continuity that nobody knows"),
    "stage": ("工", "a stage of the schedule that nobody knows"),
    "issue": ("取", "a doubt about something that was brought in"),
}
# Kind to the words of F10 and F9.
ANSWERS: Final = {
    "goal": ("Yes", "No"),
    "priority": ("Yes", "No"),
    "bcp": ("Yes", "No"),
    "stage": ("Choose the stage", "As printed"),
    "issue": ("Right as it is", "Settle with a note"),
}


def as_issue(one: Unknown) -> Issue:
    """The import's issue as its sentence needs it."""
    level: Level = one.level  # type: ignore[assignment]
    return Issue(one.about, level, one.ref, None, one.raw, json.loads(one.params))


def question(one: Unknown) -> str:
    """What is asked."""
    if one.kind == "goal":
        return _("Does the measure serve the goal “{goal}”?").format(goal=shown(one.about))
    if one.kind == "priority":
        return _("Is it marked as one of the plan's priorities?")
    if one.kind == "bcp":
        return _("Is the system “{name}” marked as a priority for business continuity?").format(
            name=shown(one.about)
        )
    if one.kind == "stage":
        return _("Which stage stands here?")
    return issue_line(as_issue(one))


def unknown_line(one: Unknown) -> str:
    """The question in one line of a list."""
    about = issue_line(as_issue(one)) if one.kind == "issue" else shown(one.about)
    if one.kind in ("priority", "bcp"):
        about = f"{_('priority mark') if one.kind == 'priority' else _('BCP')} {about}".rstrip()
    return f"{shown(one.measure)}  {about}" if one.measure else about
