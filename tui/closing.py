"""When the terminal closes or the machine shuts down: run one function while there is still time, then leave."""

import asyncio
import signal
import sys
from collections.abc import Callable
from typing import Any, Final

_NAMES: Final = ("SIGHUP", "SIGTERM")
_WINDOWS_CLOSING: Final = (2, 5, 6)  # the window closes, the user logs off, the machine shuts down

# Windows keeps only the address of a handler; the object has to live as long as the process.
_kept: list[Any] = []


def on_closing(loop: asyncio.AbstractEventLoop, closing: Callable[[int], None]) -> None:
    """Call `closing` with the exit code 128+n when SIGHUP or SIGTERM comes, or when a Windows console closes."""
    if sys.platform == "win32":
        _on_windows(closing)
        return
    for name in _NAMES:
        number = getattr(signal, name)
        loop.add_signal_handler(number, closing, 128 + number)


def forget_closing(loop: asyncio.AbstractEventLoop) -> None:
    """Take the handlers off again."""
    if sys.platform != "win32":
        for name in _NAMES:
            loop.remove_signal_handler(getattr(signal, name))


def _on_windows(closing: Callable[[int], None]) -> None:
    import ctypes

    windows: Any = ctypes
    make = windows.WINFUNCTYPE(ctypes.c_int, ctypes.c_uint)

    def handle(event: int) -> int:
        if event in _WINDOWS_CLOSING:
            closing(128 + 15)
            return 1
        return 0

    handler = make(handle)
    _kept.append(handler)
    windows.windll.kernel32.SetConsoleCtrlHandler(handler, 1)
