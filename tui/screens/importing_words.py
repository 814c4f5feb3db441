"""The import's words: issues as sentences, marks of outcomes and levels, one row or issue as one line."""

from typing import Final

from i18n import _
from i18n.issues import issue_sentence
from importers.codes import CODES
from importers.difference import FieldChange, Outcome, RowResult
from importers.lexicon import LABELS
from importers.staged import Issue, Level
from tui.words import narrow, shown

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
BATCH_MARKS: Final = {"committed": "済", "undone": "消", "partly_undone": "半"}


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


def key_words(key: tuple[str | int | None, ...]) -> str:
    """The natural key on one line."""
    return "/".join("-" if part is None else shown(str(part)) for part in key)


def row_name(row: RowResult) -> str:
    """施策 28 自治体クラウド: kind, key and the title where the file gives one."""
    title = next(
        (str(one.after) for one in row.changes if one.field in ("title", "label", "name") and one.after), ""
    )
    return f"{entity_words(row.entity)} {key_words(row.key)} {shown(title)}".rstrip()


def row_line(row: RowResult) -> str:
    """One row in one line; of a change its fields, of a rejected row the reason."""
    name = row_name(row) if row.outcome == "new" else f"{entity_words(row.entity)} {key_words(row.key)}"
    if row.outcome in ("changed", "conflict"):
        return f"{name}  {_(', ').join(field_words(one.field) for one in row.changes)}"
    if row.outcome == "rejected":
        return f"{name}  {reason_words(row.reason)}"
    return name


def reason_words(reason: str) -> str:
    """Why a row was rejected."""
    if reason in ("plan", "measure", "goal", "work_item"):
        return _("{what} it belongs to is not there").format(what=entity_words(reason))
    return _("the book cannot keep a value of it ({why})").format(why=shown(reason))


def field_words(name: str) -> str:
    """A field's printed name in Japanese, its own otherwise."""
    from i18n import language

    if name in ("period", "goal"):
        return _("year or half-year") if name == "period" else _("goal")
    if language() == "ja":
        own = {
            "stages": "段階",
            "mark": "印",
            "text": "本文",
            "name": "名称",
            "label": "ラベル",
            "value": "値",
        }
        return LABELS[name][0] if name in LABELS else own.get(name, name)
    return name.replace("_", " ")


def value_words(value: object) -> str:
    """A value as it is shown; ・ for none."""
    if value is None or value == "":
        return "・"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, tuple | list):
        return "・".join(shown(str(part)) for part in value) or "・"
    return shown(str(value))


def change_lines(change: FieldChange) -> tuple[str, str, str]:
    """A field's name, its value before and after."""
    return field_words(change.field), value_words(change.before), value_words(change.after)
