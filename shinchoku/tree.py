"""The command tree: global options, and the groups that hang on it."""

from importlib import import_module
from pathlib import Path
from typing import Final

import click

import i18n
from i18n import _
from shinchoku import BOOK, BOOK_VARIABLE, __version__
from shinchoku.context import Session

# Each command and where it lives; its module is loaded when it is asked for, so that the dashboard starts at once.
COMMANDS: Final = {
    "init": "shinchoku.book_commands:init",
    "demo": "shinchoku.book_commands:demo",
    "import": "shinchoku.import_commands:import_group",
    "source": "shinchoku.source_command:source",
    "export": "shinchoku.export_commands:export_group",
    "period": "shinchoku.period_commands:period_group",
    "report": "shinchoku.report_commands:report_group",
    "measure": "shinchoku.measure_commands:measure_group",
    "department": "shinchoku.department_commands:department_group",
    "people": "shinchoku.people_commands:people_group",
    "internal": "shinchoku.internal_commands:internal_group",
    "insight": "shinchoku.insight_commands:insight_group",
    "serve": "shinchoku.serve_command:serve",
    "publish": "shinchoku.publish_command:publish",
    "backup": "shinchoku.book_commands:backup",
    "restore": "shinchoku.book_commands:restore",
    "verify": "shinchoku.book_commands:verify",
}


class CommandTree(click.Group):
    """A group whose commands are found by name in COMMANDS."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(
    cls=CommandTree,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("The progress book of a municipality's ICT or DX plan. Without a command it opens the dashboard."),
)
@click.option(
    "--db",
    "path",
    envvar=BOOK_VARIABLE,
    default=BOOK,
    show_default=True,
    type=click.Path(path_type=Path, readable=False),
    metavar="FILE",
    help=_("The book."),
)
@click.option(
    "--lang", type=click.Choice(["ja", "en"]), help=_("The language; else $SHINCHOKU_LANG, else Japanese.")
)
@click.version_option(
    __version__, prog_name="shinchoku", message="%(prog)s %(version)s", help=_("Show the version and exit.")
)
@click.pass_context
def cli(context: click.Context, path: Path, lang: str | None) -> int:
    context.obj = Session(path, i18n.language())
    if context.invoked_subcommand is not None:
        return 0
    from shinchoku.dashboard import open_dashboard

    return open_dashboard(path, i18n.language())
