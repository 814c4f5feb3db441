"""原本で確認: what is unknown, one question after another, each with the raw lines it comes from."""

from collections.abc import Callable
from typing import ClassVar, Final

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.message import Message
from textual.widgets import Static

from db.book import Book
from db.permissions import check_unknown
from db.reads.provenance import source_content, source_name
from db.reads.unknowns import MARKS, TABLES, Unknown, unknowns
from db.writes.unknowns import (
    Answered,
    answer_mark,
    answer_stages,
    as_printed,
    settle_issue,
    still_unknown,
    take_back,
)
from domain.errors import Refusal
from domain.stages import STAGES
from i18n import _
from importers.document import Document
from importers.identify import read
from tui.choices import Choice
from tui.keeper import TROUBLE
from tui.keys import EYES, bindings
from tui.marks import fit, wrapped
from tui.screen_keys import ORIGINALS
from tui.screens.ask import Ask, Asked, needed
from tui.screens.choose import Choose
from tui.screens.frame import KeyLine, Rule, StatusLine, TabLine, TopLine
from tui.screens.importing_source import Printed, printed_text
from tui.screens.originals_words import ANSWERS, KINDS, question, unknown_line
from tui.watching import Watching
from tui.widgets.long_list import LongList
from tui.words import day_of, narrow, sentence, shown

WIDE: Final = 110
_AROUND: Final = 4


class AnswerKept(Message):
    """An answer is in the book; `undone` says that it was taken back."""

    def __init__(self, answered: Answered, undone: bool = False) -> None:
        super().__init__()
        self.answered, self.undone = answered, undone


class AnswerRefused(Message):
    """The book refused an answer; nothing changed."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class SourceRead(Message):
    """A file of the book has been read."""

    def __init__(self, source_file_id: int, document: Document | None) -> None:
        super().__init__()
        self.source_file_id, self.document = source_file_id, document


class Originals(Watching):
    """Answers are written at once; the next question comes by itself, Ctrl+Z asks the last one again."""

    KEYS = (ORIGINALS, (EYES[3],))
    WORDS = (
        *KINDS.values(),
        ("still unknown", "the question goes to the end; unknown is not no"),
        ("as printed", "the plan's own word stands, and is not asked again"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(ORIGINALS, (EYES[3],))

    def __init__(self) -> None:
        super().__init__()
        self._questions: list[Unknown] = []
        self._answered: list[Answered] = []
        self._sources: dict[int, Printed | None] = {}
        self._busy = self._ready = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key reaches a screen whose parts are not there yet."""
        return self._ready

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield TabLine("importing")
        yield Rule()
        yield Static(Text(""), id="sums", markup=False)
        with Container(id="pair"):
            yield LongList(self._line, id="reports")
            with VerticalScroll(id="report"):
                yield Static(Text(""), id="detail", markup=False)
        yield StatusLine()
        yield KeyLine(ORIGINALS)

    def on_mount(self) -> None:
        super().on_mount()
        self._ready = True
        self.query_one("#reports").focus()

    def on_resize(self) -> None:
        self.set_class(self.size.width >= WIDE, "wide")
        if self.is_mounted:
            self.call_after_refresh(self._draw)

    def reload(self) -> None:
        super().reload()
        plan = self.app_.view.plan
        if self.is_mounted and plan is not None:
            here = self.question
            self._questions = unknowns(self.app_.book.db, plan.id)
            lines = self.query_one("#reports", LongList)
            places = {(one.kind, one.row_id): place for place, one in enumerate(self._questions)}
            place = (
                places.get((here.kind, here.row_id), lines.place) if here and not self._busy else lines.place
            )
            lines.show(len(self._questions), place)
            self._draw()

    # -- drawing

    def _draw(self) -> None:
        width = max(self.size.width, 20)
        counts = {kind: sum(one.kind == kind for one in self._questions) for kind in KINDS}
        place = self.query_one("#reports", LongList).place + 1 if self._questions else 0
        left = _("{n} left").format(n=len(self._questions))
        parts = "  ".join(f"{KINDS[kind][0]}{count}" for kind, count in counts.items())
        done = _("{n} answered now").format(n=len(self._answered))
        line = f" {left}   {parts}   {place}/{len(self._questions)}   {done}"
        self.query_one("#sums", Static).update(Text(fit(line, width), style="bold", no_wrap=True))
        self._draw_question()

    def _line(self, place: int, width: int) -> Text:
        one = self._questions[place]
        text = Text(KINDS[one.kind][0], style="bold", no_wrap=True, end="")
        return text.append(fit(" " + unknown_line(one), width - 2), style="dim" if one.looked else "")

    def _draw_question(self) -> None:
        one, keys = self.question, self.query_one(KeyLine)
        scroll = self.query_one("#report", VerticalScroll)
        width = max(scroll.scrollable_content_region.width - 1, 24)
        self.query_one("#reports").display = one is not None
        if one is None:
            keys.show([EYES[3], ORIGINALS[-1]])
            text = wrapped(_("Nothing is unknown in this plan: no mark, no stage, no open issue."), width, "")
            there = _("{plan} shows another plan, {back} goes back.")
            keys_named = there.format(plan=self.label("choose_plan"), back=self.label("back"))
            text.append_text(wrapped(keys_named, width, "dim"))
        else:
            first, second = ANSWERS[one.kind]
            words = [("F10", _(first)), ("F9", _(second)), ("Ctrl+N", _("Still unknown"))]
            keys.show_words([*words, ("Esc", _("Back"))])
            text = self._question_text(one, width)
        self.query_one("#detail", Static).update(text)
        scroll.scroll_home(animate=False)

    def _question_text(self, one: Unknown, width: int) -> Text:
        text = Text()
        if one.measure:
            text.append_text(wrapped(shown(one.measure), width, "bold", hang=2))
        if one.kind == "stage":
            text.append_text(wrapped(shown(one.about), width, "", hang=2))
        text.append_text(wrapped(narrow(question(one)), width, "bold", hang=2))
        if one.raw:
            text.append_text(wrapped(f"{_('printed')}  {shown(one.raw)}", width, "", hang=4))
        if one.looked:
            when = _("Looked at in vain: {day}").format(day=day_of(one.looked, self.app_.today))
            text.append_text(wrapped(when, width, "dim", hang=4))
        if one.source_file_id is None:
            text.append("\n" + _("No import brought this; the original is on paper."), style="dim")
            return text
        text.append("\n")
        text.append_text(
            wrapped(f"{_('file')}  {shown(one.file)}  {shown(one.ref)}", width, "underline", hang=4)
        )
        text.append_text(self._source_text(one.source_file_id, one.ref, width))
        return text

    def _source_text(self, source: int, ref: str, width: int) -> Text:
        if source not in self._sources:
            self._sources[source] = None
            self.read_source_file(source)
            return Text(_("The file is being read..."), style="dim")
        printed = self._sources[source]
        lines = printed.around([ref], _AROUND) if printed is not None else []
        if not lines:
            return Text(_("The document has no line of this place."), style="dim")
        text = printed_text(lines, width)
        text.rstrip()
        return text

    @work(thread=True, exit_on_error=False, group="original")
    def read_source_file(self, source_file_id: int) -> None:
        """Read a file that the book keeps; foreign formats take half a second in a process of their own."""
        document: Document | None = None
        try:
            with Book.open(self.app_.book.path, write=False, clock=self.app_.book.clock) as book:
                document = read(source_name(book.db, source_file_id), source_content(book.db, source_file_id))
        except (*TROUBLE, ValueError) as error:
            self.log.warning(str(error))
        self.post_message(SourceRead(source_file_id, document))

    def on_source_read(self, event: SourceRead) -> None:
        if event.document is not None:
            self._sources[event.source_file_id] = Printed(event.document)
        self._draw_question()

    # -- the queue

    @property
    def question(self) -> Unknown | None:
        """The question under the cursor."""
        place = self.query_one("#reports", LongList).place
        return self._questions[place] if 0 <= place < len(self._questions) else None

    @on(LongList.Moved)
    def _moved(self) -> None:
        self._draw()

    @on(LongList.Chosen)
    def _chosen(self) -> None:
        self.query_one("#report").focus()

    def action_step(self, by: int) -> None:
        self.query_one("#reports", LongList).action_move(by)

    def action_read(self) -> None:
        lines = self.query_one("#reports")
        (self.query_one("#report") if lines.has_focus else lines).focus()

    # -- answering

    def action_first(self) -> None:
        one = self.question
        if one is None or self._busy:
            return
        if one.kind in MARKS:
            self._write(lambda book: answer_mark(book, one, True))
        elif one.kind == "issue":
            self._write(lambda book: settle_issue(book, one))
        elif self._may_answer(one):
            choices = [
                Choice(stage.name, stage.name, stage.mark, " ".join(stage.aliases)) for stage in STAGES
            ]

            def take(stage: str | None) -> None:
                if stage is not None:
                    self._write(lambda book: answer_stages(book, one, (stage,)))

            self.app_.push_screen(Choose(_("Which stage stands here?"), choices), take)

    def action_second(self) -> None:
        one = self.question
        if one is None or self._busy:
            return
        if one.kind in MARKS:
            self._write(lambda book: answer_mark(book, one, False))
        elif one.kind == "stage":
            self._write(lambda book: as_printed(book, one))
        elif self._may_answer(one):

            def take(texts: dict[str, str] | None) -> None:
                if texts is not None:
                    self._write(lambda book: settle_issue(book, one, texts["note"]))

            fields = [Asked("note", _("What the original says"), prose=True, wrong=needed)]
            self.app_.push_screen(
                Ask(_("Settle with a note"), Text(question(one)), fields, _("Settle")), take
            )

    def _may_answer(self, one: Unknown) -> bool:
        """Asked before a dialog opens; whoever may not is told at once."""
        table = TABLES[one.kind]
        refusal = self.app_.refused(lambda asking: check_unknown(asking, table, one.row_id))
        if refusal is not None:
            self.say(sentence(refusal), "warn")
        return refusal is None

    def action_unknown(self) -> None:
        one = self.question
        if one is not None and not self._busy:
            self._write(lambda book: still_unknown(book, one))

    def _write(self, answer: Callable[[Book], Answered]) -> None:
        self._busy = True
        self.write_answer(answer)

    @work(thread=True, exit_on_error=False, group="answers")
    def write_answer(self, answer: Callable[[Book], Answered]) -> None:
        """Write an answer at once."""
        try:
            answered = answer(self.app_.book)
        except TROUBLE as error:
            self.post_message(AnswerRefused(error))
        else:
            self.post_message(AnswerKept(answered))

    @work(thread=True, exit_on_error=False, group="answers")
    def ask_again(self, answered: Answered) -> None:
        """Take an answer back."""
        try:
            take_back(self.app_.book, answered)
        except TROUBLE as error:
            self.post_message(AnswerRefused(error))
        else:
            self.post_message(AnswerKept(answered, undone=True))

    def on_answer_kept(self, event: AnswerKept) -> None:
        one = event.answered.unknown
        if not event.undone:
            self._answered.append(event.answered)
        self.reload()
        self._busy = False
        if event.undone:
            places = [
                place
                for place, other in enumerate(self._questions)
                if (other.kind, other.row_id) == (one.kind, one.row_id)
            ]
            lines = self.query_one("#reports", LongList)
            lines.show(len(self._questions), places[0] if places else lines.place)
            self._draw()
        said = _("Asked again: {what}") if event.undone else _("Answered: {what}; {key} asks it again")
        self.say(said.format(what=unknown_line(one), key=self.label("undo")))

    def on_answer_refused(self, event: AnswerRefused) -> None:
        self._busy = False
        self.reload()
        self.say(
            sentence(event.error) if isinstance(event.error, Refusal) else shown(str(event.error)), "bad"
        )

    @property
    def can_undo(self) -> bool:
        return bool(self._answered)

    def undo_typing(self) -> bool:
        if self._answered and not self._busy:
            self._busy = True
            self.ask_again(self._answered.pop())
        elif not self._answered:
            self.say(_("There is nothing to undo."))
        return True

    def action_back(self) -> None:
        if self._questions and self.query_one("#report").has_focus:
            self.query_one("#reports").focus()
        else:
            self.app_.pop_screen()
