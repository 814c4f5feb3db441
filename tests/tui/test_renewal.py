"""更新計画 by keys: findings first, filters, a system's dates with their origin, what an empty plan says."""

import json
from collections.abc import Callable
from typing import Any

import pytest

import i18n
from db.book import Book
from db.reads.answers import Answer
from db.writes.reports import save_draft, submit
from tests.tui.conftest import AS_PLANNED, Small
from tui.app import ShinchokuApp
from tui.screens.record import Record
from tui.screens.renewal import RenewalPlan
from tui.screens.renewal_dates import SystemDates

Lines = Callable[[ShinchokuApp], list[str]]
SYSTEMS = (
    ("住民記録", "情報課", 1, "2022-03", "2020-04", 2021, "2022-04"),
    ("図書貸出", "図書館", 0, "2021-09", "2021-01", 2021, "2022-04"),
    ("施設予約", "広報課", None, None, None, 2021, "2022-01"),
)


def systems(book: Book, plan: int) -> None:
    columns = ("name", "department", "is_bcp_priority", "current_end", "next_study_start")
    with book.writing() as door:
        for row in SYSTEMS:
            values = dict(zip((*columns, "next_procurement_fy", "next_operation_start"), row, strict=True))
            door.insert("renewal_system", {"plan_id": plan, **values})


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_f7_shows_systems_with_findings_first_on_a_line_of_half_years(
    small: Small, lines: Lines, too_wide: Callable[[ShinchokuApp], list[str]], size: tuple[int, int]
) -> None:
    systems(small.book, small.plan)
    app = ShinchokuApp(small.book)
    async with app.run_test(size=size) as pilot:
        await pilot.press("f7")
        await pilot.pause()
        assert isinstance(app.screen, RenewalPlan)
        shown = lines(app)
        assert "3/3 システム" in shown[3] and "検討開始が遅い 1/2 (不明 1)" in shown[3]
        first = [line for line in shown if "図書貸出" in line or "施設予約" in line or "住民記録" in line]
        names = [next(name for name, *_ in SYSTEMS if name in line) for line in first]
        assert names == ["図書貸出", "施設予約", "住民記録"]
        assert "検討15か月前" in first[0] and "検" in first[2] and "運" in first[2]
        assert any("今" in line for line in shown[4:7])
        assert "F9" in shown[-1] and not too_wide(app)


async def test_f9_and_f10_narrow_the_list_and_escape_widens_it(small: Small) -> None:
    systems(small.book, small.plan)
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f7", "f9")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, RenewalPlan)
        assert len(screen.seen) == 1
        await pilot.press("escape", "f10")
        await pilot.pause()
        assert len(screen.seen) == 1
        await pilot.press("escape", "slash", "図", "書")
        await pilot.pause()
        assert len(screen.seen) == 1
        await pilot.press("escape")
        await pilot.pause()
        assert len(screen.seen) == 3


async def test_enter_opens_the_dates_of_the_system_under_the_cursor(small: Small, lines: Lines) -> None:
    systems(small.book, small.plan)
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f7", "enter")
        await pilot.pause()
        assert isinstance(app.screen, SystemDates)
        said = "\n".join(lines(app))
        assert "図書貸出" in said and "令和3年1月" in said and "検討開始が運用開始の15か月前" in said
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, RenewalPlan)


@pytest.mark.parametrize(
    ("lang", "words"), [("ja", "システムの更新計画がありません"), ("en", "lists no systems to renew")]
)
async def test_a_plan_without_systems_says_what_to_do(
    app: ShinchokuApp, lines: Lines, lang: str, words: str
) -> None:
    i18n.setup(lang)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f7")
        await pilot.pause()
        said = "\n".join(lines(app))
        assert words in said and "F8" in said


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_record_warns_live_when_the_schedule_contradicts_the_rating(
    small: Small, lines: Lines, settled: Any, size: tuple[int, int]
) -> None:
    # Of 10, the first row plans 検討 for 2020H1; reaching it only in 2020H2 is one half-year late.
    app = ShinchokuApp(small.book)
    async with app.run_test(size=size) as pilot:
        app.open_measure(small.measures["10"], (small.measures["10"],))
        await pilot.pause()
        record = app.screen
        stages = record.query_one("#stages")
        stages.choose(1, ("検討",))  # type: ignore[attr-defined]
        await pilot.pause()
        assert "注意" not in "\n".join(lines(app))
        await pilot.press("1")
        await pilot.pause()
        assert "注意  評価は「計画どおり」ですが、工程1は予定より1期遅れ" in "\n".join(lines(app))
        await pilot.press("2")
        await pilot.pause()
        assert "注意" not in "\n".join(lines(app))
        await settled(pilot)
        assert json.loads((small.draft("10") or {})["stages"]) == {"1": ["検討"]}


async def test_the_overview_lists_what_is_worth_a_look_and_enter_leads_there(
    small: Small, lines: Lines, settled: Any
) -> None:
    systems(small.book, small.plan)
    saved = save_draft(
        small.book,
        small.measures["10"],
        small.second,
        Answer(AS_PLANNED, "実施中", "比べた。", {1: ("検討",)}),
        0,
    )
    submit(small.book, small.measures["10"], small.second, saved.version)
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        said = "\n".join(lines(app))
        # 10 contradicts its schedule and is late; two systems should be under study, 施設予約 is bought this year.
        assert "気になること (5)" in said
        assert "矛盾  10" in said and "+1    10" in said and said.count("更新  ") == 3
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Record)
        assert app.screen.measure_id == small.measures["10"]
        await pilot.press("escape", *["down"] * 4, "enter")
        await pilot.pause()
        assert isinstance(app.screen, RenewalPlan)
