"""One batch to read: its file, when and who, the counts, its issues with their sentences."""

import json
from datetime import date
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from db.database import Database
from db.reads.batches import BatchRow
from db.reads.import_issues import IssueRow, issues_of
from i18n import _
from importers.difference import Outcome
from importers.identify import layout_title
from importers.staged import Issue, Level
from tui.keys import CLOSE, SCROLL, bindings
from tui.screens.confirm_queue_words import moment_words
from tui.screens.dialog import Dialog, as_word
from tui.screens.importing_words import LEVELS, OUTCOMES, issue_line
from tui.words import doer_words, shown


class BatchText(Dialog[None]):
    """Closes with Esc or Enter."""

    KEYS = (as_word(CLOSE, "Close"), SCROLL)
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(KEYS),
        *(Binding(key, "cancel", show=False) for key in ("enter", "f10", "q", "ｑ")),
    ]

    def __init__(self, database: Database, batch: BatchRow, today: date) -> None:
        super().__init__()
        self._batch, self._today = batch, today
        self._issues = issues_of(database, batch.id)

    def compose(self) -> ComposeResult:
        title = _("Batch {n}: {file}").format(n=self._batch.id, file=shown(self._batch.file))
        with Vertical(id="box"):
            yield Static(Text(title, style="bold"), id="title", markup=False)
            with VerticalScroll(id="body"):
                yield Static(self._text(), markup=False)
            yield self.hints()

    def on_mount(self) -> None:
        self.query_one("#body").focus()

    def action_cancel(self) -> None:
        self.dismiss(None)

    def _text(self) -> Text:
        one = self._batch
        counts: tuple[tuple[Outcome, int], ...] = (
            ("new", one.rows_new),
            ("changed", one.rows_changed),
            ("same", one.rows_same),
            ("conflict", one.rows_conflict),
            ("rejected", one.rows_rejected),
        )
        text = Text()
        facts = [
            (_("State"), f"{_(one.state)}  {moment_words(one.undone_at, self._today)}".rstrip()),
            (_("When"), f"{moment_words(one.at, self._today)}  {doer_words(one.by_name, one.proxy_for)}"),
            (
                _("Layout"),
                shown(layout_title(one.profile))
                + (f"  {_('kept mapping')}: {shown(one.mapping)}" if one.mapping else ""),
            ),
            ("SHA-256", one.sha256[:16] + ".."),
            (_("Rows"), "  ".join(f"{OUTCOMES[name][0]} {_(name)} {n}" for name, n in counts)),
        ]
        for word, fact in facts:
            text.append(f"{word}  ", style="bold").append(fact + "\n")
        text.append("\n")
        if not self._issues:
            text.append(_("No issues."))
        for issue in self._issues:
            _append(text, issue)
        return text


def _append(text: Text, issue: IssueRow) -> None:
    level: Level = issue.level  # type: ignore[assignment]
    mark, style, _meaning = LEVELS[level]
    said = issue_line(Issue(issue.code, level, issue.ref, None, issue.raw, json.loads(issue.params)))
    text.append(mark, style=style).append(f" {said}  {shown(issue.ref)}")
    if issue.state == "settled":
        text.append("  " + _("settled: {answer}").format(answer=shown(issue.answer) or "-"), style="bold")
    text.append("\n")
