"""One system's dates: what each means, what was printed where, and every finding of the lint in full."""

from collections.abc import Mapping
from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from db.reads.insight_renewal import Printed, SystemRow
from domain.eras import fiscal_year_label
from domain.renewal import DATES, gap_months, study_months
from i18n import _, language
from tui.insight_words import DATES as DATE_WORDS
from tui.insight_words import renewal_words
from tui.keys import CLOSE, SCROLL, bindings
from tui.marks import fit
from tui.screens.dialog import Dialog, as_word
from tui.widgets.renewal_line import month_words
from tui.words import shown

LABEL: Final = 28
BCP_WORDS: Final = {True: "BCP priority system", False: "not a BCP priority system", None: "not known"}


class SystemDates(Dialog[None]):
    """Closes with Esc, Enter, or the key that opened it."""

    DEFAULT_CSS = "SystemDates { align: center middle; background: $background 60%; }"
    KEYS = (as_word(CLOSE, "Close"), SCROLL)
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(KEYS),
        *(Binding(key, "cancel", show=False) for key in ("enter", "ctrl+o")),
    ]

    def __init__(self, row: SystemRow, printed: Mapping[str, Printed]) -> None:
        super().__init__()
        self._row, self._printed = row, printed

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Text(shown(self._row.name), style="bold"), id="title")
            with VerticalScroll(id="body"):
                yield Static(self._text(), markup=False)
            yield self.hints()

    def on_mount(self) -> None:
        self.query_one("#body").focus()

    def action_cancel(self) -> None:
        self.dismiss(None)

    def _text(self) -> Text:
        row, text = self._row, Text()
        self._fact(text, _("Lead"), shown(row.department) or "？", "department")
        self._fact(text, _("BCP"), _(BCP_WORDS[row.is_bcp_priority]), "is_bcp_priority")
        for name in DATES:
            self._fact(text, _(DATE_WORDS[name]), self._value(name), name)
        text.append("\n")
        for label, months in (
            (_("study to operation"), study_months(row.dates)),
            (_("months without a system"), gap_months(row.dates)),
        ):
            words = "？" if months is None else _("{n} months").format(n=months)
            text.append(fit(label, LABEL), style="bold").append(words + "\n")
        text.append("\n").append(_("Findings"), style="bold underline").append("\n")
        for finding in row.findings:
            text.append("  " + renewal_words(finding) + "\n")
        if not row.findings:
            text.append("  " + _("none") + "\n")
        return text

    def _value(self, name: str) -> str:
        dates = self._row.dates
        if name == "next_procurement_fy":
            year = dates.next_procurement_fy
            return "？" if year is None else fiscal_year_label(year, language())
        return month_words(getattr(dates, name))

    def _fact(self, text: Text, label: str, value: str, field: str) -> None:
        text.append(fit(label, LABEL), style="bold").append(value + "\n")
        place = self._printed.get(field)
        if place is not None:
            said = _("printed “{raw}”, {ref}, {file}").format(
                raw=shown(place.raw), ref=shown(place.ref), file=shown(place.file)
            )
            text.append(" " * 4 + said.replace("“", '"').replace("”", '"') + "\n", style="dim")
