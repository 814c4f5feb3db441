"""Roles on the dashboard: whose eyes it opens with, who one is, and what is somebody else's said with its sentence."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from db.actor import Actor
from db.reads.answers import Answer
from db.reads.council import standing
from db.writes.people import Given, give_roles
from db.writes.periods import freeze_period, submit_period
from db.writes.reports import confirm, save_draft, submit
from domain.roles import Post
from importers.staged import PlanIdentity
from tests.tui.conftest import AS_PLANNED, Small
from tui.app import ShinchokuApp
from tui.screens.council_words import step_text
from tui.screens.dialog import Dialog
from tui.screens.importing import ImportScreen
from tui.screens.importing_session import Asked

Settled = Callable[[Pilot[None]], Any]
Lines = Callable[[ShinchokuApp], list[str]]
Said = Callable[[ShinchokuApp], str]

TANAKA = Actor(1001, "tanaka", "田中")
KATO = Actor(1004, "kato", "加藤")
ONO = Actor(1005, "ono", "小野")
ABE = Actor(1006, "abe", "阿部")


@pytest.fixture
def staffed(small: Small, monkeypatch: pytest.MonkeyPatch) -> Small:
    """佐藤 coordinates, 田中 reports for 広報課, 加藤 reads, 小野 stands in for 田中; 阿部 is nobody here."""
    accounts = {"sato": small.book.actor, "tanaka": TANAKA, "kato": KATO, "ono": ONO}
    monkeypatch.setattr("db.actor.user", accounts.get)
    give_roles(
        small.book,
        [
            Given("sato", post=Post.coordinator),
            Given("tanaka", post=Post.lead, department="広報課"),
            Given("kato", post=Post.manager),
            Given("ono", proxy_for="tanaka"),
        ],
    )
    return small


def as_(small: Small, actor: Actor) -> ShinchokuApp:
    small.book.actor = actor
    return ShinchokuApp(small.book)


@pytest.mark.parametrize(
    ("actor", "who", "eyes"),
    [
        (None, "佐藤 情報管理課", "全課"),
        (TANAKA, "田中 主管課", "広報課"),
        (KATO, "加藤 閲覧", "全課"),
        (ONO, "小野 主管課(代理)", "広報課"),
        (ABE, "阿部 役割なし", "全課"),
    ],
)
async def test_it_opens_with_ones_own_departments_eyes_and_says_who_one_is(
    staffed: Small, lines: Lines, settled: Settled, actor: Actor | None, who: str, eyes: str
) -> None:
    app = as_(staffed, actor or staffed.book.actor)
    async with app.run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        assert lines(app)[0].rstrip().endswith(f"{eyes}  {who}")


async def test_a_book_without_roles_says_nothing_of_them(
    app: ShinchokuApp, lines: Lines, settled: Settled
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert lines(app)[0].rstrip().endswith("全課  佐藤")


async def test_a_choice_made_before_stands_over_ones_own_department(
    staffed: Small, lines: Lines, settled: Settled
) -> None:
    app = as_(staffed, TANAKA)
    async with app.run_test(size=(80, 24)) as pilot:
        app.see_department(None)
        await settled(pilot)
    again = as_(staffed, TANAKA)
    async with again.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "全課" in lines(again)[0]


async def test_ones_own_measures_are_gone_through_and_others_are_read(
    staffed: Small, lines: Lines, settled: Settled, said: Said
) -> None:
    app = as_(staffed, TANAKA)
    async with app.run_test(size=(120, 40)) as pilot:
        app.see_department(None)
        app.start_reporting()
        await settled(pilot)
        assert "1 住民向け案内の電子化" in "\n".join(lines(app))
        assert "1/3" in "\n".join(lines(app))
        await pilot.press("f9")
        await settled(pilot)
        assert staffed.state("1") == "submitted"
        app.open_by_name(staffed.measures["10"])
        await settled(pilot)
        text = "".join(line.strip() for line in lines(app))
        assert "「共同利用する基盤の検討」を報告するのは情報課です" in text
        await pilot.press("1")
        await pilot.press("f9")
        await settled(pilot)
        assert "情報課です" in said(app)
        assert staffed.draft("10") is None
        assert staffed.state("10") == "not_started"


async def test_the_coordinator_reports_for_a_department_and_it_is_marked(
    staffed: Small, settled: Settled
) -> None:
    app = as_(staffed, staffed.book.actor)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_by_name(staffed.measures["1"])
        await settled(pilot)
        await pilot.press("f9")
        await settled(pilot)
    found = staffed.rows("SELECT action, by_name, proxy_for FROM decision ORDER BY id DESC LIMIT 1")
    assert found == [{"action": "carry", "by_name": "佐藤", "proxy_for": "広報課"}]


async def test_the_queue_shows_in_whose_place_a_report_was_handed_in(
    staffed: Small, lines: Lines, settled: Settled
) -> None:
    coordinator = staffed.book.actor
    app = as_(staffed, ONO)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_by_name(staffed.measures["1"])
        await settled(pilot)
        await pilot.press("f9")
        await settled(pilot)
    again = as_(staffed, coordinator)
    async with again.run_test(size=(120, 40)) as pilot:
        await pilot.press("f4")
        await settled(pilot)
        assert "小野（田中の代理）" in "\n".join(lines(again))


@pytest.mark.parametrize("actor", [KATO, ABE, TANAKA])
async def test_confirming_is_refused_with_the_sentence_and_changes_nothing(
    staffed: Small, settled: Settled, said: Said, actor: Actor
) -> None:
    coordinator = staffed.book.actor
    first = as_(staffed, TANAKA)
    async with first.run_test(size=(80, 24)) as pilot:
        first.open_by_name(staffed.measures["1"])
        await settled(pilot)
        await pilot.press("f9")
        await settled(pilot)
    app = as_(staffed, actor)
    async with app.run_test(size=(80, 24)) as pilot:
        app.see_department(None)
        await pilot.press("f4")
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert "これは情報管理課" in said(app)
    assert staffed.state("1") == "submitted"
    assert coordinator.name == "佐藤"


async def test_somebody_who_may_report_nothing_is_told_instead_of_being_led_through_it(
    staffed: Small, settled: Settled, said: Said
) -> None:
    app = as_(staffed, KATO)
    async with app.run_test(size=(80, 24)) as pilot:
        app.start_reporting()
        await settled(pilot)
        assert "を報告するのは広報課です" in said(app)
        assert type(app.screen).__name__ == "Overview"


@pytest.mark.parametrize("actor", [KATO, TANAKA])
async def test_the_way_to_the_council_is_refused_in_the_status_line(
    staffed: Small, settled: Settled, said: Said, actor: Actor
) -> None:
    app = as_(staffed, actor)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5", "f10")
        await pilot.pause()
        # Before anything has to be filled in.
        assert not isinstance(app.screen, Dialog)
        assert "これは情報管理課（佐藤）が行います" in said(app)
    assert staffed.rows("SELECT state FROM period WHERE id = ?", staffed.second) == [{"state": "open"}]


async def test_nothing_is_filled_in_for_a_step_that_somebody_else_takes(
    staffed: Small, settled: Settled, said: Said
) -> None:
    measure = staffed.measures["10"]
    saved = save_draft(staffed.book, measure, staffed.second, Answer(AS_PLANNED, "実施中", "進めた。"), 0)
    submit(staffed.book, measure, staffed.second, saved.version)
    app = as_(staffed, TANAKA)
    async with app.run_test(size=(80, 24)) as pilot:
        app.see_department(None)
        await pilot.press("f4")
        await settled(pilot)
        await pilot.press("f9")
        await pilot.pause()
        assert not isinstance(app.screen, Dialog)
        assert "これは情報管理課（佐藤）が行います" in said(app)
        app.open_whole(measure, ())
        await settled(pilot)
        app.say("")
        await pilot.press("f9")
        await settled(pilot)
        assert not isinstance(app.screen, Dialog)
        assert "これは情報管理課（佐藤）が行います" in said(app)


async def test_a_denial_is_not_marked_and_no_half_year_reopened_by_a_lead(
    staffed: Small, settled: Settled, said: Said
) -> None:
    for measure in staffed.measures.values():
        saved = save_draft(staffed.book, measure, staffed.second, Answer(AS_PLANNED, "実施中", "進めた。"), 0)
        submit(staffed.book, measure, staffed.second, saved.version)
        confirm(staffed.book, measure, staffed.second)
    freeze_period(staffed.book, staffed.second)
    submit_period(staffed.book, staffed.second)
    app = as_(staffed, TANAKA)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5")
        await settled(pilot)
        for action in ("forward", "reopen", "deny"):
            app.say("")
            getattr(app.screen, f"action_{action}")()
            await pilot.pause()
            assert not isinstance(app.screen, Dialog), action
            assert "これは情報管理課（佐藤）が行います" in said(app), action


async def test_questions_about_the_original_are_refused_in_the_status_line(
    staffed: Small, settled: Settled, said: Said
) -> None:
    app = as_(staffed, TANAKA)
    async with app.run_test(size=(80, 24)) as pilot:
        app.action_originals()
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert "これは情報管理課（佐藤）が行います" in said(app)
    assert staffed.rows("SELECT count(*) AS n FROM measure_goal WHERE mark IS NULL") == [{"n": 1}]


async def test_a_previewed_file_stays_out_of_the_book(
    staffed: Small, settled: Settled, said: Said, tmp_path: Path
) -> None:
    path = tmp_path / "取組一覧.csv"
    path.write_text("番号,施策名,担当課\n21,窓口の混み具合の表示,広報課\n", encoding="utf-8")
    app = as_(staffed, TANAKA)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f8")
        await settled(pilot)
        assert isinstance(app.screen, ImportScreen)
        app.screen.start(path, Asked(PlanIdentity("test-1")))
        await settled(pilot)
        await pilot.press("f10", "f10")
        await settled(pilot)
        assert "これは情報管理課（佐藤）が行います" in said(app)
    assert staffed.rows("SELECT count(*) AS n FROM import_batch") == [{"n": 0}]


def test_the_half_years_steps_say_in_whose_place_they_were_taken(staffed: Small) -> None:
    give_roles(staffed.book, [Given("goto", proxy_for="sato")])
    staffed.book.actor = Actor(1007, "goto", "後藤")
    freeze_period(staffed.book, staffed.second)
    view = standing(staffed.book.db, staffed.plan, staffed.second)
    assert [(step.action, step.by_name, step.proxy_for) for step in view.steps] == [
        ("open", "佐藤", None),
        ("freeze", "後藤", "佐藤"),
    ]
    assert "後藤（佐藤の代理）" in step_text(view.steps[-1], view, date(2021, 4, 9)).plain
