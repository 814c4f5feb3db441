"""図表: eight charts of the plan, each with the base it stands on and the moment it was drawn."""

from typing import ClassVar, Final

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import ContentSwitcher, OptionList

from db.database import Database
from db.reads.charts import Grouping, surveys
from db.reads.counts import counts_by_period
from db.reads.indicators import indicators
from db.reads.left_out import left_out
from db.reads.plans import to_come
from db.reads.stage_map import stage_map
from domain.periods import Half
from i18n import _
from i18n.left_out import left_out_words
from tui.keys import EYES, bindings
from tui.marks import fit
from tui.screen_keys import CHARTS, TITLES
from tui.screens.chart_kinds import (
    COST_MARKS,
    GROUPINGS,
    REACH_MARKS,
    SLIP_MARKS,
    STUDY_MARKS,
    Drawn,
    cost_bars,
    progress_bars,
    slip_bars,
    study_bars,
)
from tui.screens.frame import KeyLine, Line, PlanScreen, Rule, StatusLine, TabLine, TopLine, sides
from tui.screens.sheet import measure_name
from tui.widgets.figure_page import FigurePage
from tui.widgets.schedule import slip_of
from tui.widgets.stacked_bars import StackedBars
from tui.widgets.stage_map import StageMap
from tui.widgets.state_chart import StateChart
from tui.widgets.survey_map import SurveyMap
from tui.words import day_words, narrow, shown

# Charts that count measures.
_OF_MEASURES: Final = frozenset({"states", "map", "slip", "study", "progress"})
_SWITCH, _GROUP, _OPEN, _BACK = CHARTS[0], CHARTS[-3], CHARTS[-2], CHARTS[-1]


class TitleLine(Line):
    """The charts by name, the one in sight in brackets; names that do not fit are left to their numbers."""

    def __init__(self) -> None:
        super().__init__(id="chart-title")
        self._here = "states"

    def show(self, here: str) -> None:
        """Another chart is in sight."""
        self._here = here
        self.refresh()

    def line(self, width: int) -> Text:
        room = width - 1 - sum(cell_len(f"[{place}]") + 1 for place in range(1, len(TITLES) + 1))
        text = Text(" ")
        for place, (name, (_title, short)) in enumerate(TITLES.items(), 1):
            here = name == self._here
            word = _(short)
            fits = here or cell_len(word) + 1 <= room - cell_len(_(TITLES[self._here][1])) * (not here)
            label = f"{place} {word}" if fits else str(place)
            room -= (cell_len(word) + 1) if fits else 0
            text.append(f"[{label}]" if here else f" {label} ", style="bold" if here else "")
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


class LeftOutLine(Line):
    """Which measures the chart's number leaves out, or counts though they owe no report; away where there are none."""

    def __init__(self) -> None:
        super().__init__(id="chart-left-out")
        self._words = ""

    def show(self, words: str) -> None:
        """Other numbers."""
        self._words = words
        self.display = bool(words)
        self.refresh()

    def line(self, width: int) -> Text:
        return Text(fit(" " + self._words, width), style="dim")


class Charts(PlanScreen):
    """Tab and digits change the chart; Enter opens the measure under the cursor where there is one."""

    DEFAULT_CSS = """
    Charts #switcher { height: 1fr; }
    """
    KEYS = (CHARTS, EYES)
    WORDS = (
        ("n", "the number of measures a chart counts; it counts measures, not work"),
        ("progress", "by the furthest stage that was reached; goals whose mark is lost are left out"),
        ("slip", "half-years between the first planned and the first reached cell of a stage"),
        ("？", "nothing is known; it is not a zero"),
        ("[ ]", "the current half-year in the schedule"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(CHARTS, EYES)]

    def __init__(self) -> None:
        super().__init__()
        self._by: Grouping = "goal"

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield TabLine("charts")
        yield Rule()
        yield TitleLine()
        yield BaseLine()
        yield LeftOutLine()
        with ContentSwitcher(initial="states", id="switcher"):
            yield StateChart(id="states")
            yield StageMap(id="map")
            yield StackedBars(SLIP_MARKS, id="slip")
            yield StackedBars(STUDY_MARKS, id="study")
            yield StackedBars(REACH_MARKS, id="progress")
            yield FigurePage(id="figures")
            yield StackedBars(COST_MARKS, id="costs")
            yield SurveyMap(id="survey")
        yield StatusLine()
        yield KeyLine([_SWITCH, _OPEN, _GROUP, *EYES[:1], _BACK, *EYES[1:]])

    def on_mount(self) -> None:
        self.reload()
        self.query_one("#states").focus()

    @property
    def here(self) -> str:
        """The chart in sight, by its name in TITLES."""
        return self.query_one("#switcher", ContentSwitcher).current or "states"

    def reload(self) -> None:
        super().reload()
        if not self.is_mounted or self.app_.view.plan is None:
            return
        getattr(self, f"_draw_{self.here}")()

    def _draw_states(self) -> None:
        view = self.app_.view
        assert view.plan is not None
        found = counts_by_period(self.app_.book.db, view.plan.id, view.department_id)
        not_opened = to_come(self.app_.book.db, view.plan.id)
        self.query_one(StateChart).show_counts(found, self.now, not_opened)
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
        left = _("{n}/{all} measures scheduled; {known}/{items} items reached, {late} late")
        self._show_base(
            left.format(
                n=len({row.measure_id for row in rows}),
                all=(view.department or view.plan).measures,
                items=len(rows),
                known=len(known),
                late=late,
            )
        )

    def _bars(self, name: str, drawn: Drawn) -> None:
        chart = self.query_one(f"#{name}", StackedBars)
        chart.nothing = _("Nothing to draw: the plan says nothing of this.")
        chart.show_bars(drawn.bars, drawn.latest)
        self._show_base(drawn.base)

    def _draw_slip(self) -> None:
        self._bars("slip", slip_bars(*self._asked))

    def _draw_study(self) -> None:
        self._bars("study", study_bars(*self._asked))

    def _draw_progress(self) -> None:
        database, plan_id, now, department_id = self._asked
        self._bars("progress", progress_bars(database, plan_id, self._by, now, department_id))

    def _draw_costs(self) -> None:
        database, plan_id, _now, _department = self._asked
        self._bars("costs", cost_bars(database, plan_id))

    def _draw_figures(self) -> None:
        database, plan_id, _now, department_id = self._asked
        names = {
            row.id: measure_name(row.number, row.title)
            for row in self.app_.measures()
            if department_id is None or department_id in row.department_ids
        }
        found = [
            one for one in indicators(database, plan_id) if department_id is None or one.measure_id in names
        ]
        self.query_one(FigurePage).show(found, names)
        values = sum(len(one.values) for one in found)
        words = _("{n} figures with {values} values; doubtful ones are in no line")
        self._show_base(words.format(n=len(found), values=values))

    def _draw_survey(self) -> None:
        database, plan_id, _now, _department = self._asked
        found = surveys(database, plan_id)
        survey = found[0] if found else None
        self.query_one(SurveyMap).show(survey)
        words = _("No survey")
        if survey is not None:
            words = _("n = {n} subjects; the lines are the means: “{title}”").format(
                n=len(survey.points), title=shown(survey.title)
            )
        self._show_base(narrow(words))

    @property
    def _asked(self) -> tuple[Database, int, Half | None, int | None]:
        view = self.app_.view
        assert view.plan is not None
        return self.app_.book.db, view.plan.id, self.now, view.department_id

    def _show_base(self, left: str) -> None:
        moment = self.app_.book.clock()
        right = _("as of {day} {time}").format(day=day_words(moment.date()), time=f"{moment:%H:%M}")
        self.query_one(BaseLine).show(left, right)
        self.query_one(LeftOutLine).show(self._left_out())

    def _left_out(self) -> str:
        """Charts of reports leave out what owes none; charts of the schedule count it with the rest."""
        view = self.app_.view
        if view.plan is None or self.here not in _OF_MEASURES:
            return ""
        period = view.period.id if view.period else None
        found = left_out(self.app_.book.db, view.plan.id, period, view.department_id)
        if not found:
            return ""
        words = _("{all} measures in the plan; counted too, though no report is asked of them: {kinds}")
        if self.here == "states":
            words = _("{all} measures in the plan; no report is asked of, and not counted: {kinds}")
        return words.format(all=(view.department or view.plan).measures, kinds=left_out_words(found))

    # -- keys

    def action_switch(self, by: int) -> None:
        """Show the next chart, or the one before."""
        names = list(TITLES)
        self.action_show(names[(names.index(self.here) + by) % len(names)])

    def action_show(self, name: str) -> None:
        """Show a chart by name."""
        self.query_one("#switcher", ContentSwitcher).current = name
        self.query_one(TitleLine).show(name)
        self.reload()
        if name == "figures":
            self.query_one(FigurePage).focus_list()
        else:
            self.query_one(f"#{name}").focus()

    def action_group(self) -> None:
        """Count the progress by the next grouping."""
        names = list(GROUPINGS)
        if self.here == "progress":
            self._by = names[(names.index(self._by) + 1) % len(names)]
        self.action_show("progress")

    def action_open(self) -> None:
        if self.here == "map":
            self.query_one(StageMap).action_choose()
        elif self.here == "figures":
            self._open_figure()

    @on(OptionList.OptionSelected)
    def _open_figure(self) -> None:
        measure = self.query_one(FigurePage).measure_id
        if measure is not None:
            self.app_.open_whole(measure, (), "figures")

    def action_back(self) -> None:
        self.app_.action_overview()

    @on(StageMap.Chosen)
    def _chosen(self, event: StageMap.Chosen) -> None:
        self.app_.open_measure(event.measure_id, self.query_one(StageMap).measures)
