"""The preview of a file: issues and rows on one side, on the other what was printed and what it would change."""

from collections import Counter
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Input, Static

from db.permissions import check_plans
from db.reads.plans import plans
from domain.roles import Task
from i18n import _, ngettext
from importers.difference import RowResult
from importers.errors import ImportStopped
from importers.selection import row_id
from importers.staged import PlanIdentity
from tui.choices import Choice
from tui.keys import bindings
from tui.marks import fit
from tui.screens.ask import Ask
from tui.screens.choose import Choose
from tui.screens.frame import KeyLine, PlanScreen, Rule, StatusLine, TabLine, TopLine
from tui.screens.importing_deciding import Deciding
from tui.screens.importing_detail import entry_text
from tui.screens.importing_hints import OF_THE_FILE, RowKeys
from tui.screens.importing_keys import PREVIEW
from tui.screens.importing_session import VIEWS, Asked, Entry, Session
from tui.screens.importing_source import Printed
from tui.screens.importing_words import (
    FIXED,
    LEVELS,
    OUTCOMES,
    SKIPPED,
    TAKEN,
    counted,
)
from tui.screens.importing_work import Committed, ImportRefused, Progressed
from tui.widgets.long_list import LongList
from tui.words import sentence, shown

if TYPE_CHECKING:
    from tui.screens.importing import ImportScreen

WIDE: Final = 110
VIEW_NAMES: Final[dict[str, str]] = {
    "all": "everything but same rows",
    "issues": "issues",
    "skipped": "left out",
    **{str(name): str(name) for name in OUTCOMES},
}


class Preview(Deciding):
    """Nothing is written before F10; Esc leaves the file waiting in the list, with every decision."""

    KEYS = (PREVIEW,)
    WORDS = (
        *(
            (mark, words)
            for mark, _style, words in (*OUTCOMES.values(), SKIPPED, TAKEN, FIXED, *LEVELS.values())
        ),
        ("alike", "rows with the same outcome and of the same kind"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(PREVIEW)

    def __init__(self, home: "ImportScreen", session: Session) -> None:
        super().__init__()
        self._home, self.session = home, session
        self._printed = Printed(session.document)
        self._view = 0
        self._typed = ""
        self._entries: list[Entry] = []
        self._busy = False

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield TabLine("importing")
        yield Rule()
        yield Static(Text(""), id="sums", markup=False)
        yield Input(id="filter", compact=True, placeholder=_("Filter: number, name, text, place"))
        with Container(id="pair"):
            yield LongList(self._line, id="reports")
            with VerticalScroll(id="report"):
                yield Static(Text(""), id="detail", markup=False)
        yield StatusLine()
        yield RowKeys()
        yield KeyLine(OF_THE_FILE)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#filter").display = False
        self.query_one("#reports").focus()
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        self.set_class(self.size.width >= WIDE, "wide")
        if self.is_mounted:
            self.call_after_refresh(self.draw)

    def show(self, session: Session) -> None:
        """The file as it is read now; the cursor stays on its line where there is one."""
        self.session, self._printed = session, Printed(session.document)
        self.draw()

    # -- drawing

    def draw(self) -> None:
        self._entries = self.session.entries(VIEWS[self._view], self._typed)
        self._draw_at(self.query_one("#reports", LongList).place)

    def _narrow(self) -> None:
        """Show other lines; the cursor stays on its own where that is among them, and goes to the first otherwise."""
        one = self.entry
        self._entries = self.session.entries(VIEWS[self._view], self._typed)
        places = (place for place, entry in enumerate(self._entries) if one and entry == one)
        self._draw_at(next(places, 0))

    def _draw_at(self, place: int) -> None:
        self.query_one("#reports", LongList).show(len(self._entries), place)
        self._draw_sums()
        self._draw_detail()

    def _draw_sums(self) -> None:
        one = self.session
        width = max(self.size.width, 20)
        known = {plan.key for plan in plans(self.app_.book.db)}
        plan_names = {row.plan: None for row in one.mapped.staging.rows}
        plan = _(", ").join(
            one.names.plan(key) if key in known else _("{name} (a new plan)").format(name=one.names.plan(key))
            for key in plan_names
        )
        counts = counted([(OUTCOMES[name][0], name, one.counts[name]) for name in OUTCOMES])
        issues = Counter(issue.level for issue in one.difference.issues)
        levels = counted([(LEVELS[name][0], name, issues[name]) for name in LEVELS])
        text = Text(no_wrap=True)
        left = f" {shown(one.source.name)}  {counts}  {levels}"
        if one.skipped or one.taken or one.fixed:
            left += f"  {SKIPPED[0]}{len(one.skipped)}  {TAKEN[0]}{len(one.taken)}  {FIXED[0]}{len(one.fixed_rows)}"
        text.append(fit(left, width) + "\n", style="bold")
        second = _("Shown: {view}").format(view=_(VIEW_NAMES[VIEWS[self._view]]))
        if self._typed:
            second += "   " + _("Filter: {text}").format(text=shown(self._typed))
        text.append(fit(f" {second}   {_('Plan')} {plan}", width), style="dim")
        self.query_one("#sums", Static).update(text)

    def _line(self, place: int, width: int) -> Text:
        entry = self._entries[place]
        text = Text(no_wrap=True, end="")
        if entry.issue is not None:
            mark, style, _meaning = LEVELS[entry.issue.level]
            return text.append(mark, style=style).append(
                fit(" " + self.session.names.issue(entry.issue), width - 2)
            )
        if entry.row is None:
            same = _("{n} rows that the book holds already").format(n=entry.folded)
            return text.append(fit(f"{OUTCOMES['same'][0]} {same}", width), style="dim")
        mark, style, decided = self._mark(entry.row)
        text.append(mark, style=style)
        return text.append(
            fit(" " + self.session.names.row_line(entry.row, width - 3), width - 2), style=decided
        )

    def _mark(self, row: RowResult) -> tuple[str, str, str]:
        if row_id(row) in self.session.skipped:
            return SKIPPED[0], SKIPPED[1], "dim strike"
        if row_id(row) in self.session.taken:
            return TAKEN[0], TAKEN[1], ""
        if row_id(row) in self.session.fixed_rows:
            return FIXED[0], FIXED[1], ""
        mark, style, _meaning = OUTCOMES[row.outcome]
        return mark, style, "dim" if row.outcome in ("same", "missing") else ""

    def _draw_detail(self) -> None:
        scroll = self.query_one("#report", VerticalScroll)
        width = max(scroll.scrollable_content_region.width - 1, 24)
        entry = self.entry
        if entry is None:
            text = Text(
                _("Nothing matches. {key} shows everything again.").format(key=self.label("back")),
                style="dim",
            )
        else:
            text = entry_text(
                entry,
                self.session.names,
                self._printed,
                self._decision(entry.row),
                width,
                3 if scroll.size.height > 12 else 1,
                self.session.fixes(entry.row) if entry.row is not None else {},
            )
        self.query_one("#detail", Static).update(text)
        scroll.scroll_home(animate=False)
        self._draw_keys()

    def _draw_keys(self) -> None:
        self.query_one(RowKeys).show_words(self.hints(self.query_one("#report").has_focus))

    @on(events.DescendantFocus)
    def _focused(self) -> None:
        self._draw_keys()

    def _decision(self, row: RowResult | None) -> str:
        if row is None:
            return ""
        if row_id(row) in self.session.skipped:
            return _("Left out by you; {key} takes it in again.").format(key=self.label("skip"))
        if row_id(row) in self.session.taken:
            return _("The file's value will be written over the person's; {key} keeps the book's.").format(
                key=self.label("take")
            )
        if row.outcome == "conflict":
            return _("The person's value stays in the book; {key} writes the file's over it.").format(
                key=self.label("take")
            )
        return ""

    # -- the cursor

    @property
    def entry(self) -> Entry | None:
        """The line under the cursor."""
        place = self.query_one("#reports", LongList).place
        return self._entries[place] if 0 <= place < len(self._entries) else None

    @on(LongList.Moved)
    def _moved(self) -> None:
        self._draw_detail()

    @on(LongList.Chosen)
    def _chosen(self) -> None:
        if self.entry is not None and self.entry.folded:
            self._view = VIEWS.index("same")
            self.draw()
        else:
            self.query_one("#report").focus()

    def action_read(self) -> None:
        lines = self.query_one("#reports")
        (self.query_one("#report") if lines.has_focus else lines).focus()

    # -- reading it otherwise

    def action_labels(self) -> None:
        from tui.screens.importing_labels import Labels

        if not self.session.mapped.staging.labels:
            self.say(_("The layout of this file is known; it has no labels to map."), "warn")
            return

        def go(asked: Asked | None) -> None:
            if asked is not None:
                self._again(asked)

        self.app_.push_screen(Labels(self.session.mapped, self.session.asked), go)

    def action_plan(self) -> None:
        choices = [
            Choice(shown(plan.title), plan.key, _("{n} measures").format(n=plan.measures), plan.key)
            for plan in plans(self.app_.book.db)
        ]
        choices.append(Choice(_("As the file says, or a new plan"), ""))
        asked = self.session.asked

        def go(key: str | None) -> None:
            if key is not None:
                named = PlanIdentity(key) if key else None
                self._again(Asked(named, asked.words, asked.keep))

        current = asked.named.key if asked.named else ""
        self.app_.push_screen(Choose(_("Which plan does the file belong to?"), choices, current), go)

    def _again(self, asked: Asked) -> None:
        from pathlib import Path

        self._home.start(Path(self.session.source.name), asked, self.session)

    # -- bringing in

    def action_commit(self) -> None:
        if self._busy:
            return
        difference, one = self.session.difference, self.session
        keys = {row.plan for row in one.mapped.staging.rows}
        if (refusal := self.app_.refused(lambda asking: check_plans(asking, Task.import_, keys))) is not None:
            self.say(sentence(refusal), "warn")
            return
        brought = sum(row.outcome in ("new", "changed", "conflict") for row in difference.rows)
        left = one.left()
        mended = sum(row.outcome == "rejected" for row in difference.rows if row_id(row) in one.fixed_rows)
        writes = {
            name: sum(row.outcome == name and row_id(row) in left for row in difference.rows)
            for name in ("new", "changed", "conflict")
        }
        if not any(writes.values()) and not mended:
            self.say(_("There is nothing to bring in: the book holds the rest, or you left it out."), "warn")
            return
        said = Text(
            _(
                "Written: {new} new rows, {changed} changed ones. Left out by you: {skipped}, with what hangs on them."
            ).format(new=writes["new"], changed=writes["changed"], skipped=brought - sum(writes.values()))
        )
        if writes["conflict"]:
            words = _("{n} rows hold a person's value: {taken} get the file's, the others keep the book's.")
            said.append("\n" + words.format(n=writes["conflict"], taken=len(one.taken)))
        if one.fixed:
            words = ngettext(
                "{n} value as you corrected it.", "{n} values as you corrected them.", len(one.fixed)
            )
            said.append("\n" + words.format(n=len(one.fixed)))
        doubts = sum(issue.level != "info" for issue in difference.issues)
        if doubts:
            said.append("\n" + _("{n} issues stay open, to be answered with the original.").format(n=doubts))
        said.append(
            "\n" + _("All of it or nothing; it can be taken back ({key}).").format(key=self.label("undo")),
            style="dim",
        )

        def go(texts: dict[str, str] | None) -> None:
            if texts is not None:
                self._busy = True
                self.say(_("Bringing in..."))
                self.commit_session(self.session)

        title = _("Bring in: {file}").format(file=shown(one.source.name))
        self.app_.push_screen(Ask(title, said, (), _("Bring in")), go)

    def on_progressed(self, event: Progressed) -> None:
        if event.run is None and self._busy:
            words = _("Bringing in: {done} of {all} rows; {key} stops, and nothing is written")
            self.say(words.format(done=event.done, all=event.total, key=self.label("back")))

    def on_committed(self, event: Committed) -> None:
        found = event.difference
        self._home.brought_in(found.batch)
        self.app_.pop_screen()
        self._home.refresh_view()
        if found.batch is None:
            self._home.say(_("The book already holds all of this; nothing was written."))
        else:
            words = _("Brought in as batch {n}: {new} new, {changed} changed. {key} takes it back.")
            self._home.say(
                words.format(
                    n=found.batch,
                    new=found.count("new"),
                    changed=found.count("changed"),
                    key=self.label("undo"),
                )
            )

    def on_import_refused(self, event: ImportRefused) -> None:
        self._busy = False
        self.app_.say(sentence(event.error), "warn" if isinstance(event.error, ImportStopped) else "bad")

    # -- looking

    def action_show(self) -> None:
        for step in range(1, len(VIEWS) + 1):
            place = (self._view + step) % len(VIEWS)
            if self.session.has(VIEWS[place]):
                self._view = place
                break
        self.query_one("#reports", LongList).place = 0
        self.draw()

    def action_filter(self) -> None:
        box = self.query_one("#filter", Input)
        box.display = True
        box.focus()

    @on(Input.Changed, "#filter")
    def _typing(self, event: Input.Changed) -> None:
        self._typed = event.value
        self._narrow()

    @on(Input.Submitted, "#filter")
    def _done(self) -> None:
        self.query_one("#reports").focus()

    def action_back(self) -> None:
        box = self.query_one("#filter", Input)
        if self._home.cancel_reading():
            return
        if self._busy:
            self.workers.cancel_group(self, "import-write")
            return
        if self.query_one("#report").has_focus:
            self.query_one("#reports").focus()
        elif box.display or self._view:
            with self.prevent(Input.Changed):
                box.value = self._typed = ""
            box.display = False
            self._view = 0
            self.query_one("#reports").focus()
            self._narrow()
        else:
            self.app_.pop_screen()
            if isinstance(self.app_.screen, PlanScreen):
                self.app_.say(_("Nothing was written; the file waits in the list."))
