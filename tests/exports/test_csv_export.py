"""CSV: opens right in Excel, runs nothing there, gives every value back, keeps private things inside."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import i18n
from db.book import Book
from db.errors import UnknownName
from exports.csv_export import disarm, export_csv, rearm
from exports.headings import HEADINGS, OWN, heading
from exports.public_tables import PRIVATE, PrivateTable, public_names, public_table

RUNNING = ("=", "+", "-", "@", "\t", "\r")


def read(book: Book, table: str) -> tuple[list[str], list[list[str]]]:
    text = "".join(export_csv(book.db, table))
    assert text.encode("utf-8").startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(StringIO(text[1:], newline=""))
    return head, rows


def test_the_headings_are_japanese_and_the_rows_are_in_order(filled: Book) -> None:
    head, rows = read(filled, "goal")
    assert head == ["ID", "計画のID", "名称", "番号", "文", "順", "更新回数"]
    assert [row[2] for row in rows] == ["便利にする", "見えるようにする", "速くする"]


def test_a_view_is_exported_like_a_table_in_the_plans_order(filled: Book) -> None:
    head, rows = read(filled, "current_report")
    title, text = head.index("施策名"), head.index("文")
    assert [row[title] for row in rows] == ["施策1-2", "施策1-2", "施策1-10", "施策1-10"]
    assert rows[2][text] == "'=HYPERLINK(1)"


def test_every_public_table_and_view_can_be_taken_with_headings_that_differ(filled: Book) -> None:
    names = public_names(filled.db)
    assert {"measure", "report_revision", "history", "measure_list", "period_status"} <= set(names)
    for name in names:
        head, rows = read(filled, name)
        assert len(head) == len(set(head)), (name, head)
        assert all(
            any(ord(letter) > 0x3000 for letter in word) or word in ("ID", "SHA-256") for word in head
        ), head
        count = filled.db.conn.execute(f"SELECT count(*) FROM [{name}]").fetchone()[0]
        assert len(rows) == count
        assert all(len(row) == len(head) for row in rows)


def test_no_heading_stands_for_a_column_that_is_not_there(book: Book) -> None:
    columns = {
        (name, column) for name in public_names(book.db) for column in public_table(book.db, name).columns
    }
    assert HEADINGS.keys() <= {column for _, column in columns}
    assert OWN.keys() <= columns
    assert all(heading(table, column) != column for table, column in columns)


def test_an_unknown_table_is_refused_at_once_and_the_known_ones_are_named(book: Book) -> None:
    with pytest.raises(UnknownName, match="measure_list") as refused:
        export_csv(book.db, "measures; DROP TABLE plan")
    assert refused.value.exit_code == 2
    for name in PRIVATE:
        assert name not in str(refused.value).split("Known: ")[1].rstrip(".").split("、")


@pytest.mark.parametrize("name", ["draft", "report_part", "preference", "person", "membership"])
def test_what_is_unfinished_or_personal_stays_inside(book: Book, name: str) -> None:
    with pytest.raises(PrivateTable, match="measure_list"):
        export_csv(book.db, name)


@pytest.mark.parametrize("name", ["sqlite_master", "sqlite_sequence", "_sqlite_migrations"])
def test_the_tables_of_sqlite_itself_are_no_tables_of_the_book(book: Book, name: str) -> None:
    with pytest.raises(UnknownName):
        export_csv(book.db, name)


def test_the_bytes_of_imported_files_stay_inside(book: Book) -> None:
    with book.writing() as door:
        door.insert("source_file", {"sha256": "a" * 64, "name": "計画.txt", "size": 7, "content": b"content"})
    head, rows = read(book, "source_file")
    assert head == ["ID", "SHA-256", "名称", "バイト数"]
    assert rows == [["1", "a" * 64, "計画.txt", "7"]]


def test_history_is_exported_without_the_text_of_drafts(filled: Book) -> None:
    text = "".join(export_csv(filled.db, "history"))
    assert "書きかけの秘密" not in text
    head, rows = read(filled, "history")
    table, after = head.index("表"), head.index("後")
    drafts = [row for row in rows if row[table] == "draft"]
    assert drafts and all(row[after] == "" for row in drafts)
    assert any(row[after] for row in rows if row[table] == "measure")


def test_numbers_stay_numbers_and_nothing_is_nothing(book: Book, add_plan: Callable[..., int]) -> None:
    with book.writing() as door:
        plan_id = add_plan(door, "p")
        indicator = door.insert("indicator", {"plan_id": plan_id, "label": "増減"})
        door.insert("observation", {"indicator_id": indicator, "fy": 2020, "value": -12.5})
        door.insert("cost_estimate", {"plan_id": plan_id, "fy": 2020, "thousand_yen": -3})
        door.insert("cost_estimate", {"plan_id": plan_id, "fy": 2021})
    head, (row,) = read(book, "observation")
    assert row[head.index("値")] == "-12.5" and row[head.index("母数")] == ""
    head, rows = read(book, "cost_estimate")
    assert [row[head.index("千円")] for row in rows] == ["-3", ""]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "－2", "'=1"]
)
def test_a_text_that_would_run_is_disarmed(text: str) -> None:
    assert disarm(text) == f"'{text}"


@pytest.mark.parametrize("value", ["検討", "－", "⇒", "28", "", "'90年代", " =1", 3, -3, -0.5, None])
def test_everything_else_is_left_alone(value: object) -> None:
    assert disarm(value) == value


@given(st.text())
def test_disarming_can_always_be_taken_back(text: str) -> None:
    guarded = disarm(text)
    assert isinstance(guarded, str)
    assert not guarded.startswith(RUNNING)
    assert rearm(guarded) == text


_numbered = iter(range(10**9))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8"), min_size=1)
            | st.sampled_from(RUNNING).map(lambda sign: sign + "x"),
            st.none() | st.text(st.characters(codec="utf-8"), min_size=1),
        ),
        max_size=5,
        unique_by=lambda pair: pair[0],
    )
)
def test_reading_the_csv_again_gives_every_value_back(
    book: Book, add_plan: Callable[..., int], drawn: list[tuple[str, str | None]]
) -> None:
    with book.writing() as door:
        plan_id = add_plan(door, f"any-{next(_numbered)}")
        for name, text in drawn:
            door.insert("goal", {"plan_id": plan_id, "name": name, "text": text})
    head, rows = read(book, "goal")
    name, text, plan = head.index("名称"), head.index("文"), head.index("計画のID")
    found = [(rearm(row[name]), rearm(row[text]) or None) for row in rows if row[plan] == str(plan_id)]
    assert found == drawn


def test_rows_come_in_pieces_and_not_as_one_text(book: Book, add_plan: Callable[..., int]) -> None:
    with book.writing() as door:
        plan_id = add_plan(door, "p")
        for number in range(1200):
            door.insert("goal", {"plan_id": plan_id, "name": f"目標{number}"})
    pieces = list(export_csv(book.db, "goal"))
    assert len(pieces) >= 3
    assert "".join(pieces).count("\r\n") == 1201


def test_the_refusal_is_said_in_japanese_too() -> None:
    sentence = i18n.catalogue("ja")[PrivateTable.msgid]
    assert "{name}" in sentence and "{known}" in sentence
