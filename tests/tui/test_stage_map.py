"""The plan's schedule lines up at every size, says what it does not know, and opens a thousand rows as fast as ten."""

import asyncio
from collections.abc import Mapping

import pytest
from textual.strip import Strip

from db.reads.stage_map import StageMapRow
from domain.periods import Half
from domain.slip import SlipAnswer
from tests.tui.board import Board, assert_aligned, lines_of, screens
from tui.widgets.schedule import columns, slip_of
from tui.widgets.stage_map import StageMap

NOW = Half(2021, 1)


def item(
    measure: int,
    planned: Mapping[int, tuple[str, ...]],
    actual: Mapping[int, tuple[str, ...]] | None = None,
    *,
    row: int = 1,
    title: str = "自治体クラウドの検討",
    label: str | None = None,
    continued: frozenset[int] = frozenset(),
    whole: frozenset[int] = frozenset(),
) -> StageMapRow:
    return StageMapRow(
        measure,
        str(measure),
        title,
        row,
        label,
        planned,
        actual or {},
        continued,
        whole,
    )


FIRST = Half(2020, 1).index


def some_rows(number: int) -> list[StageMapRow]:
    planned = {FIRST + place: ("検討",) if place < 3 else ("調達・構築", "運用") for place in range(6)}
    actual = {FIRST: ("検討",), FIRST + 1: ("検討",)}
    titles = (
        "自治体クラウドの検討",
        "\x1b[2J[/資料]を\u202e開く",
        "ポータルサイト等を活用したふるさと応援寄附の実施" * 3,
    )
    return [
        item(
            place // 2,
            planned,
            actual if place % 3 else None,
            row=place % 2 + 1,
            title=titles[place % 3],
        )
        for place in range(number)
    ]


@pytest.mark.parametrize("number", [0, 1, 7, 58, 1000])
def test_every_line_of_the_stage_map_is_as_wide_as_the_screen_after_every_resize(
    number: int,
) -> None:
    found = screens(lambda: StageMap(some_rows(number), now=NOW))
    assert_aligned(found)
    assert not any("\x1b" in line or "\u202e" in line for lines in found for line in lines)


def test_the_stage_map_shows_planned_over_reached_with_the_slip_at_the_end() -> None:
    planned = {FIRST: ("検討",), FIRST + 1: ("検討",), FIRST + 2: ("策定",)}
    actual = {FIRST + 1: ("検討",)}
    rows = [item(28, planned, actual, continued=frozenset({FIRST + 1}))]
    (lines,) = screens(lambda: StageMap(rows, now=Half(2021, 1)), sizes=((80, 24),))
    assert lines[0].split() == ["施策", "R2上", "R2下[R3上]R3下", "ずれ"]
    assert lines[1].split() == [
        "28",
        "自治体クラウドの検討",
        "予",
        "検",
        "〃",
        "[策]",
        "・",
    ]
    assert lines[2].split() == ["実", "・", "検", "[", "]", "+1"]


def test_below_the_title_stands_the_work_item_or_else_the_subtitle() -> None:
    rows = [
        item(1, {FIRST: ("検討",)}, title="便利な窓口", label="証明書の交付"),
        item(2, {FIRST: ("検討",)}, title="便利な窓口")._replace(subtitle="手続の案内"),
    ]
    (lines,) = screens(lambda: StageMap(rows, now=NOW), sizes=((80, 24),))
    assert lines[2].startswith("   1 証明書の交付") and lines[4].startswith("   手続の案内")


def test_a_work_item_of_which_the_plan_prints_nothing_is_unknown_and_not_unplanned() -> None:
    (lines,) = screens(
        lambda: StageMap([item(1, {}), item(2, {FIRST: ("検討",)})], now=None, years=(2020, 2020)),
        sizes=((80, 24),),
    )
    assert lines[1].split()[-2:] == ["？", "？"]
    assert lines[3].split()[-2:] == ["検", "・"]


def test_the_map_covers_the_years_of_the_plan_even_where_nothing_is_planned() -> None:
    (lines,) = screens(
        lambda: StageMap([item(1, {FIRST: ("検討",)})], now=NOW, years=(2020, 2022)), sizes=((80, 24),)
    )
    assert lines[0].split() == ["施策", "R2上", "R2下[R3上]R3下", "R4上", "R4下", "ずれ"]


def test_where_nothing_is_known_the_map_says_so_and_not_zero() -> None:
    (lines,) = screens(
        lambda: StageMap([item(1, {FIRST: ("検討",), FIRST + 2: ("実施",)})], now=NOW),
        sizes=((80, 24),),
    )
    assert lines[2].split() == ["実", "？", "？", "[", "]", "？"]


def test_plans_made_in_whole_years_get_one_column_a_year() -> None:
    places = [Half(year, 1).index for year in (2011, 2012, 2013)]
    rows = [item(1, dict.fromkeys(places, ("検討",)), whole=frozenset(places))]
    assert [column.label for column in columns(rows, None)] == ["H23", "H24", "H25"]


def test_a_whole_year_among_half_years_covers_both() -> None:
    rows = [
        item(1, {FIRST: ("検討",)}, whole=frozenset({FIRST})),
        item(2, {FIRST: ("検討",), FIRST + 1: ("実施",)}),
    ]
    (lines,) = screens(lambda: StageMap(rows, now=None), sizes=((80, 24),))
    assert lines[1].split()[-2:] == ["検", "〃"]


def test_keys_move_over_the_map_and_enter_tells_which_measure() -> None:
    class Chooser(Board):
        def __init__(self, widget: StageMap) -> None:
            super().__init__(widget)
            self.chosen: list[int] = []

        def on_stage_map_chosen(self, message: StageMap.Chosen) -> None:
            self.chosen.append(message.measure_id)

    async def run() -> Chooser:
        app = Chooser(StageMap(some_rows(1000), now=NOW))
        async with app.run_test(size=(80, 24)) as pilot:
            app.shown.focus()
            await pilot.press(
                "down",
                "down",
                "enter",
                "end",
                "enter",
                "home",
                "enter",
                "pagedown",
                "enter",
            )
            assert lines_of(app)[0].startswith("施策")
        return app

    assert asyncio.run(run()).chosen == [1, 499, 0, 5]


def test_the_cursor_stays_on_its_measure_when_the_rows_change() -> None:
    async def run() -> tuple[int | None, int | None]:
        map_ = StageMap(some_rows(40), now=NOW)
        app = Board(map_)
        async with app.run_test(size=(80, 24)):
            map_.move_to(7)
            map_.show_rows(list(reversed(some_rows(40))), NOW)
            kept = map_.cursor_measure
            map_.show_rows(some_rows(4), NOW)
            return kept, map_.cursor_measure

    assert asyncio.run(run()) == (7, 0)


def test_more_half_years_than_fit_are_reached_sideways_with_the_current_one_first_in_sight() -> None:
    start = Half(2010, 1).index
    planned = {start + place: ("検討",) for place in range(30)}

    def map_() -> StageMap:
        return StageMap([item(1, planned)], now=Half(2015, 1))

    (lines,) = screens(map_, sizes=((80, 24),))
    assert "[H27上]" in lines[0] and "<" in lines[0] and ">" in lines[0]
    (lines,) = screens(map_, sizes=((80, 24),), keys=" ".join(["right"] * 30))
    assert "R6下" in lines[0] and ">" not in lines[0]
    assert_aligned([lines], ((80, 24),))


def test_only_the_lines_in_sight_are_made_of_a_thousand_work_items() -> None:
    made: set[int] = set()

    class Counted(StageMap):
        def _line(self, place: int, kind: str, nth: int, width: int) -> Strip:
            made.add(place)
            return super()._line(place, kind, nth, width)

    screens(lambda: Counted(some_rows(1000), now=NOW), sizes=((80, 24),))
    assert len(made) <= 13


def test_a_mark_that_was_lost_is_unknown_and_not_blank() -> None:
    rows = [item(1, {FIRST: ("検討",), FIRST + 1: None}, {FIRST: None, FIRST + 1: ()})]  # type: ignore[dict-item]
    (lines,) = screens(lambda: StageMap(rows, now=Half(2021, 1)), sizes=((80, 24),))
    assert lines[1].split()[-2:] == ["検", "？"]
    assert lines[2].split()[:3] == ["実", "？", "？"]


def test_a_stage_planned_for_a_whole_year_is_on_time_in_its_second_half() -> None:
    for reached, answer in ((FIRST + 1, SlipAnswer.on_time), (FIRST + 2, SlipAnswer.late)):
        row = item(1, {FIRST: ("実施",)}, {reached: ("実施",)}, whole=frozenset({FIRST}))
        found = slip_of(row, NOW)
        assert found is not None and found.answer is answer
