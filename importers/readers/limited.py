"""Reads foreign formats in a child process with limits on time and memory, so that no file can stop or fill us."""

import gc
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from domain.errors import Refusal
from importers import errors
from importers.document import Document
from importers.readers.child import document_of, unpacked

# A second less than the ten that a person may wait for a sentence: the child starts and ends, too.
SECONDS: Final = 9
MEMORY: Final = 512 * 1_048_576

# The child starts apart from the folder it is called in and from its settings; it finds what we find.
_START: Final = "import sys; sys.path[:] = sys.argv[1:]; from importers.readers.child import main; main()"
_HOUSE: Final = str(Path(__file__).resolve().parents[2])


def read_limited(name: str, content: bytes, *, seconds: float = SECONDS, memory: int = MEMORY) -> Document:
    """The document that the format's own reader makes of the file. Raises what that raises, TooSlow, TooHeavy, or
    DamagedFile where the reader breaks."""
    command = [sys.executable, "-I", "-c", _START, _HOUSE, *filter(None, sys.path)]
    try:
        done = subprocess.run(
            command,
            input=pickle.dumps((name, content, memory), protocol=5),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise errors.TooSlow(path=name, seconds=f"{seconds:g}") from error
    if done.returncode:
        raise _broken(name, done.stderr, memory)
    with _uncollected():
        try:
            kind, *rest = unpacked(done.stdout)
        except (pickle.UnpicklingError, EOFError, ValueError, TypeError) as error:
            raise errors.DamagedFile(path=name) from error
        if kind == "document":
            return document_of(rest[0])
    refusal, params = rest
    raise _refusals()[refusal](**params)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for lost objects while a hundred thousand cells are made: it takes longer than making them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _broken(name: str, talk: bytes, memory: int) -> Refusal:
    if b"MemoryError" in talk:
        return errors.TooHeavy(path=name, limit=memory // 1_048_576)
    return errors.DamagedFile(path=name)


def _refusals() -> dict[str, type[Refusal]]:
    return {
        refusal.__name__: refusal
        for refusal in vars(errors).values()
        if isinstance(refusal, type) and issubclass(refusal, Refusal)
    }
