"""init, demo, backup, restore and verify."""

from pathlib import Path
from typing import ClassVar

import click

from db.backup import backup as make_backup
from db.backup import verify as verify_book
from db.book import Book
from db.errors import BookExists
from domain.errors import Refusal
from i18n import _, ngettext
from shinchoku.context import Session, warn_of_clock
from shinchoku.speaking import REFUSED, UNREADABLE, WITH_WARNINGS, say, tell


class BackupDamaged(Refusal):
    msgid: ClassVar[str] = "{path} is damaged and was not restored. Choose an earlier backup."
    exit_code: ClassVar[int] = 3


@click.command(help=_("Make a new, empty book; an existing file is refused."))
@click.pass_obj
def init(session: Session) -> int:
    Book.create(session.path).close()
    say(_("Made an empty book: {path}").format(path=session.path))
    return 0


@click.command(help=_("Load the sample plans into the book, making it if there is none."))
@click.pass_obj
def demo(session: Session) -> int:
    from shinchoku.demo import load_demo  # brings in every importer

    book = Book.open(session.path) if session.path.exists() else Book.create(session.path)
    with book:
        warn_of_clock(book)
        loaded = load_demo(book)
    for name in loaded.plans:
        say(_("Loaded: {title}").format(title=name))
    say(
        _(
            "Reports in the sample are examples (記入例). The book is {path}; “shinchoku” opens the dashboard."
        ).format(path=session.path)
    )
    return 0


@click.command(help=_("Copy the book while people work in it; the copy is checked before it gets its name."))
@click.argument("target", metavar="OUT.db", type=click.Path(path_type=Path, readable=False))
@click.pass_obj
def backup(session: Session, target: Path) -> int:
    with session.book() as book:
        verdict = make_backup(book, target)
    say(
        _("Copied to {path}. History: {count} entries, head {hash}.").format(
            path=target, count=verdict.head.count, hash=verdict.head.hash[:16]
        )
    )
    if not verdict.sound:
        say(_("The copy has the faults of the book itself. Run “shinchoku verify”."))
        return WITH_WARNINGS
    return 0


@click.command(help=_("Put a backup in the book's place; an existing book is refused."))
@click.argument("source", metavar="BACKUP.db", type=click.Path(path_type=Path, readable=False))
@click.pass_obj
def restore(session: Session, source: Path) -> int:
    if session.path.exists():
        raise BookExists(path=session.path)
    with Book.open(source, write=False) as book:
        if not verify_book(book).sound:
            raise BackupDamaged(path=source)
        make_backup(book, session.path)
    say(_("Restored {path} from {source}.").format(path=session.path, source=source))
    return 0


@click.command(help=_("Check the whole book: pages, references, guards, and every link of the history."))
@click.pass_obj
def verify(session: Session) -> int:
    with session.book() as book:
        verdict = verify_book(book)
    tell(_("History: {count} entries, head {hash}").format(count=verdict.head.count, hash=verdict.head.hash))
    if verdict.backward_steps:
        words = ngettext(
            "A clock was set back at {n} place in the history, at entry {seq}: times before or after it are wrong,"
            " their order is right.",
            "Clocks were set back at {n} places in the history, first at entry {seq}: times before or after"
            " them are wrong, their order is right.",
            len(verdict.backward_steps),
        )
        say(words.format(n=len(verdict.backward_steps), seq=verdict.backward_steps[0]))
    if verdict.sound:
        say(_("The book is whole."))
        return 0
    for line in verdict.integrity:
        say(_("Damaged page: {line}").format(line=line))
    if verdict.foreign_keys:
        say(_("{count} references lead nowhere.").format(count=verdict.foreign_keys))
    if verdict.broken_links:
        say(_("The history is broken at entry {seq}.").format(seq=verdict.broken_links[0]))
    for name in verdict.missing_guards:
        say(_("A guard is missing: {name}").format(name=name))
    return UNREADABLE if verdict.integrity else REFUSED
