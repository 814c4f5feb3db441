"""Keeping and forgetting mappings, each with its history."""

import json
from collections.abc import Mapping
from typing import ClassVar

from db.book import Book
from db.errors import UnknownName
from db.permissions import check_task
from db.reads.mappings import mappings
from domain.errors import Refusal
from domain.names import clean
from domain.roles import Task


class MappingUnnamed(Refusal):
    msgid: ClassVar[str] = "A mapping needs a name."


class NothingToKeep(Refusal):
    msgid: ClassVar[str] = (
        "There is nothing to keep as “{name}”: no label was given a meaning. Give one with --map LABEL=FIELD."
    )


def check_kept(name: str, words: Mapping[str, str | None]) -> str:
    """The name that a mapping is kept by: one line without spaces around it. Raises MappingUnnamed or NothingToKeep."""
    plain = clean(name, lines=False).strip()
    if not plain:
        raise MappingUnnamed()
    if not words:
        raise NothingToKeep(name=plain)
    return plain


def keep_mapping(book: Book, name: str, words: Mapping[str, str | None]) -> bool:
    """Keep a mapping under a name, in the place of an older one; False when it stood there already.

    Raises MappingUnnamed or NothingToKeep.
    """
    plain = check_kept(name, words)
    told = json.dumps(dict(words), ensure_ascii=False)
    with book.writing() as door:
        check_task(door, Task.keep_mapping)
        found = door.find("mapping", name=plain)
        if found is None:
            door.insert("mapping", {"name": plain, "words": told}, action="keep_mapping")
            return True
        if json.loads(found["words"]) == dict(words):
            return False
        door.update("mapping", found["id"], {"words": told}, action="keep_mapping")
        return True


def forget_mapping(book: Book, name: str) -> None:
    """Remove a mapping; what it read stays, and history keeps its words. Raises UnknownName."""
    with book.writing() as door:
        check_task(door, Task.keep_mapping)
        found = door.find("mapping", name=name)
        if found is None:
            known = "、".join(item.name for item in mappings(book.db)) or "-"
            raise UnknownName(what="mapping", name=name, known=known)
        door.delete("mapping", found["id"], action="forget_mapping")
