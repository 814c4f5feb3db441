"""Keys in, rows out: a half-year's way to the council, its decision, its pack."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from textual.pilot import Pilot
from textual.widgets import Input

import i18n
from db.reads.answers import Answer
from db.writes.periods import decide_period, freeze_period, reopen_period, submit_period
from db.writes.preferences import recall, remember
from db.writes.reports import amend, confirm, return_report, save_draft, submit
from tests.tui.conftest import AS_PLANNED, Small
from tui.app import ShinchokuApp
from tui.keys import COUNCIL, EVERYWHERE, EYES
from tui.screens.ask import Ask
from tui.screens.council import Council
from tui.screens.council_words import STEP_NAMES, STEPS_DONE, STEPS_SAID, WAY
from tui.screens.fields import ReportText

Settle = Callable[[Pilot[None]], Any]
Said = Callable[[ShinchokuApp], str]
Lines = Callable[[ShinchokuApp], list[str]]


def hand_in(small: Small, number: str, answer: Answer, period: int | None = None) -> None:
    where = period or small.second
    saved = save_draft(small.book, small.measures[number], where, answer, 0)
    submit(small.book, small.measures[number], where, saved.version)


def council(app: ShinchokuApp) -> Council:
    assert isinstance(app.screen, Council)
    return app.screen


def way(app: ShinchokuApp) -> str:
    return str(council(app).query_one("#way").render())


def period(small: Small) -> dict[str, Any]:
    return small.rows("SELECT * FROM period WHERE id = ?", small.second)[0]


@pytest.fixture
def confirmed(small: Small) -> Small:
    """All five reports of the second half are confirmed."""
    for number in small.measures:
        hand_in(small, number, Answer(AS_PLANNED, "実施中", f"{number} を進めた。"))
        confirm(small.book, small.measures[number], small.second)
    return small


async def test_it_says_where_the_half_year_stands_and_what_the_next_step_will_do(
    small: Small, app: ShinchokuApp
) -> None:
    hand_in(small, "1", Answer(AS_PLANNED))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5")
        await pilot.pause()
        said = way(app)
        assert said.startswith(" [受付中] > 締切 > 付議中 > 決定 > 公表")
        assert "確認済 0/5  確認待ち 1  未報告 4  期限後 0" in said
        assert "F10 締め切る: 報告の受付を終えます。確認待ち 1 件は後でも確認できます。" in said
        await pilot.press("f9")
        await pilot.pause()
        assert period(small)["state"] == "open"


async def test_from_closing_to_published_by_keys(
    confirmed: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5", "f10")
        await pilot.pause()
        assert period(confirmed)["state"] == "open"
        await pilot.press("f10")
        await settled(pilot)
        assert period(confirmed)["state"] == "frozen"
        assert said(app) == "R2下 を締め切りました。"
        await pilot.press("f10", "f10")
        await settled(pilot)
        assert period(confirmed)["state"] == "submitted"
        assert period(confirmed)["history_hash"][:12] in way(app)
        assert f"履歴 {period(confirmed)['history_count']} 行" in way(app)
        await pilot.press("f10")
        await pilot.pause()
        app.screen.query_one("#field-meeting", Input).value = "第2回会議"
        await pilot.press("f10")
        await settled(pilot)
        assert period(confirmed)["state"] == "decided"
        await pilot.press("f10", "f10")
        await settled(pilot)
        assert period(confirmed)["state"] == "published"
        assert "F9 で再開" in way(app)
        await pilot.press("f10")
        await settled(pilot)
    assert {confirmed.state(number) for number in confirmed.measures} == {"approved"}
    meeting = confirmed.rows("SELECT name, held_on FROM meeting ORDER BY id DESC LIMIT 1")
    assert meeting == [{"name": "第2回会議", "held_on": "2021-04-09"}]


async def test_a_single_report_is_denied_with_the_councils_reason(
    confirmed: Small, app: ShinchokuApp, settled: Settle
) -> None:
    freeze_period(confirmed.book, confirmed.second)
    submit_period(confirmed.book, confirmed.second)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5", "down", "ctrl+n")
        await pilot.pause()
        app.screen.query_one(ReportText).insert("費用を示すこと。")
        await pilot.press("f10")
        await settled(pilot)
        assert confirmed.state("2") == "compiled"
        assert "4 件を承認、1 件を否認" in way(app)
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert "5 件を承認、0 件を否認" in way(app)
        await pilot.press("ctrl+n")
        await pilot.pause()
        app.screen.query_one(ReportText).insert("費用を示すこと。")
        await pilot.press("f10")
        await settled(pilot)
    again = ShinchokuApp(confirmed.book)
    async with again.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5", "f10")
        await pilot.pause()
        again.screen.query_one("#field-meeting", Input).value = "第2回会議"
        await pilot.press("f10")
        await settled(pilot)
    assert confirmed.state("2") == "denied"
    assert [confirmed.state(number) for number in ("1", "3", "10", "11")] == ["approved"] * 4
    note = confirmed.rows("SELECT note FROM decision WHERE action = 'deny'")
    assert note == [{"note": "費用を示すこと。"}]


async def _deny(app: ShinchokuApp, pilot: Pilot[None], settled: Settle, note: str, *keys: str) -> None:
    await pilot.press(*keys, "ctrl+n")
    await pilot.pause()
    app.screen.query_one(ReportText).insert(note)
    await pilot.press("f10")
    await settled(pilot)


async def _decide(app: ShinchokuApp, pilot: Pilot[None], settled: Settle, meeting: str) -> None:
    await pilot.press("f10")
    await pilot.pause()
    app.screen.query_one("#field-meeting", Input).value = meeting
    await pilot.press("f10")
    await settled(pilot)


def _write_anew_and_submit(small: Small, *numbers: str) -> None:
    reopen_period(small.book, small.second, reason="否認された施策の再報告", scope="、".join(numbers))
    for number in numbers:
        return_report(small.book, small.measures[number], small.second, "書き直してください。")
        hand_in(small, number, Answer(AS_PLANNED, "実施中", f"{number} を書き直した。"))
        confirm(small.book, small.measures[number], small.second)
    freeze_period(small.book, small.second)
    submit_period(small.book, small.second)


@pytest.mark.parametrize("fresh", [False, True])
async def test_marks_of_denial_end_with_the_decision_and_a_report_written_anew_is_not_marked(
    confirmed: Small, app: ShinchokuApp, settled: Settle, lines: Lines, fresh: bool
) -> None:
    freeze_period(confirmed.book, confirmed.second)
    submit_period(confirmed.book, confirmed.second)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5")
        await pilot.pause()
        await _deny(app, pilot, settled, "費用を示すこと。", "down")
        await _deny(app, pilot, settled, "根拠を示すこと。", "down")
        await _decide(app, pilot, settled, "第2回会議")
        assert (confirmed.state("2"), confirmed.state("3")) == ("denied", "denied")
        assert recall(confirmed.book, f"denials:{confirmed.second}") == "{}"
        _write_anew_and_submit(confirmed, "2", "3")
        app.on_periods_moved()
        if not fresh:
            assert "2 件を承認、0 件を否認" in way(app)
            assert "否認の予定" not in "\n".join(lines(app))
            await pilot.press("home", "down", "ctrl+n")
            await pilot.pause()
            assert app.screen.query_one(ReportText).text == ""
            await pilot.press("escape")
            await _decide(app, pilot, settled, "第3回会議")
    if fresh:
        again = ShinchokuApp(confirmed.book)
        async with again.run_test(size=(80, 24)) as pilot:
            await pilot.press("f5")
            await pilot.pause()
            assert "2 件を承認、0 件を否認" in way(again)
            await _decide(again, pilot, settled, "第3回会議")
    assert {confirmed.state(number) for number in confirmed.measures} == {"approved"}


async def test_a_mark_of_an_earlier_revision_or_of_none_is_not_taken_for_one_of_this_revision(
    confirmed: Small, app: ShinchokuApp, settled: Settle
) -> None:
    """Somebody else records the decision: the marks stay in this person's preference."""
    freeze_period(confirmed.book, confirmed.second)
    submit_period(confirmed.book, confirmed.second)
    second, third = confirmed.measures["2"], confirmed.measures["3"]
    kept = f'{{"{second}": [1, "費用を示すこと。"], "{third}": "根拠を示すこと。"}}'
    remember(confirmed.book, f"denials:{confirmed.second}", kept)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5")
        await pilot.pause()
        assert "4 件を承認、1 件を否認" in way(app)
    decide_period(
        confirmed.book,
        confirmed.second,
        meeting="第2回会議",
        held_on="2021-04-09",
        denied_measures={second: "費用"},
    )
    _write_anew_and_submit(confirmed, "2")
    again = ShinchokuApp(confirmed.book)
    async with again.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5")
        await pilot.pause()
        assert "1 件を承認、0 件を否認" in way(again)


async def test_the_decision_needs_a_meeting_and_a_day(
    confirmed: Small, app: ShinchokuApp, settled: Settle, lines: Lines
) -> None:
    freeze_period(confirmed.book, confirmed.second)
    submit_period(confirmed.book, confirmed.second)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5", "f10", "f10")
        await settled(pilot)
        assert isinstance(app.screen, Ask)
        assert "会議: 空のままにはできません。" in "\n".join(lines(app))
        app.screen.query_one("#field-meeting", Input).value = "第2回会議"
        app.screen.query_one("#field-held_on", Input).value = "４月９日"
        await pilot.press("f10")
        await settled(pilot)
        assert "2021-04-30 のように" in "\n".join(lines(app))
        app.screen.query_one("#field-held_on", Input).value = "２０２１－０４－１０"
        await pilot.press("f10")
        await settled(pilot)
    assert confirmed.rows("SELECT held_on FROM meeting ORDER BY id DESC LIMIT 1") == [
        {"held_on": "2021-04-10"}
    ]


async def test_reopening_asks_for_reason_and_scope_and_keeps_them_when_left(
    confirmed: Small, app: ShinchokuApp, settled: Settle
) -> None:
    freeze_period(confirmed.book, confirmed.second)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5", "f9")
        await pilot.pause()
        app.screen.query_one(ReportText).insert("数字に誤りがあった。")
        await pilot.press("f10")
        await settled(pilot)
        assert isinstance(app.screen, Ask)
        await pilot.press("escape", "f9")
        await pilot.pause()
        assert app.screen.query_one(ReportText).text == "数字に誤りがあった。"
        app.screen.query_one("#field-scope", Input).value = "施策10"
        await pilot.press("f10")
        await settled(pilot)
        assert period(confirmed)["state"] == "open"
        await pilot.press("ctrl+s", "ctrl+s", "end")
        await pilot.pause()
        shown = str(council(app).query_one("#words").render())
        assert "数字に誤りがあった。" in shown
        assert "施策10" in shown


async def test_what_is_refused_changes_nothing_and_says_why(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    hand_in(small, "1", Answer(AS_PLANNED))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5")
        await pilot.pause()
        freeze_period(small.book, small.second)
        await pilot.press("f10", "f10")
        await settled(pilot)
        assert "できません" in said(app)
    assert period(small)["state"] == "frozen"


async def test_amendments_of_earlier_figures_are_listed_with_before_after_and_reason(
    confirmed: Small, app: ShinchokuApp
) -> None:
    freeze_period(confirmed.book, confirmed.second)
    submit_period(confirmed.book, confirmed.second)
    decide_period(confirmed.book, confirmed.second, meeting="第2回会議", held_on="2021-04-09")
    reopen_period(confirmed.book, confirmed.second, reason="数え間違い", scope="10")
    amend(confirmed.book, confirmed.measures["10"], confirmed.second, "数え間違い")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5", "ctrl+s")
        await pilot.pause()
        assert "訂正 1" in way(app)
        shown = str(council(app).query_one("#words").render())
        assert "10 共同利用する基盤の検討  R2下" in shown
        assert "数え間違い" in shown
        assert "訂正後の文はまだ出ていません" in shown


@pytest.mark.parametrize("ending", ["xlsx", "txt"])
async def test_the_pack_is_written_and_its_path_is_shown(
    confirmed: Small, app: ShinchokuApp, settled: Settle, said: Said, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"kaigi.{ending}"
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f5", "ctrl+r")
        await pilot.pause()
        field = app.screen.query_one("#field-path", Input)
        assert field.value.endswith("test-1_2020H2_council_20210409-1403.xlsx")
        field.value = str(tmp_path / "kaigi.pdf")
        await pilot.press("f10")
        await pilot.pause()
        assert isinstance(app.screen, Ask)
        field.value = str(path)
        await pilot.press("f10")
        await settled(pilot)
        assert said(app).startswith("書き出しました: ")
    if ending == "xlsx":
        sheets = load_workbook(path)
        assert sheets.sheetnames == ["概要", "報告", "未報告", "訂正"]
        assert [row[1].value for row in sheets["報告"].iter_rows(min_row=2)] == [
            "住民向け案内の電子化",
            "庁内の連絡手段の見直し",
            "防災情報の配信",
            "共同利用する基盤の検討",
            "図書の予約の改善",
        ]
    else:
        assert "10 を進めた。" in path.read_text("utf-8")


def test_no_key_means_two_things_and_every_sentence_has_its_japanese() -> None:
    seen = [
        name
        for table in (COUNCIL, EYES, EVERYWHERE)
        for key in table
        for name in (*key.keys.split(","), *key.signs)
        if name
    ]
    assert len(seen) == len(set(seen))
    japanese = i18n.catalogue("ja")
    words = [word for key in COUNCIL for word in (key.name, key.short) if word]
    words += [word for pair in Council.WORDS for word in pair]
    words += [
        *STEP_NAMES.values(),
        *STEPS_DONE.values(),
        *STEPS_SAID.values(),
        *(name for _states, name in WAY),
    ]
    assert [word for word in words if word not in japanese] == []


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_no_line_is_wider_than_the_terminal_in_any_state(
    confirmed: Small,
    size: tuple[int, int],
    lang: str,
    too_wide: Callable[[ShinchokuApp], list[str]],
    settled: Settle,
) -> None:
    i18n.setup(lang)
    app = ShinchokuApp(confirmed.book, wide_ambiguous=True)
    async with app.run_test(size=size) as pilot:
        await pilot.press("f5")
        for keys in (
            ("ctrl+s",),
            ("ctrl+s",),
            ("ctrl+s", "enter"),
            ("escape", "ctrl+r"),
            ("escape", "f10"),
            ("f10",),
            ("f10",),
            ("f10",),
            ("f9",),
            ("escape", "f1"),
        ):
            await pilot.press(*keys)
            await settled(pilot)
            assert not too_wide(app)
