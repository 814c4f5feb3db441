"""Plans that a document does not name wholly: where they stand, what says so, and what puts them right."""

from pathlib import Path

import pytest

from db.book import Book
from tests.cli.conftest import TOP, Run, Said

LIST = (
    "番号,施策名,担当課,目的\n1,窓口の電子化,市民課,待ち時間を減らす\n2,地図の共有,各課,二重の作図をやめる\n"
)


@pytest.fixture
def listed(run: Run, tmp_path: Path) -> Run:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    assert run("init").code == 0
    return run


def codes(said: Said) -> list[str]:
    return [issue["code"] for issue in said.json["issues"]]


def departments(folder: Path) -> dict[str, set[str]]:
    with Book.open(folder / "shinchoku.db", write=False) as book:
        rows = book.db.conn.execute(
            "SELECT municipality.name AS city, department.name FROM measure_department"
            " JOIN department ON department.id = department_id"
            " JOIN municipality ON municipality.id = department.municipality_id"
        )
        found: dict[str, set[str]] = {}
        for row in rows:
            found.setdefault(row["city"], set()).add(row["name"])
        return found


def test_a_plan_without_a_municipality_says_so_until_one_is_named(listed: Run, tmp_path: Path) -> None:
    first = listed("import", "commit", "list.csv", "--plan", "試し", "--yes")
    assert (first.code, first.out.strip()) == (1, "1")
    preview = listed("import", "preview", "list.csv", "--plan", "試し", "--json")
    assert "municipality_unknown" in codes(preview)
    assert preview.json["counts"]["changed"] == 0
    assert departments(tmp_path) == {"?": {"市民課", "各課"}}
    second = listed("import", "commit", "list.csv", "--plan", "試し", "--municipality", "試し市", "--yes")
    assert (second.code, second.out.strip()) == (0, "2")
    (plan,) = listed("export", "json").json["plans"]
    assert plan["municipality"] == "試し市"
    assert departments(tmp_path) == {"試し市": {"市民課", "各課"}}
    again = listed("import", "commit", "list.csv", "--plan", "試し", "--municipality", "試し市", "--yes")
    assert (again.code, again.out) == (0, "")
    assert listed("import", "undo", "2").code == 0
    assert departments(tmp_path) == {"?": {"市民課", "各課"}}
    assert listed("verify").code == 0


def test_a_municipality_that_was_named_is_not_taken_away_by_a_file_that_names_none(
    listed: Run, tmp_path: Path
) -> None:
    assert (
        listed("import", "commit", "list.csv", "--plan", "試し", "--municipality", "試し市", "--yes").code
        == 0
    )
    said = listed("import", "preview", "list.csv", "--plan", "試し", "--json")
    assert "municipality_unknown" not in codes(said)
    assert said.json["counts"]["changed"] == 0


def test_a_municipality_without_a_plan_to_give_it_to_is_refused(listed: Run) -> None:
    said = listed("import", "commit", "list.csv", "--municipality", "試し市", "--yes")
    assert said.code == 2
    assert "--plan" in said.err
    assert listed("import", "list", "--json").json == []


def test_a_plan_that_came_before_its_predecessor_is_joined_to_it_by_a_second_import(
    run: Run, tmp_path: Path
) -> None:
    run("init")
    sample = str(TOP / "samples" / "musashimurayama-4.csv")
    first = run("import", "preview", sample, "--json")
    assert "predecessor_missing" in codes(first)
    assert run("import", "commit", sample, "--yes").out.strip() == "1"
    assert run("import", "commit", str(TOP / "samples" / "musashimurayama-3.csv"), "--yes").out.strip() == "2"
    assert run("import", "commit", sample, "--yes").out.strip() == "3"
    assert "predecessor_missing" not in codes(run("import", "preview", sample, "--json"))
    with Book.open(tmp_path / "shinchoku.db", write=False) as book:
        row = book.db.conn.execute(
            "SELECT former.key FROM plan JOIN plan AS former ON former.id = plan.predecessor_id"
            " WHERE plan.key = 'musashimurayama-4'"
        ).fetchone()
    assert row["key"] == "musashimurayama-3"
    assert run("import", "commit", sample, "--yes").out == ""
