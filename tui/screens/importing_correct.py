"""Correcting one value of a previewed row: which field, then the value that holds, typed beside what was printed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rich.text import Text

from domain.errors import Refusal
from i18n import _
from importers.correction import corrected, typed
from importers.difference import RowResult
from tui.choices import Choice
from tui.screens.ask import Ask, Asked
from tui.screens.choose import Choose
from tui.screens.importing_session import Session
from tui.screens.importing_words import CODED, field_words, value_words
from tui.words import narrow, sentence, shown

if TYPE_CHECKING:
    from tui.app import ShinchokuApp

Take = Callable[[str, Any], None]


def ask_value(app: "ShinchokuApp", session: Session, row: RowResult, take: Take) -> None:
    """Ask for the field where there are several, then for its value; `take` gets both. Leaving changes nothing."""
    names = list(session.cells(row))
    changed = [one.field for one in row.changes if one.field in names]
    names.sort(key=lambda name: name not in changed)
    if len(names) == 1:
        _ask(app, session, row, names[0], take)
        return

    def go(name: str | None) -> None:
        if name is not None:
            _ask(app, session, row, name, take)

    choices = [
        Choice(
            f"{field_words(name, row.entity)}  {session.names.words(row, name, _now(session, row, name))}",
            name,
            also=name,
        )
        for name in names
    ]
    app.push_screen(Choose(narrow(_("Which value?")), choices), go)


def _now(session: Session, row: RowResult, name: str) -> Any:
    return session.fixes(row).get(name, session.cells(row)[name].value)


def _ask(app: "ShinchokuApp", session: Session, row: RowResult, name: str, take: Take) -> None:
    cell, word = session.cells(row)[name], field_words(name, row.entity)

    def wrong(text: str) -> str:
        try:
            corrected(name, text)
        except Refusal as error:
            error.params["field"] = word
            return sentence(error)
        return ""

    def go(texts: dict[str, str] | None) -> None:
        if texts is not None:
            take(name, corrected(name, texts["value"]))

    said = Text(narrow(f"{_('printed')}  {shown(cell.raw)}  {shown(cell.ref)}") + "\n")
    said.append(_("What was printed stays beside the value; history says who corrected it."), style="dim")
    title = _("Correct: {what}").format(what=f"{session.names.row(row)}  {word}")
    now = _now(session, row, name)
    text = value_words(now, name) if name in CODED and now is not None else typed(now)
    fields = [Asked("value", word, text, "\n" in text, wrong)]
    app.push_screen(Ask(title, said, fields, _("Correct")), go)
