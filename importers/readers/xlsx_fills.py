"""The background colours of a workbook's cells, as runs of one colour in a row; white and none are the ground."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from importers.document import Fill

_WHITE: Final = "FFFFFF"
_THEME_COLOUR: Final = re.compile(rb'<a:(?:srgbClr val|sysClr [^>]*?lastClr)="([0-9A-Fa-f]{6})"')
# A theme's colours stand as dark 1, light 1, dark 2, light 2, …; cells count light before dark.
_THEME_ORDER: Final = (1, 0, 3, 2, 4, 5, 6, 7, 8, 9, 10, 11)
# The colours of a workbook without a theme part.
_OFFICE: Final = (
    *("FFFFFF", "000000", "EEECE1", "1F497D", "4F81BD", "C0504D"),
    *("9BBB59", "8064A2", "4BACC6", "F79646", "0000FF", "800080"),
)


def colours_of(workbook: Any) -> dict[int, str]:
    """The colours of the workbook's fills by their number; those of the ground are left out."""
    theme = _theme(workbook.loaded_theme)
    found = ((number, _colour_of(fill, theme)) for number, fill in enumerate(workbook._fills))
    return {number: colour for number, colour in found if colour is not None}


def _theme(content: bytes | str | None) -> tuple[str, ...]:
    if not content:
        return _OFFICE
    part = content.encode() if isinstance(content, str) else content
    scheme = part.split(b"</a:clrScheme>")[0]
    found = [colour.decode().upper() for colour in _THEME_COLOUR.findall(scheme)]
    return tuple(found[place] for place in _THEME_ORDER) if len(found) >= len(_THEME_ORDER) else _OFFICE


def _colour_of(fill: Any, theme: tuple[str, ...]) -> str | None:
    pattern = getattr(fill, "fill_type", None)
    if pattern is None or not hasattr(fill, "fgColor"):
        return None
    colour = _rgb(fill.fgColor, theme)
    if pattern == "solid":
        return None if colour in (None, _WHITE) else colour
    return f"{pattern} {colour or ''}".strip()


def _rgb(colour: Any, theme: tuple[str, ...]) -> str | None:
    from openpyxl.styles.colors import COLOR_INDEX

    if colour.type == "rgb":
        found = str(colour.rgb)[-6:].upper()
    elif colour.type == "theme":
        found = theme[colour.theme] if 0 <= colour.theme < len(theme) else ""
    elif colour.type == "indexed" and 0 <= colour.indexed < len(COLOR_INDEX):
        found = COLOR_INDEX[colour.indexed][-6:]
    else:
        return None
    if not re.fullmatch("[0-9A-F]{6}", found):
        return None
    return _tinted(found, float(colour.tint or 0))


def _tinted(colour: str, tint: float) -> str:
    """A colour made lighter (tint above 0) or darker."""
    if not tint:
        return colour
    parts = (int(colour[place : place + 2], 16) for place in (0, 2, 4))
    mixed = (part * (1 + tint) if tint < 0 else part + (255 - part) * tint for part in parts)
    return "".join(f"{min(255, max(0, round(part))):02X}" for part in mixed)


def by_rule(worksheet: Any) -> list[str]:
    """The areas whose cells a conditional format may fill."""
    return [
        str(area.sqref)
        for area in worksheet.conditional_formatting
        if any(_fills(rule) for rule in area.rules)
    ]


def _fills(rule: Any) -> bool:
    return rule.colorScale is not None or rule.dataBar is not None or bool(rule.dxf and rule.dxf.fill)


def runs(worksheet: Any, colours: Mapping[int, str], last_row: int) -> Iterator[Fill]:
    """The sheet's filled cells down to `last_row`; a merge is filled as its first cell is."""
    run: Fill | None = None
    for row, column, colour in _cells(worksheet, colours, last_row):
        if run is not None and (run.row, run.last + 1, run.colour) == (row, column, colour):
            run = run._replace(last=column)
            continue
        if run is not None:
            yield run
        run = Fill(row, column, column, colour)
    if run is not None:
        yield run


def _cells(worksheet: Any, colours: Mapping[int, str], last_row: int) -> Iterable[tuple[int, int, str]]:
    if not colours:
        return ()
    found = {
        place: colour
        for place, cell in worksheet._cells.items()
        if (colour := colours.get(cell._style.fillId)) is not None and place[0] <= last_row
    }
    for area in worksheet.merged_cells.ranges if found else ():
        colour = found.get((area.min_row, area.min_col))
        if colour is not None:
            for row in range(area.min_row, min(area.max_row, last_row) + 1):
                for column in range(area.min_col, area.max_col + 1):
                    found[row, column] = colour
    return ((row, column, colour) for (row, column), colour in sorted(found.items()))
