"""department …: names with their days; what is refused leaves the book as it was."""

from __future__ import annotations

import os
import pwd
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from shinchoku.department_commands import department_group

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

PLAN = ("--plan", "musashino-6")
FROM = ("--from", "2020-10-01")


def rows(folder: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "shinchoku.db") as conn:
        return [tuple(row) for row in conn.execute(sql, values)]


def history(folder: Path) -> int:
    return int(rows(folder, "SELECT count(*) FROM history")[0][0])


def status(folder: Path, half: int) -> dict[str, int]:
    sql = "SELECT department, measures FROM department_status WHERE plan = 'musashino-6' AND fy = 2020 AND half = ?"
    return dict(rows(folder, sql, half))  # type: ignore[arg-type]


def named(run: Run, *names: str) -> list[tuple[Any, ...]]:
    found = run("department", "list", *PLAN, "--json").json
    return [
        (row["name"], row["from"], row["to"], row["change"], row["successor"])
        for row in found
        if row["name"] in names
    ]


@pytest.mark.parametrize("command", sorted(department_group.commands))
def test_every_command_explains_itself(run: Run, command: str) -> None:
    said = run("department", command, "--help")
    assert said.code == 0 and "--plan" in said.out


def test_a_department_is_renamed_and_each_half_year_keeps_its_name(demo: Run, tmp_path: Path) -> None:
    before = status(tmp_path, 1)
    said = demo("department", "rename", "情報管理課", "--to", "デジタル推進課", *PLAN, *FROM)
    assert (said.code, said.err) == (0, "情報管理課は2020-10-01からデジタル推進課です。\n")
    assert status(tmp_path, 1) == before
    after = status(tmp_path, 2)
    assert after["デジタル推進課"] == before["情報管理課"] and "情報管理課" not in after
    assert named(demo, "情報管理課", "デジタル推進課") == [
        ("情報管理課", None, "2020-09-30", "renamed", None),
        ("デジタル推進課", "2020-10-01", None, None, None),
    ]
    text = demo("department", "list", *PLAN)
    assert "情報管理課  … - 2020-09-30  その後改称" in text.out.splitlines()
    missing = demo("export", "csv", "department_status")
    assert "情報管理課" in missing.out and "デジタル推進課" in missing.out


def test_departments_merge_split_and_end_by_command(demo: Run, tmp_path: Path) -> None:
    before = status(tmp_path, 2)
    assert demo("department", "merge", "財政課", "人事課", "--into", "総務財政課", *PLAN, *FROM).code == 0
    after = status(tmp_path, 2)
    assert after["総務財政課"] >= max(before.get("財政課", 0), before.get("人事課", 0))
    assert "財政課" not in after and "財政課" in status(tmp_path, 1)
    key = rows(
        tmp_path,
        "SELECT measure_key FROM measure_department JOIN measure ON measure.id = measure_id"
        " JOIN plan ON plan.id = plan_id WHERE key = 'musashino-6' AND role = 'lead'"
        " AND name = '情報管理課' ORDER BY sort_key LIMIT 1",
    )[0][0]
    split = demo(
        *(
            "department",
            "split",
            "情報管理課",
            "--into",
            "基盤課",
            "--into",
            "統計課",
            "--hand",
            f"{key}=統計課",
        ),
        *(*PLAN, *FROM),
    )
    assert split.code == 0
    found = status(tmp_path, 2)
    assert (found["統計課"], found["基盤課"]) == (1, before["情報管理課"] - 1)
    assert status(tmp_path, 1)["情報管理課"] == before["情報管理課"]
    assert demo("department", "add", "臨時課", *PLAN, *FROM).code == 0
    assert demo("department", "abolish", "臨時課", *PLAN, "--from", "2021-04-01").code == 0
    assert named(demo, "臨時課") == [("臨時課", "2020-10-01", "2021-03-31", "abolished", None)]
    assert demo("verify").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("rename", "無い課", "--to", "新しい課", *FROM),
        ("rename", "情報管理課", "--to", "総務課", *FROM),
        ("rename", "情報管理課", "--to", "新しい課", "--from", "来年"),
        ("rename", "情報管理課", "--to", "新しい課"),
        ("merge", "情報管理課", "--into", "情報管理課", *FROM),
        ("split", "情報管理課", "--into", "情報課", *FROM),
        ("split", "情報管理課", "--into", "情報課", "--into", "統計課", "--hand", "1", *FROM),
        ("abolish", "情報管理課", *FROM),
        ("add", "総務課", *FROM),
        ("add", " ", *FROM),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_and_nothing_is_written(
    demo: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    before = history(tmp_path)
    command, *more = arguments
    said = demo("department", command, *more, *PLAN)
    assert (said.code, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
    assert history(tmp_path) == before


def test_a_department_takes_its_earlier_name_back_and_the_same_file_finds_it_again(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text(
        "番号,施策名,主管課\n1,電子申請,企画課\n2,庁内LAN,総務課\n", encoding="utf-8"
    )
    run("init")
    plan = ("--plan", "p", "--first-fy", "2018", "--last-fy", "2023")
    assert run("import", "commit", "list.csv", "--yes", *plan).code <= 1
    here = ("--plan", "p")
    for old, new, day in (("企画課", "企画調整課", "2020-04-01"), ("企画調整課", "企画課", "2022-04-01")):
        said = run("department", "rename", old, "--to", new, *here, "--from", day)
        assert (said.code, said.err) == (0, f"{old}は{day}から{new}です。\n")
    assert run("department", "list", *here).out.splitlines() == [
        "企画課  … - 2020-03-31  その後改称",
        "企画調整課  2020-04-01 - 2022-03-31  その後改称  引継ぎ先 企画課",
        "総務課",
        "企画課  2022-04-01 - …",
    ]
    again = run("import", "preview", "list.csv", *plan, "--json").json
    assert {row["outcome"] for row in again["rows"]} == {"same"}
    # The name between is free for another department now, but not for the years in which it was borne.
    early = run("department", "rename", "総務課", "--to", "企画調整課", *here, "--from", "2022-03-31")
    assert (early.code, len(early.err.splitlines())) == (2, 1)
    assert "2022-03-31まで別の課の名前です" in early.err
    assert (
        run("department", "rename", "総務課", "--to", "企画調整課", *here, "--from", "2022-04-01").code == 0
    )
    assert run("department", "rename", "総務課", "--to", "企画課", *here, "--from", "2023-04-01").code == 2
    for half, names in (
        ("2019H1", "企画課 総務課"),
        ("2021H1", "企画調整課 総務課"),
        ("2022H1", "企画課 企画調整課"),
    ):
        assert run("period", "open", *here, "--period", half).code == 0
        fy, number = half.split("H")
        found = rows(
            tmp_path,
            "SELECT department FROM department_status WHERE fy = ? AND half = ? ORDER BY 1",
            fy,
            number,
        )
        assert [row[0] for row in found] == sorted(names.split())
    assert run("verify").code == 0


def test_a_merge_a_split_and_an_end_say_which_roles_went_on_and_who_is_missing(
    demo: Run, tmp_path: Path
) -> None:
    me = pwd.getpwuid(os.getuid()).pw_name
    assert demo("people", "add", me, "--role", "coordinator").code == 0
    city = ("--municipality", "武蔵野市")
    for login, office in (("sato", "財政課"), ("ito", "情報管理課"), ("goto", "防災課")):
        assert demo("people", "add", login, "--role", "lead", "--department", office, *city).code == 0
    merged = demo("department", "merge", "財政課", "人事課", "--into", "総務財政課", *PLAN, *FROM)
    assert "役割を総務財政課へ引き継ぎました：sato 主管課 2020-10-01.." in merged.err
    split = demo(*("department", "split", "情報管理課", "--into", "基盤課", "--into", "統計課", *PLAN, *FROM))
    assert "役割を基盤課へ引き継ぎました：ito" in split.err
    assert "統計課の報告をする人がまだいません" in split.err
    ended = demo("department", "abolish", "防災課", "--into", "総務課", *PLAN, *FROM)
    assert "役割は防災課とともに2020-09-30で終わります" in ended.err and "goto" in ended.err
    assert demo("people", "list").out.count("総務財政課") == 1
    assert demo("verify").code == 0
