"""Says a refusal of the library in the user's language."""

import re
from typing import Final, Protocol, runtime_checkable

from i18n import _, language


@runtime_checkable
class Spoken(Protocol):
    """What a refusal carries: an English sentence with {named} fields and what fills them."""

    @property
    def msgid(self) -> str: ...

    @property
    def params(self) -> dict[str, object]: ...


_WORDS = re.compile(r"[a-z_]+(-[a-z]+)?(, [a-z_]+(-[a-z]+)?)*")
# What an operating system, SQLite and our own tables say about a cause, in English; the catalogue has its Japanese.
_CAUSES: Final = frozenset({"reason", "why"})
# It is the same key as withdrawing, and possible for some of the reports only that have the state.
_UNTOLD: Final = "undo-carry"
# Names of states and steps that are no words of a person's.
_ENGLISH: Final = {
    "not_started": "not started",
    "carry": "report as unchanged",
    "undo-carry": "take “unchanged” back",
    "save": "write",
    "partly_undone": "partly taken back",
}
# Fields that list names, joined as Japanese joins them.
_LISTS: Final = frozenset(
    {"known", "names", "keys", "scope", "departments", "coordinators", "own", "municipalities"}
)


def sentence(refusal: Spoken) -> str:
    """The refusal as one sentence; states, steps, kinds of things and refusals named in it are translated too."""
    return _(refusal.msgid).format(**translated(refusal.params))


def translated(params: dict[str, object]) -> dict[str, object]:
    """What fills a refusal's fields, in the user's words."""
    told = {name: cause(value) if name in _CAUSES else _word(value) for name, value in params.items()}
    if language() == "en":
        told |= {name: str(told[name]).replace("、", ", ") for name in _LISTS & told.keys()}
    if isinstance(reasons := params.get("reasons"), tuple) and "why" in params:
        told["why"] = _(", ").join(_(str(one)) for one in reasons)
    return told


def word(name: str) -> str:
    """A state, a step or a kind of thing as a person says it: not started, 未着手."""
    said = _(name)
    return said if said != name else _ENGLISH.get(name, name)


def cause(value: object) -> object:
    """Why a file or a book cannot be used: an error's own words, or what was said of it."""
    if isinstance(value, Exception) and isinstance(value, Spoken):
        return sentence(value)
    if isinstance(value, OSError) and value.strerror:
        return _(value.strerror)
    return _(str(value))


def _word(value: object) -> object:
    if isinstance(value, Exception) and isinstance(value, Spoken):
        return sentence(value)
    text = str(value)
    if not isinstance(value, str) or not _WORDS.fullmatch(text):
        return value
    return _(", ").join(word(one) for one in text.split(", ") if one != _UNTOLD or one == text)
