"""What the command line says of a report: the words of the language asked for, and nothing that steers a terminal."""

import sqlite3
from pathlib import Path

from tests.cli.conftest import Run

REPORT = ("--plan", "musashino-6", "--measure", "2", "--period", "2020H2")


def test_a_report_in_english_has_its_rating_in_english_beside_the_printed_phrase(demo: Run) -> None:
    assert "not started" in demo("report", "show", *REPORT, lang="en").out
    told = demo(
        "report", "set", *REPORT, "--evaluation", "1", "--state", "実施中", "--text", "順調", lang="en"
    )
    assert told.code == 0, told.err
    shown = demo("report", "show", *REPORT, lang="en").out
    assert "Progress evaluation: as planned (計画どおりに実行できた)" in shown
    assert "Implementation state: Under way (実施中)" in shown
    japanese = demo("report", "show", *REPORT).out
    assert "進捗評価: 計画どおりに実行できた\n" in japanese


def test_names_that_are_known_are_listed_with_english_commas(demo: Run) -> None:
    said = demo(
        "report", "show", "--plan", "musashino-6", "--measure", "999", "--period", "2020H2", lang="en"
    )
    assert said.code == 2
    assert "1, 2, 3" in said.err and "、" not in said.err


def test_what_the_book_holds_cannot_turn_or_clear_the_terminals_text(
    demo: Run, tmp_path: Path, demo_book: Path
) -> None:
    hostile = "\u202e逆さ\r\x1b[2J消す\u2066"
    with sqlite3.connect(tmp_path / "shinchoku.db") as conn:
        for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            conn.execute(f'DROP TRIGGER "{name}"')
        conn.execute("UPDATE measure SET title = ? || title", (hostile,))
        conn.execute("UPDATE department SET name = name || ?", (hostile,))
        conn.execute("UPDATE plan SET title = title || ?", (hostile,))
        conn.execute("UPDATE draft SET text = ?", (hostile,))
        conn.execute("UPDATE report_revision SET text = ?", (hostile,))
    conn.close()
    told = ""
    for arguments in (
        ("report", "show", "--plan", "musashino-6", "--measure", "1", "--period", "2020H2"),
        ("report", "submit", *REPORT),
        ("report", "set", *REPORT, "--unchanged"),
        ("period", "list", "--plan", "musashino-6"),
        ("insight", "slip", "--plan", "musashino-4"),
        ("insight", "contradictions", "--plan", "musashino-6"),
        ("insight", "stagnation", "--plan", "musashimurayama-3"),
        ("insight", "lineage", "--plan", "musashino-6"),
        ("insight", "renewal", "--plan", "musashimurayama-4"),
        ("department", "list"),
        ("people", "list"),
        ("import", "list"),
    ):
        said = demo(*arguments)
        told += said.out + said.err
        assert not any(sign in said.out + said.err for sign in hostile if not sign.isprintable()), arguments
    assert "逆さ" in told
