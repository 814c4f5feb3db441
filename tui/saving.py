"""Writing without making anybody wait: debounced drafts, submissions and undo in worker threads, news as messages."""

import sqlite3
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Final
from uuid import uuid4

from textual import work
from textual.app import App
from textual.message import Message
from textual.timer import Timer

from db.book import Book
from db.reads.answers import Answer
from db.writes.periods import mark_overdue
from db.writes.preferences import remember
from db.writes.reports import Saved
from domain.errors import Refusal
from tui.keeper import TROUBLE, Keeper, Kept, Unkept
from tui.model import Act, Acts, Place

PAUSE_SECONDS: Final = 0.4
# Somebody who types without a pause still gets a save this often.
LONGEST_SECONDS: Final = 3.0
# How often the dashboard looks whether the book is still there, and whether a write is stuck.
LOOK_SECONDS: Final = 0.75


class DraftKept(Message):
    """A draft is in the book."""

    def __init__(self, place: Place, saved: Saved) -> None:
        super().__init__()
        self.place = place
        self.saved = saved


class DraftUnkept(Message):
    """A draft was refused; the text is still with the keeper."""

    def __init__(self, place: Place, answer: Answer, error: Exception) -> None:
        super().__init__()
        self.place = place
        self.answer = answer
        self.error = error


class ActDone(Message):
    """Something was submitted, carried forward or withdrawn."""

    def __init__(self, act: Act, saved: Saved) -> None:
        super().__init__()
        self.act = act
        self.saved = saved


class ActTakenBack(Message):
    """Ctrl+Z did its work."""

    def __init__(self, act: Act, saved: Saved) -> None:
        super().__init__()
        self.act = act
        self.saved = saved


class ActRefused(Message):
    """An act or its undoing was refused; nothing changed."""

    def __init__(self, act: Act, error: Exception) -> None:
        super().__init__()
        self.act = act
        self.error = error


class DraftsTried(Message):
    """The drafts that waited were written or refused."""


class ActTried(Message):
    """An act, or its undoing, is through."""


class PeriodsMoved(Message):
    """Half-years whose due date had passed are overdue now."""


class Saving(App[None]):
    """The app's side of writing. Handlers only note and start; workers write and post what happened."""

    book: Book
    keeper: Keeper
    acts: Acts
    # A worker writes drafts; one at a time, or they would queue up behind a book that is locked.
    drafting: bool = False
    acting: int = 0
    _draft_more: bool = False
    _pause: Timer | None = None
    _longest: Timer | None = None

    def __init__(self) -> None:
        super().__init__()
        self._next_acts: deque[Callable[[], None]] = deque()

    def note_draft(self, place: Place, name: str, before: Answer, after: Answer, field: str) -> None:
        """A form changed: keep it now, write it after a short pause."""
        self.acts.add(Act("draft", place, name, before, field))
        self.keeper.note(place, after)
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE_SECONDS, self.write_drafts)
        if self._longest is None:
            self._longest = self.set_timer(LONGEST_SECONDS, self.write_drafts)

    def write_drafts(self, *, passed: bool = False) -> None:
        """Write what waits, without waiting for it; `passed`: also what was held up."""
        for timer in (self._pause, self._longest):
            if timer is not None:
                timer.stop()
        self._pause = self._longest = None
        if self.drafting:
            self._draft_more = True
        elif self.keeper.left:
            self.drafting = True
            self._write_drafts(passed)

    @work(thread=True, exit_on_error=False, group="drafts")
    def _write_drafts(self, passed: bool) -> None:
        try:
            for result in self.keeper.write(passed=passed):
                self._tell(result)
        finally:
            self.post_message(DraftsTried())

    def on_drafts_tried(self) -> None:
        self.drafting = False
        if self._draft_more:
            self._draft_more = False
            self.write_drafts()

    def _tell(self, result: Kept | Unkept) -> None:
        if isinstance(result, Kept):
            self.post_message(DraftKept(result.place, result.saved))
        else:
            self.post_message(DraftUnkept(result.place, result.answer, result.error))

    def act(self, act: Act) -> None:
        """Submit, carry forward or withdraw in the background; ActDone or ActRefused follows."""
        self._begin(partial(self._try, act, self.keeper.perform, ActDone))

    def take_back(self, act: Act) -> None:
        """Undo an act in the background; ActTakenBack or ActRefused follows."""
        self._begin(partial(self._try, act, self.keeper.take_back, ActTakenBack))

    def _begin(self, step: Callable[[], None]) -> None:
        """One after another, in the order of the keys; none is given up for the next."""
        self.acting += 1
        if self.acting == 1:
            self._perform(step)
        else:
            self._next_acts.append(step)

    def on_act_tried(self) -> None:
        self.acting -= 1
        if self._next_acts:
            self._perform(self._next_acts.popleft())

    @work(thread=True, exit_on_error=False, group="acts")
    def _perform(self, step: Callable[[], None]) -> None:
        try:
            step()
        finally:
            self.post_message(ActTried())

    def _try(
        self,
        act: Act,
        doing: Callable[[Act], Saved],
        done: Callable[[Act, Saved], ActDone | ActTakenBack],
    ) -> None:
        try:
            saved = doing(act)
        except TROUBLE as error:
            self.post_message(ActRefused(act, error))
        else:
            self.post_message(done(act, saved))

    @work(thread=True, exit_on_error=False, group="preferences")
    def remember(self, name: str, value: str) -> None:
        """Keep a choice for the next session; a book that refuses it is no reason to disturb anybody."""
        try:
            remember(self.book, name, value)
        except (Refusal, sqlite3.Error) as error:
            self.log.warning(str(error))

    @work(thread=True, exit_on_error=False, group="periods")
    def expire_periods(self, plan_id: int) -> None:
        """Mark half-years whose due date has passed."""
        try:
            if mark_overdue(self.book, plan_id):
                self.post_message(PeriodsMoved())
        except (Refusal, sqlite3.Error) as error:
            self.log.warning(str(error))


def new_event() -> str:
    """A name for one key press, so that an act repeated after a crash is known as the same."""
    return uuid4().hex
