"""What is looked at: the plan, the half-year, the department; how they are chosen, and that it is remembered."""

from collections.abc import Callable, Sequence
from datetime import date

from db.book import Book
from db.permissions import Asking, NotYours, may_report, report_refusal
from db.reads.measures import MeasureRow, measure_list
from db.reads.people import Standing, standing
from db.reads.plans import DepartmentRow, PlanRow, current_period, departments, periods, plans
from db.writes.preferences import recall
from i18n import _
from i18n.states import PERIOD_STATES
from tui.choices import Choice
from tui.keeper import Keeper
from tui.model import Acts, View
from tui.saving import Saving
from tui.screens.frame import PlanScreen
from tui.words import half_words


class Looking(Saving):
    """The app's side of seeing and choosing."""

    view: View
    who: Standing

    def take_book(self, book: Book) -> None:
        """Look at this book; nothing is chosen yet."""
        self.book = book
        self.keeper = Keeper(book)
        self.acts = Acts()
        self.view = View(None, None, None)
        self.look_who()

    def look_who(self) -> None:
        """Read who is at the keyboard in this book."""
        self.who = standing(self.book.db, self.book.actor, str(self.today))

    def own_of(self, measure_ids: Sequence[int]) -> tuple[int, ...]:
        """Those of the measures that this person may report, in the same order."""
        if self.who.is_open:
            return tuple(measure_ids)
        own = may_report(self.book.db, self.book.actor, str(self.today), measure_ids)
        return tuple(one for one in measure_ids if one in own)

    def report_refusal(self, measure_id: int, department_id: int | None = None) -> NotYours | None:
        """Why this person cannot write a measure's report, or a department's part of it; None where they may."""
        if self.who.is_open:
            return None
        return report_refusal(
            Asking(self.book.db, self.book.actor, str(self.today)), measure_id, department_id
        )

    def refused(self, check: Callable[[Asking], object]) -> NotYours | None:
        """What a check of db.permissions says, asked before anything is filled in; None where they may."""
        try:
            check(Asking(self.book.db, self.book.actor, str(self.today)))
        except NotYours as refusal:
            return refusal
        return None

    @property
    def today(self) -> date:
        """Today in Japan, or in the frozen clock."""
        return self.book.clock().date()

    def measures(self) -> list[MeasureRow]:
        """The plan's measures with where their reports stand, in printed order."""
        view = self.view
        return (
            measure_list(self.book.db, view.plan.id, view.period.id if view.period else None)
            if view.plan
            else []
        )

    def departments(self, plan_id: int) -> list[DepartmentRow]:
        """The lead departments of a plan as they are today."""
        return departments(self.book.db, plan_id, str(self.today))

    def see_plan(self, plan: PlanRow) -> None:
        """Look at a plan: its current half-year, the department this person last chose in it."""
        self.look_who()
        department = recall(self.book, f"department:{plan.key}")
        found = [item for item in self.departments(plan.id) if department in (item.name, *item.former)]
        found.sort(key=lambda item: item.name != department)
        if department is None and (own := self.who.own_department) is not None:
            # Nothing was ever chosen: whoever reports for one department sees through its eyes.
            found = [item for item in self.departments(plan.id) if own in (item.id, *item.follows)]
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
        found = [item for item in self.departments(plan.id) if department_id in (item.id, *item.follows)]
        self.view = self.view._replace(department=found[0] if found else None)
        self.remember(f"department:{plan.key}", found[0].name if found else "")
        self.reload()

    def reload(self) -> None:
        """Draw the screen in sight again."""
        self.look_who()
        if isinstance(self.screen, PlanScreen):
            self.screen.reload()

    def say(self, text: str, kind: str = "ok") -> None:
        """One sentence in the status line of the screen in sight, or of the one under a dialog."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, PlanScreen):
                screen.say(text, kind)
                return

    # -- choosing

    def _choose(
        self, title: str, choices: Sequence[Choice], current: int | None, then: Callable[[int | None], None]
    ) -> None:
        from tui.screens.choose import Choose

        self.push_screen(Choose(title, choices, current), then)

    def action_choose_department(self) -> None:
        if self.view.plan is None:
            return
        choices = [Choice(_("all departments"), 0)]
        choices += [
            Choice(item.name, item.id, _("{n} measures").format(n=item.measures))
            for item in self.departments(self.view.plan.id)
        ]
        self._choose(
            _("Whose eyes?"),
            choices,
            self.view.department_id or 0,
            lambda found: self.see_department(found or None) if found is not None else None,
        )

    def action_next_department(self, by: int) -> None:
        if self.view.plan is None:
            return
        ids = [None, *(item.id for item in self.departments(self.view.plan.id))]
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
        self._choose(_("Which plan?"), choices, current, self.plan_chosen)

    def plan_chosen(self, plan_id: int | None) -> None:
        """Look at the plan with this id (None: leave things as they are)."""
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
        self._choose(_("Which half-year?"), choices, current, self._period_chosen)

    def _period_chosen(self, period_id: int | None) -> None:
        assert self.view.plan is not None
        for period in periods(self.book.db, self.view.plan.id):
            if period.id == period_id:
                self.view = self.view._replace(period=period)
                self._again()

    def _again(self) -> None:
        """Another plan or half-year: a measure that lay open belongs to the former one."""
        while isinstance(self.screen, PlanScreen) and self.screen.OF_ONE_MEASURE:
            self.pop_screen()
        self.reload()
