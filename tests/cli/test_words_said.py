"""What the command line says of a report: the words of the language asked for, and nothing that steers a terminal."""

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
