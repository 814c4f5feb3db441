"""What goes out, opened in LibreOffice: every cell is there, as what it is, and nothing is a formula."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from db.book import Book
from exports.csv_export import export_csv
from exports.headings import heading
from exports.xlsx_export import export_xlsx
from web import xlsx

pytestmark = pytest.mark.office

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

AWKWARD = {
    "007": "=cmd|' /C calc'!A0",
    "1-2": "2020-10-01",
    "1e5": "+81-422",
    "⑲": '「引用」, "quoted"\n二行目',
    "TRUE": "@SUM(A1)",
    "NULL": "ｱﾌﾟﾘと𠮷野家の髙",
}

# A cell: its kind as the office program understood it, and what it holds.
Cell = tuple[str, str] | None


def opened(folder: Path, name: str, *reading: str) -> dict[str, list[list[Cell]]]:
    """The sheets of a file as LibreOffice understands them when somebody opens it."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LIBREOFFICE IS MISSING: the files were not opened (apt install libreoffice-calc)")
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            *reading,
            "--convert-to",
            "fods",
            "--outdir",
            str(folder / "opened"),
            str(folder / name),
        ],
        capture_output=True,
        timeout=240,
        check=True,
    )
    tree = ElementTree.parse(folder / "opened" / f"{Path(name).stem}.fods")
    return {sheet.get(f"{_TABLE}name", ""): list(_rows(sheet)) for sheet in tree.iter(f"{_TABLE}table")}


def _rows(sheet: ElementTree.Element) -> Iterator[list[Cell]]:
    for row in sheet.iter(f"{_TABLE}table-row"):
        cells: list[Cell] = []
        for cell in row.findall(f"{_TABLE}table-cell"):
            assert cell.get(f"{_TABLE}formula") is None, "the file has a cell that is computed"
            cells += [_cell(cell)] * min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), 200)
        if any(cells):
            yield cells


def _cell(cell: ElementTree.Element) -> Cell:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind is None:
        return None
    said = cell.get(f"{_OFFICE}date-value") or cell.get(f"{_OFFICE}value")
    return kind, said or "\n".join("".join(part.itertext()) for part in cell.findall(f"{_TEXT}p"))


def column(rows: list[list[Cell]], title: str) -> list[Cell]:
    place = rows[0].index(("string", title))
    return [row[place] for row in rows[1:]]


@pytest.fixture
def awkward(book: Book, add_plan: Callable[..., int], add_measure: Callable[..., int]) -> Book:
    """A plan whose numbers and titles spreadsheets like to take for something else."""
    with book.writing() as door:
        plan = add_plan(door, "shiken-9")
        for place, (number, title) in enumerate(AWKWARD.items()):
            add_measure(door, plan, str(place), number=number, title=title)
    return book


def test_the_workbook_opens_with_every_text_a_text(awkward: Book, tmp_path: Path) -> None:
    export_xlsx(awkward.db, "shiken-9", tmp_path / "plan.xlsx")
    sheets = opened(tmp_path, "plan.xlsx")
    assert list(sheets) == ["施策", "報告", "工程表", "指標"]
    assert column(sheets["施策"], "番号") == [("string", number) for number in AWKWARD]
    assert column(sheets["施策"], "施策名") == [("string", title) for title in AWKWARD.values()]


def test_the_workbook_opens_with_real_dates_and_numbers(filled: Book, tmp_path: Path) -> None:
    export_xlsx(filled.db, "shiken-2", tmp_path / "plan.xlsx")
    sheets = opened(tmp_path, "plan.xlsx")
    reports = sheets["報告"]
    assert set(column(reports, "締切日")) == {("date", "2020-10-15"), ("date", "2021-04-15")}
    assert ("date", "2020-10-25T14:03:00") in column(reports, "提出日時")
    assert set(column(reports, "年度")) == {("float", "2020")}
    assert ("string", "=HYPERLINK(1)") in column(reports, "文")
    assert column(sheets["指標"], "値") == [("float", "1200"), ("float", "0.25"), None, ("float", "998")]


def test_a_workbook_from_the_browser_opens_the_same_way(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [place, number, title, "2020-10-15", "2020-10-25T14:03:00+09:00", 2020, "confirmed"]
        for place, (number, title) in enumerate(AWKWARD.items())
    ]
    columns = ("id", "number", "title", "due_on", "submitted_at", "fy", "state")
    names = ("ID", "番号：印刷されたとおり", "施策名", "締切日", "提出日時", "年度", "状態")
    words = dict(zip(columns, names, strict=True))
    told = xlsx.Told("報告：一覧", "説明", "/shinchoku/report.xlsx", words)
    (tmp_path / "report.xlsx").write_bytes(xlsx.workbook(xlsx.Answer(columns, rows, True), told, None, False))
    sheets = opened(tmp_path, "report.xlsx")
    assert list(sheets) == ["報告：一覧", "このファイルについて"]
    page = sheets["報告：一覧"]
    assert column(page, "番号")[:-1] == [("string", number) for number in AWKWARD]
    assert column(page, "施策名")[:-1] == [("string", title) for title in AWKWARD.values()]
    assert set(column(page, "締切日")[:-1]) == {("date", "2020-10-15")}
    assert set(column(page, "提出日時")[:-1]) == {("date", "2020-10-25T14:03:00")}
    assert set(column(page, "年度")[:-1]) == {("float", "2020")}
    assert set(column(page, "状態")[:-1]) == {("string", "確 確認済")}
    last = page[-1][0]
    assert last is not None and "はじめの 50,000 行だけ" in last[1]


def test_the_csv_opens_in_japanese_with_nothing_that_runs(awkward: Book, tmp_path: Path) -> None:
    """As its dialog offers to: commas, UTF-8, and what each column is left to the program."""
    (tmp_path / "measure.csv").write_text(
        "".join(export_csv(awkward.db, "measure")), encoding="utf-8", newline=""
    )
    (rows,) = opened(tmp_path, "measure.csv", "--infilter=CSV:44,34,76,1").values()
    titles = [cell[1] for cell in column(rows, heading("measure", "title")) if cell]
    assert "ｱﾌﾟﾘと𠮷野家の髙" in titles and AWKWARD["⑲"] in titles
    # What would run stands behind an apostrophe and is a text.
    assert ("string", "'=cmd|' /C calc'!A0") in column(rows, "施策名")
    assert ("string", "'@SUM(A1)") in column(rows, "施策名")
    assert ("date", "2020-10-01") in column(rows, "施策名")


def test_the_csv_keeps_leading_zeros_where_columns_are_read_as_texts(awkward: Book, tmp_path: Path) -> None:
    text = "".join(export_csv(awkward.db, "measure"))
    (tmp_path / "measure.csv").write_text(text, encoding="utf-8", newline="")
    kinds = "/".join(f"{place}/2" for place in range(1, text.split("\r\n", 1)[0].count(",") + 2))
    (rows,) = opened(tmp_path, "measure.csv", f"--infilter=CSV:44,34,76,1,{kinds}").values()
    assert column(rows, "番号") == [("string", number) for number in AWKWARD]
    assert [cell and cell[1].removeprefix("'") for cell in column(rows, "施策名")] == list(AWKWARD.values())
