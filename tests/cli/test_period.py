"""A half-year taken through the council on the command line: commands in, states of the book out."""

import json
import sqlite3
from pathlib import Path

from tests.cli.conftest import Run

PLAN = ("--plan", "p", "--period", "2021H1")
CSV = "番号,施策名,主管課\n1,電子申請,企画課\n2,庁内LAN,総務課\n3,防災情報,防災課\n"


def _to_council(run: Run, folder: Path) -> None:
    (folder / "list.csv").write_text(CSV, encoding="utf-8")
    run("init")
    done = run(
        "import", "commit", "list.csv", "--yes", "--plan", "p", "--first-fy", "2021", "--last-fy", "2023"
    )
    assert done.code <= 1
    assert run("period", "open", *PLAN, "--due", "2021-10-15").code == 0
    for measure in ("1", "2", "3"):
        one = (*PLAN, "--measure", measure)
        assert run("report", "set", *one, "--evaluation", "1", "--text", "進めた。").code == 0
        assert run("report", "submit", *one).code == 0
        assert run("report", "confirm", *one).code == 0
    assert run("period", "freeze", *PLAN).code == 0
    assert run("period", "submit", *PLAN).code == 0


def _states(folder: Path) -> dict[str, str]:
    book = sqlite3.connect(folder / "shinchoku.db")
    found = book.execute(
        "SELECT measure_key, report.state FROM report JOIN measure ON measure.id = measure_id ORDER BY 1"
    ).fetchall()
    book.close()
    return dict(found)


def test_the_council_denies_one_measure_and_approves_the_others(run: Run, tmp_path: Path) -> None:
    _to_council(run, tmp_path)
    decided = run(
        "period",
        "decide",
        *PLAN,
        "--meeting",
        "第1回ICT戦略会議",
        "--on",
        "2021-11-05",
        "--deny",
        "②=費用の根拠がない",
    )
    assert decided.code == 0
    assert "2 件が承認" in decided.err and "1 件が否認" in decided.err
    assert _states(tmp_path) == {"1": "approved", "2": "denied", "3": "approved"}
    shown = run("report", "show", *PLAN, "--measure", "2", "--json")
    assert "費用の根拠がない" in json.dumps(shown.json, ensure_ascii=False)


def test_denying_what_is_no_measure_or_without_a_reason_decides_nothing(run: Run, tmp_path: Path) -> None:
    _to_council(run, tmp_path)
    for denial in ("9=理由", "2=", "2"):
        refused = run("period", "decide", *PLAN, "--meeting", "会議", "--on", "2021-11-05", "--deny", denial)
        assert refused.code == 2
        assert refused.err.count("\n") == 1
    assert set(_states(tmp_path).values()) == {"compiled"}


def test_a_reopened_half_year_takes_the_measures_of_its_scope(run: Run, tmp_path: Path) -> None:
    _to_council(run, tmp_path)
    run("period", "decide", *PLAN, "--meeting", "会議", "--on", "2021-11-05", "--deny", "2=費用の根拠がない")
    unknown = run("period", "reopen", *PLAN, "--reason", "再報告", "--scope", "数の訂正")
    assert unknown.code == 2 and "「数の訂正」" in unknown.err
    assert run("period", "reopen", *PLAN, "--reason", "再報告", "--scope", "2").code == 0
    outside = run("report", "amend", *PLAN, "--measure", "1", "--reason", "数の誤り")
    assert outside.code == 2 and "再開した範囲" in outside.err
    assert run("report", "return", *PLAN, "--measure", "2", "--note", "根拠を書いてください").code == 0
    assert run("report", "set", *PLAN, "--measure", "2", "--text", "見積を添えた。").code == 0
    assert run("report", "submit", *PLAN, "--measure", "2").code == 0
    assert _states(tmp_path) == {"1": "approved", "2": "submitted", "3": "approved"}


def test_the_numbers_say_which_measures_owe_no_report(demo: Run) -> None:
    plan = ("--plan", "musashino-6", "--period", "2020H2")
    for measure, step in (("4", ("merge", "--other", "6")), ("5", ("suspend",)), ("29", ("discontinue",))):
        done = demo("measure", step[0], *plan, "--measure", measure, "--note", "理由", *step[1:])
        assert done.code == 0, done.err
    listed = demo("period", "list", "--plan", "musashino-6", "--json").json
    now = next(row for row in listed if row["period"] == "2020H2")
    assert now["measures"] + sum(now["left_out"].values()) == 29
    assert now["left_out"] == {"merged_into": 1, "discontinued": 1, "suspended": 1}
    lines = demo("period", "list", "--plan", "musashino-6").out.splitlines()
    assert next(line for line in lines if line.startswith("2020H2")).endswith(
        "報告を求めない施策 統合1・中止1・休止1"
    )
    assert "報告を求めない" not in lines[0]
    slip = demo("insight", "slip", "--plan", "musashino-6")
    assert "報告を求めない施策（統合1・中止1・休止1）も数えている" in slip.out
    told = demo("insight", "slip", "--plan", "musashino-6", "--json").json["plans"][0]["base"]
    assert told["no_report_asked"] == {"merged_into": 1, "discontinued": 1, "suspended": 1}
    assert told["n"] + told["missing"] == 29
