"""Where a value came from, as the command says it."""

from pathlib import Path

from db.book import Book
from tests.cli.conftest import TOP, Run


def test_a_title_names_its_file_place_and_batch_in_both_forms(run: Run) -> None:
    run("init")
    run("import", "commit", str(TOP / "samples" / "musashimurayama-3.csv"), "--yes")
    for field in ("title", "施策名"):
        (value,) = run("source", "musashimurayama-3", "①", field, "--json").json
        assert value["value"] == "公金の納付方法の多様化"
        assert value["source"]["file"] == "musashimurayama-3.csv"
        assert value["source"]["batch"] == 1
        assert value["source"]["raw"] in value["source"]["around"]
        assert value["changed"] is None
    text = run("source", "musashimurayama-3", "①", "title")
    assert text.code == 0
    assert "musashimurayama-3.csv" in text.out
    cells = run("source", "musashimurayama-3", "①", "schedule", "--json").json
    assert cells
    one = run("source", "musashimurayama-3", "①", f"schedule:{cells[0]['name']}", "--json").json
    assert one == cells[:1]


def test_an_unknown_plan_measure_or_field_is_refused_and_says_what_is_possible(run: Run) -> None:
    run("init")
    run("import", "commit", str(TOP / "samples" / "musashimurayama-3.csv"), "--yes")
    assert "musashimurayama-3" in run("source", "other", "1", "title").err
    said = run("source", "musashimurayama-3", "1", "colour")
    assert said.code == 2
    assert "lead_departments" in said.err
    assert run("source", "musashimurayama-3", "99", "title").code == 2
    assert run("source", "musashimurayama-3", "1", "schedule:9:1999").code == 2


def test_a_value_that_a_person_changed_names_them_beside_what_was_imported(run: Run, tmp_path: Path) -> None:
    run("init")
    run("import", "commit", str(TOP / "samples" / "musashimurayama-3.csv"), "--yes")
    with Book.open(tmp_path / "shinchoku.db", write=True) as book, book.writing() as door:
        (row,) = book.db.conn.execute("SELECT id FROM measure WHERE measure_key = '1'").fetchall()
        door.update("measure", row[0], {"title": "直した名前"}, action="edit")
    (value,) = run("source", "musashimurayama-3", "1", "title", "--json").json
    assert value["value"] == "直した名前"
    assert value["source"]["raw"].endswith("公金の納付方法の多様化")
    assert value["changed"]["after"] == "直した名前"
    assert "その後の修正" in run("source", "musashimurayama-3", "1", "title").out
