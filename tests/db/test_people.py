"""Roles in a book: given and taken, known by uid, group and login, standing in, running out; what refusals say."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import i18n
from db.actor import NO_UID, Actor
from db.book import Book
from db.errors import UnknownName
from db.history import broken_links
from db.permissions import NotYours, may_report
from db.reads.answers import Answer
from db.reads.people import memberships, person_of, standing
from db.reads.unknowns import unknowns
from db.writes.internal import HoldsTogether, NotMarked, internal_marks, mark_internal, unmark_internal
from db.writes.mappings import forget_mapping, keep_mapping
from db.writes.people import (
    DatesReversed,
    DepartmentTwice,
    FirstCoordinates,
    FirstUnknown,
    Given,
    LastCoordinator,
    NoSuchRole,
    NothingToLend,
    NumberOrLogin,
    ProxyOfOneself,
    RoleIncomplete,
    RoleMissing,
    give_roles,
    take_role,
)
from db.writes.periods import open_period
from db.writes.queue import Read, confirm_all_read
from db.writes.reports import carry_forward, save_draft, submit, withdraw
from db.writes.unknowns import answer_mark, take_back
from domain.errors import Refusal
from domain.periods import Half
from domain.roles import Post
from i18n.refusals import sentence
from importers.commit import Source, commit
from importers.staged import Cell, StagedRow, Staging
from importers.undo import undo
from tests.db.conftest import Clock
from tests.db.staff import HOST, Town, fill, host_says, staff

SAID = Answer("計画どおりに実行できた", "実施中", "点検を始めた。", {})


@pytest.fixture
def town(book: Book, monkeypatch: pytest.MonkeyPatch) -> Town:
    host_says(monkeypatch)
    return fill(book)


@pytest.fixture
def staffed(town: Town) -> Town:
    open_period(town.book, town.plan, Half(2020, 1), due_on="2020-10-15")
    staff(town.book)
    return town


def period(town: Town) -> int:
    return int(town.book.db.conn.execute("SELECT id FROM period").fetchone()[0])


def rows(book: Book, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in book.db.conn.execute(sql)]


def listed(book: Book) -> list[tuple[str | None, str, str | None]]:
    return [(one.login or one.group, str(one.post), one.department) for one in memberships(book.db)]


# -- giving and taking


def test_the_first_role_is_the_coordinators_without_an_end(town: Town) -> None:
    for first in (
        Given("tanaka", post=Post.lead, department="企画課"),
        Given("suzuki", post=Post.coordinator, last=date(2021, 3, 31)),
        Given("suzuki", post=Post.coordinator, first=date(2020, 10, 6)),
        Given("kato", post=Post.manager),
    ):
        with pytest.raises(FirstCoordinates):
            give_roles(town.book, [first])
    assert listed(town.book) == []
    assert rows(town.book, "SELECT * FROM person") == []
    give_roles(town.book, [Given("suzuki", post=Post.coordinator)])
    assert listed(town.book) == [("suzuki", "coordinator", None)]
    assert rows(town.book, "SELECT login, uid, name FROM person") == [("suzuki", 1000, "鈴木")]


def test_a_first_coordinator_whom_the_host_does_not_know_would_lock_everybody_out(town: Town) -> None:
    for first in (Given("suzuku", post=Post.coordinator), Given(group="kikuku", post=Post.coordinator)):
        with pytest.raises(FirstUnknown):
            give_roles(town.book, [first])
    give_roles(town.book, [Given(group="kikaku", post=Post.coordinator)])
    # Whoever comes later may get their account later.
    give_roles(town.as_("hara"), [Given("shinjin", post=Post.lead, department="総務課", name="新人")])
    assert rows(town.book, "SELECT login, uid, name FROM person") == [("shinjin", None, "新人")]


def test_many_roles_are_given_together_or_not_at_all(town: Town) -> None:
    leads_first = [
        Given("tanaka", post=Post.lead, department="企画課"),
        Given("suzuki", post=Post.coordinator),
    ]
    wrong = Given("sato", post=Post.lead, department="そのような課")
    with pytest.raises(UnknownName, match="企画課"):
        give_roles(town.book, [*leads_first, wrong])
    assert listed(town.book) == []
    assert len(give_roles(town.book, leads_first)) == 2


def test_a_role_that_is_there_gets_other_dates_and_stays_one(staffed: Town) -> None:
    before = listed(staffed.book)
    [changed] = give_roles(
        staffed.book, [Given("tanaka", post=Post.lead, department="企画課", last=date(2021, 3, 31))]
    )
    assert changed.valid_to == "2021-03-31"
    assert listed(staffed.book) == before


def test_the_last_coordinator_stays_until_somebody_else_has_the_role(staffed: Town) -> None:
    book = staffed.book
    # There is another coordinator, but of the other municipality alone.
    with pytest.raises(LastCoordinator):
        take_role(book, "suzuki")
    with pytest.raises(LastCoordinator):
        give_roles(book, [Given("suzuki", post=Post.coordinator, last=date(2030, 1, 1))])
    give_roles(book, [Given("sato", post=Post.coordinator)])
    take_role(book, "suzuki")
    assert [
        one.login for one in memberships(book.db) if one.post is Post.coordinator and not one.proxy_for
    ] == ["sato", "ito"]
    with pytest.raises(NotYours):
        take_role(book, "sato")
    with pytest.raises(LastCoordinator):
        take_role(staffed.as_("sato"), "sato")


def test_roles_are_taken_by_number_by_login_and_by_group(staffed: Town) -> None:
    book = staffed.book
    mori = next(one for one in memberships(book.db) if one.login == "mori")
    assert [one.id for one in take_role(book, str(mori.id))] == [mori.id]
    assert [one.group for one in take_role(book, "kikaku")] == ["kikaku"]
    with pytest.raises(NoSuchRole):
        take_role(book, "mori")
    # Staff numbers as logins are usual.
    number = str(next(one.id for one in memberships(book.db) if one.login == "kato"))
    give_roles(book, [Given(number, post=Post.manager)])
    with pytest.raises(NumberOrLogin):
        take_role(book, number)
    assert [one.login for one in take_role(book, number, by="login")] == [number]
    assert [one.login for one in take_role(book, number, by="id")] == ["kato"]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (Given(post=Post.lead), RoleIncomplete),
        (Given("sato", "kikaku", post=Post.lead), RoleIncomplete),
        (Given("sato"), RoleMissing),
        (Given("sato", post=Post.lead, first=date(2021, 4, 1), last=date(2021, 3, 31)), DatesReversed),
        (Given("sato", proxy_for="sato"), ProxyOfOneself),
        (Given(group="kikaku", proxy_for="sato"), ProxyOfOneself),
        (Given("sato", proxy_for="ono"), NothingToLend),
        (Given("sato", proxy_for="nobody"), UnknownName),
    ],
)
def test_a_role_that_says_too_little_or_too_much_is_refused(
    staffed: Town, given: Given, refusal: type[Refusal]
) -> None:
    before = listed(staffed.book)
    with pytest.raises(refusal):
        give_roles(staffed.book, [given])
    assert listed(staffed.book) == before


def test_a_department_of_two_municipalities_needs_to_say_whose(staffed: Town) -> None:
    with staffed.book.writing() as door:
        beside = door.find("municipality", name="隣市")
        assert beside is not None
        door.insert("department", {"municipality_id": beside["id"], "name": "総務課"})
    both = Given("goto", post=Post.lead, department="総務課")
    with pytest.raises(DepartmentTwice, match=r"試験市、隣市"):
        give_roles(staffed.book, [both])
    [one] = give_roles(
        staffed.book, [Given("goto", post=Post.lead, department="総務課", municipality="隣市")]
    )
    assert (one.department, one.municipality) == ("総務課", "隣市")


def test_a_coordinator_of_one_municipality_gives_roles_there_and_nowhere_else(staffed: Town) -> None:
    book = staffed.as_("ito")
    give_roles(book, [Given("kato", post=Post.lead, department="情報課")])
    with pytest.raises(NotYours):
        give_roles(book, [Given("kato", post=Post.lead, department="企画課")])
    with pytest.raises(NotYours):
        give_roles(book, [Given("ito", post=Post.coordinator)])
    with pytest.raises(NotYours):
        give_roles(book, [Given("ito", proxy_for="tanaka")])
    with pytest.raises(NotYours):
        take_role(book, "tanaka")


@pytest.mark.parametrize("login", ["tanaka", "kato", "ono", "mori", "stranger"])
def test_nobody_but_the_coordinator_gives_takes_or_marks(staffed: Town, login: str) -> None:
    book = staffed.as_(login)
    before = listed(book)
    with pytest.raises(NotYours):
        give_roles(book, [Given(login, post=Post.coordinator)])
    with pytest.raises(NotYours):
        take_role(book, "sato")
    with pytest.raises(NotYours):
        mark_internal(book, "measure", "risk")
    assert listed(book) == before


def test_giving_and_taking_stand_in_the_chained_history(staffed: Town) -> None:
    take_role(staffed.book, "mori")
    actions = [
        row[0]
        for row in rows(
            staffed.book, "SELECT action FROM history WHERE table_name = 'membership' ORDER BY seq"
        )
    ]
    assert actions == ["give_role"] * 10 + ["take_role"]
    assert list(broken_links(staffed.book.db)) == []


# -- who somebody is


def test_a_person_is_known_by_uid_whatever_the_login_says(staffed: Town) -> None:
    db = staffed.book.db
    found = person_of(db, Actor(1001, "renamed", "田中"))
    assert found is not None
    assert found["login"] == "tanaka"
    # The login of one, the number of another: the number counts, and a number the book does not know is nobody's.
    assert standing(db, Actor(1002, "tanaka", "?"), "2020-10-05").seats[0].department == "総務課"
    assert person_of(db, Actor(4000, "tanaka", "?")) is None


def test_a_login_counts_where_the_host_has_lost_or_never_had_the_number(
    staffed: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = staffed.book.db
    monkeypatch.setattr("db.reads.people.login_of", lambda uid: None)
    found = person_of(db, Actor(4000, "tanaka", "?"))
    assert found is not None
    assert found["name"] == "田中"


def test_windows_knows_a_person_by_login_alone_in_any_case(staffed: Town) -> None:
    db = staffed.book.db
    assert standing(db, Actor(NO_UID, "Tanaka", "Tanaka"), "2020-10-05").seats[0].department == "企画課"
    assert standing(db, Actor(NO_UID, "stranger", "?"), "2020-10-05").seats == ()


@pytest.mark.parametrize(
    ("day", "held"),
    [("2020-10-04", True), ("2020-10-05", False), ("1999-01-01", True)],
)
def test_the_last_day_is_inside(staffed: Town, day: str, held: bool) -> None:
    here = standing(staffed.book.db, Actor(1006, "mori", "森"), day)
    assert bool(here.seats) is held
    assert here.lapsed is not held


def test_the_first_day_is_inside(staffed: Town) -> None:
    goto = Actor(1008, "goto", "後藤")
    assert [bool(standing(staffed.book.db, goto, f"2020-10-0{day}").seats) for day in (5, 6)] == [False, True]


def test_standing_in_ends_with_its_own_dates_and_with_the_others(staffed: Town, clock: Clock) -> None:
    book, ono = staffed.book, Actor(1005, "ono", "小野")
    assert standing(book.db, ono, "2020-10-31").posts == (Post.lead,)
    assert standing(book.db, ono, "2020-11-01").posts == ()
    take_role(book, "tanaka")
    assert standing(book.db, ono, "2020-10-31").posts == ()


def test_what_was_lent_is_not_lent_on(staffed: Town) -> None:
    with pytest.raises(NothingToLend):
        give_roles(staffed.book, [Given("kato", proxy_for="ono")])
    give_roles(staffed.book, [Given("kato", proxy_for="ono", post=Post.lead)])
    assert standing(staffed.book.db, Actor(1004, "kato", "加藤"), "2020-10-05").posts == (Post.manager,)


def test_a_screen_is_told_which_measures_somebody_reports(staffed: Town) -> None:
    db, day = staffed.book.db, "2020-10-05"
    for login, uid, all_of_them in (("tanaka", 1001, True), ("sato", 1002, False), ("suzuki", 1000, True)):
        found = may_report(db, Actor(uid, login, login), day, staffed.measures)
        assert found == (frozenset(staffed.measures) if all_of_them else frozenset())


# -- the steps as people take them


def test_who_did_it_and_in_whose_place_stand_in_the_decision_and_the_revision(staffed: Town) -> None:
    where, book = period(staffed), staffed.as_("ono")
    saved = save_draft(book, staffed.measures[0], where, SAID, 0)
    submit(book, staffed.measures[0], where, saved.version)
    saved = save_draft(staffed.as_("suzuki"), staffed.measures[1], where, SAID, 0)
    submit(book, staffed.measures[1], where, saved.version)
    confirm_all_read(book, [Read(one, 1) for one in staffed.measures[:2]], where)
    assert rows(book, "SELECT action, by_uid, by_name, proxy_for FROM decision ORDER BY id") == [
        ("save", 1005, "小野", "田中"),
        ("submit", 1005, "小野", "田中"),
        ("save", 1000, "鈴木", "企画課"),
        ("submit", 1000, "鈴木", "企画課"),
        ("confirm", 1000, "鈴木", None),
        ("confirm", 1000, "鈴木", None),
    ]
    assert rows(book, "SELECT by_name FROM report_revision ORDER BY id") == [("小野",), ("鈴木",)]


@pytest.mark.parametrize("login", ["sato", "ito", "kato", "mori", "stranger"])
def test_a_refused_step_leaves_nothing_behind(staffed: Town, login: str) -> None:
    where = period(staffed)
    saved = save_draft(staffed.as_("tanaka"), staffed.measures[0], where, SAID, 0)
    submit(staffed.book, staffed.measures[0], where, saved.version)
    before = rows(staffed.book, "SELECT count(*) FROM history")
    book = staffed.as_(login)
    for act in (
        lambda: save_draft(book, staffed.measures[1], where, SAID, 0),
        lambda: withdraw(book, staffed.measures[0], where),
        lambda: confirm_all_read(book, [Read(staffed.measures[0], 1)], where),
        lambda: open_period(book, staffed.plan, Half(2020, 2)),
    ):
        with pytest.raises(NotYours):
            act()
    assert rows(book, "SELECT count(*) FROM history") == before
    assert rows(book, "SELECT count(*) FROM draft") == [(0,)]


def test_somebody_elses_draft_is_not_saved_over(staffed: Town) -> None:
    where = period(staffed)
    saved = save_draft(staffed.as_("tanaka"), staffed.measures[0], where, SAID, 0)
    with pytest.raises(NotYours):
        save_draft(
            staffed.as_("sato"), staffed.measures[0], where, Answer(None, None, "x", {}), saved.version
        )
    with pytest.raises(NotYours):
        submit(staffed.book, staffed.measures[0], where, saved.version)


def test_a_manager_carries_nothing_forward(staffed: Town) -> None:
    where = period(staffed)
    saved = save_draft(staffed.as_("tanaka"), staffed.measures[0], where, SAID, 0)
    submit(staffed.book, staffed.measures[0], where, saved.version)
    second = open_period(staffed.as_("suzuki"), staffed.plan, Half(2020, 2)).period_id
    with pytest.raises(NotYours):
        carry_forward(staffed.as_("kato"), staffed.measures[0], second)
    assert carry_forward(staffed.as_("hara"), staffed.measures[0], second).revision == 1


def test_a_department_that_was_merged_goes_on_with_its_measures(staffed: Town) -> None:
    with staffed.book.writing() as door:
        door.insert(
            "department_version",
            {
                "department_id": staffed.departments["企画課"],
                "name": "企画課",
                "valid_to": "2020-09-30",
                "successor_id": staffed.departments["総務課"],
                "change": "merged",
            },
        )
    where = period(staffed)
    assert save_draft(staffed.as_("sato"), staffed.measures[0], where, SAID, 0).version == 1
    save_draft(staffed.as_("suzuki"), staffed.measures[1], where, SAID, 0)
    assert rows(staffed.book, "SELECT proxy_for FROM decision ORDER BY id") == [(None,), ("総務課",)]


# -- imports, unknowns, mappings, internal columns


def staging(plan: str = "p", municipality: str = "試験市") -> Staging:
    def cells(**values: object) -> dict[str, Cell]:
        return {name: Cell(value, str(value), "1") for name, value in values.items()}

    plan_row = StagedRow(plan, "plan", (), cells(municipality=municipality, title="計画"), "1")
    goal = StagedRow(plan, "goal", ("便利",), cells(name="便利", ordinal=1), "2")
    return Staging((plan_row, goal), (), "test")


SOURCE = Source("a.csv", b"x")


def test_imports_and_undoing_them_are_the_coordinators_of_the_plans_municipality(staffed: Town) -> None:
    for login in ("tanaka", "ito", "kato"):
        with pytest.raises(NotYours):
            commit(staffed.as_(login), staging(), SOURCE, str)
    done = commit(staffed.as_("abe"), staging(), SOURCE, str)
    assert done.batch is not None
    with pytest.raises(NotYours):
        undo(staffed.as_("ito"), done.batch)
    assert undo(staffed.as_("suzuki"), done.batch).removed == 1
    own = commit(staffed.as_("ito"), staging("q", "隣市"), SOURCE, str)
    assert own.batch is not None
    with pytest.raises(NotYours):
        commit(staffed.as_("ito"), staging("r", "第三市"), SOURCE, str)


def test_answers_about_the_original_are_the_coordinators(staffed: Town) -> None:
    with staffed.book.writing() as door:
        goal = door.insert("goal", {"plan_id": staffed.plan, "name": "便利"})
        door.insert("measure_goal", {"measure_id": staffed.measures[0], "goal_id": goal, "mark": None})
    [question] = unknowns(staffed.book.db, staffed.plan)
    for login in ("tanaka", "ito", "kato"):
        with pytest.raises(NotYours):
            answer_mark(staffed.as_(login), question, True)
    answered = answer_mark(staffed.as_("suzuki"), question, True)
    with pytest.raises(NotYours):
        take_back(staffed.as_("tanaka"), answered)
    take_back(staffed.as_("suzuki"), answered)


def test_mappings_are_any_coordinators(staffed: Town) -> None:
    with pytest.raises(NotYours):
        keep_mapping(staffed.as_("tanaka"), "表", {"なまえ": "title"})
    assert keep_mapping(staffed.as_("ito"), "表", {"なまえ": "title"})
    with pytest.raises(NotYours):
        forget_mapping(staffed.as_("kato"), "表")
    forget_mapping(staffed.as_("suzuki"), "表")


def test_internal_columns_are_marked_once_by_the_schemas_names_and_unmarked(staffed: Town) -> None:
    book = staffed.book
    assert mark_internal(book, "Measure", "RISK") is True
    assert mark_internal(book, "measure", "risk") is False
    assert [(one.table, one.column) for one in internal_marks(book.db)] == [("measure", "risk")]
    for table, column, known in (("mesure", "risk", "measure"), ("measure", "risks", "countermeasure")):
        with pytest.raises(UnknownName, match=known):
            mark_internal(book, table, column)
    for column in ("id", "plan_id"):
        with pytest.raises(HoldsTogether):
            mark_internal(book, "measure", column)
    unmark_internal(book, "MEASURE", "risk")
    with pytest.raises(NotMarked):
        unmark_internal(book, "measure", "risk")
    with pytest.raises(NotYours):
        mark_internal(staffed.as_("ito"), "measure", "risk")


def test_a_view_can_be_marked_too(staffed: Town) -> None:
    assert mark_internal(staffed.book, "current_report", "text")


# -- what a refusal says


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ("sato", "あなた（佐藤）は総務課の主管課担当です。"),
        ("ito", "あなた（伊藤）が情報管理課として扱えるのは隣市だけです。"),
        ("kato", "あなた（加藤）の役割は閲覧です。"),
        ("mori", "あなた（森）の役割は今日は有効ではありません。"),
        ("stranger", "あなた（stranger）にはこの台帳での役割がありません。"),
    ],
)
def test_a_refusal_says_who_may_who_one_is_and_what_one_can_do(staffed: Town, login: str, words: str) -> None:
    i18n.setup("ja")
    with pytest.raises(NotYours) as caught:
        save_draft(staffed.as_(login), staffed.measures[0], period(staffed), SAID, 0)
    told = sentence(caught.value)
    assert told.startswith("「施策1」を報告するのは企画課です（情報管理課 鈴木 に代理を頼めます）。")
    assert words in told
    with pytest.raises(NotYours) as caught:
        open_period(staffed.book, staffed.plan, Half(2020, 2))
    assert sentence(caught.value).startswith("これは情報管理課（鈴木）が行います。あなた（")
    i18n.setup("en")
    assert sentence(caught.value).startswith("This is for the coordinator (鈴木). You")
    i18n.setup("ja")


def test_a_book_without_roles_asks_nobody(town: Town, tmp_path: Path) -> None:
    book = town.as_("stranger")
    open_period(book, town.plan, Half(2020, 1))
    saved = save_draft(book, town.measures[0], period(town), SAID, 0)
    submit(book, town.measures[0], period(town), saved.version)
    assert rows(book, "SELECT DISTINCT proxy_for FROM decision") == [(None,)]
    assert rows(book, "SELECT DISTINCT proxy_for FROM period_decision") == [(None,)]


def test_a_number_that_was_given_to_somebody_new_is_theirs_once_they_are_entered(
    staffed: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, shinjin = staffed.book.db, Actor(1006, "shinjin", "新人")
    before = person_of(db, shinjin)
    assert before is not None
    assert before["login"] == "mori"
    monkeypatch.setattr("db.actor.user", {"shinjin": shinjin}.get)
    give_roles(staffed.book, [Given("shinjin", post=Post.lead, department="総務課")])
    after = person_of(db, shinjin)
    assert after is not None
    assert after["login"] == "shinjin"
    # Whoever kept the number and the old login is still found.
    kept = person_of(db, Actor(1006, "mori", "森"))
    assert kept is not None
    assert kept["login"] == "mori"


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["tanaka", "sato", "suzuki", "kato"]),
            st.sampled_from(list(Post)),
            st.sampled_from([None, "企画課", "情報課"]),
            st.sampled_from([None, date(2020, 10, 4), date(2020, 12, 31)]),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_whatever_is_given_and_taken_somebody_always_coordinates_every_municipality(
    town: Town, steps: list[tuple[str, Post, str | None, date | None, bool]]
) -> None:
    with TemporaryDirectory() as folder, Book.create(Path(folder) / "b.db", clock=town.book.clock) as book:
        _give_and_take(fill(book, measures=0), steps)


def _give_and_take(town: Town, steps: list[tuple[str, Post, str | None, date | None, bool]]) -> None:
    book = town.as_("suzuki")
    give_roles(book, [Given("suzuki", post=Post.coordinator)])
    for login, post, department, last, taken in steps:
        with suppress(Refusal):
            if taken:
                take_role(book, login)
            else:
                give_roles(book, [Given(login, post=post, department=department, last=last)])
        held = [one for one in memberships(book.db) if one.post is Post.coordinator]
        reached = {one.municipality_id for one in held if one.holds("2020-10-05") and one.valid_to is None}
        assert None in reached or reached == {town.home, town.home + 1}
        # Whoever coordinates now goes on.
        book.actor = HOST[next(one.login for one in held if one.holds("2020-10-05") and one.login)]
