"""What the columns of a list's header mean: labels from above make a field, a period, a goal or a figure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from domain.eras import Era, era_of
from importers.document import CellText
from importers.lexicon import Lexicon, may_title
from importers.recognise.house_words import KINDS, folded
from importers.recognise.list_periods import Part, Place, Printed, placed, read_printed

Period = tuple[int, int | None]
Row = Mapping[int, CellText]

# Words over or beside a year that make figures of what stands under it; True for one that is only aimed at.
FIGURES: Final[Mapping[str, bool]] = {
    "実績値": False,
    "現状値": False,
    "基準値": False,
    "現況値": False,
    "目標値": True,
    "計画値": True,
}
_WORDS: Final = (*KINDS, *FIGURES)
_MONTHS: Final = 12
# How many figures in a row are no chance.
_FEW: Final = 4
# Words that make figures of what stands under them where a list has an indicator and only figures stand there.
_MAY_BE_FIGURES: Final[Mapping[str, str]] = {
    "実績": "実績値",
    "現状": "現状値",
    "目標": "目標値",
    "計画": "計画値",
}
_REMARK: Final = re.compile(r"(?:[(\[]?※\d*[)\]]?|\*\d*)$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column under its label: the field it means, a schedule's period and kind, a goal or a year's figure; else a
    question.

    `dated` columns end in a year under a label that may make anything of it, 予算額 over 令和2年度. `part` is the
    quarter or month of the half that the column stands for; `maybe` is the period and the kind of figures that stand
    there if they are figures.
    """

    number: int
    label: str
    ref: str
    field: str | None = None
    period: Period | None = None
    kind: str = "planned"
    goal: str | None = None
    dated: bool = False
    part: Part | None = None
    figure: str | None = None
    is_weak: bool = False
    maybe: tuple[Period, str] | None = None

    @property
    def last_label(self) -> str:
        return self.label.rpartition("／")[2]

    @property
    def is_schedule(self) -> bool:
        return self.period is not None and self.figure is None

    def means(self) -> object:
        """What no second column of one table should mean too; titles are told apart by what stands under them."""
        if self.period is not None:
            return self.period, self.part, self.kind, self.figure
        return self.goal or (self.field if self.field != "title" else None)


@dataclass(frozen=True, slots=True)
class _Dated:
    """A column with a year: where its year's label stands, what was read, and the words above and below it."""

    column: Column
    year_ref: str
    printed: Printed
    words: tuple[str, ...]


def columns_of(
    rows: Sequence[Row], values: Mapping[str, CellText], lexicon: Lexicon
) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """The columns of a header's rows, and those that mean the same as one before."""
    read: list[Column | _Dated] = []
    era: Era | None = None
    for number, stack in _with_months(list(_stacks(rows, values))):
        era = next((found for cell in stack if (found := era_of(cell.text))), era)
        read.append(_column(number, stack, era, lexicon))
    columns: list[Column] = []
    repeated: list[Column] = []
    for column in _in_place(read, lexicon):
        meaning = column.means()
        is_twice = meaning is not None and any(meaning == known.means() for known in columns)
        (repeated if is_twice else columns).append(column)
    return tuple(columns), tuple(repeated)


def _stacks(
    rows: Sequence[Row], values: Mapping[str, CellText]
) -> Iterator[tuple[int, tuple[CellText, ...]]]:
    """Each column's labels from above; a merged label counts in every column that it covers, and without merges a
    label counts for blank cells right of it where labels stand below both."""
    above: dict[int, list[CellText]] = {}
    for place, row in enumerate(rows):
        left: CellText | None = None
        left_has_below = False
        for number in sorted({column for other in rows for column in other}):
            below = any(other[number].text for other in rows[place + 1 :] if number in other)
            cell = row.get(number)
            if cell is not None and cell.text:
                label, left, left_has_below = cell, cell, below
            elif cell is not None and cell.merged_from:
                label = values.get(cell.merged_from, cell)
                left = None
            elif left is not None and left_has_below and below:
                label = left
            else:
                left = None
                above.setdefault(number, [])
                continue
            stack = above.setdefault(number, [])
            if label.text and (not stack or stack[-1].ref != label.ref):
                stack.append(label)
    return iter((number, tuple(stack)) for number, stack in sorted(above.items()))


def _with_months(
    stacks: Sequence[tuple[int, tuple[CellText, ...]]],
) -> Iterator[tuple[int, tuple[CellText, ...]]]:
    """Figures under one year that count through the months, 4, 5, … 3, are months."""
    groups: dict[str, list[int]] = {}
    for _, stack in stacks:
        last = folded(stack[-1].text) if len(stack) > 1 else ""
        if last.isdecimal() and 1 <= int(last) <= _MONTHS and read_printed([folded(stack[-2].text)], None):
            groups.setdefault(stack[-2].ref, []).append(int(last))
    counted = {
        ref
        for ref, months in groups.items()
        if len(months) >= _FEW and all(after == before % _MONTHS + 1 for before, after in pairwise(months))
    }
    for number, stack in stacks:
        if len(stack) > 1 and stack[-2].ref in counted and folded(stack[-1].text).isdecimal():
            stack = (*stack[:-1], stack[-1]._replace(text=f"{folded(stack[-1].text)}月"))
        yield number, stack


def _column(number: int, stack: Sequence[CellText], era: Era | None, lexicon: Lexicon) -> Column | _Dated:
    texts = [_REMARK.sub("", folded(cell.text)) for cell in stack]
    label, ref = "／".join(cell.text.replace("\n", "") for cell in stack), stack[-1].ref if stack else ""
    plain = Column(number, label, ref)
    if lexicon.is_own(label):
        return replace(plain, field=_measure_field(lexicon.field_of(label)))
    dated = _dated(plain, stack, texts, era)
    if dated is not None:
        return dated
    if len(stack) == 2 and lexicon.field_of(texts[0]) == "goals" and texts[1]:
        return replace(plain, goal=stack[1].text.replace("\n", ""))
    if not texts:
        return plain
    found = lexicon.field_of("".join(texts)) or lexicon.field_of(texts[-1])
    if found is None and may_title(texts[-1]) and not lexicon.is_own(texts[-1]):
        return replace(plain, field="title", is_weak=True)
    return replace(plain, field=_measure_field(found))


def _measure_field(name: str | None) -> str | None:
    """A field that one cell can fill; a schedule and goals need columns of their own below them."""
    return None if name in ("schedule", "goals") else name


def _dated(plain: Column, stack: Sequence[CellText], texts: Sequence[str], era: Era | None) -> _Dated | None:
    labels = [(part, cell.ref) for cell, text in zip(stack, texts, strict=True) for part in _split(text, era)]
    for place, (text, ref) in enumerate(labels):
        if read_printed([text], era) is None:
            continue
        words = [word for word, _ in labels[:place]]
        tails = [word for word, _ in labels[place + 1 :] if word not in _WORDS]
        words += [word for word, _ in labels[place + 1 :] if word in _WORDS]
        printed = read_printed([text, *tails], era)
        if printed is None:
            printed = read_printed([text], era)
            words += tails
        if printed is not None:
            return _Dated(plain, ref, printed, (*words, *filter(None, [printed.says])))
    return None


def _split(text: str, era: Era | None) -> list[str]:
    """A label that is a word and a year in one: 目標値（令和5年度）, R3実績."""
    bracket = re.fullmatch(r"(.+?)[(\[](.+)[)\]]", text)
    if bracket and bracket[1] in _WORDS and read_printed([bracket[2]], era):
        return [bracket[1], bracket[2]]
    for word in _WORDS:
        for rest in (text.removesuffix(word), text.removeprefix(word)):
            if rest != text and read_printed([rest.removesuffix("の")], era):
                return [word, rest.removesuffix("の")]
    return [text]


def _in_place(read: Sequence[Column | _Dated], lexicon: Lexicon) -> Iterator[Column]:
    """The columns in their order; those with a year get their place in time together with those under one label."""
    groups: dict[tuple[str, tuple[str, ...]], list[_Dated]] = {}
    for item in read:
        if isinstance(item, _Dated):
            groups.setdefault((item.year_ref, item.words), []).append(item)
    places = {
        item.column.number: place
        for group in groups.values()
        for item, place in zip(group, placed([one.printed for one in group]), strict=True)
    }
    for item in read:
        yield _with_place(item, places, lexicon) if isinstance(item, _Dated) else item


def _with_place(item: _Dated, places: Mapping[int, Place | None], lexicon: Lexicon) -> Column:
    place = places[item.column.number]
    word = next((item_word for item_word in reversed(item.words) if item_word in _MAY_BE_FIGURES), None)
    if place is not None and word is not None and len(item.words) == 1:
        maybe = (place.fy, place.half), _MAY_BE_FIGURES[word]
        item = replace(item, column=replace(item.column, maybe=maybe))
    figures = [word for word in item.words if word in FIGURES]
    kinds = [_kind(word, lexicon) for word in item.words if word not in FIGURES]
    if place is None or None in kinds or len(figures) > 1:
        return replace(item.column, dated=True)
    return replace(
        item.column,
        period=(place.fy, place.half),
        part=place.part,
        kind=next((kind for kind in reversed(kinds) if kind), "planned"),
        figure=figures[0] if figures else None,
    )


def _kind(text: str, lexicon: Lexicon) -> str | None:
    """What a label over years says of them: a kind, nothing (""), or None where it may mean something else."""
    if text in KINDS:
        return KINDS[text]
    return "" if lexicon.field_of(text) == "schedule" else None
