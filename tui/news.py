"""What the workers report, undo, and the choice between two texts of one draft."""

from typing import Any

from rich.cells import cell_len

from db.errors import StaleVersion
from db.reads.plans import periods
from i18n import _
from tui.conflict import answer_of, both_answers
from tui.keeper import PASSING
from tui.model import Act, is_empty
from tui.saving import ActDone, ActRefused, ActTakenBack, DraftKept, DraftUnkept
from tui.screens.frame import PlanScreen
from tui.trouble import Trouble
from tui.words import sentence, time_words


class News(Trouble):
    """The app's side of everything that was written or refused."""

    _in_conflict: bool = False

    def act_words(self, act: Act) -> str:
        """What Ctrl+Z would take back: 提出 28 自治体クラウドの検討."""
        words = {
            "draft": _("writing in {name}"),
            "submit": _("submitting {name}"),
            "carry": _("unchanged {name}"),
        }
        return words.get(act.kind, "{name}").format(name=act.name)

    def undo_words(self, act: Act, width: int) -> str:
        """The last line's word for Ctrl+Z: what it takes back, with the measure where there is room."""
        whole = _("Undo {what}").format(what=self.act_words(act))
        if cell_len(whole) <= width:
            return whole
        short = {
            "draft": _("Undo writing"),
            "submit": _("Undo submitting"),
            "carry": _("Undo unchanged"),
        }
        return short.get(act.kind, "")

    def action_undo(self) -> None:
        if isinstance(self.screen, PlanScreen) and self.screen.undo_typing():
            return
        act = self.acts.pop()
        if act is None:
            self.say(_("There is nothing to undo."))
        else:
            self.take_back(act)

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
            place = event.act.place
            mine = self.keeper.waiting(place) or event.act.before
            if is_empty(mine) and isinstance(self.screen, PlanScreen):
                # Nothing was written here: their text alone has to be seen before anything is done about it.
                self.screen.load_again(place.measure_id)
            else:
                self._conflict(DraftUnkept(place, mine, event.error))
        if not self._news(event):
            self.say(sentence(event.error), "bad")

    def on_draft_unkept(self, event: DraftUnkept) -> None:
        self._news(event)
        if isinstance(event.error, StaleVersion):
            self._conflict(event)
        elif isinstance(event.error, PASSING):
            self.look_after()
        else:
            self.say(sentence(event.error), "bad")

    def on_periods_moved(self) -> None:
        view = self.view
        if view.plan is not None and view.period is not None:
            fresh = [one for one in periods(self.book.db, view.plan.id) if one.id == view.period.id]
            if fresh:
                self.view = view._replace(period=fresh[0])
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
                for row in self.measures()
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
        if isinstance(self.screen, PlanScreen):
            self.screen.load_again(event.place.measure_id)
        self.write_drafts()
