"""When the terminal closes or the machine shuts down: save while there is still time, then leave."""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final, TypeAlias

from textual.dom import DOMNode

Save: TypeAlias = Callable[[], object]
Leave: TypeAlias = Callable[[int], Coroutine[Any, Any, None]]

_NAMES: Final = ("SIGHUP", "SIGTERM")
_WINDOWS_CLOSING: Final = (2, 5, 6)  # the window closes, the user logs off, the machine shuts down
# Windows ends a process whose console closes five seconds after it said so.
_WINDOWS_SECONDS: Final = 4.0

# Windows keeps only the address of a handler, asyncio only a weak reference to a task.
_kept: list[Any] = []


def on_closing(loop: asyncio.AbstractEventLoop, save: Save, leave: Leave) -> None:
    """On SIGHUP or SIGTERM, or when a Windows console closes: `save` at once, then `leave` with the code 128+n."""
    if sys.platform == "win32":
        _on_windows(loop, save, leave)
        return

    def handle(number: int) -> None:
        save()
        _kept.append(loop.create_task(leave(128 + number)))

    for name in _NAMES:
        loop.add_signal_handler(getattr(signal, name), handle, getattr(signal, name))


def forget_closing(loop: asyncio.AbstractEventLoop) -> None:
    """Take the handlers off again."""
    if sys.platform != "win32":
        for name in _NAMES:
            loop.remove_signal_handler(getattr(signal, name))


async def keys_through(app: DOMNode, focused: DOMNode | None, seconds: float) -> None:
    """Wait until keys that were pressed before are in their form; `seconds` at most.

    A key goes from the app to what has the focus, and what that says of it goes to it once more and up to its screen.
    """
    pumps = [app] if focused is None else [app, focused, *focused.ancestors_with_self]
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            for pump in pumps:
                passed = asyncio.Event()
                if pump.call_later(passed.set):
                    await passed.wait()


def _on_windows(loop: asyncio.AbstractEventLoop, save: Save, leave: Leave) -> None:
    import ctypes

    windows: Any = ctypes
    make = windows.WINFUNCTYPE(ctypes.c_int, ctypes.c_uint)

    def handle(event: int) -> int:
        if event in _WINDOWS_CLOSING:
            save()
            with suppress(TimeoutError):
                asyncio.run_coroutine_threadsafe(leave(128 + 15), loop).result(_WINDOWS_SECONDS)
            return 1
        return 0

    handler = make(handle)
    _kept.append(handler)
    windows.windll.kernel32.SetConsoleCtrlHandler(handler, 1)
