"""The sheet of a measure: every filled field, goals with unknown shown, departments, the schedule as half-years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.text import Text
from textual.widgets import Static

from db.reads.answers import Answer
from db.reads.measures import Sheet
from domain.eras import fiscal_year_label
from domain.periods import Half
from i18n import _, language
from tui.attention import attention
from tui.marks import fit, pieces
from tui.words import TEXT_FIELD_WORDS, narrow, shown

Reached = Mapping[int, Mapping[int, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A sheet with what its schedule needs: the half-years in sight, the current one, and what was reached per row.

    `answer`: what is said of the current half-year; the schedule is then held against it.
    """

    sheet: Sheet
    halves: tuple[Half, ...]
    now: Half | None
    reached: Reached
    answer: Answer | None = None


def halves_of(sheet: Sheet, first_fy: int | None, last_fy: int | None) -> tuple[Half, ...]:
    """The half-years of the plan's years, or of the schedule's where the plan does not print its years."""
    years = [cell.fy for item in sheet.work_items for cell in item.cells]
    first = first_fy if first_fy is not None else min(years, default=None)
    last = last_fy if last_fy is not None else max(years, default=None)
    if first is None or last is None:
        return ()
    return tuple(Half(year, half) for year in range(first, last + 1) for half in (1, 2))


def measure_name(number: str | None, title: str) -> str:
    """28 自治体クラウドの検討."""
    return f"{shown(number)} {shown(title)}".strip()


def goals_words(sheet: Sheet) -> str:
    """Goals that the measure serves; those whose mark was lost stand with ？不明, others not at all."""
    words = [
        shown(goal.name) if goal.mark else f"{shown(goal.name)}{_('(？unknown)')}"
        for goal in sheet.goals
        if goal.mark is not False
    ]
    return "、".join(words) if words else _("none")


def departments_words(sheet: Sheet, *, related: bool = False) -> str:
    """Departments in printed order with their later names; なし for none."""
    names = [
        shown(item.name) + (_(" (now {name})").format(name=shown(item.renamed_to)) if item.renamed_to else "")
        for item in (sheet.related if related else sheet.leads)
    ]
    return "、".join(names) if names else _("none")


def schedule_lines(seen: Seen, width: int) -> list[Text]:
    """Every work item as a strip of half-years, each line exactly `width` cells."""
    from tui.widgets.stage_strip import as_row, strip_lines

    lines: list[Text] = []
    for place, item in enumerate(seen.sheet.work_items):
        row = as_row(item_name(item.row, item.label), item.cells, seen.reached.get(item.row))
        lines += strip_lines(row, seen.halves, seen.now, width, heading=place == 0)
    return lines


def item_name(row: int, label: str | None) -> str:
    """1 自治体クラウドの検討; the row's number alone where nothing is printed."""
    return f"{row} {shown(label)}".strip()


_LABEL: Final = {"ja": 8, "en": 10}


def folded(word: str, value: str, width: int) -> Text:
    """A fact with its value broken at the column's edge and hung under itself."""
    label = _LABEL[language()]
    text = Text(fit(word, label), style="bold")
    lines = pieces(value, max(width - label, 8))
    for place, line in enumerate(lines):
        text.append((" " * label if place else "") + line + "\n", style="not bold")
    return text


def sheet_text(seen: Seen, width: int, *, title: bool = True) -> Text:
    """The whole sheet for a column of `width` cells."""
    sheet = seen.sheet
    text = Text()
    if title:
        text.append(measure_name(sheet.number, sheet.title) + "\n", style="bold")
    if sheet.subtitle:
        text.append(shown(sheet.subtitle) + "\n")
    for word, value in _facts(sheet):
        text.append_text(folded(word, value, width))
    if sheet.work_items and seen.halves:
        text.append("\n")
        for line in schedule_lines(seen, width):
            text.append_text(line).append("\n")
    for said in attention(sheet.work_items, seen.reached, seen.answer or Answer(), seen.now):
        text.append_text(folded(_("Attention"), narrow(said), width))
    for word, outcome in ((_("Effect"), sheet.effect), (_("Cost"), sheet.cost)):
        if outcome:
            text.append(f"\n{word}\n", style="bold").append(shown(outcome, lines=True) + "\n")
    for name, word in TEXT_FIELD_WORDS.items():
        if name in sheet.texts:
            text.append(f"\n{_(word)}\n", style="bold").append(shown(sheet.texts[name], lines=True) + "\n")
    return text


def _facts(sheet: Sheet) -> Sequence[tuple[str, str]]:
    facts = [
        (_("State"), _life_words(sheet)),
        (_("Priority"), _("priority measure") if sheet.is_priority else ""),
        (_("Field"), shown(sheet.policy_field)),
        (_("Goals"), goals_words(sheet) if sheet.goals else ""),
        (_("Lead"), departments_words(sheet)),
        (_("Related"), departments_words(sheet, related=True)),
        (_("Added in"), fiscal_year_label(sheet.added_fy, language()) if sheet.added_fy else ""),
        (_("Before"), "、".join(shown(name) for name in sheet.predecessors)),
    ]
    return [(word, value) for word, value in facts if value]


def _life_words(sheet: Sheet) -> str:
    """休止（R3上から）; nothing for a measure that was always under way."""
    if sheet.state == "active" and sheet.since is None:
        return ""
    words = _(sheet.state)
    if sheet.direction:
        words += f" / {shown(sheet.direction)}"
    if sheet.since is None:
        return words
    return _("{state} (from {half})").format(state=words, half=sheet.since.label(language()))


class SheetView(Static):
    """The sheet in a column; drawn again for every width."""

    def __init__(self, *, title: bool = True) -> None:
        super().__init__(Text(""), markup=False)
        self._seen: Seen | None = None
        self._title = title

    def show(self, seen: Seen) -> None:
        """Another measure."""
        self._seen = seen
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        if self._seen is not None and self.size.width:
            self.update(sheet_text(self._seen, self.size.width, title=self._title))
