"""Files and folders whose names are no text: they can be seen and read, and nothing of them breaks the terminal."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tui.app import ShinchokuApp
from tui.screens.importing_path import AskPath

SHIFT_JIS = os.fsdecode("課".encode("cp932"))
CSV = "番号,施策名,主管課\n1,電子申請,企画課\n"

Lines = Callable[[ShinchokuApp], list[str]]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    (folder / f"{SHIFT_JIS}部").mkdir(parents=True)
    (folder / f"{SHIFT_JIS}.csv").write_text(CSV, encoding="utf-8")
    return folder


async def test_a_folder_that_cannot_be_typed_says_so_and_a_file_is_taken(
    app: ShinchokuApp, lines: Lines, here: Path, settled: Any
) -> None:
    taken: list[Path | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.push_screen(AskPath(here), taken.append)
        await settled(pilot)
        listed = "\n".join(lines(app))
        assert "��部/" in listed and "��.csv" in listed
        await pilot.press("tab")
        await settled(pilot)
        said = "\n".join(lines(app))
        assert "この名前は入力できません" in said and "��部" in said
        assert not any("\ud800" <= one <= "\udfff" for one in said)
        await pilot.press("down", "enter")
        await settled(pilot)
    assert taken == [here / f"{SHIFT_JIS}.csv"]
