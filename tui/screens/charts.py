"""図表: reports by state over the half-years, and the plan's schedule, each with the base it stands on."""

from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import ContentSwitcher

from db.reads.reports import counts_by_period, stage_map
from i18n import _
from tui.keys import EYES, Key, bindings
from tui.screens.frame import KeyLine, Line, PlanScreen, Rule, StatusLine, TabLine, TopLine, sides
from tui.widgets.schedule import slip_of
from tui.widgets.stage_map import StageMap
from tui.widgets.state_chart import StateChart
from tui.words import day_words

CHARTS: Final = (
    Key(
        "switch",
        "tab,f6,shift+tab",
        "Tab",
        "The other chart: reports by state, or the schedule",
        "Other chart",
    ),
    Key("show('states')", "", "1", "Chart: reports by state", "", "1"),
    Key("show('map')", "", "2", "Chart: the schedule, planned and reached", "", "2"),
    Key("open", "enter", "Enter", "Open the measure", "Open", palette=False),
    Key("back", "escape", "Esc", "Back to the overview", "Back", palette=False),
)

_TITLES: Final = {"states": "Reports by state", "map": "Schedule: planned and reached"}


class TitleLine(Line):
    """Both charts by name, the one in sight in brackets."""

    def __init__(self) -> None:
        super().__init__(id="chart-title")
        self._here = "states"

    def show(self, here: str) -> None:
        """Another chart is in sight."""
        self._here = here
        self.refresh()

    def line(self, width: int) -> Text:
        text = Text(" ")
        for place, (name, title) in enumerate(_TITLES.items(), 1):
            label = f"{place} {_(title)}"
            text.append(
                f"[{label}]" if name == self._here else f" {label} ",
                style="bold" if name == self._here else "",
            )
            text.append(" ")
        return text


class BaseLine(Line):
    """What the chart stands on: how many, how many missing, as of when, and what is counted."""

    def __init__(self) -> None:
        super().__init__(id="chart-base")
        self._left, self._right = "", ""

    def show(self, left: str, right: str) -> None:
        """Other numbers."""
        self._left, self._right = left, right
        self.refresh()

    def line(self, width: int) -> Text:
        return Text(sides(" " + self._left, self._right + " ", width), style="dim")


class Charts(PlanScreen):
    """Tab changes the chart; on the schedule Enter opens the measure under the cursor."""

    DEFAULT_CSS = """
    Charts #switcher { height: 1fr; }
    """
    KEYS = (CHARTS, EYES)
    WORDS = (
        ("n", "the number of measures a chart counts; it counts measures, not work"),
        ("slip", "half-years between the first planned and the first reached cell of a stage"),
        ("？", "nothing is known; it is not a zero"),
        ("[ ]", "the current half-year in the schedule"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(CHARTS, EYES)]

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield TabLine("charts")
        yield Rule()
        yield TitleLine()
        yield BaseLine()
        with ContentSwitcher(initial="states", id="switcher"):
            yield StateChart(id="states")
            yield StageMap(id="map")
        yield StatusLine()
        yield KeyLine([CHARTS[0], CHARTS[3], *EYES[:1], CHARTS[4], *EYES[1:]])

    def on_mount(self) -> None:
        self.reload()
        self.query_one("#states").focus()

    @property
    def here(self) -> str:
        """The chart in sight: states or map."""
        return self.query_one("#switcher", ContentSwitcher).current or "states"

    def reload(self) -> None:
        super().reload()
        if not self.is_mounted or self.app_.view.plan is None:
            return
        if self.here == "states":
            self._draw_states()
        else:
            self._draw_map()

    def _draw_states(self) -> None:
        view = self.app_.view
        assert view.plan is not None
        found = counts_by_period(self.app_.book.db, view.plan.id, view.department_id)
        self.query_one(StateChart).show_counts(found, self.now)
        counts = next((counts for half, counts in found if half == self.now), None)
        left = _("No half-years yet")
        if counts is not None:
            left = _("n = {n} measures, {missing} not reported").format(
                n=counts.measures, missing=counts.missing
            )
        self._show_base(left)

    def _draw_map(self) -> None:
        view = self.app_.view
        assert view.plan is not None
        rows = stage_map(self.app_.book.db, view.plan.id, view.department_id)
        first, last = view.plan.first_fy, view.plan.last_fy
        years = (first, last) if first is not None and last is not None else None
        self.query_one(StageMap).show_rows(rows, self.now, years)
        known = [row for row in rows if row.actual]
        late = sum(1 for row in known if (slip := slip_of(row, self.now)) and (slip.half_years or 0) > 0)
        left = _(
            "{n} of {all} measures have a schedule: {known} of {items} work items reached something, {late} late"
        )
        self._show_base(
            left.format(
                n=len({row.measure_id for row in rows}),
                all=(view.department or view.plan).measures,
                items=len(rows),
                known=len(known),
                late=late,
            )
        )

    def _show_base(self, left: str) -> None:
        moment = self.app_.book.clock()
        right = _("as of {day} {time}").format(day=day_words(moment.date()), time=f"{moment:%H:%M}")
        self.query_one(BaseLine).show(left, right)

    # -- keys

    def action_switch(self) -> None:
        """Show the other chart."""
        self.action_show("map" if self.here == "states" else "states")

    def action_show(self, name: str) -> None:
        """Show a chart by name."""
        self.query_one("#switcher", ContentSwitcher).current = name
        self.query_one(TitleLine).show(name)
        self.reload()
        self.query_one(f"#{name}").focus()

    def action_open(self) -> None:
        if self.here == "map":
            self.query_one(StageMap).action_choose()

    def action_back(self) -> None:
        self.app_.action_overview()

    @on(StageMap.Chosen)
    def _chosen(self, event: StageMap.Chosen) -> None:
        self.app_.open_measure(event.measure_id, self.query_one(StageMap).measures)
