"""Parts of a report on the command line: keys in, rows out, and what is said about who is missing."""

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Run

# In the sample 秘書広報課 seals the report of measure 6, and 生涯学習スポーツ課 writes a part.
PLACE = ("--plan", "musashino-6", "--measure", "6", "--period", "2021H1")
DEPARTMENT = ("--department", "生涯学習スポーツ課")
REFUSED = 2


@pytest.fixture
def opened(demo: Run) -> Run:
    assert demo("period", "open", "--plan", "musashino-6", "--period", "2021H1").code == 0
    return demo


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "shinchoku.db") as book:
        return book.execute(sql).fetchall()


def test_a_part_is_written_finished_and_opened_again(opened: Run, tmp_path: Path) -> None:
    written = opened("report", "part", *PLACE, *DEPARTMENT, "--text", "写真を選んだ。")
    assert written.code == 0
    assert "生涯学習スポーツ課の分担：書きかけ。分担 0/2、提出は秘書広報課です。" in written.err
    assert "分担未提出：生涯学習スポーツ課" in written.err
    assert rows(tmp_path, "SELECT text, done, version FROM report_part") == [("写真を選んだ。", 0, 1)]
    done = opened("report", "part", *PLACE, *DEPARTMENT, "--done")
    assert "提出済。分担 1/2" in done.err and "未提出" not in done.err
    assert rows(tmp_path, "SELECT text, done, version FROM report_part") == [("写真を選んだ。", 1, 2)]
    opened("report", "part", *PLACE, *DEPARTMENT, "--reopen")
    assert rows(tmp_path, "SELECT text, done, version FROM report_part") == [("写真を選んだ。", 0, 3)]
    # A part alone begins nothing.
    assert opened("report", "show", *PLACE, "--json").json["state"] == "not_started"


def test_show_tells_the_parts_and_who_is_missing(opened: Run) -> None:
    before = opened("report", "show", *PLACE)
    assert "取りまとめ: 秘書広報課" in before.out
    assert "生涯学習スポーツ課の分担: 未提出" in before.out
    assert "分担未提出: 生涯学習スポーツ課" in before.out
    opened("report", "part", *PLACE, *DEPARTMENT, "--done")
    found = opened("report", "show", *PLACE, "--json").json
    assert (found["sealed_by"], found["parts_missing"]) == ("秘書広報課", [])
    assert [(part["department"], part["done"], part["text"]) for part in found["parts"]] == [
        ("生涯学習スポーツ課", True, "")
    ]
    assert "変わりなし" in opened("report", "show", *PLACE).out
    alone = opened("report", "show", "--plan", "musashino-6", "--measure", "28", "--period", "2021H1")
    assert "分担" not in alone.out


def test_submitting_puts_the_parts_under_the_text(opened: Run, tmp_path: Path) -> None:
    opened("report", "part", *PLACE, *DEPARTMENT, "--text", "写真を選んだ。", "--done")
    opened("report", "set", *PLACE, "--evaluation", "1", "--text", "目録を作った。")
    said = opened("report", "submit", *PLACE)
    assert (said.code, "分担" in said.err) == (0, False)
    found = opened("report", "show", *PLACE, "--json").json
    assert found["text"] == "目録を作った。\n生涯学習スポーツ課：写真を選んだ。"


def test_submitting_without_a_part_is_a_warning_that_stays_on_record(opened: Run, tmp_path: Path) -> None:
    opened("report", "set", *PLACE, "--evaluation", "1", "--text", "目録を作った。")
    said = opened("report", "submit", *PLACE)
    assert said.code == 1
    assert "次の課の分担がないまま提出しました：生涯学習スポーツ課" in said.err
    assert rows(tmp_path, "SELECT note FROM decision WHERE action = 'submit' ORDER BY id DESC LIMIT 1") == [
        ("分担未提出：生涯学習スポーツ課",)
    ]
    assert opened("report", "show", *PLACE, "--json").json["text"] == "目録を作った。"
    late = opened("report", "part", *PLACE, *DEPARTMENT, "--done")
    assert late.code == REFUSED
    assert "秘書広報課が取り下げ" in late.err
    opened("report", "return", *PLACE, "--note", "分担を足してください")
    assert opened("report", "part", *PLACE, *DEPARTMENT, "--done").code == 0


def test_unchanged_warns_too(opened: Run) -> None:
    said = opened("report", "set", *PLACE, "--unchanged")
    assert (said.code, "分担がないまま" in said.err) == (1, True)


@pytest.mark.parametrize(
    ("place", "department", "words"),
    [
        (PLACE, "秘書広報課", "取りまとめる課です"),
        (PLACE, "税務課", "主管課ではない"),
        (("--plan", "musashino-6", "--measure", "28", "--period", "2021H1"), "情報管理課", "一つの課だけ"),
        (("--plan", "musashino-6", "--measure", "6", "--period", "2020H1"), "生涯学習スポーツ課", "2020H1"),
    ],
)
def test_a_part_that_cannot_be_written_is_refused_with_what_there_is_instead(
    opened: Run, tmp_path: Path, place: tuple[str, ...], department: str, words: str
) -> None:
    said = opened("report", "part", *place, "--department", department, "--text", "文")
    assert (said.code, words in said.err) == (REFUSED, True), said.err
    assert rows(tmp_path, "SELECT * FROM report_part") == []


def test_a_part_needs_a_text_or_a_word_about_its_end(opened: Run) -> None:
    assert opened("report", "part", *PLACE, *DEPARTMENT).code == REFUSED
    both = opened("report", "part", *PLACE, *DEPARTMENT, "--done", "--reopen", lang="en")
    assert "Say what the part is" in both.err


def _waiting(run: Run, period: str = "2021H1") -> tuple[int, int]:
    found = {row["period"]: row for row in run("period", "list", "--plan", "musashino-6", "--json").json}
    return found[period]["in_parts"], found[period]["waiting_for_parts"]


def _line(run: Run, lang: str = "ja") -> str:
    listed = run("period", "list", "--plan", "musashino-6", lang=lang).out
    return next(line for line in listed.splitlines() if line.startswith("2021H1"))


def test_the_list_of_half_years_tells_how_many_reports_wait_for_a_part(opened: Run, tmp_path: Path) -> None:
    shared = rows(
        tmp_path,
        "SELECT count(*) FROM (SELECT measure_id FROM measure_department JOIN department ON department.id ="
        " department_id JOIN measure ON measure.id = measure_id JOIN plan ON plan.id = plan_id WHERE role = 'lead'"
        " AND is_collective = 0 AND plan.key = 'musashino-6' GROUP BY measure_id HAVING count(*) > 1)",
    )[0][0]
    assert _waiting(opened) == (shared, shared)
    assert _line(opened).endswith(f"  分担待ち {shared}件")
    opened("report", "part", *PLACE, *DEPARTMENT, "--text", "写真を選んだ。")
    assert _waiting(opened) == (shared, shared)
    opened("report", "part", *PLACE, *DEPARTMENT, "--done")
    assert _waiting(opened) == (shared, int(str(shared)) - 1)
    opened("report", "part", *PLACE, *DEPARTMENT, "--reopen")
    assert _line(opened, "en").endswith(f"  {shared} wait for a department's part")
    # What is handed in without a part waits no longer.
    assert opened("report", "set", *PLACE, "--unchanged").code == 1
    assert _waiting(opened) == (shared, int(str(shared)) - 1)
    assert opened("period", "freeze", "--plan", "musashino-6", "--period", "2021H1").code == 0
    assert _waiting(opened) == (shared, 0)
    assert "分担待ち" not in _line(opened)


def test_a_half_year_reopened_for_some_measures_waits_for_their_parts_only(opened: Run) -> None:
    place = ("--plan", "musashino-6", "--period", "2021H1")
    for step in (("freeze",), ("reopen", "--reason", "再報告", "--scope", "28")):
        assert opened("period", step[0], *place, *step[1:]).code == 0
    assert _waiting(opened)[1] == 0
    assert opened("period", "freeze", *place).code == 0
    assert opened("period", "reopen", *place, "--reason", "再報告", "--scope", "6、28").code == 0
    assert _waiting(opened)[1] == 1
