"""Names and printed text: cleaning what comes from outside, keys for matching, natural order, departments."""

import re
import unicodedata
from typing import Final, NamedTuple

# C0 and C1 controls (tab and newline are kept), soft hyphen, bidi and zero-width marks, variation selectors, BOM,
# surrogates, beams of music and joiners of old scripts, tags. A character class: on a million Japanese characters it
# takes a sixth of str.translate's time.
_REMOVED: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e01ff]+"
)


def clean(text: str, *, lines: bool = True) -> str:
    """Text from outside without control, ESC, bidi and zero-width characters.

    Newline and tab stay, as they do in prose; with `lines` False they become spaces.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        text = text.replace("\n", " ").replace("\t", " ")
    return _REMOVED.sub("", text)


def spelled(text: str) -> str:
    """A name or an argument from the system with � for every byte of it that is no text; else as it is."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


# Printed variants of one sign; NFKC knows none of them. ー is a letter and stays.
_FOLD: Final = str.maketrans(
    dict.fromkeys("〜～~－−—―–‐‑‒─", "-") | dict.fromkeys("〇◯⚪", "○") | dict.fromkeys("･·•", "・")
)


def match_key(text: str) -> str:
    """What two spellings of a name share: width, case, spaces, dashes and circles are folded.

    For comparing only, never shown and never stored.
    """
    folded = "".join(unicodedata.normalize("NFKC", clean(text).translate(_FOLD)).casefold().split())
    return unicodedata.normalize("NFKC", folded).translate(_FOLD)


_DRESS: Final = r"(?i)^(?:[*※(]|no\.?)+|[.、)]+$"


def plain_number(number: str) -> str:
    """A printed number without its dress: ⑲ → 19, *52 → 52, No.35 → 35, １－２ → 1-2, 1. → 1."""
    plain = "".join(unicodedata.normalize("NFKC", clean(number).translate(_FOLD)).split())
    return re.sub(_DRESS, "", plain)


def natural_key(number: str) -> str:
    """A text that sorts numbers below a million as people count: 1-2 before 1-10, ② before ⑩, *52 beside 52."""
    return re.sub(r"\d+", lambda found: str(int(found.group())).zfill(6), plain_number(number))


# Words that stand for many departments and are none themselves.
COLLECTIVE: Final = frozenset(
    (
        *("各課", "各部", "各部課", "各部署", "全課", "全庁", "全部署", "庁内各課", "全庁各課"),
        *("関係課", "関係各課", "関係部署", "関係各部署", "関係部課"),
        *("所管課", "各所管課", "主管課", "各主管課", "施設所管課", "施設所管部署"),
        *("担当課", "各担当課", "担当部署", "窓口担当課", "窓口担当部署", "利用事務運用部署"),
    )
)
NONE_WORDS: Final = frozenset({"", "-", "—", "―", "－", "–", "なし", "無し", "無"})


def is_collective(name: str) -> bool:
    """Whether a printed word means many departments."""
    return match_key(name) in COLLECTIVE


class Department(NamedTuple):
    """A department as printed; renamed_to from 「X（現、Y）」."""

    name: str
    renamed_to: str | None
    is_collective: bool


class Departments(NamedTuple):
    """A cell of departments in printed order; `and_others` when it ended in など, ほか or 等."""

    names: tuple[Department, ...]
    and_others: bool


_RENAMED: Final = r"(.+?)[(（]\s*現(?:在)?(?:\s*[、,，:：・]\s*|\s+)(.+?)\s*[)）]"
# 、 always parts names. ・, 及び and a broken line part them only behind a whole name, for they also stand inside one:
# 子ども・子育て支援課, 財産管理及び契約課, 高齢者支\n援課.
_PARTS: Final = re.compile(r"[、，,､;；]")
_MAYBE_PARTS: Final = re.compile(r"[・･\n]|及び")
_OFFICE: Final = r"(?:課|室|係|局|部|所|館|署|園|校|センター|事務局|委員会)(?:[(（][^()（）]*[)）])?$"
_OTHERS: Final = r"(?s)^(.*?)(?:な\s*ど|ほ\s*か|外|他|等)$"


def split_departments(text: str) -> Departments:
    """Read a cell of departments: 「収納課・文書情報課・会計課」, 「市民課など」, 「X（現、Y）」, 「—」 for none.

    A parenthesis stays with its name unless it tells the new one.
    """
    names: list[Department] = []
    and_others = False
    for part in _outside_parentheses(text):
        name, ended = _without_others(part)
        and_others = and_others or ended
        renamed = re.fullmatch(_RENAMED, name)
        if renamed:
            names.append(Department(_unspaced(renamed[1]), _unspaced(renamed[2]), False))
        elif (plain := _unspaced(name)) not in NONE_WORDS:
            names.append(Department(plain, None, is_collective(plain)))
    return Departments(tuple(names), and_others)


def _unspaced(text: str) -> str:
    return "".join(text.split())


def _is_office(text: str) -> bool:
    plain = _unspaced(text)
    return bool(re.search(_OFFICE, plain)) or is_collective(plain)


def _without_others(part: str) -> tuple[str, bool]:
    """A name without など; 等, 他 and 外 go only behind a whole name, for other names end in them too."""
    name = part.strip()
    found = re.match(_OTHERS, name)
    if found and (not found[1] or name.endswith(("ど", "か")) or _is_office(found[1])):
        return found[1].strip(), True
    return name, False


def _outside_parentheses(text: str) -> list[str]:
    """The parts of a cell between separators, none of which lies inside parentheses."""
    parts, depth, start, place = [], 0, 0, 0
    while place < len(text):
        letter = text[place]
        depth = max(0, depth + (letter in "(（") - (letter in ")）"))
        found = None if depth else _PARTS.match(text, place) or _maybe_part(text, start, place)
        if found:
            parts.append(text[start:place])
            start = found.end()
        place = found.end() if found else place + 1
    return [*parts, text[start:]]


def _maybe_part(text: str, start: int, place: int) -> re.Match[str] | None:
    found = _MAYBE_PARTS.match(text, place)
    return found if found and _is_office(_without_others(text[start:place])[0]) else None
