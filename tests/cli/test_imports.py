"""Bringing plans in from the command line: identify, preview, commit, undo, list."""

from pathlib import Path

import pytest

from tests.cli.conftest import TOP, Run

SAMPLE = TOP / "samples" / "musashimurayama-3.csv"


def test_identify_says_the_layout_and_why(run: Run) -> None:
    said = run("import", "identify", str(SAMPLE), "--json")
    assert said.code == 0
    assert said.json["profile"] == "house-table"
    assert said.json["score"] == 1.0


def test_preview_writes_nothing_and_needs_no_book(run: Run, tmp_path: Path) -> None:
    said = run("import", "preview", str(SAMPLE), "--json")
    assert said.code in (0, 1)
    measures = [row for row in said.json["rows"] if row["entity"] == "measure"]
    # 武蔵村山市第三次 has the measures ① to ⑳.
    assert [row["outcome"] for row in measures] == ["new"] * 20
    assert list(tmp_path.iterdir()) == []


def test_committing_twice_changes_nothing_and_undo_takes_back_exactly_the_batch(run: Run) -> None:
    run("init")
    first = run("import", "commit", str(SAMPLE), "--yes")
    assert first.out.strip() == "1"
    again = run("import", "commit", str(SAMPLE), "--yes")
    assert again.out == ""
    assert "すべて台帳にあります" in again.err
    (batch,) = run("import", "list", "--json").json
    assert (batch["id"], batch["state"], batch["rows_changed"]) == (1, "committed", 0)
    assert run("import", "undo", "1").code == 0
    assert run("export", "json").json["plans"] == []
    assert run("import", "list", "--json").json[0]["state"] == "undone"
    assert run("import", "undo", "1").code == 2
    assert run("import", "undo", "9").code == 2
    assert run("verify").code == 0


def test_commit_asks_and_a_no_writes_nothing(run: Run) -> None:
    run("init")
    said = run("import", "commit", str(SAMPLE), stdin="n\n")
    assert said.code == 2
    assert run("export", "json").json["plans"] == []
    assert run("import", "commit", str(SAMPLE), stdin="y\n").out.strip() == "1"


def test_undo_keeps_and_names_what_came_into_use_since(run: Run) -> None:
    run("init")
    run("import", "commit", str(SAMPLE), "--yes")
    opened = run("period", "open", "--plan", "musashimurayama-3", "--period", "2011H1", "--due", "2021-05-31")
    assert opened.code == 0
    run(
        "report",
        "set",
        "--plan",
        "musashimurayama-3",
        "--measure",
        "①",
        "--period",
        "2011H1",
        "--text",
        "着手した",
    )
    said = run("import", "undo", "1")
    assert said.code == 1
    assert "公金の納付方法の多様化" in said.err
    assert run("report", "show", "--measure", "1", "--period", "2011H1").out.count("着手した") == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.csv", b"", 3),
        ("blank.txt", b" \n\n", 3),
        ("picture.png", b"\x89PNG\r\n", 3),
        ("letter.txt", "拝啓 時下ますますご清祥のこととお慶び申し上げます。\n".encode(), 3),
        ("broken.csv", b'\xff\xfe\x00"', 3),
        ("list.csv", "品名,数量\nりんご,3\n".encode("cp932"), 3),
    ],
)
def test_a_file_that_is_no_plan_gets_one_sentence(
    run: Run, tmp_path: Path, name: str, content: bytes, code: int
) -> None:
    run("init")
    (tmp_path / name).write_bytes(content)
    said = run("import", "commit", name, "--yes")
    assert said.code == code
    assert len(said.err.strip().splitlines()) == 1
    assert name in said.err
    assert run("import", "list", "--json").json == []


def test_a_file_that_is_not_there_is_named(run: Run) -> None:
    said = run("import", "identify", "gone.csv")
    assert said.code == 3
    assert "gone.csv" in said.err
