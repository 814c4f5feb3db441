"""The form of a record: its fields and the words around them, loading a measure into them, and what a change does."""

from typing import Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static, TextArea

from db.permissions import NotYours
from db.reads.answers import Answer
from db.reads.measures import sheet
from db.reads.part_form import part_form
from db.reads.parts import Part, Sharing, sharing
from db.reads.reports import Form, form
from db.reads.stage_map import reached_stages
from domain.parts import Given
from domain.reporting import (
    EVALUATION_BY_CODE,
    IMPLEMENTATION_STATES,
    PROGRESS_EVALUATIONS,
    Action,
    possible,
)
from i18n import _
from tui.attention import attention
from tui.marks import NONE, state_label
from tui.model import WRITABLE, Place
from tui.screens.fields import ChoiceLine, ReportText, StagesField, field_label
from tui.screens.frame import KeyLine, PlanScreen, Rule, StatusLine, TopLine
from tui.screens.part_words import givens, next_part, parts_below, why_part_locked
from tui.screens.record_words import (
    TitleLine,
    attention_words,
    brief_words,
    kept_words,
    what_now,
    words_below,
)
from tui.screens.sheet import (
    Seen,
    SheetView,
    halves_of,
    measure_name,
)
from tui.words import (
    parts_words,
    rating_label,
    sentence,
    state_words,
)

WIDE: Final = 110


class Pane(VerticalScroll, can_focus=False, inherit_bindings=False):
    """A column that scrolls with its fields; PgUp and PgDn belong to the screen."""


class RecordForm(PlanScreen):
    """Loading a measure writes nothing; every change is noted with the keeper at once and written after a pause."""

    def __init__(self, measure_id: int, queue: tuple[int, ...]) -> None:
        super().__init__()
        self.measure_id = measure_id
        self.queue = queue if measure_id in queue else (measure_id,)
        self._form: Form | None = None
        self._not_yours: NotYours | None = None
        self._seen: Seen | None = None
        self._answer = Answer()
        self._busy = False
        self._next_keys: list[str] = []
        self._sure_to_carry = False
        self._sure_to_seal = False
        self._sentence_due: Place | None = None
        self._sharing: Sharing | None = None
        self._part: Part | None = None
        # The parts that were in sight when the form was opened, or when it asked about them.
        self._told: tuple[Given, ...] = ()

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield TitleLine()
        with Horizontal(id="both"):
            with Pane(id="sheet"):
                yield SheetView(title=False)
            with Pane(id="record"):
                yield Static(Text(""), id="brief", markup=False)
                yield Rule(id="rule")
                yield StagesField(id="stages")
                yield ChoiceLine(
                    "Progress",
                    [(item.phrase, f"{item.code} {rating_label(item)}") for item in PROGRESS_EVALUATIONS],
                    id="rating",
                )
                yield ChoiceLine(
                    "Status", [(name, state_words(name)) for name in IMPLEMENTATION_STATES], id="state"
                )
                yield Static(Text(""), id="label", markup=False)
                yield ReportText(id="text")
                yield Static(Text(""), id="previous", markup=False)
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.load(self.measure_id)
        self.focus_first()

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        wide = self.size.width >= WIDE
        self.query_one("#sheet").display = wide
        for name in ("#brief", "#rule"):
            self.query_one(name).display = not wide
        stages = self.query_one("#stages", StagesField)
        if stages.with_schedule is wide:
            stages.with_schedule = not wide
            stages.refresh(layout=True)
        self._draw_brief()

    # -- loading

    @property
    def place(self) -> Place:
        """The report in sight; only called where the plan has a half-year."""
        period = self.app_.view.period
        assert period is not None
        return Place(self.measure_id, period.id, self._part.department_id if self._part else None)

    @property
    def editable(self) -> bool:
        """Whether this report can be written now."""
        return (
            self.app_.view.taking
            and self._form is not None
            and self._form.state in WRITABLE
            and self._form.in_scope
            and self._form.unasked is None
            and self._not_yours is None
        )

    def load(self, measure_id: int) -> None:
        """Show a measure. What is typed and not yet written stands over what the book holds."""
        self.measure_id = measure_id
        self._sure_to_carry = self._sure_to_seal = False
        was_part = self._part is not None
        view, database = self.app_.view, self.app_.book.db
        found = sheet(database, measure_id)
        plan = view.plan
        halves = halves_of(found, plan.first_fy if plan else None, plan.last_fy if plan else None)
        self._seen = Seen(found, halves, self.now, reached_stages(database, measure_id))
        self._form = None
        self._answer = Answer()
        self._read_form()
        self._told = givens(self._sharing)
        self._take_answer()
        self._show_answer()
        self.query_one(SheetView).show(self._seen)
        for name in ("#sheet", "#record"):
            self.query_one(name).scroll_home(animate=False)
        self._lay_out()
        self._draw_words()
        if was_part is not (self._part is not None):
            self.focus_first()

    def _read_form(self) -> None:
        """What the book holds: the whole report, or the part of the department in sight."""
        view, database = self.app_.view, self.app_.book.db
        self._form = self._sharing = self._part = None
        if view.period is None:
            self._not_yours = self.app_.report_refusal(self.measure_id)
            return
        self._sharing = sharing(database, self.measure_id, view.period.id)
        if self._sharing is not None:
            self._part = self._sharing.of(view.department_id)
        if self._part is None:
            self._form = form(database, self.measure_id, view.period.id)
        else:
            self._form = part_form(database, self.measure_id, view.period.id, self._part)

        writer = self._part or (self._sharing.sealer if self._sharing else None)
        department = writer.department_id if writer else None
        self._not_yours = self.app_.report_refusal(self.measure_id, department)

    def _take_answer(self) -> None:
        """What was typed and waits, else what the book holds."""
        if self._form is None:
            return
        waiting = self.app_.keeper.waiting(self.place)
        if waiting is None:
            self.app_.keeper.loaded(self.place, self._form.version)
        self._answer = self._form.answer if waiting is None else waiting

    def focus_first(self) -> None:
        """Where one begins: the rating, or the text of a part."""
        self.query_one("#rating" if self._part is None else "#text").focus()

    def _show_answer(self, *, again: bool = False) -> None:
        """Into the fields. `again`: the same report, whose text keeps its caret where it is the same."""
        assert self._seen is not None
        locked = not self.editable
        answer = self._answer
        for name in ("#rating", "#state"):
            self.query_one(name).display = self._part is None
        self.query_one("#rating", ChoiceLine).show(answer.progress_evaluation, locked=locked)
        self.query_one("#state", ChoiceLine).show(answer.implementation_state, locked=locked)
        text = self.query_one("#text", ReportText)
        (text.keep if again else text.show)(answer.text, locked=locked)
        seen = self._seen
        self.query_one("#stages", StagesField).show(
            seen.sheet.work_items,
            seen.halves,
            seen.now,
            seen.reached,
            answer.stages,
            locked=locked or self._part is not None,
        )

    @property
    def name_in_sight(self) -> str:
        """28 自治体クラウドの検討."""
        assert self._seen is not None
        return measure_name(self._seen.sheet.number, self._seen.sheet.title)

    # -- words around the fields

    def _draw_words(self) -> None:
        self._draw_title()
        self._draw_label()
        self.query_one("#previous", Static).update(self._words_below())
        self._draw_keys()

    def _draw_title(self) -> None:
        right = [f"{self.queue.index(self.measure_id) + 1}/{len(self.queue)}"]
        if self._form is not None:
            waiting = self.app_.keeper.waiting(self.place) is not None
            if self._sharing is not None:
                right.append(parts_words(self._sharing))
            asked = self._form.unasked is None
            state = state_label(self._form.state) if asked else f"{NONE} {_('no report asked')}"
            right += [state, kept_words(self._form, waiting, self.app_.today)]
        self.query_one(TitleLine).show(self.name_in_sight, "  ".join(word for word in right if word))

    def _draw_brief(self) -> None:
        if self._seen is None:
            return
        brief = brief_words(self._seen.sheet, max(self.size.width - 1, 20))
        self.query_one("#brief", Static).update(brief)

    def _draw_label(self) -> None:
        here = isinstance(self.focused, ReportText)
        for label in self.query("#label").results(Static):
            label.update(field_label("Text" if self._part is None else "Part", here))

    def _words_below(self) -> Text:
        if self._form is None:
            return Text(" " + _("This plan has no half-year to report yet."), style="bold")
        locked = None if self.editable else self._why_locked(self._form)
        text = attention_words(self._attention()).append_text(parts_below(self._sharing, self._part))
        return text.append_text(words_below(self._form, locked))

    def _why_locked(self, form: Form) -> str:
        """Why nothing can be written here: it is not asked for, it is somebody else's, or it is not the time."""
        if form.unasked is not None:
            return sentence(form.unasked)
        if self._not_yours is not None and self.app_.view.taking:
            return sentence(self._not_yours)
        if self._part is not None and self._sharing is not None and self.app_.view.taking and form.in_scope:
            return why_part_locked(self._sharing, self.label("unchanged"))
        return what_now(self.app_.view, form, self.label)

    def _attention(self) -> list[str]:
        seen = self._seen
        return (
            []
            if seen is None or self._part
            else attention(seen.sheet.work_items, seen.reached, self._answer, self.now)
        )

    def _draw_keys(self) -> None:
        words: list[tuple[str, str]] = []
        if self.editable:
            last = self._form.previous if self._form is not None else None
            if self._part or (last is not None and last.stands):
                words.append(("F9", _("Unchanged")))
            words.append(("F10", _("Submit")))
            if self.part_to_take is not None:
                words.append(("Ctrl+R", _("Take part")))
        else:
            if self._can_withdraw():
                words.append(("F9", _("Withdraw")))
            words.append(("F10", _("Next")))
        done = self.app_.acts.last
        if done is not None:
            words.append(("Ctrl+Z", self.app_.undo_words(done, 16 if self.size.width < WIDE else 36)))
        words.append(("Ctrl+Down", _("Next")))
        words += [("Ctrl+T", _("Sheet")), ("Esc", _("List"))]
        self.query_one(KeyLine).show_words(words)

    def _can_withdraw(self) -> bool:
        return (
            self.app_.view.taking
            and self._form is not None
            and self._form.in_scope
            and self._not_yours is None
            and Action.withdraw in possible(self._form.state)
            and not (self._part is not None and self._sharing is not None and self._sharing.sealed)
        )

    @property
    def part_to_take(self) -> Part | None:
        """The next finished part whose words the sealing department's text does not have."""
        if not self.editable or self._part is not None:
            return None
        return next_part(self._sharing, self._answer.text)

    # -- changes

    @on(ChoiceLine.Changed, "#rating")
    def _rated(self, event: ChoiceLine.Changed) -> None:
        self._change("rating", self._answer._replace(progress_evaluation=event.value))

    @on(ChoiceLine.Changed, "#state")
    def _state_chosen(self, event: ChoiceLine.Changed) -> None:
        self._change("state", self._answer._replace(implementation_state=event.value))

    @on(StagesField.Changed)
    def _stages_chosen(self, event: StagesField.Changed) -> None:
        self._change("stages", self._answer._replace(stages=event.stages))

    @on(TextArea.Changed, "#text")
    def _text_typed(self) -> None:
        text = self.query_one("#text", ReportText).text
        if text != self._answer.text:
            self._change("text", self._answer._replace(text=text))

    def _change(self, field: str, answer: Answer) -> None:
        if not self.editable:
            return
        before, self._answer = self._answer, answer
        self._sure_to_carry = self._sure_to_seal = False
        self.app_.note_draft(self.place, self.name_in_sight, before, answer, field)
        self._draw_title()
        if field != "text":
            self.query_one("#previous", Static).update(self._words_below())
        self._draw_keys()

    def on_descendant_focus(self) -> None:
        self._draw_label()

    def on_descendant_blur(self) -> None:
        self._draw_label()
        self.app_.write_drafts()

    @on(StagesField.Several)
    def _several(self, event: StagesField.Several) -> None:
        from tui.screens.several import Several

        field = self.query_one("#stages", StagesField)

        def take(stages: tuple[str, ...] | None) -> None:
            if stages is not None:
                field.choose(event.row, stages)

        self.app_.push_screen(Several(event.item, event.chosen), take)

    def action_rate(self, code: int) -> None:
        if not self._say_if_locked():
            self.query_one("#rating", ChoiceLine).choose(EVALUATION_BY_CODE[code].phrase)

    def action_as_planned(self) -> None:
        if not self._say_if_locked() and not self.query_one("#stages", StagesField).choose_planned():
            self.say(_("Nothing is planned for this half-year."))

    def _say_if_locked(self) -> bool:
        if self.editable:
            return False
        self.say(
            self._why_locked(self._form) if self._form else _("This plan has no half-year to report yet."),
            "warn",
        )
        return True
