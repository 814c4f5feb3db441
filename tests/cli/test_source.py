"""Where a value came from, as the command says it."""

from pathlib import Path
from typing import Any

import pytest

from db.book import Book
from domain.names import match_key
from importers.identify import read
from tests.cli.conftest import TOP, Run
from tests.importers.workbooks import workbook


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


def values(run: Run, *arguments: str) -> list[dict[str, Any]]:
    said = run("source", *arguments, "--json")
    assert said.code == 0, said.err
    found: list[dict[str, Any]] = said.json
    return found


def test_all_tells_every_value_of_a_measure_each_with_its_place(run: Run) -> None:
    run("init")
    run("import", "commit", str(TOP / "samples" / "musashimurayama-3.csv"), "--yes")
    found = values(run, "musashimurayama-3", "1", "--all")
    told = {value["field"] for value in found}
    assert {"number", "title", "lead_departments", "schedule", "indicators"} <= told
    assert {"implementation_state", "progress_evaluation", "future_direction"} <= told
    for value in found:
        assert value["source"]["file"] == "musashimurayama-3.csv", value
        assert value["source"]["around"], value
    assert values(run, "musashimurayama-3", "1", "title") == [
        value for value in found if value["field"] == "title"
    ]
    text = run("source", "musashimurayama-3", "1", "--all")
    assert "progress_evaluation" in text.out
    assert "schedule:1:" in text.out
    for wrong in ((), ("title", "--all")):
        said = run("source", "musashimurayama-3", "1", *wrong)
        assert said.code == 2
        assert "--all" in said.err
        assert "--all" in run("source", "musashimurayama-3", "1", *wrong, lang="en").err


def test_goals_departments_and_figures_are_asked_for_by_their_japanese_names_too(run: Run) -> None:
    run("init")
    run("import", "commit", str(TOP / "samples" / "musashino-6.csv"), "--yes")
    run("import", "commit", str(TOP / "samples" / "musashimurayama-3.csv"), "--yes")
    goals = values(run, "musashino-6", "28", "基本目標")
    assert [value["field"] for value in goals] == ["goals"] * len(goals)
    assert goals and all(value["name"] for value in goals)
    leads = values(run, "musashimurayama-3", "1", "担当課")
    assert [value["value"] for value in leads] == ["収納課", "文書情報課", "会計課"]
    assert all(value["value"] in value["source"]["raw"] for value in leads)
    figures = values(run, "musashimurayama-3", "1", "指標")
    assert figures
    assert all(
        str(value["value"]).removesuffix(".0") in value["source"]["raw"].replace(",", "") for value in figures
    )


def test_a_value_that_was_typed_by_hand_has_no_source_but_its_writer(run: Run, tmp_path: Path) -> None:
    run("init")
    run("import", "commit", str(TOP / "samples" / "musashino-6.csv"), "--yes")
    with Book.open(tmp_path / "shinchoku.db", write=True) as book, book.writing() as door:
        (row,) = book.db.conn.execute("SELECT id FROM measure WHERE measure_key = '1'").fetchall()
        assert door.row("measure", row[0])["risk"] is None
        door.update("measure", row[0], {"risk": "人が足りない"}, action="edit")
    (value,) = values(run, "musashino-6", "1", "リスク")
    assert (value["value"], value["source"]) == ("人が足りない", None)
    assert value["changed"]["after"] == "人が足りない"
    assert "取り込みによる値ではありません" in run("source", "musashino-6", "1", "risk").out


WIDE = (
    "番号,施策名,担当課,目的\n1,{title},市民課,待ち時間を減らす\n2,地図の共有,都市計画課,二重の作図をやめる\n"
)
PLAN = ("--plan", "試し", "--municipality", "試し市", "--yes")


def test_a_batch_that_was_undone_gives_the_word_back_to_the_one_before(run: Run, tmp_path: Path) -> None:
    run("init")
    for name, title in (("one.csv", "窓口の電子化"), ("two.csv", "窓口を電子に")):
        (tmp_path / name).write_text(WIDE.format(title=title), encoding="utf-8")
        assert run("import", "commit", name, *PLAN).code in (0, 1)
    (value,) = values(run, "試し", "1", "title")
    assert (value["value"], value["source"]["file"], value["source"]["batch"]) == (
        "窓口を電子に",
        "two.csv",
        2,
    )
    assert run("import", "undo", "2").code == 0
    (value,) = values(run, "試し", "1", "title")
    assert (value["value"], value["source"]["file"], value["source"]["batch"]) == (
        "窓口の電子化",
        "one.csv",
        1,
    )


def test_a_cell_of_a_workbook_is_told_with_its_row_and_the_rows_beside_it(run: Run, tmp_path: Path) -> None:
    rows = [
        ("番号", "施策名", "担当課", "目的"),
        (1, "窓口の電子化", "市民課", "待ち時間を減らす"),
        (2, "地図の共有", None, "二重の作図をやめる"),
        (3, "会議の電子化", "総務課", "紙を減らす"),
        (4, "庁舎の改修", "施設課", "長く使う"),
        (5, "職員の研修", "職員課", "使い方を学ぶ"),
    ]
    (tmp_path / "plan.xlsx").write_bytes(workbook({"一覧": rows}))
    run("init")
    assert run("import", "commit", "plan.xlsx", *PLAN).code == 0
    (value,) = values(run, "試し", "2", "title")
    assert (value["source"]["ref"], value["source"]["raw"]) == ("一覧!B3", "地図の共有")
    assert value["source"]["around"].split("\n") == [
        "番号\t施策名\t担当課\t目的",
        "1\t窓口の電子化\t市民課\t待ち時間を減らす",
        "2\t地図の共有\t二重の作図をやめる",
        "3\t会議の電子化\t総務課\t紙を減らす",
        "4\t庁舎の改修\t施設課\t長く使う",
    ]


@pytest.mark.parametrize("name", ["003_e561336a577d4b3f.txt", "000_c606e2f4ddb9bfc5.txt"])
def test_the_export_names_the_lines_where_the_document_prints_a_measure_and_a_system(
    run: Run, seeds: Path, name: str
) -> None:
    run("init")
    assert run("import", "commit", str(seeds / name), "--yes").code in (0, 1)
    document = read(name, (seeds / name).read_bytes())
    plans = run("export", "json").json["plans"]
    systems = [system for plan in plans for system in plan["systems"]]
    assert len(systems) == (37 if name.startswith("003") else 0)
    for place, words in [
        *((measure["source"], measure["title"]) for plan in plans for measure in plan["measures"]),
        *((system["source"], system["name"]) for system in systems),
    ]:
        assert place["file"] == name
        printed = match_key(document.text_at(place["ref"], 3))
        assert match_key(words)[:4] in printed, (place, words)
