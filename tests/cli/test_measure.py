"""measure …: keys in, rows out; what is refused leaves the book as it was."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from shinchoku.measure_commands import measure_group

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

PLAN = ("--plan", "musashino-6")


def rows(folder: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "shinchoku.db") as conn:
        return [tuple(row) for row in conn.execute(sql, values)]


def events(folder: Path, key: str) -> list[tuple[Any, ...]]:
    return rows(
        folder,
        "SELECT event, fy, half, note FROM measure_event JOIN measure ON measure.id = measure_id"
        " JOIN plan ON plan.id = plan_id WHERE plan.key = 'musashino-6' AND measure_key = ? ORDER BY measure_event.id",
        key,
    )


def state(folder: Path, key: str) -> str:
    sql = "SELECT measure.state FROM measure JOIN plan ON plan.id = plan_id WHERE plan.key = 'musashino-6'"
    return str(rows(folder, sql + " AND measure_key = ?", key)[0][0])


def owed(folder: Path, key: str) -> list[str]:
    sql = "SELECT period FROM expected_report WHERE plan = 'musashino-6' AND measure_key = ? ORDER BY period"
    return [row[0] for row in rows(folder, sql, key)]


def history(folder: Path) -> int:
    return int(rows(folder, "SELECT count(*) FROM history")[0][0])


@pytest.mark.parametrize("command", sorted(measure_group.commands))
def test_every_command_explains_itself(run: Run, command: str) -> None:
    said = run("measure", command, "--help")
    assert said.code == 0
    assert "--period" in said.out and "--note" in said.out


def test_a_measure_is_added_with_goals_departments_and_schedule(demo: Run, tmp_path: Path) -> None:
    goal = rows(
        tmp_path, "SELECT goal.name FROM goal JOIN plan ON plan.id = plan_id WHERE key = 'musashino-6'"
    )
    said = demo(
        *("measure", "add", *PLAN, "--period", "2020H2", "--number", "㉚", "--title", "電子契約の導入"),
        *(
            "--lead",
            "総務課、財政課",
            "--goal",
            goal[0][0],
            "--field",
            "行政運営",
            "--content",
            "契約を電子にする。",
        ),
        *("--stage", "2020H2=検討", "--stage", "2021=調達・構築", "--note", "国の要請"),
    )
    assert (said.code, said.out) == (0, "30\n")
    assert said.err == "施策「電子契約の導入」を2020H2から計画に加えました。\n"
    assert events(tmp_path, "30") == [("added", 2020, 2, "国の要請")]
    sql = "SELECT leads, policy_field, added_fy FROM measure_list WHERE plan = 'musashino-6' AND measure_key = '30'"
    assert rows(tmp_path, sql) == [("総務課、財政課", "行政運営", 2020)]
    cells = "SELECT kind, fy, half, stages FROM schedule WHERE plan = 'musashino-6' AND measure_key = '30' ORDER BY fy"
    assert rows(tmp_path, cells) == [
        ("planned", 2020, 2, '["検討"]'),
        ("planned", 2021, None, '["調達・構築"]'),
    ]
    assert owed(tmp_path, "30")[0] == "2020H2"
    shown = demo("report", "show", *PLAN, "--measure", "30", "--period", "2020H2", "--json")
    assert shown.code == 0 and shown.json["state"] == "not_started"


def test_a_schedule_is_revised_with_the_first_plan_beside_it(demo: Run, tmp_path: Path) -> None:
    added = demo(
        *("measure", "add", *PLAN, "--period", "2021H1", "--key", "x", "--title", "新規", "--lead", "総務課"),
        *("--stage", "2021H1=構築", "--stage", "2021H2=運用", "--note", "追加"),
    )
    assert added.code == 0
    said = demo(
        *("measure", "revise-schedule", *PLAN, "--measure", "x", "--period", "2021H2"),
        *("--stage", "2021H2=", "--stage", "2022=運用", "--note", "遅れたため"),
    )
    assert (said.code, said.err) == (0, "工程表の2欄を改めました。最初の計画は横に残っています。\n")
    cells = "SELECT kind, fy, half, stages FROM schedule WHERE plan = 'musashino-6' AND measure_key = 'x'"
    assert rows(tmp_path, cells + " ORDER BY kind, fy, half") == [
        ("planned", 2021, 1, '["構築"]'),
        ("planned", 2021, 2, '["運用"]'),
        ("revised", 2021, 1, '["構築"]'),
        ("revised", 2022, None, '["運用"]'),
    ]
    assert events(tmp_path, "x") == [("added", 2021, 1, "追加"), ("revised", 2021, 2, "遅れたため")]
    assert owed(tmp_path, "x")[0] == "2021H1"
    told = demo("export", "json", *PLAN).json["plans"][0]["measures"]
    kinds = {cell["kind"] for measure in told if measure["key"] == "x" for cell in measure["schedule"]}
    assert kinds == {"planned", "revised"}


def test_a_completed_measure_is_evaluated_by_effect_and_cost(demo: Run, tmp_path: Path) -> None:
    named = (*PLAN, "--measure", "2", "--period", "2021H1")
    done = demo("measure", "complete", *named)
    assert (done.code, done.err) == (0, "施策の状態：完了\n")
    assert owed(tmp_path, "2") == ["2020H1", "2020H2"]
    before = history(tmp_path)
    for missing in (
        ("--effect", "待ち時間が半分"),
        ("--cost", "予算内"),
        ("--effect", " ", "--cost", "予算内"),
    ):
        assert demo("measure", "evaluate", *named, *missing).code == 2
    bad = demo("measure", "evaluate", *named, "--effect", "甲", "--cost", "乙", "--direction", "未定")
    assert bad.code == 2 and "見直し" in bad.err
    assert history(tmp_path) == before
    said = demo(
        *("measure", "evaluate", *named, "--effect", "待ち時間が半分", "--cost", "予算内"),
        *("--direction", "継続", "--note", "会議で了承"),
    )
    assert (said.code, state(tmp_path, "2")) == (0, "evaluated")
    assert events(tmp_path, "2") == [("completed", 2021, 1, None), ("evaluated", 2021, 1, "会議で了承")]
    told = demo("export", "json", *PLAN).json["plans"][0]["measures"]
    found = next(one["evaluation"] for one in told if one["key"] == "2")
    assert (found["effect"], found["cost_note"], found["future_direction"]) == (
        "待ち時間が半分",
        "予算内",
        "継続",
    )


def test_a_measure_rests_and_goes_on_ends_merges_splits_and_is_carried_over(
    demo: Run, tmp_path: Path
) -> None:
    def act(action: str, key: str, half: str, *more: str) -> int:
        named = (*PLAN, "--measure", key, "--period", half)
        return demo("measure", action, *named, *more).code

    assert act("suspend", "3", "2021H1", "--note", "感染症対応") == 0
    assert act("resume", "3", "2022H1", "--note", "再開") == 0
    assert owed(tmp_path, "3") == ["2020H1", "2020H2", "2022H1", "2022H2"]
    assert act("discontinue", "4", "2021H1", "--note", "国の方針") == 0
    assert act("merge", "5", "2021H1", "--other", "6", "--note", "重複") == 0
    assert act("split", "7", "2021H1", "--other", "8", "--other", "9", "--note", "範囲が広い") == 0
    assert act("carry-over", "10", "2022H2") == 0
    states = [state(tmp_path, str(key)) for key in range(3, 11)]
    assert states == [
        *("active", "discontinued", "merged_into", "active", "split_into", "active", "active"),
        "carried_over",
    ]
    assert owed(tmp_path, "5") == ["2020H1", "2020H2"]
    listed = demo("period", "list", *PLAN, "--json").json
    assert {row["period"]: row["measures"] for row in listed} == {
        "2020H1": 29,
        "2020H2": 29,
        "2021H1": 25,
        "2021H2": 25,
        "2022H1": 26,
        "2022H2": 25,
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ("discontinue", "--measure", "4", "--period", "2021H1"),
        ("discontinue", "--measure", "4", "--period", "2021H3", "--note", "理由"),
        ("discontinue", "--measure", "404", "--period", "2021H1", "--note", "理由"),
        ("resume", "--measure", "4", "--period", "2021H1", "--note", "理由"),
        ("merge", "--measure", "4", "--period", "2021H1", "--note", "理由"),
        ("merge", "--measure", "4", "--period", "2021H1", "--note", "理由", "--other", "4"),
        ("split", "--measure", "4", "--period", "2021H1", "--note", "理由", "--other", "5"),
        ("complete", "--measure", "4", "--period", "2021H1", "--other", "5"),
        ("evaluate", "--measure", "4", "--period", "2021H1", "--effect", "甲", "--cost", "乙"),
        ("add", "--period", "2021H1", "--title", "新規", "--lead", "総務課", "--note", "理由"),
        (
            "add",
            "--period",
            "2021H1",
            "--number",
            "1",
            "--title",
            "新規",
            "--lead",
            "総務課",
            "--note",
            "理由",
        ),
        (
            "add",
            "--period",
            "2021H1",
            "--number",
            "99",
            "--title",
            "新規",
            "--lead",
            "無い課",
            "--note",
            "理由",
        ),
        ("add", "--period", "2021H1", "--number", "99", "--title", "新規", "--lead", "総務課", "--note", " "),
        (
            *("add", "--period", "2021H1", "--number", "99", "--title", "新規", "--lead", "総務課"),
            *("--goal", "無い目標", "--note", "理由"),
        ),
        (
            *("add", "--period", "2021H1", "--number", "99", "--title", "新規", "--lead", "総務課"),
            *("--stage", "来年=検討", "--note", "理由"),
        ),
        ("revise-schedule", "--measure", "4", "--period", "2021H1", "--stage", "2021H1", "--note", "理由"),
        ("revise-schedule", "--measure", "4", "--period", "2021H1", "--row", "99", "--note", "理由"),
        (
            *("revise-schedule", "--measure", "4", "--period", "2021H1", "--stage", "2020H1=検討"),
            *("--note", "理由"),
        ),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_and_nothing_is_written(
    demo: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    before = history(tmp_path)
    command, *more = arguments
    said = demo("measure", command, *PLAN, *more)
    assert (said.code, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
    assert history(tmp_path) == before
