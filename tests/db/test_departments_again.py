"""Names of departments that come back: 企画課 → 企画調整課 → 企画課, the name of one that ended given to others."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from db.reads.counts import counts, department_counts
from db.reads.departments import dated_names, municipality_of, naming
from db.reads.measures import measure_list, sheet
from db.reads.parts import sharing
from db.reads.plans import departments
from db.writes.departments import (
    DatesOverlap,
    DepartmentExists,
    abolish_department,
    add_department,
    department_named,
    merge_departments,
    rename_department,
)
from db.writes.parts import save_part
from db.writes.people import Given, give_roles
from db.writes.periods import open_period
from domain.periods import Half
from domain.roles import Post
from importers.application import Application
from importers.staged import Cell, StagedRow

if TYPE_CHECKING:
    from tests.db.conftest import Cycle

FIRST, BACK, AGAIN = date(2020, 10, 1), date(2021, 4, 1), date(2021, 10, 1)


@pytest.fixture
def planning(cycle: Cycle) -> int:
    """企画課, which leads all three measures; 広報課 leads the third one with it."""
    with cycle.book.writing() as door:
        city = door.row("plan", cycle.plan)["municipality_id"]
        found = {
            name: door.insert("department", {"municipality_id": city, "name": name})
            for name in ("企画課", "広報課")
        }
        led = ((0, 1, "企画課"), (1, 1, "企画課"), (2, 1, "企画課"), (2, 2, "広報課"))
        for measure, ordinal, name in led:
            row = {"measure_id": cycle.measures[measure], "role": "lead", "ordinal": ordinal, "name": name}
            door.insert("measure_department", {**row, "department_id": found[name]})
    return found["企画課"]


def city_of(cycle: Cycle) -> int:
    return municipality_of(cycle.book.db, cycle.plan)


def named(cycle: Cycle, name: str) -> int:
    return department_named(cycle.book.db, city_of(cycle), name)


def rename(cycle: Cycle, name: str, new: str, day: date) -> int:
    rename_department(cycle.book, named(cycle, name), new, day)
    return named(cycle, new)


def leads(cycle: Cycle, half: Half) -> list[str]:
    """The lead departments as the list prints them; the view and the counts say the same."""
    row = cycle.book.db.conn.execute(
        "SELECT id FROM period WHERE fy = ? AND half = ?", (half.fy, half.half)
    ).fetchone()
    period = row[0] if row else open_period(cycle.book, cycle.plan, half).period_id
    listed = [row.leads for row in measure_list(cycle.book.db, cycle.plan, period)]
    viewed = cycle.book.db.conn.execute(
        "SELECT group_concat(department, '、') FROM (SELECT * FROM lead_in_period ORDER BY department DESC)"
        " WHERE period_id = ? GROUP BY measure_id ORDER BY measure_id",
        (period,),
    )
    assert [sorted(row[0].split("、")) for row in viewed] == [sorted(one.split("、")) for one in listed]
    counted = {one.name for one in department_counts(cycle.book.db, cycle.plan, period)}
    assert counted == {name for one in listed for name in one.split("、")}
    return listed


def printed(cycle: Cycle, measure: int, plan: str = "p", name: str = "企画課") -> int:
    """The department that a document's row of lead departments is given to."""
    rows = [
        StagedRow(
            plan, "measure_department", (str(measure), "lead", 3), {"name": Cell(name, name, "p.1")}, "p.1"
        )
    ]
    with cycle.book.writing() as door:
        Application(door).run(rows)
    found = cycle.book.db.conn.execute(
        "SELECT department_id FROM measure_department JOIN measure ON measure.id = measure_id"
        " JOIN plan ON plan.id = plan_id WHERE key = ? AND measure_key = ? AND ordinal = 3",
        (plan, str(measure)),
    ).fetchone()
    return int(found[0])


def later_plan(cycle: Cycle) -> None:
    """A plan from 2023 on."""
    with cycle.book.writing() as door:
        row = {
            "key": "later",
            "municipality_id": door.row("plan", cycle.plan)["municipality_id"],
            "title": "次",
        }
        plan = door.insert("plan", {**row, "first_fy": 2023, "last_fy": 2025})
        one = {
            "plan_id": plan,
            "measure_key": "1",
            "number": "1",
            "title": "一",
            "sort_key": "000001",
            "position": 1,
        }
        door.insert("measure", one)


def since(cycle: Cycle) -> list[tuple[int, int, str]]:
    rows = cycle.book.db.conn.execute("SELECT department_id, successor_id, since FROM department_successor")
    return sorted(tuple(row) for row in rows)


def test_a_department_takes_its_earlier_name_back_and_each_half_year_prints_its_own(
    cycle: Cycle, planning: int
) -> None:
    assert rename(cycle, "企画課", "企画調整課", FIRST) == planning
    now = rename(cycle, "企画調整課", "企画課", BACK)
    assert leads(cycle, Half(2020, 1)) == ["企画課", "企画課", "企画課、広報課"]
    assert leads(cycle, Half(2020, 2)) == ["企画調整課", "企画調整課", "企画調整課、広報課"]
    assert leads(cycle, Half(2021, 1)) == ["企画課", "企画課", "企画課、広報課"]
    days = ("2020-09-30", "2020-10-01", "2021-03-31", "2021-04-01")
    assert [naming(cycle.book.db, cycle.plan, day).name(now, "企画課") for day in days] == [
        "企画課",
        "企画調整課",
        "企画調整課",
        "企画課",
    ]
    told = [tuple(one)[1:] for one in dated_names(cycle.book.db, city_of(cycle)) if one.name != "広報課"]
    assert told == [
        ("企画課", None, "2020-09-30", "renamed", None),
        ("企画調整課", "2020-10-01", "2021-03-31", "renamed", "企画課"),
        ("企画課", "2021-04-01", None, None, None),
    ]
    # Both names mean the department that is there now, whose eyes see and count every measure.
    assert named(cycle, "企画課") == named(cycle, "企画調整課") == now
    assert counts(cycle.book.db, cycle.plan, cycle.period, now).measures == 3
    (mine, _other) = departments(cycle.book.db, cycle.plan, "2021-04-01")
    assert (mine.id, mine.name, mine.measures) == (now, "企画課", 3)
    assert set(mine.follows) == {planning, now}


def test_the_sheet_prints_the_present_name_only_where_it_is_another_one(cycle: Cycle, planning: int) -> None:
    def later() -> list[str | None]:
        return [one.renamed_to for one in sheet(cycle.book.db, cycle.measures[0]).leads]

    rename(cycle, "企画課", "企画調整課", FIRST)
    assert later() == ["企画調整課"]
    rename(cycle, "企画調整課", "企画課", BACK)
    assert later() == [None]


def test_names_can_go_to_and_fro_and_nobody_follows_in_a_circle(cycle: Cycle, planning: int) -> None:
    names = ("企画課", "企画調整課", "企画課", "企画調整課", "企画課", "政策課", "企画調整課")
    days = [date(2020, 10, 1)] + [date(year, month, 1) for year in (2021, 2022, 2023) for month in (4, 10)]
    for old, new, day in zip(names, names[1:], days, strict=False):
        rename(cycle, old, new, day)
    halves = [Half(2020, 1)]
    for name in names:
        assert leads(cycle, halves[-1])[0] == name
        halves.append(halves[-1].next())
    steps = since(cycle)
    assert all(one != other for one, other, _day in steps)
    assert not any((other, one, day) in steps for one, other, day in steps)
    named_now = naming(cycle.book.db, cycle.plan, "2024-01-01")
    assert named_now.name(planning, "企画課") == "企画調整課"
    assert len(named_now.chain(planning)) == len(set(named_now.chain(planning)))
    known = {named(cycle, name) for name in names}
    assert known == {named_now.holder(planning)}
    labels = [row[0] for row in cycle.book.db.conn.execute("SELECT name FROM department")]
    assert len(labels) == len(set(labels))


def test_a_document_is_given_to_whoever_bore_the_name_in_its_years(cycle: Cycle, planning: int) -> None:
    later_plan(cycle)
    rename(cycle, "企画課", "企画調整課", FIRST)
    now = rename(cycle, "企画調整課", "企画課", BACK)
    with cycle.book.writing() as door:
        door.update("plan", cycle.plan, {"first_fy": 2018, "last_fy": 2022})
    assert printed(cycle, 1) == planning
    assert printed(cycle, 2, name="企画調整課") == planning
    assert printed(cycle, 1, plan="later") == now
    # 企画課（現、企画調整課） in a document of the time between adds no link backwards.
    before = since(cycle)
    cells = {"name": Cell("企画課", "企画課", "p.1"), "renamed_to": Cell("企画調整課", "企画調整課", "p.1")}
    with cycle.book.writing() as door:
        Application(door).run([StagedRow("p", "measure_department", ("3", "lead", 3), cells, "p.1")])
    assert since(cycle) == before


def test_a_measure_given_to_the_department_afterwards_prints_the_names_between_too(
    cycle: Cycle, planning: int
) -> None:
    rename(cycle, "企画課", "企画調整課", FIRST)
    now = rename(cycle, "企画調整課", "企画課", BACK)
    with cycle.book.writing() as door:
        (led,) = door.db.conn.execute(
            "SELECT id FROM measure_department WHERE measure_id = ?", (cycle.measures[0],)
        ).fetchall()
        door.update("measure_department", led[0], {"department_id": now})
    assert [leads(cycle, half)[0] for half in (Half(2020, 1), Half(2020, 2), Half(2021, 1))] == [
        "企画課",
        "企画調整課",
        "企画課",
    ]


def test_the_name_of_a_department_that_ended_can_be_given_to_another(cycle: Cycle, planning: int) -> None:
    public = named(cycle, "広報課")
    merge_departments(cycle.book, [public], "企画課", FIRST)
    with cycle.book.writing() as door:
        city = door.row("plan", cycle.plan)["municipality_id"]
        other = door.insert("department", {"municipality_id": city, "name": "市民課"})
    rename_department(cycle.book, other, "広報課", BACK)
    assert leads(cycle, Half(2020, 1))[2] == "企画課、広報課"
    assert leads(cycle, Half(2020, 2))[2] == "企画課"
    assert leads(cycle, Half(2021, 1))[2] == "企画課"
    assert named(cycle, "広報課") == other
    told = [tuple(one)[1:4] for one in dated_names(cycle.book.db, city_of(cycle)) if one.name == "広報課"]
    assert told == [("広報課", None, "2020-09-30"), ("広報課", "2021-04-01", None)]
    later_plan(cycle)
    with cycle.book.writing() as door:
        door.update("plan", cycle.plan, {"first_fy": 2018, "last_fy": 2022})
    assert printed(cycle, 1, name="広報課") == public
    assert printed(cycle, 1, plan="later", name="広報課") == other
    with pytest.raises(DepartmentExists):
        rename_department(cycle.book, planning, "広報課", AGAIN)


def test_an_abolished_departments_name_can_be_founded_anew(cycle: Cycle, planning: int) -> None:
    first = add_department(cycle.book, city_of(cycle), "臨時課", date(2019, 4, 1))
    abolish_department(cycle.book, first, FIRST)
    second = add_department(cycle.book, city_of(cycle), "臨時課", BACK)
    assert second != first and named(cycle, "臨時課") == second
    abolish_department(cycle.book, second, AGAIN)
    assert add_department(cycle.book, city_of(cycle), "臨時課", date(2022, 4, 1)) not in (first, second)
    told = [tuple(one)[1:4] for one in dated_names(cycle.book.db, city_of(cycle)) if one.name == "臨時課"]
    assert told == [
        ("臨時課", "2019-04-01", "2020-09-30"),
        ("臨時課", "2021-04-01", "2021-09-30"),
        ("臨時課", "2022-04-01", None),
    ]


def test_a_former_name_that_only_a_document_told_without_dates_comes_back_too(
    cycle: Cycle, planning: int
) -> None:
    cells = {"name": Cell("企画課", "企画課", "p.1"), "renamed_to": Cell("企画調整課", "企画調整課", "p.1")}
    with cycle.book.writing() as door:
        Application(door).run([StagedRow("p", "measure_department", ("1", "lead", 1), cells, "p.1")])
    between = named(cycle, "企画調整課")
    assert between != planning
    assert rename(cycle, "企画調整課", "企画課", BACK) == planning
    assert since(cycle) == [(between, planning, "2021-04-01")]
    assert named(cycle, "企画調整課") == planning
    assert leads(cycle, Half(2021, 1))[0] == "企画課"
    shown = sheet(cycle.book.db, cycle.measures[0]).leads
    assert [one.renamed_to for one in shown] == [None]


def test_whoever_reports_for_the_department_goes_on_with_it(cycle: Cycle, planning: int) -> None:
    with cycle.book.writing() as door:
        people = [
            door.insert("person", {"login": login, "name": login})
            for login in ("sato", "goto", "tanaka", "ito")
        ]
        dates = ((None, None), ("2019-04-01", "2020-12-31"), ("2021-06-01", None), (None, "2022-03-31"))
        for person, (first, last) in zip(people, dates, strict=True):
            row = {"person_id": person, "department_id": planning, "role": "lead"}
            door.insert("membership", {**row, "valid_from": first, "valid_to": last})
        door.insert("membership", {"os_group": "root", "role": "coordinator"})
        here = door.insert(
            "person", {"login": door.actor.login, "name": door.actor.name, "uid": door.actor.uid}
        )
        door.insert("membership", {"person_id": here, "department_id": planning, "role": "coordinator"})
    rename(cycle, "企画課", "企画調整課", FIRST)
    now = rename(cycle, "企画調整課", "企画課", BACK)
    found = cycle.book.db.conn.execute(
        "SELECT login, department_id, valid_from, valid_to FROM membership JOIN person ON person.id = person_id"
        " WHERE role = 'lead' ORDER BY person.id, membership.id"
    )
    assert [tuple(row) for row in found] == [
        ("sato", planning, None, "2021-03-31"),
        ("sato", now, "2021-04-01", None),
        ("goto", planning, "2019-04-01", "2020-12-31"),
        ("tanaka", now, "2021-06-01", None),
        ("ito", planning, None, "2021-03-31"),
        ("ito", now, "2021-04-01", "2022-03-31"),
    ]
    kept = "SELECT department_id, valid_from, valid_to FROM membership WHERE role = 'coordinator' ORDER BY id"
    assert [tuple(row) for row in cycle.book.db.conn.execute(kept)] == [(None, None, None), (now, None, None)]


def test_a_part_is_written_by_the_department_under_the_name_that_came_back(
    cycle: Cycle, planning: int
) -> None:
    rename(cycle, "広報課", "広聴課", FIRST)
    place = (cycle.measures[2], open_period(cycle.book, cycle.plan, Half(2021, 1)).period_id)
    save_part(cycle.book, *place, named(cycle, "広聴課"), "前の名前で書いた。", False, 0)
    now = rename(cycle, "広聴課", "広報課", BACK)
    found = sharing(cycle.book.db, *place)
    assert found is not None
    mine = found.of(now)
    assert mine is not None and (mine.department, mine.text) == ("広報課", "前の名前で書いた。")
    save_part(cycle.book, *place, now, "書き終えた。", True, mine.version)
    assert [one.parts_in for one in department_counts(cycle.book.db, cycle.plan, place[1])] == [0, 1]


def test_a_role_given_under_either_name_is_for_the_department_that_goes_on(
    cycle: Cycle, planning: int
) -> None:
    rename(cycle, "企画課", "企画調整課", FIRST)
    now = rename(cycle, "企画調整課", "企画課", BACK)
    given = [Given(group="users", department=name, post=Post.lead) for name in ("企画課", "企画調整課")]
    give_roles(cycle.book, [Given(group="root", post=Post.coordinator), *given])
    led = cycle.book.db.conn.execute("SELECT department_id FROM membership WHERE role = 'lead'").fetchall()
    assert {row[0] for row in led} == {now}


def test_days_have_to_go_on(cycle: Cycle, planning: int) -> None:
    rename(cycle, "企画課", "企画調整課", FIRST)
    before = cycle.book.db.conn.execute("SELECT count(*) FROM history").fetchone()[0]
    for day in (FIRST, date(2020, 4, 1)):
        with pytest.raises(DatesOverlap):
            rename(cycle, "企画調整課", "企画課", day)
    assert cycle.book.db.conn.execute("SELECT count(*) FROM history").fetchone()[0] == before
