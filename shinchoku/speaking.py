"""How the command line speaks: data on stdout, talk on stderr, every refusal as one line in the user's language."""

import os
import sys
from collections.abc import Callable
from typing import Final

from domain.errors import Refusal
from domain.names import clean
from i18n import _
from i18n.refusals import sentence
from shinchoku.arguments import not_text

DONE: Final = 0
WITH_WARNINGS: Final = 1
REFUSED: Final = 2
UNREADABLE: Final = 3


def say(text: str) -> None:
    """Talk to the person: stderr."""
    import click  # only where something is said: the dashboard starts without it

    click.echo(clean(text), err=True)


def tell(text: str) -> None:
    """A line of data for a person: stdout, without what would steer a terminal or turn its text around."""
    import click

    click.echo(clean(text))


def doer(name: str, proxy_for: str | None) -> str:
    """Who did something, and in whose place."""
    return clean(name) + (_(" for {name}").format(name=clean(proxy_for)) if proxy_for else "")


def _refused(refusal: Refusal) -> int:
    say(sentence(refusal))
    return refusal.exit_code


def run(work: Callable[[], object]) -> int:
    """Do what was asked; the exit code is what it returns, or what a refusal says."""
    try:
        result = work()
    except Refusal as refusal:
        return _refused(refusal)
    except UnicodeEncodeError as error:
        return _refused(not_text(error))
    except KeyboardInterrupt:
        say(_("Stopped; nothing was written."))
        return REFUSED
    except BrokenPipeError:
        # The reader of our output has gone (| head): silence the interpreter's own complaint at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return result if isinstance(result, int) else DONE
