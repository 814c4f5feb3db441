"""What can be wrong with a file that somebody wants to bring in, one small named exception each."""

from typing import ClassVar

from domain.errors import Refusal


class UnreadableFile(Refusal):
    msgid: ClassVar[str] = "{path} cannot be read ({reason})."
    exit_code: ClassVar[int] = 3


class EmptyFile(Refusal):
    msgid: ClassVar[str] = "{path} is empty. Check that it was saved completely."
    exit_code: ClassVar[int] = 3


class UnknownKind(Refusal):
    msgid: ClassVar[str] = "{path} is not a kind of file that can be brought in. Known: {known}"
    exit_code: ClassVar[int] = 3


class TooLarge(Refusal):
    msgid: ClassVar[str] = (
        "{path} is too large ({size} MB, at most {limit} MB). Bring in the plan's part of it."
    )
    exit_code: ClassVar[int] = 3


class UnknownLayout(Refusal):
    msgid: ClassVar[str] = (
        "No known layout fits {path}. “shinchoku import identify” says why; nothing was brought in."
    )
    exit_code: ClassVar[int] = 3


class UnknownTable(UnknownLayout):
    """A table whose labels say too little."""

    msgid: ClassVar[str] = (
        "The table in {path} does not say enough to be read. Its labels: {labels}. Say which one names the measures,"
        " as in --map なまえ=title; nothing was brought in."
    )


class EncryptedFile(Refusal):
    msgid: ClassVar[str] = "{path} is protected by a password. Save it without one and bring it in again."
    exit_code: ClassVar[int] = 3


class WrongKind(Refusal):
    """The bytes are of another kind than the name says."""

    msgid: ClassVar[str] = (
        "{path} is not a file of the kind its name says. Open it and save it anew as {kind}."
    )
    exit_code: ClassVar[int] = 3


class MisnamedFile(WrongKind):
    """The bytes are of another kind that can be read, too."""

    msgid: ClassVar[str] = "{path} is really a {found} file. Rename it to {renamed} and bring it in again."


class DamagedFile(Refusal):
    msgid: ClassVar[str] = (
        "{path} is damaged and cannot be read. Open it and save it anew, or take another copy."
    )
    exit_code: ClassVar[int] = 3


class PictureOnly(Refusal):
    msgid: ClassVar[str] = (
        "{path} holds pictures or shapes and no text. Bring in a file with the text itself."
    )
    exit_code: ClassVar[int] = 3


class TooManyCells(Refusal):
    msgid: ClassVar[str] = "{path} has more than {limit} cells. Bring in the plan's part of it."
    exit_code: ClassVar[int] = 3


class TooWide(Refusal):
    msgid: ClassVar[str] = "{path} has {columns} columns in row {row}, at most {limit} can be read."
    exit_code: ClassVar[int] = 3


class TooSlow(Refusal):
    msgid: ClassVar[str] = (
        "{path} could not be read within {seconds} seconds. Bring in the plan's part of it."
    )
    exit_code: ClassVar[int] = 3


class TooHeavy(Refusal):
    msgid: ClassVar[str] = "{path} needs more than {limit} MB to be read. Bring in the plan's part of it."
    exit_code: ClassVar[int] = 3


class ImportStopped(Refusal):
    """Somebody stopped a long import between two rows."""

    msgid: ClassVar[str] = "Stopped; nothing was written."
