"""Any plan written as a list, a document, sheets or the house table is read, committed and exported as the same plan.

What is equal is told by plain structures that the tests draw; nothing of them has gone through a parser of ours. A long
run: SHINCHOKU_EXAMPLES=2000 pytest tests/importers/test_round_trips.py
"""

import csv
import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from db.actor import Actor
from db.book import Book
from exports.json_export import export_json
from importers.commit import Source, commit
from importers.identify import READERS, stage
from importers.readers.docx import read_docx
from importers.readers.xlsx import read_xlsx
from importers.staged import PlanIdentity
from tests.importers.test_docx_reader import DOWN, ON, docx, span, tbl, tr
from tests.importers.workbooks import saved

EXAMPLES = int(os.environ.get("SHINCHOKU_EXAMPLES", "12"))
AT = "2020-12-01T09:00:00+09:00"
FIELDS = {
    "purpose": "目的",
    "current_state": "現状・課題",
    "content": "施策内容",
    "target": "達成目標",
    "risk": "想定されるリスク",
}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp", "iso2022_jp")

Grid = list[list[str]]
Area = tuple[int, int, int, int]


@dataclass(frozen=True)
class Printed:
    """A schedule's cell: what is printed and what it means."""

    text: str
    stages: tuple[str, ...] = ()
    modifier: str | None = None
    note: str | None = None
    continued: bool = False


CELLS = (
    Printed(""),
    Printed("検討", ("検討",)),
    Printed("調達・構築・運用", ("調達・構築", "運用")),
    Printed("実施（順次）", ("実施",), "順次"),
    Printed("一部実施", ("実施",), "一部"),
    Printed("実施 (東館)", ("実施",), None, "東館"),
    Printed("⇒", continued=True),
)
DEPARTMENTS = {
    "図書館": ("図書館", None),
    "市民課": ("市民課", None),
    "子ども・子育て支援課": ("子ども・子育て支援課", None),
    "健康課（現、健康推進課）": ("健康課", "健康推進課"),
    "各課": ("各課", None),
}
MARKS: Mapping[str, bool | None] = {"○": True, "－": False, "？": None}

_FIRST = "窓図防あアＡa髙①"
_REST = _FIRST + "口書館を,，、。\"'「」（）()－〜～−ー・%％¥￥&<>;=+@#！　 １２３⑲㈱Ⅳé𠮷"
words = st.builds(
    lambda first, rest: (first + rest).rstrip(),
    st.sampled_from(_FIRST),
    st.text(_REST, min_size=1, max_size=8),
)
prose = st.lists(words, min_size=1, max_size=3).map("\n".join)
leads = st.lists(st.sampled_from(list(DEPARTMENTS)), max_size=2, unique=True)
goals = st.lists(st.text("便利公開仕事", min_size=2, max_size=4), max_size=3, unique=True)
periods = st.builds(
    lambda first, count, halves: [
        (first + place, half) for place in range(count) for half in ((1, 2) if halves else (None,))
    ],
    st.integers(2019, 2030),
    st.integers(1, 3),
    st.booleans(),
)


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """A plan in plain words: goals, periods and measures."""
    names, years = draw(goals), draw(periods)
    measure = st.fixed_dictionaries(
        {
            "title": words,
            "lead": leads,
            "related": leads,
            "marks": st.fixed_dictionaries({name: st.sampled_from(["", *MARKS]) for name in names}),
            "texts": st.fixed_dictionaries(
                {"content": prose}, optional={name: prose for name in FIELDS if name != "content"}
            ),
            "cells": st.lists(st.sampled_from(CELLS), min_size=len(years), max_size=len(years)),
        }
    )
    return {"goals": names, "periods": years, "measures": draw(st.lists(measure, min_size=1, max_size=3))}


# -- what must come back


def expected(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "number": str(number),
            "title": measure["title"],
            "lead": [DEPARTMENTS[name][0] for name in measure["lead"]],
            "related": [DEPARTMENTS[name][0] for name in measure["related"]],
            "renames": {DEPARTMENTS[n] for n in measure["lead"] + measure["related"] if DEPARTMENTS[n][1]},
            "texts": measure["texts"],
            "marks": {name: MARKS[mark] for name, mark in measure["marks"].items() if mark},
            "schedule": meant(plan["periods"], measure["cells"]),
        }
        for number, measure in enumerate(plan["measures"], 1)
    ]


def meant(years: Sequence[tuple[int, int | None]], cells: Sequence[Printed]) -> dict[object, object]:
    """An arrow goes on what stands right before it; after a blank it goes on nothing."""
    found: dict[object, object] = {}
    before: tuple[str, ...] = ()
    for period, cell in zip(years, cells, strict=True):
        before = before if cell.continued else cell.stages
        if cell.text:
            found[period] = (before, cell.modifier, cell.continued, cell.note)
    return found


def came_back(name: str, content: bytes, folder: Path) -> list[dict[str, Any]]:
    """The file staged, committed into a new book and exported."""
    staging = stage(name, content, PlanIdentity("p-1", "星野市の計画", "星野市", 2019, 2032))
    path = folder / "book.db"
    for old in folder.glob("book.db*"):
        old.unlink()
    with Book.create(
        path, actor=Actor(1000, "suzuki", "鈴木"), clock=lambda: datetime(2020, 10, 5, tzinfo=UTC)
    ) as book:
        difference = commit(book, staging, Source(name, content), lambda issue: issue.code)
        assert not difference.count("rejected") and not difference.count("conflict")
        exported = json.loads("".join(export_json(book.db, "p-1", exported_at=AT)))
    return [shown(measure) for measure in exported["plans"][0]["measures"]]


def shown(measure: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "number": measure["number"],
        "title": measure["title"],
        "lead": measure["lead_departments"],
        "related": measure["related_departments"],
        "renames": {(item["name"], item["renamed_to"]) for item in measure["department_renames"]},
        "texts": {name: measure[name] for name in FIELDS if measure[name] is not None},
        "marks": {item["name"]: item["mark"] for item in measure["goal_marks"]},
        "schedule": {
            (cell["fy"], cell["half"]): (
                tuple(cell["stages"]),
                cell["modifier"],
                cell["continued"],
                cell["note"],
            )
            for cell in measure["schedule"]
            if (cell["row"], cell["kind"]) == (1, "planned")
        },
    }


# -- how a plan is printed


def year(fy: int) -> str:
    return f"令和{fy - 2018}年度" if fy > 2019 else "令和元年度"


def period_rows(plan: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The labels over the periods: a year over its halves."""
    years = plan["periods"]
    return (
        [year(fy) if half in (None, 1) else "" for fy, half in years],
        ["" if half is None else ("上半期", "下半期")[half - 1] for _, half in years],
    )


def departments(names: Sequence[str]) -> str:
    return "、".join(names) or "－"


def as_list(plan: Mapping[str, Any]) -> tuple[Grid, list[Area]]:
    """The plan as a list under a header of two rows, and the areas that are merged in it."""
    labels = ["番号", "施策名", "主管課", "関係課", *FIELDS.values()]
    fixed, names, years = len(labels), plan["goals"], plan["periods"]
    over, halves = period_rows(plan)
    rows = [
        [*labels, *(["基本目標"] + [""] * (len(names) - 1) if names else []), *over],
        [*([""] * fixed), *names, *halves],
    ]
    areas = [(1, column, 2, column) for column in range(1, fixed + 1)]
    if len(names) > 1:
        areas.append((1, fixed + 1, 1, fixed + len(names)))
    for place, (_, half) in enumerate(years, fixed + len(names) + 1):
        if half == 1:
            areas.append((1, place, 1, place + 1))
        if half is None:
            areas.append((1, place, 2, place))
    for number, measure in enumerate(plan["measures"], 1):
        texts = [measure["texts"].get(name, "") for name in FIELDS]
        head = [str(number), measure["title"], departments(measure["lead"]), departments(measure["related"])]
        rows.append(
            [*head, *texts, *(measure["marks"][name] for name in names), *(c.text for c in measure["cells"])]
        )
    return rows, areas


def as_sheet(plan: Mapping[str, Any], number: int) -> tuple[Grid, list[Area]]:
    """One measure as a sheet of labels left of their values, its schedule below."""
    measure = plan["measures"][number - 1]
    rows = [
        ["施策番号", str(number), "施策名", measure["title"]],
        ["主管課", departments(measure["lead"]), "関係課", departments(measure["related"])],
        *([FIELDS[name], text] for name, text in measure["texts"].items()),
    ]
    marks = [(name, mark) for name, mark in measure["marks"].items() if mark]
    rows += [["基本目標" if not place else "", mark, name] for place, (name, mark) in enumerate(marks)]
    over, halves = period_rows(plan)
    rows.append(["工程表", "", *over])
    if any(halves):
        rows.append(["", "", *halves])
    rows.append(["1", "作業", *(cell.text for cell in measure["cells"])])
    return rows, []


def as_house(plan: Mapping[str, Any]) -> Grid:
    names, measures = plan["goals"], plan["measures"]
    headings = [year(fy) + ("", "上半期", "下半期")[half or 0] for fy, half in plan["periods"]]
    rows = [["■計画"], ["計画キー", "p-1"], ["計画の名称", "星野市の計画"], ["自治体", "星野市"], []]
    columns = ["施策キー", "番号", "施策名", "主管課", "関係課"]
    texts = ["想定されるリスク", "目的", "現状・課題", "施策内容", "達成目標"]
    by_label = {label: name for name, label in FIELDS.items()}
    rows += [["■施策"], [*columns, *texts, *(f"目標:{name}" for name in names)]]
    for number, measure in enumerate(measures, 1):
        head = [str(number)] * 2 + [
            measure["title"],
            departments(measure["lead"]),
            departments(measure["related"]),
        ]
        values = [measure["texts"].get(by_label[label], "") for label in texts]
        rows.append([*head, *values, *(measure["marks"][name] for name in names)])
    rows += [[], ["■工程表"], ["施策キー", "工程番号", "種別", *headings]]
    rows += [
        [str(n), "1", "計画", *(cell.text for cell in one["cells"])] for n, one in enumerate(measures, 1)
    ]
    return rows


def xlsx(sheets: Mapping[str, tuple[Grid, Sequence[Area]]]) -> bytes:
    def merge(book: Workbook) -> None:
        for name, (_, areas) in sheets.items():
            for top, left, bottom, right in areas:
                book[name].merge_cells(None, top, left, bottom, right)

    book = Workbook()
    book.remove(book.active)
    for name, (grid, _) in sheets.items():
        sheet = book.create_sheet(name)
        for place, row in enumerate(grid, 1):
            for column, text in enumerate(row, 1):
                if text:
                    sheet.cell(place, column, text).data_type = "s"
    merge(book)
    return saved(book)


def as_csv(grid: Grid, encoding: str) -> bytes:
    place = io.StringIO()
    csv.writer(place).writerows(grid)
    return place.getvalue().encode(encoding)


def word_table(grid: Grid, areas: Sequence[Area]) -> str:
    """A table of a Word document with its merged cells."""
    wide = {(top, left): right - left + 1 for top, left, _, right in areas if right > left}
    deep = {(top, left) for top, left, bottom, _ in areas if bottom > top}
    rows = []
    for place, row in enumerate(grid, 1):
        cells, column = [], 1
        while column <= len(row):
            width = wide.get((place, column), 1)
            props = span(width) if width > 1 else ""
            props += DOWN if (place, column) in deep else ON if (place - 1, column) in deep else ""
            text = escape(row[column - 1]).replace("\n", "</w:t><w:br/><w:t>")
            cells.append(f"<w:tc><w:tcPr>{props}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
            column += width
        rows.append(tr(*cells))
    return tbl(*rows)


# -- the trips

trip = settings(
    max_examples=EXAMPLES, derandomize=EXAMPLES < 100, suppress_health_check=list(HealthCheck), deadline=None
)


@pytest.fixture(scope="module", autouse=True)
def in_this_process() -> Iterator[None]:
    """Files are read without a process of their own, which other tests hold to its limits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(READERS, ".xlsx", read_xlsx)  # type: ignore[misc]
        patch.setitem(READERS, ".docx", read_docx)  # type: ignore[misc]
        yield


@trip
@given(plan=plans())
def test_a_list_in_a_workbook_with_merged_labels_is_the_same_plan(
    plan: dict[str, Any], tmp_path: Path
) -> None:
    assert came_back("plan.xlsx", xlsx({"一覧": as_list(plan)}), tmp_path) == expected(plan)


@trip
@given(plan=plans(), encoding=st.sampled_from(ENCODINGS))
def test_a_list_in_csv_is_the_same_plan_in_every_encoding_that_can_hold_it(
    plan: dict[str, Any], encoding: str, tmp_path: Path
) -> None:
    try:
        content = as_csv(as_list(plan)[0], encoding)
    except UnicodeEncodeError:
        content = as_csv(as_list(plan)[0], "utf-8")
    assert came_back("plan.csv", content, tmp_path) == expected(plan)


@trip
@given(plan=plans())
def test_a_list_in_a_document_is_the_same_plan(plan: dict[str, Any], tmp_path: Path) -> None:
    assert came_back("plan.docx", docx(word_table(*as_list(plan))), tmp_path) == expected(plan)


@trip
@given(plan=plans())
def test_a_sheet_for_each_measure_is_the_same_plan(plan: dict[str, Any], tmp_path: Path) -> None:
    sheets = {str(number): as_sheet(plan, number) for number in range(1, len(plan["measures"]) + 1)}
    assert came_back("plan.xlsx", xlsx(sheets), tmp_path) == expected(plan)
    tables = "".join(word_table(*sheet) for sheet in sheets.values())
    assert came_back("plan.docx", docx(tables), tmp_path) == expected(plan)


@trip
@given(plan=plans())
def test_sheets_one_under_another_are_the_same_plan(plan: dict[str, Any], tmp_path: Path) -> None:
    numbers = range(1, len(plan["measures"]) + 1)
    stacked = [row for number in numbers for row in (*as_sheet(plan, number)[0], [])]
    assert came_back("plan.csv", as_csv(stacked, "utf-8"), tmp_path) == expected(plan)


@trip
@given(plan=plans())
def test_the_house_table_is_the_same_plan_in_csv_and_in_a_workbook(
    plan: dict[str, Any], tmp_path: Path
) -> None:
    grid = as_house(plan)
    assert came_back("plan.csv", as_csv(grid, "utf-8-sig"), tmp_path) == expected(plan)
    assert came_back("plan.xlsx", xlsx({"計画": (grid, [])}), tmp_path) == expected(plan)
