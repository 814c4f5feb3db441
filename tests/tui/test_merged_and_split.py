"""施策の全体 of measures that were merged or split: both sides tell it, in what happened and in the family."""

from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from db.reads.family import family
from db.reads.timeline import timeline
from db.writes.measures import change_measure
from domain.lifecycle import MeasureAction
from domain.periods import Half
from tests.tui.conftest import Small, lines, too_wide
from tui.app import ShinchokuApp
from tui.screens.whole import Whole

Settle = Callable[[Pilot[None]], Any]


def merge_and_split(small: Small) -> None:
    """3 goes into 2 from R2下; 10 is split up into 1 and 11 from R3上."""
    one = small.measures
    change_measure(small.book, one["3"], MeasureAction.merge, Half(2020, 2), note="一本化", others=[one["2"]])
    change_measure(
        small.book,
        one["10"],
        MeasureAction.split_,
        Half(2021, 1),
        note="分担の見直し",
        others=[one["1"], one["11"]],
    )


def told(small: Small, number: str) -> list[tuple[str, str | None]]:
    return [
        (one.action, one.note)
        for one in timeline(small.book.db, small.measures[number])
        if one.action.endswith(("_from", "_into"))
    ]


def related(small: Small, number: str) -> list[tuple[int, str | None, str | None, bool]]:
    return [
        (one.distance, one.event, one.number, one.goes_on)
        for one in family(small.book.db, small.measures[number])
    ]


def test_the_target_of_a_merge_and_the_parts_of_a_split_tell_where_they_come_from(small: Small) -> None:
    merge_and_split(small)
    assert told(small, "2") == [("merged_from", "3 防災情報の配信 一本化")]
    assert told(small, "3") == [("merged_into", "2 庁内の連絡手段の見直し 一本化")]
    assert told(small, "1") == told(small, "11") == [("split_from", "10 共同利用する基盤の検討 分担の見直し")]
    assert related(small, "2") == [(0, "merged_from", "3", False)]
    assert related(small, "3") == [(0, "merged_into", "2", True)]
    assert related(small, "11") == [(0, "split_from", "10", False)]
    assert related(small, "10") == [(0, "split_into", "1", True), (0, "split_into", "11", True)]


async def test_both_sides_stand_on_the_screen_and_enter_goes_from_one_to_the_other(
    small: Small, app: ShinchokuApp, settled: Settle
) -> None:
    merge_and_split(small)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.open_whole(small.measures["2"], tuple(small.measures.values()))
        await settled(pilot)
        await pilot.press("2")
        await settled(pilot)
        text = "\n".join(lines(app))
        assert "R2下 他の施策を統合" in text
        assert "3 防災情報の配信 一本化" in text
        await pilot.press("3")
        await settled(pilot)
        shown = [line.strip() for line in lines(app)]
        came = next(place for place, line in enumerate(shown) if line.startswith("> 統合元 (R2下)"))
        assert "3 防災情報の配信" in shown[came]
        assert shown[came + 1].startswith("2 庁内の連絡手段の見直し")
        assert not too_wide(app)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, Whole)
        shown = [line.strip() for line in lines(app)]
        went = next(place for place, line in enumerate(shown) if line.startswith("> 統合先 (R2下)"))
        assert "2 庁内の連絡手段の見直し" in shown[went]
        assert shown[went - 1].startswith("3 防災情報の配信")
