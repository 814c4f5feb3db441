"""A clock that was set back: the command line says so before it writes, and `verify` finds where."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

LATER, BACK = "2027-03-01T10:00:00+09:00", "2020-01-01T09:30:00+09:00"
CSV = "番号,施策名,主管課\n1,電子申請,企画課\n2,庁内LAN,総務課\n"
PLAN = ("--plan", "p", "--period")
WARNING = (
    "この計算機の時計は 2020-01-01 09:30 ですが、台帳には 2027-03-01 10:00 の記録があります。"
    "時計が遅れていれば直してください。記録の順序はどちらでも保たれます。"
)


@pytest.fixture
def later(run: Run, tmp_path: Path) -> Run:
    """A book that was written in 2027."""
    (tmp_path / "list.csv").write_text(CSV, encoding="utf-8")
    years = ("--first-fy", "2026", "--last-fy", "2028")
    assert run("init", clock=LATER).code == 0
    made = run("import", "commit", "list.csv", "--yes", "--plan", "p", *years, clock=LATER)
    assert made.code <= 1 and WARNING not in made.err
    return run


def test_every_command_that_writes_with_a_clock_behind_the_book_says_both_times_and_goes_on(
    later: Run,
) -> None:
    for half in ("2026H1", "2026H2"):
        said = later("period", "open", *PLAN, half, "--due", "2027-04-15", clock=BACK)
        assert said.code == 0
        assert said.err.splitlines()[0] == WARNING
    said = later("verify", clock=LATER)
    assert said.code == 0
    told, whole = said.err.splitlines()
    assert told.startswith("履歴の時刻が 1 か所で戻っています（最初は ")
    assert whole == "台帳に異常はありません。"
    assert "Clock" not in said.err and "A clock was set back at 1 place" in later("verify", lang="en").err


def test_a_command_that_only_reads_says_nothing_of_the_clock(later: Run) -> None:
    assert later("verify", clock=BACK).err.splitlines() == ["台帳に異常はありません。"]


def test_a_clock_a_minute_slow_is_nobodys_business(later: Run) -> None:
    said = later("period", "open", *PLAN, "2026H1", "--due", "2027-04-15", clock="2027-03-01T09:59:00+09:00")
    assert said.code == 0 and "時計" not in said.err
    assert later("verify").err.splitlines() == ["台帳に異常はありません。"]
