"""What can go wrong with a book, one small named exception each; the command line and the dashboard say it aloud."""

from typing import ClassVar

from domain.errors import Refusal


class BookMissing(Refusal):
    msgid: ClassVar[str] = (
        "There is no book at {path}. Make one with “shinchoku init”, or “shinchoku demo” for a sample."
    )
    exit_code: ClassVar[int] = 3


class BookEmpty(Refusal):
    msgid: ClassVar[str] = "{path} is an empty file, not a book. Remove it, then run “shinchoku init”."
    exit_code: ClassVar[int] = 3


class NotABook(Refusal):
    msgid: ClassVar[str] = "{path} is not an SQLite database. Name the book with --db."
    exit_code: ClassVar[int] = 3


class ForeignDatabase(Refusal):
    msgid: ClassVar[str] = (
        "{path} is another program's database, not a shinchoku book. Name the book with --db."
    )
    exit_code: ClassVar[int] = 3


class NewerBook(Refusal):
    msgid: ClassVar[str] = (
        "{path} was written by a newer shinchoku (schema {found}, this one knows {known}). Update shinchoku."
    )
    exit_code: ClassVar[int] = 3


class OlderBook(Refusal):
    msgid: ClassVar[str] = (
        "{path} has an older schema ({found}, now {known}). Open it once with write permission to bring it up to date."
    )
    exit_code: ClassVar[int] = 3


class BookDamaged(Refusal):
    msgid: ClassVar[str] = "{path} is damaged ({reason}). Restore it from a backup with “shinchoku restore”."
    exit_code: ClassVar[int] = 3


class BookUnreadable(Refusal):
    msgid: ClassVar[str] = "{path} cannot be opened ({reason}). Ask whoever keeps the book for permission."
    exit_code: ClassVar[int] = 3


class BookReadOnly(Refusal):
    msgid: ClassVar[str] = (
        "{path} may be read but not written by you. Ask whoever keeps the book for write permission."
    )


class FolderNotWritable(Refusal):
    msgid: ClassVar[str] = (
        "The folder {folder} does not let you write, and the book needs its side files there. "
        "Ask for write permission on the folder."
    )


class FolderMissing(Refusal):
    msgid: ClassVar[str] = "There is no folder {folder}. Make it first, or name another place with --db."


class BookExists(Refusal):
    msgid: ClassVar[str] = "{path} already exists and was left as it is. Choose another name with --db."


class OnNetworkShare(Refusal):
    """SQLite's locks do not reach across hosts; see docs/shared-use.md for the way that works."""

    msgid: ClassVar[str] = (
        "{path} lies on a network share ({kind}), where two people can lose each other's rows. Keep the book on one"
        " host's own disk and let people come there by SSH (docs/shared-use.md)."
    )


class ShareInUse(OnNetworkShare):
    msgid: ClassVar[str] = (
        "{path} lies on a network share ({kind}) and somebody is writing in it, so it cannot be read safely. Keep the"
        " book on one host's own disk and let people come there by SSH (docs/shared-use.md)."
    )


class BookBusy(Refusal):
    msgid: ClassVar[str] = (
        "Somebody else has been writing in {path} for too long. Nothing was saved here; try again."
    )


class BookReplaced(Refusal):
    """What is written goes into a file that nobody can open any more."""

    msgid: ClassVar[str] = (
        "{path} was replaced by another file since it was opened. Nothing was saved here; leave and open it again."
    )


class BookGone(Refusal):
    """What is written goes into a file without a name, which the system throws away."""

    msgid: ClassVar[str] = (
        "{path} was removed or renamed since it was opened. Nothing was saved here; put it back and try again,"
        " or leave and open it where it is now."
    )


class ClockBehind(Refusal):
    """Said, and never raised: a book that refused a clock would refuse it for years where the earlier one was wrong."""

    msgid: ClassVar[str] = (
        "This computer's clock says {now}, but the book was written at {last} already. Set the clock right if it is"
        " slow; the order of what is written is kept in any case."
    )


class BookFull(Refusal):
    msgid: ClassVar[str] = "The disk that holds {path} is full. Nothing was saved; make room and try again."


class NoText(Refusal):
    """Half of a pair of signs, as a broken paste or a foreign encoding leaves it: no file can hold it."""

    msgid: ClassVar[str] = (
        "“{text}” holds signs that are no text and cannot be saved. Nothing was saved here."
    )


class StaleVersion(Refusal):
    """Somebody changed the row since it was read; carries both texts so that nothing is lost."""

    msgid: ClassVar[str] = (
        "{what} was changed by {name} at {at} while you were editing. Yours was not saved over it; compare the two."
    )


class UnknownName(Refusal):
    msgid: ClassVar[str] = "There is no {what} “{name}” in this book. Known: {known}."


class AmbiguousPlan(Refusal):
    msgid: ClassVar[str] = "This book holds several plans; choose one with --plan. Known: {known}."


class NoPlan(Refusal):
    msgid: ClassVar[str] = "This book holds no plan yet. Bring one in with “shinchoku import commit FILE”."
