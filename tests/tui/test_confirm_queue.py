"""Keys in, rows out: the coordinator's queue of what was handed in."""

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable

import i18n
from db.book import Book
from db.reads.answers import Answer
from db.writes.periods import decide_period, freeze_period, reopen_period, submit_period
from db.writes.reports import carry_forward, confirm, save_draft, submit, withdraw
from tests.tui.conftest import AS_PLANNED, NEARLY, SUZUKI, Clock, Small
from tests.tui.test_dashboard import HOSTILE
from tui.app import ShinchokuApp
from tui.keys import CONFIRM
from tui.palette import choices
from tui.screens.ask import Ask
from tui.screens.confirm_queue import ConfirmQueue
from tui.screens.confirm_queue_list import SHOWS
from tui.screens.confirm_queue_words import changes, marked
from tui.screens.fields import ReportText

Settle = Callable[[Pilot[None]], Any]
Said = Callable[[ShinchokuApp], str]
Lines = Callable[[ShinchokuApp], list[str]]


def hand_in(small: Small, number: str, answer: Answer, book: Book | None = None) -> None:
    saved = save_draft(book or small.book, small.measures[number], small.second, answer, 0)
    submit(book or small.book, small.measures[number], small.second, saved.version)


def queue(app: ShinchokuApp) -> ConfirmQueue:
    assert isinstance(app.screen, ConfirmQueue)
    return app.screen


def numbers(small: Small, app: ShinchokuApp) -> list[str]:
    """The printed numbers in the list, from the top."""
    names = {value: key for key, value in small.measures.items()}
    return [names[one] for one in queue(app).seen]


def here(small: Small, app: ShinchokuApp) -> str:
    """The printed number under the cursor."""
    return next(key for key, value in small.measures.items() if value == queue(app).at_cursor)


def report(app: ShinchokuApp) -> str:
    return str(queue(app).query_one("#words").render())


@pytest.fixture
def handed(small: Small, clock: Clock) -> Small:
    """1 changed, 3 unchanged, 2 new, 10 rated as planned though a row is a half-year late, 11 after the due date."""
    hand_in(small, "1", Answer(NEARLY, "実施中", "掲示の候補を決めた。"))
    carry_forward(small.book, small.measures["3"], small.second)
    hand_in(small, "2", Answer(AS_PLANNED, "実施中", "道具を選んだ。"))
    # Row 1 was to come to 検討 in 2020H1 and comes to it now.
    hand_in(small, "10", Answer(AS_PLANNED, "実施中", "近隣市に照会した。", {1: ("検討",)}))
    clock.now = clock.now.replace(day=20)
    hand_in(small, "11", Answer(NEARLY, "実施中", "待ち人数を出した。"))
    return small


async def test_contradictions_stand_first_then_late_ones_then_departments(
    handed: Small, app: ShinchokuApp
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        await pilot.pause()
        # 広報課 leads 1 and 3, 情報課 leads 2
        assert numbers(handed, app) == ["10", "11", "1", "3", "2"]
        table = queue(app).query_one("#reports", DataTable)
        assert [str(table.get_row_at(place)[1]).strip() for place in range(5)] == ["矛", "遅", "", "同", ""]
        assert "工程1の検討は予定より1期遅れです" in report(app)


async def test_the_difference_to_the_last_confirmed_report_is_marked_without_colour(
    handed: Small, app: ShinchokuApp, lines: Lines
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4", "down", "down")
        await pilot.pause()
        assert here(handed, app) == "1"
        said = report(app)
        assert "前回 R2上（承認）との違い:" in said
        assert "[-1 計画どおり-] [+2 ほぼ+]" in said
        assert "掲示の候補を[-比べ-][+決め+]た。" in said
        assert "提出 佐藤 4月9日 14:03" in "\n".join(lines(app))


def test_texts_are_compared_word_by_word() -> None:
    assert str(marked("照会を回答した。", "調査を回答した。")) == "[-照会-][+調査+]を回答した。"
    for before, after in (("", "新しい"), ("古い", ""), ("同じ", "同じ"), ("abc 12件", "abc 13件\n次")):
        pieces = changes(before, after)
        assert "".join(text for kind, text in pieces if kind != "removed") == after
        assert "".join(text for kind, text in pieces if kind != "added") == before


async def test_f10_confirms_and_goes_to_the_next_that_waits(
    handed: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4", "f10")
        await settled(pilot)
        assert handed.state("10") == "confirmed"
        assert here(handed, app) == "11"
        assert said(app) == "確認しました: 10 共同利用する基盤の検討　残り 4 件"
        await pilot.press("f10", "f10", "f10", "f10")
        await settled(pilot)
        assert numbers(handed, app) == []
        assert "F5 で会議に付議します" in report(app)
    assert {handed.state(number) for number in handed.measures} == {"confirmed"}


async def test_f9_needs_a_note_and_keeps_it_when_left(
    handed: Small, app: ShinchokuApp, settled: Settle
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4", "f9", "f10")
        await settled(pilot)
        assert isinstance(app.screen, Ask)
        assert handed.state("10") == "submitted"
        app.screen.query_one(ReportText).insert("時期を確かめてください。")
        await pilot.press("escape", "f9")
        await pilot.pause()
        assert isinstance(app.screen, Ask)
        assert app.screen.query_one(ReportText).text == "時期を確かめてください。"
        await pilot.press("f10")
        await settled(pilot)
        assert handed.state("10") == "returned"
        assert here(handed, app) == "11"
    note = handed.rows("SELECT note FROM decision WHERE action = 'return'")
    assert note == [{"note": "時期を確かめてください。"}]


async def test_unchanged_reports_are_confirmed_together_with_their_number_named_first(
    handed: Small, app: ShinchokuApp, settled: Settle, lines: Lines
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        await pilot.pause()
        assert "Ctrl+K 変わりなし1件" in lines(app)[-1]
        await pilot.press("ctrl+k")
        await pilot.pause()
        shown = "\n".join(lines(app))
        assert "変わりなし 1 件をまとめて確認" in shown
        assert "3 防災情報の配信" in shown
        assert handed.state("3") == "submitted"
        await pilot.press("f10")
        await settled(pilot)
    assert [handed.state(number) for number in ("1", "3")] == ["submitted", "confirmed"]


async def test_ctrl_z_says_honestly_that_a_confirmation_stays_and_shows_the_report(
    handed: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4", "f10")
        await settled(pilot)
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert said(app).startswith("確認は取り消せません。戻すには F9 差戻し（理由を添えて）: 10")
        assert here(handed, app) == "10"
        assert handed.state("10") == "confirmed"
        await pilot.press("f9")
        await pilot.pause()
        assert isinstance(app.screen, Ask)


async def test_a_text_handed_in_meanwhile_is_not_confirmed_and_both_are_shown(
    handed: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        await settled(pilot)
        with Book.open(handed.book.path, actor=SUZUKI, clock=Clock()) as other:
            withdraw(other, handed.measures["10"], handed.second)
            save_draft(
                other,
                handed.measures["10"],
                handed.second,
                Answer(NEARLY, "実施中", "別の市にも照会した。", {1: ("検討",)}),
                1,
            )
            submit(other, handed.measures["10"], handed.second, 2)
        await pilot.press("f10")
        await settled(pilot)
        assert handed.state("10") == "submitted"
        assert here(handed, app) == "10"
        assert "鈴木" in said(app)
        assert "近隣市に照会した。" in report(app)
        assert "別の市にも照会した。" in report(app)
        await pilot.press("f10")
        await settled(pilot)
    assert handed.state("10") == "confirmed"


async def test_what_others_do_appears_and_the_cursor_stays_on_its_measure(
    handed: Small, app: ShinchokuApp, settled: Settle
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4", "down", "down")
        await settled(pilot)
        queue(app).look()
        assert here(handed, app) == "1"
        with Book.open(handed.book.path, actor=SUZUKI, clock=Clock()) as other:
            confirm(other, handed.measures["10"], handed.second)
        queue(app).look()
        await pilot.pause()
        assert numbers(handed, app) == ["11", "1", "3", "2"]
        assert here(handed, app) == "1"


async def test_lists_and_the_department_filter(
    handed: Small, app: ShinchokuApp, settled: Settle, lines: Lines
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4", "slash", "図", "書")
        await settled(pilot)
        assert numbers(handed, app) == ["11"]
        await pilot.press("escape", "escape", "ctrl+right")
        await settled(pilot)
        assert numbers(handed, app) == ["11", "1", "3"]
        await pilot.press("ctrl+left", "ctrl+s")
        await settled(pilot)
        assert numbers(handed, app) == []
        assert f"表示: {i18n._(SHOWS[1].name)}" in lines(app)[3]


async def test_an_empty_queue_says_what_to_do(small: Small, app: ShinchokuApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        await pilot.pause()
        assert "報告はまだ出ていません（未報告 5 件）" in report(app)
        assert "F2" in report(app)


async def test_enter_reads_the_whole_report_and_esc_comes_back(handed: Small, app: ShinchokuApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4", "enter")
        await pilot.pause()
        assert not queue(app).query_one("#reports").display
        await pilot.press("ctrl+down")
        assert here(handed, app) == "11"
        await pilot.press("escape")
        await pilot.pause()
        assert queue(app).query_one("#reports").has_focus


async def test_the_palette_offers_only_the_answers_the_table_allows(handed: Small, app: ShinchokuApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        await pilot.pause()
        names = {choice.label for choice in choices(app, app.screen)}  # type: ignore[arg-type]
        assert {"確認して次へ", "差戻し（理由を添えて）次へ"} <= names
        await pilot.press("ctrl+s", "ctrl+s")
        await pilot.pause()
        names = {choice.label for choice in choices(app, app.screen)}  # type: ignore[arg-type]
        assert "確認して次へ" not in names


def test_every_sentence_of_the_queue_has_its_japanese() -> None:
    japanese = i18n.catalogue("ja")
    for key in CONFIRM:
        for word in (key.name, key.short):
            assert not word or word in japanese
    for word, meaning in ConfirmQueue.WORDS:
        assert word in japanese
        assert meaning in japanese


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_no_line_is_wider_than_the_terminal(
    handed: Small, size: tuple[int, int], lang: str, too_wide: Callable[[ShinchokuApp], list[str]]
) -> None:
    i18n.setup(lang)
    app = ShinchokuApp(handed.book, wide_ambiguous=True)
    async with app.run_test(size=size) as pilot:
        for keys in (
            ("f4",),
            ("down",),
            ("enter",),
            ("escape",),
            ("f9",),
            ("escape",),
            ("ctrl+k",),
            ("escape", "f1"),
        ):
            await pilot.press(*keys)
            await pilot.pause()
            assert not too_wide(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_hostile_text_is_only_text_in_the_queue_and_before_the_council(
    handed: Small,
    size: tuple[int, int],
    lines: Lines,
    settled: Settle,
    too_wide: Callable[[ShinchokuApp], list[str]],
) -> None:
    withdraw(handed.book, handed.measures["1"], handed.second)
    save_draft(handed.book, handed.measures["1"], handed.second, Answer(HOSTILE, HOSTILE, HOSTILE), 1)
    submit(handed.book, handed.measures["1"], handed.second, 2)
    with handed.book.writing() as door:
        door.update("plan", handed.plan, {"title": HOSTILE})
        for measure in handed.measures.values():
            door.update("measure", measure, {"title": HOSTILE, "number": "[x]"})
    app = ShinchokuApp(handed.book)
    async with app.run_test(size=size) as pilot:
        for keys in (
            ("f4", "down", "down"),
            ("enter",),
            ("escape", "f9"),
            ("escape", "ctrl+k"),
            ("escape", "f10"),
            ("f5",),
            ("ctrl+s", "ctrl+s", "ctrl+s", "ctrl+r"),
            ("escape", "f10"),
        ):
            await pilot.press(*keys)
            await settled(pilot)
            shown = "".join(lines(app))
            assert not [letter for letter in shown if unicodedata.category(letter) in ("Cc", "Cf")]
            assert not too_wide(app)


async def test_a_denied_report_outside_the_scope_is_not_sent_back_where_nobody_could_write_it(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    for number in small.measures:
        hand_in(small, number, Answer(AS_PLANNED, "実施中", f"{number} を進めた。"))
        confirm(small.book, small.measures[number], small.second)
    freeze_period(small.book, small.second)
    submit_period(small.book, small.second)
    denied = {small.measures["2"]: "費用を示すこと。"}
    decide_period(small.book, small.second, meeting="第2回", held_on="2021-04-09", denied_measures=denied)
    reopen_period(small.book, small.second, reason="件数の誤り", scope="3")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        await settled(pilot)
        assert here(small, app) == "2"
        await pilot.press("f9")
        await settled(pilot)
        assert not isinstance(app.screen, Ask)
        assert said(app).startswith(
            "「庁内の連絡手段の見直し」は、R2下を再開した範囲（3 防災情報の配信）に入っていません。"
        )
    assert small.state("2") == "denied"
