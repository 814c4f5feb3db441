"""取込: a value that was read wrongly is typed anew beside what was printed, for one row or all alike; and stopping."""

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from db.reads.provenance import sourced
from domain.errors import Refusal
from importers.application import Application
from importers.commit import commit, preview
from importers.correction import NeededValue, NotOfThisKind, corrected
from importers.errors import ImportStopped
from importers.undo import undo
from tests.tui.conftest import Small
from tests.tui.test_importing import go_to, opened, table
from tui.app import ShinchokuApp
from tui.screens.ask import Ask
from tui.screens.choose import Choose
from tui.screens.importing import ImportScreen
from tui.screens.importing_preview import Preview
from tui.screens.importing_words import speak

HEAD = "番号,施策名,担当課,令和2年度\n"
TABLE = HEAD + "21,窓口の混み具合の表示,広報課,検計\n22,会議室の予約,情報課,検計\n23,備品の台帳,情報課,検討\n"


async def correct(pilot: Any, settled: Any, field: str, text: str) -> None:
    """Ctrl+R, the field where there is a choice, the value, F10."""
    app = pilot.app
    await pilot.press("ctrl+r")
    await settled(pilot)
    if isinstance(app.screen, Choose):
        values = [choice.value for choice in app.screen._seen]
        await pilot.press(*["down"] * values.index(field), "enter")
        await settled(pilot)
    assert isinstance(app.screen, Ask)
    app.screen.query_one("#field-value", Input).value = text
    await pilot.press("f10")
    await settled(pilot)


def stages(small: Small) -> dict[str, tuple[str, str]]:
    rows = small.rows(
        "SELECT measure_key, stages, schedule_cell.raw FROM schedule_cell JOIN work_item ON work_item.id = work_item_id"
        " JOIN measure ON measure.id = measure_id WHERE measure_key IN ('21', '22', '23')"
    )
    return {row["measure_key"]: (row["stages"], row["raw"]) for row in rows}


async def test_a_corrected_value_comes_in_beside_what_was_printed_and_history_says_who(
    small: Small, tmp_path: Path, settled: Any, lines: Any, said: Any, too_wide: Any
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, table(tmp_path, TABLE), settled)
        await go_to(pilot, "new", ("21",))
        await correct(pilot, settled, "title", "窓口の待ち人数の表示")
        assert isinstance(app.screen, Preview) and not too_wide(app)
        assert any("直" in line and "待ち人数" in line for line in lines(app))
        assert "直しました" in said(app)
        await pilot.press("f10", "f10")
        await settled(pilot)
        assert isinstance(app.screen, ImportScreen)
    [row] = small.rows("SELECT id, title FROM measure WHERE measure_key = '21'")
    assert row["title"] == "窓口の待ち人数の表示"
    [value] = sourced(small.book.db, row["id"], "title")
    assert value.origin is not None and value.origin.raw == "窓口の混み具合の表示"
    assert value.touched is not None
    assert (value.touched.by_name, value.touched.after) == ("佐藤", "窓口の待ち人数の表示")


async def test_the_same_value_goes_to_all_rows_with_the_same_text_printed_there_and_ctrl_z_takes_it_back(
    small: Small, tmp_path: Path, settled: Any
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, table(tmp_path, TABLE), settled)
        for _step in range(60):
            row = screen.entry.row if screen.entry else None
            if row is not None and row.entity == "schedule_cell" and row.key[0] == "21":
                break
            await pilot.press("down")
        await correct(pilot, settled, "stages", "検討・計画")
        assert len(screen.session.fixed) == 1
        await pilot.press("ctrl+k")
        await settled(pilot)
        assert len(screen.session.fixed) == 2
        await pilot.press("ctrl+z")
        assert len(screen.session.fixed) == 1
        await pilot.press("ctrl+k", "f10", "f10")
        await settled(pilot)
    assert stages(small) == {
        "21": ('["検討", "計画"]', "検計"),
        "22": ('["検討", "計画"]', "検計"),
        "23": ('["検討"]', "検討"),
    }


async def test_what_is_no_value_of_the_field_is_told_and_leaving_changes_nothing(
    small: Small, tmp_path: Path, settled: Any, lines: Any
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, table(tmp_path, TABLE), settled)
        await go_to(pilot, "new", ("21",))
        await correct(pilot, settled, "title", " ")
        assert isinstance(app.screen, Ask)
        assert any("空にできません" in line for line in lines(app))
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is screen and not screen.session.fixed


async def test_a_corrected_value_is_a_persons_at_the_next_import_and_goes_with_its_batch(
    small: Small, tmp_path: Path, settled: Any
) -> None:
    app = ShinchokuApp(small.book)
    path = table(tmp_path, TABLE)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, path, settled)
        await go_to(pilot, "new", ("21",))
        await correct(pilot, settled, "title", "窓口の待ち人数の表示")
        await pilot.press("f10", "f10")
        await settled(pilot)
        again = await opened(pilot, path, settled)
        assert again.session.counts["conflict"] == 1
    [batch] = small.rows("SELECT id FROM import_batch")
    assert undo(small.book, batch["id"]).kept == ()
    assert not small.rows("SELECT 1 FROM measure WHERE measure_key = '21'")


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("title", " 新しい名 ", "新しい名"),
        ("added_fy", "平成32年度", 2020),
        ("added_fy", "２０２０", 2020),
        ("current_end", "令和2年10月", "2020-10"),
        ("mark", "○", True),
        ("mark", "×", False),
        ("mark", "？", None),
        ("is_priority", "", None),
        ("value", "１，２３４．５", 1234.5),
        ("thousand_yen", "△12", None),
        ("stages", "検討・計画", ("検討", "計画")),
        ("future_direction", "拡充", "拡充"),
    ],
)
def test_typed_text_becomes_a_value_of_its_field(field: str, text: str, value: object) -> None:
    if (field, text) == ("thousand_yen", "△12"):
        with pytest.raises(NotOfThisKind):
            corrected(field, text)
    else:
        assert corrected(field, text) == value


@pytest.mark.parametrize("text", ["いつか", "二〇", "検討中ほか"])
@pytest.mark.parametrize("field", ["added_fy", "current_end", "mark", "value", "stages", "doc_status"])
def test_what_means_nothing_in_its_field_is_refused(field: str, text: str) -> None:
    with pytest.raises(NotOfThisKind):
        corrected(field, text)


def test_a_title_cannot_be_emptied() -> None:
    with pytest.raises(NeededValue):
        corrected("title", "")


# -- stopping


class Impatient:
    """Stops after so many rows; counts what it is told."""

    def __init__(self, rows: int) -> None:
        self.rows, self.told = rows, 0

    def __call__(self, done: int, total: int) -> None:
        self.told += 1
        if self.told > self.rows:
            raise ImportStopped


async def test_a_stopped_import_lets_go_of_the_book_between_two_rows_and_writes_nothing(
    small: Small, tmp_path: Path, settled: Any
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, table(tmp_path, TABLE), settled)
        session = screen.session
    before = small.rows("SELECT count(*) AS n FROM history")
    for work in (
        lambda watch: preview(small.book, session.staging(), session.source, watch),
        lambda watch: commit(small.book, session.staging(), session.source, speak, (), watch),
    ):
        watch = Impatient(2)
        with pytest.raises(ImportStopped):
            work(watch)
        assert watch.told == 3
        assert not small.book.db.conn.in_transaction
        assert small.rows("SELECT count(*) AS n FROM history") == before
    assert commit(small.book, session.staging(), session.source, speak).batch is not None


async def test_esc_stops_a_commit_that_is_under_way(
    small: Small, tmp_path: Path, settled: Any, said: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import Event

    reached, go_on = Event(), Event()
    apply = Application._row

    def slow(self: Application, *parts: Any) -> None:
        reached.set()
        assert go_on.wait(10)
        apply(self, *parts)

    app = ShinchokuApp(small.book)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, table(tmp_path, TABLE), settled)
        monkeypatch.setattr(Application, "_row", slow)
        await pilot.press("f10", "f10")
        while not reached.is_set():
            await pilot.pause(0.01)
        await pilot.press("escape")
        assert app.screen is screen
        go_on.set()
        # Cancelled workers are no longer waited for: the thread's own word is.
        for _turn in range(500):
            await pilot.pause(0.01)
            if "中止" in said(app):
                break
        assert "中止しました" in said(app)
        assert app.screen is screen and not screen._busy
    assert not small.rows("SELECT 1 FROM import_batch")
    assert issubclass(ImportStopped, Refusal)
