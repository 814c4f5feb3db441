"""Keeping what is typed: the newest text of every form until the book has it, and a file for what the book refuses."""

import sqlite3
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import Final, NamedTuple

from db.book import Book, hasty
from db.errors import BookBusy, BookFull, BookGone, BookReadOnly, BookReplaced, BookUnreadable
from db.reads.answers import Answer
from db.writes.parts import save_part
from db.writes.reports import CarryStays, Saved, carry_forward, save_draft, submit, undo_carry, withdraw
from domain.errors import Refusal
from tui.aside import Aside, Held
from tui.model import Act, Place, is_empty

TROUBLE: Final = (Refusal, sqlite3.Error, OSError, LookupError)
# A draft waits so long for a locked book: it is tried again by itself, and nobody who leaves waits for an import.
DRAFT_SECONDS: Final = 1.0
# No fault of the text: as soon as the book can be written again, the same text goes in.
PASSING: Final = (BookBusy, BookFull, BookGone, BookReadOnly, BookReplaced, BookUnreadable)


class Kept(NamedTuple):
    """A text that is now in the book."""

    place: Place
    saved: Saved


class Unkept(NamedTuple):
    """A text that the book refused; it stays with the keeper."""

    place: Place
    answer: Answer
    error: Exception


class Keeper:
    """Holds texts that are typed and not yet written, and the draft version each form started from.

    `note` is called from the screen's thread and never waits; writing may happen in any thread, one at a time.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._lock = RLock()
        self._waiting: dict[Place, Answer] = {}
        self._versions: dict[Place, int] = {}
        self._refused: dict[Place, Exception | None] = {}
        self._aside = Aside(book)

    # -- the screen's side

    def waiting(self, place: Place) -> Answer | None:
        """What was typed and is not in the book yet."""
        return self._waiting.get(place)

    @property
    def left(self) -> tuple[Place, ...]:
        """Reports with text that is not in the book."""
        return tuple(self._waiting)

    @property
    def undecided(self) -> bool:
        """Whether a text waits that was not tried yet."""
        return any(place not in self._refused for place in tuple(self._waiting))

    @property
    def held_up(self) -> Refusal | None:
        """What keeps texts from the book although nothing is wrong with them; they are tried again until it passes."""
        refused = (self._refused.get(place) for place in tuple(self._waiting))
        return next((error for error in refused if isinstance(error, PASSING)), None)

    def loaded(self, place: Place, version: int) -> None:
        """A form was read from the book; while a text of ours waits or is being written, its version counts instead."""
        if place not in self._waiting:
            self._versions[place] = version

    def note(self, place: Place, answer: Answer) -> None:
        """Hold a text until it is written."""
        self._aside.know(place)
        self._waiting[place] = answer
        self._refused.pop(place, None)

    def settle(self, place: Place, version: int, answer: Answer | None) -> None:
        """After a conflict: go on from the other's version, with this text, or with the book's when None."""
        with self._lock:
            self._versions[place] = version
            self._refused.pop(place, None)
            if answer is None:
                self._waiting.pop(place, None)
                self._tidy()
            else:
                self._waiting[place] = answer

    # -- the book's side

    def write(self, *, again: bool = False, passed: bool = False) -> list[Kept | Unkept]:
        """Write every waiting text; those that were refused before only when they changed, or `again`.

        `passed`: what held them up may be over. What holds up one holds up all: nobody waits for each of them.
        """
        results: list[Kept | Unkept] = []
        with self._lock:
            for place in list(self._waiting):
                is_due = again or place not in self._refused
                if is_due or (passed and isinstance(self._refused.get(place), PASSING)):
                    results.append(self._write(place))
                    if isinstance(error := self._refused.get(place), PASSING):
                        for other in tuple(self._waiting):
                            self._refused.setdefault(other, error)
                        break
        return results

    def _write(self, place: Place, patience: float = DRAFT_SECONDS) -> Kept | Unkept:
        answer = self._waiting[place]
        try:
            with hasty(patience):
                saved = self._save(place, answer)
        except TROUBLE as error:
            if isinstance(error, PASSING) or self._waiting.get(place) is answer:
                self._refused[place] = error
            return Unkept(place, answer, error)
        self._versions[place] = saved.version
        self._refused.pop(place, None)
        if self._waiting.get(place) is answer:
            del self._waiting[place]
        self._tidy()
        return Kept(place, saved)

    def _save(self, place: Place, answer: Answer, *, done: bool = False) -> Saved:
        """Into the draft, or into the department's part."""
        version = self._versions.get(place, 0)
        if place.department_id is None:
            return save_draft(self._book, place.measure_id, place.period_id, answer, version)
        return save_part(
            self._book,
            place.measure_id,
            place.period_id,
            place.department_id,
            answer.text,
            done,
            version,
        )

    def _part(self, place: Place, answer: Answer, *, done: bool) -> Saved:
        """A part finished, or open again; what waited is in it."""
        saved = self._save(place, answer, done=done)
        self._waiting.pop(place, None)
        self._refused.pop(place, None)
        self._versions[place] = saved.version
        self._tidy()
        return saved

    def perform(self, act: Act) -> Saved:
        """Submit, carry forward or withdraw; before handing in, the waiting text is written. Raises TROUBLE."""
        place = act.place
        with self._lock:
            if place.department_id is not None:
                said = Answer() if act.kind == "carry" else act.before
                return self._part(place, said, done=act.kind != "withdraw")
            if place in self._waiting and act.kind != "withdraw":
                written = self._write(place, float("inf"))
                if isinstance(written, Unkept):
                    raise written.error
            if act.kind == "submit":
                saved = submit(
                    self._book,
                    place.measure_id,
                    place.period_id,
                    self._versions.get(place, 0),
                    event_id=act.event_id,
                    seen=act.parts,
                )
            elif act.kind == "carry":
                saved = carry_forward(
                    self._book,
                    place.measure_id,
                    place.period_id,
                    event_id=act.event_id,
                    seen=act.parts,
                    version=self._versions.get(place, 0),
                )
            else:
                saved = withdraw(self._book, place.measure_id, place.period_id)
                self._refused.pop(place, None)
            self._versions[place] = saved.version
            return saved

    def take_back(self, act: Act) -> Saved:
        """Undo an act: the text before it, after a withdrawal where it had been handed in. Raises TROUBLE."""
        place = act.place
        with self._lock:
            if act.kind == "draft":
                self._waiting[place] = act.before
                written = self._write(place)
                if isinstance(written, Unkept):
                    raise written.error
                return written.saved
            if place.department_id is not None:
                return self._part(place, act.before, done=False)
            if act.kind == "carry":
                with suppress(CarryStays):
                    saved = undo_carry(self._book, place.measure_id, place.period_id)
                    self._versions[place] = saved.version
                    return saved
            saved = withdraw(self._book, place.measure_id, place.period_id)
            self._versions[place] = saved.version
            if act.kind == "carry":
                saved = save_draft(self._book, place.measure_id, place.period_id, act.before, saved.version)
                self._versions[place] = saved.version
            return saved

    # -- the last resort

    def flush(self) -> Path | None:
        """Write everything now, whatever thread this is; the file that holds what the book refused, if anything."""
        self.write(again=True)
        with self._lock:
            rest = [
                Held(place, answer, self._versions.get(place, 0))
                for place, answer in self._waiting.items()
                if not is_empty(answer)
            ]
            written = self._aside.write(rest) if rest else None
            self._tidy()
            return written

    def pick_up(self) -> int:
        """Take texts that an earlier session could not write back into the forms; how many."""
        found = self._aside.read()
        for held in found:
            self._versions[held.place] = held.version
            self._waiting[held.place] = held.answer
            self._refused[held.place] = None
        return len(found)

    def _tidy(self) -> None:
        """The files picked up go only when every text is in the book."""
        if not self._waiting:
            self._aside.forget()
