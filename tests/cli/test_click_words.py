"""What click says by itself is said in the user's language, and a book that cannot be read is exit 3."""

import re

import click
import pytest

from shinchoku.tree import COMMANDS, cli
from tests.cli.conftest import Run

ENGLISH = (
    "Usage",
    "Options",
    "Commands",
    "required",
    "Show this",
    "Show the",
    "default",
    "[OPTIONS]",
    "ARGS",
)


@pytest.mark.parametrize("command", [[], ["period", "open"], ["import"], ["serve"], ["report", "set"]])
def test_help_is_japanese_throughout(run: Run, command: list[str]) -> None:
    said = run(*command, "--help")
    assert said.code == 0
    assert said.out.startswith("使い方: shinchoku")
    assert not [word for word in ENGLISH if word in said.out]


def test_help_in_english_is_clicks_own(run: Run) -> None:
    said = run("period", "open", "--help", lang="en")
    assert said.out.startswith("Usage: shinchoku period open [OPTIONS]")
    assert "[required]" in said.out and "Show this message and exit." in said.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["--lang", "fr", "verify"],
        ["nosuch"],
        ["serve", "--port", "0"],
        ["serve", "--port", "x"],
        ["period", "open"],
        ["period", "list", "余分", "二つ"],
        ["import", "undo", "x"],
        ["import", "commit"],
        ["export", "xlsx", "--out", "."],
        ["export", "json", "--plan"],
    ],
)
def test_what_click_refuses_is_said_in_japanese(run: Run, arguments: list[str]) -> None:
    said = run(*arguments)
    assert said.code == 2
    assert said.err.count("\n") == 1
    # Names of options, commands and what was given stay as they are.
    words = re.sub(r"'[^']*'|「[^」]*」|--[a-z-]+|[A-Z_]+|1<=x<=65535", "", said.err)
    assert not re.search("[A-Za-z]{3,}", words), said.err


@pytest.mark.parametrize("command", [["period", "list"], ["verify"], []])
def test_a_folder_or_a_file_nobody_may_read_is_no_book_and_is_exit_three(
    run: Run, command: list[str]
) -> None:
    said = run("--db", ".", *command)
    assert said.code == 3
    assert "フォルダです" in said.err
    assert said.err.count("\n") == 1


def test_click_leaves_it_to_the_program_to_find_a_file_unreadable() -> None:
    """It would refuse with exit 2 and in English what is a file that could not be read."""
    wrong = []

    def look(name: str, command: click.Command) -> None:
        for param in command.params:
            if isinstance(param.type, click.Path) and (param.type.readable or param.type.exists):
                wrong.append(f"{name} {param.name}")
        if isinstance(command, click.Group):
            context = click.Context(command)
            for one in command.list_commands(context):
                found = command.get_command(context, one)
                assert found is not None
                look(f"{name} {one}", found)

    look("shinchoku", cli)
    assert not wrong
    assert COMMANDS
