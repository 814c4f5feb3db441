"""Keys in, rows out: recording, submitting, carrying forward and undoing from the record screen."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from db.reads.answers import Answer
from tests.tui.conftest import AS_PLANNED, NEARLY, SUZUKI, Clock, Small
from tui.app import ShinchokuApp
from tui.model import Act, Place
from tui.screens.fields import ReportText
from tui.screens.record import Record
from tui.screens.record_words import TitleLine
from tui.screens.stale import Stale

Settle = Callable[[Pilot[None]], Any]
Said = Callable[[ShinchokuApp], str]


def record(app: ShinchokuApp) -> Record:
    assert isinstance(app.screen, Record)
    return app.screen


def number(small: Small, app: ShinchokuApp) -> str:
    """The printed number of the measure in sight."""
    return next(key for key, value in small.measures.items() if value == record(app).measure_id)


async def type_text(pilot: Pilot[None], text: str) -> None:
    field = pilot.app.screen.query_one(ReportText)
    field.focus()
    await pilot.pause()
    field.insert(text, field.document.end)
    await pilot.pause()


async def test_stepping_in_and_through_every_measure_writes_nothing(
    small: Small, app: ShinchokuApp, settled: Settle
) -> None:
    before = small.rows("SELECT count(*) AS n FROM history")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", "enter")
        for _ in range(5):
            await pilot.press("ctrl+down")
        for _ in range(5):
            await pilot.press("ctrl+up")
        await settled(pilot)
        assert not app.keeper.left
    assert small.rows("SELECT count(*) AS n FROM history") == before
    assert small.rows("SELECT * FROM draft") == []


async def test_what_is_typed_is_a_draft_after_moving_on(
    small: Small, app: ShinchokuApp, settled: Settle
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10")
        await pilot.press("2")
        await type_text(pilot, "掲示の場所を決めた。")
        await pilot.press("ctrl+down")
        await settled(pilot)
        assert number(small, app) == "2"
    draft = small.draft("1")
    assert draft is not None
    assert (draft["progress_evaluation"], draft["text"]) == (NEARLY, "掲示の場所を決めた。")
    assert draft["by_name"] == "佐藤"
    assert small.state("1") == "draft"


async def test_a_draft_is_written_without_any_further_key(small: Small, app: ShinchokuApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10")
        await type_text(pilot, "途中の文")
        for _ in range(40):
            if small.draft("1"):
                break
            await pilot.pause(0.05)
        await pilot.pause()
        draft = small.draft("1")
        assert draft is not None
        assert draft["text"] == "途中の文"
        assert "保存済 14:03" in record(app).query_one(TitleLine).said


async def test_digits_and_their_full_width_twins_choose_the_evaluation(
    small: Small, app: ShinchokuApp, settled: Settle
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10", "２")
        await settled(pilot)
        draft = small.draft("1")
        assert draft is not None
        assert draft["progress_evaluation"] == NEARLY
        await pilot.press("1")
        await settled(pilot)
        draft = small.draft("1")
        assert draft is not None
        assert draft["progress_evaluation"] == AS_PLANNED


async def test_in_the_text_a_digit_is_only_a_digit(small: Small, app: ShinchokuApp, settled: Settle) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10")
        app.screen.query_one(ReportText).focus()
        await pilot.press("3", "slash", "n")
        await settled(pilot)
    draft = small.draft("1")
    assert draft is not None
    assert (draft["text"], draft["progress_evaluation"]) == ("3/n", None)


async def test_f10_submits_and_goes_on(small: Small, app: ShinchokuApp, settled: Settle, said: Said) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10", "1")
        await type_text(pilot, "掲示を始めた。")
        await pilot.press("f10")
        await settled(pilot)
        assert number(small, app) == "2"
        assert said(app) == "提出しました: 1 住民向け案内の電子化"
    assert small.state("1") == "submitted"
    assert small.draft("1") is None
    revision = small.rows(
        "SELECT * FROM report_revision JOIN report ON report.id = report_id WHERE period_id = ?", small.second
    )[0]
    assert (revision["text"], revision["carried"], revision["by_name"]) == ("掲示を始めた。", 0, "佐藤")


async def test_f10_without_an_evaluation_says_what_is_missing_and_hands_nothing_in(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10")
        await type_text(pilot, "評価を忘れた")
        await pilot.press("f10")
        await settled(pilot)
        assert number(small, app) == "1"
        assert "進捗評価" in said(app)
        assert app.focused is app.screen.query_one("#rating")
    assert small.state("1") == "draft"


async def test_f9_hands_in_the_last_answer_again(small: Small, app: ShinchokuApp, settled: Settle) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10", "f9")
        await settled(pilot)
        assert number(small, app) == "2"
    revision = small.rows(
        "SELECT report_revision.* FROM report_revision JOIN report ON report.id = report_id"
        " WHERE period_id = ? AND measure_id = ?",
        small.second,
        small.measures["1"],
    )[0]
    assert (revision["progress_evaluation"], revision["text"]) == (AS_PLANNED, "掲示の候補を比べた。")
    assert revision["carried"] == 1


async def test_f9_without_an_earlier_report_says_so(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10", "ctrl+down", "f9")
        await settled(pilot)
        assert number(small, app) == "2"
        assert "前回の報告がありません" in said(app)
    assert small.state("2") == "not_started"


async def test_f9_over_a_different_draft_asks_once_and_undo_brings_the_draft_back(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10", "2")
        await type_text(pilot, "新しい文")
        await settled(pilot)
        await pilot.press("f9")
        await settled(pilot)
        assert small.state("1") == "draft"
        assert "もう一度 F9" in said(app)
        await pilot.press("f9")
        await settled(pilot)
        assert small.state("1") == "submitted"
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert number(small, app) == "1"
    draft = small.draft("1")
    assert draft is not None
    assert (draft["text"], draft["progress_evaluation"]) == ("新しい文", NEARLY)


async def test_f9_pressed_faster_than_the_book_writes_is_not_lost(
    small: Small, app: ShinchokuApp, settled: Settle
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+right")
        await pilot.press("f10")
        record(app).action_unchanged()
        record(app).action_unchanged()
        await settled(pilot)
        await settled(pilot)
    assert [small.state(one) for one in ("1", "3")] == ["submitted", "submitted"]


async def test_ctrl_z_withdraws_the_submission_and_names_it(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10", "1", "f10")
        await settled(pilot)
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert said(app) == "元に戻しました: 提出 1 住民向け案内の電子化"
        assert number(small, app) == "1"
        assert small.state("1") == "draft"
        await pilot.press("ctrl+z")
        await settled(pilot)
    draft = small.draft("1")
    assert draft is not None
    assert draft["progress_evaluation"] is None


async def test_ctrl_z_in_the_text_takes_back_typing_first(
    small: Small, app: ShinchokuApp, settled: Settle
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10", "1")
        await type_text(pilot, "余計な文")
        await pilot.press("ctrl+z")
        await settled(pilot)
        draft = small.draft("1")
        assert draft is not None
        assert (draft["text"], draft["progress_evaluation"]) == ("", AS_PLANNED)


async def test_stages_are_chosen_per_work_item_and_as_planned_with_one_key(
    small: Small, app: ShinchokuApp, settled: Settle
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_measure(small.measures["10"], (small.measures["10"],))
        await pilot.pause()
        app.screen.query_one("#stages").focus()
        await pilot.press("right")
        await settled(pilot)
        draft = small.draft("10")
        assert draft is not None
        assert draft["stages"] == '{"1": ["計画"]}'
        await pilot.press("left", "down", "space")
        await pilot.press("space", "down", "space", "enter")
        await settled(pilot)
        draft = small.draft("10")
        assert draft is not None
        assert draft["stages"] == '{"1": ["調査・研究"], "2": ["検討", "調査・研究"]}'
        await pilot.press("ctrl+l")
        await settled(pilot)
        draft = small.draft("10")
        assert draft is not None
        assert draft["stages"] == '{"1": ["計画"], "2": ["調達・構築"]}'
        await pilot.press("delete")
        await settled(pilot)
    draft = small.draft("10")
    assert draft is not None
    assert draft["stages"] == '{"1": ["計画"]}'


async def test_a_closed_half_year_is_read_only_and_says_why_in_one_line(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    with small.book.writing() as door:
        door.update("period", small.second, {"state": "frozen"})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10")
        assert "受付終了" in said(app)
        await pilot.press("f3", "enter", "1")
        await settled(pilot)
        assert said(app) == (
            "この期は受付終了のため書き込めません。受付の開始と再開は情報管理課が行います（F5）。"
        )
        assert app.screen.query_one(ReportText).read_only
        assert not app._notifications
    assert small.draft("1") is None


async def test_a_half_year_that_closes_while_one_types_keeps_the_text_and_says_so(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10")
        await type_text(pilot, "間に合わなかった文")
        with small.book.writing() as door:
            door.update("period", small.second, {"state": "frozen"})
        await settled(pilot)
        assert "受付終了" in said(app)
        assert "R2下" in said(app)
        place = Place(small.measures["1"], small.second)
        kept = app.keeper.waiting(place)
        assert kept is not None
        assert kept.text == "間に合わなかった文"
        assert "未保存" in record(app).query_one(TitleLine).said
    aside = app.keeper.flush()
    assert aside is not None
    again = ShinchokuApp(small.book)
    assert again.keeper.pick_up() == 1
    kept = again.keeper.waiting(place)
    assert kept is not None
    assert kept.text == "間に合わなかった文"
    assert aside.exists()
    with small.book.writing() as door:
        door.update("period", small.second, {"state": "open"})
    async with again.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10")
        await type_text(pilot, "続き")
        await settled(pilot)
    draft = small.draft("1")
    assert draft is not None
    assert draft["text"] == "間に合わなかった文続き"
    assert not aside.exists()


async def test_a_submitted_report_is_read_only_and_f9_withdraws_it(
    small: Small, app: ShinchokuApp, settled: Settle, lines: Callable[[ShinchokuApp], list[str]]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10", "f9")
        await settled(pilot)
        await pilot.press("ctrl+up")
        await settled(pilot)
        assert number(small, app) == "1"
        shown = "\n".join(lines(app))
        assert "提出済のため書き込めません" in shown
        assert "F9 取下げ" in shown
        await pilot.press("f9")
        await settled(pilot)
        assert not app.screen.query_one(ReportText).read_only
    assert small.state("1") == "draft"


# -- two people, one draft


async def _conflict(pilot: Pilot[None], small: Small, settled: Settle) -> None:
    """Both write measure 1; Suzuki is faster."""
    from db.book import Book
    from db.writes.reports import save_draft

    await pilot.press("f10", "1")
    await settled(pilot)
    with Book.open(small.book.path, actor=SUZUKI, clock=Clock()) as other:
        save_draft(other, small.measures["1"], small.second, Answer(NEARLY, "実施済", "鈴木の文"), 1)
    await type_text(pilot, "佐藤の文")
    await settled(pilot)


@pytest.mark.parametrize(
    ("key", "text", "rating"),
    [
        ("1", "佐藤の文", AS_PLANNED),
        ("２", "鈴木の文", NEARLY),
        ("3", "佐藤の文\n鈴木の文", AS_PLANNED),
        ("f10", "佐藤の文", AS_PLANNED),
    ],
)
async def test_a_stale_draft_shows_both_texts_and_takes_the_one_chosen(
    small: Small,
    app: ShinchokuApp,
    settled: Settle,
    lines: Callable[[ShinchokuApp], list[str]],
    key: str,
    text: str,
    rating: str,
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await _conflict(pilot, small, settled)
        assert isinstance(app.screen, Stale)
        shown = "\n".join(lines(app))
        assert "佐藤の文" in shown
        assert "鈴木の文" in shown
        await pilot.press(key)
        await settled(pilot)
        assert app.screen.query_one(ReportText).text == text
        draft = small.draft("1")
        assert draft is not None
        assert (draft["text"], draft["progress_evaluation"]) == (text, rating)
        assert not app.keeper.left


async def test_unchanged_over_a_draft_that_was_never_seen_hands_in_nothing_and_shows_it(
    small: Small, app: ShinchokuApp, settled: Settle
) -> None:
    from db.book import Book
    from db.writes.reports import save_draft

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10")
        with Book.open(small.book.path, actor=SUZUKI, clock=Clock()) as other:
            save_draft(other, small.measures["1"], small.second, Answer(NEARLY, "実施済", "鈴木の文"), 0)
        await pilot.press("f9")
        await settled(pilot)
        assert number(small, app) == "1"
        assert app.screen.query_one(ReportText).text == "鈴木の文"
    draft = small.draft("1")
    assert draft is not None and draft["text"] == "鈴木の文"


async def test_the_text_not_chosen_comes_back_with_ctrl_z(
    small: Small, app: ShinchokuApp, settled: Settle
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await _conflict(pilot, small, settled)
        await pilot.press("2")
        await settled(pilot)
        app.screen.query_one("#rating").focus()
        await pilot.press("ctrl+z")
        await settled(pilot)
    draft = small.draft("1")
    assert draft is not None
    assert draft["text"] == "佐藤の文"


async def test_deciding_later_writes_nothing_and_keeps_both(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await _conflict(pilot, small, settled)
        await pilot.press("escape")
        await settled(pilot)
        assert "保存していません" in said(app)
        draft = small.draft("1")
        assert draft is not None
        assert draft["text"] == "鈴木の文"
        kept = app.keeper.waiting(Place(small.measures["1"], small.second))
        assert kept is not None
        assert kept.text == "佐藤の文"
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert type(app.screen).__name__ == "ConfirmLeave"
        await pilot.press("escape")


async def test_acts_are_done_one_after_another_and_none_is_given_up_for_the_next(
    small: Small, app: ShinchokuApp, settled: Settle
) -> None:
    """As when every thread is held up by a locked book: the second key comes before the first act has begun."""
    done: list[str] = []

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        perform = app.keeper.perform
        app.keeper.perform = lambda act: (done.append(act.name), perform(act))[1]  # type: ignore[method-assign]
        for name in ("1", "3"):
            app.act(Act("carry", Place(small.measures[name], small.second), name, Answer()))
        app.take_back(Act("carry", Place(small.measures["1"], small.second), "1", Answer()))
        await settled(pilot)
        assert app.acting == 0
    assert done == ["1", "3"]
    assert [small.state(one) for one in ("1", "3")] == ["not_started", "submitted"]
