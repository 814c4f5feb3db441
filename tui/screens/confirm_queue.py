"""確認: the coordinator's queue of what was handed in, each beside the last confirmed report; confirm, return, next."""

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import BindingType

from db.errors import StaleVersion
from db.permissions import check_report
from db.reads.answers import Answer, revision_answer
from db.reads.plans import PeriodRow
from db.reads.queue import QueueRow
from db.writes.queue import Read
from db.writes.scope import out_of_scope
from domain.reporting import Action, Role, State, possible
from i18n import _, ngettext
from i18n.states import PERIOD_STATES
from tui.keys import CONFIRM, EYES, RECORD, bindings
from tui.screens.ask import Ask, Asked, needed
from tui.screens.confirm_queue_list import SHOWS, QueueList
from tui.screens.confirm_queue_writes import ManyConfirmed, ReportDecided, ReportUndecided
from tui.screens.sheet import measure_name
from tui.words import possible_words, rating_words, sentence, shown


class ConfirmQueue(QueueList):
    """F10 and F9 are the answers; the cursor goes to the next report that waits. Steps are written by a worker."""

    KEYS = (CONFIRM, EYES)
    WORDS = (
        ("confirm", "the report is complete and plausible; it goes to the council with the others"),
        ("return", "sends the report back to its department with a note; they write and hand it in again"),
        (
            "difference",
            "against the last confirmed or approved report: [-gone-] and [+new+]; * marks a row of the schedule",
        ),
        ("矛", "contradiction: the rating does not fit the slip of the schedule; a warning, never a refusal"),
        ("遅", "reported after the due date; the mark stays"),
        ("同", "unchanged: the last half-year's answer was handed in again"),
        ("欠", "the part of one of several lead departments is missing"),
        ("planned / last / now", "stages planned for this half-year, reached last time, reached now"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(CONFIRM, EYES)

    def __init__(self) -> None:
        super().__init__()
        self._busy = False
        self._next_keys: list[str] = []
        self._notes: dict[int, dict[str, str]] = {}
        self._steps: list[tuple[Action, int]] = []

    # -- the two answers

    def action_confirm(self) -> None:
        row = self.row_at_cursor
        if self._busy:
            self._next_keys.append("confirm")
        elif row is None:
            self.say(self.empty_words(), "warn")
        elif Action.confirm not in possible(row.state):
            self._say_not_now(row)
            self._go_on(row.measure_id)
        else:
            self._busy = True
            self.confirm(self._read(row), self.period.id)

    def action_give_back(self) -> None:
        row = self.row_at_cursor
        if self._busy:
            return
        if row is None:
            self.say(self.empty_words(), "warn")
        elif Action.return_ not in possible(row.state):
            self._say_not_now(row)
        elif self.app_.view.taking and (
            refused := out_of_scope(self.app_.book.db, self.period.id, row.measure_id)
        ):
            self.say(sentence(refused), "warn")
        elif not self._is_refused(row):
            self._ask_why(row, self._read(row))

    def _is_refused(self, row: QueueRow) -> bool:
        """Whether somebody else answers this report; said before anything is filled in."""
        refusal = self.app_.refused(lambda asking: check_report(asking, row.measure_id, Role.coordinator))
        if refusal is not None:
            self.say(sentence(refusal), "warn")
        return refusal is not None

    def _ask_why(self, row: QueueRow, read: Read) -> None:
        name = measure_name(row.number, row.title)
        said = Text(_("Goes back to {leads}, who write and hand it in again.").format(leads=shown(row.leads)))
        if not self.app_.view.taking:
            said.append(
                "\n"
                + _("The half-year is {state}: they can write only after it is reopened ({key}).").format(
                    state=_(PERIOD_STATES[self.period.state]), key=self.label("council")
                ),
                style="bold",
            )
        note = ""
        if self.detail is not None and row.state is State.denied:
            note = self.detail.note or ""

        def send(texts: dict[str, str] | None) -> None:
            if texts is not None:
                self._busy = True
                self.give_back(read, self.period.id, texts["note"])

        fields = [Asked("note", _("Note to the department"), note, prose=True, wrong=needed)]
        kept = self._notes.setdefault(row.measure_id, {})
        self.app_.push_screen(
            Ask(_("Return: {name}").format(name=name), said, fields, _("Return"), kept), send
        )

    def action_confirm_unchanged(self) -> None:
        """All 変わりなし without contradiction at once; how many and which is said first."""
        rows = self.unchanged_waiting()
        if self._busy:
            return
        if not rows:
            self.say(_("No unchanged report without a contradiction is waiting."))
            return
        if self._is_refused(rows[0]):
            return
        said = Text(
            ngettext(
                "{n} report was handed in as unchanged and contradicts nothing:",
                "{n} reports were handed in as unchanged and contradict nothing:",
                len(rows),
            ).format(n=len(rows)),
            style="bold",
        )
        for row in rows:
            said.append(
                f"\n  {measure_name(row.number, row.title)}  {rating_words(row.progress_evaluation)}",
                style="not bold",
            )

        def go(texts: dict[str, str] | None) -> None:
            if texts is not None:
                self._busy = True
                self.confirm_all([self._read(row) for row in rows], self.period.id)

        title = _("Confirm {n} unchanged reports").format(n=len(rows))
        self.app_.push_screen(Ask(title, said, [], _("Confirm {n}").format(n=len(rows))), go)

    def _read(self, row: QueueRow) -> Read:
        """The revision that was in sight, not the one the book may hold by now."""
        return Read(row.measure_id, row.revision)

    @property
    def period(self) -> PeriodRow:
        """The half-year in sight; only asked for where there are rows."""
        period = self.app_.view.period
        assert period is not None
        return period

    def _say_not_now(self, row: QueueRow) -> None:
        label = self.app_.settings.label("unchanged", (RECORD,))
        self.say(
            _("{name} is {state}. Possible now: {actions}").format(
                name=measure_name(row.number, row.title),
                state=self.state_words(row.state),
                actions=_(", ").join(possible_words(row.state, label)) or "-",
            ),
            "warn",
        )

    # -- moving

    def action_step(self, by: int) -> None:
        place = self.place_at_cursor + by
        if 0 <= place < len(self.seen):
            self.say("")
            self.move_to(self.seen[place])
        else:
            self.say(_("This is the last report.") if by > 0 else _("This is the first report."))

    def _go_on(self, measure_id: int) -> None:
        """The next report that waits, in the order as it stood; from the end on to the first one left out."""
        place = self.seen.index(measure_id) if measure_id in self.seen else -1
        order = (*self.seen[place + 1 :], *self.seen[: place + 1])
        self.reload()
        waiting = {row.measure_id for row in self.rows if row.state in SHOWS[0].states}
        following = [one for one in order if one in waiting and one in self.seen and one != measure_id]
        if following:
            self.move_to(following[0])

    def action_open(self) -> None:
        self.read_whole(True)

    def action_sheet(self) -> None:
        if (here := self.at_cursor) is not None:
            self.app_.open_whole(here, self.seen)

    # -- undo

    def undo_typing(self) -> bool:
        """Ctrl+Z: the last step back, where the table of steps has a way; else why not, and what there is instead."""
        if not self._steps:
            return False
        action, measure_id = self._steps.pop()
        row = next((one for one in self.rows if one.measure_id == measure_id), None)
        if row is None:
            return True
        name = measure_name(row.number, row.title)
        if action is Action.confirm and Action.return_ in possible(row.state):
            self.show_report(measure_id)
            self.say(
                _("A confirmation is not undone. {key} returns it with a note: {name}").format(
                    name=name, key=self.label("give_back")
                ),
                "warn",
            )
        else:
            self.say(
                _("A return is not undone; the department hands it in again: {name}").format(name=name),
                "warn",
            )
        return True

    @property
    def can_undo(self) -> bool:
        """Whether Ctrl+Z has a step of this screen to speak of."""
        return bool(self._steps)

    def makes_sense(self, action: str) -> bool | None:
        row = self.row_at_cursor
        if action == "confirm":
            return row is not None and Action.confirm in possible(row.state)
        if action == "give_back":
            return row is not None and Action.return_ in possible(row.state)
        if action == "confirm_unchanged":
            return bool(self.unchanged_waiting())
        return row is not None if action == "sheet" else None

    # -- news from the workers

    @on(ReportDecided)
    def _decided(self, event: ReportDecided) -> None:
        self._busy = False
        measure_id = event.read.measure_id
        self._notes.pop(measure_id, None)
        self.reread.pop(measure_id, None)
        self._steps.append((event.action, measure_id))
        name = self.name_of(measure_id)
        self._go_on(measure_id)
        words = {
            Action.confirm: _("Confirmed: {name}. {n} left"),
            Action.return_: _("Returned: {name}. {n} left"),
        }
        self.say(words[event.action].format(name=name, n=len(self.waiting())))
        self._after()

    @on(ManyConfirmed)
    def _many(self, event: ManyConfirmed) -> None:
        self._busy = False
        self.reload()
        done = len(event.result.confirmed)
        self._steps += [(Action.confirm, measure) for measure in event.result.confirmed]
        said = ngettext("{n} report confirmed.", "{n} reports confirmed.", done).format(n=done)
        if event.result.changed:
            said += " " + ngettext(
                "{n} changed meanwhile and was left.",
                "{n} changed meanwhile and were left.",
                len(event.result.changed),
            ).format(n=len(event.result.changed))
        self.say(said, "warn" if event.result.changed else "ok")
        self._after()

    @on(ReportUndecided)
    def _refused(self, event: ReportUndecided) -> None:
        self._busy = False
        self._next_keys.clear()
        measure_id = event.read.measure_id
        if event.note:
            self._notes.setdefault(measure_id, {})["note"] = event.note
        if isinstance(event.error, StaleVersion):
            self.reread[measure_id] = self._as_read(event.read)
        self.reload()
        self.show_report(measure_id)
        if isinstance(event.error, StaleVersion):
            self.say(
                _("{who} handed in another text while you were reading. Both are shown.").format(
                    who=shown(str(event.error.params.get("name", "?")))
                ),
                "bad",
            )
        else:
            self.say(sentence(event.error), "bad")

    def _as_read(self, read: Read) -> Answer:
        row = next((one for one in self.rows if one.measure_id == read.measure_id), None)
        report_id = row.report_id if row else None
        return revision_answer(self.app_.book.db, report_id, read.revision).answer

    def _after(self) -> None:
        if self._next_keys:
            getattr(self, f"action_{self._next_keys.pop(0)}")()
