"""The council's screen: the way, the counts, the next step; reports, amendments or steps as a list with their text."""

from typing import Any, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import DataTable, Static

from db.reads.council import Amendment, Standing, amendments, standing
from db.reads.queue import QueueRow, detail
from db.writes.preferences import recall
from domain.reporting import PeriodAction, PeriodState, State, possible_for_period
from i18n import _, language
from tui.marks import fit, state_mark
from tui.screens.confirm_queue_words import moment_words, report_text, signs
from tui.screens.council_marks import Mark, kept_in, read_marks, standing_marks
from tui.screens.council_words import (
    STEP_NAMES,
    STEPS_DONE,
    amendment_text,
    anchor_words,
    count_words,
    obstacle_words,
    onward,
    outcome,
    step_text,
    step_words,
    way_line,
)
from tui.screens.council_writes import Moving
from tui.screens.frame import KeyLine, Rule, StatusLine, TabLine, TopLine
from tui.widgets.rows import Rows
from tui.words import shown

WIDE: Final = 110
LIST_WIDE: Final = 60
LISTS: Final = ("Reports", "Amendments", "Steps so far")


class CouncilList(Moving):
    """Ctrl+S goes round the three lists; the cursor keeps its line through refreshing."""

    def __init__(self) -> None:
        super().__init__()
        self.standing: Standing | None = None
        self.marks: dict[int, Mark] = {}
        self._amended: list[Amendment] = []
        self._list = 0
        self._drawn: tuple[Any, ...] = ()
        self._reading = False
        self._period: int | None = None

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield TabLine("council")
        yield Rule()
        yield Static(Text(""), id="way", markup=False)
        with Container(id="pair"):
            yield Rows(id="reports", cursor_type="row", cell_padding=0)
            with VerticalScroll(id="report"):
                yield Static(Text(""), id="words", markup=False)
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one("#reports").focus()

    def on_resize(self) -> None:
        self.draw(anew=True)

    def reload(self) -> None:
        super().reload()
        view = self.app_.view
        if not self.is_mounted or view.plan is None:
            return
        self.standing, self._amended = None, []
        if view.period is not None:
            self.standing = standing(self.app_.book.db, view.plan.id, view.period.id)
            self._amended = amendments(self.app_.book.db, view.plan.id, view.period.half)
            if self._period != view.period.id:
                self._period = view.period.id
                self.marks = read_marks(recall(self.app_.book, kept_in(view.period.id)))
        self.draw()

    @property
    def denials(self) -> dict[int, str]:
        """Measure to the council's reason, for marks that hold for what stands now."""
        return standing_marks(self.marks, self.standing.reports if self.standing else ())

    @property
    def reports(self) -> list[QueueRow]:
        """The reports in sight, in the order of their numbers: those of the chosen department."""
        chosen = self.app_.view.department_id
        rows = self.standing.reports if self.standing else ()
        mine = [row for row in rows if chosen is None or chosen in row.department_ids]
        return sorted(mine, key=lambda row: row.sort_key)

    # -- drawing

    def draw(self, *, anew: bool = False) -> None:
        """Draw everything again; the list only when something in it changed."""
        if self.app_.view.plan is None or not self.size.width:
            return
        self.set_class(self.size.width >= WIDE, "wide")
        self.query_one("#way", Static).update(self._way())
        wanted = (
            self._list,
            self.standing,
            tuple(self._amended),
            tuple(self.denials.items()),
            self.size.width,
        )
        if anew or wanted != self._drawn or not self.query_one("#reports", DataTable).columns:
            self._drawn = wanted
            with self.prevent(DataTable.RowHighlighted):
                self._fill()
        self._draw_text()
        self._draw_keys()

    def _way(self) -> Text:
        found = self.standing
        if found is None:
            plan = self.app_.view.plan
            return Text(
                f" {_('This plan has no half-year to report yet.')} "
                + _("Open one: shinchoku period open --plan {key} --period 2020H1").format(
                    key=plan.key if plan else ""
                ),
                style="bold",
            )
        text = way_line(found.state).append("\n")
        text.append(" " + count_words(found, len(self._amended)) + "\n")
        if anchor := anchor_words(found):
            text.append(f" {anchor}\n", style="dim")
        action = onward(found.state)
        if action is not None:
            text.append(f" {self.label('forward')} {_(STEP_NAMES[action])}: ", style="bold")
            text.append(step_words(found, action, self.denials))
        if obstacle := obstacle_words(found, action, self.label):
            text.append(("\n" if action is not None else "") + " " + obstacle, style="bold")
        return text

    def _fill(self) -> None:
        table = self.query_one("#reports", DataTable)
        here, place = self._key_at_cursor(), table.cursor_row
        table.clear(columns=True)
        width = LIST_WIDE if self.size.width >= WIDE else self.size.width
        keys = (self._fill_reports, self._fill_amendments, self._fill_steps)[self._list](table, width - 2)
        if here in keys:
            table.move_cursor(row=keys.index(here))
        elif keys:
            table.move_cursor(row=max(0, min(place, len(keys) - 1)))

    def _columns(self, table: DataTable[Any], headings: list[tuple[str, int]], width: int) -> list[int]:
        rest = width - sum(wide for _word, wide in headings)
        widths = [wide or max(rest, 10) for _word, wide in headings]
        for (word, _wide), wide in zip(headings, widths, strict=True):
            table.add_column(Text(fit(_(word) if word else "", wide)), width=wide)
        return widths

    def _fill_reports(self, table: DataTable[Any], width: int) -> list[str]:
        wide = self.size.width >= WIDE
        last = 21 if wide else 24
        headings = [("", 4), ("Look", 7), ("No.", 6), ("Measure", 0), ("Council", last)]
        widths = self._columns(table, headings, width)
        assert self.standing is not None or not self.reports
        denials = self.denials
        for row in self.reports:
            assert self.standing is not None
            cells = (
                signs(row),
                shown(row.number),
                shown(row.title),
                outcome(row, self.standing, denials),
            )
            denied = row.state is State.denied or row.measure_id in denials
            styles = ("", "", "", "bold" if denied else "")
            table.add_row(
                Text(" ").append_text(state_mark(row.state)),
                *(
                    Text(fit(cell, wide - 1), style=style)
                    for cell, wide, style in zip(cells, widths[1:], styles, strict=True)
                ),
                key=str(row.measure_id),
            )
        return [str(row.measure_id) for row in self.reports]

    def _fill_amendments(self, table: DataTable[Any], width: int) -> list[str]:
        headings = [("", 4), ("Half-year", 11), ("No.", 6), ("Measure", 0), ("Reason", 24)]
        widths = self._columns(table, headings, width)
        keys = []
        for place, item in enumerate(self._amended):
            cells = (item.half.label(language()), shown(item.number), shown(item.title), shown(item.reason))
            keys.append(f"amended {len(self._amended) - place}")
            table.add_row(
                Text(" ").append_text(state_mark(item.state)),
                *(Text(fit(cell, wide - 1)) for cell, wide in zip(cells, widths[1:], strict=True)),
                key=keys[-1],
            )
        return keys

    def _fill_steps(self, table: DataTable[Any], width: int) -> list[str]:
        headings = [("When", 18), ("Step", 22), ("Who", 12), ("Reason", 0)]
        widths = self._columns(table, headings, width)
        steps = self.standing.steps if self.standing else ()
        for place, step in enumerate(steps):
            cells = (
                moment_words(step.at, self.app_.today),
                _(STEPS_DONE.get(step.action, step.action)),
                shown(step.by_name),
                shown(step.meeting or step.reason),
            )
            table.add_row(
                *(Text(fit(" " + cell, wide - 1)) for cell, wide in zip(cells, widths, strict=True)),
                key=f"step {place}",
            )
        return [f"step {place}" for place in range(len(steps))]

    def _draw_text(self) -> None:
        self.query_one("#words", Static).update(self._text())

    def _text(self) -> Text:
        found, key = self.standing, self._key_at_cursor()
        if found is None or key is None:
            empty = ("No measures here.", "Nothing approved has been amended.", "Nothing was done yet.")
            return Text(_(empty[self._list]), style="bold")
        if self._list == 1:
            place = len(self._amended) - int(key.split()[1])
            return amendment_text(self._amended[place], self.app_.today)
        if self._list == 2:
            return step_text(found.steps[int(key.split()[1])], found, self.app_.today)
        row = self.row_at_cursor
        assert row is not None
        wide = self.size.width >= WIDE and not self._reading
        width = self.size.width - (LIST_WIDE if wide else 0) - 4
        whole = detail(self.app_.book.db, row.measure_id, found.period_id)
        return report_text(row, whole, width, self.app_.today)

    def _draw_keys(self) -> None:
        words: list[tuple[str, str]] = []
        found = self.standing
        if found is not None:
            action = onward(found.state)
            if action is not None:
                words.append(("F10", _(STEP_NAMES[action])))
            if PeriodAction.reopen in possible_for_period(found.state):
                words.append(("F9", _("Reopen")))
            if found.state is PeriodState.submitted:
                words.append(("Ctrl+N", _("Deny")))
            words.append(("Ctrl+R", _("Pack")))
        words.append(("Esc", _("List")) if self._reading else ("Enter", _("Read")))
        words += [("Ctrl+S", _("Show")), ("Ctrl+E", _("Half-year"))]
        self.query_one(KeyLine).show_words(words)

    # -- the cursor

    def _key_at_cursor(self) -> str | None:
        table = self.query_one("#reports", DataTable)
        if not table.row_count or not table.is_valid_row_index(table.cursor_row):
            return None
        return table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value

    @property
    def row_at_cursor(self) -> QueueRow | None:
        """The report under the cursor; None in the other lists."""
        key = self._key_at_cursor()
        if self._list or key is None:
            return None
        return next((row for row in self.reports if str(row.measure_id) == key), None)

    def came_back_from(self, measure_id: int) -> None:
        self.reload()

    # -- keys

    @on(DataTable.RowHighlighted, "#reports")
    def _moved(self) -> None:
        self._draw_text()
        self.query_one("#report").scroll_home(animate=False)

    @on(DataTable.RowSelected, "#reports")
    def _chosen(self) -> None:
        self.read_whole(True)

    def read_whole(self, whole: bool) -> None:
        """The text alone, with the arrows scrolling it; or the list again."""
        self._reading = whole
        self.set_class(whole, "reading")
        self.query_one("#report" if whole else "#reports").focus()
        self._draw_text()
        self._draw_keys()

    def action_open(self) -> None:
        self.read_whole(True)

    def action_scroll(self, pages: int) -> None:
        pane = self.query_one("#report", VerticalScroll)
        pane.scroll_relative(y=pages * max(pane.size.height - 1, 1), animate=False)

    def action_show(self) -> None:
        self._list = (self._list + 1) % len(LISTS)
        self.draw()
        self.say(_("Shown: {name}").format(name=_(LISTS[self._list])))

    def action_back(self) -> None:
        if self._reading:
            self.read_whole(False)
        elif self._list:
            self._list = 0
            self.draw()
        else:
            self.app_.action_overview()
