"""What is done in another's place says so: the measure's life, its sheet, imports, parts and corrections."""

import json
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.backup import verify
from db.book import Book
from db.door import STAND_IN
from db.reads.answers import Answer
from db.reads.batches import batches
from db.reads.council import amendments
from db.reads.parts import sharing
from db.reads.stand_ins import stand_in_at
from db.reads.timeline import Happening, timeline
from db.writes.measures import change_measure
from db.writes.parts import save_part
from db.writes.periods import decide_period, freeze_period, open_period, reopen_period, submit_period
from db.writes.queue import Read, confirm_read
from db.writes.reports import amend, save_draft, submit
from domain.lifecycle import MeasureAction
from domain.periods import Half
from importers.commit import Source, commit
from importers.staged import Cell, StagedRow, Staging
from importers.undo import undo
from tests.db.staff import Town, fill, host_says, staff


@pytest.fixture
def town(book: Book, monkeypatch: pytest.MonkeyPatch) -> Town:
    host_says(monkeypatch)
    return fill(book, measures=3)


def last(town: Town, measure: int) -> Happening:
    return timeline(town.book.db, measure)[0]


def test_a_measures_life_tells_in_whose_place_it_was_changed(town: Town) -> None:
    staff(town.book)
    one, two, three = town.measures[:3]
    change_measure(town.as_("suzuki"), one, MeasureAction.suspend, Half(2020, 1), note="予算")
    change_measure(town.as_("abe"), two, MeasureAction.suspend, Half(2020, 1), note="予算")
    change_measure(town.as_("suzuki"), three, MeasureAction.suspend, Half(2020, 1), note="予算")
    told = [(last(town, one).who, last(town, one).proxy_for) for one in (one, two, three)]
    assert told == [("鈴木", None), ("阿部", "鈴木"), ("鈴木", None)]


def test_a_department_that_stands_in_for_a_part_is_named(town: Town) -> None:
    measure = town.measures[0]
    with town.book.writing() as door:
        door.db.conn.execute("UPDATE measure_department SET ordinal = 2 WHERE measure_id = ?", (measure,))
        row = {"measure_id": measure, "role": "lead", "ordinal": 1, "name": "総務課"}
        door.insert("measure_department", {**row, "department_id": town.departments["総務課"]})
    staff(town.book)
    period = open_period(town.as_("suzuki"), town.plan, Half(2020, 1)).period_id
    for login, version, wanted in (("ono", 0, "田中"), ("tanaka", 1, None), ("suzuki", 2, "企画課")):
        department = town.departments["企画課"]
        save_part(town.as_(login), measure, period, department, f"{login}の文。", True, version)
        found = sharing(town.book.db, measure, period)
        assert found is not None
        (part,) = found.others
        assert (part.text, part.proxy_for) == (f"{login}の文。", wanted)


def test_a_correction_tells_in_whose_place_it_was_made(town: Town) -> None:
    staff(town.book)
    measure = town.measures[0]
    period = open_period(town.as_("suzuki"), town.plan, Half(2020, 1)).period_id
    said = Answer("計画どおりに実行できた", "実施中", "始めた。")
    for one in town.measures:
        version = save_draft(town.as_("tanaka"), one, period, said, 0).version
        submit(town.book, one, period, version)
        confirm_read(town.as_("suzuki"), Read(one, 1), period)
    freeze_period(town.book, period)
    submit_period(town.book, period)
    decide_period(town.book, period, meeting="第1回", held_on="2020-11-01")
    reopen_period(town.book, period, reason="件数", scope="1")
    amend(town.as_("ono"), measure, period, "件数の誤り")
    (found,) = amendments(town.book.db, town.plan, Half(2020, 1))
    assert (found.by_name, found.proxy_for) == ("小野", "田中")
    assert last(town, measure).proxy_for == "田中"


def test_an_import_tells_in_whose_place_it_was_brought_in_also_after_somebody_took_it_back(
    town: Town,
) -> None:
    staff(town.book)
    row = StagedRow("p", "measure", ("9",), {"title": Cell("新しい施策", "", "R1")}, "R1")
    staging = Staging((row,), (), "small")
    batch = commit(town.as_("abe"), staging, Source("plan.txt", b"1"), lambda issue: issue.code).batch
    assert batch is not None
    assert [(one.by_name, one.proxy_for) for one in batches(town.book.db)] == [("阿部", "鈴木")]
    undo(town.as_("suzuki"), batch)
    assert [(one.by_name, one.proxy_for) for one in batches(town.book.db)] == [("阿部", "鈴木")]


def test_the_chain_stays_whole_with_stand_ins_in_it(town: Town) -> None:
    staff(town.book)
    change_measure(town.as_("abe"), town.measures[0], MeasureAction.suspend, Half(2020, 1), note="予算")
    assert verify(town.book).sound


@given(st.lists(st.tuples(st.integers(1, 5), st.none() | st.sampled_from("甲乙丙")), max_size=30))
def test_every_row_of_history_belongs_to_its_own_transaction(moves: list[tuple[int, str | None]]) -> None:
    wanted: list[str | None] = []
    with closing(sqlite3.connect(":memory:")) as conn:
        conn.execute(
            "CREATE TABLE history (seq INTEGER PRIMARY KEY, action TEXT, row_id INTEGER, after TEXT)"
        )
        for rows, name in moves:
            begin = len(wanted) + 1
            wanted += [name] * (rows + (name is not None))
            told = [(None, None, None)] * rows
            if name is not None:
                told += [(STAND_IN, begin, json.dumps({"proxy_for": name}))]
            conn.executemany("INSERT INTO history (action, row_id, after) VALUES (?, ?, ?)", told)
        found = conn.execute(f"SELECT {stand_in_at('history.seq')} FROM history ORDER BY seq").fetchall()
    assert [row[0] for row in found] == wanted
