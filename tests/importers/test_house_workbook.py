"""The house table is the same plan whether it is a CSV file, one sheet of a workbook, or a sheet for each section."""

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.document import Document
from importers.identify import stage
from importers.readers.csv import read_csv
from importers.readers.xlsx import read_xlsx
from importers.recognise import house_table
from importers.staged import Staging
from tests.importers.workbooks import workbook

Rows = list[list[str]]
SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.csv"))
YEARS = ["令和2年度上半期", "令和2年度下半期", "R3上", "2021H2"]

words = st.text("あいうえお施策窓口予約電子図書館①②ABCabc123・（）、 -", min_size=1, max_size=12).map(
    str.strip
)
names = words.filter(lambda text: bool(text) and not text.startswith("-"))
stages = st.sampled_from(
    ["", "検討", "⇒", "調達・構築・運用", "実施（順次）", "一部実施", "実施 (東館のみ)", "-"]
)
measures = st.lists(
    st.tuples(names, st.sampled_from(["○", "－", "？", ""]), names, st.lists(stages, min_size=4, max_size=4)),
    min_size=1,
    max_size=5,
)


def sections(title: str, rows: list[tuple[str, str, str, list[str]]]) -> dict[str, Rows]:
    """A plan of the house table: its sections with their headings and rows."""
    measure = [[str(number), name, mark, lead] for number, (name, mark, lead, _) in enumerate(rows, 1)]
    schedule = [[str(number), "計画", *cells] for number, (_, _, _, cells) in enumerate(rows, 1)]
    return {
        "計画": [
            ["計画キー", "p-1"],
            ["計画の名称", title],
            ["自治体", "星野市"],
            ["計画期間", "令和2年度～令和3年度"],
        ],
        "施策": [["施策キー", "施策名", "重点", "主管課"], *measure],
        "工程表": [["施策キー", "種別", *YEARS], *schedule],
    }


def one_table(plan: dict[str, Rows]) -> Rows:
    return [row for name, rows in plan.items() for row in ([f"■{name}"], *rows, [])]


def as_csv(plan: dict[str, Rows]) -> Document:
    place = io.StringIO()
    csv.writer(place).writerows(one_table(plan))
    return read_csv("plan.csv", place.getvalue().encode("utf-8-sig"))


def typed(rows: Rows) -> list[list[object]]:
    """As a person types it into Excel: numbers are numbers and blanks are no cells."""
    return [
        [int(cell) if cell.isascii() and cell.isdigit() else cell or None for cell in row] for row in rows
    ]


def seen(staging: Staging) -> tuple[list[object], list[object]]:
    """Rows and issues without their places."""
    rows: list[object] = [
        (row.plan, row.entity, row.key, {name: (cell.value, cell.raw) for name, cell in row.cells.items()})
        for row in staging.rows
    ]
    return rows, [(issue.code, issue.field, issue.raw, issue.key) for issue in staging.issues]


@settings(max_examples=25)
@given(title=names, rows=measures)
def test_any_plan_is_the_same_in_csv_on_one_sheet_and_on_many(
    title: str, rows: list[tuple[str, str, str, list[str]]]
) -> None:
    plan = sections(title, rows)
    written = seen(house_table.recognise(as_csv(plan)))
    one = workbook({"計画": typed(one_table(plan))})
    headed = workbook({name: typed([[f"■{name}"], *rows]) for name, rows in plan.items()})
    named = workbook({f"■{name}": typed(rows) for name, rows in plan.items()})
    for content in (one, headed, named):
        assert seen(house_table.recognise(read_xlsx("plan.xlsx", content))) == written
    assert len([row for row in written[0] if row[1] == "measure"]) == len(rows)  # type: ignore[index]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_plan_saved_as_a_workbook_is_the_same_plan(sample: Path) -> None:
    document = read_csv(sample.name, sample.read_bytes())
    rows = [[cell.text for cell in row] for row in document.sheets[0].rows]
    content = workbook({"計画": [[cell or None for cell in row] for row in rows]})
    staged = stage(f"{sample.stem}.xlsx", content)
    assert staged.profile == house_table.PROFILE
    assert seen(staged) == seen(house_table.recognise(document))


def test_a_cell_of_a_workbook_names_its_sheet_and_place() -> None:
    plan = sections("ある計画", [("窓口の予約", "○", "市民課", ["検討", "⇒", "", ""])])
    staged = stage("plan.xlsx", workbook({f"■{name}": typed(rows) for name, rows in plan.items()}))
    (measure,) = [row for row in staged.rows if row.entity == "measure"]
    assert measure.cells["title"].ref == "■施策!B2"


def test_a_sheet_without_a_section_does_not_carry_on_the_one_before() -> None:
    plan = one_table(sections("ある計画", [("窓口の予約", "○", "市民課", ["検討", "⇒", "", ""])]))
    staged = stage("plan.xlsx", workbook({"計画": typed(plan), "メモ": [["9", "計画", "実施"]]}))
    assert [(issue.code, issue.ref) for issue in staged.issues] == [("outside_sections", "メモ!A1")]


def test_dates_typed_as_dates_and_hidden_rows_are_read_for_what_they_are() -> None:
    def hide(book: object) -> None:
        book["計画"].row_dimensions[9].hidden = True  # type: ignore[index]

    rows: list[list[object]] = [
        ["■計画"],
        ["計画キー", "p-1"],
        ["■施策"],
        ["施策キー", "施策名"],
        [1, "窓口の予約"],
        ["■更新計画"],
        ["システム名", "運用終了", "運用開始"],
        ["予約", datetime(2021, 3, 31), datetime(2021, 4, 1)],
        ["古い予約", None, None],
    ]
    staged = stage("plan.xlsx", workbook({"計画": rows}, hide))
    (system,) = [row for row in staged.rows if row.entity == "renewal_system"]
    assert (system.cells["current_end"].value, system.cells["next_operation_start"].value) == (
        "2021-03",
        "2021-04",
    )
    assert [(issue.code, issue.raw) for issue in staged.issues] == [("hidden_rows", "古い予約")]
