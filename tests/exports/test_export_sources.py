"""Where exported values came from: the latest import that still stands, and the issues of those imports."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from db.book import Book
from exports.csv_export import export_csv
from exports.public_tables import public_names
from exports.xlsx_export import export_xlsx
from importers.commit import Source, commit
from importers.staged import Cell, Issue, StagedRow, Staging
from importers.undo import undo

Exported = Callable[..., dict[str, Any]]


def _speak(issue: Issue) -> str:
    return f"説明：{issue.code}"


def _staging(title: str, place: str, *, issue: str, measure_issue: bool = True) -> Staging:
    plan = StagedRow(
        "p",
        "plan",
        (),
        {
            "municipality": Cell("試験市", "試験市", "p.1"),
            "title": Cell("計画", "計画", "p.1"),
        },
        "p.1",
    )
    measure = StagedRow(
        "p",
        "measure",
        ("1",),
        {"number": Cell("①", "①", f"{place} no."), "title": Cell(title, title, place)},
        place,
    )
    system = StagedRow(
        "p", "renewal_system", ("住民記録",), {"department": Cell("市民課", "市民課", "p.9")}, "p.9"
    )
    told = Issue(
        issue,
        "warn",
        place,
        "title" if measure_issue else None,
        title,
        plan="p" if measure_issue else None,
        key=("1",) if measure_issue else None,
    )
    return Staging((plan, measure, system), (told,), "test")


def test_a_measure_names_the_file_and_place_of_the_latest_import_that_stands(
    book: Book, exported: Exported
) -> None:
    commit(book, _staging("旧名", "p.3 l.10", issue="first"), Source("初版.txt", b"1"), _speak)
    (measure,) = exported(book)["plans"][0]["measures"]
    assert measure["source"] == {"file": "初版.txt", "ref": "p.3 l.10"}
    later = commit(book, _staging("新名", "p.5 l.20", issue="second"), Source("改訂.txt", b"2"), _speak)
    assert later.batch is not None
    found = exported(book)
    assert found["plans"][0]["measures"][0]["title"] == "新名"
    assert found["plans"][0]["measures"][0]["source"] == {"file": "改訂.txt", "ref": "p.5 l.20"}
    assert [(item["batch"], item["code"]) for item in found["issues"]] == [(1, "first"), (2, "second")]
    undo(book, later.batch)
    found = exported(book)
    assert found["plans"][0]["measures"][0]["title"] == "旧名"
    assert found["plans"][0]["measures"][0]["source"] == {"file": "初版.txt", "ref": "p.3 l.10"}
    assert [item["code"] for item in found["issues"]] == ["first"]


def test_a_system_names_its_source_too(book: Book, exported: Exported) -> None:
    commit(book, _staging("名", "p.3", issue="first"), Source("初版.txt", b"1"), _speak)
    (system,) = exported(book)["plans"][0]["systems"]
    assert system["source"] == {"file": "初版.txt", "ref": "p.9"}


def test_an_issue_has_the_contracts_keys_and_the_sentence_people_were_told(
    book: Book, exported: Exported
) -> None:
    commit(book, _staging("名", "p.3", issue="odd_title"), Source("初版.txt", b"1"), _speak)
    (issue,) = exported(book)["issues"]
    assert list(issue)[:7] == ["batch", "code", "level", "ref", "field", "raw", "message"]
    assert issue["level"] == "warn" and issue["message"] == "説明：odd_title"
    assert (issue["plan"], issue["measure"], issue["state"]) == ("p", "1", "open")


def test_one_plan_brings_its_own_issues_and_those_of_its_files(book: Book, exported: Exported) -> None:
    commit(book, _staging("名", "p.3", issue="whole", measure_issue=False), Source("p.txt", b"1"), _speak)
    named = {"title": Cell("別", "別", "p.1"), "municipality": Cell("別の市", "別の市", "p.1")}
    other = StagedRow("q", "plan", (), named, "p.1")
    told = Issue("foreign", "info", "p.1", None, "", plan="q")
    commit(book, Staging((other,), (told,), "test"), Source("q.txt", b"2"), _speak)
    assert [item["code"] for item in exported(book, "p")["issues"]] == ["whole"]
    assert [item["code"] for item in exported(book, "q")["issues"]] == ["foreign"]
    assert len(exported(book)["issues"]) == 2


SAMPLES = {  # measures, of them with a lead department, systems, survey items: counted in the documents
    "musashino-4": (53, 37, 17),
    "musashino-6": (29, 0, 0),
    "musashimurayama-3": (20, 0, 0),
    "musashimurayama-4": (24, 0, 0),
}


def test_the_samples_come_out_valid_and_whole(book: Book, tmp_path: Path, exported: Exported) -> None:
    from importers.identify import stage

    for name in SAMPLES:
        content = (files("samples") / f"{name}.csv").read_bytes()
        commit(book, stage(f"{name}.csv", content), Source(f"{name}.csv", content), _speak)
    found = exported(book)
    counted = {
        plan["key"]: (
            len(plan["measures"]),
            len(plan["systems"]),
            sum(len(survey["items"]) for survey in plan["surveys"]),
        )
        for plan in found["plans"]
    }
    assert counted == SAMPLES
    plans = {plan["key"]: plan for plan in found["plans"]}
    former = plans["musashino-4"]["measures"]
    assert sum(measure["is_priority"] is True for measure in former) == 17
    assert [measure["added_fy"] for measure in former if measure["added_fy"]] == [2015, 2015]
    assert all(cell["stages"] for measure in former for cell in measure["schedule"])
    assert all(measure["lead_departments"] for measure in plans["musashino-6"]["measures"])
    assert all(measure["evaluation"] for measure in plans["musashimurayama-3"]["measures"])
    assert plans["musashimurayama-4"]["predecessor"] == "musashimurayama-3"
    assert {measure["source"]["file"] for measure in former} == {"musashino-4.csv"}
    for table in public_names(book.db):
        assert "".join(export_csv(book.db, table))
    for key in SAMPLES:
        export_xlsx(book.db, key, tmp_path / f"{key}.xlsx")


@pytest.mark.parametrize(
    ("name", "measures"), [("000_c606e2f4ddb9bfc5.txt", 29), ("003_e561336a577d4b3f.txt", 53)]
)
def test_a_real_document_comes_out_valid(
    book: Book, seeds: Path, name: str, measures: int, exported: Exported
) -> None:
    from importers.identify import stage

    content = (seeds / name).read_bytes()
    commit(book, stage(name, content), Source(name, content), _speak)
    found = exported(book)
    assert max(len(plan["measures"]) for plan in found["plans"]) == measures
    for plan in found["plans"]:
        assert all(measure["source"]["file"] == name for measure in plan["measures"])
