"""Dialogs: help over each of them, what was typed still there afterwards, and a picture of each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.text import Text
from textual.widgets import Input

from db.reads.answers import Answer
from db.reads.glossary import Term
from i18n import _
from tests.tui.conftest import AS_PLANNED, Small
from tui.app import ShinchokuApp
from tui.choices import Choice
from tui.screens.ask import Ask, Asked, needed
from tui.screens.choose import Choose
from tui.screens.confirm_leave import ConfirmLeave
from tui.screens.dialog import Dialog
from tui.screens.fields import ReportText
from tui.screens.help import Help
from tui.screens.importing_labels import LabelLine, Labels
from tui.screens.importing_path import AskPath
from tui.screens.importing_session import Asked as HowToRead
from tui.screens.several import Several
from tui.screens.stale import Stale

Make = Callable[[], Dialog[Any]]

DIALOGS: dict[str, Make] = {
    "ask": lambda: Ask(
        "理由を書く",
        Text("課へ戻します。"),
        [Asked("note", "理由", prose=True, wrong=needed), Asked("day", "会議の日")],
        "差戻し",
    ),
    "question": lambda: Ask("取り消しますか", Text("元に戻します。"), [], "取り消す"),
    "choose": lambda: Choose("どの課ですか", [Choice("広報課", 1), Choice("情報課", 2)]),
    "several": lambda: Several("1 方式の調査", ("検討",)),
    "leaving": lambda: ConfirmLeave(("1 住民向け案内の電子化",), "台帳に書けません。"),
    "stale": lambda: Stale(
        "1 案内", Answer(AS_PLANNED, None, "私の文"), Answer(AS_PLANNED, None, "先の文"), "鈴木", "14:00"
    ),
    "path": lambda: AskPath(Path("/")),
    "labels": lambda: Labels([LabelLine("所管", None, 3, "広報課", "question")], HowToRead()),
    "help": lambda: Help("使い方", (), (), [Term("基盤", "土台")]),
}


def shown_keys(app: ShinchokuApp) -> str:
    return str(app.screen.query_one("#keys").render())


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("name", [name for name in DIALOGS if name != "help"])
async def test_help_lies_over_a_dialog_and_leaves_it_as_it_was(
    app: ShinchokuApp,
    name: str,
    size: tuple[int, int],
    settled: Any,
    lines: Callable[..., list[str]],
    too_wide: Any,
) -> None:
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        dialog = DIALOGS[name]()
        await app.push_screen(dialog)
        await settled(pilot)
        assert "F1 ヘルプ" in shown_keys(app)
        before = lines(app)
        assert not too_wide(app)
        await pilot.press("f1")
        await settled(pilot)
        assert isinstance(app.screen, Help)
        said = str(app.screen.query_one("#said").render())
        for key in dialog.own_keys():
            assert _(app.settings.shown(key)) in said
        # The words of the screen under the dialog are explained too.
        assert "滞留" in said and not too_wide(app)
        await pilot.press("f1")
        await settled(pilot)
        assert app.screen is dialog and lines(app) == before


async def test_what_was_typed_is_there_after_help(app: ShinchokuApp, settled: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await app.push_screen(DIALOGS["ask"]())
        await settled(pilot)
        await pilot.press(*"数字を見直す", "tab", *"４月", "f1")
        await settled(pilot)
        assert isinstance(app.screen, Help)
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen.query_one("#field-note", ReportText).text == "数字を見直す"
        field = app.screen.query_one("#field-day", Input)
        assert field.value == "４月" and field.has_focus
        await pilot.press("日")
        assert field.value == "４月日"


async def test_a_question_mark_is_text_where_text_is_typed(app: ShinchokuApp, settled: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await app.push_screen(DIALOGS["choose"]())
        await pilot.press("?", "課")
        await settled(pilot)
        assert isinstance(app.screen, Choose)
        assert app.screen.query_one("#typed", Input).value == "?課"


@pytest.mark.parametrize("name", DIALOGS)
async def test_every_dialog_is_printed_as_it_stands_and_says_where(
    app: ShinchokuApp,
    name: str,
    settled: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        dialog = DIALOGS[name]()
        await app.push_screen(dialog)
        await pilot.press("ctrl+x")
        await settled(pilot)
        assert app.screen is dialog
        picture = next(tmp_path.glob("shinchoku-*.svg")).read_text("utf-8")
        assert f"<title>進捗: {type(dialog).__name__}</title>" in picture
        assert ".svg" in shown_keys(app).replace("\n", "")


async def test_a_dialog_follows_the_keys_of_the_settings(
    small: Small, settled: Any, lines: Callable[..., list[str]]
) -> None:
    from tui.settings import Settings

    keys = {"dialog_do": ("f12",), "dialog_close": ("f11",), "help": ("f13",), "print_screen": ("f14",)}
    app = ShinchokuApp(small.book, settings=Settings(keys=keys))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for name, make in DIALOGS.items():
            dialog = make()
            await app.push_screen(dialog)
            await settled(pilot)
            said = shown_keys(app)
            assert "F1 " not in said and "F10" not in said and "Esc" not in said, name
            if name != "help":
                await pilot.press("f13")
                await settled(pilot)
                assert isinstance(app.screen, Help)
                await pilot.press("f13")
                await settled(pilot)
            await pilot.press("escape")
            assert app.screen is dialog
            await pilot.press("f11")
            await settled(pilot)
            assert app.screen is not dialog
