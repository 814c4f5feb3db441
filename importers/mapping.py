"""What a person says the labels of an unknown layout mean: LABEL=FIELD, checked against the document."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from domain.errors import Refusal
from domain.names import match_key
from importers.document import Document
from importers.identify import read, stage
from importers.lexicon import LABELS, STANDARD, Lexicon
from importers.staged import LabelUse, PlanIdentity, Staging

NO_USE: Final = "-"


class MapUnclear(Refusal):
    msgid: ClassVar[str] = (
        "“{given}” does not say LABEL=FIELD, as in なまえ=title; LABEL=- leaves a label out."
    )


class UnknownField(Refusal):
    msgid: ClassVar[str] = "There is no field {name} to give to “{label}”. Possible: {known}"


class LabelTwice(Refusal):
    msgid: ClassVar[str] = "“{label}” was given two meanings: {first} and {second}. Give it one."


class FieldTwice(Refusal):
    msgid: ClassVar[str] = (
        "“{first}” and “{second}” cannot both be {field}; give one of them another field or -."
    )


class LabelMissing(Refusal):
    msgid: ClassVar[str] = "The document has no label “{label}”. It has: {known}"


class NothingToMap(Refusal):
    msgid: ClassVar[str] = (
        "{path} has the layout {profile}, whose labels are known; --map does not apply to it."
    )


def field_name(name: str) -> str | None:
    """The identifier of a field given as identifier or as a printed Japanese name; None for neither."""
    folded = match_key(name)
    return folded if folded in LABELS else STANDARD.field_of(name)


def read_words(given: Sequence[str]) -> dict[str, str | None]:
    """Label to field, None for a label of no use. Raises MapUnclear, UnknownField, LabelTwice or FieldTwice."""
    words: dict[str, str | None] = {}
    seen: dict[str, str] = {}
    owner: dict[str, str] = {}
    for text in given:
        label, sign, name = text.replace("＝", "=").rpartition("=")
        label, name = label.strip(), name.strip()
        if not sign or not label or not name:
            raise MapUnclear(given=text)
        field = None if match_key(name) == NO_USE else field_name(name)
        if field is None and match_key(name) != NO_USE:
            raise UnknownField(name=name, label=label, known=" ".join(LABELS))
        before = seen.setdefault(match_key(label), label)
        if words.get(before, field) != field:
            raise LabelTwice(label=label, first=words[before] or NO_USE, second=field or NO_USE)
        words[before] = field
        if field is not None and owner.setdefault(field, before) != before:
            raise FieldTwice(first=owner[field], second=label, field=field)
    return words


def stage_mapped(
    name: str, content: bytes, named: PlanIdentity | None, words: Mapping[str, str | None]
) -> Staging:
    """A file staged with a person's words. Raises what stage() raises, NothingToMap, LabelMissing or FieldTwice."""
    if not words:
        return stage(name, content, named)
    staging = stage(name, content, named, Lexicon(words))
    if not staging.labels:
        raise NothingToMap(path=name, profile=staging.profile)
    present = {match_key(use.label) for use in staging.labels}
    for label, field in words.items():
        if match_key(label) in present:
            continue
        rival = next((use for use in staging.labels if field is not None and use.field == field), None)
        if rival is not None and _printed(read(name, content).shown(), label):
            raise FieldTwice(first=rival.label, second=label, field=field)
        raise LabelMissing(label=label, known="、".join(dict.fromkeys(use.label for use in staging.labels)))
    _check_rivals(staging.labels, words)
    return staging


def _printed(document: Document, label: str) -> bool:
    """Whether a cell of the document says exactly this; a column that lost its field to another leaves no use."""
    key = match_key(label)
    return any(match_key(cell.text) == key for sheet in document.sheets for row in sheet.rows for cell in row)


def _check_rivals(labels: Sequence[LabelUse], words: Mapping[str, str | None]) -> None:
    own = {field: label for label, field in words.items() if field is not None}
    for use in labels:
        label = own.get(use.field or "")
        if label is not None and match_key(label) != match_key(use.label):
            raise FieldTwice(first=label, second=use.label, field=use.field)
