"""Slip, study, progress, figures, costs and the survey as charts: numbers counted by hand from a plan of our own."""

import json

import pytest
from textual.pilot import Pilot
from wcwidth import wcswidth

import i18n
from db.reads.charts import Reach, progress, reached, study_share
from domain.periods import Half
from tests.tui.board import lines_of
from tests.tui.conftest import Small
from tui.app import ShinchokuApp
from tui.screens.whole import Whole


async def chart(pilot: Pilot[None], *keys: str) -> list[str]:
    await pilot.press("f6", *keys)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return lines_of(pilot.app)


@pytest.fixture
def ended(small: Small) -> Small:
    """A plan that is over, beside the one that is reported on: three measures, planned and actual by years.

    a: 検討 planned and done in 2017, 実施 planned 2018, done 2019: two half-years late.
    b: 検討 planned 2017, never anything but 検討 until 2019; 実施 planned 2019 never.
    c: 構築 planned and done 2018. No goal, no field.
    """
    schedules = {
        "a": (("planned", {2017: "検討", 2018: "実施"}), ("actual", {2017: "検討", 2019: "実施"})),
        "b": (
            ("planned", {2017: "検討", 2019: "実施"}),
            ("actual", {2017: "検討", 2018: "検討", 2019: "検討"}),
        ),
        "c": (("planned", {2018: "構築"}), ("actual", {2018: "構築", 2019: "構築"})),
    }
    with small.book.writing() as door:
        city = small.rows("SELECT id FROM municipality")[0]["id"]
        plan = door.insert(
            "plan",
            {"key": "old", "municipality_id": city, "title": "前の計画", "first_fy": 2017, "last_fy": 2019},
        )
        goal = door.insert("goal", {"plan_id": plan, "name": "暮らし", "ordinal": 1})
        for key, kinds in schedules.items():
            measure = door.insert(
                "measure",
                {"plan_id": plan, "measure_key": key, "number": key, "title": f"施策{key}", "sort_key": key},
            )
            if key != "c":
                door.insert("measure_goal", {"measure_id": measure, "goal_id": goal, "mark": 1})
            item = door.insert("work_item", {"measure_id": measure, "row": 1})
            for kind, cells in kinds:
                for fy, stage in cells.items():
                    door.insert(
                        "schedule_cell",
                        {
                            "work_item_id": item,
                            "kind": kind,
                            "fy": fy,
                            "stages": json.dumps([stage], ensure_ascii=False),
                            "raw": stage,
                        },
                    )
            if key == "a":
                figure = door.insert(
                    "indicator", {"plan_id": plan, "measure_id": measure, "label": "閲覧数", "unit": "件"}
                )
                for fy, value in ((2017, 1200), (2018, 1500)):
                    door.insert("observation", {"indicator_id": figure, "fy": fy, "value": value})
        for fy, cost, about in ((2017, 12000, 1), (2018, 34000, 0)):
            door.insert(
                "cost_estimate", {"plan_id": plan, "fy": fy, "thousand_yen": cost, "approximate": about}
            )
        survey = door.insert(
            "survey",
            {"plan_id": plan, "title": "市民の声", "satisfaction_mean": 30.0, "importance_mean": 60.0},
        )
        for subject, satisfaction, importance in (
            ("見守り", 10.0, 90.0),
            ("窓口", 50.0, 40.0),
            ("未集計", None, 20.0),
        ):
            door.insert(
                "survey_item",
                {
                    "survey_id": survey,
                    "item": subject,
                    "satisfaction": satisfaction,
                    "importance": importance,
                },
            )
    return small


async def of_the_old_plan(pilot: Pilot[None], *keys: str) -> list[str]:
    await pilot.press("ctrl+g", "o", "l", "d", "enter")
    await pilot.pause()
    return await chart(pilot, *keys)


async def test_slip_counts_stages_by_distance_and_by_what_has_none(ended: Small) -> None:
    async with ShinchokuApp(ended.book).run_test(size=(80, 24)) as pilot:
        lines = await of_the_old_plan(pilot, "3")
    text = "\n".join(lines)
    assert "n = 3施策" in lines[4] and "0施策を除く" in lines[4] and "数えた工程 5" in lines[4]
    assert any(line.strip().startswith("予定どおり 3 ") for line in lines), text  # 検討 of a and b, 構築 of c
    assert any(line.strip().startswith("+2期 1 ") for line in lines), text  # 実施 of a
    assert any(line.strip().startswith("未達 1 ") for line in lines), text  # 実施 of b


async def test_study_shows_planned_and_actual_side_by_side(ended: Small) -> None:
    async with ShinchokuApp(ended.book).run_test(size=(80, 24)) as pilot:
        lines = await of_the_old_plan(pilot, "4")
    for label in (
        "H29上 予定 2/2 ",
        "H29上 実績 2/2 ",
        "H30下 予定 0/2 ",
        "H30下 実績 1/2 ",
        "R1上 実績 1/3 ",
    ):
        assert any(line.strip().replace("  ", " ").startswith(label) for line in lines), label


def test_a_measure_counts_as_studied_only_where_every_row_is(ended: Small) -> None:
    plan = ended.rows("SELECT id FROM plan WHERE key = 'old'")[0]["id"]
    found = {(one.half, one.kind): (one.studied, one.further) for one in study_share(ended.book.db, plan)}
    assert found[Half(2018, 1), "planned"] == (0, 2)
    assert found[Half(2018, 1), "actual"] == (1, 1)
    assert found[Half(2019, 2), "actual"] == (1, 2)


async def test_progress_turns_by_goal_field_and_department(ended: Small) -> None:
    async with ShinchokuApp(ended.book).run_test(size=(80, 24)) as pilot:
        lines = await of_the_old_plan(pilot, "5")
        assert "基本目標別" in lines[4]
        assert any(line.strip().startswith("暮らし 2 ") and "実1" in line and "検1" in line for line in lines)
        assert any(line.strip().startswith("なし 1 ") and "構1" in line for line in lines)
        lines = await chart(pilot, "5", "ctrl+b")
        assert "分野別" in lines[4]
        lines = await chart(pilot, "5", "ctrl+b")
        assert "主管課別" in lines[4]


def test_what_is_planned_but_not_reached_is_unknown_not_reached(small: Small) -> None:
    groups = progress(small.book.db, small.plan, "department", Half(2020, 2))
    counted = {group.name: {str(key): n for key, n in group.counts.items() if n} for group in groups}
    assert counted == {"広報課": {"unknown": 3}, "情報課": {"unknown": 2}}


@pytest.mark.parametrize(
    ("stages", "reach"),
    [
        ((), Reach.unknown),
        (("まだない語",), Reach.unknown),
        (("検討", "策定"), Reach.studying),
        (("検討", "調達・構築"), Reach.building),
        (("試行",), Reach.building),
        (("構築", "運用"), Reach.running),
    ],
)
def test_the_furthest_stage_says_how_far_a_measure_is(stages: tuple[str, ...], reach: Reach) -> None:
    assert reached(stages) is reach


async def test_figures_are_chosen_in_a_list_and_lead_to_their_measure(ended: Small) -> None:
    app = ShinchokuApp(ended.book)
    async with app.run_test(size=(80, 24)) as pilot:
        lines = await of_the_old_plan(pilot, "6")
        text = "\n".join(lines)
        assert "指標 1件・値 2個" in lines[4]
        assert "H29    1,200" in text and "H30    1,500" in text
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, Whole) and app.screen.part == "figures"


@pytest.mark.parametrize(
    ("language", "bars"),
    [("ja", ("H29 約12,000 ", "H30 34,000 ")), ("en", ("FY2017 about 12,000 ", "FY2018 34,000 "))],
)
async def test_costs_say_which_are_approximate(ended: Small, language: str, bars: tuple[str, str]) -> None:
    i18n.setup(language)
    async with ShinchokuApp(ended.book).run_test(size=(80, 24)) as pilot:
        lines = await of_the_old_plan(pilot, "7")
    for bar in bars:
        assert any(line.strip().startswith(bar) for line in lines)


async def test_the_survey_places_subjects_between_the_means_and_leaves_unknown_ones_out(ended: Small) -> None:
    async with ShinchokuApp(ended.book).run_test(size=(80, 24)) as pilot:
        lines = await of_the_old_plan(pilot, "8")
    plot = [line[:39] for line in lines[5:]]
    first = next(place for place, line in enumerate(plot) if "1" in line[3:])
    second = next(place for place, line in enumerate(plot) if "2" in line[3:])
    cross = next(place for place, line in enumerate(plot) if "┼" in line)
    assert first < cross < second, "more important above"
    assert plot[first].index("1") < plot[cross].index("┼") < plot[second].index("2"), "more satisfied right"
    assert any("見守り" in line for line in lines) and not any("未集計" in line for line in lines)


async def test_a_plan_without_any_of_it_says_so_on_every_chart(small: Small) -> None:
    async with ShinchokuApp(small.book).run_test(size=(80, 24)) as pilot:
        for key, words in (
            ("6", "この計画に指標はありません。"),
            ("7", "描くものがありません。"),
            ("8", "値のある市民意識調査はありません。"),
        ):
            assert any(words in line for line in await chart(pilot, key)), key


async def test_every_chart_fits_at_both_sizes_in_both_languages(ended: Small) -> None:
    import i18n

    for language in ("ja", "en"):
        i18n.setup(language)
        async with ShinchokuApp(ended.book).run_test(size=(80, 24)) as pilot:
            await of_the_old_plan(pilot)
            for width, height in ((80, 24), (120, 40)):
                await pilot.resize_terminal(width, height)
                for key in "12345678":
                    lines = await chart(pilot, key)
                    assert {wcswidth(line) for line in lines} == {width}, (language, width, key)
