"""What is given on the command line has to be text; the name of a file that is there may be any bytes."""

import os
from collections.abc import Sequence
from typing import ClassVar

from domain.errors import Refusal
from domain.names import spelled


class NotUtf8(Refusal):
    msgid: ClassVar[str] = (
        "“{text}” is no text in UTF-8. Set the terminal to UTF-8; where it is a file's name, rename the file."
    )


def check_text(arguments: Sequence[str]) -> None:
    """Refuse bytes that are no text, but for the name of a file that is there. Raises NotUtf8."""
    for one in arguments:
        if one != spelled(one) and not any(os.path.lexists(name) for name in (one, one.partition("=")[2])):
            raise NotUtf8(text=spelled(one))


def not_text(error: UnicodeEncodeError) -> NotUtf8:
    """The refusal for text that could not be handed on."""
    return NotUtf8(text=spelled(error.object[:60]))
