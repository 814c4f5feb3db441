"""Says a refusal of the library in the user's language."""

import re
from collections.abc import Mapping
from typing import Final, Protocol, runtime_checkable

from i18n import _, language
from i18n.states import STATES, STEPS


@runtime_checkable
class Spoken(Protocol):
    """What a refusal carries: an English sentence with {named} fields and what fills them."""

    @property
    def msgid(self) -> str: ...

    @property
    def about(self) -> str: ...

    @property
    def params(self) -> dict[str, object]: ...


_WORDS = re.compile(r"[a-z_]+(-[a-z]+)?(, [a-z_]+(-[a-z]+)?)*")
# What an operating system, SQLite and our own tables say about a cause, in English; the catalogue has its Japanese.
_CAUSES: Final = frozenset({"reason", "why"})
# The one is the same key as withdrawing, and possible for some of the reports only that have the state; the other is
# the calendar's.
_UNTOLD: Final = frozenset({"undo-carry", "expire"})
# Names of steps and states that are no words of a person's.
_ENGLISH: Final = {
    "carry": "report as unchanged",
    "undo-carry": "take “unchanged” back",
    "save": "write",
    "partly_undone": "partly taken back",
}
# Fields that name states and steps, and what those are called.
_TABLES: Final = {"state": STATES, "action": STEPS, "possible": STEPS}
# Fields that list names, joined as Japanese joins them.
_LISTS: Final = frozenset(
    {"known", "names", "keys", "scope", "departments", "coordinators", "own", "municipalities"}
)


def sentence(refusal: Spoken) -> str:
    """The refusal as one sentence; states, steps, kinds of things and refusals named in it are translated too."""
    return _(refusal.msgid).format(**translated(refusal))


def translated(refusal: Spoken) -> dict[str, object]:
    """What fills a refusal's fields, in the user's words."""
    params, about = refusal.params, refusal.about
    told = {
        name: cause(value) if name in _CAUSES else _word(value, _TABLES.get(name, {}).get(about, {}))
        for name, value in params.items()
    }
    if language() == "en":
        told |= {name: str(told[name]).replace("、", ", ") for name in _LISTS & told.keys()}
    if isinstance(reasons := params.get("reasons"), tuple) and "why" in params:
        told["why"] = _(", ").join(_(str(one)) for one in reasons)
    return told


def word(name: str, table: Mapping[str, str] = {}) -> str:
    """A state, a step or a kind of thing as a person says it: carry, 変わりなし; `table` has other words for it."""
    if name in table:
        return _(table[name])
    said = _(name)
    return said if said != name else _ENGLISH.get(name, name)


def cause(value: object) -> object:
    """Why a file or a book cannot be used: an error's own words, or what was said of it."""
    if isinstance(value, Exception) and isinstance(value, Spoken):
        return sentence(value)
    if isinstance(value, OSError) and value.strerror:
        return _(value.strerror)
    return _(str(value))


def _word(value: object, table: Mapping[str, str]) -> object:
    if isinstance(value, Exception) and isinstance(value, Spoken):
        return sentence(value)
    text = str(value)
    if not isinstance(value, str) or not _WORDS.fullmatch(text):
        return value
    return _(", ").join(word(one, table) for one in text.split(", ") if one not in _UNTOLD or one == text)
