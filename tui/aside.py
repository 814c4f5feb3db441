"""Files beside the book for texts that it refused until the end; the next session of the same person takes them up."""

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from db.book import Book
from db.connection import file_identity
from db.errors import BookEmpty, BookMissing, ForeignDatabase, NotABook
from db.reads.answers import Answer
from domain.errors import Refusal
from domain.names import clean
from tui.model import Place


class Held(NamedTuple):
    """A text, where it belongs, and the draft version it started from."""

    place: Place
    answer: Answer
    version: int


class Aside:
    """One file a session, named after the book and the person, so that no session writes over another's.

    A file says which book it belongs to, by a mark that moves with the book, and each text says its place by name.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._path = book.path.resolve()
        self._file = file_identity(self._path)
        self._login = book.actor.login
        self._mark: str | None = None
        self._names: dict[Place, list[str | None]] = {}
        self._own: Path | None = None
        self._taken: dict[Path, tuple[dict[str, Any], list[Any]]] = {}

    def know(self, place: Place) -> None:
        """Read what a text of this place is called while the book can be read: at the end it may be gone."""
        from db.reads.belonging import book_mark, named

        if place in self._names:
            return
        with suppress(sqlite3.Error):
            self._mark = self._mark or book_mark(self._book.db)
            found = named(self._book.db, *place)
            if found is not None:
                self._names[place] = list(found)

    def write(self, held: Sequence[Held]) -> Path | None:
        """Write the texts beside the book, or at home where that is not allowed; None when neither works.

        All that is held goes into the new file, so that earlier ones have served.
        """
        for one in held:
            self.know(one.place)
        texts = [_entry(one, self._names.get(one.place)) for one in held]
        content = {"mark": self._mark, "book": str(self._path), "texts": texts}
        folders = [self._path.parent, Path.home()]
        if file_identity(self._path) != self._file:
            # Moved away or replaced: whoever opens it elsewhere looks at home, and never where it was.
            folders.reverse()
        for folder in folders:
            with suppress(OSError):
                path = self._own if self._own and self._own.parent == folder else self._free(folder)
                _put(path, content)
                if self._own == path:
                    self._own = None
                self.forget()
                self._own = path
                return path
        return None

    def read(self) -> list[Held]:
        """The texts of earlier sessions that belong to this book. Their files stay until `forget`."""
        found: dict[Place, Held] = {}
        for path in self._files():
            try:
                about, entries = self._content(path)
                if not self._is_ours(path, about):
                    continue
                rest = []
                for entry in entries:
                    held = self._held(entry)
                    # Of two texts for one report the newer comes first; the other waits for another day.
                    if held is None or held.place in found:
                        rest.append(entry)
                    else:
                        found[held.place] = held
            except (OSError, ValueError, KeyError, TypeError, AttributeError, sqlite3.Error):
                continue
            if len(rest) < len(entries):
                self._taken[path] = about, rest
        return list(found.values())

    def forget(self) -> None:
        """Remove what was read from its files, and what was written: those texts are safe elsewhere."""
        if self._own is not None:
            with suppress(OSError):
                self._own.unlink()
            self._own = None
        for path, (about, rest) in self._taken.items():
            with suppress(OSError):
                if rest:
                    _put(path, {**about, "texts": rest})
                else:
                    path.unlink()
        self._taken.clear()

    # -- whose a file is

    def _files(self) -> Iterator[Path]:
        """This person's files beside the book and at home, the newest first, whatever the book was called then."""
        found: list[tuple[int, Path]] = []
        for folder in dict.fromkeys((self._path.parent, Path.home().resolve())):
            with suppress(OSError):
                found += [
                    (path.stat().st_mtime_ns, path)
                    for path in folder.iterdir()
                    if f".unsaved-{self._login}-" in path.name and path.suffix == ".json"
                ]
        yield from (path for _at, path in sorted(found, reverse=True))

    def _content(self, path: Path) -> tuple[dict[str, Any], list[Any]]:
        """What a file says about its book, and its texts. Older ones are a bare list."""
        content = json.loads(path.read_text("utf-8"))
        if isinstance(content, list):
            return {}, content
        return {"mark": content["mark"], "book": content["book"]}, content["texts"]

    def _is_ours(self, path: Path, about: dict[str, Any]) -> bool:
        from db.reads.belonging import book_mark

        if not about:
            # It says nothing itself: only its name and its place beside the book speak for it.
            return path.parent == self._path.parent and path.name.startswith(
                f"{self._path.name}.unsaved-{self._login}-"
            )
        self._mark = self._mark or book_mark(self._book.db)
        if self._mark is None or about["mark"] != self._mark:
            return False
        before = Path(about["book"])
        return before == self._path or not _is_there(before, self._mark, self._file)

    def _held(self, entry: dict[str, Any]) -> Held | None:
        """A text of a file; None where its place is another one in this book."""
        said = entry["answer"]
        stages = {int(row): tuple(names) for row, names in said["stages"].items()}
        answer = Answer(
            said["progress_evaluation"],
            said["implementation_state"],
            clean(said["text"]),
            stages,
            None if said["reason"] is None else clean(said["reason"]),
        )
        where = entry["place"]
        place = Place(where["measure_id"], where["period_id"], where.get("department_id"))
        self.know(place)
        names = self._names.get(place)
        if names is None or entry.get("names") not in (None, names):
            return None
        return Held(place, answer, int(entry["version"]))

    def _free(self, folder: Path) -> Path:
        """A name that no file has: process numbers come again."""
        stem = f"{self._path.name}.unsaved-{self._login}-{os.getpid()}"
        names = (folder / f"{stem}{f'-{n}' if n else ''}.json" for n in count())
        return next(path for path in names if not os.path.lexists(path))


def _is_there(path: Path, mark: str, own: tuple[int, int] | None) -> bool:
    """Whether the book still lies where a text was left for it, so that this one is a copy of it."""
    from db.reads.belonging import book_mark

    found = file_identity(path)
    if found is None or found == own:
        return False
    try:
        with Book.open(path, write=False) as other:
            return book_mark(other.db) == mark
    except (BookMissing, BookEmpty, NotABook, ForeignDatabase):
        return False
    except (Refusal, sqlite3.Error, OSError):
        return True


def _put(path: Path, content: dict[str, Any]) -> None:
    """Write a file that only its owner reads: whole, or not at all."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    part = path.with_suffix(".part")
    try:
        number = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with open(number, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise


def _entry(held: Held, names: list[str | None] | None) -> dict[str, Any]:
    return {
        "place": held.place._asdict(),
        "names": names,
        "answer": held.answer._asdict(),
        "version": held.version,
    }
