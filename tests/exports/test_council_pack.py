"""会議資料: the pack that the council reads, as a workbook and as text."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from openpyxl import load_workbook

from db.actor import Actor
from db.book import Book
from db.reads.answers import Answer
from db.writes.periods import freeze_period, open_period, submit_period
from db.writes.reports import confirm, save_draft, submit
from domain.periods import Half
from exports.council_pack import PackFormUnknown, council_pack, cover, pack_text, write_pack

AT = "2021-04-20T10:00+09:00"
HALF = Half(2020, 2)
NOW = datetime(2021, 4, 20, 10, 0, tzinfo=timezone(timedelta(hours=9)))


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """Two measures; the first one is confirmed and late, the other not reported; one text begins like a formula."""
    with Book.create(tmp_path / "book.db", actor=Actor(1, "a", "佐藤"), clock=lambda: NOW) as made:
        with made.writing() as door:
            city = door.insert("municipality", {"name": "試験市"})
            plan = door.insert("plan", {"key": "p", "municipality_id": city, "title": "試験計画"})
            measures = [
                door.insert(
                    "measure",
                    {"plan_id": plan, "measure_key": key, "number": key, "title": title, "sort_key": key},
                )
                for key, title in (("1", "窓口の案内"), ("2", "図書の予約"))
            ]
        period = open_period(made, plan, HALF, due_on="2021-04-15").period_id
        answer = Answer("計画どおりに実行できた", "実施中", "=1+1 を試した。")
        saved = save_draft(made, measures[0], period, answer, 0)
        submit(made, measures[0], period, saved.version)
        confirm(made, measures[0], period)
        yield made


def test_the_cover_counts_with_its_base(book: Book) -> None:
    lines = dict(cover(council_pack(book.db, "p", HALF, at=AT)))
    assert lines["計画"] == "試験市　試験計画"
    assert lines["施策数（母数）"] == "2"
    assert lines["確認済"] == "1 / 2"
    assert lines["未報告"] == "1 / 2"
    assert lines["期限後"] == "1 / 2"
    assert lines["時点"] == AT


def test_the_workbook_holds_reports_missing_ones_and_amendments_and_runs_nothing(
    book: Book, tmp_path: Path
) -> None:
    path = tmp_path / "pack.xlsx"
    write_pack(book.db, council_pack(book.db, "p", HALF, at=AT), path)
    sheets = load_workbook(path)
    reports = list(sheets["報告"].iter_rows(min_row=2))
    assert [cell.value for cell in reports[0]][:5] == [
        "1",
        "窓口の案内",
        None,
        "確認済",
        "計画どおりに実行できた",
    ]
    text = next(cell for cell in reports[0] if cell.value == "=1+1 を試した。")
    assert text.data_type == "s"
    assert [[cell.value for cell in row][:2] for row in sheets["未報告"].iter_rows(min_row=2)] == [
        ["2", "図書の予約"]
    ]
    assert list(sheets["訂正"].iter_rows(min_row=2)) == []


def test_the_text_names_what_is_missing(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "pack.txt"
    pack = council_pack(book.db, "p", HALF, at=AT)
    write_pack(book.db, pack, path)
    text = path.read_text("utf-8")
    assert text == pack_text(pack)
    assert "● 1 窓口の案内" in text
    assert "[期限後]" in text
    assert "■ 未報告\n2 図書の予約" in text
    assert "（付議の時に記録）" in text


def test_after_submission_the_pack_shows_the_histories_head(book: Book) -> None:
    measure, period = book.db.conn.execute(
        "SELECT measure_id, period_id FROM report WHERE state = 'not_started'"
    ).fetchone()
    saved = save_draft(book, measure, period, Answer("評価できない"), 0)
    submit(book, measure, period, saved.version)
    confirm(book, measure, period)
    freeze_period(book, period)
    submit_period(book, period)
    pack = council_pack(book.db, "p", HALF, at=AT)
    row = book.db.conn.execute("SELECT history_hash, history_count FROM period").fetchone()
    assert dict(cover(pack))["履歴の末尾"] == f"{row['history_count']} {row['history_hash']}"


def test_another_ending_is_refused_and_nothing_is_left_behind(book: Book, tmp_path: Path) -> None:
    with pytest.raises(PackFormUnknown):
        write_pack(book.db, council_pack(book.db, "p", HALF, at=AT), tmp_path / "pack.pdf")
    assert [path.name for path in tmp_path.iterdir() if "pack" in path.name] == []
