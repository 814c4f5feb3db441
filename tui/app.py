"""The dashboard's app: one open book, one view of it, the screens, and the keys that work everywhere."""

import asyncio
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Final

from textual.app import App
from textual.binding import BindingType
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.theme import Theme

import i18n
from db.book import Book
from db.errors import StaleVersion
from db.reads.measures import measure_list
from db.reads.plans import PlanRow, current_period, default_plan, departments, periods, plans
from db.reads.reports import counts
from db.writes.preferences import recall
from domain.reporting import State
from i18n import _, ngettext
from tui.closing import forget_closing, on_closing
from tui.conflict import answer_of, both_answers
from tui.keeper import Keeper
from tui.keys import EVERYWHERE, bindings
from tui.model import Act, Acts, View
from tui.saving import ActDone, ActRefused, ActTakenBack, DraftKept, DraftUnkept, Saving
from tui.screens.choose import Choice, Choose
from tui.screens.fields import ReportText
from tui.screens.frame import PlanScreen
from tui.screens.measures import Measures, missing_of
from tui.screens.overview import Overview
from tui.screens.record import Record
from tui.words import PERIOD_STATES, half_words, sentence, shown, time_words

THEME: Final = Theme(
    name="shinchoku",
    primary="#56B4E9",
    secondary="#8AA4B8",
    warning="#E69F00",
    error="#D55E00",
    success="#009E73",
    accent="#E69F00",
    foreground="#E4E4E0",
    background="#14181C",
    surface="#14181C",
    panel="#20262C",
    dark=True,
)


class PlainScrollBar(ScrollBarRender):
    """Block characters are of ambiguous width: the thumb is made of coloured spaces alone."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]


class ShinchokuApp(Saving, App[None]):
    """The dashboard over an open book. `wide_ambiguous`: ambiguous characters take two cells in this terminal."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = bindings(EVERYWHERE)
    HOMES: ClassVar[dict[str, type[PlanScreen]]] = {"overview": Overview, "measures": Measures}

    def __init__(self, book: Book, *, wide_ambiguous: bool = False) -> None:
        self.wide_ambiguous = wide_ambiguous
        super().__init__()
        ScrollBar.renderer = PlainScrollBar
        self.book = book
        self.keeper = Keeper(book)
        self.acts = Acts()
        self.view = View(None, None, None)
        self._homes: dict[str, PlanScreen] = {}
        self._in_conflict = False

    # -- looks

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"frame": "ascii" if self.wide_ambiguous else "round"}

    @property
    def today(self) -> date:
        """Today in Japan, or in the frozen clock."""
        return self.book.clock().date()

    # -- starting and ending

    def on_mount(self) -> None:
        self.register_theme(THEME)
        self.theme = THEME.name
        self.title = _("shinchoku")
        on_closing(asyncio.get_running_loop(), self._close_now)
        self.open_default()
        if found := self.keeper.pick_up():
            words = ngettext(
                "{n} text that could not be saved last time is back in its form.",
                "{n} texts that could not be saved last time are back in their forms.",
                found,
            )
            self.call_after_refresh(self.say, words.format(n=found), "warn")

    def open_default(self) -> None:
        """The plan with an open half-year, as this person last looked at it; the welcome where there is none."""
        plan = default_plan(self.book.db)
        if plan is None:
            from tui.screens.welcome import Welcome

            self.push_screen(Welcome())
            return
        self.see_plan(plan)
        self.go_home("overview")

    def _close_now(self, code: int) -> None:
        """The terminal is going: save first, whatever else happens."""
        self.keeper.flush()
        self.exit(return_code=code)

    def on_unmount(self) -> None:
        forget_closing(asyncio.get_running_loop())

    def action_leave(self) -> None:
        self.keeper.write(again=True)
        left = self.keeper.left
        if not left:
            self.exit(message=self._goodbye())
            return
        from tui.screens.confirm_leave import ConfirmLeave

        names = {row.id: f"{row.number or ''} {row.title}" for row in self._measures()}
        titles = tuple(shown(names.get(place.measure_id, "")).strip() for place in left)
        self.push_screen(ConfirmLeave(titles, self._status()), lambda leave: self.exit() if leave else None)

    async def action_quit(self) -> None:
        self.action_leave()

    def action_help_quit(self) -> None:
        self.say(_("Ctrl+Q leaves; drafts are kept."))

    def _goodbye(self) -> str | None:
        view = self.view
        if view.plan is None or view.period is None:
            return None
        drafts = counts(self.book.db, view.plan.id, view.period.id, view.department_id).states[State.draft]
        if not drafts:
            return None
        return ngettext("{n} draft is kept.", "{n} drafts are kept.", drafts).format(n=drafts)

    # -- what is seen

    def _measures(self) -> list[Any]:
        view = self.view
        return (
            measure_list(self.book.db, view.plan.id, view.period.id if view.period else None)
            if view.plan
            else []
        )

    def see_plan(self, plan: PlanRow) -> None:
        """Look at a plan: its current half-year, the department this person last chose in it."""
        department = recall(self.book, f"department:{plan.key}")
        found = [item for item in departments(self.book.db, plan.id) if item.name == department]
        period = current_period(self.book.db, plan.id)
        self.view = View(plan, period, found[0] if found else None)
        if (
            period is not None
            and period.state == "open"
            and period.due_on
            and period.due_on < str(self.today)
        ):
            self.expire_periods(plan.id)

    def see_department(self, department_id: int | None) -> None:
        """Look through a department's eyes (None: everybody's); remembered."""
        plan = self.view.plan
        if plan is None:
            return
        found = [item for item in departments(self.book.db, plan.id) if item.id == department_id]
        self.view = replace(self.view, department=found[0] if found else None)
        self.remember(f"department:{plan.key}", found[0].name if found else "")
        self.reload()

    def reload(self) -> None:
        """Draw the screen in sight again."""
        if isinstance(self.screen, PlanScreen):
            self.screen.reload()

    def say(self, text: str, kind: str = "ok") -> None:
        """One sentence in the status line of the screen in sight, or of the one under a dialog."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, PlanScreen):
                screen.say(text, kind)
                return

    def _status(self) -> str:
        from tui.screens.frame import StatusLine

        return next((line.said for line in self.screen.query(StatusLine)), "")

    # -- going

    def go_home(self, name: str) -> PlanScreen:
        """One of the screens with an F-key; whatever lay over it is put away, its text saved."""
        self.write_drafts()
        home = self._homes.get(name)
        if home is None:
            home = self._homes[name] = self._new_home(name)
        if self.screen is home:
            home.reload()
            return home
        while len(self.screen_stack) > 2:
            self.pop_screen()
        if len(self.screen_stack) == 2:
            self.switch_screen(home)
        else:
            self.push_screen(home)
        return home

    def _new_home(self, name: str) -> PlanScreen:
        if name == "charts":
            from tui.screens.charts import Charts

            return Charts()
        return self.HOMES[name]()

    def action_overview(self) -> None:
        if self._has_plan():
            self.go_home("overview")

    def action_measures(self) -> None:
        if self._has_plan():
            self.go_home("measures")

    def action_charts(self) -> None:
        if self._has_plan():
            self.go_home("charts")

    def _has_plan(self) -> bool:
        return self.view.plan is not None and (isinstance(self.screen, PlanScreen))

    def open_measure(self, measure_id: int, queue: tuple[int, ...]) -> None:
        """Step into a measure; next and previous go along `queue`."""
        self.push_screen(Record(measure_id, queue))

    def start_reporting(self) -> None:
        """Step into the first measure that is still to be reported; the queue is all of them."""
        if not self.view.taking:
            state = _(PERIOD_STATES[self.view.period.state]) if self.view.period else _("no half-year")
            self.say(_("Nothing can be reported now: {state}.").format(state=state), "warn")
            return
        queue = missing_of(self._measures(), self.view.department_id)
        if queue:
            self.open_measure(queue[0], queue)
        else:
            self.say(_("Everything here is reported."))

    def back_to_list(self, measure_id: int) -> None:
        """Out of a measure; the list's cursor stands on it."""
        self.pop_screen()
        if isinstance(self.screen, Measures):
            self.screen.reload()
            self.screen.move_to(measure_id)

    def open_by_name(self, measure_id: int) -> None:
        """Step into a measure from anywhere; the queue is the whole plan."""
        queue = tuple(row.id for row in self._measures())
        if isinstance(self.screen, Record):
            self.write_drafts()
            self.screen.queue = queue
            self.screen.load(measure_id)
        else:
            self.open_measure(measure_id, queue)

    # -- choosing

    def action_choose_department(self) -> None:
        if self.view.plan is None:
            return
        choices = [Choice(_("all departments"), 0)]
        choices += [
            Choice(item.name, item.id, _("{n} measures").format(n=item.measures))
            for item in departments(self.book.db, self.view.plan.id)
        ]
        self.push_screen(
            Choose(_("Whose eyes?"), choices, self.view.department_id or 0),
            lambda found: self.see_department(found or None) if found is not None else None,
        )

    def action_next_department(self, by: int) -> None:
        if self.view.plan is None:
            return
        ids = [None, *(item.id for item in departments(self.book.db, self.view.plan.id))]
        self.see_department(ids[(ids.index(self.view.department_id) + by) % len(ids)])

    def action_choose_plan(self) -> None:
        choices = [
            Choice(
                plan.title,
                plan.id,
                _("{n} measures").format(n=plan.measures),
                f"{plan.key} {plan.municipality}",
            )
            for plan in plans(self.book.db)
        ]
        current = self.view.plan.id if self.view.plan else None
        self.push_screen(Choose(_("Which plan?"), choices, current), self._plan_chosen)

    def _plan_chosen(self, plan_id: int | None) -> None:
        for plan in plans(self.book.db):
            if plan.id == plan_id:
                self.see_plan(plan)
                self._again()

    def action_choose_period(self) -> None:
        if self.view.plan is None:
            return
        found = periods(self.book.db, self.view.plan.id)
        if not found:
            self.say(_("This plan has no half-year to report yet."), "warn")
            return
        choices = [
            Choice(half_words(item.half), item.id, _(PERIOD_STATES[item.state]), str(item.half))
            for item in found
        ]
        current = self.view.period.id if self.view.period else None
        self.push_screen(Choose(_("Which half-year?"), choices, current), self._period_chosen)

    def _period_chosen(self, period_id: int | None) -> None:
        assert self.view.plan is not None
        for period in periods(self.book.db, self.view.plan.id):
            if period.id == period_id:
                self.view = replace(self.view, period=period)
                self._again()

    def _again(self) -> None:
        """Another plan or half-year: a measure that lay open belongs to the former one."""
        while isinstance(self.screen, Record):
            self.pop_screen()
        self.reload()

    def action_palette(self) -> None:
        from tui.palette import Palette, run

        if isinstance(self.screen, PlanScreen):
            self.push_screen(Palette(self, self.screen), lambda chosen: run(self, chosen))

    def action_help(self) -> None:
        from tui.screens.help import Help

        screen = self.screen
        if isinstance(screen, PlanScreen):
            keys = tuple(key for table in (*screen.KEYS, EVERYWHERE) for key in table)
            self.push_screen(Help(_("Help"), keys, screen.WORDS))

    # -- undo

    def act_words(self, act: Act) -> str:
        """What Ctrl+Z would take back: 提出 28 自治体クラウドの検討."""
        words = {
            "draft": _("writing in {name}"),
            "submit": _("submitting {name}"),
            "carry": _("unchanged {name}"),
        }
        return words.get(act.kind, "{name}").format(name=act.name)

    def action_undo(self) -> None:
        if isinstance(self.focused, ReportText) and self.focused.can_undo:
            self.focused.undo()
            return
        act = self.acts.pop()
        if act is None:
            self.say(_("There is nothing to undo."))
        else:
            self._take_back(act)

    # -- news from the workers

    def on_draft_kept(self, event: DraftKept) -> None:
        self._news(event)

    def on_act_done(self, event: ActDone) -> None:
        if event.act.kind != "withdraw":
            self.acts.add(event.act)
        if not self._news(event):
            self.say(_("Done: {name}").format(name=event.act.name))
        self.write_drafts()

    def on_act_taken_back(self, event: ActTakenBack) -> None:
        if not self._news(event):
            self.say(_("Undone: {what}").format(what=self.act_words(event.act)))

    def on_act_refused(self, event: ActRefused) -> None:
        if isinstance(event.error, StaleVersion):
            self._conflict(
                DraftUnkept(
                    event.act.place, self.keeper.waiting(event.act.place) or event.act.before, event.error
                )
            )
        if not self._news(event):
            self.say(sentence(event.error), "bad")

    def on_draft_unkept(self, event: DraftUnkept) -> None:
        self._news(event)
        if isinstance(event.error, StaleVersion):
            self._conflict(event)
        else:
            self.say(sentence(event.error), "bad")

    def on_periods_moved(self) -> None:
        view = self.view
        if view.plan is not None and view.period is not None:
            fresh = [one for one in periods(self.book.db, view.plan.id) if one.id == view.period.id]
            self.view = replace(view, period=fresh[0])
            self.reload()

    def _news(self, event: Any) -> bool:
        for screen in reversed(self.screen_stack):
            if isinstance(screen, PlanScreen):
                return screen.news(event)
        return False

    def _conflict(self, event: DraftUnkept) -> None:
        """Somebody else saved the same draft. Both texts are shown; the one not taken stays with Ctrl+Z."""
        assert isinstance(event.error, StaleVersion)
        now = event.error.params.get("now")
        theirs = answer_of(now)
        if theirs is None:
            # Their draft is gone again: ours is the only text there is.
            self.keeper.settle(event.place, 0, event.answer)
            self.write_drafts()
            return
        if self._in_conflict:
            return
        self._in_conflict = True
        from tui.screens.stale import Stale

        name = next(
            (
                f"{row.number or ''} {row.title}"
                for row in self._measures()
                if row.id == event.place.measure_id
            ),
            "",
        )
        params = event.error.params
        when = time_words(str(params.get("at")), self.today)
        dialog = Stale(name.strip(), event.answer, theirs[0], str(params.get("name")), when)
        self.push_screen(dialog, lambda chosen: self._settle(event, theirs, name.strip(), chosen))

    def _settle(self, event: DraftUnkept, theirs: tuple[Any, int], name: str, chosen: str | None) -> None:
        self._in_conflict = False
        their_answer, version = theirs
        mine = self.keeper.waiting(event.place) or event.answer
        if chosen is None:
            self.say(
                _("Not saved: two texts are waiting for your choice. Change anything to see them again."),
                "bad",
            )
            return
        other = mine if chosen == "theirs" else their_answer
        self.acts.add(Act("draft", event.place, name, other, f"choice {version}"))
        taken = {"mine": mine, "theirs": None, "both": both_answers(mine, their_answer)}[chosen]
        self.keeper.settle(event.place, version, taken)
        if isinstance(self.screen, Record) and self.screen.measure_id == event.place.measure_id:
            self.screen.load(event.place.measure_id)
        self.write_drafts()


def run(book_path: Path, lang: str) -> int:
    """Open the dashboard over a book; the exit code. Whatever was typed is in the book, or beside it, afterwards."""
    from tui.terminal import wide_ambiguous

    i18n.setup(lang)
    with Book.open(book_path) as book:
        app = ShinchokuApp(book, wide_ambiguous=wide_ambiguous())
        try:
            app.run()
        finally:
            aside = app.keeper.flush()
        if aside is not None:
            print(_("Not saved in the book; kept in {path}").format(path=aside), file=sys.stderr)
    return app.return_code or 0
