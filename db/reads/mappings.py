"""Kept mappings: what labels of unknown layouts mean, by the name of their family of files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.database import Database
from db.errors import UnknownName


@dataclass(frozen=True, slots=True)
class KeptMapping:
    """A mapping by its name: label as printed to field, None for a label of no use; `batches` it read a file for."""

    id: int
    name: str
    words: Mapping[str, str | None]
    version: int
    batches: int

    def as_dict(self) -> dict[str, Any]:
        """The mapping for JSON."""
        return {"name": self.name, "labels": dict(self.words), "batches": self.batches}


def mappings(database: Database) -> list[KeptMapping]:
    """Every kept mapping in the order they were first kept."""
    rows = database.conn.execute(
        "SELECT id, name, words, version,"
        " (SELECT count(*) FROM import_batch WHERE import_batch.mapping = mapping.name) AS batches"
        " FROM mapping ORDER BY id"
    )
    return [
        KeptMapping(row["id"], row["name"], json.loads(row["words"]), row["version"], row["batches"])
        for row in rows
    ]


def mapping_by_name(database: Database, name: str) -> KeptMapping:
    """A kept mapping. Raises UnknownName, which names those there are."""
    kept = mappings(database)
    for mapping in kept:
        if mapping.name == name:
            return mapping
    raise UnknownName(what="mapping", name=name, known="、".join(item.name for item in kept) or "-")
