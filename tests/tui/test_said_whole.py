"""Sentences that are longer than the terminal is wide: shown whole, folded when one moves on, the cursor in sight."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import DataTable

import i18n
from db.door import Door
from tests.tui.conftest import Small
from tui.app import ShinchokuApp
from tui.marks import pieces
from tui.screens.frame import StatusLine
from tui.widths import draw_wide

Settled = Callable[[Pilot[None]], Any]
Lines = Callable[[ShinchokuApp], list[str]]
TooWide = Callable[[ShinchokuApp], list[str]]

LONG = (
    "この施策の報告は広報課のほか、代理として情報課の人も書けますが、今は半期が締め切られています。"
    "情報課の人に頼んで半期を開き直してもらい、それから F10 で提出してください。"
)
LONG_EN = (
    "This measure is reported by another department, and the half-year is closed: "
    "ask the coordinator to reopen it with a reason, then hand the report in with F10."
)
SIZES = ((80, 24), (120, 40))


def status_lines(app: ShinchokuApp, lines: Lines) -> list[str]:
    """What stands between the list and the keys."""
    region = app.screen.query_one(StatusLine).region
    return [line.strip() for line in lines(app)[region.y : region.bottom]]


def in_one(parts: list[str]) -> str:
    """The lines as one text, without the spaces that stand at line ends."""
    return "".join(parts).replace(" ", "").removeprefix("！")


def many(small: Small) -> None:
    """So many measures that the list scrolls."""

    def fill(door: Door) -> None:
        department = door.find("department", name="広報課")
        assert department is not None
        for place in range(100, 160):
            row = {
                "plan_id": small.plan,
                "measure_key": str(place),
                "number": str(place),
                "title": f"追加の施策{place}",
                "sort_key": str(place).zfill(6),
                "position": place,
            }
            measure = door.insert("measure", row)
            lead = {
                "measure_id": measure,
                "role": "lead",
                "ordinal": 1,
                "name": "広報課",
                "department_id": department["id"],
            }
            door.insert("measure_department", lead)

    with small.book.writing() as door:
        fill(door)


def cursor_line(app: ShinchokuApp, lines: Lines) -> str:
    """The line of the screen on which the list's cursor stands."""
    table = app.screen.query_one(DataTable)
    above = table.region.y + 1 + table.cursor_row - int(table.scroll_y)
    assert table.region.y < above < table.region.bottom, "the cursor is out of sight"
    return lines(app)[above]


@pytest.fixture
def wide() -> Iterator[None]:
    undo = draw_wide()
    yield
    undo()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("lang", "told"), [("ja", LONG), ("en", LONG_EN)])
async def test_a_long_sentence_is_shown_whole_and_a_short_one_gives_the_room_back(
    app: ShinchokuApp, lines: Lines, too_wide: TooWide, settled: Settled, size: Any, lang: str, told: str
) -> None:
    i18n.setup(lang)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for key in ("f2", "f3", "f4", "f5", "f6", "f7", "f8"):
            await pilot.press(key)
            await settled(pilot)
            app.say(told, "bad")
            await settled(pilot)
            assert in_one(status_lines(app, lines)) == told.replace(" ", ""), key
            assert not too_wide(app)
            assert "F1" in lines(app)[-1]
            app.say("済み")
            await settled(pilot)
            assert status_lines(app, lines) == ["済み"], key


@pytest.mark.parametrize("size", SIZES)
async def test_the_cursors_row_stays_in_sight_while_the_list_gives_way(
    small: Small, app: ShinchokuApp, lines: Lines, settled: Settled, size: Any
) -> None:
    many(small)
    async with app.run_test(size=size) as pilot:
        await pilot.press("f3")
        await settled(pilot)
        page = app.screen.query_one(DataTable).size.height - 2
        await pilot.press(*["down"] * page)
        await settled(pilot)
        row = cursor_line(app, lines)
        app.say(LONG, "bad")
        await settled(pilot)
        assert len(status_lines(app, lines)) > 1
        assert cursor_line(app, lines) == row
        await pilot.press("up")
        await settled(pilot)
        assert len(status_lines(app, lines)) == 1
        assert cursor_line(app, lines) != row
        await pilot.press("end")
        app.say(LONG, "bad")
        await settled(pilot)
        assert "追加の施策159" in cursor_line(app, lines)
        app.say("済み")
        await settled(pilot)
        assert "追加の施策159" in cursor_line(app, lines)


async def test_another_width_breaks_the_sentence_anew(
    app: ShinchokuApp, lines: Lines, settled: Settled
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.say(LONG, "warn")
        await settled(pilot)
        assert len(status_lines(app, lines)) == 2
        await pilot.resize_terminal(60, 24)
        await settled(pilot)
        assert len(status_lines(app, lines)) == 3
        assert in_one(status_lines(app, lines)) == LONG.replace(" ", "")


async def test_characters_that_take_two_cells_here_do_not_push_the_sentence_over_the_edge(
    wide: None, app: ShinchokuApp, lines: Lines, too_wide: TooWide, settled: Settled
) -> None:
    told = "①から⑳までの施策は“別の課”が担当しています…" * 4
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.say(told, "bad")
        await settled(pilot)
        assert not too_wide(app)
        assert in_one(status_lines(app, lines)) == app.screen.query_one(StatusLine).said
        assert len(status_lines(app, lines)) >= 3


async def test_the_empty_status_line_asks_for_no_layout(app: ShinchokuApp, settled: Settled) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        line = app.screen.query_one(StatusLine)
        app.say("済み")
        app.say("")
        await settled(pilot)
        assert not line.styles.inline.has_rule("height")


def test_pieces_keep_words_whole_and_never_begin_with_a_full_stop() -> None:
    assert pieces("あいうえお。", 10) == ["あいうえ", "お。"]
    assert pieces("ask the coordinator first", 12) == ["ask the", "coordinator", "first"]
    told = "役割を頼んでください（shinchoku people me）。"
    assert pieces(told, 28) == ["役割を頼んでください", "（shinchoku people me）。"]
    assert pieces("/home/somebody/very/long/path.db", 10) == ["/home/some", "body/very/", "long/path.", "db"]
    assert all(cell_len(one) <= 11 for one in pieces(LONG, 11))
