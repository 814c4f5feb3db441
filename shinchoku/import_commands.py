"""import identify, preview, commit, undo, list; mapping hangs on it."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, Final

import click

from db.book import Book
from db.errors import BookMissing
from db.reads.batches import batches
from db.reads.mappings import KeptMapping, mappings
from db.writes.mappings import check_kept, keep_mapping
from domain.errors import Refusal
from i18n import _, ngettext
from i18n.issues import issue_sentence
from importers.codes import CODES
from importers.commit import Source, commit, preview
from importers.difference import Difference, Outcome, RowResult
from importers.errors import UnreadableFile
from importers.identify import Identified
from importers.mapping import Mapped, identify_mapped, stage_mapped
from importers.staged import Issue, PlanIdentity
from importers.undo import undo
from shinchoku.context import Function, Session, json_option
from shinchoku.mapping_commands import mapping_group
from shinchoku.mapping_lines import Asked, mapping_lines, mapping_options, mapping_rows
from shinchoku.speaking import REFUSED, WITH_WARNINGS, doer, say, tell


class TitleNeedsYears(Refusal):
    msgid: ClassVar[str] = "--title also needs --municipality, --first-fy and --last-fy."


class PlanUnsaid(Refusal):
    msgid: ClassVar[str] = (
        "--municipality, --first-fy and --last-fy need --plan or --title to say which plan is meant."
    )


@click.group(
    "import", help=_("Bring in plan tables from files: identify, preview, commit, undo, list, mapping.")
)
def import_group() -> None:
    pass


import_group.add_command(mapping_group)


def _identity_options(function: Function) -> Function:
    for option in (
        click.option(
            "--last-fy", type=int, metavar="YEAR", help=_("The last fiscal year, as its starting year.")
        ),
        click.option(
            "--first-fy", type=int, metavar="YEAR", help=_("The first fiscal year, as its starting year.")
        ),
        click.option("--municipality", metavar="NAME", help=_("The municipality.")),
        click.option(
            "--title", metavar="TITLE", help=_("The plan's title, where the document does not name it.")
        ),
        click.option("--plan", "plan_key", metavar="KEY", help=_("The plan the document belongs to.")),
    ):
        function = option(function)
    return function


_FILE = click.argument("file", type=click.Path(path_type=Path, readable=False), metavar="FILE")


def _identity(
    plan_key: str | None,
    title: str | None,
    municipality: str | None,
    first_fy: int | None,
    last_fy: int | None,
) -> PlanIdentity | None:
    if title is None and plan_key is None:
        if (municipality, first_fy, last_fy) != (None, None, None):
            raise PlanUnsaid()
        return None
    if title is not None and None in (municipality, first_fy, last_fy):
        raise TitleNeedsYears()
    key = plan_key or f"{municipality}-{title}"
    return PlanIdentity(key, title, municipality, first_fy, last_fy)


def read_source(path: Path) -> Source:
    """The file's name and bytes. Raises UnreadableFile."""
    try:
        return Source(path.name, path.read_bytes())
    except OSError as error:
        raise UnreadableFile(path=path, reason=error.strerror or type(error).__name__) from error


def speak(issue: Issue) -> str:
    """An issue as one sentence in the user's language."""
    code = CODES.get(issue.code)
    return issue.code if code is None else issue_sentence(code.msgid, issue.params, issue.raw, issue.ref)


@import_group.command("identify", help=_("Say which layout a file has, how sure that is, and why."))
@_FILE
@json_option
@click.pass_obj
def identify_(session: Session, file: Path, as_json: bool) -> int:
    source = read_source(file)
    found, kept = identify_mapped(source.name, source.content, _kept(session))
    if as_json:
        click.echo(json.dumps(_identified(found) | {"kept_mapping": kept}, ensure_ascii=False, indent=1))
    else:
        tell(f"{found.profile or _('unknown layout')}  {found.score:.2f}")
        if kept is not None:
            tell(f"  {_('kept mapping')}: {kept}")
        for reason in found.reasons:
            tell(f"  {reason}")
        for mark in found.missing:
            tell(f"  {_('not found')}: {mark}")
        for candidate in found.candidates:
            tell(f"  {_('also possible')}: {candidate.profile} {candidate.score:.2f}")
            for mark in candidate.missing:
                tell(f"    {_('not found')}: {mark}")
    return 0 if found.profile else WITH_WARNINGS


def _kept(session: Session) -> Sequence[KeptMapping]:
    """The book's mappings; none where there is no book that can be read, for a file has its layout without one."""
    try:
        with session.book() as book:
            return mappings(book.db)
    except Refusal:
        return ()


def _identified(found: Identified) -> dict[str, Any]:
    return {
        "profile": found.profile,
        "score": found.score,
        "reasons": list(found.reasons),
        "missing": list(found.missing),
        "candidates": [
            {
                "profile": item.profile,
                "score": item.score,
                "reasons": list(item.reasons),
                "missing": list(item.missing),
            }
            for item in found.candidates
        ],
    }


@import_group.command(
    "preview", help=_("Show every row a commit would bring, change or leave; writes nothing.")
)
@_FILE
@_identity_options
@mapping_options
@json_option
@click.pass_obj
def preview_(session: Session, /, file: Path, as_json: bool, asked: Asked, **identity: Any) -> int:
    source = read_source(file)
    with _book_or_blank(session, needed=asked.keep is not None) as book:
        mapped = _mapped(book, source, _identity(**identity), asked)
        difference = preview(book, mapped.staging, source)
        if asked.keep is not None:
            _keep(book, asked.keep, mapped)
    if as_json:
        click.echo(json.dumps(_as_json(difference, mapped), ensure_ascii=False, indent=1))
    else:
        _print_rows(difference)
        for line in mapping_lines(mapped):
            tell(line)
        _print_counts(difference)
    return WITH_WARNINGS if difference.has_warnings else 0


@contextmanager
def _book_or_blank(session: Session, *, needed: bool) -> Iterator[Book]:
    """The book, or a blank one for the time of a preview. Raises BookMissing where the book itself is needed."""
    try:
        book = session.book(write=True)
    except BookMissing:
        if needed:
            raise
        with TemporaryDirectory() as folder, Book.create(Path(folder) / "preview.db") as blank:
            yield blank
        return
    with book:
        yield book


def _mapped(book: Book, source: Source, named: PlanIdentity | None, asked: Asked) -> Mapped:
    """The file staged as asked for, under the name that its mapping is to be kept by."""
    kept = () if asked.without_mapping else mappings(book.db)
    mapped = stage_mapped(source.name, source.content, named, asked.words, kept)
    if asked.keep is None:
        return mapped
    name = check_kept(asked.keep, mapped.words)
    return replace(mapped, staging=replace(mapped.staging, mapping=name))


def _keep(book: Book, name: str, mapped: Mapped) -> None:
    keep_mapping(book, name, mapped.words)
    say(_("Kept as “{name}”: {n} labels.").format(name=name, n=len(mapped.words)))


@import_group.command(
    "commit", help=_("Bring the file in, all of it or nothing, and print the batch's number.")
)
@_FILE
@_identity_options
@mapping_options
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@click.pass_obj
def commit_(session: Session, /, file: Path, yes: bool, asked: Asked, **identity: Any) -> int:
    source = read_source(file)
    with session.book(write=True) as book:
        mapped = _mapped(book, source, _identity(**identity), asked)
        staging = mapped.staging
        if not yes:
            difference = preview(book, staging, source)
            _print_counts(difference)
            if difference.writes and not click.confirm(_("Bring this in?"), err=True):
                say(_("Stopped; nothing was written."))
                return REFUSED
        difference = commit(book, staging, source, speak)
        if asked.keep is not None:
            _keep(book, asked.keep, mapped)
    if yes:
        _print_counts(difference)
    if difference.batch is None:
        say(_("The book already holds all of this; nothing was written."))
    else:
        click.echo(difference.batch)
    return WITH_WARNINGS if difference.has_warnings else 0


@import_group.command("undo", help=_("Take a batch back; what somebody changed since is kept and named."))
@click.argument("batch", type=int, metavar="BATCH")
@click.pass_obj
def undo_(session: Session, batch: int) -> int:
    with session.book(write=True) as book:
        undone = undo(book, batch)
    say(
        _("Taken back: {removed} rows removed, {restored} rows put back.").format(
            removed=undone.removed, restored=undone.restored
        )
    )
    for kept in undone.kept:
        say(
            _("Kept, because it was changed or used since: {name} ({table})").format(
                name=kept.name, table=kept.table
            )
        )
    return WITH_WARNINGS if undone.kept else 0


@import_group.command(
    "list", help=_("Every batch with its file, when, who, how many rows, and whether it still stands.")
)
@json_option
@click.pass_obj
def list_(session: Session, as_json: bool) -> int:
    with session.book() as book:
        found = batches(book.db)
    if as_json:
        click.echo(json.dumps([batch.as_dict() for batch in found], ensure_ascii=False, indent=1))
        return 0
    for batch in found:
        counts = f"+{batch.rows_new} ~{batch.rows_changed} ={batch.rows_same}"
        tell(
            f"{batch.id:>4}  {batch.at}  {doer(batch.by_name, batch.proxy_for)}  {batch.file}  {batch.sha256[:12]}"
            f"  {counts}  {_(batch.state)}  {batch.mapping or ''}".rstrip()
        )
    return 0


_OUTCOMES: Final[tuple[Outcome, ...]] = ("new", "changed", "same", "conflict", "rejected", "missing")


def _print_rows(difference: Difference) -> None:
    for row in difference.rows:
        if row.outcome == "same":
            continue
        place = f"[{row.ref}]" if row.ref else ""
        said = f"{_(row.outcome)}  {row.plan} {_(row.entity)} {_key(row)}".rstrip()
        tell(f"{said}  {place} {row.reason}".rstrip())
        if row.outcome in ("changed", "conflict"):
            for change in row.changes:
                tell(f"    {change.field}: {change.before!r} → {change.after!r}  [{change.ref}]")
    for issue in difference.issues:
        tell(f"{_(issue.level)}  {issue.code}  [{issue.ref}] {speak(issue)}")


def _key(row: RowResult) -> str:
    return "/".join("-" if part is None else str(part) for part in row.key)


def _print_counts(difference: Difference) -> None:
    parts = [f"{_(outcome)} {difference.count(outcome)}" for outcome in _OUTCOMES]
    say(f"{difference.file_name} ({difference.profile}): " + "  ".join(parts))
    warnings = sum(issue.level != "info" for issue in difference.issues)
    notes = len(difference.issues) - warnings
    say(
        ngettext("{n} issue to look at", "{n} issues to look at", warnings).format(n=warnings)
        + _(", {n} notes").format(n=notes)
    )


def _as_json(difference: Difference, mapped: Mapped) -> dict[str, Any]:
    return {
        "profile": difference.profile,
        "kept_mapping": mapped.kept.name if mapped.kept else None,
        "file": difference.file_name,
        "sha256": difference.sha256,
        "counts": {outcome: difference.count(outcome) for outcome in _OUTCOMES},
        "mapping": mapping_rows(mapped),
        "rows": [
            {
                "plan": row.plan,
                "entity": row.entity,
                "key": list(row.key),
                "outcome": row.outcome,
                "ref": row.ref,
                "reason": row.reason or None,
                "changes": [
                    {
                        "field": change.field,
                        "before": change.before,
                        "after": change.after,
                        "raw": change.raw,
                        "ref": change.ref,
                        "conflict": change.conflict,
                    }
                    for change in row.changes
                ],
            }
            for row in difference.rows
        ],
        "issues": [
            {
                "code": issue.code,
                "level": issue.level,
                "ref": issue.ref,
                "field": issue.field,
                "raw": issue.raw,
                "message": speak(issue),
                "plan": issue.plan,
                "key": list(issue.key) if issue.key else None,
            }
            for issue in difference.issues
        ],
    }
