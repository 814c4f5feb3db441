"""A whole half-year of the sample's 29 measures by keys alone: reported, confirmed, approved, and the keys counted."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from textual.pilot import Pilot

from db.book import Book
from db.reads.counts import counts
from db.reads.plans import period_of, plan_by_key
from db.reads.reports import form
from db.writes.periods import open_period
from db.writes.reports import save_draft, submit
from domain.periods import Half
from domain.reporting import State
from shinchoku.demo import load_demo
from tests.tui.conftest import settled
from tests.tui.test_tmux import TOP, Window
from tui.app import ShinchokuApp
from tui.screens.confirm_queue import ConfirmQueue
from tui.screens.record import Record

NOW = datetime(2021, 4, 8, 10, 30, tzinfo=timezone(timedelta(hours=9)))
HALF = Half(2021, 1)
MEASURES = 29
MOST_TO_REPORT, MOST_TO_CONFIRM = 45, 40


def states(book: Book) -> dict[State, int]:
    plan = plan_by_key(book.db, "musashino-6")
    found = counts(book.db, plan.id, period_of(book.db, plan.id, HALF).id).states
    return {state: number for state, number in found.items() if number}


def hand_in_what_came_back(book: Book) -> None:
    """The sample's second half-year was left with reports that were sent back: only what stands can be unchanged."""
    last = period_of(book.db, plan_by_key(book.db, "musashino-6").id, HALF.previous()).id
    rows = book.db.conn.execute(
        "SELECT measure_id FROM report WHERE period_id = ? AND state = 'returned'", (last,)
    ).fetchall()
    assert rows
    for (measure,) in rows:
        now = form(book.db, measure, last)
        saved = save_draft(book, measure, last, now.answer._replace(text="書き直した。"), now.version)
        submit(book, measure, last, saved.version)


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Book]:
    """The sample with its third half-year opened: nothing is reported, every measure has an answer that stands."""
    monkeypatch.setenv("SHINCHOKU_CLOCK", NOW.isoformat())
    with Book.create(tmp_path / "half-year.db") as made:
        load_demo(made)
        hand_in_what_came_back(made)
        plan = plan_by_key(made.db, "musashino-6")
        open_period(made, plan.id, HALF, due_on="2021-10-15")
        yield made


class Counted:
    """Presses keys and counts them."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self._pilot = pilot
        self.keys = 0

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self._pilot.press(key)
            await settled(self._pilot)
        self.keys += len(keys)


async def test_29_unchanged_measures_take_at_most_45_keys_to_report_and_40_to_confirm(book: Book) -> None:
    app = ShinchokuApp(book)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert states(book) == {State.not_started: MEASURES}
        person = Counted(pilot)
        await person.press("f10", *["f9"] * MEASURES)
        assert states(book) == {State.submitted: MEASURES}
        assert isinstance(app.screen, Record)
        assert person.keys <= MOST_TO_REPORT

        coordinator = Counted(pilot)
        await coordinator.press("f4", *["f10"] * MEASURES)
        assert states(book) == {State.confirmed: MEASURES}
        assert isinstance(app.screen, ConfirmQueue)
        assert coordinator.keys <= MOST_TO_CONFIRM


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    path = tmp_path / "book.db"
    environment = dict(os.environ) | {"PYTHONPATH": str(TOP), "SHINCHOKU_CLOCK": NOW.isoformat()}
    opening = ["period", "open", "--plan", "musashino-6", "--period", str(HALF), "--due", "2021-10-15"]
    for words in (["demo"], opening):
        subprocess.run(
            [sys.executable, "-m", "shinchoku", "--db", str(path), *words],
            env=environment,
            capture_output=True,
            check=True,
        )
    with Book.open(path, clock=lambda: NOW) as book:
        hand_in_what_came_back(book)
    made = Window(tmp_path / "tmux", path)
    yield made
    made.close()


@pytest.mark.terminal
def test_a_half_year_is_reported_confirmed_and_approved_in_a_real_terminal(
    window: Window, tmp_path: Path
) -> None:
    window.until(lambda text: f"報告 0/{MEASURES}" in text)

    reporting = ["F10", *["F9"] * MEASURES]
    assert len(reporting) <= MOST_TO_REPORT
    window.press(reporting[0])
    window.until(lambda text: f"1/{MEASURES}" in text)
    window.press(*reporting[1:])
    window.until(lambda text: f"{MEASURES}/{MEASURES}" in text and "提 提出済" in text)

    confirming = ["F4", *["F10"] * MEASURES]
    assert len(confirming) <= MOST_TO_CONFIRM
    window.press(confirming[0])
    window.until(lambda text: f"確認待ち {MEASURES}" in text)
    window.press(*confirming[1:])
    window.until(lambda text: f"{MEASURES} 件すべて確認しました" in text)

    window.press("F5")
    window.until(lambda text: f"確認済 {MEASURES}/{MEASURES}" in text)
    for shown, done in (("締め切る", "を締め切りました"), ("付議する", "を付議しました")):
        window.press("F10")
        window.until(lambda text, shown=shown: f"{shown}: R3上" in text)  # type: ignore[misc]
        window.press("F10")
        window.until(lambda text, done=done: f"R3上 {done}" in text)  # type: ignore[misc]
    window.press("F10")
    window.until(lambda text: "決定を記録する: R3上" in text)
    window.press("Kaigi")
    window.until(lambda text: "Kaigi" in text)
    window.press("F10")
    window.until(lambda text: "R3上 の決定を記録しました（報告 29 件）" in text)
    window.press("F10")
    window.until(lambda text: "公表済みにする: R3上" in text)
    window.press("F10")
    window.until(lambda text: "R3上 を公表しました" in text)

    with Book.open(tmp_path / "book.db", write=False) as book:
        assert states(book) == {State.approved: MEASURES}
