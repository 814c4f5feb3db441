"""Takes an extraction's artefacts out of printed text: broken lines, stray spaces, HTML tags, title markers."""

import html
import re
from collections.abc import Iterable
from typing import Final

# Japanese letters and marks; a space beside one of these was put there by the extractor.
_CJK: Final = r"[　-ヿ㐀-鿿豈-﫿＀-￯]"
_STRAY: Final = re.compile(rf"(?<={_CJK})[ 　]+(?=\S)|(?<=\S)[ 　]+(?={_CJK})")
_SPREAD: Final = re.compile(r"(?<![A-Za-z])(?:[A-Za-z] (?:- )?)+[A-Za-z](?![A-Za-z])")
# <コンビニ収納取扱件数> is printed text: a tag begins with an ASCII letter.
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->")
_BREAKING_TAG: Final = re.compile(r"</?(?:p|li|br|ul|ol|div|tr)\b[^<>]*>", re.IGNORECASE)
_ASCII_END: Final = re.compile(r"[!-~]$")
_ASCII_START: Final = re.compile(r"^[!-~]")
_BULLET: Final = re.compile(r"^[・*●•]\s*")
_MARKERS: Final = re.compile(r"[※*＊]")


def unspaced(text: str) -> str:
    """Text without spaces that stand beside a Japanese letter, and with spread letters (I C T) drawn together."""
    close = _SPREAD.sub(lambda found: found.group().replace(" ", ""), text.strip())
    return _STRAY.sub("", close)


def joined(lines: Iterable[str]) -> str:
    """Lines broken inside a cell as paragraphs: a trailing space ends one, everything else runs on.

    A space is kept only between two words of Latin letters.
    """
    paragraphs: list[str] = []
    current = ""
    for line in lines:
        part = line.strip()
        if not part:
            continue
        if current and _ASCII_END.search(current) and _ASCII_START.search(part):
            current += " "
        current += part
        if line.endswith(" "):
            paragraphs.append(unspaced(current))
            current = ""
    if current:
        paragraphs.append(unspaced(current))
    return "\n".join(paragraphs)


def one_line(lines: Iterable[str]) -> str:
    """Lines of a title or a list of departments drawn into one."""
    return unspaced(joined(lines).replace("\n", ""))


def untagged(text: str) -> str:
    """A cell without HTML tags; list items and paragraphs become lines."""
    plain = html.unescape(_TAG.sub("", _BREAKING_TAG.sub("\n", text)))
    return "\n".join(line.strip() for line in plain.splitlines() if line.strip())


def unmarked(title: str, priority: str = "【重点】") -> str:
    """A title without 【重点】 and the ※ and * of footnotes."""
    return _MARKERS.sub("", title.replace(priority, "")).strip()


def bullets(text: str) -> str:
    """「* 近隣… * 本市…」 as one line a point, without the marks."""
    parts = re.split(r"(?:^|\s)\*\s+|\n", text)
    return "\n".join(unspaced(_BULLET.sub("", part)) for part in parts if part.strip())
