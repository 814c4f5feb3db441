"""The parts of a measure's whole sheet as text: what happened to it, its family, its figures."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from rich.text import Text

from db.reads.family import Relative
from db.reads.indicators import Indicator, Observation
from db.reads.timeline import Change, Happening
from domain.eras import short_label
from domain.periods import Half
from domain.reporting import EVALUATION_BY_PHRASE
from i18n import _, language, ngettext
from tui.marks import fit, wrapped
from tui.screens.sheet import measure_name
from tui.words import TEXT_FIELD_WORDS, day_of, doer_words, rating_words, shown, state_words

# What was done, as it is told in the timeline.
STEP_WORDS: Final[Mapping[str, str]] = {
    "submit": "handed in",
    "carry": "handed in as unchanged",
    "undo-carry": "took “unchanged” back",
    "withdraw": "withdrawn",
    "return": "returned",
    "confirm": "confirmed",
    "compile": "compiled for the council",
    "approve": "approved",
    "deny": "denied",
    "amend": "amendment begun",
    "added": "added to the plan",
    "revised": "schedule revised",
    "revise": "cells of the schedule rewritten",
    "add": "entered",
    "evaluate": "evaluation written",
    "split": "handed to another department",
    "completed": "completed",
    "evaluated": "evaluated",
    "discontinued": "discontinued",
    "merged_into": "merged into another measure",
    "split_into": "split",
    "suspended": "suspended",
    "resumed": "taken up again",
    "carried_over": "carried over into the next plan",
    "merged_from": "took another measure in",
    "split_from": "came out of a split",
    "carried_from": "carried over from the plan before",
    "import": "imported",
    "correct_import": "corrected while it was brought in",
    "insert": "entered",
    "update": "changed",
    "delete": "removed",
}

FIELD_WORDS: Final[Mapping[str, str]] = {
    **TEXT_FIELD_WORDS,
    "number": "Number",
    "title": "Title",
    "subtitle": "Subtitle",
    "is_priority": "Priority",
    "policy_field": "Field",
    "added_fy": "Added in",
    "state": "State",
    "progress_evaluation": "Progress evaluation",
    "implementation_state": "State of work",
    "future_direction": "Direction",
    "text": "What was done",
    "reason": "Reason",
    "effect": "Effect",
    "cost_note": "Cost",
}

TABLE_WORDS: Final[Mapping[str, str]] = {
    "measure_goal": "goal marks",
    "measure_department": "departments",
    "lineage": "references to the former plan",
    "work_item": "rows of the schedule",
    "schedule_cell": "cells of the schedule",
    "evaluation_item": "paragraphs of the evaluation",
    "indicator": "indicators",
    "observation": "figures",
}

# How two measures hang together by what happened, told of the other one.
RELATED_WORDS: Final[Mapping[str, str]] = {
    "merged_into": "went into",
    "split_into": "split up into",
    "carried_over": "carried over into",
    "merged_from": "took in",
    "split_from": "split off from",
    "carried_from": "carried over from",
}

_HANG: Final = 4


def timeline_text(happenings: Sequence[Happening], width: int, today: date) -> Text:
    """Newest first, a day, who, what was done, and below it what changed and what was said."""
    if not happenings:
        return Text(_("Nothing has happened to this measure yet."), style="dim")
    text = Text()
    for one in happenings:
        who = doer_words(one.who, one.proxy_for)
        head = f"{day_of(one.at, today)}  {who}  {_happening_words(one)}"
        text.append_text(wrapped(head, width, "bold"))
        for line, style in _details(one):
            text.append_text(wrapped(line, width, style, indent=_HANG))
    text.rstrip()
    return text


def _happening_words(one: Happening) -> str:
    words = _(STEP_WORDS.get(one.action, one.action))
    if one.half is not None:
        words = f"{one.half.label(language())} {words}"
    if one.revision is not None and one.revision > 1 and one.action in ("submit", "carry", "amend"):
        words += " " + _("(revision {n})").format(n=one.revision)
    if one.meeting:
        words += f"  {shown(one.meeting)}"
    if one.file:
        words += f"  {shown(one.file)}"
    return words


def _details(one: Happening) -> list[tuple[str, str]]:
    lines = []
    if one.note:
        lines.append((_("Note: {text}").format(text=shown(one.note)), ""))
    lines += [(_change_words(change), "") for change in one.changes]
    counts = {table: n for table, n in (one.counts or {}).items() if table in TABLE_WORDS}
    if counts:
        words = ", ".join(f"{_(TABLE_WORDS[table])} {n}" for table, n in counts.items())
        lines.append((words, "dim"))
    return lines


def _change_words(change: Change) -> str:
    table, dot, field = change.field.rpartition(".")
    if change.field.startswith("stage "):
        name = _("Stage {row}").format(row=change.field.removeprefix("stage "))
    elif dot:
        name = _(TABLE_WORDS.get(table, table))
    else:
        name = _(FIELD_WORDS.get(field, field))
    before, after = _value(field, change.before), _value(field, change.after)
    if before and after:
        return f"{name}: {before} -> {after}"
    return f"{name}: {after}" if after else _("{name}: {before} -> nothing").format(name=name, before=before)


def _value(field: str, value: str | None) -> str:
    if not value:
        return ""
    if field == "progress_evaluation" and value in EVALUATION_BY_PHRASE:
        return rating_words(value)
    if field == "implementation_state":
        return state_words(value)
    return shown(value)


def family_text(family: Sequence[Relative], here: str, at: int | None, width: int) -> Text:
    """The generations from the oldest plan down; `at` is the place of the one under the cursor."""
    text = Text()
    if not family:
        return Text(_("No other plan in the book has anything to do with this measure."), style="dim")
    here_shown = False
    for place, one in enumerate(family):
        if one.goes_on and not here_shown:
            text.append_text(wrapped(f"  {here}", width, "bold"))
            here_shown = True
        text.append_text(_relative_line(one, place == at, width))
    if not here_shown:
        text.append_text(wrapped(f"  {here}", width, "bold"))
    text.rstrip()
    return text


def _relative_line(one: Relative, is_at: bool, width: int) -> Text:
    steps = abs(one.distance)
    back = ngettext("{n} plan before", "{n} plans before", steps)
    ahead = ngettext("{n} plan after", "{n} plans after", steps)
    when = (back if one.distance < 0 else ahead).format(n=steps) if steps else ""
    if one.event is not None and one.since is not None:
        when = f"{_(RELATED_WORDS[one.event])} ({one.since.label(language())})"
    if one.measure_id is None:
        name = _("“{raw}”: no such measure in the book").format(raw=shown(one.raw))
    else:
        name = f"{shown(one.plan_title)} {measure_name(one.number, one.title)}".strip()
    ratings = [rating_words(one.progress_evaluation), shown(one.future_direction)]
    rated = " / ".join(word for word in ratings if word)
    line = "  ".join(part for part in (when, name, rated) if part)
    return wrapped(("> " if is_at else "  ") + line, width, "reverse" if is_at else "", hang=_HANG)


def figures_text(indicators: Sequence[Indicator], width: int) -> Text:
    """Every figure with its values in order of time; what is doubtful or not over says so."""
    if not indicators:
        return Text(_("The plan gives no figures for this measure."), style="dim")
    text = Text()
    for one in indicators:
        unit = f" ({shown(one.unit)})" if one.unit else ""
        text.append_text(wrapped(shown(one.label) + unit, width, "bold"))
        for value in one.values:
            text.append_text(wrapped(observation_words(value), width, "", indent=2, hang=_HANG))
        text.append("\n")
    text.rstrip()
    return text


def observation_words(one: Observation) -> str:
    """H26  9,400 / 12,000 (78.3%)  doubtful."""
    lang = language()
    year = Half(one.fy, one.half).label(lang) if one.half else short_label(one.fy, lang)
    words = f"{fit(year, 6 if lang == 'ja' else 9)} {number_words(one.value)}"
    if one.denominator is not None:
        words += f" / {number_words(one.denominator)}"
        if one.value is not None and one.denominator:
            words += f" ({one.value / one.denominator * 100:.1f}%)"
    if one.partial_until:
        words += "  " + _("until {month} only").format(month=one.partial_until)
    if one.suspect:
        words += "  " + _("doubtful")
    return words


def number_words(value: float | None) -> str:
    """9,400 or 78.3; ？ for unknown."""
    if value is None:
        return "？"
    return f"{int(value):,}" if value == int(value) else f"{value:,.10g}"
