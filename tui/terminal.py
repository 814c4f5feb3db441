"""What the terminal does with ambiguous characters, asked before Textual takes it over.

○ □ ─ │ █ are one cell in some Japanese terminals and two in others; there the frames and bars are drawn in ASCII.
"""

import os
import re
import sys
import time
from collections.abc import Callable, Mapping
from typing import Final

OVERRIDE: Final = "SHINCHOKU_AMBIGUOUS"
ANSWER_SECONDS: Final = 0.2
_QUESTION: Final = b"\r\xe2\x97\x8b\x1b[6n"  # carriage return, one ○, "where is the cursor?"
_ERASE: Final = b"\r\x1b[K"
_ANSWER: Final = re.compile(rb"\x1b\[\d+;(\d+)R")
_WIDE_CODE_PAGES: Final = (932, 936, 949, 950)

Asker = Callable[[], int | None]


def wide_ambiguous(environment: Mapping[str, str] = os.environ, ask: Asker | None = None) -> bool:
    """Whether one ambiguous character takes two cells here. Asks once, for at most 0.2 s; False when nobody answers.

    SHINCHOKU_AMBIGUOUS=1 or 2 answers instead of the terminal.
    """
    told = environment.get(OVERRIDE, "").strip()
    if told in ("1", "2"):
        return told == "2"
    if not _talks():
        return False
    column = (ask or _ASKERS.get(sys.platform, _ask_posix))()
    return column == 3


def _talks() -> bool:
    """Whether a person's terminal is on both ends; a pipe would never answer."""
    try:
        return (
            sys.__stdin__ is not None
            and sys.__stderr__ is not None
            and os.isatty(sys.__stdin__.fileno())
            and os.isatty(sys.__stderr__.fileno())
            and os.environ.get("TERM") != "dumb"
        )
    except (OSError, ValueError):
        return False


def _ask_posix() -> int | None:
    """The cursor's column after one ambiguous character at the line's start: 2 or 3, None without an answer."""
    import termios
    import tty

    assert sys.__stdin__ is not None and sys.__stderr__ is not None
    reading, writing = sys.__stdin__.fileno(), sys.__stderr__.fileno()
    try:
        before = termios.tcgetattr(reading)
    except termios.error:
        return None
    try:
        tty.setcbreak(reading, termios.TCSANOW)
        os.write(writing, _QUESTION)
        return _column(reading, time.monotonic() + ANSWER_SECONDS)
    except OSError:
        return None
    finally:
        os.write(writing, _ERASE)
        termios.tcsetattr(reading, termios.TCSANOW, before)


def _column(reading: int, until: float) -> int | None:
    """Read the terminal's answer; keys typed meanwhile are passed over."""
    import select

    heard = b""
    while (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select([reading], [], [], left)
        if not ready:
            return None
        heard += os.read(reading, 64)
        found = _ANSWER.search(heard)
        if found:
            return int(found[1])
    return None


def _ask_windows() -> int | None:
    """Windows consoles are not asked: East Asian code pages draw ambiguous characters in two cells."""
    import ctypes

    kernel = getattr(ctypes, "windll", None)
    if kernel is None:
        return None
    return 3 if kernel.kernel32.GetConsoleOutputCP() in _WIDE_CODE_PAGES else 2


_ASKERS: Final[Mapping[str, Asker]] = {"win32": _ask_windows}
