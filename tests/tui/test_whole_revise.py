"""工程の改定 by keys: the lines of a row changed with a reason, refused without one, and nothing typed is lost."""

from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from db.reads.measures import work_items
from db.writes.departments import rename_department
from db.writes.measures import Evaluation, change_measure
from db.writes.schedule import revise_schedule
from domain.lifecycle import MeasureAction
from domain.periods import Half
from tests.tui.conftest import Small, lines, said, settled, too_wide
from tui.app import ShinchokuApp
from tui.screens.ask import Ask
from tui.screens.choose import Choose
from tui.screens.fields import ReportText
from tui.screens.whole import Whole
from tui.screens.whole_revise import read_lines


def seen(app: ShinchokuApp) -> str:
    return "\n".join(line.rstrip() for line in lines(app))


def plan(small: Small, number: str, *cells: tuple[int, int | None, str]) -> None:
    """Give row 1 of a measure these planned cells and no others."""
    with small.book.writing() as door:
        item = door.find("work_item", measure_id=small.measures[number], row=1)
        row = (
            int(item["id"])
            if item
            else door.insert("work_item", {"measure_id": small.measures[number], "row": 1})
        )
        there = door.db.conn.execute("SELECT id FROM schedule_cell WHERE work_item_id = ?", (row,)).fetchall()
        for cell in there:
            door.delete("schedule_cell", cell[0])
        for fy, half, stage in cells:
            told = {"work_item_id": row, "kind": "planned", "fy": fy, "half": half}
            door.insert("schedule_cell", {**told, "stages": f'["{stage}"]', "raw": stage})
        door.db.conn.execute(
            "DELETE FROM work_item WHERE measure_id = ? AND row > 1", (small.measures[number],)
        )


def revised(small: Small, number: str) -> list[tuple[int, int | None, tuple[str, ...]]]:
    item = work_items(small.book.db, small.measures[number])[0]
    return [(cell.fy, cell.half, cell.stages) for cell in item.cells if cell.kind == "revised"]


async def open_dialog(pilot: Pilot[Any]) -> Ask:
    await pilot.press("f3", "ctrl+t", "f9")
    await settled(pilot)
    if isinstance(pilot.app.screen, Choose):
        await pilot.press("enter")
        await settled(pilot)
    assert isinstance(pilot.app.screen, Ask)
    return pilot.app.screen


async def test_f9_shows_what_is_planned_from_now_on_and_f10_revises_it(
    small: Small, app: ShinchokuApp
) -> None:
    plan(small, "1", (2020, 1, "検討"), (2020, 2, "構築"), (2021, None, "運用"))
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = await open_dialog(pilot)
        assert dialog.query_one("#field-half", Input).value == "2020H2"
        cells = dialog.query_one("#field-cells", ReportText)
        assert cells.text == "2020H2=構築\n2021=運用"
        assert too_wide(app) == []
        cells.load_text("2020H2=検討\n2021H1=構築\n2021H2=運用")
        await pilot.press("f10")
        await settled(pilot)
        assert isinstance(app.screen, Ask), "without a reason it stays"
        dialog.query_one("#field-note", ReportText).load_text("部品の納期が延びた")
        await pilot.press("f10")
        await settled(pilot)
        assert isinstance(app.screen, Whole)
        assert "最初の計画は横に残っています" in said(app)
        text = seen(app)
        assert "改 " in text and "予 " in text
        await pilot.press("2")
        await settled(pilot)
        assert "R2下 工程を改定" in seen(app) and "部品の納期が延びた" in seen(app)
    assert revised(small, "1") == [
        (2020, 1, ("検討",)),
        (2020, 2, ("検討",)),
        (2021, 1, ("構築",)),
        (2021, 2, ("運用",)),
    ]


async def test_a_wrong_line_is_named_and_what_was_typed_is_there_again(
    small: Small, app: ShinchokuApp
) -> None:
    plan(small, "1", (2020, 2, "構築"))
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = await open_dialog(pilot)
        dialog.query_one("#field-cells", ReportText).load_text("2020H2=こうちく")
        dialog.query_one("#field-note", ReportText).load_text("理由")
        await pilot.press("f10")
        await settled(pilot)
        assert "「こうちく」という段階はありません" in seen(app)
        dialog.query_one("#field-cells", ReportText).load_text("来年=構築")
        await pilot.press("f10")
        await settled(pilot)
        assert "「来年」" in seen(app)
        await pilot.press("escape")
        dialog = await open_again(pilot)
        assert dialog.query_one("#field-cells", ReportText).text == "来年=構築"
    assert revised(small, "1") == []


async def open_again(pilot: Pilot[Any]) -> Ask:
    await pilot.press("f9")
    await settled(pilot)
    assert isinstance(pilot.app.screen, Ask)
    return pilot.app.screen


async def test_who_is_overtaken_is_told_and_the_texts_are_kept_where_they_can_be_used(
    small: Small, app: ShinchokuApp
) -> None:
    plan(small, "1", (2020, 2, "構築"))
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = await open_dialog(pilot)
        cells = {(2020, 2): "検討"}
        revise_schedule(small.book, small.measures["1"], 1, Half(2020, 2), cells, note="先に")
        dialog.query_one("#field-cells", ReportText).load_text("2020H2=運用")
        dialog.query_one("#field-note", ReportText).load_text("後から")
        await pilot.press("f10")
        await settled(pilot)
        assert "その間に改定されました" in said(app)
    assert revised(small, "1") == [(2020, 2, ("検討",))]


async def test_a_measure_without_a_schedule_says_so(small: Small, app: ShinchokuApp) -> None:
    with small.book.writing() as door:
        for item in door.db.conn.execute(
            "SELECT id FROM work_item WHERE measure_id = ?", (small.measures["11"],)
        ).fetchall():
            for table in ("report_stage", "schedule_cell"):
                door.db.conn.execute(f"DELETE FROM {table} WHERE work_item_id = ?", (item[0],))
            door.db.conn.execute("DELETE FROM work_item WHERE id = ?", (item[0],))
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_whole(small.measures["11"], ())
        await settled(pilot)
        await pilot.press("f9")
        await settled(pilot)
        assert isinstance(app.screen, Whole)
        assert "工程表がありません" in said(app)


async def test_the_sheet_says_since_when_a_measure_is_done_and_what_it_brought_and_cost(
    small: Small, app: ShinchokuApp
) -> None:
    measure = small.measures["1"]
    change_measure(small.book, measure, MeasureAction.complete, Half(2020, 2))
    outcome = Evaluation("待ち時間が半分になった。", "予算の範囲に収まった。", "継続")
    change_measure(small.book, measure, MeasureAction.evaluate, Half(2021, 1), evaluation=outcome)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f3", "ctrl+t")
        await settled(pilot)
        text = seen(app)
        assert "評価 / 継続（R3上から）" in text
        assert "待ち時間が半分になった。" in text and "予算の範囲に収まった。" in text


async def test_a_renamed_department_is_followed_by_whoever_looked_through_its_eyes(
    small: Small, app: ShinchokuApp
) -> None:
    row = small.rows("SELECT id, name FROM department ORDER BY id LIMIT 1")[0]
    async with app.run_test(size=(80, 24)) as pilot:
        app.see_department(row["id"])
        await settled(pilot)
        assert app.view.department is not None and app.view.department.name == row["name"]
        rename_department(small.book, row["id"], "未来課", app.today)
        assert app.view.plan is not None
        app.see_plan(app.view.plan)
        await settled(pilot)
        assert app.view.department is not None and app.view.department.name == "未来課"


def test_lines_are_read_with_full_width_signs_and_blank_lines() -> None:
    assert read_lines("２０２１Ｈ１＝構築\n\n 2021 = 運用 \n2022H2=") == {
        (2021, 1): "構築",
        (2021, None): "運用",
        (2022, 2): "",
    }
