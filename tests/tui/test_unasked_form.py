"""The form of a measure of which no report is asked says why and is read-only."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from db.writes.measures import change_measure
from domain.lifecycle import MeasureAction
from domain.periods import Half
from tests.tui.conftest import Small
from tui.app import ShinchokuApp
from tui.screens.record import Record
from tui.screens.record_words import TitleLine

Settle = Callable[[Pilot[None]], Any]
Said = Callable[[ShinchokuApp], str]
Lines = Callable[[ShinchokuApp], list[str]]

WHYS = {
    MeasureAction.suspend: "R2下から休止のため、R2下の報告は求めません。",
    MeasureAction.discontinue: "R2下から中止のため、R2下の報告は求めません。",
    MeasureAction.merge: "R2下から統合 (2 庁内の連絡手段の見直し)のため、R2下の報告は求めません。",
}


@pytest.mark.parametrize("action", WHYS)
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_form_says_why_no_report_is_asked_and_takes_no_key(
    small: Small,
    app: ShinchokuApp,
    settled: Settle,
    said: Said,
    lines: Lines,
    size: tuple[int, int],
    action: MeasureAction,
) -> None:
    others = [small.measures["2"]] if action is MeasureAction.merge else []
    change_measure(small.book, small.measures["1"], action, Half(2020, 2), note="予算", others=others)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.open_measure(small.measures["1"], tuple(small.measures.values()))
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, Record)
        assert "・ 報告不要" in screen.query_one(TitleLine).said
        assert WHYS[action] in str(screen.query_one("#previous").render())
        assert "変わりなし" not in lines(app)[-1]
        assert "提出" not in lines(app)[-1]
        await pilot.press("1", "f9")
        await settled(pilot)
        assert WHYS[action] in said(app)
        await pilot.press("f10")
        await settled(pilot)
        assert "・ 報告不要" not in app.screen.query_one(TitleLine).said
    assert small.draft("1") is None
    assert small.state("1") == "not_started"
