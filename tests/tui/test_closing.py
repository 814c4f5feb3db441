"""The terminal closes while somebody types: the program runs in a real pseudo-terminal and the text is in the book."""

import json
import os
import pty
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from db.book import Book
from tests.tui.conftest import SATO, Clock, fill

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")

PROGRAM = (
    "import sys; from pathlib import Path; from db.book import Book; from tui.app import run;"
    " sys.exit(run(Book.open(Path(sys.argv[1])), 'ja'))"
)
TYPED = "消えてはならない文"


class Terminal:
    """The dashboard in a pseudo-terminal of 80x24."""

    def __init__(self, path: Path, environment: dict[str, str], program: str = PROGRAM) -> None:
        import fcntl
        import struct
        import termios

        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.seen = b""
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, str(path)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment | {"SHINCHOKU_AMBIGUOUS": "1"},
            start_new_session=True,
        )
        os.close(slave)

    def wait_for(self, text: str, seconds: float = 20) -> None:
        """Read until the terminal has shown this text."""
        import select

        until = time.monotonic() + seconds
        while text.encode() not in self.seen:
            assert time.monotonic() < until, f"{text} never came: {self.seen[-2000:]!r}"
            ready, _, _ = select.select([self.master], [], [], 0.2)
            if ready:
                self.seen += os.read(self.master, 65536)

    def press(self, keys: str) -> None:
        self.seen = b""
        os.write(self.master, keys.encode())

    def end(self) -> int:
        """Wait for the program's end while reading what it still says."""
        until = time.monotonic() + 20
        while self.process.poll() is None:
            assert time.monotonic() < until
            try:
                import select

                if select.select([self.master], [], [], 0.1)[0]:
                    self.seen += os.read(self.master, 65536)
            except OSError:
                self.process.wait(timeout=20)
        return self.process.returncode

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        with suppress(OSError):
            os.close(self.master)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Book.create(tmp_path / "book.db", actor=SATO, clock=Clock()) as book:
        fill(book)
    return tmp_path / "book.db"


def drafts(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        found = [row[0] for row in connection.execute("SELECT text FROM draft")]
    connection.close()
    return found


def typing(path: Path, environment: dict[str, str], text: str = TYPED) -> Terminal:
    """Measure 1 is open and the text has just been typed: no pause for the debounce, and its end not yet drawn."""
    terminal = Terminal(path, environment)
    terminal.wait_for("受付中")
    terminal.press("\x1b[21~")
    terminal.wait_for("住民向け案内の電子化")
    terminal.press("\t\t")
    terminal.wait_for(">実施内容")
    terminal.press(text)
    terminal.wait_for("消えてはならない")
    return terminal


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_saves_what_was_typed(
    path: Path, environment: dict[str, str], number: signal.Signals
) -> None:
    terminal = typing(path, environment)
    try:
        os.kill(terminal.process.pid, number)
        assert terminal.end() == 128 + number
    finally:
        terminal.close()
    assert drafts(path) == [TYPED]


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_keys_that_were_pressed_before_a_signal_are_saved_before_they_are_drawn(
    path: Path, environment: dict[str, str], number: signal.Signals
) -> None:
    """An input method hands over a whole sentence at once, faster than the form draws it."""
    terminal = typing(path, environment, TYPED * 20)
    try:
        os.kill(terminal.process.pid, number)
        assert terminal.end() == 128 + number
    finally:
        terminal.close()
    assert drafts(path) == [TYPED * 20]


def test_a_signal_while_the_book_is_locked_keeps_the_text_beside_it_and_waits_for_nobody(
    path: Path, environment: dict[str, str]
) -> None:
    terminal = typing(path, environment)
    other = sqlite3.connect(path, isolation_level=None, timeout=20)
    try:
        other.execute("BEGIN IMMEDIATE")
        terminal.press("もう一文")
        terminal.wait_for("もう一文"[-1])
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.end() == 128 + signal.SIGTERM
    finally:
        other.close()
        terminal.close()
    beside = [file.read_text("utf-8") for file in path.parent.glob("book.db.unsaved-*")]
    assert len(beside) == 1
    assert TYPED + "もう一文" in str(json.loads(beside[0]))


def test_closing_the_terminal_saves_what_was_typed(path: Path, environment: dict[str, str]) -> None:
    terminal = typing(path, environment)
    try:
        os.close(terminal.master)
        os.kill(terminal.process.pid, signal.SIGHUP)
        terminal.process.wait(timeout=20)
    finally:
        terminal.close()
    assert drafts(path) == [TYPED]


def test_a_crash_of_the_dashboard_saves_what_was_typed(path: Path, environment: dict[str, str]) -> None:
    crashing = PROGRAM.replace(
        "from tui.app import run;",
        "from tui.app import run; from tui.screens.record import Record;"
        " Record.action_sheet = lambda self: 1 // 0;",
    )
    terminal = Terminal(path, environment, crashing)
    try:
        terminal.wait_for("受付中")
        terminal.press("\x1b[21~")
        terminal.wait_for("住民向け案内の電子化")
        terminal.press("\t\t")
        terminal.wait_for(">実施内容")
        terminal.press(TYPED + "\x14")
        assert terminal.end() == 1
    finally:
        terminal.close()
    assert drafts(path) == [TYPED]


def test_ctrl_q_leaves_with_zero_and_says_that_drafts_are_kept(
    path: Path, environment: dict[str, str]
) -> None:
    terminal = typing(path, environment)
    try:
        terminal.press("\x11")
        assert terminal.end() == 0
        assert "下書き 1 件を取ってあります" in terminal.seen.decode(errors="replace")
    finally:
        terminal.close()
    assert drafts(path) == [TYPED]
