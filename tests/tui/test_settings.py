"""Keys of one's own from a settings file, and what is said about a wrong one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db.book import Book
from tests.tui.conftest import Small
from tui.app import ShinchokuApp
from tui.settings import Settings, read_settings, screen_tables, settings_path, write_example


def settings(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    return read_settings(path)


def test_the_file_stands_where_the_system_keeps_settings() -> None:
    home = Path.home()
    assert settings_path({}, "linux") == home / ".config/shinchoku/settings.toml"
    assert settings_path({"XDG_CONFIG_HOME": "/x"}, "linux") == Path("/x/shinchoku/settings.toml")
    assert settings_path({"XDG_CONFIG_HOME": "x"}, "linux") == home / ".config/shinchoku/settings.toml"
    assert settings_path({"APPDATA": "/roaming"}, "win32") == Path("/roaming/shinchoku/settings.toml")
    assert settings_path({"SHINCHOKU_SETTINGS": "/own.toml", "APPDATA": "/r"}, "win32") == Path("/own.toml")


def test_no_file_means_no_change(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "none.toml") == Settings(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[keys", "settings.toml"),
        ("[colours]\nback = 1", "colours"),
        ("keys = 3", "[keys]"),
        ("[keys]\nsubmti = 'f12'", "submti"),
        ("[keys]\nsubmit = 'f99'", "f99"),
        ("[keys]\nsubmit = 'hyper+x'", "hyper+x"),
        ("[keys]\nsubmit = 12", "submit"),
        ("[keys]\nsubmit = 'ctrl+m'", "Enter"),
        ("[keys]\nsubmit = 'f9'", "F9"),
        ("[keys]\nsubmit = 'f2'", "overview"),
        ("[keys]\nsubmit = 'f12'\nunchanged = 'f12'", "F12"),
    ],
)
def test_a_wrong_file_is_told_in_one_sentence_and_changes_nothing(
    tmp_path: Path, text: str, told: str
) -> None:
    found = settings(tmp_path, text)
    assert not found.keys
    assert told in found.wrong
    assert "\n" not in found.wrong


def test_two_actions_may_swap_their_keys(tmp_path: Path) -> None:
    found = settings(tmp_path, "[keys]\nsubmit = 'f9'\nunchanged = 'f10'")
    assert not found.wrong
    assert found.keys == {"submit": ("f9",), "unchanged": ("f10",)}


async def test_a_changed_key_works_the_old_one_does_not_and_the_last_line_follows(
    small: Small, tmp_path: Path, lines: Callable[..., list[str]], settled: Any
) -> None:
    app = ShinchokuApp(small.book, settings=settings(tmp_path, "[keys]\nstart = 'f12'\nmeasures='ctrl+w'"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "F12 巡回入力" in lines(app)[-1]
        assert "F10" not in lines(app)[-1]
        assert "施策 Ctrl+W" in lines(app)[1]
        await pilot.press("f10")
        assert type(app.screen).__name__ == "Overview"
        await pilot.press("f12")
        await settled(pilot)
        assert type(app.screen).__name__ == "Record"


async def test_submit_on_another_key_submits_and_help_and_palette_say_so(
    small: Small, tmp_path: Path, lines: Callable[..., list[str]], settled: Any
) -> None:
    app = ShinchokuApp(small.book, settings=settings(tmp_path, "[keys]\nsubmit = 'f12'"))
    async with app.run_test(size=(120, 60)) as pilot:
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert "F12 提出" in lines(app)[-1]
        await pilot.press("f1")
        await settled(pilot)
        assert any(line.lstrip(" |│").startswith("F12") for line in lines(app))
        await pilot.press("escape", "ctrl+p")
        await settled(pilot)
        assert any("F12" in line for line in lines(app))
        await pilot.press("escape", "1", "f12")
        await settled(pilot)
        assert small.state("1") == "submitted"


async def test_a_wrong_file_is_told_in_the_status_line_and_the_usual_keys_work(
    small: Small, tmp_path: Path, said: Callable[..., str], settled: Any
) -> None:
    app = ShinchokuApp(small.book, settings=settings(tmp_path, "[keys]\nsubmti = 'f12'"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "submti" in said(app)
        await pilot.press("f10")
        await settled(pilot)
        assert type(app.screen).__name__ == "Record"


async def test_the_palette_writes_a_file_with_every_key_and_says_its_path(
    small: Small, tmp_path: Path, said: Callable[..., str], settled: Any
) -> None:
    path = tmp_path / "deep" / "settings.toml"
    app = ShinchokuApp(small.book, settings=Settings(path))
    async with app.run_test(size=(200, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p", *"設定", "enter")
        await settled(pilot)
        assert str(path) in said(app)
    assert read_settings(path) == Settings(path)
    assert '# submit = "f10"' in path.read_text("utf-8")


def test_every_written_line_can_be_taken_into_use_and_a_file_of_ones_own_is_never_written_over(
    tmp_path: Path,
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[keys]\nsubmit = 'f12'\n", "utf-8")
    beside = write_example(path)
    assert beside == tmp_path / "settings-all.toml"
    assert path.read_text("utf-8") == "[keys]\nsubmit = 'f12'\n"
    written = [line[2:] for line in beside.read_text("utf-8").splitlines() if line.startswith("# ")]
    kept = [line for line in written if " = " in line]
    names = {key.setting for screen in screen_tables() for table in screen for key in table if key.changeable}
    assert names <= {line.split(" = ")[0] for line in kept}
    for line in kept:
        assert not settings(tmp_path, f"[keys]\n{line}\n").wrong, line


def test_an_unreadable_file_is_told(tmp_path: Path, empty: Book) -> None:
    assert read_settings(tmp_path).wrong
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    assert "UTF-8" in read_settings(tmp_path / "bad.toml").wrong
