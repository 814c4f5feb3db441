"""The dashboard's app: one open book, one view of it, the screens, and the keys that work everywhere."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.filter import LineFilter
from textual.scrollbar import ScrollBar, ScrollBarRender

import i18n
from db.book import Book
from db.reads.counts import counts
from db.reads.plans import default_plan
from db.writes.preferences import recall
from domain.names import clean
from domain.reporting import State
from i18n import _, ngettext
from i18n.states import PERIOD_STATES
from tui.closing import forget_closing, keys_through, on_closing
from tui.keys import EVERYWHERE, bindings
from tui.model import MISSING, missing_of
from tui.news import News
from tui.screens.dialog import Dialog
from tui.screens.frame import PlanScreen
from tui.settings import Settings
from tui.themes import DARK, FILTERS, PREFERENCE, THEMES
from tui.words import sentence, shown

# Who hangs up waits no longer than this for the last keys to be read.
CLOSING_SECONDS: Final = 2.0


class PlainScrollBar(ScrollBarRender):
    """Block characters are of ambiguous width: the thumb is made of coloured spaces alone."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]


class ShinchokuApp(News):
    """The dashboard over an open book. `wide_ambiguous`: ambiguous characters take two cells in this terminal."""

    TITLE = "shinchoku"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = bindings(EVERYWHERE)

    def __init__(self, book: Book, *, wide_ambiguous: bool = False, settings: Settings | None = None) -> None:
        self.wide_ambiguous = wide_ambiguous
        self.settings = settings or Settings()
        super().__init__()
        for theme, _name, _least in THEMES.values():
            self.register_theme(theme)
        ScrollBar.renderer = PlainScrollBar
        self.take_book(book)
        chosen = recall(book, PREFERENCE)
        self._begin_with(chosen if chosen and chosen in THEMES else DARK.name)
        self.set_keymap(self.settings.keymap())
        self._homes: dict[str, PlanScreen] = {}

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Paste):
            # Whatever field it is for: text from outside comes in without control characters and halves of pairs.
            event.text = clean(event.text)
        await super().on_event(event)

    # -- looks

    def _begin_with(self, theme: str) -> None:
        """The first theme, before any style is read; setting `theme` would have all of them read twice."""
        self.set_reactive(ShinchokuApp.theme, theme)
        self.set_class(self.current_theme.dark, "-dark-mode", update=False)
        self.set_class(not self.current_theme.dark, "-light-mode", update=False)
        self.add_class(f"-theme-{theme}", update=False)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"frame": "ascii" if self.wide_ambiguous else "round"}

    def get_line_filters(self) -> Sequence[LineFilter]:
        # The last one: what went grey for NO_COLOR is to be readable as well.
        return [*super().get_line_filters(), FILTERS[self.theme]]

    def action_choose_theme(self) -> None:
        from tui.choices import Choice
        from tui.screens.choose import Choose

        found = [Choice(_(name), key, also=name) for key, (_theme, name, _least) in THEMES.items()]
        self.push_screen(Choose(_("Which colours?"), found, self.theme), self._theme_chosen)

    def _theme_chosen(self, name: str | None) -> None:
        if name is not None:
            self.theme = name
            self.remember(PREFERENCE, name)

    # -- starting and ending

    def on_mount(self) -> None:
        self.title = _("shinchoku")
        on_closing(asyncio.get_running_loop(), self.keeper.flush, self._close)
        self.keep_looking()
        # Not at once: what is drawn while Textual itself still starts is thrown away and drawn again.
        self.call_next(self._open_first)

    def _open_first(self) -> None:
        self.open_default()
        if self.settings.wrong:
            self.call_after_refresh(self.say, self.settings.wrong, "warn")
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

    async def _close(self, code: int) -> None:
        """The terminal is going and what the forms said is saved: save what the last keys said too."""
        await keys_through(self, self.focused, CLOSING_SECONDS)
        self.keeper.flush()
        self.exit(return_code=code)

    def on_unmount(self) -> None:
        forget_closing(asyncio.get_running_loop())

    def action_leave(self) -> None:
        if not self.is_locked:
            self.keeper.write(again=True)
        left = self.keeper.left
        if not left:
            self.exit(message=self._goodbye())
            return
        from tui.screens.confirm_leave import ConfirmLeave

        names = {row.id: f"{row.number or ''} {row.title}" for row in self.measures()}
        titles = tuple(shown(names.get(place.measure_id, "")).strip() for place in left)
        line = self._line()
        self.push_screen(
            ConfirmLeave(titles, line.said if line is not None else ""),
            lambda leave: self.exit() if leave else None,
        )

    async def action_quit(self) -> None:
        self.action_leave()

    def action_help_quit(self) -> None:
        self.say(_("{key} leaves; drafts are kept.").format(key=self.settings.label("leave", (EVERYWHERE,))))

    def _goodbye(self) -> str | None:
        view = self.view
        if view.plan is None or view.period is None:
            return None
        drafts = counts(self.book.db, view.plan.id, view.period.id, view.department_id).states[State.draft]
        if not drafts:
            return None
        return ngettext("{n} draft is kept.", "{n} drafts are kept.", drafts).format(n=drafts)

    # -- going

    def go_home(self, name: str) -> PlanScreen:
        """One of the screens with an F-key; whatever lay over it is put away, its text saved."""
        self.write_drafts()
        self.call_after_refresh(self.look_after, moved_on=True)
        home = self._homes.get(name)
        if home is None:
            home = self._homes[name] = self._new_home(name)
            # Installed, or it would be removed when another home takes its place, and never be painted again.
            self.install_screen(home, f"home-{name}")
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
        """Screens are loaded when they are first wanted: the first one paints sooner."""
        if name == "charts":
            from tui.screens.charts import Charts

            return Charts()
        if name == "confirm":
            from tui.screens.confirm_queue import ConfirmQueue

            return ConfirmQueue()
        if name == "council":
            from tui.screens.council import Council

            return Council()
        if name == "renewal":
            from tui.screens.renewal import RenewalPlan

            return RenewalPlan()
        if name == "importing":
            from tui.screens.importing import ImportScreen

            return ImportScreen()
        if name == "measures":
            from tui.screens.measures import Measures

            return Measures()
        from tui.screens.overview import Overview

        return Overview()

    def action_overview(self) -> None:
        if self._has_plan():
            self.go_home("overview")

    def action_measures(self) -> None:
        if self._has_plan():
            self.go_home("measures")

    def action_confirming(self) -> None:
        if self._has_plan():
            self.go_home("confirm")

    def action_council(self) -> None:
        if self._has_plan():
            self.go_home("council")

    def action_charts(self) -> None:
        if self._has_plan():
            self.go_home("charts")

    def action_renewal(self) -> None:
        if self._has_plan():
            self.go_home("renewal")

    def action_importing(self) -> None:
        if isinstance(self.screen, PlanScreen):
            self.go_home("importing")

    def action_originals(self) -> None:
        """The unknowns of the plan, one after another."""
        if self._has_plan():
            from tui.screens.originals import Originals

            self.push_screen(Originals())

    def _has_plan(self) -> bool:
        return self.view.plan is not None and (isinstance(self.screen, PlanScreen))

    def open_measure(self, measure_id: int, queue: tuple[int, ...]) -> None:
        """Step into a measure; next and previous go along `queue`."""
        from tui.screens.record import Record

        self.push_screen(Record(measure_id, queue))

    def open_whole(self, measure_id: int, queue: tuple[int, ...], part: str = "sheet") -> None:
        """A measure whole: its sheet, what happened to it, its family, its figures."""
        from tui.screens.whole import Whole

        self.push_screen(Whole(measure_id, queue, part))

    def start_reporting(self) -> None:
        """Step into the first measure that is still to be reported; the queue is all of them."""
        if not self.view.taking:
            self.say(self._why_nothing(), "warn")
            return
        missing = missing_of(self.measures(), self.view.department_id)
        queue = self.own_of(missing)
        if queue:
            self.open_measure(queue[0], queue)
        elif missing and (refusal := self.report_refusal(missing[0])) is not None:
            self.say(sentence(refusal), "warn")
        elif missing_of(self.measures(), self.view.department_id, MISSING):
            self.say(_("What is left was denied: the coordinator sends it back first."), "warn")
        else:
            self.say(_("Everything here is reported."))

    def _why_nothing(self) -> str:
        """Why nothing is reported now, and who can change that."""
        period, plan = self.view.period, self.view.plan
        if period is None:
            words = _("Open one: shinchoku period open --plan {key} --period 2020H1")
            return f"{_('This plan has no half-year to report yet.')} {words.format(key=plan.key if plan else '')}"
        return _("Nothing can be reported now: {state}. The coordinator opens half-years ({key}).").format(
            state=_(PERIOD_STATES[period.state]), key=self.settings.label("council", (EVERYWHERE,))
        )

    def back_to_list(self, measure_id: int) -> None:
        """Out of a measure; the list's cursor stands on it."""
        self.pop_screen()
        if isinstance(self.screen, PlanScreen):
            self.screen.came_back_from(measure_id)

    def open_by_name(self, measure_id: int) -> None:
        """Step into a measure from anywhere; the queue is the whole plan."""
        queue = tuple(row.id for row in self.measures())
        if not (isinstance(self.screen, PlanScreen) and self.screen.turn_to(measure_id, queue)):
            self.open_measure(measure_id, queue)

    def action_palette(self) -> None:
        from tui.palette import Palette, run

        if isinstance(self.screen, PlanScreen):
            self.push_screen(Palette(self, self.screen), lambda chosen: run(self, chosen))

    def action_copy_here(self) -> None:
        from tui.clipboard import copy_here

        copy_here(self)

    def action_print_screen(self) -> None:
        from tui.picture import write_picture

        try:
            path = write_picture(self, Path.cwd())
        except OSError as error:
            self.say(_("The picture could not be written: {why}").format(why=error.strerror), "bad")
        else:
            said = _("The screen is in {path}").format(path=path)
            if isinstance(self.screen, Dialog):
                self.screen.say(said)
            else:
                self.say(said)

    def action_write_settings(self) -> None:
        from tui.settings import settings_path, write_example

        try:
            path = write_example(self.settings.path or settings_path())
        except OSError as error:
            self.say(_("The settings file could not be written: {why}").format(why=error.strerror), "bad")
            return
        self.say(_("Every key is in {path}; it is read at the next start.").format(path=path))

    def action_help(self) -> None:
        from db.reads.glossary import terms
        from tui.screens.help import Help

        screen = self.screen
        if not isinstance(screen, PlanScreen | Dialog):
            return
        tables = screen.key_tables()
        # A dialog speaks of the screen that it lies over.
        under = next((one for one in reversed(self.screen_stack) if isinstance(one, PlanScreen)), screen)
        words = screen.WORDS if screen is under else (*screen.WORDS, *under.WORDS)
        glossary = terms(self.book.db, self.view.plan.id) if self.view.plan else []
        # Without line ends: a term may be broken at the edge.
        behind = "".join(strip.text for strip in screen._compositor.render_strips()) if glossary else ""
        keys = tuple(key for table in tables for key in table)
        self.push_screen(Help(_("Help"), keys, words, glossary, behind))


def run(book: Book, lang: str) -> int:
    """Open the dashboard over an open book; the exit code.

    Whatever was typed is in the book, or beside it, afterwards.
    """
    from tui.keyboard import take_any_bytes
    from tui.settings import read_settings, settings_path
    from tui.terminal import wide_ambiguous

    i18n.setup(lang)
    wide = wide_ambiguous()
    if wide:
        from tui.widths import draw_wide

        draw_wide()
    take_any_bytes()
    app = ShinchokuApp(book, wide_ambiguous=wide, settings=read_settings(settings_path()))
    try:
        app.run()
    finally:
        aside = app.keeper.flush()
    if aside is not None:
        print(_("Not saved in the book; kept in {path}").format(path=aside), file=sys.stderr)
    return app.return_code or 0
