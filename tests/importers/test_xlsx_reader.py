"""A workbook is read as it is shown: merged, hidden and lost cells are known, dates and numbers are text."""

from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.styles import Color, PatternFill

from importers.document import CellText, Document, Fill, Shape
from importers.errors import EmptyFile, PictureOnly, TooManyCells, TooWide
from importers.readers.xlsx import read_xlsx
from importers.readers.xlsx_texts import as_text
from tests.importers.workbooks import saved, shape, with_drawing, with_part, workbook

SHEET = "xl/worksheets/sheet1.xml"


def read(content: bytes) -> Document:
    return read_xlsx("plan.xlsx", content)


def texts(document: Document, sheet: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row] for row in document.sheets[sheet].rows]


def cell(document: Document, ref: str) -> CellText:
    (found,) = [cell for sheet in document.sheets for row in sheet.rows for cell in row if cell.ref == ref]
    return found


def issues(document: Document) -> list[tuple[str, str]]:
    return [(issue.code, issue.params.get("places", issue.ref)) for issue in document.issues]


def test_sheets_come_in_their_order_and_every_cell_knows_its_place() -> None:
    document = read(workbook({"施策": [["番号", "施策名"], [1, "窓口の予約"]], "用語": [["用語"]]}))
    assert [sheet.name for sheet in document.sheets] == ["施策", "用語"]
    assert cell(document, "施策!B2").text == "窓口の予約"
    assert document.text_at("用語!A1") == "用語"
    assert document.issues == ()


@pytest.mark.parametrize(
    ("value", "shown", "expected"),
    [
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (43922, "General", "43922"),
        (0.285, "0.0%", "28.5%"),
        (0.5, "0%", "50%"),
        (True, "General", "TRUE"),
        (datetime(2020, 4, 1), "yyyy-mm-dd", "2020-04-01"),
        (datetime(2020, 4, 1, 9, 30), "yyyy-mm-dd", "2020-04-01 09:30"),
        (date(2020, 4, 1), "yyyy-mm-dd", "2020-04-01"),
        ("\u200b窓口\x1b の\r\n予約 ", "General", "窓口 の\n予約"),
        (float("inf"), "General", "inf"),
        (43922, '[$-411]ggge"年度"', "令和2年度"),
        (43586, "ge", "R1"),
        (43555, '[$-411]ggge"年"', "平成31年"),
        (43922, '[$-411]ggge"年"m"月"d"日"', "2020-04-01"),
        (2, '"令和"0"年度"', "令和2年度"),
        (3, '"R"#', "R3"),
        (3, '0"件"', "3"),
        (datetime(2020, 4, 1), 'yyyy"年度"', "2020年度"),
        (datetime(2020, 4, 1), "yyyy", "2020"),
        (datetime(2020, 4, 1), 'yyyy"年"m"月"', "2020-04-01"),
    ],
)
def test_a_stored_value_is_text_as_a_person_reads_it(value: object, shown: str, expected: str) -> None:
    assert as_text(value, shown) == expected


def test_a_date_is_iso_text_whatever_its_format() -> None:
    def dated(book: Workbook) -> None:
        book["期"]["A1"].number_format = "[$-411]ggge年m月d日"

    assert texts(read(workbook({"期": [[43922]]}, dated))) == [["2020-04-01"]]


def test_a_merged_value_stands_once_and_covered_cells_name_it() -> None:
    def merged(book: Workbook) -> None:
        book["表"].merge_cells("A2:A3")
        book["表"].merge_cells("B1:C1")

    document = read(
        workbook({"表": [["分野", "令和2年度", None], ["行政", "a", "b"], [None, "c", "d"]]}, merged)
    )
    assert texts(document) == [["分野", "令和2年度", ""], ["行政", "a", "b"], ["", "c", "d"]]
    assert cell(document, "表!A3").merged_from == "表!A2"
    assert cell(document, "表!C1").merged_from == "表!B1"
    assert cell(document, "表!B1").merged_from is None


def test_hidden_rows_columns_and_sheets_are_read_reported_and_not_shown() -> None:
    def hide(book: Workbook) -> None:
        book["表"].row_dimensions[2].hidden = True
        book["表"].column_dimensions["B"].hidden = True
        book["控え"].sheet_state = "hidden"

    rows = [["施策名", "メモ", "主管課"], ["消した施策", "x", "一課"], ["残す施策", "y", "二課"]]
    document = read(workbook({"表": rows, "控え": [["古い施策"]]}, hide))
    assert texts(document) == rows
    assert issues(document) == [("hidden_rows", "2"), ("hidden_columns", "B"), ("hidden_sheet", "1")]
    shown = document.shown()
    assert [sheet.name for sheet in shown.sheets] == ["表"]
    assert [row for row in texts(shown) if row] == [["施策名", "主管課"], ["残す施策", "二課"]]


def test_a_formula_without_a_stored_value_is_blank_and_an_issue() -> None:
    content = workbook({"表": [["計", "=SUM(1,2)"], [5, '=A2&"件"'], ["x", '=""']]})

    def store(part: bytes) -> bytes:
        """Excel stored the second formula's value, and the third one's blank text."""
        part = part.replace(
            b'<c r="B2"><f>A2&amp;"\xe4\xbb\xb6"</f><v /></c>', b'<c r="B2" t="str"><f>A2</f><v>5</v></c>'
        )
        return part.replace(b'<c r="B3"><f>""</f><v /></c>', b'<c r="B3" t="str"><f>""</f><v></v></c>')

    document = read(with_part(content, SHEET, store))
    assert texts(document) == [["計"], ["5", "5"], ["x"]]
    assert issues(document) == [("formula_without_value", "B1")]


def test_a_spreadsheet_error_is_no_text() -> None:
    document = read(workbook({"表": [["施策名", "#REF!"]]}))
    assert texts(document) == [["施策名"]]
    assert [(issue.code, issue.ref, issue.raw) for issue in document.issues] == [
        ("cell_error", "表!B1", "#REF!")
    ]


def test_the_reading_aids_above_kanji_are_no_part_of_the_text() -> None:
    def kana(part: bytes) -> bytes:
        return part.replace(
            "<t>施策</t>".encode(), '<t>施策</t><rPh sb="0" eb="2"><t>シサク</t></rPh>'.encode()
        )

    assert texts(read(with_part(workbook({"表": [["施策"]]}), "xl/sharedStrings.xml", kana))) == [["施策"]]


def test_cells_that_are_only_formatted_widen_nothing() -> None:
    def formatted(book: Workbook) -> None:
        book["表"].cell(1, 16_384).number_format = "0.00"
        book["表"].cell(1_048_576, 1).number_format = "0.00"

    assert texts(read(workbook({"表": [["施策名"]]}, formatted))) == [["施策名"]]


def test_a_sheet_filled_to_the_last_column_is_refused() -> None:
    with pytest.raises(TooWide) as found:
        read(workbook({"表": [["x"] * 16_384]}))
    assert found.value.params["columns"] == 16_384


def test_a_merge_over_the_whole_sheet_is_refused_before_it_is_built() -> None:
    def merge(part: bytes) -> bytes:
        return part.replace(
            b"</sheetData>",
            b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576" /></mergeCells>',
        )

    with pytest.raises(TooManyCells):
        read(with_part(workbook({"表": [["x"]]}), SHEET, merge))


def test_a_declared_size_that_nothing_fills_is_not_believed() -> None:
    def declare(part: bytes) -> bytes:
        return part.replace(b'ref="A1:A1"', b'ref="A1:XFD1048576"').replace(
            b'ref="A1"', b'ref="A1:XFD1048576"'
        )

    assert texts(read(with_part(workbook({"表": [["施策名"]]}), SHEET, declare))) == [["施策名"]]


def test_a_workbook_without_text_is_empty_or_a_picture() -> None:
    with pytest.raises(EmptyFile):
        read(saved(Workbook()))
    drawing = b'<xdr:wsDr xmlns:xdr="x"><xdr:pic></xdr:pic></xdr:wsDr>'
    with pytest.raises(PictureOnly):
        read(with_part(saved(Workbook()), "xl/drawings/drawing1.xml", lambda _: drawing))


def test_drawn_shapes_beside_text_are_reported() -> None:
    drawing = b'<xdr:wsDr xmlns:xdr="x"><xdr:sp></xdr:sp><xdr:cxnSp></xdr:cxnSp></xdr:wsDr>'
    document = read(with_part(workbook({"表": [["x"]]}), "xl/drawings/drawing1.xml", lambda _: drawing))
    assert [(issue.code, issue.params["count"]) for issue in document.issues] == [("drawings_left", "2")]


def test_a_date_that_excel_stores_by_its_own_number_alone_is_a_date() -> None:
    assert as_text(43922, "General", 58) == "2020-04-01"
    assert as_text(43922, "General") == "43922"


def test_fills_are_kept_as_runs_of_one_colour_and_white_is_the_ground() -> None:
    def fill(book: Workbook) -> None:
        sheet = book["表"]
        for place, colour in {
            "A1": Color(rgb="FFFFFFFF"),
            "B1": Color(rgb="FFFFC000"),
            "C1": Color(rgb="FFFFC000"),
            "D1": Color(indexed=10),
            "B2": Color(theme=4),
            "C2": Color(theme=4, tint=0.6),
        }.items():
            sheet[place].fill = PatternFill("solid", fgColor=colour)
        sheet["A3"].fill = PatternFill("solid", fgColor="00B0F0")
        sheet.merge_cells("A3:C3")
        sheet["A9"].fill = PatternFill("solid", fgColor="00B0F0")

    document = read(workbook({"表": [["施策名", None], [None, "x"], [None], ["y"]]}, fill))
    assert document.sheets[0].fills == (
        Fill(1, 2, 3, "FFC000"),
        Fill(1, 4, 4, "FF0000"),
        Fill(2, 2, 2, "4F81BD"),
        Fill(2, 3, 3, "B9CDE5"),
        Fill(3, 1, 3, "00B0F0"),
    )


def test_a_drawn_bar_knows_the_cells_that_it_lies_on() -> None:
    columns = (
        "<xdr:col>{}</xdr:col><xdr:colOff>{}</xdr:colOff><xdr:row>{}</xdr:row><xdr:rowOff>{}</xdr:rowOff>"
    )
    ends = columns.format(1, 100000, 1, 20000), columns.format(3, 500000, 1, 150000)
    touching = columns.format(1, 0, 0, 0), columns.format(2, 9000, 1, 9000)
    content = with_drawing(
        workbook({"表紙": [["x"]], "表": [["施策名", "令和2年度"], ["窓口"]]}),
        2,
        shape(*ends, "検討") + shape(*touching, ""),
    )
    document = read(content)
    assert document.sheets[0].shapes == ()
    assert document.sheets[1].shapes == (
        Shape(2, 2, 2, 4, "検討", "表!B2:D2"),
        Shape(1, 2, 1, 2, "", "表!B1"),
    )
