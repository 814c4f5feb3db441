"""施策: the plan's measures with their reports' states; sorts, filters as one types; the cursor keeps its measure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Input, Static

from db.reads.measures import MeasureRow, measure_list, search_texts
from domain.names import match_key, plain_number
from domain.reporting import EVALUATION_BY_PHRASE, State
from i18n import _, language
from tui.keys import EYES, MEASURES, bindings
from tui.marks import NONE, fit, state_mark
from tui.model import WRITABLE, still_owed
from tui.screens.frame import KeyLine, Rule, StatusLine, TabLine, TopLine, sides
from tui.watching import Watching
from tui.widgets.fixed_table import FixedTable
from tui.words import parts_words, rating_words, shown

WIDE: Final = 110
LATE: Final = "遅"


@dataclass(frozen=True, slots=True)
class Order:
    """One way to sort: its name and what it sorts by; ties keep the printed order."""

    name: str
    by: Callable[[MeasureRow], Any]


_STATE_PLACE: Final = {str(state): place for place, state in enumerate(State)}

ORDERS: Final = (
    Order("printed order", lambda row: 0),
    Order("state", lambda row: _STATE_PLACE[row.state]),
    Order("department", lambda row: (row.leads == "", row.leads)),
    Order("rating", lambda row: _rating(row)),
    Order("name", lambda row: match_key(row.title)),
)


def _title(row: MeasureRow) -> str:
    """The title behind its signs: 遅 after the due date, 分担 2/3 while departments write parts, * for priority."""
    late = LATE + " " if row.late else ""
    if row.sharing is not None and State(row.state) in WRITABLE:
        late += parts_words(row.sharing) + " "
    return late + ("* " if row.is_priority else "") + shown(row.title)


def _rating(row: MeasureRow) -> int:
    """The evaluation's number, the worst first; those without one last."""
    item = EVALUATION_BY_PHRASE.get(row.progress_evaluation or "")
    return -item.code if item else 1


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width in cells (0: what is left), the order it sorts by."""

    heading: str
    width: int
    order: int
    cell: Callable[[MeasureRow], str]


NARROW_COLUMNS: Final = (
    Column("No.", 6, 0, lambda row: shown(row.number)),
    Column("Measure", 0, 4, lambda row: _title(row)),
    Column("Lead", 15, 2, lambda row: shown(row.leads)),
    Column("Rating", 16, 3, lambda row: rating_words(row.progress_evaluation)),
)
WIDE_COLUMNS: Final = (
    *NARROW_COLUMNS[:2],
    Column("Field", 20, 0, lambda row: shown(row.policy_field)),
    Column("Lead", 24, 2, lambda row: shown(row.leads)),
    Column("Rating", 18, 3, lambda row: rating_words(row.progress_evaluation)),
)


class Measures(Watching):
    """Enter steps into a measure; the list as it stands is the queue for next and previous."""

    KEYS = (MEASURES, EYES)
    WORDS = (
        ("state", "where the report for this half-year stands; the marks are below"),
        (
            "filter",
            "every word typed must occur in the number, name, department or text; two characters are enough",
        ),
        ("parts 2/3", "how many of several lead departments have handed in; the first one seals the report"),
        ("*", "a priority measure"),
        ("遅", "reported after the due date; the mark stays"),
        ("rating", "the progress evaluation 1 to 5"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(MEASURES, EYES)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[MeasureRow] = []
        self._texts: dict[int, str] | None = None
        self._order = 0
        self._drawn: tuple[Any, ...] = ()
        self._headings: list[int] = []
        self.seen: tuple[int, ...] = ()

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield TabLine("measures")
        yield Rule()
        yield Static(Text(""), id="sums", markup=False)
        yield Input(id="filter", compact=True, placeholder=_("Filter: number, name, department, text"))
        yield FixedTable(id="list", cursor_type="row", cell_padding=0)
        yield StatusLine()
        yield KeyLine([MEASURES[0], MEASURES[1], MEASURES[2], MEASURES[4], *EYES[:1], MEASURES[3], *EYES[1:]])

    def on_mount(self) -> None:
        self.query_one("#filter").display = False
        self.query_one("#list").focus()

    def reload(self) -> None:
        super().reload()
        view = self.app_.view
        if not self.is_mounted or view.plan is None:
            return
        self._rows = measure_list(self.app_.book.db, view.plan.id, view.period.id if view.period else None)
        self._texts = None
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    # -- what is in sight

    @property
    def typed(self) -> str:
        """The filter's text."""
        return self.query_one("#filter", Input).value

    def _matching(self) -> list[MeasureRow]:
        view = self.app_.view
        rows = [
            row
            for row in self._rows
            if view.department_id is None or view.department_id in row.department_ids
        ]
        words = [match_key(word) for word in self.typed.split()]
        if any(words):
            rows = [row for row in rows if all(word in self._found_by(row) for word in words)]
        return sorted(rows, key=lambda row: (not self._is_named(row), ORDERS[self._order].by(row)))

    def _is_named(self, row: MeasureRow) -> bool:
        """Whether its printed number was typed whole: 9 is not 29."""
        return bool(typed := match_key(self.typed)) and plain_number(row.number or "") == typed

    def _found_by(self, row: MeasureRow) -> str:
        if self._texts is None:
            view = self.app_.view
            assert view.plan is not None
            found = search_texts(self.app_.book.db, view.plan.id, view.period.id if view.period else None)
            heads = {
                one.id: f"{one.number or ''} {one.title} {one.subtitle or ''} {one.leads} "
                for one in self._rows
            }
            self._texts = {key: match_key(heads.get(key, "") + text) for key, text in found.items()}
        return self._texts.get(row.id, "")

    def _columns(self) -> list[Column]:
        columns = list(WIDE_COLUMNS if self.size.width >= WIDE else NARROW_COLUMNS)
        if language() == "en":
            columns[-1] = replace(columns[-1], width=20)
        rest = self.size.width - 4 - 2 - sum(column.width for column in columns)
        return [replace(column, width=column.width or max(rest, 12)) for column in columns]

    def _draw(self) -> None:
        if self.app_.view.plan is None or not self.size.width:
            return
        rows = self._matching()
        self.seen = tuple(row.id for row in rows)
        wanted = (tuple(rows), self.size.width)
        if wanted != self._drawn:
            self._drawn = wanted
            self._fill(rows)
        self._draw_sums(rows)

    def _fill(self, rows: list[MeasureRow]) -> None:
        table = self.query_one("#list", DataTable)
        here, place = self.at_cursor, table.cursor_row
        columns = self._columns()
        table.clear(columns=True)
        table.add_column(Text(""), width=4)
        self._headings = [1]
        for column in columns:
            table.add_column(Text(fit(_(column.heading), column.width)), width=column.width)
            self._headings.append(column.order)
        for row in rows:
            cells = [Text(fit(column.cell(row), column.width - 1)) for column in columns]
            mark = Text(" ").append_text(
                state_mark(self._state(row)) if row.expected else Text(NONE, style="dim")
            )
            table.add_row(mark, *cells, key=str(row.id))
        if here in self.seen:
            table.move_cursor(row=self.seen.index(here))
        elif rows:
            table.move_cursor(row=max(0, min(place, len(rows) - 1)))

    def _state(self, row: MeasureRow) -> str:
        """Where the report stands; to a department that writes a part of it, where its part stands."""
        part = row.sharing.of(self.app_.view.department_id) if row.sharing is not None else None
        if part is None or State(row.state) not in WRITABLE or part.done is None:
            return row.state
        return State.submitted if part.done else State.draft

    def _draw_sums(self, rows: list[MeasureRow]) -> None:
        todo = sum(still_owed(row, self.app_.view.department_id) for row in rows)
        left = " " + _("{n} of {all} measures, {todo} to do").format(
            n=len(rows), all=len(self._rows), todo=todo
        )
        right = _("Order: {name}").format(name=_(ORDERS[self._order].name))
        if self.typed:
            right = _("Filter: {text}").format(text=shown(self.typed)) + "   " + right
        self.query_one("#sums", Static).update(Text(sides(left, right + " ", self.size.width), no_wrap=True))

    # -- the cursor

    @property
    def at_cursor(self) -> int | None:
        """The measure under the cursor."""
        table = self.query_one("#list", DataTable)
        if not table.row_count or not table.is_valid_row_index(table.cursor_row):
            return None
        value = table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value
        return int(value) if value else None

    def came_back_from(self, measure_id: int) -> None:
        self.reload()
        self.move_to(measure_id)

    def move_to(self, measure_id: int) -> None:
        """Put the cursor on a measure, if it is in the list."""
        if measure_id in self.seen:
            table = self.query_one("#list", DataTable)
            table.move_cursor(row=table.get_row_index(str(measure_id)))

    # -- keys

    @on(Input.Changed, "#filter")
    def _typed(self) -> None:
        here = self.at_cursor
        self._draw()
        named = any(row.id in self.seen and self._is_named(row) for row in self._rows)
        if self.seen and (named or here not in self.seen):
            self.move_to(self.seen[0])

    @on(Input.Submitted, "#filter")
    def _done_typing(self) -> None:
        self.query_one("#list").focus()
        if len(self.seen) == 1:
            self.action_open()

    def on_key(self, event: Any) -> None:
        if event.key == "down" and self.query_one("#filter").has_focus:
            event.stop()
            self.query_one("#list").focus()

    @on(DataTable.RowSelected, "#list")
    def _chosen(self, event: DataTable.RowSelected) -> None:
        if event.row_key.value:
            self.app_.open_measure(int(event.row_key.value), self.seen)

    @on(DataTable.HeaderSelected, "#list")
    def _heading(self, event: DataTable.HeaderSelected) -> None:
        self._sort_by(self._headings[event.column_index])

    def action_open(self) -> None:
        if self.at_cursor is not None:
            self.app_.open_measure(self.at_cursor, self.seen)

    def action_sheet(self) -> None:
        if self.at_cursor is not None:
            self.app_.open_whole(self.at_cursor, self.seen)

    def action_origins(self) -> None:
        if self.at_cursor is not None:
            self.app_.open_whole(self.at_cursor, self.seen, "origins")

    def action_start(self) -> None:
        self.app_.start_reporting()

    def action_filter(self) -> None:
        field = self.query_one("#filter", Input)
        field.display = True
        field.focus()

    def action_sort(self) -> None:
        self._sort_by((self._order + 1) % len(ORDERS))

    def _sort_by(self, order: int) -> None:
        self._order = order
        self._draw()
        self.say(_("Order: {name}").format(name=_(ORDERS[order].name)))

    def action_back(self) -> None:
        field = self.query_one("#filter", Input)
        if field.has_focus and field.value:
            self.query_one("#list").focus()
        elif field.value or field.display:
            field.value = ""
            field.display = False
            self.query_one("#list").focus()
        else:
            self.app_.action_overview()
