"""取込: rows are told by printed numbers, titles and names of fields, never by keys; every key of a row is named."""

import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Static

import i18n
from db.book import Book
from importers.commit import Source, commit
from importers.entities import ENTITIES
from importers.mapping import stage_mapped
from tests.tui.conftest import Small
from tests.tui.test_importing import HEAD, Lines, go_to, opened, table
from tui.app import ShinchokuApp
from tui.screens.importing_preview import Preview
from tui.screens.importing_session import Asked
from tui.screens.importing_words import field_words, reason_words, speak, value_words
from tui.widgets.long_list import LongList
from tui.widths import ambiguous, draw_wide

# Its measures are numbered ①②… anew under every goal: its keys are 1-1, 1-2 …
SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "musashimurayama-4.csv"
ONE = "ICTを活用した便利な窓口サービスの実現"
KEYS = re.compile(
    r"\b(planned|actual|lead|related|achievement|direction_detail)\b|\d-\d+/|[a-z]+_[a-z]+|\[\""
)


async def go_to_row(pilot: Pilot[None], entity: str, *key: Any) -> None:
    """Put the cursor on the first row of this kind whose key begins so."""
    screen = pilot.app.screen
    assert isinstance(screen, Preview)
    for place, entry in enumerate(screen._entries):
        if (
            entry.row is not None
            and entry.row.entity == entity
            and entry.row.outcome != "same"
            and entry.row.key[: len(key)] == key
        ):
            lines = screen.query_one("#reports", LongList)
            lines.action_move(place - lines.place)
            await pilot.pause()
            return
    raise AssertionError((entity, key))


@pytest.mark.parametrize(
    ("entity", "key", "line", "detail"),
    [
        ("measure", ("1-1",), f"新 施策 ① {ONE}", "施策名"),
        ("measure_department", ("1-1", "lead", 1), f"新 主管課 ① {ONE} 文書情報課", "名称"),
        (
            "schedule_cell",
            ("1-1", 1, "planned", 2016, None),
            f"新 工程表 ① {ONE} 工程1 計画 平成28年度 検討",
            "段階",
        ),
        ("lineage", ("1-1",), f"新 前計画との関係 ① {ONE} 目標1-②", "原文"),
    ],
)
async def test_a_row_is_told_by_the_printed_number_and_title_of_its_measure(
    empty: Book,
    lines: Lines,
    settled: Any,
    too_wide: Any,
    entity: str,
    key: tuple[Any, ...],
    line: str,
    detail: str,
) -> None:
    app = ShinchokuApp(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, SAMPLE, settled, Asked())
        await go_to_row(pilot, entity, *key)
        shown = lines(app)
        assert any(one.startswith(line) for one in shown)
        told = str(app.screen.query_one("#detail", Static).content).splitlines()
        assert any(one.startswith(detail) for one in told)
        # What the file itself says stands behind its own lines' signs.
        ours = [one for one in shown if not one.startswith(" >") and "資料" not in one]
        assert not [one for one in ours[5:-2] if KEYS.search(one)]
        assert not too_wide(app)


async def test_no_row_and_no_issue_of_a_whole_document_shows_a_key(empty: Book, settled: Any) -> None:
    app = ShinchokuApp(empty)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, SAMPLE, settled, Asked())
        names = screen.session.names
        keyed = [
            line for row in screen.session.difference.rows if KEYS.search(line := names.row_line(row, 60))
        ]
        assert not keyed
        assert all(
            cell_len(names.row_line(row, 60)) <= 60
            for row in screen.session.difference.rows
            if row.entity in ("schedule_cell", "measure_goal", "evaluation_item")
        )


async def test_a_change_shows_names_behind_ids_and_words_behind_codes(
    empty: Book, settled: Any, lines: Lines
) -> None:
    for path in (SAMPLE.with_name("musashimurayama-3.csv"), SAMPLE):
        staging = stage_mapped(path.name, path.read_bytes(), None, {}, {}).staging
        commit(empty, staging, Source(path.name, path.read_bytes()), speak)
    with empty.writing() as door:
        [cell] = door.db.conn.execute(
            "SELECT schedule_cell.id FROM schedule_cell JOIN work_item ON work_item.id = work_item_id"
            " JOIN measure ON measure.id = measure_id WHERE measure_key = '1-1' AND row = 1 AND fy = 2016"
        ).fetchone()
        door.update("schedule_cell", cell, {"stages": '["導入", "試行"]', "continued": 1})
        [link, other] = door.db.conn.execute(
            "SELECT lineage.id, measure.id FROM lineage JOIN measure ON measure.plan_id = lineage.predecessor_plan_id"
            " WHERE measure.id <> predecessor_measure_id AND measure.title = '公共施設予約システムの導入' LIMIT 1"
        ).fetchone()
        door.update("lineage", link, {"predecessor_measure_id": other})
    app = ShinchokuApp(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, SAMPLE, settled, Asked())
        await go_to_row(pilot, "schedule_cell")
        shown = "\n".join(lines(app))
        assert "前 導入・試行" in shown and "後 検討" in shown
        assert "前 はい" in shown and "後 いいえ" in shown
        await go_to_row(pilot, "lineage")
        shown = "\n".join(lines(app))
        assert "前計画の施策" in shown and "③ 公共施設予約システムの導入" in shown and "のID" not in shown


def test_every_field_that_an_import_may_change_has_a_name_in_both_languages() -> None:
    fields = [(one.name, name) for one in ENTITIES for name in one.fields]
    fields += [(one.name, link.column) for one in ENTITIES for link in one.links]
    fields += [("measure_department", "department_id")]
    plan = ("title", "first_fy", "last_fy", "doc_status", "printed_era", "municipality", "predecessor")
    fields += [("plan", name) for name in plan]
    unnamed = [one for one in fields if re.search(r"[a-z]|ID", field_words(one[1], one[0]))]
    assert not unnamed
    i18n.setup("en")
    assert not [one for one in fields if not re.fullmatch(r"[A-Z][a-z, ]+", field_words(one[1], one[0]))]


def test_values_are_told_in_words_and_years_by_their_era() -> None:
    assert value_words(2016, "first_fy") == "平成28年度"
    assert value_words("2016-09", "next_operation_start") == "平成28年9月"
    assert value_words("adopted", "doc_status") == "決定"
    assert value_words(0, "is_priority") == "いいえ" and value_words(None, "mark") == "？"
    assert value_words(1580.0, "value") == "1,580"
    assert "施策名" in reason_words("NOT NULL constraint failed: measure.title")
    assert "値" in reason_words("value")


# -- the keys of a row

CONFLICTS = (
    HEAD
    + "1,住民案内の電子化,広報課,あ,検討\n2,連絡手段の見直し,情報課,い,検討\n21,窓口の表示,広報課,う,検討\n"
)


def keys(lines: list[str]) -> str:
    """The last two lines."""
    return "\n".join(lines[-2:])


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ja", ("除く", "資料の値", "台帳の値", "値を直す", "一括", "見出し", "元に戻す")),
        ("en", ("Leave out", "File's value", "Book's value", "Correct", "Alike", "Labels", "Undo")),
    ],
)
async def test_every_key_that_does_something_for_the_row_is_named_and_no_other(
    small: Small,
    tmp_path: Path,
    settled: Any,
    lines: Lines,
    too_wide: Any,
    size: tuple[int, int],
    lang: str,
    words: tuple[str, ...],
) -> None:
    i18n.setup(lang)
    skip, take, back, correct, alike, labels, undo = words
    app = ShinchokuApp(small.book)
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot, table(tmp_path, CONFLICTS), settled)
        await pilot.press("home")
        await pilot.pause()
        assert screen.entry is not None and screen.entry.issue is not None
        shown = keys(lines(app))
        assert "F10" in shown and "F1 " in shown and f"Ctrl+L {labels}" in shown
        assert "F9" not in shown and "Ctrl+R" not in shown and "Ctrl+K" not in shown
        await go_to(pilot, "conflict", ("1",))
        await pilot.pause()
        shown = keys(lines(app))
        for one in (f"F9 {skip}", f"Ctrl+B {take}", f"Ctrl+R {correct}", f"Ctrl+L {labels}"):
            assert one in shown
        # Nothing was decided that could be done to others as well.
        assert "Ctrl+K" not in shown
        await pilot.press("ctrl+b")
        await pilot.pause()
        shown = keys(lines(app))
        named = (f"F9 {skip}", f"Ctrl+B {back}", f"Ctrl+R {correct}", f"Ctrl+K {alike}", f"Ctrl+L {labels}")
        for one in named:
            assert one in shown
        assert undo in shown or size[0] == 80
        await go_to(pilot, "new")
        await pilot.pause()
        shown = keys(lines(app))
        assert f"F9 {skip}" in shown and f"Ctrl+R {correct}" in shown and "Ctrl+B" not in shown
        assert not too_wide(app)


async def test_the_filter_finds_all_rows_of_a_measure_by_its_title_and_the_cursor_stays_on_its_line(
    small: Small, tmp_path: Path, settled: Any
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, table(tmp_path, CONFLICTS), settled)
        await go_to_row(pilot, "schedule_cell", "21")
        assert screen.entry is not None
        stood = screen.entry.row
        await pilot.press("slash", "窓", "口")
        await pilot.pause()
        kinds = {entry.row.entity for entry in screen._entries if entry.row is not None}
        assert kinds == {"measure", "measure_department", "work_item", "schedule_cell"}
        assert screen.entry.row is stood
        await pilot.press("escape")
        await pilot.pause()
        assert screen.entry is not None and screen.entry.row is stood


async def test_a_terminal_that_draws_printed_marks_two_cells_wide_has_every_line_at_its_width(
    empty: Book, settled: Any, lines: Lines
) -> None:
    narrow_again = draw_wide()
    try:
        app = ShinchokuApp(empty)
        async with app.run_test(size=(80, 24)) as pilot:
            await opened(pilot, SAMPLE, settled, Asked())
            for entity in ("measure", "measure_goal", "schedule_cell", "lineage"):
                await go_to_row(pilot, entity, "2-1")
                shown = lines(app)
                assert any("①" in line for line in shown)
                assert {measured(line) for line in shown} == {80}
    finally:
        narrow_again()


def measured(line: str) -> int:
    """Cells of a line where ambiguous characters take two."""
    return sum(2 if letter in ambiguous() else cell_len(letter) for letter in line)
