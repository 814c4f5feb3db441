"""Word's automatic numbers, which stand in no text: what the printed document shows before a numbered paragraph."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_KANJI: Final = "〇一二三四五六七八九"
_AIUEO: Final = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA: Final = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
)
_ROMAN: Final = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_PLACE: Final = re.compile(r"%([1-9])")


def _circled(number: int) -> str:
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(start + number - first)
    return str(number)


def _kanji(number: int) -> str:
    if number < 10:
        return _KANJI[number]
    tens, ones = divmod(number, 10)
    if tens > 9:
        return "".join(_KANJI[int(digit)] for digit in str(number))
    return ("" if tens == 1 else _KANJI[tens]) + "十" + (_KANJI[ones] if ones else "")


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _of(letters: str) -> Callable[[int], str]:
    return lambda number: letters[(number - 1) % len(letters)] * ((number - 1) // len(letters) + 1)


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
FORMATS: Final[Mapping[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda number: f"({number})",
    "japaneseCounting": _kanji,
    "chineseCounting": _kanji,
    "ideographDigital": lambda number: "".join(_KANJI[int(digit)] for digit in str(number)),
    "aiueoFullWidth": _of(_AIUEO),
    "aiueo": _of(_AIUEO),
    "irohaFullWidth": _of(_IROHA),
    "iroha": _of(_IROHA),
    "lowerLetter": _of(_LATIN),
    "upperLetter": _of(_LATIN.upper()),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "none": lambda number: "",
}
# Bullets are signs of symbol fonts as often as letters: these are shown as they are stored, others as ・.
_BULLETS: Final = "・●○◎◇◆■□※＊*•-－★☆→⇒"


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    shape: str
    text: str
    suffix: str
    restart: int | None


@dataclass(slots=True)
class Numbering:
    """The lists of one document and how far each has counted; `unknown` are formats that no table here knows."""

    lists: Mapping[str, Mapping[int, _Level]] = field(default_factory=dict)
    family: Mapping[str, str] = field(default_factory=dict)
    overridden: Mapping[str, frozenset[int]] = field(default_factory=dict)
    styles: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    unknown: dict[str, int] = field(default_factory=dict)

    def mark(self, paragraph: Any, text: str) -> str:
        """What is printed before the paragraph, with the space behind it; empty where it has no number."""
        found = self._list_of(paragraph)
        if found is None or found[0] not in self.lists:
            return ""
        number, depth = found
        levels = self.lists[number]
        if depth not in levels:
            return ""
        counts = self.counts.setdefault(self.family[number], {})
        if number not in self.begun:
            self.begun.add(number)
            for level in self.overridden.get(number, ()):
                counts.pop(level, None)
        counts[depth] = counts[depth] + 1 if depth in counts else levels[depth].start
        for deeper in [level for level in counts if level > depth]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and depth < restart):
                del counts[deeper]
        shown = self._shown(levels, depth, counts)
        return shown + ("" if levels[depth].suffix == "nothing" or not shown else " ") if text.strip() else ""

    def _shown(self, levels: Mapping[int, _Level], depth: int, counts: Mapping[int, int]) -> str:
        level = levels[depth]
        if level.shape == "bullet":
            return level.text if level.text and all(sign in _BULLETS for sign in level.text) else "・"

        def one(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            if at not in levels:
                return ""
            shape = FORMATS.get(levels[at].shape)
            if shape is None:
                self.unknown[levels[at].shape] = self.unknown.get(levels[at].shape, 0) + 1
                return "\ufffd"
            return shape(counts.get(at, levels[at].start))

        return _PLACE.sub(one, level.text)

    def _list_of(self, paragraph: Any) -> tuple[str, int] | None:
        props = paragraph.find(f"{_W}pPr")
        if props is None:
            return None
        style = props.find(f"{_W}pStyle")
        from_style = self.styles.get(style.get(f"{_W}val", "")) if style is not None else None
        own = props.find(f"{_W}numPr")
        if own is None:
            return from_style
        number = _value(own, "numId") or (from_style[0] if from_style else "")
        depth = _value(own, "ilvl")
        if number == "0":
            return None
        return number, int(depth) if depth.isdigit() else (from_style[1] if from_style else 0)


def numbering_of(numbering: Any, styles: Any) -> Numbering:
    """The lists that numbering.xml and styles.xml define; both may be absent."""
    if numbering is None:
        return Numbering()
    shapes = {
        item.get(f"{_W}abstractNumId", ""): dict(map(_level, item.findall(f"{_W}lvl")))
        for item in numbering.findall(f"{_W}abstractNum")
    }
    lists: dict[str, dict[int, _Level]] = {}
    family: dict[str, str] = {}
    overridden: dict[str, frozenset[int]] = {}
    for item in numbering.findall(f"{_W}num"):
        number, shape = item.get(f"{_W}numId", ""), _value(item, "abstractNumId")
        levels = dict(shapes.get(shape, {}))
        for change in item.findall(f"{_W}lvlOverride"):
            at = _int(change.get(f"{_W}ilvl"), 0)
            whole = change.find(f"{_W}lvl")
            if whole is not None:
                levels[at] = _level(whole)[1]
            start = _value(change, "startOverride")
            if start and at in levels:
                old = levels[at]
                levels[at] = _Level(_int(start, 1), old.shape, old.text, old.suffix, old.restart)
                overridden[number] = overridden.get(number, frozenset()) | {at}
        lists[number], family[number] = levels, shape
    return Numbering(lists, family, overridden, _styles(styles))


def _styles(styles: Any) -> dict[str, tuple[str, int]]:
    found = {}
    for style in styles.findall(f"{_W}style") if styles is not None else ():
        own = style.find(f"{_W}pPr/{_W}numPr")
        if own is not None and (number := _value(own, "numId")) not in ("", "0"):
            found[style.get(f"{_W}styleId", "")] = (number, _int(_value(own, "ilvl"), 0))
    return found


def _level(item: Any) -> tuple[int, _Level]:
    restart = _value(item, "lvlRestart")
    return _int(item.get(f"{_W}ilvl"), 0), _Level(
        _int(_value(item, "start"), 1),
        _value(item, "numFmt") or "decimal",
        _value(item, "lvlText"),
        _value(item, "suff") or "tab",
        _int(restart, 0) if restart else None,
    )


def _value(item: Any, tag: str) -> str:
    found = item.find(f"{_W}{tag}")
    return str(found.get(f"{_W}val", "")) if found is not None else ""


def _int(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else otherwise
