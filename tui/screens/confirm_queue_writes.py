"""Writing the coordinator's answers in worker threads; what happened comes back as a message to the screen."""

from collections.abc import Sequence

from textual import work
from textual.message import Message

from db.writes.queue import ConfirmedMany, Read, confirm_all_read, confirm_read, return_read
from domain.reporting import Action
from tui.keeper import TROUBLE
from tui.watching import Watching


class ReportDecided(Message):
    """A report was confirmed or returned."""

    def __init__(self, action: Action, read: Read) -> None:
        super().__init__()
        self.action, self.read = action, read


class ManyConfirmed(Message):
    """Several reports were confirmed at once."""

    def __init__(self, result: ConfirmedMany) -> None:
        super().__init__()
        self.result = result


class ReportUndecided(Message):
    """A step was refused; nothing changed. `note` is what was typed for it."""

    def __init__(self, read: Read, error: Exception, note: str = "") -> None:
        super().__init__()
        self.read, self.error, self.note = read, error, note


class Deciding(Watching):
    """The screen's side of writing."""

    @work(thread=True, exit_on_error=False, group="deciding")
    def confirm(self, read: Read, period_id: int) -> None:
        """Confirm what was read."""
        try:
            confirm_read(self.app_.book, read, period_id)
        except TROUBLE as error:
            self.post_message(ReportUndecided(read, error))
        else:
            self.post_message(ReportDecided(Action.confirm, read))

    @work(thread=True, exit_on_error=False, group="deciding")
    def give_back(self, read: Read, period_id: int, note: str) -> None:
        """Return what was read, with a note."""
        try:
            return_read(self.app_.book, read, period_id, note)
        except TROUBLE as error:
            self.post_message(ReportUndecided(read, error, note))
        else:
            self.post_message(ReportDecided(Action.return_, read))

    @work(thread=True, exit_on_error=False, group="deciding")
    def confirm_all(self, reads: Sequence[Read], period_id: int) -> None:
        """Confirm many in one transaction."""
        try:
            result = confirm_all_read(self.app_.book, reads, period_id)
        except TROUBLE as error:
            self.post_message(ReportUndecided(reads[0], error))
        else:
            self.post_message(ManyConfirmed(result))
