"""What a person decides about rows of a preview: left out, the file's value, a corrected one; the same for all."""

from typing import Any, Final, Literal

from i18n import _
from importers.difference import RowResult
from importers.selection import row_id
from tui.screens.importing_correct import ask_value
from tui.screens.importing_session import Entry, Session
from tui.screens.importing_words import field_words, value_words
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

    def hints(self, reading: bool) -> list[tuple[str, str]]:
        """The keys that do something for the line under the cursor, as their usual names, with what they do to it.

        `reading`: the cursor is in the text beside the list.
        """
        row, words = self.entry.row if self.entry else None, []
        if row is not None and row.outcome in _DECIDABLE:
            skipped = row_id(row) in self.session.skipped
            words.append(("F9", _("Take in again") if skipped else _("Leave out")))
        if row is not None and row.outcome == "conflict":
            taken = row_id(row) in self.session.taken
            words.append(("Ctrl+B", _("Book's value") if taken else _("File's value")))
        if row is not None and row.outcome in (*_DECIDABLE, "rejected") and self.session.cells(row):
            words.append(("Ctrl+R", _("Correct")))
        if row is not None and self._has_alike(row):
            words.append(("Ctrl+K", _("Alike")))
        if self.entry is not None and self.entry.folded:
            words.append(("Enter", _("Show rows")))
        if self.session.mapped.staging.labels:
            words.append(("Ctrl+L", _("Labels")))
        if self.can_undo:
            words.append(("Ctrl+Z", _("Undo")))
        if self.entry is not None and not self.entry.folded:
            words.append(("Tab", _("List") if reading else _("Read")))
        return words

    def _has_alike(self, row: RowResult) -> bool:
        """Whether what was done last makes sense for rows alike."""
        if self._last == "fix":
            return bool(self._alike(row))
        kinds = ("conflict",) if self._last == "take" else _DECIDABLE
        return row.outcome in kinds and self.session.stands_alone(row, self._last)

    def _alike(self, row: RowResult) -> list[RowResult]:
        """The rows that stand otherwise than this one in what was done last, and could stand like it."""
        if self._last == "fix":
            name, value = self._last_fix
            if self.session.fixes(row).get(name, _NO_FIX) != value:
                return []
            alike = self.session.same_print(row, name)
            return [one for one in alike if self.session.fixes(one).get(name, _NO_FIX) != value]
        if row.outcome not in (("conflict",) if self._last == "take" else _DECIDABLE):
            return []
        ids = self.session.skipped if self._last == "skip" else self.session.taken
        done = row_id(row) in ids
        return [one for one in self.session.alike(row) if (row_id(one) in ids) != done]

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
        rest = self._alike(row)
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
        rest = self._alike(row)
        if rest:
            self._fix(rest, name, value)
        else:
            self.say(_("No other row has the same text printed there."))

    def _fix(self, rows: list[RowResult], name: str, value: Any) -> None:
        what = self.session.names.row(rows[0]) if len(rows) == 1 else _("{n} rows").format(n=len(rows))
        told = _("corrected: {what}, {field} {value}").format(
            what=what, field=field_words(name, rows[0].entity), value=value_words(value, name)
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
        name = self.session.names.row(rows[0]) if len(rows) == 1 else _("{n} rows").format(n=len(rows))
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
