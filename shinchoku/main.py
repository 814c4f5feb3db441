"""The entry point: the language first, then the commands, and one clear line for whatever is refused."""

import gc
import sys

import i18n
from shinchoku.arguments import check_text
from shinchoku.starting import dashboard_alone, wished_language


def main() -> None:
    """Run the command line and leave with the exit code of CONTRACT."""
    # Loading makes a hundred thousand objects that stay; looking through them again and again took 40 ms of the start.
    gc.set_threshold(50_000)
    arguments = sys.argv[1:]
    wished = wished_language(arguments)
    lang = i18n.setup(wished if wished in i18n.LANGUAGES else None)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    from shinchoku.speaking import run

    sys.exit(run(lambda: _asked(arguments, lang)))


def _asked(arguments: list[str], lang: str) -> object:
    check_text(arguments)
    if (book := dashboard_alone(arguments)) is not None:
        from shinchoku.dashboard import open_dashboard

        return open_dashboard(book, lang)
    from shinchoku.commands import commands

    return commands()
