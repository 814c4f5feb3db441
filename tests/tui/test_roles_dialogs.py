"""Who may not do something is told so before a dialog asks them for anything; nothing is written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from db.actor import Actor
from db.writes.people import Given, give_roles
from domain.roles import Post
from tests.tui.conftest import Small
from tests.tui.test_importing import opened, table
from tests.tui.test_importing_undo import brought_in
from tests.tui.test_originals import bring_in
from tui.app import ShinchokuApp
from tui.screens.importing import ImportScreen
from tui.screens.importing_preview import Preview
from tui.screens.originals import Originals

Settled = Callable[[Pilot[None]], Any]
Said = Callable[[ShinchokuApp], str]

TANAKA = Actor(1001, "tanaka", "田中")


@pytest.fixture
def roles(small: Small, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on 佐藤 coordinates and 田中, who is at the keyboard, reports for 広報課."""
    accounts = {"sato": small.book.actor, "tanaka": TANAKA}
    monkeypatch.setattr("db.actor.user", accounts.get)

    def give() -> None:
        give_roles(
            small.book,
            [
                Given("sato", post=Post.coordinator),
                Given("tanaka", post=Post.lead, department="広報課"),
            ],
        )
        small.book.actor = TANAKA

    return give


def written(small: Small) -> list[dict[str, Any]]:
    return small.rows("SELECT count(*) AS n FROM history")


async def test_a_file_is_not_brought_in_by_a_lead_department(
    small: Small, roles: Callable[[], None], tmp_path: Path, settled: Settled, said: Said
) -> None:
    roles()
    before = written(small)
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, table(tmp_path), settled)
        await pilot.press("f10")
        await settled(pilot)
        assert isinstance(app.screen, Preview)
        assert "情報管理課" in said(app)
    assert written(small) == before


async def test_a_batch_is_not_taken_back_by_a_lead_department(
    small: Small, roles: Callable[[], None], tmp_path: Path, settled: Settled, said: Said
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await brought_in(pilot, table(tmp_path), settled)
        roles()
        before = written(small)
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert isinstance(app.screen, ImportScreen)
        assert "情報管理課" in said(app)
    assert written(small) == before


async def test_a_question_about_the_original_is_not_answered_by_a_lead_department(
    small: Small, roles: Callable[[], None], settled: Settled, said: Said
) -> None:
    bring_in(small)
    roles()
    before = written(small)
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f8", "ctrl+o")
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, Originals)
        told = []
        kinds = []
        # A mark, a stage and two issues; the first and the second answer of each.
        for _question in range(4):
            assert screen.question is not None
            kinds.append(screen.question.kind)
            for answer in ("action_first", "action_second"):
                app.say("")
                getattr(screen, answer)()
                await settled(pilot)
                assert app.screen is screen
                told.append(said(app))
            await pilot.press("down")
            await settled(pilot)
        assert kinds == ["goal", "stage", "issue", "issue"]
        assert all("情報管理課" in words for words in told), told
    assert written(small) == before
