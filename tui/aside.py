"""Files beside the book for texts that it refused until the end; the next session of the same person takes them up."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from db.reads.reports import Answer
from domain.names import clean
from tui.model import Place


class Held(NamedTuple):
    """A text, where it belongs, and the draft version it started from."""

    place: Place
    answer: Answer
    version: int


class Aside:
    """One file a session, named after the book and the person, so that no session writes over another's."""

    def __init__(self, book: Path, login: str) -> None:
        self._folders = (book.resolve().parent, Path.home())
        self._stem = f"{book.name}.unsaved-{login}-"
        self._taken: list[Path] = []

    def write(self, held: Sequence[Held]) -> Path | None:
        """Write the texts beside the book, or at home where that is not allowed; None when neither works."""
        content = json.dumps([_entry(one) for one in held], ensure_ascii=False, indent=1)
        for folder in self._folders:
            path = folder / f"{self._stem}{os.getpid()}.json"
            with suppress(OSError):
                number = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
                with open(number, "w", encoding="utf-8", errors="replace") as file:
                    file.write(content)
                self._taken = [one for one in self._taken if one != path]
                return path
        return None

    def read(self) -> list[Held]:
        """The texts of earlier sessions. Their files stay until `forget`."""
        found: list[Held] = []
        for path in self._files():
            try:
                held = [_held(entry) for entry in json.loads(path.read_text("utf-8"))]
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                continue
            found += held
            self._taken.append(path)
        return found

    def forget(self) -> None:
        """Remove the files that were read: their texts are safe elsewhere."""
        for path in self._taken:
            with suppress(OSError):
                path.unlink()
        self._taken.clear()

    def _files(self) -> Iterator[Path]:
        for folder in dict.fromkeys(self._folders):
            with suppress(OSError):
                yield from sorted(
                    path
                    for path in folder.iterdir()
                    if path.name.startswith(self._stem) and path.suffix == ".json"
                )


def _entry(held: Held) -> dict[str, Any]:
    return {"place": held.place._asdict(), "answer": held.answer._asdict(), "version": held.version}


def _held(entry: dict[str, Any]) -> Held:
    said = entry["answer"]
    stages = {int(row): tuple(names) for row, names in said["stages"].items()}
    answer = Answer(
        said["progress_evaluation"],
        said["implementation_state"],
        clean(said["text"]),
        stages,
        None if said["reason"] is None else clean(said["reason"]),
    )
    return Held(
        Place(entry["place"]["measure_id"], entry["place"]["period_id"], entry["place"].get("department_id")),
        answer,
        int(entry["version"]),
    )
