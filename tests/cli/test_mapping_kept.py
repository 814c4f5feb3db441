"""Keeping what labels mean: by a name in the book, for the next file of the family, and edited as a file."""

from pathlib import Path

import pytest

from db.book import Book
from tests.cli.conftest import TOP, Run, Said

OPTIONS = ("--title", "試しの計画", "--municipality", "試し市", "--first-fy", "2020", "--last-fy", "2024")
FIRST = (
    "番号,なまえ,担当課,ねがい\n1,窓口の電子化,市民課,待ち時間を減らす\n"
    "2,地図の共有,都市計画課,二重の作図をやめる\n"
)
SECOND = "番号,ねがい,なまえ,担当課\n1,紙を減らす,会議の電子化,総務課\n2,使い方を学ぶ,職員の研修,職員課\n"
WORDS = ("--map", "なまえ=title", "--map", "ねがい=purpose")


@pytest.fixture
def kept(run: Run, tmp_path: Path) -> Run:
    """A book that keeps the family's mapping, nothing imported yet, and two files of the family."""
    (tmp_path / "first.csv").write_text(FIRST, encoding="utf-8")
    (tmp_path / "second.csv").write_text(SECOND, encoding="utf-8")
    assert run("init").code == 0
    said = run("import", "preview", "first.csv", *OPTIONS, *WORDS, "--keep", "全庁一覧")
    assert said.code == 0
    assert "「全庁一覧」として保存しました" in said.err
    return run


def decided(said: Said) -> dict[str, tuple[str | None, str]]:
    return {row["label"]: (row["field"], row["decided_by"]) for row in said.json["mapping"]}


def test_the_next_file_of_the_family_is_read_without_a_word(kept: Run) -> None:
    said = kept("import", "preview", "second.csv", *OPTIONS, "--json")
    assert said.json["kept_mapping"] == "全庁一覧"
    assert decided(said) == {
        "番号": ("number", "lexicon"),
        "なまえ": ("title", "kept"),
        "ねがい": ("purpose", "kept"),
        "担当課": ("lead_department", "lexicon"),
    }
    text = kept("import", "preview", "second.csv", *OPTIONS)
    assert "「全庁一覧」を使いました" in text.out
    assert "--without-mapping" in text.out
    english = kept("import", "preview", "second.csv", *OPTIONS, lang="en")
    assert "The kept mapping “全庁一覧” was used" in english.out


def test_without_the_mapping_the_file_is_as_unknown_as_before(kept: Run) -> None:
    said = kept("import", "commit", "second.csv", *OPTIONS, "--without-mapping", "--yes")
    assert said.code == 3
    assert "なまえ" in said.err
    assert kept("import", "list", "--json").json == []


def test_identify_names_the_kept_mapping_and_needs_no_book(kept: Run) -> None:
    said = kept("import", "identify", "second.csv", "--json")
    assert (said.code, said.json["profile"], said.json["kept_mapping"]) == (0, "list-table", "全庁一覧")
    assert "全庁一覧" in kept("import", "identify", "second.csv").out
    bare = kept("--db", "none.db", "import", "identify", "second.csv", "--json")
    assert (bare.code, bare.json["kept_mapping"]) == (1, None)


def test_the_batch_remembers_the_mapping_and_its_undo_leaves_it_kept(kept: Run) -> None:
    assert kept("import", "commit", "second.csv", *OPTIONS, "--yes").out.strip() == "1"
    (batch,) = kept("import", "list", "--json").json
    assert batch["mapping"] == "全庁一覧"
    assert "全庁一覧" in kept("import", "list").out
    (mapping,) = kept("import", "mapping", "list", "--json").json
    assert mapping == {"name": "全庁一覧", "labels": {"なまえ": "title", "ねがい": "purpose"}, "batches": 1}
    assert kept("import", "undo", "1").code == 0
    assert [item["name"] for item in kept("import", "mapping", "list", "--json").json] == ["全庁一覧"]
    assert kept("export", "json").json["plans"] == []
    assert kept("verify").code == 0


def test_what_is_given_now_goes_before_what_was_kept(kept: Run) -> None:
    said = kept("import", "preview", "second.csv", *OPTIONS, "--map", "ねがい=target", "--json")
    assert decided(said)["ねがい"] == ("target", "you")
    assert decided(said)["なまえ"] == ("title", "kept")
    moved = kept("import", "preview", "second.csv", *OPTIONS, "--map", "担当課=purpose", "--json")
    assert decided(moved)["担当課"] == ("purpose", "you")
    assert decided(moved)["ねがい"] == (None, "question")
    refused = kept("import", "preview", "second.csv", *OPTIONS, "--map", "ない見出し=target")
    assert refused.code == 2


def test_of_two_mappings_the_one_with_more_labels_is_used(kept: Run, tmp_path: Path) -> None:
    (tmp_path / "wide.toml").write_text(
        '[labels]\n"なまえ" = "施策名"\n"担当課" = "関係課"\n"ねがい" = "-"\n', encoding="utf-8"
    )
    assert kept("import", "mapping", "keep", "広い方", "wide.toml").code == 0
    said = kept("import", "preview", "first.csv", *OPTIONS, "--json")
    assert said.json["kept_mapping"] == "広い方"
    assert decided(said)["担当課"] == ("related_department", "kept")
    assert decided(said)["ねがい"] == (None, "kept")


def test_a_mapping_one_of_whose_labels_is_missing_is_not_used(kept: Run, tmp_path: Path) -> None:
    (tmp_path / "third.csv").write_text("なまえ,担当課,目的\n職員の研修,職員課,学ぶ\n", encoding="utf-8")
    said = kept("import", "preview", "third.csv", *OPTIONS)
    assert said.code == 3
    assert "なまえ" in said.err


def test_a_mapping_whose_field_has_another_label_here_is_left_and_said_so(kept: Run, tmp_path: Path) -> None:
    (tmp_path / "both.csv").write_text(
        "なまえ,施策名,担当課,目的,ねがい\nあ,窓口の電子化,市民課,減らす,ない\n", encoding="utf-8"
    )
    said = kept("import", "preview", "both.csv", *OPTIONS, "--json")
    assert said.json["kept_mapping"] is None
    (left,) = [issue for issue in said.json["issues"] if issue["code"] == "mapping_left"]
    assert "全庁一覧" in left["message"]


def test_a_known_layout_needs_no_mapping(kept: Run, tmp_path: Path) -> None:
    assert kept("import", "mapping", "keep", "名", str(tmp_path / "own.toml")).code == 3
    (tmp_path / "own.toml").write_text('[labels]\n"施策名" = "title"\n', encoding="utf-8")
    assert kept("import", "mapping", "keep", "名", "own.toml").code == 0
    sample = str(TOP / "samples" / "musashimurayama-3.csv")
    assert kept("import", "preview", sample, "--json").json["kept_mapping"] is None


def test_show_prints_a_file_that_keep_reads_back(kept: Run, tmp_path: Path) -> None:
    shown = kept("import", "mapping", "show", "全庁一覧")
    assert shown.out.startswith("# 「全庁一覧」の見出しの意味")
    assert '"なまえ" = "title"' in shown.out
    assert "#   lead_department  主管課" in shown.out
    assert "lead department" in kept("import", "mapping", "show", "全庁一覧", lang="en").out
    (tmp_path / "edited.toml").write_text(shown.out, encoding="utf-8")
    same = kept("import", "mapping", "keep", "全庁一覧", "edited.toml")
    assert same.code == 0
    assert "何も書き込んでいません" in same.err
    (tmp_path / "edited.toml").write_text(shown.out.replace('"purpose"', '"達成目標"'), encoding="utf-8")
    assert kept("import", "mapping", "keep", "全庁一覧", "edited.toml").code == 0
    (mapping,) = kept("import", "mapping", "list", "--json").json
    assert mapping["labels"] == {"なまえ": "title", "ねがい": "target"}
    with Book.open(tmp_path / "shinchoku.db", write=False) as book:
        rows = book.db.conn.execute("SELECT action FROM history WHERE table_name = 'mapping' ORDER BY seq")
        assert [row["action"] for row in rows] == ["keep_mapping", "keep_mapping"]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ('[labels]\n"なまえ" = "title\n', 3, ("2行目", "TOML")),
        ('[labels]\n\n"なまえ" = "colour"\n', 2, ("3行目", "colour", "lead_department")),
        ('# 注\n[labels]\n"ＫＰＩ値" = "unit"\n"KPI値" = "-"\n', 2, ("4行目", "KPI値")),
        ('[labels]\n"ア" = "title"\n"イ" = "施策名"\n', 2, ("3行目", "ア", "イ")),
        ('[labels]\n"ア" = 3\n', 2, ("2行目", "ア")),
        ('題 = "x"\n', 3, ("1行目",)),
        ('"題" = "x"\n[labels]\n"ア" = "title"\n', 2, ("1行目", "題")),
        ("[labels]\n", 2, ("保存するものがありません",)),
    ],
)
def test_a_file_that_says_no_mapping_is_refused_in_one_sentence_with_its_line(
    kept: Run, tmp_path: Path, text: str, code: int, words: tuple[str, ...]
) -> None:
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    said = kept("import", "mapping", "keep", "全庁一覧", "bad.toml")
    assert said.code == code
    assert said.err.count("\n") == 1
    for word in words:
        assert word in said.err
    assert kept("import", "mapping", "list", "--json").json[0]["labels"] == {
        "なまえ": "title",
        "ねがい": "purpose",
    }


def test_a_forgotten_mapping_is_not_used_any_more_and_an_unknown_one_is_refused(kept: Run) -> None:
    assert kept("import", "mapping", "forget", "全庁一覧").code == 0
    assert kept("import", "preview", "second.csv", *OPTIONS).code == 3
    for command in ("forget", "show"):
        said = kept("import", "mapping", command, "全庁一覧")
        assert said.code == 2
        assert "見出しの対応付け" in said.err
    assert kept("import", "mapping", "list").out == ""
    assert kept("verify").code == 0


def test_nothing_is_kept_where_nothing_was_said_or_the_import_was_stopped(run: Run, tmp_path: Path) -> None:
    (tmp_path / "known.csv").write_text("施策名,担当課,目的\n地図の共有,市民課,学ぶ\n", encoding="utf-8")
    (tmp_path / "first.csv").write_text(FIRST, encoding="utf-8")
    missing = run("import", "preview", "first.csv", *OPTIONS, *WORDS, "--keep", "名")
    assert missing.code == 3
    assert run("init").code == 0
    for name, words in (("名", ()), (" ", WORDS)):
        file = "first.csv" if words else "known.csv"
        said = run("import", "commit", file, *OPTIONS, *words, "--keep", name, "--yes")
        assert said.code == 2
        assert said.err.count("\n") == 1
    stopped = run("import", "commit", "first.csv", *OPTIONS, *WORDS, "--keep", "名", stdin="n\n")
    assert stopped.code == 2
    assert run("import", "mapping", "list", "--json").json == []
    assert run("import", "list", "--json").json == []


def test_a_commit_keeps_the_mapping_and_its_own_batch_names_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "first.csv").write_text(FIRST, encoding="utf-8")
    assert run("init").code == 0
    assert run("import", "commit", "first.csv", *OPTIONS, *WORDS, "--keep", "名", "--yes").out.strip() == "1"
    assert run("import", "list", "--json").json[0]["mapping"] == "名"
    again = run("import", "commit", "first.csv", *OPTIONS, "--yes")
    assert again.out == ""
    assert run("verify").code == 0
