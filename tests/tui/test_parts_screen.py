"""A report of two departments: the second one writes its part, the first one sees it, takes it and seals."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from db.book import Book
from db.reads.parts import Sharing, sharing
from db.writes.parts import save_part
from tests.tui.conftest import SUZUKI, Clock, Small
from tui.app import ShinchokuApp
from tui.clipboard import reminder
from tui.model import Act, missing_of, still_owed
from tui.screens.fields import ReportText
from tui.screens.record import Record
from tui.screens.record_words import TitleLine
from tui.screens.stale import Stale

Settle = Callable[[Pilot[None]], Any]
Said = Callable[[ShinchokuApp], str]
Lines = Callable[[ShinchokuApp], list[str]]
SIZE = (80, 24)


@pytest.fixture
def shared(small: Small) -> Small:
    """広報課 leads measure 1 and 情報課 writes a part; measure 10 the other way round."""
    with small.book.writing() as door:
        for number, name in (("1", "情報課"), ("10", "広報課")):
            department = door.find("department", name=name)
            assert department is not None
            row = {"measure_id": small.measures[number], "role": "lead", "ordinal": 2, "name": name}
            door.insert("measure_department", {**row, "department_id": department["id"]})
    return small


def department(small: Small, name: str) -> int:
    return int(small.rows("SELECT id FROM department WHERE name = ?", name)[0]["id"])


def parts(small: Small, number: str = "1") -> Sharing:
    found = sharing(small.book.db, small.measures[number], small.second)
    assert found is not None
    return found


def write(small: Small, text: str, *, done: bool = True, number: str = "1", name: str = "情報課") -> None:
    version = parts(small, number).others[0].version
    place = (small.measures[number], small.second)
    save_part(small.book, *place, department(small, name), text, done, version)


def revision(small: Small, number: str = "1") -> str:
    rows = small.rows(
        "SELECT text FROM report_revision JOIN report ON report.id = report_id WHERE period_id = ?"
        " AND measure_id = ? ORDER BY report_revision.revision DESC",
        small.second,
        small.measures[number],
    )
    return str(rows[0]["text"])


def number(small: Small, app: ShinchokuApp) -> str:
    assert isinstance(app.screen, Record)
    return next(key for key, value in small.measures.items() if value == app.screen.measure_id)


async def type_text(pilot: Pilot[None], text: str) -> None:
    field = pilot.app.screen.query_one(ReportText)
    field.focus()
    await pilot.pause()
    field.insert(text, field.document.end)
    await pilot.pause()


async def test_the_second_department_writes_its_part_with_the_keys_of_a_report(
    shared: Small, app: ShinchokuApp, settled: Settle, said: Said, lines: Lines
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.see_department(department(shared, "情報課"))
        await pilot.press("f10")
        await settled(pilot)
        assert number(shared, app) == "1"
        assert not app.screen.query_one("#rating").display
        assert app.focused is app.screen.query_one("#text")
        await type_text(pilot, "回線を用意した。")
        await settled(pilot)
        assert [(part.done, part.text) for part in parts(shared).others] == [(False, "回線を用意した。")]
        assert "草 下書き" in app.screen.query_one(TitleLine).said
        assert shared.draft("1") is None
        await pilot.press("f10")
        await settled(pilot)
        assert said(app) == "提出しました: 1 住民向け案内の電子化"
        # The next one is a whole report of theirs again.
        assert number(shared, app) == "2"
        assert app.focused is app.screen.query_one("#rating")
        await pilot.press("ctrl+up")
        await settled(pilot)
        shown = "\n".join(lines(app))
        assert "分担は提出済です。F9 で取り下げられます。報告は広報課が提出します。" in shown
        assert app.screen.query_one(ReportText).read_only
    part = parts(shared).others[0]
    assert (part.done, part.text, part.by_name) == (True, "回線を用意した。", "佐藤")
    assert shared.state("1") == "not_started"


async def test_f9_says_that_nothing_changed_also_where_nothing_was_reported_before(
    shared: Small, app: ShinchokuApp, settled: Settle
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.see_department(department(shared, "広報課"))
        app.open_measure(shared.measures["10"], (shared.measures["10"],))
        await pilot.press("f9")
        await settled(pilot)
        part = parts(shared, "10").others[0]
        assert (part.done, part.text) == (True, "")
        await pilot.press("f9")
        await settled(pilot)
        assert parts(shared, "10").others[0].done is False


async def test_f10_without_a_text_says_what_there_is_instead(
    shared: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.see_department(department(shared, "情報課"))
        await pilot.press("f10", "f10")
        await settled(pilot)
        assert "変わりなしなら F9" in said(app)
    assert parts(shared).others[0].done is None


async def test_f9_over_a_text_asks_once_and_ctrl_z_brings_it_back(
    shared: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.see_department(department(shared, "情報課"))
        await pilot.press("f10")
        await type_text(pilot, "回線を用意した。")
        await settled(pilot)
        await pilot.press("f9")
        await settled(pilot)
        assert "もう一度 F9" in said(app)
        await pilot.press("f9")
        await settled(pilot)
        assert (parts(shared).others[0].done, parts(shared).others[0].text) == (True, "")
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert number(shared, app) == "1"
    assert (parts(shared).others[0].done, parts(shared).others[0].text) == (False, "回線を用意した。")


async def test_the_sealing_department_is_asked_once_when_a_part_is_missing(
    shared: Small, app: ShinchokuApp, settled: Settle, said: Said, lines: Lines
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.see_department(department(shared, "広報課"))
        await pilot.press("f10", "1")
        await type_text(pilot, "掲示を始めた。")
        assert "   情報課  未提出" in "\n".join(lines(app))
        await pilot.press("f10")
        await settled(pilot)
        assert said(app) == "分担未提出：情報課。 もう一度 F10 でこのまま提出します。"
        assert shared.state("1") == "draft"
        await pilot.press("f10")
        await settled(pilot)
        assert said(app) == "提出しました: 1 住民向け案内の電子化  分担未提出：情報課"
    assert shared.state("1") == "submitted"
    assert revision(shared) == "掲示を始めた。"
    note = shared.rows("SELECT note FROM decision ORDER BY id DESC LIMIT 1")[0]["note"]
    assert note == "分担未提出：情報課"


async def test_unchanged_of_the_sealing_department_asks_too_but_not_with_everybodys_eyes(
    shared: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.see_department(department(shared, "広報課"))
        await pilot.press("f10", "f9")
        await settled(pilot)
        assert "もう一度 F9" in said(app)
        said_so_far = shared.rows("SELECT state FROM report WHERE period_id = ?", shared.second)
        assert "submitted" not in [row["state"] for row in said_so_far]
        app.see_department(None)
        await pilot.press("escape", "f2", "f10", "f9")
        await settled(pilot)
        assert "分担未提出：情報課" in said(app)
    assert shared.state("1") == "submitted"


async def test_a_part_is_sealed_under_the_own_text_or_taken_into_it_with_one_key(
    shared: Small, app: ShinchokuApp, settled: Settle, said: Said, lines: Lines
) -> None:
    write(shared, "回線を用意した。")
    async with app.run_test(size=SIZE) as pilot:
        app.see_department(department(shared, "広報課"))
        await pilot.press("f10", "1")
        await type_text(pilot, "掲示を始めた。")
        await settled(pilot)
        shown = "\n".join(lines(app))
        assert "分担 1/2" in shown
        assert "   情報課  提出済  佐藤  「回線を用意した。」" in shown
        await pilot.press("ctrl+r")
        await settled(pilot)
        assert said(app) == "文に取り込みました：情報課の分担"
        assert app.screen.query_one(ReportText).text == "掲示を始めた。\n情報課：回線を用意した。"
        await pilot.press("ctrl+r")
        await settled(pilot)
        assert "ありません" in said(app)
        await pilot.press("f10")
        await settled(pilot)
    assert revision(shared) == "掲示を始めた。\n情報課：回線を用意した。"
    assert shared.rows("SELECT note FROM decision ORDER BY id DESC LIMIT 1")[0]["note"] is None


async def test_a_sealed_part_is_read_only_until_the_report_comes_back(
    shared: Small, app: ShinchokuApp, settled: Settle, lines: Lines
) -> None:
    from db.writes.reports import carry_forward, return_report

    write(shared, "回線を用意した。")
    carry_forward(shared.book, shared.measures["1"], shared.second)
    async with app.run_test(size=SIZE) as pilot:
        app.see_department(department(shared, "情報課"))
        app.open_measure(shared.measures["1"], (shared.measures["1"],))
        await settled(pilot)
        shown = "".join(line.strip() for line in lines(app))
        assert "広報課が報告を提出したため書き込めません" in shown
        await pilot.press("f9")
        await settled(pilot)
        assert parts(shared).others[0].done is True
        return_report(shared.book, shared.measures["1"], shared.second, "回線の数を書いてください")
        await pilot.press("escape")
        app.open_measure(shared.measures["1"], (shared.measures["1"],))
        await pilot.press("f9")
        await settled(pilot)
        await type_text(pilot, "二本。")
        await pilot.press("f10")
        await settled(pilot)
    assert (parts(shared).others[0].done, parts(shared).others[0].text) == (True, "回線を用意した。二本。")


async def test_two_people_on_one_part_see_both_texts_and_choose(
    shared: Small, app: ShinchokuApp, settled: Settle, lines: Lines
) -> None:
    write(shared, "", done=False)
    async with app.run_test(size=SIZE) as pilot:
        app.see_department(department(shared, "情報課"))
        await pilot.press("f10")
        with Book.open(shared.book.path, actor=SUZUKI, clock=Clock()) as other:
            place = (shared.measures["1"], shared.second, department(shared, "情報課"))
            save_part(other, *place, "鈴木の文", False, 1)
        await type_text(pilot, "佐藤の文")
        await settled(pilot)
        assert isinstance(app.screen, Stale)
        shown = "\n".join(lines(app))
        assert "佐藤の文" in shown and "鈴木の文" in shown
        await pilot.press("3")
        await settled(pilot)
    assert parts(shared).others[0].text == "佐藤の文\n鈴木の文"


async def test_lists_queues_and_letters_know_whose_part_is_in(
    shared: Small, app: ShinchokuApp, settled: Settle, lines: Lines
) -> None:
    second, first = department(shared, "情報課"), department(shared, "広報課")
    async with app.run_test(size=SIZE) as pilot:
        app.see_department(second)
        await pilot.press("f3")
        await settled(pilot)
        assert any("1     分担 0/2 住民向け案内の電子化" in line for line in lines(app))
        assert missing_of(app.measures(), second)[0] == shared.measures["1"]
        write(shared, "回線を用意した。")
        assert shared.measures["1"] not in missing_of(app.measures(), second)
        assert shared.measures["1"] in missing_of(app.measures(), first)
        app.reload()
        await settled(pilot)
        row = next(line for line in lines(app) if "住民向け" in line)
        assert row.startswith(" 提") and "分担 1/2" in row
        app.see_department(None)
        await pilot.press("f2")
        await settled(pilot)
        assert any("分担  1/2 1 住民向け案内の電子化" in line for line in lines(app))
        letter = reminder(app.view, [row for row in app.measures() if still_owed(row)], app.today)
        groups = {block[1:4]: block for block in letter.split("\n\n")}
        assert "住民向け案内の電子化" not in groups["情報課"]
        assert "住民向け案内の電子化" in groups["広報課"]


async def _open_by_the_sealing_department(app: ShinchokuApp, small: Small, pilot: Pilot[None]) -> None:
    app.see_department(department(small, "広報課"))
    app.open_measure(small.measures["1"], (small.measures["1"],))
    await pilot.press("1")
    await type_text(pilot, "掲示を始めた。")


async def test_a_part_that_comes_in_while_the_form_is_open_is_shown_and_asked_about_before_sealing(
    shared: Small, app: ShinchokuApp, settled: Settle, said: Said, lines: Lines
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await _open_by_the_sealing_department(app, shared, pilot)
        await settled(pilot)
        assert "   情報課  未提出" in "\n".join(lines(app))
        write(shared, "回線を用意した。")
        await pilot.press("f10")
        await settled(pilot)
        assert said(app) == (
            "開いている間に分担が変わりました：情報課 (提出済)。 もう一度 F10 でこのまま提出します。"
        )
        shown = "\n".join(lines(app))
        assert "分担 1/2" in shown and "   情報課  提出済  佐藤  「回線を用意した。」" in shown
        assert shared.state("1") == "draft"
        await pilot.press("f10")
        await settled(pilot)
        assert said(app) == "提出しました: 1 住民向け案内の電子化"
    assert revision(shared) == "掲示を始めた。\n情報課：回線を用意した。"


async def test_everybodys_eyes_are_asked_about_a_part_that_came_in_too(
    shared: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.open_measure(shared.measures["1"], (shared.measures["1"],))
        await pilot.pause()
        write(shared, "")
        await pilot.press("f9")
        await settled(pilot)
        assert said(app).startswith("開いている間に分担が変わりました：情報課 (変わりなし)。")
        assert (
            shared.rows("SELECT * FROM report WHERE period_id = ? AND state = 'submitted'", shared.second)
            == []
        )
        await pilot.press("f9")
        await settled(pilot)
    assert shared.state("1") == "submitted"


async def test_a_part_that_was_taken_into_the_text_is_not_asked_about_again(
    shared: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await _open_by_the_sealing_department(app, shared, pilot)
        write(shared, "回線を用意した。")
        await pilot.press("f10", "ctrl+r")
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert said(app) == "提出しました: 1 住民向け案内の電子化"


async def test_a_part_that_comes_in_between_the_last_look_and_the_sealing_is_not_sealed_unread(
    shared: Small,
    app: ShinchokuApp,
    settled: Settle,
    said: Said,
    lines: Lines,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    act = ShinchokuApp.act

    def late(app: ShinchokuApp, what: Act) -> None:
        if not parts(shared).others[0].done:
            write(shared, "回線を用意した。")
        act(app, what)

    async with app.run_test(size=SIZE) as pilot:
        await _open_by_the_sealing_department(app, shared, pilot)
        await settled(pilot)
        monkeypatch.setattr(ShinchokuApp, "act", late)
        await pilot.press("f10", "f10")
        await settled(pilot)
        assert shared.state("1") == "draft"
        assert "分担が提出の間に変わりました：情報課" in said(app)
        assert "「回線を用意した。」" in "\n".join(lines(app))
        await pilot.press("f10")
        await settled(pilot)
    assert revision(shared) == "掲示を始めた。\n情報課：回線を用意した。"
