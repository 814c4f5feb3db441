"""What is seen to before click: whether the dashboard is all that is asked for, and which book it opens."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from shinchoku import dashboard
from shinchoku.starting import dashboard_alone
from shinchoku.tree import cli

ALONE = [
    [],
    ["--db", "a.db"],
    ["--db=a.db"],
    ["--lang", "en"],
    ["--lang=ja", "--db", "b c.db"],
    ["--db", "a.db", "--db", "b.db"],
    ["--db", "--lang"],
]
CLICKS = [
    ["--help"],
    ["verify"],
    ["--db", "a.db", "verify"],
    ["--lang", "fr"],
    ["--db"],
    ["--version"],
    ["--d", "a.db"],
    ["--db", "."],
]


@pytest.mark.parametrize("arguments", ALONE, ids=" ".join)
@pytest.mark.parametrize("told", [None, "", "told.db"])
def test_the_book_is_the_one_that_click_would_take(
    arguments: list[str], told: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHINCHOKU_DB", raising=False)
    if told is not None:
        monkeypatch.setenv("SHINCHOKU_DB", told)
    opened: list[Path] = []
    monkeypatch.setattr(dashboard, "open_dashboard", lambda path, lang: opened.append(path) or 0)
    assert CliRunner().invoke(cli, arguments).exit_code == 0
    assert [dashboard_alone(arguments)] == opened


@pytest.mark.parametrize("arguments", CLICKS, ids=" ".join)
def test_everything_else_is_clicks(arguments: list[str]) -> None:
    assert dashboard_alone(arguments) is None
