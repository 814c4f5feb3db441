"""publish: a copy for everyone, with approved records and public columns only."""

from pathlib import Path

import click

from exports.publish import publish as publish_copy
from i18n import _
from shinchoku.context import Session
from shinchoku.speaking import WITH_WARNINGS, say


@click.command(
    help=_(
        "Fill OUT.db with approved reports and what the plans print, for everyone to read. An earlier copy is "
        "refreshed in place, also while a server reads it. No drafts, no names of staff, no notes between staff, no "
        "example reports."
    )
)
@click.argument("target", metavar="OUT.db", type=click.Path(path_type=Path, dir_okay=False, readable=False))
@click.option("--license", "licence", metavar="NAME", help=_("The licence, kept for the next time."))
@click.option("--license-url", "licence_url", metavar="URL", help=_("Where the licence is written out."))
@click.pass_obj
def publish(session: Session, target: Path, licence: str | None, licence_url: str | None) -> int:
    with session.book() as book:
        done = publish_copy(book, target, licence=licence, licence_url=licence_url)
    say(
        _(
            "Published to {path}: {measures} measures, {reports} approved reports. Metadata: {metadata}"
        ).format(
            path=target, measures=done.rows["measure"], reports=done.rows["report"], metadata=done.metadata
        )
    )
    if done.examples:
        say(
            _("{count} approved reports of the samples were left out: they are made up.").format(
                count=done.examples
            )
        )
    say(
        _("To show it: datasette {path} -m {metadata} (dashboard at /-/dashboards)").format(
            path=target, metadata=done.metadata
        )
    )
    if done.licence is None:
        say(_("No licence is named. Name one with --license before others use the copy."))
        return WITH_WARNINGS
    return 0
