"""A town's staff for tests about roles: who they are, which roles they hold, and what the host says of them."""

from dataclasses import dataclass
from datetime import date

import pytest

from db.actor import Actor
from db.book import Book
from db.writes.people import Given, give_roles
from domain.roles import Post

SUZUKI = Actor(1000, "suzuki", "鈴木")
HOST = {
    "suzuki": SUZUKI,
    "tanaka": Actor(1001, "tanaka", "田中"),
    "sato": Actor(1002, "sato", "佐藤"),
    "ito": Actor(1003, "ito", "伊藤"),
    "kato": Actor(1004, "kato", "加藤"),
    "ono": Actor(1005, "ono", "小野"),
    "mori": Actor(1006, "mori", "森"),
    "abe": Actor(1007, "abe", "阿部"),
    "goto": Actor(1008, "goto", "後藤"),
    "hara": Actor(1009, "hara", "原"),
}
GROUPS = {"hara": frozenset({"kikaku", "users"}), "tanaka": frozenset({"users"})}


@dataclass(frozen=True)
class Town:
    """Two municipalities with a plan each: 企画課, which leads the measures, and 総務課; 情報課 beside."""

    book: Book
    home: int
    plan: int
    departments: dict[str, int]
    measures: tuple[int, ...]

    def as_(self, login: str) -> Book:
        """The book in this person's hands."""
        self.book.actor = HOST.get(login, Actor(4999, login, login))
        return self.book


def fill(book: Book, *, measures: int = 4) -> Town:
    """Both municipalities and their plans in a book that gives no roles yet."""
    with book.writing() as door:
        home, beside = (door.insert("municipality", {"name": name}) for name in ("試験市", "隣市"))
        departments = {
            name: door.insert("department", {"municipality_id": city, "name": name})
            for name, city in (("企画課", home), ("総務課", home), ("情報課", beside))
        }
        plan = door.insert("plan", {"key": "p", "municipality_id": home, "title": "計画"})
        door.insert("plan", {"key": "q", "municipality_id": beside, "title": "隣の計画"})
        ids = []
        for number in range(1, measures + 1):
            row = {
                "plan_id": plan,
                "measure_key": str(number),
                "title": f"施策{number}",
                "sort_key": f"{number:04}",
            }
            ids.append(door.insert("measure", row))
            lead = {"measure_id": ids[-1], "role": "lead", "ordinal": 1, "name": "企画課"}
            door.insert("measure_department", {**lead, "department_id": departments["企画課"]})
    return Town(book, home, plan, departments, tuple(ids))


def staff(book: Book) -> None:
    """Everybody's roles; the day is 2020-10-05 (tests/db/conftest.py)."""
    give_roles(
        book,
        [
            Given("suzuki", post=Post.coordinator),
            Given("tanaka", post=Post.lead, department="企画課"),
            Given("sato", post=Post.lead, department="総務課"),
            Given("ito", post=Post.coordinator, department="情報課"),
            Given("kato", post=Post.manager),
            Given("ono", proxy_for="tanaka", last=date(2020, 10, 31)),
            Given("mori", post=Post.lead, department="企画課", last=date(2020, 10, 4)),
            Given("abe", proxy_for="suzuki"),
            Given("goto", post=Post.lead, department="企画課", first=date(2020, 10, 6)),
            Given(group="kikaku", post=Post.lead, department="企画課"),
        ],
    )


@dataclass(frozen=True)
class Expected:
    """What a step of each role comes to for somebody: "-" refused, None for oneself, else in whose place."""

    login: str
    lead: str | None
    coordinator: str | None


# Who is who, and what their steps on a measure of 企画課 come to.
EVERYBODY = {
    "lead of the department": Expected("tanaka", None, "-"),
    "lead of another department": Expected("sato", "-", "-"),
    "coordinator": Expected("suzuki", "企画課", None),
    "coordinator of another municipality": Expected("ito", "-", "-"),
    "manager": Expected("kato", "-", "-"),
    "in the lead's place": Expected("ono", "田中", "-"),
    "in the coordinator's place": Expected("abe", "企画課 (鈴木)", "鈴木"),
    "membership that ended yesterday": Expected("mori", "-", "-"),
    "membership that begins tomorrow": Expected("goto", "-", "-"),
    "lead by group": Expected("hara", None, "-"),
    "nobody": Expected("stranger", "-", "-"),
}


def host_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the tables above in the host's place."""
    monkeypatch.setattr("db.actor.user", HOST.get)
    monkeypatch.setattr("db.actor.group_exists", {"kikaku"}.__contains__)
    monkeypatch.setattr("db.reads.people.groups_of", lambda login: GROUPS.get(login, frozenset()))
    monkeypatch.setattr("db.reads.people.login_of", {one.uid: one.login for one in HOST.values()}.get)
