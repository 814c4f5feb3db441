"""One measure in one half-year: submitting, carrying forward and withdrawing it, and going from measure to measure."""

from typing import Any, ClassVar

from textual.binding import BindingType

from db.reads.parts import sharing
from domain.parts import PartsMoved
from domain.telling import LastFell, SentenceNeeded, TextNeeded
from i18n import _
from tui.keys import FIELDS, RECORD, bindings
from tui.model import Act, Place, is_empty, same_answer
from tui.saving import ActDone, ActRefused, ActTakenBack, DraftKept, DraftUnkept, new_event
from tui.screens.fields import ReportText
from tui.screens.part_words import before_sealing, givens, moved_words, with_part
from tui.screens.record_watch import WatchedForm
from tui.words import sentence, shown


class Record(WatchedForm):
    """F9 and F10 are the answers; Ctrl+Down and Ctrl+Up go along the queue; what the workers report is said here."""

    KEYS = (RECORD, FIELDS)
    WORDS = (
        ("draft", "only you and your colleagues see it; it is kept at every change"),
        ("submit", "hands it in for good; undoing withdraws it until the coordinator confirms it"),
        (
            "part",
            "what one of several lead departments writes; the first one seals all of them with its report",
        ),
        ("unchanged", "hands in the last half-year's answer again, marked as carried forward"),
        ("now", "the stages reached in this half-year; several can be true at once"),
        ("[ ]", "the current half-year in the schedule"),
        ("(？unknown)", "a mark that the source document lost; it is not a no"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(RECORD)

    OF_ONE_MEASURE = True

    def turn_to(self, measure_id: int, queue: tuple[int, ...]) -> bool:
        self.app_.write_drafts()
        self.queue = queue if measure_id in queue else (measure_id,)
        self.load(measure_id)
        return True

    def load_again(self, measure_id: int) -> None:
        if measure_id == self.measure_id:
            self.load(measure_id)

    def came_back_from(self, measure_id: int) -> None:
        if measure_id != self.measure_id and measure_id in self.queue:
            self.load(measure_id)

    def undo_typing(self) -> bool:
        if isinstance(self.focused, ReportText) and self.focused.can_undo:
            self.focused.undo()
            return True
        return False

    # -- the two answers

    def action_submit(self) -> None:
        if self._busy:
            self._next_keys.append("submit")
        elif not self.editable:
            self._go_on()
        elif self._part is not None and not self._answer.text.strip():
            self.say(
                _("Write what your department did, or {key} for unchanged.").format(
                    key=self.label("unchanged")
                ),
                "warn",
            )
            self.query_one("#text").focus()
        elif self._part is None and not self._answer.progress_evaluation:
            self.say(_("Choose a progress evaluation first: 1 to 5."), "warn")
            self.query_one("#rating").focus()
        elif not self._asked_before_sealing("submit"):
            self._act("submit")

    def action_unchanged(self) -> None:
        if self._busy:
            self._next_keys.append("unchanged")
        elif not self.editable:
            if self._can_withdraw():
                self._act("withdraw")
            else:
                self._say_if_locked()
        elif self._form is None or (self._form.previous is None and self._part is None):
            self.say(_("There is no earlier report to hand in again. Record this half-year first."), "warn")
        elif self._part is None and (last := self._form.previous) is not None and not last.stands:
            fell = LastFell(title=self.name_in_sight, period=str(last.half), why=last.state)
            self.say(sentence(fell), "warn")
        elif self._overwrites() and not self._sure_to_carry:
            self._sure_to_carry = True
            words = _("Your draft says something else. {key} again hands in the last answer instead.")
            if self._part is not None:
                words = _("Your part has a text. {key} again leaves it out and says unchanged.")
            self.say(words.format(key=self.label("unchanged")), "warn")
        elif not self._asked_before_sealing("unchanged"):
            self._act("carry")

    def _asked_before_sealing(self, action: str) -> bool:
        """Say once which parts came in while the form was open, and hand in at the second press.

        With the sealing department's own eyes also whose part is missing. The parts are read anew for it.
        """
        if self._part is not None:
            return False
        own = self._answer.text if action == "submit" else ""
        said = [self._look_at_parts(own)]
        if said[0]:
            self._sure_to_seal = False
        if self._sharing is None or self._sure_to_seal:
            return False
        if self.app_.view.department is not None:
            said.append(before_sealing(self._sharing, own))
        if not any(said):
            return False
        self._sure_to_seal = True
        said.append(_("{key} again hands it in all the same.").format(key=self.label(action)))
        self.say(" ".join(words for words in said if words), "warn")
        if said[0]:
            self.query_one("#previous").scroll_visible(animate=False)
        return True

    def _look_at_parts(self, own: str) -> str:
        """Read the parts again; what to say where they are others than those that were asked about."""
        place = self.place
        before, self._sharing = self._sharing, sharing(self.app_.book.db, place.measure_id, place.period_id)
        if before != self._sharing:
            self._draw_words()
        words = moved_words(self._told, self._sharing, own)
        self._told = givens(self._sharing)
        return words

    def action_take_part(self) -> None:
        """Another department's words into one's own text, where they can be worked over."""
        part = self.part_to_take
        if self._say_if_locked():
            return
        if part is None:
            self.say(_("There is no finished part that is not in the text yet."))
            return
        field = self.query_one("#text", ReportText)
        field.replace(with_part(field.text, part), (0, 0), field.document.end)
        field.move_cursor(field.document.end)
        field.focus()
        self.say(_("Taken into the text: the part of {name}").format(name=shown(part.department)))

    def makes_sense(self, action: str) -> bool | None:
        return self.part_to_take is not None if action == "take_part" else super().makes_sense(action)

    def _overwrites(self) -> bool:
        if self._part is not None:
            return bool(self._answer.text.strip())
        assert self._form is not None and self._form.previous is not None
        mine, last = self._answer, self._form.previous.answer
        if self._sentence_due == self.place:
            # The sentence that was asked for goes with the last answer; only other changes would be lost.
            mine, last = mine._replace(text=""), last._replace(text="")
        return not is_empty(mine) and not same_answer(mine, last)

    def _act(self, kind: Any) -> None:
        self._busy = True
        parts = givens(self._sharing) if kind != "withdraw" and self._part is None else None
        act = Act(kind, self.place, self.name_in_sight, self._answer, event_id=new_event(), parts=parts)
        self.app_.act(act)

    # -- moving

    def action_step(self, by: int) -> None:
        place = self.queue.index(self.measure_id) + by
        self.app_.write_drafts()
        if 0 <= place < len(self.queue):
            self.say("")
            self.load(self.queue[place])
        else:
            self.say(_("This is the last measure.") if by > 0 else _("This is the first measure."))

    def _go_on(self) -> None:
        """The next measure of the queue; at its end, say so."""
        self.action_step(1)

    def action_sheet(self) -> None:
        self.app_.write_drafts()
        self.app_.open_whole(self.measure_id, self.queue)

    def action_origins(self) -> None:
        self.app_.write_drafts()
        self.app_.open_whole(self.measure_id, self.queue, "origins")

    def action_back(self) -> None:
        self.app_.write_drafts()
        self.app_.back_to_list(self.measure_id)

    # -- news

    def reload(self) -> None:
        """Coming back from a dialog must not throw away what is in the fields: only the lines are drawn again."""
        super().reload()
        if self._form is not None:
            self._draw_words()

    def news(self, event: Any) -> bool:
        if isinstance(event, DraftKept):
            return self._kept(event)
        if isinstance(event, DraftUnkept):
            self._draw_title()
            return False
        if isinstance(event, ActDone):
            self._busy = False
            return self._done(event)
        if isinstance(event, ActTakenBack):
            return self._taken_back(event)
        if isinstance(event, ActRefused):
            self._busy = False
            self._next_keys.clear()
            if event.act.place == self._place_or_none():
                self._read_form()
                if isinstance(event.error, PartsMoved):
                    self._told = givens(self._sharing)
            self.say(sentence(event.error), "bad")
            self._draw_words()
            if (
                isinstance(event.error, (SentenceNeeded, TextNeeded))
                and event.act.place == self._place_or_none()
            ):
                self._sentence_due = self.place if isinstance(event.error, SentenceNeeded) else None
                self.query_one("#text", ReportText).focus()
            return True
        return False

    def _place_or_none(self) -> Place | None:
        return self.place if self.app_.view.period is not None else None

    def _kept(self, event: DraftKept) -> bool:
        if self._form is not None and event.place == self.place:
            self._form = self._form._replace(
                state=event.saved.state, version=event.saved.version, saved_at=event.saved.at
            )
            self._draw_title()
            self._draw_keys()
        return True

    def _done(self, event: ActDone) -> bool:
        words = {
            "submit": _("Submitted: {name}"),
            "carry": _("Submitted as unchanged: {name}"),
            "withdraw": _("Withdrawn: {name}"),
        }
        said = words[event.act.kind].format(name=event.act.name)
        if event.act.kind != "withdraw" and event.act.place.department_id is None:
            said += self._missing_words(event.act.place)
        if event.act.place != self._place_or_none():
            self.say(said)
            return True
        if event.act.kind == "withdraw":
            self.load(self.measure_id)
        else:
            self._after_handing_in()
        self.say(said)
        if self._next_keys:
            getattr(self, f"action_{self._next_keys.pop(0)}")()
        return True

    def _missing_words(self, place: Place) -> str:
        """Whose part was missing from what was handed in."""
        found = sharing(self.app_.book.db, place.measure_id, place.period_id)
        if found is None or not found.missing:
            return ""
        names = "、".join(shown(name) for name in found.missing)
        return "  " + _("Parts missing: {names}").format(names=names)

    def _after_handing_in(self) -> None:
        place = self.queue.index(self.measure_id) + 1
        if place < len(self.queue):
            self.load(self.queue[place])
        else:
            self._next_keys.clear()
            self.load(self.measure_id)

    def _taken_back(self, event: ActTakenBack) -> bool:
        measure = event.act.place.measure_id
        if event.act.place.period_id == self.place.period_id:
            if measure not in self.queue:
                self.queue = (*self.queue, measure)
            self.load(measure)
        self.say(_("Undone: {what}").format(what=self.app_.act_words(event.act)))
        return True
