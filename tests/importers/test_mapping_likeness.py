"""Names that only read alike: suggested in what a preview and a commit say, and never joined."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.book import Book
from importers import likeness
from importers.commit import Source, commit, preview
from importers.difference import Difference
from importers.mapping import stage_mapped
from importers.staged import PlanIdentity

PLAN = PlanIdentity("試し", "試しの計画", "試し市", 2020, 2024)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book.create(tmp_path / "book.db") as made:
        yield made


def brought(
    book: Book, *rows: tuple[str, str, str], plan: PlanIdentity = PLAN, only_look: bool = False
) -> Difference:
    lines = ["番号,施策名,担当課,目的", *(f"{number},{title},{lead},学ぶ" for number, title, lead in rows)]
    content = "\n".join(lines).encode()
    staging = stage_mapped("list.csv", content, plan).staging
    source = Source("list.csv", content)
    return (
        preview(book, staging, source)
        if only_look
        else commit(book, staging, source, lambda issue: issue.code)
    )


def suggestions(difference: Difference, code: str) -> list[tuple[str, str]]:
    return [
        (issue.raw, issue.params.get("known_number", issue.params["known"]))
        for issue in difference.issues
        if issue.code == code
    ]


def test_a_department_that_ties_with_three_others_names_them_and_joins_none(book: Book) -> None:
    first = brought(
        book,
        ("1", "窓口の電子化", "健康課"),
        ("2", "地図の共有", "保険課"),
        ("3", "会議の電子化", "保育課"),
        ("4", "庁舎の改修", "総務課"),
    )
    assert suggestions(first, "similar_department") == []
    second = brought(book, ("1", "窓口の電子化", "保健課"))
    ((raw, known),) = suggestions(second, "similar_department")
    assert raw == "保健課"
    assert set(known.split("、")) == {"健康課", "保険課", "保育課"}
    names = {row["name"] for row in book.db.conn.execute("SELECT name FROM department")}
    assert names == {"健康課", "保険課", "保育課", "総務課", "保健課"}


def test_a_department_of_another_municipality_or_one_named_as_the_new_name_is_no_suggestion(
    book: Book,
) -> None:
    brought(book, ("1", "窓口の電子化", "保険課"))
    other = PlanIdentity("別", "別の計画", "別の市", 2020, 2024)
    assert suggestions(brought(book, ("1", "窓口", "保健課"), plan=other), "similar_department") == []
    renamed = brought(book, ("1", "窓口の電子化", "保険係課（現、保険課）"))
    assert suggestions(renamed, "similar_department") == []


def test_a_collective_word_reads_like_nothing(book: Book) -> None:
    brought(book, ("1", "窓口の電子化", "関係課"))
    assert suggestions(brought(book, ("1", "窓口の電子化", "関税課")), "similar_department") == []


def test_a_new_measure_like_one_that_would_be_missing_is_a_title_or_number_that_changed(book: Book) -> None:
    brought(
        book,
        ("1", "マイナンバーカードの普及促進", "市民課"),
        ("2", "地図情報の共有", "都市課"),
        ("3", "会議の電子化", "総務課"),
    )
    found = brought(
        book,
        ("3", "会議の電子化", "総務課"),
        ("4", "マイナンバーカードの普及・利用促進", "市民課"),
        ("5", "地図情報の共有", "都市課"),
        ("6", "庁舎の改修", "総務課"),
        only_look=True,
    )
    assert suggestions(found, "similar_measure") == [
        ("マイナンバーカードの普及・利用促進", "1"),
        ("地図情報の共有", "2"),
    ]
    assert found.has_warnings
    assert found.count("new") >= 3 and found.count("missing") == 2


def test_parts_of_one_programme_that_both_stand_in_the_file_are_no_suggestion(book: Book) -> None:
    brought(book, ("1", "庁内システムの更新（その1）", "総務課"))
    found = brought(
        book, ("1", "庁内システムの更新（その1）", "総務課"), ("2", "庁内システムの構築（その2）", "総務課")
    )
    assert suggestions(found, "similar_measure") == []


def test_numbers_that_moved_by_one_are_said_for_each_measure_that_would_be_written_over(book: Book) -> None:
    brought(book, ("1", "窓口の電子化", "市民課"), ("2", "地図情報の共有", "都市課"))
    moved = brought(
        book,
        ("1", "庁舎の改修", "総務課"),
        ("2", "窓口の電子化", "市民課"),
        ("3", "地図情報の共有", "都市課"),
        only_look=True,
    )
    assert sorted(suggestions(moved, "similar_measure")) == [("地図情報の共有", "2"), ("窓口の電子化", "1")]


def test_a_suggestion_is_kept_with_the_batch_and_a_second_commit_has_none(book: Book) -> None:
    brought(book, ("1", "地図情報の共有", "都市課"))
    brought(book, ("2", "地図情報の共有", "都市課"))
    rows = book.db.conn.execute(
        "SELECT measure_key FROM import_issue WHERE code = 'similar_measure'"
    ).fetchall()
    assert [row["measure_key"] for row in rows] == ["2"]
    assert suggestions(brought(book, ("2", "地図情報の共有", "都市課")), "similar_measure") == []


def test_no_title_is_held_against_all_others(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: 2,000 new titles over 2,000 old ones."""
    words = ("窓口", "地図", "会議", "庁舎", "防災", "福祉", "教育", "税務", "戸籍", "道路")
    acts = ("電子化", "共有", "更新", "見直し", "標準化", "一元管理", "構築", "運用", "検討", "公開")

    def titles(start: int) -> list[tuple[str, str, str]]:
        return [
            (
                str(number),
                f"{words[number % 10]}{words[number // 10 % 10]}の{acts[number // 100 % 10]}"
                f"と{number}の{acts[number // 7 % 10]}",
                "総務課",
            )
            for number in range(start, start + 2000)
        ]

    brought(book, *titles(1))
    held: list[int] = []

    def counting(*given: Any) -> Any:
        found = sharing(*given)
        held.append(len(found))
        return found

    sharing = likeness._sharing
    monkeypatch.setattr(likeness, "_sharing", counting)
    found = brought(book, *titles(6000), only_look=True)
    assert found.count("missing") == len(held) == 2000
    assert sum(held) < 2000 * 2000 / 4
