"""Pictures of numbers as SVG, drawn on the server: bars and lines that can be read without colour and without seeing.

Every picture is an image with a title and a description that says its numbers; its text stands on white, and what a
colour tells, a pattern and a word tell too.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

WIDTH: Final = 420
_FONT: Final = 13
_ROW: Final = 26
_BAR: Final = 16
_GAP: Final = 8
_LEGEND: Final = 22
_FONTS: Final = "Noto Sans JP, Noto Sans CJK JP, Hiragino Sans, BIZ UDPGothic, Yu Gothic, Meiryo, sans-serif"
_INK: Final = "#1a1a1a"
_GRID: Final = "#767676"

# Name: colour, which has 4.5:1 on white, and the lines drawn over white in a 6 x 6 tile (empty: filled all over).
FILLS: Final = {
    "solid": ("#1f4e79", ""),
    "hatch": ("#a34a00", "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2"),
    "dots": ("#00686f", "M2,3 h2.4"),
    "cross": ("#9b1c1c", "M0,0 l6,6 M6,0 l-6,6"),
    "bars": ("#5b2a86", "M1,0 v6 M4,0 v6"),
    "blank": ("#595959", " "),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart: its label, parts as (fill, number) from left to right, and what stands after them."""

    label: str
    parts: tuple[tuple[str, int], ...]
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a line chart; a value is a share from 0 to 1, None leaves a gap. `is_dashed` lines have squares."""

    label: str
    fill: str
    values: tuple[float | None, ...]
    is_dashed: bool = False


def width_of(text: str) -> float:
    """How wide a text is drawn, near enough: wide letters take a whole em, others up to six tenths."""
    ems = sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.6 for letter in text)
    return ems * _FONT


def fitted(text: str, width: float) -> str:
    """The text, cut with … where it is wider."""
    if width_of(text) <= width:
        return text
    kept = text
    while kept and width_of(kept) + _FONT > width:
        kept = kept[:-1]
    return f"{kept}…"


def bar_chart(
    name: str, title: str, said: str, bars: Sequence[Bar], legend: Sequence[tuple[str, str]] = ()
) -> Markup:
    """Horizontal bars on one scale. `name` is unique on its page, `said` tells the numbers, `legend` names fills."""
    left = min(max(width_of(bar.label) for bar in bars), WIDTH * 0.42)
    right = max(width_of(bar.after) for bar in bars)
    room = WIDTH - left - right - 3 * _GAP
    longest = max(sum(number for _fill, number in bar.parts) for bar in bars) or 1
    top = _LEGEND * len(_legend_rows(legend)) + _GAP
    drawn = [_legend(name, legend)]
    for place, bar in enumerate(bars):
        y = top + place * _ROW
        middle = y + _ROW / 2
        drawn.append(_text(0, middle, fitted(bar.label, left)))
        x = left + _GAP
        for fill, number in bar.parts:
            if number:
                length = room * number / longest
                drawn.append(_box(name, fill, x, y + (_ROW - _BAR) / 2, length, _BAR))
                x += length
        drawn.append(_text(x + _GAP, middle, bar.after))
    fills = {fill for bar in bars for fill, _number in bar.parts} | {fill for fill, _word in legend}
    return _picture(name, title, said, top + len(bars) * _ROW + _GAP, fills, drawn)


_LEFT, _RIGHT, _BOTTOM, _HIGH = 46, 16, 30, 190


def line_chart(name: str, title: str, said: str, places: Sequence[str], lines: Sequence[Line]) -> Markup:
    """Shares from 0 to 100 % over `places`; a gap stays a gap."""
    top = _LEGEND * len(lines) + 2 * _GAP
    step = (WIDTH - _LEFT - _RIGHT) / max(len(places), 1)
    drawn = [_line_legend(line, row) for row, line in enumerate(lines)]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _height(top, share)
        dashes = "" if share == 0 else ' stroke-dasharray="1 3"'
        drawn.append(
            f'<path d="M{_LEFT},{y:g} H{WIDTH - _RIGHT}" stroke="{_GRID}" stroke-width="1"{dashes}/>'
            + _text(_LEFT - 6, y, f"{share:.0%}", "end")
        )
    every = max(1, -(-int(max(width_of(place) for place in places) + 4) // int(step))) if places else 1
    for at, place in enumerate(places):
        if at % every == 0:
            drawn.append(_text(_across(step, at), _height(top, 0) + 16, place, "middle"))
    drawn += [_drawn_line(line, step, top) for line in lines]
    return _picture(name, title, said, top + _HIGH + _BOTTOM, set(), drawn)


def _height(top: float, share: float) -> float:
    return round(top + _HIGH * (1 - share), 1)


def _across(step: float, at: int) -> float:
    return round(_LEFT + step * (at + 0.5), 1)


def _drawn_line(line: Line, step: float, top: float) -> str:
    colour = FILLS[line.fill][0]
    path, marks, pen_down = [], [], False
    for at, value in enumerate(line.values):
        if value is None:
            pen_down = False
            continue
        x, y = _across(step, at), _height(top, value)
        path.append(f"{'L' if pen_down else 'M'}{x:g},{y:g}")
        marks.append(_mark(line, x, y))
        pen_down = True
    dashes = ' stroke-dasharray="7 4"' if line.is_dashed else ""
    return f'<path d="{" ".join(path)}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>' + "".join(
        marks
    )


def _mark(line: Line, x: float, y: float) -> str:
    colour = FILLS[line.fill][0]
    if line.is_dashed:
        place = f'x="{x - 4:g}" y="{y - 4:g}" width="8" height="8"'
        return f'<rect {place} fill="#fff" stroke="{colour}" stroke-width="2"/>'
    return f'<circle cx="{x:g}" cy="{y:g}" r="4.5" fill="{colour}"/>'


def _line_legend(line: Line, row: int) -> str:
    y = _LEGEND * row + _LEGEND / 2
    colour = FILLS[line.fill][0]
    dashes = ' stroke-dasharray="7 4"' if line.is_dashed else ""
    sample = f'<path d="M0,{y:g} H36" stroke="{colour}" stroke-width="2"{dashes}/>{_mark(line, 18, y)}'
    return sample + _text(44, y, line.label)


def _legend_rows(legend: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """The legend's entries in as many rows as they need."""
    rows: list[list[tuple[str, str]]] = []
    used = 0.0
    for fill, word in legend:
        width = width_of(word) + 40
        if not rows or used + width > WIDTH:
            rows.append([])
            used = 0.0
        rows[-1].append((fill, word))
        used += width
    return rows


def _legend(name: str, legend: Sequence[tuple[str, str]]) -> str:
    drawn = []
    for row, entries in enumerate(_legend_rows(legend)):
        x, y = 0.0, _LEGEND * row
        for fill, word in entries:
            drawn.append(_box(name, fill, x, y + 4, 18, 14) + _text(x + 24, y + _LEGEND / 2, word))
            x += width_of(word) + 40
    return "".join(drawn)


def _box(name: str, fill: str, x: float, y: float, width: float, height: float) -> str:
    colour, lines = FILLS[fill]
    paint = f"url(#{name}-{fill})" if lines.strip() else "#fff" if lines else colour
    dashes = ' stroke-dasharray="3 2"' if fill == "blank" else ""
    return (
        f'<rect x="{x:.1f}" y="{y:g}" width="{width:.1f}" height="{height}" fill="{paint}" stroke="{colour}"'
        f' stroke-width="1.5"{dashes}/>'
    )


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x:.1f}" y="{y:g}" dy="0.36em"{where}>{escape(words)}</text>'


def _pattern(name: str, fill: str) -> str:
    colour, lines = FILLS[fill]
    return (
        f'<pattern id="{name}-{fill}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="#fff"/><path d="{lines}" stroke="{colour}" stroke-width="2"/></pattern>'
    )


def _picture(
    name: str, title: str, said: str, height: float, fills: set[str], drawn: Sequence[str]
) -> Markup:
    patterns = "".join(_pattern(name, fill) for fill in FILLS if fill in fills and FILLS[fill][1].strip())
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" viewBox="0 0 {WIDTH} {height:g}"'
        f' aria-labelledby="{name}-title" aria-describedby="{name}-said"'
        f' font-family="{_FONTS}" font-size="{_FONT}" fill="{_INK}">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-said">{escape(said)}</desc>'
        + (f"<defs>{patterns}</defs>" if patterns else "")
        + "".join(drawn)
        + "</svg>"
    )
