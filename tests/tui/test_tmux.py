"""The dashboard in a real terminal, 80 by 24, driven by tmux: opened by the command, steered by keys alone."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from wcwidth import wcswidth

TOP = Path(__file__).resolve().parents[2]
PATIENCE = 40.0  # seconds until a screen that does not come is a failure

pytestmark = pytest.mark.terminal


class Window:
    """One tmux window with the dashboard in it."""

    def __init__(self, socket: Path, book: Path) -> None:
        self._tmux = [shutil.which("tmux") or "tmux", "-S", str(socket), "-f", "/dev/null"]
        command = f"{sys.executable} -m shinchoku --db {book}"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SHINCHOKU")}
        environment |= {
            "PYTHONPATH": str(TOP),
            "LC_ALL": "C.UTF-8",
            "SHINCHOKU_CLOCK": "2021-04-08T10:30:00+09:00",
        }
        subprocess.run(
            [*self._tmux, "new-session", "-d", "-x", "80", "-y", "24", command], env=environment, check=True
        )

    def press(self, *keys: str) -> None:
        subprocess.run([*self._tmux, "send-keys", *keys], check=True)

    def lines(self) -> list[str]:
        shown = subprocess.run(
            [*self._tmux, "capture-pane", "-p"], capture_output=True, text=True, check=True
        )
        return shown.stdout.splitlines()

    def until(self, wanted: Callable[[str], bool]) -> list[str]:
        """The screen as soon as it shows what is wanted."""
        end = time.monotonic() + PATIENCE
        while not wanted("\n".join(lines := self.lines())):
            assert time.monotonic() < end, "\n".join(lines)
        return lines

    def close(self) -> None:
        subprocess.run([*self._tmux, "kill-server"], capture_output=True, check=False)


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    book = tmp_path / "book.db"
    subprocess.run(
        [sys.executable, "-m", "shinchoku", "--db", str(book), "demo"],
        env=dict(os.environ) | {"PYTHONPATH": str(TOP), "SHINCHOKU_CLOCK": "2021-04-08T10:30:00+09:00"},
        capture_output=True,
        check=True,
    )
    made = Window(tmp_path / "tmux", book)
    yield made
    made.close()


def test_a_measure_is_reported_in_a_real_terminal_by_keys_alone(window: Window) -> None:
    overview = window.until(lambda text: "報告 4/29" in text)
    assert overview[0].strip().startswith("武蔵野市第六次総合情報化基本計画")
    window.press("F3")
    listed = window.until(lambda text: "障害者差別解消に向けた取組の推進" in text)
    assert all(wcswidth(line) <= 80 for line in overview + listed)
    window.press("Down", "Enter")
    form = window.until(lambda text: "2/29" in text)
    assert all(wcswidth(line) <= 80 for line in form)
    window.press("F9")
    window.until(lambda text: "3/29" in text and "変わりなしで提出しました" in text)
    window.press("F2")
    window.until(lambda text: "報告 5/29" in text)


def test_a_key_or_a_paste_in_another_encoding_does_not_end_the_dashboard(window: Window) -> None:
    window.until(lambda text: "報告 4/29" in text)
    # A lone byte, as Alt with a letter sends it on an old terminal, and half of a pair.
    window.press("-H", "ff")
    window.press("-H", "ed", "a0", "80")
    window.press("F3")
    window.until(lambda text: "障害者差別解消に向けた取組の推進" in text)
    window.press("/")
    window.until(lambda text: "絞込: 番号" in text)
    # 防災 in Shift_JIS, pasted.
    bytes_of = [f"{one:02x}" for one in b"\x1b[200~" + "防災".encode("cp932") + b"\x1b[201~"]
    window.press("-H", *bytes_of)
    window.until(lambda text: "\ufffd" in text)
    window.press("Escape", "F2")
    window.until(lambda text: "報告 4/29" in text)
