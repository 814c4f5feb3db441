"""原本で確認 by keys: marks, stages and issues answered one after another, with their lines; undo; nothing left."""

from collections.abc import Callable
from typing import Any

import pytest

import i18n
from db.door import canonical
from importers.commit import Source, commit
from importers.mapping import stage_mapped
from importers.staged import PlanIdentity
from tests.tui.conftest import Small
from tui.app import ShinchokuApp
from tui.screens.importing_words import speak
from tui.screens.originals import Originals

Lines = Callable[[ShinchokuApp], list[str]]
TABLE = "番号,施策名,なぞ,令和2年度\n21,窓口の混み具合の表示,あ,検討\n22,会議室の予約,い,⇒\n"


def bring_in(small: Small) -> None:
    """A table with a column that nobody knows and an arrow that continues nothing."""
    source = Source("表.csv", TABLE.encode("cp932"))
    mapped = stage_mapped(source.name, source.content, PlanIdentity("test-1"))
    assert commit(small.book, mapped.staging, source, speak).batch == 1


def mark(small: Small) -> Any:
    return small.rows("SELECT mark FROM measure_goal JOIN goal ON goal.id = goal_id WHERE name = '安心'")[0][
        "mark"
    ]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_questions_stand_beside_the_lines_they_come_from(
    small: Small, lines: Lines, too_wide: Any, settled: Any, size: tuple[int, int], lang: str
) -> None:
    i18n.setup(lang)
    bring_in(small)
    app = ShinchokuApp(small.book)
    async with app.run_test(size=size) as pilot:
        await pilot.press("f8", "ctrl+o")
        await settled(pilot)
        assert isinstance(app.screen, Originals)
        said = "\n".join(lines(app))
        # One mark, one arrow after a blank, and two issues of the table.
        assert ("残り4件" if lang == "ja" else "4 left") in said
        assert "目1  重0  継0  工1  取2" in said
        await pilot.press("down")
        await settled(pilot)
        said = "\n".join(lines(app))
        assert ">   3 22 | 会議室の予約 | い | ⇒" in said
        assert not too_wide(app)


async def test_a_mark_is_answered_with_yes_no_or_still_unknown(small: Small, settled: Any, said: Any) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        app.action_originals()
        await settled(pilot)
        await pilot.press("ctrl+n")
        await settled(pilot)
        assert mark(small) is None
        assert small.rows("SELECT count(*) AS n FROM history WHERE action = 'still_unknown'")[0]["n"] == 1
        await pilot.press("f9")
        await settled(pilot)
        assert mark(small) == 0
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert mark(small) is None and "もう一度" in said(app)
        await pilot.press("f10")
        await settled(pilot)
        assert mark(small) == 1
        told = [
            row["action"]
            for row in small.rows("SELECT action FROM history WHERE table_name = 'measure_goal' ORDER BY seq")
        ]
        assert told[-4:] == ["still_unknown", "answer_mark", "ask_again", "answer_mark"]


async def test_a_stage_is_chosen_or_stands_as_printed(small: Small, settled: Any) -> None:
    bring_in(small)
    app = ShinchokuApp(small.book)

    def stages() -> str:
        return str(small.rows("SELECT stages FROM schedule_cell WHERE raw = '⇒'")[0]["stages"])

    async with app.run_test(size=(80, 24)) as pilot:
        app.action_originals()
        await settled(pilot)
        await pilot.press("down", "f9")
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, Originals) and stages() == "[]"
        assert screen.question is not None and screen.question.kind == "issue"
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert screen.question is not None and screen.question.kind == "stage"
        await pilot.press("f10")
        await pilot.pause()
        await pilot.press("検", "enter")
        await settled(pilot)
        assert stages() == '["検討"]'


async def test_an_issue_is_settled_with_a_persons_words_and_history_tells_it(
    small: Small, settled: Any
) -> None:
    bring_in(small)
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        app.action_originals()
        await settled(pilot)
        await pilot.press("down", "down", "f9")
        await pilot.pause()
        await pilot.press(*"abc", "f10")
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        found = small.rows("SELECT state, answer FROM import_issue WHERE level <> 'info' ORDER BY id")
        assert found == [{"state": "settled", "answer": "abc"}, {"state": "settled", "answer": None}]
        told = small.rows("SELECT after FROM history WHERE action = 'settle_issue' ORDER BY seq")
        assert told[0]["after"] == canonical({"state": "settled", "answer": "abc"})
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert (
            small.rows("SELECT count(*) AS n FROM import_issue WHERE state = 'open' AND level <> 'info'")[0][
                "n"
            ]
            == 1
        )


async def test_an_answer_to_a_row_that_somebody_changed_is_refused(
    small: Small, settled: Any, said: Any
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        app.action_originals()
        await settled(pilot)
        with small.book.writing() as door:
            row = small.rows("SELECT id FROM measure_goal WHERE mark IS NULL")[0]
            door.update("measure_goal", row["id"], {"mark": 0})
        await pilot.press("f10")
        await settled(pilot)
        assert mark(small) == 0 and "佐藤" in said(app)


async def test_nothing_left_says_so(small: Small, lines: Lines, settled: Any) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        app.action_originals()
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        shown = "\n".join(lines(app))
        assert "残り0件" in shown and "不明な点はありません" in shown
        await pilot.press("f10", "f9", "ctrl+n", "escape")
        await settled(pilot)
        assert not isinstance(app.screen, Originals)


async def test_the_palette_leads_to_the_questions_from_any_screen(small: Small, settled: Any) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", "ctrl+p")
        await settled(pilot)
        await pilot.press(*"原本で", "enter")
        await settled(pilot)
        assert isinstance(app.screen, Originals)
