"""A screen as SVG, every character in its own cell; Rich's own export squeezes Japanese to half its width."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from rich.cells import cell_len
from rich.color import Color, blend_rgb
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style

CELL: Final = 10.0
LINE: Final = 25.0
SIZE: Final = 19
MARGIN: Final = 12.0
FONTS: Final = "'Noto Sans Mono CJK JP','BIZ UDGothic','MS Gothic','Osaka-Mono',monospace"
FOREGROUND: Final = ColorTriplet(228, 228, 224)
BACKGROUND: Final = ColorTriplet(20, 24, 28)

# Blocks are drawn, not written: no font fills its cell exactly.
_BLOCKS: Final = {"█": 1.0, "▓": 0.75, "▒": 0.5, "░": 0.3}


def svg(lines: Sequence[Iterable[Segment]], width: int, title: str) -> str:
    """Lines of segments on a terminal `width` cells wide."""
    wide, high = width * CELL + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    body = "\n".join(part for place, line in enumerate(lines) for part in _line(line, place))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" role="img">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="100%" height="100%" rx="8" shape-rendering="auto" fill="{BACKGROUND.hex}"/>\n'
        f'<g font-family="{FONTS}" font-size="{SIZE}" shape-rendering="crispEdges">\n{body}\n</g>\n</svg>\n'
    )


def _line(line: Iterable[Segment], place: int) -> list[str]:
    top = MARGIN + place * LINE
    under: list[str] = []
    over: list[str] = []
    column = 0
    for text, style, _control in line:
        size = cell_len(text)
        front, back = _colours(style or Style())
        if back != BACKGROUND:
            under.append(_rect(column, top, size, back))
        over += _written(text, column, top, front, style or Style())
        column += size
    return under + over


def _written(text: str, column: int, top: float, front: ColorTriplet, style: Style) -> list[str]:
    """The segment's characters, each at the left of its own cell; runs of one block as one rectangle."""
    found: list[str] = []
    places: list[str] = []
    kept = ""
    blocks: dict[str, list[int]] = {}
    start = column
    for character in text:
        if character in _BLOCKS:
            blocks.setdefault(character, []).append(column)
        elif not character.isspace():
            places.append(f"{MARGIN + column * CELL:g}")
            kept += character
        column += cell_len(character)
    for block, columns in blocks.items():
        found += [_rect(one, top, size, front, _BLOCKS[block]) for one, size in _runs(columns)]
    if style.underline:
        found.append(_rect(start, top + LINE - 2, column - start, front, height=1))
    if kept:
        weight = ' font-weight="bold"' if style.bold else ""
        found.append(
            f'<text x="{" ".join(places)}" y="{top + 19:g}" fill="{front.hex}"{weight}>{escape(kept)}</text>'
        )
    return found


def _runs(columns: Sequence[int]) -> list[tuple[int, int]]:
    """Columns that follow each other as (first, how many)."""
    runs: list[tuple[int, int]] = []
    for column in columns:
        if runs and sum(runs[-1]) == column:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((column, 1))
    return runs


def _rect(
    column: int, top: float, size: int, colour: ColorTriplet, opacity: float = 1.0, height: float = LINE
) -> str:
    faint = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    left, wide = MARGIN + column * CELL, size * CELL
    return f'<rect x="{left:g}" y="{top:g}" width="{wide:g}" height="{height:g}" fill="{colour.hex}"{faint}/>'


def _colours(style: Style) -> tuple[ColorTriplet, ColorTriplet]:
    """Foreground and background as they are seen: reversed and dimmed where the style says so."""
    front = _triplet(style.color, FOREGROUND)
    back = _triplet(style.bgcolor, BACKGROUND)
    if style.reverse:
        front, back = back, front
    return (blend_rgb(front, back, 0.4) if style.dim else front), back


def _triplet(colour: Color | None, otherwise: ColorTriplet) -> ColorTriplet:
    return otherwise if colour is None or colour.is_default else colour.get_truecolor()
