"""Figures inside prose (＜取扱件数＞平成23年度 33,851件、…) as indicators, doubtful ones flagged."""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.eras import NotAFiscalYear, parse_fiscal_year, search_fiscal_years
from importers.recognise.gathering import Gathering
from importers.recognise.tenfold import tenfold
from importers.repair import unspaced
from importers.staged import Cell

_UNITS: Final = "百万円|千円|万円|億円|円|件|人|名|台|回線|世帯|箇所|か所|ヶ所|校|冊|枚|種類|回|%|％"
_VALUE: Final = rf"(?P<value>\d[\d,，]*(?:\.\d+)?)\s*(?P<unit>{_UNITS})"
_YEAR: Final = r"(?:(?:平成|令和|昭和)\s*(?:\d{1,2}|元)|[HRS]\s*\d{1,2}|20\d{2})\s*年度"
_PARENTHESIS: Final = r"[（(][^（）()]{1,40}[)）]"
# ＜…＞ or <…> before figures names them; what looks like an HTML tag is none.
_HEADING: Final = re.compile(
    r"[<＜〈]\s*(?P<label>[^<>＜＞〈〉]*[^\x00-\x7f<>＜＞〈〉][^<>＜＞〈〉]*?)\s*[>＞〉]\s*"
)
_SEGMENT: Final = re.compile(
    rf"\s*(?P<year>{_YEAR})?\s*(?P<before>{_PARENTHESIS})?\s*(?P<name>[^\d、。，,:：()（）<>＜＞]{{0,30}}?)\s*[:：]?\s*{_VALUE}"
    rf"(?P<notes>(?:\s*{_PARENTHESIS})*)(?=\s|[、，。]|$)"
)
_COMMA: Final = re.compile(r"\s*[、，,]\s*")
_OUT_OF: Final = re.compile(rf"^[（(]\s*(?:全\s*)?(\d[\d,，]*)\s*(?:{_UNITS})?\s*中\s*[)）]$")
_ANY_YEAR: Final = re.compile(_YEAR)
# 平成27月7月31日 is a misprint for 平成27年7月31日; it is read and reported.
_AS_OF: Final = re.compile(
    r"(?:(?P<era>平成|令和|昭和)\s*(?P<number>\d{1,2}|元)\s*(?P<sign>[年月])\s*)?(?P<month>\d{1,2})\s*月\s*"
    r"(?:(?P<day>\d{1,2})\s*日|末)?\s*(?P<now>現在|時点|まで)?"
)
# A count in a sentence that begins with its year: 平成23年度に…、端末60台及びプリンタ13台を….
_SENTENCE_YEAR: Final = re.compile(rf"^({_YEAR})に")
_COUNTED: Final = re.compile(
    rf"(?:(?<=[、。に])|(?<=及び)|(?<=並びに))(?P<noun>[^、。\d]{{0,40}}?)(?P<figure>{_VALUE})(?=及び|並びに|、|を|が)"
)
_SYSTEM: Final = re.compile(r"^(.+システム)(.+)$")
_NO_NOUN: Final = re.compile(r"^$|[ぁ-ん]$")


@dataclass(frozen=True, slots=True)
class Figure:
    """One value as printed: what is counted, in which fiscal year, out of how many, up to which day.

    `misprint` is a date that was read against its letters; `completed` says that the label was put together.
    """

    label: str
    unit: str
    fy: int | None
    value: int | float
    raw: str
    denominator: int | float | None = None
    partial_until: str | None = None
    misprint: str | None = None
    completed: bool = False


def split_runs(text: str) -> list[str]:
    """Text cut before each heading of figures and behind the last figure under it; without figures it stays whole."""
    pieces: list[str] = []
    place = 0
    for heading in _HEADING.finditer(text):
        segments = list(_segments(text, heading.end()))
        if heading.start() < place or not segments:
            continue
        pieces += [text[place : heading.start()], text[heading.start() : segments[-1].end()]]
        place = segments[-1].end()
    return [piece.strip() for piece in (*pieces, text[place:]) if piece.strip(" 。\n")]


def figures(text: str) -> list[Figure]:
    """The figures of one item: under a heading, of nothing but figures, or a sentence that begins with a year."""
    heading = _HEADING.match(text)
    if heading is not None:
        return _under_heading(heading, list(_segments(text, heading.end())))
    segments = list(_segments(text, 0))
    if segments and not text[segments[-1].end() :].strip(" 。"):
        return [
            figure for figure in _read(segments, "", None, None) if figure.label and figure.fy is not None
        ]
    return _in_sentence(unspaced(text))


def _segments(text: str, place: int) -> Iterator[re.Match[str]]:
    while (found := _SEGMENT.match(text, place)) is not None:
        yield found
        comma = _COMMA.match(text, found.end())
        if comma is None:
            return
        place = comma.end()


def _under_heading(heading: re.Match[str], segments: Sequence[re.Match[str]]) -> list[Figure]:
    label = unspaced(heading["label"])
    as_of, misprint = None, None
    noted = re.search(rf"{_PARENTHESIS}$", label)
    if noted is not None and (day := _day(noted.group()[1:-1], None)) is not None:
        as_of, misprint = day
        label = label[: noted.start()]
    return _read(segments, label, as_of, misprint)


def _read(
    segments: Sequence[re.Match[str]], label: str, as_of: str | None, misprint: str | None
) -> list[Figure]:
    """Figures of a run; a year in the last parenthesis or the day of the heading is the year of those without one."""
    common = None if as_of is None else _fy_of(as_of)
    if common is None and segments and (last := _ANY_YEAR.search(segments[-1]["notes"])):
        common = _fy(last.group())
    found = []
    for segment in segments:
        name = unspaced(segment["name"])
        own = _fy(segment["year"]) if segment["year"] else None
        fy = own if own is not None else common
        full = f"{label}（{name}）" if label and name else label or name
        figure = Figure(full, segment["unit"], fy, _number(segment["value"]), segment.group().strip())
        if own is None:
            figure = replace(figure, partial_until=as_of, misprint=misprint)
        for note in re.findall(_PARENTHESIS, (segment["before"] or "") + segment["notes"]):
            if out_of := _OUT_OF.match(note):
                figure = replace(figure, denominator=_number(out_of[1]))
            elif day := _day(note[1:-1], fy):
                figure = replace(figure, partial_until=day[0], misprint=day[1])
        found.append(figure)
    return found


def _in_sentence(text: str) -> list[Figure]:
    opening = _SENTENCE_YEAR.match(text)
    if opening is None or len(search_fiscal_years(text)) != 1:
        return []
    fy = _fy(opening[1])
    found: list[Figure] = []
    system = ""
    for count in _COUNTED.finditer(text):
        noun, unit = count["noun"], count["unit"]
        completed = False
        if _NO_NOUN.search(noun):
            clause = re.match(r"を([^、。]+)", text[count.end() :])
            if clause is None:
                continue
            noun, completed = f"{unit}（{clause[1]}）", True
        elif (whole := _SYSTEM.match(noun)) is not None:
            system = whole[1]
        elif system and text[: count.start()].endswith(("及び", "並びに")):
            noun, completed = system + noun, True
        found.append(Figure(noun, unit, fy, _number(count["value"]), count.group(), completed=completed))
    return found


def _number(text: str) -> int | float:
    plain = text.replace(",", "").replace("，", "")
    return float(plain) if "." in plain else int(plain)


def _fy(text: str) -> int | None:
    try:
        return parse_fiscal_year(unspaced(text))
    except NotAFiscalYear:
        return None


def _fy_of(day: str) -> int:
    year, month = int(day[:4]), int(day[5:7])
    return year if month >= 4 else year - 1


def _day(text: str, fy: int | None) -> tuple[str, str | None] | None:
    """The day a figure counts up to as YYYY-MM-DD with the letters it was read against; None if there is no day.

    Without a year of its own the day lies in the fiscal year.
    """
    found = _AS_OF.search(unspaced(text))
    if found is None or not (found["now"] or found["era"]):
        return None
    month = int(found["month"])
    if found["era"]:
        year = _fy(f"{found['era']}{found['number']}年度")
    else:
        year = None if fy is None else fy + (month < 4)
    if year is None or not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(found["day"]) if found["day"] else last
    if not 1 <= day <= last:
        return None
    return f"{year:04}-{month:02}-{day:02}", found.group() if found["sign"] == "月" else None


def stage_figures(found: Gathering, measure: str, items: Sequence[tuple[str, str]]) -> None:
    """The figures of a measure's items (text, ref) as indicators and observations; what is doubtful is reported."""
    placed: dict[tuple[str, int], tuple[Figure, str]] = {}
    units: dict[str, str] = {}
    misprints: set[str] = set()
    for text, ref in items:
        for figure in figures(text):
            if figure.misprint and figure.misprint not in misprints:
                misprints.add(figure.misprint)
                found.report("date_misprinted", ref, figure.misprint, (measure,), date=figure.partial_until)
            if figure.completed:
                found.report("label_completed", ref, figure.raw, (measure,), label=figure.label)
            if figure.fy is None:
                found.report("figure_without_year", ref, figure.raw, (measure,), label=figure.label)
            elif (figure.label, figure.fy) in placed or units.setdefault(
                figure.label, figure.unit
            ) != figure.unit:
                found.report("figure_repeated", ref, figure.raw, (measure,), label=figure.label)
            else:
                placed[figure.label, figure.fy] = (figure, ref)
    for label, unit in units.items():
        series = {fy: item for (name, fy), item in placed.items() if name == label}
        first, ref = next(iter(series.values()))
        found.add("indicator", (measure, label), {"unit": Cell(unit, first.raw, ref)}, ref)
        whole_years = {fy: figure.value for fy, (figure, _) in series.items() if figure.partial_until is None}
        doubted = tenfold(whole_years)
        for fy, (figure, at) in series.items():
            jumped_from = series[doubted[fy]][0].raw if fy in doubted else None
            _stage_observation(found, measure, fy, figure, at, jumped_from)


def _stage_observation(
    found: Gathering, measure: str, fy: int, figure: Figure, ref: str, jumped_from: str | None
) -> None:
    cells = {"value": Cell(figure.value, figure.raw, ref)}
    if figure.denominator is not None:
        cells["denominator"] = Cell(figure.denominator, figure.raw, ref)
    if figure.partial_until is not None:
        cells["partial_until"] = Cell(figure.partial_until, figure.raw, ref)
    exceeds = figure.denominator is not None and figure.value > figure.denominator
    if jumped_from is not None:
        steps = {"before": jumped_from, "label": figure.label}
        found.report("tenfold_jump", ref, figure.raw, (measure, figure.label, fy), **steps)
    if exceeds:
        found.report("part_exceeds_whole", ref, figure.raw, (measure, figure.label, fy), label=figure.label)
    if jumped_from is not None or exceeds:
        cells["suspect"] = Cell(True, figure.raw, ref)
    found.add("observation", (measure, figure.label, fy, None), cells, ref)
