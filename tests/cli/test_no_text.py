"""Bytes that are no UTF-8 on the command line, in names of files and at a question: one sentence, never a traceback."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import NOW, TOP

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

# What Python makes of a byte that is no UTF-8, and of 課 in Shift_JIS.
BYTE = "\udcff"
SHIFT_JIS = "課".encode("cp932").decode("utf-8", "surrogateescape")
PLACE = ("--plan", "musashino-6", "--measure", "28", "--period", "2020H2")
CSV = "番号,施策名,主管課\n1,電子申請,企画課\n"


def history(folder: Path) -> int:
    with sqlite3.connect(folder / "shinchoku.db") as book:
        return int(book.execute("SELECT count(*) FROM history").fetchone()[0])


@pytest.mark.parametrize(
    "arguments",
    [
        ("period", "list", "--plan", BYTE),
        ("report", "set", *PLACE, "--text", f"広報{SHIFT_JIS}と進めた。"),
        ("report", "return", *PLACE, f"--note={BYTE}"),
        ("report", "show", *PLACE[:-1], BYTE),
        ("department", "rename", "財政課", "--to", f"財務{SHIFT_JIS}", "--plan", "musashino-6"),
        ("people", "add", "--login", BYTE, "--role", "lead"),
        ("import", "preview", f"{BYTE}.csv"),
        ("export", "json", "--plan", "musashino-6", "--out", f"{SHIFT_JIS}.json"),
        ("backup", f"{BYTE}.db"),
        ("--db", f"{BYTE}.db", "verify"),
        ("--lang", BYTE, "verify"),
        (BYTE,),
    ],
)
def test_bytes_that_are_no_text_are_refused_in_one_line_and_nothing_is_written(
    demo: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    before = history(tmp_path)
    said = demo(*arguments)
    assert (said.code, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
    assert "\ufffd" in said.err and "UTF-8の文字列ではありません" in said.err
    assert history(tmp_path) == before
    assert all(name.startswith("shinchoku.db") for name in os.listdir(tmp_path))


def test_a_file_that_is_there_is_read_whatever_its_name(run: Run, tmp_path: Path) -> None:
    (tmp_path / f"{SHIFT_JIS}.csv").write_text(CSV, encoding="utf-8")
    assert run("init").code == 0
    said = run("import", "commit", f"{SHIFT_JIS}.csv", "--yes", "--first-fy", "2021", "--last-fy", "2023")
    assert said.code == 2 and len(said.err.splitlines()) == 1
    plan = ("--plan", "p", "--first-fy", "2021", "--last-fy", "2023")
    assert run("import", "commit", f"{SHIFT_JIS}.csv", "--yes", *plan).code <= 1
    listed = run("import", "list")
    assert (listed.code, "\ufffd" in listed.out) == (0, True)
    assert run("verify").code == 0
    # Without a name for it the plan bears the file's.
    (tmp_path / f"{BYTE}.csv").write_text(CSV.replace("電子", "窓口"), encoding="utf-8")
    assert run("import", "commit", f"{BYTE}.csv", "--yes").code <= 1


def test_a_folder_whose_name_is_no_text_holds_a_book_like_any_other(demo: Run, tmp_path: Path) -> None:
    folder = tmp_path / BYTE
    folder.mkdir()
    (tmp_path / "shinchoku.db").rename(folder / "shinchoku.db")
    said = demo("--db", f"{BYTE}/shinchoku.db", "verify")
    assert (said.code, "異常はありません" in said.err) == (0, True)
    missing = demo("--db", f"{BYTE}/other.db", "verify")
    assert missing.code in (2, 3) and len(missing.err.splitlines()) == 1
    assert demo("--db", BYTE, "verify").code in (2, 3)
    environment = dict(os.environ) | {"PYTHONPATH": str(TOP), "SHINCHOKU_CLOCK": NOW}
    here = subprocess.run(
        [sys.executable, "-m", "shinchoku", "period", "list", "--plan", "musashino-6"],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=True,
    )
    assert b"2020H2" in here.stdout


@pytest.mark.parametrize("answer", [b"\xff\n", b"\x83\n\xed\xa0\x80\n", b"\xff"])
def test_bytes_that_are_no_text_are_no_answer(run: Run, tmp_path: Path, answer: bytes) -> None:
    (tmp_path / "list.csv").write_text(CSV, encoding="utf-8")
    run("init")
    before = history(tmp_path)
    plan = ("--plan", "p", "--first-fy", "2021", "--last-fy", "2023")
    done = subprocess.run(
        [sys.executable, "-m", "shinchoku", "import", "commit", "list.csv", *plan],
        cwd=tmp_path,
        env=dict(os.environ) | {"PYTHONPATH": str(TOP), "SHINCHOKU_CLOCK": NOW},
        input=answer,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert history(tmp_path) == before


def test_half_of_a_pair_in_a_file_is_left_out_and_the_rest_is_read(run: Run, tmp_path: Path) -> None:
    run("init")
    (tmp_path / "list.csv").write_bytes(
        (CSV + "2,庁内\ud800LAN,総\udc00\ud83d務課\n").encode("utf-8", "surrogatepass")
    )
    plan = ("--plan", "p", "--first-fy", "2021", "--last-fy", "2023")
    assert run("import", "commit", "list.csv", "--yes", *plan).code <= 1
    (measure,) = run("export", "json", "--plan", "p").json["plans"][0]["measures"][1:]
    assert (measure["title"], measure["lead_departments"]) == ("庁内LAN", ["総務課"])
    people = "login,role,name\nroot,coordinator,佐\udfff藤\n"
    (tmp_path / "people.csv").write_bytes(people.encode("utf-8", "surrogatepass"))
    assert run("people", "import", "people.csv").code == 0
    assert [one["name"] for one in run("people", "list", "--json").json] == ["佐藤"]
