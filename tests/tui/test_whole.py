"""施策の全体: its parts by keys, what happened told with who and what changed, the family followed and left again."""

from typing import Any

import pytest
from textual.pilot import Pilot

import i18n
from db.reads.answers import Answer
from db.writes.reports import return_report, save_draft, submit
from importers.commit import Source, commit
from importers.identify import stage
from importers.staged import PlanIdentity
from tests.tui.conftest import AS_PLANNED, NEARLY, Small, lines, said, settled, too_wide
from tui.app import ShinchokuApp
from tui.screens.measures import Measures
from tui.screens.overview import Overview
from tui.screens.record import Record
from tui.screens.whole import Whole
from tui.widgets.figure_lines import FigureLines
from tui.widgets.origins import Origins


def seen(app: ShinchokuApp) -> str:
    return "\n".join(line.rstrip() for line in lines(app))


async def open_whole(pilot: Pilot[Any], *keys: str) -> None:
    await pilot.press("f3", "ctrl+t", *keys)
    await settled(pilot)
    assert isinstance(pilot.app.screen, Whole)


async def test_ctrl_t_shows_the_sheet_and_tab_goes_through_its_parts(app: ShinchokuApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_whole(pilot)
        assert "窓口の案内を電子の掲示に替える。" in seen(app)
        found = []
        for _ in range(5):
            found.append(app.screen.part)  # type: ignore[attr-defined]
            await pilot.press("tab")
        assert found == ["sheet", "story", "family", "figures", "origins"]
        await pilot.press("４")
        await settled(pilot)
        assert "計画はこの施策の数値を示していません。" in seen(app)
        await pilot.press("escape")
        assert isinstance(app.screen, Measures)


async def test_the_story_tells_who_did_what_when_and_what_changed(small: Small, app: ShinchokuApp) -> None:
    measure = small.measures["1"]
    saved = save_draft(small.book, measure, small.second, Answer(NEARLY, "実施中", "掲示を一台置いた。"), 0)
    submit(small.book, measure, small.second, saved.version)
    return_report(small.book, measure, small.second, "置いた場所を書いてください。")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_whole(pilot, "2")
        text = seen(app)
    returned = text.index("R2下 差戻し")
    handed_in = text.index("R2下 提出")
    approved = text.index("R2上 承認")
    assert returned < handed_in < approved, "newest first"
    assert "佐藤" in text
    assert "所見: 置いた場所を書いてください。" in text
    assert "進捗評価: 1 計画どおり -> 2 ほぼ" in text
    assert "実施内容: 掲示の候補を比べた。 -> 掲示を一台置いた。" in text
    assert "第1回会議 2021-04-08" in text


async def test_a_draft_is_nobodys_news(small: Small, app: ShinchokuApp) -> None:
    save_draft(small.book, small.measures["2"], small.second, Answer(AS_PLANNED, None, "途中の文"), 0)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", "down", "ctrl+t", "2")
        await settled(pilot)
        assert "途中の文" not in seen(app)
        told = [line for line in seen(app).split("\n")[1:] if "R2下" in line]
        assert all("計画に追加" in line for line in told)


async def test_the_family_is_followed_with_enter_and_left_with_esc(small: Small, app: ShinchokuApp) -> None:
    with small.book.writing() as door:
        city = small.rows("SELECT id FROM municipality")[0]["id"]
        old = door.insert(
            "plan", {"key": "test-0", "municipality_id": city, "title": "前の計画", "last_fy": 2019}
        )
        former = door.insert(
            "measure",
            {"plan_id": old, "measure_key": "⑦", "number": "⑦", "title": "案内板の更新", "sort_key": "7"},
        )
        door.insert("evaluation", {"measure_id": former, "progress_evaluation": NEARLY})
        for ordinal, (raw, measure) in enumerate((("⑦", former), ("目標9-①", None)), 1):
            door.insert(
                "lineage",
                {
                    "measure_id": small.measures["1"],
                    "ordinal": ordinal,
                    "raw": raw,
                    "predecessor_plan_id": old,
                    "predecessor_measure_id": measure,
                },
            )
    async with app.run_test(size=(80, 24)) as pilot:
        await open_whole(pilot, "3")
        text = seen(app)
        assert "1つ前の計画  前の計画 ⑦ 案内板の更新  2 ほぼ" in text
        assert "「目標9-①」: 台帳に該当する施策なし" in text
        await pilot.press("enter")
        await settled(pilot)
        assert said(app) == "台帳にこの施策はありません。"
        await pilot.press("down", "enter")
        await settled(pilot)
        assert "⑦ 案内板の更新  前の計画" in seen(app).split("\n")[1]
        assert "1つ後の計画  試験市情報化計画 1 住民向け案内の電子化" in seen(app)
        await pilot.press("escape")
        await settled(pilot)
        assert "1 住民向け案内の電子化" in seen(app).split("\n")[1]
        await pilot.press("escape")
        assert isinstance(app.screen, Measures)


@pytest.fixture
def figures(small: Small) -> Small:
    """Measure 1 counts readers over four years, one of them doubtful and one not over."""
    with small.book.writing() as door:
        figure = door.insert(
            "indicator",
            {"plan_id": small.plan, "measure_id": small.measures["1"], "label": "閲覧数", "unit": "件"},
        )
        for fy, value, base, partial, suspect in (
            (2017, 1200, 2400, None, 0),
            (2018, 1500, None, None, 0),
            (2019, 150000, None, None, 1),
            (2020, 700, None, "2020-09", 0),
        ):
            door.insert(
                "observation",
                {
                    "indicator_id": figure,
                    "fy": fy,
                    "value": value,
                    "denominator": base,
                    "partial_until": partial,
                    "suspect": suspect,
                },
            )
    return small


@pytest.mark.usefixtures("figures")
async def test_figures_are_lines_and_numbers_and_doubtful_ones_are_no_line(app: ShinchokuApp) -> None:
    async with app.run_test(size=(80, 40)) as pilot:
        await open_whole(pilot, "4")
        text = seen(app)
        assert "閲覧数 (件)" in text
        assert "H29    1,200 / 2,400 (50.0%)" in text
        assert "R1     150,000  要確認" in text
        assert "R2     700  2020-09まで" in text
        assert app.screen.query_one(FigureLines).display
        assert "* 閲覧数" in text
        assert "1,500┤" in text, "the doubtful value stretches no axis"
        assert "H29" in text.split("1,500┤")[1]


@pytest.mark.usefixtures("figures")
async def test_figures_name_years_in_english(app: ShinchokuApp) -> None:
    i18n.setup("en")
    async with app.run_test(size=(80, 40)) as pilot:
        await open_whole(pilot, "4")
        text = seen(app)
    assert "FY2017    1,200 / 2,400 (50.0%)" in text and "FY2020    700  until 2020-09 only" in text
    assert "2017" in text.split("1,500┤")[1] and "H29" not in text


async def test_wide_terminals_show_the_sheet_beside_every_part(app: ShinchokuApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await open_whole(pilot)
        text = seen(app)
        assert "窓口の案内を電子の掲示に替える。" in text
        assert "R2上 承認" in text
        assert "1 全文" not in text
        assert too_wide(app) == []


async def test_next_goes_along_the_list_and_the_cursor_follows_back(small: Small, app: ShinchokuApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_whole(pilot, "ctrl+down", "ctrl+down")
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, Measures)
        assert app.screen.at_cursor == small.measures["3"]


async def test_from_a_report_and_back_nothing_typed_is_lost(small: Small, app: ShinchokuApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", "enter", "2", "ctrl+t")
        await settled(pilot)
        assert isinstance(app.screen, Whole)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, Record)
        assert small.rows("SELECT progress_evaluation FROM draft") == [{"progress_evaluation": NEARLY}]


async def test_hostile_texts_are_shown_as_plain_text_within_the_width(
    small: Small, app: ShinchokuApp
) -> None:
    hostile = "[/資料] [red]x[/] \x1b]52;c;eA==\x07 \u202e逆 " + "長" * 200
    with small.book.writing() as door:
        door.update("measure", small.measures["1"], {"title": hostile, "content": hostile})
    async with app.run_test(size=(80, 24)) as pilot:
        for part in "1234":
            await open_whole(pilot, part)
            assert too_wide(app) == []
            assert "\x1b" not in seen(app)
            await pilot.press("escape")


async def test_ctrl_p_finds_a_measure_by_two_characters_of_its_text(small: Small, app: ShinchokuApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", *"近隣")
        await settled(pilot)
        line = next(line for line in lines(app) if "共同利用する基盤の検討" in line)
        assert "近隣市と基盤を分け合う方法を調べる。" in line
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, Whole)
        assert app.screen.measure_id == small.measures["10"]
        await pilot.press("escape")
        assert isinstance(app.screen, Overview)


async def test_ctrl_p_searches_what_was_reported_whatever_the_width(app: ShinchokuApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", *"ｼﾝｸﾞ")
        await settled(pilot)
        assert any("その名前のものはありません。" in line for line in lines(app))
        for _ in "ｼﾝｸﾞ":
            await pilot.press("backspace")
        await pilot.press(*"試行")
        await settled(pilot)
        assert any("3 防災情報の配信" in line and "配信の試行を始めた。" in line for line in lines(app))


async def test_another_plan_of_the_town_is_searched_too(small: Small, app: ShinchokuApp) -> None:
    with small.book.writing() as door:
        for key, town in (("before", "試験市"), ("elsewhere", "別の町")):
            found = door.find("municipality", name=town)
            city = found["id"] if found else door.insert("municipality", {"name": town})
            plan = door.insert("plan", {"key": key, "municipality_id": city, "title": f"{town}の計画"})
            door.insert(
                "measure",
                {"plan_id": plan, "measure_key": "1", "title": "案内所の改装", "sort_key": "1"},
            )
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", *"案内所")
        await settled(pilot)
        text = seen(app)
        assert "案内所の改装 (試験市の計画)" in text
        assert "別の町" not in text


async def test_ctrl_o_shows_file_line_and_what_was_printed_beside_the_value(
    small: Small, app: ShinchokuApp
) -> None:
    text = "施策名,担当課,施策内容\n街灯の点検,道路課,灯具を調べる。\n花壇の手入れ,公園課,苗を植える。\n"
    source = Source("一覧.csv", text.encode("cp932"))
    staging = stage(source.name, source.content, PlanIdentity("test-1"))
    commit(small.book, staging, source, lambda issue: issue.code)
    measure = small.rows("SELECT id FROM measure WHERE title = '花壇の手入れ'")[0]["id"]
    with small.book.writing() as door:
        door.update("measure", measure, {"content": "苗を三百株植える。"})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", "slash", *"花壇", "down", "ctrl+o")
        await settled(pilot)
        assert isinstance(app.screen, Whole)
        assert app.screen.measure_id == measure
        for _ in range(12):
            if app.screen.query_one(Origins).value.field == "content":  # type: ignore[union-attr]
                break
            await pilot.press("down")
        await settled(pilot)
        shown = seen(app)
        assert "苗を三百株植える。" in shown
        assert "原文  苗を植える。" in shown
        assert "一覧.csv  R3C3" in shown
        assert "その後の修正  令和3年4月9日  佐藤  苗を植える。 -> 苗を三百株植える。" in shown
        assert "| 街灯の点検 道路課 灯具を調べる。" in shown, "the row above"
        assert "| 花壇の手入れ 公園課 苗を植える。" in shown


async def test_a_value_typed_by_hand_says_so(app: ShinchokuApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await open_whole(pilot, "5")
        assert "手入力" in seen(app)
        assert "取り込みによる値ではありません。" in seen(app)
        assert "登録  令和3年4月9日  佐藤" in seen(app)
        assert too_wide(app) == []
