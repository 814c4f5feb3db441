"""The import's words: issues as sentences, marks of outcomes and levels, fields and values as people call them."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from domain.eras import fiscal_year_label
from exports.headings import KINDS, heading
from exports.publish_tables import DOCUMENT_STATES, ROLES
from i18n import _, language
from i18n.issues import issue_sentence
from importers.codes import CODES
from importers.correction import MONTHS, NUMBERS, YEARS, YES_OR_NO
from importers.difference import Outcome
from importers.lexicon import LABELS
from importers.staged import Issue, Level
from tui.words import narrow, shown, state_words

# Outcome to its kanji (two cells), the style it is drawn in, and what it means.
OUTCOMES: Final[dict[Outcome, tuple[str, str, str]]] = {
    "conflict": (
        "争",
        "bold reverse rgb(230,159,0)",
        "the book holds a person's value; it stays unless you say so",
    ),
    "rejected": ("外", "bold reverse rgb(213,94,0)", "the row cannot be kept; nothing of it is brought in"),
    "changed": ("変", "bold rgb(86,180,233)", "the row stands in the book with other values"),
    "new": ("新", "bold rgb(0,158,115)", "the row is not in the book yet"),
    "missing": ("欠", "dim", "the book has it, the file does not; it stays"),
    "same": ("同", "dim", "the book holds exactly this"),
}
LEVELS: Final[dict[Level, tuple[str, str, str]]] = {
    "error": ("誤", "bold reverse rgb(213,94,0)", "something of the file could not be taken"),
    "warn": ("注", "bold rgb(230,159,0)", "something that a person should look at"),
    "info": ("知", "dim", "how something was read"),
}
SKIPPED: Final = ("除", "dim strike", "left out by you")
TAKEN: Final = ("替", "bold rgb(86,180,233)", "the file's value goes over the person's, by your word")
FIXED: Final = ("直", "bold rgb(86,180,233)", "a value of it corrected by you")
# Fields whose values are codes of ours; in English the codes are the words.
CODED: Final[Mapping[str, Mapping[str, str]]] = {
    "doc_status": DOCUMENT_STATES,
    "kind": {**KINDS, **{name: LABELS[name][0] for name in ("achievement", "direction_detail")}},
    "role": {**ROLES, "coordinator": "取りまとめ課", "council": "会議"},
    "satisfaction_side": {"low": "低い", "high": "高い"},
    "importance_side": {"low": "低い", "high": "高い"},
}
# English words for columns whose names do not say it; Japanese ones stand in exports.headings.
_ENGLISH: Final = {
    "first_fy": "First year",
    "last_fy": "Last year",
    "fy": "Year",
    "doc_status": "Stage of the document",
    "ordinal": "Order",
    "position": "Place in the document",
    "raw": "As printed",
    "continued": "Goes on",
    "modifier": "Qualifier",
    "renamed_to": "Name now",
    "is_bcp_priority": "Priority system",
    "current_end": "End of the system in use",
    "next_study_start": "Study of the next begins",
    "next_procurement_fy": "Next is procured in",
    "next_operation_start": "Next begins to run",
    "partial_until": "Counted until",
    "suspect": "Doubtful",
    "satisfaction_mean": "Mean satisfaction",
    "importance_mean": "Mean importance",
    "satisfaction_side": "Satisfaction",
    "importance_side": "Importance",
    "lead_department": "Lead department",
}
_COLUMN: Final = re.compile(r"(?:constraint failed: (?:([a-z_]+)\.)?|^)([a-z_]+)\b(?:.*)$")
_MONTH: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
BATCH_MARKS: Final = {"committed": "済", "undone": "消", "partly_undone": "半"}


def counted(counts: Sequence[tuple[str, str, int]]) -> str:
    """争0  新12, by mark, name and number; in English with the marks' words beside them, and without what is none."""
    if language() == "en":
        return "  ".join(f"{mark} {name} {n}" for mark, name, n in counts if n)
    return "  ".join(f"{mark}{n}" for mark, _name, n in counts)


def speak(issue: Issue) -> str:
    """An issue as one sentence in the user's language."""
    code = CODES.get(issue.code)
    return issue.code if code is None else issue_sentence(code.msgid, issue.params, issue.raw, issue.ref)


def issue_line(issue: Issue) -> str:
    """The sentence, safe for any terminal."""
    return narrow(shown(speak(issue)))


def entity_words(entity: str) -> str:
    """A kind of row as people call it."""
    return _(entity) if _(entity) != entity else entity.replace("_", " ")


def reason_words(reason: str) -> str:
    """Why a row was rejected."""
    if reason in ("plan", "measure", "goal", "work_item"):
        return _("{what} it belongs to is not there").format(what=entity_words(reason))
    # SQLite names it behind "constraint failed:", our own check says nothing but its name.
    named = _COLUMN.search(reason)
    table, column = ("measure", "") if named is None else (named[1] or "measure", named[2])
    known = column and heading(table, column) != column
    why = field_words(column, table) if known else shown(reason)
    return _("the book cannot keep a value of it ({why})").format(why=why)


def field_words(name: str, entity: str = "measure") -> str:
    """A field of a row, or what a label means, as people call it; those of links without their being an id."""
    if name in ("period", "goal"):
        return _("year or half-year") if name == "period" else _("goal")
    if language() == "ja":
        if (told := heading(entity, name)) == name:
            # What the file names, the book links: 自治体 is municipality there and municipality_id here.
            told = LABELS[name][0] if name in LABELS else heading(entity, f"{name}_id")
        return told.removesuffix("のID")
    from tui.widgets.origins import ORIGIN_WORDS

    if name in _ENGLISH:
        return _ENGLISH[name]
    told = ORIGIN_WORDS.get(name, "") if entity in ("measure", "evaluation") else ""
    return told or name.removesuffix("_id").replace("_", " ").capitalize()


def value_words(value: object, name: str = "") -> str:
    """A value of a field as it is shown; ・ for none, ？ for a mark that nobody knows."""
    if isinstance(value, str) and name == "stages" and value.startswith("["):
        value = json.loads(value)  # as the book keeps them
    if value is None or value == "":
        return "？" if name == "mark" else "・"
    if isinstance(value, bool) or (name in YES_OR_NO and value in (0, 1)):
        return _("yes") if value else _("no")
    if isinstance(value, tuple | list):
        return "・".join(shown(str(part)) for part in value) or "・"
    if isinstance(value, int | float):
        return _figure_words(value, name)
    if name in MONTHS and _MONTH.fullmatch(str(value)):
        from tui.widgets.renewal_line import month_words

        return month_words(str(value))
    if name in CODED:
        return coded_words(name, str(value))
    return state_words(str(value)) if name == "implementation_state" else shown(str(value))


def _figure_words(value: float, name: str) -> str:
    if name in YEARS and isinstance(value, int):
        return fiscal_year_label(value, language())
    if name in NUMBERS or isinstance(value, float):
        from tui.screens.whole_parts import number_words

        return number_words(value)
    return str(value)


def coded_words(name: str, code: str) -> str:
    """What a code of ours in this field means."""
    words = CODED.get(name, {}).get(code)
    return shown(code) if words is None else words if language() == "ja" else code.replace("_", " ")
