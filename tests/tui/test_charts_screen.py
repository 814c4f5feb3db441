"""図表 in the dashboard: both charts on real numbers with their base; keys lead there, across, and into a measure."""

from textual.pilot import Pilot
from wcwidth import wcswidth

from db.writes.reports import carry_forward
from tests.tui.board import lines_of
from tests.tui.conftest import Small
from tui.app import ShinchokuApp
from tui.screens.charts import Charts
from tui.screens.overview import Overview
from tui.screens.record import Record


async def shown(pilot: Pilot[None]) -> list[str]:
    """The screen once everything is drawn."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return lines_of(pilot.app)


async def test_f6_shows_reports_by_state_with_its_base_and_moment(small: Small) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f6")
        lines = await shown(pilot)
        assert isinstance(app.screen, Charts)
        assert "n = 5施策" in lines[4] and "4月9日 14:03 現在" in lines[4]
        assert any(line.startswith(">R2下") for line in lines)


async def test_every_line_fits_at_both_sizes_and_after_a_resize(small: Small) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f6")
        for width, height in ((80, 24), (120, 40), (80, 24)):
            await pilot.resize_terminal(width, height)
            for _ in ("states", "map"):
                await pilot.press("tab")
                assert {wcswidth(line) for line in await shown(pilot)} == {width}


async def test_a_report_handed_in_changes_the_chart(small: Small) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f6")
        before = next(line for line in await shown(pilot) if line.startswith(">R2下"))
        carry_forward(small.book, small.measures["1"], small.second)
        await pilot.press("f2", "f6")
        after = next(line for line in await shown(pilot) if line.startswith(">R2下"))
        assert before.split()[1] == "0/5" and after.split()[1] == "1/5"
        assert "提1" in after or "░" in after


async def test_digits_and_their_full_width_twins_choose_a_chart(small: Small) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f6", "２")
        assert "工程表あり" in (await shown(pilot))[4]
        await pilot.press("1")
        assert "n = 5施策" in (await shown(pilot))[4]


async def test_enter_on_the_schedule_opens_the_measure_and_escape_leads_back(small: Small) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f6", "tab", "enter")
        assert isinstance(app.screen, Record)
        assert app.screen.measure_id in small.measures.values()
        await pilot.press("escape")
        assert isinstance(app.screen, Charts)
        await pilot.press("escape")
        assert isinstance(app.screen, Overview)


async def test_the_schedule_says_how_many_measures_have_one(small: Small) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f6", "tab")
        assert "工程表あり 1/5施策" in (await shown(pilot))[4]
