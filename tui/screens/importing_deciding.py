"""What a person decides about rows of a preview: left out, the file's value, a corrected one; the same for all."""

from typing import Any, Final, Literal

from i18n import _
from importers.difference import RowResult
from importers.selection import row_id
from tui.screens.importing_correct import ask_value
from tui.screens.importing_session import Entry, Session
from tui.screens.importing_words import field_words, row_name, value_words
from tui.screens.importing_work import Importing

_NO_FIX: Final = object()
_DECIDABLE: Final = ("new", "changed", "conflict")


class Deciding(Importing):
    """The decisions of a preview; each is an act of the session that Ctrl+Z takes back."""

    session: Session
    _last: Literal["skip", "take", "fix"] = "skip"
    _last_fix: tuple[str, Any] = ("", None)

    @property
    def entry(self) -> Entry | None:
        """The line under the cursor."""
        return None

    def draw(self) -> None:
        """Show what was decided."""

    def action_skip(self) -> None:
        row = self._row(_DECIDABLE)
        if row is not None:
            self._decide([row], "skip")

    def action_take(self) -> None:
        row = self._row(("conflict",))
        if row is not None:
            self._decide([row], "take")

    def action_alike(self) -> None:
        """What was done last, to all rows alike; to all as the row under the cursor stands."""
        if self._last == "fix":
            self._correct_alike()
            return
        row = self._row(("conflict",) if self._last == "take" else _DECIDABLE)
        if row is None:
            return
        ids = self.session.skipped if self._last == "skip" else self.session.taken
        done = row_id(row) in ids
        rest = [one for one in self.session.alike(row) if (row_id(one) in ids) != done]
        if rest:
            self._decide(rest, self._last)
        else:
            self.say(_("All rows alike stand like this one."))

    def action_correct(self) -> None:
        """Put the value that holds in place of one that was read; what was printed stays beside it."""
        row = self._row((*_DECIDABLE, "rejected"))
        if row is None:
            return
        if not self.session.cells(row):
            self.say(_("The file gives this row no value that could be corrected."), "warn")
            return

        def take(name: str, value: Any) -> None:
            self._last, self._last_fix = "fix", (name, value)
            self._fix([row], name, value)

        ask_value(self.app_, self.session, row, take)

    def _correct_alike(self) -> None:
        row = self.entry.row if self.entry else None
        name, value = self._last_fix
        if row is None or self.session.fixes(row).get(name, _NO_FIX) != value:
            self.say(_("Put the cursor on the row whose value was corrected."), "warn")
            return
        rest = [
            one
            for one in self.session.same_print(row, name)
            if self.session.fixes(one).get(name, _NO_FIX) != value
        ]
        if rest:
            self._fix(rest, name, value)
        else:
            self.say(_("No other row has the same text printed there."))

    def _fix(self, rows: list[RowResult], name: str, value: Any) -> None:
        what = row_name(rows[0]) if len(rows) == 1 else _("{n} rows").format(n=len(rows))
        told = _("corrected: {what}, {field} {value}").format(
            what=what, field=field_words(name), value=value_words(value)
        )
        self.session.fix(rows, name, value, told)
        self.draw()
        self.say(told)

    def _row(self, outcomes: tuple[str, ...]) -> RowResult | None:
        row = self.entry.row if self.entry else None
        if row is None or row.outcome not in outcomes:
            names = _(", ").join(_(name) for name in outcomes)
            self.say(
                _("This can be decided for rows of these kinds only: {names}").format(names=names), "warn"
            )
            return None
        return row

    def _decide(self, rows: list[RowResult], what: Literal["skip", "take"]) -> None:
        self._last = what
        ids = self.session.skipped if what == "skip" else self.session.taken
        undoing = row_id(rows[0]) in ids
        words = {
            ("skip", False): _("left out: {what}"),
            ("skip", True): _("taken in again: {what}"),
            ("take", False): _("the file's value: {what}"),
            ("take", True): _("the book's value: {what}"),
        }[(what, undoing)]
        name = row_name(rows[0]) if len(rows) == 1 else _("{n} rows").format(n=len(rows))
        told = words.format(what=name)
        self.session.decide(rows, what, told)
        self.draw()
        self.say(told)

    @property
    def can_undo(self) -> bool:
        return bool(self.session.acts)

    def undo_typing(self) -> bool:
        words = self.session.take_back()
        if words is not None:
            self.draw()
            self.say(_("Undone: {what}").format(what=words))
        else:
            self.say(_("There is nothing to undo."))
        return True
