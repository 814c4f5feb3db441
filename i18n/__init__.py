"""What the program says to people: English sentences in the code, their Japanese in i18n/ja/*.po, joined by gettext.

Every area keeps a catalogue of its own (cli.po, tui.po, …). They are read as they stand, so there is nothing to compile
and nothing that can be out of date; reading all of them takes a few milliseconds (tests/test_i18n.py).
"""

import gettext
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("ja", "en")
_DEFAULT: Final = "ja"
_STRINGS: Final = r'((?:[ \t]*"[^"\\\n]*(?:\\["\\nt][^"\\\n]*)*"[ \t]*(?:\n|\Z))+)'
# A sentence with its translation; the comments and empty lines before it are passed over.
_ENTRY: Final = re.compile(
    rf"(?:[ \t]*(?:#.*)?\n)*(?:msgid{_STRINGS}(?:msgid_plural{_STRINGS})?msgstr(?:\[0\])?{_STRINGS}|[ \t]*(?:#.*)?\Z)"
)
_JOINT: Final = re.compile(r'"[ \t]*\n[ \t]*"')
_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPES: Final = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


class _Catalogue(gettext.NullTranslations):
    """Translations held in memory; a sentence without one is said in English."""

    def __init__(self, sentences: dict[str, str]) -> None:
        super().__init__()
        self._sentences = sentences

    def gettext(self, message: str) -> str:
        return self._sentences.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        found = self._sentences.get(msgid1)
        return found if found is not None else msgid1 if n == 1 else msgid2


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES[found[1]]


def entries(text: str) -> Iterator[tuple[str, str]]:
    """The (msgid, msgstr) pairs of a .po file; Japanese has one plural form, so msgstr[0] is the whole plural.

    Raises ValueError, naming the line where the entry begins, for anything that is not po syntax.
    """
    place = 0
    while place < len(text):
        found = _ENTRY.match(text, place)
        if found is None:
            raise ValueError(
                f"line {text.count(chr(10), 0, place) + 1}: {text[place:].lstrip().partition(chr(10))[0]}"
            )
        place = found.end()
        if found[1] and (sentence := _joined(found[1])):
            yield sentence, _joined(found[3])


def _joined(strings: str) -> str:
    """What stands between the quotes of one string or several."""
    text = strings.strip()[1:-1]
    if "\n" in text:
        text = _JOINT.sub("", text)
    return _ESCAPE.sub(_escaped, text) if "\\" in text else text


def catalogue(lang: str) -> dict[str, str]:
    """Every translated sentence of a language; empty for English, which the code speaks itself."""
    if lang == "en":
        return {}
    sentences: dict[str, str] = {}
    for place in sorted((Path(__file__).parent / lang).iterdir(), key=lambda place: place.name):
        if place.name.endswith(".po"):
            sentences.update((msgid, msgstr) for msgid, msgstr in entries(place.read_text("utf-8")) if msgstr)
    return sentences


_lang = _DEFAULT
_spoken: _Catalogue | None = None


def setup(lang: str | None = None) -> str:
    """Choose the language: the one given, else $SHINCHOKU_LANG, else Japanese. Returns the choice."""
    global _lang, _spoken
    wished = lang or os.environ.get("SHINCHOKU_LANG", "")
    chosen = wished if wished in LANGUAGES else _DEFAULT
    if _spoken is None or chosen != _lang:
        _lang, _spoken = chosen, _Catalogue(catalogue(chosen))
    return _lang


def _catalogue() -> _Catalogue:
    if _spoken is None:
        setup()
    assert _spoken is not None
    return _spoken


def language() -> str:
    """The language now spoken: ja or en."""
    return _lang


def _(message: str) -> str:
    """A sentence in the user's language."""
    return _catalogue().gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """A sentence that counts, in the user's language."""
    return _catalogue().ngettext(one, many, n)
