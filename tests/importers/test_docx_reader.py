"""A Word document's tables are read as they are shown: merges known, insertions in, deletions and hidden text out."""

import io
import zipfile

import pytest

from importers.document import Document
from importers.errors import DamagedFile, EmptyFile, PictureOnly, TooWide, WrongKind
from importers.identify import read, stage
from importers.readers.docx import read_docx
from tests.importers.workbooks import with_part, workbook

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str) -> bytes:
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )
    return place.getvalue()


def p(*texts: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{text}</w:t></w:r>" for text in texts) + "</w:p>"


def tc(text: str, props: str = "") -> str:
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{p(text)}</w:tc>"


def tr(*cells: str) -> str:
    return "<w:tr>" + "".join(cell if cell.startswith("<") else tc(cell) for cell in cells) + "</w:tr>"


def tbl(*rows: str) -> str:
    return "<w:tbl>" + "".join(rows) + "</w:tbl>"


def texts(document: Document, sheet: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row] for row in document.sheets[sheet].rows]


def span(count: int) -> str:
    return f'<w:gridSpan w:val="{count}"/>'


DOWN, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_tables_are_sheets_and_merged_cells_name_the_one_with_the_value() -> None:
    first = tbl(
        tr(tc("分野", DOWN), tc("令和2年度", span(2))),
        tr(tc("", ON), "上期", "下期"),
    )
    document = read_docx("plan.docx", docx(first + tbl(tr("用語", "説明"))))
    assert [sheet.name for sheet in document.sheets] == ["表1", "表2"]
    assert texts(document) == [["分野", "令和2年度", ""], ["", "上期", "下期"]]
    covered = [
        (cell.ref, cell.merged_from) for row in document.sheets[0].rows for cell in row if cell.merged_from
    ]
    assert covered == [("表1!R1C3", "表1!R1C2"), ("表1!R2C1", "表1!R1C1")]


def test_insertions_and_controls_are_read_and_deletions_are_not() -> None:
    cell = (
        "<w:tc><w:p><w:r><w:t>窓口の</w:t></w:r>"
        "<w:ins><w:r><w:t>電子</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>紙の</w:delText></w:r></w:del>"
        "<w:sdt><w:sdtContent><w:r><w:t>予約</w:t></w:r></w:sdtContent></w:sdt></w:p></w:tc>"
    )
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{tc('消えた行')}</w:tr>"
    assert texts(read_docx("plan.docx", docx(tbl(tr(cell), gone)))) == [["窓口の電子予約"]]


def test_paragraphs_breaks_and_reading_aids_become_the_text_a_person_sees() -> None:
    ruby = (
        "<w:r><w:ruby><w:rt><w:r><w:t>しさく</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>施策</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    cell = f"<w:tc><w:p>{ruby}<w:r><w:br/><w:t>一覧</w:t></w:r></w:p>{p('次の段落')}</w:tc>"
    assert texts(read_docx("plan.docx", docx(tbl(tr(cell))))) == [["施策\n一覧\n次の段落"]]


def test_a_sign_of_a_symbol_font_is_unknown_and_not_blank() -> None:
    cell = '<w:tc><w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:p></w:tc>'
    assert texts(read_docx("plan.docx", docx(tbl(tr(cell))))) == [["\ufffd"]]


def test_hidden_text_text_outside_tables_and_drawings_are_reported() -> None:
    hidden = "<w:tc><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>内緒</w:t></w:r></w:p></w:tc>"
    body = p("星野市の計画") + tbl(tr("施策名", hidden)) + "<w:p><w:r><w:drawing/></w:r></w:p>"
    document = read_docx("plan.docx", docx(body))
    assert texts(document) == [["施策名", ""]]
    assert [(issue.code, issue.raw) for issue in document.issues] == [
        ("hidden_text", "内緒"),
        ("drawings_left", ""),
        ("text_outside_tables", "星野市の計画"),
    ]


def test_a_table_inside_a_cell_is_a_sheet_of_its_own() -> None:
    document = read_docx("plan.docx", docx(tbl(tr(f"<w:tc>{p('外')}{tbl(tr('内'))}{p('')}</w:tc>"))))
    assert [texts(document, number) for number in (0, 1)] == [[["外"]], [["内"]]]


def test_a_document_without_tables_is_a_text() -> None:
    document = read("plan.docx", docx(p("一行目") + p("二", "行目")))
    assert (document.kind, [line.text for line in document.lines]) == ("text", ["一行目", "二行目"])


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (docx(p("")), EmptyFile),
        (docx("<w:p><w:r><w:drawing/></w:r></w:p>"), PictureOnly),
        (docx("<w:p>"), DamagedFile),
        (docx(tbl(tr(tc("x", span(5000))))), TooWide),
        (workbook({"表": [["x"]]}), WrongKind),
    ],
    ids=("empty", "a picture", "cut", "wide", "a workbook"),
)
def test_a_document_that_cannot_be_read_is_refused(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read("plan.docx", content)


def test_a_list_in_a_document_comes_in_by_its_labels() -> None:
    table = tbl(
        tr("番号", "施策名", "主管課", tc("令和2年度", span(2))),
        tr("", "", "", "上期", "下期"),
        tr("1", "図書館の予約", "図書館", tc("検討", span(2))),
    )
    staged = stage("hoshino.docx", docx(p("取組の一覧") + table))
    assert staged.profile == "list-table"
    cells = {
        row.key[3:]: row.cells["continued"].value for row in staged.rows if row.entity == "schedule_cell"
    }
    assert cells == {(2020, 1): False, (2020, 2): True}
    assert "text_outside_tables" in [issue.code for issue in staged.issues]


def test_notes_headers_and_footers_are_told_and_page_numbers_are_not() -> None:
    content = docx(p("本文"))
    for path, root, text in (
        ("footnotes", "footnotes", "脚注の文"),
        ("endnotes", "endnotes", "文末の文"),
        ("header1", "hdr", "星野市の計画"),
        ("header2", "hdr", "星野市の計画"),
        ("footer1", "ftr", "- 12 -"),
    ):
        inner = f"<w:note>{p(text)}</w:note>" if root.endswith("notes") else p(text)
        whole = f'<w:{root} xmlns:w="{W}">{inner}</w:{root}>'.encode()
        content = with_part(content, f"word/{path}.xml", lambda _, whole=whole: whole)
    document = read_docx("plan.docx", content)
    assert [line.text for line in document.lines] == ["本文"]
    assert [(issue.code, issue.raw, issue.params["count"]) for issue in document.issues] == [
        ("footnotes_left", "脚注の文", "2"),
        ("margins_left", "星野市の計画", "1"),
    ]


def test_a_damaged_header_is_refused() -> None:
    with pytest.raises(DamagedFile):
        read_docx("plan.docx", with_part(docx(p("本文")), "word/header1.xml", lambda _: b"<w:hdr"))
