"""Search: Datasette's own box and the page across tables, against a plain scan of every cell."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from datasette.app import Datasette

from db.book import Book
from domain.names import match_key
from shinchoku.demo import load_demo
from web.finding import SOURCES, marked
from web.search import words_of


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("finding") / "shinchoku.db"
    with Book.create(path) as book:
        load_demo(book)
    return path


def hundred_words(path: Path) -> list[str]:
    """Kanji, katakana and letter words, of one character and more, as they stand in titles of the published plans."""
    with closing(sqlite3.connect(path)) as conn:
        titles = [row[0] for row in conn.execute("SELECT title FROM measure ORDER BY id")]
    found: dict[str, None] = {}
    for title in titles:
        for word in re.findall(r"[一-鿿]{1,4}|[ァ-ヶー]{2,}|[A-Za-zＡ-Ｚ]{2,}", title):
            found[word] = None
            found[word[0]] = None
    return list(found)[:100]


async def test_a_hundred_words_find_exactly_what_a_plain_scan_of_measures_finds(
    sample: Path, serve_book: Any
) -> None:
    words = hundred_words(sample)
    assert len(words) == 100 and any(len(word) == 1 for word in words)
    with closing(sqlite3.connect(sample)) as conn:
        names = [row[1] for row in conn.execute("PRAGMA table_info(measure)")]
        cells = conn.execute("SELECT * FROM measure").fetchall()
    datasette = await serve_book(sample)
    for word in words:
        scanned = {
            row[names.index("id")]
            for row in cells
            if any(isinstance(cell, str) and match_key(word) in match_key(cell) for cell in row)
        }
        answer = await datasette.client.get(
            f"/shinchoku/measure.json?_search={quote(word)}&_size=max&_shape=objects"
        )
        assert {row["id"] for row in answer.json()["rows"]} == scanned, word


@pytest.mark.parametrize(
    ("word", "numbers"),
    [
        ("防災", {"1-2", "2"}),
        ("RPA", {"1-10"}),
        ("ｒｐａ", {"1-10"}),
        ("アプリ", {"4"}),
        ("ｱﾌﾟﾘ", {"4"}),
        ("書", {"2", "5"}),
        ("行政 アプリ", {"4"}),
        ("ない言葉", set()),
    ],
)
async def test_the_search_box_of_a_table_finds_words_of_any_width_and_length(
    datasette: Datasette, word: str, numbers: set[str]
) -> None:
    address = f"/shinchoku/measure.json?plan_id=2&_search={quote(word)}&_shape=objects"
    rows = (await datasette.client.get(address)).json()["rows"]
    assert {row["number"] for row in rows} == numbers
    page = (await datasette.client.get(f"/shinchoku/measure_list?_search={quote(word)}")).text
    assert f'name="_search" value="{word}"' in page


async def test_the_page_across_tables_ranks_titles_before_texts_and_marks_the_word(
    datasette: Datasette,
) -> None:
    answer = (await datasette.client.get("/-/find.json?word=防災")).json()["books"][0]
    assert answer["count"] == 2 and not answer["truncated"]
    assert [row["title"] for row in answer["rows"]] == ["1-2 防災無線の更新", "2 図書館システム"]
    page = (await datasette.client.get("/-/find?word=防災")).text
    assert "<mark>防災</mark>無線の更新" in page and "<mark>防災</mark>の備え" in page


async def test_reports_are_found_and_lead_to_their_measure(datasette: Datasette) -> None:
    answer = (await datasette.client.get("/-/find.json?word=方式を比べた")).json()["books"][0]
    (row,) = answer["rows"]
    assert (row["kind"], row["title"]) == ("Report", "1-2 防災無線の更新 2020H1")
    assert (await datasette.client.get(row["url"])).status_code == 200


@pytest.mark.parametrize("word", ["CANARY", "987654321", "draft", "%", "", "　", "<script>"])
async def test_what_is_kept_back_and_what_means_nothing_is_not_found(datasette: Datasette, word: str) -> None:
    answer = (await datasette.client.get(f"/-/find.json?word={quote(word)}")).json()["books"][0]
    assert answer["count"] == 0
    page = await datasette.client.get(f"/-/find?word={quote(word)}")
    assert page.status_code == 200 and "<script>" not in page.text.partition("</head>")[2]


def test_marks_stand_on_what_is_written_though_it_is_folded() -> None:
    assert marked("窓口のｱﾌﾟﾘとＲＰＡ<b>", words_of("アプリ rpa")) == (
        "窓口の<mark>ｱﾌﾟﾘ</mark>と<mark>ＲＰＡ</mark>&lt;b&gt;"
    )
    assert marked("防災防災", words_of("防災")) == "<mark>防災防災</mark>"


def test_every_kind_of_source_can_be_read_through_the_guard() -> None:
    assert len({source.title for source in SOURCES}) == len(SOURCES)
