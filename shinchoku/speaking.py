"""How the command line speaks: data on stdout, talk on stderr, every refusal as one line in the user's language."""

import os
import sys
from typing import Any, Final

import click

from domain.errors import Refusal
from domain.names import clean
from i18n import _
from i18n.refusals import sentence

DONE: Final = 0
WITH_WARNINGS: Final = 1
REFUSED: Final = 2
UNREADABLE: Final = 3


def say(text: str) -> None:
    """Talk to the person: stderr."""
    click.echo(text, err=True)


def doer(name: str, proxy_for: str | None) -> str:
    """Who did something, and in whose place."""
    return clean(name) + (_(" for {name}").format(name=clean(proxy_for)) if proxy_for else "")


def _usage(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        return _("There is no option {name}. See “{command} --help”.").format(
            name=error.option_name, command=_command(error)
        )
    if isinstance(error, click.MissingParameter):
        param = error.param
        name = param.get_error_hint(error.ctx) if param is not None and error.ctx is not None else "?"
        return _("{name} is missing. See “{command} --help”.").format(name=name, command=_command(error))
    if isinstance(error, click.BadParameter):
        param = error.param
        name = param.get_error_hint(error.ctx) if param is not None and error.ctx is not None else "?"
        return _("{name} cannot be used as given: {reason}").format(name=name, reason=error.format_message())
    return _("That cannot be understood ({reason}). See “{command} --help”.").format(
        reason=error.format_message(), command=_command(error)
    )


def _command(error: click.UsageError) -> str:
    return error.ctx.command_path if error.ctx is not None else "shinchoku"


def run(cli: click.Command) -> int:
    """Run the commands; the exit code is what they return, or what a refusal says."""
    try:
        result: Any = cli.main(standalone_mode=False, prog_name="shinchoku")
    except Refusal as refusal:
        say(sentence(refusal))
        return refusal.exit_code
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.UsageError as error:
        say(_usage(error))
        return REFUSED
    except click.ClickException as error:
        say(error.format_message())
        return REFUSED
    except (click.Abort, KeyboardInterrupt):
        say(_("Stopped; nothing was written."))
        return REFUSED
    except BrokenPipeError:
        # The reader of our output has gone (| head): silence the interpreter's own complaint at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return result if isinstance(result, int) else DONE
