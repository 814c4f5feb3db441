"""A terminal for benchmarks: runs a program on a pseudo-terminal, answers its questions, and times what it paints."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from typing import Final, Self

COLUMNS: Final = 80
LINES: Final = 24
PATIENCE: Final = 20.0
QUIET: Final = 0.05
_WHERE: Final = b"\x1b[6n"
_HERE: Final = b"\x1b[1;2R"


class NothingPainted(Exception):
    """The program did not paint what was waited for; its last output is the message."""


class Terminal:
    """One program on an 80x24 terminal where ambiguous characters take one cell."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._began = time.perf_counter()
        self._process, self._end = pty.fork()
        if self._process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
            os.execvpe(command[0], list(command), dict(environment))
        self._heard = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._end)

    def _read(self, seconds: float) -> bytes:
        """What comes within this time, b"" for nothing; a question about the cursor is answered at once."""
        if not select.select([self._end], [], [], seconds)[0]:
            return b""
        try:
            chunk = os.read(self._end, 65536)
        except OSError:
            return b""
        if _WHERE in chunk:
            os.write(self._end, _HERE)
        self._heard = (self._heard + chunk)[-200_000:]
        return chunk

    def until(self, words: str) -> float:
        """Milliseconds from the start of the program until these words are on the way to the screen."""
        wanted = words.encode()
        while wanted not in self._heard:
            if time.perf_counter() - self._began > PATIENCE:
                raise NothingPainted(self._heard[-400:].decode("utf-8", "replace"))
            self._read(0.5)
        return (time.perf_counter() - self._began) * 1000

    def settle(self) -> None:
        """Wait until nothing has been painted for a moment."""
        while self._read(QUIET):
            pass

    def press(self, keys: bytes) -> float:
        """Milliseconds from the key until the first output that it causes."""
        self.settle()
        start = time.perf_counter()
        os.write(self._end, keys)
        if not self._read(PATIENCE):
            raise NothingPainted(repr(keys))
        took = (time.perf_counter() - start) * 1000
        self.settle()
        return took
