"""A PDF with a text layer is read as it is printed: lines by page, tables as sheets, and what is lost is told."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from importers.document import Document
from importers.errors import DamagedFile, EmptyFile, EncryptedFile, PictureOnly, WrongKind
from importers.identify import read, stage
from tests.importers.staging_views import fixture

reportlab = pytest.importorskip("reportlab")
from reportlab.lib.pagesizes import A4  # noqa: E402
from reportlab.pdfbase import pdfmetrics  # noqa: E402
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: E402
from reportlab.pdfgen.canvas import Canvas  # noqa: E402

FONT = "HeiseiMin-W3"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def pdf(*pages: Callable[[Canvas], Any], **options: Any) -> bytes:
    place = io.BytesIO()
    canvas = Canvas(place, pagesize=A4, **options)
    for draw in pages:
        canvas.setFont(FONT, 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return place.getvalue()


def say(*lines: str, x: float = 60, top: float = 700) -> Callable[[Canvas], Any]:
    def draw(canvas: Canvas) -> None:
        for place, line in enumerate(lines):
            canvas.drawString(x, top - 16 * place, line)

    return draw


def grid(rows: Sequence[Sequence[str]], widths: Sequence[int], top: float = 700) -> Callable[[Canvas], Any]:
    """A ruled table; ← in a cell joins it to the one on its left."""

    def draw(canvas: Canvas) -> None:
        for number, row in enumerate(rows):
            y, x = top - 40 * (number + 1), 50.0
            for column, text in enumerate(row):
                span = 1
                while column + span < len(row) and row[column + span] == "←":
                    span += 1
                if text != "←":
                    canvas.rect(x, y, sum(widths[column : column + span]), 40)
                    for line, piece in enumerate(text.split("\n")):
                        canvas.drawString(x + 4, y + 26 - 12 * line, piece)
                x += widths[column]

    return draw


def both(*draws: Callable[[Canvas], Any]) -> Callable[[Canvas], Any]:
    return lambda canvas: [draw(canvas) for draw in draws]


def texts(document: Document, sheet: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row] for row in document.sheets[sheet].rows]


def codes(document: Document) -> list[str]:
    return [issue.code for issue in document.issues]


def test_lines_know_their_page_and_heads_feet_and_page_numbers_are_left_out() -> None:
    def page(number: int) -> Callable[[Canvas], Any]:
        return both(
            say("星野市の計画", top=815), say(f"{number}頁目の文", "次の文"), say(f"- {number} -", top=30)
        )

    document = read("plan.pdf", pdf(page(1), page(2), page(3)))
    found = [(line.page, line.text) for line in document.lines if line.text]
    assert found == [(at, text) for at in (1, 2, 3) for text in (f"{at}頁目の文", "次の文")]
    assert [(issue.code, issue.params["count"]) for issue in document.issues] == [("repeated_lines", "6")]


def test_a_table_stands_in_the_lines_with_tabs_and_is_a_sheet_with_its_merges() -> None:
    rows = [["施策名", "令和2年度", "←"], ["図書館の\n予約", "検討", "実施"]]
    document = read(
        "plan.pdf", pdf(both(say("前の文", top=760), grid(rows, (90, 90, 90)), say("後", top=500)))
    )
    assert [line.text for line in document.lines if line.text] == [
        "前の文",
        "施策名\t令和2年度\t",
        "図書館の<br>予約\t検討\t実施",
        "後",
    ]
    assert texts(document) == [["施策名", "令和2年度", ""], ["図書館の\n予約", "検討", "実施"]]
    assert document.sheets[0].rows[0][2].merged_from == "p.1 表1!R1C2"
    assert document.text_at("p.1 表1!R2C3") == "実施"
    assert document.text_at("p.1 l.1") == "前の文"


def test_a_word_that_wraps_at_the_cells_edge_is_one_word() -> None:
    document = read("plan.pdf", pdf(grid([["情報管理\n課", "x"], ["課\n係", "y"]], (48, 60))))
    assert texts(document) == [["情報管理課", "x"], ["課\n係", "y"]]


LIST = ["番号", "施策名", "主管課", "令和2年度"]


def test_a_list_over_two_pages_is_one_list() -> None:
    first = grid([LIST, ["1", "図書館の予約", "図書館", "検討"]], (40, 140, 100, 80))
    second = grid([LIST, ["2", "窓口の案内", "市民課", "実施"]], (40, 140, 100, 80))
    document = read("hoshino.pdf", pdf(first, second))
    assert texts(document) == [
        LIST,
        ["1", "図書館の予約", "図書館", "検討"],
        ["2", "窓口の案内", "市民課", "実施"],
    ]
    assert document.sheets[0].rows[2][1].ref == "p.2 表1!R3C2"
    staged = stage("hoshino.pdf", pdf(first, second))
    titles = [row.cells["title"].value for row in staged.rows if row.entity == "measure"]
    assert titles == ["図書館の予約", "窓口の案内"]


def test_a_table_with_the_same_first_label_and_another_value_is_the_next_measures() -> None:
    cards = [grid([["施策名", title], ["主管課", "市民課"]], (80, 200)) for title in ("予約", "案内")]
    assert len(read("plan.pdf", pdf(*cards)).sheets) == 2


def test_two_columns_are_read_one_after_the_other_and_told() -> None:
    left = [f"左の段の{number}行目の文がここにある" for number in range(8)]
    right = [f"右の段の{number}行目の文がここにある" for number in range(8)]
    document = read("plan.pdf", pdf(both(say(*left, x=50), say(*right, x=330))))
    assert [line.text for line in document.lines if line.text] == [*left, *right]
    assert "two_columns" in codes(document)


def test_a_turned_page_is_read_upright_and_turned_letters_are_told() -> None:
    def turned(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.translate(300, 300)
        canvas.rotate(90)
        canvas.drawString(0, 0, "横の文")

    document = read("plan.pdf", pdf(turned))
    assert [line.text for line in document.lines] == ["横の文"]

    def slanted(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.drawString(300, -300, "縦の文")

    assert "turned_text" in codes(read("plan.pdf", pdf(both(say("文"), slanted))))


def test_fields_and_notes_of_a_form_are_told() -> None:
    def form(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "主管課")
        canvas.acroForm.textfield(name="lead", value="library", x=120, y=690, width=80, height=20)
        canvas.textAnnotation("check this", Rect=[60, 600, 80, 620])

    document = read("plan.pdf", pdf(form))
    raws = {issue.code: issue.raw for issue in document.issues}
    assert raws["form_fields_left"] == "library"
    assert raws["notes_left"] == "check this"


def picture(canvas: Canvas) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("RGB", (30, 30), "red")), 100, 500, 200, 200)


def test_a_page_that_is_a_picture_is_told() -> None:
    found = {issue.code: issue.ref for issue in read("plan.pdf", pdf(say("文"), picture)).issues}
    assert found["page_without_text"] == "p.2"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (lambda: pdf(picture), PictureOnly),
        (lambda: pdf(lambda canvas: None), EmptyFile),
        (lambda: pdf(say("文"), encrypt="secret"), EncryptedFile),
        (lambda: pdf(say("文"))[:300], DamagedFile),
        (lambda: b"PK\x03\x04 not a PDF", WrongKind),
    ],
    ids=("a picture", "blank", "encrypted", "cut", "a zip"),
)
def test_a_pdf_that_cannot_be_read_is_refused(content: Callable[[], bytes], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read("plan.pdf", content())


def printed(lines: Sequence[str]) -> Callable[[Canvas], Any]:
    """Lines as a plan prints them; cells between tabs stand in ruled boxes."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 6)
        for place, line in enumerate(lines):
            y, cells = 720 - 16 * place, line.split("\t")
            for column, cell in enumerate(cells):
                x = 20 + column * 275
                canvas.drawString(x + 2, y, cell)
                if len(cells) > 1:
                    canvas.rect(x, y - 3, 275, 12)

    return draw


def test_a_plan_that_a_profile_knows_is_the_same_plan_as_a_pdf() -> None:
    text = fixture("draft_small")
    lines = [line.rstrip() for line in text.split("\n")]
    pages = [printed(lines[at : at + 38]) for at in range(0, len(lines), 38)]
    plain, found = stage("draft.txt", text.encode()), stage("draft.pdf", pdf(*pages))
    assert found.profile == plain.profile
    assert [(row.entity, row.key) for row in found.rows] == [(row.entity, row.key) for row in plain.rows]


def unbroken(value: object) -> object:
    """In extracted text a space at a line's end marks a paragraph; a PDF has no such space."""
    return value.replace("\n", "") if isinstance(value, str) else value


def test_the_sheets_of_a_measure_are_the_same_sheets_as_a_pdf() -> None:
    text = "第四次総合情報化基本計画（以下、「本計画」という。）は、次のとおりです。 \n" + fixture(
        "sheets_small"
    )
    lines = [line.rstrip() for line in text.split("\n")]
    pages = [printed(lines[at : at + 44]) for at in range(0, len(lines), 44)]
    plain, found = stage("sheets.txt", text.encode()), stage("sheets.pdf", pdf(*pages))
    assert found.profile == plain.profile == "musashino-4"
    assert len(found.rows) == len(plain.rows) > 40
    for row, other in zip(found.rows, plain.rows, strict=True):
        assert (row.plan, row.entity, row.key) == (other.plan, other.entity, other.key)
        assert {name: unbroken(cell.value) for name, cell in row.cells.items()} == {
            name: unbroken(cell.value) for name, cell in other.cells.items()
        }


def test_letters_have_what_lines_and_cells_need_just_as_the_library_makes_them() -> None:
    import pdfplumber

    from importers.readers.pdf_letters import letters_only

    def moved(canvas: Canvas) -> None:
        canvas.setCropBox((0, 0, 500, 700))
        canvas.drawString(60, 600, "図書館の予約 abc")
        canvas.rotate(90)
        canvas.drawString(300, -300, "縦")

    with pdfplumber.open(io.BytesIO(pdf(moved))) as ours, pdfplumber.open(io.BytesIO(pdf(moved))) as theirs:
        letters_only(ours.pages[0])
        names = ("text", "x0", "x1", "top", "bottom", "size", "upright", "object_type")
        expected = [{name: letter[name] for name in names} for letter in theirs.pages[0].chars]
        assert ours.pages[0].chars == expected and len(expected) > 10
