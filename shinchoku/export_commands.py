"""export json, csv, xlsx."""

from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import ClassVar

import click

from db.clock import stamp
from db.reads.plans import plan_by_key
from domain.errors import Refusal
from exports.csv_export import export_csv
from exports.json_export import export_json
from i18n import _
from shinchoku.context import Session, plan_option
from shinchoku.speaking import say


class OutputUnwritable(Refusal):
    msgid: ClassVar[str] = "{path} cannot be written ({reason}). Choose another file with --out."


@click.group("export", help=_("Take the book's records out for reports."))
def export_group() -> None:
    pass


def _write(parts: Generator[str, None, None], out: Path | None) -> None:
    """Write what the export yields; a reader of our output that goes away (| head) ends the export in good order."""
    with closing(parts):
        if out is None:
            for part in parts:
                click.echo(part, nl=False)
        else:
            _write_file(parts, out)


def _write_file(parts: Generator[str, None, None], out: Path) -> None:
    unfinished = out.with_name(f".{out.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            file.writelines(parts)
        unfinished.replace(out)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise OutputUnwritable(path=out, reason=error.strerror or "") from error
    say(_("Written: {path}").format(path=out))


_OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False, readable=False),
    metavar="FILE",
    help=_("Into a file instead of the terminal."),
)


@export_group.command("json", help=_("Everything as JSON in the form shinchoku/1."))
@plan_option
@_OUT
@click.pass_obj
def json_(session: Session, plan_key: str | None, out: Path | None) -> int:
    with session.book() as book:
        if plan_key is not None:
            plan_by_key(book.db, plan_key)
        _write(export_json(book.db, plan_key, exported_at=stamp(book.clock)), out)
    return 0


@export_group.command("csv", help=_("One table or view as CSV that opens right in Excel."))
@click.argument("table", metavar="TABLE")
@_OUT
@click.pass_obj
def csv(session: Session, table: str, out: Path | None) -> int:
    with session.book() as book:
        _write(export_csv(book.db, table), out)
    return 0


@export_group.command(
    "xlsx", help=_("A plan as one Excel workbook: measures, reports, schedule, indicators.")
)
@plan_option
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, readable=False),
    metavar="FILE",
    help=_("The workbook to write."),
)
@click.pass_obj
def xlsx(session: Session, plan_key: str | None, out: Path) -> int:
    from exports.xlsx_export import export_xlsx  # openpyxl takes long to load

    with session.book() as book:
        plan = plan_by_key(book.db, plan_key)
        try:
            export_xlsx(book.db, plan.key, out)
        except OSError as error:
            raise OutputUnwritable(path=out, reason=error.strerror or "") from error
    say(_("Written: {path}").format(path=out))
    return 0
