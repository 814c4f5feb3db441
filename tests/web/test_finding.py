"""Search: Datasette's own box and the page across tables, against a plain scan of every cell."""

import itertools
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
from datasette.app import Datasette

from db.book import Book
from domain.names import match_key
from importers.commit import Source, commit
from importers.identify import stage
from web.finding import marked
from web.folding import fold
from web.scanning import SOURCES, scan
from web.search import words_of

# Words as people would ask for them, of the plan documents and around them: kanji of two letters and of one, katakana
# of either width, long vowels, Latin letters of either width and case, numbers, signs, a word in hiragana that the
# plans write in katakana (another word here), and words that the plans have not.
_ASKED: Final = (
    "防災 検討 情報 施策 電子申請 窓口 図書館 庁内 職員 研修 文書 公開 更新 調達 構築 導入 運用 実施 計画 評価 "
    "継続 見直し 完了 地域 福祉 国民健康保険 戸籍 住民 証明 端末 監査 個人情報 保護 共同 利用 基盤 人事 給与 "
    "財務 会計 施設 予約 学校 教育 健康 子育て 災害 緊急 地図 統計 番号制度 経費 効率 税 市 人 民 校 金 図 災 火 "
    "水 証 医 システム ホームページ ネットワーク セキュリティ インターネット コンビニ データ サーバ サーバー "
    "メール クラウド オープンデータ タブレット ペーパーレス テレワーク の を ｼｽﾃﾑ ｺﾝﾋﾞﾆ "
    "ﾈｯﾄﾜｰｸ ﾃﾞｰﾀ ｱﾌﾟﾘ アプリ ｻｰﾊﾞ ﾎｰﾑﾍﾟｰｼﾞ ICT ＩＣＴ ict IT RPA ＲＰＡ ＡＩ ai LGWAN GIS "
    "BCP SNS e CMS OA 1 １ 10 ⑲ 1-2 H26 28年度 ・ ー ～ （ コンビニ収納 しすてむ"
)
WORDS: Final = tuple(_ASKED.split())
# Every text of the book that anybody may read: where its answer leads, and the cells of a plain scan.
SCANNED: Final = {
    "measure": (
        "SELECT id, number, title, subtitle, policy_field, purpose, current_state, content, target, expected_effect,"
        " risk, countermeasure, parent_plan_ref, sectoral_plan_ref FROM measure",
        "SELECT measure_id, name, renamed_to FROM measure_department",
        "SELECT measure_id, raw FROM lineage",
        "SELECT measure_id, raw FROM measure_reference",
        "SELECT measure_id, note FROM measure_event",
        "SELECT measure_id, label FROM work_item",
        "SELECT measure_id, raw, note FROM schedule_cell JOIN work_item ON work_item.id = work_item_id",
        "SELECT measure_id, implementation_state, progress_evaluation, future_direction, effect, cost_note"
        " FROM evaluation",
        "SELECT measure_id, text FROM evaluation_item",
        "SELECT measure_id, text, progress_evaluation, implementation_state FROM report"
        " JOIN report_revision USING (revision) WHERE report_id = report.id AND state <> 'returned'",
    ),
    "plan": (
        "SELECT plan.id, title, name FROM plan JOIN municipality ON municipality.id = municipality_id",
        "SELECT plan_id, name FROM plan_role",
        "SELECT plan_id, label, meaning FROM rating_scale",
    ),
    "department": ("SELECT id, name FROM department", "SELECT department_id, name FROM department_version"),
    "goal": ("SELECT id, number, name, text FROM goal",),
    "renewal_system": ("SELECT id, name, department FROM renewal_system",),
    "indicator": ("SELECT id, label, unit FROM indicator",),
    "survey": ("SELECT id, title FROM survey", "SELECT survey_id, action FROM survey_area"),
    "survey_item": ("SELECT id, item, area FROM survey_item",),
    "glossary_term": ("SELECT id, term, text FROM glossary_term",),
    "meeting": ("SELECT id, name FROM meeting",),
    "import_issue": ("SELECT id, message, raw FROM import_issue",),
    "source_file": ("SELECT id, name FROM source_file",),
}


@pytest.fixture(scope="module")
def documents(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with every one of the plan documents, long texts and all."""
    path = tmp_path_factory.mktemp("documents") / "shinchoku.db"
    with Book.create(path) as book:
        for file in sorted(seeds.glob("*.txt")):
            source = Source(file.name, file.read_bytes())
            commit(book, stage(source.name, source.content), source, lambda issue: issue.code)
    return path


def plain_scan(path: Path) -> dict[tuple[str, int], list[str]]:
    """Every place of the book with its texts, folded."""
    found: dict[tuple[str, int], list[str]] = {}
    with closing(sqlite3.connect(path)) as conn:
        for place, questions in SCANNED.items():
            for sql in questions:
                for row_id, *cells in conn.execute(sql):
                    found.setdefault((place, row_id), []).extend(match_key(cell) for cell in cells if cell)
    return found


def test_there_are_a_hundred_words_of_every_kind() -> None:
    assert len(set(WORDS)) > 100
    assert sum(len(word) == 1 for word in WORDS) > 15


@pytest.mark.parametrize("book", ["sample", "documents"])
async def test_words_find_every_place_across_tables_that_a_plain_scan_finds_and_no_other(
    book: str, request: pytest.FixtureRequest, serve_book: Any
) -> None:
    path = request.getfixturevalue(book)
    places = plain_scan(path)
    datasette = await serve_book(path)
    found_some = 0
    for word in WORDS:
        key = match_key(word)
        scanned = {place for place, texts in places.items() if any(key in text for text in texts)}
        answer = await datasette.get_database("shinchoku").execute_fn(
            lambda conn, key=key: scan(conn, (key,), 10**6, seconds=600)
        )
        assert {(one.place, one.row_id) for one in answer.best} == scanned, word
        assert answer.unfinished == ()
        found_some += bool(scanned)
    assert found_some > 80


@pytest.mark.parametrize("book", ["sample", "documents"])
async def test_words_find_every_row_of_a_table_page_that_a_plain_scan_of_its_cells_finds(
    book: str, request: pytest.FixtureRequest, serve_book: Any
) -> None:
    path = request.getfixturevalue(book)
    with closing(sqlite3.connect(path)) as conn:
        rows = {
            row[0]: [match_key(cell) for cell in row if isinstance(cell, str)]
            for row in conn.execute("SELECT * FROM measure")
        }
    datasette = await serve_book(path)
    for word in WORDS:
        scanned = {row for row, cells in rows.items() if any(match_key(word) in cell for cell in cells)}
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
    assert (
        page.status_code == 200 and "<script>" not in page.text.partition("<main")[2].partition("</main>")[0]
    )


def test_marks_stand_on_what_is_written_though_it_is_folded() -> None:
    assert marked("窓口のｱﾌﾟﾘとＲＰＡ<b>", words_of("アプリ rpa")) == (
        "窓口の<mark>ｱﾌﾟﾘ</mark>と<mark>ＲＰＡ</mark>&lt;b&gt;"
    )
    assert marked("防災防災", words_of("防災")) == "<mark>防災防災</mark>"


def test_every_kind_of_source_can_be_read_through_the_guard() -> None:
    assert len({source.title for source in SOURCES}) == len(SOURCES)


def test_every_answer_shows_what_it_was_found_by(sample: Path) -> None:
    with closing(sqlite3.connect(sample)) as conn:
        for word in ("防災", "ｼｽﾃﾑ", "検討", "ict", "図"):
            for one in scan(conn, words_of(word), 10**6).best:
                assert "<mark>" in marked(one.title, words_of(word)) + marked(one.text, words_of(word)), one


async def test_the_text_that_holds_the_most_of_the_words_is_shown(datasette: Datasette) -> None:
    answer = (await datasette.client.get("/-/find.json?word=防災 備え 図書館")).json()["books"][0]
    assert [(row["title"], row["text"]) for row in answer["rows"]] == [
        ("2 図書館システム", "防災の備えにも使う")
    ]


def test_folding_by_runs_is_folding() -> None:
    letters = "ｶﾞﾊﾟｱカか゛ﾞ゙゚éeÉ①⑩㍿㌔ßﬁ가각 　\t・･〇○-－ー～〜ＡａA1１\u200b😀𠀀İ防災、。（）ｦ々〆"
    chance = random.Random(5)
    for _turn in range(20_000):
        text = "".join(chance.choices(letters, k=chance.randrange(1, 12)))
        assert fold(text) == match_key(text), [hex(ord(letter)) for letter in text]
    for code in range(0x20, 0xD7FF):
        assert fold(f"カ{chr(code)}゙") == match_key(f"カ{chr(code)}゙"), hex(code)


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is looked at often enough for a small book."""
    monkeypatch.setattr("web.scanning._BATCH", 4)
    monkeypatch.setattr("web.scanning._STEPS", 200)


def test_a_scan_that_runs_out_of_time_says_what_it_has_seen_and_keeps_the_rest_of_its_answers(
    sample: Path, small_steps: None
) -> None:
    ticks = itertools.count()
    with closing(sqlite3.connect(sample)) as conn:
        cut = scan(conn, words_of("システム"), 10**6, seconds=120, clock=lambda: float(next(ticks)))
        whole = scan(conn, words_of("システム"), 10**6)
    assert whole.unfinished == () and cut.unfinished
    assert 0 < cut.count < whole.count
    assert {kind for kind, _seen in cut.unfinished} <= {source.title for source in SOURCES}
    assert set(cut.best) <= set(whole.best)


async def test_the_page_says_what_there_was_no_time_for(
    sample: Path, serve_book: Any, small_steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.finding.scan", lambda *asked: scan(*asked, seconds=-1.0))
    datasette = await serve_book(sample)
    page = (await datasette.client.get("/-/find?word=システム")).text
    assert "一度にはさがしきれませんでした" in page and "報告ははじめの 0 件" in page
    told = (await datasette.client.get("/-/find.json?word=システム")).json()["books"][0]
    assert {"kind": "Report", "searched": 0} in told["unfinished"]
