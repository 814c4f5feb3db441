"""What the terminal sends: bytes that are no UTF-8 come as a sign that says so, and do not end the dashboard."""

import sys
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Callable
from functools import partial
from importlib import import_module


def forgiving(encoding: str) -> Callable[[], IncrementalDecoder]:
    """A decoder that reads every byte, � for those that are no text."""
    return partial(getincrementaldecoder(encoding), errors="replace")


def take_any_bytes() -> None:
    """Let Textual read a key or a paste in another encoding: its own decoder ends the program with a traceback."""
    if sys.platform != "win32":
        setattr(import_module("textual.drivers.linux_driver"), "getincrementaldecoder", forgiving)  # noqa: B010
