"""Labels given a meaning in sheets with labels beside their values, in workbooks, and in letters of any width."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, Said
from tests.importers.workbooks import workbook

PLAN = ("--plan", "試し", "--municipality", "試し市")


def sheet(number: int, title: str, lead: str, wish: str, remark: str) -> list[list[Any]]:
    return [
        ["施策の個票"],
        ["番号", number, "なまえ", title],
        ["担当課", lead],
        ["ねがい", wish],
        ["ＫＰＩ等メモ", remark],
    ]


@pytest.fixture
def sheets(run: Run, tmp_path: Path) -> Run:
    first = {
        "1": sheet(1, "窓口の電子化", "市民課", "待ち時間を減らす", "春から"),
        "2": sheet(2, "地図の共有", "都市計画課", "二重の作図をやめる", ""),
    }
    (tmp_path / "sheets.xlsx").write_bytes(workbook(first))
    (tmp_path / "next.xlsx").write_bytes(
        workbook({"1": sheet(1, "会議の電子化", "総務課", "紙を減らす", "全部署")})
    )
    assert run("init").code == 0
    return run


def fields(said: Said) -> dict[str, tuple[str | None, str]]:
    return {row["label"]: (row["field"], row["decided_by"]) for row in said.json["mapping"]}


def measures(run: Run) -> list[tuple[str, str, str | None]]:
    (plan,) = run("export", "json").json["plans"]
    return [(item["number"], item["title"], item["purpose"]) for item in plan["measures"]]


WORDS = ("--map", "なまえ=title", "--map", "ねがい=目的", "--map", "KPI等メモ=-")


def test_labels_beside_their_values_take_the_fields_that_were_given(sheets: Run) -> None:
    said = sheets("import", "preview", "sheets.xlsx", *PLAN, *WORDS, "--json")
    assert said.json["profile"] == "label-sheets"
    assert fields(said) == {
        "番号": ("number", "lexicon"),
        "なまえ": ("title", "you"),
        "担当課": ("lead_department", "lexicon"),
        "ねがい": ("purpose", "you"),
        "ＫＰＩ等メモ": (None, "you"),
    }
    assert sheets("import", "commit", "sheets.xlsx", *PLAN, *WORDS, "--yes").code in (0, 1)
    assert measures(sheets) == [
        ("1", "窓口の電子化", "待ち時間を減らす"),
        ("2", "地図の共有", "二重の作図をやめる"),
    ]


def test_the_next_workbook_of_sheets_is_read_by_the_kept_mapping(sheets: Run) -> None:
    kept = sheets("import", "preview", "sheets.xlsx", *PLAN, *WORDS, "--keep", "個票")
    assert kept.code in (0, 1)
    said = sheets("import", "commit", "next.xlsx", *PLAN, "--yes")
    assert said.code in (0, 1)
    assert sheets("import", "list", "--json").json[0]["mapping"] == "個票"
    assert measures(sheets) == [("1", "会議の電子化", "紙を減らす")]


def test_what_cannot_be_mapped_in_sheets_is_refused_and_nothing_comes_in(sheets: Run) -> None:
    for given in ("ない見出し=target", "ねがい=title", "担当課=title"):
        said = sheets("import", "commit", "sheets.xlsx", *PLAN, *WORDS[:2], "--map", given, "--yes")
        assert said.code == 2, given
        assert said.err.count("\n") == 1
        english = sheets(
            "import", "commit", "sheets.xlsx", *PLAN, *WORDS[:2], "--map", given, "--yes", lang="en"
        )
        assert english.code == 2
        assert english.err.isascii() or "“" in english.err
    assert sheets("import", "list", "--json").json == []


@pytest.mark.parametrize("label", ["ＤＸ名", "DX名", "ｄｘ 名", "DX　名"])
def test_a_label_is_the_same_in_any_width(run: Run, tmp_path: Path, label: str) -> None:
    rows = [("番号", "ＤＸ 名", "担当課", "ﾈﾗｲ等"), (1, "窓口の電子化", "市民課", "待ち時間を減らす")]
    (tmp_path / "wide.xlsx").write_bytes(workbook({"一覧": rows}))
    (tmp_path / "half.csv").write_text(
        "番号,dx名,担当課,ネライ等\n1,窓口の電子化,市民課,待ち時間を減らす\n", encoding="utf-8"
    )
    assert run("init").code == 0
    words = ("--map", f"{label}＝施策名", "--map", "ネライ等=purpose")
    said = run("import", "preview", "wide.xlsx", *PLAN, *words, "--keep", "広い", "--json")
    assert fields(said)["ＤＸ 名"] == ("title", "you")
    assert fields(said)["ﾈﾗｲ等"] == ("purpose", "you")
    other = run("import", "preview", "half.csv", *PLAN, "--json")
    assert other.json["kept_mapping"] == "広い"
    assert fields(other)["dx名"] == ("title", "kept")


def test_a_header_of_two_rows_is_named_by_the_label_that_the_preview_shows(run: Run, tmp_path: Path) -> None:
    rows = [
        ("番号", "なまえ", "担当", None, "ねがい"),
        (None, None, "主管課", "連れ", None),
        (1, "窓口の電子化", "市民課", "総務課", "待ち時間を減らす"),
        (2, "地図の共有", "都市計画課", "総務課", "二重の作図をやめる"),
    ]
    (tmp_path / "two.xlsx").write_bytes(workbook({"一覧": rows}))
    assert run("init").code == 0
    words = ("--map", "なまえ=title", "--map", "ねがい=purpose")
    said = run("import", "preview", "two.xlsx", *PLAN, *words, "--json")
    assert fields(said)["担当／連れ"] == (None, "question")
    more = (*words, "--map", "担当/連れ=関係課")
    done = run("import", "commit", "two.xlsx", *PLAN, *more, "--keep", "二段", "--yes")
    assert done.code in (0, 1)
    (plan,) = run("export", "json").json["plans"]
    assert str(plan["measures"][0]["lead_departments"]).count("市民課") == 1
    assert str(plan["measures"][0]["related_departments"]).count("総務課") == 1
    again = run("import", "preview", "two.xlsx", *PLAN, "--json")
    assert again.json["kept_mapping"] == "二段"
    assert again.json["counts"]["new"] == again.json["counts"]["changed"] == 0
