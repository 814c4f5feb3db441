"""The Excel workbook: four sheets, real dates, texts that stay texts, columns wide enough for Japanese."""

import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from db.book import Book
from db.errors import UnknownName
from exports.xlsx_export import export_xlsx


def rows_of(path: Path, sheet: str) -> list[dict[str, Any]]:
    page = load_workbook(path)[sheet]
    head, *rows = page.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture
def workbook(filled: Book, tmp_path: Path) -> Path:
    path = tmp_path / "計画.xlsx"
    export_xlsx(filled.db, "shiken-2", path)
    return path


def test_there_are_four_sheets_with_frozen_headings_and_filters(workbook: Path) -> None:
    book = load_workbook(workbook)
    assert book.sheetnames == ["施策", "報告", "工程表", "指標"]
    for page in book:
        assert page.freeze_panes is not None and page.freeze_panes.endswith("2")
        assert page.auto_filter.ref == page.dimensions


def test_the_measures_are_there_with_departments_and_marks(workbook: Path) -> None:
    first, second = rows_of(workbook, "施策")
    assert (first["施策キー"], first["番号"], first["施策名"]) == ("1-2", "⑲", "施策1-2")
    assert (first["主管課"], first["関係課"]) == ("収納課、会計課", "各課")
    assert (first["重点"], second["重点"]) == ("○", None)
    assert [first[f"目標：{name}"] for name in ("便利にする", "見えるようにする", "速くする")] == [
        "○",
        "－",
        "？",
    ]
    assert first["追加年度"] == 2020 and first["施策内容"] == "内容の文\n二行目"


def test_reports_have_real_dates_and_say_where_they_stand(workbook: Path) -> None:
    rows = {(row["施策キー"], row["期"]): row for row in rows_of(workbook, "報告")}
    late = rows["1-10", "R2上"]
    assert late["提出日時"] == datetime(2020, 10, 25, 14, 3)
    assert late["締切日"] == datetime(2020, 10, 15)
    assert (late["状態"], late["遅れ"], late["半期"], late["年度"]) == ("承認", "○", "上半期", 2020)
    assert rows["1-2", "R2上"]["到達した段階"] == "1: 検討"
    assert rows["1-10", "R2下"]["変わりなし"] == "○"
    page = load_workbook(workbook)["報告"]
    heads = [cell.value for cell in page[1]]
    assert page.cell(2, heads.index("締切日") + 1).is_date


def test_a_draft_shows_its_state_and_not_its_text(workbook: Path) -> None:
    rows = {(row["施策キー"], row["期"]): row for row in rows_of(workbook, "報告")}
    draft = rows["1-2", "R2下"]
    assert draft["状態"] == "下書き" and draft["文"] is None
    with zipfile.ZipFile(workbook) as archive:
        assert all("書きかけの秘密".encode() not in archive.read(name) for name in archive.namelist())


def test_the_schedule_has_a_column_for_every_year_and_half(workbook: Path) -> None:
    first, second, third = rows_of(workbook, "工程表")
    assert (first["工程番号"], first["種別"]) == (1, "計画")
    assert first["平成26年度"] == "検討" and first["平成27年度"] == "⇒ 検討"
    assert first["平成29年度"] == "⇒" and first["平成30年度"] == "調達・構築・運用（順次）"
    assert (second["工程"], second["種別"]) == ("機器の更新", "現状")
    assert second["平成26年度上半期"] == "検討（窓口から）" and second["平成26年度下半期"] == "⇒ 検討"
    assert third["種別"] == "改定"


def test_the_indicators_keep_their_figures(workbook: Path) -> None:
    rows = rows_of(workbook, "指標")
    assert [(row["指標"], row["年度"], row["値"]) for row in rows] == [
        ("受付件数", 2018, 1200),
        ("受付件数", 2019, 0.25),
        ("受付件数", 2020, None),
        ("職員数", 2018, 998),
    ]
    assert rows[0]["年度（和暦）"] == "平成30年度" and rows[0]["母数"] == 3.5
    assert rows[1]["半期"] == "上半期" and rows[1]["疑義"] == "○" and rows[3]["施策キー"] is None


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://example.jp")',
        "+1",
        "-1",
        "@SUM(A1)",
        "#N/A",
        "TRUE",
        "2020-10-01",
        "007",
        "1e5",
    ],
)
def test_a_text_stays_a_text_whatever_it_looks_like(
    book: Book,
    add_plan: Callable[..., int],
    add_measure: Callable[..., int],
    tmp_path: Path,
    text: str,
) -> None:
    with book.writing() as door:
        add_measure(door, add_plan(door, "p"), "1", title=text)
    path = tmp_path / "p.xlsx"
    export_xlsx(book.db, "p", path)
    cell = load_workbook(path)["施策"]["C2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix is text.startswith(("=", "+", "-", "@"))
    with zipfile.ZipFile(path) as archive:
        assert all(b"<f>" not in archive.read(name) for name in archive.namelist())


def test_characters_that_excel_cannot_hold_and_texts_too_long_for_a_cell_do_not_stop_it(
    book: Book, add_plan: Callable[..., int], add_measure: Callable[..., int], tmp_path: Path
) -> None:
    with book.writing() as door:
        plan_id = add_plan(door, "p")
        add_measure(door, plan_id, "1", title="a\x1bb", content="あ" * 40_000, risk="一\r\n二")
    path = tmp_path / "p.xlsx"
    export_xlsx(book.db, "p", path)
    (row,) = rows_of(path, "施策")
    assert row["施策名"] == "a\ufffdb" and row["想定されるリスク"] == "一\n二"
    assert len(row["施策内容"]) == 32_767 and row["施策内容"].endswith("全文はJSONで）")


def test_columns_are_as_wide_as_their_text_in_cells_of_two_for_japanese(
    book: Book, add_plan: Callable[..., int], add_measure: Callable[..., int], tmp_path: Path
) -> None:
    with book.writing() as door:
        plan_id = add_plan(door, "p")
        add_measure(door, plan_id, "1", title="十文字の長い施策名前", subtitle="short", content="あ" * 500)
    path = tmp_path / "p.xlsx"
    export_xlsx(book.db, "p", path)
    page = load_workbook(path)["施策"]
    widths = {cell.value: page.column_dimensions[cell.column_letter].width for cell in page[1]}
    assert widths["施策名"] == 21 and widths["施策内容"] == 60 and widths["副題"] == 7


def test_an_empty_plan_gives_sheets_with_headings_alone(
    book: Book, add_plan: Callable[..., int], tmp_path: Path
) -> None:
    with book.writing() as door:
        add_plan(door, "p")
    path = tmp_path / "p.xlsx"
    export_xlsx(book.db, "p", path)
    assert all(page.max_row == 1 for page in load_workbook(path))


def test_an_unknown_plan_is_refused_and_no_file_is_made(filled: Book, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(UnknownName, match="shiken-2"):
        export_xlsx(filled.db, "shiken-9", tmp_path / "none.xlsx")
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_that_stood_there_is_replaced_only_by_a_whole_one(
    filled: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.xlsx"
    path.write_bytes(b"old")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("openpyxl.writer.excel.ExcelWriter.save", fails)
        with pytest.raises(OSError, match="No space"):
            export_xlsx(filled.db, "shiken-2", path)
    assert path.read_bytes() == b"old"
    assert not list(tmp_path.glob(".p.xlsx*"))
    export_xlsx(filled.db, "shiken-2", path)
    assert load_workbook(path).sheetnames[0] == "施策"
