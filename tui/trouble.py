"""What keeps the book from being written: said in one sentence while it lasts, and tried again until it is over."""

import sqlite3
from contextlib import suppress
from typing import Final

from db.errors import BookBusy, BookFull, BookGone, BookReplaced, ClockBehind
from db.reads.freshness import clock_behind
from domain.errors import Refusal
from i18n import _
from tui.looking import Looking
from tui.saving import LOOK_SECONDS
from tui.screens.frame import StatusLine
from tui.words import narrow, sentence, shown

# Why, and what becomes of a text that waits; without one, nothing to lose has to be spoken of.
_WITH_TEXT: Final[dict[type[Refusal], str]] = {
    BookBusy: "The book is in use just now. Your text is held here, and saved as soon as the book is free.",
    BookFull: "The disk that holds {path} is full. Your text is held here, and saved as soon as there is room.",
    BookGone: (
        "{path} was removed or renamed. Your text is held here, and saved as soon as the book is back."
        " Or leave, and open the book where it is now: the text comes along."
    ),
    BookReplaced: (
        "Another file lies at {path} now. Your text is held here, and saved as soon as the book is back."
        " Or leave, and open the book where it is now: the text comes along."
    ),
}
_READING: Final[dict[type[Refusal], str]] = {
    BookBusy: "The book is in use just now; nothing is saved yet. Waiting until it is free.",
    BookGone: (
        "{path} was removed or renamed. You see what was read before; nothing can be saved until it is back."
        " Or leave, and open the book where it is now."
    ),
    BookReplaced: (
        "Another file lies at {path} now. You see what was read before; nothing can be saved until the book is"
        " back. Or leave, and open the book anew."
    ),
}
# A write that is not through after so many looks waits for somebody else's.
_SLOW: Final = 2
# So many looks pass between two tries of a text, where only trying can tell.
_LOOKS: Final = 4


class Trouble(Looking):
    """The app's side of a book that cannot be written for a while."""

    _trouble: Refusal | None = None
    _trouble_said: str = ""
    _looks: int = 0
    _slow: int = 0
    _clock: ClockBehind | None = None

    def __init__(self) -> None:
        super().__init__()
        self._told: list[StatusLine] = []

    def keep_looking(self) -> None:
        """Look after the book from now on; one look asks the system where a file is."""
        self.set_interval(LOOK_SECONDS, self.look_after)

    def look_after(self, *, moved_on: bool = False) -> None:
        """Say what stands in the way or that it is over, and try texts that are held up again.

        `moved_on`: the status line in sight belongs to another screen than the one that said it.
        """
        self._looks += 1
        is_writing = self.drafting or bool(self.acting)
        self._slow = self._slow + 1 if is_writing else 0
        misplaced, held = self.book.misplaced(), self.keeper.held_up
        trouble = misplaced or held or (BookBusy(path=self.book.path) if self._slow >= _SLOW else None)
        if trouble is not None:
            self._say_trouble(trouble, again=moved_on)
        elif not is_writing and not self.keeper.undecided:
            self._look_at_clock(moved_on)
        # SQLite itself waits for a lock, and where the book lies was just looked up.
        is_due = isinstance(held, BookBusy | BookGone | BookReplaced) or self._looks % _LOOKS == 0
        if misplaced is None and held is not None and is_due and not is_writing:
            self.write_drafts(passed=True)

    def _look_at_clock(self, moved_on: bool) -> None:
        """The book can be written; where the clock is wrong that is said until it is right."""
        if self._looks % _LOOKS == 1 or moved_on:
            with suppress(sqlite3.Error):
                found = clock_behind(self.book)
                # Said once, with the time that it was then: its words are not to change with every minute.
                self._clock = found and (self._clock or found)
        if self._trouble is not None and not isinstance(self._trouble, ClockBehind):
            self._trouble_over()
        elif self._clock is not None:
            self._say_trouble(self._clock, again=moved_on)
        elif self._trouble is not None:
            self._trouble_over()

    @property
    def is_locked(self) -> bool:
        """Whether trying to write would make the person wait for somebody else."""
        return isinstance(self._trouble, BookBusy)

    def _say_trouble(self, trouble: Refusal, *, again: bool) -> None:
        """Once on every screen; again where the line was emptied, for it lasts."""
        words = trouble_words(trouble, bool(self.keeper.left))
        line = self._line()
        if line is not None and (
            again or words != self._trouble_said or line not in self._told or not line.said
        ):
            line.say(words, "warn" if isinstance(trouble, ClockBehind) else "bad")
            self._told.append(line)
        self._trouble, self._trouble_said = trouble, words

    def _trouble_over(self) -> None:
        was, self._trouble = self._trouble, None
        line = self._line()
        is_read = line is not None and line.said not in ("", self._trouble_said)
        for line in self._told:
            if line.said == self._trouble_said:
                line.say("")
        self._trouble_said, self._told = "", []
        if self.keeper.left:
            return
        if isinstance(was, ClockBehind):
            self.say(_("The clock is right again."))
        elif isinstance(was, BookGone | BookReplaced):
            self.say(_("The book is back where it was; everything typed is saved."))
        elif not is_read:
            # What came of the act that waited is said already, where there was one.
            self.say(_("The book can be written again; everything typed is saved."))

    def _line(self) -> StatusLine | None:
        """The status line in sight, or the one under a dialog."""
        return next(
            (line for screen in reversed(self.screen_stack) for line in screen.query(StatusLine)), None
        )


def trouble_words(trouble: Refusal, with_text: bool) -> str:
    """The sentence for what stands in the way; a refusal's own where there is nothing better to say."""
    msgid = (_WITH_TEXT if with_text else _READING).get(type(trouble))
    return sentence(trouble) if msgid is None else narrow(shown(_(msgid).format(**trouble.params)))
