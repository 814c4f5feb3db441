"""`report set` on a measure of which no report is asked: one sentence, nothing written, the base as it was."""

from tests.cli.conftest import Run

PLAN = ("--plan", "musashino-6", "--period", "2020H2")


def test_a_measure_that_ended_takes_no_report_from_the_command_line(demo: Run) -> None:
    done = demo("measure", "merge", *PLAN, "--measure", "9", "--other", "6", "--note", "一本化")
    assert done.code == 0, done.err
    before = demo("period", "list", "--plan", "musashino-6", "--json").json
    for given in (("--text", "進めた。"), ("--unchanged",), ("--evaluation", "1")):
        refused = demo("report", "set", *PLAN, "--measure", "9", *given)
        assert refused.code == 2
        assert refused.err.count("\n") == 1
        assert "は2020H2から統合 (6 " in refused.err
        assert "2020H2の報告は求めません。" in refused.err
    assert demo("period", "list", "--plan", "musashino-6", "--json").json == before
