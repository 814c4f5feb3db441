"""更新計画: the systems on a line of half-years, what the lint found first; filters by text, department and BCP."""

from datetime import date
from typing import Any, ClassVar, Final

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Input, Static

from db.reads.insight_renewal import Renewal, SystemRow, plans_with_systems, printed_dates, renewal
from domain.names import match_key
from domain.periods import half_of
from i18n import _
from tui.insight_words import renewal_words
from tui.keys import EYES, bindings
from tui.marks import fit
from tui.screen_keys import RENEWAL
from tui.screens.frame import KeyLine, PlanScreen, Rule, StatusLine, TabLine, TopLine, sides
from tui.screens.renewal_dates import SystemDates
from tui.widgets.renewal_line import MARKS, heading, line, window
from tui.words import day_words, shown

WIDE: Final = 110

_LEVELS: Final = {"error": 0, "warn": 1, "info": 2}
_SIGNS: Final = {"error": "！", "warn": "！", "info": "？"}
ORDERS: Final = ("findings first", "next date first", "printed order")
BCP: Final = ("all systems", "BCP priority only", "not BCP priority")
BCP_MARK: Final = {True: "優", False: "  ", None: "？"}


class RenewalPlan(PlanScreen):
    """Enter opens a system's dates; F9 and F10 narrow the list; the cursor stays on its system."""

    KEYS = (RENEWAL, EYES)
    WORDS = (
        *((kanji, meaning) for _name, kanji, meaning in MARKS),
        ("==", "a system is running"),
        ("--", "from the study to the start of operation"),
        ("今", "the current half-year"),
        ("優", "a priority system of the ICT business continuity plan (BCP)"),
        ("！", "the lint found something; ？ a date is not known"),
        ("24", "the study of the next system begins 24 months before its operation, by the plan's own rule"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(RENEWAL, EYES)]

    def __init__(self) -> None:
        super().__init__()
        self._found: Renewal | None = None
        self._order = self._bcp = self._moved = 0
        self._only: str | None = None
        self.seen: tuple[int, ...] = ()

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield TabLine("renewal")
        yield Rule()
        yield Static(Text(""), id="sums", markup=False)
        yield Input(id="filter", compact=True, placeholder=_("Filter: name, department, finding"))
        yield DataTable(id="list", cursor_type="row", cell_padding=0)
        yield Static(Text(""), id="body", markup=False)
        yield StatusLine()
        yield KeyLine([*RENEWAL[:5], EYES[3]])

    def on_mount(self) -> None:
        self.query_one("#filter").display = False
        self.query_one("#body").display = False
        self.query_one("#list").focus()

    def reload(self) -> None:
        super().reload()
        view = self.app_.view
        if not self.is_mounted or view.plan is None:
            return
        self._found = renewal(self.app_.book.db, view.plan.id)
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    # -- what is in sight

    @property
    def typed(self) -> str:
        """The filter's text."""
        return self.query_one("#filter", Input).value

    def _matching(self) -> list[SystemRow]:
        assert self._found is not None
        eyes = self.app_.view.department
        mine = (self._only,) if self._only else (eyes.name, *eyes.former) if eyes else ()
        words = [match_key(word) for word in self.typed.split()]
        rows = [
            row
            for row in self._found.rows
            if (not mine or match_key(row.department or "") in {match_key(name) for name in mine})
            and (self._bcp == 0 or row.is_bcp_priority is (self._bcp == 1))
            and all(word in self._found_by(row) for word in words)
        ]
        if self._order == 0:
            return sorted(rows, key=_gravity)
        return sorted(rows, key=self._next_date) if self._order == 1 else rows

    def _found_by(self, row: SystemRow) -> str:
        findings = " ".join(f"{renewal_words(one)} {renewal_words(one, short=True)}" for one in row.findings)
        return match_key(f"{row.name} {row.department or ''} {findings}")

    def _next_date(self, row: SystemRow) -> tuple[bool, str]:
        month = f"{self.app_.today:%Y-%m}"
        known = [
            day
            for day in (row.dates.next_study_start, row.dates.next_operation_start)
            if day and day >= month
        ]
        return not known, min(known, default="")

    # -- drawing

    def _draw(self) -> None:
        if self._found is None or not self.size.width:
            return
        table, empty = self.query_one("#list", DataTable), self.query_one("#body", Static)
        rows = self._matching()
        self.seen = tuple(row.id for row in rows)
        table.display, empty.display = bool(rows), not rows
        if rows:
            self._fill(table, rows)
        else:
            empty.update(Text(self._empty_words()))
        self._draw_sums(rows)

    def _fill(self, table: DataTable[Text], rows: list[SystemRow]) -> None:
        assert self._found is not None
        here, place = self.at_cursor, table.cursor_row
        wide = self.size.width >= WIDE
        name, department, finding = (28, 20, 26) if wide else (18, 8, 16)
        room = self.size.width - 4 - name - department - finding - 2
        now = half_of(self.app_.today).index
        seen = window([row.dates for row in self._found.rows], now, room, self._moved)
        with self.prevent(DataTable.RowHighlighted):
            table.clear(columns=True)
            table.add_column(Text(""), width=4)
            for word, width in ((_("System"), name), (_("Lead"), department), (_("Finding"), finding)):
                table.add_column(Text(fit(word, width)), width=width)
            table.add_column(heading(seen), width=max(seen.count * 2, 4))
            for row in rows:
                table.add_row(
                    Text(_sign(row) + BCP_MARK[row.is_bcp_priority]),
                    Text(fit(shown(row.name), name - 1)),
                    Text(fit(shown(row.department), department - 1)),
                    Text(
                        fit(_finding_words(row, finding - 1), finding - 1),
                        style="bold" if _sign(row) == "！" else "",
                    ),
                    line(row.dates, seen),
                    key=str(row.id),
                )
            if here in self.seen:
                table.move_cursor(row=self.seen.index(here))
            else:
                table.move_cursor(row=max(0, min(place, len(rows) - 1)))

    def _draw_sums(self, rows: list[SystemRow]) -> None:
        assert self._found is not None
        base = self._found.base
        left = " " + _(
            "{n}/{all} systems   study too late {late}/{known} ({missing} unknown)   gap {gap}"
        ).format(
            n=len(rows),
            all=base.counts["systems"],
            late=base.counts["study_too_late"],
            known=base.n,
            missing=base.missing,
            gap=base.counts["gap"],
        )
        right = _("as of {day}").format(day=day_words(self.app_.today, date.min))
        second = [_("Order: {name}").format(name=_(ORDERS[self._order])), _(BCP[self._bcp])]
        if self._only is not None:
            second.append(shown(self._only))
        if self.typed:
            second.append(_("Filter: {text}").format(text=shown(self.typed)))
        width = self.size.width
        text = Text(sides(left, right + " ", width) + "\n", no_wrap=True)
        text.append(fit(" " + "   ".join(second), width), style="dim")
        self.query_one("#sums", Static).update(text)

    def _empty_words(self) -> str:
        assert self._found is not None
        if self._found.rows:
            return _("No system matches. {back} clears the filters; {eyes} shows all departments.").format(
                back=self.label("back"), eyes=self.label("choose_department")
            )
        words = [
            _("This plan lists no systems to renew."),
            _("Import a document with such a table: {key}, or shinchoku import preview FILE.").format(
                key=self.label("importing")
            ),
        ]
        others = plans_with_systems(self.app_.book.db)
        if others:
            words.append(_("Plans that have one ({key}):").format(key=self.label("choose_plan")))
            words += [
                "  " + _("{title}: {n} systems").format(title=shown(title), n=number)
                for title, number in others[:6]
            ]
        return "\n".join(words)

    # -- the cursor and the keys

    @property
    def at_cursor(self) -> int | None:
        """The system under the cursor."""
        table = self.query_one("#list", DataTable)
        if not table.row_count or not table.is_valid_row_index(table.cursor_row):
            return None
        value = table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value
        return None if value is None else int(value)

    def _row(self) -> SystemRow | None:
        here = self.at_cursor
        return next((row for row in self._found.rows if row.id == here), None) if self._found else None

    def action_open(self) -> None:
        """Show the dates of the system under the cursor."""
        row = self._row() if self.seen else None
        if row is not None:
            self.app_.push_screen(SystemDates(row, printed_dates(self.app_.book.db, row.id)))

    @on(DataTable.RowSelected, "#list")
    def _chosen(self, _event: Any) -> None:
        self.action_open()

    def action_department(self) -> None:
        row = self._row() if self.seen else None
        self._only = row.department if self._only is None and row is not None else None
        self._draw()

    def action_bcp(self) -> None:
        self._bcp = (self._bcp + 1) % len(BCP)
        self._draw()

    def action_sort(self) -> None:
        self._order = (self._order + 1) % len(ORDERS)
        self._draw()

    def action_move(self, by: int) -> None:
        self._moved += by
        self._draw()

    def action_filter(self) -> None:
        box = self.query_one("#filter", Input)
        box.display = True
        box.focus()

    @on(Input.Changed, "#filter")
    def _typing(self) -> None:
        self._draw()

    @on(Input.Submitted, "#filter")
    def _typed(self) -> None:
        self.query_one("#list").focus()

    def action_back(self) -> None:
        box = self.query_one("#filter", Input)
        if box.display or self._only is not None or self._bcp:
            with self.prevent(Input.Changed):
                box.value = ""
            box.display = False
            self._only, self._bcp = None, 0
            self.query_one("#list").focus()
            self._draw()
        else:
            self.app_.action_overview()


def _sign(row: SystemRow) -> str:
    levels = sorted((one.level for one in row.findings), key=_LEVELS.__getitem__)
    return _SIGNS[levels[0]] if levels else "  "


def _gravity(row: SystemRow) -> tuple[int, int]:
    """Errors, then warnings, then unknown dates, then the rest; the shortest study first."""
    level = min((_LEVELS[one.level] for one in row.findings), default=3)
    months = min(
        (one.months for one in row.findings if one.code == "study_too_late" and one.months is not None),
        default=99,
    )
    return level, months


def _finding_words(row: SystemRow, width: int) -> str:
    """The findings in few words; where they do not fit, the first and how many more."""
    words = [renewal_words(one, short=True) for one in row.findings]
    joined = _(", ").join(words)
    return joined if len(words) < 2 or cell_len(joined) <= width else f"{words[0]}+{len(words) - 1}"
