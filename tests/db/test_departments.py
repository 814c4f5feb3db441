"""Departments over time: renamed, merged, split, abolished from a day on; every half-year keeps its own names."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from db.errors import UnknownName
from db.reads.charts import progress
from db.reads.counts import counts, department_counts
from db.reads.departments import dated_names, followed_by, municipality_of, naming
from db.reads.measures import measure_list
from db.reads.plans import departments
from db.reads.queue import queue
from db.reads.stage_map import stage_map
from db.writes.departments import (
    DatesOverlap,
    DepartmentEnded,
    DepartmentExists,
    DepartmentLeads,
    NameStillBorne,
    NotFounded,
    NothingToChange,
    NotLed,
    abolish_department,
    add_department,
    department_named,
    merge_departments,
    rename_department,
    split_department,
)
from db.writes.periods import open_period

if TYPE_CHECKING:
    from db.book import Book
    from tests.db.conftest import Cycle

# The first half of 2020 ends on 30 September.
AFTER = date(2020, 10, 1)


@pytest.fixture
def offices(cycle: Cycle) -> dict[str, int]:
    """情報課 leads 1 and 3, 広報課 leads 2 and 3."""
    with cycle.book.writing() as door:
        city = door.row("plan", cycle.plan)["municipality_id"]
        found = {
            name: door.insert("department", {"municipality_id": city, "name": name})
            for name in ("情報課", "広報課")
        }
        led = ((0, 1, "情報課"), (1, 1, "広報課"), (2, 1, "情報課"), (2, 2, "広報課"))
        for measure, ordinal, name in led:
            row = {"measure_id": cycle.measures[measure], "role": "lead", "ordinal": ordinal, "name": name}
            door.insert("measure_department", {**row, "department_id": found[name]})
    return found


@pytest.fixture
def second(cycle: Cycle, offices: dict[str, int]) -> int:
    """The second half of 2020, open beside the first."""
    return open_period(cycle.book, cycle.plan, cycle.half.next()).period_id


def told(cycle: Cycle, period: int) -> list[tuple[str, int]]:
    """Departments with their measures as the library counts them, and as the view does: the same."""
    found = [(one.name, one.counts.measures) for one in department_counts(cycle.book.db, cycle.plan, period)]
    half = cycle.book.db.conn.execute("SELECT fy, half FROM period WHERE id = ?", (period,)).fetchone()
    rows = cycle.book.db.conn.execute(
        "SELECT department, measures FROM department_status WHERE fy = ? AND half = ?", tuple(half)
    )
    assert sorted((row[0], row[1]) for row in rows) == sorted(found)
    return sorted(found)


def leads(cycle: Cycle, period: int) -> list[str]:
    listed = [row.leads for row in measure_list(cycle.book.db, cycle.plan, period)]
    queued = {row.measure_id: row.leads for row in queue(cycle.book.db, cycle.plan, period)}
    assert listed == [queued[measure] for measure in cycle.measures]
    return listed


def eyes(book: Book, plan: int, day: str) -> list[tuple[str, int]]:
    return [(one.name, one.measures) for one in departments(book.db, plan, day)]


def test_after_a_renaming_each_half_year_prints_the_name_of_its_last_day(
    cycle: Cycle, offices: dict[str, int], second: int
) -> None:
    rename_department(cycle.book, offices["情報課"], "デジタル課", AFTER)
    assert leads(cycle, cycle.period) == ["情報課", "広報課", "情報課、広報課"]
    assert leads(cycle, second) == ["デジタル課", "広報課", "デジタル課、広報課"]
    assert told(cycle, cycle.period) == [("広報課", 2), ("情報課", 2)]
    assert told(cycle, second) == [("デジタル課", 2), ("広報課", 2)]
    assert naming(cycle.book.db, cycle.plan, "2020-09-30").name(offices["情報課"], "?") == "情報課"
    assert eyes(cycle.book, cycle.plan, "2020-10-01") == [("デジタル課", 2), ("広報課", 2)]
    for half, name in ((cycle.half, "情報課"), (cycle.half.next(), "デジタル課")):
        groups = progress(cycle.book.db, cycle.plan, "department", half)
        assert [group.name for group in groups] == [name, "広報課"]
    printed = cycle.book.db.conn.execute("SELECT DISTINCT name FROM measure_department").fetchall()
    assert {row[0] for row in printed} == {"情報課", "広報課"}
    city = municipality_of(cycle.book.db, cycle.plan)
    assert department_named(cycle.book.db, city, "情報課") == department_named(
        cycle.book.db, city, "デジタル課"
    )


def test_after_a_merge_the_successor_sees_and_counts_the_measures_of_both_once(
    cycle: Cycle, offices: dict[str, int], second: int
) -> None:
    new = merge_departments(cycle.book, list(offices.values()), "情報広報課", AFTER)
    assert told(cycle, cycle.period) == [("広報課", 2), ("情報課", 2)]
    assert told(cycle, second) == [("情報広報課", 3)]
    assert leads(cycle, second) == ["情報広報課"] * 3
    assert eyes(cycle.book, cycle.plan, "2020-09-30") == [("情報課", 2), ("広報課", 2)]
    assert eyes(cycle.book, cycle.plan, "2020-10-01") == [("情報広報課", 3)]
    # In April the new department writes the report of the half-year before it was there.
    for period in (cycle.period, second):
        assert counts(cycle.book.db, cycle.plan, period, new).measures == 3
        assert all(new in row.department_ids for row in measure_list(cycle.book.db, cycle.plan, period))
    assert counts(cycle.book.db, cycle.plan, second, offices["情報課"]).measures == 2
    assert {row.measure_id for row in stage_map(cycle.book.db, cycle.plan, new)} == set(cycle.measures)
    (row,) = departments(cycle.book.db, cycle.plan, "2020-10-01")
    assert set(row.follows) == {new, *offices.values()}
    assert {"情報課", "広報課"} <= set(row.former)


def test_a_merge_into_one_of_them_and_a_chain_of_mergers_are_followed_to_the_end(
    cycle: Cycle, offices: dict[str, int], second: int
) -> None:
    merge_departments(cycle.book, [offices["広報課"]], "情報課", AFTER)
    assert told(cycle, second) == [("情報課", 3)]
    last = merge_departments(cycle.book, [offices["情報課"]], "政策課", date(2021, 4, 1))
    assert set(followed_by(cycle.book.db, last)) == {last, *offices.values()}
    assert told(cycle, second) == [("情報課", 3)]
    assert eyes(cycle.book, cycle.plan, "2021-04-01") == [("政策課", 3)]


def test_after_a_split_the_first_goes_on_and_a_handed_measure_goes_to_the_one_it_founds(
    cycle: Cycle, offices: dict[str, int], second: int
) -> None:
    handed = {cycle.measures[2]: "統計課"}
    split_department(cycle.book, offices["情報課"], ["基盤課", "統計課"], AFTER, handed)
    assert told(cycle, cycle.period) == [("広報課", 2), ("情報課", 2)]
    assert told(cycle, second) == [("基盤課", 1), ("広報課", 2), ("統計課", 1)]
    assert leads(cycle, cycle.period) == ["情報課", "広報課", "情報課、広報課"]
    assert leads(cycle, second) == ["基盤課", "広報課", "統計課、広報課"]


def test_a_department_can_give_a_part_away_and_stay(
    cycle: Cycle, offices: dict[str, int], second: int
) -> None:
    split_department(
        cycle.book, offices["情報課"], ["情報課", "統計課"], AFTER, {cycle.measures[0]: "統計課"}
    )
    assert leads(cycle, cycle.period)[0] == "情報課"
    assert told(cycle, second) == [("広報課", 2), ("情報課", 1), ("統計課", 1)]


def test_a_department_is_abolished_only_when_somebody_takes_its_measures(
    cycle: Cycle, offices: dict[str, int], second: int
) -> None:
    with pytest.raises(DepartmentLeads) as refused:
        abolish_department(cycle.book, offices["広報課"], AFTER)
    assert (refused.value.params["count"], refused.value.params["keys"]) == (2, "2、3")
    abolish_department(cycle.book, offices["広報課"], AFTER, into="情報課")
    assert told(cycle, second) == [("情報課", 3)]
    empty = add_department(cycle.book, municipality_of(cycle.book.db, cycle.plan), "臨時課", AFTER)
    abolish_department(cycle.book, empty, date(2021, 4, 1))
    names = dated_names(cycle.book.db, municipality_of(cycle.book.db, cycle.plan))
    assert [(one.valid_from, one.valid_to, one.change) for one in names if one.name == "臨時課"] == [
        ("2020-10-01", "2021-03-31", "abolished")
    ]


def test_what_cannot_be_is_refused_and_nothing_is_written(cycle: Cycle, offices: dict[str, int]) -> None:
    book, info, public = cycle.book, offices["情報課"], offices["広報課"]
    city = municipality_of(book.db, cycle.plan)
    rename_department(book, info, "デジタル課", AFTER)
    merge_departments(book, [public], "デジタル課", date(2021, 4, 1))
    before = book.db.conn.execute("SELECT count(*) FROM history").fetchone()[0]
    refusals = [
        (DepartmentExists, lambda: add_department(book, city, "デジタル課", AFTER)),
        (DepartmentExists, lambda: rename_department(book, info, "デジタル課", date(2022, 4, 1))),
        (NothingToChange, lambda: rename_department(book, info, " ", date(2022, 4, 1))),
        (NameStillBorne, lambda: rename_department(book, info, "広報課", date(2021, 3, 31))),
        (NameStillBorne, lambda: add_department(book, city, "広報課", date(2021, 3, 31))),
        (DatesOverlap, lambda: rename_department(book, info, "企画課", AFTER)),
        (DatesOverlap, lambda: rename_department(book, info, "企画課", date(2020, 4, 1))),
        (DatesOverlap, lambda: merge_departments(book, [public], "デジタル課", date(2020, 4, 1))),
        (DepartmentEnded, lambda: rename_department(book, public, "広聴課", date(2022, 4, 1))),
        (DepartmentEnded, lambda: merge_departments(book, [info], "広報課", date(2022, 4, 1))),
        (NothingToChange, lambda: merge_departments(book, [info], "デジタル課", date(2022, 4, 1))),
        (NothingToChange, lambda: merge_departments(book, [], "デジタル課", date(2022, 4, 1))),
        (NothingToChange, lambda: split_department(book, info, ["総務課"], date(2022, 4, 1))),
        (
            NotFounded,
            lambda: split_department(
                book, info, ["甲課", "デジタル課"], date(2022, 4, 1), {cycle.measures[0]: "デジタル課"}
            ),
        ),
        (
            NotLed,
            lambda: split_department(
                book, info, ["甲課", "乙課"], date(2022, 4, 1), {cycle.measures[1]: "乙課"}
            ),
        ),
        (UnknownName, lambda: department_named(book.db, city, "無い課")),
    ]
    for refusal, act in refusals:
        with pytest.raises(refusal):
            act()
    assert book.db.conn.execute("SELECT count(*) FROM history").fetchone()[0] == before
    assert book.db.conn.execute("SELECT count(*) FROM department").fetchone()[0] == 2


def test_a_name_without_dates_from_a_document_gets_its_day_and_is_followed_then(
    cycle: Cycle, offices: dict[str, int], second: int
) -> None:
    info = offices["情報課"]
    with cycle.book.writing() as door:
        city = door.row("plan", cycle.plan)["municipality_id"]
        now = door.insert("department", {"municipality_id": city, "name": "デジタル課"})
        row = {"department_id": info, "name": "情報課", "successor_id": now, "change": "renamed"}
        door.insert("department_version", row)
    assert told(cycle, second) == [("広報課", 2), ("情報課", 2)]
    merge_departments(cycle.book, [info], "デジタル課", AFTER)
    assert told(cycle, cycle.period) == [("広報課", 2), ("情報課", 2)]
    assert told(cycle, second) == [("デジタル課", 2), ("広報課", 2)]


def test_a_document_that_prints_a_former_name_finds_the_department_again(
    cycle: Cycle, offices: dict[str, int]
) -> None:
    from importers.application import Application
    from importers.staged import Cell, StagedRow

    rename_department(cycle.book, offices["情報課"], "デジタル課", AFTER)
    cell = Cell("情報課", "情報課", "p.1")
    rows = [StagedRow("p", "measure_department", ("2", "lead", 2), {"name": cell}, "p.1")]
    with cycle.book.writing() as door:
        Application(door).run(rows)
    found = cycle.book.db.conn.execute(
        "SELECT name, department_id FROM measure_department WHERE measure_id = ? AND ordinal = 2",
        (cycle.measures[1],),
    ).fetchone()
    assert tuple(found) == ("情報課", offices["情報課"])


def test_a_plan_without_half_years_names_its_departments_as_printed_in_the_list_and_in_the_counts(
    cycle: Cycle, offices: dict[str, int]
) -> None:
    rename_department(cycle.book, offices["広報課"], "広聴課", AFTER)
    merge_departments(cycle.book, [offices["情報課"]], "企画課", AFTER)
    database = cycle.book.db
    listed = {
        name for row in measure_list(database, cycle.plan, None) for name in row.leads.split("、") if name
    }
    counted = {one.name for one in department_counts(database, cycle.plan, None)}
    assert counted == listed == {"情報課", "広報課"}
