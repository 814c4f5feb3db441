"""A screen as SVG, every character in its own cell; Rich's own export squeezes Japanese to half its width.

Nothing in it is fetched from anywhere: fonts are named, not linked.
"""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len
from rich.color import Color, blend_rgb
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style

if TYPE_CHECKING:
    from tui.app import ShinchokuApp

CELL: Final = 10.0
LINE: Final = 25.0
SIZE: Final = 19
MARGIN: Final = 12.0
FONTS: Final = "'Noto Sans Mono CJK JP','BIZ UDGothic','MS Gothic','Osaka-Mono',monospace"
Colours = tuple[ColorTriplet, ColorTriplet]
# Text and ground where a style names none: those of the usual theme.
USUAL: Final = (ColorTriplet(228, 228, 224), ColorTriplet(20, 24, 28))

# Blocks are drawn, not written: no font fills its cell exactly.
_BLOCKS: Final = {"█": 1.0, "▓": 0.75, "▒": 0.5, "░": 0.3}


def write_picture(app: "ShinchokuApp", folder: Path) -> Path:
    """The screen as it stands into a new file of the folder, or of the home where that is not allowed; its path.

    Raises OSError where neither can be written.
    """
    look = app.get_css_variables()
    front, back = (_hex(look[name]) for name in ("foreground", "background"))
    strips: Any = app.screen._compositor.render_strips()
    picture = svg(strips, app.size.width, f"{app.title}: {type(app.screen).__name__}", (front, back))
    stem = f"shinchoku-{app.book.clock():%Y%m%d-%H%M%S}"
    for place in (folder, Path.home()):
        try:
            return _write_new(place, stem, picture)
        except PermissionError:
            continue
    return _write_new(folder, stem, picture)


def _write_new(folder: Path, stem: str, content: str) -> Path:
    for number in range(1, 1000):
        path = folder / (f"{stem}.svg" if number == 1 else f"{stem}-{number}.svg")
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(content)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(17, "too many pictures of this second", str(folder))


def _hex(colour: str) -> ColorTriplet:
    return ColorTriplet(*bytes.fromhex(colour.removeprefix("#")[:6]))


def svg(lines: Sequence[Iterable[Segment]], width: int, title: str, usual: Colours = USUAL) -> str:
    """Lines of segments on a terminal `width` cells wide; `usual` are text and ground of the terminal."""
    wide, high = width * CELL + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    body = "\n".join(part for place, line in enumerate(lines) for part in _line(line, place, usual))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" role="img">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="100%" height="100%" rx="8" shape-rendering="auto" fill="{usual[1].hex}"/>\n'
        f'<g font-family="{FONTS}" font-size="{SIZE}" shape-rendering="crispEdges">\n{body}\n</g>\n</svg>\n'
    )


def _line(line: Iterable[Segment], place: int, usual: Colours) -> list[str]:
    top = MARGIN + place * LINE
    under: list[str] = []
    over: list[str] = []
    column = 0
    for text, style, _control in line:
        size = cell_len(text)
        front, back = _colours(style or Style(), usual)
        if back != usual[1]:
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


def _colours(style: Style, usual: Colours) -> Colours:
    """Foreground and background as they are seen: reversed and dimmed where the style says so."""
    front = _triplet(style.color, usual[0])
    back = _triplet(style.bgcolor, usual[1])
    if style.reverse:
        front, back = back, front
    return (blend_rgb(front, back, 0.4) if style.dim else front), back


def _triplet(colour: Color | None, otherwise: ColorTriplet) -> ColorTriplet:
    return otherwise if colour is None or colour.is_default else colour.get_truecolor()
