"""The third 変わりなし in a row: the record screen says that a sentence is due and puts the cursor where it goes."""

from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from db.book import Book
from db.reads.plans import plan_by_key
from db.reads.reports import form
from db.writes.periods import open_period
from db.writes.reports import carry_forward
from domain.periods import Half
from domain.reporting import State
from domain.telling import LastFell
from shinchoku.demo import load_demo
from tests.tui.conftest import settled
from tui.app import ShinchokuApp
from tui.screens.fields import ReportText
from tui.screens.record import Record

NOW = datetime(2022, 4, 8, 10, 30, tzinfo=timezone(timedelta(hours=9)))


async def test_the_third_f9_asks_for_a_sentence_and_goes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHINCHOKU_CLOCK", NOW.isoformat())
    with Book.create(tmp_path / "third.db") as book:
        load_demo(book)
        plan = plan_by_key(book.db, "musashino-6").id
        measures = [
            row[0] for row in book.db.conn.execute("SELECT id FROM measure WHERE plan_id = ?", (plan,))
        ]
        for half in (Half(2021, 1), Half(2021, 2)):
            period = open_period(book, plan, half).period_id
            for measure in measures:
                # What the sample sent back cannot be carried forward.
                with suppress(LastFell):
                    carry_forward(book, measure, period)
        last = open_period(book, plan, Half(2022, 1), due_on="2022-10-15").period_id
        app = ShinchokuApp(book)
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await pilot.press("f10")
            await settled(pilot)
            screen = app.screen
            assert isinstance(screen, Record)
            measure = screen.measure_id
            await pilot.press("f9")
            await settled(pilot)
            assert isinstance(app.screen.focused, ReportText)
            assert form(book.db, measure, last).state is State.not_started
            await pilot.press("o", "k", "f9")
            await settled(pilot)
            told = form(book.db, measure, last)
            assert told.state is State.submitted
            assert told.answer.text == "ok"
