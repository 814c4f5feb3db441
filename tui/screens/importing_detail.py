"""One line of the preview in full: the issue's sentence, or field by field before and after, with the source lines."""

from collections.abc import Mapping
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from i18n import _
from importers.difference import RowResult
from importers.staged import Issue
from tui.marks import fit, wrapped
from tui.screens.importing_names import Names
from tui.screens.importing_session import Entry
from tui.screens.importing_source import Printed, printed_text
from tui.screens.importing_words import (
    FIXED,
    LEVELS,
    OUTCOMES,
    field_words,
    reason_words,
    value_words,
)
from tui.words import shown

_NAME = 14
NO_FIXES: Final[Mapping[str, object]] = {}


def entry_text(
    entry: Entry,
    names: Names,
    printed: Printed,
    decision: str,
    width: int,
    around: int,
    fixes: Mapping[str, object] = NO_FIXES,
) -> Text:
    """The entry for this many cells, with so many source lines on both sides of its own; `fixes` are a person's values
    in place of the file's."""
    if entry.issue is not None:
        return _issue_text(entry.issue, names, printed, width, around)
    if entry.row is not None:
        return _row_text(entry.row, names, printed, decision, width, around, fixes)
    return wrapped(_("These rows stand in the book exactly like this. Enter shows them."), width, "", hang=0)


def _issue_text(issue: Issue, names: Names, printed: Printed, width: int, around: int) -> Text:
    mark, style, meaning = LEVELS[issue.level]
    text = Text().append(f"{mark} {_(issue.level)}", style=style).append(f"  {_(meaning)}\n", style="dim")
    text.append_text(wrapped(names.issue(issue, width), width, "bold"))
    if issue.raw:
        text.append_text(wrapped(f"{_('printed')}  {shown(issue.raw)}", width, "", hang=4))
    if issue.key:
        text.append_text(wrapped(f"{_('belongs to')}  {names.about(issue)}", width, "", hang=4))
    return _with_source(text, (issue.ref,), printed, width, around)


def _row_text(
    row: RowResult,
    names: Names,
    printed: Printed,
    decision: str,
    width: int,
    around: int,
    fixes: Mapping[str, object],
) -> Text:
    mark, style, meaning = OUTCOMES[row.outcome]
    text = Text().append(f"{mark} {_(row.outcome)}", style=style).append(f"  {_(meaning)}\n", style="dim")
    text.append_text(wrapped(names.row(row), width, "bold", hang=2))
    if row.reason:
        text.append_text(wrapped(reason_words(row.reason), width, ""))
    if decision:
        text.append_text(wrapped(decision, width, "bold"))
    for name, value in fixes.items():
        words = f"{FIXED[0]} {_label(field_words(name, row.entity))}{value_words(value, name)}"
        text.append_text(wrapped(words, width, "bold", hang=4))
    refs = (row.ref, *(change.ref for change in row.changes))
    if row.outcome == "new":
        text = _with_source(text, refs, printed, width, around).append("\n")
    for change in row.changes:
        label = _label(field_words(change.field, row.entity))
        before, after = (names.words(row, change.field, one) for one in (change.before, change.after))
        if row.outcome == "new":
            text.append_text(wrapped(f"{label}{after}", width, "", hang=_NAME))
            continue
        sign = OUTCOMES["conflict"][0] if change.conflict else OUTCOMES["changed"][0]
        text.append_text(wrapped(f"{sign} {label}{_('before')} {before}", width, "", hang=4))
        text.append_text(wrapped(f"   {' ' * _NAME}{_('after')} {after}", width, "bold", hang=4))
    if row.outcome == "new":
        return text
    # Where there is little room, what changes comes first and the line itself right after it.
    return _with_source(text, refs, printed, width, around if around > 1 else 0)


def _label(name: str) -> str:
    return fit(name, _NAME) if cell_len(name) < _NAME else name + " "


def _with_source(text: Text, refs: tuple[str, ...], printed: Printed, width: int, around: int) -> Text:
    places = _(", ").join(dict.fromkeys(shown(ref) for ref in refs if ref))
    if not places:
        text.append("\n" + _("This is about the whole file."), style="dim")
        return text
    text.append_text(wrapped(f"{_('in the file')}  {places}", width, "underline", hang=4))
    lines = printed.around([ref for ref in refs if ref], around)
    if lines:
        text.append_text(printed_text(lines, width))
    else:
        text.append(_("The document has no line of this place."), style="dim")
    text.rstrip()
    return text
