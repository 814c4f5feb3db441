"""Saying what the labels of an unknown layout mean: preview, commit, and what is refused."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

LIST = (
    "なまえ,担当課,目的,ひとこと\n窓口の電子化,市民課,待ち時間を減らす,春から\n"
    "地図の共有,都市計画課,二重の作図をやめる,\n"
)
OPTIONS = ("--title", "試しの計画", "--municipality", "試し市", "--first-fy", "2020", "--last-fy", "2024")


@pytest.fixture
def listed(run: Run, tmp_path: Path) -> Run:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    assert run("init").code == 0
    return run


def test_a_table_without_a_known_title_names_its_labels_and_the_way_out(listed: Run) -> None:
    said = listed("import", "preview", "list.csv", *OPTIONS)
    assert said.code == 3
    assert "なまえ" in said.err
    assert "ひとこと" in said.err
    assert "--map" in said.err
    english = listed("import", "preview", "list.csv", *OPTIONS, lang="en")
    assert "Its labels" in english.err


def test_a_label_given_a_field_makes_the_table_readable_and_says_who_decided(listed: Run) -> None:
    said = listed("import", "preview", "list.csv", *OPTIONS, "--map", "なまえ=施策名", "--json")
    mapping = {row["label"]: (row["field"], row["decided_by"]) for row in said.json["mapping"]}
    assert mapping == {
        "なまえ": ("title", "you"),
        "担当課": ("lead_department", "lexicon"),
        "目的": ("purpose", "lexicon"),
        "ひとこと": (None, "question"),
    }
    text = listed("import", "preview", "list.csv", *OPTIONS, "--map", "なまえ=title")
    assert "施策名 (title)" in text.out
    assert "要確認" in text.out


def test_commit_writes_what_the_mapping_says_and_a_label_of_no_use_is_no_question(listed: Run) -> None:
    given = ("--map", "なまえ=title", "--map", "ひとこと=-")
    said = listed("import", "commit", "list.csv", *OPTIONS, *given, "--yes")
    assert said.out.strip() == "1"
    (plan,) = listed("export", "json").json["plans"]
    assert [measure["title"] for measure in plan["measures"]] == ["窓口の電子化", "地図の共有"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("なまえ",), "LABEL=FIELD"),
        (("なまえ=colour",), "title"),
        (("なまえ=title", "ない見出し=purpose"), "ひとこと"),
        (("なまえ=title", "ひとこと=title"), "両方"),
        (("なまえ=title", "ひとこと=purpose"), "両方"),
        (("なまえ=title", "なまえ=purpose"), "二つの意味"),
    ],
)
def test_what_cannot_be_mapped_is_refused_in_one_sentence(
    listed: Run, given: tuple[str, ...], words: str
) -> None:
    options = [part for one in given for part in ("--map", one)]
    said = listed("import", "commit", "list.csv", *OPTIONS, *options, "--yes")
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert words in said.err
    assert listed("export", "json").json["plans"] == []
