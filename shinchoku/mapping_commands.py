"""import mapping list, show, keep, forget: what labels of unknown layouts mean, kept in the book."""

import json
from pathlib import Path

import click

from db.reads.mappings import mapping_by_name, mappings
from db.writes.mappings import forget_mapping, keep_mapping
from domain.names import clean
from i18n import _, ngettext
from importers.errors import UnreadableFile
from importers.lexicon import LABELS
from importers.mapping import NO_USE
from importers.mapping_file import read_mapping, written
from shinchoku.context import Session, json_option
from shinchoku.mapping_lines import field_shown
from shinchoku.speaking import say, tell

_NAME = click.argument("name", metavar="NAME")


@click.group("mapping", help=_("Kept mappings of labels to fields: list, show, keep, forget."))
def mapping_group() -> None:
    pass


@mapping_group.command("list", help=_("Every kept mapping with its labels and how many files it read."))
@json_option
@click.pass_obj
def list_(session: Session, as_json: bool) -> int:
    with session.book() as book:
        kept = mappings(book.db)
    if as_json:
        click.echo(json.dumps([mapping.as_dict() for mapping in kept], ensure_ascii=False, indent=1))
        return 0
    if not kept:
        say(_("No mapping is kept; --keep NAME at a preview or commit keeps one."))
    for mapping in kept:
        files = ngettext("{n} import", "{n} imports", mapping.batches).format(n=mapping.batches)
        words = "  ".join(
            f"{clean(label, lines=False)}={field or NO_USE}" for label, field in mapping.words.items()
        )
        tell(f"{clean(mapping.name)}  {files}  {words}")
    return 0


@mapping_group.command("show", help=_("Print a mapping as a TOML file that can be edited and kept again."))
@_NAME
@click.pass_obj
def show(session: Session, name: str) -> int:
    with session.book() as book:
        mapping = mapping_by_name(book.db, name)
    remarks = [
        _(
            "What the labels of “{name}” mean, one line each: label as printed, field. “-” leaves a label out."
        ).format(name=clean(mapping.name)),
        _("A file in which all of these labels stand is read with them."),
        _("Fields (names in Japanese may be written too):"),
        *(f"  {field}  {field_shown(field)}" for field in LABELS),
    ]
    click.echo(written(mapping.words, remarks), nl=False)
    return 0


@mapping_group.command(
    "keep", help=_("Keep a mapping from a TOML file, in the place of an older one of that name.")
)
@_NAME
@click.argument("file", type=click.Path(path_type=Path, readable=False), metavar="FILE")
@click.pass_obj
def keep(session: Session, name: str, file: Path) -> int:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UnreadableFile(path=file, reason=error.strerror or type(error).__name__) from error
    words = read_mapping(file.name, content)
    with session.book(write=True) as book:
        changed = keep_mapping(book, name, words)
    if changed:
        say(_("Kept as “{name}”: {n} labels.").format(name=clean(name).strip(), n=len(words)))
    else:
        say(_("The book already holds all of this; nothing was written."))
    return 0


@mapping_group.command("forget", help=_("Forget a mapping; what it read stays in the book."))
@_NAME
@click.pass_obj
def forget(session: Session, name: str) -> int:
    with session.book(write=True) as book:
        forget_mapping(book, name)
    say(_("Forgotten: {name}").format(name=clean(name)))
    return 0
