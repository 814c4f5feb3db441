"""Says a refusal of the library in the user's language."""

import re
from typing import Protocol, runtime_checkable

from i18n import _


@runtime_checkable
class Spoken(Protocol):
    """What a refusal carries: an English sentence with {named} fields and what fills them."""

    @property
    def msgid(self) -> str: ...

    @property
    def params(self) -> dict[str, object]: ...


_WORDS = re.compile(r"[a-z_]+(-[a-z]+)?(, [a-z_]+(-[a-z]+)?)*")


def sentence(refusal: Spoken) -> str:
    """The refusal as one sentence; states, steps, kinds of things and refusals named in it are translated too."""
    return _(refusal.msgid).format(**{name: _word(value) for name, value in refusal.params.items()})


def _word(value: object) -> object:
    if isinstance(value, Exception) and isinstance(value, Spoken):
        return sentence(value)
    text = str(value)
    if not isinstance(value, str) or not _WORDS.fullmatch(text):
        return value
    return _(", ").join(_(word) for word in text.split(", "))
