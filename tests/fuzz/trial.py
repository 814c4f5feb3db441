"""One damaged file through reading, staging, committing, committing again and undoing; anything but a refusal fails."""

import re
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib import import_module
from pathlib import PurePath
from types import FrameType
from unittest.mock import patch

from db.backup import verify
from db.book import Book
from domain.errors import Refusal
from importers import identify
from importers.codes import CODES
from importers.commit import Source, commit
from importers.document import Document
from importers.readers.child import FOREIGN
from importers.readers.limited import read_limited
from importers.recognise import house_table, list_table
from importers.staged import Issue, PlanIdentity, Staging
from importers.undo import undo
from tests.importers.list_accounts import place_of, refused_rows, rows_of_lists, staged_rows

SECONDS = 10.0
# Places in tables of a paged document begin with the page.
_PAGE = re.compile(r"^p\.\d+ ")


# Sections of the house table without rows of facts: a form, and what only `demo` uses (docs/house-table.md).
_NOT_LISTS = re.compile("■(?:計画|期|報告例)$")


class Hung(BaseException):
    """The file took longer than any file may."""


class Wrong(AssertionError):
    """A rule of the import was broken."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises Hung when the time is up."""

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise Hung

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _here(name: str, content: bytes, **_: object) -> Document:
    """A foreign format read in this process, where a fault of the reader is not hidden behind the child's end."""
    module, reader = FOREIGN[PurePath(name).suffix.lower()]
    document: Document = getattr(import_module(module), reader)(name, content)
    return document


@contextmanager
def readers_here() -> Iterator[None]:
    """Foreign formats are read without their child."""
    here = {kind: _here if reader is read_limited else reader for kind, reader in identify.READERS.items()}
    with patch.object(identify, "READERS", here):
        yield


def state(book: Book) -> str:
    """Every row of every table as one hash."""
    digest = sha256()
    for line in book.db.conn.iterdump():
        digest.update(line.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def speak(issue: Issue) -> str:
    """The issue's English sentence: every field that it needs has to be there."""
    return CODES[issue.code].msgid.format(**{"raw": issue.raw, "ref": issue.ref, **issue.params})


def check_rows(name: str, content: bytes, staging: Staging) -> None:
    """Nothing is staged twice, and in a list rows staged and rows refused are the rows with a text below its header."""
    twice = [
        place
        for place, times in Counter((r.plan, r.entity, r.key) for r in staging.rows).items()
        if times > 1
    ]
    if twice:
        raise Wrong(f"staged twice: {twice[:3]}")
    if staging.profile == house_table.PROFILE:
        check_house_rows(name, content, staging)
    if staging.profile == list_table.PROFILE:
        rows = rows_of_lists(name, content)
        staged, refused = (
            {(_PAGE.sub("", sheet), row) for sheet, row in places}
            for places in (staged_rows(staging), refused_rows(staging))
        )
        if lost := rows - staged - refused:
            raise Wrong(f"rows neither staged nor refused: {sorted(lost)[:3]}")
        if both := staged & refused:
            raise Wrong(f"rows both staged and refused: {sorted(both)[:3]}")


def check_house_rows(name: str, content: bytes, staging: Staging) -> None:
    """Every row of a section of the house table is staged, or an issue names it."""
    refs = {cell.ref for row in staging.rows for cell in row.cells.values()}
    refs |= {row.ref for row in staging.rows} | {issue.ref for issue in (*staging.issues, *staging.refused)}
    told = {place for ref in refs if (place := place_of(ref))}
    left_out = {issue.code for issue in staging.issues} & {"unknown_section", "missing_column"}
    wanted: set[tuple[str, int]] = set()
    for sheet in identify.read(name, content).shown().sheets:
        in_list = has_labels = False
        for row in sheet.rows:
            first = next((cell for cell in row if cell.text.strip()), None)
            if first is None:
                continue
            if first.text.strip().startswith("■"):
                in_list, has_labels = not _NOT_LISTS.match(first.text.strip()), False
            elif in_list and has_labels:
                wanted.add((sheet.name, first.row))
            else:
                has_labels = True
    # A section that is left out is named once, by its heading.
    if not left_out and (lost := wanted - told):
        raise Wrong(f"rows of the house table neither staged nor named: {sorted(lost)[:3]}")


def attempt(book: Book, name: str, content: bytes, *, deep: bool) -> str:
    """What became of the file: "refused", "empty" or "committed". Raises Wrong, Hung, or whatever broke.

    `deep` also verifies the book, imports once more and takes the batch back.
    """
    before = state(book) if deep else ""
    source = Source(name, content)
    with within(SECONDS):
        try:
            staging = identify.stage(name, content, PlanIdentity("fuzz", "見本の計画", "見本市"))
        except Refusal:
            return "refused"
        check_rows(name, content, staging)
        try:
            done = commit(book, staging, source, speak)
        except Refusal:
            if deep and state(book) != before:
                raise Wrong("a refused commit changed the book") from None
            return "refused"
    if done.batch is None:
        if deep and state(book) != before:
            raise Wrong("a commit of nothing changed the book")
        return "empty"
    if deep:
        _after(book, staging, source, done.batch)
    return "committed"


def _after(book: Book, staging: Staging, source: Source, batch: int) -> None:
    again = commit(book, staging, source, speak)
    if again.batch is not None or again.count("new") or again.count("changed"):
        raise Wrong("importing again is not 0 new, 0 changed")
    verdict = verify(book)
    if not verdict.sound:
        raise Wrong(f"verify: {verdict}")
    undone = undo(book, batch)
    if undone.kept:
        raise Wrong(f"undo kept {undone.kept[:3]}")
