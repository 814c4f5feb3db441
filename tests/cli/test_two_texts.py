"""Two people on one measure at the command line: the second is told both texts and decides; nothing is swallowed."""

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from db.actor import Actor
from db.book import Book
from db.reads.answers import Answer
from db.reads.parts import sharing
from db.reads.plans import measure_id, period_of, plan_by_key
from db.reads.reports import form
from db.writes.parts import save_part
from db.writes.reports import save_draft
from domain.periods import Half
from tests.cli.conftest import NOW, Run

PLACE = ("--plan", "musashino-6", "--measure", "21", "--period", "2020H2")
EARLIER = datetime.fromisoformat(NOW).replace(hour=9)
ONO = Actor(4711, "ono", "小野")
THEIRS = Answer("ほぼ計画どおりに実行できた", "実施中", "導入課を二つ増やした。", {1: ("検討",)})
REFUSED = 2


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "shinchoku.db") as book:
        return book.execute(sql).fetchall()


def ono_writes(folder: Path, answer: Answer = THEIRS) -> None:
    with Book.open(folder / "shinchoku.db", actor=ONO, clock=lambda: EARLIER) as book:
        plan = plan_by_key(book.db, "musashino-6")
        at = measure_id(book.db, plan, "21"), period_of(book.db, plan.id, Half(2020, 2)).id
        save_draft(book, *at, answer, form(book.db, *at).version)


def kept(folder: Path) -> list[tuple[object, ...]]:
    """Everything that a report of the book says, and how much was ever done."""
    return [
        *rows(folder, "SELECT text, progress_evaluation, by_name, version FROM draft ORDER BY id"),
        *rows(folder, "SELECT count(*) FROM report_revision"),
        *rows(folder, "SELECT count(*) FROM history"),
    ]


@pytest.fixture
def shared(demo: Run, tmp_path: Path) -> Run:
    ono_writes(tmp_path)
    return demo


@pytest.mark.parametrize(
    "wanted",
    [
        ("--unchanged",),
        ("--unchanged", "--text", "入札を待っている。"),
        ("--text", "まだ何もない。"),
        ("--evaluation", "4"),
        ("--stage", "1=実施"),
    ],
)
def test_a_colleagues_draft_is_not_swallowed(shared: Run, tmp_path: Path, wanted: tuple[str, ...]) -> None:
    before = kept(tmp_path)
    said = shared("report", "set", *PLACE, *wanted)
    assert (said.code, said.out) == (REFUSED, "")
    first = said.err.splitlines()[0]
    assert "小野" in first and EARLIER.isoformat() in first and "書き込んでいません" in first
    assert "導入課を二つ増やした。" in said.err
    for word in wanted[1:]:
        assert word in said.err or word in ("--text", "4", "1=実施")
    assert "--over 1" in said.err
    assert kept(tmp_path) == before


def test_unchanged_tells_the_last_report_beside_the_draft(shared: Run) -> None:
    last = shared("report", "show", *PLACE[:-1], "2020H1", "--json").json
    english = shared("report", "set", *PLACE, "--unchanged", lang="en")
    assert english.code == REFUSED
    assert "In the book (小野" in english.err and "2020H1" in english.err
    assert last["text"] in english.err.partition("Yours")[2]
    for way in ("report submit", "report set … --over 1", "report set --text … --over 1"):
        assert way in english.err


def test_json_tells_both_texts_and_the_ways_out(shared: Run, tmp_path: Path) -> None:
    before = kept(tmp_path)
    said = shared("report", "set", *PLACE, "--text", "まだ何もない。", "--json")
    assert said.code == REFUSED
    told = said.json
    assert (told["theirs"]["saved_by"], told["theirs"]["version"]) == ("小野", 1)
    assert told["theirs"]["text"] == "導入課を二つ増やした。"
    assert told["theirs"]["stages"] == [{"row": 1, "stages": ["検討"]}]
    assert told["yours"]["text"] == "まだ何もない。"
    assert told["period"] == "2020H2" and len(told["options"]) == 3
    assert kept(tmp_path) == before
    done = shared("report", "set", *PLACE, "--text", "二人で書いた。", "--over", "1", "--json")
    assert (done.code, done.json["text"], done.json["version"]) == (0, "二人で書いた。", 2)


def test_who_has_seen_a_draft_may_write_over_that_version_alone(shared: Run, tmp_path: Path) -> None:
    ono_writes(tmp_path, THEIRS._replace(text="導入課を三つ増やした。"))
    late = shared("report", "set", *PLACE, "--unchanged", "--over", "1")
    assert late.code == REFUSED
    assert "導入課を三つ増やした。" in late.err and "--over 2" in late.err
    assert shared("report", "set", *PLACE, "--unchanged", "--over", "2").code in (0, 1)
    assert rows(tmp_path, "SELECT count(*) FROM draft WHERE by_name = '小野'") == [(0,)]
    assert rows(
        tmp_path, "SELECT count(*) FROM history WHERE action = 'carry' AND before LIKE '%三つ増やした%'"
    ) == [(1,)]


def test_ones_own_draft_is_written_on_but_unchanged_asks_first(demo: Run, tmp_path: Path) -> None:
    for text in ("一つ目。", "二つ目。"):
        assert demo("report", "set", *PLACE, "--evaluation", "2", "--text", text).code == 0
    before = kept(tmp_path)
    said = demo("report", "set", *PLACE, "--unchanged")
    assert said.code == REFUSED
    assert "二つ目。" in said.err and "--over" in said.err
    assert kept(tmp_path) == before


def test_what_changes_nothing_or_only_reopens_what_was_handed_in_is_not_asked_about(
    shared: Run, tmp_path: Path
) -> None:
    assert shared("report", "set", *PLACE, "--text", "導入課を二つ増やした。").code == 0
    with Book.open(tmp_path / "shinchoku.db", actor=ONO, clock=lambda: EARLIER) as book:
        from db.writes.reports import submit, withdraw

        plan = plan_by_key(book.db, "musashino-6")
        at = measure_id(book.db, plan, "21"), period_of(book.db, plan.id, Half(2020, 2)).id
        submit(book, *at, form(book.db, *at).version)
        withdraw(book, *at)
    # 小野's words stand in a revision that stays: they cannot be lost.
    assert shared("report", "set", *PLACE, "--text", "書き直した。").code == 0


def test_a_part_that_a_colleague_wrote_is_not_swallowed_either(demo: Run, tmp_path: Path) -> None:
    part = ("report", "part", *PLACE, "--department", "情報管理課")
    with Book.open(tmp_path / "shinchoku.db", actor=ONO, clock=lambda: EARLIER) as book:
        plan = plan_by_key(book.db, "musashino-6")
        at = measure_id(book.db, plan, "21"), period_of(book.db, plan.id, Half(2020, 2)).id
        found = sharing(book.db, *at)
        assert found is not None
        save_part(book, *at, found.others[0].department_id, "回線を替えた。", False, 0)
    before = rows(tmp_path, "SELECT text, by_name, version FROM report_part")
    said = demo(*part, "--text", "何もしていない。")
    assert said.code == REFUSED
    assert all(words in said.err for words in ("小野", "回線を替えた。", "何もしていない。", "--over 1"))
    assert rows(tmp_path, "SELECT text, by_name, version FROM report_part") == before
    assert demo(*part, "--text", "二人で書いた。", "--over", "1").code == 0
    assert demo(*part, "--done").code == 0
    assert rows(tmp_path, "SELECT text, done, version FROM report_part") == [("二人で書いた。", 1, 3)]
