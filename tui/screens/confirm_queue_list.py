"""The queue's list and the report beside it: what is shown, filtered and under the cursor, drawn for every width."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import DataTable, Input, Static

from db.reads.answers import Answer
from db.reads.queue import Detail, QueueRow, detail, queue
from domain.names import match_key
from domain.reporting import State
from i18n import _, language
from tui.marks import STATE_MARKS, fit, state_mark
from tui.model import MISSING
from tui.screens.confirm_queue_words import report_text, signs
from tui.screens.confirm_queue_writes import Deciding
from tui.screens.frame import KeyLine, Rule, StatusLine, TabLine, TopLine, sides
from tui.screens.sheet import measure_name
from tui.widgets.rows import Rows
from tui.words import half_words, rating_words, shown

WIDE: Final = 110
LIST_WIDE: Final = 52


@dataclass(frozen=True, slots=True)
class Show:
    """Which reports are in sight."""

    name: str
    states: frozenset[State]


SHOWS: Final = (
    Show("waiting for you", frozenset({State.submitted, State.denied})),
    Show("confirmed", frozenset({State.confirmed, State.compiled, State.approved})),
    Show("not handed in", MISSING),
    Show("all measures", frozenset(State)),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: heading, width in cells (0: what is left), what stands in it."""

    heading: str
    width: int
    cell: Callable[[QueueRow], str]


NARROW_COLUMNS: Final = (
    Column("Look", 7, signs),
    Column("No.", 6, lambda row: shown(row.number)),
    Column("Measure", 0, lambda row: shown(row.title)),
    Column("Lead", 14, lambda row: shown(row.leads)),
    Column("Rating", 16, lambda row: rating_words(row.progress_evaluation)),
)
WIDE_COLUMNS: Final = (*NARROW_COLUMNS[:3], Column("Lead", 11, lambda row: shown(row.leads)))


class QueueList(Deciding):
    """Loading writes nothing. The cursor keeps its measure through refreshing, filtering and what others do."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[QueueRow] = []
        self.seen: tuple[int, ...] = ()
        self.detail: Detail | None = None
        self.reread: dict[int, Answer] = {}
        self._show = 0
        self._drawn: tuple[Any, ...] = ()
        self._reading = False

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield TabLine("confirm")
        yield Rule()
        yield Static(Text(""), id="sums", markup=False)
        yield Input(id="filter", compact=True, placeholder=_("Filter: number, name, department"))
        with Container(id="pair"):
            yield Rows(id="reports", cursor_type="row", cell_padding=0)
            with VerticalScroll(id="report"):
                yield Static(Text(""), id="words", markup=False)
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one("#filter").display = False
        self.query_one("#reports").focus()

    def on_resize(self) -> None:
        self._draw(anew=True)

    # -- what is in sight

    def reload(self) -> None:
        super().reload()
        view = self.app_.view
        if not self.is_mounted or view.plan is None:
            return
        self.rows = queue(self.app_.book.db, view.plan.id, view.period.id) if view.period else []
        self._draw()

    @property
    def typed(self) -> str:
        """The filter's text."""
        return self.query_one("#filter", Input).value

    def _mine(self) -> list[QueueRow]:
        chosen = self.app_.view.department_id
        return [row for row in self.rows if chosen is None or chosen in row.department_ids]

    def waiting(self) -> list[QueueRow]:
        """What the coordinator still has to answer, in the departments in sight."""
        return [row for row in self._mine() if row.state in SHOWS[0].states]

    def unchanged_waiting(self) -> list[QueueRow]:
        """Handed in as 変わりなし of an answer that stands, contradicting nothing, no part missing."""
        return [
            row
            for row in self.waiting()
            if row.state is State.submitted
            and row.carried
            and not (row.repeats_fallen or row.findings or row.parts_missing)
        ]

    def _matching(self) -> list[QueueRow]:
        rows = [row for row in self._mine() if row.state in SHOWS[self._show].states]
        words = [match_key(word) for word in self.typed.split()]
        if any(words):
            rows = [
                row
                for row in rows
                if all(word in match_key(f"{row.number or ''} {row.title} {row.leads}") for word in words)
            ]
        return rows

    def empty_words(self) -> str:
        """Why the list is empty, and what to do."""
        view = self.app_.view
        if view.period is None:
            return _("This plan has no half-year to report yet.")
        if self.typed:
            return _("No report is called that. {key} clears the filter.").format(key=self.label("back"))
        mine = self._mine()
        missing = sum(row.state in MISSING for row in mine)
        if self._show == 0 and not any(row.revision for row in mine):
            return _(
                "Nothing has been handed in for {half} yet; {n} are missing. {key} shows whom to remind."
            ).format(half=half_words(view.period.half), n=missing, key=self.label("overview"))
        if self._show == 0 and missing:
            return _(
                "Everything handed in is answered; {n} are still missing."
                " {showing} shows which, {reminding} whom to remind."
            ).format(n=missing, showing=self.label("show"), reminding=self.label("overview"))
        if self._show == 0:
            return _("All {n} reports are confirmed. {key} takes them to the council.").format(
                n=len(mine), key=self.label("council")
            )
        return _("No report here. {key} shows others.").format(key=self.label("show"))

    def state_words(self, state: State) -> str:
        """The state's name."""
        return STATE_MARKS[state].label

    # -- drawing

    def _columns(self) -> list[tuple[Column, int]]:
        wide = self.size.width >= WIDE
        columns = WIDE_COLUMNS if wide else NARROW_COLUMNS
        if language() == "en" and not wide:
            # “3 nearly, some left” is longer than its Japanese.
            columns = (*columns[:-1], replace(columns[-1], width=20))
        whole = LIST_WIDE if wide else self.size.width
        rest = whole - 4 - 2 - sum(column.width for column in columns)
        return [(column, column.width or max(rest, 10)) for column in columns]

    def _draw(self, *, anew: bool = False) -> None:
        if self.app_.view.plan is None or not self.size.width:
            return
        self.set_class(self.size.width >= WIDE, "wide")
        rows = self._matching()
        self.seen = tuple(row.measure_id for row in rows)
        wanted = (tuple(rows), self.size.width)
        if anew or wanted != self._drawn:
            self._drawn = wanted
            with self.prevent(DataTable.RowHighlighted):
                self._fill(rows)
        self._draw_sums()
        self._draw_report()

    def _fill(self, rows: list[QueueRow]) -> None:
        table = self.query_one("#reports", DataTable)
        here, place = self.at_cursor, table.cursor_row
        table.clear(columns=True)
        table.add_column(Text(""), width=4)
        columns = self._columns()
        for column, width in columns:
            table.add_column(Text(fit(_(column.heading), width)), width=width)
        for row in rows:
            cells = [Text(fit(column.cell(row), width - 1)) for column, width in columns]
            table.add_row(Text(" ").append_text(state_mark(row.state)), *cells, key=str(row.measure_id))
        if here in self.seen:
            table.move_cursor(row=self.seen.index(here))
        elif rows:
            table.move_cursor(row=max(0, min(place, len(rows) - 1)))

    def _draw_sums(self) -> None:
        mine = self._mine()
        handed = sum(row.state not in MISSING for row in mine)
        settled = sum(row.state in SHOWS[1].states for row in mine)
        left = " " + _("waiting {w}  confirmed {c}/{h} handed in  missing {m}/{all}").format(
            w=len(self.waiting()), c=settled, h=handed, m=len(mine) - handed, all=len(mine)
        )
        right = _("Shown: {name}").format(name=_(SHOWS[self._show].name))
        if self.typed:
            right = _("Filter: {text}").format(text=shown(self.typed)) + "   " + right
        self.query_one("#sums", Static).update(Text(sides(left, right + " ", self.size.width), no_wrap=True))

    def _draw_report(self) -> None:
        row, view = self.row_at_cursor, self.app_.view
        words = self.query_one("#words", Static)
        if row is None or view.period is None:
            self.detail = None
            words.update(Text(self.empty_words(), style="bold"))
        else:
            before = self.detail
            self.detail = detail(self.app_.book.db, row.measure_id, view.period.id)
            wide = self.size.width >= WIDE and not self._reading
            width = self.size.width - (LIST_WIDE if wide else 0) - 4
            read = self.reread.get(row.measure_id)
            words.update(report_text(row, self.detail, width, self.app_.today, read))
            if before is None or before.measure_id != row.measure_id:
                self.query_one("#report").scroll_home(animate=False)
        self._draw_keys()

    def _draw_keys(self) -> None:
        unchanged = len(self.unchanged_waiting())
        words = [("F10", _("Confirm, next")), ("F9", _("Return"))]
        if unchanged:
            words.append(("Ctrl+K", _("{n} unchanged").format(n=unchanged)))
        words.append(("Esc", _("List")) if self._reading else ("Enter", _("Read")))
        words += [
            ("Ctrl+S", _("Show")),
            ("/", _("Filter")),
            ("Ctrl+D", _("Department")),
            ("Ctrl+T", _("Sheet")),
        ]
        self.query_one(KeyLine).show_words(words)

    # -- the cursor

    @property
    def at_cursor(self) -> int | None:
        """The measure under the cursor."""
        table = self.query_one("#reports", DataTable)
        if not table.row_count or not table.is_valid_row_index(table.cursor_row):
            return None
        value = table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value
        return int(value) if value else None

    @property
    def row_at_cursor(self) -> QueueRow | None:
        """The report under the cursor, as it was when it was read."""
        here = self.at_cursor
        return next((row for row in self.rows if row.measure_id == here), None)

    @property
    def place_at_cursor(self) -> int:
        """The cursor's place in the list."""
        here = self.at_cursor
        return self.seen.index(here) if here in self.seen else 0

    def move_to(self, measure_id: int) -> None:
        """Put the cursor on a measure, if it is in the list."""
        if measure_id in self.seen:
            table = self.query_one("#reports", DataTable)
            with self.prevent(DataTable.RowHighlighted):
                table.move_cursor(row=table.get_row_index(str(measure_id)))
            self._draw_report()

    def show_report(self, measure_id: int) -> None:
        """Put the cursor on a report wherever it stands, showing other reports if need be."""
        if measure_id not in self.seen:
            self.query_one("#filter", Input).value = ""
            row = next((one for one in self.rows if one.measure_id == measure_id), None)
            if row is not None:
                self._show = next(place for place, show in enumerate(SHOWS) if row.state in show.states)
                self._draw()
        self.move_to(measure_id)

    def name_of(self, measure_id: int) -> str:
        """28 自治体クラウドの検討."""
        row = next((one for one in self.rows if one.measure_id == measure_id), None)
        return measure_name(row.number, row.title) if row else ""

    def came_back_from(self, measure_id: int) -> None:
        self.reload()
        self.move_to(measure_id)

    # -- keys

    @on(DataTable.RowHighlighted, "#reports")
    def _moved(self) -> None:
        self._draw_report()

    @on(DataTable.RowSelected, "#reports")
    def _chosen(self) -> None:
        self.read_whole(True)

    @on(Input.Changed, "#filter")
    def _typed(self) -> None:
        self._draw()

    @on(Input.Submitted, "#filter")
    def _done_typing(self) -> None:
        self.query_one("#reports").focus()

    def on_key(self, event: Any) -> None:
        if event.key == "down" and self.query_one("#filter").has_focus:
            event.stop()
            self.query_one("#reports").focus()

    def read_whole(self, whole: bool) -> None:
        """The report alone, with the arrows scrolling it; or the list again."""
        self._reading = whole
        self.set_class(whole, "reading")
        self.query_one("#report" if whole else "#reports").focus()
        self._draw_report()

    def action_scroll(self, pages: int) -> None:
        pane = self.query_one("#report", VerticalScroll)
        pane.scroll_relative(y=pages * max(pane.size.height - 1, 1), animate=False)

    def action_show(self) -> None:
        self._show = (self._show + 1) % len(SHOWS)
        self._draw()
        self.say(_("Shown: {name}").format(name=_(SHOWS[self._show].name)))

    def action_filter(self) -> None:
        field = self.query_one("#filter", Input)
        field.display = True
        field.focus()

    def action_back(self) -> None:
        field = self.query_one("#filter", Input)
        if self._reading:
            self.read_whole(False)
        elif field.has_focus and field.value:
            self.query_one("#reports").focus()
        elif field.value or field.display:
            field.value = ""
            field.display = False
            self.query_one("#reports").focus()
        elif self._show:
            self._show = 0
            self._draw()
        else:
            self.app_.action_overview()
