"""An OpenDocument spreadsheet is read as it is shown, and what it says of a million repeats costs nothing."""

import io
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.errors import Refusal
from importers.document import CellText, Document, Fill
from importers.errors import (
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    MisnamedFile,
    PictureOnly,
    TooLarge,
    TooManyCells,
    TooWide,
    WrongKind,
)
from importers.identify import read, stage
from importers.readers.ods import read_ods
from tests.importers.test_damaged_files import damaged
from tests.importers.test_docx_reader import docx, p
from tests.importers.test_xls_reader import old_workbook
from tests.importers.workbooks import with_part, workbook

MIME = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        *((name, name) for name in ("office", "table", "text", "style")),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
    )
)
CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def spreadsheet(tables: str, styles: str = "", manifest: str = "", kind: str = "spreadsheet") -> bytes:
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("mimetype", MIME, zipfile.ZIP_STORED)
        container.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        container.writestr(
            "content.xml",
            f"<office:document-content {NAMES} {CALCEXT}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:{kind}>{tables}</office:{kind}></office:body>"
            "</office:document-content>",
        )
    return place.getvalue()


def table(name: str, *rows: str, style: str = "", columns: str = "") -> str:
    return (
        f'<table:table table:name="{name}" table:style-name="{style}">{columns}{"".join(rows)}</table:table>'
    )


def td(text: str = "", attributes: str = "", tag: str = "table-cell") -> str:
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n")) if text else ""
    return f"<table:{tag} {attributes}>{paragraphs}</table:{tag}>"


def tr(*cells: str, attributes: str = "") -> str:
    content = "".join(cell if cell.startswith("<") else td(cell, STRING) for cell in cells)
    return f"<table:table-row {attributes}>{content}</table:table-row>"


STRING = 'office:value-type="string"'
LIST = [
    ["番号", "施策名", "主管課", "令和2年度", "令和3年度"],
    ["1", "図書館の予約", "図書館", "検討", "実施"],
    ["2", "窓口の案内", "市民課", "実施", "⇒"],
]
GOOD = spreadsheet(table("一覧", *(tr(*row) for row in LIST)))


def texts(document: Document, sheet: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row] for row in document.sheets[sheet].rows]


def issues(document: Document) -> list[tuple[str, str]]:
    return [(issue.code, issue.params.get("places", issue.ref)) for issue in document.issues]


def test_sheets_come_in_their_order_and_every_cell_knows_its_place() -> None:
    document = read_ods(
        "plan.ods", spreadsheet(table("施策", *(tr(*row) for row in LIST)) + table("用語", tr("用語")))
    )
    assert [sheet.name for sheet in document.sheets] == ["施策", "用語"]
    assert texts(document)[1] == ["1", "図書館の予約", "図書館", "検討", "実施"]
    assert document.sheets[0].rows[1][1] == CellText(2, 2, "図書館の予約", "施策!B2")
    assert document.encoding == "ods" and document.issues == ()


def test_a_spreadsheet_stages_what_the_same_workbook_stages() -> None:
    found, new = stage("hoshino.ods", GOOD), stage("hoshino.xlsx", workbook({"一覧": LIST}))
    assert found.rows == new.rows and len(found.rows) > 2


def valued(kind: str, stored: str, shown: str) -> str:
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(kind, "value")
    return td(shown, f'office:value-type="{kind}" office:{name}="{stored}"')


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (valued("float", "3", "3.00"), "3"),
        (valued("float", "451875", "451,875件"), "451875"),
        (valued("float", "0.30000000000000004", "0.3"), "0.3"),
        (valued("float", "2", "令和2年度"), "令和2年度"),
        (valued("float", "2020", "2020"), "2020"),
        (valued("currency", "1200", "￥1,200"), "1200"),
        (valued("percentage", "0.285", "28.5%"), "28.5%"),
        (valued("percentage", "0.285", ""), "28.5%"),
        (valued("date", "2020-04-01", "令和2年4月1日"), "2020-04-01"),
        (valued("date", "2020-04-01", "令和2年度"), "令和2年度"),
        (valued("date", "2020-04-01", "R2"), "R2"),
        (valued("date", "2020-04-01", "2020"), "2020"),
        (valued("date", "2020-04-01", "4月"), "2020-04-01"),
        (valued("date", "2020-04-01T09:30:00", "4/1"), "2020-04-01 09:30"),
        (valued("date", "no day", "令和2年4月"), "令和2年4月"),
        (valued("time", "PT09H30M00S", "9:30"), "09:30"),
        (valued("boolean", "true", "真"), "TRUE"),
        (td("", f'{STRING} office:string-value="文"'), "文"),
        (td("一行目\n二行目", STRING), "一行目\n二行目"),
        (td('図書<text:s text:c="2"/>館', STRING), "図書  館"),
        (td("一<text:line-break/>二<text:tab/>三", STRING), "一\n二\t三"),
        (td("<text:span>市民</text:span><text:a>課</text:a>", STRING), "市民課"),
        (
            td(
                "<text:ruby><text:ruby-base>市</text:ruby-base><text:ruby-text>し</text:ruby-text></text:ruby>"
            ),
            "市",
        ),
        (
            f"<table:table-cell {STRING}><office:annotation><text:p>確認中</text:p></office:annotation>"
            "<text:p>実施</text:p></table:table-cell>",
            "実施",
        ),
        (td("a\u200b\x7f　", STRING), "a"),
    ],
)
def test_a_stored_value_is_text_as_a_person_reads_it(cell: str, expected: str) -> None:
    assert texts(read_ods("plan.ods", spreadsheet(table("期", tr(cell, "x"))))) == [[expected, "x"]]


def test_a_space_that_is_said_to_stand_a_thousand_million_times_is_bounded() -> None:
    document = read("plan.ods", spreadsheet(table("表", tr(td('a<text:s text:c="999999999"/>b', STRING)))))
    assert len(texts(document)[0][0]) < 2_000


def test_a_merged_value_stands_once_and_covered_cells_name_it() -> None:
    over = td("分野", f'{STRING} table:number-columns-spanned="2" table:number-rows-spanned="2"')
    under = td("", tag="covered-table-cell")
    left = td("隠れた文", STRING, "covered-table-cell")
    document = read_ods(
        "plan.ods", spreadsheet(table("表", tr(over, under, "年度"), tr(under, left, "上期")))
    )
    assert texts(document) == [["分野", "", "年度"], ["", "", "上期"]]
    assert [cell.merged_from for row in document.sheets[0].rows for cell in row] == [
        *(None, "表!A1", None),
        *("表!A1", "表!A1", None),
    ]
    assert issues(document) == [("covered_text", "B2")]


def test_repeated_cells_and_rows_stand_as_often_as_they_are_said() -> None:
    row = tr(
        td("⇒", f'{STRING} table:number-columns-repeated="3"'), attributes='table:number-rows-repeated="2"'
    )
    blank = tr(td("", 'table:number-columns-repeated="2"'), attributes='table:number-rows-repeated="2"')
    assert texts(read_ods("plan.ods", spreadsheet(table("表", row, blank, tr("末"))))) == [
        ["⇒"] * 3,
        ["⇒"] * 3,
        [],
        [],
        ["末"],
    ]


HIDDEN = (
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/>'
    "</style:style>"
)


def test_hidden_and_filtered_rows_columns_groups_and_sheets_are_marked_and_told() -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    rows = (
        tr("番号", "控", "え", "施策名"),
        tr("1", "a", "b", "予約", attributes='table:visibility="collapse"'),
        tr("2", "a", "b", "案内", attributes='table:visibility="filter"'),
        f'<table:table-row-group table:display="false">{tr("3", "a", "b", "相談")}</table:table-row-group>',
        tr("4", "a", "b", "統計"),
    )
    content = spreadsheet(table("表", *rows, columns=columns) + table("奥", tr("x"), style="ta2"), HIDDEN)
    document = read_ods("plan.ods", content)
    assert [row for row in texts(document.shown()) if row] == [["番号", "施策名"], ["4", "統計"]]
    assert issues(document) == [("hidden_rows", "2、3、4"), ("hidden_columns", "B、C"), ("hidden_sheet", "1")]


def test_errors_and_formulas_without_a_value_are_blank_and_told() -> None:
    wrong = td("#DIV/0!", f'{STRING} table:formula="of:=1/0" calcext:value-type="error"')
    lost = td("", 'table:formula="of:=[.A1]"')
    stored = td("3", 'table:formula="of:=1+2" office:value-type="float" office:value="3"')
    document = read_ods("plan.ods", spreadsheet(table("表", tr(wrong, lost, stored))))
    assert texts(document) == [["", "", "3"]]
    assert issues(document) == [("cell_error", "表!A1"), ("formula_without_value", "B1")]


def test_background_colours_are_runs_and_drawings_are_told() -> None:
    style = (
        '<style:style style:name="ce1" style:family="table-cell">'
        '<style:table-cell-properties fo:background-color="#ffc000"/></style:style>'
    )
    bar = td("", 'table:style-name="ce1" table:number-columns-repeated="2"')
    frame = "<table:table-cell><draw:frame><text:p>図の文</text:p></draw:frame></table:table-cell>"
    document = read_ods("plan.ods", spreadsheet(table("表", tr("1", bar, frame)), style))
    assert document.sheets[0].fills == (Fill(1, 2, 3, "FFC000"),)
    assert texts(document) == [["1"]]
    assert issues(document) == [("drawings_left", "")]


def test_a_blank_sheet_that_fills_the_whole_format_costs_nothing() -> None:
    blank = tr(
        td("", 'table:number-columns-repeated="16384"'), attributes='table:number-rows-repeated="1048575"'
    )
    assert texts(read("plan.ods", spreadsheet(table("表", tr("x"), blank)))) == [["x"]]


FRAME = "<table:shapes><draw:frame><draw:image/></draw:frame></table:shapes>"
EVERYWHERE = 'table:number-columns-repeated="16384"'
DOWN = 'table:number-rows-repeated="1048576"'


def repeated(text: str, across: str, down: str) -> bytes:
    return spreadsheet(table("表", tr(td(text, f"{STRING} {across}"), attributes=down)))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        pytest.param(lambda: b"  \n", EmptyFile, id="empty"),
        pytest.param(lambda: spreadsheet(table("表")), EmptyFile, id="blank"),
        pytest.param(lambda: spreadsheet(table("表", FRAME)), PictureOnly, id="a picture"),
        pytest.param(lambda: repeated("x", EVERYWHERE, ""), TooWide, id="16,384 columns"),
        pytest.param(lambda: repeated("x", EVERYWHERE, DOWN), TooWide, id="the whole format"),
        pytest.param(
            lambda: repeated("x", 'table:number-columns-repeated="9"', DOWN), TooManyCells, id="repeated rows"
        ),
        pytest.param(
            lambda: spreadsheet(table("表", *[tr("x", attributes=DOWN)] * 3)),
            TooManyCells,
            id="too many rows",
        ),
        pytest.param(
            lambda: spreadsheet(table("表"), manifest="<manifest:encryption-data/>".replace("manifest:", "")),
            EncryptedFile,
            id="encrypted",
        ),
        pytest.param(
            lambda: with_part(GOOD, "encrypted-package", lambda _: b"x"), EncryptedFile, id="encrypted whole"
        ),
        pytest.param(lambda: spreadsheet("<text:p>文</text:p>", kind="text"), WrongKind, id="a text"),
        pytest.param(lambda: GOOD[: len(GOOD) // 2], DamagedFile, id="cut"),
        pytest.param(
            lambda: with_part(GOOD, "content.xml", lambda part: part[: len(part) // 2]),
            DamagedFile,
            id="cut inside",
        ),
        pytest.param(
            lambda: with_part(GOOD, "content.xml", lambda part: b'<!DOCTYPE x [<!ENTITY a "b">]>' + part),
            DamagedFile,
            id="entities",
        ),
        pytest.param(
            lambda: with_part(GOOD, "Pictures/x.bin", lambda _: bytes(200 * 1_048_576)),
            TooLarge,
            id="zip bomb",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence_in_time(
    content: Callable[[], bytes], refusal: type[Refusal]
) -> None:
    file = content()
    with pytest.raises(refusal) as found:
        read("plan.ods", file)
    assert found.value.exit_code == 3
    assert "plan.ods" in str(found.value) and "\n" not in str(found.value)


CSV = "番号,施策名\n1,図書館の予約\n".encode("cp932")
HTML = "<html><body><table><tr><td>施策名</td></tr></table></body></html>".encode()


@pytest.mark.parametrize(
    ("name", "content", "renamed"),
    [
        ("plan.xls", lambda: HTML, "plan.html"),
        ("plan.xls", lambda: CSV, "plan.csv"),
        ("plan.xls", lambda: "番号\t施策名\n1\t予約".encode("utf-16"), "plan.csv"),
        ("plan.xls", lambda: workbook({"表": [["x"]]}), "plan.xlsx"),
        ("plan.xls", lambda: GOOD, "plan.ods"),
        ("plan.ods", lambda: workbook({"表": [["x"]]}), "plan.xlsx"),
        ("plan.ods", lambda: old_workbook({"表": [["x"]]}), "plan.xls"),
        ("plan.ods", lambda: CSV, "plan.csv"),
        ("plan.xlsx", lambda: old_workbook({"表": [["x"]]}), "plan.xls"),
        ("plan.xlsm", lambda: GOOD, "plan.ods"),
        ("plan.xlsx", lambda: HTML, "plan.html"),
        ("plan.docx", lambda: b"%PDF-1.7\n", "plan.pdf"),
        ("plan.pdf", lambda: docx(p("文")), "plan.docx"),
        ("plan.csv", lambda: old_workbook({"表": [["x"]]}), "plan.xls"),
    ],
)
def test_a_misnamed_file_is_called_what_it_is(name: str, content: Callable[[], bytes], renamed: str) -> None:
    with pytest.raises(MisnamedFile) as found:
        read(name, content())
    kind = renamed.rpartition(".")[2]
    assert str(found.value) == (
        f"{name} is really a {kind} file. Rename it to {renamed} and bring it in again."
    )
    assert found.value.exit_code == 3


@pytest.mark.parametrize(
    "content",
    [b'<?xml version="1.0"?><Workbook/>', b"MIME-Version: 1.0\r\n", bytes(range(256)) * 4],
    ids=("XML of Excel 2003", "a web archive", "bytes"),
)
def test_what_is_of_no_kind_that_is_read_is_to_be_saved_anew(content: bytes) -> None:
    with pytest.raises(WrongKind, match="save it anew as xlsx"):
        read("plan.xls", content)


def test_damage_anywhere_is_read_or_refused() -> None:
    chance = random.Random(20_200_401)
    outcomes = {"read": 0, "refused": 0}
    for _ in range(400):
        whole = chance.random() < 0.3
        try:
            read_ods(
                "plan.ods",
                damaged(GOOD, chance)
                if whole
                else with_part(GOOD, "content.xml", lambda part: damaged(part, chance)),
            ).shown()
            outcomes["read"] += 1
        except Refusal:
            outcomes["refused"] += 1
    assert min(outcomes.values()) > 5


@pytest.mark.office
@pytest.mark.slow
def test_an_office_programs_copy_of_a_workbook_is_read_as_the_workbook(tmp_path: Path) -> None:
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
        [office, profile, "--headless", "--convert-to", "ods", "--outdir", tmp_path, tmp_path / "plan.xlsx"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    found, new = read("plan.ods", (tmp_path / "plan.ods").read_bytes()), read("plan.xlsx", content)
    assert found.shown().sheets == new.shown().sheets
    assert found.issues == new.issues
