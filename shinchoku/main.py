"""The entry point: the language first, then the commands, and one clear line for whatever is refused."""

import gc
import sys

import i18n


def wished_language(arguments: list[str]) -> str | None:
    """The value of --lang, read before the commands are made, because their help is already in that language."""
    for place, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
    return None


def main() -> None:
    """Run the command line and leave with the exit code of CONTRACT."""
    # Loading makes a hundred thousand objects that stay; looking through them again and again took 40 ms of the start.
    gc.set_threshold(50_000)
    wished = wished_language(sys.argv[1:])
    i18n.setup(wished if wished in ("ja", "en") else None)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    from shinchoku.speaking import run
    from shinchoku.tree import cli

    sys.exit(run(cli))
