"""An old workbook (xls) is read as a new one is: dates as shown, merges and what is hidden known, in bounds."""

import io
import random
import shutil
import struct
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.errors import Refusal
from importers.document import CellText, Document, Fill
from importers.errors import DamagedFile, EmptyFile, EncryptedFile, PictureOnly, TooManyCells, WrongKind
from importers.identify import read, stage
from importers.readers.xls import read_xls
from tests.importers.test_damaged_files import damaged
from tests.importers.workbooks import workbook

xlwt = pytest.importorskip("xlwt")

Rows = Sequence[Sequence[Any]]


def old_workbook(sheets: Mapping[str, Rows], then: Callable[[Any], None] | None = None) -> bytes:
    """The bytes of an xls with these sheets; None is no cell, (value, style) one with a style of xlwt."""
    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, tuple):
                    sheet.write(row, column, value[0], value[1])
                elif value is not None:
                    sheet.write(row, column, value)
    if then is not None:
        then(book)
    place = io.BytesIO()
    book.save(place)
    return place.getvalue()


def spans(book: Any) -> list[tuple[int, int, int, int]]:
    """The first sheet's merges. The library's own way to merge writes a blank into every cell of them."""
    found: list[tuple[int, int, int, int]] = book.get_sheet(0).merged_ranges
    return found


def shown_as(number_format: str) -> Any:
    return xlwt.easyxf(num_format_str=number_format)


def texts(document: Document, sheet: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row] for row in document.sheets[sheet].rows]


def cell(document: Document, ref: str) -> CellText:
    (found,) = [cell for sheet in document.sheets for row in sheet.rows for cell in row if cell.ref == ref]
    return found


def issues(document: Document) -> list[tuple[str, str]]:
    return [(issue.code, issue.params.get("places", issue.ref)) for issue in document.issues]


LIST = [
    ["番号", "施策名", "主管課", "令和2年度", "令和3年度"],
    [1, "図書館の予約", "図書館", "検討", "実施"],
    [2.0, "窓口の案内", "市民課", "実施", "⇒"],
]


def test_sheets_come_in_their_order_and_every_cell_knows_its_place() -> None:
    document = read_xls("plan.xls", old_workbook({"施策": LIST, "用語": [["用語"]]}))
    assert [sheet.name for sheet in document.sheets] == ["施策", "用語"]
    assert texts(document)[2] == ["2", "窓口の案内", "市民課", "実施", "⇒"]
    assert cell(document, "施策!B2") == CellText(2, 2, "図書館の予約", "施策!B2")
    assert document.text_at("用語!A1") == "用語"
    assert document.encoding == "xls" and document.issues == ()


def test_an_old_workbook_stages_what_the_same_new_one_stages() -> None:
    old, new = (
        stage("hoshino.xls", old_workbook({"一覧": LIST})),
        stage("hoshino.xlsx", workbook({"一覧": LIST})),
    )
    assert old.rows == new.rows and len(old.rows) > 2


@pytest.mark.parametrize(
    ("value", "shown", "expected"),
    [
        (3.0, "General", "3"),
        (0.285, "0.0%", "28.5%"),
        (True, "General", "TRUE"),
        (date(2020, 4, 1), "yyyy/m/d", "2020-04-01"),
        (date(2020, 4, 1), '[$-411]ggge"年"m"月"d"日"', "2020-04-01"),
        (date(2020, 4, 1), '[$-411]ggge"年度"', "令和2年度"),
        (date(2019, 4, 1), '[$-411]ggge"年"', "平成31年"),
        (date(2020, 4, 1), 'yyyy"年度"', "2020年度"),
        (0.375, "h:mm", "09:00"),
        (2, '"令和"0"年度"', "令和2年度"),
        (451875, "#,##0", "451875"),
        ("\u200b窓口の\r\n予約 ", "General", "窓口の\n予約"),
    ],
)
def test_a_stored_value_is_text_as_a_person_reads_it(value: object, shown: str, expected: str) -> None:
    document = read_xls("plan.xls", old_workbook({"期": [[(value, shown_as(shown))]]}))
    assert texts(document) == [[expected]]


def test_dates_that_are_counted_from_1904_are_the_same_dates() -> None:
    def from_1904(book: Any) -> None:
        book.dates_1904 = True

    rows = [[(42460, shown_as("yyyy/m/d"))], [(42460, shown_as('[$-411]ggge"年度"'))]]
    assert texts(read_xls("plan.xls", old_workbook({"期": rows}, from_1904))) == [
        ["2020-04-01"],
        ["令和2年度"],
    ]


def test_a_merged_value_stands_once_and_covered_cells_name_it() -> None:
    def merged(book: Any) -> None:
        book.get_sheet(0).write_merge(0, 1, 0, 1, "分野")

    document = read_xls(
        "plan.xls", old_workbook({"表": [[None, None, "年度"], [None, None, "上期"]]}, merged)
    )
    assert texts(document) == [["分野", "", "年度"], ["", "", "上期"]]
    assert {ref: cell(document, f"表!{ref}").merged_from for ref in ("A1", "B1", "A2", "B2")} == {
        "A1": None,
        "B1": "表!A1",
        "A2": "表!A1",
        "B2": "表!A1",
    }


def test_what_a_merge_covers_is_left_out_and_told() -> None:
    def merged(book: Any) -> None:
        spans(book).append((0, 0, 0, 2))

    document = read_xls("plan.xls", old_workbook({"表": [["分野", "隠れた文", ""], ["a", "b", "c"]]}, merged))
    assert texts(document)[0] == ["分野", "", ""]
    assert issues(document) == [("covered_text", "B1")]


def test_hidden_rows_columns_and_sheets_are_marked_and_told() -> None:
    def hide(book: Any) -> None:
        first = book.get_sheet(0)
        first.row(1).hidden = True
        first.col(1).hidden = True
        book.get_sheet(1).visibility = 1
        book.get_sheet(2).visibility = 2

    rows = [["番号", "施策名"], [1, "a"], [2, "b"]]
    document = read_xls("plan.xls", old_workbook({"表": rows, "控え": [["x"]], "奥": [["y"]]}, hide))
    assert [sheet.hidden for sheet in document.sheets] == [False, True, True]
    assert texts(document.shown()) == [["番号"], [], ["2"]]
    assert issues(document) == [
        ("hidden_rows", "2"),
        ("hidden_columns", "B"),
        ("hidden_sheet", "1"),
        ("hidden_sheet", "1"),
    ]


def test_background_colours_are_runs_and_white_is_none() -> None:
    bar = xlwt.easyxf("pattern: pattern solid, fore_colour yellow")
    white = xlwt.easyxf("pattern: pattern solid, fore_colour white")
    rows = [["番号", "2年度", "3年度"], ["1", ("", bar), ("", bar)], [("x", white), None, None]]
    document = read_xls("plan.xls", old_workbook({"表": rows}))
    assert document.sheets[0].fills == (Fill(2, 2, 3, "FFFF00"),)


def picture(book: Any) -> None:
    from PIL import Image

    place = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(place, "BMP")
    book.get_sheet(0).insert_bitmap_data(place.getvalue(), 2, 2)


def test_pictures_are_told() -> None:
    document = read_xls("plan.xls", old_workbook({"表": [["x"]]}, picture))
    assert [(issue.code, issue.params["count"]) for issue in document.issues] == [("drawings_left", "1")]


def encrypted(content: bytes) -> bytes:
    """The workbook with a record that says that all after it is encrypted, in place of one that says nothing."""
    start = content.index(struct.pack("<HH", 0x0042, 2))  # the code page
    return content[:start] + struct.pack("<HHH", 0x002F, 2, 0) + content[start + 6 :]


GOOD = old_workbook({"一覧": LIST})


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        pytest.param(lambda: b"  \n", EmptyFile, id="empty"),
        pytest.param(lambda: old_workbook({"表": []}), EmptyFile, id="blank"),
        pytest.param(lambda: old_workbook({"表": []}, picture), PictureOnly, id="a picture"),
        pytest.param(lambda: encrypted(GOOD), EncryptedFile, id="encrypted"),
        pytest.param(lambda: GOOD[: len(GOOD) // 2], DamagedFile, id="cut"),
        pytest.param(lambda: GOOD[:512], DamagedFile, id="only its head"),
        pytest.param(lambda: GOOD[:8] + bytes(4096), DamagedFile, id="zeros"),
        pytest.param(lambda: bytes(4096), WrongKind, id="no workbook"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence_in_time(
    content: Callable[[], bytes], refusal: type[Refusal]
) -> None:
    file = content()
    with pytest.raises(refusal) as found:
        read("plan.xls", file)
    assert found.value.exit_code == 3
    assert "plan.xls" in str(found.value) and "\n" not in str(found.value)


def test_a_sheet_as_wide_and_long_as_its_format_allows_is_read_or_refused_in_time() -> None:
    wide = old_workbook({"表": [[str(number) for number in range(256)]]})
    assert len(read("plan.xls", wide).sheets[0].rows[0]) == 256

    def corner(book: Any) -> None:
        book.get_sheet(0).write(65_535, 255, "x")
        spans(book).append((0, 65_535, 0, 254))

    file = old_workbook({"表": [["x"]]}, corner)
    with pytest.raises(TooManyCells):
        read("plan.xls", file)


def test_damage_anywhere_is_read_or_refused() -> None:
    chance = random.Random(20_200_401)
    outcomes = {"read": 0, "refused": 0}
    for _ in range(400):
        version = damaged(GOOD, chance)
        if chance.random() < 0.2:
            version = version[: chance.randrange(1, len(version))]
        try:
            read_xls("plan.xls", version).shown()
            outcomes["read"] += 1
        except Refusal:
            outcomes["refused"] += 1
    assert min(outcomes.values()) > 10


@pytest.mark.office
@pytest.mark.slow
def test_an_office_programs_copy_of_a_new_workbook_is_read_as_the_new_one(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")

    def styled(book: Any) -> None:
        sheet = book["一覧"]
        sheet.merge_cells("A5:B6")
        sheet["A5"] = "併せて"
        sheet["C5"] = date(2020, 4, 1)
        sheet["C6"], sheet["C6"].number_format = 0.285, "0.0%"
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["D"].hidden = True

    content = workbook({"一覧": LIST}, styled)
    (tmp_path / "plan.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "xls", "--outdir", tmp_path, tmp_path / "plan.xlsx"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    old, new = read("plan.xls", (tmp_path / "plan.xls").read_bytes()), read("plan.xlsx", content)
    assert old.shown().sheets == new.shown().sheets
    assert old.issues == new.issues
