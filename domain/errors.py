"""The one kind of refusal: a sentence in English with named fields, and the exit code it leads to."""

from typing import ClassVar


class Refusal(Exception):
    """Something the program will not or cannot do, said in one clear sentence.

    `msgid` is the English sentence with {named} fields and the key of its translation; `params` fill it.
    `about` says whose state and steps the sentence names: a report's, a half-year's ("period") or a measure's.
    exit_code is 2 for a refusal, 3 in the subclasses for a file that could not be read.
    """

    msgid: ClassVar[str] = "This cannot be done."
    about: ClassVar[str] = "report"
    exit_code: ClassVar[int] = 2

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.msgid.format(**params))
