"""internal list, mark, unmark: the columns that managers and the published copy do not get."""

import json

import click

from db.writes.internal import internal_marks, mark_internal, unmark_internal
from i18n import _
from shinchoku.context import Session, json_option
from shinchoku.speaking import say, tell

_TABLE = click.argument("table", metavar="TABLE")
_COLUMN = click.argument("column", metavar="COLUMN")


@click.group("internal", help=_("Columns that managers and the published copy do not get."))
def internal_group() -> None:
    pass


@internal_group.command("list", help=_("Every column that is marked as internal."))
@json_option
@click.pass_obj
def list_(session: Session, as_json: bool) -> int:
    with session.book() as book:
        found = internal_marks(book.db)
    if as_json:
        rows = [{"table": one.table, "column": one.column} for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    if not found:
        say(_("No column is marked as internal."))
    for one in found:
        tell(f"{one.table}.{one.column}")
    return 0


@internal_group.command("mark", help=_("Keep a column from managers, from their next question on."))
@_TABLE
@_COLUMN
@click.pass_obj
def mark(session: Session, table: str, column: str) -> int:
    with session.book(write=True) as book:
        new = mark_internal(book, table, column)
    said = _("{column} is internal now.") if new else _("{column} is internal already.")
    say(said.format(column=f"{table}.{column}"))
    return 0


@internal_group.command("unmark", help=_("Show a column to managers again."))
@_TABLE
@_COLUMN
@click.pass_obj
def unmark(session: Session, table: str, column: str) -> int:
    with session.book(write=True) as book:
        unmark_internal(book, table, column)
    say(_("{column} is shown again.").format(column=f"{table}.{column}"))
    return 0
