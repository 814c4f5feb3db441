"""The dashboard around the record: overview, list, filter, departments, palette, help, languages and widths."""

import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import DataTable, Input

import i18n
from db.book import Book
from db.reads.answers import Answer
from db.writes.reports import save_draft, submit
from tests.tui.conftest import AS_PLANNED, SUZUKI, Clock, Small, fill
from tui.app import ShinchokuApp
from tui.keys import EVERYWHERE, EYES, FIELDS, MEASURES, OVERVIEW, RECORD
from tui.screens.choose import Choose
from tui.screens.help import Help
from tui.screens.measures import Measures
from tui.screens.overview import Overview
from tui.screens.record import Record

Lines = Callable[[ShinchokuApp], list[str]]
Settle = Callable[[Pilot[None]], Any]
SIZES = ((80, 24), (120, 40))
HOSTILE = "[/資料] [b]太字[/b]\x1b[31m赤\x1b]52;c;aGVsbG8=\x07\u202e逆\u200b\x9b2J" + "長" * 400


def measures(app: ShinchokuApp) -> Measures:
    assert isinstance(app.screen, Measures)
    return app.screen


# -- the first screen


async def test_it_opens_on_the_current_half_year_with_counts_by_state(
    app: ShinchokuApp, lines: Lines
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = lines(app)
        assert isinstance(app.screen, Overview)
        assert "試験市情報化計画" in shown[0]
        assert "R2下 (令和2年10月-令和3年3月)" in shown[0]
        assert "全課" in shown[0]
        assert "佐藤" in shown[0]
        assert "受付中   締切 4月15日 あと6日   5施策" in shown[3]
        assert "未 未着手 5" in shown[4]
        assert "0/5" in shown[5]


async def test_each_department_shows_what_it_still_has_to_report(
    small: Small, app: ShinchokuApp, settled: Settle
) -> None:
    saved = save_draft(small.book, small.measures["2"], small.second, Answer(AS_PLANNED), 0)
    assert saved.version == 1
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        table = app.screen.query_one("#departments", DataTable)
        rows = [[str(cell).split() for cell in table.get_row_at(place)] for place in range(table.row_count)]
        # all: 4 not reported + 1 draft; 広報課 leads 1, 3, 11; 情報課 leads 2, 10
        assert [row[0] for row in rows] == [["*全課"], ["広報課"], ["情報課"]]
        assert [row[1:4] for row in rows] == [
            [["5"], ["4"], ["1"]],
            [["3"], ["3"], ["."]],
            [["2"], ["1"], ["1"]],
        ]


async def test_enter_on_a_department_opens_its_measures(app: ShinchokuApp, small: Small) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert measures(app).seen == (small.measures["2"], small.measures["10"])


async def test_the_department_is_remembered_for_the_person_who_chose_it(
    small: Small, app: ShinchokuApp, settled: Settle
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+d", *"情報", "enter")
        await settled(pilot)
        assert app.view.department is not None
        assert app.view.department.name == "情報課"
    again = ShinchokuApp(small.book)
    async with again.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert again.view.department is not None
        assert again.view.department.name == "情報課"
    with Book.open(small.book.path, actor=SUZUKI, clock=Clock()) as other:
        another = ShinchokuApp(other)
        async with another.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            assert another.view.department is None


async def test_departments_go_round_with_two_keys(app: ShinchokuApp, settled: Settle) -> None:
    names = []
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("ctrl+right", "ctrl+right", "ctrl+right", "ctrl+left"):
            await pilot.press(key)
            await settled(pilot)
            names.append(app.view.department.name if app.view.department else None)
    assert names == ["広報課", "情報課", None, "情報課"]


async def test_an_empty_book_names_the_first_command(empty: Book, lines: Lines) -> None:
    app = ShinchokuApp(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = "\n".join(lines(app))
        assert "shinchoku demo" in shown
        assert "shinchoku import commit FILE" in shown
        await pilot.press("f2", "f3", "f6", "ctrl+d", "ctrl+p", "escape")
        fill(empty)
        await pilot.press("f10")
        await pilot.pause()
        assert isinstance(app.screen, Overview)


# -- the list


async def test_the_filter_finds_by_number_name_department_and_text(app: ShinchokuApp, small: Small) -> None:
    found = {}
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", "slash")
        for typed in ("10", "防災", "広報", "待ち", "きばん", "基盤 情報", "１１"):
            app.screen.query_one("#filter", Input).value = typed
            await pilot.pause()
            found[typed] = measures(app).seen
    ids = small.measures
    assert found == {
        "10": (ids["10"],),
        "防災": (ids["3"],),
        "広報": (ids["1"], ids["3"], ids["11"]),
        "待ち": (ids["11"],),
        "きばん": (),
        "基盤 情報": (ids["10"],),
        "１１": (ids["11"],),
    }


async def test_the_cursor_stays_on_its_measure_through_filtering_sorting_and_refreshing(
    app: ShinchokuApp, small: Small
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", "down", "down", "down")
        assert measures(app).at_cursor == small.measures["10"]
        await pilot.press("ctrl+f", *"情報")
        await pilot.pause()
        assert measures(app).seen == (small.measures["2"], small.measures["3"], small.measures["10"])
        assert measures(app).at_cursor == small.measures["10"]
        await pilot.press("escape", "escape")
        await pilot.pause()
        for _ in range(5):
            await pilot.press("ctrl+s")
            assert measures(app).at_cursor == small.measures["10"]
        measures(app).reload()
        assert measures(app).at_cursor == small.measures["10"]


async def test_the_full_width_slash_opens_the_filter_too(app: ShinchokuApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", "／")
        await pilot.pause()
        assert app.focused is app.screen.query_one("#filter")


async def test_coming_back_from_a_measure_the_cursor_stands_on_it(app: ShinchokuApp, small: Small) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", "enter", "ctrl+down", "pagedown", "escape")
        await pilot.pause()
        assert measures(app).at_cursor == small.measures["3"]


async def test_the_queue_of_a_record_is_the_list_as_filtered(app: ShinchokuApp, lines: Lines) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", "slash", *"広報", "enter", "enter", "ctrl+down")
        await pilot.pause()
        assert isinstance(app.screen, Record)
        assert "2/3" in lines(app)[1]


# -- the palette and help


@pytest.mark.parametrize("typed", ["提出して", "Submit, and", "submit, AND"])
async def test_actions_are_found_by_their_japanese_and_english_names(
    app: ShinchokuApp, small: Small, settled: Settle, typed: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10", "1", "ctrl+p", *typed.replace(" ", "\0").split("\0")[0])
        await pilot.pause()
        assert isinstance(app.screen, Choose)
        app.screen.query_one("#typed", Input).value = typed
        await pilot.press("enter")
        await settled(pilot)
    assert small.state("1") == "submitted"


async def test_any_measure_is_reached_in_six_keys(app: ShinchokuApp, small: Small) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", "防", "災", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Record)
        assert app.screen.measure_id == small.measures["3"]


async def test_the_palette_offers_only_what_makes_sense_now(app: ShinchokuApp, small: Small) -> None:
    from tui.palette import choices

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, Overview)
        names = {choice.label for choice in choices(app, app.screen)}
        assert "巡回入力を始める（未報告だけ）" in names
        assert "計画を選ぶ" not in names
        with small.book.writing() as door:
            door.update("period", small.second, {"state": "frozen"})
        app.open_default()
        await pilot.pause()
        assert "巡回入力を始める（未報告だけ）" not in {choice.label for choice in choices(app, app.screen)}


@pytest.mark.parametrize("keys", [("f2",), ("f3",), ("f4",), ("f5",), ("f6",), ("f3", "enter")])
@pytest.mark.parametrize("help_key", ["f1", "？"])
async def test_every_screen_has_help_with_its_keys_and_words(
    app: ShinchokuApp, keys: tuple[str, ...], help_key: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await pilot.press(help_key)
        await pilot.pause()
        assert isinstance(app.screen, Help)
        text = str(app.screen._text())
        assert "ことば" in text
        assert "Ctrl+Q" in text
        assert "未着手" in text
        await pilot.press("escape")
        assert not isinstance(app.screen, Help)


def test_no_key_means_two_things_on_one_screen() -> None:
    for own in ((OVERVIEW, EYES), (MEASURES, EYES), (RECORD,)):
        seen = [
            name
            for table in (*own, EVERYWHERE)
            for key in table
            for name in (*key.keys.split(","), *key.signs)
            if name
        ]
        assert len(seen) == len(set(seen))


def test_every_sentence_of_the_dashboard_has_its_japanese() -> None:
    japanese = i18n.catalogue("ja")
    for table in (EVERYWHERE, EYES, OVERVIEW, MEASURES, RECORD, FIELDS):
        for key in table:
            for word in (key.name, key.short):
                assert not word or word in japanese
    for screen in (Overview, Measures, Record):
        for word, meaning in screen.WORDS:
            assert word in japanese
            assert meaning in japanese


# -- widths and languages


async def _tour(pilot: Pilot[None], look: Callable[[], None]) -> None:
    """Every screen and dialog once."""
    for keys in (
        ("f2",),
        ("f3",),
        ("slash", "情"),
        ("escape", "escape"),
        ("ctrl+d",),
        ("escape", "ctrl+e"),
        ("escape", "ctrl+p"),
        ("escape", "f1"),
        ("escape", "end", "enter"),
        ("ctrl+up",),
        ("ctrl+t",),
        ("escape", "shift+tab", "space"),
        ("escape", "f1"),
        ("escape", "2", "ctrl+l"),
        ("f6",),
        ("tab",),
        ("f2",),
    ):
        await pilot.press(*keys)
        await pilot.pause()
        look()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_no_line_is_wider_than_the_terminal(
    small: Small, size: tuple[int, int], lang: str, too_wide: Callable[[ShinchokuApp], list[str]]
) -> None:
    i18n.setup(lang)
    app = ShinchokuApp(small.book)
    async with app.run_test(size=size) as pilot:

        def look() -> None:
            assert not too_wide(app)

        await pilot.pause()
        await _tour(pilot, look)
        await pilot.resize_terminal(60, 18)
        await pilot.pause()
        await _tour(pilot, look)


@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_where_ambiguous_characters_are_wide_there_is_none_of_our_own(
    small: Small, lang: str, lines: Lines
) -> None:
    i18n.setup(lang)
    app = ShinchokuApp(small.book, wide_ambiguous=True)
    async with app.run_test(size=(80, 24)) as pilot:

        def look() -> None:
            found = {
                letter
                for line in lines(app)
                for letter in line
                if unicodedata.east_asian_width(letter) == "A"
            }
            assert not found

        await pilot.pause()
        await _tour(pilot, look)


_JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
# Printed words of the plan and the kanji marks, which both languages share.
_PRINTED = (
    "試験市情報化計画",
    "佐藤",
    "便利",
    "安心",
    "簡素",
    "方式の調査",
    "基盤の用意",
    "掲示の候補を比べた。",
    "配信の試行を始めた。",
    "第1回会議",
)
_MARKS = "未草提戻確付承否予実遅・〃"


async def test_english_is_complete(small: Small, lines: Lines) -> None:
    from domain.stages import MARKS, STAGE_NAMES
    from tests.tui.conftest import MEASURES as PRINTED

    printed = sorted(
        {
            *_PRINTED,
            *_MARKS,
            *STAGE_NAMES,
            *MARKS.values(),
            *(text for facts in PRINTED for text in facts[1:]),
        },
        key=len,
        reverse=True,
    )
    i18n.setup("en")
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(200, 50)) as pilot:

        def look() -> None:
            if isinstance(app.screen, Measures) and app.screen.typed:
                return
            for line in lines(app):
                if isinstance(app.screen, ModalScreen):
                    line = line.partition("│")[2].partition("│")[0]
                for word in printed:
                    line = line.replace(word, "")
                assert not _JAPANESE.search(line), line

        await pilot.pause()
        await _tour(pilot, look)


# -- hostile text


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_text_of_a_plan_is_only_text(
    small: Small,
    size: tuple[int, int],
    lines: Lines,
    settled: Settle,
    too_wide: Callable[[ShinchokuApp], list[str]],
) -> None:
    with small.book.writing() as door:
        door.update("plan", small.plan, {"title": HOSTILE})
        for measure in small.measures.values():
            door.update("measure", measure, {"title": HOSTILE, "content": HOSTILE, "number": "[x]"})
        for row in door.db.conn.execute("SELECT id FROM department").fetchall():
            door.update("department", row[0], {"name": HOSTILE + str(row[0])})
        for row in door.db.conn.execute("SELECT id FROM work_item").fetchall():
            door.update("work_item", row[0], {"label": HOSTILE})
    save_draft(small.book, small.measures["11"], small.second, Answer(HOSTILE, HOSTILE, HOSTILE), 0)
    app = ShinchokuApp(small.book)
    async with app.run_test(size=size) as pilot:

        def look() -> None:
            shown = "".join(lines(app))
            assert not [letter for letter in shown if unicodedata.category(letter) in ("Cc", "Cf")]
            assert not too_wide(app)

        await pilot.pause()
        await _tour(pilot, look)
        assert "[/資料]" in lines(app)[0]
        await settled(pilot)


async def test_what_is_pasted_comes_in_without_control_characters(
    small: Small, app: ShinchokuApp, settled: Settle
) -> None:
    from textual import events

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10")
        field = app.screen.query_one("#text")
        field.focus()
        await pilot.pause()
        field.post_message(events.Paste("一行目\x1b[31m\r\n二行目\u202e[/b]"))
        await settled(pilot)
    draft = small.draft("1")
    assert draft is not None
    assert draft["text"] == "一行目[31m\n二行目[/b]"


async def test_what_is_pasted_into_any_field_is_cleaned_on_its_way(
    app: ShinchokuApp, settled: Settle
) -> None:
    from textual import events
    from textual.widgets import Input, TextArea

    pasted = "予約\ud800\x1b\udc00\ud83d\u202eの\udfff"
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", "slash")
        app.post_message(events.Paste(pasted))
        await settled(pilot)
        assert app.screen.query_one("#filter", Input).value == "予約の"
        await pilot.press("escape", "f10")
        app.screen.query_one("#text").focus()
        await pilot.pause()
        app.post_message(events.Paste(pasted))
        await settled(pilot)
        assert app.screen.query_one("#text", TextArea).text.endswith("予約の")


# -- the house's rules


def test_the_package_itself_loads_no_textual_and_the_app_no_plotext(environment: dict[str, str]) -> None:
    program = (
        "import sys, tui; assert 'textual' not in sys.modules\n"
        "import tui.app; assert 'textual' in sys.modules and 'plotext' not in sys.modules\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, env=environment).returncode == 0


def test_two_texts_at_both_ends_fill_a_line_exactly() -> None:
    from tui.screens.frame import sides

    for width in range(4, 90):
        assert cell_len(sides("施策の名称がとても長い場合", "12/29 保存済", width)) == width


async def test_with_an_earlier_half_year_in_sight_the_later_ones_keep_their_numbers(
    small: Small, app: ShinchokuApp, settled: Settle, lines: Lines
) -> None:
    with small.book.writing() as door:
        door.insert("period", {"plan_id": small.plan, "fy": 2021, "half": 1, "state": "scheduled"})
    for number in ("2", "11"):
        saved = save_draft(
            small.book, small.measures[number], small.second, Answer(AS_PLANNED, None, "済"), 0
        )
        submit(small.book, small.measures[number], small.second, saved.version)
    async with app.run_test(size=(120, 40)) as pilot:
        app._period_chosen(small.first)
        for key in ("f2", "f6"):
            await pilot.press(key)
            await settled(pilot)
            shown = "\n".join(lines(app))
            assert ">R2上 2/2 " in shown
            assert " R2下 2/5 " in shown
            assert " R3上 -/5 " in shown
