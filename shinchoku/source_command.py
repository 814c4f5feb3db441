"""source: where a value of a measure came from."""

import json
from typing import Any, ClassVar, Final

import click

from db.book import Book
from db.reads.plans import measure_id, plan_by_key
from db.reads.provenance import FIELDS, Origin, Sourced, source_content, sourced
from domain.errors import Refusal
from domain.names import clean
from i18n import _
from importers.document import Document
from importers.identify import read
from importers.mapping import field_name
from shinchoku.context import Session, json_option
from shinchoku.speaking import tell

# Fields that the lexicon knows under the name of one label and the book as several values.
_SEVERAL: Final = {
    "lead_department": "lead_departments",
    "related_department": "related_departments",
    "predecessor": "predecessors",
    "indicator": "indicators",
}


# Lines or rows shown on both sides of a value's place.
_NEAR: Final = 2


class FieldOrAll(Refusal):
    msgid: ClassVar[str] = "Name one field, or ask for every field with --all. Fields: {known}"


@click.command(help=_("Say where a measure's value came from: file, place, batch, and who changed it since."))
@click.argument("plan_key", metavar="PLAN")
@click.argument("measure", metavar="MEASURE")
@click.argument("field", metavar="FIELD", required=False)
@click.option("--all", "every", is_flag=True, help=_("Every field of the measure that has a value."))
@json_option
@click.pass_obj
def source(
    session: Session, plan_key: str, measure: str, field: str | None, every: bool, as_json: bool
) -> int:
    if every is (field is not None):
        raise FieldOrAll(known=" ".join(FIELDS))
    with session.book() as book:
        plan = plan_by_key(book.db, plan_key)
        measure_row = measure_id(book.db, plan, measure)
        fields = FIELDS if field is None else (_field(field),)
        values = [value for name in fields for value in sourced(book.db, measure_row, name)]
        if every:
            values = [value for value in values if value.value is not None or value.origin or value.touched]
        documents: dict[int, Document | None] = {}
        around = [_around(book, value.origin, documents) for value in values]
    if as_json:
        shown = [_as_json(value, lines) for value, lines in zip(values, around, strict=True)]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return 0
    if not values:
        tell(_("The book holds no value here."))
    for value, lines in zip(values, around, strict=True):
        _print(value, lines)
    return 0


def _field(given: str) -> str:
    base, colon, part = given.replace("：", ":").partition(":")
    if base not in FIELDS:
        known = field_name(base) or base
        base = _SEVERAL.get(known, known)
    return base + colon + part


def _around(book: Book, origin: Origin | None, documents: dict[int, Document | None]) -> str:
    """The lines around the place in the file that the book keeps; nothing where it cannot be read any more.

    `documents` are the files read so far.
    """
    if origin is None or not origin.ref:
        return ""
    if origin.source_file_id not in documents:
        try:
            content = source_content(book.db, origin.source_file_id)
            documents[origin.source_file_id] = read(origin.file, content)
        except Refusal:
            documents[origin.source_file_id] = None
    document = documents[origin.source_file_id]
    return document.text_at(origin.ref, _NEAR) if document is not None else ""


def _print(value: Sourced, around: str) -> None:
    name = f"{value.field}:{value.name}" if value.name else value.field
    tell(f"{name}  {'-' if value.value is None else clean(str(value.value))}")
    origin = value.origin
    if origin is None:
        tell("  " + _("No import brought this value."))
    else:
        tell(f"  {_('printed')}: {clean(origin.raw)}")
        tell(f"  {_('file')}: {clean(origin.file)} ({origin.sha256[:12]})  [{origin.ref}]")
        tell(f"  {_('batch')}: {origin.batch}  {origin.at}  {clean(origin.by_name)}")
    if value.touched is not None:
        tell(f"  {_('changed since')}: {value.touched.at}  {clean(value.touched.by_name)}")
    for line in around.splitlines():
        tell(f"  | {clean(line)}")


def _as_json(value: Sourced, around: str) -> dict[str, Any]:
    origin, touched = value.origin, value.touched
    return {
        "field": value.field,
        "name": value.name or None,
        "value": value.value,
        "source": None
        if origin is None
        else {
            "raw": origin.raw,
            "ref": origin.ref,
            "file": origin.file,
            "sha256": origin.sha256,
            "batch": origin.batch,
            "at": origin.at,
            "by_name": origin.by_name,
            "around": around or None,
        },
        "changed": None
        if touched is None
        else {"at": touched.at, "by_name": touched.by_name, "before": touched.before, "after": touched.after},
    }
