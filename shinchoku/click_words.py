"""click's own words in the user's language: usage, options, what is wrong with an argument."""

from collections.abc import Sequence
from importlib import import_module
from typing import Final

import click

from i18n import _, ngettext

# click asks gettext for these by names of its modules; its own catalogues are empty.
_SPEAKING: Final = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")
# What stands in a usage line for what is left out of it; click has no msgids for these.
_PIECES: Final = ("[OPTIONS]", "[COMMAND]", "COMMAND", "[ARGS]...")


class _Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, _usage(args.split(" ")), prefix)


def _usage(words: Sequence[str]) -> str:
    return " ".join(_(word) if word in _PIECES else word for word in words)


def speak() -> None:
    """Let click say everything in the user's language, as it is when it speaks."""
    for name in _SPEAKING:
        module = import_module(f"click.{name}")
        for word, ours in (("_", _), ("ngettext", ngettext)):
            if hasattr(module, word):
                setattr(module, word, ours)
    click.Context.formatter_class = _Formatter
