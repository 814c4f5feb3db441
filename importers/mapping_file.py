"""A mapping as a TOML file that people edit: written with the possible fields, read back with the line of a fault."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from domain.errors import Refusal
from domain.names import match_key
from importers.lexicon import LABELS
from importers.mapping import NO_USE, field_name

_TABLE: Final = "labels"
_LINE: Final = re.compile(r"line (\d+)")


class NotToml(Refusal):
    msgid: ClassVar[str] = "{path}, line {line}: this is not TOML."
    exit_code: ClassVar[int] = 3


class NotAMapping(Refusal):
    msgid: ClassVar[str] = (
        '{path}, line {line}: “{found}” has no place here; [labels] holds lines "LABEL" = "FIELD".'
    )


class FieldUnknownInFile(Refusal):
    msgid: ClassVar[str] = (
        "{path}, line {line}: there is no field {name} to give to “{label}”. Possible: {known}"
    )


class LabelTwiceInFile(Refusal):
    msgid: ClassVar[str] = "{path}, line {line}: “{label}” stands twice. Give it one meaning."


class FieldTwiceInFile(Refusal):
    msgid: ClassVar[str] = (
        "{path}, line {line}: “{first}” and “{second}” cannot both be {field}; give one of them another field or -."
    )


def written(words: Mapping[str, str | None], remarks: Sequence[str]) -> str:
    """The mapping as TOML under comment lines."""
    lines = [f"# {remark}".rstrip() for remark in remarks]
    lines += ["", f"[{_TABLE}]"]
    lines += [f"{_quoted(label)} = {_quoted(field or NO_USE)}" for label, field in words.items()]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", plain) + '"'


def read_mapping(path: str, content: bytes) -> dict[str, str | None]:
    """The words of a TOML file. Raises NotToml or one of the refusals above, with the line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotToml(path=path, line=content.count(b"\n", 0, error.start) + 1) from error
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        raise NotToml(path=path, line=line[1] if line else len(text.splitlines())) from error
    table = parsed.get(_TABLE, {})
    for name in parsed:
        if name != _TABLE or not isinstance(table, dict):
            raise NotAMapping(path=path, line=_line_of(text, name), found=name)
    words: dict[str, str | None] = {}
    labels: dict[str, str] = {}
    owners: dict[str, str] = {}
    for label, name in table.items():
        _read_word(path, _line_of(text, label), label, name, words, labels, owners)
    return words


def _read_word(
    path: str,
    line: int,
    label: str,
    name: Any,
    words: dict[str, str | None],
    labels: dict[str, str],
    owners: dict[str, str],
) -> None:
    if not isinstance(name, str) or not match_key(label):
        raise NotAMapping(path=path, line=line, found=label)
    field = None if match_key(name) == NO_USE else field_name(name)
    if field is None and match_key(name) != NO_USE:
        raise FieldUnknownInFile(path=path, line=line, name=name, label=label, known=" ".join(LABELS))
    if labels.setdefault(match_key(label), label) != label:
        raise LabelTwiceInFile(path=path, line=line, label=label)
    if field is not None and owners.setdefault(field, label) != label:
        raise FieldTwiceInFile(path=path, line=line, first=owners[field], second=label, field=field)
    words[label] = field


def _line_of(text: str, name: str) -> int:
    """The line that gives a name its value, or opens a table of that name; the first one that holds it otherwise."""
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        try:
            given = tomllib.loads(line)
        except tomllib.TOMLDecodeError:
            continue
        if name in given:
            return number
    return next((number for number, line in enumerate(lines, start=1) if name in line), 1)
