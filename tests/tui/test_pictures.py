"""Pictures of the four screens people see most; a change of one is looked at before it is accepted."""

from typing import Any

import pytest

from db.reads.answers import Answer
from db.writes.reports import save_draft
from tests.tui.conftest import NEARLY, Small
from tui.app import ShinchokuApp


@pytest.fixture
def written(small: Small) -> Small:
    """The small book with one draft."""
    answer = Answer(NEARLY, "実施中", "照会の文案を作った。", {1: ("検討",)})
    save_draft(small.book, small.measures["10"], small.second, answer, 0)
    return small


@pytest.mark.parametrize(
    ("name", "size", "keys"),
    [
        ("overview", (80, 24), ["down"]),
        ("list", (80, 24), ["f3", "slash", "情", "報"]),
        ("record", (80, 24), ["f3", "down", "down", "down", "enter"]),
        ("record_wide", (120, 40), ["f3", "down", "down", "down", "enter"]),
    ],
)
def test_picture(
    written: Small, snap_compare: Any, name: str, size: tuple[int, int], keys: list[str]
) -> None:
    async def first(pilot: Any) -> None:
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()

    assert snap_compare(ShinchokuApp(written.book), press=keys, terminal_size=size, run_before=first), name
