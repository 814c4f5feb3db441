"""A measure of which no report is asked: its form says why and is read-only, and it is nobody's concern."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from db.reads.answers import Answer
from db.reads.measures import measure_list
from db.writes.measures import change_measure
from db.writes.reports import return_report, save_draft, submit
from domain.lifecycle import MeasureAction
from domain.periods import Half
from tests.tui.conftest import AS_PLANNED, Small
from tui.app import ShinchokuApp
from tui.concerns import concerns
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


async def test_what_came_back_of_a_measure_that_ended_since_is_no_concern(
    small: Small, app: ShinchokuApp, settled: Settle
) -> None:
    """1 and 2 were sent back; then 1 was discontinued from this half-year on, and stands in no count any more."""
    for number in ("1", "2"):
        saved = save_draft(small.book, small.measures[number], small.second, Answer(AS_PLANNED), 0)
        submit(small.book, small.measures[number], small.second, saved.version)
        return_report(small.book, small.measures[number], small.second, "件数を書いてください。")
    change_measure(small.book, small.measures["1"], MeasureAction.discontinue, Half(2020, 2), note="予算")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        rows = measure_list(small.book.db, small.plan, small.second)
        assert {row.number: row.state for row in rows if row.state == "returned"}.keys() == {"1", "2"}
        found = concerns(small.book.db, app.view, rows, app.today)
        assert [one.measure_id for one in found if one.mark == "戻り"] == [small.measures["2"]]
