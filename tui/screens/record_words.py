"""The words around a record: its title line, the sheet in brief, why it is read-only, and what was said last time."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from rich.cells import cell_len
from rich.text import Text
from textual.app import RenderResult

from db.reads.measures import Sheet
from db.reads.reports import Form
from domain.reporting import State
from i18n import _, language
from i18n.states import PERIOD_STATES
from tui.marks import STATE_MARKS, fit, pieces, state_label
from tui.model import View
from tui.screens.frame import Line, sides
from tui.screens.sheet import departments_words, goals_words
from tui.words import (
    narrow,
    possible_words,
    rating_words,
    shown,
    state_words,
    time_words,
)

# States of the last answer that need no word: it was accepted.
SETTLED: Final = frozenset({State.confirmed, State.compiled, State.approved})


class TitleLine(Line):
    """The measure, where it stands in the queue, its report's state and whether what was typed is in the book.

    A long title goes on in a second line: nowhere else on the screen does it stand whole.
    """

    def __init__(self) -> None:
        super().__init__()
        self._left, self._right = "", ""
        self._lines = 1

    def show(self, left: str, right: str) -> None:
        """Other words."""
        self._left, self._right = left, right
        self._take_room()
        self.refresh()

    def on_resize(self) -> None:
        self._take_room()

    def _take_room(self) -> None:
        width = self.size.width
        lines = len(self._parts(width)) if width else self._lines
        if lines != self._lines:
            self._lines = lines
            self.styles.height = lines

    def _parts(self, width: int) -> list[str]:
        room = width - cell_len(self._right) - 4
        return pieces(self._left, room, later=width - 4, most=2) if room > 20 else [self._left]

    @property
    def said(self) -> str:
        """Both sides of the line."""
        return f"{self._left} {self._right}"

    def line(self, width: int) -> Text:
        return Text(sides(" " + self._left, self._right + " ", width), style="bold")

    def render(self) -> RenderResult:
        width = self.size.width
        if self.size.height < 2:
            return super().render()
        first, *rest = self._parts(width)
        lines = [sides(" " + first, self._right + " ", width), *(fit("   " + one, width) for one in rest)]
        return Text("\n".join(lines), style="bold", no_wrap=True, end="")


def brief_words(sheet: Sheet, width: int) -> Text:
    """Goals and departments, in a line each or two, for terminals that have no room for the sheet."""
    lead = f"{_('Lead')}  {departments_words(sheet)}"
    related = f"{_('Related')}  {departments_words(sheet, related=True)}"
    one = f"{lead}   {related}"
    lines = [one] if cell_len(one) < width else [lead, related]
    if sheet.goals:
        lines.insert(0, f"{_('Goals')}  {goals_words(sheet)}")
    return Text("\n".join(" " + fit(part, width) for line in lines for part in _in_two(line, width)))


def _in_two(line: str, width: int) -> list[str]:
    """A line that is too long as two; what is still too long gives way to the fields."""
    first, *rest = pieces(line, width, most=2)
    return [first, *("  " + one for one in rest)]


def kept_words(form: Form, waiting: bool, today: date) -> str:
    """保存済 14:03 for a draft, the moment alone for what was handed in, 未保存 while a text waits."""
    if waiting:
        return _("not saved yet")
    at = time_words(form.saved_at, today)
    drafted = form.state in (State.draft, State.returned) and form.version
    return _("saved {time}").format(time=at) if at and drafted else at


def what_now(view: View, form: Form, key: Callable[[str], str]) -> str:
    """Why nothing can be written, and what can be done instead. `key` says how an action's key is written."""
    if view.period is not None and not view.taking:
        return _("Read only: the half-year is {state}. The coordinator opens half-years ({key}).").format(
            state=_(PERIOD_STATES[view.period.state]), key=key("council")
        )
    if view.taking and not form.in_scope:
        return _(
            "Read only: the half-year was reopened for other measures."
            " The coordinator can add this one ({key})."
        ).format(key=key("council"))
    words = possible_words(form.state, key("unchanged"))
    return _("Read only: {state}. Possible now: {actions}").format(
        state=STATE_MARKS[form.state].label, actions=_(", ").join(words) or "-"
    )


def attention_words(said: Sequence[str]) -> Text:
    """What speaks against the answer, one line each; empty where nothing does."""
    text = Text()
    for one in said:
        text.append(" " + _("Attention") + " ", style="bold reverse").append(
            f" {narrow(one)}\n", style="bold"
        )
    return text


def words_below(form: Form, locked: str | None) -> Text:
    """What the coordinator wrote when sending it back, why it is read-only, and the answer of last time."""
    text = Text()
    if form.note and form.state in (State.returned, State.denied):
        text.append(" " + _("Sent back") + " ", style="bold reverse").append(f" {shown(form.note)}\n")
    if locked:
        text.append(f" {locked}\n", style="bold")
    before = form.previous
    if before is None:
        return text.append(" " + _("No earlier report."), style="dim")
    facts = [
        rating_words(before.answer.progress_evaluation),
        state_words(before.answer.implementation_state),
        *("、".join(shown(name) for name in stages) for stages in before.answer.stages.values()),
    ]
    text.append(" " + _("Last time {half}").format(half=before.half.label(language())), style="bold")
    if before.state not in SETTLED:
        text.append("  " + state_label(before.state), style="bold" if before.stands else "bold reverse")
    text.append("  " + "  ".join(fact for fact in facts if fact))
    if before.answer.text:
        text.append(f"  「{shown(before.answer.text)}」")
    return text
