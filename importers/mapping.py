"""What a person says the labels of an unknown layout mean, now or kept earlier, checked against the document."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from db.reads.mappings import KeptMapping
from domain.errors import Refusal
from domain.names import match_key
from importers.codes import CODES
from importers.document import Document
from importers.errors import UnknownLayout, UnknownTable
from importers.identify import Identified, identify_read, read, stage_read
from importers.lexicon import LABELS, STANDARD, Lexicon
from importers.staged import Issue, LabelUse, PlanIdentity, Staging

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


@dataclass(frozen=True, slots=True)
class Mapped:
    """A file staged with what its labels were said to mean; `kept` is the kept mapping that was found for it, and
    `given` what a person said on top."""

    staging: Staging
    kept: KeptMapping | None
    given: Mapping[str, str | None]
    words: Mapping[str, str | None]

    def decided_by(self, use: LabelUse) -> str:
        """Who said what a label means: you, kept (the kept mapping), lexicon, or nobody yet (question)."""
        if not use.own:
            return "lexicon" if use.field else "question"
        return "you" if match_key(use.label) in map(match_key, self.given) else "kept"


def stage_mapped(
    name: str,
    content: bytes,
    named: PlanIdentity | None = None,
    given: Mapping[str, str | None] | None = None,
    kept: Sequence[KeptMapping] = (),
) -> Mapped:
    """A file staged with a person's words and with the kept mapping that fits it best, if one does.

    Raises what stage() raises, NothingToMap, LabelMissing or FieldTwice.
    """
    document = read(name, content).shown()
    words = given or {}
    choice, left = choose(document, kept, named, words)
    if choice is not None:
        return choice
    staging = stage_read(document, named, Lexicon(words) if words else STANDARD)
    if words:
        if not staging.labels:
            raise NothingToMap(path=name, profile=staging.profile)
        _check(document, staging.labels, words)
    return Mapped(replace(staging, issues=(*staging.issues, *left)), None, words, words)


def choose(
    document: Document,
    kept: Sequence[KeptMapping],
    named: PlanIdentity | None = None,
    given: Mapping[str, str | None] | None = None,
) -> tuple[Mapped | None, tuple[Issue, ...]]:
    """The document staged with the kept mapping all of whose labels it has: of several the one with most labels, of
    equals the one kept last. A mapping that gives a field to two labels of this document is left, which is an issue.

    Raises LabelMissing or FieldTwice for what was given on top.
    """
    left: list[Issue] = []
    for mapping in _printing(document, kept):
        words = _joined(mapping.words, given or {})
        try:
            staging = stage_read(document, named, Lexicon(words))
        except (UnknownTable, UnknownLayout):
            continue
        if not staging.labels:
            break
        present = {match_key(use.label) for use in staging.labels}
        rival = _rival(staging.labels, {label: words[label] for label in mapping.words if label in words})
        if rival is not None:
            left.append(_issue("mapping_left", mapping, rival))
            continue
        if not all(match_key(label) in present for label in mapping.words):
            continue
        _check(document, staging.labels, words)
        used = _issue("mapping_used", mapping, {"count": str(len(mapping.words))})
        staging = replace(staging, issues=(*staging.issues, *left, used), mapping=mapping.name)
        return Mapped(staging, mapping, given or {}, words), ()
    return None, tuple(left)


def identify_mapped(name: str, content: bytes, kept: Sequence[KeptMapping]) -> tuple[Identified, str | None]:
    """Which layout a file has, and the name of the kept mapping that reads it. Raises what read() raises."""
    document = read(name, content).shown()
    choice, _ = choose(document, kept)
    if choice is None or choice.kept is None:
        return identify_read(document), None
    return identify_read(document, Lexicon(choice.words)), choice.kept.name


def _printing(document: Document, kept: Sequence[KeptMapping]) -> list[KeptMapping]:
    """The mappings whose labels may stand in the document, best first; found without recognising anything."""
    if not kept:
        return []
    texts = {cell.text for sheet in document.sheets for row in sheet.rows for cell in row}
    printed = match_key("\x1f".join(texts))
    return sorted(
        (
            mapping
            for mapping in kept
            if all(match_key(part) in printed for label in mapping.words for part in re.split("[/／]", label))
        ),
        key=lambda mapping: (-len(mapping.words), -mapping.id),
    )


def _joined(kept: Mapping[str, str | None], given: Mapping[str, str | None]) -> dict[str, str | None]:
    """The kept words without those that speak of a label or a field that was given now, and what was given."""
    labels = {match_key(label) for label in given}
    fields = {field for field in given.values() if field is not None}
    return {
        label: field
        for label, field in kept.items()
        if match_key(label) not in labels and field not in fields
    } | dict(given)


def _check(document: Document, labels: Sequence[LabelUse], words: Mapping[str, str | None]) -> None:
    """Raises LabelMissing or FieldTwice where the document and the words do not go together."""
    present = {match_key(use.label) for use in labels}
    for label, field in words.items():
        if match_key(label) in present:
            continue
        rival = next((use for use in labels if field is not None and use.field == field), None)
        if rival is not None and _printed(document, label):
            raise FieldTwice(first=rival.label, second=label, field=field)
        raise LabelMissing(label=label, known="、".join(dict.fromkeys(use.label for use in labels)))
    clash = _rival(labels, words)
    if clash is not None:
        raise FieldTwice(**clash)


def _printed(document: Document, label: str) -> bool:
    """Whether a cell of the document says exactly this; a column that lost its field to another leaves no use."""
    key = match_key(label)
    return any(match_key(cell.text) == key for sheet in document.sheets for row in sheet.rows for cell in row)


def _rival(labels: Sequence[LabelUse], words: Mapping[str, str | None]) -> dict[str, str] | None:
    """A label that has the field of another one by the lexicon, as FieldTwice tells it."""
    own = {field: label for label, field in words.items() if field is not None}
    for use in labels:
        label = own.get(use.field or "")
        if label is not None and use.field is not None and match_key(label) != match_key(use.label):
            return {"first": label, "second": use.label, "field": use.field}
    return None


def _issue(code: str, mapping: KeptMapping, params: Mapping[str, str]) -> Issue:
    return Issue(code, CODES[code].level, "", None, mapping.name, {"name": mapping.name, **params})
