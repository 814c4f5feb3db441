"""Roles and departments over time: people go on with their department, and see the work that they may do."""

from datetime import date

import pytest

from db.book import Book
from db.permissions import may_report
from db.reads.counts import counts
from db.reads.departments import followed_by
from db.reads.measures import measure_list
from db.reads.people import memberships, standing
from db.writes.departments import abolish_department, merge_departments, split_department
from db.writes.people import Given, give_roles
from db.writes.periods import open_period
from domain.periods import Half
from domain.roles import Post
from tests.db.staff import SUZUKI, Town, fill, host_says, staff

DAY = date(2020, 10, 1)
LATER = "2021-04-09"


@pytest.fixture
def staffed(book: Book, monkeypatch: pytest.MonkeyPatch) -> Town:
    host_says(monkeypatch)
    book.actor = SUZUKI
    town = fill(book)
    staff(book)
    return town


@pytest.fixture
def two(staffed: Town) -> Town:
    """企画課, for which 田中 reports, leads three measures; 総務課, for which 佐藤 does, the fourth."""
    with staffed.book.writing() as door:
        measure = staffed.measures[-1]
        row = door.find("measure_department", measure_id=measure, role="lead")
        assert row is not None
        door.update(
            "measure_department",
            row["id"],
            {"name": "総務課", "department_id": staffed.departments["総務課"]},
        )
    open_period(staffed.book, staffed.plan, Half(2020, 2))
    return staffed


def leading(town: Town, login: str) -> set[tuple[str | None, str | None, str | None]]:
    return {
        (one.department, one.valid_from, one.valid_to)
        for one in memberships(town.book.db, "person.login = ? AND membership.role = 'lead'", login)
    }


def agree(town: Town, login: str) -> tuple[int, int]:
    """How many reports are left for the person's own eyes, and how many of them the person may write."""
    book = town.as_(login)
    own = standing(book.db, book.actor, LATER).own_department
    assert own is not None
    seen = followed_by(book.db, own)
    period = book.db.conn.execute("SELECT id FROM period WHERE plan_id = ?", (town.plan,)).fetchone()[0]
    rows = [
        row.id
        for row in measure_list(book.db, town.plan, period)
        if row.expected and set(seen) & set(row.department_ids)
    ]
    left = counts(book.db, town.plan, period, own).missing
    return left, len(may_report(book.db, book.actor, LATER, rows))


def test_who_reports_for_a_merged_department_may_report_all_of_the_one_that_goes_on(two: Town) -> None:
    book = two.as_("suzuki")
    merge_departments(book, [two.departments["企画課"], two.departments["総務課"]], "企画総務課", DAY)
    assert leading(two, "tanaka") == {("企画総務課", "2020-10-01", None), ("企画課", None, "2020-09-30")}
    assert agree(two, "tanaka") == (4, 4)


def test_a_role_that_was_there_before_is_not_given_twice(two: Town) -> None:
    book = two.as_("suzuki")
    give_roles(book, [Given("tanaka", post=Post.lead, department="総務課", municipality="試験市")])
    merge_departments(book, [two.departments["企画課"]], "総務課", DAY)
    assert leading(two, "tanaka") == {("企画課", None, "2020-09-30"), ("総務課", None, None)}
    assert agree(two, "tanaka") == (4, 4)


def test_people_go_on_with_the_first_part_of_a_split_and_not_with_what_is_handed_over(two: Town) -> None:
    book = two.as_("suzuki")
    handed = {two.measures[0]: "統計課"}
    split_department(book, two.departments["企画課"], ["政策課", "統計課"], DAY, handed)
    assert ("政策課", "2020-10-01", None) in leading(two, "tanaka")
    assert agree(two, "tanaka") == (2, 2)


def test_roles_end_with_an_abolished_department_and_can_be_given_where_its_measures_go(two: Town) -> None:
    book = two.as_("suzuki")
    abolish_department(book, two.departments["企画課"], DAY, "総務課")
    assert leading(two, "tanaka") == {("企画課", None, "2020-09-30")}
    assert may_report(two.as_("tanaka").db, two.book.actor, LATER, two.measures) == frozenset()
    give_roles(
        two.as_("suzuki"),
        [Given("tanaka", post=Post.lead, department="企画課", municipality="試験市", first=DAY)],
    )
    assert ("総務課", "2020-10-01", None) in leading(two, "tanaka")
    assert agree(two, "tanaka") == (4, 4)
