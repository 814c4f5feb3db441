"""The one rule for a jump ten-fold between years: which figures of a series are doubted, and what they jumped from."""

from collections.abc import Mapping
from typing import Final

# A lost or doubled digit is a jump by ten; growth of the other digits moves it down to eight or up to 12.5.
TENFOLD: Final = 8
_AT_MOST: Final = 12.5


def tenfold(series: Mapping[int, float]) -> dict[int, int]:
    """The doubted years of a series of whole years, each with the year it is held against, the nearest.

    Of three values or more the one that is ten times every other, or a tenth, is doubted; steady growth is no jump. Of
    two, nobody knows which is wrong: the later is the one that jumped, and only about ten-fold counts.
    """
    if len(series) == 2:
        (first, one), (later, other) = sorted(series.items())
        low, high = sorted((one, other))
        return {later: first} if low > 0 and TENFOLD * low <= high <= _AT_MOST * low else {}
    doubted = {}
    for fy, value in series.items():
        others = {year: other for year, other in series.items() if year != fy}
        if not others:
            continue
        if value >= TENFOLD * max(others.values()) > 0 or 0 < value * TENFOLD <= min(others.values()):
            doubted[fy] = min(others, key=lambda year: (abs(year - fy), year))
    return doubted
