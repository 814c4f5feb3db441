"""Ctrl+P: every action of every screen is found from anywhere, and what is chosen is done where it belongs."""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

import i18n
from db.writes.departments import rename_department
from tests.tui.conftest import Small
from tui.app import ShinchokuApp
from tui.elsewhere import OTHER_WORDS, PLACES
from tui.keys import EVERYWHERE
from tui.palette import choices
from tui.screens.ask import Ask
from tui.screens.charts import Charts
from tui.screens.choose import Choose
from tui.screens.confirm_queue import ConfirmQueue
from tui.screens.council import Council
from tui.screens.frame import PlanScreen
from tui.screens.importing import ImportScreen
from tui.screens.measures import Measures
from tui.screens.record import Record
from tui.screens.renewal import RenewalPlan
from tui.screens.whole import Whole
from tui.settings import screen_tables

Settle = Callable[[Pilot[None]], Any]


async def asked(app: ShinchokuApp, pilot: Pilot[None], typed: str) -> list[str]:
    """What the palette lists for these words; it stays open."""
    await pilot.press("ctrl+p")
    await pilot.pause()
    assert isinstance(app.screen, Choose)
    app.screen.query_one("#typed", Input).value = typed
    await pilot.pause()
    return [choice.label for choice in app.screen._seen]


async def take(app: ShinchokuApp, pilot: Pilot[None], settled: Settle, typed: str) -> None:
    assert await asked(app, pilot, typed), typed
    await pilot.press("enter")
    await settled(pilot)


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("再開", "期を再開する"),
        ("差戻", "差戻し"),
        ("差し戻し", "差戻し"),
        ("否認", "否認した報告"),
        ("締め", "期を次の段階へ"),
        ("変わりなし", "変わりなし"),
        ("ずれ", "図表: ずれ"),
        ("指標", "指標の推移"),
        ("費用", "概算費用"),
        ("系譜", "系譜"),
        ("出典", "出典"),
        ("経緯", "経緯"),
        ("検索", "絞り込"),
        ("並べ", "並べ替える"),
        ("半期", "期を選ぶ"),
        ("reopen", "期を再開する"),
        ("undo", "直前の操作を元に戻す"),
        ("freeze", "期を次の段階へ"),
        ("theme", "色を選ぶ"),
        ("revise", "工程を改定"),
    ],
)
async def test_from_the_overview_the_actions_of_other_screens_are_found(
    app: ShinchokuApp, typed: str, named: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        found = await asked(app, pilot, typed)
        assert any(named in label for label in found[:4]), found[:4]


async def test_an_english_word_is_not_found_across_two_words(app: ShinchokuApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        assert not [label for label in await asked(app, pilot, "theme") if "コピー" in label]


def test_every_action_of_every_screen_stands_in_the_palettes_table() -> None:
    held = {key.name for table in (EVERYWHERE, *(place.keys for place in PLACES)) for key in table}
    missing = {
        key.name
        for tables in screen_tables()
        for table in tables
        for key in table
        if key.palette and key.name not in held
    }
    # The welcome of an empty book is never to be gone to from a plan.
    assert missing == {"Look again whether a plan has come in"}


def test_other_words_stand_for_actions_that_exist() -> None:
    settings = {key.setting for tables in screen_tables() for table in tables for key in table}
    assert set(OTHER_WORDS) <= settings


def test_what_the_palette_does_itself_exists_on_the_screen_it_goes_to() -> None:
    for place in PLACES:
        names = {key.action.removeprefix("app.").partition("(")[0] for key in place.keys}
        assert place.done <= names, place.screen


@pytest.mark.parametrize("start", ["f2", "f3", "f4", "f5", "f6", "f7", "f8"])
async def test_no_action_is_offered_twice(app: ShinchokuApp, start: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(start)
        await pilot.pause()
        assert isinstance(app.screen, PlanScreen)
        names = [choice.label for choice in choices(app, app.screen)]
        assert len(names) == len(set(names))


async def test_the_councils_steps_are_asked_for_from_anywhere(app: ShinchokuApp, settled: Settle) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await take(app, pilot, settled, "締め")
        assert isinstance(app.screen, Ask)
        assert isinstance(app.screen_stack[-2], Council)


async def test_charts_are_gone_to_by_name(app: ShinchokuApp, settled: Settle) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await take(app, pilot, settled, "ずれ")
        assert isinstance(app.screen, Charts)
        assert app.screen.here == "slip"
        await pilot.press("f3")
        await take(app, pilot, settled, "費用")
        assert isinstance(app.screen, Charts)
        assert app.screen.here == "costs"


async def test_what_happened_to_a_measure_asks_which_measure_first(
    app: ShinchokuApp, small: Small, settled: Settle
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await take(app, pilot, settled, "経緯（")
        assert isinstance(app.screen, Choose)
        await pilot.press("1", "0", "enter")
        await settled(pilot)
        assert isinstance(app.screen, Whole)
        assert (app.screen.measure_id, app.screen.part) == (small.measures["10"], "story")


async def test_the_measure_under_the_cursor_is_the_first_answer(
    app: ShinchokuApp, small: Small, settled: Settle
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", "down", "down")
        await take(app, pilot, settled, "系譜（")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, Whole)
        assert (app.screen.measure_id, app.screen.part) == (small.measures["3"], "family")


async def test_unchanged_from_elsewhere_opens_the_measure_and_tells_the_key(
    app: ShinchokuApp, small: Small, settled: Settle, said: Callable[[ShinchokuApp], str]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await take(app, pilot, settled, "変わりなし（")
        await pilot.press("3", "enter")
        await settled(pilot)
        assert isinstance(app.screen, Record)
        assert app.screen.measure_id == small.measures["3"]
        assert said(app).startswith("F9: 変わりなし")
        assert not small.rows(
            "SELECT 1 FROM report WHERE period_id = ? AND state = 'submitted'", small.second
        )


async def test_what_needs_a_row_leads_to_its_list_and_tells_the_key(
    app: ShinchokuApp, settled: Settle, said: Callable[[ShinchokuApp], str]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        for typed, screen, key in (
            ("差戻", ConfirmQueue, "F9"),
            ("否認", Council, "Ctrl+N"),
            ("この課のシステム", RenewalPlan, "F9"),
            ("取込を取り消す", ImportScreen, "F9"),
        ):
            await pilot.press("f2")
            await take(app, pilot, settled, typed)
            assert isinstance(app.screen, screen), typed
            assert said(app).startswith(f"{key}: "), said(app)


async def test_filters_and_files_are_asked_for_where_they_belong(app: ShinchokuApp, settled: Settle) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await take(app, pilot, settled, "番号・施策名・課・本文")
        assert isinstance(app.screen, Measures)
        assert app.screen.query_one("#filter").has_focus
        await pilot.press("escape", "f2")
        await take(app, pilot, settled, "ファイルを選んで")
        assert isinstance(app.screen_stack[-2], ImportScreen)


async def test_eyes_are_chosen_from_inside_a_measure(app: ShinchokuApp, settled: Settle) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", "enter")
        await take(app, pilot, settled, "課を選ぶ")
        assert isinstance(app.screen, Choose)
        assert isinstance(app.screen_stack[-2], Measures)


async def test_a_departments_printed_name_finds_the_department_of_today(
    app: ShinchokuApp, small: Small, settled: Settle
) -> None:
    room = small.rows("SELECT id FROM department WHERE name = '広報課'")[0]["id"]
    rename_department(small.book, room, "秘書広報課", date(2021, 4, 1))
    async with app.run_test(size=(80, 24)) as pilot:
        found = await asked(app, pilot, "広報課")
        assert found[0] == "秘書広報課"
        await pilot.press("enter")
        await settled(pilot)
        assert app.view.department is not None
        assert app.view.department.name == "秘書広報課"


async def test_an_exact_number_is_the_first_answer(app: ShinchokuApp, small: Small, settled: Settle) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", "1", "enter")
        await settled(pilot)
        assert isinstance(app.screen, Record)
        assert app.screen.measure_id == small.measures["1"]


async def test_english_names_are_whole_and_lead_the_same_way(small: Small, settled: Settle) -> None:
    i18n.setup("en")
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await take(app, pilot, settled, "reopen")
        assert isinstance(app.screen, Council)
        await pilot.press("f2")
        await take(app, pilot, settled, "slip")
        assert isinstance(app.screen, Charts)


async def test_the_list_is_made_within_a_tenth_of_a_second(app: ShinchokuApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, PlanScreen)
        began = time.process_time()
        choices(app, app.screen)
        assert time.process_time() - began < 0.1


async def test_a_number_typed_whole_is_that_measure_wherever_the_cursor_stood(
    app: ShinchokuApp, small: Small, settled: Settle
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", "end", "ctrl+f", "1", "enter", "enter")
        await settled(pilot)
        assert isinstance(app.screen, Record)
        assert app.screen.measure_id == small.measures["1"]


async def test_a_number_typed_whole_comes_first_and_keeps_the_cursor_when_the_filter_goes(
    app: ShinchokuApp, small: Small, settled: Settle
) -> None:
    with small.book.writing() as door:
        # Printed before 1, and its number holds a 1 as well.
        door.update("measure", small.measures["11"], {"sort_key": "000000"})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", "end", "ctrl+f", "１")
        await settled(pilot)
        assert isinstance(app.screen, Measures)
        assert app.screen.seen[0] == app.screen.at_cursor == small.measures["1"]
        await pilot.press("enter", "escape")
        await settled(pilot)
        assert not app.screen.typed
        assert app.screen.at_cursor == small.measures["1"]


async def test_where_the_filter_takes_the_cursors_measure_away_the_first_match_has_it(
    app: ShinchokuApp, small: Small, settled: Settle
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", "end", "ctrl+f", *"情報課")
        await settled(pilot)
        assert isinstance(app.screen, Measures)
        assert app.screen.seen == (small.measures["2"], small.measures["10"])
        assert app.screen.at_cursor == small.measures["2"]
