"""How a mapping is said: one line or JSON object for each label, with its field and who decided it."""

from collections.abc import Sequence
from typing import Any

import click

import i18n
from domain.names import clean
from i18n import _
from importers.lexicon import LABELS
from importers.staged import LabelUse
from shinchoku.context import Function


def map_option(function: Function) -> Function:
    """--map LABEL=FIELD."""
    return click.option(
        "--map",
        "mapped",
        multiple=True,
        metavar="LABEL=FIELD",
        help=_("What a label of an unknown layout means; LABEL=- leaves it out. May be repeated."),
    )(function)


def decided_by(use: LabelUse) -> str:
    """Who decided: you, lexicon, or nobody yet (question)."""
    return "you" if use.own else "lexicon" if use.field else "question"


def mapping_rows(labels: Sequence[LabelUse]) -> list[dict[str, Any]]:
    """The mapping for JSON."""
    return [
        {
            "label": use.label,
            "ref": use.ref,
            "field": use.field,
            "name": _shown(use),
            "count": use.count,
            "first": use.first or None,
            "decided_by": decided_by(use),
        }
        for use in labels
    ]


def mapping_lines(labels: Sequence[LabelUse]) -> list[str]:
    """The mapping as text, its heading first; nothing for a known layout."""
    if not labels:
        return []
    lines = [_("Columns and labels, and the field each was taken for (--map LABEL=FIELD changes it):")]
    words = {"you": _("you"), "lexicon": _("lexicon"), "question": _("question")}
    for use in labels:
        field = f"{_shown(use)} ({use.field})" if use.field else _("left out") if use.own else "?"
        first = clean(use.first, lines=False)
        first = first if len(first) <= 30 else first[:29] + "…"
        lines.append(
            f"  {clean(use.label, lines=False)} [{use.ref}] → {field}  {use.count}  {first}  {words[decided_by(use)]}"
        )
    return lines


def _shown(use: LabelUse) -> str | None:
    if use.field is None:
        return None
    if use.field == "period":
        return _("year or half-year")
    if use.field == "goal":
        return _("goal")
    if i18n.language() == "ja" and use.field in LABELS:
        return LABELS[use.field][0]
    return use.field.replace("_", " ")
