"""施策の全体: one measure whole: its sheet, what happened to it, its family over the plans, its figures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from db.reads.answers import Answer
from db.reads.family import Relative, family, references
from db.reads.indicators import Indicator, indicators
from db.reads.measures import Sheet, sheet
from db.reads.plans import plan_by_key
from db.reads.reports import form
from db.reads.stage_map import reached_stages
from db.reads.timeline import Happening, timeline
from i18n import _
from tui.keys import bindings
from tui.marks import fit
from tui.screen_keys import WHOLE
from tui.screens.frame import KeyLine, Line, Rule, StatusLine, TopLine
from tui.screens.sheet import Seen, SheetView, halves_of, measure_name
from tui.screens.whole_parts import family_text, figures_text, timeline_text
from tui.watching import Watching
from tui.widgets.figure_lines import FigureLines
from tui.widgets.origins import Origins

PARTS: Final = {
    "sheet": "Sheet",
    "story": "What happened",
    "family": "Before and after",
    "figures": "Figures",
    "origins": "Sources",
}
WIDE: Final = 110


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that the parts show of one measure."""

    seen: Seen
    story: list[Happening]
    family: list[Relative]
    figures: list[Indicator]


class PartLine(Line):
    """The parts by name, the one in sight in brackets."""

    def __init__(self) -> None:
        super().__init__(id="parts")
        self._names: tuple[str, ...] = ()
        self._here = ""

    def show(self, names: tuple[str, ...], here: str) -> None:
        """Other parts, or another one in sight."""
        self._names, self._here = names, here
        self.refresh()

    def line(self, width: int) -> Text:
        text = Text(" ")
        for place, name in enumerate(PARTS, 1):
            if name not in self._names:
                continue
            label = f"{place} {_(PARTS[name])}"
            here = name == self._here
            text.append(f"[{label}] " if here else f" {label}  ", style="bold" if here else "")
        return text


class Whole(Watching):
    """Tab goes from part to part; on wide terminals the sheet always stands on the left."""

    DEFAULT_CSS = """
    Whole #pages { height: 1fr; }
    Whole #left { width: 1fr; padding: 0 2 0 1; background: $panel; scrollbar-size-vertical: 1; }
    Whole #right { width: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    Whole #page { height: auto; }
    Whole Origins { width: 1fr; }
    Whole FigureLines { height: 12; margin-bottom: 1; }
    """
    KEYS = (WHOLE,)
    WORDS = (
        (
            "what happened",
            "every import, edit and step of a report, newest first; drafts in work are not told",
        ),
        ("before and after", "the former plan's measures it goes back to, and the next plan's that go on"),
        ("sources", "file and line of every value, what was printed there, and who changed it since"),
        ("doubtful", "a figure that does not fit the others; kept as it was printed"),
        ("(？unknown)", "a mark that the source document lost; it is not a no"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(WHOLE)

    OF_ONE_MEASURE = True

    def __init__(self, measure_id: int, queue: tuple[int, ...] = (), part: str = "sheet") -> None:
        super().__init__()
        self.measure_id = measure_id
        self.queue = queue if measure_id in queue else (measure_id,)
        self._part = part
        self._known: Known | None = None
        self._at = 0
        self._trail: list[int] = []
        self._texts: dict[int, dict[str, str]] = {}

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield Static(Text(""), id="title", markup=False)
        yield PartLine()
        yield Rule()
        with Horizontal(id="pages"):
            with VerticalScroll(id="left", can_focus=False):
                yield SheetView()
            with VerticalScroll(id="right"):
                yield FigureLines()
                yield Static(Text(""), id="page", markup=False)
            yield Origins()
        yield StatusLine()
        yield KeyLine([WHOLE[0], WHOLE[13], WHOLE[6], WHOLE[7], WHOLE[15]])

    def on_mount(self) -> None:
        self.load(self.measure_id)
        self.action_show(self._part)

    # -- what is in sight

    def load(self, measure_id: int) -> None:
        """Another measure."""
        self.measure_id, self._at = measure_id, 0
        database = self.app_.book.db
        found = sheet(database, measure_id)
        plan = plan_by_key(database, found.plan_key)
        halves = halves_of(found, plan.first_fy, plan.last_fy)
        self._known = Known(
            Seen(found, halves, self.now, reached_stages(database, measure_id), self._answer(plan.id)),
            timeline(database, measure_id),
            self._relatives(measure_id),
            indicators(database, plan.id, measure_id),
        )
        self._draw()
        for name in ("#left", "#right"):
            self.query_one(name).scroll_home(animate=False)

    def _answer(self, plan_id: int) -> Answer | None:
        """What is said of the measure in the half-year in sight; the sheet holds the schedule against it."""
        period = self.app_.view.period
        if period is None or period.plan_id != plan_id:
            return None
        return form(self.app_.book.db, self.measure_id, period.id).answer

    def _relatives(self, measure_id: int) -> list[Relative]:
        named, naming = references(self.app_.book.db, measure_id)
        return [*family(self.app_.book.db, measure_id), *named, *naming]

    def reload(self) -> None:
        super().reload()
        if self._known is not None:
            at, page = self._at, self.query_one("#right").scroll_offset.y
            try:
                self.load(self.measure_id)
            except LookupError:
                # Somebody took it out of the book again while it was in sight.
                self.app_.back_to_list(self.measure_id)
                self.app_.say(_("The book has no such measure."), "warn")
                return
            self._at = at
            self._draw()
            self.query_one("#right").scroll_to(y=page, animate=False)

    def on_resize(self) -> None:
        self._draw()

    @property
    def _wide(self) -> bool:
        return self.size.width >= WIDE

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that can be chosen: on wide terminals the sheet is always in sight."""
        return tuple(name for name in PARTS if not (self._wide and name == "sheet"))

    @property
    def part(self) -> str:
        """The part in sight beside the sheet, or instead of it."""
        return self._part if self._part in self.parts else self.parts[0]

    @property
    def sheet_in_sight(self) -> Sheet:
        """The measure as the book has it."""
        assert self._known is not None
        return self._known.seen.sheet

    def _draw(self) -> None:
        known = self._known
        if known is None or not self.size.width:
            return
        part, left, right = self.part, self.query_one("#left"), self.query_one("#right")
        left.display = self._wide or part == "sheet"
        right.display = part not in ("sheet", "origins")
        origins = self.query_one(Origins)
        origins.display = part == "origins"
        right.can_focus, left.can_focus = right.display, part == "sheet"
        self.query_one(SheetView).show(known.seen)
        self.query_one("#title", Static).update(
            Text(fit(f" {self._called}  {self._plan_words}", self.size.width), style="bold", no_wrap=True)
        )
        self.query_one(PartLine).show(self.parts, part)
        lines = self.query_one(FigureLines)
        lines.display = part == "figures" and lines.show(known.figures)
        if part == "origins":
            origins.show(self.app_.book, self.measure_id)
        elif part != "sheet":
            # Before the first layout the column has no width of its own yet.
            column = self.size.width // 2 if self._wide else self.size.width
            width = (right.scrollable_content_region.width or column) - 2
            self.query_one("#page", Static).update(self._text(part, known, max(width, 20)))

    @property
    def _called(self) -> str:
        found = self.sheet_in_sight
        return measure_name(found.number, found.title)

    @property
    def _plan_words(self) -> str:
        """The plan's name, where it is not the one of the first line."""
        plan = self.app_.view.plan
        found = self.sheet_in_sight
        return "" if plan is not None and plan.key == found.plan_key else found.plan_title

    def _text(self, part: str, known: Known, width: int) -> Text:
        drawers: dict[str, Callable[[], Text]] = {
            "story": lambda: timeline_text(known.story, width, self.app_.today),
            "family": lambda: family_text(known.family, self._called, self._at, width),
            "figures": lambda: figures_text(known.figures, width),
        }
        return drawers[part]()

    # -- keys

    def action_part(self, by: int) -> None:
        names = self.parts
        self.action_show(names[(names.index(self.part) + by) % len(names)])

    def action_show(self, name: str) -> None:
        """Show a part by name."""
        self._part = name
        self._draw()
        if self.part == "origins":
            self.query_one(Origins).focus_fields()
        else:
            self.query_one("#left" if self.part == "sheet" else "#right").focus()

    def action_move(self, by: int) -> None:
        """In the family the cursor moves, elsewhere the text."""
        if self.part == "family" and self._known and self._known.family:
            self._at = max(0, min(self._at + by, len(self._known.family) - 1))
            self._draw()
        else:
            self._scroller.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        self._scroller.scroll_relative(y=by * max(self._scroller.size.height - 1, 1), animate=False)

    @property
    def _scroller(self) -> VerticalScroll:
        return self.query_one("#left" if self.part == "sheet" else "#right", VerticalScroll)

    def action_step(self, by: int) -> None:
        place = self.queue.index(self.measure_id) + by if self.measure_id in self.queue else 0
        if 0 <= place < len(self.queue):
            self.say("")
            self.load(self.queue[place])
        else:
            self.say(_("This is the last measure.") if by > 0 else _("This is the first measure."))

    def action_follow(self) -> None:
        """To the measure under the cursor; Esc comes back the same way."""
        if self.part != "family" or self._known is None or not self._known.family:
            return
        other = self._known.family[self._at].measure_id
        if other is None:
            self.say(_("The book has no such measure."), "warn")
            return
        self._trail.append(self.measure_id)
        self.load(other)

    def action_revise(self) -> None:
        """改定: change a row of the schedule from a half-year on."""
        from tui.screens.whole_revise import revise

        revise(self.app_, self.sheet_in_sight, self.now, self._texts)

    def action_back(self) -> None:
        if self._trail:
            self.load(self._trail.pop())
        else:
            self.app_.back_to_list(self.measure_id)

    def turn_to(self, measure_id: int, queue: tuple[int, ...]) -> bool:
        self.queue = queue if measure_id in queue else (measure_id,)
        self._trail.clear()
        self.load(measure_id)
        return True
