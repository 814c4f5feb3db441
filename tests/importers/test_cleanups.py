"""What a recogniser stages comes into the book in one form, once, and goes with its batch."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from db.book import Book
from importers.application import Application
from importers.commit import Source, commit, preview
from importers.identify import RECOGNISERS, stage
from importers.profiles import profiles
from importers.readers.text import read_text
from importers.recognise.gathering import Gathering
from importers.staged import Cell, Issue, StagedRow, Staging
from importers.undo import undo

FIXTURES = Path(__file__).parent / "fixtures"
PROFILE = next(profile for profile in profiles() if profile.name == "musashino-4")
PLAN = StagedRow("p", "plan", (), {"title": Cell("見本の計画", "", "R1")}, "R1")


def speak(issue: Issue) -> str:
    return issue.code


def costs(text: str) -> Gathering:
    document = read_text("plan.txt", f"上記の前提をもとに\n{text}\n 第7章\n".encode())
    return RECOGNISERS["cost_sentence"](document, PROFILE, "p")


def test_a_sentence_of_costs_that_is_repeated_stages_a_year_once() -> None:
    found = costs("平成26年度は約2,000千円です。\n平成26年度は約2,000千円です。\n平成27年度は3,000千円です。")
    assert [(row.key, row.cells["thousand_yen"].value) for row in found.rows] == [
        ((2014,), 2000),
        ((2015,), 3000),
    ]
    assert found.issues == []


def test_a_second_amount_of_a_year_is_reported_and_the_first_counts() -> None:
    found = costs("平成26年度は約2,000千円です。\n平成26年度は約2,500千円です。")
    assert [(row.key, row.cells["thousand_yen"].value) for row in found.rows] == [((2014,), 2000)]
    assert [(issue.code, issue.params) for issue in found.issues] == [
        ("cost_differs", {"year": "2014", "first": "2000"})
    ]


def test_areas_of_a_survey_come_into_the_book_and_go_with_their_batch(tmp_path: Path) -> None:
    document = read_text("plan.txt", (FIXTURES / "survey_small.txt").read_bytes())
    found = RECOGNISERS["survey_table"](document, PROFILE, "p")
    staging = Staging((PLAN, *found.rows), tuple(found.issues), "small")
    with Book.create(tmp_path / "book.db") as book:
        done = commit(book, staging, Source("plan.txt", b"1"), speak)
        areas = book.db.conn.execute(
            "SELECT area, satisfaction_side, importance_side, action FROM survey_area ORDER BY area"
        )
        assert [tuple(row) for row in areas] == [
            ("A", "low", "high", None),
            ("B", "high", "high", None),
            ("C", "high", "low", "現状維持"),
            ("D", "low", "low", None),
        ]
        again = commit(book, staging, Source("plan.txt", b"1"), speak)
        assert (again.batch, again.count("new"), again.count("changed")) == (None, 0, 0)
        assert done.batch is not None and undo(book, done.batch).kept == ()
        assert book.db.conn.execute("SELECT count(*) FROM survey_area").fetchone()[0] == 0


def test_the_book_keeps_a_count_of_an_unfinished_year_by_its_month(tmp_path: Path) -> None:
    rows = [PLAN, StagedRow("p", "indicator", (None, "件数"), {"unit": Cell("件", "", "R1")}, "R1")]
    for fy, until in ((2015, "2015-07-31"), (2016, "2016-09")):
        cells = {"value": Cell(5, "5件", "R1"), "partial_until": Cell(until, "7月31日現在", "R1")}
        rows.append(StagedRow("p", "observation", (None, "件数", fy, None), cells, "R1"))
    staging = Staging(tuple(rows), (), "small")
    with Book.create(tmp_path / "book.db") as book:
        commit(book, staging, Source("plan.txt", b"1"), speak)
        months = book.db.conn.execute("SELECT partial_until FROM observation ORDER BY fy")
        assert [row[0] for row in months] == ["2015-07", "2016-09"]
        assert commit(book, staging, Source("plan.txt", b"1"), speak).batch is None


def test_a_reader_is_not_kept_waiting_by_a_preview_and_sees_none_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    whole = Application.run

    def run_and_look(application: Application, rows: Iterable[StagedRow]) -> None:
        whole(application, rows)
        for database in (application.door.db, other.db):
            seen.append(database.conn.execute("SELECT count(*) FROM plan").fetchone()[0])

    monkeypatch.setattr(Application, "run", run_and_look)
    path = tmp_path / "book.db"
    with Book.create(path) as book, Book.open(path, write=False) as other:
        shown = preview(book, Staging((PLAN,), (), "small"), Source("plan.txt", b"1"))
        assert (shown.count("new"), seen) == (1, [1, 0])


@pytest.mark.parametrize("value", [10**30, float("inf"), float("nan"), "\ud800"])
def test_a_value_that_the_book_cannot_keep_is_rejected_and_its_neighbours_come_in(
    tmp_path: Path, value: object
) -> None:
    rows = [PLAN, StagedRow("p", "indicator", (None, "件数"), {"unit": Cell("件", "", "R1")}, "R1")]
    for fy, one in ((2015, value), (2016, 5)):
        rows.append(
            StagedRow("p", "observation", (None, "件数", fy, None), {"value": Cell(one, "", "R1")}, "R1")
        )
    with Book.create(tmp_path / "book.db") as book:
        done = commit(book, Staging(tuple(rows), (), "small"), Source("plan.txt", b"1"), speak)
        assert [row.key for row in done.rows if row.outcome == "rejected"] == [(None, "件数", 2015, None)]
        kept = book.db.conn.execute("SELECT fy, value FROM observation")
        assert [tuple(row) for row in kept] == [(2016, 5)]


def test_a_plan_that_the_book_cannot_keep_is_rejected_with_all_its_rows(tmp_path: Path) -> None:
    plan = StagedRow("p", "plan", (), {"title": Cell("計画", "", ""), "first_fy": Cell(10**9, "", "")}, "R1")
    measure = StagedRow("p", "measure", ("1",), {"title": Cell("見本", "", "")}, "R2")
    with Book.create(tmp_path / "book.db") as book:
        done = commit(book, Staging((plan, measure), (), "small"), Source("plan.txt", b"1"), speak)
        assert (done.batch, [row.outcome for row in done.rows]) == (None, ["rejected", "rejected"])
        assert book.db.conn.execute("SELECT count(*) FROM municipality").fetchone()[0] == 0


GLOSSARY = """4 用語集

■ あ行

案内板

道順を示す板。駅前に

置かれることが多い。

- ・ 紙のもの
- ・ 画面のもの

■ A～Z

PLATE (Public Lane And Town Explanation ; 町の道順を市民へ説明する仕組み)

町の道を説明するための仕組みで、板、画面、紙のほか、人が立って声で説明するものまでをまとめて指すことが多い

言葉。

武蔵村山市第四次情報化基本計画
"""


def test_a_term_of_a_glossary_between_blank_lines_keeps_every_paragraph_of_its_text() -> None:
    (profile,) = (profile for profile in profiles() if profile.name == "musashimurayama-4")
    found = RECOGNISERS["glossary"](read_text("plan.txt", GLOSSARY.encode()), profile, "p")
    terms = {str(row.key[0]): str(row.cells["text"].value) for row in found.rows}
    assert [term.split()[0] for term in terms] == ["案内板", "PLATE"]
    first, second = terms.values()
    assert first.startswith("道順を示す板。駅前に") and first.endswith("画面のもの")
    assert second.startswith("町の道") and second.endswith("言葉。")
    assert found.issues == []


def test_the_glossary_of_the_fourth_plan_of_musashimurayama_has_57_terms(seeds: Path) -> None:
    path = seeds / "002_fb48f30ea56d1880.txt"
    staging = stage(path.name, path.read_bytes())
    terms = {str(row.key[0]): row for row in staging.rows if row.entity == "glossary_term"}
    assert len(terms) == 57
    assert {row.plan for row in terms.values()} == {"musashimurayama-4"}
    ends = {
        "クラウドコンピューティング/クラウドサービス": "と言う。",
        "ソーシャルメディア": "含まれる。",
        "YouTube（ユーチューブ）": "がある。",
    }
    assert {term: str(terms[term].cells["text"].value)[-len(end) :] for term, end in ends.items()} == ends
    assert not [issue for issue in staging.issues if issue.code.startswith(("glossary", "term"))]
