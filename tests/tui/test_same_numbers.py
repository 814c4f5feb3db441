"""One book, the same numbers everywhere: on the screens, in the views, on the page for managers."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable

from db.reads.council import standing
from db.reads.counts import counts
from db.reads.left_out import left_out
from db.reads.plans import departments, plans
from db.writes.measures import change_measure
from db.writes.periods import reopen_period
from domain.lifecycle import MeasureAction
from domain.periods import Half
from tests.tui.conftest import Small
from tui.app import ShinchokuApp
from tui.screens.overview import ALL, Overview
from web.front_charts import figures

Settle = Callable[[Pilot[None]], Any]
Said = Callable[[ShinchokuApp], str]
Lines = Callable[[ShinchokuApp], list[str]]


@pytest.fixture
def denied(small: Small) -> Small:
    """All five reports went to the council, which denied two of them."""
    small.to_council()
    small.decide("2", "3")
    return small


def left(app: ShinchokuApp) -> str:
    """What the overview says under 残り for the whole plan."""
    assert isinstance(app.screen, Overview)
    return str(app.screen.query_one("#departments", DataTable).get_row(ALL)[1])


async def test_a_denied_report_is_still_to_be_written_on_every_screen_and_page(
    denied: Small, app: ShinchokuApp, lines: Lines
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        assert left(app) == "2"
        assert "未着手 0" in "\n".join(lines(app)) and "否認 2" in "\n".join(lines(app))
        await pilot.press("f3")
        await pilot.pause()
        assert "5施策のうち 5、残り 2" in "\n".join(lines(app))
        await pilot.press("f6")
        await pilot.pause()
        assert "n = 5施策" in "\n".join(lines(app)) and "うち未報告 2" in "\n".join(lines(app))
        await pilot.press("f4")
        await pilot.pause()
        assert "提出 3  未報告 2/施策 5" in "\n".join(lines(app))
        await pilot.press("f5")
        await pilot.pause()
        assert "未報告 2" in "\n".join(lines(app))
    assert counts(denied.book.db, denied.plan, denied.second).missing == 2
    row = denied.rows("SELECT * FROM period_status WHERE fy = 2020 AND half = 2")[0]
    assert row["not_started"] + row["draft"] + row["returned"] + row["denied"] == 2
    assert len(standing(denied.book.db, denied.plan, denied.second).missing) == 2
    page = figures(denied.book.db, plans(denied.book.db)[0], "book", "2021-04-09 10:00")
    assert "2施策が未報告" in next(one.headline for one in page if one.name == "state")


async def test_what_was_denied_is_not_stepped_into_before_it_is_sent_back(
    denied: Small, app: ShinchokuApp, said: Said
) -> None:
    reopen_period(denied.book, denied.second, reason="否認された報告を直す", scope="2、3")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f2", "f10")
        await pilot.pause()
        assert isinstance(app.screen, Overview)
        assert "否認された報告" in said(app)


@pytest.fixture
def ended(small: Small) -> Small:
    """Of five measures one was merged into another, one was suspended and one was discontinued."""
    now = Half(2020, 2)
    for number, action in (
        ("2", MeasureAction.merge),
        ("3", MeasureAction.suspend),
        ("11", MeasureAction.discontinue),
    ):
        others = (small.measures["1"],) if action is MeasureAction.merge else ()
        change_measure(small.book, small.measures[number], action, now, note="理由", others=others)
    return small


async def test_every_base_says_which_measures_it_leaves_out(
    ended: Small, app: ShinchokuApp, lines: Lines
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f6")
        await pilot.pause()
        shown = "\n".join(lines(app))
        assert "n = 2施策、うち未報告 2" in shown
        assert "計画の全5施策のうち、報告を求めないもの（統合1・中止1・休止1）は数えない" in shown
        for chart in ("2", "3", "4", "5"):
            await pilot.press(chart)
            await pilot.pause()
            shown = "\n".join(lines(app))
            assert "計画の全5施策で数える。報告を求めないもの（統合1・中止1・休止1）も含む" in shown
        await pilot.press("7")
        await pilot.pause()
        assert "報告を求めない" not in "\n".join(lines(app))
    page = {
        one.name: one.base
        for one in figures(ended.book.db, plans(ended.book.db)[0], "book", "2021-04-09 10:00")
    }
    assert (
        "母数 2施策（計画の全5施策のうち、報告を求めないもの（統合1・中止1・休止1）は数えていません）"
        in page["state"]
    )
    assert "報告を求めないもの（統合1・中止1・休止1）も含みます" in page["slip"]


def test_what_is_left_out_is_told_by_half_year_and_department(ended: Small) -> None:
    database = ended.book.db
    assert left_out(database, ended.plan, ended.second) == {
        "merged_into": 1,
        "discontinued": 1,
        "suspended": 1,
    }
    # In the first half-year three of them had not begun, and the rest goes on.
    first = left_out(database, ended.plan, ended.first)
    assert sum(first.values()) + counts(database, ended.plan, ended.first).measures == 5
    assert first == {"later": 3}
    one = departments(database, ended.plan, "2021-04-09")[0]
    mine = left_out(database, ended.plan, ended.second, one.id)
    assert sum(mine.values()) + counts(database, ended.plan, ended.second, one.id).measures == one.measures
