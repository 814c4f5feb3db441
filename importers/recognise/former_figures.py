"""Figures of several years inside a sentence (23年度22手続1,580件、24年度…), and jumps ten-fold between years."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.eras import ERAS, Era
from importers.recognise.tenfold import tenfold

_YEAR: Final = re.compile(
    r"(平成|令和|昭和)?([0-9０-９]{1,2})年度(?:[はに]、?)?(?:([0-9０-９]{1,2})月までに)?[：:]?"
)
_LABEL: Final = r"([^0-9０-９\s、。：:・（）()「」]{0,20}?)"
_NUMBER: Final = r"(?:約)?([0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?)"
_COMMON: Final = re.compile(r"の([^、。をの]{2,20})を")


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of a fiscal year; partial_until is the month up to which an unfinished year was counted."""

    label: str
    unit: str
    fy: int
    value: float
    partial_until: str | None
    raw: str
    suspect: bool = False


def figures(text: str, units: Sequence[str], era: Era) -> list[Figure]:
    """Every value that stands right behind a fiscal year, with a label and one of the units.

    Values without a label of their own take the thing that the sentence then says was counted (…件の電子申請を…); with
    several units it is told apart by the unit. A label that only ends an earlier one (利用率 after 自動交付機利用率) is
    that one. Values that nothing names are left out.
    """
    amount = re.compile(_LABEL + _NUMBER + f"({'|'.join(map(re.escape, units))})" + "[、,]?")
    found: list[Figure] = []
    open_figures: list[Figure] = []
    for year in _YEAR.finditer(text):
        named = next((own for own in ERAS if own.name == year[1]), era)
        fy = named.year(int(unicodedata.normalize("NFKC", year[2])))
        until = _month(fy, year[3])
        place = year.end()
        while printed := amount.match(text, place):
            place = printed.end()
            value = float(unicodedata.normalize("NFKC", printed[2]).replace(",", ""))
            raw = year.group() + printed.group().rstrip("、,")
            open_figures.append(Figure(printed[1], printed[3], fy, value, until, raw))
        if place > year.end() and not _YEAR.match(text, place):
            found.extend(_labelled(open_figures, text, place))
            open_figures = []
    return _same_labels(found)


def _month(fy: int, printed: str | None) -> str | None:
    if printed is None:
        return None
    month = int(unicodedata.normalize("NFKC", printed))
    return f"{fy if month >= 4 else fy + 1}-{month:02d}"


def _labelled(open_figures: Sequence[Figure], text: str, place: int) -> Iterable[Figure]:
    common = _COMMON.match(text, place)
    several = len({figure.unit for figure in open_figures if not figure.label}) > 1
    for figure in open_figures:
        if figure.label:
            yield figure
        elif common is not None:
            yield replace(figure, label=f"{common[1]}（{figure.unit}）" if several else common[1])


def _same_labels(found: Sequence[Figure]) -> list[Figure]:
    labels: list[tuple[str, str]] = []
    same = []
    for figure in found:
        whole = next(
            (label for label, unit in labels if unit == figure.unit and label.endswith(figure.label)), None
        )
        if whole is None:
            labels.append((figure.label, figure.unit))
        same.append(replace(figure, label=whole or figure.label))
    return same


def with_jumps(found: Sequence[Figure]) -> list[tuple[Figure, Figure | None]]:
    """Figures in their order; one that jumps ten-fold is suspect, and beside it stands the figure it jumped from.

    Years that were not over yet are never compared.
    """
    series: dict[str, dict[int, Figure]] = {}
    for figure in found:
        if figure.partial_until is None:
            series.setdefault(figure.label, {}).setdefault(figure.fy, figure)
    doubted = {
        id(years[fy]): years[beside]
        for years in series.values()
        for fy, beside in tenfold({fy: figure.value for fy, figure in years.items()}).items()
    }
    return [(replace(figure, suspect=id(figure) in doubted), doubted.get(id(figure))) for figure in found]
