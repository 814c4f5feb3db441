"""工程の改定: one row of a measure's schedule as lines to be changed, from a half-year on, with the reason."""

from typing import TYPE_CHECKING

from rich.text import Text

from db.permissions import check_measure
from db.reads.measures import CellRow, Sheet, WorkItemRow
from db.writes.schedule import (
    NothingRevised,
    RevisedMeanwhile,
    When,
    in_force,
    revise_schedule,
    times_revised,
    when_words,
)
from domain.errors import Refusal
from domain.periods import Half, NotAHalfYear, slot
from domain.stages import read_cell
from i18n import _, language, ngettext
from tui.choices import Choice
from tui.screens.ask import Ask, Asked, needed
from tui.screens.choose import Choose
from tui.screens.sheet import item_name, measure_name
from tui.words import sentence

if TYPE_CHECKING:
    from tui.app import ShinchokuApp

Kept = dict[int, dict[str, str]]


def revise(app: "ShinchokuApp", sheet: Sheet, now: Half | None, kept: Kept) -> None:
    """Ask which row, then what it says from now on. `kept` holds texts that were left, by work item."""
    refusal = app.refused(lambda asking: check_measure(asking, sheet.id))
    if not sheet.work_items:
        app.say(_("This measure has no schedule to revise."), "warn")
    elif refusal is not None:
        app.say(sentence(refusal), "warn")
    elif len(sheet.work_items) == 1:
        _ask(app, sheet, sheet.work_items[0], now, kept)
    else:
        items = {item.row: item for item in sheet.work_items}
        choices = [Choice(item_name(item.row, item.label), item.row) for item in sheet.work_items]

        def chosen(row: int | None) -> None:
            if row is not None:
                _ask(app, sheet, items[row], now, kept)

        app.push_screen(Choose(_("Which row of the schedule?"), choices), chosen)


def _ask(app: "ShinchokuApp", sheet: Sheet, item: WorkItemRow, now: Half | None, kept: Kept) -> None:
    cells = in_force(list(item.cells))
    shown = {when: cell for when, cell in cells.items() if now is None or slot(*when) >= now.index}
    first = now or (Half.at(min(slot(*when) for when in shown)) if shown else None)
    seen = times_revised(app.book, sheet.id)
    texts = kept.setdefault(item.id, {})
    said = Text(
        _(
            "One line for each half-year, as 2021H1=構築; 2021=運用 is a whole year. A line taken away takes its cell"
            " away. The first plan stays beside it, and slip is counted from it."
        )
    )
    fields = [
        Asked("half", _("From which half-year (2021H1)"), str(first or ""), wrong=_no_half),
        Asked("cells", _("What is planned"), _lines(shown), prose=True, wrong=_no_cells),
        Asked("note", _("Why the schedule changes"), prose=True, wrong=needed),
    ]

    def go(answer: dict[str, str] | None) -> None:
        if answer is None:
            return
        wanted, before = read_lines(answer["cells"]), read_lines(_lines(shown))
        changed = {when: text for when, text in wanted.items() if before.get(when) != text}
        changed |= dict.fromkeys(before.keys() - wanted.keys(), "")
        # A year told as halves, or halves as a year, is replaced by what is told: that is no blank of its own.
        for fy, half in list(changed):
            others = ((fy, None),) if half else ((fy, 1), (fy, 2))
            if not changed[fy, half] and any(changed.get(other) for other in others):
                del changed[fy, half]
        try:
            done = revise_schedule(
                app.book,
                sheet.id,
                item.row,
                Half.parse(answer["half"]),
                changed,
                note=answer["note"],
                seen=seen,
            )
        except Refusal as refusal:
            if not isinstance(refusal, NothingRevised | RevisedMeanwhile):
                texts.update(answer)
            app.say(sentence(refusal), "warn")
            return
        app.reload()
        words = ngettext(
            "{n} cell of the schedule is revised; the first plan stays beside it.",
            "{n} cells of the schedule are revised; the first plan stays beside them.",
            done.changed,
        )
        app.say(words.format(n=done.changed))

    title = _("Revise the schedule: {name}").format(name=measure_name(sheet.number, sheet.title))
    row = item_name(item.row, item.label)
    app.push_screen(Ask(f"{title}  {row}", said, fields, _("Revise"), texts), go)


def _lines(cells: dict[When, CellRow]) -> str:
    ordered = sorted(cells.items(), key=lambda one: slot(*one[0]))
    return "\n".join(f"{when_words(when)}={_printed(cell)}" for when, cell in ordered)


def _printed(cell: CellRow) -> str:
    return " ".join((cell.raw or "・".join(cell.stages)).split())


def read_lines(text: str) -> dict[When, str]:
    """Half-year or year to what stands after its = sign. Raises NotAHalfYear, which is a ValueError."""
    found: dict[When, str] = {}
    for line in text.splitlines():
        when, _equals, stage = line.replace("＝", "=").partition("=")
        plain = when.strip()
        if not plain:
            continue
        if plain.isdecimal() and len(plain) == 4:
            found[int(plain), None] = stage.strip()
        else:
            half = Half.parse(plain)
            found[half.fy, half.half] = stage.strip()
    return found


def _no_half(text: str) -> str:
    try:
        Half.parse(text)
    except NotAHalfYear as error:
        return sentence(error)
    return ""


def _no_cells(text: str) -> str:
    try:
        cells = read_lines(text)
    except NotAHalfYear as error:
        return sentence(error)
    for when, stage in cells.items():
        cell = read_cell(stage)
        if cell is not None and not cell.known:
            return _("{half}: “{text}” is no stage").format(half=_label(when), text=stage)
    return ""


def _label(when: When) -> str:
    fy, half = when
    return Half(fy, half).label(language()) if half else str(fy)
