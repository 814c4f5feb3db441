"""Keys in, rows out: after the council denied last half-year's answer, in the form and in the coordinator's queue."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from db.writes.periods import open_period
from db.writes.reports import carry_forward
from domain.periods import Half
from tests.tui.conftest import Small
from tui.app import ShinchokuApp
from tui.screens.confirm_queue import ConfirmQueue
from tui.screens.record import Record

Settle = Callable[[Pilot[None]], Any]
Said = Callable[[ShinchokuApp], str]
Lines = Callable[[ShinchokuApp], list[str]]


@pytest.fixture
def third(small: Small) -> int:
    """R3上 takes reports; R2下 is before the council, and measures 1 and 2 said 変わりなし of it meanwhile."""
    small.to_council()
    return open_period(small.book, small.plan, Half(2021, 1), due_on="2021-10-15").period_id


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_form_shows_the_last_answer_as_denied_and_f9_says_what_to_do(
    small: Small,
    third: int,
    app: ShinchokuApp,
    settled: Settle,
    said: Said,
    lines: Lines,
    size: tuple[int, int],
) -> None:
    small.decide("1")
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.open_measure(small.measures["1"], tuple(small.measures.values()))
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, Record)
        below = str(screen.query_one("#previous").render())
        assert "前回 R2下  否 否認" in below
        assert "F9" not in lines(app)[-1]
        await pilot.press("f9")
        await settled(pilot)
        assert said(app) == (
            "「1 住民向け案内の電子化」は変わりなしでは報告できません。前回（R2下）の報告は「否認」です。"
            "今回の内容を記入して提出してください。"
        )
        await pilot.press("ctrl+down")
        await settled(pilot)
        assert "否認" not in str(app.screen.query_one("#previous").render())
        await pilot.press("f9")
        await settled(pilot)
    reports = small.rows(
        "SELECT measure_id, state FROM report WHERE period_id = ? AND state <> 'not_started'", third
    )
    assert reports == [{"measure_id": small.measures["2"], "state": "submitted"}]


async def test_the_queue_counts_no_denied_answer_as_unchanged_and_compares_with_none(
    small: Small, third: int, app: ShinchokuApp, settled: Settle
) -> None:
    for number in ("1", "2"):
        carry_forward(small.book, small.measures[number], third)
    small.decide("1")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f4")
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, ConfirmQueue)
        assert [row.number for row in screen.unchanged_waiting()] == ["2"]
        screen.show_report(small.measures["1"])
        await pilot.pause()
        words = str(screen.query_one("#words").render())
        assert "否認または差戻しになった内容の「変わりなし」です" in words
        assert "前回 R2下 は否認です" in words
        assert "付議済" not in words
        # The one before it was approved: that is what the report is held against.
        assert "R2上" in words
