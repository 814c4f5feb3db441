"""What is copied, where it goes, and the picture of a screen."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import i18n
from db.writes.periods import reopen_period
from db.writes.reports import amend
from tests.tui.conftest import Clock, Small
from tui.app import ShinchokuApp
from tui.clipboard import is_sure


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "home"
    place.mkdir()
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.chdir(tmp_path)
    return place


@pytest.mark.parametrize(
    ("environment", "sure"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-256color", "WT_SESSION": "1"}, True),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux,1,0"}, False),
        ({"TERM": "screen", "STY": "1.pts", "KITTY_WINDOW_ID": "1"}, False),
    ],
)
def test_only_known_terminals_are_trusted_with_the_clipboard(environment: dict[str, str], sure: bool) -> None:
    assert is_sure(environment) is sure


async def test_the_letter_names_half_year_due_date_and_measures_by_department(
    small: Small, settled: Any, home: Path, said: Callable[..., str]
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(160, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f9")
        await settled(pilot)
        path = home / "shinchoku-copied.txt"
        assert str(path) in said(app)
        assert path.stat().st_mode & 0o777 == 0o600
        letter = path.read_text("utf-8")
        assert letter == app.clipboard
    assert "「試験市情報化計画」令和2年度下半期（令和2年10月～令和3年3月）" in letter
    assert "締切は令和3年4月15日です" in letter
    departments = re.findall(r"【(.+?)】(\d)件", letter)
    assert departments == [("広報課", "3"), ("情報課", "2")]
    first, second = letter.split("【情報課】")
    assert "防災情報の配信" in first and "防災情報の配信" not in second
    assert "10 共同利用する基盤の検討 (未着手)" in second


async def test_the_letter_is_for_the_department_in_sight_and_tells_a_missed_date(
    small: Small, settled: Any, clock: Clock
) -> None:
    clock.now = clock.now.replace(day=20)
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(160, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+right", "f9")
        await settled(pilot)
        assert app.clipboard.startswith("広報課 御担当者様\n")
        assert "締切の令和3年4月15日を過ぎています" in app.clipboard
        assert "情報課" not in app.clipboard.replace("情報化", "")


async def test_the_letter_is_english_where_the_program_is(small: Small, settled: Any) -> None:
    i18n.setup("en")
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(160, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f9")
        await settled(pilot)
        assert app.clipboard.startswith("To the colleagues in charge\n")
        assert "FY2020 H2 (Oct-Mar 2020/21)" in app.clipboard
        assert "15 Apr 2021" in app.clipboard


async def test_an_amendment_in_draft_is_a_correction_and_no_report_that_never_came(
    small: Small, settled: Any
) -> None:
    amend(small.book, small.measures["1"], reopened(small), "件数の誤り")
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(160, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+e", *"R2上", "enter")
        await settled(pilot)
        await pilot.press("f9")
        await settled(pilot)
        assert "次の施策の訂正がまだ届いていません" in app.clipboard
        assert "次の施策の報告がまだ" not in app.clipboard
        assert "1 住民向け案内の電子化 (承認済の報告の訂正)" in app.clipboard


def reopened(small: Small) -> int:
    """The decided half-year, taking reports again."""
    reopen_period(small.book, small.first, reason="数の訂正", scope="1")
    return small.first


async def test_a_half_year_that_takes_no_reports_asks_for_none(
    small: Small, settled: Any, said: Callable[..., str], home: Path
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+e", *"R2上", "enter")
        await settled(pilot)
        await pilot.press("f9")
        assert "受け付けていない" in said(app)
    assert not (home / "shinchoku-copied.txt").exists()


@pytest.mark.parametrize("keys", [("f3", "down", "down", "down"), ("f3", "down", "down", "down", "ctrl+t")])
async def test_a_measure_is_copied_whole(small: Small, settled: Any, keys: tuple[str, ...]) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*keys, "ctrl+y")
        await settled(pilot)
        assert app.clipboard.startswith("10 共同利用する基盤の検討\n試験市情報化計画\n")
        assert "近隣市と基盤を分け合う方法を調べる。" in app.clipboard
        assert "主管課: 情報課" in app.clipboard


async def test_a_row_of_another_list_is_copied_with_tabs_between_its_cells(
    small: Small, settled: Any
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("down", "ctrl+y")
        await settled(pilot)
        assert app.clipboard.startswith("広報課\t3\t3\t")


async def test_a_file_that_cannot_be_written_is_said(
    small: Small, settled: Any, said: Callable[..., str], home: Path
) -> None:
    (home / "shinchoku-copied.txt").mkdir()
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(160, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f9")
        await settled(pilot)
        assert "書けませんでした" in said(app)
        assert app.clipboard


@pytest.mark.parametrize("theme", ["shinchoku", "shinchoku-light"])
async def test_the_picture_is_one_file_that_fetches_nothing(
    small: Small, settled: Any, said: Callable[..., str], tmp_path: Path, theme: str
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.theme = theme
        await pilot.press("f3")
        await settled(pilot)
        for expected in ("shinchoku-20210409-140300.svg", "shinchoku-20210409-140300-2.svg"):
            await pilot.press("ctrl+x")
            await settled(pilot)
            assert expected in said(app)
    text = (tmp_path / expected).read_text("utf-8")
    assert ElementTree.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"
    # The namespace is a name, not an address that anybody visits; apart from it there is none.
    rest = text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "http" not in rest and "url(" not in rest and "@font-face" not in rest and "@import" not in rest
    background = {"shinchoku": "#14181c", "shinchoku-light": "#fafaf6"}[theme]
    assert background in text.lower()
