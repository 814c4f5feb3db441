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
