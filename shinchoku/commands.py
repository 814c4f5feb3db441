"""Running the command tree: what click does not understand becomes one line in the user's language."""

from typing import Any

import click

from i18n import _
from shinchoku import click_words
from shinchoku.speaking import REFUSED, say
from shinchoku.tree import cli


def commands() -> Any:
    """Run what the command line names; what the command returns, or an exit code. Refusals pass through."""
    click_words.speak()
    try:
        return cli.main(standalone_mode=False, prog_name="shinchoku")
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.UsageError as error:
        say(_usage(error))
    except click.ClickException as error:
        say(error.format_message())
    except click.Abort:
        raise KeyboardInterrupt from None
    return REFUSED


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
        return _("{name} cannot be used as given: {reason}").format(name=name, reason=error.message)
    return _("That cannot be understood ({reason}). See “{command} --help”.").format(
        reason=error.format_message(), command=_command(error)
    )


def _command(error: click.UsageError) -> str:
    return error.ctx.command_path if error.ctx is not None else "shinchoku"
