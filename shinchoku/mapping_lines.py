"""How a mapping is said: one line or JSON object for each label, with its field and who decided it."""

from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

import click

import i18n
from domain.names import clean
from i18n import _
from importers.lexicon import LABELS
from importers.mapping import Mapped, read_words
from importers.staged import LabelUse
from shinchoku.context import Function


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for about labels: words of their own, a name to keep them by, no kept mapping."""

    words: dict[str, str | None]
    keep: str | None
    without_mapping: bool


def mapping_options(function: Function) -> Function:
    """--map LABEL=FIELD, --keep NAME and --without-mapping, given to the command as `asked`."""

    @wraps(function)
    def command(
        *args: Any, mapped: tuple[str, ...], keep: str | None, without_mapping: bool, **rest: Any
    ) -> Any:
        return function(*args, asked=Asked(read_words(mapped), keep, without_mapping), **rest)

    for option in (
        click.option(
            "--without-mapping", is_flag=True, help=_("Go without the kept mapping that fits the file.")
        ),
        click.option(
            "--keep",
            metavar="NAME",
            help=_("Keep what the labels mean under this name, for the next file of the family."),
        ),
        click.option(
            "--map",
            "mapped",
            multiple=True,
            metavar="LABEL=FIELD",
            help=_("What a label of an unknown layout means; LABEL=- leaves it out. May be repeated."),
        ),
    ):
        command = option(command)
    return cast(Function, command)


def mapping_rows(mapped: Mapped) -> list[dict[str, Any]]:
    """The mapping for JSON."""
    return [
        {
            "label": use.label,
            "ref": use.ref,
            "field": use.field,
            "name": _shown(use),
            "count": use.count,
            "first": use.first or None,
            "decided_by": mapped.decided_by(use),
        }
        for use in mapped.staging.labels
    ]


def mapping_lines(mapped: Mapped) -> list[str]:
    """The mapping as text, its heading first; nothing for a known layout."""
    if not mapped.staging.labels:
        return []
    lines = [_("Columns and labels, and the field each was taken for (--map LABEL=FIELD changes it):")]
    words = {"you": _("you"), "kept": _("kept mapping"), "lexicon": _("lexicon"), "question": _("question")}
    if mapped.kept is not None:
        lines.append(
            _("  The kept mapping “{name}” was used; --without-mapping goes without it.").format(
                name=clean(mapped.kept.name)
            )
        )
    for use in mapped.staging.labels:
        field = f"{_shown(use)} ({use.field})" if use.field else _("left out") if use.own else "?"
        first = clean(use.first, lines=False)
        first = first if len(first) <= 30 else first[:29] + "…"
        decided = words[mapped.decided_by(use)]
        lines.append(
            f"  {clean(use.label, lines=False)} [{use.ref}] → {field}  {use.count}  {first}  {decided}"
        )
    return lines


def field_shown(name: str) -> str:
    """A field as people call it in their language."""
    if name == "period":
        return _("year or half-year")
    if name == "goal":
        return _("goal")
    if i18n.language() == "ja" and name in LABELS:
        return LABELS[name][0]
    return name.replace("_", " ")


def _shown(use: LabelUse) -> str | None:
    return None if use.field is None else field_shown(use.field)
