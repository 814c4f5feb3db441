"""会議: the half-year's way to the council; each step says what it will do before it does it."""

from datetime import date
from pathlib import Path
from typing import ClassVar
from unicodedata import normalize

from rich.text import Text
from textual import on
from textual.binding import BindingType

from db.permissions import check_period
from db.reads.queue import QueueRow
from domain.reporting import PeriodAction, PeriodState, State, possible_for_period
from exports.council_pack import SUFFIXES
from i18n import _, language
from tui.keys import COUNCIL, EYES, bindings
from tui.screens.ask import Ask, Asked, needed
from tui.screens.council_list import CouncilList
from tui.screens.council_marks import Mark, as_kept, kept_in
from tui.screens.council_words import (
    STEP_NAMES,
    STEPS_SAID,
    obstacle_words,
    onward,
    refusal_hint,
    step_words,
)
from tui.screens.council_writes import CouncilRefused, PackWritten, PeriodStepTaken
from tui.screens.sheet import measure_name
from tui.words import half_words, sentence, shown


class Council(CouncilList):
    """F10 takes the next step, F9 reopens; marks of denial are kept until the decision is recorded."""

    KEYS = (COUNCIL, EYES)
    WORDS = (
        ("close", "no more reports are taken; the coordinator can still confirm what was handed in"),
        (
            "submit to the council",
            "confirmed reports are compiled and fixed; the history's head is written down",
        ),
        ("decide", "the council approves what was compiled, but for reports that it denies with a reason"),
        ("publish", "the decided reports are shown to everybody"),
        ("reopening", "takes reports again, with a reason and what it is for; nothing approved is lost"),
        (
            "amended",
            "corrections of approved reports, of earlier half-years too, with before, after and reason",
        ),
        (
            "snapshot, head",
            "the hash of what was submitted and the end of the history then: what stood is provable",
        ),
        ("of", "counts are measures, not work; the base is every measure of the plan in this half-year"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(COUNCIL, EYES)

    def __init__(self) -> None:
        super().__init__()
        self._busy = False
        self._kept: dict[str, dict[str, str]] = {}
        self._marks_made: list[tuple[int, Mark | None]] = []
        self._stepped = False

    # -- the steps

    def action_forward(self) -> None:
        found = self.standing
        if self._busy:
            return
        if found is None:
            self.say(_("This plan has no half-year to report yet."), "warn")
            return
        action = onward(found.state)
        if action is None:
            self.say(obstacle_words(found, None, self.label), "warn")
        else:
            self._ask(action)

    def action_reopen(self) -> None:
        found = self.standing
        if found is None or self._busy:
            return
        if PeriodAction.reopen in possible_for_period(found.state):
            self._ask(PeriodAction.reopen)
        else:
            self.say(_("It is open; nothing to reopen. ") + refusal_hint(found.state), "warn")

    def _ask(self, action: PeriodAction) -> None:
        found = self.standing
        assert found is not None
        if self._is_refused(action):
            return
        said = Text(step_words(found, action, self.denials))
        obstacle = obstacle_words(found, action, self.label)
        if obstacle:
            said.append("\n" + obstacle, style="bold")
        if action is PeriodAction.decide:
            for row in self._denied_rows():
                said.append(
                    f"\n{_('to be denied: {note}').format(note=measure_name(row.number, row.title))}"
                    f"  {shown(self.denials[row.measure_id])}"
                )
            if not self._denied_rows():
                said.append(
                    "\n"
                    + _("To deny single reports: go back, then {key} on each.").format(
                        key=self.label("deny")
                    ),
                    style="dim",
                )
        kept = self._kept.setdefault(str(action), {})
        title = f"{_(STEP_NAMES[action])}: {half_words(found.half)}"

        def go(texts: dict[str, str] | None) -> None:
            if texts is not None:
                self._busy = True
                by_report = {
                    row.report_id: self.denials[row.measure_id]
                    for row in self._denied_rows()
                    if row.report_id is not None
                }
                self.take_step(action, found.period_id, _plain(texts), by_report)

        self.app_.push_screen(Ask(title, said, self._fields(action), _(STEP_NAMES[action]), kept), go)

    def _is_refused(self, action: PeriodAction) -> bool:
        """Whether somebody else takes this step; said before anything is filled in."""
        plan = self.app_.view.plan
        assert plan is not None
        refusal = self.app_.refused(lambda asking: check_period(asking, plan.id, action))
        if refusal is not None:
            self.say(sentence(refusal), "warn")
        return refusal is not None

    def _fields(self, action: PeriodAction) -> list[Asked]:
        if action is PeriodAction.decide:
            plan = self.app_.view.plan
            council = shown(plan.council) if plan and plan.council else ""
            return [
                Asked("meeting", _("Meeting"), council, wrong=needed),
                Asked("held_on", _("Day (YYYY-MM-DD)"), self.app_.today.isoformat(), wrong=_no_day),
            ]
        if action is PeriodAction.reopen:
            return [
                Asked("reason", _("Reason"), prose=True, wrong=needed),
                Asked(
                    "scope",
                    _("Scope: numbers of measures (3、5), or すべて"),
                    self._to_correct(),
                    wrong=needed,
                ),
            ]
        if action is PeriodAction.open:
            return [Asked("due_on", _("Due date (YYYY-MM-DD)"), wrong=_no_day_or_empty)]
        return []

    def _to_correct(self) -> str:
        """The measures that the council denied: what a half-year is reopened for first of all."""
        found = self.standing
        denied = found.standing(State.denied) if found else []
        return "、".join(shown(row.number or row.title) for row in denied)

    def _denied_rows(self) -> list[QueueRow]:
        found = self.standing
        rows = found.standing(State.compiled) if found else []
        return [row for row in rows if row.measure_id in self.denials]

    # -- denying single ones

    def action_deny(self) -> None:
        row, found = self.row_at_cursor, self.standing
        if found is None or row is None:
            return
        if found.state is not PeriodState.submitted or row.state is not State.compiled:
            self.say(
                _("Only compiled reports of a half-year before the council can be denied. ")
                + refusal_hint(found.state),
                "warn",
            )
            return
        if self._is_refused(PeriodAction.decide):
            return
        if row.measure_id in self.denials:
            self._mark(row, None)
            self.say(_("Not denied any more: {name}").format(name=measure_name(row.number, row.title)))
            return

        def take(texts: dict[str, str] | None) -> None:
            if texts is not None:
                self._mark(row, texts["note"])

        name = measure_name(row.number, row.title)
        said = Text(
            _("Marked only; it is denied when the decision is recorded ({key}).").format(
                key=self.label("forward")
            )
        )
        fields = [Asked("note", _("The council's reason"), prose=True, wrong=needed)]
        kept = self._kept.setdefault(f"deny {row.report_id} {row.revision}", {})
        self.app_.push_screen(Ask(_("Deny: {name}").format(name=name), said, fields, _("Mark"), kept), take)

    def _mark(self, row: QueueRow, note: str | None) -> None:
        self._marks_made.append((row.measure_id, self.marks.get(row.measure_id)))
        self._set_mark(row.measure_id, None if note is None else Mark(row.revision, note))

    def _set_mark(self, measure_id: int, mark: Mark | None) -> None:
        self.marks = {key: value for key, value in self.marks.items() if key != measure_id}
        if mark is not None:
            self.marks[measure_id] = mark
        assert self.standing is not None
        self.app_.remember(kept_in(self.standing.period_id), as_kept(self.marks))
        self.draw(anew=True)

    def undo_typing(self) -> bool:
        if self._marks_made and self.standing is not None:
            measure_id, before = self._marks_made.pop()
            self._set_mark(measure_id, before)
            self.say(_("Undone: mark of denial"))
            return True
        if self._stepped:
            self.say(
                _("A step of the half-year is not undone. {key} reopens with a reason.").format(
                    key=self.label("reopen")
                ),
                "warn",
            )
            return True
        return False

    @property
    def can_undo(self) -> bool:
        return bool(self._marks_made) or self._stepped

    def makes_sense(self, action: str) -> bool | None:
        found = self.standing
        if action in ("forward", "reopen", "pack", "deny") and found is None:
            return False
        if found is None:
            return None
        if action == "forward":
            return onward(found.state) is not None
        if action == "reopen":
            return PeriodAction.reopen in possible_for_period(found.state)
        return found.state is PeriodState.submitted if action == "deny" else None

    # -- the pack

    def action_pack(self) -> None:
        found, plan = self.standing, self.app_.view.plan
        if found is None or plan is None:
            return
        moment = self.app_.book.clock().strftime("%Y%m%d-%H%M")
        path = Path.cwd() / f"{plan.key}_{found.half}_council_{moment}.xlsx"
        said = Text(_("What the council reads: counts with their base, reports, missing ones, amendments."))

        def go(texts: dict[str, str] | None) -> None:
            if texts is not None:
                self.write_file(plan.key, found.half, Path(texts["path"].strip()).expanduser())

        fields = [Asked("path", _("File (.xlsx or .txt)"), str(path), wrong=_no_file)]
        self.app_.push_screen(
            Ask(_("Pack for the council"), said, fields, _("Write"), self._kept.setdefault("pack", {})), go
        )

    # -- news

    @on(PeriodStepTaken)
    def _taken(self, event: PeriodStepTaken) -> None:
        self._busy = False
        self._stepped = True
        self._marks_made.clear()
        if event.action is PeriodAction.decide:
            self.marks = {} if self._period == event.moved.period_id else self.marks
            self.app_.remember(kept_in(event.moved.period_id), as_kept({}))
        self.app_.on_periods_moved()
        self.say(_(STEPS_SAID[event.action]).format(half=self._half_label(), n=event.moved.reports))

    def _half_label(self) -> str:
        return self.standing.half.label(language()) if self.standing else ""

    @on(CouncilRefused)
    def _refused(self, event: CouncilRefused) -> None:
        self._busy = False
        self._kept[event.name] = dict(event.texts)
        self.app_.on_periods_moved()
        self.say(sentence(event.error), "bad")

    @on(PackWritten)
    def _pack_written(self, event: PackWritten) -> None:
        self.say(_("Written: {path}").format(path=event.path))


def _plain(texts: dict[str, str]) -> dict[str, str]:
    """Days as the book keeps them, also when they were typed full-width."""
    return {
        name: normalize("NFKC", text).strip() if name in ("held_on", "due_on") else text
        for name, text in texts.items()
    }


def _no_day(text: str) -> str:
    try:
        date.fromisoformat(normalize("NFKC", text).strip())
    except ValueError:
        return _("Write the day as 2021-04-30.")
    return ""


def _no_day_or_empty(text: str) -> str:
    return _no_day(text) if text.strip() else ""


def _no_file(text: str) -> str:
    path = Path(text.strip()).expanduser()
    if path.suffix.lower() not in SUFFIXES:
        return _("The name must end in .xlsx or .txt.")
    if not path.parent.is_dir():
        return _("There is no such folder.")
    return _("There is a file of that name already.") if path.exists() else ""
