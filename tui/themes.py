"""The colours one can choose between, and a filter that keeps every text on the screen readable in each of them.

The marks bring colours of their own, chosen for a dark ground. Rather than a table for each theme, one rule holds for
all texts: a colour too near its ground moves towards black or white until the contrast is reached, and no further.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from rich.color import Color as Ink
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

DARK: Final = Theme(
    name="shinchoku",
    primary="#56B4E9",
    secondary="#8AA4B8",
    warning="#E69F00",
    error="#D55E00",
    success="#009E73",
    accent="#E69F00",
    foreground="#E4E4E0",
    background="#14181C",
    surface="#14181C",
    panel="#20262C",
    dark=True,
)
LIGHT: Final = Theme(
    name="shinchoku-light",
    primary="#0072B2",
    secondary="#48606F",
    warning="#805000",
    error="#A03C00",
    success="#00684C",
    accent="#805000",
    foreground="#1E2428",
    background="#FAFAF6",
    surface="#FAFAF6",
    panel="#E9ECEE",
    dark=False,
)
CONTRAST_DARK: Final = Theme(
    name="shinchoku-contrast-dark",
    primary="#7CC8F5",
    secondary="#E0E0E0",
    warning="#FFC94D",
    error="#FF9B66",
    success="#5CE0B4",
    accent="#FFC94D",
    foreground="#FFFFFF",
    background="#000000",
    surface="#000000",
    panel="#16181A",
    dark=True,
)
CONTRAST_LIGHT: Final = Theme(
    name="shinchoku-contrast-light",
    primary="#004C80",
    secondary="#202020",
    warning="#5C3A00",
    error="#7A2A00",
    success="#004D38",
    accent="#5C3A00",
    foreground="#000000",
    background="#FFFFFF",
    surface="#FFFFFF",
    panel="#F0F0F0",
    dark=False,
)

# Each theme with its name for people and the contrast that WCAG 2 asks for: 4.5 (AA), 7 (AAA).
THEMES: Final[Mapping[str, tuple[Theme, str, float]]] = {
    DARK.name: (DARK, "Dark", 4.5),
    LIGHT.name: (LIGHT, "Light", 4.5),
    CONTRAST_DARK.name: (CONTRAST_DARK, "High contrast, dark", 7.0),
    CONTRAST_LIGHT.name: (CONTRAST_LIGHT, "High contrast, light", 7.0),
}
PREFERENCE: Final = "theme"

_BLACK: Final = ColorTriplet(0, 0, 0)
_WHITE: Final = ColorTriplet(255, 255, 255)
_STEPS: Final = 40


def luminance(colour: ColorTriplet) -> float:
    """The relative luminance of WCAG 2.2: 0 for black, 1 for white."""
    parts = [part / 255 for part in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    """The contrast of two colours by WCAG 2.2: 1 for the same, 21 for black and white."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable(front: ColorTriplet, back: ColorTriplet, least: float) -> tuple[ColorTriplet, ColorTriplet]:
    """Both colours with at least this contrast: the front moves first, the ground only where that is not enough."""
    if contrast(front, back) >= least:
        return front, back
    end = max((_BLACK, _WHITE), key=lambda extreme: contrast(extreme, back))
    for step in range(1, _STEPS + 1):
        if contrast(moved := _between(front, end, step), back) >= least:
            return moved, back
    other = _WHITE if end == _BLACK else _BLACK
    steps = (_between(back, other, step) for step in range(1, _STEPS + 1))
    return end, next(ground for ground in steps if contrast(end, ground) >= least)


def _between(one: ColorTriplet, other: ColorTriplet, step: int) -> ColorTriplet:
    red, green, blue = (round(a + (b - a) * step / _STEPS) for a, b in zip(one, other, strict=True))
    return ColorTriplet(red, green, blue)


@lru_cache(4096)
def _readable_style(style: Style, ground: ColorTriplet, least: float) -> Style:
    if style.color is None or style.color.is_default:
        return style
    front = style.color.get_truecolor()
    known = style.bgcolor is not None and not style.bgcolor.is_default
    back = style.bgcolor.get_truecolor(foreground=False) if known and style.bgcolor is not None else ground
    new_front, new_back = readable(front, back, least)
    if (new_front, new_back) == (front, back):
        return style
    return style + Style(
        color=Ink.from_triplet(new_front), bgcolor=Ink.from_triplet(new_back) if new_back != back else None
    )


class Readable(LineFilter):
    """Gives every text on a line the contrast of the theme; spaces keep their colours."""

    def __init__(self, least: float) -> None:
        super().__init__()
        self._least = least

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        ground, least = background.rich_color.get_truecolor(), self._least
        return [
            Segment(text, _readable_style(style, ground, least), control)
            if style is not None and not text.isspace()
            else Segment(text, style, control)
            for text, style, control in segments
        ]


# One filter for each theme: lines remember what a filter made of them.
FILTERS: Final = {name: Readable(least) for name, (_theme, _name, least) in THEMES.items()}
