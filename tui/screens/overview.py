"""概況: how far the half-year is, what each department still has to report, and the half-years as a chart."""

from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import DataTable, Static

from db.reads.counts import Counts, DepartmentCounts, counts, counts_by_period, department_counts
from db.reads.freshness import moment_of
from db.reads.plans import to_come
from domain.reporting import State
from i18n import _
from i18n.states import PERIOD_STATES
from tui.keys import EYES, OVERVIEW, bindings
from tui.marks import STATE_MARKS, fit, state_mark
from tui.screens.frame import KeyLine, Rule, StatusLine, TabLine, TopLine
from tui.watching import Watching
from tui.widgets.progress_line import ProgressLine
from tui.widgets.stacked_bars import StackedBars
from tui.widgets.state_chart import StateChart
from tui.words import day_words, due_words, shown

if TYPE_CHECKING:
    from tui.concerns import Concern

ALL: Final = "all"
# Lines of a terminal that has room for both charts.
HIGH: Final = 32
# States that have a column even when no report stands there.
ALWAYS: Final = frozenset({State.not_started, State.draft, State.submitted, State.confirmed})


class Overview(Watching):
    """Enter on a department makes it the eyes and opens its measures; F10 starts reporting."""

    class PlotextLoaded(Message):
        """The chart can be drawn without anybody waiting for it."""

    KEYS = (OVERVIEW, EYES)
    WORDS = (
        ("half-year", "April to September, or October to March of the fiscal year"),
        ("reported", "submitted, confirmed, compiled or approved"),
        (
            "to do",
            "measures that somebody still has to write or submit: not started, draft, returned, denied",
        ),
        (
            "parts",
            "reports of several lead departments: whose part is missing, or that the first one can seal",
        ),
        ("moved", "ratings and states that are others than those confirmed for the half-year before"),
        ("1: 2:", "the progress evaluation, in the chart of ratings; each label says rated / measures"),
        ("late", "handed in after the due date; the mark stays"),
        ("against", "a rating or state that the schedule contradicts"),
        ("+2", "half-years that a stage came later than planned; never: it did not come"),
        ("study", "nothing but study for three years or six half-years"),
        ("renewal", "a system whose renewal has a date near, or a study that should be under way"),
        ("all", "a measure with two lead departments counts for both, so the column can exceed the plan"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(OVERVIEW, EYES)

    DEFAULT_CSS = """
    Overview #right { width: 1fr; height: 1fr; }
    Overview #concerns { height: auto; max-height: 50%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._concerns: list[Concern] = []
        self._filled: list[Concern] = []
        # Read with every reload, drawn again with every new width.
        self._drawn_for = 0
        self._seen: tuple[object, ...] = ()
        self._by_department: list[DepartmentCounts] | None = None
        self._whole: Counts | None = None
        self._own: Counts | None = None
        self._told_as_of = ""
        # What is not needed for the first paint is loaded: plotext, the second chart, the list beside the departments.
        self._loaded = False
        self._chart = "states"

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield TabLine("overview")
        yield Rule()
        yield Static(Text(""), id="sums", markup=False)
        yield ProgressLine(id="bar")
        with Horizontal(id="middle"):
            yield DataTable(id="departments", cursor_type="row", zebra_stripes=False, cell_padding=0)
            with Vertical(id="right"):
                yield DataTable(id="concerns", cursor_type="row", cell_padding=0)
                yield StateChart(id="states")
        yield StatusLine()
        yield KeyLine([*OVERVIEW, *EYES])

    def on_mount(self) -> None:
        self.query_one("#departments").focus()
        chart = self.query_one("#states", StateChart)
        chart.can_focus = chart.display = False
        self.query_one("#concerns").display = False
        self._read()
        self.call_after_refresh(self._load_plotext)

    @work(thread=True, exit_on_error=False, group="charts")
    def _load_plotext(self) -> None:
        """plotext takes 0.17 s to load, the next screens 0.06: the numbers come first, keys are heard meanwhile."""
        import plotext  # noqa: F401

        import tui.concerns
        import tui.palette
        import tui.screens.measures
        import tui.screens.record  # noqa: F401

        self.post_message(self.PlotextLoaded())

    @on(PlotextLoaded)
    async def _show_charts(self) -> None:
        from tui.widgets.rating_chart import RatingChart

        right = self.query_one("#right")
        if not right.is_attached:
            # Somebody left before the charts came.
            return
        ratings = RatingChart(id="ratings")
        ratings.can_focus = False
        await right.mount(ratings)
        self._loaded = True
        self._choose_charts()
        self._draw_charts()
        self._draw_concerns()

    def _choose_charts(self) -> None:
        """Both charts where there is room, else one of them."""
        both = self.size.height >= HIGH
        self.query_one("#right").set_class(both, "-both")
        self.query_one(KeyLine).show([*OVERVIEW[: 3 if both else 4], *EYES])
        for chart in self.query(StackedBars):
            chart.display = self._loaded and (both or chart.id == self._chart)

    def action_other_chart(self) -> None:
        self._chart = "states" if self._chart == "ratings" else "ratings"
        self._choose_charts()

    def makes_sense(self, action: str) -> bool | None:
        return self.size.height < HIGH if action == "other_chart" else super().makes_sense(action)

    def reload(self) -> None:
        super().reload()
        if self.is_mounted:
            self._read()

    def _read(self) -> None:
        view, database = self.app_.view, self.app_.book.db
        stamp = (view, self.app_.today, self.app_.who, moment_of(database))
        if view.plan is None or stamp == self._seen:
            return
        self._seen = stamp
        period = view.period.id if view.period else None
        self._whole = counts(database, view.plan.id, period)
        self._by_department = department_counts(database, view.plan.id, period)
        department = view.department_id
        self._own = self._whole if department is None else counts(database, view.plan.id, period, department)
        self._draw_sums()
        self._draw_departments()
        if self._loaded:
            self._draw_charts()
            self._draw_concerns()

    def on_resize(self, event: events.Resize) -> None:
        self._choose_charts()
        if self._by_department is not None and event.size.width != self._drawn_for:
            self._draw_sums()
            self._draw_departments()
            self._fill_concerns()

    def look(self) -> None:
        super().look()
        if self.is_current and self._as_of() != self._told_as_of:
            self._draw_sums()

    def _as_of(self) -> str:
        """When the book was looked at last, to the minute."""
        moment = self.app_.book.clock()
        return _("as of {day} {time}").format(day=day_words(moment.date()), time=f"{moment:%H:%M}")

    def _draw_sums(self) -> None:
        view, found = self.app_.view, self._own
        if found is None:
            return
        self._told_as_of = self._as_of()
        text = Text(" ")
        if view.period is None:
            text.append(_("This plan has no half-year to report yet."), style="bold")
            text.append(
                " "
                + _("Open one: shinchoku period open --plan {key} --period 2020H1").format(
                    key=view.plan.key if view.plan else ""
                )
            )
        else:
            text.append(_(PERIOD_STATES[view.period.state]), style="bold")
            text.append("   " + due_words(view.period, self.app_.today))
            text.append("   " + _("{n} measures").format(n=found.measures))
            self._tell_as_of(text)
            text.append("\n ")
            text.append_text(self._sums(found))
        self.query_one("#sums", Static).update(text)
        self.query_one("#bar", ProgressLine).show_progress(
            " " + _("Reported so far"), found.reported, found.measures
        )

    def _tell_as_of(self, text: Text) -> None:
        """At the right end of the line, where there is room for it."""
        room = self.app.size.width - text.cell_len - cell_len(self._told_as_of) - 1
        if room > 2:
            text.append(" " * room + self._told_as_of, style="dim")

    def _sums(self, found: Counts) -> Text:
        """Every state with its number; the words go where the line would be too long for the terminal."""
        full = self._sum_line(found, words=True)
        return full if full.cell_len < self.app.size.width else self._sum_line(found, words=False)

    def _sum_line(self, found: Counts, *, words: bool) -> Text:
        line = Text()
        for state in State:
            number = found.states[state]
            if number or state in ALWAYS:
                label = f" {STATE_MARKS[state].label}" if words else ""
                line.append_text(state_mark(state)).append(f"{label} {number}   ")
        if found.late:
            line.append(_("late {n}").format(n=found.late), style="bold")
        else:
            line.rstrip()
        return line

    def _draw_departments(self) -> None:
        view, rows, whole = self.app_.view, self._by_department, self._whole
        assert rows is not None and whole is not None
        table = self.query_one("#departments", DataTable)
        here = self._key_at_cursor() or str(view.department_id or ALL)
        self._drawn_for = self.app.size.width
        with self.prevent(DataTable.RowHighlighted):
            table.clear(columns=True)
            name_width = self._name_width([item.name for item in rows])
            todo = _("to do") if view.period else _("measures")
            table.add_column(Text(fit(" " + _("Department"), name_width)), width=name_width)
            table.add_column(Text(todo), width=cell_len(todo) + 1)
            states = [state for state in State if state in ALWAYS or whole.states[state]]
            if view.period is None:
                states = []
            for state in states:
                table.add_column(Text(STATE_MARKS[state].kanji), width=3)
            table.add_row(
                *self._cells(_("all departments"), whole, 0, states, name_width, view.department_id is None),
                key=ALL,
            )
            for item in rows:
                mine = item.department_id == view.department_id
                table.add_row(
                    *self._cells(item.name, item.counts, item.parts_in, states, name_width, mine),
                    key=str(item.department_id),
                )
            keys = [ALL, *(str(item.department_id) for item in rows)]
            table.move_cursor(row=keys.index(here) if here in keys else 0)

    def _name_width(self, names: list[str]) -> int:
        widest = max([cell_len(name) for name in (*names, _("all departments"))], default=8) + 3
        return min(widest, 22 if self.size.width < 110 else 34)

    def _cells(
        self, name: str, found: Counts, done: int, states: list[State], width: int, mine: bool
    ) -> list[Text]:
        todo = found.missing - done
        label = fit(("*" if mine else " ") + shown(name), width - 1)
        cells = [
            Text(label, style="bold" if mine else ""),
            Text(str(todo) if todo else "-", style="bold" if todo else "dim"),
        ]
        for state in states:
            number = found.states[state]
            cells.append(Text(f"{number:>2}" if number else " .", style="" if number else "dim"))
        return cells

    def _draw_charts(self) -> None:
        view, database = self.app_.view, self.app_.book.db
        if not self._loaded or view.plan is None:
            return
        from db.reads.changed import ratings_by_period
        from tui.widgets.rating_chart import RatingChart

        found = counts_by_period(database, view.plan.id, view.department_id)
        later = to_come(database, view.plan.id)
        self.query_one(StateChart).show_counts(found, self.now, later)
        ratings = ratings_by_period(database, view.plan.id, view.department_id)
        self.query_one(RatingChart).show_ratings(found, ratings, self.now, later)

    def _draw_concerns(self) -> None:
        from tui.concerns import concerns  # the numbers come first; what is worked out of them follows

        app = self.app_
        self._concerns = concerns(app.book.db, app.view, app.measures(), app.today)
        self._fill_concerns()

    def _fill_concerns(self) -> None:
        table = self.query_one("#concerns", DataTable)
        table.display = bool(self._concerns)
        # Its columns, not its size, which is another one until it has been laid out anew.
        beside = sum(column.width for column in self.query_one("#departments", DataTable).columns.values())
        room = max(self.size.width - beside - 4, 24)
        mark = max((cell_len(one.mark) for one in self._concerns), default=0)
        here = self._same_concern(table.cursor_row)
        self._filled = self._concerns
        with self.prevent(DataTable.RowHighlighted):
            table.clear(columns=True)
            title = _("Worth a look ({n})  Tab, Enter").format(n=len(self._concerns))
            table.add_column(Text(fit(title, room)), width=room)
            for place, one in enumerate(self._concerns):
                table.add_row(
                    Text(fit(f"{fit(one.mark, max(mark, 5))} {one.words}", room - 1)), key=str(place)
                )
            table.move_cursor(row=max(0, min(here, len(self._concerns) - 1)))

    def _same_concern(self, place: int) -> int:
        """Where the line under the cursor is now; the same place where it is gone."""
        if not 0 <= place < len(self._filled):
            return place
        here = self._filled[place]
        wanted = (here.mark, here.measure_id, here.words)
        found = [(one.mark, one.measure_id, one.words) for one in self._concerns]
        return found.index(wanted) if wanted in found else place

    @on(DataTable.RowSelected, "#concerns")
    def _concern_chosen(self, event: DataTable.RowSelected) -> None:
        chosen = self._concerns[int(event.row_key.value or 0)]
        if chosen.queue is not None:
            if chosen.queue:
                self.app_.open_measure(chosen.queue[0], chosen.queue)
            else:
                self.say(_("No rating and no state changed since the half-year before."))
            return
        if chosen.measure_id is None:
            self.app_.action_renewal()
            return
        queue = tuple(dict.fromkeys(one.measure_id for one in self._concerns if one.measure_id is not None))
        self.app_.open_measure(chosen.measure_id, queue)

    def _key_at_cursor(self) -> str | None:
        table = self.query_one("#departments", DataTable)
        if not table.row_count or not table.is_valid_row_index(table.cursor_row):
            return None
        return table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value

    @on(DataTable.RowSelected, "#departments")
    def _chosen(self, event: DataTable.RowSelected) -> None:
        key = event.row_key.value or ALL
        self.app_.see_department(None if key == ALL else int(key))
        self.app_.action_measures()

    def action_open(self) -> None:
        table = (
            self.focused if isinstance(self.focused, DataTable) else self.query_one("#departments", DataTable)
        )
        table.action_select_cursor()

    def action_start(self) -> None:
        self.app_.start_reporting()

    def action_remind(self) -> None:
        from tui.clipboard import remind

        remind(self.app_)

    def text_at_cursor(self) -> str:
        table = self.query_one("#concerns", DataTable)
        if table.has_focus and self._concerns:
            one = self._concerns[table.cursor_row]
            return f"{one.mark}\t{one.words}"
        return ""
