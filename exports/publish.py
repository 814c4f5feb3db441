"""A copy for everyone: approved records and public columns only, refreshed in place while a server reads it."""

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from db.book import Book
from db.clock import stamp
from db.errors import FolderMissing, FolderNotWritable
from db.internal import without_internal
from db.published_copy import fill, open_copy, publication, replacing, say
from domain.errors import Refusal
from domain.reporting import EVALUATION_BY_PHRASE
from exports.publish_dashboard import dashboard
from exports.publish_tables import EXAMPLES, TABLES, PublishedTable
from exports.snapshot import snapshot


class CopyUnwritable(Refusal):
    msgid: ClassVar[str] = "{path} cannot be written ({reason}). Nothing was published."


@dataclass(frozen=True, slots=True)
class Published:
    """What went out: rows by table, when, under which licence (None: none was named), and the metadata file.

    `examples` are approved reports that were made up for a sample and stayed behind.
    """

    rows: dict[str, int]
    examples: int
    at: str
    licence: str | None
    metadata: Path


def publish(
    book: Book, target: Path, *, licence: str | None = None, licence_url: str | None = None
) -> Published:
    """Fill the copy in one transaction from one moment of the book, and write its Datasette metadata beside it.

    A licence once named is kept by later runs that name none. Raises NotAPublishedCopy, FolderMissing,
    FolderNotWritable or CopyUnwritable.
    """
    if not target.parent.is_dir():
        raise FolderMissing(folder=target.parent)
    if not os.access(target.parent, os.W_OK):
        raise FolderNotWritable(folder=target.parent)
    at = stamp(book.clock)
    try:
        with closing(open_copy(target)) as copy:
            about = publication(copy) | {"published_at": at}
            about |= {"license": licence, "license_url": licence_url} if licence else {}
            with snapshot(book.db), replacing(copy), without_internal(book.db.conn):
                rows = {table.name: _fill(book.db.conn, copy, table) for table in TABLES}
                examples = book.db.conn.execute(EXAMPLES).fetchone()[0]
                say(copy, about)
            copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        metadata = _write_metadata(target, about)
    except (sqlite3.OperationalError, OSError) as error:
        raise CopyUnwritable(path=target, reason=error) from error
    return Published(rows, examples, at, about.get("license"), metadata)


def _rating_code(phrase: str | None) -> int | None:
    rating = EVALUATION_BY_PHRASE.get(phrase or "")
    return None if rating is None else int(rating.code)


def _fill(book: sqlite3.Connection, copy: sqlite3.Connection, table: PublishedTable) -> int:
    book.create_function("rating_code", 1, _rating_code, deterministic=True)
    rows = (tuple(row) for row in book.execute(table.select))
    return fill(copy, table.create, table.name, rows, len(table.columns))


def metadata_path(target: Path) -> Path:
    """Where the metadata of a copy lies: OUT-metadata.json beside OUT.db."""
    return target.with_name(f"{target.stem}-metadata.json")


def _write_metadata(target: Path, about: dict[str, str | None]) -> Path:
    place = metadata_path(target)
    unfinished = place.with_name(f".{place.name}.part")
    unfinished.write_text(
        json.dumps(_metadata(target.stem, about), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    unfinished.replace(place)
    return place


def _metadata(name: str, about: dict[str, str | None]) -> dict[str, Any]:
    tables: dict[str, Any] = {
        table.name: {
            "title": table.title,
            "description": table.description,
            "columns": {column.name: column.title for column in table.columns},
            "facets": list(table.facets),
        }
        for table in TABLES
    }
    tables["publication"] = {"title": "この公開について", "description": "公開した日時と利用条件です。"}
    said = {key: about[key] for key in ("license", "license_url") if about.get(key)}
    return {
        "title": "情報化計画の進み具合（公開用）",
        # A server reads this once, the copy at every request: the day stands in the copy alone.
        "description": "会議が承認した報告と計画書の記載です。公開した日は表「この公開について」にあります。",
        **said,
        "databases": {name: {"title": "情報化計画の進み具合", "tables": tables}},
        "plugins": {"datasette-dashboards": dashboard(name)},
    }
