"""取込 by keys: a file previewed beside its lines, rows left out, values kept or overruled, labels mapped, undo."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

import i18n
from db.book import Book
from importers.staged import PlanIdentity
from tests.tui.conftest import Small
from tui.app import ShinchokuApp
from tui.screens.importing import ImportScreen
from tui.screens.importing_labels import Labels
from tui.screens.importing_path import AskPath, offered, plain_path
from tui.screens.importing_preview import Preview
from tui.screens.importing_session import Asked

Lines = Callable[[ShinchokuApp], list[str]]
HEAD = "番号,施策名,担当課,なぞ,令和2年度\n"
TABLE = (
    HEAD
    + "1,住民向け案内の電子化,広報課,あ,検討\n21,窓口の混み具合の表示,広報課,い,検討\n22,会議室の予約,情報課,う,⇒\n"
)
NAMED = Asked(PlanIdentity("test-1"))


def table(folder: Path, text: str = TABLE, encoding: str = "cp932", name: str = "取組一覧.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


async def opened(pilot: Pilot[None], path: Path, settled: Any, asked: Asked = NAMED) -> Preview:
    """F8 with the preview of this file over it."""
    app = pilot.app
    assert isinstance(app, ShinchokuApp)
    await pilot.press("f8")
    await settled(pilot)
    assert isinstance(app.screen, ImportScreen)
    app.screen.start(path, asked)
    await settled(pilot)
    assert isinstance(app.screen, Preview)
    return app.screen


async def go_to(pilot: Pilot[None], outcome: str, key: tuple[Any, ...] | None = None) -> None:
    """Put the cursor on the first row with this outcome, or this key of a measure."""
    screen = pilot.app.screen
    assert isinstance(screen, Preview)
    for _step in range(60):
        row = screen.entry.row if screen.entry else None
        if row is not None and row.outcome == outcome and key in (None, row.key):
            return
        await pilot.press("down")
    raise AssertionError(outcome)


def titles(small: Small) -> dict[str, str]:
    return {row["measure_key"]: row["title"] for row in small.rows("SELECT measure_key, title FROM measure")}


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_typed_part_of_the_name_opens_the_file_beside_its_lines_and_f10_twice_brings_it_in(
    small: Small,
    tmp_path: Path,
    lines: Lines,
    too_wide: Any,
    settled: Any,
    size: tuple[int, int],
    lang: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    i18n.setup(lang)
    table(tmp_path)
    monkeypatch.chdir(tmp_path)
    app = ShinchokuApp(small.book)
    async with app.run_test(size=size) as pilot:
        await pilot.press("f8", "f10")
        await settled(pilot)
        assert isinstance(app.screen, AskPath) and not too_wide(app)
        await pilot.press("取", "enter")
        await settled(pilot)
        assert isinstance(app.screen, Preview)
        assert small.rows("SELECT count(*) AS n FROM import_batch")[0]["n"] == 0
        # The plan is not named in the file: it is asked for.
        await pilot.press("ctrl+g")
        await pilot.pause()
        await pilot.press("試", "enter")
        await settled(pilot)
        await go_to(pilot, "new", ("21",))
        await settled(pilot)
        shown = "\n".join(lines(app))
        assert ">   3 21 | 窓口の混み具合の表示 | 広報課 | い | 検討" in shown and "新 " in shown
        assert not too_wide(app)
        await pilot.press("f10")
        await pilot.pause()
        assert not too_wide(app)
        await pilot.press("f10")
        await settled(pilot)
        assert isinstance(app.screen, ImportScreen) and app.screen.session is None
        assert titles(small)["21"] == "窓口の混み具合の表示"
        assert "取組一覧.csv" in "\n".join(lines(app)) and not too_wide(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "なぞ" in "\n".join(lines(app)) and not too_wide(app)


async def test_a_row_left_out_takes_along_what_hangs_on_it_and_ctrl_z_takes_it_in_again(
    small: Small, tmp_path: Path, settled: Any, said: Any
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, table(tmp_path), settled)
        await go_to(pilot, "new", ("21",))
        await pilot.press("f9")
        await go_to(pilot, "new", ("22",))
        await pilot.press("f9", "ctrl+z")
        assert "会議室の予約" in said(app) and len(screen.session.skipped) == 1
        await pilot.press("f10")
        await pilot.pause()
        await pilot.press("f10")
        await settled(pilot)
        assert "22" in titles(small) and "21" not in titles(small)
        assert (
            small.rows("SELECT count(*) AS n FROM import_row WHERE natural_key LIKE '%\"21\"%'")[0]["n"] == 0
        )
        assert small.rows("SELECT rows_rejected FROM import_batch")[0]["rows_rejected"] == 0


async def test_ctrl_k_leaves_out_all_rows_alike(
    small: Small, tmp_path: Path, settled: Any, said: Any
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, table(tmp_path), settled)
        await go_to(pilot, "new", ("21",))
        await pilot.press("f9", "ctrl+k", "f10")
        await pilot.pause()
        await pilot.press("f10")
        await settled(pilot)
        assert set(titles(small)) == set(small.measures)


async def test_a_persons_value_stays_unless_the_file_is_given_the_word(
    small: Small, tmp_path: Path, settled: Any, lines: Lines
) -> None:
    text = HEAD + "1,住民案内の電子化,広報課,あ,検討\n2,連絡手段の見直し,情報課,い,検討\n"
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, table(tmp_path, text), settled)
        await go_to(pilot, "conflict", ("1",))
        await pilot.pause()
        shown = "\n".join(lines(app))
        assert "住民向け案内の電子化" in shown and "住民案内の電子化" in shown
        await go_to(pilot, "conflict", ("2",))
        await pilot.press("ctrl+b", "f10")
        await pilot.pause()
        await pilot.press("f10")
        await settled(pilot)
        assert titles(small)["1"] == "住民向け案内の電子化"
        assert titles(small)["2"] == "連絡手段の見直し"
        # Taking the batch back gives the person's value back.
        await pilot.press("ctrl+z")
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert titles(small)["2"] == "庁内の連絡手段の見直し"
        assert small.rows("SELECT state FROM import_batch")[0]["state"] == "undone"


async def test_f9_names_what_an_undo_will_keep_before_it_is_done(
    small: Small, tmp_path: Path, settled: Any, lines: Lines
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, table(tmp_path), settled)
        await pilot.press("f10")
        await pilot.pause()
        await pilot.press("f10")
        await settled(pilot)
        with small.book.writing() as door:
            row = door.find("measure", measure_key="22")
            assert row is not None
            door.update("measure", row["id"], {"content": "人が書き足した。"})
        await pilot.press("f9")
        await settled(pilot)
        assert "会議室の予約" in "\n".join(lines(app))
        await pilot.press("escape")
        await settled(pilot)
        assert "22" in titles(small) and "21" in titles(small)
        await pilot.press("f9")
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert "22" in titles(small) and "21" not in titles(small)
        assert small.rows("SELECT state FROM import_batch")[0]["state"] == "partly_undone"


async def test_a_label_is_given_a_field_and_the_mapping_is_kept_with_the_import(
    small: Small, tmp_path: Path, settled: Any, lines: Lines
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, table(tmp_path), settled)
        await pilot.press("ctrl+l")
        await settled(pilot)
        assert isinstance(app.screen, Labels)
        await pilot.press("down", "down", "down", "enter")
        await pilot.pause()
        await pilot.press(*"purpose", "enter")
        await pilot.pause()
        await pilot.press("f9")
        await pilot.pause()
        await pilot.press(*"family", "f10")
        await pilot.pause()
        await pilot.press("f10")
        await settled(pilot)
        assert app.screen is screen and screen.session.asked.keep == "family"
        await pilot.press("f10")
        await pilot.pause()
        await pilot.press("f10")
        await settled(pilot)
        found = small.rows("SELECT purpose FROM measure WHERE measure_key = '22'")
        assert found == [{"purpose": "う"}]
        assert small.rows("SELECT name FROM mapping") == [{"name": "family"}]
        assert small.rows("SELECT mapping FROM import_batch") == [{"mapping": "family"}]


async def test_a_table_that_says_too_little_asks_what_its_labels_mean(
    small: Small, tmp_path: Path, settled: Any
) -> None:
    path = table(tmp_path, "ばんごう,なまえ,ひとこと\n31,公園の案内,あ\n32,道路の案内,い\n")
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f8")
        await settled(pilot)
        assert isinstance(app.screen, ImportScreen)
        app.screen.start(path, NAMED)
        await settled(pilot)
        assert isinstance(app.screen, Labels)
        for field in ("number", "title", "content"):
            await pilot.press("enter")
            await pilot.pause()
            await pilot.press(*field, "enter")
            await pilot.pause()
            await pilot.press("down")
        await pilot.press("f10")
        await settled(pilot)
        assert isinstance(app.screen, Preview)
        assert any(row.entity == "measure" for row in app.screen.session.difference.rows)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("壊れた表.xlsx", b"PK\x03\x04 not a workbook"),
        ("空.csv", b""),
        ("無い.csv", None),
        ("絵.png", b"\x89PNG"),
    ],
)
async def test_a_file_that_cannot_be_read_is_one_sentence_and_changes_nothing(
    small: Small, tmp_path: Path, settled: Any, said: Any, name: str, content: bytes | None
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f8")
        await settled(pilot)
        assert isinstance(app.screen, ImportScreen)
        app.screen.start(path, NAMED)
        await settled(pilot)
        assert isinstance(app.screen, ImportScreen) and app.screen.session is None
        assert Path(name).stem in said(app) and "\n" not in said(app)
        assert small.rows("SELECT count(*) AS n FROM source_file")[0]["n"] == 0


async def test_reading_is_stopped_by_escape_and_esc_leaves_a_read_file_waiting(
    small: Small, tmp_path: Path, settled: Any, lines: Lines, said: Any
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f8")
        await settled(pilot)
        home = app.screen
        assert isinstance(home, ImportScreen)
        home.start(table(tmp_path), NAMED)
        home.action_back()
        await settled(pilot)
        assert app.screen is home and home.session is None and "やめました" in said(app)
        home.start(table(tmp_path), NAMED)
        await settled(pilot)
        await go_to(pilot, "new", ("21",))
        await pilot.press("f9", "escape")
        await settled(pilot)
        assert app.screen is home and "途" in "\n".join(lines(app))
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, Preview) and len(app.screen.session.skipped) == 1


async def test_the_filter_and_the_views_narrow_the_lines_and_same_rows_are_a_count(
    small: Small, tmp_path: Path, settled: Any, lines: Lines
) -> None:
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, table(tmp_path), settled)
        await pilot.press("end")
        await pilot.pause()
        assert screen.entry is not None and screen.entry.folded > 0
        await pilot.press("enter")
        await pilot.pause()
        assert (
            screen.entry is not None and screen.entry.row is not None and screen.entry.row.outcome == "same"
        )
        await pilot.press("escape", "slash", "会", "議", "enter")
        await pilot.pause()
        assert screen.entry is not None and screen.entry.row is not None and screen.entry.row.key == ("22",)


async def test_f8_brings_the_first_plan_into_an_empty_book(empty: Book, tmp_path: Path, settled: Any) -> None:
    app = ShinchokuApp(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, table(tmp_path), settled, Asked())
        assert screen.session.difference.count("new")
        await pilot.press("f10")
        await pilot.pause()
        await pilot.press("f10")
        await settled(pilot)
        assert app.view.plan is not None and app.view.plan.title == "取組一覧"
        await pilot.press("ctrl+z")
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert app.view.plan is None


def test_paths_are_typed_with_the_input_method_on_and_only_readable_kinds_are_offered(tmp_path: Path) -> None:
    table(tmp_path)
    (tmp_path / "絵.png").write_bytes(b"")
    (tmp_path / "令和２年").mkdir()
    assert [one.name for one in offered("", tmp_path)] == ["令和２年", "取組一覧.csv"]
    assert [one.name for one in offered("一覧", tmp_path)] == ["取組一覧.csv"]
    assert plain_path("取組一覧．ｃｓｖ", tmp_path) == tmp_path / "取組一覧.csv"
    assert plain_path("'取組一覧.csv'", tmp_path) == tmp_path / "取組一覧.csv"
    assert plain_path("令和２年／", tmp_path) == tmp_path / "令和２年"
    assert offered("/nowhere/at/all/", tmp_path) == []
