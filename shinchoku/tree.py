"""The command tree: global options, and the groups that hang on it."""

from pathlib import Path

import click

import i18n
from i18n import _
from shinchoku import __version__
from shinchoku.book_commands import backup, demo, init, restore, verify
from shinchoku.context import Session
from shinchoku.export_commands import export_group
from shinchoku.import_commands import import_group
from shinchoku.period_commands import period_group
from shinchoku.report_commands import report_group
from shinchoku.serve_command import serve


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("The progress book of a municipality's ICT or DX plan. Without a command it opens the dashboard."),
)
@click.option(
    "--db",
    "path",
    envvar="SHINCHOKU_DB",
    default="shinchoku.db",
    show_default=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("The book."),
)
@click.option(
    "--lang", type=click.Choice(["ja", "en"]), help=_("The language; else $SHINCHOKU_LANG, else Japanese.")
)
@click.version_option(__version__, prog_name="shinchoku", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context, path: Path, lang: str | None) -> int:
    context.obj = Session(path, i18n.language())
    if context.invoked_subcommand is not None:
        return 0
    from shinchoku.dashboard import open_dashboard

    return open_dashboard(context.obj)


for command in (
    init,
    demo,
    import_group,
    export_group,
    period_group,
    report_group,
    serve,
    backup,
    restore,
    verify,
):
    cli.add_command(command)
