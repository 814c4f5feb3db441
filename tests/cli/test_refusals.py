"""Bad input gets one clear sentence in the user's language and the exit code of the contract; nothing is written."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_missing_book_names_the_two_ways_to_make_one_and_creates_nothing(run: Run, tmp_path: Path) -> None:
    said = run("period", "list")
    assert said.code == 3
    assert said.err.count("\n") == 1
    assert "shinchoku init" in said.err
    assert "shinchoku demo" in said.err
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空のファイル"),
        (b"just text, no database" * 50, "SQLite"),
        (b"PK\x03\x04" + b"\0" * 600, "SQLite"),
    ],
)
def test_what_is_no_book_is_said_and_left_alone(run: Run, tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "shinchoku.db").write_bytes(content)
    for command in (["export", "json"], ["verify"], []):
        said = run(*command)
        assert said.code == 3, command
        assert words in said.err
        assert said.out == ""
    assert (tmp_path / "shinchoku.db").read_bytes() == content
    assert names(tmp_path) == ["shinchoku.db"]


def test_init_refuses_an_existing_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shinchoku.db").write_text("mine")
    said = run("init")
    assert said.code == 2
    assert "すでにあります" in said.err
    assert (tmp_path / "shinchoku.db").read_text() == "mine"


def test_init_makes_an_empty_book_that_verifies(run: Run) -> None:
    assert run("init").code == 0
    said = run("verify")
    assert said.code == 0
    assert "異常はありません" in said.err


def test_a_folder_that_is_not_there_is_named(run: Run) -> None:
    said = run("--db", "nowhere/book.db", "init")
    assert said.code == 2
    assert "nowhere" in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["--nonsense"],
        ["report", "show"],
        ["report", "set", "--plan", "x", "--measure", "1", "--period", "2020H3"],
        ["import", "undo", "seven"],
        ["serve", "--port", "0"],
        ["--lang", "fr", "verify"],
    ],
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_command_that_cannot_be_understood_gets_one_line(run: Run, arguments: list[str], lang: str) -> None:
    said = run(*arguments, lang=lang)
    assert said.code == 2
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1


def test_refusals_speak_english_on_request(run: Run) -> None:
    assert run("verify", lang="en").err.startswith("There is no book at")
    assert run("--lang", "en", "verify").err.startswith("There is no book at")


def test_an_unknown_plan_measure_or_half_year_names_what_there_is(demo: Run) -> None:
    plan = demo("period", "list", "--plan", "atlantis")
    assert plan.code == 2
    assert "musashino-6" in plan.err
    several = demo("period", "list")
    assert several.code == 2
    assert "--plan" in several.err
    measure = demo("report", "show", "--plan", "musashino-6", "--measure", "99", "--period", "2020H2")
    assert measure.code == 2
    assert "「99」" in measure.err
    half = demo("report", "show", "--plan", "musashino-6", "--measure", "1", "--period", "2030H1")
    assert half.code == 2
    assert "2020H1" in half.err


def test_illegal_steps_say_what_is_possible_and_write_nothing(demo: Run) -> None:
    place = ["--plan", "musashino-6", "--measure", "29", "--period"]
    before = demo("verify").out
    confirm = demo("report", "confirm", *place, "2020H2")
    assert confirm.code == 2
    assert "変わりなし" in confirm.err
    closed = demo("report", "set", *place, "2020H1", "--evaluation", "1")
    assert closed.code == 2
    nothing = demo("report", "set", *place, "2020H2")
    assert nothing.code == 2
    wrong = demo("report", "set", *place, "2020H2", "--evaluation", "6")
    assert wrong.code == 2
    assert "計画どおりに実行できた" in wrong.err
    stage = demo("report", "set", *place, "2020H2", "--stage", "検討")
    assert stage.code == 2
    assert "1=検討" in stage.err
    assert demo("verify").out == before


def test_help_is_japanese_first_and_stands_for_every_command(run: Run) -> None:
    said = run("--help")
    assert said.code == 0
    for name in (
        "init",
        "demo",
        "import",
        "source",
        "export",
        "period",
        "report",
        "serve",
        "backup",
        "restore",
        "verify",
    ):
        assert f"  {name} " in said.out
        assert run(name, "--help").code == 0
    assert "台帳" in said.out
    assert "台帳" not in run("--help", lang="en").out
