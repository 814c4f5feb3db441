"""Random walks through the cycle against a model written from DESIGN 5 by hand, not from the program's own tables."""

import shutil
import tempfile
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from db.actor import Actor
from db.backup import verify
from db.book import Book
from db.reads.answers import Answer
from db.reads.conditions import NEWEST_STANDS, stands
from db.reads.reports import form
from db.writes import periods, reports
from domain.errors import Refusal
from domain.periods import Half
from domain.reporting import PROGRESS_EVALUATIONS
from tests.db.conftest import Clock

# Report: draft → submitted → (returned → draft | confirmed) → compiled → approved | (denied → returned).
REPORT: Final = {
    ("not_started", "save"): "draft",
    ("draft", "save"): "draft",
    ("returned", "save"): "draft",
    ("draft", "submit"): "submitted",
    ("not_started", "carry"): "submitted",
    ("draft", "carry"): "submitted",
    ("returned", "carry"): "submitted",
    ("submitted", "withdraw"): "draft",
    ("submitted", "return"): "returned",
    ("confirmed", "return"): "returned",
    ("denied", "return"): "returned",
    ("submitted", "confirm"): "confirmed",
    ("approved", "amend"): "draft",
}
# Period: scheduled → open → overdue → frozen → submitted → decided → published; reopen from where it was closed.
PERIOD: Final = {
    ("open", "freeze"): "frozen",
    ("overdue", "freeze"): "frozen",
    ("frozen", "submit"): "submitted",
    ("submitted", "decide"): "decided",
    ("decided", "publish"): "published",
    ("frozen", "reopen"): "open",
    ("submitted", "reopen"): "open",
    ("decided", "reopen"): "open",
    ("published", "reopen"): "open",
}
DEPARTMENTS_OWN: Final = frozenset({"save", "submit", "carry", "withdraw", "amend"})
FINISHED: Final = frozenset({"confirmed", "compiled", "approved"})
AS_PLANNED: Final = PROGRESS_EVALUATIONS[0].phrase

measures = st.integers(0, 2)
words = st.sampled_from(("点検した。", "機器を選んだ。", "契約した。", "動き始めた。"))


class Walk(RuleBasedStateMachine):
    """Three measures, one half-year before (all handed in) and the one that is walked through."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = Clock()
        self.book = Book.create(
            self.folder / "book.db", actor=Actor(1000, "suzuki", "鈴木"), clock=self.clock
        )

    @initialize(start=st.sampled_from(("open", "before the council", "decided")), denied=st.sets(measures))
    def begin(self, start: str, denied: set[int]) -> None:
        with self.book.writing() as door:
            city = door.insert("municipality", {"name": "試験市"})
            self.plan = door.insert("plan", {"key": "p", "municipality_id": city, "title": "計画"})
            self.measures = [
                door.insert(
                    "measure",
                    {"plan_id": self.plan, "measure_key": str(n), "title": f"施策{n}", "sort_key": str(n)},
                )
                for n in (1, 2, 3)
            ]
        first = periods.open_period(self.book, self.plan, Half(2020, 1)).period_id
        for measure in self.measures:
            saved = reports.save_draft(self.book, measure, first, Answer(AS_PLANNED, None, "始めた。"), 0)
            reports.submit(self.book, measure, first, saved.version)
        self.period = periods.open_period(self.book, self.plan, Half(2020, 2), due_on="2021-04-15").period_id
        self.clock.to(4, 5, 2021)
        self.period_state = "open"
        self.scope: set[int] | None = None
        self.states = ["not_started"] * 3
        self.drafts: list[str | None] = [None] * 3
        self.revisions: list[list[tuple[str, bool]]] = [[], [], []]
        self.fallen: list[set[int]] = [set(), set(), set()]
        self.untouched = [False] * 3
        self.councils = [False] * 3
        self.late = [False] * 3
        if start != "open":
            self.finish_what_can_be()
        if start == "decided":
            self.decide(denied, "第1回会議")

    # -- what the model allows

    def allowed(self, which: int, action: str) -> str | None:
        target = REPORT.get((self.states[which], action))
        taking = self.period_state in ("open", "overdue")
        outside = self.scope is not None and which not in self.scope
        if action in DEPARTMENTS_OWN and (not taking or outside):
            return None
        # Sent back, it could be written by nobody.
        return None if action == "return" and taking and outside else target

    def attempt(self, allowed: bool, act: object) -> bool:
        """Do it; an illegal step has to be refused with nothing written."""
        before = self.history()
        if allowed:
            act()  # type: ignore[operator]
            return True
        with pytest.raises(Refusal):
            act()  # type: ignore[operator]
        assert self.history() == before
        return False

    def history(self) -> int:
        return int(self.book.db.conn.execute("SELECT count(*) FROM history").fetchone()[0])

    def falls(self, which: int) -> None:
        """The newest revision is sent back or taken back."""
        self.fallen[which].add(len(self.revisions[which]))

    def handed_in(self, which: int, text: str) -> None:
        self.untouched[which] = self.states[which] == "not_started"
        late = self.clock().date().isoformat() > "2021-04-15" and not self.councils[which]
        self.revisions[which].append((text, late))
        self.late[which] |= late
        self.drafts[which] = None
        self.states[which] = "submitted"

    # -- the departments

    @rule(which=measures, text=words)
    def save(self, which: int, text: str) -> None:
        version = form(self.book.db, self.measures[which], self.period).version
        answer = Answer(AS_PLANNED, None, text)
        if self.attempt(
            self.allowed(which, "save") is not None,
            lambda: reports.save_draft(self.book, self.measures[which], self.period, answer, version),
        ):
            self.states[which], self.drafts[which] = "draft", text

    @rule(which=measures)
    def submit(self, which: int) -> None:
        version = form(self.book.db, self.measures[which], self.period).version
        if self.attempt(
            self.allowed(which, "submit") is not None,
            lambda: reports.submit(self.book, self.measures[which], self.period, version),
        ):
            self.handed_in(which, self.drafts[which] or "")

    @rule(which=measures)
    def carry(self, which: int) -> None:
        if self.attempt(
            self.allowed(which, "carry") is not None,
            lambda: reports.carry_forward(self.book, self.measures[which], self.period),
        ):
            self.handed_in(which, "始めた。")

    @rule(which=measures)
    def withdraw(self, which: int) -> None:
        if self.attempt(
            self.allowed(which, "withdraw") is not None,
            lambda: reports.withdraw(self.book, self.measures[which], self.period),
        ):
            self.states[which], self.drafts[which] = "draft", self.revisions[which][-1][0]
            self.falls(which)

    @rule(which=measures)
    def undo_carry(self, which: int) -> None:
        """Who said 変わりなし of a measure that nobody had touched can make it untouched again."""
        if self.attempt(
            self.allowed(which, "withdraw") is not None and self.untouched[which],
            lambda: reports.undo_carry(self.book, self.measures[which], self.period),
        ):
            self.states[which] = "not_started"
            self.falls(which)

    @rule(which=measures)
    def amend(self, which: int) -> None:
        if self.attempt(
            self.allowed(which, "amend") is not None,
            lambda: reports.amend(self.book, self.measures[which], self.period, "数の誤り"),
        ):
            self.states[which], self.drafts[which] = "draft", self.revisions[which][-1][0]

    # -- the coordinator

    @rule(which=measures)
    def return_(self, which: int) -> None:
        if self.attempt(
            self.allowed(which, "return") is not None,
            lambda: reports.return_report(self.book, self.measures[which], self.period, "数を確かめて"),
        ):
            self.states[which] = "returned"
            self.falls(which)

    @rule(which=measures)
    def confirm(self, which: int) -> None:
        if self.attempt(
            self.allowed(which, "confirm") is not None,
            lambda: reports.confirm(self.book, self.measures[which], self.period),
        ):
            self.states[which] = "confirmed"

    @precondition(lambda self: self.period_state in ("open", "overdue"))
    @rule()
    def finish_what_can_be(self) -> None:
        """A walk rarely gets to the council by single steps alone."""
        for which in range(3):
            if self.states[which] in ("not_started", "draft", "returned"):
                self.carry(which)
            if self.states[which] == "denied":
                self.return_(which)
                self.carry(which)
            if self.states[which] == "submitted":
                self.confirm(which)
        if all(state in FINISHED for state in self.states):
            self.period_step("freeze")
            self.to_council()

    @rule(action=st.sampled_from(("freeze", "publish")))
    def period_step(self, action: str) -> None:
        step = {"freeze": periods.freeze_period, "publish": periods.publish_period}[action]
        target = PERIOD.get((self.period_state, action))
        if self.attempt(target is not None, lambda: step(self.book, self.period)):
            self.period_state = str(target)

    @rule()
    def to_council(self) -> None:
        ready = all(state in FINISHED for state in self.states)
        if self.attempt(
            self.period_state == "frozen" and ready, lambda: periods.submit_period(self.book, self.period)
        ):
            self.period_state = "submitted"
            self.councils = [
                past or state == "confirmed" for past, state in zip(self.councils, self.states, strict=True)
            ]
            self.states = ["compiled" if state == "confirmed" else state for state in self.states]

    @rule(denied=st.sets(measures, max_size=2), meeting=st.sampled_from(("第1回会議", "第2回会議")))
    def decide(self, denied: set[int], meeting: str) -> None:
        compiled = {which for which, state in enumerate(self.states) if state == "compiled"}
        allowed = self.period_state == "submitted" and denied <= compiled
        if self.attempt(
            allowed,
            lambda: periods.decide_period(
                self.book,
                self.period,
                meeting=meeting,
                held_on="2021-05-10",
                denied_measures={self.measures[which]: "効果が見えない" for which in denied},
            ),
        ):
            self.period_state = "decided"
            for which in compiled:
                self.states[which] = "denied" if which in denied else "approved"

    @precondition(
        lambda self: self.period_state not in ("open", "overdue") or self.states.count("draft") == 1
    )
    @rule(scope=st.none() | st.sets(measures, min_size=1))
    def reopen(self, scope: set[int] | None) -> None:
        told = "すべて" if scope is None else "、".join(str(which + 1) for which in sorted(scope))
        target = PERIOD.get((self.period_state, "reopen"))
        if self.attempt(
            target is not None,
            lambda: periods.reopen_period(self.book, self.period, reason="誤り", scope=told),
        ):
            self.period_state, self.scope = str(target), scope

    @rule(day=st.sampled_from(((4, 14), (4, 16), (3, 1))))
    def another_day(self, day: tuple[int, int]) -> None:
        """Clocks also go back."""
        self.clock.to(*day, 2021)
        if periods.mark_overdue(self.book, self.plan):
            assert self.period_state == "open" and day == (4, 16)
            self.period_state = "overdue"

    # -- what holds after every step

    @invariant()
    def the_book_is_as_the_model(self) -> None:
        if not hasattr(self, "states"):
            return
        found = self.book.db.conn.execute("SELECT state FROM period WHERE id = ?", (self.period,)).fetchone()
        assert found[0] == self.period_state
        rows = self.book.db.conn.execute(
            "SELECT measure_id, report.id, state, late, draft.text FROM report"
            " LEFT JOIN draft ON draft.report_id = report.id WHERE period_id = ? ORDER BY measure_id",
            (self.period,),
        ).fetchall()
        for which, row in enumerate(rows):
            assert row["state"] == self.states[which]
            assert bool(row["late"]) is self.late[which]
            if self.states[which] == "draft":
                assert row["text"] == self.drafts[which]
            told = self.book.db.conn.execute(
                "SELECT text, late FROM report_revision WHERE report_id = ? ORDER BY revision", (row["id"],)
            ).fetchall()
            assert [(text, bool(late)) for text, late in told] == self.revisions[which]

    @invariant()
    def what_counts_is_what_nobody_sent_back_or_took_back(self) -> None:
        if not hasattr(self, "states"):
            return
        all_of_them = [
            {number for number in range(1, len(told) + 1) if number not in fallen}
            for told, fallen in zip(self.revisions, self.fallen, strict=True)
        ]
        for measure, told, counted in zip(self.measures, self.revisions, all_of_them, strict=True):
            here = (measure, self.period)
            rows = self.book.db.conn.execute(
                "SELECT report_revision.revision FROM report_revision JOIN report ON report.id = report_id"
                f" WHERE measure_id = ? AND period_id = ? AND {stands('report_revision')}",
                here,
            )
            assert {row[0] for row in rows} == counted
            newest = self.book.db.conn.execute(
                f"SELECT count(*) FROM report WHERE measure_id = ? AND period_id = ? AND {NEWEST_STANDS}",
                here,
            )
            assert newest.fetchone()[0] == (len(told) in counted)

    def teardown(self) -> None:
        assert verify(self.book).sound
        self.book.close()
        shutil.rmtree(self.folder)


TestWalk = Walk.TestCase
TestWalk.settings = settings(
    max_examples=50, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
