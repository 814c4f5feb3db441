"""The book is moved away, replaced, full or locked under the open dashboard: what it says, and that no text is lost."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.pilot import Pilot

import i18n
from db.backup import verify
from db.book import Book
from db.errors import BookFull
from db.writes.reports import save_draft
from tests.tui.conftest import NOW, Clock, Small
from tests.tui.test_record import record, type_text
from tui.app import ShinchokuApp
from tui.model import Place
from tui.screens.record_words import TitleLine

Settle = Callable[[Pilot[None]], Any]
Said = Callable[[ShinchokuApp], str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setattr(Path, "home", lambda: folder)
    return folder


def move(book: Book, to: Path) -> None:
    """As `mv book.db* there/` does."""
    to.mkdir(exist_ok=True)
    for end in ("", "-wal", "-shm"):
        Path(f"{book.path}{end}").rename(to / f"{book.path.name}{end}")


def move_back(book: Book, there: Path) -> None:
    for end in ("", "-wal", "-shm"):
        (there / f"{book.path.name}{end}").replace(f"{book.path}{end}")


def text(small: Small, number: str = "1") -> str | None:
    draft = small.draft(number)
    return None if draft is None else draft["text"]


async def looked(pilot: Pilot[None], settled: Settle) -> None:
    """As after a second or two: the timer's look, and what it started."""
    assert isinstance(pilot.app, ShinchokuApp)
    for _ in range(4):
        pilot.app.look_after()
        await settled(pilot)


async def test_a_book_that_was_moved_away_is_told_of_on_every_screen_and_typed_text_waits_for_it(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said, tmp_path: Path
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10")
        await type_text(pilot, "一行目")
        await settled(pilot)
        move(small.book, tmp_path / "there")
        app.look_after()
        assert said(app).startswith(f"{small.book.path} が削除または移動されました。画面は移動前の内容で")
        await type_text(pilot, "と二行目")
        await settled(pilot)
        assert "入力は残してあり、元に戻れば自動で保存します" in said(app)
        assert "未保存" in record(app).query_one(TitleLine).said
        record(app).action_rate(1)
        await pilot.press("f10")
        await settled(pilot)
        assert "削除または移動されました" in said(app)
        await pilot.press("f2")
        await settled(pilot)
        assert "削除または移動されました" in said(app)
        app.say("別の知らせ")
        await pilot.press("f2")
        await settled(pilot)
        assert "削除または移動されました" in said(app)
        move_back(small.book, tmp_path / "there")
        await looked(pilot, settled)
        assert said(app) == "台帳が元の場所に戻りました。入力はすべて保存済みです。"
        assert text(small) == "一行目と二行目"
        assert small.state("1") == "draft"


async def test_a_book_that_was_replaced_is_told_of_at_once_and_the_other_file_stays_as_it_is(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said, tmp_path: Path
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        move(small.book, tmp_path / "there")
        small.book.path.write_bytes(b"another file")
        await pilot.press("f2")
        await settled(pilot)
        assert said(app).startswith(f"{small.book.path} が別のファイルに置き換えられました。画面は元の台帳の")
        await pilot.press("f10")
        await type_text(pilot, "続きの文")
        await settled(pilot)
        assert "入力は残してあり、台帳が元に戻れば自動で保存します" in said(app)
        assert small.book.path.read_bytes() == b"another file"
        move_back(small.book, tmp_path / "there")
        await looked(pilot, settled)
        assert text(small) == "続きの文"
        assert "未保存" not in record(app).query_one(TitleLine).said


async def test_leaving_a_book_that_was_moved_away_brings_the_text_along_to_where_it_is(
    small: Small, app: ShinchokuApp, settled: Settle, home: Path, tmp_path: Path
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10")
        await type_text(pilot, "持っていく文")
        move(small.book, tmp_path / "there")
        await settled(pilot)
        await pilot.press("ctrl+q")
        await settled(pilot)
        assert type(app.screen).__name__ == "ConfirmLeave"
        await pilot.press("ctrl+q")
    aside = app.keeper.flush()
    assert aside is not None and aside.parent == home
    small.book.close()
    with Book.open(tmp_path / "there" / "book.db", actor=small.book.actor, clock=small.book.clock) as moved:
        again = ShinchokuApp(moved)
        async with again.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            waiting = again.keeper.waiting(Place(small.measures["1"], small.second))
            assert waiting is not None and waiting.text == "持っていく文"


async def test_a_disk_that_was_full_takes_the_text_by_itself_once_there_is_room(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise BookFull(path=small.book.path)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10")
        with monkeypatch.context() as patch:
            patch.setattr("tui.keeper.save_draft", full)
            await type_text(pilot, "空きを待つ文")
            await settled(pilot)
            assert said(app).endswith("空きができしだい自動で保存します。")
            assert text(small) is None
        await looked(pilot, settled)
        assert text(small) == "空きを待つ文"
        assert said(app) == "台帳に書けるようになりました。入力はすべて保存済みです。"


async def test_a_write_that_waits_for_somebody_elses_says_so_at_the_second_look(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, tried = Event(), []

    def waiting(*values: Any, **named: Any) -> Any:
        tried.append(values)
        assert free.wait(30)
        return save_draft(*values, **named)

    monkeypatch.setattr("tui.keeper.save_draft", waiting)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10")
        await type_text(pilot, "待つ文")
        app.write_drafts()
        app.look_after()
        assert said(app) == ""
        app.look_after()
        assert said(app) == "台帳が使用中です。入力は残してあり、空きしだい自動で保存します。"
        for more in "さらに":
            await type_text(pilot, more)
            app.write_drafts()
        app.look_after()
        assert len(tried) == 1
        free.set()
        await looked(pilot, settled)
        assert text(small) == "待つ文さらに"
        assert said(app) == "台帳に書けるようになりました。入力はすべて保存済みです。"


async def test_a_report_that_is_handed_in_while_the_book_is_locked_waits_and_says_so(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.writes.reports import carry_forward

    free = Event()

    def waiting(*values: Any, **named: Any) -> Any:
        assert free.wait(30)
        return carry_forward(*values, **named)

    monkeypatch.setattr("tui.keeper.carry_forward", waiting)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10", "f9")
        app.look_after()
        app.look_after()
        assert said(app) == "台帳が使用中のため、まだ保存していません。空くのを待っています。"
        free.set()
        await looked(pilot, settled)
        assert said(app) == "変わりなしで提出しました: 1 住民向け案内の電子化"
    assert small.state("1") == "submitted"


async def test_a_book_that_was_locked_takes_the_text_by_itself_as_soon_as_it_is_free(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said
) -> None:
    assert small.book._writer is not None
    small.book._writer.conn.execute("PRAGMA busy_timeout = 0")
    lock = sqlite3.connect(small.book.path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10")
        await type_text(pilot, "鍵を待つ文")
        await looked(pilot, settled)
        assert said(app) == "台帳が使用中です。入力は残してあり、空きしだい自動で保存します。"
        assert "未保存" in record(app).query_one(TitleLine).said
        await pilot.press("ctrl+q")
        assert type(app.screen).__name__ == "ConfirmLeave"
        await pilot.press("escape")
        lock.execute("ROLLBACK")
        lock.close()
        await looked(pilot, settled)
        assert text(small) == "鍵を待つ文"
        assert "未保存" not in record(app).query_one(TitleLine).said
        assert said(app) == "台帳に書けるようになりました。入力はすべて保存済みです。"


async def test_a_clock_behind_the_book_is_told_at_the_start_and_while_it_lasts(
    small: Small, settled: Settle, said: Said, clock: Clock
) -> None:
    clock.now = clock.now.replace(year=2020, month=1)
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        words = (
            "この計算機の時計は 2020-01-09 14:03 ですが、台帳には 2021-04-09 14:03 の記録があります。"
            "時計が遅れていれば直してください。記録の順序はどちらでも保たれます。"
        )
        assert said(app) == words
        await pilot.press("f10")
        await type_text(pilot, "早すぎる時刻の文")
        await looked(pilot, settled)
        assert said(app) == words
        assert text(small) == "早すぎる時刻の文"
        clock.now = NOW
        await looked(pilot, settled)
        assert said(app) == "時計が正しくなりました。"
    assert verify(small.book).sound


async def test_a_clock_that_is_a_minute_slow_is_nobodys_business(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said, clock: Clock
) -> None:
    clock.now -= timedelta(minutes=1)
    async with app.run_test(size=(80, 24)) as pilot:
        await looked(pilot, settled)
        assert said(app) == ""


async def test_in_english_a_book_moved_away_is_one_true_sentence(
    small: Small, app: ShinchokuApp, settled: Settle, said: Said, tmp_path: Path
) -> None:
    i18n.setup("en")
    async with app.run_test(size=(80, 24)) as pilot:
        move(small.book, tmp_path / "there")
        await pilot.press("f2")
        await settled(pilot)
        assert said(app).endswith(
            "was removed or renamed. You see what was read before; nothing can be saved until it is back."
            " Or leave, and open the book where it is now."
        )
        move_back(small.book, tmp_path / "there")
        await looked(pilot, settled)
        assert said(app) == "The book is back where it was; everything typed is saved."
