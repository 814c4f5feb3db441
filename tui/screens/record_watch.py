"""The form while others write: its state, its lock and the parts are drawn anew, what was typed and the caret stay."""

from db.reads.reports import Form
from i18n import _
from tui.marks import state_label
from tui.screens.part_words import givens, moved_words
from tui.screens.record_form import RecordForm
from tui.watching import Watching
from tui.words import shown


class WatchedForm(Watching, RecordForm):
    """A text that can be typed into is never exchanged: whoever writes on is shown both (tui.news)."""

    def others_wrote(self) -> None:
        super().others_wrote()
        if self._form is not None and not self._busy:
            self._look_again(self._form)

    def _look_again(self, before: Form) -> None:
        was_open, parts, place = self.editable, givens(self._sharing), self.place
        self._read_form()
        fresh = self._form
        if fresh is None:
            return
        if was_open and self.editable and self.place == place:
            self._form = self._as_opened(before, fresh)
        else:
            self._take_answer()
            self._show_answer(again=True)
        self._draw_words()
        if came := moved_words(parts, self._sharing, self._answer.text):
            self.say(came, "warn")
        elif fresh.state is not before.state and was_open is not self.editable:
            self.say(_("Somebody else took a step: {state}").format(state=state_label(fresh.state)), "warn")

    def _as_opened(self, before: Form, fresh: Form) -> Form:
        """What the book holds, with the draft that this text was begun from: another one is told, not taken."""
        if fresh.version == before.version or fresh.answer == self._answer:
            return fresh
        if fresh.saved_by != self.app_.book.actor.name:
            self.say(
                _("{name} saved another text here. Change yours, and both are shown.").format(
                    name=shown(fresh.saved_by)
                ),
                "warn",
            )
        return fresh._replace(version=before.version, answer=before.answer, saved_at=before.saved_at)
