"""Sentences of the dashboard: states and steps in the reader's words, in both languages."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

import i18n
from db.writes.reports import return_report
from domain.reporting import (
    Action,
    IllegalPeriodStep,
    IllegalStep,
    PeriodAction,
    PeriodState,
    State,
    period_step,
    step,
)
from importers.staged import PlanIdentity
from tests.tui.conftest import Small
from tui.app import ShinchokuApp
from tui.screens.importing import ImportScreen
from tui.screens.importing_session import Asked
from tui.words import possible_words, sentence

Settle = Callable[[Pilot[None]], Any]


async def test_undoing_what_was_returned_meanwhile_says_so_in_the_readers_words(
    app: ShinchokuApp, small: Small, settled: Settle, said: Callable[[ShinchokuApp], str]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10", "1", "f10")
        await settled(pilot)
        assert small.state("1") == "submitted"
        return_report(small.book, small.measures["1"], small.second, "候補の数を書いてください。")
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert said(app) == "差戻しの報告に「取下げ」はできません。今できること: 記入、変わりなしで提出"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_state_or_step_is_said_by_its_raw_name(lang: str) -> None:
    i18n.setup(lang)
    for state in State:
        for action in Action:
            told = ""
            try:
                step(state, action)
            except IllegalStep as refusal:
                told = sentence(refusal)
            assert not any(raw in told for raw in ("not_started", "carry", "{key}", "undo-")), told
            assert lang == "en" or str(state) not in told
    for period in PeriodState:
        for move in PeriodAction:
            told = ""
            try:
                period_step(period, move)
            except IllegalPeriodStep as refusal:
                told = sentence(refusal)
            assert lang == "en" or not any(raw in told for raw in (*PeriodState, *PeriodAction))


def test_a_half_years_possible_steps_are_named() -> None:
    with pytest.raises(IllegalPeriodStep) as caught:
        period_step(PeriodState.open, PeriodAction.publish)
    assert sentence(caught.value).endswith("今できること: 締め切る")


def test_taking_unchanged_back_is_told_of_nowhere() -> None:
    assert possible_words(State.submitted, "F9") == [
        "取下げ (F9)",
        "差戻し (情報管理課)",
        "確認 (情報管理課)",
    ]


def test_an_error_of_sqlite_is_said_in_japanese() -> None:
    said = sentence(sqlite3.OperationalError("attempt to write a readonly database"))
    assert said == "書き込みが許されていません"
    assert "KeyError" in sentence(KeyError("x"))


async def test_imports_are_headed_and_counted_in_english_words(
    small: Small, tmp_path: Path, settled: Settle, lines: Callable[[ShinchokuApp], list[str]]
) -> None:
    i18n.setup("en")
    path = tmp_path / "list.csv"
    path.write_text("No.,施策名,担当課,目的\n21,窓口の表示,広報課,学ぶ\n", encoding="utf-8")
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f8")
        await settled(pilot)
        assert isinstance(app.screen, ImportScreen)
        app.screen.start(path, Asked(named=PlanIdentity("test-1")))
        await settled(pilot)
        assert "新 new " in lines(app)[2] + lines(app)[3]
        await pilot.press("escape")
        await settled(pilot)
        heads = next(line for line in lines(app) if "File" in line and "When" in line)
        for word in ("new", "changed", "same", "conflict"):
            assert word in heads
        for kanji in "新変同争":
            assert kanji not in heads
