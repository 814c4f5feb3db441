"""The half-year's steps and the council's pack, written in worker threads; what happened comes back as a message."""

from pathlib import Path

from textual import work
from textual.message import Message

from db.book import Book
from db.reads.plans import half_of_period, plan_of_period
from db.writes.periods import (
    PeriodMoved,
    decide_period,
    freeze_period,
    open_period,
    publish_period,
    reopen_period,
    submit_period,
)
from domain.periods import Half
from domain.reporting import PeriodAction
from exports.council_pack import council_pack, write_pack
from tui.keeper import TROUBLE
from tui.watching import Watching


class PeriodStepTaken(Message):
    """The half-year took a step."""

    def __init__(self, action: PeriodAction, moved: PeriodMoved) -> None:
        super().__init__()
        self.action, self.moved = action, moved


class CouncilRefused(Message):
    """A step or the pack was refused; nothing changed. `texts` is what was typed for it."""

    def __init__(self, name: str, error: Exception, texts: dict[str, str]) -> None:
        super().__init__()
        self.name, self.error, self.texts = name, error, texts


class PackWritten(Message):
    """The pack is in this file."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path


class Moving(Watching):
    """The screen's side of writing."""

    @work(thread=True, exclusive=True, exit_on_error=False, group="council")
    def take_step(
        self, action: PeriodAction, period_id: int, texts: dict[str, str], denied: dict[int, str]
    ) -> None:
        """One step of the half-year, with the texts that were asked for it."""
        try:
            moved = _move(self.app_.book, action, period_id, texts, denied)
        except TROUBLE as error:
            self.post_message(CouncilRefused(str(action), error, texts))
        else:
            self.post_message(PeriodStepTaken(action, moved))

    @work(thread=True, exclusive=True, exit_on_error=False, group="pack")
    def write_file(self, plan_key: str, half: Half, path: Path) -> None:
        """Write the pack; read through a connection of its own, so that nobody waits for it."""
        try:
            with Book.open(self.app_.book.path, write=False, clock=self.app_.book.clock) as book:
                at = book.clock().isoformat(timespec="minutes")
                write_pack(book.db, council_pack(book.db, plan_key, half, at=at), path)
        except TROUBLE as error:
            self.post_message(CouncilRefused("pack", error, {"path": str(path)}))
        else:
            self.post_message(PackWritten(path))


def _move(
    book: Book, action: PeriodAction, period_id: int, texts: dict[str, str], denied: dict[int, str]
) -> PeriodMoved:
    if action is PeriodAction.freeze:
        return freeze_period(book, period_id)
    if action is PeriodAction.submit:
        return submit_period(book, period_id)
    if action is PeriodAction.decide:
        return decide_period(
            book, period_id, meeting=texts["meeting"], held_on=texts["held_on"], denied=denied
        )
    if action is PeriodAction.publish:
        return publish_period(book, period_id)
    if action is PeriodAction.reopen:
        return reopen_period(book, period_id, reason=texts["reason"], scope=texts["scope"])
    plan, half = plan_of_period(book.db, period_id), half_of_period(book.db, period_id)
    return open_period(book, plan, half, due_on=texts.get("due_on") or None)
