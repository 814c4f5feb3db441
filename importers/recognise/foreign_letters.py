"""Finds letters of another script inside a word (デジタルデバйд), and kanji that stand for a katakana (コンビ二)."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from importers.codes import CODES
from importers.staged import Issue, StagedRow

# Cyrillic to Arabic, Thai, Hangul; Greek letters are used as signs (α版), so they count only between two letters.
_FOREIGN: Final = "\u0400-\u08ff\u0e00-\u0e7f\u1100-\u11ff\uac00-\ud7af"
_LETTER: Final = "ァ-ヺーA-Za-z"
_GREEK: Final = f"(?<=[{_LETTER}])[\u0370-\u03ff](?=[{_LETTER}])"
_SUSPECT: Final = re.compile(f"[{_FOREIGN}]|{_GREEK}")
_WORD: Final = re.compile(f"[{_LETTER}{_FOREIGN}\u0370-\u03ff]+")
_HAS_LETTER: Final = re.compile(f"[{_LETTER}]")

# Kanji a reader of pictures takes for katakana, and back.
_LOOKALIKES: Final = {
    "二": "ニ",
    "力": "カ",
    "口": "ロ",
    "工": "エ",
    "夕": "タ",
    "卜": "ト",
    "八": "ハ",
    "才": "オ",
}
_LOOKALIKE: Final = re.compile(f"([ァ-ヺー]{{2,}})([{''.join(_LOOKALIKES)}])")
_KATAKANA: Final = re.compile("[ァ-ヺー]+")


def foreign_letters(rows: Sequence[StagedRow]) -> Iterator[Issue]:
    """One issue a field and word; the text itself is kept as printed.

    A kanji is doubted only where another text of the document has the whole word in katakana.
    """
    texts = [
        (row, name, cell.value, cell.ref)
        for row in rows
        for name, cell in row.cells.items()
        if isinstance(cell.value, str)
    ]
    doubted = [item for item in texts if _SUSPECT.search(item[2]) or _LOOKALIKE.search(item[2])]
    if not doubted:
        return
    katakana = "|".join(dict.fromkeys(word for item in texts for word in _KATAKANA.findall(item[2])))
    for row, name, text, ref in doubted:
        for word, letters in dict.fromkeys((*_foreign_words(text), *_lookalikes(text, katakana))):
            params = {"word": word, "letters": letters, "field": name}
            level = CODES["foreign_letter"].level
            yield Issue("foreign_letter", level, ref, name, word, params, row.plan, row.key)


def _foreign_words(text: str) -> Iterator[tuple[str, str]]:
    for found in _WORD.finditer(text):
        letters = "".join(dict.fromkeys(_SUSPECT.findall(text, *found.span())))
        if letters and _HAS_LETTER.search(found.group()):
            yield found.group(), letters


def _lookalikes(text: str, katakana: str) -> Iterator[tuple[str, str]]:
    for found in _LOOKALIKE.finditer(text):
        if found[1] + _LOOKALIKES[found[2]] in katakana:
            yield found.group(), found[2]
