"""Copying: the letter that asks for missing reports, a measure as text, a row of a list."""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textual.coordinate import Coordinate
from textual.widgets import DataTable, Input, OptionList, TextArea

from db.reads.measures import MeasureRow, sheet
from db.reads.reports import form
from domain.reporting import State
from i18n import _, language
from tui.marks import STATE_MARKS
from tui.model import View, still_owed
from tui.screens.frame import PlanScreen
from tui.screens.sheet import departments_words, goals_words, measure_name
from tui.words import TEXT_FIELD_WORDS, day_words, rating_words, shown, state_words

if TYPE_CHECKING:
    from tui.app import ShinchokuApp

FILE: Final = "shinchoku-copied.txt"
# Terminals that are known to take OSC 52 as they come, by a variable that each of them sets.
_TAKERS: Final = (
    "KITTY_WINDOW_ID",
    "WEZTERM_EXECUTABLE",
    "ALACRITTY_WINDOW_ID",
    "WT_SESSION",
    "GHOSTTY_RESOURCES_DIR",
)
_TERMS: Final = ("xterm-kitty", "alacritty", "foot", "xterm-ghostty", "wezterm")


def is_sure(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal surely takes what is copied; tmux, screen and most others may drop it without a word."""
    between = environment.get("TMUX") or environment.get("STY")
    known = any(environment.get(name) for name in _TAKERS) or environment.get("TERM") in _TERMS
    return bool(known and not between)


def copy(app: "ShinchokuApp", text: str, what: str) -> None:
    """To the clipboard by way of the terminal, and into a file where that may not arrive; what was done is said."""
    app.copy_to_clipboard(text)
    if is_sure():
        app.say(_("Copied: {what}").format(what=what))
        return
    path = Path.home() / FILE
    try:
        number = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with open(number, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        app.say(
            _("Copied for terminals that allow it: {what}; the file could not be written: {why}").format(
                what=what, why=error.strerror
            ),
            "warn",
        )
        return
    app.say(_("Copied: {what}; also in {path}").format(what=what, path=path))


# -- 催促文


def remind(app: "ShinchokuApp") -> None:
    """Copy the letter to the departments in sight whose reports are missing."""
    view = app.view
    if view.period is None or not view.taking:
        app.say(_("The half-year takes no reports now; there is nothing to ask for."), "warn")
        return
    rows = [row for row in app.measures() if still_owed(row, view.department_id)]
    if view.department_id is not None:
        rows = [row for row in rows if view.department_id in row.department_ids]
    if not rows:
        app.say(_("Everything here is reported."))
        return
    from db.reads.amending import being_amended

    letter = reminder(view, rows, app.today, being_amended(app.book.db, view.period.id))
    copy(app, letter, _("the letter about {n} missing reports").format(n=len(rows)))


def reminder(view: View, rows: list[MeasureRow], today: date, amended: frozenset[int] = frozenset()) -> str:
    """A polite letter: which plan, which half-year, until when, and the measures by department.

    A report that was approved and is being `amended` did arrive: its correction is asked for.
    """
    assert view.plan is not None and view.period is not None
    due = date.fromisoformat(view.period.due_on) if view.period.due_on else None
    groups = _by_department(view, rows)
    whom = (
        _("To the colleagues of {department}").format(department=next(iter(groups)))
        if len(groups) == 1
        else _("To the colleagues in charge")
    )
    opening = _opening(len(rows), sum(row.id in amended for row in rows)).format(
        plan=shown(view.plan.title), half=view.period.half.long_label(language())
    )
    parts = [whom, "", opening]
    if due is not None:
        day = day_words(due, date.min)
        late = _("They were due on {day}. Please hand them in as soon as you can.")
        ahead = _("They are due on {day}. Please hand them in by then.")
        parts.append((late if due < today else ahead).format(day=day))
    else:
        parts.append(_("Please hand them in."))
    for name, group in groups.items():
        parts += ["", _("{department} ({n})").format(department=name, n=len(group))]
        parts += [f"  {_named(row, amended)}" for row in group]
    parts += ["", _("If you have handed them in meanwhile, please forgive this letter.")]
    return "\n".join(parts) + "\n"


def _opening(rows: int, amended: int) -> str:
    if not amended:
        return _("The reports on the measures below have not arrived yet: “{plan}”, {half}.")
    if amended < rows:
        return _(
            "Reports on the measures below, or their corrections, have not arrived yet: “{plan}”, {half}."
        )
    return _("The corrections of the reports on the measures below have not arrived yet: “{plan}”, {half}.")


def _by_department(view: View, rows: list[MeasureRow]) -> dict[str, list[MeasureRow]]:
    """Rows by lead department as printed; with one department's eyes, that one alone."""
    groups: dict[str, list[MeasureRow]] = {}
    for row in rows:
        if view.department is not None:
            names = [view.department.name]
        else:
            names = row.leads.split("、") if row.leads else [_("no lead department")]
            if row.sharing is not None:
                names = [part.department for part in row.sharing.parts if not part.done]
        for name in names:
            groups.setdefault(shown(name), []).append(row)
    return groups


def _named(row: MeasureRow, amended: frozenset[int]) -> str:
    state = (
        _("Correction of an approved report") if row.id in amended else STATE_MARKS[State(row.state)].label
    )
    return f"{measure_name(row.number, row.title)} ({state})"


# -- what the cursor stands on


def copy_here(app: "ShinchokuApp") -> None:
    """Copy the measure under the cursor, or the row of a list that is about something else."""
    screen = app.screen
    if not isinstance(screen, PlanScreen):
        return
    measure_id = measure_at(screen)
    if measure_id is not None:
        row = next((one for one in app.measures() if one.id == measure_id), None)
        name = measure_name(row.number, row.title) if row else _("the measure")
        copy(app, measure_text(app, measure_id), name)
        return
    text = _row_text(screen)
    if text:
        copy(app, text + "\n", _("the row under the cursor"))
    else:
        app.say(_("There is nothing to copy under the cursor."))


def measure_at(screen: Any) -> int | None:
    """The measure a screen is about, or the one its cursor stands on, by the names that screens give them."""
    if screen.OF_ONE_MEASURE:
        found = getattr(screen, "measure_id", None)
    elif (row := getattr(screen, "row_at_cursor", None)) is not None:
        found = getattr(row, "measure_id", None)
    else:
        found = getattr(screen, "at_cursor", None)
        found = found if "Measures" in type(screen).__name__ else None
    return found if isinstance(found, int) else None


def _row_text(screen: PlanScreen) -> str:
    """The focused list's row, its cells parted by tabs."""
    whole = screen.text_at_cursor()
    if whole:
        return whole
    table = screen.focused
    if isinstance(table, DataTable) and table.is_valid_row_index(table.cursor_row):
        row = range(len(table.ordered_columns))
        cells = (str(table.get_cell_at(Coordinate(table.cursor_row, column))).strip() for column in row)
        return "\t".join(cell for cell in cells if cell)
    if isinstance(table, OptionList) and table.highlighted is not None:
        return str(table.get_option_at_index(table.highlighted).prompt).strip()
    if isinstance(table, TextArea):
        return table.selected_text or table.text
    return table.value if isinstance(table, Input) else ""


def measure_text(app: "ShinchokuApp", measure_id: int) -> str:
    """A measure as plain text: its sheet, and its report of the half-year in sight."""
    found, view = sheet(app.book.db, measure_id), app.view
    lines = [measure_name(found.number, found.title), shown(found.plan_title), ""]
    facts = (
        ("Field", shown(found.policy_field)),
        ("Goals", goals_words(found) if found.goals else ""),
        ("Lead", departments_words(found)),
        ("Related", departments_words(found, related=True)),
    )
    lines += [f"{_(word)}: {value}" for word, value in facts if value]
    for name, word in TEXT_FIELD_WORDS.items():
        if name in found.texts:
            lines += ["", _(word), shown(found.texts[name], lines=True)]
    if view.period is not None and view.plan is not None and found.plan_key == view.plan.key:
        report = form(app.book.db, measure_id, view.period.id)
        said = (
            STATE_MARKS[report.state].label,
            rating_words(report.answer.progress_evaluation),
            state_words(report.answer.implementation_state),
        )
        lines += ["", view.period.half.long_label(language()), "  ".join(word for word in said if word)]
        if report.answer.text:
            lines.append(shown(report.answer.text, lines=True))
    return "\n".join(lines) + "\n"
