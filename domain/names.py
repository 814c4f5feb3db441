"""Names and printed text: cleaning what comes from outside, keys for matching, natural order, departments."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

# C0 and C1 controls (tab and newline are kept), bidi and zero-width marks, variation selectors, BOM, surrogates.
_REMOVED: Final = dict.fromkeys(
    [
        *(code for code in range(0x20) if code not in (0x09, 0x0A)),
        *range(0x7F, 0xA0),
        0x00AD,
        0x061C,
        0x180E,
        *range(0x200B, 0x2010),
        0x2028,
        0x2029,
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        0xFEFF,
        *range(0xD800, 0xE000),
        *range(0xFFF9, 0xFFFC),
        *range(0xE0000, 0xE0200),
    ]
)
_LINE: Final = _REMOVED | {0x09: " ", 0x0A: " "}


def clean(text: str, *, lines: bool = True) -> str:
    """Text from outside without control, ESC, bidi and zero-width characters; one line when `lines` is False."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_REMOVED if lines else _LINE)


_FOLD: Final = str.maketrans(
    dict.fromkeys("〜～~−－—―–‐‑‒─", "-") | dict.fromkeys("〇◯⚪", "○") | dict.fromkeys("･·•", "・")
)


def match_key(text: str) -> str:
    """What two spellings of a name share: width, case, spaces, dashes, circles folded. Never shown, never stored."""
    folded = text.translate(_FOLD)
    return "".join(unicodedata.normalize("NFKC", folded).casefold().translate(_FOLD).split())


def plain_number(number: str) -> str:
    """A printed number without its dress: ⑲ → 19, *52 → 52, No.35 → 35, １ → 1, 1.→ 1."""
    plain = "".join(unicodedata.normalize("NFKC", number).split())
    return plain.lstrip("*＊※№").removeprefix("No.").removeprefix("NO.").rstrip(".．、)）").lstrip("(（")


def natural_key(number: str) -> str:
    """A text that sorts as people count: 1-2 before 1-10, ② before ⑩."""
    return re.sub(r"\d+", lambda found: found.group().zfill(6), plain_number(number))


# Words that stand for many departments and are none themselves (DESIGN 3).
COLLECTIVE: Final = frozenset(
    {
        "各課",
        "全課",
        "関係各課",
        "関係課",
        "庁内各課",
        "全庁",
        "施設所管課",
        "所管課",
        "各所管課",
        "窓口担当部署",
        "窓口担当課",
        "利用事務運用部署",
        "各部署",
        "全部署",
        "担当課",
        "各担当課",
    }
)
NONE_WORDS: Final = frozenset({"", "-", "—", "―", "－", "–", "なし", "無し", "無"})


def is_collective(name: str) -> bool:
    """Whether a printed word means many departments."""
    return match_key(name) in COLLECTIVE


@dataclass(frozen=True, slots=True)
class Department:
    """A department as printed; renamed_to from 「X（現、Y）」."""

    name: str
    renamed_to: str | None
    is_collective: bool


@dataclass(frozen=True, slots=True)
class Departments:
    """A cell of departments in printed order; `and_others` when it ended in など or 等."""

    names: tuple[Department, ...]
    and_others: bool


_RENAMED: Final = re.compile(r"^(.+?)[(（]\s*現\s*[、,，:：]?\s*(.+?)\s*[)）]$")
_BREAKS: Final = re.compile(r"[、，,;；\n]|・|･|\s+及び\s*|及び")


def _outside_parentheses(text: str) -> list[str]:
    """Split at separators, but never inside parentheses."""
    parts, depth, start = [], 0, 0
    place = 0
    while place < len(text):
        letter = text[place]
        if letter in "(（":
            depth += 1
        elif letter in ")）":
            depth = max(0, depth - 1)
        found = _BREAKS.match(text, place) if depth == 0 else None
        if found:
            parts.append(text[start:place])
            place = start = found.end()
            continue
        place += 1
    return [*parts, text[start:]]


def split_departments(text: str) -> Departments:
    """Read a cell of departments: 「収納課・文書情報課・会計課」, 「市民課など」, 「X（現、Y）」, 「—」 for none."""
    names, and_others = [], False
    for part in _outside_parentheses(text):
        name = "".join(part.split())
        for ending in ("など", "ほか", "他"):
            if name.endswith(ending) and len(name) > len(ending):
                name, and_others = name.removesuffix(ending), True
        if name.endswith("等") and name[:-1].endswith(("課", "室", "係", "局", "部", "館")):
            name, and_others = name[:-1], True
        if name in NONE_WORDS:
            continue
        renamed = _RENAMED.match(name)
        if renamed:
            names.append(Department(renamed[1], renamed[2], False))
        else:
            names.append(Department(name, None, is_collective(name)))
    return Departments(tuple(names), and_others)
